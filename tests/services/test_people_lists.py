"""The affected people on lists: taken in whole with an entry, counted, compared with the inventory, and removed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from breachdesk.domain.errors import FileProblems, NotAllowed, NotFound, StoreBusy, StoreProblem, WrongInput
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.people import Column, ColumnRole, Keep, ListMapping, SameAddress
from breachdesk.domain.reminders import Reminder
from breachdesk.domain.selection import parse_selection
from breachdesk.domain.timeline import ListTaken, PeopleListsPurged, PeopleListsTaken
from breachdesk.services.ports import ListFile, ListToTake
from tests.fake_register import FakeRegister
from tests.fakes import FakeTransaction
from tests.services.office import INVENTORY, LEAD, RESPONDER, Office

ROLES = {
    "nr": ColumnRole.KEY,
    "name": ColumnRole.NAME,
    "email": ColumnRole.EMAIL,
    "country": ColumnRole.COUNTRY,
    "lang": ColumnRole.LANGUAGE,
}
CRM = """nr,name,email,country,lang
1,Ann,ann@example.net,NL,nl
2,Ben,ben@example.net,BE,nl
3,Cor,cor@example.net,,
3,Cor,cor@example.net,,
"""
TILL = """nr,name,email,country,lang
,Ben,ben@example.net,,
8,Dee,dee@example.net,DE,de
"""
Listing = Callable[[str, str], ListToTake]


@pytest.fixture
def listing(tmp_path: Path) -> Listing:
    """Give a way to write the list of a system."""

    def written(system: str, text: str) -> ListToTake:
        path = tmp_path / f"{system}.csv"
        path.write_text(text, encoding="utf-8")
        header = tuple(text.splitlines()[0].split(","))
        mapping = ListMapping(tuple(Column(h, ROLES[h]) for h in header), ("contact",) if system == "crm" else ("purchases",))
        return ListToTake(system, ListFile(str(path), header), mapping)

    return written


@pytest.fixture
def both(listing: Listing) -> list[ListToTake]:
    """Give the lists of two systems, with one person on both."""
    return [listing("crm", CRM), listing("till", TILL)]


def take(office: Office, incident: Incident, lists: Sequence[ListToTake], keep: Keep = Keep.COUNTS, why: str = "") -> object:
    """Take lists in."""
    return office.desk.people.take_in(incident.reference, lists, keep, SameAddress.ASK, LEAD, why)


def test_what_was_taken_in_stands_in_the_record_without_anybody_on_it(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: nobody can tell on which files a filed number rests; or the record holds a name for ever."""
    incident = either_office.opened()
    take(either_office, incident, both)
    entry = either_office.store.timeline(incident.id)[-1]
    crm, till = (Path(one.file.path).read_bytes() for one in both)
    assert entry.by == LEAD
    assert entry.act == PeopleListsTaken(
        (
            ListTaken("crm", "crm.csv", hashlib.sha256(crm).hexdigest(), 4, 3),
            ListTaken("till", "till.csv", hashlib.sha256(till).hexdigest(), 2, 2),
        ),
        Keep.COUNTS,
        4,
    )
    after = either_office.store.incident(incident.id)
    assert (set(after.people_lists), after.people_kept) == ({"crm", "till"}, Keep.COUNTS)
    assert "ann" not in repr(entry.act).lower()


def test_one_person_on_two_lists_is_counted_once(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: the authority is told a sum over systems instead of people."""
    incident = either_office.opened()
    take(either_office, incident, both)
    found = either_office.desk.people.counts(incident.id)
    assert (found.counts.people, found.counts.records, found.counts.by_system) == (4, 6, {"crm": 3, "till": 2})
    assert found.counts.by_country == {"NL": 1, "BE": 1, "": 1, "DE": 1}
    assert found.counts.by_combination == {("contact",): 2, ("contact", "purchases"): 1, ("purchases",): 1}
    only = either_office.desk.people.counts(incident.id, selection=parse_selection("crm and not till"))
    assert only.counts.people == 2


def test_the_systems_asked_about_are_those_hit_that_have_a_list(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: people of a system that nobody touched are told of a breach."""
    incident = either_office.opened()
    take(either_office, incident, both)
    assert either_office.desk.people.counts(incident.id).systems == ("crm", "till")
    either_office.desk.scoping.save(incident.id, ["crm", "backup"], LEAD)
    found = either_office.desk.people.counts(incident.id)
    assert (found.systems, found.counts.people, found.unlisted) == (("crm",), 3, ("backup",))
    assert either_office.desk.people.counts(incident.id, ["till"]).counts.people == 2
    either_office.desk.scoping.save(incident.id, ["backup"], LEAD)
    assert either_office.desk.people.counts(incident.id).systems == ("crm", "till")


def test_how_many_are_affected_is_told_by_inventory_and_lists_together(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: a range is filed though the number is known, or a number though half of it is not."""
    incident = either_office.opened()
    take(either_office, incident, both)
    assert either_office.desk.people.affected(incident.id) is None
    for hit, known in ((["crm"], CountRange(3, 3)), (["crm", "till"], CountRange(4, 4)), (["backup"], CountRange(1200, 1500))):
        either_office.desk.scoping.save(incident.id, hit, LEAD)
        assert either_office.desk.people.affected(incident.id) == known
    either_office.desk.scoping.save(incident.id, ["crm", "backup"], LEAD)
    assert either_office.desk.people.affected(incident.id) == CountRange(1200, 1500)


def test_a_count_outside_what_the_inventory_states_names_the_row(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: a wrong inventory, or half a list, is never noticed."""
    incident = either_office.opened()
    held = INVENTORY.datasets[0].subjects[0]
    take(either_office, incident, both)
    (said, together) = either_office.desk.people.counts(incident.id).outside
    assert said == f"the list of crm names 3 people; the inventory says at least 1,200 ({held.row})"
    assert together.startswith("the lists of crm, till together name 4 people; the inventory says at least 1,200")
    small = replace(held, people=CountRange(0, 2))
    datasets = (replace(INVENTORY.datasets[0], subjects=(small,)), INVENTORY.datasets[1])
    either_office.desk.scoping.take_in(replace(INVENTORY, datasets=datasets), LEAD)
    (said,) = either_office.desk.people.counts(incident.id).outside
    assert said == f"the list of crm names 3 people; the inventory says at most 2 ({held.row})"
    right = replace(held, people=CountRange(3, 5))
    either_office.desk.scoping.take_in(replace(INVENTORY, datasets=(replace(datasets[0], subjects=(right,)), datasets[1])), LEAD)
    assert either_office.desk.people.counts(incident.id).outside == ()


def test_the_same_lists_again_are_noticed_and_not_recorded_twice(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: a record that fills up with one file, or a file believed to be newer that is not."""
    incident = either_office.opened()
    take(either_office, incident, both)
    entries = len(either_office.store.timeline(incident.id))
    assert either_office.desk.people.take_in(incident.id, both, Keep.COUNTS, SameAddress.ASK, LEAD).same_files == ("crm", "till")
    assert len(either_office.store.timeline(incident.id)) == entries


def test_names_are_kept_only_for_a_reason(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: everybody's address is kept because it was easy (Art. 5(1)(c))."""
    incident = either_office.opened()
    with either_office.refused(WrongInput, "kept only for a reason, .* give it with --why"):
        take(either_office, incident, both, Keep.ADDRESSEES, " ")
    take(either_office, incident, both)
    with pytest.raises(NotAllowed, match="Only counts were kept"):
        either_office.desk.people.addressees(incident.id)
    take(either_office, incident, both, Keep.ADDRESSEES, "letters under Art. 34")
    named = {p.name: p.categories for p in either_office.desk.people.addressees(incident.id, ["till"])}
    assert named == {"Ben": ("purchases",), "Dee": ("purchases",)}
    assert either_office.store.incident(incident.id).people_kept is Keep.ADDRESSEES


@pytest.mark.parametrize(
    ("system", "match"),
    [("crn", "no system 'crn'. Did you mean 'crm'?"), ("zzz", "`breachdesk inventory show` lists them")],
)
def test_a_list_of_a_system_that_is_not_there_is_refused(office: Office, listing: Listing, system: str, match: str) -> None:
    """Lost without it: a list under a slip of the pen that no scope ever counts."""
    incident = office.opened()
    with office.refused(NotFound, match.replace("?", r"\?")):
        take(office, incident, [replace(listing("crm", CRM), system=system)])


def test_no_list_and_two_of_one_system_are_refused(office: Office, listing: Listing) -> None:
    """Lost without it: the second list silently takes the place of the first."""
    incident = office.opened()
    with office.refused(WrongInput, "No list is named; write each as SYSTEM=FILE"):
        take(office, incident, [])
    with office.refused(WrongInput, "Two lists are named for the system 'crm'"):
        take(office, incident, [listing("crm", CRM), listing("crm", TILL)])


def test_what_the_register_refuses_leaves_everything_as_it_was(office: Office, listing: Listing) -> None:
    """Lost without it: an entry about lists that were never taken in."""
    incident = office.opened()
    with office.refused(FileProblems, "shares its email"):
        take(office, incident, [listing("crm", "name,email\nAnn,a@example.net\nBob,a@example.net\n")])
    assert isinstance(office.register, FakeRegister)
    office.register.broken = "There is too little room; nothing was taken in."
    with office.refused(StoreProblem, "too little room"):
        take(office, incident, [listing("crm", CRM)])


class FullDisk(FakeTransaction):
    """A write that fails at its last step."""

    def set_reminders(self, incident_id: str, wanted: Sequence[Reminder], now: datetime) -> None:
        raise StoreProblem("The disk is full; nothing was changed. Make room and try again.")


class Held(FakeTransaction):
    """A write that another program holds up."""

    def set_reminders(self, incident_id: str, wanted: Sequence[Reminder], now: datetime) -> None:
        raise StoreBusy("Another program holds the workspace.")


@pytest.mark.parametrize(("broken", "kind"), [(FullDisk, StoreProblem), (Held, StoreBusy)])
def test_lists_without_an_entry_are_said_and_mended_by_taking_them_in_again(
    office: Office, both: list[ListToTake], monkeypatch: pytest.MonkeyPatch, broken: type, kind: type[StoreProblem]
) -> None:
    """Lost without it: people counted from lists that no record knows of, and nobody is told."""
    incident = office.opened()
    with monkeypatch.context() as patched:
        patched.setattr("tests.fakes.FakeTransaction", broken)
        with pytest.raises(kind, match="were taken in, but the record has no entry of it yet: .*take the same lists in again") as raised:
            take(office, incident, both)
    assert type(raised.value) is kind
    state = office.desk.people.state(incident.id)
    assert (state.unrecorded, state.missing) == (("crm", "till"), ())
    take(office, incident, both)
    state = office.desk.people.state(incident.id)
    assert (state.unrecorded, state.missing, state.keep) == ((), (), Keep.COUNTS)


def test_a_removal_without_an_entry_is_said_and_mended_by_removing_again(
    office: Office, both: list[ListToTake], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a record that says people are kept who are gone."""
    incident = office.opened()
    take(office, incident, both)
    with monkeypatch.context() as patched:
        patched.setattr("tests.fakes.FakeTransaction", FullDisk)
        with pytest.raises(StoreProblem, match="The disk is full"):
            office.desk.people.purge(incident.id, LEAD, "done")
    assert office.desk.people.state(incident.id).missing == ("crm", "till")
    with pytest.raises(NotFound, match="are not in this workspace; take them in again"):
        office.desk.people.counts(incident.id)
    assert office.desk.people.purge(incident.id, LEAD, "done") == ("crm", "till")
    assert office.desk.people.state(incident.id).missing == ()


def test_purging_removes_everything_also_after_closing_and_says_why(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: people are kept longer than anybody needs them (Art. 5(1)(e))."""
    incident = either_office.opened()
    take(either_office, incident, both, Keep.ADDRESSEES, "letters")
    closed = either_office.closed(either_office.store.incident(incident.id))
    with either_office.refused(WrongInput, "reason is empty"):
        either_office.desk.people.purge(closed.id, LEAD, " ")
    assert either_office.desk.people.purge(closed.id, LEAD, "letters went out") == ("crm", "till")
    assert either_office.store.timeline(closed.id)[-1].act == PeopleListsPurged(("crm", "till"), "letters went out")
    after = either_office.store.incident(closed.id)
    assert (after.people_lists, after.people_kept, either_office.register.lists(closed.id)) == ({}, None, ())
    with either_office.refused(NotFound, "no lists of people to remove from 2026-01"):
        either_office.desk.people.purge(closed.id, LEAD, "again")


def test_nothing_is_counted_where_there_is_no_list(either_office: Office, both: list[ListToTake]) -> None:
    """Lost without it: nought, where nobody has looked."""
    incident = either_office.opened()
    with either_office.refused(NotFound, "No list of people was taken in for 2026-01; `breachdesk people import"):
        either_office.desk.people.counts(incident.id)
    assert either_office.desk.people.state(incident.id).lists == ()
    take(either_office, incident, both)
    with either_office.refused(NotFound, "no list of people of 'backup'; there are: crm, till"):
        either_office.desk.people.counts(incident.id, ["backup"])


def test_a_desk_without_a_register_says_so(office: Office) -> None:
    """Lost without it: a screen put together by hand ends in a crash."""
    from breachdesk.services.desk import no_register

    with pytest.raises(NotAllowed, match="keeps no lists of people"):
        no_register()
    assert office.opened(reported_by=RESPONDER)
