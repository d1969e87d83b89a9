"""Taking another playbook in: which one, what that would change, why; and only then is anything saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from breachdesk.domain.incident import Incident
from breachdesk.domain.plan_changes import StepChange, changes_between
from breachdesk.domain.planning import Plan, StepState
from breachdesk.domain.playbook import Playbook, in_language
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.lines import Line
from breachdesk.tui.reading_dialog import Reading

if TYPE_CHECKING:
    from breachdesk.tui.incident_state import IncidentState

NOT_SURE = "not-sure-yet"
BESIDE, INSTEAD = "beside", "instead"


def playbook_rows(playbooks: Mapping[str, Playbook], language: str) -> list[tuple[str, str, str]]:
    """Give the situations to pick from, each with its signs; 'not sure yet' first, the others by title."""
    listed = sorted(playbooks.values(), key=lambda p: (p.id != NOT_SURE, p.title(language).casefold()))
    return [(p.id, p.title(language), in_language(p.profile.signs, language)) for p in listed]


def ask_for_playbook(screen: IncidentState) -> None:
    """Ask which playbook, and whether it takes the place of the plan; then show what that would change."""

    def offer(playbooks: Mapping[str, Playbook]) -> None:
        walked = {screen.view.incident.playbook, *(use.playbook for use in screen.view.incident.added_playbooks)}
        rest = {id_: playbook for id_, playbook in playbooks.items() if id_ not in {*walked, NOT_SURE}}
        if not rest:
            screen.refuse("This incident walks every playbook there is; a task of your own can be added with u.")
            return
        screen.app.push_screen(Pick("What is it too?", playbook_rows(rest, screen.language), below=True), picked)

    def picked(id_: str | None) -> None:
        if id_ is None:
            return

        def how(way: str | None) -> None:
            if way is not None:
                take_playbook_in(screen, id_, way == INSTEAD)

        ways = [
            (BESIDE, "take it in beside the plan", "steps that both ask stand once"),
            (INSTEAD, "go over to it", "what is asked now falls away; what was done stays"),
        ]
        screen.app.push_screen(Pick("How?", ways, below=True), how)

    screen.act(screen.desk.catalogues.playbooks, offer, "")


def take_playbook_in(screen: IncidentState, playbook: str, replaces: bool) -> None:
    """Show what a playbook would add and take away; on enter ask why, and take it in."""
    shaping, ref = screen.desk.shaping, screen.incident_id

    def show(plan: Plan) -> None:
        title = screen.desk.catalogues.playbooks()[playbook].title(screen.language)
        question = f"Go over to '{title}'?" if replaces else f"Take in '{title}'?"
        lines = preview_lines(screen.view.plan, plan, screen.language)
        screen.app.push_screen(Reading(question, lines, "go on: say why…"), agreed)

    def agreed(yes: bool | None) -> None:
        if yes:
            actor = screen.desk_app.actor

            def save(reason: str) -> Incident:
                return shaping.add_playbook(ref, playbook, reason, actor, replaces)

            hint = "what showed it; kept in the record"
            screen.ask_and_save("Why does this playbook come in?", hint, save, screen._after, "the plan has changed")

    screen.act(lambda: shaping.with_playbook(ref, playbook, replaces), show, "")


def preview_lines(before: Plan, after: Plan, language: str) -> list[Line]:
    """Say what the plan would gain and lose, phase by phase; nothing is saved yet."""
    changes = changes_between(before, after)
    new = [c for c in changes if c.before is None and not c.is_dropped]
    dropped = [c for c in changes if c.before is not None and c.is_dropped]
    back = [c for c in changes if c.before is StepState.NOT_NEEDED and not c.is_dropped]
    shared = sum(c.before is None and c.now.state is StepState.DONE for c in changes)
    lines = [Line("Nothing is saved yet. What was done stays done.", "muted"), Line("")]
    lines += _listed(f"Adds {len(new)} steps:", new, after, language, "+", "accent")
    lines += _listed(f"{len(dropped)} steps fall away:", dropped, after, language, "–", "muted")
    lines += _listed(f"{len(back)} steps are needed again:", back, after, language, "+", "accent")
    if shared:
        lines.append(Line(f"{shared} of the new steps are answered already by what is known.", "done"))
    if not (new or dropped or back):
        lines.append(Line("It asks nothing that the plan does not ask already.", "muted"))
    return lines


def _listed(head: str, changes: list[StepChange], plan: Plan, language: str, sign: str, tone: str) -> list[Line]:
    lines = [Line(head, tone)] if changes else []
    for phase in plan.phases:
        here = [c for c in changes if c.now.phase == phase.phase.id]
        if here:
            lines.append(Line(f"  {phase.phase.title(language)}", "muted"))
            lines += [Line(f"    {sign} {c.now.step.title(language)}") for c in here]
    return [*lines, Line("")] if lines else []
