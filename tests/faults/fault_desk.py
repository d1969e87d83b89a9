"""A real desk on a real workspace, for tests that kill it, fill its disk or run two of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.deliveries import Accepted, HandOver, OutgoingMail
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.manifest import KnownKey, Signature
from breachdesk.domain.parties import Person, Role
from breachdesk.domain.reminders import Reminder, ReminderState, reminders_for
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.files.inventory_reader import read_inventory
from breachdesk.files.template_files import load_templates
from breachdesk.letters.writer import LetterWriter
from breachdesk.mail.smtp import SmtpMailer, SmtpSettings
from breachdesk.services.desk import Desk, desk_on
from breachdesk.services.incidents import Opening
from breachdesk.services.ports import Mailer, Sender
from breachdesk.services.signing_port import Signer
from breachdesk.store.case_store import SqliteCaseStore
from breachdesk.wiring import SAMPLE, Wiring, shipped
from breachdesk.wiring.signing_wiring import signer_of

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When everything in these tests happens, unless a test moves it."""

RESPONDER, LEAD, DPO = "M. Aydin", "J. Vos", "S. Kok"
LETTER = "communication-nl"


KEPT = Accepted("250 kept")


@dataclass
class Keeping:
    """A mailer that keeps what it gets and answers as it is told."""

    answer: HandOver = KEPT
    mails: list[OutgoingMail] = field(default_factory=list)

    async def send(self, mail: OutgoingMail) -> HandOver:
        """Take one."""
        self.mails.append(mail)
        return self.answer


@cache
def catalogues() -> FileCatalogues:
    """Give the shipped content, read once; nobody's own stands beside it."""
    front = Wiring()
    front.choose(str(Path(__file__).parent / "no-such-workspace"), LEAD)
    return front.catalogues


@cache
def letters() -> LetterWriter:
    """Give the shipped templates, read once."""
    return LetterWriter(load_templates([shipped("notification_templates")]))


@cache
def sample() -> Inventory:
    """Give the sample organisation, read once."""
    return read_inventory([SAMPLE / "fietsgoed.yaml"], catalogues().taxonomy, None)


def crew(count: int) -> Inventory:
    """Give the sample organisation with this many responders more."""
    more = tuple(Person(f"Reader {n:03d}", f"reader{n:03d}@fietsgoed.example", (Role.RESPONDER,)) for n in range(count))
    return replace(sample(), people=(*sample().people, *more))


def desk_in(
    folder: Path,
    mailer: Mailer | None = None,
    now: Callable[[], datetime] = lambda: AT,
    busy_timeout_ms: int = 5000,
    signer: Signer | None = None,
) -> Desk:
    """Open the desk on a workspace, as wiring does."""
    store = SqliteCaseStore(folder, busy_timeout_ms)
    sender = Sender("Fietsgoed B.V.", "privacy@fietsgoed.example", mailer)
    return desk_on(store, catalogues(), letters(), sender, now, signer=signer or signer_of(folder))


def new_desk(folder: Path, mailer: Mailer | None = None, now: Callable[[], datetime] = lambda: AT) -> Desk:
    """Make a workspace with the sample organisation in it."""
    desk = desk_in(folder, mailer, now)
    desk.scoping.take_in(sample(), LEAD)
    return desk


def mailer_to(port: int, patience: float = 10.0) -> SmtpMailer:
    """Give the way to a mail server on this machine."""
    return SmtpMailer(SmtpSettings("127.0.0.1", port, "loopback-plain", timeout_seconds=patience))


def with_crew(folder: Path, count: int, incidents: int, mailer: Mailer | None = None) -> tuple[Desk, list[str]]:
    """Make a workspace with many responders, and incidents with half an hour left for each."""
    desk = new_desk(folder, mailer)
    desk.scoping.take_in(crew(count), LEAD)
    return desk, [opened(desk, f"Incident {n}", hours_ago=71.5) for n in range(incidents)]


def opened(desk: Desk, title: str = "Customer data copied", hours_ago: float = 0) -> str:
    """Open an incident; give its reference."""
    detected = (desk.now() - timedelta(hours=hours_ago)).isoformat()
    return desk.incidents.open(Opening(title, detected, RESPONDER), RESPONDER).reference


def approved_letter(desk: Desk, reference: str, to: AddresseeList | None = None) -> None:
    """Write the letter to the people concerned, and have it approved for them."""
    desk.notices.draft(reference, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    desk.approving.approve(reference, LETTER, DPO, addressees=to)


def people(count: int) -> AddresseeList:
    """Give a list of people to write to."""
    rows = (Addressee(f"Adressee Nummer-{n:04d}", f"box{n:04d}@example.net", "nl", f"KL-{n:05d}") for n in range(count))
    return AddresseeList(tuple(rows), "people.csv", "0" * 64)


@dataclass
class Meanwhile:
    """Signs as another does; once it has, something happens before anybody has the signature."""

    signer: Signer
    happens: Callable[[], object]

    def sign(self, person: str, message: bytes) -> Signature:
        """Sign, and let it happen."""
        made = self.signer.sign(person, message)
        self.happens()
        return made

    def holds(self, message: bytes, signature: Signature) -> bool:
        """Tell what the other tells."""
        return self.signer.holds(message, signature)

    def key_of(self, person: str) -> KnownKey | None:
        """Give what the other gives."""
        return self.signer.key_of(person)


def signing_while(folder: Path, happens: Callable[[], object]) -> Desk:
    """Open the desk with something that happens between a signature and its being saved."""
    return desk_in(folder, signer=Meanwhile(signer_of(folder), happens))


def reminders_fit(desk: Desk, reference: str) -> bool:
    """Tell whether the reminders kept are those the incident calls for, and no other one waits."""
    incident = desk.incidents.get(reference)
    stored = desk.store.inventory()
    assert stored is not None
    wanted = {r.key for r in reminders_for(incident, desk.catalogues.rungs(), stored.inventory.people)}
    kept: dict[str, Reminder] = {r.key: r for r in desk.reminding.of(incident.id)}
    waiting = {key for key, reminder in kept.items() if reminder.state is ReminderState.WAITING}
    return wanted <= set(kept) and waiting <= wanted
