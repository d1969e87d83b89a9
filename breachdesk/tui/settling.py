"""Settling an action from a screen: done, with a note or without; or dropped, for a reason."""

from __future__ import annotations

from breachdesk.services.learning import ActionRow
from breachdesk.tui.deskscreen import DeskScreen
from breachdesk.tui.dialogs import Field, Pick

DONE, DROP = "done", "drop"


def settle_action(screen: DeskScreen, row: ActionRow) -> None:
    """Ask what became of an action, and record it; what is settled is only said to be so."""
    action = row.action
    if not row.is_open:
        screen.say(f"Action {action.id} is {'done' if action.done else 'dropped'} already; agree on a new one instead.")
        return

    def picked(what: str | None) -> None:
        if what == DONE:
            screen.fill_and_save(
                f"Done: {action.what}",
                [Field("note", "How can one see it?", "", "may be left empty")],
                lambda said: _settle(screen, row, True, said["note"]),
                "recorded",
            )
        elif what == DROP:
            screen.ask_and_save(
                f"Why is it dropped? {action.what}",
                "kept with your name and the time",
                lambda reason: _settle(screen, row, False, reason),
                None,
                "dropped",
            )

    options = [(DONE, "done", "with a note, if there is something to see"), (DROP, "drop it…", "asks for the reason")]
    screen.app.push_screen(Pick(f"What became of it? {action.what}", options), picked)


def _settle(screen: DeskScreen, row: ActionRow, done: bool, note: str) -> object:
    return screen.desk.afterwards.settle(row.incident_id, row.action.id, done, note, screen.desk_app.actor)
