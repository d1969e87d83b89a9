"""The scope of an incident: previewed without a trace, saved as versions that name their inventory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.facts import Known
from breachdesk.domain.hit import Hit, Stated, Window
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.parties import Person, Role
from breachdesk.domain.reminders import ReminderState
from breachdesk.domain.scope import scope_of
from breachdesk.domain.timeline import ScopeSaved
from tests.services.office import INVENTORY, LEAD, MORNING, PEOPLE, RESPONDER, Office


def test_a_saved_scope_names_its_version_its_inventory_and_why(either_office: Office) -> None:
    """Lost without it: nobody can tell from which inventory a number was worked out."""
    incident = either_office.opened()
    stored = either_office.store.inventory()
    assert stored is not None
    either_office.desk.scoping.save(incident.id, ["crm"], RESPONDER)
    either_office.desk.scoping.save(incident.id, ["till", "crm"], RESPONDER, "  seen in the\nlog ")
    first, second = (e.act for e in either_office.store.timeline(incident.id)[1:])
    assert first == ScopeSaved(1, scope_of(INVENTORY, ["crm"]), stored.sha256, "", Hit(("crm",)))
    assert second == ScopeSaved(2, scope_of(INVENTORY, ["crm", "till"]), stored.sha256, "seen in the log", Hit(("crm", "till")))


def test_the_facts_of_a_saved_scope_count_at_once(office: Office) -> None:
    """Lost without it: a person types numbers the inventory already knows."""
    incident = office.opened()
    after = office.desk.scoping.save(incident.id, ["crm"], RESPONDER)
    assert after.scope == scope_of(INVENTORY, ["crm"])
    people = after.facts.get("people")
    assert people is not None
    assert (people.answer, people.source.by) == (Known(CountRange(1200, 1500)), "scope version 1")


def test_a_preview_writes_nothing(either_office: Office) -> None:
    """Lost without it: marking a system on the screen changes the record."""
    either_office.opened()
    before = either_office.everything()
    assert either_office.desk.scoping.preview(["till"]) == scope_of(INVENTORY, ["till"])
    assert either_office.desk.scoping.preview([]).people == CountRange(0, 0)
    assert before == either_office.everything()


@pytest.mark.parametrize(
    ("systems", "why", "error", "match"),
    [
        ([], "", WrongInput, "No system is marked as hit; mark at least one"),
        (["crn"], "", NotFound, "no system 'crn'"),
        (["crm", "crn"], "", NotFound, "no system 'crn'"),
        (["crm"], "x" * 501, WrongInput, "The reason has 501 characters"),
    ],
)
def test_a_scope_of_nothing_or_of_what_is_not_there_is_not_saved(
    office: Office, systems: list[str], why: str, error: type[WrongInput], match: str
) -> None:
    """Lost without it: `nobody was hit` is kept because nothing was marked."""
    incident = office.opened()
    with office.refused(error, match):
        office.desk.scoping.save(incident.id, systems, RESPONDER, why)


def test_a_saved_scope_stays_as_it_was_when_the_inventory_changes(either_office: Office) -> None:
    """Lost without it: numbers that were filed change afterwards."""
    incident = either_office.opened()
    saved = either_office.desk.scoping.save(incident.id, ["crm"], RESPONDER)
    smaller = replace(INVENTORY, datasets=INVENTORY.datasets[1:])
    either_office.desk.scoping.take_in(smaller, LEAD)
    assert either_office.store.incident(incident.id) == saved
    assert either_office.desk.scoping.save(incident.id, ["crm"], RESPONDER).facts.count("people") == CountRange(0, 0)


def test_an_inventory_taken_in_says_when_and_by_whom(office: Office) -> None:
    """Lost without it: nobody knows how old the inventory in use is."""
    fingerprint = office.desk.scoping.take_in(INVENTORY, f" {LEAD} ")
    stored = office.store.inventory()
    assert stored is not None
    assert (stored.sha256, stored.imported_at, stored.imported_by) == (fingerprint, MORNING, LEAD)
    assert office.desk.scoping.inventory() == INVENTORY


def test_a_new_inventory_moves_the_reminders_of_open_incidents_to_the_people_it_names(either_office: Office) -> None:
    """Lost without it: somebody who left the house is nudged, and whoever took their place hears nothing."""
    incident, closed = either_office.opened(), either_office.closed(either_office.opened())
    newcomer = Person("N. Nieuw", "n.nieuw@example.org", (Role.RESPONDER,))
    either_office.desk.scoping.take_in(replace(INVENTORY, people=(newcomer, *PEOPLE[1:])), LEAD)
    waiting = {r.to_name for r in either_office.store.reminders(incident.id) if r.state is ReminderState.WAITING}
    assert waiting == {"N. Nieuw", *(p.name for p in PEOPLE[1:])}
    assert {r.state for r in either_office.store.reminders(closed.id)} == {ReminderState.CANCELLED}


def test_without_an_inventory_there_is_no_scope(office: Office) -> None:
    """Lost without it: an empty scope that looks like `nobody was hit`."""
    for look in (office.desk.scoping.inventory, lambda: office.desk.scoping.preview(["crm"])):
        with office.refused(NotFound, "No inventory has been imported yet; `breachdesk inventory import FILE` does it"):
            look()


def test_an_inventory_is_taken_in_by_somebody(office: Office) -> None:
    """Lost without it: an inventory nobody answers for."""
    with office.refused(WrongInput, "name of who acts is empty"):
        office.desk.scoping.take_in(INVENTORY, " ")


NARROWED = Hit(
    systems=("crm", "crm"),
    datasets=("receipts",),
    left_out={"customers": "  on paper\nonly "},
    ruled_out={"till": "its log\tshows nobody"},
    window=Window(date(2026, 1, 1), None, collected=True),
    stated={"customers": Stated(CountRange(0, 12), " counted in the log ")},
)


def test_what_was_asked_is_kept_word_for_word_and_comes_back(either_office: Office) -> None:
    """Lost without it: a version nobody can explain, because its reasons are gone after a restart."""
    incident = either_office.opened()
    saved = either_office.desk.scoping.save(incident.id, NARROWED, RESPONDER).saved_scope
    assert saved is not None
    assert saved.hit == replace(
        NARROWED,
        left_out={"customers": "on paper only"},
        ruled_out={"till": "its log shows nobody"},
        stated={"customers": Stated(CountRange(0, 12), "counted in the log")},
    )
    again = either_office.store.incident(incident.id)
    assert again.saved_scope == saved
    assert either_office.desk.scoping.preview(saved.hit) == saved.scope == again.scope
    assert [d.id for d in saved.scope.datasets] == ["receipts"]
    assert str(saved.scope.people) == "0 to 12"


def test_every_version_stays_with_who_why_and_what_was_asked(either_office: Office) -> None:
    """Lost without it: the second version overwrites the first, and with it what was filed."""
    incident = either_office.opened()
    either_office.desk.scoping.save(incident.id, ["crm"], RESPONDER)
    either_office.desk.scoping.save(incident.id, Hit(("till",), ruled_out={"crm": "clean"}), LEAD, "the log was read")
    versions = either_office.store.incident(incident.id).scope_versions
    assert [(v.version, v.by, v.why, v.hit) for v in versions] == [
        (1, RESPONDER, "", Hit(("crm",))),
        (2, LEAD, "the log was read", Hit(("till",), ruled_out={"crm": "clean"})),
    ]
    assert [v.scope.systems for v in versions] == [("crm",), ("till",)]


@pytest.mark.parametrize(
    ("hit", "words"),
    [
        (Hit(("crm",), left_out={"customers": " "}), "reason for leaving out 'customers' is empty"),
        (Hit(("crm",), ruled_out={"till": "\n"}), "reason for ruling out 'till' is empty"),
        (Hit(("crm",), stated={"customers": Stated(CountRange(1, 1), "")}), "reason for the number of 'customers' is empty"),
        (Hit(("crm",), ruled_out={"till": "x" * 501}), "reason for ruling out 'till' has 501 characters"),
        (Hit(("crm",), ruled_out={"crm": "clean"}), "marked as hit and ruled out"),
    ],
)
def test_a_hit_whose_reasons_cannot_be_kept_is_not_saved(office: Office, hit: Hit, words: str) -> None:
    """Lost without it: a dataset is left out of a filing, and nobody ever said why."""
    incident = office.opened()
    with office.refused(WrongInput, words):
        office.desk.scoping.save(incident.id, hit, RESPONDER)
    assert office.store.incident(incident.id).saved_scope is None
