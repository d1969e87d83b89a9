"""Writing a notice from a screen; a late notification asks for its reasons first (Art. 33(1))."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from breachdesk.domain.drafting import Revision
from breachdesk.domain.incident import Incident
from breachdesk.domain.terms import NoticeKind
from breachdesk.tui.dialogs import Ask, some_words

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen


def draft_notice(
    screen: DeskScreen, incident: Incident, kind: NoticeKind, language: str, show: Callable[[Revision], None]
) -> None:
    """Write a notice and show what was saved."""
    notices, actor, name = screen.desk.notices, screen.desk_app.actor, incident.id

    def write(reasons: str, refused: Callable[[str], object] | None) -> None:
        screen.act(lambda: notices.draft(name, kind, language, actor, reasons), show, "draft saved", refused)

    def ask(initial: str, error: str) -> None:
        def answered(reasons: str | None) -> None:
            if reasons is not None:
                write(reasons, lambda sentence: ask(reasons, sentence))

        question = "It is late. What are the reasons for the delay?"
        hint = "Art. 33(1) wants them in the notification"
        screen.app.push_screen(Ask(question, hint, initial, some_words, True, error), answered)

    late = kind is NoticeKind.NOTIFICATION and incident.deadline.is_late(screen.desk.now()) and not incident.filings
    if late:
        ask("", "")
    else:
        write("", None)
