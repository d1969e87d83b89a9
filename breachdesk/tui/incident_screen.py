"""One incident: the plan at the left, the one step you are at in the middle, what follows at the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import PlannedStep, StepState
from breachdesk.domain.playbook import StepKind
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.services.faces import Face
from breachdesk.services.overview import CaseView
from breachdesk.services.times import read_instant
from breachdesk.services.views import clock_line
from breachdesk.services.walking import Walking
from breachdesk.tui.after_screen import AfterScreen
from breachdesk.tui.assessment_screen import AssessmentScreen
from breachdesk.tui.channel_lines import channel_lines
from breachdesk.tui.choices import Choice, choices_for, marks_of, worked_out
from breachdesk.tui.deskscreen import DeskScreen, bindings_of
from breachdesk.tui.dialogs import Ask
from breachdesk.tui.duties_screen import DutiesScreen
from breachdesk.tui.fact_question import Again, ask_fact, ask_why_not
from breachdesk.tui.late_draft import draft_notice
from breachdesk.tui.notices_screen import NoticesScreen
from breachdesk.tui.outbox_screen import OutboxScreen
from breachdesk.tui.phrases import brief_lines, follows_lines, next_line, phase_strip, plan_lines, step_lines
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane
from breachdesk.tui.scope_screen import ScopeScreen
from breachdesk.tui.timeline_screen import TimelineScreen

SIDES = ("choices", "follows", "rail")


class IncidentScreen(DeskScreen):
    """Where the walk happens."""

    KIND = "incident"
    ROWS = "#choices"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("incident")

    def __init__(self, incident_id: str) -> None:
        super().__init__()
        self.incident_id = incident_id
        self.current = ""
        """Id of the step in the middle; empty until the first reload."""

        self.basis = ""
        self.marks: dict[str, frozenset[str]] = {}
        self._view: CaseView | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Give the rail, the step and what follows."""
        yield TextPane(id="strip")
        with Horizontal(id="body"):
            yield RowList(id="rail", wraps=True)
            with Vertical(id="middle"):
                yield TextPane(id="step")
                yield RowList(id="choices", wraps=True)
                yield TextPane(id="basis")
            yield TextPane(id="follows")
        yield TextPane(id="brief")

    def on_mount(self) -> None:
        """Start at the step that matters, with the cursor on its answers."""
        super().on_mount()
        self.query_one("#choices", RowList).focus()

    @property
    def view(self) -> CaseView:
        """The incident as last read."""
        if self._view is None:
            self._view = self.desk.overview.case(self.incident_id)
        return self._view

    @property
    def planned(self) -> PlannedStep:
        """The step in the middle."""
        return self.view.plan.step(self.current)

    def reload(self) -> None:
        """Show the incident as the store holds it."""
        self._view = self.desk.overview.case(self.incident_id)
        if not self.current:
            self.current = self._step_that_matters()
        now = self.desk.now()
        facts = self._facts
        view, planned = self.view, self.planned
        self.query_one("#rail", RowList).set_rows([_rail_row(line) for line in plan_lines(view, now, self.current)])
        self._lines("#strip", [(phase_strip(view, self.current), "muted")])
        self._lines("#step", [(line.text, line.tone) for line in step_lines(view, planned, now)])
        choices = choices_for(view, planned, facts, self.marks)
        self.query_one("#choices", RowList).set_rows([_choice_row(i, c) for i, c in enumerate(choices)])
        self._lines("#basis", self._basis_lines())
        self._lines("#brief", [(line.text, line.tone) for line in brief_lines(view)])
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
        lines = follows_lines(self.view, self._facts, now)
        self._lines("#follows", [(line.text, line.tone) for line in lines])

    def _basis_lines(self) -> list[tuple[str, str]]:
        follows = next_line(self.view)
        said = f"says {self.desk_app.actor}; known from: {self.basis or 'not said'} (b)"
        lines = [(said, "muted")] if self.planned.step.facts else []
        if self.view.next is None or self.view.next.planned.step.id != self.current:
            lines.append((f"{follows.text} (n)", follows.tone))
        if self.planned.step.kind is StepKind.FILE:
            channel = channel_lines(self.view.incident.authority, self.desk.now().date())
            lines += [(line.text, line.tone) for line in channel]
        return lines

    def _lines(self, selector: str, lines: list[tuple[str, str]]) -> None:
        self.query_one(selector, TextPane).set_lines(lines)

    def _step_that_matters(self) -> str:
        if self.view.next is not None:
            return self.view.next.planned.step.id
        return next(iter(self.view.plan.playbook.steps())).id

    def _go(self, step: str) -> None:
        self.current = step
        self.marks = {}
        self.look_again()
        self.query_one("#choices", RowList).to_first()
        self.query_one("#choices", RowList).focus()

    # What keys do.

    def action_next_step(self) -> None:
        """Go to the step that matters now; from there to the open one after it."""
        open_steps = [s.step.id for s in self.view.plan.steps() if s.state is StepState.OPEN]
        wanted = self._step_that_matters()
        if wanted == self.current and open_steps:
            after = open_steps.index(self.current) + 1 if self.current in open_steps else 0
            wanted = open_steps[after % len(open_steps)]
        self._go(wanted)

    def action_other_side(self) -> None:
        """Move to the next of step, what follows and plan."""
        sides = [self.query_one(f"#{name}") for name in SIDES]
        focused = next((i for i, side in enumerate(sides) if side.has_focus), -1)
        if self.is_narrow:
            self.set_class(not self.has_class("-folded-out"), "-folded-out")
        sides[(focused + 1) % len(sides)].focus() if not self.is_narrow else self._focus_folded()

    def _focus_folded(self) -> None:
        self.query_one("#follows" if self.has_class("-folded-out") else "#choices").focus()

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
            self._assess()

    def action_assessment(self) -> None:
        """Look at what the rules weigh, and try what another answer would change."""
        self._assess()

    def action_law(self) -> None:
        """Look at every duty over all laws."""
        self.app.push_screen(DutiesScreen(self.incident_id, self._back_at))

    def _assess(self) -> None:
        self.app.push_screen(AssessmentScreen(self.incident_id, self._back_at))

    def _back_at(self, step: str) -> None:
        self.app.pop_screen()
        self._go(step)

    def action_scope(self) -> None:
        """Tick the systems that were hit."""
        self.app.push_screen(ScopeScreen(self.incident_id))

    def action_notices(self) -> None:
        """Look at the notices."""
        self.app.push_screen(NoticesScreen(self.incident_id))

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

    def action_reopen(self) -> None:
        """Open this step again."""
        step = self.current
        self._ask("Why is it open again?", "kept in the record", lambda t, by: self._walk.reopen(self._ref, step, t, by))

    def action_assign(self) -> None:
        """Give this step an owner."""
        step = self.current
        self._ask("Who does it?", "a name", lambda t, by: self._walk.assign(self._ref, step, t, by))

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

    # What choosing a line does.

    @on(RowList.Chosen, "#rail")
    def go_to_step(self, event: RowList.Chosen) -> None:
        """Show the step under the cursor."""
        self._go(event.key)

    @on(RowList.Chosen, "#choices")
    @on(RowList.Toggled, "#choices")
    def choose(self, event: RowList.Chosen | RowList.Toggled) -> None:
        """Do what the line under the cursor says."""
        kind, _, rest = event.key.partition(":")
        self._does[kind](rest)

    @property
    def _does(self) -> dict[str, Callable[[str], None]]:
        return {
            "set": self._set,
            "mark": self._mark,
            "save": self._save_marks,
            "type": self._type,
            "na": self._not_applicable,
            "done": lambda _: self._done_task(),
            "assign": lambda _: self.action_assign(),
            "reopen": lambda _: self.action_reopen(),
            "open": lambda what: getattr(self, f"action_{what}")(),
            "decide": self._decide,
            "confirm": lambda _: self._confirm(),
            "review": self._review,
            "draft": self._draft,
            "close": lambda _: self._close(),
        }

    def _set(self, rest: str) -> None:
        fact, _, option = rest.partition(":")
        self._answer(fact, option)

    def _mark(self, rest: str) -> None:
        fact, _, option = rest.partition(":")
        self.marks = {**self.marks, fact: self._marked(fact) ^ {option}}
        self.look_again()

    def _marked(self, fact: str) -> frozenset[str]:
        """What stands ticked on the screen."""
        incident, definition = self.view.incident, self._facts[fact]
        known = incident.facts.get(fact)
        return marks_of(fact, known, self.marks, worked_out(definition, known, incident))

    def _save_marks(self, fact: str) -> None:
        definition = self._facts[fact]
        marked = self._marked(fact)
        chosen = [o.id for o in definition.options if o.id in marked]
        if not chosen:
            self.refuse("Nothing is ticked; tick at least one, or choose 'not known yet'.")
            return
        self._answer(fact, ", ".join(chosen))

    def _type(self, fact: str) -> None:
        view, definition = self.view, self._facts[fact]
        known = view.incident.facts.get(fact)
        ask_fact(self, definition, known, view.incident.zone, view.inventory, partial(self._answer, fact))

    def _not_applicable(self, fact: str) -> None:
        ask_why_not(self, partial(self._answer, fact))

    def _answer(self, fact: str, text: str, refused: Again = None) -> None:
        actor, basis = self.desk_app.actor, self.basis
        self.act(lambda: self._walk.answer(self._ref, fact, text, actor, basis), self._after, refused=refused)

    def _done_task(self) -> None:
        actor, step = self.desk_app.actor, self.current
        self.act(lambda: self._walk.done(self._ref, step, actor), self._after)

    def _decide(self, rest: str) -> None:
        duty, notify = self.planned.step.duty, rest == "yes"
        if duty is None:
            return
        question = "Why do you decide to notify?" if notify else "Why do you decide not to notify?"
        decide = self.desk.assessing.decide
        self._ask(question, "kept with your name and the time", lambda t, by: decide(self._ref, Duty(duty), notify, t, by))

    def _confirm(self) -> None:
        duty = self.planned.step.duty
        if duty is not None:
            confirm = self.desk.assessing.confirm
            hint = "kept with your name; from then on the decision holds"
            self._ask("Why do you stand by it?", hint, lambda t, by: confirm(self._ref, duty, t, by))

    def _review(self, notice: str) -> None:
        self.app.push_screen(ReviewScreen(self.incident_id, notice))

    def _draft(self, rest: str) -> None:
        kind, _, language = rest.partition(":")
        draft_notice(self, self.view.incident, NoticeKind(kind), language, lambda r: self._review(r.notice))

    def _close(self) -> None:
        close = self.desk.incidents.close
        self._ask("How did it end?", "the conclusion, kept in the record", lambda t, by: close(self._ref, t, by))

    def _after(self, incident: Incident) -> None:
        """Once a step is settled, go on to the one that matters."""
        self._view = None
        self.marks = {}
        if self.planned.state is not StepState.OPEN:
            self.current = self._step_that_matters()
            self.look_again()
            self.query_one("#choices", RowList).to_first()

    def _ask(self, question: str, hint: str, save: Callable[[str, str], Incident]) -> None:
        """Ask for a sentence, and save with it."""
        actor = self.desk_app.actor
        self.ask_and_save(question, hint, lambda text: save(text, actor), self._after, "saved")

    def _readable(self, text: str) -> str | None:
        return self.desk_app.problem_with(lambda: read_instant(text, self.view.incident.zone, self.desk.now()))

    @property
    def _walk(self) -> Walking:
        return self.desk.walking

    @property
    def _facts(self) -> Mapping[str, FactDefinition]:
        return self.desk.facts_of(self.view.incident)

    @property
    def _ref(self) -> str:
        return self.incident_id


def _rail_row(line) -> Row:  # type: ignore[no-untyped-def]
    indent = 2 if line.key else 0
    cells = (Cell(line.symbol, 1, line.tone), Cell(line.text, 0), Cell(line.right, 6, "late" if "!" in line.right else ""))
    return Row(line.key, cells, line.tone, indent=indent, selectable=bool(line.key))


def _choice_row(index: int, choice: Choice) -> Row:
    cells = (Cell(choice.symbol, 3, choice.tone), Cell(choice.text, 0))
    return Row(choice.key or f"#{index}", cells, choice.tone, selectable=bool(choice.key))
