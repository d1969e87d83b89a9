"""Small charts of characters that read without colour: a share of a whole, and a median on the way to the longest."""

from __future__ import annotations

from datetime import timedelta

FULL, EMPTY = "▰", "▱"


def share_drawn(share: float | None, width: int) -> str:
    """Draw a share, 0 to 1; of what is not nothing one part is filled, all is filled of all only, and unknown draws nothing.

    >>> share_drawn(0.5, 4), share_drawn(0.001, 4), share_drawn(0.999, 4), share_drawn(0, 4), share_drawn(None, 4)
    ('▰▰▱▱', '▰▱▱▱', '▰▰▰▱', '▱▱▱▱', '')
    """
    if share is None:
        return ""
    filled = _parts(share, width)
    if share < 1:
        filled = min(filled, width - 1)
    return FULL * filled + EMPTY * (width - filled)


def two_drawn(first: timedelta | None, second: timedelta | None, whole: timedelta, width: int) -> str:
    """Draw how far a first span goes, and from there on how far a second; a bar as long as `whole` has the full width.

    >>> two_drawn(timedelta(hours=1), timedelta(hours=3), timedelta(hours=4), 4), two_drawn(None, None, timedelta(1), 4)
    ('▰▱▱', '')
    """
    if first is None or second is None or not whole:
        return ""
    filled, drawn = _parts(first / whole, width), _parts(second / whole, width)
    return FULL * filled + EMPTY * (drawn - filled)


def _parts(share: float, width: int) -> int:
    return max(1, min(width, round(share * width))) if share > 0 else 0
