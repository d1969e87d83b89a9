"""One fake a port of `breachdesk/services/ports.py`, written by hand: small, in memory, and strict where the real one is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from breachdesk.domain.clock import Place
from breachdesk.domain.deliveries import NOBODY_HAS_IT, Accepted, Delivery, DeliveryState, HandOver, OutgoingMail
from breachdesk.domain.drafting import Gap, LetterContext, Rendered
from breachdesk.domain.errors import ChangedMeanwhile, FileProblems, NotFound, StoreProblem, TemplateProblem
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.forms import Form
from breachdesk.domain.harms import Combination
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.law import Authority
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.manifest import KnownKey, Signature
from breachdesk.domain.manners import Manners
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.provenance import Stated
from breachdesk.domain.reminders import Reminder, ReminderState, Rung, urgency
from breachdesk.domain.replaying import after, replay
from breachdesk.domain.sentences import sentences
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import TimelineEntry
from breachdesk.services.ports import HealthLine, IncidentRow, StoredInventory, TemplateLine, Tick


class FakeNow:
    """The port `Now`: time is moved, not waited for."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> datetime:
        """Move time on, or back; `advance(hours=3)`."""
        self.at += timedelta(**span)
        return self.at


@dataclass
class FakeSigner:
    """The port `Signer`: a signature is a fingerprint over key and bytes. A key is made for whoever has none."""

    keys: dict[str, str] = field(default_factory=dict)
    """The key of each person, by name."""

    signed: list[str] = field(default_factory=list)
    """Who was asked to sign, in order."""

    meanwhile: Callable[[], object] = lambda: None
    """What somebody else does while a person looks for their key."""

    def sign(self, person: str, message: bytes) -> Signature:
        self.signed.append(person)
        self.meanwhile()
        key = self.keys.setdefault(person, f"key of {person}")
        return Signature(self._over(key, message), key, f"SHA256:{key}", False)

    def holds(self, message: bytes, signature: Signature) -> bool:
        return signature.armored == self._over(signature.key, message) and signature.fingerprint == f"SHA256:{signature.key}"

    def key_of(self, person: str) -> KnownKey | None:
        return KnownKey(f"SHA256:{self.keys[person]}") if person in self.keys else None

    def _over(self, key: str, message: bytes) -> str:
        return sha256(key.encode() + b"\n" + message).hexdigest()


@dataclass
class FakeCatalogues:
    """The port `Catalogues`: what it was given."""

    law_book: LawBook
    questions: Mapping[str, FactDefinition]
    by_country: Mapping[str, Authority]
    plans: Mapping[str, Playbook]
    ladder: tuple[Rung, ...]
    older_books: Mapping[str, LawBook] = field(default_factory=dict)
    """Books that were in use before, by the text they were kept as."""

    wording: Manners = field(default_factory=Manners)
    left_out: FileProblems | None = None
    """What is wrong with playbooks that cannot be used."""

    shipped_forms: Mapping[str, Form] = field(default_factory=dict)

    def forms(self) -> Mapping[str, Form]:
        return self.shipped_forms

    def book(self) -> LawBook:
        return self.law_book

    def book_texts(self) -> Mapping[str, str]:
        return {"book": self.law_book.sha256}

    def book_from(self, texts: Mapping[str, str]) -> LawBook:
        return self.older_books[texts["book"]]

    def authorities(self) -> tuple[Authority, ...]:
        return tuple(self.by_country.values())

    def place_of(self, authority: Authority, around: date) -> Place:
        return Place(ZoneInfo(authority.zone), True, {})

    def targets(self) -> Mapping[str, int]:
        return {}

    def facts(self) -> Mapping[str, FactDefinition]:
        return self.questions

    def authority_for(self, country: str, subdivision: str = "") -> Authority:
        country = country.upper()
        part = f"{country}-{subdivision.upper().removeprefix(f'{country}-')}"
        found = self.by_country.get(part) or self.by_country.get(country)
        if found is None:
            raise NotFound(f"There is no authority for '{country}'; there are: {', '.join(self.by_country)}.")
        return found

    def playbooks(self) -> Mapping[str, Playbook]:
        return self.plans

    def playbook_problems(self) -> FileProblems | None:
        return self.left_out

    def manners(self) -> Manners:
        return self.wording

    def combinations(self) -> tuple[Combination, ...]:
        return ()

    def rungs(self) -> tuple[Rung, ...]:
        return self.ladder


@dataclass
class FakeLetters:
    """The port `Letters`: one line a fact; what is not settled is a gap. Keeps what it was asked to write from."""

    of: Mapping[NoticeKind, tuple[str, ...]]
    needs: tuple[str, ...] = ("people",)
    contexts: list[LetterContext] = field(default_factory=list)
    sources: tuple[str, ...] = ()
    """What its first sentence says it was made from."""


    def templates(self) -> tuple[TemplateLine, ...]:
        return tuple(TemplateLine(f"{k.value}-{la}", k, la, "shipped", "0" * 64) for k, found in self.of.items() for la in found)

    def left_out(self) -> tuple[str, ...]:
        return ()

    def lacking(self, language: str, definitions: Mapping[str, FactDefinition]) -> tuple[str, ...]:
        return tuple(f"{kind.value}.{language}.md" for kind in NoticeKind if language not in self.of.get(kind, ()))

    def languages(self, kind: NoticeKind) -> tuple[str, ...]:
        return self.of.get(kind, ())

    def render(self, kind: NoticeKind, language: str, context: LetterContext) -> Rendered:
        if language not in self.languages(kind):
            raise TemplateProblem(f"There is no {kind.value} template in the language '{language}'.")
        self.contexts.append(context)
        lines = [f"{id_}: {getattr(fact.answer, 'value', '?')}" for id_, fact in sorted(context.facts.by_id.items())]
        reasons = [f"late because {context.late_reasons}"] if context.late_reasons else []
        gaps = tuple(Gap(f, f, "33(3)") for f in self.needs if not context.facts.is_settled(f))
        text = "\n".join([f"To whom it concerns, about {context.title}", *lines, *reasons]) + "\n"
        words = ((c.id, c.label("en")) for c in context.inventory.data_categories if context.own_data)
        return Rendered(f"{kind.value} {context.reference}", text, gaps, f"{kind.value}.{language}.md", stated=self._stated(text), data_words=tuple(words))

    def _stated(self, text: str) -> tuple[Stated, ...]:
        return tuple(Stated(s.text, () if n else self.sources) for n, s in enumerate(sentences(text))) if self.sources else ()


class PowerCut(BaseException):
    """The machine goes dark; nothing in the program is there to catch it."""


class FakeMailer:
    """The port `Mailer`: takes every letter, unless told otherwise for an address.

    What it is told may be a hand-over, or an exception that breaks the program at that letter.
    """

    def __init__(self) -> None:
        self.tried: list[OutgoingMail] = []
        self.taken: list[OutgoingMail] = []
        self.meanwhile: Callable[[], None] = lambda: None
        """What somebody else does while a letter is on its way."""

        self._told: dict[str, list[HandOver | BaseException]] = {}

    def tell(self, address: str, *outcomes: HandOver | BaseException) -> None:
        """Say what becomes of the next letters to an address; the last one goes on for good."""
        self._told[address] = list(outcomes)

    async def send(self, mail: OutgoingMail) -> HandOver:
        self.tried.append(mail)
        self.meanwhile()
        await asyncio.sleep(0)
        told = self._told.get(mail.to_address, [Accepted("250 ok")])
        outcome = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Accepted):
            self.taken.append(mail)
        return outcome


@dataclass
class _Kept:
    """All that a workspace keeps; its values are frozen, so that a copy of the collections is a copy of it."""

    entries: dict[str, tuple[TimelineEntry, ...]] = field(default_factory=dict)
    inventories: tuple[StoredInventory, ...] = ()
    playbooks: dict[str, Playbook] = field(default_factory=dict)
    books: dict[str, Mapping[str, str]] = field(default_factory=dict)
    lists: dict[str, ApprovedList] = field(default_factory=dict)
    reminders: dict[str, Reminder] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    tick: Tick | None = None

    def copied(self) -> _Kept:
        return _Kept(**{name: copy(value) for name, value in vars(self).items()})


class FakeTransaction:
    """The port `Transaction`, on a copy that is thrown away unless the write ends well."""

    def __init__(self, kept: _Kept) -> None:
        self.kept = kept

    def next_reference(self, year: int) -> str:
        references = [e[0].act.reference for e in self.kept.entries.values()]  # type: ignore[union-attr]
        numbers = [int(r.partition("-")[2]) for r in references if r.startswith(f"{year}-")]
        return f"{year}-{max(numbers, default=0) + 1:02d}"

    def incident(self, id_: str) -> Incident:
        if id_ not in self.kept.entries:
            raise NotFound(f"There is no incident '{id_}'.")
        return replay(id_, self.kept.entries[id_])

    def append(self, incident_id: str, entry: TimelineEntry) -> Incident:
        have = self.kept.entries.get(incident_id, ())
        if entry.number != len(have) + 1:
            raise ChangedMeanwhile(f"Somebody else changed this incident meanwhile (it has {len(have)} entries now).")
        incident = after(replay(incident_id, have) if have else None, entry, incident_id)
        self.kept.entries[incident_id] = (*have, entry)
        return incident

    def set_reminders(self, incident_id: str, wanted: Sequence[Reminder], now: datetime) -> None:
        have, keys = self.kept.reminders, {r.key for r in wanted}
        for reminder in wanted:
            old = have.setdefault(reminder.key, reminder)
            if old.state is ReminderState.CANCELLED and reminder.due_at > now:
                have[reminder.key] = replace(old, state=ReminderState.WAITING)
        for key, old in have.items():
            if old.incident == incident_id and key not in keys and old.state is ReminderState.WAITING:
                have[key] = replace(old, state=ReminderState.CANCELLED)

    def keep_inventory(self, inventory: Inventory, now: datetime, by: str) -> str:
        fingerprint = sha256(repr(inventory).encode()).hexdigest()
        self.kept.inventories = (*self.kept.inventories, StoredInventory(inventory, fingerprint, now, by))
        return fingerprint

    def keep_playbook(self, playbook: Playbook) -> None:
        self.kept.playbooks.setdefault(playbook.sha256, playbook)

    def keep_law(self, sha256: str, texts: Mapping[str, str]) -> None:
        self.kept.books.setdefault(sha256, texts)

    def keep_list(self, sha256: str, people: ApprovedList) -> None:
        self.kept.lists[sha256] = people

    def add_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        taken = {(d.incident, d.notice, d.to_address) for d in self.kept.deliveries.values()}
        for new in deliveries:
            if (new.incident, new.notice, new.to_address) in taken or new.id in self.kept.deliveries:
                raise StoreProblem("The workspace refused that; nothing was changed.")
            taken.add((new.incident, new.notice, new.to_address))
            self.kept.deliveries[new.id] = new

    def replace_delivery(self, id_: str, by: Delivery) -> None:
        old = self.kept.deliveries
        if old[id_].state in NOBODY_HAS_IT:
            self.kept.deliveries = {d.id: d for d in (by if key == id_ else d for key, d in old.items())}

    def deliveries(self, incident_id: str, notice: str) -> tuple[Delivery, ...]:
        return tuple(d for d in self.kept.deliveries.values() if (d.incident, d.notice) == (incident_id, notice))

    def move_delivery(self, id_: str, was: DeliveryState, becomes: DeliveryState, detail: str, now: datetime) -> bool:
        old = self.kept.deliveries.get(id_)
        if old is None or old.state is not was:
            return False
        attempts = old.attempts + (becomes is DeliveryState.SENDING)
        self.kept.deliveries[id_] = replace(old, state=becomes, detail=detail, changed_at=now, attempts=attempts)
        return True

    def move_reminder(self, key: str, was: ReminderState, becomes: ReminderState, detail: str, now: datetime) -> bool:
        old = self.kept.reminders.get(key)
        if old is None or old.state is not was:
            return False
        self.kept.reminders[key] = replace(old, state=becomes, detail=detail)
        return True

    def mark_shown(self, keys: Sequence[str], now: datetime) -> tuple[str, ...]:
        mine = tuple(k for k in keys if k in self.kept.reminders and self.kept.reminders[k].shown_at is None)
        self.kept.reminders.update({k: replace(self.kept.reminders[k], shown_at=now) for k in mine})
        return mine

    def note_tick(self, now: datetime, note: str) -> None:
        before = self.kept.tick.note if self.kept.tick else ""
        self.kept.tick = Tick(now, note or before)


class FakeCaseStore:
    """The port `CaseStore`, in memory.

    Stricter than the real one in one thing: whoever reads beside a write of their own that has changed
    something is refused at once, where the real one would wait for itself and give up.
    """

    def __init__(self) -> None:
        self.kept = _Kept()
        self.held: set[str] = set()
        """Locks that a living program holds."""

        self._writing: _Kept | None = None
        self._writes = 0

    @contextmanager
    def writing(self) -> Iterator[FakeTransaction]:
        assert self._writing is None, "a write inside a write would wait for itself"
        self._writing = self.kept.copied()
        try:
            yield FakeTransaction(self._writing)
            self.kept, self._writes = self._writing, self._writes + 1
        finally:
            self._writing = None

    def rows(self) -> tuple[IncidentRow, ...]:
        rows = [_row_of(replay(id_, entries)) for id_, entries in self._read().entries.items()]
        open_rows = sorted((r for r in rows if r.closed_at is None), key=lambda r: (r.first_filed_at is not None, r.due_at))
        return (*open_rows, *sorted((r for r in rows if r.closed_at), key=lambda r: r.due_at, reverse=True))

    def incident(self, name: str) -> Incident:
        found = [replay(id_, entries) for id_, entries in self._read().entries.items()]
        for incident in found:
            if name in (incident.id, incident.reference):
                return incident
        there = ", ".join(sorted(i.reference for i in found)) or "none yet"
        raise NotFound(f"There is no incident '{name[:40]}'; there are: {there}.")

    def timeline(self, incident_id: str) -> tuple[TimelineEntry, ...]:
        return self._read().entries.get(incident_id, ())

    def inventory(self) -> StoredInventory | None:
        return self._read().inventories[-1] if self._read().inventories else None

    def playbook(self, sha256: str) -> Playbook:
        # Kept ones never change, so the real one has them in memory.
        if sha256 not in self.kept.playbooks:
            raise NotFound(f"The workspace keeps no playbook with fingerprint {sha256[:12]}.")
        return self.kept.playbooks[sha256]

    def law_texts(self, sha256: str) -> Mapping[str, str]:
        if sha256 not in self._read().books:
            raise NotFound(f"The workspace keeps no book of law with fingerprint {sha256[:12]}.")
        return self._read().books[sha256]

    def approved_list(self, sha256: str) -> ApprovedList:
        if sha256 not in self._read().lists:
            raise NotFound(f"The workspace keeps no list for the approval {sha256[:12]}.")
        return self._read().lists[sha256]

    def due_reminders(self, now: datetime) -> tuple[Reminder, ...]:
        return self._reminders(lambda r: r.state is ReminderState.WAITING and r.due_at <= now)

    def claimed_reminders(self) -> tuple[Reminder, ...]:
        return self._reminders(lambda r: r.state is ReminderState.CLAIMED)

    def unshown_reminders(self, now: datetime) -> tuple[Reminder, ...]:
        return self._reminders(
            lambda r: r.state is not ReminderState.CANCELLED and r.due_at <= now and r.shown_at is None
        )

    def reminders(self, incident_id: str) -> tuple[Reminder, ...]:
        found = self._reminders(lambda r: r.incident == incident_id)
        return tuple(sorted(found, key=lambda r: (r.due_at, r.to_name)))

    def next_reminder_at(self) -> datetime | None:
        return min((r.due_at for r in self._reminders(lambda r: r.state is ReminderState.WAITING)), default=None)

    def deliveries(self, incident_id: str | None = None) -> tuple[Delivery, ...]:
        return tuple(d for d in self._read().deliveries.values() if incident_id in (None, d.incident))

    def last_tick(self) -> Tick | None:
        return self._read().tick

    def changes(self) -> int:
        return self._writes

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        if work in self.held:
            yield False
            return
        self.held.add(work)
        try:
            yield True
        finally:
            self.held.discard(work)

    def health(self) -> tuple[HealthLine, ...]:
        return (HealthLine("memory", True, "all there"),)

    def _reminders(self, fits: Callable[[Reminder], bool]) -> tuple[Reminder, ...]:
        return tuple(sorted(filter(fits, self._read().reminders.values()), key=urgency))

    def _read(self) -> _Kept:
        assert self._writing in (None, self.kept), "a read beside a write that changed something would wait for itself"
        return self.kept


def _row_of(i: Incident) -> IncidentRow:
    return IncidentRow(i.id, i.reference, i.title, i.deadline.due_at, i.first_filed_at, i.closed_at, i.entries)
