"""Small questions over a screen: one line or many, one or some of several, a form, a confirmation, a message. All by keyboard.

Each gives its answer back, or None when it was left with escape. Every text in them is plain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from breachdesk.tui.clockline import KeyLine
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane

WIDEST_LABEL = 40
"""Columns for what is picked, where a hint stands beside it."""

Validate = Callable[[str], str | None]
"""Gives the sentence that says what is wrong, or None."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    key: str
    label: str
    initial: str = ""
    hint: str = ""
    validate: Validate | None = None


def some_words(text: str) -> str | None:
    """Refuse an empty answer."""
    return None if text.strip() else "Write a few words; this cannot be left empty."


def plain(text: str, classes: str = "", id: str | None = None) -> Static:
    """Give a text that is drawn as it stands."""
    return Static(Content(text), markup=False, classes=classes, id=id)


def leave(dialog: ModalScreen[Any], typed: bool) -> None:
    """Go back without an answer; ask first where something typed would be lost."""

    def sure(yes: bool | None) -> None:
        if yes:
            dialog.dismiss(None)

    if typed:
        words = "What you typed is thrown away."
        dialog.app.push_screen(Confirm("Leave without saving?", words, "throw it away", "go on writing"), sure)
    else:
        dialog.dismiss(None)


class Ask(ModalScreen[str | None]):
    """One question with one answer in words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave"),
        Binding("ctrl+s", "save", "save", priority=True),
    ]

    def __init__(
        self,
        question: str,
        hint: str = "",
        initial: str = "",
        validate: Validate | None = None,
        multiline: bool = False,
        error: str = "",
    ) -> None:
        """Args: error: Why the text given as `initial` was refused; it counts as typed."""
        super().__init__()
        self._question, self._hint, self._initial, self._error = question, hint, initial, error
        self._validate = validate
        self._multiline = multiline

    def compose(self) -> ComposeResult:
        """Give question, field and keys."""
        with Vertical(classes="dialog"):
            yield plain(self._question, classes="question")
            if self._hint:
                yield plain(self._hint, classes="hint")
            if self._multiline:
                yield TextArea(self._initial, id="answer", soft_wrap=True)
            else:
                yield Input(self._initial, id="answer")
            yield plain(self._error, classes="error", id="error")
            key = "ctrl+s" if self._multiline else "enter"
            yield KeyLine([(key, "save"), ("esc", "leave")])

    def on_mount(self) -> None:
        """Start in the field."""
        self.query_one("#answer").focus()

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Give the answer back, or say what is wrong with it."""
        text = self._typed()
        wrong = self._validate(text) if self._validate else None
        if wrong:
            self.query_one("#error", Static).update(Content(wrong))
            return
        self.dismiss(text)

    def action_leave(self) -> None:
        """Leave without an answer."""
        leave(self, bool(self._error) or self._typed() != self._initial)

    def _typed(self) -> str:
        field = self.query_one("#answer")
        return field.text if isinstance(field, TextArea) else field.value if isinstance(field, Input) else ""


class Form(ModalScreen[dict[str, str] | None]):
    """Several questions, each with its own error beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave"),
        Binding("ctrl+s", "save", "save", priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, title: str, fields: Sequence[Field], error: str = "") -> None:
        super().__init__()
        self._title_text, self._error = title, error
        self._fields = tuple(fields)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The questions."""
        return self._fields

    def compose(self) -> ComposeResult:
        """Give every question with its field."""
        with Vertical(classes="dialog form"):
            yield plain(self._title_text, classes="question")
            if self._error:
                yield plain(f"! {self._error}", classes="error")
            with VerticalScroll(classes="fields"):
                for field in self._fields:
                    yield plain(field.label, classes="label")
                    yield Input(field.initial, id=f"field-{field.key}", compact=True)
                    yield plain(field.hint, classes="hint", id=f"hint-{field.key}")
            yield KeyLine([("enter", "next, and save at the last"), ("ctrl+s", "save"), ("esc", "leave")])

    def on_mount(self) -> None:
        """Start in the first field."""
        self.query(Input).first().focus()

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Go on; save at the last."""
        if event.input.id == f"field-{self._fields[-1].key}":
            self.action_save()
        else:
            self.focus_next(Input)

    def action_save(self) -> None:
        """Give the answers back, or show what is wrong and go there."""
        answers = self._typed()
        first_wrong = None
        for field in self._fields:
            wrong = field.validate(answers[field.key]) if field.validate else None
            hint = self.query_one(f"#hint-{field.key}", Static)
            hint.update(Content(f"! {wrong}" if wrong else field.hint))
            hint.set_class(wrong is not None, "error")
            first_wrong = first_wrong or (field.key if wrong else None)
        if first_wrong:
            self.query_one(f"#field-{first_wrong}", Input).focus()
        else:
            self.dismiss(answers)

    def action_leave(self) -> None:
        """Leave without saving."""
        leave(self, bool(self._error) or self._typed() != {f.key: f.initial for f in self._fields})

    def _typed(self) -> dict[str, str]:
        return {f.key: self.query_one(f"#field-{f.key}", Input).value for f in self._fields}


class Pick(ModalScreen[str | None]):
    """One of several."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave")]

    def __init__(
        self, question: str, options: Sequence[tuple[str, str, str]], first: str = "", below: bool = False
    ) -> None:
        """Args: first: Where the cursor starts. below: Each hint has lines of its own under what is picked."""
        super().__init__()
        self._question = question
        self._options = tuple(options)
        self._first, self._below = first, below

    def compose(self) -> ComposeResult:
        """Give the question and what can be picked."""
        with Vertical(classes="dialog"):
            yield plain(self._question, classes="question")
            yield RowList(id="options", wraps=True, at_most=16 if self._below else 12)
            yield KeyLine([("enter", "pick"), ("esc", "leave")])

    def on_mount(self) -> None:
        """List the options, with the cursor on the first, or where it was asked to start."""
        listing = self.query_one("#options", RowList)
        listing.set_rows(list(self._with_lines_below()) if self._below else self._beside())
        listing.focus()
        if self._first:
            listing.start_at(self._first)

    def _beside(self) -> list[Row]:
        width = min(WIDEST_LABEL, max((cell_len(label) for _, label, _ in self._options), default=0))
        hinted = any(hint for _, _, hint in self._options)
        return [
            Row(id_, (Cell(label, width), Cell(hint, 0, "muted")) if hinted else (Cell(label),))
            for id_, label, hint in self._options
        ]

    def _with_lines_below(self) -> Iterator[Row]:
        for id_, label, hint in self._options:
            yield Row(id_, (Cell(label),))
            if hint:
                yield Row(f"#{id_}", (Cell(hint, 0, "muted"),), indent=2, selectable=False)

    @on(RowList.Chosen)
    def picked(self, event: RowList.Chosen) -> None:
        """Give it back."""
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Leave without picking."""
        self.dismiss(None)


class PickMany(ModalScreen[str | None]):
    """Some of several; gives their ids parted by commas, or the id of one of the lines below them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave")]

    def __init__(
        self,
        question: str,
        options: Sequence[tuple[str, str]],
        ticked: Sequence[str] = (),
        instead: Sequence[tuple[str, str]] = (),
        hint: str = "",
    ) -> None:
        """Args: instead: Lines to pick in the place of all others, such as `not known yet`."""
        super().__init__()
        self._question, self._hint = question, hint
        self._options, self._instead = tuple(options), tuple(instead)
        self._before = frozenset(ticked)
        self.ticked = set(ticked)

    def compose(self) -> ComposeResult:
        """Give the question and what can be ticked."""
        with Vertical(classes="dialog"):
            yield plain(self._question, classes="question")
            if self._hint:
                yield plain(self._hint, classes="hint")
            yield RowList(id="options", wraps=True, at_most=12)
            yield plain("", classes="error", id="error")
            yield KeyLine([("space", "tick"), ("enter", "save what is ticked"), ("esc", "leave")])

    def on_mount(self) -> None:
        """List the options, with the cursor on the first."""
        self._list()
        self.query_one("#options", RowList).focus()

    @on(RowList.Toggled)
    def tick(self, event: RowList.Toggled) -> None:
        """Tick or untick; the lines below are picked with enter only."""
        if event.key not in {id_ for id_, _ in self._instead}:
            self.ticked ^= {event.key}
            self._list()

    @on(RowList.Chosen)
    def picked(self, event: RowList.Chosen) -> None:
        """Give back what is ticked, or the line that stands for all."""
        if event.key in {id_ for id_, _ in self._instead}:
            self.dismiss(event.key)
        elif self.ticked:
            self.dismiss(", ".join(id_ for id_, _ in self._options if id_ in self.ticked))
        else:
            self.query_one("#error", Static).update(Content("Nothing is ticked; space ticks the line under the cursor."))

    def action_leave(self) -> None:
        """Leave without picking."""
        leave(self, self.ticked != self._before)

    def _list(self) -> None:
        marked = [(id_, "[x]" if id_ in self.ticked else "[ ]", label) for id_, label in self._options]
        other = [(id_, "( )", label) for id_, label in self._instead]
        rows = [Row(id_, (Cell(mark, 3), Cell(label, 0))) for id_, mark, label in (*marked, *other)]
        self.query_one("#options", RowList).set_rows(rows)


class Confirm(ModalScreen[bool | None]):
    """Something that cannot be undone: says what will happen, and wants a deliberate key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave"),
        Binding("y", "yes", "yes"),
    ]

    def __init__(self, title: str, consequence: str, yes: str, no: str = "leave it") -> None:
        super().__init__()
        self._title_text, self._consequence, self._yes, self._no = title, consequence, yes, no

    def compose(self) -> ComposeResult:
        """Give what will happen."""
        with Vertical(classes="dialog"):
            yield plain(self._title_text, classes="question")
            yield plain(self._consequence)
            yield KeyLine([("y", self._yes), ("esc", self._no)])

    def action_yes(self) -> None:
        """Go ahead."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)


class Message(ModalScreen[None]):
    """Something to read."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,f1", "leave", "close")]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title_text, self._text = title, text

    def compose(self) -> ComposeResult:
        """Give title and text."""
        with Vertical(classes="dialog message"):
            yield plain(self._title_text, classes="question")
            yield TextPane(id="said")
            yield KeyLine([("esc", "close")])

    def on_mount(self) -> None:
        """Show the text."""
        pane = self.query_one("#said", TextPane)
        pane.set_lines([(line, "calm") for line in self._text.split("\n")])
        pane.focus()

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)
