"""One line of text with the meaning it carries, and small turns of phrase; how that looks is the widgets' business."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its tone."""

    text: str
    tone: str = "calm"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line to choose; a line without key only says something."""

    key: str
    text: str
    symbol: str = ""
    tone: str = "calm"


def capital(text: str) -> str:
    """Begin with a capital; the rest stays.

    >>> capital("data of the EU")
    'Data of the EU'
    """
    return text[:1].upper() + text[1:]
