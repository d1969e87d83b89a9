"""What every use case that writes refuses alike, and that a refusal leaves the workspace exactly as it was.

The table holds all of them; a test looks through the use cases for one that is missing.
"""

from __future__ import annotations

import asyncio
import inspect
import shutil
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pytest

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.deliveries import DeliveryState, Unclear
from breachdesk.domain.errors import NotAllowed, NotFound, StoreProblem, WrongInput
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.people import Keep, SameAddress
from breachdesk.domain.reminders import Reminder
from breachdesk.domain.terms import Confirmation, Duty, Moment, NoticeKind
from breachdesk.domain.verdict import Verdict
from breachdesk.services.desk import Desk
from breachdesk.services.ports import CaseStore
from breachdesk.store.case_store import SqliteCaseStore
from tests.fakes import FakeCaseStore, FakeSigner, FakeTransaction
from tests.services.office import COMMUNICATION, CUSTOMERS, DPO, INVENTORY, LEAD, NOTIFICATION, RESPONDER, Office, sample_list

ENGLISH = "communication-en"
ONE_MORE = AddresseeList((*CUSTOMERS.rows, Addressee("Dee Fontein", "dee@example.net")), "more.csv", "d" * 64)
TWO_MORE = AddresseeList((*ONE_MORE.rows, Addressee("Eva Berg", "eva@example.net")), "more.csv", "e" * 64)
UseCase = Callable[[Desk, str, str], object]


def _uncertain(desk: Desk, name: str) -> str:
    """Give the letter that is uncertain; any one where there is no such incident."""
    return next((d.id for d in desk.outbox.all() if d.state is DeliveryState.UNCERTAIN and name != "2026-99"), "zz")


WRITERS: dict[str, UseCase] = {
    "incidents.correct_awareness": lambda d, i, by: d.incidents.correct_awareness(i, "2026-11-23 13:30", "why", by),
    "incidents.note": lambda d, i, by: d.incidents.note(i, "seen", by),
    "incidents.close": lambda d, i, by: d.incidents.close(i, "Done.", by, "because"),
    "walking.answer": lambda d, i, by: d.walking.answer(i, "personal_data", "no", by),
    "walking.done": lambda d, i, by: d.walking.done(i, "contain", by),
    "walking.assign": lambda d, i, by: d.walking.assign(i, "contain", LEAD, by),
    "walking.skip": lambda d, i, by: d.walking.skip(i, "contain", "why", by),
    "walking.reopen": lambda d, i, by: d.walking.reopen(i, "contain", "why", by),
    "scoping.save": lambda d, i, by: d.scoping.save(i, ["crm"], by),
    "assessing.confirm": lambda d, i, by: d.assessing.confirm(i, Duty.NOTIFY_INDIVIDUALS, "why", by),
    "assessing.record_verdict": lambda d, i, by: d.assessing.record_verdict(i, Verdict.BREACH, "why", by),
    "duties.meet": lambda d, i, by: d.duties.meet(i, "alarm-report", "", "now", "A-1", by),
    "duties.decline": lambda d, i, by: d.duties.decline(i, "alarm-report", "why", by),
    "duties.note_moment": lambda d, i, by: d.duties.note_moment(i, Moment.FIRST_SIGNAL, "13:00", "why", by),
    "assessing.decide": lambda d, i, by: d.assessing.decide(i, Duty.NOTIFY_AUTHORITY, True, "why", by),
    "notices.draft": lambda d, i, by: d.notices.draft(i, NoticeKind.NOTIFICATION, "nl", by, "late"),
    "notices.revise": lambda d, i, by: d.notices.revise(i, NOTIFICATION, "Melding", "Een ander woord.", by),
    "approving.approve": lambda d, i, by: d.approving.approve(i, ENGLISH, DPO if by == LEAD else by),
    "approving.withdraw": lambda d, i, by: d.approving.withdraw(i, NOTIFICATION, "why", by),
    "approving.file": lambda d, i, by: d.approving.file(i, NOTIFICATION, "AP-1", by),
    "people.take_in": lambda d, i, by: d.people.take_in(i, [sample_list(s) for s in ("crm", "till")], Keep.COUNTS, SameAddress.ASK, by),
    "people.purge": lambda d, i, by: d.people.purge(i, by, "no longer needed"),
    "outbox.queue": lambda d, i, by: d.outbox.queue(i, COMMUNICATION, TWO_MORE, by),
    "outbox.send": lambda d, i, by: asyncio.run(d.outbox.send(i, COMMUNICATION, by)),
    "outbox.resolve": lambda d, i, by: d.outbox.resolve(_uncertain(d, i), True, "the log says so", by),
}
EVERY = pytest.mark.parametrize("use_case", WRITERS)
# What is no longer needed goes, also when all is over.
AFTER_CLOSING = ("incidents.note", "people.purge")
BUT_NOTES = pytest.mark.parametrize("use_case", [name for name in WRITERS if name not in AFTER_CLOSING])


def test_the_table_holds_every_use_case_that_writes_to_an_incident() -> None:
    """Lost without it: a new use case changes closed incidents, and no test knows of it."""
    found = set()
    for field in fields(Desk):
        service = {"incidents": "Incidents", "walking": "Walking", "scoping": "Scoping", "assessing": "Assessing", "duties": "Duties",
                   "notices": "Notices", "outbox": "Outbox", "people": "People", "overview": "Overview", "reminding": "Reminding", "approving": "Approving"}.get(field.name)  # fmt: skip
        if service is None:
            continue
        name_of_file = "people_lists" if field.name == "people" else field.name
        module = __import__(f"breachdesk.services.{name_of_file}", fromlist=[service])
        for name, method in inspect.getmembers(getattr(module, service), inspect.isfunction):
            if not name.startswith("_") and "by" in inspect.signature(method).parameters:
                found.add(f"{field.name}.{name}")
    # These two write without an incident that could be closed.
    assert found - {"incidents.open", "scoping.take_in"} == set(WRITERS)


def at_work(store: CaseStore, book: LawBook) -> Office:
    """Give an office in which every use case of the table has something to do."""
    office = Office(store, book, confirmation=Confirmation.SECOND_PERSON)
    incident = office.opened(detected="2026-11-23 13:00", aware="2026-11-23 14:00", awareness_reason="the log")
    assert office.mailer is not None
    office.approved(NoticeKind.NOTIFICATION, incident)
    office.approved(NoticeKind.COMMUNICATION, incident)
    office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "en", RESPONDER)
    office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)
    office.mailer.tell(CUSTOMERS.rows[0].address, Unclear("the line broke"))
    office.send()
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=ONE_MORE)
    office.desk.outbox.queue(incident.id, COMMUNICATION, ONE_MORE, LEAD)
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=TWO_MORE)
    # It waits for a second person, so that letters may still go out.
    office.desk.assessing.decide(incident.id, Duty.NOTIFY_INDIVIDUALS, False, "why", RESPONDER)
    office.desk.people.take_in(incident.id, [sample_list("crm")], Keep.COUNTS, SameAddress.ASK, LEAD)
    return office


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, book: LawBook) -> Path:
    """Give a workspace on disk that is at work, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("kept") / "workspace"
    at_work(SqliteCaseStore(folder), book)
    return folder


@pytest.fixture(params=["fake", "sqlite"])
def office(request: pytest.FixtureRequest, tmp_path: Path, kept: Path, book: LawBook) -> Office:
    """Give an office at work, in memory and on disk."""
    if request.param == "fake":
        return at_work(FakeCaseStore(), book)
    shutil.copytree(kept, tmp_path / "workspace")
    store, signer = SqliteCaseStore(tmp_path / "workspace"), FakeSigner({DPO: f"key of {DPO}"})
    return Office(store, book, confirmation=Confirmation.SECOND_PERSON, signer=signer)


@EVERY
def test_every_use_case_writes_to_an_open_incident(office: Office, use_case: str) -> None:
    """Lost without it: the refusals below would prove nothing."""
    incident = office.store.rows()[0]
    WRITERS[use_case](office.desk, incident.reference, LEAD)
    entries = office.store.timeline(incident.id)
    assert len(entries) == incident.entries + 1
    assert entries[-1].by == (DPO if use_case == "approving.approve" else LEAD)


@BUT_NOTES
def test_nothing_is_written_to_a_closed_incident(office: Office, use_case: str) -> None:
    """Lost without it: a record that was declared whole is quietly continued, or letters leave after closing."""
    incident = office.closed(office.store.incident(office.store.rows()[0].id))
    with office.refused(NotAllowed, "2026-01 is closed; open a new incident, or add a note to this one"):
        WRITERS[use_case](office.desk, incident.id, LEAD)
    assert office.mailer is not None
    assert [m.to_address for m in office.mailer.tried].count("dee@example.net") == 0


def test_a_note_is_added_to_a_closed_incident(office: Office) -> None:
    """Lost without it: what came out later has no place in the record (Art. 33(5))."""
    incident = office.closed(office.store.incident(office.store.rows()[0].id))
    after = office.desk.incidents.note(incident.id, "a letter came back", LEAD)
    assert after.notes[-1] == "a letter came back"
    assert after.closed_at == incident.closed_at


@EVERY
def test_an_incident_that_is_not_there_is_refused(office: Office, use_case: str) -> None:
    """Lost without it: a slip of the pen acts on another incident, or ends in a crash."""
    with office.refused(NotFound, "There is no"):
        WRITERS[use_case](office.desk, "2026-99", LEAD)


@EVERY
def test_nobody_writes_nothing(office: Office, use_case: str) -> None:
    """Lost without it: an act in the record that nobody did, or letters that nobody sent."""
    with office.refused(WrongInput, "name of who acts is empty"):
        WRITERS[use_case](office.desk, "2026-01", " ")


@EVERY
def test_a_name_that_the_record_cannot_hold_is_refused_before_anything_happens(book: LawBook, use_case: str) -> None:
    """Lost without it: letters leave, and the record then refuses to say who sent them."""
    made = at_work(FakeCaseStore(), book)
    with made.refused(WrongInput, "name of who acts has 81 characters"):
        WRITERS[use_case](made.desk, "2026-01", "x" * 81)


Field = Callable[[Office, str, str], object]
LIMITS: dict[str, tuple[int, Field]] = {
    "who acts": (80, lambda o, i, t: o.desk.incidents.note(i, "seen", t)),
    "title": (120, lambda o, i, t: o.opened(title=t)),
    "who says so": (120, lambda o, i, t: o.opened(reported_by=t)),
    "reason for awareness": (500, lambda o, i, t: o.opened(awareness_reason=t)),
    "reason for a correction": (500, lambda o, i, t: o.desk.incidents.correct_awareness(i, "13:30", t, LEAD)),
    "note": (4000, lambda o, i, t: o.desk.incidents.note(i, t, LEAD)),
    "conclusion": (4000, lambda o, i, t: o.desk.incidents.close(i, t, LEAD, "why")),
    "override reason": (500, lambda o, i, t: o.desk.incidents.close(i, "Done.", LEAD, t)),
    "answer": (4000, lambda o, i, t: o.desk.walking.answer(i, "conclusion", t, LEAD)),
    "who answers": (80, lambda o, i, t: o.desk.walking.answer(i, "personal_data", "yes", t)),
    "basis": (500, lambda o, i, t: o.desk.walking.answer(i, "personal_data", "yes", LEAD, t)),
    "note on a task": (500, lambda o, i, t: o.desk.walking.done(i, "contain", LEAD, t)),
    "owner": (80, lambda o, i, t: o.desk.walking.assign(i, "contain", t, LEAD)),
    "reason for skipping": (500, lambda o, i, t: o.desk.walking.skip(i, "contain", t, LEAD)),
    "reason for re-opening": (500, lambda o, i, t: o.desk.walking.reopen(i, "contain", t, LEAD)),
    "reason for a scope": (500, lambda o, i, t: o.desk.scoping.save(i, ["crm"], LEAD, t)),
    "who takes in an inventory": (80, lambda o, i, t: o.desk.scoping.take_in(INVENTORY, t)),
    "reason for a decision": (2000, lambda o, i, t: o.desk.assessing.decide(i, Duty.NOTIFY_AUTHORITY, True, t, LEAD)),
    "reason for confirming": (2000, lambda o, i, t: o.desk.assessing.confirm(i, Duty.NOTIFY_INDIVIDUALS, t, LEAD)),
    "reason for a verdict": (2000, lambda o, i, t: o.desk.assessing.record_verdict(i, Verdict.BREACH, t, LEAD)),
    "proof of a stage": (200, lambda o, i, t: o.desk.duties.meet(i, "alarm-report", "", "now", t, LEAD)),
    "reason for turning down": (2000, lambda o, i, t: o.desk.duties.decline(i, "alarm-report", t, LEAD)),
    "reason for a moment": (500, lambda o, i, t: o.desk.duties.note_moment(i, Moment.FIRST_SIGNAL, "13:00", t, LEAD)),
    "reasons in a draft": (2000, lambda o, i, t: o.desk.notices.draft(i, NoticeKind.NOTIFICATION, "nl", LEAD, t)),
    "author of a draft": (80, lambda o, i, t: o.desk.notices.draft(i, NoticeKind.NOTIFICATION, "nl", t, "late")),
    "subject": (200, lambda o, i, t: o.desk.notices.revise(i, NOTIFICATION, t, "Tekst.", LEAD)),
    "text": (60_000, lambda o, i, t: o.desk.notices.revise(i, NOTIFICATION, "Melding", t, LEAD)),
    "author of an edit": (80, lambda o, i, t: o.desk.notices.revise(i, NOTIFICATION, "Melding", "Tekst.", t)),
    "reason for taking back": (500, lambda o, i, t: o.desk.approving.withdraw(i, NOTIFICATION, t, LEAD)),
    "reference": (80, lambda o, i, t: o.desk.approving.file(i, NOTIFICATION, t, LEAD)),
    "reasons for a delay": (2000, lambda o, i, t: o.desk.approving.file(i, NOTIFICATION, "AP-1", LEAD, "now", t)),
    "who sends": (80, lambda o, i, t: asyncio.run(o.desk.outbox.send(i, COMMUNICATION, t))),
    "reason for keeping addresses": (
        500,
        lambda o, i, t: o.desk.people.take_in(i, [sample_list("crm")], Keep.ADDRESSEES, SameAddress.ASK, LEAD, t),
    ),
    "reason for removing lists": (500, lambda o, i, t: o.desk.people.purge(i, LEAD, t)),
    "reason for settling": (300, lambda o, i, t: o.desk.outbox.resolve(_uncertain(o.desk, i), True, t, LEAD)),
}


@pytest.mark.parametrize("field", LIMITS)
def test_a_text_that_just_fits_is_kept_and_one_character_more_is_refused(book: LawBook, field: str) -> None:
    """Lost without it: words are cut in silence, or a dump of a log with everybody's data is kept as a title."""
    made = at_work(FakeCaseStore(), book)
    name = made.store.rows()[0].id
    limit, write = LIMITS[field]
    with made.refused(WrongInput, f"has {limit + 1:,} characters; at most {limit:,} fit"):
        write(made, name, "x" * (limit + 1))
    before = made.everything()
    write(made, name, "x" * limit)
    assert before != made.everything()


class FullDisk(FakeTransaction):
    """A write that fails at its last step."""

    def set_reminders(self, incident_id: str, wanted: Sequence[Reminder], now: datetime) -> None:
        raise StoreProblem("The disk is full; nothing was changed. Make room and try again.")


# Those of `people` go through the register first; what then holds is tested with them.
LAST_STEP = [name for name in WRITERS if name != "outbox.send" and not name.startswith("people.")]


@pytest.mark.parametrize("use_case", LAST_STEP)
def test_a_write_that_fails_at_its_last_step_leaves_nothing(
    book: LawBook, monkeypatch: pytest.MonkeyPatch, use_case: str
) -> None:
    """Lost without it: an entry without its reminders, or letters queued that no record knows of."""
    made = at_work(FakeCaseStore(), book)
    monkeypatch.setattr("tests.fakes.FakeTransaction", FullDisk)
    with made.refused(StoreProblem, "The disk is full"):
        WRITERS[use_case](made.desk, "2026-01", LEAD)
