"""Writing a notice from a screen; a late notification (Art. 33(1)) and a withdrawal ask for their reasons first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from breachdesk.domain.drafting import Revision
from breachdesk.domain.incident import Incident
from breachdesk.domain.terms import NoticeKind
from breachdesk.tui.dialogs import Ask, some_words

LATE = "It is late. What are the reasons for the delay?", "Art. 33(1) wants them in the notification"
WITHDRAWN = "Why is the notification taken back?", "it stands in the withdrawal, and in the record"

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen


def draft_notice(
    screen: DeskScreen,
    incident: Incident,
    kind: NoticeKind,
    language: str,
    show: Callable[[Revision], None],
    group: str = "",
) -> None:
    """Write a notice and show what was saved.

    Args:
        screen: Where it is asked for.
        incident: As it stands.
        kind: What is written.
        language: Two letters.
        show: Takes what was saved.
        group: Write only what concerns this subject group.
    """
    notices, actor, name = screen.desk.notices, screen.desk_app.actor, incident.id
    late = kind is NoticeKind.NOTIFICATION and incident.deadline.is_late(screen.desk.now()) and not incident.filings
    withdrawn = kind is NoticeKind.WITHDRAWAL

    def write(reasons: str, refused: Callable[[str], object] | None) -> None:
        why_late, why = ("", reasons) if withdrawn else (reasons, "")
        work = lambda: notices.draft(name, kind, language, actor, why_late, group=group, reason=why)  # noqa: E731
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
