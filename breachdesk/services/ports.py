"""What the services need from the world, as protocols; each edge implements its own.

Nothing here knows a library. A fake of ten lines stands in for each port in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from breachdesk.domain.clock import Place
from breachdesk.domain.deliveries import Delivery, DeliveryState, HandOver, OutgoingMail
from breachdesk.domain.drafting import LetterContext, Rendered
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.forms import Form
from breachdesk.domain.harms import Combination
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.law import Authority
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.manners import Manners
from breachdesk.domain.people import AffectedPerson, Keep, ListMapping, PeopleCounts, PeopleList, SameAddress
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.reminders import Reminder, ReminderState, Rung
from breachdesk.domain.selection import Selection
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import TimelineEntry
from breachdesk.domain.warehouses import WarehouseFigures

Now = Callable[[], datetime]
"""Gives the present instant in UTC. Only wiring knows the real one."""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """What a list of incidents needs, without replaying any."""

    id: str
    reference: str
    title: str
    due_at: datetime
    first_filed_at: datetime | None
    closed_at: datetime | None
    entries: int


@dataclass(frozen=True, slots=True)
class StoredInventory:
    """The inventory in use, and the fingerprint a saved Scope names."""

    inventory: Inventory
    sha256: str
    imported_at: datetime
    imported_by: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The last time somebody looked for due reminders."""

    at: datetime
    note: str
    """What was noted last, at this look or an earlier one, such as a step of the clock; it says when."""


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One thing `doctor` looked at."""

    what: str
    ok: bool
    says: str


class Transaction(Protocol):
    """One write, alone in the workspace: all of it is saved when it ends well, nothing otherwise."""

    def next_reference(self, year: int) -> str:
        """Give the next free reference of a year, such as `2026-07`."""
        ...

    def incident(self, id_: str) -> Incident:
        """Give an Incident as it is now; NotFound when there is none."""
        ...

    def append(self, incident_id: str, entry: TimelineEntry) -> Incident:
        """Write the next timeline entry and give the Incident after it.

        Raises:
            ChangedMeanwhile: the entry's number is not the next one.
        """
        ...

    def set_reminders(self, incident_id: str, wanted: Sequence[Reminder], now: datetime) -> None:
        """Add what is missing; cancel what still waits and is wanted no longer; touch nothing else."""
        ...

    def keep_inventory(self, inventory: Inventory, now: datetime, by: str) -> str:
        """Make this the inventory in use; give its fingerprint. Earlier ones stay."""
        ...

    def keep_playbook(self, playbook: Playbook) -> None:
        """Keep the plan under its fingerprint, for the incidents that walk it."""
        ...

    def keep_law(self, sha256: str, texts: Mapping[str, str]) -> None:
        """Keep the texts of a book of law under its fingerprint, for the incidents worked under it."""
        ...

    def keep_list(self, sha256: str, people: ApprovedList) -> None:
        """Keep the list that letters were approved for, under the fingerprint of that Approval's Manifest."""
        ...

    def add_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Put letters in the outbox."""
        ...

    def replace_delivery(self, id_: str, by: Delivery) -> None:
        """Put a letter into the place of one that nobody has; one that somebody has or may have stays."""
        ...

    def deliveries(self, incident_id: str, notice: str) -> tuple[Delivery, ...]:
        """Give a Notice's letters, as they are now, in the order they were queued."""
        ...

    def move_delivery(
        self, id_: str, was: DeliveryState, becomes: DeliveryState, detail: str, now: datetime
    ) -> bool:
        """Change a letter's state if it is still `was`; tell whether it did. `sending` counts an attempt."""
        ...

    def move_reminder(
        self, key: str, was: ReminderState, becomes: ReminderState, detail: str, now: datetime
    ) -> bool:
        """Change a reminder's state if it is still `was`; tell whether it did."""
        ...

    def mark_shown(self, keys: Sequence[str], now: datetime) -> tuple[str, ...]:
        """Mark reminders as shown on a screen; give the keys nobody had shown before."""
        ...

    def note_tick(self, now: datetime, note: str) -> None:
        """Write down that somebody looked for due reminders; what was noted last stays until something else is."""
        ...


class CaseStore(Protocol):
    """The workspace: incidents, their timelines, the inventory, reminders and the outbox."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """Begin one write.

        Raises:
            StoreBusy: another program holds the workspace for too long.
            StoreProblem: it cannot be written.
        """
        ...

    def rows(self) -> tuple[IncidentRow, ...]:
        """Give every incident: open ones by deadline, then closed ones, newest first."""
        ...

    def incident(self, name: str) -> Incident:
        """Give an Incident by id or reference; NotFound names those there are."""
        ...

    def timeline(self, incident_id: str) -> tuple[TimelineEntry, ...]:
        """Give all entries in order."""
        ...

    def inventory(self) -> StoredInventory | None:
        """Give the inventory in use, or None when none was imported."""
        ...

    def playbook(self, sha256: str) -> Playbook:
        """Give a kept plan by fingerprint; NotFound when there is none."""
        ...

    def law_texts(self, sha256: str) -> Mapping[str, str]:
        """Give the texts of a kept book of law by fingerprint; NotFound when there is none."""
        ...

    def approved_list(self, sha256: str) -> ApprovedList:
        """Give a kept list by the fingerprint of the Manifest it was approved in; NotFound when there is none."""
        ...

    def due_reminders(self, now: datetime) -> tuple[Reminder, ...]:
        """Give reminders that wait and are due, most urgent first."""
        ...

    def claimed_reminders(self) -> tuple[Reminder, ...]:
        """Give reminders somebody began to mail and did not finish."""
        ...

    def unshown_reminders(self, now: datetime) -> tuple[Reminder, ...]:
        """Give due reminders, in any state but cancelled, that no screen has shown yet."""
        ...

    def reminders(self, incident_id: str) -> tuple[Reminder, ...]:
        """Give an Incident's reminders in the order they fall due."""
        ...

    def next_reminder_at(self) -> datetime | None:
        """Give when the next waiting reminder falls due, or None."""
        ...

    def deliveries(self, incident_id: str | None = None) -> tuple[Delivery, ...]:
        """Give the outbox, of one Incident or of all, in the order they were queued."""
        ...

    def last_tick(self) -> Tick | None:
        """Give when somebody last looked for due reminders."""
        ...

    def changes(self) -> int:
        """Give a number that is another one after any write by any program."""
        ...

    def alone(self, work: str) -> AbstractContextManager[bool]:
        """Hold a lock by name while inside; False when another living program holds it.

        The system frees it when a program dies, so that what a dead one left half done can be told.
        """
        ...

    def health(self) -> tuple[HealthLine, ...]:
        """Look at everything the workspace stands on."""
        ...


class Catalogues(Protocol):
    """Content: what the law says, which facts may be asked, which plans and rungs there are."""

    def book(self) -> LawBook:
        """Give the book of law in use: the shipped packs and the user's own."""
        ...

    def book_texts(self) -> Mapping[str, str]:
        """Give the texts the book in use was read from."""
        ...

    def book_from(self, texts: Mapping[str, str]) -> LawBook:
        """Read a book from kept texts."""
        ...

    def authorities(self) -> tuple[Authority, ...]:
        """Give every supervisory authority."""
        ...

    def place_of(self, authority: Authority, around: date) -> Place:
        """Give where an authority counts its days: its zone and its public holidays around a day."""
        ...

    def targets(self) -> Mapping[str, int]:
        """Give the house's own aims, in elapsed hours by clock, where the law names none."""
        ...

    def manners(self) -> Manners:
        """Give how notices may not be worded."""
        ...

    def combinations(self) -> tuple[Combination, ...]:
        """Give what data categories bring about together."""
        ...

    def facts(self) -> Mapping[str, FactDefinition]:
        """Give every question that may be asked, by id."""
        ...

    def forms(self) -> Mapping[str, Form]:
        """Give the authorities' own forms, by id."""
        ...

    def authority_for(self, country: str, subdivision: str = "") -> Authority:
        """Give the supervisory authority of a country or a part of it; NotFound names the nearest."""
        ...

    def playbooks(self) -> Mapping[str, Playbook]:
        """Give every plan that can be used, by id; a user's own wins over a shipped one."""
        ...

    def playbook_problems(self) -> FileProblems | None:
        """Give what is wrong with the playbooks that were left out; None where all can be used."""
        ...

    def rungs(self) -> tuple[Rung, ...]:
        """Give the house's reminder rungs."""
        ...


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One template for one kind of Notice: where it comes from, and what is wrong with it."""

    id: str
    kind: NoticeKind
    language: str
    origin: str
    sha256: str
    wrong: tuple[str, ...] = ()


class Letters(Protocol):
    """Puts facts into words."""

    def templates(self) -> tuple[TemplateLine, ...]:
        """Give every template there is, by language and kind."""
        ...

    def left_out(self) -> tuple[str, ...]:
        """Say what is wrong with each file that cannot be used; those keep nobody from the others."""
        ...

    def lacking(self, language: str, definitions: Mapping[str, FactDefinition]) -> tuple[str, ...]:
        """Say what is missing before a language can be written in whole; nothing where it can.

        Args:
            language: Two letters.
            definitions: What may be asked; what notices speak of must have words in the language.
        """
        ...

    def languages(self, kind: NoticeKind) -> tuple[str, ...]:
        """Give the languages a kind of Notice can be written in."""
        ...

    def render(self, kind: NoticeKind, language: str, context: LetterContext) -> Rendered:
        """Write a Notice; TemplateProblem when it cannot be done without a blank."""
        ...


class Mailer(Protocol):
    """Hands one mail to a server."""

    async def send(self, mail: OutgoingMail) -> HandOver:
        """Try once, within bounded time."""
        ...


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose name letters and reminders carry, and the way out; no `mailer` means mail is not set up."""

    name: str
    address: str
    mailer: Mailer | None
    never: str = ""
    """Why nothing is ever sent from this workspace, in a sentence; empty where mail could be set up."""

    profile: str = ""
    """How mail goes and as whom, in one line without any secret; an Approval binds it. Empty where mail is not set up."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file of people, looked at already: how it is to be opened."""

    path: str
    header: tuple[str, ...]
    """Trimmed; no name twice."""

    encoding: str = "utf-8"
    """Of a CSV file: utf-8, utf-16, cp1252 or latin-1; somebody said so where it is not UTF-8."""

    delimiter: str = ","
    is_parquet: bool = False
    name: str = ""
    """What the file is called in messages and in the record; empty takes the path's last part."""

    sha256: str = ""
    """Of the file it was made from, where it is our copy in another format; empty where it is the file itself."""


@dataclass(frozen=True, slots=True)
class ListToTake:
    """One list to take in: which system it came from, and how its rows are read."""

    system: str
    file: ListFile
    mapping: ListMapping


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking lists in."""

    lists: tuple[PeopleList, ...]
    """Those taken now; a list of the same system that was there before is replaced."""

    keep: Keep
    same_files: tuple[str, ...] = ()
    """Systems whose list is byte for byte the one that was there before."""


class Register(Protocol):
    """The affected people of incidents, where lists of them exist. Nothing is loaded before it is asked."""

    def take_in(
        self,
        incident_id: str,
        lists: Sequence[ListToTake],
        keep: Keep,
        same_address: SameAddress,
        now: datetime,
        by: str,
    ) -> Taken:
        """Take in lists: all of them, or nothing.

        One person across lists is recognised by key and by normalised e-mail address, also in a chain over both.
        A list of a system that has one already replaces it.

        Raises:
            FileProblems: every problem of a file with its row and column, as far as the first thousand; or one
                address beside two names, where `same_address` is ASK.
            WrongInput: earlier lists were kept as counts only, so that no new one can be matched with them.
            StoreProblem: there is too little room, or the folder cannot be written; what was there is unharmed.
        """
        ...

    def lists(self, incident_id: str) -> tuple[PeopleList, ...]:
        """Give the lists of an incident, by system; none when no list was taken in."""
        ...

    def keeps(self, incident_id: str) -> Keep | None:
        """Tell what is kept of an incident's lists; None when there are none."""
        ...

    def counts(
        self, incident_id: str, systems: Sequence[str], selection: Selection, combinations: bool = True
    ) -> PeopleCounts:
        """Count the people on the lists of at least one of these systems whom the selection means too.

        Args:
            incident_id: The incident.
            systems: Whose lists are asked.
            selection: Who of them is meant.
            combinations: Whether people are counted by set of categories too, which takes longer than all the rest.

        Raises:
            NotFound: there is no list of a system that `systems` or the selection names.
        """
        ...

    def addressees(
        self, incident_id: str, systems: Sequence[str], selection: Selection, first: int | None = None
    ) -> Iterator[AffectedPerson]:
        """Give those people, each with the categories and systems that concern them; in the order of their numbers.

        Raises:
            NotAllowed: only counts were kept.
            NotFound: as `counts`.
        """
        ...

    def purge(self, incident_id: str) -> bool:
        """Remove everything kept of an incident's lists; tell whether there was anything."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of fetching a list from a source database into a CSV file."""

    header: tuple[str, ...]
    rows: int


class AskedWarehouse(Protocol):
    """The affected people where their lists lie in a database, which is only read; nothing of them is kept here."""

    def sql(self, systems: Sequence[str], selection: Selection, dialect: str) -> tuple[str, ...]:
        """Give the statements whose answers are the figures, in the SQL of one dialect, without asking anybody.

        Raises:
            WrongInput: no system is named, or there is no such dialect.
            NotFound: there is no table of a system that is named.
        """
        ...

    def figures(self, systems: Sequence[str], selection: Selection) -> WarehouseFigures:
        """Count the people of at least one of these systems whom the selection means too, and say what is left out.

        Raises:
            NotFound: there is no table of a system that is named.
            WrongInput: connection, login, table or column are not as described, or no row of a table has a key.
            NotAllowed: this kind of database is not asked from here.
            StoreProblem: it cannot be reached, broke off, or took too long; nothing was changed.
        """
        ...

    def addressees(self, systems: Sequence[str], selection: Selection, first: int | None = None) -> Iterator[AffectedPerson]:
        """Give those people by key, each with the categories and systems that concern them; raises as `figures`."""
        ...
