"""May this text be approved or filed, and by whom? Whether it may leave the house is another question: see `release`.

An Approval is a named person's signed yes to one Revision of one Notice of one Incident, and to all that goes with it: see
`manifest`. A new Revision voids it. Nothing leaves the house without one that still holds: see `release`.
"""

from __future__ import annotations

from datetime import datetime

from breachdesk.domain.drafting import LATE_REASONS, Revision, facts_digest
from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.incident import Decision, Incident
from breachdesk.domain.parties import Person, Role
from breachdesk.domain.review import asked_for_changes
from breachdesk.domain.terms import Audience, NoticeKind, duty_of
from breachdesk.domain.trust import Trust


def revision_of(incident: Incident, notice: str, number: int | None = None) -> Revision:
    """Give a revision by number, the newest by default.

    Raises:
        NotFound: there is no such notice or revision.
    """
    revisions = incident.revisions.get(notice, ())
    if not revisions:
        have = ", ".join(sorted(incident.revisions)) or "none yet"
        raise NotFound(f"{incident.reference} has no notice '{notice}' (it has: {have}). Draft it first.")
    if number is None:
        return revisions[-1]
    if not 1 <= number <= len(revisions):
        raise NotFound(f"'{notice}' has revisions 1 to {len(revisions)}, not {number}.")
    return revisions[number - 1]


def check_may_approve(
    incident: Incident, revision: Revision, approver: Person, now: datetime, trust: Trust
) -> None:
    """Refuse an approval that would not count.

    Raises:
        NotAllowed: not the newest revision, not a DPO, the author's own text or key while two must look, a closed
            Incident, changes asked for in this very text, or a late first notification that does not say why it is late
            (Art. 33(1)).
    """
    newest = revision_of(incident, revision.notice)
    if revision.number != newest.number:
        raise NotAllowed(
            f"Revision {revision.number} of '{revision.notice}' was followed by {newest.number}; "
            "review that one."
        )
    if Role.DPO not in approver.roles:
        raise NotAllowed(f"{approver.name} is not named as DPO in the inventory; a DPO approves notices.")
    known = trust.key_of(approver.name)
    if trust.four_eyes and trust.are_one(revision.author, approver.name, known.fingerprint if known else ""):
        raise NotAllowed(f"{approver.name} wrote revision {revision.number}; another person must approve it.")
    check_open(incident)
    check_no_changes_asked(incident, revision)
    if lacks_reasons_for_delay(incident, revision, now):
        raise NotAllowed(
            f"Revision {revision.number} of '{revision.notice}' is late and does not say why; Art. 33(1) wants the "
            "reasons. Draft it again with them, then approve that."
        )


def check_no_changes_asked(incident: Incident, revision: Revision) -> None:
    """Refuse a yes to a text that somebody sent back; the next revision can have it.

    Raises:
        NotAllowed: a request for changes stands against it.
    """
    request = asked_for_changes(incident, revision)
    if request is not None:
        raise NotAllowed(
            f"{request.by} asked for changes in revision {revision.number} of '{revision.notice}' ({request.reason}); "
            "save the next revision, then approve that."
        )


def lacks_reasons_for_delay(incident: Incident, revision: Revision, now: datetime) -> bool:
    """Tell whether a first notification would go out late without its reasons (Art. 33(1), second sentence).

    What was written while there was still time holds none, so it must be written again.
    """
    if revision.kind is not NoticeKind.NOTIFICATION or incident.filings or not incident.deadline.is_late(now):
        return False
    return not incident.deadline.is_late(revision.written_at) or any(g.fact == LATE_REASONS for g in revision.gaps)


def check_open(incident: Incident) -> None:
    """Refuse to change an Incident that is closed.

    Raises:
        NotAllowed: it is closed.
    """
    if incident.closed_at is not None:
        raise NotAllowed(f"{incident.reference} is closed; open a new incident, or add a note to this one.")


def decided_against(incident: Incident, kind: NoticeKind) -> Decision | None:
    """Give the decision not to do what a kind of Notice is for; None when there is none."""
    duty = duty_of(kind)
    decision = incident.decision(duty) if duty else None
    return decision if decision is not None and not decision.notify else None


def check_may_file(incident: Incident, revision: Revision, filed_at: datetime, late_reasons: str) -> None:
    """Refuse a filing that cannot be right.

    Args:
        filed_at: UTC. When the authority's portal took the notification.
        late_reasons: Why it is late; needed after the deadline (Art. 33(1)).

    Raises:
        NotAllowed: it is no Notification.
        WrongInput: it was filed before Awareness, or late without reasons.
    """
    if revision.kind.audience is not Audience.AUTHORITY:
        raise NotAllowed(f"'{revision.notice}' goes to people, not to an authority; send it instead.")
    if filed_at < incident.aware_at:
        raise WrongInput("The filing cannot be earlier than awareness; check both times.")
    if incident.first_filed_at is None and incident.deadline.is_late(filed_at) and not late_reasons.strip():
        raise WrongInput("Filed after the deadline: Art. 33(1) wants the reasons for the delay; give them.")


def facts_changed_since(incident: Incident, revision: Revision) -> bool:
    """Tell whether the facts differ from those the text was written from."""
    return facts_digest(incident.facts) != revision.facts_digest
