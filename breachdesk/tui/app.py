"""The app: draws first, opens the workspace in the background, ticks, and watches for due reminders."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.terms import EXERCISE
from breachdesk.tui.host import ScreenFront
from breachdesk.tui.shell import DeskShell
from breachdesk.tui.welcome_screen import OpeningScreen

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.command import Provider
    from textual.dom import DOMNode

    from breachdesk.services.desk import Desk
    from breachdesk.services.drilling import CameIn

SHOW_REMINDERS_EVERY = 5
"""Seconds."""

LOOK_FOR_CHANGES_EVERY = 2
"""Seconds."""

LOOK_FOR_INJECTS_EVERY = 2
"""Seconds."""

READ_AHEAD_AFTER = 0.5
"""Seconds after home was put up; until then drawing has the interpreter for itself."""

NO_CLOCK = "BREACHDESK_BENCH_NO_CLOCK"


def _palette() -> type[Provider]:
    """Loaded when the palette is first opened."""
    from breachdesk.tui.palette import DeskPalette

    return DeskPalette


class DeskApp(DeskShell):
    """BreachDesk on a terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "injects", "injects", show=False)]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        actor: str,
        watch: Callable[[asyncio.Event, Callable[[BreachDeskError], None]], Awaitable[None]],
        front: ScreenFront,
    ) -> None:
        super().__init__(front.folder / "reports")
        self._open_desk = open_desk
        self._watch = watch
        self._desk: Desk | None = None
        self._stop = asyncio.Event()
        self._beats = 0
        self._changes = 0
        self._problem_said = ""
        self._noted: str | None = None
        self.actor = actor
        self.language = "en"
        self.front = front

    @property
    def desk(self) -> Desk:
        """The use cases; only after the workspace is open."""
        assert self._desk is not None
        return self._desk

    def on_mount(self) -> None:
        """Draw at once, open the workspace behind it."""
        super().on_mount()
        front = self.front
        mark = EXERCISE if front.is_drill else "DEMO" if front.is_demo else ""
        self.push_screen(OpeningScreen(front.folder.name, front.glance(), mark, front.now, self.retry))
        # After the first frame: what opening loads would fight with drawing for the one interpreter.
        self.call_after_refresh(self.retry)

    def _open(self) -> None:
        try:
            desk = self._open_desk()
            from breachdesk.tui.home_screen import HomeScreen
        except BreachDeskError as error:
            self.call_from_thread(self._refused, str(error))
            return
        self.call_from_thread(self._opened, desk, HomeScreen)

    def _opened(self, desk: Desk, home: type[Any]) -> None:
        self._desk = desk
        self._changes = desk.store.changes()
        opening = self.screen
        self.switch_screen(home(opening.wanted if isinstance(opening, OpeningScreen) else ""))
        if desk.drill is not None:
            self.notify("i shows the briefing, and what has come in so far.", title=f"{EXERCISE} ▸", timeout=10, markup=False)
        self.run_worker(self._watch(self._stop, self._not_watched), group="watching")
        self.set_timer(READ_AHEAD_AFTER, self._read_ahead)

    def _read_ahead(self) -> None:
        """Read what the first incident needs while somebody looks at home, so that opening it does not wait for it."""

        def read() -> None:
            with suppress(BreachDeskError):
                self.desk.read_ahead()  # What is wrong with a file is said where it is used.
                self.call_from_thread(self._look_at_home_again)

        self.run_worker(read, thread=True, group="reading ahead")

    def _look_at_home_again(self) -> None:
        """The next steps on home have the law behind them now."""
        from breachdesk.tui.home_screen import HomeScreen

        if isinstance(self.screen, HomeScreen):
            self.screen.look_again()

    def _not_watched(self, problem: BreachDeskError) -> None:
        """Say once what keeps reminders from being looked for; the line on home shows how long ago a look worked."""
        if str(problem) != self._problem_said:
            self._problem_said = str(problem)
            self.notify(f"Reminders: {problem}", title="Reminders were not looked for !", severity="error", markup=False)

    def _refused(self, sentence: str) -> None:
        screen = self.screen
        if isinstance(screen, OpeningScreen):
            screen.refuse(sentence)

    def retry(self) -> None:
        """Try to open the workspace again."""
        self.run_worker(self._open, thread=True, group="opening")

    def on_heartbeat(self) -> None:
        """Each second: move the clock, look for other people's changes, show due reminders."""
        from breachdesk.tui.deskscreen import DeskScreen

        if self._desk is None or not self.is_running or os.environ.get(NO_CLOCK):
            return
        self._beats += 1
        if self._beats % LOOK_FOR_CHANGES_EVERY == 0:
            self._look_for_changes()
        if self._desk.drill is not None and self._beats % LOOK_FOR_INJECTS_EVERY == 0:
            self.run_worker(self._deliver_injects, thread=True, group="injects", exclusive=True)
        if self._beats % SHOW_REMINDERS_EVERY == 1:
            self.run_worker(self._show_reminders, thread=True, group="reminders")
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen) and screen.is_current:
                screen.beat(self.desk.now())
        self._draw_in_between()

    def _draw_in_between(self) -> None:
        """Textual passes a change on to the dialog on top alone; one in between would draw the time as it was."""
        for screen in self.screen_stack[1:-1]:
            if isinstance(screen, ModalScreen):
                screen.refresh()

    def _look_for_changes(self) -> None:
        from breachdesk.tui.deskscreen import DeskScreen

        changes = self.desk.store.changes()
        if changes != self._changes:
            self._changes = changes
            # A dialog on top hides it for now; its screen looks again when it comes back.
            if isinstance(self.screen, DeskScreen):
                self.screen.look_again()

    def _show_reminders(self) -> None:
        try:
            due = self.desk.reminding.to_show()
            tick = self.desk.reminding.last_tick()
        except BreachDeskError:
            return
        if due:
            self.call_from_thread(self._remind, due)
        if tick is not None:
            self.call_from_thread(self._note, tick.note)

    def _deliver_injects(self) -> None:
        """Deliver what is due in an exercise; what cannot be delivered now comes at a later beat."""
        drill = self.desk.drill
        if drill is None:
            return
        try:
            came_in = drill.deliver()
        except BreachDeskError:
            return
        if came_in:
            self.call_from_thread(self._came_in, came_in)

    def _came_in(self, came_in: Sequence[CameIn]) -> None:
        from breachdesk.tui.exercise_line import in_passing

        for one in came_in:
            self.notify(in_passing(one), title=f"{EXERCISE} ▸", severity="warning", timeout=20, markup=False)
        self.bell()

    def action_injects(self) -> None:
        """Show what came in during an exercise; in earnest say that nothing does."""
        from breachdesk.tui.deskscreen import DeskScreen
        from breachdesk.tui.exercise_line import ONLY_IN_A_DRILL

        drill = self._desk.drill if self._desk is not None else None
        if drill is None:
            self.notify(ONLY_IN_A_DRILL, markup=False)
        elif isinstance(self.screen, DeskScreen) and self.screen.KIND != "injects":
            from breachdesk.tui.injects_screen import InjectsScreen

            self.push_screen(InjectsScreen(drill.incident().id))

    def _note(self, note: str) -> None:
        """Say once what was noted beside a look since this desk was opened, such as a step of the clock."""
        if note and self._noted is not None and note != self._noted:
            self.notify(note, title="The clock !", severity="warning", timeout=30, markup=False)
        self._noted = note

    def _remind(self, due: Sequence[Any]) -> None:
        """One line an incident, the most pressing first."""
        from breachdesk.services.reminding import line_for

        lines = list(dict.fromkeys(line_for(reminder, self.desk.now()) for reminder in due))
        more = f"\nand {len(lines) - 4} more" if len(lines) > 4 else ""
        text = "\n".join(lines[:4]) + more
        self.notify(text, title="Reminder !", severity="warning", timeout=10, markup=False)
        self.bell()

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for; what cannot be done is said, and the desk stays."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except BreachDeskError as error:
            from breachdesk.tui.dialogs import Message

            self.push_screen(Message("That did not work", str(error)))
            return True

    def problem_with(self, look: Callable[[], object]) -> str | None:
        """Give the sentence that says what is wrong, or None."""
        try:
            look()
        except BreachDeskError as error:
            return str(error)
        return None

    def glossary(self) -> list[str]:
        """Give the words of the house, for help."""
        from breachdesk.domain.glossary import GLOSSARY

        return ["WORDS", *(f"{term.word}: {term.meaning}" for term in GLOSSARY)]

    def on_unmount(self) -> None:
        """Stop watching."""
        self._stop.set()
