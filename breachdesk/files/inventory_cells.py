"""The cells of a table of an inventory: cleaned, split, and each with the place it stands in.

A problem or a note always names row and column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from breachdesk.domain.errors import Problem
from breachdesk.domain.foreign import visible
from breachdesk.files.sheet_words_file import CellWords
from breachdesk.files.strict_yaml import Node
from breachdesk.files.taxonomy_file import Taxonomy

MOST_PROBLEMS = 200
LONGEST_TEXT = 4_000
_BULLET = re.compile(r"^[\s\-–•*·]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: file, row, and the name of its column."""

    file: str
    row: int
    header: str = ""


@dataclass(slots=True)
class Gathering:
    """What is found over all tables of one inventory."""

    taxonomy: Taxonomy
    words: CellWords
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    guesses: dict[str, list[str]] = field(default_factory=dict)
    """By file: words that were taken for what they resemble."""

    places: list[Place] = field(default_factory=list)

    def at(self, place: Place) -> int:
        """Give a number that stands for a place, where our own format has its line."""
        self.places.append(place)
        return len(self.places)

    def problem(self, place: Place, message: str) -> None:
        """Note a problem; past very many, no more."""
        if len(self.problems) < MOST_PROBLEMS:
            where = f"column '{visible(place.header)[:60]}': " if place.header else ""
            self.problems.append(Problem(place.row, f"{where}{message}", place.file))

    def note(self, place: Place, message: str) -> None:
        """Note what was left out or taken otherwise than it stands."""
        where = f"{place.file}:{place.row}" if place.row else place.file
        column = f" column '{visible(place.header)[:60]}'" if place.header else ""
        self.notes.append(f"{where}{column}: {message}")

    def guess(self, place: Place, text: str, id_: str) -> None:
        """Note once a file that a word was taken for what it resembles."""
        said = f"'{shown(text)}' was taken as {id_}."
        known = self.guesses.setdefault(place.file, [])
        if said not in known:
            known.append(said)
            self.note(place, said)


def shown(text: str) -> str:
    """Give a piece of a cell for a message."""
    return visible(" ".join(text.split()))[:80]


@dataclass(frozen=True, slots=True)
class RowCells:
    """One row: its cells by what they mean."""

    file: str
    number: int
    cells: Mapping[str, str]
    headers: Mapping[str, str]
    """The column's own name, by what it means."""

    language: str
    found: Gathering

    def place(self, meaning: str = "") -> Place:
        """Give where a cell stands; the row itself for none."""
        return Place(self.file, self.number, self.headers.get(meaning, ""))

    def line(self, meaning: str = "") -> int:
        """Give the number that stands for a cell's place."""
        return self.found.at(self.place(meaning))

    def text(self, meaning: str) -> str:
        """Give a cell's text, cleaned; empty when there is none."""
        text = self.cells.get(meaning, "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
        if not text:
            return ""
        if visible(text) != text:
            bad = next(c for c in text if visible(c) != c)
            self.problem(meaning, f"holds the control character U+{ord(bad):04X}; remove it.")
            return ""
        if len(text) > LONGEST_TEXT:
            self.problem(meaning, f"is longer than {LONGEST_TEXT:,} characters; shorten it.")
            return ""
        return text

    def line_of_text(self, meaning: str) -> str:
        """Give a cell's text as one line."""
        return " ".join(self.text(meaning).split())

    def problem(self, meaning: str, message: str) -> None:
        """Note a problem with a cell."""
        self.found.problem(self.place(meaning), message)

    def note(self, meaning: str, message: str) -> None:
        """Note something about a cell."""
        self.found.note(self.place(meaning), message)

    def texts(self, **fields: str) -> dict[str, Node]:
        """Give plain text nodes: our key by what the column means; empty cells are left out."""
        pairs = ((key, meaning, self.line_of_text(meaning)) for key, meaning in fields.items())
        return {key: Node(text, self.line(meaning)) for key, meaning, text in pairs if text}

    def listed(self, meaning: str, values: Iterable[str]) -> Node:
        """Give a list node of texts that stand in one cell."""
        line = self.line(meaning)
        return Node([Node(value, line) for value in values], line)


def words_in(text: str) -> list[str]:
    """Give the words of a cell that holds several, parted by `;`, `,` or a line end outside brackets.

    >>> words_in("NAW (naam, adres), BSN; e-mail")
    ['NAW (naam, adres)', 'BSN', 'e-mail']
    """
    pieces, depth, piece = [], 0, ""
    for character in text:
        depth = max(0, depth + (character in "([") - (character in ")]"))
        if character == "\n" or (character in ";," and depth == 0):
            pieces.append(piece)
            piece, depth = "", 0
        else:
            piece += character
    return _tidied([*pieces, piece])


def names_in(text: str) -> list[str]:
    """Give the names of a cell that holds several; a comma parts them only where nothing else does."""
    return _tidied(re.split(r"[;\n]", text)) if re.search(r"[;\n]", text) else _tidied(text.split(","))


def _tidied(pieces: Iterable[str]) -> list[str]:
    found = (_BULLET.sub("", " ".join(piece.split())).strip() for piece in pieces)
    return list(dict.fromkeys(piece for piece in found if piece))


def slug(text: str) -> str:
    """Give an id made of a name: small letters, digits and hyphens; empty when nothing is left.

    >>> slug("Personeelsadministratie (HR) & loon")
    'personeelsadministratie-hr-loon'
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
