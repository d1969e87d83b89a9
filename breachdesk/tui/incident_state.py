"""One incident under the hands: what was read of it, the step one is at, what an act changed, and where one goes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import PlannedStep, StepState
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.services.change_words import MARKS, ToldChange, told_changes
from breachdesk.services.overview import CaseView
from breachdesk.services.times import read_instant
from breachdesk.services.walking import Walking
from breachdesk.tui.act_choices import Around
from breachdesk.tui.deskscreen import DeskScreen
from breachdesk.tui.row_list import RowList
from breachdesk.tui.step_words import StepLook

USUAL_FOR = ("likely_consequences", "measures_taken", "measures_planned")
"""Facts for which a situation names what is usual."""


class IncidentState(DeskScreen):
    """What all parts of the incident screen stand on."""

    def __init__(self, incident_id: str) -> None:
        super().__init__()
        self.incident_id = incident_id
        self.current = ""
        """Id of the step in the middle; empty until the first reload."""

        self.basis = ""
        self.marks: dict[str, frozenset[str]] = {}
        self.changes: tuple[ToldChange, ...] = ()
        """What the last act changed in the plan; stays until the next one."""

        self._view: CaseView | None = None
        self._shown: tuple[CaseView, str] | None = None
        """What stood on the screen before, and the step in its middle."""

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

    @property
    def language(self) -> str:
        """In which the texts of the plan are shown."""
        return self.desk_app.language

    def read_anew(self) -> None:
        """Read the incident, and find out what changed in its plan since it was last shown."""
        self._view = self.desk.overview.case(self.incident_id)
        if self._shown is not None and self._shown[0].incident.entries != self._view.incident.entries:
            before, at = self._shown
            acted_on = (at, *_records_changed(before.incident, self._view.incident))
            incident = self._view.incident
            titles = {part.id: part.title(self.language) for part in self.situations}
            plan = self._view.plan
            self.changes = told_changes(before.plan, plan, incident, self._facts, acted_on, titles, self.language)
        if not self.current:
            self.current = self._step_that_matters()
        self._shown = self._view, self.current

    @property
    def change_marks(self) -> dict[str, str]:
        """What the rail shows beside steps that the last act changed."""
        return {step: MARKS[change.what] for change in self.changes if change.what in MARKS for step in change.steps}

    @property
    def playbook_titles(self) -> dict[str, str]:
        """Titles of the playbooks this incident walks; and of the one a step leads to, which it may not walk yet."""
        titles = {part.id: part.title(self.language) for part in self.situations}
        wanted = self.planned.step.playbook if self.planned.step.kind is StepKind.PLAN else ""
        if wanted and wanted not in titles:
            found = self.desk.catalogues.playbooks().get(wanted)
            titles[wanted] = found.title(self.language) if found else wanted
        return titles

    @property
    def situations(self) -> tuple[Playbook, ...]:
        """The playbooks this incident walks."""
        return self.desk.plans.parts(self.view.incident)

    @property
    def around(self) -> Around:
        """What the lines of the step need to know."""
        usual: dict[str, tuple[str, ...]] = {}
        for fact in USUAL_FOR:
            named = (option for part in self.situations for option in getattr(part.profile, fact))
            usual[fact] = tuple(dict.fromkeys(named))
        return Around(self.desk.now(), self.language, usual, self.playbook_titles, self._facts)

    @property
    def look(self) -> StepLook:
        """How the step is looked at."""
        return StepLook(self.desk.now(), self.language, self.playbook_titles)

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

    def _back_at(self, step: str) -> None:
        self.app.pop_screen()
        self._go(step)

    def _after(self, incident: Incident) -> None:
        """Once a step is settled, go on to the one that matters."""
        self._view = None
        self.marks = {}
        at = self.current
        if self.planned.state is not StepState.OPEN:
            self.read_anew()
            self.current = self._step_that_matters()
        self.look_again()
        if self.current != at:
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


def _records_changed(before: Incident, now: Incident) -> list[str]:
    """Give the steps about which somebody did something himself: ticked, skipped, blocked or opened them again."""
    return [id_ for id_, record in now.steps.items() if before.steps.get(id_) != record]
