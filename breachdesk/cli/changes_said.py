"""After a command that changed an Incident: what that changed in its plan, where it stands, and what comes next."""

from __future__ import annotations

from breachdesk.cli.documents import case_document, step_document
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, tell
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import Plan
from breachdesk.services.change_words import change_lines, told_changes
from breachdesk.services.overview import CaseView
from breachdesk.services.views import clock_line


def plan_before(front: Front, reference: str) -> Plan:
    """Give the plan as it stands before something is done; NotFound names the incidents there are."""
    desk = front.desk()
    return desk.plans.of(desk.incidents.get(reference))


def say_after(front: Front, saved: Incident, as_json: bool, before: Plan | None = None, acted_on: str = "") -> None:
    """Say what stands now and what comes next; and on stderr what else the act opened and closed.

    Args:
        before: The plan before it.
        acted_on: The step it was about, whose own change is no news.
    """
    if before is not None:
        _say_changes(front, before, saved, acted_on)
    view = front.desk().overview.case(saved.id)
    if as_json:
        document(case_document(view, front.now()))
        return
    say(f"{saved.reference}  {saved.title}  {clock_line(saved, front.now(), narrow=False)}")
    say_next(front, view)


def say_next(front: Front, view: CaseView) -> None:
    """Say the step to take now, and why."""
    if view.next is None:
        say("Nothing is left to do in the plan.")
        return
    step = step_document(view.next.planned, front.now())
    asks = f" (asks: {', '.join(step['facts'])})" if step["facts"] else ""
    say(f"Next: {step['title']} [{step['id']}]{asks}; {view.next.because}.")


def _say_changes(front: Front, before: Plan, saved: Incident, acted_on: str) -> None:
    desk = front.desk()
    titles = {part.id: part.title() for part in desk.plans.parts(saved)}
    changes = told_changes(before, desk.plans.of(saved), saved, desk.facts_of(saved), {acted_on}, titles)
    for line, _ in change_lines(changes, named=6):
        tell(line)
