"""Every sentence of a written notice says which facts it was made from, also where it only stands under a condition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.drafting import NeededFact, Rendered, Template
from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.scope import CategoryLine, ConsequenceLine, GroupLine, Scope
from breachdesk.domain.sentences import sentences
from breachdesk.domain.terms import NoticeKind, Stage
from breachdesk.letters.environment import ready_letter
from breachdesk.letters.tracing import CLOSE, MIDDLE, OPEN
from breachdesk.letters.writer import LetterWriter
from tests.edges.test_letters import COMPLETE, ROW, context, facts, shipped, writer

PLAIN = next(t for t in shipped() if (t.kind, t.language) == (NoticeKind.COMMUNICATION, "en"))


def written(body: str, **known: str) -> Rendered:
    """Write a small template of our own."""
    made = replace(PLAIN, body=body, needs=(NeededFact("people", "Art. 34(2)"),), id="small")
    return LetterWriter([made]).render(made.kind, "en", context(facts(**{**COMPLETE, **known})))


def sources(letter: Rendered) -> dict[str, tuple[str, ...]]:
    """Give what each sentence was made from."""
    return {one.sentence: one.sources for one in letter.stated}


def test_a_slot_a_condition_and_a_list_are_origins() -> None:
    """Lost without it: 'We have seen that data were misused' has no fact behind it that a DPO could look at."""
    body = (
        "About {{ facts.people.text }} people. Nothing more.\n\n"
        '{% if facts.contained.answer == "yes" %}\nIt was stopped.\n{% elif facts.misuse_seen.known %}\nSeen.\n{% else %}\nNo.\n{% endif %}\n\n'
        "{% for category in categories %}\n- {{ category.label }}{% if category.special %} (special){% endif %}\n\n{% else %}\n- none\n{% endfor %}\n"
        "\nCall {{ dpo.phone.text }} now. By {{ organisation.name | upper }} now.\n"
    )
    found = sources(written(body))
    assert found["About about 12,000 to 15,500 people."] == ("people",)
    assert found["Nothing more."] == ()
    assert found["It was stopped."] == ("contained",)
    assert found["E-mail addresses"] == ("data_categories",)
    assert found["Health data (special)"] == ("data_categories",)
    assert found["Call +31 30 555 01 10 now."] == ("inventory:dpo",)
    assert found["By FIETSGOED B.V. now."] == ("inventory:controller",)
    assert sources(written(body, contained="no"))["Seen."] == ("contained", "misuse_seen")


def test_what_is_said_because_something_is_open_rests_on_what_is_open() -> None:
    """Lost without it: 'This notification is made in phases' stands, and looks up to date, after the last answer."""
    body = (
        "{% if in_phases %}\nMore follows.\n{% for gap in gaps %}\n- {{ gap }}\n{% else %}\n- none\n{% endfor %}\n"
        "{% else %}\nThat is all.\n{% endif %}\n\n"
        "{% if still_open %}\nWe look into this:\n{% for one in still_open %}\n- {{ one }}\n{% else %}\n- x\n{% endfor %}\n{% endif %}\n"
    )
    found = sources(written(body, people="unknown", cause="unknown", contained="unknown"))
    assert found["More follows."] == ("people",)
    assert found["approximate number of people concerned"] == ("people",)
    assert {"cause", "contained"} <= set(found["We look into this:"])
    assert found["how this could happen"] == ("cause",)
    assert sources(written(body))["That is all."] == ("people",)


def test_a_joined_list_keeps_its_origin() -> None:
    """Lost without it: measures in one sentence have no origin."""
    [one] = written('Done: {{ facts.measures_taken.lines | join("; ") }}.\n').stated
    assert one.sources == ("measures_taken",)


@pytest.mark.parametrize("template", shipped(), ids=lambda t: f"{t.kind.value}-{t.language}")
def test_every_sentence_of_every_shipped_notice_is_listed_once_in_order(template: Template) -> None:
    """Lost without it: a sentence the program wrote is taken for one by hand."""
    known = replace(context(facts(**COMPLETE)), reason="a mistake", first_filed_at=None, stage=Stage.INITIAL)
    letter = writer().render(template.kind, template.language, known)
    assert [s.text for s in sentences(letter.text)] == [one.sentence for one in letter.stated]
    assert not {OPEN, MIDDLE, CLOSE} & set(letter.text)


def test_what_a_notification_rests_on_is_all_there() -> None:
    """Lost without it: a figure in a filing that nobody can follow to its row."""
    letter = writer().render(NoticeKind.NOTIFICATION, "en", context(facts(**COMPLETE)))
    rests_on = {source for one in letter.stated for source in one.sources}
    assert {"people", "records", "data_categories", "likely_consequences", "measures_taken", "cause"} <= rests_on
    assert {"incident:aware_at", "incident:due_at", "inventory:dpo", "inventory:controller", "scope:countries"} <= rests_on


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=f"ab {OPEN}{MIDDLE}{CLOSE}.\n", min_size=1, max_size=30).filter(lambda t: bool(t.strip(f" .\n{OPEN}{MIDDLE}{CLOSE}"))))
def test_marks_in_what_people_typed_break_nothing(typed: str) -> None:
    """Lost without it: a sign in a title makes a sentence claim another origin, or stops the notice."""
    letter = ready_letter("Say {{ incident.title }} now.", ("incident",), "t.md")
    data = {"incident": {"title": typed}}
    traced = letter.traced(data)
    assert "".join(traced.text.split()) == "".join(c for c in letter.fill(data) if c not in {OPEN, MIDDLE, CLOSE}).replace(" ", "").replace("\n", "")
    assert {path for _, _, path in traced.parts} == {"incident.title"}


def test_a_group_reads_only_what_concerns_it() -> None:
    """Lost without it: customers read that sick notes were stolen, and wonder whose."""
    scope = Scope(
        groups=(
            GroupLine("customers", CountRange(12000, 15500), CountRange(), False, ("NL",), (ROW,)),
            GroupLine("employees", CountRange(214, 280), CountRange(), False, ("BE",), (ROW,)),
        ),
        categories=(
            CategoryLine("contact", False, ("customers", "employees"), (ROW,)),
            CategoryLine("health", True, ("employees",), (ROW,)),
        ),
        consequences=(ConsequenceLine("discrimination", ("employees",), ("health",)),),
        countries=("NL", "BE"),
    )
    known = facts(**{**COMPLETE, "likely_consequences": "phishing, discrimination"})
    wish = replace(context(known), scope=scope, group="customers")
    customers = writer().render(NoticeKind.COMMUNICATION, "en", wish)
    everybody = writer().render(NoticeKind.COMMUNICATION, "en", replace(wish, group=""))
    assert "Health data" in everybody.text
    assert "Health data" not in customers.text
    assert "E-mail addresses" in customers.text
    discriminated = "treat you differently"
    assert discriminated in everybody.text
    assert discriminated not in customers.text
    assert "customers" in customers.text


def test_a_letter_by_name_and_with_ones_own_data_holds_merge_fields_and_their_words() -> None:
    """Lost without it: a personal letter has nothing to fill in, or words nobody translated."""
    wish = replace(context(facts(**COMPLETE)), personal=True, own_data=True)
    letter = writer().render(NoticeKind.LETTER, "nl", wish)
    assert "{name}" in letter.text.splitlines()[0]
    assert "\n{data}\n" in letter.text
    assert dict(letter.data_words) == {"contact": "E-mailadressen", "health": "Gezondheidsgegevens"}
    assert writer().render(NoticeKind.LETTER, "nl", replace(wish, own_data=False)).data_words == ()


WORDS = st.text(alphabet="ab .,\n-#é0{}", min_size=1, max_size=8).filter(lambda t: t.strip() != "" and "{{" not in t and "}}" not in t)
DATA = st.fixed_dictionaries(
    {
        "incident": st.fixed_dictionaries({"title": WORDS, "reference": WORDS}),
        "late": st.fixed_dictionaries({"is_late": st.booleans()}),
        "gaps": st.lists(WORDS, max_size=3),
    }
)
SLOTS = st.sampled_from(
    ["{{ incident.title }}", "{{ incident.reference | upper }}", '{{ gaps | join("; ") }}', "{{ gaps | sort | first }}", "x. Y"]
)
TEMPLATES = st.recursive(
    SLOTS | st.sampled_from(["Plain. ", "\n", "  ", "- "]),
    lambda inner: st.lists(inner, max_size=3).map("".join)
    | st.tuples(inner, inner).map(lambda p: f"{{% if late.is_late %}}\n{p[0]}{{% elif gaps %}}{p[1]}\n{{% else %}}{p[0]}{{% endif %}}\n")
    | st.tuples(inner, inner).map(lambda p: f"{{% for gap in gaps %}}\n- {{{{ gap }}}}{p[0]}\n{{% else %}}\n{p[1]}{{% endfor %}}"),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(TEMPLATES, DATA)
def test_tracing_a_text_changes_no_letter_of_it(source: str, data: dict[str, object]) -> None:
    """Lost without it: what is on record about a letter is about another letter."""
    try:
        letter = ready_letter(source, ("gaps", "incident", "late"), "t.md")
        text = letter.fill(data)
    except TemplateProblem:
        return
    traced = letter.traced(data)
    assert traced.text == text
    assert all(0 <= start < end <= len(text) for start, end, _ in traced.parts)
