"""Every playbook as it was read last, kept in the workspace so that a start reads no YAML.

Used only where nothing it was read from has changed, byte for byte, nor the code that read it; in any doubt everything
is read anew in silence. It is a convenience and no source: a playbook is what stands in its YAML.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from breachdesk import __version__
from breachdesk.domain.errors import StoreProblem
from breachdesk.files.playbook_paths import SETS, PlaybookShelf, by_name
from breachdesk.files.playbook_text import playbooks_from_text, playbooks_to_text

if TYPE_CHECKING:
    from breachdesk.domain.playbook import Playbook

FILE = "playbooks.json"
FOLDER = "cache"
MOST_BYTES = 32 * 1024 * 1024
READERS = ("fact_file", "fields", "playbook_cache", "playbook_file", "playbook_shelf", "playbook_steps", "playbook_text",
           "step_sets", "strict_yaml", "taxonomy_file", "../domain/facts", "../domain/playbook")  # fmt: skip
"""Code that decides what comes of a file; a checkout changes it without a new version."""

VOCABULARY = ("facts.yaml", "taxonomy.yaml")
"""What playbooks may speak of; a change there may make a good one bad."""


class PlaybookCache:
    """The file `cache/playbooks.json` of a workspace.

    Args:
        workspace: Its folder; nothing is written where it is not there yet.
        law: Folder of the vocabulary.
        playbooks: Folders of plans, the weakest first.
    """

    def __init__(self, workspace: Path, law: Path, playbooks: Sequence[Path]) -> None:
        self._workspace = workspace
        self._law = law
        self._folders = tuple(playbooks)

    def shelf(self, read: Callable[[], PlaybookShelf]) -> PlaybookShelf:
        """Give every playbook: those kept where they still hold, else what `read` gives; that is kept if all is sound."""
        key = self._key()
        kept = self._kept(key) if key else None
        if kept is not None:
            return PlaybookShelf(kept)
        found = read()
        # What was read is kept only if it is what the key speaks of: a file may change while it is read.
        if key and found.problems is None and self._key() == key and self._workspace.is_dir():
            self._keep(key, found.playbooks)
        return found

    def _key(self) -> str:
        """Give the fingerprint of all that the playbooks come from; empty where some of it cannot be read."""
        here = Path(__file__).parent
        paths = [
            *by_name(self._folders).values(),
            *by_name([folder / SETS for folder in self._folders]).values(),
            *(self._law / name for name in VOCABULARY),
            *(here / f"{name}.py" for name in READERS),
        ]
        return _fingerprint(paths)

    def _kept(self, key: str) -> Mapping[str, Playbook] | None:
        path = self._workspace / FOLDER / FILE
        try:
            if not path.is_file():
                return None
            with path.open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
            head, _, text = raw.partition(b"\n")
            if head != _head(key, text):
                return None
            return playbooks_from_text(text)
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return None

    def _keep(self, key: str, playbooks: Mapping[str, Playbook]) -> None:
        from breachdesk.files.owner_only import write_for_owner

        text = playbooks_to_text(playbooks)
        head = _head(key, text.encode()).decode()
        # A workspace that cannot be written, or is full, is slower and no worse.
        with suppress(StoreProblem):
            write_for_owner(self._workspace / FOLDER / FILE, lambda stream: stream.writelines((head, "\n", text)))


def _head(key: str, text: bytes) -> bytes:
    """Give the first line: what was read, and what came of it."""
    return json.dumps({"of": key, "sha256": hashlib.sha256(text).hexdigest()}).encode()


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(__version__.encode())
    try:
        for path in paths:
            raw = path.read_bytes()
            digest.update(f"\n{path.parent.name}/{path.name} {len(raw)}\n".encode())
            digest.update(raw)
    except OSError:
        return ""
    return digest.hexdigest()
