"""Playbooks as files: checked, written out, exchanged as CACAO; each reader is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from breachdesk.cli.playbook_front import PlaybookRead
    from breachdesk.domain.playbook import Playbook, Step
    from breachdesk.files.catalogue import FileCatalogues
    from breachdesk.services.ports import Now


class PlaybookFiles:
    """What a command may do with playbooks as files.

    Args:
        catalogues: The content in use.
        folders: Of playbooks, the weakest first.
        now: When a document is made.
    """

    def __init__(self, catalogues: FileCatalogues, folders: Sequence[Path], now: Now) -> None:
        self._catalogues = catalogues
        self._folders = folders
        self._now = now

    def check(self, paths: Sequence[Path]) -> Mapping[Path, tuple[Step, ...]]:
        """Read playbooks or step sets without putting them to use; give the steps of each."""
        from breachdesk.files.playbook_check import check_playbooks

        return check_playbooks(paths, self._folders, self._catalogues.vocabulary.plan_words)

    def schemas(self) -> Mapping[str, str]:
        """Give the schemas that editors use, by the name of their file."""
        from breachdesk.files.playbook_schema import playbook_schemas

        return playbook_schemas(self._catalogues.vocabulary.plan_words)

    def dump(self, playbook: Playbook) -> str:
        """Give a playbook as YAML, with what it includes."""
        from breachdesk.files.playbook_dump import dump_playbook

        return dump_playbook(playbook)

    def as_cacao(self, playbook: Playbook) -> str:
        """Give a playbook as a CACAO 2.0 document, made and last changed now."""
        from breachdesk.cacao.cacao_export import cacao_document, cacao_text

        at = self._now()
        return cacao_text(cacao_document(playbook, self._catalogues.facts(), at, at))

    def read_cacao(self, path: Path, id_: str) -> PlaybookRead:
        """Read a CACAO 2.0 document as a playbook, and put it nowhere."""
        from breachdesk.cacao.cacao_import import take_in
        from breachdesk.cacao.strict_json import read_some
        from breachdesk.cli.playbook_front import PlaybookRead
        from breachdesk.files.playbook_dump import written_as_yaml
        from breachdesk.files.playbook_shelf import read_taken

        taken = take_in(read_some(path), path.name, id_)
        text = written_as_yaml(taken.written, taken.notes)
        words, shelf = self._catalogues.vocabulary.plan_words, self._catalogues.playbooks()
        return PlaybookRead(read_taken(text, path.name, words, shelf), text, taken.notes)
