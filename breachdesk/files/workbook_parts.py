"""What is inside a workbook, looked at before anything reads it as one.

A workbook is a zip of XML, and both can be weapons: a few kilobytes that unpack to gigabytes, entities that expand, two
cells a million rows apart for which a reader sets aside memory for all between. So the zip's sizes are added up first,
every XML part goes through the standard library's parser, which refuses what a table has no use for, and only what
passed is packed anew and handed on. Links to other files are never followed, and macros are refused.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from breachdesk.domain.errors import FileProblems, Problem

MAX_PACKED = 100 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
SMALL = 10 * 1024 * 1024
"""A ratio says nothing about what is small."""

MAX_PARTS = 2_000
MAX_AREA = 10_000_000
"""Cells between the first and the last, empty ones too."""

MAX_COLUMN = 16_384
MAX_SHOWN = 20
_CHUNK = 256 * 1024
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(slots=True)
class PartSeen:
    """What one sheet's XML holds."""

    rows: int = 0
    columns: int = 0
    unusable: list[tuple[int, str]] = field(default_factory=list)
    """Row and sentence for each cell that has no value one could take."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A workbook that may be read: packed anew, and what its sheets hold by part name."""

    packed: bytes
    seen: Mapping[str, PartSeen]
    sheets: Mapping[str, str]
    """Part of each sheet by the sheet's name, in their order."""


def checked_parts(raw: bytes, name: str) -> Parts:
    """Look into a workbook.

    Raises:
        FileProblems: it is no workbook of the kind `.xlsx`, or holds what no table needs.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            _refuse_bombs(book.infolist(), len(raw), name)
            return _repacked(book, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _refused(name, "is no XLSX workbook, or a damaged one; save it anew as .xlsx or as 'CSV UTF-8'.") from error
    except (RuntimeError, ValueError, UnicodeError) as error:
        raise _refused(name, "cannot be opened; if it has a password, save it without one.") from error


def read_packed(path: Path) -> bytes:
    """Read a workbook's bytes.

    Raises:
        FileProblems: it cannot be read, is too large, or is surely no XLSX.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_PACKED + 1)
    except OSError as error:
        raise _refused(path.name, f"cannot be read: {error.strerror or error}.") from error
    if not raw:
        raise _refused(path.name, "is empty.")
    if len(raw) > MAX_PACKED:
        raise _refused(path.name, f"is larger than {MAX_PACKED // 1024 // 1024} MB; save it as 'CSV UTF-8'.")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(path.name, "is an old .xls or has a password; save it as .xlsx without one.")
    return raw


def _refused(name: str, said: str) -> FileProblems:
    return FileProblems(name, [Problem(0, said)])


def _refuse_bombs(entries: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_PARTS:
        raise _refused(name, f"holds more than {MAX_PARTS:,} parts; save it as 'CSV UTF-8'.")
    if unpacked > MAX_UNPACKED:
        raise _refused(name, f"unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB; save it as 'CSV UTF-8'.")
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        raise _refused(name, f"unpacks to more than {MAX_RATIO} times its size, as a zip bomb does; it was not opened.")
    plain = [entry.filename.lower().replace("\\", "/") for entry in entries]
    if len(set(plain)) < len(plain):
        raise _refused(name, "holds two parts by one name; save it anew.")


def _repacked(book: zipfile.ZipFile, name: str) -> Parts:
    target = io.BytesIO()
    seen: dict[str, PartSeen] = {}
    looking = _Looking(name)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as clean:
        for entry in book.infolist():
            if entry.filename.lower().endswith((".xml", ".rels")):
                seen[entry.filename] = _look_at(book, entry, clean, looking)
    return Parts(target.getvalue(), seen, looking.sheet_parts())


def _look_at(book: zipfile.ZipFile, entry: zipfile.ZipInfo, clean: zipfile.ZipFile, looking: _Looking) -> PartSeen:
    part = _Part(entry.filename, looking)
    plain = zipfile.ZipInfo(entry.filename)
    plain.compress_type = zipfile.ZIP_DEFLATED
    with book.open(entry) as source, clean.open(plain, "w") as sink:
        try:
            while chunk := source.read(_CHUNK):
                if chunk.startswith(_UTF16) or b"\0" in chunk:
                    # This parser would read UTF-16, the next one would not: they must not see two different things.
                    raise _refused(looking.name, f"holds XML that is not UTF-8 ({entry.filename[:80]}); save it anew.")
                part.parser.Parse(chunk, False)
                sink.write(chunk)
            part.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _refused(looking.name, f"holds damaged XML ({entry.filename[:80]}); save it anew.") from error
    return part.seen


@dataclass(slots=True)
class _Looking:
    """What is gathered over all parts of one workbook."""

    name: str
    sheets: list[tuple[str, str]] = field(default_factory=list)
    """Name and relation of each sheet."""

    targets: dict[str, str] = field(default_factory=dict)

    def sheet_parts(self) -> dict[str, str]:
        """Give the part of each sheet; the relations may stand before or after the list of sheets."""
        return {sheet: self.targets.get(relation, "") for sheet, relation in self.sheets}


class _Part:
    """One XML part going by."""

    def __init__(self, part: str, looking: _Looking) -> None:
        self.seen = PartSeen()
        self._name = looking.name
        self._looking = looking
        self._is_book = part.lower().endswith("xl/workbook.xml")
        self._is_relations = part.lower().endswith("workbook.xml.rels")
        self._row = self._column = 0
        self._cell: list[str] = []
        self._kind = ""
        # Whatever the part says of its encoding, the next reader takes it for UTF-8; so does this one.
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _doctype(self, *_: object) -> None:
        raise _refused(self._name, "defines entities or a document type inside, as attacks do; it was not read.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        word = tag.rpartition(":")[2] if ":" in tag else tag
        if word == "c":
            self._begin_cell(attributes)
        elif self._cell and word in ("f", "v", "is"):
            self._cell.append(word)
        elif word == "row":
            self._begin_row(attributes)
        elif self._is_book and word == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self._looking.sheets.append((attributes.get("name", ""), relation))
        elif self._is_relations and word == "Relationship":
            self._relation(attributes)

    def _relation(self, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        if attributes.get("TargetMode", "") == "External":
            return
        if not target.lower().endswith(".xml"):
            raise _refused(self._name, "holds macros or other programs; save it as .xlsx, without them.")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        self._looking.targets[attributes.get("Id", "")] = path

    def _begin_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r", "")
        if said and not (said.isascii() and said.isdigit() and len(said) <= 7):
            raise _refused(self._name, "numbers its rows with something else than numbers; save it anew.")
        self._row = int(said) if said else self._row + 1
        self._column = 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        if said is None:
            self._column += 1
        else:
            found = _REFERENCE.fullmatch(said)
            if found is None:
                raise _refused(self._name, "names a cell in a way no spreadsheet does; save it anew.")
            self._column, self._row = column_number(found[1]), int(found[2])
        seen = self.seen
        if self._row > seen.rows or self._column > seen.columns:
            seen.rows, seen.columns = max(seen.rows, self._row), max(seen.columns, self._column)
            if seen.rows * seen.columns > MAX_AREA or seen.columns > MAX_COLUMN:
                far = f"spreads its cells over more than {MAX_AREA:,} places; take the far ones out"
                raise _refused(self._name, f"{far}, or save it as 'CSV UTF-8'.")
        self._cell = ["c"]
        self._kind = attributes.get("t", "")

    def _end(self, tag: str) -> None:
        if not self._cell or tag[-1] != "c" or tag.rpartition(":")[2] != "c":
            return
        if self._kind == "e":
            self._unusable("holds an error instead of a value; mend it in the spreadsheet.")
        elif "f" in self._cell and "v" not in self._cell:
            self._unusable("holds a formula that was never worked out; open the file in a spreadsheet program and save it.")
        self._cell = []

    def _unusable(self, said: str) -> None:
        self.seen.unusable.append((self._row, f"cell {column_letters(self._column)}{self._row} {said}"))


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """Give the number of a column, counted from 1.

    >>> column_number("A"), column_number("xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Give the letters of a column, as a spreadsheet shows them.

    >>> column_letters(1), column_letters(16384)
    ('A', 'XFD')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
