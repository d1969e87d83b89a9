"""Reminders: each mailed once and shown once, through restarts, two programs, long sleeps and bad servers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.deliveries import Accepted, HandOver, Refused, Unclear
from breachdesk.domain.incident import Incident
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.reminders import Reminder, ReminderState
from breachdesk.services.reminding import RETRY_AFTER, TickReport, line_for
from breachdesk.store.case_store import SqliteCaseStore
from tests.fakes import FakeCaseStore, FakeMailer, PowerCut
from tests.services.office import LEAD, MORNING, RESPONDER, Office

WAITING, CLAIMED, DONE = ReminderState.WAITING, ReminderState.CLAIMED, ReminderState.DONE
FAILED, UNCERTAIN, CANCELLED = ReminderState.FAILED, ReminderState.UNCERTAIN, ReminderState.CANCELLED
AYDIN, VOS = "m.aydin@example.org", "j.vos@example.org"
NOT_NOW = Refused("451 try again later", may_retry=True)
NEVER = Refused("550 no such mailbox", may_retry=False)
BROKE = Unclear("the line broke after the text")


def mailer(office: Office) -> FakeMailer:
    """Give the mailer of an office that has one."""
    assert office.mailer is not None
    return office.mailer


def after(office: Office, **span: float) -> Incident:
    """Open an incident, and let time pass."""
    incident = office.opened()
    office.now.advance(**span)
    return incident


def states(office: Office) -> Counter[tuple[int, ReminderState]]:
    """Count the reminders of the first incident by rung and state."""
    return Counter((r.rung, r.state) for r in office.store.reminders(office.store.rows()[0].id))


def got(office: Office) -> list[tuple[str, str]]:
    """Give who got a mail, and its subject."""
    return [(m.to_address, m.subject) for m in mailer(office).taken]


# --- on time, once --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("span", "mailed"), [({"hours": 24, "seconds": -1}, 0), ({"hours": 24}, 2)])
def test_a_rung_is_mailed_when_its_time_has_come_and_not_before(office: Office, span: dict[str, int], mailed: int) -> None:
    """Lost without it: people are nudged too early, or a minute too late every time."""
    after(office, **span)
    assert len(office.tick().mailed) == mailed
    assert len(got(office)) == mailed


def test_a_reminder_is_mailed_once_however_often_somebody_looks(either_office: Office) -> None:
    """Lost without it: a mail every fifteen seconds."""
    after(either_office, hours=24)
    reports = [either_office.tick() for _ in range(3)]
    assert [len(r.mailed) for r in reports] == [2, 0, 0]
    assert [address for address, _ in got(either_office)] == [VOS, AYDIN]
    assert states(either_office)[24, DONE] == 2


def test_a_restarted_program_mails_nothing_again(either_office: Office) -> None:
    """Lost without it: every start of the program nudges everybody anew."""
    after(either_office, hours=24)
    either_office.tick()
    assert either_office.tick(either_office.restarted()).mailed == ()
    assert len(got(either_office)) == 2


def test_a_mail_says_what_presses_and_no_personal_data(office: Office) -> None:
    """Lost without it: a nudge that does not say about what, or that tells a mail server whose data were stolen."""
    after(office, hours=24)
    office.tick()
    mail = mailer(office).taken[1]
    assert (mail.to_name, mail.to_address) == (RESPONDER, AYDIN)
    assert (mail.from_name, mail.from_address) == ("Fietsgoed B.V.", "privacy@example.org")
    assert mail.subject == "BreachDesk: 2026-01: notification to the authority, 48:00 hours left"
    assert mail.text == (
        "2026-01: notification to the authority, 48:00 hours left\n\nOpen BreachDesk to see the next step.\n"
    )
    assert mail.written_at == office.now()
    assert "Customer file copied" not in mail.subject + mail.text


def test_a_look_writes_down_when_it_was_and_says_what_comes_next(either_office: Office) -> None:
    """Lost without it: nobody notices that nothing has looked for days, and the watch does not know when to wake."""
    after(either_office, hours=1)
    report = asyncio.run(either_office.desk.reminding.tick("the clock stepped"))
    assert (report.at, report.next_at, report.skipped) == (either_office.now(), MORNING + timedelta(hours=24), False)
    tick = either_office.desk.reminding.last_tick()
    assert tick is not None
    assert (tick.at, tick.note) == (either_office.now(), "the clock stepped")


def test_without_mail_settings_a_reminder_is_for_the_screen_only(book: LawBook) -> None:
    """Lost without it: a house without mail settings is never reminded, or is told that a mail went out."""
    office = Office(FakeCaseStore(), book, mailer=None)
    after(office, hours=24)
    report = office.tick()
    assert (len(report.on_screen_only), report.mailed) == (2, ())
    assert states(office)[24, DONE] == 2
    assert {r.detail for r in office.store.reminders(office.store.rows()[0].id) if r.rung == 24} == {
        "on screen only: mail is not set up"
    }
    assert len(office.desk.reminding.to_show()) == 2


# --- long sleeps ----------------------------------------------------------------------------------------


def test_after_a_long_sleep_each_person_gets_one_mail_with_the_newest_line_of_each_incident(either_office: Office) -> None:
    """Lost without it: a weekend ends in a flood of mails, and the one that counts drowns."""
    either_office.opened()
    either_office.now.advance(hours=2)
    either_office.opened()
    either_office.now.advance(hours=73)
    report = either_office.tick()
    assert Counter(m.to_address for m in mailer(either_office).taken) == Counter(
        dict.fromkeys([AYDIN, VOS, "s.kok@example.org", "t.bos@example.org", "r.dewit@example.org"], 1)
    )
    mail = next(m for m in mailer(either_office).taken if m.to_address == AYDIN)
    assert mail.subject == "BreachDesk: 2 incidents need you"
    assert mail.text.splitlines()[:2] == [
        "2026-01: notification to the authority, 03:00 hours late",
        "2026-02: notification to the authority, 01:00 hours late",
    ]
    assert len(report.mailed) == 2 * (2 + 2 + 5)
    assert states(either_office) == Counter({(24, DONE): 2, (60, DONE): 2, (72, DONE): 5})


def test_the_one_line_of_an_incident_is_that_of_its_last_rung(office: Office) -> None:
    """Lost without it: after a sleep the mail says `a day left` when it is too late."""
    after(office, hours=72, seconds=1)
    office.tick()
    assert {subject for _, subject in got(office)} == {
        "BreachDesk: 2026-01: notification to the authority, 00:00 hours late"
    }


@pytest.mark.parametrize(
    ("hours", "minutes", "words"),
    [
        (0, 0, "72:00 hours left"),
        (71, 59, "00:01 hours left"),
        (72, 0, "00:00 hours left"),
        (72, 1, "00:01 hours late"),
        (172, 0, "100:00 hours late"),
    ],
)
def test_a_line_counts_down_to_the_deadline_and_up_after_it(hours: int, minutes: int, words: str) -> None:
    """Lost without it: a person reads `left` when it is late."""
    now = MORNING + timedelta(hours=hours, minutes=minutes)
    made = Reminder("k", "i", "2026-01", "c", 24, MORNING, MORNING + timedelta(hours=72), "Ann", "ann@example.org")
    assert line_for(made, now) == f"2026-01: notification to the authority, {words}"


def test_five_hundred_reminders_due_at_once_are_one_mail_a_person(office: Office) -> None:
    """Lost without it: a restart after a bad week sends hundreds of mails."""
    for _ in range(56):
        office.opened()
    office.now.advance(hours=100)
    assert len(office.tick().mailed) == 56 * 9
    assert len(mailer(office).taken) == 5


# --- what is over ---------------------------------------------------------------------------------------


def test_a_clock_that_stands_still_reminds_nobody(either_office: Office) -> None:
    """Lost without it: people are woken about a notification that was made."""
    either_office.filed()
    either_office.now.advance(hours=100)
    assert either_office.tick().mailed == ()
    assert either_office.desk.reminding.to_show() == ()
    assert either_office.tick().next_at is None


def test_a_moved_deadline_is_reminded_of_anew(either_office: Office) -> None:
    """Lost without it: whoever was nudged for the old deadline hears nothing of the new one."""
    incident = either_office.opened(detected="2026-11-23 09:00", aware="2026-11-23 13:00", awareness_reason="the log")
    either_office.now.advance(hours=24)
    assert len(either_office.tick().mailed) == 2
    either_office.desk.incidents.correct_awareness(incident.id, "2026-11-23 09:00", "a mail was found", LEAD)
    assert len(either_office.tick().mailed) == 2
    mail = mailer(either_office).taken[-1]
    assert "43:00 hours left" in mail.subject
    assert states(either_office)[24, DONE] == 4


# --- servers that say no, or nothing --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "state", "field", "detail"),
    [
        (Accepted("250 ok"), DONE, "mailed", "mailed"),
        (NOT_NOW, WAITING, "failed", "not mailed yet: 451 try again later"),
        (NEVER, FAILED, "failed", "550 no such mailbox"),
        (BROKE, UNCERTAIN, "uncertain", "may have been mailed: the line broke after the text"),
    ],
)
def test_what_became_of_a_mail_is_kept_and_told(
    either_office: Office, outcome: HandOver, state: ReminderState, field: str, detail: str
) -> None:
    """Lost without it: a nudge that nobody got counts as done, or one that was sent goes out again."""
    incident = after(either_office, hours=24)
    mailer(either_office).tell(AYDIN, outcome)
    report = either_office.tick()
    (told,) = (r for r in getattr(report, field) if r.to_address == AYDIN)
    (kept,) = (r for r in either_office.store.reminders(incident.id) if r.key == told.key)
    assert (kept.state, kept.detail) == (state, detail)


def test_what_was_refused_for_now_is_tried_again_after_five_minutes(office: Office) -> None:
    """Lost without it: a busy server is asked every fifteen seconds, or never again."""
    after(office, hours=24)
    mailer(office).tell(AYDIN, NOT_NOW, NOT_NOW, Accepted("250 ok"))
    office.tick()
    tries = []
    for seconds in (1, 298, 1, 299, 1):
        office.now.advance(seconds=seconds)
        office.tick()
        tries.append([m.to_address for m in mailer(office).tried].count(AYDIN))
    assert tries == [1, 1, 2, 2, 3]
    assert timedelta(minutes=5) == RETRY_AFTER
    assert states(office)[24, DONE] == 2


def test_a_new_reminder_does_not_wait_for_one_that_was_refused(office: Office) -> None:
    """Lost without it: the last word before the deadline waits because an earlier mail was greylisted."""
    after(office, hours=60, seconds=-1)
    mailer(office).tell(AYDIN, NOT_NOW, Accepted("250 ok"))
    office.tick()
    office.now.advance(seconds=1)
    assert [r.rung for r in office.tick().mailed if r.to_address == AYDIN] == [60]


@pytest.mark.parametrize("outcome", [NEVER, BROKE])
def test_what_was_refused_for_good_or_may_have_arrived_is_not_tried_again(office: Office, outcome: HandOver) -> None:
    """Lost without it: a dead mailbox is written to for ever, or a person gets each nudge twice."""
    after(office, hours=24)
    mailer(office).tell(AYDIN, outcome)
    for _ in range(3):
        office.tick()
        office.now.advance(minutes=10)
    assert [m.to_address for m in mailer(office).tried].count(AYDIN) == 1


def test_one_mailbox_that_is_refused_holds_up_nobody_else(office: Office) -> None:
    """Lost without it: one wrong address in the inventory silences the whole house."""
    after(office, hours=24)
    mailer(office).tell(VOS, NEVER)
    assert [r.to_address for r in office.tick().mailed] == [AYDIN]


def test_the_same_reminders_have_the_same_message_id_when_tried_again(office: Office) -> None:
    """Lost without it: a server cannot tell that the second try is the first mail."""
    after(office, hours=24)
    mailer(office).tell(AYDIN, NOT_NOW, Accepted("250 ok"))
    office.tick()
    office.now.advance(minutes=5)
    office.tick()
    ids = [m.message_id for m in mailer(office).tried if m.to_address == AYDIN]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert ids[0].startswith("<reminder-")
    assert ids[0].endswith("@example.org>")


# --- programs that die, and two at once -----------------------------------------------------------------


def test_what_a_dead_program_was_mailing_is_uncertain_shown_and_not_mailed_again(either_office: Office) -> None:
    """Lost without it: after a power cut a person is nudged twice, or not at all and nobody sees it."""
    after(either_office, hours=24)
    mailer(either_office).tell(VOS, PowerCut())
    with pytest.raises(PowerCut):
        either_office.tick()
    assert states(either_office)[24, CLAIMED] == 1
    mailer(either_office).tell(VOS, Accepted("250 ok"))
    desk = either_office.restarted()
    report = either_office.tick(desk)
    assert [r.to_address for r in report.uncertain] == [VOS]
    assert [r.to_address for r in report.mailed] == [AYDIN]
    assert {r.detail for r in either_office.store.reminders(either_office.store.rows()[0].id) if r.state is UNCERTAIN} == {
        "may have been mailed: the program ended in between"
    }
    assert [address for address, _ in got(either_office)] == [AYDIN]
    assert {r.to_address for r in desk.reminding.to_show()} == {VOS, AYDIN}


def both_at_once(first: Office, second: Office) -> list[TickReport]:
    """Let two programs look at the same time."""

    async def both() -> list[TickReport]:
        return list(await asyncio.gather(first.desk.reminding.tick(), second.desk.reminding.tick()))

    return asyncio.run(both())


def test_of_two_programs_that_look_at_once_one_mails_and_the_other_leaves_it(either_office: Office, book: LawBook) -> None:
    """Lost without it: two windows, and everybody is nudged twice."""
    after(either_office, hours=24)
    other = Office(either_office.store, book, either_office.now, either_office.mailer)
    first, second = both_at_once(either_office, other)
    assert (first.skipped, second.skipped) == (False, True)
    assert (len(first.mailed), second.mailed) == (2, ())
    assert second.next_at == MORNING + timedelta(hours=24)
    assert len(got(either_office)) == 2


class LockNobodyHolds(FakeCaseStore):
    """A workspace on a disk whose locks do not hold, as some network drives are."""

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        yield True


def test_even_where_locks_do_not_hold_a_reminder_is_mailed_once(book: LawBook) -> None:
    """Lost without it: on a network drive everybody is nudged as often as windows are open."""
    office = Office(LockNobodyHolds(), book)
    after(office, hours=24)
    other = Office(office.store, book, office.now, office.mailer)
    both_at_once(office, other)
    assert Counter(address for address, _ in got(office)) == Counter({AYDIN: 1, VOS: 1})


def test_two_programs_on_one_file_mail_each_reminder_once(tmp_path: Path, book: LawBook) -> None:
    """Lost without it: what one program has mailed, the other one mails again."""
    office = Office(SqliteCaseStore(tmp_path / "w"), book)
    other = Office(SqliteCaseStore(tmp_path / "w"), book, office.now, office.mailer)
    after(office, hours=24)
    assert [len(o.tick().mailed) for o in (office, other, office)] == [2, 0, 0]
    assert len(got(office)) == 2


# --- shown once -----------------------------------------------------------------------------------------


def test_a_due_reminder_is_shown_once_most_urgent_first(either_office: Office) -> None:
    """Lost without it: a nudge that pops up at every look, or the urgent one under the others."""
    incident = after(either_office, hours=72, seconds=1)
    shown = either_office.desk.reminding.to_show()
    assert [r.rung for r in shown] == [72] * 5 + [60] * 2 + [24] * 2
    assert either_office.desk.reminding.to_show() == ()
    assert either_office.restarted().reminding.to_show() == ()
    assert {r.shown_at for r in either_office.desk.reminding.of(incident.id)} == {either_office.now()}


def test_a_reminder_that_was_mailed_is_shown_as_well(office: Office) -> None:
    """Lost without it: whoever does not read mail at three in the morning sees nothing on the desk."""
    after(office, hours=24)
    office.tick()
    assert len(office.desk.reminding.to_show()) == 2


def test_nothing_due_writes_nothing(office: Office) -> None:
    """Lost without it: a look every second fills the disk."""
    after(office, hours=1)
    before = office.store.changes()
    assert office.desk.reminding.to_show() == ()
    assert before == office.store.changes()


def test_two_screens_never_show_the_same_reminder(office: Office) -> None:
    """Lost without it: two people jump up for one nudge."""
    after(office, hours=24)
    store = office.store
    assert isinstance(store, FakeCaseStore)
    waiting = store.unshown_reminders(office.now())
    with store.writing() as write:
        write.mark_shown([waiting[0].key], office.now())
    store.unshown_reminders = lambda now: waiting  # type: ignore[method-assign]
    assert [r.key for r in office.desk.reminding.to_show()] == [waiting[1].key]


# --- any sleep, any server ------------------------------------------------------------------------------

_OUTCOMES: list[HandOver | BaseException] = [Accepted("250 ok"), NOT_NOW, NEVER, BROKE, PowerCut()]
_PERSONS = [p + "@example.org" for p in ("m.aydin", "j.vos", "s.kok", "t.bos", "r.dewit")]


@given(
    looks=st.lists(
        st.tuples(st.integers(0, 40), st.lists(st.sampled_from(_OUTCOMES), min_size=5, max_size=5)),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_happens_no_reminder_is_taken_twice_and_none_is_done_that_was_not_taken(
    book: LawBook, looks: list[tuple[int, list[HandOver | BaseException]]]
) -> None:
    """Lost without it: in some order of sleeps and faults a nudge comes twice, or is ticked off unheard."""
    office = Office(FakeCaseStore(), book)
    incident = office.opened()
    taken: Counter[str] = Counter()
    for hours, outcomes in looks:
        office.now.advance(hours=hours)
        for address, outcome in zip(_PERSONS, outcomes, strict=True):
            mailer(office).tell(address, outcome)
        try:
            report = office.tick(office.restarted())
        except PowerCut:
            continue
        taken.update(r.key for r in report.mailed)
    assert set(taken.values()) <= {1}
    kept = office.store.reminders(incident.id)
    assert {r.key for r in kept if r.state is DONE} >= set(taken)
    done_at_power_cut = {r.key for r in kept if r.state is DONE} - set(taken)
    assert {r.to_address for r in kept if r.key in done_at_power_cut} <= {m.to_address for m in mailer(office).taken}
    assert all(r.due_at <= office.now() for r in kept if r.state not in (WAITING, CANCELLED))
