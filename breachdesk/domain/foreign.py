"""Text from people and files, made safe to keep and to show: one line or several, no hidden characters.

What could drive a terminal or turn text around is replaced by a visible mark, so that a reader sees that
something stood there. Words are never changed.
"""

from __future__ import annotations

import unicodedata

from breachdesk.domain.errors import WrongInput

MARK = "\ufffd"
_TURNING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff"
)


def clean_line(text: str, field: str, at_most: int = 200) -> str:
    r"""Give one line of at most `at_most` characters.

    Args:
        text: What somebody typed; line ends become spaces.
        field: What it is, for the message.

    Raises:
        WrongInput: nothing is left, or it is too long.

    >>> clean_line("  CRM\tcopied \x1b[2J ", "title")
    'CRM copied \ufffd[2J'
    """
    line = " ".join(_marked(text).split())
    if not line:
        raise WrongInput(f"The {field} is empty; write a few words.")
    return _short_enough(line, field, at_most)


def optional_line(text: str, field: str, at_most: int = 500) -> str:
    """Give a line as `clean_line` does where somebody wrote one; else an empty one."""
    return clean_line(text, field, at_most) if text.strip() else ""


def clean_text(text: str, field: str, at_most: int = 4000) -> str:
    """Give text of one or more lines; as `clean_line`, with line ends kept.

    Raises:
        WrongInput: nothing is left, or it is too long.
    """
    lines = (_marked(line).rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    whole = "\n".join(lines).strip("\n ")
    if not whole:
        raise WrongInput(f"The {field} is empty; write a few words.")
    return _short_enough(whole, field, at_most)


def visible(text: str) -> str:
    """Give text with every hidden or driving character replaced by a mark; for showing what is foreign."""
    return "".join(c if c == "\n" or not _hidden(c) else MARK for c in text)


def folded(text: str) -> str:
    r"""Give text as a reader takes it, for comparing only: no capitals, no unseen characters, one form a letter.

    >>> folded("Zoe\u0308  DE\nVo\u00ads") == folded("zo\u00eb de vos")
    True
    """
    seen = unicodedata.normalize("NFKC", text)
    if not seen.replace("\n", " ").isprintable():
        seen = "".join(c for c in seen if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


def _marked(text: str) -> str:
    spaced = "".join(" " if c in "\t\n\r\v\f\x85" else MARK if _hidden(c) else c for c in text)
    return unicodedata.normalize("NFC", spaced)


def _hidden(character: str) -> bool:
    return character in _TURNING or unicodedata.category(character) in ("Cc", "Cs")


def _short_enough(text: str, field: str, at_most: int) -> str:
    if len(text) > at_most:
        raise WrongInput(f"The {field} has {len(text):,} characters; at most {at_most:,} fit. Shorten it.")
    return text
