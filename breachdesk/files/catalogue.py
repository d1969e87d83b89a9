"""The content BreachDesk works by, read when first asked for: law, facts, authorities, plans, rungs.

A user's own folder wins over the shipped one, file by file. Each reader is loaded with its first file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from breachdesk.domain.law import Authority, LawPack
from breachdesk.files.law_packs import authority_for, load_authorities, load_law, load_policy

if TYPE_CHECKING:
    from breachdesk.domain.facts import FactDefinition
    from breachdesk.domain.playbook import Playbook
    from breachdesk.domain.reminders import Rung


class FileCatalogues:
    """The port `Catalogues`, on folders of YAML files.

    Args:
        law: Folder of the rule packs.
        playbooks: Folders of plans, the weakest first.
    """

    def __init__(self, law: Path, playbooks: Sequence[Path]) -> None:
        self._law_folder = law
        self._playbook_folders = tuple(playbooks)

    def law(self) -> LawPack:
        """Give the rule pack in force."""
        return self._law

    def facts(self) -> Mapping[str, FactDefinition]:
        """Give every question that may be asked, by id."""
        return self._facts

    def authorities(self) -> tuple[Authority, ...]:
        """Give every supervisory authority."""
        return self._authorities

    def authority_for(self, country: str) -> Authority:
        """Give the supervisory authority of a country; NotFound names the nearest."""
        return authority_for(country, self._authorities)

    def playbooks(self) -> Mapping[str, Playbook]:
        """Give every plan by id; a user's own wins over a shipped one of the same file name."""
        return self._playbooks

    def rungs(self) -> tuple[Rung, ...]:
        """Give the house's reminder rungs."""
        return self._rungs

    @cached_property
    def _law(self) -> LawPack:
        return load_law(self._law_folder / "gdpr.yaml")

    @cached_property
    def _facts(self) -> Mapping[str, FactDefinition]:
        from breachdesk.files.fact_file import load_facts

        return load_facts(self._law_folder / "facts.yaml")

    @cached_property
    def _authorities(self) -> tuple[Authority, ...]:
        return load_authorities(self._law_folder / "authorities.yaml")

    @cached_property
    def _rungs(self) -> tuple[Rung, ...]:
        return load_policy(self._law_folder / "house_policy.yaml").rungs

    @cached_property
    def _playbooks(self) -> Mapping[str, Playbook]:
        from breachdesk.files.playbook_file import load_playbook

        by_file = {path.name: path for folder in self._playbook_folders for path in sorted(folder.glob("*.yaml"))}
        plans = (load_playbook(path, self._facts) for path in by_file.values())
        return {plan.id: plan for plan in plans}
