"""What an author meant to fill in and did not: [NAME], TODO, a slot that is none, a merge field nobody fills."""

from __future__ import annotations

import re
from collections.abc import Iterator

MERGE_FIELDS = ("name", "reference", "data")
"""What is filled in for each addressee when letters are made."""

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9 _/-]+\](?!\()|\b(?:TODO|TBD|FIXME|XXX+)\b|\{\{|\}\}|\{%|%\}")
"""A Markdown link's [TEXT](...) is none of these."""

_SLOT = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|" + PLACEHOLDER.pattern)
_FIELD = re.compile(r"\{([^{}\n]{0,60})\}")


def leftovers(text: str, merges: bool) -> Iterator[tuple[int, str]]:
    """Give each place that was left to be filled in: where it begins, and what stands there.

    Args:
        text: As it would go out.
        merges: Whether letters are made from it one by one, so that merge fields are filled.

    >>> list(leftovers("Dear {name}, [CITY], {nam}", merges=True))
    [(13, '[CITY]'), (21, '{nam}')]
    """
    found = [(m.start(), m[0]) for m in _SLOT.finditer(text)]
    taken = {place for start, words in found for place in range(start, start + len(words))}
    for field in _FIELD.finditer(text):
        filled = merges and field[1] in MERGE_FIELDS
        if not filled and field.start() not in taken:
            found.append((field.start(), field[0]))
    yield from sorted(found)
