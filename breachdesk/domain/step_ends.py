"""Whether the work of a step has ended in one Incident, and when: by facts and acts, never by a tick that facts can tell.

Source: GDPR Art. 33(5): the record shows what was done and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.drafting import Revision
from breachdesk.domain.facts import Facts
from breachdesk.domain.incident import Incident, StepMark, StepRecord
from breachdesk.domain.playbook import Step, StepKind
from breachdesk.domain.terms import NoticeKind


@dataclass(frozen=True, slots=True)
class Ended:
    """That the work of a step has ended."""

    at: datetime | None = None
    """None where the record does not say when."""


def ended_at(incident: Incident, facts: Facts, step: Step, record: StepRecord) -> Ended | None:
    """Give that, and when, the work of a step ended; None while it has not.

    Args:
        facts: Those of the Incident, put together once for all steps.
    """
    if step.kind in _ANSWERED:
        return _answered(facts, step)
    return _ENDS[step.kind](incident, step, record)


def _ticked(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    return Ended(record.at) if record.mark is StepMark.DONE else None


def _answered(facts: Facts, step: Step) -> Ended | None:
    if not all(facts.is_settled(fact) for fact in step.facts):
        return None
    return Ended(max((found.at for fact in step.facts if (found := facts.get(fact))), default=None))


def _scoped(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    # The first version ended the work; later ones are corrections, and times that hang on it must not move with them.
    return Ended(incident.scope_versions[0].at) if incident.scope_versions else None


def _decided(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    decision = incident.decision(step.duty) if step.duty else None
    return Ended(decision.confirmed_at or decision.at) if decision else None


def _planned(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    """The plan it leads to is walked, or was when this step's own plan still counted."""
    if step.playbook not in incident.playbooks_walked and not step.dropped_for:
        # Another plan took over since, and it is this step's that leads back there.
        return None
    taken = [use.at for use in incident.added_playbooks if use.playbook == step.playbook]
    if taken:
        return Ended(taken[-1])
    return Ended(incident.opened_at) if incident.playbook == step.playbook else None


def _told(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    """Some stage of the duty was done, in any country, or a person turned the duty down with a reason."""
    told = [s.at for s in incident.stages.values() if s.obligation.partition(":")[0] == step.obligation]
    if told:
        return Ended(min(told))
    return Ended() if any(id_.partition(":")[0] == step.obligation for id_ in incident.declined) else None


def _drafted(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    notices = _notices(incident, step)
    return Ended(min(r.written_at for r in notices)) if notices else None


def _reviewed(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    """Some notice of this kind is approved in its newest text, or went out already."""
    out = _filed(incident, step, record) if step.notice is NoticeKind.NOTIFICATION else _gone_out(incident, step)
    approvals = [found.at for r in _notices(incident, step) if (found := incident.approval_of(r))]
    return Ended(min(approvals)) if approvals else out


def _filed(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    return Ended(incident.first_filed_at) if incident.filings else None


def _sent(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    """Somebody has a letter, and of no notice that was queued is one still to be sent."""
    begun = [n for n in _names(incident, step) if n in incident.queued or n in incident.handed_over]
    runs = [incident.handed_over.get(notice) for notice in begun]
    if not all(run is not None and not run.deferred for run in runs):
        return None
    return _gone_out(incident, step)


def _closed(incident: Incident, step: Step, record: StepRecord) -> Ended | None:
    return Ended(incident.closed_at) if incident.closed_at is not None else None


def _gone_out(incident: Incident, step: Step) -> Ended | None:
    out = any(n in incident.handed_over and incident.handed_over[n].sent for n in _names(incident, step))
    return Ended(incident.first_sent_at) if out else None


def _names(incident: Incident, step: Step) -> tuple[str, ...]:
    return tuple(r.notice for r in _notices(incident, step))


def _notices(incident: Incident, step: Step) -> tuple[Revision, ...]:
    return incident.notices_of(step.notice) if step.notice else ()


_ANSWERED = frozenset({StepKind.QUESTION, StepKind.ASSESS})
_ENDS: Mapping[StepKind, Callable[[Incident, Step, StepRecord], Ended | None]] = {
    StepKind.GUIDANCE: _ticked,
    StepKind.TASK: _ticked,
    StepKind.WAIT: _ticked,
    StepKind.SCOPE: _scoped,
    StepKind.DECISION: _decided,
    StepKind.PLAN: _planned,
    StepKind.NOTIFY: _told,
    StepKind.DRAFT: _drafted,
    StepKind.REVIEW: _reviewed,
    StepKind.FILE: _filed,
    StepKind.SEND: _sent,
    StepKind.CLOSE: _closed,
}
