"""How an exercise went, as one document for machines and one text for people; and what an earlier one said.

The document is kept beside the real workspace's database and never in it. An earlier one is read back with what the newer
one is compared by, and nothing else of it is trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from breachdesk.domain.drill_answers import TakenUp
from breachdesk.domain.drill_score import TITLES, WEIGHTS, Measure, compared, scope_faults
from breachdesk.domain.drills import MARK, After
from breachdesk.domain.errors import WrongInput
from breachdesk.services.drilling import DrillResult
from breachdesk.services.times import in_words, with_z


@dataclass(frozen=True, slots=True)
class EarlierDrill:
    """What an earlier report says."""

    id: str
    scenario: str
    ended_at: datetime
    score: int
    measures: tuple[Measure, ...]


def report_document(result: DrillResult, earlier: Sequence[EarlierDrill], ended_at: datetime) -> dict[str, Any]:
    """Give the report as one document.

    Args:
        earlier: Of the same scenario, the oldest first; it is compared with the last of them.
        ended_at: Real instant.
    """
    course, score, scenario = result.course, result.score, result.scenario
    last = earlier[-1] if earlier else None
    set_beside = {c.id: c.verdict for c in compared(score.measures, last.measures)} if last else {}
    missed, too_many = scope_faults(scenario, course.systems)
    return {
        "exercise": True,
        "drill": result.drill.id,
        "scenario": scenario.id,
        "scenario_version": scenario.version,
        "title": f"{MARK}: {scenario.title(result.drill.language)}",
        "incident": result.incident.reference,
        "speed": result.drill.clock.speed,
        "started_at": with_z(result.drill.started_at),
        "ended_at": with_z(ended_at),
        "scenario_started_at": with_z(course.started_at),
        "scenario_ended_at": with_z(course.until),
        "score": score.total,
        "measures": [_measure(m, set_beside.get(m.id, "")) for m in score.measures],
        "moments": _moments(result),
        "scope": {
            "first": list(course.first_systems),
            "last": list(course.systems),
            "missed": list(missed) if After.SCOPE in course.events else list(scenario.truth.systems),
            "too_many": list(too_many),
        },
        "injects": [_inject(result, number, at) for number, at in sorted(course.delivered.items())],
        "never_came": [i.number for i in scenario.injects if i.number not in course.delivered],
        "answers": [_taken_up(t) for t in score.taken_up],
        "skipped": [{"step": s.step, "title": s.title, "reason": s.reason, "by": s.by} for s in course.skipped],
        "must_steps_open": list(course.open_must),
        "compared_with": last.id if last else None,
        "earlier": [{"drill": e.id, "score": e.score, "ended_at": with_z(e.ended_at)} for e in earlier],
    }


def _measure(measure: Measure, beside: str) -> dict[str, Any]:
    return {
        "id": measure.id,
        "title": TITLES[measure.id],
        "weight": measure.weight,
        "share": None if measure.share is None else round(measure.share, 3),
        "minutes": measure.minutes,
        "said": measure.said,
        "compared": beside or None,
    }


def _moments(result: DrillResult) -> dict[str, str | None]:
    course = result.course
    found = {
        "aware": course.events.get(After.AWARE),
        "scoped": course.events.get(After.SCOPE),
        "assessed": course.assessed_at(),
        "decided": course.events.get(After.DECISION),
        "filed": course.filed_at,
        "told": course.told_at,
        "deadline": course.due_at,
    }
    return {name: with_z(at) if at else None for name, at in found.items()}


def _inject(result: DrillResult, number: int, at: datetime) -> dict[str, Any]:
    inject = next(i for i in result.scenario.injects if i.number == number)
    return {"number": number, "kind": inject.kind.value, "at": with_z(at), "text": inject.words(result.drill.language)}


def _taken_up(taken: TakenUp) -> dict[str, Any]:
    return {
        "inject": taken.inject,
        "fact": taken.fact,
        "right": list(taken.right),
        "outcome": taken.outcome,
        "minutes": taken.minutes,
    }


def earlier_drill(document: Mapping[str, Any], name: str) -> EarlierDrill:
    """Read what an earlier report says.

    Raises:
        WrongInput: it is no such report.
    """
    try:
        measures = [
            Measure(str(m["id"]), _number(m["share"]), str(m["said"]), _whole(m["minutes"]))
            for m in document["measures"]
            if m["id"] in WEIGHTS
        ]
        ended_at = datetime.fromisoformat(document["ended_at"])
        return EarlierDrill(
            str(document["drill"]), str(document["scenario"]), ended_at, int(document["score"]), tuple(measures)
        )
    except (KeyError, TypeError, ValueError) as error:
        said = f"{name} is no report of an exercise; move it away, and the rest is compared without it."
        raise WrongInput(said) from error


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def report_text(document: Mapping[str, Any], zone: str) -> str:
    """Give the report as Markdown."""
    lines = [
        f"# {document['title']}, {document['score']} out of 100",
        "",
        f"{MARK}. Nothing of this happened; nothing was sent.",
        "",
        f"Exercise {document['drill']}, scenario {document['scenario']} of {document['scenario_version']}, "
        f"{document['speed']} times as fast. In scenario time from {_at(document['scenario_started_at'], zone)} "
        f"to {_at(document['scenario_ended_at'], zone)}.",
        "",
        "## Score",
        "",
        "Each measure is worth its weight times its share. What cannot be judged does not count, and the score is the share",
        "of the weight that does. In time is all of it, late half, never nothing.",
        "",
        *_table(document),
        "",
        *_moment_lines(document, zone),
        *_scope_lines(document),
        *_answer_lines(document),
        *_left_lines(document),
        *_earlier_lines(document),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _at(text: str, zone: str) -> str:
    return in_words(datetime.fromisoformat(text), zone)


def _table(document: Mapping[str, Any]) -> list[str]:
    rows = ["| measure | weight | share | what happened | than last time |", "|---|---|---|---|---|"]
    for m in document["measures"]:
        share = "does not count" if m["share"] is None else f"{m['share']:.0%}"
        said = m["said"].replace("|", "/")
        rows.append(f"| {m['title']} | {m['weight']} | {share} | {said} | {m['compared'] or ''} |")
    return rows


def _moment_lines(document: Mapping[str, Any], zone: str) -> list[str]:
    rows = [f"- {name}: {_at(at, zone) if at else 'never'}" for name, at in document["moments"].items()]
    return ["## When", "", *rows, ""]


def _scope_lines(document: Mapping[str, Any]) -> list[str]:
    scope = document["scope"]
    rows = [f"- {name.replace('_', ' ')}: {', '.join(ids) or 'none'}" for name, ids in scope.items()]
    return ["## Scope", "", *rows, ""]


def _answer_lines(document: Mapping[str, Any]) -> list[str]:
    rows = []
    for t in document["answers"]:
        source = f"inject {t['inject']}" if t["inject"] else "briefing"
        took = f", after {t['minutes']} min" if t["minutes"] is not None else ""
        rows.append(f"- {source}: {t['fact']} is {' or '.join(t['right'])}: {t['outcome']}{took}")
    never = ", ".join(str(number) for number in document["never_came"])
    rows += [f"- never came in: inject {never}"] if never else []
    return ["## What the injects made known", "", *(rows or ["- nothing"]), ""]


def _left_lines(document: Mapping[str, Any]) -> list[str]:
    skipped = [f"- {s['title']} ({s['step']}), by {s['by']}: {s['reason']}" for s in document["skipped"]]
    must = [f"- {title}" for title in document["must_steps_open"]]
    left = ["", "## Must-steps still open", "", *(must or ["- none"]), ""]
    return ["## Skipped, and why", "", *(skipped or ["- nothing"]), *left]


def _earlier_lines(document: Mapping[str, Any]) -> list[str]:
    rows = [f"- {e['drill']}: {e['score']} out of 100" for e in document["earlier"]]
    return ["## Earlier exercises of this scenario", "", *(rows or ["- none"])]
