"""The last gate before the terminal: nothing that drives it gets out, whatever widget drew it."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_DRIVING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


class SafeText(LineFilter):
    """Takes control, C1 and direction characters and half characters out of every drawn line.

    They have no width on screen, so leaving them out moves nothing.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the line without them; Textual's own control segments stay."""
        return [s if s.control or s.text.isprintable() else _safe(s) for s in segments]


def _safe(segment: Segment) -> Segment:
    text = _DRIVING.sub("", segment.text).encode("utf-8", "replace").decode()
    return Segment(text, segment.style, segment.control)
