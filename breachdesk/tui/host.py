"""What the screens may ask of the app that shows them, and what both need from outside beside the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from breachdesk.domain.addressees import AddresseeList
    from breachdesk.domain.drafting import Revision
    from breachdesk.services.desk import Desk
    from breachdesk.services.faces import Glance


class ScreenFront(Protocol):
    """Files in and out."""

    @property
    def folder(self) -> Path:
        """The workspace in use."""
        ...

    @property
    def is_demo(self) -> bool:
        """Tell whether nothing is sent from this workspace."""
        ...

    @property
    def is_drill(self) -> bool:
        """Tell whether the workspace is that of an exercise."""
        ...

    def pause_drill(self) -> bool:
        """Let the clock of the exercise stand still, or run on; tell whether it stands."""
        ...

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        ...

    def glance(self) -> Glance | None:
        """Give the workspace at first sight, without opening it."""
        ...

    def read_addressees(self, path: Path) -> AddresseeList:
        """Read a list of people to write to."""
        ...

    def sample_addressees(self) -> Path:
        """Give the sample list."""
        ...

    def export_notice(self, reference: str, revision: Revision) -> Sequence[Path]:
        """Write a revision as files."""
        ...

    def write_docx(self, reference: str, revision: Revision) -> Sequence[Path]:
        """Write a revision as a DOCX that can be edited and taken in again."""
        ...

    def take_docx(self, reference: str, notice: str, path: Path) -> Revision:
        """Take an edited DOCX in; give the revision that is the newest then."""
        ...

    def outside_editor(self) -> tuple[str, ...]:
        """Give the editor that the user's settings name, with its arguments; empty where none is named."""
        ...

    def edit_outside(self, stem: str, text: str) -> str:
        """Let that editor change a text in this terminal; give what came back."""
        ...

    def write_handover(self, reference: str, text: str) -> Path:
        """Write a hand-over into the drafts of the workspace; give where it lies."""
        ...


class DeskHost(Protocol):
    """The app, as a screen sees it."""

    actor: str
    """Who sits at the keyboard."""

    language: str
    """In which the texts of plans are shown, as long as the desk is open."""

    front: ScreenFront

    @property
    def desk(self) -> Desk:
        """The use cases."""
        ...

    def problem_with(self, look: Callable[[], object]) -> str | None:
        """Give the sentence that says what is wrong, or None."""
        ...

    def glossary(self) -> list[str]:
        """Give the words of the house."""
        ...
