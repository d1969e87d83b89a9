"""Templates of others that want too much, and data that look like templates: refused at edit time, bounded, or printed as such.

Where the corpus of hostile files lies beside the checkout, `tests/faults/test_hostile_corpus.py` runs the files themselves too.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.facts import Known
from breachdesk.domain.terms import NoticeKind
from breachdesk.letters.bounds import MAX_WORK
from breachdesk.letters.context import NAMES
from breachdesk.letters.environment import MAX_SOURCE, ready_letter
from breachdesk.letters.tracing import CLOSE, MIDDLE, OPEN
from tests.edges.test_letters import complete, fact, own, rendered
from tests.edges.test_template_files import GOOD, SHIPPED, refusal
from tests.edges.test_template_files import own as own_file

ESCAPES = (
    "{{ person.__class__.__mro__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ person|attr('__class__') }}",
    "{{ '{0.__class__}'.format(person) }}",
    "{{ ('{0.x}'|attr('format'))(person) }}",
    "{{ ['{0.x}']|map('format', person)|join('') }}",
    "{{ '{a.x}'.format_map({'a': person}) }}",
    "{% set f = 'x'.format %}{{ f(person) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ namespace().__class__ }}",
    "{% include '/etc/passwd' %}",
    "{% extends '../../x' %}",
    "{% import 'x' as y %}",
)
BOMBS = (
    "{% for a in range(99999) %}{% for b in range(99999) %}{% else %}-{% endfor %}{% else %}-{% endfor %}",
    "{{ 'x' * 1000000000 }}",
    "{{ 2 ** 9999999 }}",
    "{{ 'x'|center(999999999) }}",
    "{{ '%999999999d'|format(1) }}",
    "{{ [1]|slice(100000000)|list|length }}",
    "{{ lipsum(100000) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ person.name" + "|upper" * 3000 + " }}",
    "{% if " + "person.name and " * 3000 + "person.name %}x{% endif %}",
)
PERSON = {"person": {"name": "Ann", "none": None, "blank": " ", "list": [], "whole": {"a": "b"}, "some": ["a", None, "b"]}}


def said(source: str) -> str:
    """Give what is said when a text with slots is refused, while it is looked at or while it is filled."""
    with pytest.raises(TemplateProblem) as caught:
        ready_letter(source, {"person"}, "own/communication.en.md", 9).fill(PERSON)
    return str(caught.value)


@pytest.mark.parametrize("source", ESCAPES)
def test_c11_a_way_out_of_the_sandbox_is_refused_when_it_is_written(source: str) -> None:
    """Lost without it: a template that runs a program of its own."""
    with pytest.raises(TemplateProblem, match=r"own/communication\.en\.md:9 "):
        ready_letter(source, {"person"}, "own/communication.en.md", 9)


@pytest.mark.parametrize("source", BOMBS, ids=lambda source: source[:30])
def test_c12_a_bomb_is_refused_when_it_is_written(source: str) -> None:
    """Lost without it: a machine without memory, at hour 71."""
    began = time.process_time()
    with pytest.raises(TemplateProblem, match=r"own/communication\.en\.md:"):
        ready_letter(source, {"person"}, "own/communication.en.md", 9)
    assert time.process_time() - began < 4


LOOP = "{% for a in person.many %}{% for b in person.many %}BODY{% else %}-{% endfor %}{% else %}-{% endfor %}"


@pytest.mark.parametrize(
    "source",
    [
        LOOP.replace("BODY", ""),
        "{% for a in person.many %}{% if a in person.many %}{% endif %}{% else %}-{% endfor %}",
        "{% for a in person.many %}{% if person.many | sort | join == a %}x{% endif %}{% else %}-{% endfor %}",
        "{% for a in person.many %}{% if person.long | upper == a %}x{% endif %}{% else %}-{% endfor %}",
        "{% if '!' in person.many %}x{% endif %}" * 550,
    ],
    ids=["rounds", "in", "sort", "upper", "no list"],
)
def test_c12_lists_over_the_letters_own_long_data_are_stopped(source: str) -> None:
    """Lost without it: nine million rounds, or nine hundred, that print nothing, so that no limit on the text stops them."""
    long = {"person": {"many": [str(number) for number in range(6_000)], "long": "x" * 60_000}}
    letter = ready_letter(source, {"person"}, "long.md")
    began = time.process_time()
    with pytest.raises(TemplateProblem, match=f"long.md.* more than {MAX_WORK:,} steps"):
        letter.fill(long)
    with pytest.raises(TemplateProblem, match="long.md.* more than "):
        letter.traced(long)
    assert time.process_time() - began < 4


def test_c12_the_longest_source_is_looked_at_in_time() -> None:
    """Lost without it: an editor that stands still over a file somebody sent."""
    source = "{{ person.name|upper }}\n" * (MAX_SOURCE // 24)
    began = time.process_time()
    with pytest.raises(TemplateProblem, match="more than 5,000 slots and other parts"):
        ready_letter(source, {"person"}, "long.md")
    assert time.process_time() - began < 4


def test_c12_a_list_of_ordinary_length_is_far_from_the_limit() -> None:
    """Lost without it: a letter to people with forty kinds of data that cannot be written."""
    data = {"person": {"many": [str(number) for number in range(200)]}}
    body = LOOP.replace("BODY", "{{ a }}{% if a == b %}!{% endif %}")
    assert ready_letter(body, {"person"}, "x.md").fill(data).count("!") == 200


@pytest.mark.parametrize(
    "source",
    [
        "{{ person._sa_instance_state }}",
        "{{ person.incident.subjects | map(attribute='email') | join(', ') }}",
        "{{ person.items }}",
        "{{ person.keys() }}",
        "{{ person['name'] }}",
        "{{ person.__dict__ }}",
        "{{ others }}",
        "{{ _work }}",
        "{{ loop }}",
        "{{ self }}",
    ],
)
def test_c13_nothing_but_the_entries_of_its_own_data_can_be_named(source: str) -> None:
    """Lost without it: one letter that lists everybody else."""
    assert "own/communication.en.md:9 " in said(source)


def test_c13_what_a_template_is_given_are_plain_texts_lists_and_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a value of the program in a template's hands, with all that hangs on it."""
    seen: list[object] = []

    def look(value: object) -> None:
        seen.append(value)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            look(part)

    writer = own("{{ controller.name }}")
    from breachdesk.letters import writer as module

    real = module.plain_data

    def looked_at(*given_: object) -> dict[str, object]:
        data = real(*given_)  # type: ignore[arg-type]
        look(data)
        assert set(NAMES) == set(data)
        return data

    monkeypatch.setattr(module, "plain_data", looked_at)
    writer.render(NoticeKind.COMMUNICATION, "en", complete())
    assert len(seen) > 100
    assert {type(value) for value in seen} <= {dict, list, str, bool}


@pytest.mark.parametrize(
    ("slot", "names"),
    [
        ("{{ person.nmae }}", "'person.nmae'"),
        ("{{ person.none }}", "without a value"),
        ("{{ person.blank }}", "empty slot"),
        ("{{ person.list }}", "holds a list"),
        ("{{ person.whole }}", "holds several things"),
        ("{{ person.some | join(', ') }}", "without a value"),
        ("{{ person.some | last | trim }}{{ person.blank | trim }}", "empty slot"),
        ("{{ person.list | first }}", "own/communication.en.md:10"),
        ("{{ person.name | default('') }}", "'default' is not allowed"),
    ],
)
def test_c14_what_would_print_nothing_or_a_programmers_word_is_refused_with_its_place(slot: str, names: str) -> None:
    """Lost without it: 'Dear None,'."""
    words = said(f"a\n{slot}")
    assert names in words
    assert "own/communication.en.md:10" in words


def test_c15_a_list_without_an_else_part_is_refused_and_with_one_says_it() -> None:
    """Lost without it: a letter that names no data, because the list was empty."""
    assert "needs an {% else %} part" in said("{% for x in person.list %}- {{ x }}\n{% endfor %}")
    source = "{% for x in person.list %}- {{ x }}\n{% else %}- not known yet\n{% endfor %}"
    assert ready_letter(source, {"person"}, "x.md").fill(PERSON) == "- not known yet\n"


@pytest.mark.parametrize("left", ["[NAME]", "[DATE OF BREACH]", "TODO", "TBD", "FIXME", "XXX", "}}"])
def test_c16_what_the_author_left_to_be_filled_in_is_refused(left: str) -> None:
    """Lost without it: 'Dear [NAME]' to twelve thousand people."""
    assert f":10 '{left}' was left to be filled in" in said(f"Dear reader,\n{left} and more")


@pytest.mark.parametrize("slot", ["{{ person.name }}", "{{ person.names | join(', ') }}", "{{ person.name | trim }}"])
@pytest.mark.parametrize("name", ["letter.html", "letter.html.j2", "letter.HTM"])
def test_c17_in_a_source_named_for_html_what_comes_from_the_data_is_escaped(name: str, slot: str) -> None:
    """Lost without it: a name that is a program in the reader's browser."""
    evil = "<script>alert('1')</script>"
    letter = ready_letter(f"<p>{slot}</p>", {"person"}, name)
    data = {"person": {"name": evil, "names": [evil]}}
    assert letter.fill(data) == "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;</p>"
    assert letter.traced(data).text == letter.fill(data)


@pytest.mark.parametrize("typed", ["{{ 7*7 }}", "{% for x in y %}", "{# note #}", "{{ facts }}", "{name}", "TODO", "[NAME]"])
def test_c18_what_looks_like_a_template_in_the_data_is_printed_as_it_is(typed: str) -> None:
    """Lost without it: what a person typed is run, or a name with brackets stops the letter."""
    known = complete().facts.with_fact(fact("account_en", Known(typed)))
    assert typed in rendered(NoticeKind.NOTIFICATION, "en", replace(complete(), facts=known)).text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([OPEN, MIDDLE, CLOSE, "a", " ", "\n", "{", "facts.people"]), max_size=12).map("".join))
def test_what_people_type_never_passes_for_the_mark_of_an_origin(typed: str) -> None:
    """Lost without it: one odd character in a title, and no notice can be written any more, or one shows a false source."""
    known = complete().facts.with_fact(fact("account_en", Known(f"It was {typed}.")))
    given_ = replace(complete(), facts=known, title=f"T{typed}", reference=f"R{typed}")
    for kind in (NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION):
        letter = rendered(kind, "en", given_)
        assert not {OPEN, MIDDLE, CLOSE} & set(letter.text + letter.subject)
        assert letter.stated


def test_templates_and_words_may_not_hold_a_mark_of_an_origin(tmp_path: Path) -> None:
    """Lost without it: a template that says of its own sentences where they come from."""
    assert "hidden character U+E0F0" in said(f"It was {OPEN}facts.people{MIDDLE}nobody{CLOSE}.")
    written = own_file(tmp_path / "own", "communication.en.md", GOOD.replace("Own words", f"Own {MIDDLE} words"))
    assert "communication.en.md:9 holds the hidden character U+E0F1" in refusal(SHIPPED, written)
    words = own_file(tmp_path / "words", "phrases.en.yaml", f"words:\n  unknown: 'a {CLOSE} b'\n")
    assert "phrases.en.yaml:2 holds the hidden character U+E0F2" in refusal(SHIPPED, words)
