"""A Hand on a real desk: each act is a use case, saved when its method returns; then whoever listens is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.closing import check_may_close
from breachdesk.domain.errors import NotAllowed, NotFound
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import Plan
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.domain.timeline import TimelineEntry
from breachdesk.services.desk import Desk
from breachdesk.services.incidents import Opening
from breachdesk.services.shaping import NewTask

RESPONDER, LEAD, DPO = "M. Aydin", "J. Vos", "S. Kok"
LANGUAGE = "nl"


@dataclass
class Moved:
    """The time, moved by hand."""

    at: datetime

    def __call__(self) -> datetime:
        """Give the present instant."""
        return self.at


def digest_of(entry: TimelineEntry) -> str:
    """Give the fingerprint of one entry as it can be read back."""
    return sha256(repr(entry).encode()).hexdigest()[:16]


Saved = Callable[[str, TimelineEntry], None]


class DeskHand:
    """Acts are use cases of one desk on one incident.

    Args:
        now: The clock the desk was given.
        saved: Hears of each entry once it can be read back, and of its incident.
    """

    def __init__(self, desk: Desk, reference: str, now: Moved, chance: Random, saved: Saved) -> None:
        self._desk, self.reference, self._now, self._chance, self._tell = desk, reference, now, chance, saved
        self._told = 0
        self.incident: Incident = desk.incidents.get(reference)
        self._saved()

    @classmethod
    def opened(cls, desk: Desk, playbook: str, now: Moved, chance: Random, saved: Saved) -> DeskHand:
        """Open an incident with a playbook."""
        opening = Opening("Walked at random", "now", RESPONDER, playbook=playbook)
        return cls(desk, desk.incidents.open(opening, RESPONDER).reference, now, chance, saved)

    def _saved(self, *_: object) -> None:
        self.incident = self._desk.incidents.get(self.reference)
        timeline = self._desk.incidents.timeline(self.reference)
        for entry in timeline[self._told :]:
            self._tell(self.reference, entry)
        self._told = len(timeline)

    def _token(self) -> str:
        return f"because {self._chance.getrandbits(64):016x}"

    def _notice(self, kind: NoticeKind) -> str:
        return self.incident.notices_of(kind)[-1].notice

    def plan(self) -> Plan:
        return self._desk.plans.of(self.incident)

    def facts(self) -> Mapping[str, FactDefinition]:
        return self._desk.facts_of(self.incident)

    def now(self) -> datetime:
        return self._now()

    def wait(self, span: timedelta) -> None:
        self._now.at += span

    def answer(self, fact: str, text: str) -> None:
        self._saved(self._desk.walking.answer(self.reference, fact, text, RESPONDER, self._token()))

    def done(self, step: str) -> None:
        self._saved(self._desk.walking.done(self.reference, step, RESPONDER, self._token()))

    def skip(self, step: str) -> None:
        self._saved(self._desk.walking.skip(self.reference, step, self._token(), LEAD))

    def reopen(self, step: str) -> None:
        self._saved(self._desk.walking.reopen(self.reference, step, self._token(), LEAD))

    def block(self, step: str, hours: int) -> None:
        until = f"+{hours}h" if hours else ""
        self._saved(self._desk.shaping.block(self.reference, step, self._token(), LEAD, until))

    def assign(self, step: str) -> None:
        self._saved(self._desk.walking.assign(self.reference, step, LEAD, LEAD))

    def scope(self, which: int) -> None:
        systems = [system.id for system in self._desk.scoping.inventory().systems]
        hit = (systems[:1], systems[:3], systems)[which]
        self._saved(self._desk.scoping.save(self.reference, hit, RESPONDER, self._token()))

    def decide(self, duty: Duty, notify: bool) -> None:
        self._saved(self._desk.assessing.decide(self.reference, duty, notify, self._token(), LEAD))

    def draft(self, kind: NoticeKind) -> None:
        notices, late = self._desk.notices, "It took that long."
        try:
            notices.draft(self.reference, kind, LANGUAGE, RESPONDER, late)
        except NotAllowed:
            newest = self.incident.notices_of(kind)[-1]
            notices.revise(self.reference, newest.notice, newest.subject, f"{newest.text}\n{self._token()}", RESPONDER)
        self._saved()

    def approve(self, kind: NoticeKind) -> None:
        self._saved(self._desk.approving.approve(self.reference, self._notice(kind), DPO))

    def withdraw(self, kind: NoticeKind) -> None:
        self._saved(self._desk.approving.withdraw(self.reference, self._notice(kind), self._token(), DPO))

    def file(self) -> None:
        notice = self._notice(NoticeKind.NOTIFICATION)
        late = "It took that long."
        self._saved(self._desk.approving.file(self.reference, notice, self._token(), LEAD, late_reasons=late))

    def send(self, deferred: bool) -> None:
        notice, who = self._notice(NoticeKind.COMMUNICATION), self._token().rpartition(" ")[2]
        # A new address each time: what was on its way when a program died is never sent a second time.
        people = AddresseeList((Addressee("Ann Visser", f"{who}@example.net", LANGUAGE, who),), "people.csv", "c" * 64)
        self._saved(self._desk.approving.approve(self.reference, notice, DPO, addressees=people))
        self._desk.outbox.queue(self.reference, notice, people, LEAD)
        self._saved()
        asyncio.run(self._desk.outbox.send(self.reference, notice, LEAD))
        self._saved()

    def meet(self, obligation: str) -> None:
        self._duty(obligation, lambda: self._desk.duties.meet(self.reference, obligation, "", "now", self._token(), LEAD))

    def decline(self, obligation: str) -> None:
        self._duty(obligation, lambda: self._desk.duties.decline(self.reference, obligation, self._token(), LEAD))

    def _duty(self, obligation: str, do: Callable[[], Incident]) -> None:
        """Do a duty, or turn it down; where the law of this incident has none of the kind, the step is skipped."""
        try:
            do()
        except (NotAllowed, NotFound):
            step = next(s.step.id for s in self.plan().steps() if s.step.obligation == obligation)
            self._desk.walking.skip(self.reference, step, self._token(), LEAD)
        self._saved()

    def other_playbooks(self) -> Sequence[str]:
        return sorted(set(self._desk.catalogues.playbooks()) - {*self.incident.playbooks_walked})

    def add_playbook(self, id_: str, replaces: bool) -> None:
        self._saved(self._desk.shaping.add_playbook(self.reference, id_, self._token(), LEAD, replaces))

    def add_task(self, must: bool) -> None:
        self._saved(self._desk.shaping.add_task(self.reference, NewTask(self._token(), must=must), LEAD))

    def keep_evidence(self, step: str) -> None:
        self._saved(self._desk.shaping.keep_evidence(self.reference, step, self._token(), "the safe", RESPONDER))

    def hand_over(self, steps: Sequence[str]) -> None:
        with suppress(NotAllowed):
            self._desk.shaping.hand_over(self.reference, LEAD, RESPONDER, note=self._token())
        self._saved()

    def note(self) -> None:
        self._saved(self._desk.incidents.note(self.reference, self._token(), RESPONDER))

    def close(self) -> None:
        check_may_close(self.incident, self.plan())
        # What other regimes ask is no part of the plan; with a reason it may stay undone.
        override = self._token() if self._desk.duties.owed(self.incident) else ""
        self._saved(self._desk.incidents.close(self.reference, self._token(), LEAD, override))
