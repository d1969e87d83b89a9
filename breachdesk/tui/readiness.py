"""Whether a screen stands: built, and neither left nor being taken down, so that its widgets are there to be written to."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen


def stands(screen: Screen[Any]) -> bool:
    """Tell it; what is on its way out loses its widgets before its place, and a clock ticks in between."""
    return screen.is_mounted and screen.app.is_running and screen in screen.app.screen_stack
