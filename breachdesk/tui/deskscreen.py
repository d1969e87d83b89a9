"""What every screen shares: the clock at the top, the keys at the bottom, saving without blocking, F1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import get_current_worker

from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.incident import Incident
from breachdesk.services.desk import Desk
from breachdesk.services.faces import Face
from breachdesk.tui.actions import actions_of, help_of, key_pairs
from breachdesk.tui.clockline import ClockLine, KeyLine
from breachdesk.tui.dialogs import Ask, Field, Form, Message, some_words
from breachdesk.tui.exercise_line import marked
from breachdesk.tui.host import DeskHost
from breachdesk.tui.readiness import stands
from breachdesk.tui.row_list import RowList

Saved = TypeVar("Saved")
OF_LISTS = ("enter", "space")


def bindings_of(screen: str) -> list[BindingType]:
    """Give a screen's bindings from the table of actions; keys that lists handle themselves are left to them."""
    return [Binding(a.key, a.does, a.label, show=False) for a in actions_of(screen) if a.key not in OF_LISTS]


class DeskScreen(Screen[None]):
    """A screen of the desk."""

    KIND: ClassVar[str] = ""
    ROWS: ClassVar[str] = ""
    """The list that enter and space act on, wherever the focus is when they are asked for by name."""

    _problem_said = ""
    _is_new = True
    _shown_at: Size | None = None

    def compose(self) -> ComposeResult:
        """Put clock, body and keys on the screen."""
        yield ClockLine(id="clock")
        yield from self.compose_body()
        yield KeyLine(key_pairs(self.KIND, self.in_drill), id="keys", below=True)

    def compose_body(self) -> Iterable[Widget]:
        """Give what stands between clock and keys."""
        raise NotImplementedError

    @property
    def desk_app(self) -> DeskHost:
        """The app, as a screen sees it."""
        return cast(DeskHost, self.app)

    @property
    def desk(self) -> Desk:
        """The use cases."""
        return self.desk_app.desk

    @property
    def in_drill(self) -> bool:
        """Tell whether the desk plays an exercise."""
        return self.desk.drill is not None

    @property
    def is_narrow(self) -> bool:
        """Tell whether the right-hand side is folded away."""
        return self.app.size.width < 100

    def on_mount(self) -> None:
        """Show what the store holds."""
        # Textual calls this beside that of a subclass, which has called it already.
        if self._shown_at is None:
            self._look()

    def on_screen_resume(self) -> None:
        """Show it again after another screen may have changed it; at first it stands there already."""
        if not self._is_new:
            self.look_again()
        self._is_new = False

    def on_resize(self) -> None:
        """Fold or unfold, where the size is another than that it was shown at."""
        if self.app.size != self._shown_at:
            self.look_again()

    def look_again(self) -> None:
        """Show what the store holds now; what cannot be read is said once, and what stood there stays."""
        if stands(self):
            self._look()

    def beat(self, now: datetime) -> None:
        """Called each second; a screen that is not built yet has no clock to move."""
        if stands(self):
            self._said_if_not(lambda: self.tick(now))

    def reload(self) -> None:
        """Show what the store holds now."""
        raise NotImplementedError

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give where we are, and how long there is."""
        raise NotImplementedError

    def tick(self, now: datetime) -> None:
        """Move the clock at the top."""
        left, face = self.clock_face(now)
        # Whether letters are real must be plain wherever one stands.
        self.query_one("#clock", ClockLine).set_line(marked(left, self.desk, now), str(face), face.tone)

    def act(
        self,
        work: Callable[[], Saved],
        then: Callable[[Saved], object] | None = None,
        said: str = "saved",
        refused: Callable[[str], object] | None = None,
    ) -> None:
        """Do something that writes, off the screen's thread; then show it, or say in one sentence why not.

        Args:
            refused: Takes that sentence, to put the question again with what was typed; else it is only shown.
        """

        def run() -> None:
            try:
                result = work()
            except BreachDeskError as error:
                self.app.call_from_thread(refused or self.refuse, str(error))
                return
            if get_current_worker().is_cancelled:
                return
            self.app.call_from_thread(self._done, result, then, said)

        self.run_worker(run, thread=True, group="saving", exit_on_error=True)

    def ask_and_save(
        self, question: str, hint: str, save: Callable[[str], Saved], then: Callable[[Saved], object] | None, said: str
    ) -> None:
        """Ask for a sentence and save with it; when that is refused, ask again with what was typed."""

        def put(initial: str, error: str) -> None:
            def answered(text: str | None) -> None:
                if text is not None:
                    self.act(lambda: save(text), then, said, lambda sentence: put(text, sentence))

            self.app.push_screen(Ask(question, hint, initial, some_words, error=error), answered)

        put("", "")

    def fill_and_save(
        self,
        title: str,
        fields: Sequence[Field],
        save: Callable[[dict[str, str]], Saved],
        said: str,
        then: Callable[[Saved], object] | None = None,
    ) -> None:
        """Ask several things and save with them; when that is refused, ask again with what was typed."""

        def put(error: str, typed: Mapping[str, str]) -> None:
            def filled(answers: dict[str, str] | None) -> None:
                if answers is not None:
                    self.act(lambda: save(answers), then, said, lambda sentence: put(sentence, answers))

            asked = [replace(field, initial=typed.get(field.key, field.initial)) for field in fields]
            self.app.push_screen(Form(title, asked, error), filled)

        put("", {})

    def refuse(self, sentence: str) -> None:
        """Say why something could not be done."""
        self.app.push_screen(Message("That did not work", sentence))

    def say(self, text: str, tone: str = "information") -> None:
        """Say something small in passing."""
        severity = "warning" if tone in ("urgent", "late") else "information"
        self.app.notify(text, severity=severity, markup=False, timeout=6 if severity == "warning" else 3)  # type: ignore[arg-type]

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        self.query_one(self.ROWS, RowList).action_choose()

    def action_tick(self) -> None:
        """Tick the row under the cursor."""
        self.query_one(self.ROWS, RowList).action_tick()

    def action_back(self) -> None:
        """Go back."""
        self.app.pop_screen()

    def action_help(self) -> None:
        """Say what this screen is for, and its keys."""
        keys = [f"{a.shown_key:>8}  {a.help}" for a in actions_of(self.KIND, self.in_drill)]
        self.app.push_screen(Message("Help", "\n".join([help_of(self.KIND), "", *keys, "", *self.desk_app.glossary()])))

    def _done(self, result: Saved, then: Callable[[Saved], object] | None, said: str) -> None:
        if said:
            self.say(f"{said} ✓")
        if then is not None:
            then(result)
        self.look_again()

    def _look(self) -> None:
        def look() -> None:
            self._shown_at = self.app.size
            self.reload()
            self.tick(self.desk.now())

        if self._said_if_not(look):
            self._problem_said = ""

    def _said_if_not(self, shown: Callable[[], object]) -> bool:
        try:
            shown()
        except BreachDeskError as error:
            if str(error) != self._problem_said:
                self._problem_said = str(error)
                self.refuse(str(error))
            return False
        return True


class OneIncidentScreen(DeskScreen):
    """A screen about one incident, read once for each showing and not at every tick."""

    def __init__(self, incident_id: str) -> None:
        super().__init__()
        self.incident_id = incident_id
        self._incident: Incident | None = None

    @property
    def incident(self) -> Incident:
        """The incident as last read."""
        if self._incident is None:
            self._incident = self.desk.incidents.get(self.incident_id)
        return self._incident

    def reload(self) -> None:
        """Read it, and show it."""
        self._incident = self.desk.incidents.get(self.incident_id)
        self.show()

    def show(self) -> None:
        """Show what was read."""
        raise NotImplementedError
