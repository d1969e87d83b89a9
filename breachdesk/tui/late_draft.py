"""Writing a notice from a screen; a late notification (Art. 33(1)) and a withdrawal ask for their reasons first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from breachdesk.domain.drafting import Revision
from breachdesk.domain.incident import Incident
from breachdesk.domain.merge import DATA, NAME, merge_fields
from breachdesk.domain.terms import NoticeKind
from breachdesk.tui.dialogs import Ask, some_words

LATE = "It is late. What are the reasons for the delay?", "Art. 33(1) wants them in the notification"
WITHDRAWN = "Why is the notification taken back?", "it stands in the withdrawal, and in the record"

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen


@dataclass(frozen=True, slots=True)
class ToWrite:
    """What somebody chose to have written."""

    kind: NoticeKind
    language: str
    group: str = ""
    """Write only what concerns this subject group; empty is everybody."""

    personal: bool = False
    """Greet each addressee by name."""

    own_data: bool = False
    """Name each addressee's own data."""


def written_again(revision: Revision) -> ToWrite:
    """Give the choice behind a text, so that it is written anew in the same way; its merge fields tell how it speaks."""
    fields = merge_fields(revision.subject, revision.text)
    return ToWrite(revision.kind, revision.language, revision.group, NAME in fields, DATA in fields)


def draft_notice(screen: DeskScreen, incident: Incident, wish: ToWrite, show: Callable[[Revision], None]) -> None:
    """Write a notice and show what was saved.

    Args:
        screen: Where it is asked for.
        incident: As it stands.
        wish: What is written.
        show: Takes what was saved.
    """
    notices, actor, name = screen.desk.notices, screen.desk_app.actor, incident.id
    kind = wish.kind
    late = kind is NoticeKind.NOTIFICATION and incident.deadline.is_late(screen.desk.now()) and not incident.filings
    withdrawn = kind is NoticeKind.WITHDRAWAL

    def write(reasons: str, refused: Callable[[str], object] | None) -> None:
        why_late, why = ("", reasons) if withdrawn else (reasons, "")

        def work() -> Revision:
            return notices.draft(
                name,
                kind,
                wish.language,
                actor,
                why_late,
                group=wish.group,
                personal=wish.personal,
                own_data=wish.own_data,
                reason=why,
            )

        screen.act(work, show, "draft saved", refused)

    def ask(initial: str, error: str) -> None:
        def answered(reasons: str | None) -> None:
            if reasons is not None:
                write(reasons, lambda sentence: ask(reasons, sentence))

        question, hint = WITHDRAWN if withdrawn else LATE
        screen.app.push_screen(Ask(question, hint, initial, some_words, True, error), answered)

    if late or withdrawn:
        ask("", "")
    else:
        write("", None)
