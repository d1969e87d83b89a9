"""Approving, withdrawing, filing: a named person's signed yes, to exactly what will leave the house.

The signature is asked for before the record is held: a key in an agent or on a stick may take its time. What was signed is
held against the record again when it is written.
"""

from __future__ import annotations

from collections.abc import Callable

from breachdesk.domain.addressees import AddresseeList
from breachdesk.domain.approval import check_may_approve, check_may_file, check_open, revision_of
from breachdesk.domain.draft_check import Remark, blocking
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import ChangedMeanwhile, NotAllowed, NotFound, SigningProblem, StoreProblem, WrongInput
from breachdesk.domain.foreign import clean_line, clean_text
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.manifest import Manifest
from breachdesk.domain.parties import Person, Role
from breachdesk.domain.release import BY_HAND, TEXT_ONLY, Going, approval_for_release, letters_going, manifest_of
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import Act, ApprovalWithdrawn, FilingRecorded, RevisionApproved
from breachdesk.domain.trust import Trust
from breachdesk.services.going_out import check_list
from breachdesk.services.ports import CaseStore, HealthLine, Now, Sender, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.scoping import inventory_in_use
from breachdesk.services.signing_port import Signer
from breachdesk.services.times import SLACK, read_instant

Remarks = Callable[[Incident, Revision], tuple[Remark, ...]]
MOST_SAID = 3
"""Remarks that a refusal repeats; the draft check shows them all."""


def no_remarks(incident: Incident, revision: Revision) -> tuple[Remark, ...]:
    """Stand where nobody checks drafts."""
    return ()


class Approving:
    """One use case a method.

    Args:
        four_eyes: Whether the author of a text may not approve it.
        remarks: What a draft is found wanting in; what blocks keeps it from being approved.
    """

    def __init__(
        self,
        store: CaseStore,
        recorder: Recorder,
        sender: Sender,
        signer: Signer,
        now: Now,
        four_eyes: bool = True,
        remarks: Remarks = no_remarks,
    ) -> None:
        self._store = store
        self._recorder = recorder
        self._sender = sender
        self._signer = signer
        self._now = now
        self._remarks = remarks
        self.trust = Trust(signer.holds, signer.key_of, four_eyes)

    @property
    def four_eyes(self) -> bool:
        """Tell whether the author of a text may not approve it."""
        return self.trust.four_eyes

    def approvers(self) -> tuple[Person, ...]:
        """Give the people who may approve: those named as DPO in the inventory."""
        people = inventory_in_use(self._store).inventory.people
        return tuple(p for p in people if Role.DPO in p.roles)

    def approve(
        self,
        name: str,
        notice: str,
        by: str,
        number: int | None = None,
        seen_sha256: str = "",
        addressees: AddresseeList | None = None,
    ) -> Incident:
        """Record a DPO's signed yes to exactly one text and, for letters by mail, to whom they go.

        Args:
            number: The revision they read; the newest by default.
            seen_sha256: The fingerprint of what was on their screen; refused when it is another text.
            addressees: Who gets a letter; without it nothing can be sent yet.

        Raises:
            NotAllowed: not a DPO, the author's own text while two must look, not the newest revision, or something is
                wrong with the text that must not go out.
            WrongInput: a letter to somebody on the list would have a blank.
            SigningProblem: there is no key that can be used.
            ChangedMeanwhile: somebody changed the notice while it was being signed.
        """
        actor = clean_line(by, "name of who acts", 80)
        person = self._person(actor)
        incident = self._store.incident(name)
        revision, people = self._what_is_asked(incident, notice, person, number, seen_sha256, addressees)
        manifest = self._manifest(incident, revision, people)
        signature = self._signer.sign(person.name, manifest.as_bytes)
        four_eyes = not self.trust.are_one(revision.author, person.name, signature.fingerprint)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            # First of all: whatever else may be said of it, the text that was read is no longer the one that would go.
            if revision_of(incident, notice) != revision:
                raise ChangedMeanwhile(f"'{notice}' changed while it was being signed; read it again.")
            check_may_approve(incident, revision, person, self._now(), self.trust)
            if people is not None:
                write.keep_list(manifest.sha256, people)
            return [RevisionApproved(notice, revision.number, revision.sha256, manifest, signature, four_eyes)]

        return self._recorder.record(name, actor, decide)

    def withdraw(self, name: str, notice: str, reason: str, by: str) -> Incident:
        """Take back an approval.

        Raises:
            NotAllowed: none holds.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            approval = incident.approvals.get(notice)
            if approval is None:
                raise NotAllowed(f"No approval of '{notice}' holds, so there is nothing to withdraw.")
            return [ApprovalWithdrawn(notice, approval.number, clean_line(reason, "reason", 500))]

        return self._recorder.record(name, by, decide)

    def file(
        self, name: str, notice: str, reference: str, by: str, filed_at: str = "now", late_reasons: str = ""
    ) -> Incident:
        """Record that a Notification was made in the authority's portal; this freezes the clock.

        Raises:
            NotAllowed: the newest text is not approved as it is, or goes to people.
            WrongInput: a time that cannot be right, or late without reasons.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            revision, _ = approval_for_release(incident, notice, self._by_hand(incident, notice), self.trust)
            now = self._now()
            at = read_instant(filed_at, incident.zone, now)
            if at > now + SLACK:
                raise WrongInput("A filing in the future cannot be right; check day, hour and zone.")
            check_may_file(incident, revision, at, late_reasons)
            reasons = clean_text(late_reasons, "reasons for the delay", 2000) if late_reasons.strip() else ""
            number = clean_line(reference, "reference the authority gave", 80)
            return [FilingRecorded(notice, revision.number, revision.sha256, at, number, reasons)]

        return self._recorder.record(name, by, decide)

    def text_to_hand_out(self, incident: Incident, notice: str) -> tuple[Revision, Approval]:
        """Give an approved text that may be handed out as approved, as a file or on paper; list and way of sending aside.

        Raises:
            NotAllowed: it is not approved as it is now.
        """
        return approval_for_release(incident, notice, TEXT_ONLY, self.trust)

    def why_void(self, incident: Incident, approval: Approval) -> str:
        """Say why an approval that stands in the record does not hold for the text any more; empty when it does."""
        try:
            approval_for_release(incident, approval.notice, TEXT_ONLY, self.trust)
        except (NotAllowed, SigningProblem) as refusal:
            return str(refusal)
        return ""

    def keys(self) -> HealthLine:
        """Say which key each DPO signs with, and what keeps one from being used."""
        try:
            stored = self._store.inventory()
        except StoreProblem:
            # That is said on a line of its own.
            return HealthLine("signing keys", True, "not looked at: the inventory that names the DPO cannot be read")
        dpos = [p.name for p in stored.inventory.people if Role.DPO in p.roles] if stored else []
        said, ok = [], True
        for name in dpos:
            try:
                key = self.trust.key_of(name)
            except SigningProblem as problem:
                ok = False
                said.append(f"{name}: {problem}")
                continue
            made = "made here at the first approval" if key is None else key.fingerprint
            said.append(f"{name}: {made}{', made here' if key and key.made_for_them else ''}")
        eyes = "" if self.four_eyes else "; four-eyes is OFF: the author of a text may approve it"
        return HealthLine("signing keys", ok, ("; ".join(said) or "the inventory names no DPO yet") + eyes)

    def _by_hand(self, incident: Incident, notice: str) -> Going:
        """What a person takes to a portal goes to nobody by a list; letters to people are refused for another reason."""
        return TEXT_ONLY if revision_of(incident, notice).kind is NoticeKind.COMMUNICATION else BY_HAND

    def _what_is_asked(
        self,
        incident: Incident,
        notice: str,
        person: Person,
        number: int | None,
        seen_sha256: str,
        addressees: AddresseeList | None,
    ) -> tuple[Revision, ApprovedList | None]:
        """Everything that can be refused is refused before anybody is asked to sign."""
        revision = revision_of(incident, notice, number)
        if seen_sha256 and seen_sha256 != revision.sha256:
            raise NotAllowed(f"'{notice}' is not the text that was on the screen; read it again.")
        check_may_approve(incident, revision, person, self._now(), self.trust)
        found = blocking(self._remarks(incident, revision))
        if found:
            first = " ".join(remark.says for remark in found[:MOST_SAID])
            more = len(found) - MOST_SAID
            rest = f" And {more} more; `breachdesk notice check` shows them." if more > 0 else ""
            raise NotAllowed(f"Revision {revision.number} of '{notice}' cannot be approved yet: {first}{rest}")
        if revision.kind is not NoticeKind.COMMUNICATION:
            if addressees is not None:
                raise NotAllowed(f"'{notice}' goes to nobody by a list; approve it without one.")
            return revision, None
        if addressees is None:
            return revision, None
        check_list(revision, addressees)
        return revision, ApprovedList(addressees.rows, dict(revision.data_words))

    def _manifest(self, incident: Incident, revision: Revision, people: ApprovedList | None) -> Manifest:
        if revision.kind is not NoticeKind.COMMUNICATION:
            return manifest_of(incident, revision, BY_HAND)
        return manifest_of(incident, revision, letters_going(revision, people, self._sender.profile))

    def _person(self, name: str) -> Person:
        people = inventory_in_use(self._store).inventory.people
        for person in people:
            if person.name == name.strip():
                return person
        dpos = ", ".join(p.name for p in self.approvers()) or "nobody"
        raise NotFound(f"'{name}' is not among the people of the inventory; DPO there: {dpos}.")
