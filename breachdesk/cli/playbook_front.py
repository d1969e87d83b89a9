"""What the playbook commands need from outside: playbooks as files, ours and other people's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from breachdesk.domain.playbook import Playbook, Step


@dataclass(frozen=True, slots=True)
class PlaybookRead:
    """A playbook taken in from another format."""

    playbook: Playbook
    text: str
    """As it would be kept, in YAML."""

    notes: tuple[str, ...]
    """What does not map, a sentence each."""


class PlaybookFiles(Protocol):
    """Playbooks checked, written out and exchanged."""

    def check(self, paths: Sequence[Path]) -> Mapping[Path, tuple[Step, ...]]:
        """Read playbooks or step sets without putting them to use; give the steps of each."""
        ...

    def schemas(self) -> Mapping[str, str]:
        """Give the schemas that editors use, by the name of their file."""
        ...

    def dump(self, playbook: Playbook) -> str:
        """Give a playbook as YAML, with what it includes."""
        ...

    def as_cacao(self, playbook: Playbook) -> str:
        """Give a playbook as a CACAO 2.0 document."""
        ...

    def read_cacao(self, path: Path, id_: str) -> PlaybookRead:
        """Read a CACAO 2.0 document as a playbook, and put it nowhere.

        Args:
            id_: The id it is to have; empty for its own.
        """
        ...
