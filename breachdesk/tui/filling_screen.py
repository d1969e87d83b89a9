"""Filling an authority's form beside its portal: fields in the portal's order, each copied, answered or marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.filled_form import FieldState, FilledField, FilledForm
from breachdesk.domain.foreign import visible
from breachdesk.domain.forms import FieldKind, Form, FormField, in_language
from breachdesk.services.faces import Face
from breachdesk.services.filling import read_field
from breachdesk.services.views import clock_line
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Ask, Pick, PickMany
from breachdesk.tui.filling_lines import SECTION, field_face, field_lines, field_words, progress, section_words
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane


class FillingScreen(OneIncidentScreen):
    """One form of one incident; nothing is saved but what a person answers."""

    KIND = "form"
    ROWS = "#fields"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("form")

    def __init__(self, incident_id: str) -> None:
        super().__init__(incident_id)
        self.form_id = ""
        """Empty: that of the incident's authority."""

        self.language = ""
        self._filled: FilledForm | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Give the fields, and beside them the one under the cursor."""
        with Horizontal(id="body"):
            yield RowList(id="fields", rests=True)
            yield TextPane(id="field")

    def on_mount(self) -> None:
        """Start on the fields."""
        super().on_mount()
        self.query_one("#fields", RowList).focus()

    @property
    def filled(self) -> FilledForm:
        """The form as last filled."""
        if self._filled is None:
            self._filled = self.desk.filling.filled(self.incident, self.form_id, self.language)
        return self._filled

    @property
    def form(self) -> Form:
        """The form itself."""
        return self.desk.filling.form(self.filled.form)

    def show(self) -> None:
        """Fill it anew, and show it."""
        self._filled = None
        fields = self.query_one("#fields", RowList)
        fields.set_rows(list(_rows(self.filled)))
        self._show_field(fields.current_key)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the form, how far it is, and how long there is."""
        filled = self.filled
        official = "" if filled.is_official or self.is_narrow else ", not official words"
        return f"{filled.reference}  {filled.form} {filled.language}{official}  {progress(filled)}", clock_line(
            self.incident, now, True
        )

    @on(RowList.Highlighted, "#fields")
    def show_field(self, event: RowList.Highlighted) -> None:
        """Say all about the field under the cursor."""
        self._show_field(event.key)

    def _show_field(self, key: str) -> None:
        one = self._field(key)
        if one is None:
            return
        lines = field_lines(one, self.form.field(one.id), self.filled.language, self.incident.zone)
        pane = self.query_one("#field", TextPane)
        pane.set_lines([(line.text, line.tone) for line in lines])
        pane.scroll_home(animate=False)

    def _field(self, key: str) -> FilledField | None:
        return next((one for one in self.filled.fields() if one.id == key), None)

    @property
    def _current(self) -> FilledField | None:
        return self._field(self.query_one("#fields", RowList).current_key)

    def action_copy(self) -> None:
        """Give the answer to the clipboard, and step on."""
        one = self._current
        if one is None:
            return
        if one.state is FieldState.NOT_APPLICABLE:
            self.say("Not asked in this case; nothing to copy.")
        else:
            self.app.copy_to_clipboard(visible(one.typed))
            self.say(f"on the clipboard: {one.typed.splitlines()[0][:40]}")
        self.query_one("#fields", RowList).action_move(1)

    def action_next_unknown(self) -> None:
        """Go to the next field without an answer; from the last one to the first."""
        fields = [*self.filled.fields()]
        at = next((i for i, one in enumerate(fields) if one is self._current), -1)
        for one in (*fields[at + 1 :], *fields[: at + 1]):
            if one.state is FieldState.UNKNOWN:
                self.query_one("#fields", RowList).to_key(one.id)
                return
        self.say("Every field that is asked has an answer.")

    @on(RowList.Chosen, "#fields")
    def answer(self, event: RowList.Chosen) -> None:
        """Answer a field by hand."""
        one = self._field(event.key)
        if one is not None:
            self._ask(one, self.form.field(one.id))

    def _ask(self, one: FilledField, asked: FormField, typed: str | None = None, error: str = "") -> None:
        options = [(o.id, in_language(o.labels, self.filled.language)) for o in asked.options]
        title = field_words(one)
        if one.kind is FieldKind.CHOICES:
            self.app.push_screen(PickMany(title, options, one.chosen), lambda text: self._save(one, text))
            return
        if options:
            rows = [(id_, words, "") for id_, words in options]
            first = one.chosen[0] if one.chosen else ""
            self.app.push_screen(Pick(title, rows, first), lambda text: self._save(one, text))
            return
        now = one.typed if one.state is FieldState.ANSWERED else ""
        initial = now if typed is None else typed
        several = one.kind is FieldKind.AREA
        hint = "as it is to be typed into the portal; 'unknown', or 'n/a: reason'"
        question = Ask(title, hint, initial, lambda text: self._wrong(asked, text), several, error)
        self.app.push_screen(question, lambda text: self._save(one, text))

    def _wrong(self, asked: FormField, text: str) -> str | None:
        try:
            read_field(asked, text, self.incident.zone, self.desk.now())
        except BreachDeskError as error:
            return str(error)
        return None

    def _save(self, one: FilledField, text: str | None) -> None:
        if text is None:
            return
        filling, name, form, actor = self.desk.filling, self.incident_id, self.filled.form, self.desk_app.actor
        self.act(lambda: filling.answer(name, form, one.id, text, actor))

    def action_confirm(self) -> None:
        """Stand by an answer as it is: it is a person's from then on."""
        one = self._current
        if one is None or one.state is not FieldState.ANSWERED:
            self.say("There is no answer to confirm here.")
            return
        self._save(one, ",".join(one.chosen) if one.chosen else one.typed)

    def action_unknown(self) -> None:
        """Say that nobody can tell yet."""
        one = self._current
        if one is not None:
            asked = self.form.field(one.id)
            self._save(one, asked.open_option.id if asked.open_option else "unknown")

    def action_not_applicable(self) -> None:
        """Say that the portal does not ask it here, and why."""
        one = self._current
        if one is None:
            return
        filling, name, form, actor = self.desk.filling, self.incident_id, self.filled.form, self.desk_app.actor
        save = lambda why: filling.answer(name, form, one.id, f"n/a: {why}", actor)  # noqa: E731
        self.ask_and_save(f"Why is this not asked? {field_words(one)}", "kept in the record", save, None, "saved")

    def action_clear(self) -> None:
        """Take an answer by hand back; the facts speak again."""
        one = self._current
        if one is None or not one.by_hand:
            self.say("Nobody answered this by hand.")
            return
        filling, name, form, actor = self.desk.filling, self.incident_id, self.filled.form, self.desk_app.actor
        self.act(lambda: filling.clear(name, form, one.id, actor), None, "taken back")

    def action_toggle_language(self) -> None:
        """Show labels and answers in the form's next language."""
        languages = list(self.form.labels)
        self.language = languages[(languages.index(self.filled.language) + 1) % len(languages)]
        self.look_again()

    def action_other_form(self) -> None:
        """Take another authority's form."""
        options = [(form.id, form.label("en"), form.status.value) for form in self.desk.filling.forms()]

        def picked(form: str | None) -> None:
            if form is not None:
                self.form_id, self.language = form, ""
                self.look_again()

        self.app.push_screen(Pick("Which form?", options, self.filled.form), picked)

    def action_other_side(self) -> None:
        """Move between the fields and all about one of them."""
        fields, field = self.query_one("#fields", RowList), self.query_one("#field", TextPane)
        (field if fields.has_focus else fields).focus()


def _rows(filled: FilledForm) -> Iterator[Row]:
    for section in filled.sections:
        yield Row(f"{SECTION}{section.id}", (Cell(section_words(section), 0),), "muted", selectable=False)
        for one in section.fields:
            face = field_face(one)
            yield Row(one.id, (Cell(face.symbol, 1, face.tone), Cell(field_words(one), 0)), face.tone, indent=1)
