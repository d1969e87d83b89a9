"""The folder of an exercise: `drill.json` says which it is and where its clock stands, `scenario.yaml` what it is played from.

The scenario is copied at the start, so that a newer one does not change an exercise under way. Reports lie beside the real
workspace's database, in `drills/reports/`; nothing here opens that database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from breachdesk.domain.drill_clock import DrillClock, checked_speed
from breachdesk.domain.drills import Drill, Scenario
from breachdesk.domain.errors import NotAllowed, NotFound, StoreProblem, WrongInput
from breachdesk.domain.instants import utc
from breachdesk.files.fields import nearest
from breachdesk.files.owner_only import write_for_owner
from breachdesk.services.drilling import DrillPlace
from breachdesk.services.times import with_z

STATE, SCENARIO = "drill.json", "scenario.yaml"
DRILLS, REPORTS = "drills", "reports"


def is_drill_folder(folder: Path) -> bool:
    """Tell whether a workspace is that of an exercise."""
    return (folder / STATE).is_file()


def read_drill(folder: Path) -> DrillPlace:
    """Read which exercise a folder holds, and where its clock stands.

    Raises:
        WrongInput: it holds none, or what stands there cannot be read.
    """
    path = folder / STATE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        clock = DrillClock(
            speed=checked_speed(int(said["speed"])),
            reached=utc(datetime.fromisoformat(said["reached"])),
            since=utc(datetime.fromisoformat(said["since"])),
            stands=said["stands"] is True,
        )
        ended = said["ended_at"]
        drill = Drill(
            id=str(said["drill"]),
            scenario=str(said["scenario"]),
            language=str(said["language"]),
            zone=str(said["zone"]),
            clock=clock,
            started_at=utc(datetime.fromisoformat(said["started_at"])),
            ended_at=utc(datetime.fromisoformat(ended)) if ended else None,
        )
        return DrillPlace(drill, str(folder), _home_of(folder, str(said["home"])))
    except (OSError, ValueError, KeyError, TypeError, WrongInput) as error:
        raise WrongInput(
            f"{path.name} in {folder.name} does not say which exercise this is; start a new one with `breachdesk drill start`."
        ) from error


def _home_of(folder: Path, said: str) -> str:
    """Give the real workspace; where it was moved with its exercises, the one this folder lies in now."""
    lies_inside = folder.absolute().parent.name == DRILLS
    return str(folder.absolute().parent.parent) if lies_inside and not Path(said).is_dir() else said


def write_drill(place: DrillPlace) -> None:
    """Keep it; StoreProblem when that cannot be done."""
    drill, clock = place.drill, place.drill.clock
    said = {
        "drill": drill.id,
        "scenario": drill.scenario,
        "language": drill.language,
        "zone": drill.zone,
        "speed": clock.speed,
        "reached": clock.reached.isoformat(),
        "since": clock.since.isoformat(),
        "stands": clock.stands,
        "started_at": drill.started_at.isoformat(),
        "ended_at": drill.ended_at.isoformat() if drill.ended_at else None,
        "home": place.home,
    }
    text = json.dumps(said, indent=2, ensure_ascii=False) + "\n"
    _write(Path(place.folder) / STATE, text)


class DrillTime:
    """Scenario time: read from the folder again whenever another program has paused or moved it, and never run back."""

    def __init__(self, folder: Path, real_now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._real_now = real_now
        self._clock = read_drill(folder).drill.clock
        self._print = self._look()
        self._seen: datetime | None = None

    def __call__(self) -> datetime:
        """Give the present scenario instant."""
        seen = self._look()
        if seen != self._print:
            self._print, self._clock = seen, read_drill(self._folder).drill.clock
        self._seen = self._clock.at(self._real_now(), self._seen)
        return self._seen

    def not_before(self, instant: datetime | None) -> None:
        """Say what somebody saw already; time does not run back behind it."""
        if instant is not None and (self._seen is None or instant > self._seen):
            self._seen = instant

    def _look(self) -> tuple[int, int, int]:
        try:
            found = (self._folder / STATE).stat()
        except OSError:
            return (0, 0, 0)
        return found.st_ino, found.st_mtime_ns, found.st_size


class DrillShelf:
    """Scenarios to start from, and the exercises of one workspace with their reports.

    Args:
        home: The real workspace; it need not exist.
        scenarios: Read when first asked for, with the file each came from.
        real_now: The present instant, in UTC.
    """

    def __init__(
        self, home: Path, scenarios: Callable[[], Mapping[str, tuple[Scenario, Path]]], real_now: Callable[[], datetime]
    ) -> None:
        self._home = home
        self._scenarios = scenarios
        self._real_now = real_now

    def scenarios(self) -> tuple[Scenario, ...]:
        """Give every scenario there is."""
        return tuple(scenario for scenario, _ in self._scenarios().values())

    def all(self) -> tuple[DrillPlace, ...]:
        """Give every exercise that lies in the workspace, the latest first."""
        found = [read_drill(path.parent) for path in (self._home / DRILLS).glob(f"*/{STATE}")]
        return tuple(sorted(found, key=lambda place: (place.drill.started_at, place.drill.id), reverse=True))

    def place(self, id_: str) -> DrillPlace:
        """Give one exercise; without a name the latest that runs.

        Raises:
            NotFound: there is none by that name, or none runs.
        """
        places = {place.drill.id: place for place in self.all()}
        if id_ and id_ not in places:
            raise NotFound(f"There is no exercise '{id_[:60]}' here.{nearest(id_, places)} `breachdesk drill list` lists them.")
        running = [place for place in places.values() if place.drill.ended_at is None]
        if not id_ and not running:
            raise NotFound("No exercise runs here; `breachdesk drill start SCENARIO` starts one.")
        return places[id_] if id_ else running[0]

    def start(self, scenario: str, speed: int, language: str, folder: Path | None) -> DrillPlace:
        """Make the folder of a new exercise, with its clock running from now.

        Raises:
            NotFound: there is no such scenario.
            WrongInput: the speed is out of range, or the folder holds something else.
            StoreProblem: it cannot be written.
        """
        checked_speed(speed)
        known = self._scenarios()
        if scenario not in known:
            raise NotFound(f"There is no scenario '{scenario[:60]}'.{nearest(scenario, known)}")
        read, path = known[scenario]
        id_ = self._free_id(scenario)
        place = folder or self._home / DRILLS / id_
        _make(place, (self._home, self._home / DRILLS) if folder is None else ())
        real_now = self._real_now()
        clock = DrillClock(speed, reached=read.starts_at, since=real_now)
        text = path.read_text(encoding="utf-8")
        _write(place / SCENARIO, text)
        made = DrillPlace(
            Drill(id_, scenario, language, read.zone, clock, started_at=real_now),
            str(place.absolute()),
            str(self._home.absolute()),
        )
        write_drill(made)
        return made

    def pause(self, place: DrillPlace, seen: datetime) -> DrillPlace:
        """Let scenario time stand still from now on."""
        return self._keep(place, place.drill.clock.paused(self._real_now(), seen))

    def resume(self, place: DrillPlace, seen: datetime) -> DrillPlace:
        """Let scenario time run on from where it stands; one that runs already runs on."""
        clock = place.drill.clock
        return self._keep(place, clock.resumed(self._real_now(), seen)) if clock.stands else place

    def move(self, place: DrillPlace, to: datetime) -> DrillPlace:
        """Let scenario time go forward to an instant."""
        return self._keep(place, place.drill.clock.moved_to(to, self._real_now()))

    def end(self, place: DrillPlace, seen: datetime) -> DrillPlace:
        """End it: scenario time stands for good."""
        _check_runs(place)
        ended = replace(place.drill, ended_at=self._real_now(), clock=place.drill.clock.paused(self._real_now(), seen))
        kept = replace(place, drill=ended)
        write_drill(kept)
        return kept

    def reports(self) -> tuple[Mapping[str, Any], ...]:
        """Give every report kept, the oldest first; what cannot be read is left out."""
        found = [document for path in self._reports.glob("*.json") if (document := _document(path)) is not None]
        return tuple(sorted(found, key=lambda document: (str(document.get("ended_at")), str(document.get("drill")))))

    def keep_report(self, id_: str, document: Mapping[str, Any], text: str) -> tuple[str, str]:
        """Keep a report as JSON and Markdown; give where."""
        as_json = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        paths = self._reports / f"{id_}.json", self._reports / f"{id_}.md"
        _make_own(self._home, self._home / DRILLS)
        _write(paths[1], text)
        _write(paths[0], as_json)
        return str(paths[0]), str(paths[1])

    @property
    def _reports(self) -> Path:
        return self._home / DRILLS / REPORTS

    def _free_id(self, scenario: str) -> str:
        """Give the next number of a scenario; those with a report elsewhere count too."""
        names = {path.name for path in (self._home / DRILLS).glob("*")} | {path.stem for path in self._reports.glob("*.json")}
        return next(name for n in range(1, len(names) + 2) if (name := f"{scenario}-{n}") not in names)

    def _keep(self, place: DrillPlace, clock: DrillClock) -> DrillPlace:
        _check_runs(place)
        kept = replace(place, drill=replace(place.drill, clock=clock))
        write_drill(kept)
        return kept


def _write(path: Path, text: str) -> None:
    def fill(stream: TextIO) -> None:
        stream.write(text)

    write_for_owner(path, fill)


def _check_runs(place: DrillPlace) -> None:
    if place.drill.ended_at is not None:
        ended = with_z(place.drill.ended_at)
        raise NotAllowed(f"The exercise '{place.drill.id}' ended at {ended}; start another, or read its report.")


def _document(path: Path) -> Mapping[str, Any] | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _make_own(*folders: Path) -> None:
    """Make folders for their owner only, where they are not there yet; no database is made."""
    for folder in folders:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)


def _make(folder: Path, around: Sequence[Path]) -> None:
    try:
        _make_own(*around)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_taken = any(folder.iterdir())
    except OSError as error:
        said = error.strerror or "it is no folder to write in"
        raise StoreProblem(f"The exercise cannot be put into {folder}: {said}; choose another --dir.") from error
    if is_taken:
        raise WrongInput(f"{folder} holds something already, and stays as it is; choose an empty folder with --dir.")
