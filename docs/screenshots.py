"""Takes a picture of each main screen from the sample workspace, as SVG, for the README.

Run from the project's root:  .venv/bin/python docs/screenshots.py docs/screens
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from breachdesk.cli.demonstration import open_sample_incidents
from breachdesk.tui.app import DeskApp
from breachdesk.wiring import Wiring

SHOTS = {
    "home": [],
    "incident": ["down", "enter"],
    "assessment": ["down", "enter", "v"],
    "law": ["down", "enter", "l"],
    "scope": ["enter", "o", "down", "down", "space"],
    "notices": ["enter", "d"],
    "form": ["enter", "d", "f", *["down"] * 3],
    "review": ["enter", "d", "enter", *["right_square_bracket"] * 34],
    "handover": ["down", "enter", "h"],
    "timeline": ["enter", "t"],
    "figures": ["f"],
    "playbooks": ["n"],
}


FOREIGN = re.compile(r"\s*@font-face \{[^}]*\}|\s*<!-- Generated with Rich [^>]*-->")
"""Fonts that whoever looks at a picture would fetch from elsewhere; without them their own monospace font serves."""


async def take(name: str, keys: list[str], folder: Path, size: tuple[int, int]) -> None:
    """Press the keys in a fresh sample workspace, and write what stands there."""
    with tempfile.TemporaryDirectory() as workspace:
        wiring = Wiring()
        wiring.choose_demo(Path(workspace) / "sample")
        wiring.take_in_sample()
        open_sample_incidents(wiring)
        app = DeskApp(wiring.desk, "M. Aydin", wiring.watch, wiring)
        async with app.run_test(size=size) as pilot:
            while not app.screen.query("#incidents"):
                await pilot.pause(0.1)
            await pilot.pause(1.0)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.3)
            picture = FOREIGN.sub("", app.export_screenshot(title="BreachDesk"))
            (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


def main() -> None:
    """Take them all."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, keys in SHOTS.items():
        asyncio.run(take(name, keys, folder, (120, 40)))
    asyncio.run(take("incident-80x24", ["down", "enter"], folder, (80, 24)))
    asyncio.run(take("scope-80x24", [*SHOTS["scope"], "tab", "down"], folder, (80, 24)))


if __name__ == "__main__":
    main()
