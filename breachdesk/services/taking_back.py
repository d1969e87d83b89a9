"""An edited DOCX taken in as the next revision, only on top of the one it was made from.

Taken in on another, it would drop in silence what somebody wrote since. What stands in its margin becomes comments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from breachdesk.domain.approval import revision_of
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.foreign import clean_line
from breachdesk.domain.incident import Incident
from breachdesk.domain.sentences import paragraphs
from breachdesk.domain.word_diff import ChangedParagraph, word_diff
from breachdesk.services.desk import Desk
from breachdesk.services.document_port import Documents, DocxOrigin, EditedText
from breachdesk.services.reviewing import MAX_COMMENT

FROM_DOCX = "docx"


@dataclass(frozen=True, slots=True)
class ReadBack:
    """An edited DOCX beside the Revision it was made from."""

    base: Revision
    newest: int
    """The number of the newest Revision; another than that of `base` where somebody wrote on meanwhile."""

    edited: EditedText
    changes: tuple[ChangedParagraph, ...]
    """The paragraphs in which a word changed; the subject, where it did, is one before them."""

    @property
    def says_something_new(self) -> bool:
        """Tell whether anything of the text changed, be it only where its lines end."""
        return (self.base.subject, self.base.text) != (self.edited.subject, self.edited.text)


class TakingBack:
    """One use case a method."""

    def __init__(self, desk: Desk, documents: Documents, shown: Callable[[Revision], Revision]) -> None:
        self._desk = desk
        self._documents = documents
        self._shown = shown

    def read_docx(self, name: str, notice: str, data: bytes) -> ReadBack:
        """Read an edited DOCX beside the Revision it was made from; nothing is saved.

        Raises:
            WrongInput: it must not be opened, was not made here, or holds what a notice cannot hold.
            NotAllowed: it was made from another notice or incident.
        """
        incident = self._desk.incidents.get(name)
        base = self._base(incident, notice, self._documents.origin(data))
        edited = self._documents.edited(data, base.subject, base.text)
        changes = (*word_diff(base.subject, edited.subject), *word_diff(base.text, edited.text))
        changed = tuple(one for one in changes if one.is_changed)
        return ReadBack(base, incident.revisions[notice][-1].number, edited, changed)

    def take_docx(self, name: str, notice: str, data: bytes, by: str) -> Revision:
        """Save an edited DOCX as the next revision, and what stands in its margin as comments on that.

        Where only the margin says something new, no revision is made and the comments are on the one there is.

        Raises:
            NotAllowed: it was not made from the newest revision, or nothing was changed.
            WrongInput: as `read_docx`.
        """
        read = self.read_docx(name, notice, data)
        if read.base.number != read.newest:
            raise NotAllowed(
                f"The DOCX was made from revision {read.base.number} of '{notice}', and revision {read.newest} is the newest: "
                f"taking it in would drop what was written since. Export revision {read.newest} and make the changes there."
            )
        only_notes = bool(read.edited.notes) and not read.says_something_new
        edited = read.edited
        made = read.base if only_notes else self._desk.notices.revise(name, notice, edited.subject, edited.text, by, FROM_DOCX)
        if edited.notes:
            self._keep_notes(name, made, edited, by)
        return made

    def _keep_notes(self, name: str, made: Revision, edited: EditedText, by: str) -> None:
        """Keep what was written in the margin as comments, each with the name it stood under."""
        last = len(paragraphs(made.text))
        for note in edited.notes:
            said = f"{note.by or 'somebody'}, in the DOCX: {note.text}"[:MAX_COMMENT]
            place = note.paragraph if note.paragraph <= last else 0
            self._desk.reviewing.comment(name, made.notice, made.number, place, said, by)

    def _base(self, incident: Incident, notice: str, origin: DocxOrigin) -> Revision:
        if origin.incident != incident.id:
            raise NotAllowed(f"The DOCX was made from a notice of another incident than {incident.reference}; name that one.")
        if origin.notice != notice:
            named = clean_line(origin.notice[:80], "notice")
            raise NotAllowed(f"The DOCX was made from '{named}', not from '{notice}'; name that one.")
        revision = self._shown(revision_of(incident, notice, origin.number))
        if revision.sha256 != origin.sha256:
            raise NotAllowed(
                f"The DOCX says it was made from revision {origin.number} of '{notice}', whose text is another one here; "
                "export it from this workspace and make the changes there."
            )
        return revision
