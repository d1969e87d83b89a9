"""The people to write to, read from CSV: all of them or none, and every problem in one round.

Nothing is guessed. A row that is short, long, doubled or odd is refused with its line, and messages never
repeat a name or an address. Text that a spreadsheet would run as a formula is plain text here, also behind the
apostrophe that an export puts before it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from breachdesk.domain.addressees import MAX_ADDRESS, Addressee, AddresseeList, address_problem
from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.files.csv_text import looks_misread
from breachdesk.files.fields import Problems, nearest
from breachdesk.files.formula_guard import unguarded

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_TEXT = 200
MAX_SHOWN = 20
COLUMNS = ("name", "email", "language", "reference", "categories")
"""The last says which data of a person are concerned, for the merge field `{data}`: ids parted by semicolons."""

REQUIRED = ("name", "email")
DELIMITERS = (",", ";", "\t")
_LANGUAGE = re.compile(r"[a-z]{2}")
# Controls, line and paragraph separators, half characters, private use and the invisible format characters;
# the two joiners stay, for names in Persian and Indian scripts and for emoji.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
_MAX_MARKS = 4
# What people type into a cell they have nothing to put in, and what prints as nothing.
_BLANKS = "-–—._?*'\u00a0\u200c\u200d "


@dataclass(slots=True)
class _Reading:
    """What has been read of one file so far."""

    problems: Problems
    rows: list[Addressee] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    by_address: dict[str, tuple[int, str]] = field(default_factory=dict)


def load_addressees(path: Path) -> AddresseeList:
    """Read the people to write to from a CSV file with the columns name, email, language, reference.

    The last two may be missing, and a column categories may stand beside them. Columns are parted by comma, semicolon or
    tab; the header tells which.

    Raises:
        FileProblems: anything in it is not right; nothing is read then. The first 20 problems are listed.
    """
    raw = _bytes_of(path)
    reading = _Reading(Problems(path.name))
    text = _decoded(raw, reading.problems)
    if text is not None:
        _read_rows(text, reading)
    if not reading.rows and not reading.problems.found:
        reading.problems.add(0, "names nobody; write one row a person under the header.")
    _raise_the_first(reading.problems)
    digest = hashlib.sha256(raw).hexdigest()
    return AddresseeList(tuple(reading.rows), path.name, digest, tuple(reading.warnings))


def _bytes_of(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise FileProblems(path.name, [Problem(0, "is not a file; name a CSV file.")])
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileProblems(path.name, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error
    if len(raw) > MAX_BYTES:
        raise FileProblems(path.name, [Problem(0, "is larger than 20 MB; split it into several files.")])
    return raw


def _decoded(raw: bytes, problems: Problems) -> str | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.add(line, "is not UTF-8; save it as 'CSV UTF-8' and try again.")
        return None
    if not text.strip():
        problems.add(0, "is empty; it needs the header name,email and one row a person.")
        return None
    return text


def _read_rows(text: str, reading: _Reading) -> None:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        header = [cell.strip() for cell in next(lines)]
        if not _header_is_right(header, reading.problems):
            return
        line = lines.line_num + 1
        for count, row in enumerate(lines, start=1):
            if count > MAX_ROWS:
                reading.problems.add(line, f"holds more than {MAX_ROWS:,} people; split the file.")
                return
            if row:
                _take(row, header, line, reading)
            line = lines.line_num + 1
    except csv.Error as error:
        reading.problems.add(line, f"cannot be read as CSV from here on: {_csv_words(str(error))}")


def _csv_words(said: str) -> str:
    if "field limit" in said:
        return "a value is far too long; perhaps a quote is not closed."
    if "unexpected end" in said:
        return 'a quote (") is opened and never closed.'
    return 'a quote (") stands in the wrong place; double it inside a value, and quote the whole value.'


def _delimiter(text: str) -> str:
    """Give the delimiter that finds the most known columns in the header; a comma when none does."""
    first = text.split("\n", 1)[0].split("\r", 1)[0]

    def known(delimiter: str) -> int:
        return len({cell.strip().strip('"').lower() for cell in first.split(delimiter)} & set(COLUMNS))

    return max(DELIMITERS, key=known)


def _header_is_right(header: Sequence[str], problems: Problems) -> bool:
    before = len(problems.found)
    for position, name in enumerate(header, start=1):
        if not name:
            problems.add(1, f"column {position} has no name in the header; name it or take it out.")
        elif name in header[: position - 1] and name in COLUMNS:
            problems.add(1, f"the header names '{name}' twice; keep one, or letters go to the wrong person.")
        elif name not in COLUMNS:
            shown = "".join(c if c.isprintable() else "�" for c in name[:40])
            problems.add(1, f"'{shown}' is not a known column.{nearest(name.lower(), COLUMNS)}")
    for name in REQUIRED:
        if name not in header:
            problems.add(1, f"the column '{name}' is missing; the header is name,email,language,reference.")
    return len(problems.found) == before


def _take(row: Sequence[str], header: Sequence[str], line: int, reading: _Reading) -> None:
    problems = reading.problems
    if len(row) != len(header):
        problems.add(
            line,
            f"has {len(row)} of the {len(header)} values that the header names; check for a missing or extra "
            'delimiter, and write a name with a comma in quotes: "Miller, Ann".',
        )
        return
    cells = dict(zip(header, row, strict=True))
    name = unguarded(cells["name"].strip())
    person = Addressee(
        name=name,
        address=cells["email"].strip(" \t"),
        language=cells.get("language", "").strip().lower(),
        reference=unguarded(cells.get("reference", "").strip()),
        categories=_categories(unguarded(cells.get("categories", "").strip())),
    )
    found = list(row_problems(person))
    for message in found:
        problems.add(line, message)
    if not found and _is_new(person, line, reading):
        reading.rows.append(person)
        if looks_misread(name):
            reading.warnings.append(f"line {line}: the name looks as if it was saved in a wrong encoding.")


def _categories(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in map(str.strip, cell.split(";")) if part))


def row_problems(person: Addressee) -> Iterator[str]:
    """Say everything that keeps one person from being written to, without repeating a name or an address."""
    if not person.name.strip(_BLANKS):
        yield "the name is empty or a filler; a letter needs somebody to address."
    for column, value in (("name", person.name), ("reference", person.reference)):
        if len(value) > MAX_TEXT:
            yield f"the {column} is longer than {MAX_TEXT} characters."
        elif (trouble := _text_problem(value)) is not None:
            yield f"the {column} {trouble}"
    if (trouble := address_problem(person.address[: MAX_ADDRESS + 1])) is not None:
        yield f"the email {trouble}."
    if any(len(c) > MAX_TEXT or not c.isprintable() for c in person.categories):
        yield "the categories are not ids of data categories parted by semicolons."
    if person.language and not _LANGUAGE.fullmatch(person.language):
        yield "the language is not a two-letter code such as nl; leave it empty if it is not known."


def _text_problem(value: str) -> str | None:
    """Say what unseen or piled-up characters a text holds; None for a plain one."""
    if "=?" in value:
        return "holds '=?', which mail programs decode; remove it."
    if value.isascii() and value.isprintable():
        return None
    marks = 0
    for character in value:
        category = unicodedata.category(character)
        if (category in _UNSEEN and character not in _JOINERS) or ord(character) & 0xFFFE == 0xFFFE:
            return f"holds the unseen character U+{ord(character):04X}; remove it."
        marks = marks + 1 if category == "Mn" else 0
        if marks > _MAX_MARKS:
            return f"piles more than {_MAX_MARKS} accents on one letter; write it plainly."
    return None


def _is_new(person: Addressee, line: int, reading: _Reading) -> bool:
    address = person.address.lower()
    name = " ".join(unicodedata.normalize("NFC", person.name).casefold().split())
    known_line, known_name = reading.by_address.setdefault(address, (line, name))
    if known_line == line:
        return True
    if known_name == name:
        reading.problems.add(line, f"is the same person as line {known_line}; keep one of them.")
    else:
        reading.problems.add(
            line,
            f"shares its email with another person on line {known_line}, who would read this letter; "
            "give each their own, or take one out and write by post.",
        )
    return False


def _raise_the_first(problems: Problems) -> None:
    found = sorted(problems.found)
    if len(found) > MAX_SHOWN:
        left = len(found) - MAX_SHOWN
        more = Problem(found[MAX_SHOWN].line, f"is where {left:,} more problems begin; mend these first.")
        found = [*found[:MAX_SHOWN], more]
    if found:
        raise FileProblems(problems.file, found)
