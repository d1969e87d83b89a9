"""What choosing a line of a step does: answer, tick, decide, record a duty, draft, close; each saves at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from textual import on

from breachdesk.domain.incident import Incident
from breachdesk.domain.obligations import Obligation
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.services.holding_up import HeldUp, holding_up
from breachdesk.tui.choices import marks_of, worked_out
from breachdesk.tui.dialogs import Ask, Field, some_words
from breachdesk.tui.duties_screen import DutiesScreen
from breachdesk.tui.duty_record import record_declined, record_met
from breachdesk.tui.fact_question import Again, ask_fact, ask_why_not
from breachdesk.tui.incident_state import IncidentState
from breachdesk.tui.late_draft import ToWrite, draft_notice
from breachdesk.tui.plan_question import take_playbook_in
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import RowList

MOST_NAMED = 8
"""Open points that the question about closing names; there is no room for more at 80x24."""


class IncidentActs(IncidentState):
    """The lines of the step, done."""

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
            "go": self._go,
            "decide": self._decide,
            "confirm": lambda _: self._confirm(),
            "plan": lambda playbook: take_playbook_in(self, playbook, False),
            "replace": lambda playbook: take_playbook_in(self, playbook, True),
            "met": lambda row: self._with_duty(row, record_met),
            "decline": lambda row: self._with_duty(row, record_declined),
            "law": self._law_at,
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
        take = partial(self._answer, fact)
        ask_fact(self, definition, known, view.incident.zone, view.inventory, take, incident=view.incident)

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

    def _with_duty(self, row_id: str, record: Callable[..., None]) -> None:
        row: Obligation | None = next((row for row in self.view.duties if row.id == row_id), None)
        if row is not None:
            record(self, self.view.incident, row, self._after)

    def _law_at(self, row_id: str) -> None:
        self.app.push_screen(DutiesScreen(self.incident_id, self._back_at, row_id))

    def _review(self, notice: str) -> None:
        self.app.push_screen(ReviewScreen(self.incident_id, notice, self._back_at))

    def _draft(self, rest: str) -> None:
        kind, _, language = rest.partition(":")
        draft_notice(self, self.view.incident, ToWrite(NoticeKind(kind), language), lambda r: self._review(r.notice))

    def _close(self) -> None:
        """Ask how it ended; where something is open, then also who closes over it and why."""
        open_points = holding_up(self.view)
        question, hint = "How did it end?", "the conclusion, kept in the record"
        if not open_points:
            close = self.desk.incidents.close
            self._ask(question, hint, lambda text, by: close(self._ref, text, by))
            return

        def concluded(text: str | None) -> None:
            if text is not None:
                self._close_over(open_points, text)

        self.app.push_screen(Ask(question, hint, "", some_words), concluded)

    def _close_over(self, open_points: tuple[HeldUp, ...], conclusion: str) -> None:
        number = len(open_points)
        named = [f"! {point.words}" for point in open_points[:MOST_NAMED]]
        more = [f"and {number - MOST_NAMED} more"] if number > MOST_NAMED else []
        title = "\n".join([f"Close over {number} open point{'s' if number != 1 else ''}?", *named, *more])
        fields = [
            Field("override", "Why is it closed all the same?", "", "kept in the record, beside the conclusion", some_words),
            Field("by", "Who takes that upon themselves?", self.desk_app.actor, "a name; the record says who", some_words),
        ]
        close = self.desk.incidents.close

        def save(said: Mapping[str, str]) -> Incident:
            return close(self._ref, conclusion, said["by"], said["override"])

        self.fill_and_save(title, fields, save, "closed over what is open", self._after)

    # What both a line and a key do.

    def action_reopen(self) -> None:
        """Open this step again, or let it go on."""
        step = self.current
        self._ask("Why is it open again?", "kept in the record", lambda t, by: self._walk.reopen(self._ref, step, t, by))

    def action_assign(self) -> None:
        """Give this step an owner."""
        step = self.current
        self._ask("Who does it?", "a name", lambda t, by: self._walk.assign(self._ref, step, t, by))
