"""How fast BreachDesk is, as ratios against named peers in one run; prints a table, judges nothing.

Run from the project's root, with the stopwatch that times a terminal program through a pty:

    .venv/bin/python bench/measure.py --stopwatch ../shared/bench/tui_start.py

Without the stopwatch only the legal commands are timed. What was measured is kept in bench/FIGURES.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    BINDINGS = [("q", "quit", "quit")]
    def compose(self):
        yield Static("BARE APP READY " * 6)
Bare().run()
"""
FACTS = """breach_kinds: [confidentiality]
cause: human-error
data_categories: [financial]
subject_groups: [customers]
people: 1
identifiability: direct
exposure: one-known-recipient
"""
CLOCKLESS = "BREACHDESK_BENCH_NO_CLOCK"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stopwatch", type=Path, help="a script that times a terminal program")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--idle", type=int, default=60, help="seconds to watch an idle desk")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _legal_commands(options.runs, Path(folder))
        if options.stopwatch:
            workspace = _sample_workspace(Path(folder))
            _first_frame(options.stopwatch, options.runs, workspace)
            _idle(options.stopwatch, options.idle, workspace)


def _sample_workspace(folder: Path) -> Path:
    """A demo workspace with incidents in it, made once."""
    workspace = folder / "sample"
    command = [sys.executable, "-m", "breachdesk", "demo", "--headless", "--dir", str(workspace)]
    subprocess.run(command, check=True, capture_output=True)
    return workspace


def _first_frame(stopwatch: Path, runs: int, workspace: Path) -> None:
    bare = _watch(stopwatch, runs, ["--until", "BARE APP READY", "--quit", "q"], [sys.executable, "-c", BARE])
    desk = _watch(stopwatch, runs, ["--until", "TIME LEFT", "--until", "2026|20[0-9][0-9]-", "--quit", "q"], _desk(workspace))
    for name in ("paint", "ready"):
        ours, theirs = _median(desk, name), _median(bare, name)
        print(f"{name:6} breachdesk {ours:6.0f} ms   bare Textual app {theirs:6.0f} ms   ratio {ours / theirs:.2f}")


def _legal_commands(runs: int, folder: Path) -> None:
    facts = folder / "facts.yaml"
    facts.write_text(FACTS, encoding="utf-8")
    law = [sys.executable, "-m", "breachdesk", "law"]
    deadline = [*law, "deadline", "--aware", "2026-10-23T10:00+02:00", "--country", "NL", "--json"]
    assess = [*law, "assess", str(facts), "--json"]
    bare, until, judged = _seconds([[sys.executable, "-c", "pass"], deadline, assess], runs)
    print(f"python -c pass {bare * 1000:.0f} ms")
    print(f"law deadline   {until * 1000:.0f} ms   to python -c pass {until / bare:.1f}")
    to_deadline = judged / until
    print(f"law assess     {judged * 1000:.0f} ms   to python -c pass {judged / bare:.1f}   to law deadline {to_deadline:.2f}")


def _idle(stopwatch: Path, seconds: int, workspace: Path) -> None:
    # Idle begins once the workspace is open; loading it is not idling. The short quiet of an unwarmed run is enough.
    watched = ["--until", "reminders", "--warmup", "0", "--idle", str(seconds), "--quit", "q"]
    ticking = _watch(stopwatch, 1, watched, _desk(workspace))
    still = _watch(stopwatch, 1, watched, _desk(workspace), {CLOCKLESS: "1"})
    with_clock, without = _median(ticking, "idle_cpu_pct"), _median(still, "idle_cpu_pct")
    print(f"idle CPU over {seconds} s: with the clock {with_clock:.2f} %   without {without:.2f} %")


def _desk(workspace: Path) -> list[str]:
    return [sys.executable, "-m", "breachdesk", "--workspace", str(workspace)]


def _watch(
    stopwatch: Path, runs: int, options: list[str], command: list[str], env: dict[str, str] | None = None
) -> dict[str, object]:
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        passed = [word for name, value in (env or {}).items() for word in ("--env", f"{name}={value}")]
        line = [sys.executable, str(stopwatch), "--runs", str(runs), "--json", out.name, *passed, *options, "--", *command]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
        found: dict[str, object] = json.loads(Path(out.name).read_text())
    return found


def _median(report: dict[str, object], name: str) -> float:
    figures = report[name]
    assert isinstance(figures, dict)
    return float(figures["median"])


def _seconds(commands: list[list[str]], runs: int) -> list[float]:
    """Give the median time of each command; they take turns, so that a busy moment strikes all of them."""
    times: list[list[float]] = [[] for _ in commands]
    for _ in range(runs):
        for command, taken in zip(commands, times, strict=True):
            begin = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            taken.append(time.perf_counter() - begin)
    return [statistics.median(taken) for taken in times]


if __name__ == "__main__":
    main()
