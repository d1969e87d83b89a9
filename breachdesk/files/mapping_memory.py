"""How tables were read before: the meaning of each column by the table's use and header, and of words in cells.

A small file in the workspace, for its owner only. It is a convenience: where it is damaged, one warning is said and
everything is proposed anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from breachdesk.domain.columns import plain_word
from breachdesk.files.owner_only import write_for_owner

FILE = "columns.json"
MOST_BYTES = 1024 * 1024
MOST_KEPT = 500
"""Headers, and words; the oldest go first."""


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
        meanings = self._read()[0].headers.get(_key(use, header))
        if meanings is None or len(meanings) != len(header):
            return {}
        if any(meaning and meaning not in known and meaning.partition(".")[0] not in known for meaning in meanings):
            return {}
        return dict(zip(header, meanings, strict=True))

    def words(self) -> dict[str, str]:
        """Give what words in cells were said to mean, by the plain word."""
        return self._read()[0].words

    def remember(self, use: str, meanings: Mapping[str, str]) -> None:
        """Keep the meaning of each column, by header in the order of the table.

        Raises:
            StoreProblem: the workspace cannot be written.
        """
        kept = self._read()[0]
        key = _key(use, tuple(meanings))
        kept.headers.pop(key, None)
        kept.headers[key] = list(meanings.values())
        self._write(kept)

    def remember_words(self, words: Mapping[str, str]) -> None:
        """Keep what words in cells mean.

        Raises:
            StoreProblem: the workspace cannot be written.
        """
        kept = self._read()[0]
        for word, id_ in words.items():
            kept.words.pop(word, None)
            kept.words[word] = id_
        self._write(kept)

    def _write(self, kept: _Kept) -> None:
        newest = {
            "headers": dict(list(kept.headers.items())[-MOST_KEPT:]),
            "words": dict(list(kept.words.items())[-MOST_KEPT:]),
        }

        def write(stream: TextIO) -> None:
            json.dump({"version": 1, **newest}, stream, ensure_ascii=False, indent=1)

        write_for_owner(self._path, write)

    def _read(self) -> tuple[_Kept, str]:
        try:
            with self._path.open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return _Kept(), ""
        except OSError as error:
            return _Kept(), _sentence(error.strerror or "it is no file")
        try:
            found = _entries(json.loads(raw) if len(raw) <= MOST_BYTES else None)
        except (ValueError, RecursionError):
            found = None
        return (found, "") if found is not None else (_Kept(), _sentence("it is damaged"))


@dataclass(slots=True)
class _Kept:
    """What stands in the file."""

    headers: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def _sentence(why: str) -> str:
    return f"{FILE} of the workspace, where the meaning of columns is remembered, cannot be used: {why.lower()}."


def _entries(value: Any) -> _Kept | None:
    """Take the entries out of what stands in the file; None when it is not what was written."""
    if not isinstance(value, dict):
        return None
    headers, words = value.get("headers", {}), value.get("words", {})
    if not isinstance(headers, dict) or not isinstance(words, dict):
        return None
    lists = all(isinstance(kept, list) and all(isinstance(text, str) for text in kept) for kept in headers.values())
    if not lists or not all(isinstance(id_, str) for id_ in words.values()):
        return None
    return _Kept(headers, words)


def _key(use: str, header: Sequence[str]) -> str:
    named = json.dumps([use, *(plain_word(name) or name for name in header)], ensure_ascii=True)
    return hashlib.sha256(named.encode()).hexdigest()
