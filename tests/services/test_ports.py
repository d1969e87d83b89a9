"""What every store promises to the use cases: the fake and the real one run the same body.

The use cases are tested on the fake; this file is why that says something about the real one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from breachdesk.domain.deliveries import Delivery, DeliveryState
from breachdesk.domain.errors import ChangedMeanwhile, NotFound, StoreProblem
from breachdesk.domain.incident import Incident
from breachdesk.domain.reminders import Reminder, ReminderState
from breachdesk.domain.timeline import (
    AwarenessCorrected,
    FilingRecorded,
    IncidentClosed,
    IncidentOpened,
    NoteAdded,
    TimelineEntry,
)
from breachdesk.services.ports import CaseStore, Transaction
from tests.plans import SMALL
from tests.services.office import INVENTORY
from tests.strategies import AWARE, opening

NOW = AWARE + timedelta(hours=1)
HOUR = timedelta(hours=1)
WAITING, CLAIMED, CANCELLED = ReminderState.WAITING, ReminderState.CLAIMED, ReminderState.CANCELLED


def opened(reference: str = "2026-01", aware_at: datetime = AWARE) -> IncidentOpened:
    """Give the opening of an incident under this reference."""
    return replace(opening(aware_at), reference=reference)


def entry(number: int, act: object) -> TimelineEntry:
    """Give an entry."""
    return TimelineEntry(number, NOW, NOW, "M. Aydin", act)  # type: ignore[arg-type]


def begin(store: CaseStore, id_: str = "i1", *acts: object, reference: str = "2026-01", aware_at: datetime = AWARE) -> Incident:
    """Open an incident, and write acts into its record."""
    with store.writing() as write:
        incident = write.append(id_, entry(1, opened(reference, aware_at)))
        for number, act in enumerate(acts, start=2):
            incident = write.append(id_, entry(number, act))
    return incident


def reminder(key: str = "k1", hours: int = 1, state: ReminderState = WAITING, **more: object) -> Reminder:
    """Give a reminder due so many hours after awareness."""
    due_at, deadline = AWARE + hours * HOUR, AWARE + 72 * HOUR
    made = Reminder(key, "i1", "2026-01", "gdpr-art33", hours, due_at, deadline, "Ann", "ann@example.org", state)
    return replace(made, **more)  # type: ignore[arg-type]


def letter(id_: str = "a", to: str = "ann@example.net", **more: object) -> Delivery:
    """Give a letter in the outbox."""
    made = Delivery(id_, "i1", "communication-nl", 1, "0" * 64, "Ann", to, DeliveryState.QUEUED)
    return replace(made, **more)  # type: ignore[arg-type]


def keep(store: CaseStore, *reminders: Reminder) -> None:
    """Put reminders into the workspace, each in its state."""
    with store.writing() as write:
        write.set_reminders("i1", [replace(r, state=WAITING) for r in reminders], NOW)
        for one in reminders:
            write.move_reminder(one.key, WAITING, one.state, one.detail, NOW)


# --- a write is whole or nothing ------------------------------------------------------------------------


def everything(store: CaseStore) -> tuple[object, ...]:
    """Give all that a store keeps."""
    rows = store.rows()
    return (
        rows,
        [store.timeline(r.id) for r in rows],
        store.reminders("i1"),
        store.deliveries(),
        store.inventory(),
        store.last_tick(),
    )


WRITES: dict[str, Callable[[Transaction], object]] = {
    "entry": lambda write: write.append("i1", entry(2, NoteAdded("seen"))),
    "new incident": lambda write: write.append("i2", entry(1, opened("2026-02"))),
    "reminders": lambda write: write.set_reminders("i1", [reminder("k1"), reminder("new")], NOW),
    "cancelling": lambda write: write.set_reminders("i1", [], NOW),
    "inventory": lambda write: write.keep_inventory(INVENTORY, NOW, "J. Vos"),
    "letters": lambda write: write.add_deliveries([letter("b", "ben@example.net")]),
    "a letter's state": lambda write: write.move_delivery("a", DeliveryState.QUEUED, DeliveryState.SENT, "250", NOW),
    "a reminder's state": lambda write: write.move_reminder("k1", WAITING, ReminderState.DONE, "mailed", NOW),
    "shown": lambda write: write.mark_shown(["k1"], NOW),
    "tick": lambda write: write.note_tick(NOW, "looked"),
}


class Halfway(Exception):
    """Something breaks in the middle of a write."""


def break_off(store: CaseStore, change: Callable[[Transaction], object]) -> None:
    """Change something, and break before the end."""
    with store.writing() as write:
        change(write)
        raise Halfway


@pytest.mark.parametrize("what", WRITES)
def test_a_write_that_breaks_leaves_nothing_behind(store: CaseStore, what: str) -> None:
    """Lost without it: an entry without its reminders, or letters that nobody queued."""
    begin(store)
    keep(store, reminder())
    with store.writing() as write:
        write.add_deliveries([letter()])
    before = everything(store)
    with pytest.raises(Halfway):
        break_off(store, WRITES[what])
    assert before == everything(store)
    with store.writing() as write:
        WRITES[what](write)
    assert before != everything(store)


def test_a_write_sees_what_it_has_written_itself(store: CaseStore) -> None:
    """Lost without it: two acts in one go get the same number, or a letter is queued twice."""
    begin(store)
    with store.writing() as write:
        after = write.append("i1", entry(2, NoteAdded("seen")))
        write.add_deliveries([letter()])
        assert after == write.incident("i1")
        assert [d.id for d in write.deliveries("i1", "communication-nl")] == ["a"]


def test_others_see_a_write_when_it_has_ended_well(store: CaseStore) -> None:
    """Lost without it: what was saved is not there for the next look."""
    incident = begin(store, "i1", NoteAdded("seen"))
    assert incident == store.incident("i1")
    assert [e.number for e in store.timeline("i1")] == [1, 2]


@pytest.mark.parametrize("number", [1, 2, 4])
def test_an_entry_that_is_not_the_next_one_is_refused(store: CaseStore, number: int) -> None:
    """Lost without it: of two people who change one incident at once, one loses their work in silence."""
    begin(store, "i1", NoteAdded("seen"))
    before = everything(store)
    with pytest.raises(ChangedMeanwhile, match="it has 2 entries now"), store.writing() as write:
        write.append("i1", entry(number, NoteAdded("mine")))
    assert before == everything(store)


def test_an_incident_that_is_not_there_is_refused_in_a_write_too(store: CaseStore) -> None:
    """Lost without it: acts on an incident nobody opened."""
    with pytest.raises(NotFound, match="no incident 'i9'"), store.writing() as write:
        write.incident("i9")


# --- incidents ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "year", "expected"),
    [
        ([], 2026, "2026-01"),
        (["2026-01"], 2026, "2026-02"),
        (["2026-01", "2026-09"], 2026, "2026-10"),
        (["2026-99"], 2026, "2026-100"),
        (["2026-100", "2026-99"], 2026, "2026-101"),
        (["2025-07"], 2026, "2026-01"),
    ],
)
def test_the_next_reference_follows_the_highest_of_its_year(
    store: CaseStore, taken: list[str], year: int, expected: str
) -> None:
    """Lost without it: two incidents under one reference."""
    for number, reference in enumerate(taken):
        begin(store, f"i{number}", reference=reference)
    with store.writing() as write:
        assert expected == write.next_reference(year)


def test_open_incidents_stand_by_what_presses_and_closed_ones_last(store: CaseStore) -> None:
    """Lost without it: the incident with an hour left stands under one that was filed or closed."""
    filed = FilingRecorded("notification-nl", 1, "0" * 64, AWARE, "AP-1")
    begin(store, "later", reference="2026-01", aware_at=AWARE + 5 * HOUR)
    begin(store, "sooner", reference="2026-02", aware_at=AWARE)
    begin(store, "filed", filed, reference="2026-03", aware_at=AWARE - HOUR)
    begin(store, "old", IncidentClosed("Done."), reference="2026-04", aware_at=AWARE - 9 * HOUR)
    begin(store, "new", IncidentClosed("Done."), reference="2026-05", aware_at=AWARE - 8 * HOUR)
    assert [r.id for r in store.rows()] == ["sooner", "later", "filed", "new", "old"]


def test_a_row_says_what_its_incident_says(store: CaseStore) -> None:
    """Lost without it: the list of incidents and the incident itself tell two stories."""
    corrected = AwarenessCorrected(AWARE - HOUR, "a mail was found")
    filed = FilingRecorded("notification-nl", 1, "0" * 64, AWARE + HOUR, "AP-1")
    incident = begin(store, "i1", corrected, filed, IncidentClosed("Done."))
    (row,) = store.rows()
    assert (row.id, row.reference, row.title) == ("i1", "2026-01", incident.title)
    assert (row.due_at, row.first_filed_at) == (incident.deadline.due_at, AWARE + HOUR)
    assert (row.closed_at, row.entries) == (NOW, 4)


@pytest.mark.parametrize("name", ["i1", "2026-01"])
def test_an_incident_is_found_by_id_and_by_reference(store: CaseStore, name: str) -> None:
    """Lost without it: what the letter and the screen call it cannot be typed."""
    assert begin(store) == store.incident(name)


@pytest.mark.parametrize(("known", "match"), [(0, "there are: none yet"), (2, "there are: 2026-01, 2026-02")])
def test_an_incident_that_is_not_there_is_refused_with_those_there_are(store: CaseStore, known: int, match: str) -> None:
    """Lost without it: a slip of the pen, and no way on."""
    for number in range(known):
        begin(store, f"i{number}", reference=f"2026-0{number + 1}")
    with pytest.raises(NotFound, match=f"There is no incident '2026-99'; {match}"):
        store.incident("2026-99")


def test_an_instant_comes_back_as_the_same_instant(store: CaseStore) -> None:
    """Lost without it: a deadline kept in Amsterdam is read in London, an hour off."""
    aware = datetime.fromisoformat("2026-10-25T02:30:00.123456+02:00")
    begin(store, aware_at=aware)
    assert aware == store.incident("i1").aware_at
    assert store.rows()[0].due_at == aware + 72 * HOUR
    assert store.rows()[0].due_at.utcoffset() == timedelta(0)


# --- inventory, playbooks -------------------------------------------------------------------------------


def test_the_inventory_taken_in_last_is_the_one_in_use(store: CaseStore) -> None:
    """Lost without it: scopes rest on an inventory that was replaced."""
    assert store.inventory() is None
    other = replace(INVENTORY, notes=("newer",))
    with store.writing() as write:
        first = write.keep_inventory(INVENTORY, NOW, "J. Vos")
    with store.writing() as write:
        second = write.keep_inventory(other, NOW + HOUR, "M. Aydin")
    stored = store.inventory()
    assert stored is not None
    assert (stored.inventory, stored.sha256, stored.imported_by) == (other, second, "M. Aydin")
    assert stored.imported_at == NOW + HOUR
    assert first != second


def test_equal_inventories_have_one_fingerprint(store: CaseStore) -> None:
    """Lost without it: nobody can tell whether a scope rests on the inventory in use."""
    with store.writing() as write:
        assert write.keep_inventory(INVENTORY, NOW, "J. Vos") == write.keep_inventory(replace(INVENTORY), NOW + HOUR, "X")


def test_a_plan_is_kept_as_it_was_under_its_fingerprint(store: CaseStore) -> None:
    """Lost without it: an incident walks another plan because somebody edited the file."""
    with store.writing() as write:
        write.keep_playbook(SMALL)
        write.keep_playbook(SMALL)
    assert store.playbook(SMALL.sha256) == SMALL
    with pytest.raises(NotFound, match="keeps no playbook with fingerprint cccccccccccc"):
        store.playbook("c" * 64)


def test_a_book_of_law_is_kept_as_it_was_under_its_fingerprint(store: CaseStore) -> None:
    """Lost without it: an incident is worked under law that came later."""
    texts = {"gdpr.yaml": "id: gdpr\n", "own/contract.yaml": "id: é\n"}
    with store.writing() as write:
        write.keep_law("b" * 64, texts)
        write.keep_law("b" * 64, texts)
    assert store.law_texts("b" * 64) == texts
    with pytest.raises(NotFound, match="keeps no book of law with fingerprint cccccccccccc"):
        store.law_texts("c" * 64)


@pytest.mark.parametrize("keep_it", [lambda w: w.keep_playbook(SMALL), lambda w: w.keep_law("b" * 64, {"gdpr.yaml": "x"})])
def test_a_plan_or_a_book_kept_by_a_write_that_breaks_is_not_kept(
    store: CaseStore, keep_it: Callable[[Transaction], object]
) -> None:
    """Lost without it: plans and books pile up for incidents that were never opened."""
    with pytest.raises(Halfway):
        break_off(store, keep_it)
    with pytest.raises(NotFound):
        store.playbook(SMALL.sha256)
    with pytest.raises(NotFound):
        store.law_texts("b" * 64)


# --- reminders ------------------------------------------------------------------------------------------


def states(store: CaseStore) -> dict[str, ReminderState]:
    """Give the state of each reminder."""
    return {r.key: r.state for r in store.reminders("i1")}


@pytest.mark.parametrize(
    ("was", "wanted", "becomes"),
    [
        (WAITING, True, WAITING),
        (WAITING, False, CANCELLED),
        (CLAIMED, False, CLAIMED),
        (ReminderState.DONE, False, ReminderState.DONE),
        (ReminderState.DONE, True, ReminderState.DONE),
        (ReminderState.FAILED, True, ReminderState.FAILED),
        (ReminderState.UNCERTAIN, True, ReminderState.UNCERTAIN),
        (CANCELLED, False, CANCELLED),
    ],
)
@pytest.mark.parametrize("hours", [0, 5], ids=["past", "ahead"])
def test_only_what_still_waits_is_cancelled_and_what_was_done_stays_done(
    store: CaseStore, hours: int, was: ReminderState, wanted: bool, becomes: ReminderState
) -> None:
    """Lost without it: people are told twice, or a reminder that went out looks as if it never had."""
    keep(store, reminder("k1", hours, was))
    with store.writing() as write:
        write.set_reminders("i1", [reminder("k1", hours)] if wanted else [], NOW)
    assert states(store) == {"k1": becomes}


@pytest.mark.parametrize(("hours", "becomes"), [(0, CANCELLED), (1, CANCELLED), (2, WAITING)])
def test_what_was_cancelled_and_is_wanted_again_waits_again_if_it_is_still_ahead(
    store: CaseStore, hours: int, becomes: ReminderState
) -> None:
    """Lost without it: after `do not notify` and back, nobody is reminded, or of things long past."""
    keep(store, reminder("k1", hours, CANCELLED))
    with store.writing() as write:
        write.set_reminders("i1", [reminder("k1", hours)], NOW)
    assert states(store) == {"k1": becomes}


def test_reminders_of_another_incident_are_left_alone(store: CaseStore) -> None:
    """Lost without it: filing one incident silences another."""
    keep(store, reminder("k1"))
    with store.writing() as write:
        write.set_reminders("i2", [], NOW)
    assert states(store) == {"k1": WAITING}


def test_what_is_due_is_what_waits_and_whose_time_has_come_most_urgent_first(store: CaseStore) -> None:
    """Lost without it: reminders come early, twice, or the wrong one first."""
    near = AWARE + 10 * HOUR
    keep(
        store,
        reminder("on time", 1),
        reminder("past", 0),
        reminder("ahead", 2),
        reminder("done", 0, ReminderState.DONE),
        reminder("claimed", 0, CLAIMED),
        reminder("near", 0, deadline_at=near),
    )
    assert [r.key for r in store.due_reminders(NOW)] == ["near", "on time", "past"]
    assert [r.key for r in store.claimed_reminders()] == ["claimed"]
    assert store.next_reminder_at() == AWARE


def test_when_nothing_waits_nothing_falls_due(store: CaseStore) -> None:
    """Lost without it: the watch wakes for reminders that are over."""
    assert store.next_reminder_at() is None
    keep(store, reminder("done", 1, ReminderState.DONE), reminder("off", 2, CANCELLED))
    assert store.next_reminder_at() is None


def test_what_no_screen_has_shown_is_due_and_in_any_state_but_cancelled(store: CaseStore) -> None:
    """Lost without it: a reminder that could not be mailed is never seen, or one that is off is shown."""
    every = [reminder(s.value, 0, s) for s in ReminderState]
    keep(store, *every, reminder("ahead", 2))
    assert {r.key for r in store.unshown_reminders(NOW)} == {s.value for s in ReminderState} - {"cancelled"}


def test_a_reminder_is_marked_as_shown_once(store: CaseStore) -> None:
    """Lost without it: two screens show the same nudge."""
    keep(store, reminder("k1"), reminder("k2"))
    with store.writing() as write:
        assert write.mark_shown(["k1", "gone"], NOW) == ("k1",)
    with store.writing() as write:
        assert write.mark_shown(["k1", "k2"], NOW + HOUR) == ("k2",)
    assert {r.key: r.shown_at for r in store.reminders("i1")} == {"k1": NOW, "k2": NOW + HOUR}
    assert store.unshown_reminders(NOW) == ()


@pytest.mark.parametrize(("was", "moved"), [(WAITING, True), (CLAIMED, False), (ReminderState.DONE, False)])
def test_a_reminder_moves_only_from_the_state_it_is_in(store: CaseStore, was: ReminderState, moved: bool) -> None:
    """Lost without it: two programs claim one reminder and mail it twice."""
    keep(store, reminder("k1"))
    with store.writing() as write:
        assert write.move_reminder("k1", was, ReminderState.FAILED, "550", NOW) is moved
        assert not write.move_reminder("gone", was, ReminderState.FAILED, "550", NOW)
    (found,) = store.reminders("i1")
    assert (found.state, found.detail) == ((ReminderState.FAILED, "550") if moved else (WAITING, ""))


def test_reminders_of_an_incident_stand_in_the_order_they_fall_due(store: CaseStore) -> None:
    """Lost without it: the list of nudges jumps about."""
    keep(store, reminder("c", 3), reminder("b", 1, to_name="Bea"), reminder("a", 1, to_name="Ann"))
    assert [r.key for r in store.reminders("i1")] == ["a", "b", "c"]
    assert store.reminders("i2") == ()


# --- the outbox -----------------------------------------------------------------------------------------


def test_letters_stand_in_the_order_they_were_queued(store: CaseStore) -> None:
    """Lost without it: nobody can tell how far a run came."""
    with store.writing() as write:
        write.add_deliveries([letter("b", "b@example.net"), letter("a", "a@example.net")])
        write.add_deliveries([letter("c", "b@example.net", incident="i2"), letter("d", "b@example.net", notice="other")])
    assert [d.id for d in store.deliveries()] == ["b", "a", "c", "d"]
    assert [d.id for d in store.deliveries("i1")] == ["b", "a", "d"]
    with store.writing() as write:
        assert [d.id for d in write.deliveries("i1", "communication-nl")] == ["b", "a"]


@pytest.mark.parametrize("twice", [letter("b", "ann@example.net"), letter("a", "ben@example.net")], ids=["address", "id"])
def test_a_second_letter_to_one_address_is_refused_and_takes_the_others_with_it(store: CaseStore, twice: Delivery) -> None:
    """Lost without it: one person gets two letters of one notice."""
    with store.writing() as write:
        write.add_deliveries([letter("a", "ann@example.net")])
    with pytest.raises(StoreProblem, match="nothing was changed"), store.writing() as write:
        write.add_deliveries([letter("c", "cor@example.net"), twice])
    assert [d.id for d in store.deliveries()] == ["a"]


@pytest.mark.parametrize("becomes", DeliveryState)
def test_a_letter_moves_only_from_the_state_it_is_in_and_a_try_is_counted(
    store: CaseStore, becomes: DeliveryState
) -> None:
    """Lost without it: two programs send one letter, or nobody knows how often it was tried."""
    with store.writing() as write:
        write.add_deliveries([letter()])
        assert not write.move_delivery("a", DeliveryState.SENDING, becomes, "no", NOW)
        assert not write.move_delivery("gone", DeliveryState.QUEUED, becomes, "no", NOW)
        assert write.move_delivery("a", DeliveryState.QUEUED, becomes, "said", NOW)
    (found,) = store.deliveries()
    assert (found.state, found.detail, found.changed_at) == (becomes, "said", NOW)
    assert found.attempts == (1 if becomes is DeliveryState.SENDING else 0)


# --- the watch, changes, locks --------------------------------------------------------------------------


def test_the_last_look_is_kept_with_what_was_noted_last(store: CaseStore) -> None:
    """Lost without it: nobody notices that nothing has looked for days, or that the clock was turned."""
    assert store.last_tick() is None
    for hours, note in ((0, "first"), (1, "second"), (2, "")):
        with store.writing() as write:
            write.note_tick(NOW + hours * HOUR, note)
    tick = store.last_tick()
    assert tick is not None
    assert (tick.at, tick.note) == (NOW + 2 * HOUR, "second")


def test_the_number_of_changes_is_another_one_after_a_write_and_only_then(store: CaseStore) -> None:
    """Lost without it: a screen goes on showing what somebody else has changed."""
    begin(store)
    before = store.changes()
    store.rows(), store.incident("i1"), store.due_reminders(NOW)
    assert before == store.changes()
    with store.writing() as write:
        write.note_tick(datetime(2027, 1, 1, tzinfo=UTC), "a look that takes more room than before" * 50)
    assert before != store.changes()


def test_a_lock_is_held_by_one_at_a_time_and_freed_at_the_end(store: CaseStore) -> None:
    """Lost without it: two programs send the same letters."""
    with store.alone("sending") as first, store.alone("sending") as second, store.alone("reminding") as other:
        assert (first, second, other) == (True, False, True)
    with store.alone("sending") as again:
        assert again


def test_a_lock_is_freed_when_its_holder_breaks(store: CaseStore) -> None:
    """Lost without it: after one error nothing is ever sent again."""
    with pytest.raises(Halfway), store.alone("sending"):
        raise Halfway
    with store.alone("sending") as again:
        assert again


def test_a_store_tells_how_it_is(store: CaseStore) -> None:
    """Lost without it: `doctor` has nothing to say about the workspace."""
    assert all(line.ok and line.what and line.says for line in store.health())
