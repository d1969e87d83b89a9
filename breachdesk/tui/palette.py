"""The palette: every action that works here, and every incident, found by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider

from breachdesk.tui.actions import Action, actions_of
from breachdesk.tui.deskscreen import DeskScreen
from breachdesk.tui.incident_screen import IncidentScreen


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    help: str
    """A sentence of ours; Textual reads it as markup, so nothing foreign may stand in it."""

    do: Callable[[], Any]


class DeskPalette(Provider):
    """Names come from incidents, so all of them are drawn as plain text."""

    async def discover(self) -> Hits:
        """Offer everything before a letter is typed: what works here first, then the incidents."""
        for entry in self._entries():
            yield DiscoveryHit(Text(entry.text), entry.do, text=entry.text, help=entry.help)

    async def search(self, query: str) -> Hits:
        """Offer what holds these letters in this order."""
        matcher = self.matcher(query)
        for entry in self._entries():
            score = matcher.match(entry.text)
            if score > 0:
                yield Hit(score, Text(entry.text), entry.do, text=entry.text, help=entry.help)

    def _entries(self) -> Iterator[_Entry]:
        screen = self.screen
        if not isinstance(screen, DeskScreen):
            return
        for action in actions_of(screen.KIND, screen.in_drill):
            if action.id != "command_palette":
                yield _Entry(f"{action.label.rstrip('…')}  ({action.shown_key})", action.help, _run(screen, action))
        for row in screen.desk.incidents.rows():
            yield _Entry(f"{row.reference}  {row.title}", "Go to this incident.", _open(screen, row.id))


def _run(screen: DeskScreen, action: Action) -> Callable[[], Any]:
    async def run() -> None:
        await screen.run_action(action.does)

    return run


def _open(screen: DeskScreen, incident_id: str) -> Callable[[], Any]:
    return lambda: screen.app.push_screen(IncidentScreen(incident_id))
