"""A terminal of a few dozen lines: keeps what stands on the screen, and notes everything that drove it beyond drawing.

Knows what Textual writes: moving to a place, colours, modes. Whatever else arrives, arrives from data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

ALTERNATE_SCREEN = "?1049"
MOUSE = ("?1000", "?1003", "?1015", "?1006")
KITTY_KEYS = ">u"

_DRIVING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_CSI = re.compile(r"\x1b\[([0-9;:<=>?]*)([ -/]*)([@-~])")
_STRING = re.compile(r"\x1b([\]PX^_])([^\x07\x1b]*)(?:\x07|\x1b\\)")
_UNFINISHED = re.compile(r"\x1b(?:\[[0-9;:<=>?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?)?\Z")
_STRINGS = {"]": "OSC", "P": "DCS", "X": "SOS", "^": "PM", "_": "APC"}
_POINTER = re.compile(r"22;[a-z-]*")
_OUR_QUERIES = ("?2026$p", "?2048$p")


class SmallTerminal:
    """What a person sees, what drove the terminal, and which modes are on."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        self.drove: list[str] = []
        """Everything that a terminal would have obeyed and that no drawing needs, with what stood before it."""

        self.bells = 0
        """Bells by themselves, outside of any text."""

        self.modes: set[str] = set()
        self.everything = ""
        """All text that was ever drawn, without its colours."""

        self._cells = self._blank()
        self._left = ""
        self._x = self._y = 0
        self._last_was_text = False

    @property
    def screen(self) -> list[str]:
        """The lines that stand there now."""
        return ["".join(cells).rstrip() for cells in self._cells]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.screen)

    @property
    def is_put_back(self) -> bool:
        """Tell whether the terminal is as a shell wants it: its own screen, no mouse reports, keys as ever."""
        return not self.modes & {ALTERNATE_SCREEN, KITTY_KEYS, *MOUSE}

    def resize(self, columns: int, lines: int) -> None:
        """Become another size; everything is drawn anew after that."""
        self.columns, self.lines = columns, lines
        self._cells = self._blank()

    def feed(self, text: str) -> None:
        """Take what was written."""
        text = self._left + text
        unfinished = _UNFINISHED.search(text)
        self._left = text[unfinished.start() :] if unfinished else ""
        if unfinished:
            text = text[: unfinished.start()]
        for kind, part in _parts(text):
            getattr(self, f"_on_{kind}")(part)
            self._last_was_text = kind == "text"

    def close(self) -> None:
        """Say that nothing more comes: what was begun and never ended drove the terminal too."""
        if self._left:
            self._note(f"unfinished {self._left[:20]!r}")

    def _blank(self) -> list[list[str]]:
        return [[" "] * self.columns for _ in range(self.lines)]

    def _note(self, what: str) -> None:
        self.drove.append(f"{what} after {self.everything[-24:]!r}")

    def _on_text(self, text: str) -> None:
        self.everything += text
        if self._y >= self.lines:
            return
        cells = self._cells[self._y]
        if text.isascii() or cell_len(text) == len(text):
            cells[self._x : self._x + len(text)] = text
            self._x += len(text)
        else:
            self._put(cells, text)
        del cells[self.columns :]

    def _put(self, cells: list[str], text: str) -> None:
        for character in text:
            width = cell_len(character)
            if width:
                cells[self._x : self._x + width] = [character, *[""] * (width - 1)]
                self._x += width
            elif self._x:
                cells[self._x - 1] += character

    def _on_control(self, character: str) -> None:
        if character == "\r":
            self._x = 0
        elif character == "\n":
            self._y = min(self._y + 1, self.lines - 1)
            self.everything += "\n"
        elif character == "\x07" and not self._last_was_text:
            self.bells += 1
        else:
            self._note(f"U+{ord(character):04X}")

    def _on_csi(self, sequence: str) -> None:
        found = _CSI.fullmatch(sequence)
        assert found is not None
        given, _, final = found.groups()
        if final == "H":
            numbers = [int(n) if n else 1 for n in given.split(";")] if given else [1, 1]
            self._y, self._x = numbers[0] - 1, (numbers[1] if len(numbers) > 1 else 1) - 1
        elif final in "hl" and given.startswith("?"):
            self._set_mode(given, final == "h")
        elif final == "u" and given[:1] in (">", "<"):
            self._set_mode(KITTY_KEYS, given.startswith(">"))
        elif final != "m" and sequence.removeprefix("\x1b[") not in _OUR_QUERIES:
            self._note(f"CSI {sequence[2:]}")

    def _set_mode(self, mode: str, on: bool) -> None:
        if mode == ALTERNATE_SCREEN:
            self._cells = self._blank()
        (self.modes.add if on else self.modes.discard)(mode)

    def _on_string(self, sequence: str) -> None:
        found = _STRING.fullmatch(sequence)
        assert found is not None
        kind, said = _STRINGS[found[1]], found[2]
        if not (kind == "OSC" and _POINTER.fullmatch(said)):
            self._note(f"{kind} {said[:20]!r}")

    def _on_escape(self, sequence: str) -> None:
        self._note(f"ESC {sequence[1:]!r}")


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Cut what was written into text, controls and sequences."""
    at = 0
    while at < len(text):
        found = _DRIVING.search(text, at)
        start = found.start() if found else len(text)
        if at < start:
            yield "text", text[at:start]
        if found is None:
            return
        kind, at = _sequence(text, start) if text[start] == "\x1b" else ("control", start + 1)
        yield kind, text[start:at]


def _sequence(text: str, at: int) -> tuple[str, int]:
    for kind, pattern in (("csi", _CSI), ("string", _STRING)):
        found = pattern.match(text, at)
        if found:
            return kind, found.end()
    return "escape", at + 2
