"""Asking for a list of addressees: a file's name, asked again with what is wrong with it until it can be read."""

from __future__ import annotations

from collections.abc import Callable

from breachdesk.domain.addressees import AddresseeList
from breachdesk.domain.errors import BreachDeskError
from breachdesk.tui.deskscreen import DeskScreen
from breachdesk.tui.dialogs import Ask, some_words
from breachdesk.tui.typed_paths import typed_path

Use = Callable[[AddresseeList | None], None]


def ask_list(screen: DeskScreen, hint: str, use: Use, may_be_none: bool = False) -> None:
    """Ask who gets a letter, and go on with the list as it was read.

    Args:
        may_be_none: Whether an empty answer says that there is no list yet; `use` gets None then.
    """
    front = screen.desk_app.front
    default = str(front.sample_addressees()) if screen.desk.demo else ""

    def ask(typed: str, error: str) -> None:
        check = None if may_be_none else some_words
        screen.app.push_screen(Ask("Who gets a letter?", hint, typed, check, error=error), read)

    def read(path: str | None) -> None:
        if path is None:
            return
        if not path.strip():
            use(None)
            return
        try:
            people = front.read_addressees(typed_path(path))
        except BreachDeskError as error:
            ask(path, str(error))
            return
        use(people)

    ask(default, "")
