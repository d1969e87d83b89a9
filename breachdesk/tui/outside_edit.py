"""A text in an editor of the user's own: the screen steps aside, and takes what comes back.

While the editor is open the desk stands still: it shares one terminal with it, and looks for no reminders meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from breachdesk.domain.errors import BreachDeskError

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen

SUBJECT = "Subject: "
NO_EDITOR = "Neither VISUAL nor EDITOR names an editor; set one of them before the desk is opened, or press e to edit here."
NO_TERMINAL = "There is no terminal that an editor could take over here, such as in a browser; press e to edit here."
UNCHANGED = "The editor changed nothing; this revision stands."


def edited_outside(screen: DeskScreen, stem: str, subject: str, text: str) -> tuple[str, str] | None:
    """Give subject and text as they came back; None where nothing is to be saved, which is said then.

    Args:
        stem: What the file is called, without its ending.
    """
    front = screen.desk_app.front
    if not front.outside_editor():
        screen.refuse(NO_EDITOR)
        return None
    whole, came_back, problem = as_file(subject, text), "", ""
    try:
        with screen.app.suspend():
            # Caught in here: what leaves this block by an error would leave the terminal to nobody.
            try:
                came_back = front.edit_outside(stem, whole)
            except BreachDeskError as error:
                problem = str(error)
    except SuspendNotSupported:
        problem = NO_TERMINAL
    if problem:
        screen.refuse(problem)
        return None
    if came_back.rstrip() == whole.rstrip():
        screen.say(UNCHANGED)
        return None
    return from_file(came_back, subject)


def as_file(subject: str, text: str) -> str:
    """Give a notice as a file to edit: its subject on the first line, an empty one, the text.

    >>> as_file("Breach", "One.\\n")
    'Subject: Breach\\n\\nOne.\\n'
    """
    return f"{SUBJECT}{subject}\n\n{text}"


def from_file(whole: str, subject: str) -> tuple[str, str]:
    """Give subject and text of an edited file; without a subject line all of it is text, and the subject stays.

    >>> from_file("Subject: New\\n\\nOne.\\n", "Old"), from_file("One.\\n", "Old")
    (('New', 'One.\\n'), ('Old', 'One.\\n'))
    """
    whole = whole.replace("\r\n", "\n")
    first, _, rest = whole.partition("\n")
    if not first.startswith(SUBJECT.rstrip()):
        return subject, whole
    return first.removeprefix(SUBJECT.rstrip()).strip(), rest.removeprefix("\n")
