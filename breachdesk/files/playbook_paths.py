"""Which files are the playbooks and step sets in use (of two with one name the later folder's wins), and what they came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from breachdesk.domain.errors import FileProblems
    from breachdesk.domain.playbook import Playbook

SETS = "steps"
"""The folder of step sets beside the playbooks."""


@dataclass(frozen=True, slots=True)
class PlaybookShelf:
    """The playbooks that can be used, and what is wrong with the files of the others."""

    playbooks: Mapping[str, Playbook]
    problems: FileProblems | None = None


def playbook_paths(folders: Sequence[Path]) -> list[Path]:
    """Give the playbook files that count."""
    return list(by_name(folders).values())


def by_name(folders: Iterable[Path]) -> dict[str, Path]:
    """Give the YAML files of folders by name, the weakest folder first."""
    return {path.name: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
