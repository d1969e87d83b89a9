"""Text that a spreadsheet would run as a formula, made plain text in files for others, and read back as it was."""

from __future__ import annotations

import re

_RUNS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run; everything else stays as it is.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Ann"), guarded("'s Gravenhage")
    ("'=1+1", "''=1+1", 'Ann', "'s Gravenhage")
    """
    return f"'{text}" if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    """Give text as it was before `guarded`.

    >>> unguarded("'=1+1"), unguarded("'s Gravenhage")
    ('=1+1', "'s Gravenhage")
    """
    return text[1:] if _GUARDED.match(text) else text
