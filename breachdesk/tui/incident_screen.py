"""One incident: the plan at the left, the one step you are at in the middle, what follows at the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from breachdesk.domain.planning import StepState
from breachdesk.domain.playbook import StepKind
from breachdesk.services.change_words import change_lines
from breachdesk.services.faces import Face
from breachdesk.services.views import clock_line
from breachdesk.tui.after_screen import AfterScreen
from breachdesk.tui.assessment_screen import AssessmentScreen
from breachdesk.tui.channel_lines import channel_lines
from breachdesk.tui.choices import choices_for
from breachdesk.tui.deskscreen import bindings_of
from breachdesk.tui.dialogs import Ask
from breachdesk.tui.duties_screen import DutiesScreen
from breachdesk.tui.incident_shaping import IncidentShaping
from breachdesk.tui.lines import Choice, Line
from breachdesk.tui.notices_screen import NoticesScreen
from breachdesk.tui.outbox_screen import OutboxScreen
from breachdesk.tui.phrases import brief_lines, follows_lines, next_line
from breachdesk.tui.rail_words import RailLine, RailLook, phase_strip, plan_lines
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane
from breachdesk.tui.scope_screen import ScopeScreen
from breachdesk.tui.step_words import about_line, fits, step_lines, whole_lines
from breachdesk.tui.timeline_screen import TimelineScreen

SIDES = ("choices", "follows", "rail")
BESIDE_STEP, MARGINS = 84, 3
"""Columns that are not the step's: where the plan and what follows stand beside it, and where it stands alone."""

NOT_THE_STEPS = 9
"""Lines that are never the step's nor its answers': clock, keys, rules, what follows in brief."""

LANGUAGES = {"en": "nl", "nl": "en"}


class IncidentScreen(IncidentShaping):
    """Where the walk happens."""

    KIND = "incident"
    ROWS = "#choices"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("incident")

    def compose_body(self) -> Iterable[Widget]:
        """Give the rail, the step and what follows."""
        yield TextPane(id="strip")
        with Horizontal(id="body"):
            yield RowList(id="rail", wraps=True)
            with Vertical(id="middle"):
                yield TextPane(id="step")
                yield RowList(id="choices", wraps=True)
                yield TextPane(id="changes")
                yield TextPane(id="basis")
            yield TextPane(id="follows")
        yield TextPane(id="brief")

    def on_mount(self) -> None:
        """Start at the step that matters, with the cursor on its answers."""
        super().on_mount()
        self.query_one("#choices", RowList).focus()

    def reload(self) -> None:
        """Show the incident as the store holds it."""
        self.read_anew()
        now, view, planned = self.desk.now(), self.view, self.planned
        rail = RailLook(now, self.current, self.change_marks, self.playbook_titles, self.language)
        listing = self.query_one("#rail", RowList)
        listing.set_rows([_rail_row(line) for line in plan_lines(view.plan, rail)])
        if not listing.has_focus:
            listing.start_at(self.current)
        self._lines("#strip", [Line(phase_strip(view.plan, self.current, self.language), "muted")])
        choices = choices_for(view, planned, self._facts, self.marks, self.around)
        self.query_one("#choices", RowList).set_rows([_choice_row(i, c) for i, c in enumerate(choices)])
        told = change_lines(self.changes, 1 if self.is_narrow else 2)
        changes, basis = [Line(text, tone) for text, tone in told], self._basis_lines()
        self._lines("#step", self._step_lines([*changes, *basis, *(Line(f"{c.symbol:<6}{c.text}") for c in choices)]))
        self._lines("#changes", changes)
        self._lines("#basis", basis)
        self._lines("#brief", brief_lines(view))
        self._draw_follows(now)

    def tick(self, now: datetime) -> None:
        """Move the clocks."""
        super().tick(now)
        if self._view is not None:
            self._draw_follows(now)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        incident = self.view.incident
        return f"{incident.reference}  {incident.title}", clock_line(incident, now, self.is_narrow)

    def _draw_follows(self, now: datetime) -> None:
        self._lines("#follows", follows_lines(self.view, self._facts, now))

    def _step_lines(self, below: Sequence[Line]) -> list[Line]:
        """Give all about the step where there is room above what stands below it; else its head, and what w would show."""
        incident, planned, look = self.view.incident, self.planned, self.look
        head = step_lines(incident, planned, look)
        whole = [*head, *([] if self.is_narrow else [Line("")]), *whole_lines(incident, planned, look)]
        width = self.app.size.width - (MARGINS if self.is_narrow else BESIDE_STEP)
        if self.has_class("-reading") or fits([*whole, *below], width, self.app.size.height - NOT_THE_STEPS):
            return whole
        return [*head, about_line(incident, planned)]

    def _basis_lines(self) -> list[Line]:
        said = f"says {self.desk_app.actor}; known from: {self.basis or 'not said'} (b)"
        lines = [Line(said, "muted")] if self.planned.step.facts else []
        if self.view.next is None or self.view.next.planned.step.id != self.current:
            follows = next_line(self.view, self.language)
            lines.append(Line(f"{follows.text} (n)", follows.tone))
        elif not self.is_narrow:
            lines.append(Line(f"this step now, because {self.view.next.because}", "muted"))
        if self.planned.step.kind is StepKind.FILE:
            lines += channel_lines(self.view.incident.authority, self.desk.now().date())
        return lines

    def _lines(self, selector: str, lines: Iterable[Line]) -> None:
        self.query_one(selector, TextPane).set_lines([(line.text, line.tone) for line in lines])

    # What keys do.

    def action_next_step(self) -> None:
        """Go to the step that matters now; from there to the open one after it."""
        open_steps = [s.step.id for s in self.view.plan.steps() if s.state is StepState.OPEN]
        wanted = self._step_that_matters()
        if wanted == self.current and open_steps:
            after = open_steps.index(self.current) + 1 if self.current in open_steps else 0
            wanted = open_steps[after % len(open_steps)]
        self._go(wanted)

    def action_why(self) -> None:
        """Show all about the step in the place of its answers, or its answers again."""
        reading = not self.has_class("-reading")
        self.set_class(reading, "-reading")
        self.look_again()
        self.query_one("#step" if reading else "#choices").focus()

    def action_toggle_language(self) -> None:
        """Show the texts of the plan in Dutch, or in English again."""
        self.desk_app.language = LANGUAGES.get(self.language, "en")
        self.look_again()
        self.say("teksten van het plan: Nederlands" if self.language == "nl" else "texts of the plan: English")

    def action_other_side(self) -> None:
        """Move to the next of step, what follows and plan."""
        sides = [self.query_one(f"#{name}") for name in SIDES]
        focused = next((i for i, side in enumerate(sides) if side.has_focus), -1)
        if self.is_narrow:
            self.set_class(not self.has_class("-folded-out"), "-folded-out")
        sides[(focused + 1) % len(sides)].focus() if not self.is_narrow else self._focus_folded()

    def _focus_folded(self) -> None:
        self.query_one("#follows" if self.has_class("-folded-out") else "#choices").focus()

    def _go(self, step: str) -> None:
        self.set_class(False, "-reading")
        super()._go(step)

    def action_find_out(self) -> None:
        """Go to the step that asks what would settle most; where none asks, to the assessment."""
        missing = self.view.judgement.assessment.missing
        if not missing:
            self.say("Both outcomes can be told; v shows why.")
            return
        step = self.view.plan.asking(missing[0].fact)
        if step is not None:
            self._go(step.step.id)
        else:
            self.action_assessment()

    def action_assessment(self) -> None:
        """Look at what the rules weigh, and try what another answer would change."""
        self.app.push_screen(AssessmentScreen(self.incident_id, self._back_at))

    def action_law(self) -> None:
        """Look at every duty over all laws."""
        self.app.push_screen(DutiesScreen(self.incident_id, self._back_at))

    def action_scope(self) -> None:
        """Tick the systems that were hit."""
        self.app.push_screen(ScopeScreen(self.incident_id))

    def action_notices(self) -> None:
        """Look at the notices."""
        self.app.push_screen(NoticesScreen(self.incident_id, self._back_at))

    def action_timeline(self) -> None:
        """Look at the record."""
        self.app.push_screen(TimelineScreen(self.incident_id))

    def action_after(self) -> None:
        """Look at lessons and actions."""
        self.app.push_screen(AfterScreen(self.incident_id))

    def action_outbox(self) -> None:
        """Look at the letters."""
        self.app.push_screen(OutboxScreen(self.incident_id))

    def action_basis(self) -> None:
        """Say how you know."""

        def keep(text: str | None) -> None:
            if text is not None:
                self.basis = text
                self.look_again()

        hint = "a log, a call, a letter; kept with each answer from now on"
        self.app.push_screen(Ask("How do you know?", hint, self.basis), keep)

    def action_skip_step(self) -> None:
        """Skip this step."""
        step = self.current
        self._ask("Why is this step skipped?", "kept in the record", lambda t, by: self._walk.skip(self._ref, step, t, by))

    def action_note(self) -> None:
        """Write a note."""
        incidents = self.desk.incidents
        self._ask("Note", "goes into the record", lambda t, by: incidents.note(self._ref, t, by))

    def action_awareness(self) -> None:
        """Correct when you became aware: first the time, then the reason."""

        def with_time(text: str | None) -> None:
            if text is None:
                return
            correct = self.desk.incidents.correct_awareness
            self._ask("Why was it wrong?", "kept in the record", lambda t, by: correct(self._ref, text, t, by))

        zone = self.view.incident.zone
        self.app.push_screen(Ask("When did you become aware?", f"2026-11-23 14:30, in {zone}", "", self._readable), with_time)

    @on(RowList.Chosen, "#rail")
    def go_to_step(self, event: RowList.Chosen) -> None:
        """Show the step under the cursor."""
        self._go(event.key)


def _rail_row(line: RailLine) -> Row:
    indent = 2 if line.key else 0
    tone = "late" if "!" in line.right else "accent" if line.key and line.right else ""
    cells = (Cell(line.symbol, 1, line.tone), Cell(line.text, 0), Cell(line.right, 6, tone))
    return Row(line.key, cells, line.tone, indent=indent, selectable=bool(line.key))


def _choice_row(index: int, choice: Choice) -> Row:
    cells = (Cell(choice.symbol, 3, choice.tone), Cell(choice.text, 0))
    return Row(choice.key or f"#{index}", cells, choice.tone, selectable=bool(choice.key))
