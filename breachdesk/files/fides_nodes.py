"""The pieces of a Fides manifest, taken out with a note for whatever is not of the shape it should have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from breachdesk.domain.inventory import SourceRow
from breachdesk.files.strict_yaml import Node

NOTHING = ("", "null", "Null", "NULL", "~")
"""How a manifest says that there is no value."""

FALSE = ("false", "False", "FALSE")
QUIET = {"fides_meta", "fidesops_meta", "meta", "data_qualifier", "retention"}
"""Storage details that say nothing about people; noted once a dataset."""


@dataclass(slots=True)
class Noting:
    """What could not be mapped, in the order it was met."""

    notes: list[str] = field(default_factory=list)
    _said: set[tuple[str, str]] = field(default_factory=set)

    def note(self, row: SourceRow, text: str) -> None:
        """Keep what could not be mapped."""
        self.notes.append(f"{row}: {text}")

    def note_once(self, row: SourceRow, text: str) -> None:
        """Keep it where it is met first in a file."""
        if (row.file, text) not in self._said:
            self._said.add((row.file, text))
            self.note(row, text)

    def note_others(self, fields: Mapping[str, Node], known: Collection[str], file: str, who: str) -> set[str]:
        """Note every key that nobody takes and that says something; give the quiet ones without a note."""
        others = {name: node for name, node in fields.items() if name not in known and not _says_nothing(node)}
        for name, node in others.items():
            if name not in QUIET:
                self.note(SourceRow(file, node.line, who), f"{who}: '{name}' has no counterpart here.")
        return QUIET & others.keys()


def _says_nothing(node: Node) -> bool:
    """Tell whether a value is null, empty, or a switch that is off, as an exported manifest has them by the dozen."""
    value = node.value
    return value.strip() in (*NOTHING, *FALSE) if isinstance(value, str) else not value


def mapping(node: Node | None) -> Mapping[str, Node]:
    """Give the keys of a mapping; none for anything else."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def text(fields: Mapping[str, Node], key: str) -> str:
    """Give one text; empty when absent or said to be nothing."""
    node = fields.get(key)
    value = node.value.strip() if node is not None and isinstance(node.value, str) else ""
    return "" if value in NOTHING else value


def items(noting: Noting, node: Node | None, row: SourceRow, what: str) -> Sequence[Node]:
    """Give the mappings of a list; anything else is noted."""
    if node is None or (isinstance(node.value, str) and node.value.strip() in NOTHING):
        return ()
    if not isinstance(node.value, list):
        noting.note(SourceRow(row.file, node.line, row.path), f"{what} is {node.kind}, not a list; it is left out.")
        return ()
    for item in node.value:
        if not isinstance(item.value, dict):
            noting.note(
                SourceRow(row.file, item.line, row.path),
                f"{what} holds {_shown(item)} where keys with values belong; it is left out.",
            )
    return [item for item in node.value if isinstance(item.value, dict)]


def texts(noting: Noting, node: Node | None, row: SourceRow, what: str) -> list[tuple[str, SourceRow]]:
    """Give a list of words, each with its row; one word alone counts as a list of one, anything else is noted."""
    found = []
    for item in node.value if node is not None and isinstance(node.value, list) else [node]:
        if item is None:
            continue
        at = SourceRow(row.file, item.line, row.path)
        if not isinstance(item.value, str):
            noting.note(at, f"{what} holds {item.kind} where a word belongs; it is left out.")
        elif item.value.strip() not in NOTHING:
            found.append((item.value.strip(), at))
    return found


def _shown(node: Node) -> str:
    return f"'{node.value[:60]}'" if isinstance(node.value, str) else node.kind
