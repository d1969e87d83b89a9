"""The law of one incident: every duty over all laws, whether it applies, its clock, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.domain.law import DutyKind
from breachdesk.domain.obligations import Obligation, Standing
from breachdesk.domain.planning import PlannedStep
from breachdesk.domain.terms import Moment
from breachdesk.domain.worked_out import WORKED_OUT
from breachdesk.services.duties import closed_in_plan
from breachdesk.services.faces import Face
from breachdesk.services.overview import CaseView
from breachdesk.services.times import in_short, read_instant
from breachdesk.services.views import clock_line
from breachdesk.tui.assessment_screen import AssessmentScreen, ToStep
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Field, Message, Pick, some_words
from breachdesk.tui.duty_phrases import (
    GROUP,
    NONE,
    DutyLine,
    duty_lines,
    fine_lines,
    group_detail,
    moment_lines,
    need_words,
    obligation_detail,
    proposal_lines,
    waiting_for,
)
from breachdesk.tui.duty_record import record_declined, record_met
from breachdesk.tui.fact_question import Again, ask_fact
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane

ASK, MET, DECLINE, STEP = "ask:", "met", "decline", "step"


class DutiesScreen(OneIncidentScreen):
    """One duty a line; what cannot be told yet stands together under the one answer it waits for."""

    KIND = "law"
    ROWS = "#duties"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("law")

    def __init__(self, incident_id: str, to_step: ToStep, at: str = "") -> None:
        """Args: at: The duty where the cursor starts, also when it stands in a group that is folded."""
        super().__init__(incident_id)
        self.unfolded: frozenset[str] = frozenset()
        self._at = at
        self._to_step = to_step
        self._case: CaseView | None = None
        self._rows: dict[str, Obligation] = {}

    def compose_body(self) -> Iterable[Widget]:
        """Give the duties, and the one under the cursor in full."""
        yield RowList(id="duties", rests=True, wraps=True)
        yield TextPane(id="duty")

    def on_mount(self) -> None:
        """Start on the duties."""
        super().on_mount()
        duties = self.query_one("#duties", RowList)
        duties.focus()
        if self._at in self._rows:
            self.unfolded |= {self._group_of(self._rows[self._at])}
            self._list(self.desk.now())
            duties.start_at(self._at)

    @property
    def view(self) -> CaseView:
        """The incident as last read."""
        if self._case is None:
            self._case = self.desk.overview.case(self.incident_id)
        return self._case

    def reload(self) -> None:
        """Read it, and show it."""
        self._case = None
        super().reload()

    def show(self) -> None:
        """Show every duty."""
        self._rows = {row.id: row for row in self.view.duties}
        self._list(self.desk.now())
        self._say(self.query_one("#duties", RowList).current_key)

    def tick(self, now: datetime) -> None:
        """Move the clocks."""
        super().tick(now)
        if self._case is not None:
            self._list(now)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        return f"{self.incident.reference}  Law", clock_line(self.incident, now, self.is_narrow)

    def _list(self, now: datetime) -> None:
        lines = duty_lines(self.view.duties, now, self.incident.zone, self.desk.facts(), self.unfolded)
        self.query_one("#duties", RowList).set_rows([_row(i, line, self.is_narrow) for i, line in enumerate(lines)])

    def _fold(self, group: str) -> None:
        self.unfolded ^= {group}
        self._list(self.desk.now())

    def _say(self, key: str) -> None:
        facts = self.desk.facts()
        if key.startswith(GROUP):
            lines = group_detail(self._need_of(key), self._group(key), facts)
        elif key in self._rows:
            row = self._rows[key]
            clocks = self.desk.duties.clocks(self.incident, row)
            lines = obligation_detail(row, self.incident, clocks, self.desk.now(), facts)
            lines += moment_lines(self.incident) if row.duty.kind is DutyKind.RECORD else []
        else:
            lines = []
        self.query_one("#duty", TextPane).set_lines([(line.text, line.tone) for line in lines])

    @on(RowList.Highlighted, "#duties")
    def say_duty(self, event: RowList.Highlighted) -> None:
        """Say everything about the duty under the cursor."""
        self._say(event.key)

    @on(RowList.Toggled, "#duties")
    def fold(self, event: RowList.Toggled) -> None:
        """Show the duties of a group one by one, or the group alone."""
        if event.key.startswith(GROUP):
            self._fold(event.key)

    @on(RowList.Chosen, "#duties")
    def choose(self, event: RowList.Chosen) -> None:
        """Do something about the duty under the cursor, or answer what its group waits for."""
        if event.key == NONE:
            self._fold(NONE)
        elif event.key.startswith(GROUP):
            self._find_out(self._need_of(event.key))
        else:
            self._about(self._rows[event.key])

    def _about(self, row: Obligation) -> None:
        if row.standing is Standing.DOES_NOT:
            self.say("It does not apply here; there is nothing to do.")
            return
        if row.duty.kind is DutyKind.RECORD:
            self.say("This record is how it is done; t shows it from the plan.")
            return
        options = [(f"{ASK}{need}", "find out", need_words(need, self.desk.facts())) for need in row.needs]
        if closed_in_plan(row) is not None:
            options.append((STEP, "go to its step", "decided, filed or sent in the plan"))
        else:
            stage = row.next_clock.rule.label if row.next_clock else ""
            options.append((MET, "it was done…", stage))
            if not row.is_apart:
                options.append((DECLINE, "turn it down, because…", "kept with your name"))

        def picked(what: str | None) -> None:
            if what is not None:
                self._do(row, what)

        self.app.push_screen(Pick(row.duty.label["en"], options), picked)

    def _do(self, row: Obligation, what: str) -> None:
        if what.startswith(ASK):
            self._find_out(what.removeprefix(ASK))
        elif what == STEP:
            duty = closed_in_plan(row)
            self._go_to(self.view.plan.deciding(duty) if duty is not None else None)
        elif what == MET:
            record_met(self, self.incident, row)
        else:
            record_declined(self, self.incident, row)

    def _find_out(self, need: str) -> None:
        if need in WORKED_OUT:
            self._assess()
            return
        step = self.view.plan.asking(need)
        if step is not None:
            self._go_to(step)
            return
        definition, actor, answer = self.desk.facts().get(need), self.desk_app.actor, self.desk.walking.answer
        if definition is None:
            self.say("Nothing to answer here.")
            return
        known = self.desk.duties.facts(self.incident).get(need)

        def save(text: str, again: Again) -> None:
            self.act(lambda: answer(self.incident_id, need, text, actor), refused=again)

        ask_fact(self, definition, known, self.incident.zone, self.view.inventory, save, incident=self.incident)

    def _assess(self) -> None:
        def leave_to(step: str) -> None:
            self.app.pop_screen()
            self._to_step(step)

        self.app.push_screen(AssessmentScreen(self.incident_id, leave_to))

    def _go_to(self, step: PlannedStep | None) -> None:
        if step is not None:
            self._to_step(step.step.id)

    def _group(self, key: str) -> list[Obligation]:
        if key == NONE:
            return [row for row in self.view.duties if row.standing is Standing.DOES_NOT]
        return waiting_for(self.view.duties).get(self._need_of(key), [])

    def _group_of(self, row: Obligation) -> str:
        if row.standing is Standing.DOES_NOT:
            return NONE
        return f"{GROUP}{row.needs[0]}" if row.needs else GROUP

    def _need_of(self, key: str) -> str:
        return "" if key == NONE else key.removeprefix(GROUP)

    def _readable(self, text: str) -> str | None:
        return self.desk_app.problem_with(lambda: read_instant(text, self.incident.zone, self.desk.now()))

    # What keys do.

    def action_moments(self) -> None:
        """Say when the first signal came, or when looking into it began."""
        incident = self.incident
        options = []
        for moment in Moment:
            known = incident.moments.get(moment)
            said = in_short(known.at, incident.zone) if known else "not said"
            options.append((moment.value, moment.value.replace("-", " "), said))

        def picked(value: str | None) -> None:
            if value is None:
                return
            note, actor, moment = self.desk.duties.note_moment, self.desk_app.actor, Moment(value)
            fields = [
                Field("at", "When was it?", "", f"2026-11-23 14:30, in {incident.zone}", self._readable),
                Field("reason", "What was it, and who says so?", "", "kept apart from awareness", some_words),
            ]

            def save(said: Mapping[str, str]) -> object:
                return note(self.incident_id, moment, said["at"], said["reason"], actor)

            self.fill_and_save(value.replace("-", " ").capitalize(), fields, save, "recorded")

        self.app.push_screen(Pick("Before awareness: which moment?", options), picked)

    def action_proposals(self) -> None:
        """Say what would change if a proposal were law."""
        amendments = self.desk.duties.proposals()
        self.app.push_screen(Message("Not law yet", "\n".join(proposal_lines(amendments, self.incident, self.view.judgement))))

    def action_fines(self) -> None:
        """Say the most an authority may fine."""
        self.app.push_screen(Message("Fines", "\n".join(fine_lines(self.desk.duties.fines()))))

    def action_other_side(self) -> None:
        """Move between the duties and the one under the cursor; at 80 columns that takes the room of the others."""
        duties, duty = self.query_one("#duties", RowList), self.query_one("#duty", TextPane)
        target = duty if duties.has_focus else duties
        self.set_class(target is duty, "-folded-out")
        target.focus()

    def action_assessment(self) -> None:
        """Look at the assessment."""
        self._assess()


def _row(index: int, line: DutyLine, narrow: bool) -> Row:
    cells = [Cell(line.text, 0, line.tone)]
    if line.state.text:
        text = line.clock.text.partition(", until")[0] if narrow else line.clock.text
        clock_width, state_width = (22, 12) if narrow else (44, 21)
        cells.append(Cell(f"{text} {line.clock.symbol}".rstrip(), clock_width, line.clock.tone))
        cells.append(Cell(str(line.state), state_width, line.state.tone))
    elif line.clock.text:
        cells.append(Cell(str(line.clock), 22, line.clock.tone))
    return Row(line.key or f"#{index}", tuple(cells), line.tone, line.indent, selectable=bool(line.key))
