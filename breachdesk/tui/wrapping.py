"""How a text of one cell runs over several lines, so that nothing of it is cut. Pure; widgets draw the lines."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len, chop_cells

WORD = re.compile(r" *[^ ]+")


@lru_cache(maxsize=2048)
def wrapped(text: str, width: int) -> tuple[str, ...]:
    """Give the lines of a text at a width, broken between words; what is set in stays so, and so do its own line ends.

    Without width each of those is one line.

    >>> wrapped("whether data left the house", 12), wrapped("  set in too", 8), wrapped("abcdef", 4)
    (('whether data', 'left the', 'house'), ('  set in', '  too'), ('abcd', 'ef'))
    """
    if "\n" in text:
        return tuple(line for part in text.split("\n") for line in wrapped(part, width))
    if width < 1 or cell_len(text) <= width:
        return (text,)
    words = text.lstrip(" ")
    set_in = min(len(text) - len(words), width // 2, max(0, width - 2))
    lines = [""]
    for word in WORD.findall(words):
        if cell_len(lines[-1] + word) <= width - set_in:
            lines[-1] += word
        else:
            # A word longer than the line, such as an address, is broken where the line ends.
            lines += chop_cells(word.lstrip(" "), max(1, width - set_in))
    return tuple(" " * set_in + line for line in lines if line) or ("",)
