"""Sending an approved Communication: one person, one letter, journalled before and after.

What breaks once the server may have a letter is uncertain: it is never sent again by itself; a person
decides. What was approved is what is sent, byte for byte: text, list and mail settings are held against the signed approval
again before each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.approval import check_open, revision_of
from breachdesk.domain.deliveries import (
    NOBODY_HAS_IT,
    Delivery,
    DeliveryState,
    HandOver,
    OutgoingMail,
    letter_id,
    state_after,
)
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import BreachDeskError, MailProblem, NotAllowed, NotFound
from breachdesk.domain.foreign import clean_line
from breachdesk.domain.incident import Incident
from breachdesk.domain.letter_digests import addressees_digest, letters
from breachdesk.domain.release import Going, approval_for_release, letters_going
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import Act, LettersHandedOver, LettersQueued, NoteAdded
from breachdesk.domain.trust import Trust
from breachdesk.services.going_out import check_list
from breachdesk.services.ports import CaseStore, Mailer, Now, Sender, Transaction
from breachdesk.services.recording import Recorder

STOP_AFTER_DEFERRED = 3
"""Letters in a row that the server would not take now, before the run keeps its place and stops."""

NOT_SET_UP = "Mail is not set up; add a `mail:` part to settings.yaml in the workspace."
LEFT_OUT = "not sent: the list that was approved last leaves this person out"
TO_SEND = (DeliveryState.QUEUED, DeliveryState.DEFERRED)


@dataclass(frozen=True, slots=True)
class SendingReport:
    """How a sending run went, over all letters of the Notice."""

    notice: str
    number: int
    counts: dict[DeliveryState, int]
    stopped: str = ""
    """Why the run ended before the queue was empty; empty when it did not."""

    def count(self, state: DeliveryState) -> int:
        """How many letters are in a state."""
        return self.counts.get(state, 0)


@dataclass(frozen=True, slots=True)
class _Approved:
    """The letters an approval covers, by name and address, and how they would go now."""

    revision: Revision
    manifest_sha256: str
    going: Going
    words: Mapping[tuple[str, str], tuple[str, str]]


class Outbox:
    """One use case a method."""

    def __init__(self, store: CaseStore, recorder: Recorder, sender: Sender, trust: Trust, now: Now) -> None:
        self._store = store
        self._recorder = recorder
        self._sender = sender
        self._trust = trust
        self._now = now

    @property
    def is_set_up(self) -> bool:
        """Tell whether there is a way out for mail."""
        return self._sender.mailer is not None

    @property
    def why_not(self) -> str:
        """Say why nothing can be sent; only where there is no way out for mail."""
        return self._sender.never or NOT_SET_UP

    def queue(self, name: str, notice: str, addressees: AddresseeList, by: str) -> int:
        """Put an approved Communication in the outbox, one letter a person; give how many were put there.

        The list must be the one that was approved. Whoever waits for a letter of an older text waits for the new one
        instead; whoever has or may have one is left alone; whoever waits and is not on the approved list gets none, and
        the outbox says so.

        Raises:
            NotAllowed: text, list or mail settings are not what was approved, the decision is not to tell, a letter would
                tell one person about another, two people share one address, or nothing is ever sent from here.
        """
        if self._sender.never:
            raise NotAllowed(self._sender.never)
        added: list[int] = []
        # Read before the write, which would wait for itself.
        approved = self._letters_approved(self._store.incident(name), notice)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            if revision_of(incident, notice).kind is not NoticeKind.COMMUNICATION:
                raise NotAllowed(f"'{notice}' goes to an authority; file it in its portal and record that.")
            rows = addressees.rows
            asked = replace(approved.going, addressees_sha256=addressees_digest(rows), addressees=len(rows))
            revision, _ = approval_for_release(incident, notice, asked, self._trust)
            check_list(revision, addressees)
            letters = write.deliveries(incident.id, notice)
            listed = {person.address.lower(): person for person in rows}
            have = {d.to_address.lower(): d for d in letters}
            newcomers = [person for address, person in listed.items() if address not in have]
            for address, letter in have.items():
                if letter.state in TO_SEND and address not in listed:
                    write.move_delivery(letter.id, letter.state, DeliveryState.FAILED, LEFT_OUT, self._now())
            outdated = [d for address, d in have.items() if address in listed and _is_outdated(d, revision, listed[address])]
            for letter in outdated:
                person = listed[letter.to_address.lower()]
                write.replace_delivery(letter.id, _letter_of(incident, revision, person, self._now()))
            write.add_deliveries([_letter_of(incident, revision, person, self._now()) for person in newcomers])
            added.append(len(outdated) + len(newcomers))
            return [LettersQueued(notice, revision.number, revision.sha256, added[0])] if added[0] else []

        self._recorder.record(name, by, decide)
        return added[0]

    async def send(self, name: str, notice: str, by: str) -> SendingReport:
        """Send what is queued for a Notice, one letter after the other.

        Raises:
            MailProblem: mail is not set up.
            WrongInput: nobody is named as who acts.
            NotAllowed: another program is sending, the approval no longer holds, or the Incident was closed.
        """
        mailer = self._sender.mailer
        if mailer is None:
            raise MailProblem(self.why_not)
        # Before the first letter: one that went out must not fail to be recorded for want of a name.
        actor = clean_line(by, "name of who acts", 80)
        incident = self._store.incident(name)
        check_open(incident)
        with self._store.alone("sending") as alone:
            if not alone:
                raise NotAllowed("Another BreachDesk is sending now; look at the outbox in a moment.")
            self._settle_interrupted()
            before = self._of(incident.id, notice)
            try:
                stopped = await self._send_queued(mailer, incident.id, notice)
            except BreachDeskError:
                # What went out stands in the record, also when the rest may not follow.
                if self._of(incident.id, notice) != before:
                    self._report(incident.id, notice, actor, "")
                raise
        return self._report(incident.id, notice, actor, stopped)

    def all(self, name: str | None = None) -> tuple[Delivery, ...]:
        """Give the letters of one Incident, or of all."""
        return self._store.deliveries(self._store.incident(name).id if name else None)

    def settle_interrupted(self) -> int:
        """Mark letters that a program which is gone left half sent as uncertain; give how many."""
        with self._store.alone("sending") as alone:
            return self._settle_interrupted() if alone else 0

    def resolve(self, delivery_id: str, was_sent: bool, reason: str, by: str) -> Delivery:
        """Settle an uncertain letter: it was sent after all, or it goes out again under the same Message-ID.

        Raises:
            NotFound: there is no such letter.
            NotAllowed: it is not uncertain, or the Incident is closed.
        """
        letter = self._letter(delivery_id)
        becomes = DeliveryState.SENT if was_sent else DeliveryState.QUEUED
        why = clean_line(reason, "reason", 300)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            if not write.move_delivery(letter.id, DeliveryState.UNCERTAIN, becomes, why, self._now()):
                raise NotAllowed(
                    f"The letter {letter.id[:8]} is not uncertain; only uncertain ones are resolved."
                )
            said = "was sent after all" if was_sent else "goes out again"
            return [NoteAdded(f"Letter {letter.id[:8]} of '{letter.notice}' {said}: {why}")]

        self._recorder.record(letter.incident, by, decide)
        return self._letter(letter.id)

    async def _send_queued(self, mailer: Mailer, incident_id: str, notice: str) -> str:
        deferred_in_a_row = 0
        approved = self._letters_approved(self._store.incident(incident_id), notice)
        waiting = [letter for letter in self._of(incident_id, notice) if letter.state in TO_SEND]
        strange = next((letter for letter in waiting if (letter.to_name, letter.to_address) not in approved.words), None)
        if strange is not None:
            # Before the first letter leaves, not when it is the turn of the wrong one.
            self._still_approved(incident_id, strange, approved)
        for letter in waiting:
            approved = self._still_approved(incident_id, letter, approved)
            if not self._move(letter, letter.state, DeliveryState.SENDING, ""):
                continue
            outcome = await mailer.send(self._mail(letter, approved))
            self._move(letter, DeliveryState.SENDING, state_after(outcome), _detail(outcome))
            deferred_in_a_row = deferred_in_a_row + 1 if state_after(outcome) is DeliveryState.DEFERRED else 0
            if deferred_in_a_row >= STOP_AFTER_DEFERRED:
                return "the server takes no letters now; the queue keeps its place, send again later"
        return ""

    def _of(self, incident_id: str, notice: str) -> list[Delivery]:
        return [d for d in self._store.deliveries(incident_id) if d.notice == notice]

    def _letters_approved(self, incident: Incident, notice: str) -> _Approved:
        """Give the letters an approval covers, worked out anew from the approved text and the list kept with it."""
        revision = revision_of(incident, notice)
        approval = incident.approval_of(revision)
        manifest = approval.manifest if approval else None
        if manifest is None or not manifest.letters_sha256:
            # Nothing can go; whoever asks for the release says why.
            return _Approved(revision, "", Going(None, None, None, self._sender.profile), {})
        people = self._store.approved_list(manifest.sha256)
        going = letters_going(revision, people, self._sender.profile)
        made = letters(revision.subject, revision.text, people)
        words = {(name, address): (subject, text) for name, address, subject, text in made}
        return _Approved(revision, manifest.sha256, going, words)

    def _still_approved(self, incident_id: str, letter: Delivery, approved: _Approved) -> _Approved:
        """Look again before each letter: at the record, and at the letter itself.

        Raises:
            NotAllowed: it may not go out; says why.
        """
        incident = self._store.incident(incident_id)
        check_open(incident)
        now = incident.approvals.get(letter.notice)
        if now is not None and now.manifest is not None and now.manifest.sha256 != approved.manifest_sha256:
            approved = self._letters_approved(incident, letter.notice)
        revision, _ = approval_for_release(incident, letter.notice, approved.going, self._trust)
        if revision.sha256 != letter.sha256:
            raise NotAllowed(
                f"'{letter.notice}' was changed after these letters were queued; nothing more was sent. Name the "
                "file of addressees again: who waits gets the new text. Letters already sent stay as they are."
            )
        if letter.id != letter_id(letter.incident, letter.notice, letter.sha256, letter.to_name, letter.to_address):
            raise NotAllowed(
                f"Whom a letter of '{letter.notice}' goes to was changed outside BreachDesk after it was queued; "
                "nothing more was sent. Restore the workspace from a backup."
            )
        if (letter.to_name, letter.to_address) not in approved.words:
            raise NotAllowed(
                f"A letter of '{letter.notice}' waits for somebody who is not on the list that was approved; nothing more "
                "was sent. Name the approved file of addressees again, and only who is on it gets a letter."
            )
        return approved

    def _move(self, letter: Delivery, was: DeliveryState, becomes: DeliveryState, detail: str) -> bool:
        with self._store.writing() as write:
            return write.move_delivery(letter.id, was, becomes, detail, self._now())

    def _mail(self, letter: Delivery, approved: _Approved) -> OutgoingMail:
        subject, text = approved.words[letter.to_name, letter.to_address]
        domain = self._sender.address.rpartition("@")[2]
        return OutgoingMail(
            message_id=f"<{letter.id}@{domain}>",
            from_name=self._sender.name,
            from_address=self._sender.address,
            to_name=letter.to_name,
            to_address=letter.to_address,
            subject=subject,
            text=text,
            written_at=self._now(),
            language=approved.revision.language,
        )

    def _settle_interrupted(self) -> int:
        """Only while holding the lock: whoever left a letter `sending` is dead."""
        left = [d for d in self._store.deliveries() if d.state is DeliveryState.SENDING]
        why = "the program ended while this letter was being sent"
        return sum(self._move(d, DeliveryState.SENDING, DeliveryState.UNCERTAIN, why) for d in left)

    def _report(self, incident_id: str, notice: str, by: str, stopped: str) -> SendingReport:
        letters = self._of(incident_id, notice)
        counts = Counter(d.state for d in letters)
        if not letters:
            raise NotFound(f"No letters of '{notice}' are queued; name a file of addressees.")
        act = LettersHandedOver(
            notice=notice,
            number=letters[-1].number,
            sent=counts[DeliveryState.SENT],
            failed=counts[DeliveryState.FAILED],
            deferred=counts[DeliveryState.DEFERRED] + counts[DeliveryState.QUEUED],
            uncertain=counts[DeliveryState.UNCERTAIN],
        )
        self._recorder.record(incident_id, by, lambda *_: [act])
        return SendingReport(notice, letters[-1].number, dict(counts), stopped)

    def _letter(self, delivery_id: str) -> Delivery:
        found = [d for d in self._store.deliveries() if d.id.startswith(delivery_id)]
        if len(found) != 1:
            raise NotFound(
                f"There is no one letter '{delivery_id[:40]}' in the outbox; `breachdesk outbox` lists them."
            )
        return found[0]


def _letter_of(incident: Incident, revision: Revision, person: Addressee, now: datetime) -> Delivery:
    return Delivery(
        id=letter_id(incident.id, revision.notice, revision.sha256, person.name, person.address),
        incident=incident.id,
        notice=revision.notice,
        number=revision.number,
        sha256=revision.sha256,
        to_name=person.name,
        to_address=person.address,
        state=DeliveryState.QUEUED,
        changed_at=now,
    )


def _is_outdated(letter: Delivery, revision: Revision, person: Addressee) -> bool:
    """Nobody has it, and the approved letter to this person is another one, or was left out for a while."""
    if letter.state not in NOBODY_HAS_IT:
        return False
    return (letter.sha256, letter.to_name, letter.to_address) != (
        revision.sha256,
        person.name,
        person.address,
    ) or letter.detail == LEFT_OUT


def _detail(outcome: HandOver) -> str:
    return outcome.reply if outcome.outcome == "accepted" else outcome.reason
