"""A made-up office to work in: an inventory, questions, a plan, letters and a desk on any store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.facts import YES_NO_OPTIONS, FactDefinition, FactKind, Option
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import (
    CountRange,
    DataCategory,
    Dataset,
    Inventory,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.law import Citation, ClockRule, DutyKind, DutyRule, LawPack, LawStatus
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.parties import ContactPoint, Controller, Person, Role
from breachdesk.domain.people import Column, ColumnRole, ListMapping
from breachdesk.domain.reminders import Rung
from breachdesk.domain.terms import Confirmation, Duty, NoticeKind
from breachdesk.services.approving import Remarks, no_remarks
from breachdesk.services.desk import Desk, desk_on
from breachdesk.services.incidents import Opening
from breachdesk.services.outbox import SendingReport
from breachdesk.services.ports import CaseStore, ListFile, ListToTake, Register, Sender
from breachdesk.services.reminding import TickReport
from tests.fake_register import FakeRegister
from tests.fakes import FakeCatalogues, FakeLetters, FakeMailer, FakeNow, FakeSigner
from tests.plans import SMALL
from tests.strategies import AP, row

MORNING = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
"""A Monday, 14:00 in Amsterdam."""

RESPONDER, LEAD, DPO, OTHER_DPO, BOSS = "M. Aydin", "J. Vos", "S. Kok", "T. Bos", "R. de Wit"
PEOPLE = (
    Person(RESPONDER, "m.aydin@example.org", (Role.RESPONDER,)),
    Person(LEAD, "j.vos@example.org", (Role.RESPONDER, Role.INCIDENT_LEAD)),
    Person(DPO, "s.kok@example.org", (Role.DPO,)),
    Person(OTHER_DPO, "t.bos@example.org", (Role.DPO,)),
    Person(BOSS, "r.dewit@example.org", (Role.MANAGEMENT,)),
)
LADDER = (
    Rung(24, (Role.RESPONDER,)),
    Rung(60, (Role.RESPONDER, Role.INCIDENT_LEAD)),
    Rung(72, (Role.RESPONDER, Role.INCIDENT_LEAD, Role.DPO, Role.MANAGEMENT)),
)
INVENTORY = Inventory(
    controller=Controller("Fietsgoed B.V.", "NL", "Europe/Amsterdam", languages=("nl", "en")),
    dpo=ContactPoint(DPO, "fg@example.org", "+31 30 555 01 10"),
    people=PEOPLE,
    systems=(System("crm", "CRM", row("crm")), System("till", "Till", row("till")), System("backup", "Backup", row("b"))),
    datasets=(
        Dataset(
            id="customers",
            name="Customers",
            row=row("customers"),
            systems=("crm",),
            categories=("contact", "purchases"),
            subjects=(SubjectsHeld("customers", row("held"), CountRange(1200, 1500), CountRange(3000, 4000)),),
            copies=("backup",),
        ),
        Dataset(
            id="receipts",
            name="Receipts",
            row=row("receipts"),
            systems=("till",),
            categories=("purchases",),
            subjects=(SubjectsHeld("customers", row("till-held"), CountRange(None, 900)),),
        ),
    ),
    subject_groups=(
        SubjectGroup("customers", {"en": "customers"}, "customers", row("group"), CountRange(1200, 2000), False, ("NL",)),
    ),
    data_categories=(DataCategory("contact", {"en": "contact details"}), DataCategory("purchases", {"en": "purchases"})),
)


def _question(id_: str, kind: FactKind, *options: str) -> FactDefinition:
    made = YES_NO_OPTIONS if kind is FactKind.YES_NO else tuple(Option(o, {"en": o.replace("-", " ")}) for o in options)
    return FactDefinition(id_, kind, {"en": id_.replace("_", " "), "nl": f"{id_} (nl)"}, made)


QUESTIONS = {
    q.id: q
    for q in (
        _question("personal_data", FactKind.YES_NO),
        _question("breach_confirmed", FactKind.YES_NO),
        _question("misuse_seen", FactKind.YES_NO),
        _question("cause", FactKind.CHOICE, "malicious-external", "human-error"),
        _question("breach_kinds", FactKind.CHOICES, "confidentiality", "integrity", "availability"),
        _question("exfiltration", FactKind.CHOICE, "confirmed", "likely", "unlikely", "excluded"),
        _question("people", FactKind.COUNT),
        _question("records", FactKind.COUNT),
        _question("restored_within_hours", FactKind.HOURS),
        _question("happened_from", FactKind.INSTANT),
        _question("data_categories", FactKind.CATEGORIES),
        _question("subject_groups", FactKind.GROUPS),
        _question("conclusion", FactKind.TEXT),
    )
}
CUSTOMERS = AddresseeList(
    (
        Addressee("Ann Visser", "ann@example.net", "nl", "K-10001"),
        Addressee("Ben Bakker", "ben@example.net", "nl", "K-10002"),
        Addressee("Cor de Groot", "cor@example.net", "nl", "K-10003"),
    ),
    "customers.csv",
    "c" * 64,
)
_ACT = Citation("Made-up Act", "9")
_SINCE = date(2020, 1, 1)
_STAGES = (
    ClockRule("alarm-early", "Early warning", 24, "awareness", _SINCE, LawStatus.IN_FORCE, _ACT),
    ClockRule("alarm-full", "Full report", 72, "met:alarm-early", _SINCE, LawStatus.IN_FORCE, _ACT),
)
ALARM = LawPack(
    id="alarm",
    version="1",
    label={"en": "Made-up Act"},
    in_force_from=_SINCE,
    status=LawStatus.IN_FORCE,
    source=_ACT,
    clocks={rule.id: rule for rule in _STAGES},
    duties=(
        DutyRule("alarm-report", DutyKind.NOTIFY, {"en": "Warn"}, {"en": "the alarm desk"}, _ACT, clocks=("alarm-early", "alarm-full")),
    ),
)
"""A second regime, in two stages, that always applies."""

NOTIFICATION, COMMUNICATION = "notification-nl", "communication-nl"


SAMPLE_LIST = Path(__file__).parents[2] / "breachdesk" / "files" / "sample" / "addressees.csv"


def sample_list(system: str) -> ListToTake:
    """Give the sample's twelve people as the list of a system."""
    roles = {"name": ColumnRole.NAME, "email": ColumnRole.EMAIL, "language": ColumnRole.LANGUAGE, "reference": ColumnRole.KEY}
    mapping = ListMapping(tuple(Column(header, role) for header, role in roles.items()), ("contact",))
    return ListToTake(system, ListFile(str(SAMPLE_LIST), tuple(roles)), mapping)


def people(number: int, prefix: str = "person") -> AddresseeList:
    """Give a list of so many people."""
    rows = tuple(Addressee(f"{prefix} number {n:05d}", f"{prefix}{n:05d}@example.net") for n in range(number))
    return AddresseeList(rows, "people.csv", "d" * 64)


@dataclass
class Office:
    """A desk with everything around it within reach."""

    store: CaseStore
    book: LawBook
    now: FakeNow = field(default_factory=lambda: FakeNow(MORNING))
    mailer: FakeMailer | None = field(default_factory=FakeMailer)
    letters: FakeLetters = field(
        default_factory=lambda: FakeLetters(
            {NoticeKind.NOTIFICATION: ("nl",), NoticeKind.COMMUNICATION: ("en", "nl")}
        )
    )
    confirmation: Confirmation = Confirmation.NONE
    signer: FakeSigner = field(default_factory=FakeSigner)
    four_eyes: bool = True
    remarks: Remarks = no_remarks
    profile: str = "smtp mail.example.org"
    register: Register = field(default_factory=FakeRegister)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.book = replace(self.book, packs={"gdpr": self.book.packs["gdpr"], ALARM.id: ALARM})
        self.catalogues = FakeCatalogues(self.book, QUESTIONS, {"NL": AP}, {SMALL.id: SMALL}, LADDER)
        self.desk = self.restarted()

    def restarted(self, store: CaseStore | None = None) -> Desk:
        """Give a desk as a program has it that was just started, on the same workspace."""
        sender = Sender("Fietsgoed B.V.", "privacy@example.org", self.mailer, profile=self.profile)
        ports = (store or self.store, self.catalogues, self.letters, sender, self.now)
        return desk_on(
            *ports,
            confirmation=self.confirmation,
            register=lambda: self.register,
            signer=self.signer,
            four_eyes=self.four_eyes,
            remarks=self.remarks,
        )

    def opened(self, **said: str) -> Incident:
        """Take the inventory in, unless it is there, and open an incident."""
        if self.store.inventory() is None:
            self.desk.scoping.take_in(INVENTORY, LEAD)
        given = {"title": "Customer file copied", "detected": "now", "reported_by": RESPONDER} | said
        return self.desk.incidents.open(Opening(**given), RESPONDER)

    def approved(
        self, kind: NoticeKind, incident: Incident | None = None, to: AddresseeList | None = CUSTOMERS
    ) -> Incident:
        """Draft a notice, and have it approved by the DPO; letters to people with their list."""
        incident = incident or self.opened()
        made = self.desk.notices.draft(incident.id, kind, "nl", RESPONDER)
        to = to if kind is NoticeKind.COMMUNICATION else None
        return self.desk.approving.approve(incident.id, made.notice, DPO, addressees=to)

    def queued(self, to: AddresseeList = CUSTOMERS) -> Incident:
        """Have a Communication approved, and put its letters in the outbox."""
        incident = self.approved(NoticeKind.COMMUNICATION, to=to)
        self.desk.outbox.queue(incident.id, COMMUNICATION, to, LEAD)
        return self.store.incident(incident.id)

    def filed(self) -> Incident:
        """Have a Notification approved and filed."""
        incident = self.approved(NoticeKind.NOTIFICATION)
        return self.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)

    def decided(self, incident: Incident, notify: bool, duty: Duty = Duty.NOTIFY_AUTHORITY) -> Incident:
        """Record a decision."""
        return self.desk.assessing.decide(incident.id, duty, notify, "because it is so", LEAD)

    def closed(self, incident: Incident) -> Incident:
        """Close an incident over all that is open."""
        return self.desk.incidents.close(incident.id, "Done.", LEAD, "for the test")

    def send(self, notice: str = COMMUNICATION, desk: Desk | None = None) -> SendingReport:
        """Send what is queued in the first incident."""
        return asyncio.run((desk or self.desk).outbox.send(self.store.rows()[0].id, notice, LEAD))

    def tick(self, desk: Desk | None = None) -> TickReport:
        """Look for due reminders once."""
        return asyncio.run((desk or self.desk).reminding.tick())

    def everything(self) -> tuple[object, ...]:
        """Give all that the workspace keeps."""
        rows = self.store.rows()
        return (
            rows,
            [self.store.timeline(r.id) for r in rows],
            [self.store.reminders(r.id) for r in rows],
            self.store.deliveries(),
            self.store.inventory(),
            self.store.last_tick(),
            [self.register.lists(r.id) for r in rows],
        )

    @contextmanager
    def refused(self, error: type[BreachDeskError], match: str) -> Iterator[None]:
        """Expect a refusal that leaves everything as it was."""
        before = self.everything()
        with pytest.raises(error, match=match) as raised:
            yield
        assert type(raised.value) is error
        assert before == self.everything()

    def acts(self, incident: Incident) -> list[str]:
        """Give the acts of the record, in order."""
        return [entry.act.act for entry in self.store.timeline(incident.id)]

