"""What playbooks cost: reading all of them at a start, to the first frame; and working a large plan out.

Run from the project's root, with the stopwatch that times a terminal program through a pty:

    .venv/bin/python bench/playbooks.py --stopwatch ../shared/bench/tui_start.py

Both are taken by turns in one run, each in a process of its own. Without the stopwatch only times are printed. What was
measured is kept in bench/FIGURES.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

LOADING = """
import json, sys, time
from pathlib import Path
import breachdesk.tui.app
from breachdesk import wiring
front = wiring.Wiring()
front.choose(sys.argv[1], "bench")
front.desk()
begin = time.perf_counter()
found = front.catalogues.playbooks()
taken = time.perf_counter() - begin
steps = sum(1 for book in found.values() for _ in book.steps())
print(json.dumps([taken * 1000, len(found), steps]))
"""
PLANNING = """
import json, sys, time
from datetime import UTC, datetime
sys.path.insert(0, ".")
from breachdesk.domain.next_best import in_order, next_step
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import plan_of
from breachdesk.domain.timeline import TaskAdded
from tests.playbooks.domain_hand import DomainHand
from tests.playbooks.shipped import catalogues, playbooks

def steps_in(book):
    return sum(1 for _ in book.steps())

first = max(playbooks().values(), key=steps_in)
other = max(playbooks().values(), key=lambda book: steps_in(whole_plan(first, [Added(book)])))
whole = whole_plan(first, [Added(other)], [TaskAdded(f"own-{n}", "close", f"Task {n}") for n in range(10)])
hand = DomainHand(first, {}, catalogues().facts())
hand.answer("personal_data", "yes")
hand.answer("cause", "malicious-external")
hand.scope(2)
plan, now = plan_of(hand.incident, whole), hand.now()

def took(what, times=300):
    what()
    begin = time.perf_counter()
    for _ in range(times):
        what()
    return (time.perf_counter() - begin) / times * 1000

print(json.dumps([sum(1 for _ in whole.steps()), took(lambda: plan_of(hand.incident, whole)),
                  took(lambda: next_step(plan, now)), took(lambda: in_order(plan, now), 100),
                  took(lambda: whole_plan(first, [Added(other)]), 100)]))
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stopwatch", type=Path, help="a script that times a terminal program")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--playbooks", type=Path, help="a folder of more playbooks, put into the workspace")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "sample"
        desk = [sys.executable, "-m", "breachdesk"]
        subprocess.run([*desk, "demo", "--headless", "--dir", str(workspace)], check=True, capture_output=True)
        if options.playbooks:
            (workspace / "playbooks").symlink_to(options.playbooks.resolve())
        _loading(workspace, options.runs, options.stopwatch)
    steps, *taken = _said([sys.executable, "-c", PLANNING])
    names = ("where it stands", "next step", "the first eight in order", "two playbooks merged")
    print(f"a plan of {steps:.0f} steps: " + ", ".join(f"{name} {ms:.2f} ms" for name, ms in zip(names, taken, strict=True)))


def _loading(workspace: Path, runs: int, stopwatch: Path | None) -> None:
    """Take a cold load, a warm load and a first frame by turns, so that a busy moment strikes all of them."""
    kept = workspace / "cache" / "playbooks.json"
    load = [sys.executable, "-c", LOADING, str(workspace)]
    cold, warm, frames, counts = list[float](), list[float](), list[float](), [0.0, 0.0]
    for _ in range(runs):
        kept.unlink(missing_ok=True)
        cold.append(_said(load)[0])
        taken, *counts = _said(load)
        warm.append(taken)
        if stopwatch:
            frames.append(_first_frame(stopwatch, workspace))
    print(f"{counts[0]:.0f} playbooks, {counts[1]:.0f} steps; medians of {runs}")
    for name, taken_ms in (("kept, checked byte for byte", warm), ("read from YAML, and kept", cold)):
        ms = statistics.median(taken_ms)
        share = f"   {ms / statistics.median(frames):6.1%} of the first frame" if frames else ""
        print(f"{name:28} {ms:6.1f} ms ({min(taken_ms):.1f} to {max(taken_ms):.1f}){share}")
    if frames:
        print(f"{'first full frame':28} {statistics.median(frames):6.1f} ms ({min(frames):.1f} to {max(frames):.1f})")


def _first_frame(stopwatch: Path, workspace: Path) -> float:
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        watched = ["--until", "TIME LEFT", "--until", "20[0-9][0-9]-", "--quit", "q", "--runs", "1", "--warmup", "1"]
        desk = [sys.executable, "-m", "breachdesk", "--workspace", str(workspace)]
        line = [sys.executable, str(stopwatch), *watched, "--json", out.name, "--", *desk]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
        return float(json.loads(Path(out.name).read_text())["ready"]["median"])


def _said(command: list[str]) -> list[float]:
    found: list[float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


if __name__ == "__main__":
    main()
