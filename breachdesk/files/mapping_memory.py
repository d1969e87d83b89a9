"""How tables were read before: the meaning of each column, kept by what the table was for and by its header.

A small file in the workspace, for its owner only. It is a convenience: where it is damaged, one warning is said and
everything is proposed anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from breachdesk.domain.columns import plain_word
from breachdesk.files.owner_only import write_for_owner

FILE = "columns.json"
MOST_BYTES = 1024 * 1024
MOST_KEPT = 500
"""Headers; the oldest go first."""


class MappingMemory:
    """The file `columns.json` of a workspace."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    @property
    def warning(self) -> str:
        """Give a sentence where the file cannot be used; empty when all is well."""
        return self._read()[1]

    def recall(self, use: str, header: Sequence[str], known: Collection[str]) -> dict[str, str]:
        """Give the meaning each column of such a table had, by header; nothing when it was never seen.

        Args:
            use: `people`, or the kind of table of an inventory.
            known: Meanings a column may have; an entry with any other is not used.
        """
        meanings = self._read()[0].get(_key(use, header))
        if meanings is None or len(meanings) != len(header):
            return {}
        if any(meaning and meaning not in known and meaning.partition(".")[0] not in known for meaning in meanings):
            return {}
        return dict(zip(header, meanings, strict=True))

    def remember(self, use: str, meanings: Mapping[str, str]) -> None:
        """Keep the meaning of each column, by header in the order of the table.

        Raises:
            StoreProblem: the workspace cannot be written.
        """
        kept = self._read()[0]
        key = _key(use, tuple(meanings))
        kept.pop(key, None)
        kept[key] = tuple(meanings.values())
        newest = dict(list(kept.items())[-MOST_KEPT:])

        def write(stream: TextIO) -> None:
            json.dump({"version": 1, "headers": newest}, stream, ensure_ascii=False, indent=1)

        write_for_owner(self._path, write)

    def _read(self) -> tuple[dict[str, tuple[str, ...]], str]:
        try:
            with self._path.open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return {}, ""
        except OSError as error:
            return {}, _sentence(error.strerror or "it is no file")
        try:
            found = _entries(json.loads(raw) if len(raw) <= MOST_BYTES else None)
        except (ValueError, RecursionError):
            found = None
        return (found, "") if found is not None else ({}, _sentence("it is damaged"))


def _sentence(why: str) -> str:
    return f"{FILE} of the workspace, where the meaning of columns is remembered, cannot be used: {why.lower()}."


def _entries(value: Any) -> dict[str, tuple[str, ...]] | None:
    """Take the entries out of what stands in the file; None when it is not what was written."""
    headers = value.get("headers") if isinstance(value, dict) else None
    if not isinstance(headers, dict):
        return None
    found = {}
    for key, meanings in headers.items():
        if not isinstance(meanings, list) or not all(isinstance(meaning, str) for meaning in meanings):
            return None
        found[key] = tuple(meanings)
    return found


def _key(use: str, header: Sequence[str]) -> str:
    named = json.dumps([use, *(plain_word(name) or name for name in header)], ensure_ascii=True)
    return hashlib.sha256(named.encode()).hexdigest()
