"""What an act changed in the plan, said: which steps it opened, closed or took away, and by which answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.plan_changes import StepChange, changes_between
from breachdesk.domain.plan_merging import OWN
from breachdesk.domain.planning import Plan, StepState, condition_holds
from breachdesk.domain.playbook import Condition
from breachdesk.services.views import fact_words

MARKS = {
    "opened": "+ open",
    "new": "+ new",
    "no longer needed": "– gone",
    "done, no longer needed": "– gone",
    "done as well": "✓ done",
}
"""What the plan shows beside a step that changed; six columns."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """Steps to which the same happened for the same reason."""

    what: str
    steps: tuple[str, ...]
    titles: tuple[str, ...]
    because: str
    tone: str

    def words(self, named: int) -> str:
        """Say it in few words.

        Args:
            named: Titles that are said; of the others only how many there are.
        """
        number = len(self.titles)
        more = f" and {number - named} more" if number > named else ""
        return f"{number} {self.what}: {', '.join(self.titles[:named])}{more}"


def change_lines(changes: Iterable[ToldChange], named: int = 3) -> list[tuple[str, str]]:
    """Give lines with their tone: each reason once, and under it what it changed."""
    by_reason: dict[str, list[ToldChange]] = {}
    for change in changes:
        by_reason.setdefault(change.because, []).append(change)
    lines: list[tuple[str, str]] = []
    for because, same in by_reason.items():
        if because and len(same) > 1:
            lines.append((f"because {because}:", "muted"))
            lines += [(f"  {change.words(named)}", change.tone) for change in same]
        else:
            why = f", because {because}" if because else ""
            lines += [(f"{change.words(named)}{why}", change.tone) for change in same]
    return lines


def told_changes(
    before: Plan,
    now: Plan,
    incident: Incident,
    facts: Mapping[str, FactDefinition],
    but: Collection[str] = (),
    titles: Mapping[str, str] | None = None,
    language: str = "en",
) -> tuple[ToldChange, ...]:
    """Say what changed beside what somebody did on purpose.

    Args:
        but: Steps that were acted on themselves; that they are done or blocked now, is no news.
        titles: Of playbooks that came in later, by id.
    """
    teller = _Teller(before, now, incident, facts, titles or {})
    groups: dict[tuple[str, str, str], list[StepChange]] = {}
    for change in changes_between(before, now):
        what, tone = _what(change)
        if change.now.step.id in but and what not in ("opened", "no longer needed"):
            continue
        groups.setdefault((what, teller.because(change), tone), []).append(change)
    return tuple(
        ToldChange(
            what,
            tuple(c.now.step.id for c in changes),
            tuple(c.now.step.title(language) for c in changes),
            because,
            tone,
        )
        for (what, because, tone), changes in groups.items()
    )


def _what(change: StepChange) -> tuple[str, str]:
    if change.before is None:
        return "new", "calm"
    if change.is_dropped:
        return ("done, no longer needed" if change.now.was_done else "no longer needed"), "muted"
    return {
        StepState.OPEN: ("opened", "calm"),
        StepState.DONE: ("done as well", "done"),
        StepState.SKIPPED: ("skipped", "muted"),
        StepState.PARKED: ("not known yet", "waiting"),
    }.get(change.now.state, ("waiting", "waiting"))


@dataclass(frozen=True, slots=True)
class _Teller:
    before: Plan
    now: Plan
    incident: Incident
    facts: Mapping[str, FactDefinition]
    titles: Mapping[str, str]

    def because(self, change: StepChange) -> str:
        """Give what brought a change about; empty where that is plain."""
        planned = change.now
        if change.before is None:
            return self._came(planned.step.came_with)
        if change.is_dropped:
            failed = [c for c in planned.step.conditions() if condition_holds(c, self.incident.facts) is False]
            return self._known(failed) or planned.because
        if change.is_opened:
            return self._opened(change)
        if planned.state is StepState.WAITING:
            return self._unknown(planned.step.conditions()) or planned.because
        return planned.because if planned.state is StepState.BLOCKED else ""

    def _opened(self, change: StepChange) -> str:
        if change.before in (StepState.WAITING, StepState.NOT_NEEDED):
            holding = [c for c in change.now.step.conditions() if condition_holds(c, self.incident.facts)]
            return self._known(c for c in holding if self.incident.facts.is_known(c.fact)) or self._decided(change)
        if change.before is StepState.BLOCKED:
            ended = [n for n in change.now.step.needs if self.before.step(n).state is not self.now.step(n).state]
            said = [f"'{self.now.step(n).step.title()}' is {self.now.step(n).state.value}" for n in ended]
            return " and ".join(said)
        return ""

    def _came(self, came: str) -> str:
        return "it is a task of this incident" if came == OWN else f"'{self.titles.get(came, came)}' came in"

    def _decided(self, change: StepChange) -> str:
        wanted = change.now.step.when_decided
        decision = self.incident.decision(wanted.duty) if wanted else None
        if decision is None:
            return ""
        return f"{decision.by} decided {'to notify' if decision.notify else 'not to notify'}"

    def _known(self, conditions: Iterable[Condition]) -> str:
        return " and ".join(dict.fromkeys(self._fact(c.fact) for c in conditions))

    def _unknown(self, conditions: Iterable[Condition]) -> str:
        asked = [c.fact for c in conditions if not self.incident.facts.is_known(c.fact)]
        labels = [self._label(fact) for fact in dict.fromkeys(asked)]
        return f"nobody knows yet: {', '.join(labels)}" if labels else ""

    def _fact(self, id_: str) -> str:
        found = self.incident.facts.get(id_)
        return f"{self._label(id_)}: {fact_words(self.facts.get(id_), found, self.incident.zone, None)}"

    def _label(self, id_: str) -> str:
        return self.facts[id_].label() if id_ in self.facts else id_
