"""A playbook as people write it in YAML, read into a Playbook; every problem in one round.

Conditions are three-valued, and `planning` works them out: every entry under `when:` must hold.
`is:` asks for one of the values; while the fact is not known the step waits. `is_not:` holds while the
fact is not known, so a step falls away only for certain values. One condition that surely fails drops
the step, whatever the others say. A step named under `needs:` that is not needed counts as settled.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.facts import UNKNOWN_WORD, YES_NO_OPTIONS, FactDefinition, FactKind
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import (
    Condition,
    DecisionCondition,
    Phase,
    Playbook,
    Step,
    StepKind,
    Wanted,
    rings_of_needs,
)
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.strict_yaml import Limits, parse_yaml

LIMITS = Limits()
MAX_STEPS = 200
MAX_DUE_HOURS = 8760
MAX_TITLE, MAX_WHY = 80, 600
ASKING = (StepKind.QUESTION, StepKind.SCOPE)
DECIDABLE = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)
_NOTICES: Mapping[StepKind, tuple[NoticeKind, ...]] = {
    StepKind.DRAFT: tuple(NoticeKind),
    StepKind.REVIEW: tuple(NoticeKind),
    StepKind.FILE: (NoticeKind.NOTIFICATION,),
    StepKind.SEND: (NoticeKind.COMMUNICATION,),
}
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2}")


def load_playbook(path: Path, facts: Mapping[str, FactDefinition]) -> Playbook:
    """Read a playbook file.

    Args:
        facts: Every question that may be asked, by id.

    Raises:
        FileProblems: it cannot be read, or anything in it is not right; all of it is listed.
    """
    try:
        if path.exists() and not path.is_file():
            raise FileProblems(path.name, [Problem(0, "is not a file; name a playbook in YAML.")])
        with path.open("rb") as stream:
            raw = stream.read(LIMITS.bytes + 1)
    except OSError as error:
        raise FileProblems(path.name, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error
    return parse_playbook(raw, path.name, facts)


def parse_playbook(raw: bytes, name: str, facts: Mapping[str, FactDefinition]) -> Playbook:
    """Read a playbook from its bytes; `name` is used in messages. Titles in English are required.

    Raises:
        FileProblems: anything in it is not right; all of it is listed.
    """
    problems = Problems(name)
    top = Fields(parse_yaml(raw, name, LIMITS), problems)
    id_, version, titles = _slug(top), top.text("version"), _titles(top)
    phases: list[Phase] = []
    for part in top.parts("phases"):
        phase = _phase(part, facts)
        if any(phase.id == other.id for other in phases):
            part.problem(f"the phase '{phase.id}' stands here a second time; keep one.")
        phases.append(phase)
    top.end()
    if not phases:
        top.problem("'phases' is missing or empty; a plan needs at least one phase with steps.")
    _check_plan([step for phase in phases for step in phase.steps], problems)
    problems.raise_if_any()
    return Playbook(id_, titles, version, hashlib.sha256(raw).hexdigest(), tuple(phases))


def _phase(part: Fields, facts: Mapping[str, FactDefinition]) -> Phase:
    id_, titles = _slug(part), _titles(part)
    steps = tuple(_step(inner, facts) for inner in part.parts("steps"))
    if not steps:
        part.problem("'steps' is missing or empty; give the phase a step, or take it out.")
    part.end()
    return Phase(id_, titles, steps)


def _step(part: Fields, facts: Mapping[str, FactDefinition]) -> Step:
    id_ = _slug(part)
    kind_word = part.choice("kind", tuple(StepKind))
    kind = StepKind(kind_word) if kind_word else None
    step = Step(
        id=id_,
        kind=kind or StepKind.TASK,
        titles=_titles(part),
        why=_by_language(part, "why", MAX_WHY, required=False),
        line=part.line,
        facts=_asked(part, kind, facts),
        source=part.text("source", ""),
        owner_role=Role(part.choice("owner_role", tuple(Role), Role.RESPONDER)),
        due_hours=part.integer("due_hours", 1, MAX_DUE_HOURS),
        needs=part.texts("needs"),
        when=tuple(_conditions(part, facts)),
        when_decided=_decided(part),
        duty=_duty(part, kind),
        notice=_notice(part, kind),
        must=part.yes_no("must") or False,
    )
    part.end()
    return step


def _asked(part: Fields, kind: StepKind | None, facts: Mapping[str, FactDefinition]) -> tuple[str, ...]:
    line = part.line_of("facts")
    asked = part.texts_with_lines("facts")
    for fact, fact_line in asked:
        if fact not in facts:
            part.problem(f"'{fact[:60]}' is no known fact.{nearest(fact, facts)}", fact_line)
    if asked and kind and kind not in ASKING:
        part.problem(f"a {kind} step asks no facts; make it a question, or take 'facts' out.", line)
    if not asked and kind is StepKind.QUESTION:
        part.problem("a question step needs 'facts': at least one to ask.")
    return tuple(dict.fromkeys(fact for fact, _ in asked))


def _conditions(part: Fields, facts: Mapping[str, FactDefinition]) -> Iterator[Condition]:
    for inner in part.parts("when"):
        line = inner.line_of("fact")
        fact = inner.text("fact")
        if fact and fact not in facts:
            inner.problem(f"'{fact[:60]}' is no known fact.{nearest(fact, facts)}", line)
        if inner.has("is") == inner.has("is_not"):
            inner.problem("a condition has either 'is' or 'is_not', with a list of values.")
        wanted = Wanted.IS_NOT if inner.has("is_not") else Wanted.IS
        values = inner.texts_with_lines("is") + inner.texts_with_lines("is_not")
        if fact in facts:
            _check_values(inner, facts[fact], values)
        inner.end()
        yield Condition(fact, wanted, tuple(dict.fromkeys(value for value, _ in values)))


def _check_values(part: Fields, fact: FactDefinition, values: list[tuple[str, int]]) -> None:
    options = YES_NO_OPTIONS if fact.kind is FactKind.YES_NO else fact.options
    ids = [option.id for option in options]
    if not ids:
        part.problem(f"'{fact.id}' has no fixed answers, so no condition can rest on it.")
        return
    if not values:
        part.problem(f"a condition needs at least one value.{nearest('', ids)}")
    for value, line in values:
        if value in ids:
            continue
        if value == UNKNOWN_WORD:
            part.problem("'unknown' is no value here; a step waits by itself until the fact is known.", line)
        else:
            part.problem(f"'{value[:60]}' is no answer to '{fact.id}'.{nearest(value, ids)}", line)


def _decided(part: Fields) -> DecisionCondition | None:
    if not part.has("when_decided"):
        part.take("when_decided")
        return None
    inner = part.part("when_decided")
    word = inner.choice("duty", DECIDABLE)
    before = len(inner.problems.found)
    notify = inner.yes_no("notify")
    if notify is None and len(inner.problems.found) == before:
        inner.problem("'notify' is missing; write yes or no.")
    inner.end()
    return DecisionCondition(Duty(word), notify) if word and notify is not None else None


def _duty(part: Fields, kind: StepKind | None) -> Duty | None:
    given, line = part.has("duty"), part.line_of("duty")
    word = part.choice("duty", DECIDABLE, "") if given else part.text("duty", "")
    if kind is StepKind.DECISION and not given:
        part.problem(f"a decision step needs 'duty': {' or '.join(DECIDABLE)}.")
    if given and kind and kind is not StepKind.DECISION:
        part.problem(f"a {kind} step decides nothing; take 'duty' out, or make it a decision.", line)
    return Duty(word) if word else None


def _notice(part: Fields, kind: StepKind | None) -> NoticeKind | None:
    given, line = part.has("notice"), part.line_of("notice")
    choices = _NOTICES.get(kind, ()) if kind else ()
    word = part.choice("notice", tuple(NoticeKind), "")
    if not given:
        if choices:
            part.problem(f"a {kind} step needs 'notice': {' or '.join(choices)}.")
        return None
    if kind and not choices:
        part.problem(f"a {kind} step handles no notice; take 'notice' out.", line)
    elif word and choices and NoticeKind(word) not in choices:
        part.problem(f"a {kind} step is for a {choices[0]}, not for a {word}.", line)
    return NoticeKind(word) if word else None


def _titles(part: Fields) -> Mapping[str, str]:
    return _by_language(part, "titles", MAX_TITLE, required=True)


def _by_language(part: Fields, key: str, longest: int, required: bool) -> Mapping[str, str]:
    line, given = part.line_of(key), part.has(key)
    words = part.words(key)
    if "en" not in words and (required or given):
        part.problem(f"'{key}' has no English words; write {key}: {{en: \"…\"}}.", line)
    for language, text in words.items():
        if not _LANGUAGE.fullmatch(language):
            part.problem(f"'{key}' has '{language[:20]}', no language; write a code such as nl.", line)
        if len(text) > longest:
            part.problem(f"'{key}' in '{language[:20]}' is longer than {longest} characters; cut it.", line)
        if "\n" in text or "\t" in text:
            part.problem(f"'{key}' in '{language[:20]}' must be one line without tabs.", line)
    return words


def _slug(part: Fields) -> str:
    line = part.line_of("id")
    id_ = part.text("id")
    if id_ and not _SLUG.fullmatch(id_):
        part.problem(f"'id' is '{id_[:40]}'; use small letters, digits and hyphens, at most 60.", line)
    return id_


def _check_plan(steps: list[Step], problems: Problems) -> None:
    """Look at the plan as a whole: ids, what steps wait for, and that every decision waited for is made."""
    if len(steps) > MAX_STEPS:
        problems.add(steps[MAX_STEPS].line, f"a plan has at most {MAX_STEPS} steps; split it into several.")
        return
    first: dict[str, Step] = {}
    for step in steps:
        known = first.setdefault(step.id, step)
        if known is not step and step.id:
            problems.add(step.line, f"the step '{step.id}' stands on line {known.line} too; rename one.")
    duties = {step.duty for step in steps if step.kind is StepKind.DECISION}
    for step in steps:
        for message in _dangling(step, first, duties):
            problems.add(step.line, f"'{step.id}' {message}")
    for ring in rings_of_needs(first.values()):
        path = " → ".join((*ring, ring[0]))
        problems.add(first[ring[0]].line, f"these steps wait for each other: {path}; take one 'needs' out.")


def _dangling(step: Step, steps: Mapping[str, Step], duties: Collection[Duty | None]) -> Iterator[str]:
    for needed in step.needs:
        if needed not in steps:
            yield f"needs '{needed[:60]}', which is no step.{nearest(needed, steps)}"
    if step.when_decided and step.when_decided.duty not in duties:
        yield f"waits for a decision on {step.when_decided.duty} that no step makes; add one."
