"""Assessment: the facts the rules weigh at the left, what follows and why at the right; and what if one were another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from breachdesk.domain.facts import Fact, Facts, Source, SourceKind
from breachdesk.domain.verdict import Verdict
from breachdesk.services.faces import Face
from breachdesk.services.judging import Judgement
from breachdesk.services.overview import CaseView
from breachdesk.services.views import clock_line
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.fact_question import Again, ask_fact
from breachdesk.tui.law_phrases import WeighedFact, assessment_lines, fact_detail, outcome_brief, weighed_facts
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane

ToStep = Callable[[str], None]
"""Goes to a step of the plan."""


class AssessmentScreen(OneIncidentScreen):
    """What the rules make of the facts, and of facts that only might be."""

    KIND = "assessment"
    ROWS = "#weighed"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("assessment")

    def __init__(self, incident_id: str, to_step: ToStep) -> None:
        super().__init__(incident_id)
        self.what_if: dict[str, Fact] = {}
        """Answers that are only tried; they are gone when the screen is left."""

        self._to_step = to_step
        self._view: CaseView | None = None
        self._weighed: dict[str, WeighedFact] = {}
        self._last_try: tuple[Facts, Judgement] | None = None
        self._judged: Judgement | None = None
        """What is shown."""

    def compose_body(self) -> Iterable[Widget]:
        """Give the facts, what follows, and the fact under the cursor."""
        with Horizontal(id="body"):
            yield RowList(id="weighed", rests=True, wraps=True)
            yield TextPane(id="judged")
        yield TextPane(id="why")

    def on_mount(self) -> None:
        """Start on the facts, at the one that would settle most."""
        super().on_mount()
        self.query_one("#weighed", RowList).focus()

    @property
    def facts(self) -> Facts:
        """The facts as they are, with what the inventory says of the organisation."""
        return self.desk.duties.facts(self.incident)

    @property
    def judgement(self) -> Judgement:
        """What the rules say: of the facts, or of what is tried."""
        if not self.what_if:
            return self._case.judgement
        facts = self.facts
        for fact in self.what_if.values():
            facts = facts.with_fact(fact)
        if self._last_try is None or self._last_try[0] != facts:
            self._last_try = facts, self.desk.assessing.what_if(self.incident, facts)
        return self._last_try[1]

    @property
    def _case(self) -> CaseView:
        if self._view is None:
            self._view = self.desk.overview.case(self.incident_id)
        return self._view

    def reload(self) -> None:
        """Read it, and show it."""
        self._view = None
        super().reload()

    def show(self) -> None:
        """Show the facts and what follows."""
        incident, definitions = self.incident, self.desk.facts()
        judgement = self._judged = self.judgement
        asked = self.desk.assessing.weighed(incident)
        weighed = weighed_facts(asked, self.facts, judgement, definitions, incident.zone, self._case.inventory, self.what_if)
        self._weighed = {fact.id: fact for fact in weighed}
        self.query_one("#weighed", RowList).set_rows([_row(fact, self.is_narrow) for fact in weighed])
        lines = [(line.text, line.tone) for line in assessment_lines(incident, judgement, self._tried_against, definitions)]
        self.query_one("#judged", TextPane).set_lines([*self._tried(), *lines])
        self._say_why(self.query_one("#weighed", RowList).current_key)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        name = "WHAT IF, not saved" if self.what_if else "Assessment"
        return f"{self.incident.reference}  {name}", clock_line(self.incident, now, self.is_narrow)

    @property
    def _tried_against(self) -> Judgement | None:
        return self._case.judgement if self.what_if else None

    def _tried(self) -> list[tuple[str, str]]:
        if not self.what_if:
            return []
        said = [f"{self._weighed[id_].label}: {self._weighed[id_].said}" for id_ in self.what_if]
        head = "WHAT IF  nothing of this is saved; c goes back to the facts"
        return [*((line, "urgent") for line in (head, *said)), ("", "")]

    def _say_why(self, key: str) -> None:
        fact = self._weighed.get(key)
        lines = fact_detail(fact, self.facts.get(key), self._case.plan.asking(key), self.incident.zone) if fact else []
        if self.is_narrow and self._judged is not None:
            lines = [outcome_brief(self._judged, self._tried_against), *lines]
        self.query_one("#why", TextPane).set_lines([(line.text, line.tone) for line in lines])

    @on(RowList.Highlighted, "#weighed")
    def why(self, event: RowList.Highlighted) -> None:
        """Say where the fact under the cursor comes from and what it could change."""
        self._say_why(event.key)

    @on(RowList.Chosen, "#weighed")
    def try_another(self, event: RowList.Chosen) -> None:
        """Ask what the fact under the cursor might be, and show what would follow."""
        definition, zone = self.desk.facts()[event.key], self.incident.zone

        def tried(text: str, _: Again) -> None:
            answer = self.desk.walking.check_answer(event.key, text)
            source = Source(SourceKind.PERSON, self.desk_app.actor, "what if")
            self.what_if[event.key] = Fact(event.key, answer, source, self.desk.now())
            self.look_again()

        question = f"What if, not saved: {definition.label()}"
        known = self.what_if.get(event.key) or self.facts.get(event.key)
        ask_fact(self, definition, known, zone, self._case.inventory, tried, question)

    def action_clear(self) -> None:
        """Go back to the facts."""
        if not self.what_if:
            self.say("Nothing is tried; these are the facts.")
        self.what_if.clear()
        self.look_again()

    def action_find_out(self) -> None:
        """Go to the step that asks for the fact under the cursor; where the plan has none, answer it here."""
        key = self.query_one("#weighed", RowList).current_key
        step = self._case.plan.asking(key)
        if step is not None:
            self._to_step(step.step.id)
            return
        definition, actor, answer = self.desk.facts()[key], self.desk_app.actor, self.desk.walking.answer
        zone, inventory = self.incident.zone, self._case.inventory

        def save(text: str, again: Again) -> None:
            self.act(lambda: answer(self.incident_id, key, text, actor), refused=again)

        ask_fact(self, definition, self.facts.get(key), zone, inventory, save, incident=self.incident)

    def action_verdict(self) -> None:
        """Record what the incident is: whether it is a personal data breach."""
        proposed = self._case.judgement.verdict.verdict
        options = [(v.value, v.value.replace("-", " "), "as the facts say" if v is proposed else "") for v in Verdict]

        def picked(value: str | None) -> None:
            if value is None:
                return
            record, actor, verdict = self.desk.assessing.record_verdict, self.desk_app.actor, Verdict(value)
            self.ask_and_save(
                "Why is it that?",
                "kept with your name, also when it is no breach (Art. 33(5))",
                lambda reason: record(self.incident_id, verdict, reason, actor),
                None,
                "verdict recorded",
            )

        self.app.push_screen(Pick("What is it? Art. 4(12)", options), picked)

    def action_other_side(self) -> None:
        """Move between the facts and what follows."""
        weighed, judged = self.query_one("#weighed", RowList), self.query_one("#judged", TextPane)
        target = judged if weighed.has_focus else weighed
        self.set_class(target is judged, "-folded-out")
        target.focus()


def _row(fact: WeighedFact, narrow: bool) -> Row:
    mark, width = "if" if fact.is_what_if else fact.mark, 26 if narrow else 20
    return Row(fact.id, (Cell(mark, 2, fact.tone), Cell(fact.label, 0, fact.tone), Cell(fact.said, width, fact.tone)))
