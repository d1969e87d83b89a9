"""What a sentence rests on, as it was and as it is."""

from __future__ import annotations

from breachdesk.domain.facts import Fact, FactDefinition, FactKind, Known, NotApplicable, Source, SourceKind, Unknown
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.provenance import NOT_KNOWN, Basis, Stated, basis_of, changed, out_of_date
from tests.strategies import AWARE

ROWS = ("inventory.yaml:41",)
PEOPLE = Fact("people", Known(CountRange(5, 9)), Source(SourceKind.INVENTORY, "scope version 1", "", ROWS), AWARE)
DEFINITIONS = {"people": FactDefinition("people", FactKind.COUNT, {"en": "number of people"})}
DUE = Basis("incident:due_at", "last instant", "2026-11-26", "GDPR Art. 33(1)")


def test_a_basis_holds_value_source_row_and_time() -> None:
    """Lost without it: a DPO cannot put a finger on a number and see its source."""
    [found] = basis_of(["people", "people"], {"people": PEOPLE}, DEFINITIONS, {})
    assert found == Basis("people", "number of people", "5 to 9", "scope version 1; inventory.yaml:41", AWARE, ROWS)


def test_what_nobody_answered_and_what_is_no_fact_are_given_too() -> None:
    """Lost without it: unknown is shown as nothing."""
    found = basis_of(["cause", "incident:due_at", "incident:gone"], {}, DEFINITIONS, {DUE.id: DUE})
    assert found == (Basis("cause", "cause", NOT_KNOWN, ""), DUE)


def test_unknown_and_not_applicable_are_words() -> None:
    """Lost without it: 'not applicable' loses its reason on the way to the reader."""
    source = Source(SourceKind.PERSON, "M. Aydin")
    facts = {"a": Fact("a", Unknown(), source, AWARE), "b": Fact("b", NotApplicable("no people"), source, AWARE)}
    assert [b.value for b in basis_of("ab", facts, {}, {})] == [NOT_KNOWN, "not applicable: no people"]


def test_a_change_is_seen_by_what_is_said_and_not_by_when() -> None:
    """Lost without it: saying the same again makes a letter out of date, or a new figure does not."""
    old = Basis("people", "number of people", "5 to 9", "M. Aydin", AWARE)
    assert changed([old], [Basis("people", "number of people", "5 to 9", "J. Vos")]) == ()
    new = Basis("people", "number of people", "50", "J. Vos")
    assert changed([old], [new]) == ((old, new),)
    assert changed([old], []) == ((old, None),)


def test_the_sentences_that_rest_on_a_change_are_named() -> None:
    """Lost without it: a DPO is told that something changed and reads the whole text again."""
    stated = (Stated("About 5 to 9 people.", ("people",)), Stated("We are sorry.", ()))
    assert out_of_date(stated, ["people"]) == stated[:1]
