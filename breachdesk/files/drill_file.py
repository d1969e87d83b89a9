"""An exercise as people write it in YAML, read into a Scenario; every problem in one round.

`docs/DRILLS.md` says every key. What it speaks of is checked: facts and their answers, the systems of the organisation, the
playbook and its steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from breachdesk.domain.drill_score import USUAL_LIMITS
from breachdesk.domain.drills import After, Expected, Inject, InjectKind, Scenario, Truth, WrongDeed, WrongKind
from breachdesk.domain.errors import BreachDeskError, FileProblems, Problem
from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.instants import instant_from_local
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.terms import Duty
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.playbook_file import read_plan_bytes
from breachdesk.files.playbook_steps import PlanWords, by_language, slug, titles
from breachdesk.files.strict_yaml import parse_yaml

ORGANISATIONS = ("fietsgoed",)
"""Sample inventories an exercise may play in."""

MAX_BRIEFING, MAX_TEXT, MAX_SENDER, MAX_INJECTS = 1500, 1200, 60, 60
MAX_MINUTES = 30 * 24 * 60
WHOM: Mapping[str, Duty] = {"authority": Duty.NOTIFY_AUTHORITY, "individuals": Duty.NOTIFY_INDIVIDUALS}
ASKED_BY_CHOICE = (FactKind.YES_NO, FactKind.CHOICE, FactKind.CHOICES)


@dataclass(frozen=True, slots=True)
class DrillWords:
    """What a scenario may speak of.

    Args:
        words: The facts and their answers.
        playbooks: Every playbook by id.
        systems: Of the organisation it plays in; None where they are not looked at.
    """

    words: PlanWords
    playbooks: Mapping[str, Playbook]
    systems: Collection[str] | None = None

    def of_playbook(self, id_: str) -> PlanWords:
        """Give the facts with those a playbook asks of its own."""
        own = self.playbooks[id_].facts if id_ in self.playbooks else {}
        return PlanWords({**self.words.facts, **own}, self.words.ids)


def scenario_paths(folders: Sequence[Path]) -> dict[str, Path]:
    """Give the scenario files that count, by name without ending: of two with one name that of the later folder."""
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}


def load_scenarios(folders: Sequence[Path], words: DrillWords) -> Mapping[str, Scenario]:
    """Read every scenario by id.

    Raises:
        FileProblems: anything in any of them is not right; all of it is listed.
    """
    found: dict[str, Scenario] = {}
    troubles: list[FileProblems] = []
    for path in scenario_paths(folders).values():
        try:
            scenario = load_scenario(path, words)
        except FileProblems as problems:
            troubles.append(problems)
            continue
        if scenario.id != path.stem:
            said = f"'id' is '{scenario.id}' and the file is called '{path.name}'; give both the same name."
            troubles.append(FileProblems(path.name, [Problem(0, said)]))
        found[scenario.id] = scenario
    if troubles:
        raise FileProblems.of_several(troubles)
    return found


def load_scenario(path: Path, words: DrillWords) -> Scenario:
    """Read one scenario.

    Raises:
        FileProblems: it cannot be read, or anything in it is not right; all of it is listed.
    """
    problems = Problems(path.name)
    top = Fields(parse_yaml(read_plan_bytes(path), path.name), problems)
    id_, version, title = slug(top), top.text("version"), titles(top)
    briefing = by_language(top, "briefing", MAX_BRIEFING, required=True)
    zone = _zone(top)
    starts_at = _start(top, zone)
    organisation = top.choice("organisation", ORGANISATIONS)
    playbook = _playbook(top, words)
    plan_words = words.of_playbook(playbook)
    known = tuple(_expected(top, "known_at_start", plan_words))
    injects = tuple(_injects(top, plan_words, words, playbook))
    truth = _truth(top.part("truth"), words, playbook)
    top.end()
    problems.raise_if_any()
    return Scenario(
        id_, version, title, briefing, starts_at, zone, organisation, playbook, injects, truth, known_at_start=known
    )


def _zone(top: Fields) -> str:
    line = top.line_of("zone")
    zone = top.text("zone")
    if zone and zone not in available_timezones():
        top.problem(f"'zone' is '{zone[:40]}', which is no time zone.{nearest(zone, available_timezones())}", line)
        return ""
    return zone


def _start(top: Fields, zone: str) -> datetime:
    line = top.line_of("start")
    said = top.text("start")
    none = datetime(2000, 1, 1, tzinfo=UTC)
    try:
        local = datetime.fromisoformat(said) if len(said) > 10 else None
    except ValueError:
        local = None
    if said and (local is None or local.tzinfo is not None):
        top.problem(f"'start' is '{said[:40]}'; write local day and time as \"2026-11-14 02:10\".", line)
        return none
    if local is None or not zone:
        return none
    try:
        return instant_from_local(local, ZoneInfo(zone), zone)
    except BreachDeskError:
        # Its message offers instants with an offset, and here a local time is wanted.
        why = f"which in {zone} does not exist, exists twice or is far away"
        top.problem(f"'start' is '{said[:40]}', {why}; begin at another hour.", line)
        return none


def _playbook(top: Fields, words: DrillWords) -> str:
    line = top.line_of("playbook")
    id_ = top.text("playbook")
    if id_ and id_ not in words.playbooks:
        top.problem(f"'playbook' is '{id_[:60]}', and there is none.{nearest(id_, words.playbooks)}", line)
    return id_


def _injects(top: Fields, plan_words: PlanWords, words: DrillWords, playbook: str) -> Iterator[Inject]:
    number = 0
    for number, part in enumerate(top.parts("injects"), 1):
        if number > MAX_INJECTS:
            part.problem(f"a scenario has at most {MAX_INJECTS} injects; take some out.")
            return
        yield _inject(part, number, plan_words, words, playbook)
    if not number:
        top.problem("'injects' is missing or empty; an exercise needs at least one thing that comes in.")


def _inject(part: Fields, number: int, plan_words: PlanWords, words: DrillWords, playbook: str) -> Inject:
    before = len(part.problems.found)
    minutes = part.integer("at", 0, MAX_MINUTES)
    if minutes is None and len(part.problems.found) == before:
        part.problem("'at' is missing; write after how many minutes of scenario time it comes in.")
    after = part.choice("after", tuple(After), After.START)
    kind = part.choice("kind", tuple(InjectKind))
    sender = by_language(part, "from", MAX_SENDER, required=True)
    texts = by_language(part, "text", MAX_TEXT, required=True)
    reveals = tuple(_expected(part, "reveals", plan_words))
    wrong = _wrong(part, kind, plan_words, words, playbook)
    part.end()
    inject_kind = InjectKind(kind) if kind else InjectKind.MESSAGE
    return Inject(number, inject_kind, sender, texts, minutes or 0, After(after or After.START), reveals, wrong)


def _expected(part: Fields, key: str, words: PlanWords) -> Iterator[Expected]:
    for inner in part.parts(key):
        line = inner.line_of("fact")
        fact = inner.text("fact")
        right = inner.texts_with_lines("right")
        if fact and fact not in words.facts:
            inner.problem(f"'{fact[:60]}' is no known fact.{nearest(fact, words.facts)}", line)
        elif fact:
            _check_answers(inner, words.facts[fact], words, right)
        inner.end()
        yield Expected(fact, tuple(value for value, _ in right))


def _check_answers(part: Fields, fact: FactDefinition, words: PlanWords, given: list[tuple[str, int]]) -> None:
    if fact.kind not in ASKED_BY_CHOICE:
        part.problem(f"'{fact.id}' has no fixed answers, so no answer to it can be right or wrong here.")
        return
    ids = words.values_of(fact)
    if not given:
        part.problem(f"'right' is missing; name at least one answer.{nearest('', ids)}")
    for value, line in given:
        if value not in ids:
            part.problem(f"'{value[:60]}' is no answer to '{fact.id}'.{nearest(value, ids)}", line)


def _wrong(
    part: Fields, kind: str, plan_words: PlanWords, words: DrillWords, playbook: str
) -> WrongDeed | None:
    given, line = part.has("wrong"), part.line_of("wrong")
    if not given:
        part.take("wrong")
        if kind == InjectKind.PRESSURE:
            part.problem("an inject of the kind pressure needs 'wrong': what it presses for.")
        return None
    inner = part.part("wrong")
    if kind and kind != InjectKind.PRESSURE:
        part.problem(f"'wrong' belongs to an inject of the kind pressure, not to a {kind}.", line)
    do = inner.choice("do", tuple(WrongKind))
    what_line, what = inner.line_of("what"), inner.text("what", "")
    value_line, value = inner.line_of("value"), inner.text("value", "")
    choices, values = _may_press_for(do, what, plan_words, words, playbook)
    if do and what not in choices:
        inner.problem(f"'what' is '{what[:60]}', which nobody can {do}.{nearest(what, choices)}", what_line)
    elif do and value not in values:
        inner.problem(f"'value' is '{value[:60]}', which is no choice.{nearest(value, values)}", value_line)
    inner.end()
    if not do:
        return None
    kind_of = WrongKind(do)
    return WrongDeed(kind_of, WHOM.get(what, what) if kind_of is WrongKind.DECIDE else what, value)


def _may_press_for(
    do: str, what: str, plan_words: PlanWords, words: DrillWords, playbook: str
) -> tuple[Collection[str], Collection[str]]:
    """Give what may be named, and which values it may have."""
    if do == WrongKind.DECIDE:
        return tuple(WHOM), ("yes", "no")
    if do == WrongKind.ANSWER:
        fact = plan_words.facts.get(what)
        values = plan_words.values_of(fact) if fact and fact.kind is not FactKind.CHOICES else []
        return tuple(id_ for id_, f in plan_words.facts.items() if f.kind in (FactKind.YES_NO, FactKind.CHOICE)), values
    if do == WrongKind.SKIP:
        return _steps(words, playbook), ("",)
    return ("",), ("",)


def _steps(words: DrillWords, playbook: str) -> tuple[str, ...]:
    found = words.playbooks.get(playbook)
    return tuple(step.id for step in found.steps()) if found else ()


def _truth(part: Fields, words: DrillWords, playbook: str) -> Truth:
    systems = tuple(_named(part, "systems", words.systems, "no system of the organisation"))
    either = tuple(_named(part, "either", words.systems, "no system of the organisation"))
    steps = _steps(words, playbook) if playbook in words.playbooks else None
    must = tuple(_named(part, "must_steps", steps, f"no step of the playbook '{playbook}'"))
    decisions = _decisions(part.part("decisions"))
    within = _within(part.part("within_minutes"))
    part.end()
    return Truth(systems, either, decisions, must, within)


def _named(part: Fields, key: str, known: Collection[str] | None, what: str) -> Iterator[str]:
    for value, line in part.texts_with_lines(key):
        if known is not None and value not in known:
            part.problem(f"'{value[:60]}' is {what}.{nearest(value, known)}", line)
        yield value


def _decisions(part: Fields) -> Mapping[Duty, bool]:
    found = {duty: part.yes_no(word) for word, duty in WHOM.items()}
    part.end()
    return {duty: notify for duty, notify in found.items() if notify is not None}


def _within(part: Fields) -> Mapping[str, int]:
    found = {id_: part.integer(id_, 1, MAX_MINUTES) for id_ in USUAL_LIMITS}
    part.end()
    return {id_: minutes for id_, minutes in found.items() if minutes is not None}
