"""How a name or a subject stands on its header line: as it is where that is plain, else as encoded words; and read back.

Python's own folding of headers is not used: on 3.11 a long name with a comma lost its quotes and became a second
address, and an encoded word in a name became a second header.

Source: RFC 5322 (headers), RFC 2047 (encoded words).
"""

from __future__ import annotations

import re
import unicodedata
from binascii import a2b_qp

from breachdesk.domain.errors import MailProblem

LINE, WORD = 76, 44
"""Characters on a header line, and in the text of one encoded word."""

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9'-]+(?: [A-Za-z0-9'-]+)*")
_ENCODED = re.compile(r"=\?utf-8\?q\?([A-Za-z0-9_=]*)\?=")
_ALL_ENCODED = re.compile(rf"{_ENCODED.pattern}(?:\r\n {_ENCODED.pattern})*")
_ESCAPED = re.compile(r"\\(.)")


def refuse_hidden(field: str, value: str) -> None:
    """Refuse a text that no header may hold.

    Raises:
        MailProblem: an encoded word of its own, or a character nobody sees.
    """
    if "=?" in value:
        raise MailProblem(f"The {field} holds '=?', which mail programs decode into something else; take it out.")
    if value.isprintable():
        # True of none of the characters that follow.
        return
    for character in value:
        if unicodedata.category(character) in _UNSEEN and character not in _JOINERS:
            raise MailProblem(f"The {field} holds the unseen character U+{ord(character):04X}; take it out.")


def needs_words(text: str, before: int) -> bool:
    """Tell whether a text cannot stand on its line as it is: not ASCII, too long, or with spaces that get lost."""
    return not text.isascii() or before + 2 + len(text) > LINE or text != " ".join(text.split())


def as_phrase(name: str) -> str:
    """Give a name as it stands before an address, with what parts it from that; empty for no name."""
    if not name:
        return ""
    if needs_words(name, len("From")):
        return f"{as_words(name)}\r\n "
    if _PLAIN_PHRASE.fullmatch(name):
        return f"{name} "
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" '


def as_words(text: str) -> str:
    """Write text as encoded words, one a line; a character is never cut in two."""
    words, word = [], ""
    for sign in map(_SIGNS.__getitem__, text):
        if len(word) + len(sign) > WORD:
            words.append(word)
            word = ""
        word += sign
    return "\r\n ".join(f"=?utf-8?q?{word}?=" for word in [*words, word])


class _Signs(dict[str, str]):
    """How each character stands in an encoded word; as many as were met."""

    def __missing__(self, character: str) -> str:
        if character.isascii() and character.isalnum():
            sign = character
        else:
            sign = "_" if character == " " else "".join(f"={byte:02X}" for byte in character.encode())
        self[character] = sign
        return sign


_SIGNS = _Signs()


def read_phrase(phrase: str) -> str:
    """Give the name that a phrase stands for, read without what wrote it; encoded words are put together again.

    >>> read_phrase(as_phrase("Ann, the 2nd")), read_phrase(as_phrase("Zoë de Vos"))
    ('Ann, the 2nd', 'Zoë de Vos')
    """
    text = phrase.rstrip(" ").removesuffix("\r\n")
    if _ALL_ENCODED.fullmatch(text):
        return b"".join(a2b_qp(word, header=True) for word in _ENCODED.findall(text)).decode()
    return _ESCAPED.sub(r"\1", text[1:-1]) if text.startswith('"') else text
