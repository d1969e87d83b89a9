"""`breachdesk drill …`: exercises with the real engine, in a workspace of their own, on a clock that runs faster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from breachdesk.cli.front import Front
from breachdesk.cli.speaking import EXERCISE, document, say, say_wrapped, table, tell
from breachdesk.domain.drill_clock import FASTEST, SLOWEST, USUAL
from breachdesk.domain.drills import MARK, Scenario
from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.services.drill_report import EarlierDrill, earlier_drill, report_document, report_text
from breachdesk.services.drilling import CameIn, Drilling, DrillPlace
from breachdesk.services.times import in_words, with_z

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
DRILL = click.argument("drill_id", metavar="[DRILL]", required=False, default="")


@click.group()
def drill() -> None:
    """Exercises: nothing of them is real, nothing is sent, and the workspace in use is not touched."""


@drill.command(name="list")
@JSON
@click.pass_obj
def list_(front: Front, as_json: bool) -> None:
    """Show the scenarios there are, and the exercises there were."""
    scenarios, places, reports = front.drills.scenarios(), front.drills.all(), front.drills.reports()
    rows = _drill_rows(places, reports)
    if as_json:
        document({"scenarios": [_scenario_document(s) for s in scenarios], "drills": rows})
        return
    table(("SCENARIO", "INJECTS", "TITLE"), [(s.id, str(len(s.injects)), s.title()) for s in scenarios])
    if rows:
        say()
        lines = [(str(r["drill"]), str(r["started_at"]), "over" if r["ended_at"] else "runs", _score(r)) for r in rows]
        table(("EXERCISE", "STARTED", "STATE", "SCORE"), lines)


@drill.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--speed", type=click.IntRange(SLOWEST, FASTEST), default=USUAL, show_default=True, help="Times as fast as real time."
)
@click.option("--language", type=click.Choice(["en", "nl"]), default="en", show_default=True, help="Of what comes in.")
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where to put it; else drills/.")
@click.option("--headless", is_flag=True, help="Only prepare it, and say how to go on.")
@JSON
@click.pass_context
def start(
    context: click.Context, scenario: str, speed: int, language: str, folder: Path | None, headless: bool, as_json: bool
) -> None:
    """Start an exercise and open the desk on it."""
    front: Front = context.obj
    if front.is_drill:
        raise WrongInput("This workspace is an exercise already; start another from your own workspace.")
    place = front.drills.start(scenario, speed, language, folder)
    front.go_to_drill(Path(place.folder))
    if headless or as_json or not front.has_terminal():
        _say_started(front, place, as_json)
        return
    context.exit(front.show_screen(partial(_prepare_desk, front)))


@drill.command()
@DRILL
@click.option("--headless", is_flag=True, help="Only let the clock run on.")
@JSON
@click.pass_context
def resume(context: click.Context, drill_id: str, headless: bool, as_json: bool) -> None:
    """Go on with an exercise: the clock runs again, the desk opens on it."""
    front: Front = context.obj
    place = _gone_to(front, drill_id)
    running = front.drills.resume(place, front.now())
    if headless or as_json or not front.has_terminal():
        _prepare(front)
        _say_where(front, running, as_json)
        return
    context.exit(front.show_screen(partial(_prepare_desk, front)))


@drill.command()
@DRILL
@JSON
@click.pass_obj
def pause(front: Front, drill_id: str, as_json: bool) -> None:
    """Let the clock of an exercise stand still."""
    place = _gone_to(front, drill_id)
    kept = front.drills.pause(place, front.now())
    if as_json:
        document(_where(front, kept))
        return
    say(f"{MARK} {kept.drill.id} stands at {in_words(kept.drill.clock.reached, kept.drill.zone)}.")
    say(f"Go on with: breachdesk drill resume {kept.drill.id}")


@drill.command()
@DRILL
@JSON
@click.pass_obj
def tick(front: Front, drill_id: str, as_json: bool) -> None:
    """Deliver what is due by now, and print it."""
    place = _gone_to(front, drill_id)
    _refuse_over(place)
    _say_came_in(front, place, _prepare(front).deliver(), as_json)


@drill.command(name="next")
@DRILL
@JSON
@click.pass_obj
def next_(front: Front, drill_id: str, as_json: bool) -> None:
    """Deliver what is due; where nothing is, move the clock forward to the next inject and deliver that."""
    place = _gone_to(front, drill_id)
    _refuse_over(place)
    playing = _prepare(front)
    came_in = playing.deliver()
    at = playing.next_at()
    if not came_in and at is not None:
        front.drills.move(place, at)
        came_in = playing.deliver()
    _say_came_in(front, place, came_in, as_json)


@drill.command()
@DRILL
@JSON
@click.pass_obj
def end(front: Front, drill_id: str, as_json: bool) -> None:
    """End an exercise, and keep the report of how it went."""
    place = _gone_to(front, drill_id)
    _prepare(front)
    ended = front.drills.end(place, front.now())
    _show(_kept_report(front, ended), ended.drill.zone, as_json)


@drill.command()
@DRILL
@JSON
@click.pass_obj
def report(front: Front, drill_id: str, as_json: bool) -> None:
    """Show how an exercise went: its report, or how it stands while it runs."""
    reports = {str(r.get("drill")): r for r in front.drills.reports()}
    if not drill_id and not front.is_drill:
        running = any(place.drill.ended_at is None for place in front.drills.all())
        drill_id = "" if running or not reports else list(reports)[-1]
    if drill_id in reports:
        _show(reports[drill_id], "UTC", as_json)
        return
    place = _gone_to(front, drill_id)
    if place.drill.id in reports:
        _show(reports[place.drill.id], place.drill.zone, as_json)
    elif place.drill.ended_at is not None:
        _show(_kept_report(front, place), place.drill.zone, as_json)
    else:
        tell(f"{MARK} {place.drill.id} has not ended; this is how it stands, and nothing of it is kept.")
        _show(_report(front, place), place.drill.zone, as_json)


def _gone_to(front: Front, drill_id: str) -> DrillPlace:
    """Go over to the workspace of an exercise: the one in use, or one that lies in it."""
    if front.is_drill:
        place = front.drill_place()
        if drill_id not in ("", place.drill.id):
            raise NotFound(f"This workspace is the exercise '{place.drill.id}', not '{drill_id[:60]}'.")
        return place
    place = front.drills.place(drill_id)
    front.go_to_drill(Path(place.folder))
    tell(EXERCISE)
    return place


def _prepare(front: Front) -> Drilling:
    """Take the organisation in and open the incident, unless that was done before."""
    front.take_in_sample()
    playing = front.desk().drill
    if playing is None:
        raise WrongInput("This workspace is no exercise; `breachdesk drill list` lists them.")
    playing.opened()
    return playing


def _prepare_desk(front: Front) -> None:
    _prepare(front)


def _refuse_over(place: DrillPlace) -> None:
    if place.drill.ended_at is not None:
        raise WrongInput(f"The exercise '{place.drill.id}' is over; read it with `breachdesk drill report {place.drill.id}`.")


def _kept_report(front: Front, place: DrillPlace) -> Mapping[str, Any]:
    made = _report(front, place)
    paths = front.drills.keep_report(place.drill.id, made, report_text(made, place.drill.zone))
    tell(f"The report is kept as {' and '.join(paths)}.")
    return made


def _report(front: Front, place: DrillPlace) -> Mapping[str, Any]:
    result = _prepare(front).result()
    ended_at = place.drill.ended_at or place.drill.clock.since
    return report_document(result, _earlier(front, place), ended_at)


def _earlier(front: Front, place: DrillPlace) -> list[EarlierDrill]:
    found = []
    for number, kept in enumerate(front.drills.reports(), 1):
        try:
            read = earlier_drill(kept, f"Report {number} in drills/reports")
        except WrongInput as problem:
            tell(str(problem))
            continue
        if read.scenario == place.drill.scenario and read.id != place.drill.id:
            found.append(read)
    return found


def _show(made: Mapping[str, Any], zone: str, as_json: bool) -> None:
    if as_json:
        document(made)
        return
    say(report_text(made, zone).rstrip())


def _say_started(front: Front, place: DrillPlace, as_json: bool) -> None:
    playing = _prepare(front)
    scenario, drill_ = playing.scenario, place.drill
    incident = playing.incident()
    if as_json:
        found = {"exercise": True, "drill": drill_.id, "workspace": place.folder, "incident": incident.reference}
        document(found | {"speed": drill_.clock.speed, "starts_at": with_z(scenario.starts_at)})
        return
    say(f"{MARK} {drill_.id}: {scenario.title(drill_.language)}, {drill_.clock.speed} times as fast.")
    say_wrapped(scenario.briefing.get(drill_.language) or scenario.briefing["en"], hang=0)
    say(f"It is {in_words(scenario.starts_at, drill_.zone)}. The incident is {incident.reference}.")
    say(f"What comes in:     breachdesk --workspace {place.folder} drill tick")
    say(f"Every command:     breachdesk --workspace {place.folder} incident show {incident.reference}")
    say(f"End and report:    breachdesk --workspace {place.folder} drill end")


def _where(front: Front, place: DrillPlace) -> dict[str, object]:
    where = {"exercise": True, "drill": place.drill.id, "workspace": place.folder}
    return where | {"at": with_z(front.now()), "stands": place.drill.clock.stands, "speed": place.drill.clock.speed}


def _say_where(front: Front, place: DrillPlace, as_json: bool) -> None:
    if as_json:
        document(_where(front, place))
        return
    say(f"{MARK} {place.drill.id} runs; it is {in_words(front.now(), place.drill.zone)}.")
    say(f"What comes in:     breachdesk --workspace {front.folder} drill tick")


def _say_came_in(front: Front, place: DrillPlace, came_in: Sequence[CameIn], as_json: bool) -> None:
    now = front.now()
    if as_json:
        document({"exercise": True, "drill": place.drill.id, "at": with_z(now), "injects": [_came_in(c) for c in came_in]})
        return
    for one in came_in:
        say_wrapped(one.text)
    if not came_in:
        say(f"Nothing came in; it is {in_words(now, place.drill.zone)}.")


def _came_in(one: CameIn) -> dict[str, object]:
    return {"number": one.inject.number, "kind": one.inject.kind.value, "at": with_z(one.at), "text": one.text}


def _scenario_document(scenario: Scenario) -> dict[str, object]:
    return {
        "id": scenario.id,
        "version": scenario.version,
        "titles": dict(scenario.titles),
        "starts_at": with_z(scenario.starts_at),
        "playbook": scenario.playbook,
        "injects": len(scenario.injects),
    }


def _drill_rows(places: Iterable[DrillPlace], reports: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Give each exercise once: those that lie here, and those of which only the report does."""
    scores = {str(r.get("drill")): r for r in reports}
    rows: list[dict[str, object]] = []
    for place in places:
        kept = scores.pop(place.drill.id, {})
        ended = place.drill.ended_at
        rows.append(
            {
                "drill": place.drill.id,
                "scenario": place.drill.scenario,
                "started_at": with_z(place.drill.started_at),
                "ended_at": with_z(ended) if ended else None,
                "workspace": place.folder,
                "score": kept.get("score"),
            }
        )
    for id_, kept in scores.items():
        known = {key: kept.get(key) for key in ("scenario", "started_at", "ended_at", "score")}
        rows.append({"drill": id_, "workspace": None, **known})
    return rows


def _score(row: Mapping[str, object]) -> str:
    return f"{row['score']} of 100" if row["score"] is not None else ""
