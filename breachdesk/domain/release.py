"""May this text leave the house now? What the approval bound is held against what would go out, field by field.

The Manifest is made anew from what is there now. Whatever differs from what was signed is named and refused; so is a
signature that does not hold, one of another key than the approver's, and one of the author. The revision is what was
stored when it was written: a template changed on disk since then changes no text, so it is only remarked on; a change of
what the record says of the template is refused like any other.

Source: GDPR Art. 5(2), 24(1), 34(1).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from breachdesk.domain.approval import decided_against, revision_of
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.letter_digests import ApprovedList, addressees_digest, letters_digest
from breachdesk.domain.manifest import NO_LIST, KnownKey, Manifest, Signature
from breachdesk.domain.trust import Trust

_WORDS = {
    "incident": "the incident",
    "notice": "the notice",
    "number": "the number of the revision",
    "kind": "the kind of notice",
    "stage": "the stage",
    "language": "the language",
    "group": "the group it is for",
    "template": "the name of the template in the record",
    "template_sha256": "the fingerprint of the template in the record",
    "content_sha256": "the words of subject or text",
    "addressees_sha256": "the list of addressees",
    "addressees": "how many addressees there are",
    "letters_sha256": "the letters as they would read",
    "channel": "how it is sent and as whom",
    "version": "the form of the manifest",
}


@dataclass(frozen=True, slots=True)
class Going:
    """To whom and how a text would go now; what is None is not looked at here and stands as it was approved."""

    addressees_sha256: str | None = NO_LIST
    addressees: int | None = 0
    letters_sha256: str | None = ""
    channel: str | None = ""


BY_HAND = Going()
"""Into an authority's portal, by a person: no list, and nothing that we send."""

TEXT_ONLY = Going(None, None, None, None)
"""Only the text is handed out, as in an export."""


def letters_going(revision: Revision, people: ApprovedList | None, channel: str) -> Going:
    """Give how the letters of a text to a list of people would go; without a list, to nobody yet.

    Raises:
        WrongInput: a merge field cannot be filled for somebody.
    """
    if people is None:
        return Going(channel=channel)
    digest = letters_digest(revision.subject, revision.text, people)
    return Going(addressees_digest(people.rows), len(people.rows), digest, channel)


def manifest_of(incident: Incident, revision: Revision, going: Going, approved: Manifest | None = None) -> Manifest:
    """Give all that a yes to this text would bind now; what is not looked at stands as it was approved."""
    stands = approved or Manifest("", "", 0, "", "", "", "", "", "", "")
    return Manifest(
        incident=incident.id,
        notice=revision.notice,
        number=revision.number,
        kind=revision.kind.value,
        stage=revision.stage.value,
        language=revision.language,
        group=revision.group,
        template=revision.template,
        template_sha256=revision.template_sha256,
        content_sha256=revision.sha256,
        addressees_sha256=stands.addressees_sha256 if going.addressees_sha256 is None else going.addressees_sha256,
        addressees=stands.addressees if going.addressees is None else going.addressees,
        letters_sha256=stands.letters_sha256 if going.letters_sha256 is None else going.letters_sha256,
        channel=stands.channel if going.channel is None else going.channel,
    )


def approval_for_release(incident: Incident, notice: str, going: Going, trust: Trust) -> tuple[Revision, Approval]:
    """Give the approved text that may be filed, sent or handed out now.

    Raises:
        NotAllowed: nobody approved the newest text, the decision is not to notify, something differs from what was
            approved, or the signature is not the approver's.
    """
    revision = revision_of(incident, notice)
    approval = incident.approval_of(revision)
    if approval is None:
        raise NotAllowed(f"Nobody has approved revision {revision.number} of '{notice}'; a DPO approves it first.")
    decision = decided_against(incident, revision.kind)
    if decision is not None:
        raise NotAllowed(f"{decision.by} decided not to do this ({decision.reason}); change the decision first.")
    check_covers(approval, manifest_of(incident, revision, going, approval.manifest), revision.author, trust)
    return revision, approval


def check_covers(approval: Approval, present: Manifest, author: str, trust: Trust) -> None:
    """Refuse to take an Approval for what would go out now, unless it was given for exactly that.

    Raises:
        NotAllowed: says what differs.
    """
    text = f"revision {approval.number} of '{approval.notice}'"
    if approval.manifest is None or approval.signature is None:
        raise NotAllowed(
            f"The approval of {text} is from before approvals were signed, so nobody can tell what it covers; approve it again."
        )
    if approval.manifest.addressees_sha256 == NO_LIST and present.addressees_sha256 != NO_LIST:
        raise NotAllowed(
            f"The approval of {text} covers no list of addressees; approve it again with the list: "
            f"`breachdesk notice approve REF {approval.notice} --to FILE.csv`."
        )
    differing = differences(approval.manifest, present)
    if differing:
        raise NotAllowed(f"Not what was approved as {text}: {'; '.join(differing)}. A DPO approves it as it is now.")
    _check_signature(approval, approval.manifest, approval.signature, trust, text)
    _check_other_eyes(approval, approval.signature, author, trust, text)


def differences(approved: Manifest, present: Manifest) -> tuple[str, ...]:
    """Say what is another in one manifest than in the other, in words; nothing when they are the same."""
    then, now = asdict(approved), asdict(present)
    return tuple(f"{_WORDS[name]} changed{_shown(name, then[name], now[name])}" for name in then if then[name] != now[name])


def _shown(name: str, then: object, now: object) -> str:
    """Fingerprints say nothing to a reader; a number or the way out does."""
    if name not in ("number", "addressees", "channel", "kind", "language", "group", "stage"):
        return ""
    return f" (then {then or 'none'}, now {now or 'none'})"


def _check_signature(approval: Approval, manifest: Manifest, signature: Signature, trust: Trust, text: str) -> None:
    if not trust.holds(manifest.as_bytes, signature):
        raise NotAllowed(f"The signature under the approval of {text} does not hold; approve it again.")
    known = trust.key_of(approval.by)
    if known is None or known != KnownKey(signature.fingerprint, signature.made_for_them):
        now = known.fingerprint if known else "none that is known here"
        raise NotAllowed(
            f"The approval of {text} is signed with the key {signature.fingerprint}, and the key of {approval.by} is now "
            f"{now}; approve it again with that key."
        )


def _check_other_eyes(approval: Approval, signature: Signature, author: str, trust: Trust, text: str) -> None:
    if trust.four_eyes and trust.are_one(author, approval.by, signature.fingerprint):
        raise NotAllowed(f"The author of {text} approved it; another person must. Four-eyes is on here.")
