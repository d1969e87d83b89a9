"""How values read: countdown, deadline, answers, states. Pure; the same words on screen and in the shell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.facts import Answer, Fact, FactDefinition, FactKind, Known, NotApplicable, is_unknown
from breachdesk.domain.findings import Finding, Outcome
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.inventory import CountRange, Inventory
from breachdesk.domain.planning import StepState
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.services.faces import Face, running_clock
from breachdesk.services.times import hours_minutes_seconds, in_brief, in_short, in_words


def countdown(incident: Incident, now: datetime) -> Face:
    """Say how the authority clock stands: time left, time over, or frozen by the first filing."""
    deadline = incident.deadline
    filed_at = incident.first_filed_at
    if filed_at is not None:
        took = hours_minutes_seconds(filed_at - incident.aware_at)[:-3]
        late = deadline.is_late(filed_at)
        return Face(
            f"filed at {took} h" + (", late" if late else ""),
            "!" if late else "✓",
            "late" if late else "done",
        )
    return running_clock(deadline.due_at, now)


def deadline_words(incident: Incident) -> str:
    """Say the deadline as `until Thu 26 Nov, 16:48 CET`."""
    return f"until {in_short(incident.deadline.due_at, incident.zone)}"


def deadline_brief(incident: Incident) -> str:
    """Say the deadline as `until Thu 16:48 CET`."""
    return f"until {in_brief(incident.deadline.due_at, incident.zone)}"


def clock_line(incident: Incident, now: datetime, narrow: bool) -> Face:
    """Say clock and deadline in one line, as every screen shows it."""
    face = countdown(incident, now)
    name = "" if narrow else f"{incident.authority.short} notification   "
    if incident.first_filed_at is not None:
        return Face(f"{name}{face.text}", face.symbol, face.tone)
    until = deadline_brief(incident) if narrow else deadline_words(incident)
    return Face(f"{name}{face.text}, {until}", face.symbol, face.tone)


def share_used(incident: Incident, now: datetime) -> float:
    """Give how much of the period is used, 0 to 1; frozen by the first filing."""
    end = incident.first_filed_at or now
    whole = incident.deadline.due_at - incident.aware_at
    return min(1.0, max(0.0, (end - incident.aware_at) / whole))


STATE_FACES: Mapping[StepState, Face] = {
    StepState.DONE: Face("done", "✓", "done"),
    StepState.OPEN: Face("open", "·", "calm"),
    StepState.BLOCKED: Face("blocked", "⊘", "muted"),
    StepState.WAITING: Face("waits", "◷", "muted"),
    StepState.PARKED: Face("not known yet", "?", "waiting"),
    StepState.NOT_NEEDED: Face("not needed", "–", "muted"),
    StepState.SKIPPED: Face("skipped", "–", "muted"),
}

DELIVERY_FACES: Mapping[DeliveryState, Face] = {
    DeliveryState.QUEUED: Face("queued", "·", "calm"),
    DeliveryState.SENDING: Face("sending", "▸", "waiting"),
    DeliveryState.SENT: Face("sent", "✓", "done"),
    DeliveryState.DEFERRED: Face("deferred", "◷", "waiting"),
    DeliveryState.FAILED: Face("failed", "!", "late"),
    DeliveryState.UNCERTAIN: Face("uncertain", "?", "urgent"),
}

DUTY_WORDS: Mapping[Duty, str] = {
    Duty.DOCUMENT: "Record",
    Duty.NOTIFY_AUTHORITY: "Authority",
    Duty.NOTIFY_INDIVIDUALS: "Individuals",
}

KIND_WORDS: Mapping[NoticeKind, str] = {
    NoticeKind.NOTIFICATION: "Notification to the authority",
    NoticeKind.WITHDRAWAL: "Withdrawal of a notification",
    NoticeKind.COMMUNICATION: "Communication to individuals",
    NoticeKind.LETTER: "Letter to individuals, by post",
    NoticeKind.SMS: "Text message to individuals",
    NoticeKind.PHONE: "Telephone script",
    NoticeKind.PUBLIC: "Public notice, Art. 34(3)(c)",
    NoticeKind.CONTROLLER_NOTICE: "Notice to the controller",
    NoticeKind.BRIEF: "Brief for management",
    NoticeKind.PRESS: "Holding statement, press",
    NoticeKind.INSURER: "Notice to the insurer",
    NoticeKind.POLICE: "Report to the police",
}


FOUR_EYES_OFF = "four-eyes is off: the author may approve"


def signed_lines(approval: Approval | None) -> tuple[str, ...]:
    """Say what an Approval covers and with which key it was signed; nothing for one that is not there."""
    if approval is None:
        return ()
    if approval.manifest is None or approval.signature is None:
        return ("from before approvals were signed: approve it again before it is filed or sent",)
    made = ", a key made here" if approval.signature.made_for_them else ""
    people = approval.manifest.addressees
    return (
        f"signed with {approval.signature.fingerprint}{made}",
        *([f"covers {people} addressees"] if people else []),
        *([] if approval.four_eyes else ["four-eyes was off: its author approved it"]),
    )


def finding_face(finding: Finding) -> Face:
    """Say what the rules propose."""
    return {
        Outcome.YES: Face("notify: yes", "▸", "urgent"),
        Outcome.NO: Face("notify: no", "–", "done"),
        Outcome.UNDETERMINED: Face("cannot be told yet", "?", "waiting"),
    }[finding.outcome]


def answer_words(
    definition: FactDefinition | None, answer: Answer, zone: str, inventory: Inventory | None = None
) -> str:
    """Say an answer in words; unknown is `not known yet`, never zero or blank."""
    if isinstance(answer, NotApplicable):
        return f"not applicable: {answer.reason}"
    if not isinstance(answer, Known) or is_unknown(answer):
        return "not known yet"
    value = answer.value
    if isinstance(value, CountRange):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(_label(definition, item, inventory) for item in value) or "none"
    if definition is not None and definition.kind is FactKind.INSTANT:
        return in_words(datetime.fromisoformat(value), zone)
    return _label(definition, value, inventory)


def fact_words(
    definition: FactDefinition | None, fact: Fact | None, zone: str, inventory: Inventory | None
) -> str:
    """Say a fact, or that nobody answered."""
    return "not asked yet" if fact is None else answer_words(definition, fact.answer, zone, inventory)


def _label(definition: FactDefinition | None, id_: str, inventory: Inventory | None) -> str:
    """Give the words for an option, a category or a group; the id itself when nobody named it."""
    for option in definition.options if definition else ():
        if option.id == id_:
            return option.label()
    if inventory is not None and definition is not None:
        if definition.kind is FactKind.CATEGORIES:
            return next((c.label("en") for c in inventory.data_categories if c.id == id_), id_)
        if definition.kind is FactKind.GROUPS:
            return next((g.label("en") for g in inventory.subject_groups if g.id == id_), id_)
    return id_
