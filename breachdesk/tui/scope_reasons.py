"""What a person adds to a scope with a reason, or takes back: ruled out, left out, how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from breachdesk.domain.hit import Stated
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.scope_host import ScopeHost
from breachdesk.tui.scope_questions import ask_number, ask_reason


def rule_out(screen: ScopeHost, systems: Sequence[str]) -> None:
    """Rule out those of these systems that may have been reached; where none may, take back those ruled out."""
    draft, reached = screen.draft, {r.system for r in screen.scope.reached}
    proposed = [system for system in systems if system in reached]
    back = [system for system in systems if system in draft.hit.ruled_out]
    if proposed:
        whom = screen.names.system(proposed[0]) if len(proposed) == 1 else f"none of these {len(proposed)} systems"
        was = "was not reached" if len(proposed) == 1 else "was reached"
        _ask(screen, f"How do you know that {whom} {was}?", lambda why: draft.rule_out(proposed, why))
    elif back:
        screen.change(lambda: draft.rule_in(back))
    else:
        screen.say("Only a system that may have been reached can be ruled out; p shows those.")


def leave_out(screen: ScopeHost, part: str, id_: str) -> None:
    """Leave a dataset out; or take back what was left out, ruled out or stated."""
    draft = screen.draft
    if part == "dataset":
        name = screen.names.dataset(id_)
        _ask(screen, f"How do you know that '{name}' was not touched?", lambda why: draft.leave_out(id_, why))
    elif part == "left" and id_ not in draft.hit.left_out:
        screen.say("It is left out by the days; w changes them.")
    elif part == "left":
        screen.change(lambda: draft.put_back(id_))
    elif part == "ruled":
        screen.change(lambda: draft.rule_in((id_,)))
    elif part == "group" and id_ in draft.hit.stated:
        screen.change(lambda: draft.unstate(id_))
    else:
        screen.say("x leaves a dataset out, or takes a number or a reason back; here there is none.")


def state_number(screen: ScopeHost, group: str) -> None:
    """State how many people of a group there are; asks of which, where none is given."""
    if group:
        _ask_number(screen, group)
    elif screen.scope.groups:

        def picked(id_: str | None) -> None:
            if id_ is not None:
                _ask_number(screen, id_)

        options = [(g.id, screen.names.group(g.id), str(g.people)) for g in screen.scope.groups]
        screen.app.push_screen(Pick("How many are there of which group?", options), picked)
    else:
        screen.say("No group of people is in scope yet.")


def _ask_number(screen: ScopeHost, group: str) -> None:
    draft, definition = screen.draft, screen.desk.facts()["people"]

    def take(stated: Stated) -> None:
        screen.check_stated(group, stated)
        screen.change(lambda: draft.state(group, stated))

    ask_number(screen, screen.names.group(group), draft.hit.stated.get(group), definition, take)


def _ask(screen: ScopeHost, question: str, take: Callable[[str], None]) -> None:
    ask_reason(screen, question, lambda why: screen.change(lambda: take(why)))
