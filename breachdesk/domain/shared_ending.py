"""Where a text begins to be the same as the last one: letters of one row differ in a few paragraphs and end alike.

Whoever works through many letters reads the ending once. It is found anew whenever a letter ends otherwise.
"""

from __future__ import annotations

from itertools import takewhile

EMPTY_LINE = "\n\n"


class SharedEnding:
    """The ending that the latest texts share, in whole paragraphs."""

    def __init__(self) -> None:
        self._ending = ""
        self._last = ""

    def parted(self, text: str) -> tuple[str, str]:
        r"""Give a text in two: what is its own, and the ending; that begins with an empty line or is nothing.

        >>> shared = SharedEnding()
        >>> shared.parted("Dear Ann,\n\nA breach.\n\nWe are sorry.\n")
        ('Dear Ann,\n\nA breach.\n\nWe are sorry.\n', '')
        >>> shared.parted("Dear Ben,\n\nA breach.\n\nWe are sorry.\n")
        ('Dear Ben,', '\n\nA breach.\n\nWe are sorry.\n')
        """
        if not self._ending or not text.endswith(self._ending):
            self._ending = _common_ending(self._last, text)
            self._last = text
        ending = self._ending
        return (text[: -len(ending)], ending) if ending else (text, "")


def _common_ending(one: str, other: str) -> str:
    """Give the paragraphs that two texts end alike with; never the first."""
    pairs = zip(reversed(one.split(EMPTY_LINE)[1:]), reversed(other.split(EMPTY_LINE)[1:]), strict=False)
    alike = [paragraph for paragraph, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    return "".join(EMPTY_LINE + paragraph for paragraph in reversed(alike))
