"""Bytes of a CSV file as text: in which encoding, with which delimiter; told, never guessed in silence.

A file that is not UTF-8 and carries no mark of another encoding is refused until somebody says what it is: cp1252
read as latin-1 turns a name into control characters, and UTF-8 read as either turns it into nonsense.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from breachdesk.domain.errors import FileProblems, Problem, WrongInput
from breachdesk.files.fields import nearest

ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
LONGEST_CELL = 100_000
LONGEST_LINE = 4_000_000
"""Characters of one line of the file; without an end, a file of one line would be read into memory whole."""

HEAD = 256 * 1024
"""Characters from the beginning that tell the delimiter."""

_CHUNK = 1024 * 1024
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_C1 = frozenset(map(chr, range(0x80, 0xA0)))


@dataclass(frozen=True, slots=True)
class Told:
    """What reading a file through once told of it."""

    sha256: str
    encoding: str
    warnings: tuple[str, ...]


def read_through(path: Path, encoding: str | None) -> Told:
    """Read a file once from end to end: its fingerprint, and whether it is text in the encoding it says or is said to have.

    Raises:
        FileProblems: it cannot be read, is empty, is in another encoding, or holds NUL; with the row.
        WrongInput: there is no such encoding.
    """
    name = path.name
    digest = hashlib.sha256()
    rows = _Rows()
    blank = True
    used = ""
    try:
        with path.open("rb") as stream:
            used = _encoding(stream.read(4), encoding, name)
            stream.seek(0)
            decoder = codecs.getincrementaldecoder(used)()
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                text = _decoded(decoder, chunk, rows, used, name)
                _refuse_unprintable(text, rows, used, name)
                blank = blank and not text.strip("\ufeff \t\r\n")
                rows.count(text)
            _decoded(decoder, b"", rows, used, name, final=True)
    except OSError as error:
        raise FileProblems(name, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error
    if blank:
        raise FileProblems(name, [Problem(0, "is empty; it needs a header with the names of the columns, and rows.")])
    said = "is UTF-16, as a spreadsheet program's 'Unicode text' is; it was read as such."
    return Told(digest.hexdigest(), used, (said,) if used == "utf-16" else ())


def _encoding(first: bytes, asked: str | None, name: str) -> str:
    wanted = (asked or "").strip().lower().replace("_", "-")
    wanted = {"utf8": "utf-8", "utf16": "utf-16", "windows-1252": "cp1252", "iso-8859-1": "latin-1"}.get(wanted, wanted)
    if wanted and wanted not in ENCODINGS:
        raise WrongInput(f"'{wanted[:40]}' is no encoding that is read here.{nearest(wanted, ENCODINGS)}")
    if first.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and first[:4] != b"\xff\xfe\x00\x00":
        raise FileProblems(name, [Problem(0, "is UTF-32; save it as 'CSV UTF-8' and try again.")])
    marked = "utf-16" if first.startswith(_UTF16) else "utf-8" if first.startswith(codecs.BOM_UTF8) else ""
    if marked and wanted and marked != wanted:
        said = f"begins with the mark of {marked.upper()}; leave --encoding out."
        raise FileProblems(name, [Problem(0, said)])
    if wanted == "utf-16" and not marked:
        raise FileProblems(name, [Problem(0, "has no mark of UTF-16 at its beginning; save it as 'CSV UTF-8'.")])
    return marked or wanted or "utf-8"


def _decoded(
    decoder: codecs.IncrementalDecoder, chunk: bytes, rows: _Rows, encoding: str, name: str, final: bool = False
) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        row = rows.here(error.object[: error.start].decode("latin-1")) if encoding != "utf-16" else rows.here("")
        if encoding == "utf-8":
            said = (
                "is not UTF-8. An older or Western program writes cp1252 or latin-1: say which with "
                "--encoding cp1252 or --encoding latin-1, or save it as 'CSV UTF-8'."
            )
        else:
            said = f"is not {encoding} here; another encoding was used. Save it as 'CSV UTF-8' and try again."
        raise FileProblems(name, [Problem(row, said)]) from error


def _refuse_unprintable(text: str, rows: _Rows, encoding: str, name: str) -> None:
    at = text.find("\0")
    if at >= 0:
        said = "holds the byte NUL, which no text has; export the file anew."
        raise FileProblems(name, [Problem(rows.here(text[:at]), said)])
    if encoding == "latin-1" and not text.isascii():
        at = next((place for place, character in enumerate(text) if character in _C1), -1)
        if at >= 0:
            said = "holds what latin-1 does not print; it is probably cp1252: --encoding cp1252."
            raise FileProblems(name, [Problem(rows.here(text[:at]), said)])


class _Rows:
    """Counts the lines gone by, whichever way they end."""

    def __init__(self) -> None:
        self._ends = {"\n": 0, "\r": 0}

    def count(self, text: str) -> None:
        """Count the ends of lines in a text that was read."""
        for end in self._ends:
            self._ends[end] += text.count(end)

    def here(self, before: str) -> int:
        """Give the line on which a place stands, with the text of this piece before it."""
        return 1 + max(self._ends[end] + before.count(end) for end in self._ends)


def opened(path: Path, encoding: str) -> TextIO:
    """Open a file that was read through; line ends stay as they are.

    Raises:
        FileProblems: it cannot be read any more.
    """
    try:
        return path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
    except OSError as error:
        raise FileProblems(path.name, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error


def lines_of(stream: TextIO, name: str) -> Iterator[str]:
    """Give the lines of a text one by one, none longer than fits.

    Raises:
        FileProblems: a line is far too long.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            said = f"is longer than {LONGEST_LINE:,} characters; perhaps the file has no line ends."
            raise FileProblems(name, [Problem(number, said)])
        yield line


def delimiter_of(head: str, asked: str | None) -> str:
    """Give what parts the columns: what was asked for, or what the header and the first rows agree on.

    Raises:
        WrongInput: something else was asked for.
    """
    if asked is not None:
        found = DELIMITER_WORDS.get(asked.lower(), asked)
        if found not in DELIMITERS:
            raise WrongInput(f"'{asked[:20]}' parts no columns here; write one of , ; | or tab.")
        return found
    return max(DELIMITERS, key=lambda delimiter: _agreement(head, delimiter))


def _agreement(head: str, delimiter: str) -> tuple[bool, bool, int]:
    """Tell how well a delimiter fits: parts the header at all, parts every row alike, into how many."""
    widths = []
    try:
        for record in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) > 20:
                break
    except csv.Error:
        pass
    if not widths:
        return False, False, 0
    # The last record may be cut off where the head ends.
    whole = widths[:-1] if len(widths) > 2 and len(head) >= HEAD else widths
    return widths[0] > 1, len(set(whole)) == 1, widths[0]


def csv_words(said: str) -> str:
    """Give a complaint of the CSV reader in words for people."""
    if "field limit" in said:
        return f"a value is longer than {LONGEST_CELL:,} characters; perhaps a quote is not closed."
    if "unexpected end" in said:
        return 'a quote (") is opened and never closed.'
    return 'a quote (") stands in the wrong place; double it inside a value, and quote the whole value.'


def looks_misread(text: str) -> bool:
    """Tell whether UTF-8 was once read as Windows-1252: the way back gives good UTF-8 again.

    >>> looks_misread("MÃ¼ller"), looks_misread("Müller")
    (True, False)
    """
    if text.isascii():
        return False
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False
