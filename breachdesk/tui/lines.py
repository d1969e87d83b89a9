"""One line of text with the meaning it carries; how that looks is the widgets' business."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its tone."""

    text: str
    tone: str = "calm"
