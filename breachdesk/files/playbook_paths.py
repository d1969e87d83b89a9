"""Which files are the playbooks and step sets in use: of two with one name that of the later folder wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

SETS = "steps"
"""The folder of step sets beside the playbooks."""


def playbook_paths(folders: Sequence[Path]) -> list[Path]:
    """Give the playbook files that count."""
    return list(by_name(folders).values())


def by_name(folders: Iterable[Path]) -> dict[str, Path]:
    """Give the YAML files of folders by name, the weakest folder first."""
    return {path.name: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
