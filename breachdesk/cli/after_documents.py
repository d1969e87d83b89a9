"""Lessons, actions and figures as JSON documents: spans in seconds, unknown is null, each figure with of how many it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from breachdesk.cli.law_documents import Document
from breachdesk.domain.afterwards import Lesson
from breachdesk.domain.figures import CaseFigures, OnTime, Span, SpanFigures, Tally, Timeliness
from breachdesk.services.learning import ActionRow
from breachdesk.services.looking_back import LookBack
from breachdesk.services.times import with_z


def lesson_document(lesson: Lesson) -> Document:
    """Give one lesson."""
    return {"kind": lesson.kind.value, "text": lesson.text, "by": lesson.by, "at": with_z(lesson.at)}


def action_document(row: ActionRow) -> Document:
    """Give one action with its incident."""
    action = row.action
    state = "open" if row.is_open else "done" if action.done else "dropped"
    return {
        "incident": row.reference,
        "id": action.id,
        "what": action.what,
        "owner": action.owner,
        "due_on": action.due_on.isoformat(),
        "state": state,
        "late": row.is_late,
        "agreed_at": with_z(action.agreed_at),
        "settled_at": with_z(action.settled_at) if action.settled_at else None,
        "note": action.note or None,
    }


def figures_document(back: LookBack, now: datetime) -> Document:
    """Give the figures over all incidents, and what each incident adds."""
    figures = back.figures
    return {
        "since": back.since.isoformat() if back.since else None,
        "incidents": len(figures.cases),
        "spans": [_span_document(row) for row in figures.spans],
        "on_time": _on_time_document(figures.on_time),
        "quarters": [{"quarter": str(quarter), **_on_time_document(quarter.on_time)} for quarter in figures.quarters],
        "playbooks": _tally_documents(figures.playbooks, back.playbooks),
        "causes": _tally_documents(figures.causes, back.causes),
        "steps_skipped": _tally_documents(figures.skipped, back.steps),
        "closed": figures.closed,
        "closed_with_override": list(figures.overridden),
        "actions": _action_counts(back.actions),
        "cases": [_case_document(case, now) for case in figures.cases],
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def _span_document(row: SpanFigures) -> Document:
    return {
        "id": row.span.value,
        "median_seconds": _seconds(row.median),
        "worst_seconds": _seconds(row.worst),
        "worst_incident": row.worst_of or None,
        "known": row.known,
        "of": row.of,
    }


def _on_time_document(on_time: OnTime) -> Document:
    counts = {stands.value.replace("-", "_"): on_time.counts.get(stands, 0) for stands in Timeliness}
    return {"share_on_time": None if on_time.share is None else round(on_time.share, 4), **counts}


def _tally_documents(tallies: Iterable[Tally], names: Mapping[str, str]) -> list[Document]:
    return [
        {"id": t.key or None, "name": names.get(t.key, t.key), "count": t.count, "incidents": list(t.references)}
        for t in tallies
    ]


def _action_counts(rows: Iterable[ActionRow]) -> Document:
    states = [action_document(row)["state"] for row in rows]
    late = sum(row.is_late for row in rows)
    return {"open": states.count("open"), "late": late, "done": states.count("done"), "dropped": states.count("dropped")}


def _case_document(case: CaseFigures, now: datetime) -> Document:
    return {
        "reference": case.reference,
        "aware_on": case.aware_on.isoformat(),
        "timeliness": case.timeliness(now).value,
        "due_at": with_z(case.due_at),
        "filed_at": with_z(case.filed_at) if case.filed_at else None,
        "spans_seconds": {span.value: _seconds(case.spans.get(span)) for span in Span},
        "does_not_arise": [span.value for span in Span if span not in case.asked],
        "playbook": case.playbook,
        "cause": case.cause or None,
        "steps_skipped": list(case.skipped),
        "closed": case.is_closed,
        "override_reason": case.override_reason or None,
    }
