"""How a form is filled: nothing blank, everything traced, a person's word above all, and nothing made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.conditions import Has, Not
from breachdesk.domain.facts import (
    Answer,
    Fact,
    FactDefinition,
    FactKind,
    Facts,
    Known,
    NotApplicable,
    Source,
    SourceKind,
    Unknown,
)
from breachdesk.domain.filled_form import FieldState, FilledField, FilledForm
from breachdesk.domain.form_case import FormCase
from breachdesk.domain.form_filling import NEVER_CONFIRMED, fill, said_complete
from breachdesk.domain.forms import FieldKind, Form, FormField, FormSection, FormStatus, FromFacts, FromRules, Must, OptionRule
from breachdesk.domain.inventory import CountRange, Inventory
from breachdesk.domain.law import Citation
from breachdesk.domain.replaying import replay
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import FilingRecorded, RevisionSaved
from breachdesk.files.catalogue import FileCatalogues
from tests.services.office import INVENTORY
from tests.strategies import AWARE, SAID, counts, inventories, numbered, opening, revision, timelines

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = FileCatalogues(ROOT / "breachdesk" / "law", [], [], lambda country, part, years: {})
FORMS = SHIPPED.forms()
DEFINITIONS = SHIPPED.facts()
WORDS = st.text(max_size=30)


def _value(definition: FactDefinition) -> st.SearchStrategy[Answer]:
    if definition.options:
        ids = st.sampled_from([option.id for option in definition.options])
        several = definition.kind is FactKind.CHOICES
        return (st.lists(ids, unique=True, max_size=3).map(tuple) if several else ids).map(Known)
    texts: st.SearchStrategy[object] = {
        FactKind.COUNT: counts(),
        FactKind.HOURS: st.integers(0, 500).map(str),
        FactKind.INSTANT: st.integers(-99, 99).map(lambda h: (AWARE + timedelta(hours=h)).isoformat()),
        FactKind.CATEGORIES: st.lists(st.sampled_from(["contact", "health", "odd"]), unique=True).map(tuple),
        FactKind.GROUPS: st.lists(st.sampled_from(["customers", "patients", "odd"]), unique=True).map(tuple),
        FactKind.COUNTRIES: st.lists(st.sampled_from(["NL", "BE", "TW"]), unique=True).map(tuple),
    }.get(definition.kind, WORDS)
    return texts.map(Known)


def _answers(definition: FactDefinition) -> st.SearchStrategy[Answer | None]:
    waved = st.sampled_from(["not our data", " ", "asked elsewhere"]).map(NotApplicable)
    return st.one_of(st.none(), st.just(Unknown()), waved, _value(definition))


SOURCES = st.sampled_from([SAID, Source(SourceKind.INVENTORY, "scope version 1", "", ("inventory.yaml:3",))])


@st.composite
def fact_bases(draw: st.DrawFn) -> Facts:
    """Draw answers to some of the shipped questions, from a person or from the inventory."""
    asked = draw(st.lists(st.sampled_from(sorted(DEFINITIONS)), unique=True, max_size=40))
    found = {id_: draw(_answers(DEFINITIONS[id_])) for id_ in asked}
    return Facts({id_: Fact(id_, answer, draw(SOURCES), AWARE) for id_, answer in found.items() if answer is not None})


def case(facts: Facts = Facts(), **changed: object) -> FormCase:
    """Give a case that knows nothing but these facts."""
    plain = FormCase(replay("i1", numbered(opening())), facts, INVENTORY, AWARE + timedelta(hours=5))
    return replace(plain, **changed)  # type: ignore[arg-type]


@st.composite
def cases(draw: st.DrawFn) -> FormCase:
    """Draw a case of any past, with any inventory."""
    incident = replay("i1", draw(timelines()))
    inventory: Inventory = draw(inventories())
    risk, band = draw(st.sampled_from(["", "unlikely", "risk", "high"])), draw(st.sampled_from(["", "low", "very_high"]))
    return FormCase(incident, draw(fact_bases()), inventory, AWARE + timedelta(hours=draw(st.integers(0, 99))), risk, band)


HANDS = st.sampled_from([Unknown(), NotApplicable("the portal does not ask it"), Known("typed by hand")])


@st.composite
def hands(draw: st.DrawFn, form: Form) -> Mapping[str, Fact]:
    """Draw what somebody typed into fields of a form; an option where it has some."""
    chosen = draw(st.lists(st.sampled_from([*form.fields()]), unique_by=lambda one: one.id, max_size=6))
    found: dict[str, Fact] = {}
    for one in chosen:
        answer: Answer = draw(HANDS)
        if isinstance(answer, Known) and one.options:
            id_ = draw(st.sampled_from([option.id for option in one.options]))
            answer = Known((id_,) if one.kind is FieldKind.CHOICES else id_)
        elif isinstance(answer, Known) and one.kind is FieldKind.NUMBER:
            answer = Known(CountRange(3, 7))
        elif isinstance(answer, Known) and one.kind is FieldKind.INSTANT:
            answer = Known(AWARE.isoformat())
        found[one.id] = Fact(one.id, answer, Source(SourceKind.PERSON, "S. Kok"), AWARE)
    return found


def filled(form: str, of: FormCase, by_hand: Mapping[str, Fact] | None = None, language: str = "") -> FilledForm:
    """Fill a shipped form."""
    found = FORMS[form]
    return fill(found, of, DEFINITIONS, by_hand or {}, language or found.languages[0])


def fact(id_: str, value: str | tuple[str, ...] | CountRange, source: Source = SAID) -> Fact:
    """Give a known fact."""
    return Fact(id_, Known(value), source, AWARE)


def known(**answers: str | tuple[str, ...] | CountRange) -> Facts:
    """Give facts that a person said."""
    return Facts({id_: fact(id_, value) for id_, value in answers.items()})


def the(form: FilledForm, id_: str) -> FilledField:
    """Give a field of a filled form."""
    return next(one for one in form.fields() if one.id == id_)


@pytest.mark.parametrize("form", sorted(FORMS))
@given(data=st.data())
def test_no_field_is_blank_and_every_answer_names_a_source(form: str, data: st.DataObject) -> None:
    """Lost without it: a question of the authority left open without a word, or an answer nobody can trace."""
    by_hand = data.draw(hands(FORMS[form]))
    language = data.draw(st.sampled_from(sorted(FORMS[form].labels)))
    found = filled(form, data.draw(cases()), by_hand, language)
    assert [one.id for one in found.fields()] == [one.id for one in FORMS[form].fields()]
    for one in found.fields():
        assert one.words.strip()
        if one.state is FieldState.NOT_APPLICABLE:
            assert one.typed == ""
        else:
            assert one.typed.strip()
        if one.state is FieldState.ANSWERED:
            assert one.sources
            assert all(source.says.strip() for source in one.sources)


@pytest.mark.parametrize("form", sorted(FORMS))
@given(data=st.data())
def test_an_answer_by_hand_wins(form: str, data: st.DataObject) -> None:
    """Lost without it: a person mends an answer, and the facts write over it."""
    by_hand = data.draw(hands(FORMS[form]))
    found = filled(form, data.draw(cases()), by_hand)
    for id_, hand in by_hand.items():
        one, asked = the(found, id_), FORMS[form].field(id_)
        assert one.by_hand
        assert [source.id for source in one.sources] == ["by-hand"]
        if isinstance(hand.answer, NotApplicable):
            assert (one.state, one.words) == (FieldState.NOT_APPLICABLE, hand.answer.reason)
        elif isinstance(hand.answer, Unknown):
            assert one.state is FieldState.UNKNOWN
        elif asked.options:
            chosen = hand.value if isinstance(hand.value, tuple) else (hand.value,)
            is_open = any(asked.option(str(option)).is_open for option in chosen)
            assert one.state is (FieldState.UNKNOWN if is_open else FieldState.ANSWERED)
            assert is_open or one.chosen == chosen


@pytest.mark.parametrize("form", sorted(FORMS))
@given(data=st.data())
def test_taking_a_fact_away_never_turns_an_unknown_into_an_answer(form: str, data: st.DataObject) -> None:
    """Lost without it: knowing less makes the form say more."""
    before = data.draw(cases().filter(lambda found: bool(found.facts.by_id)))
    id_ = data.draw(st.sampled_from(sorted(before.facts.by_id)))
    after = filled(form, replace(before, facts=before.facts.without(id_)))
    for one, less in zip(filled(form, before).fields(), after.fields(), strict=True):
        if one.state is FieldState.UNKNOWN:
            assert less.state is not FieldState.ANSWERED, (id_, one, less)


@pytest.mark.parametrize("form", sorted(FORMS))
@given(of=cases())
def test_an_option_that_says_not_yet_is_chosen_only_where_nothing_is_known(form: str, of: FormCase) -> None:
    """Lost without it: a field says 'to be determined' beside a fact that determines it, or a complete one says it."""
    found = filled(form, of)
    for one in found.fields():
        asked = FORMS[form].field(one.id)
        opened = [asked.option(id_) for id_ in one.chosen if asked.option(id_).is_open]
        assert not opened or one.state is FieldState.UNKNOWN
        if one.state is FieldState.UNKNOWN and asked.open_option is not None:
            assert one.chosen == (asked.open_option.id,)


def test_a_condition_that_does_not_hold_is_named_as_the_reason() -> None:
    """Lost without it: 'not applicable' with no word on why, which no authority accepts."""
    found = filled("edpb", case(known(breach_kinds=("confidentiality",))), language="en")
    one = the(found, "59")
    assert one.state is FieldState.NOT_APPLICABLE
    assert "55 “Nature of the personal data breach”" in one.words
    assert "Availability breach" in one.words
    assert [source.id for source in one.sources] == ["breach_kinds"]


def test_what_nobody_knows_leaves_the_fields_that_hang_on_it_open() -> None:
    """Lost without it: a question is waved away because the one before it has no answer yet."""
    one = the(filled("edpb", case(), language="en"), "56")
    assert (one.state, one.needs) == (FieldState.UNKNOWN, ("breach_kinds",))


def test_what_is_missing_is_named_as_facts_somebody_can_answer() -> None:
    """Lost without it: the form asks for a value that no question of ours is about."""
    one = the(filled("edpb", case(), language="en"), "44")
    assert one.needs == ("happened_from", "happened_until")
    assert (one.typed, one.chosen) == ("To be determined", ("e",))


def test_a_question_waved_away_takes_its_reason_into_the_form() -> None:
    """Lost without it: 'not applicable' said once has to be said again to each authority."""
    waved = Facts({"records": Fact("records", NotApplicable("only paper was seen"), SAID, AWARE)})
    one = the(filled("nl-ap", case(waved)), "6.3")
    assert (one.state, one.words) == (FieldState.NOT_APPLICABLE, "only paper was seen")


def test_what_only_the_inventory_says_waits_for_a_person() -> None:
    """Lost without it: what a system may hold is told to the authority as what leaked."""
    held = Source(SourceKind.INVENTORY, "scope version 1", "", ("inventory.yaml:12",))
    facts = Facts({"people": fact("people", CountRange(1200, 1500), held)})
    one = the(filled("edpb", case(facts), language="en"), "68")
    assert NEVER_CONFIRMED in one.confirm
    assert one.sources[0].rows == ("inventory.yaml:12",)
    hand = {"68": Fact("68", Known(CountRange(1300, 1300)), Source(SourceKind.PERSON, "S. Kok"), AWARE)}
    mine = the(filled("edpb", case(facts), hand, "en"), "68")
    assert (mine.typed, mine.confirm) == ("1300", ())


def test_a_person_who_says_the_figure_has_nothing_to_confirm() -> None:
    """Lost without it: everything is to confirm, so nobody looks at what is."""
    one = the(filled("edpb", case(known(people=CountRange(40, 40))), language="en"), "68")
    assert (one.typed, one.confirm) == ("40", ())
    assert the(filled("edpb", case(known(people=CountRange(40, 40))), language="en"), "67").chosen == ("a",)


def test_a_field_for_one_number_gets_the_highest_of_a_range_and_says_so() -> None:
    """Lost without it: the lower figure is filed, or a range that the portal refuses."""
    one = the(filled("nl-ap", case(known(records=CountRange(47, 280)))), "6.3")
    assert one.typed == "280"
    assert any("47 to 280" in words for words in one.confirm)


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "11.800 tot 12.400"), ("en", "11,800 to 12,400")], ids=["nl", "en"]
)
def test_a_range_in_words_is_written_as_the_language_does(language: str, said: str) -> None:
    """Lost without it: 11,800 people read as eleven point eight."""
    found = filled("nl-ap", case(known(people=CountRange(11800, 12400))), language=language)
    assert the(found, "7.3").typed == said


def test_a_known_time_stands_in_the_incidents_own_zone() -> None:
    """Lost without it: the authority is told an hour that nobody in the house saw on a clock."""
    one = the(filled("edpb", case(), language="en"), "48")
    assert one.typed == "2026-11-23 14:00"


def test_the_late_reasons_are_asked_only_after_the_deadline() -> None:
    """Lost without it: a late notification without its reasons, which Art. 33(1) asks for."""
    on_time, late = case(), case(now=AWARE + timedelta(hours=80))
    assert the(filled("edpb", on_time, language="en"), "49").state is FieldState.NOT_APPLICABLE
    assert the(filled("edpb", late, language="en"), "49").state is FieldState.UNKNOWN


def test_a_second_notification_is_a_follow_up_with_the_first_ones_number() -> None:
    """Lost without it: the authority opens a second case for one breach (Art. 33(4))."""
    text = revision(1, NoticeKind.NOTIFICATION)
    filing = FilingRecorded(text.notice, 1, text.sha256, AWARE + timedelta(hours=2), "AP-1")
    again = case(incident=replay("i1", numbered(opening(), RevisionSaved(text), filing)))
    found = filled("edpb", again, language="en")
    assert the(found, "3").chosen == ("b",)
    assert the(found, "6").typed == "AP-1"
    assert the(filled("nl-ap", again), "1.1").typed == "vervolgmelding (aanvullen / wijzigen)"


def _small(*fields: FormField) -> Form:
    source = Citation("A form", "all", "https://example.org", datetime(2026, 11, 23, tzinfo=UTC).date())
    section = FormSection("1", {"en": "One"}, fields)
    return Form("small", "1", {"en": "Small"}, (), ("en",), FormStatus.VERIFIED, source, (section,))


def test_a_form_that_leaves_nothing_open_says_that_it_is_complete() -> None:
    """Lost without it: every notification is filed as incomplete, and the authority waits for more."""
    complete = FORMS["edpb"].field("4")
    sub_type = replace(complete, shown=FORMS["edpb"].field("12").shown)
    cause = FormField("cause", {"en": "Cause"}, FieldKind.AREA, Must.YES, FromFacts(("cause",)))
    form = _small(sub_type, cause)
    known_now = fill(form, case(known(cause="human-error")), DEFINITIONS, {}, "en")
    open_now = fill(form, case(), DEFINITIONS, {}, "en")
    assert (the(known_now, "4").chosen, the(open_now, "4").chosen) == (("a",), ("b",))


def test_a_field_by_hand_says_that_the_form_is_complete() -> None:
    """Lost without it: 'to be determined' goes out in a notification that says it is complete."""
    hand = {"4": Fact("4", Known("a"), Source(SourceKind.PERSON, "S. Kok"), AWARE)}
    assert (said_complete(FORMS["edpb"], hand), said_complete(FORMS["edpb"], {})) == ("4", "")
    assert the(filled("edpb", case(), hand, "en"), "44").chosen == ()


def test_the_first_rule_that_holds_decides_and_an_open_one_before_it_is_said() -> None:
    """Lost without it: an answer that one more fact would change looks settled."""
    rules = FromRules((
        OptionRule("no", Has("misuse_seen", frozenset({"yes"}))),
        OptionRule("yes", Not(Has("contained", frozenset({"no"})))),
    ))
    form = _small(FormField("q", {"en": "Q"}, FieldKind.YES_NO, Must.YES, rules, options=FORMS["edpb"].field("29").options))
    one = the(fill(form, case(known(contained="yes")), DEFINITIONS, {}, "en"), "q")
    assert (one.chosen, one.needs) == (("yes",), ("misuse_seen",))
    assert any("may still be another option" in words for words in one.confirm)


def test_a_text_of_several_facts_says_what_is_still_missing_of_it() -> None:
    """Lost without it: a description that leaves out what nobody knows, as if it were whole."""
    one = the(filled("edpb", case(known(cause="human-error")), language="en"), "62")
    assert "Cause of the breach: a human mistake." in one.typed
    assert "Not known yet: what happened; how access was gained" in one.typed


def test_the_count_adds_up() -> None:
    """Lost without it: a share of fields filled that no list of them bears out."""
    found = filled("edpb", case(known(cause="human-error")), {"7": fact("7", "our number")}, "en")
    count = found.count
    assert count.applicable + count.not_applicable == len(list(found.fields())) == 100
    assert count.typed == 1
    assert count.share == count.filled / count.applicable


def test_words_from_outside_cannot_drive_a_terminal() -> None:
    """Lost without it: a system named by an attacker clears the screen of whoever fills the form."""
    found = filled("edpb", case(known(account_en="stolen\x1b[2J\u202e")), language="en")
    assert "\x1b" not in the(found, "62").words + the(found, "62").typed
