"""A playbook as people write it in YAML, with the step sets it includes, read into a Playbook; every problem in one round.

A phase lists steps, and `include: ID` stands for all steps of the set in the file `steps/ID.yaml`. `docs/PLAYBOOKS.md`
says every key; `playbooks/playbook.schema.json` says it to editors.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.playbook import AWARENESS, DETECTION, Phase, Playbook, Profile, Step, StepKind, rings_of_needs
from breachdesk.files.fact_file import read_definition
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.playbook_steps import MAX_WHY, PlanWords, by_language, read_step, slug, titles
from breachdesk.files.step_sets import NO_SETS, StepSet, StepSets
from breachdesk.files.strict_yaml import Limits, parse_yaml

LIMITS = Limits()
MAX_STEPS = 200
OWN_FACT = "own_"
OWN_ID = re.compile(r"own_[a-z0-9_]{1,56}")
HINTED = ("likely_consequences", "measures_taken", "measures_planned")


def load_playbook(path: Path, words: PlanWords, sets: StepSets = NO_SETS) -> Playbook:
    """Read a playbook file.

    Args:
        words: What it may speak of.
        sets: Where the step sets it may include are found.

    Raises:
        FileProblems: it cannot be read, or anything in it is not right; all of it is listed.
    """
    return parse_playbook(read_plan_bytes(path), path.name, words, sets)


def read_plan_bytes(path: Path) -> bytes:
    """Read a playbook or a step set as it is; FileProblems when that cannot be done."""
    try:
        if path.exists() and not path.is_file():
            raise FileProblems(path.name, [Problem(0, "is not a file; name a playbook in YAML.")])
        with path.open("rb") as stream:
            return stream.read(LIMITS.bytes + 1)
    except OSError as error:
        raise FileProblems(path.name, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error


def parse_playbook(raw: bytes, name: str, words: PlanWords, sets: StepSets = NO_SETS) -> Playbook:
    """Read a playbook from its bytes; `name` is used in messages. Titles in English are required.

    Raises:
        FileProblems: anything in it, or in a set it includes, is not right; all of it is listed.
    """
    problems = Problems(name)
    top = Fields(parse_yaml(raw, name, LIMITS), problems)
    id_, version, title = slug(top), top.text("version"), titles(top)
    own = {fact.id: fact for fact in _own_facts(top, words)}
    words = PlanWords({**words.facts, **own}, words.ids)
    profile = _profile(top, words)
    included: dict[str, StepSet] = {}
    lost: list[int] = []
    phases: list[Phase] = []
    for part in top.parts("phases"):
        phase = _phase(part, words, sets, included, lost)
        if any(phase.id == other.id for other in phases):
            part.problem(f"the phase '{phase.id}' stands here a second time; keep one.")
        phases.append(phase)
    top.end()
    if not phases:
        top.problem("'phases' is missing or empty; a plan needs at least one phase with steps.")
    if not lost:
        # What waits for a step of a set that cannot be read is not wrong for that.
        _check_plan([step for phase in phases for step in phase.steps], problems)
    problems.raise_if_any()
    return Playbook(id_, title, version, fingerprint(raw, included.values()), tuple(phases), profile, own)


def fingerprint(raw: bytes, included: Collection[StepSet]) -> str:
    """Give the SHA-256 of a playbook's bytes and of the sets it includes, however deep, each once and by id."""
    if not included:
        return hashlib.sha256(raw).hexdigest()
    parts = {part.id: part.sha256 for one in included for part in one.with_inner()}
    named = "".join(f"\n{id_} {sha256}" for id_, sha256 in sorted(parts.items()))
    return hashlib.sha256(hashlib.sha256(raw).hexdigest().encode() + named.encode()).hexdigest()


def _own_facts(top: Fields, words: PlanWords) -> Iterator[FactDefinition]:
    seen: set[str] = set()
    for part in top.parts("facts"):
        line = part.line_of("id")
        fact = read_definition(part)
        if not fact.id.startswith(OWN_FACT):
            part.problem(f"a playbook's own fact is called '{OWN_FACT}…', so that it is no fact of the house.", line)
        elif not OWN_ID.fullmatch(fact.id):
            part.problem(f"'id' is '{fact.id[:40]}'; after '{OWN_FACT}' use small letters, digits and _, at most 56.", line)
        if fact.id in seen or fact.id in words.facts:
            part.problem(f"there is a fact '{fact.id}' already; give this one another id.", line)
        seen.add(fact.id)
        yield fact


def _profile(top: Fields, words: PlanWords) -> Profile:
    if not top.has("profile"):
        top.take("profile")
        return Profile()
    part = top.part("profile")
    signs = by_language(part, "signs", MAX_WHY, required=False)
    scope_hints, evidence = _list_of_texts(part, "scope_hints"), _list_of_texts(part, "evidence")
    hinted = {key: tuple(_options(part, key, words)) for key in HINTED}
    part.end()
    return Profile(signs, scope_hints, evidence, **hinted)


def _list_of_texts(part: Fields, key: str) -> tuple[Mapping[str, str], ...]:
    found = []
    for inner in part.parts(key):
        texts = {language: inner.text(language) for language, _ in inner.not_taken()}
        if "en" not in texts:
            inner.problem(f"'{key}' has no English words; write {{en: \"…\"}}.")
        inner.end()
        found.append(texts)
    return tuple(found)


def _options(part: Fields, key: str, words: PlanWords) -> Iterator[str]:
    ids = words.values_of(words.facts[key]) if key in words.facts else []
    for value, line in part.texts_with_lines(key):
        if value not in ids:
            part.problem(f"'{value[:60]}' is no answer to '{key}'.{nearest(value, ids)}", line)
        yield value


def _phase(part: Fields, words: PlanWords, sets: StepSets, included: dict[str, StepSet], lost: list[int]) -> Phase:
    id_, title = slug(part), titles(part)
    steps: list[Step] = []
    for inner in part.parts("steps"):
        if not inner.has("include"):
            steps.append(read_step(inner, words))
            continue
        found = sets.include(inner)
        if found is None:
            lost.append(inner.line)
            continue
        included[found.id] = found
        steps.extend(found.steps)
    if not steps and not lost:
        part.problem("'steps' is missing or empty; give the phase a step, or take it out.")
    part.end()
    return Phase(id_, title, tuple(steps))


def _check_plan(steps: Sequence[Step], problems: Problems) -> None:
    """Look at the plan as a whole: ids, what steps wait for, and that every decision waited for is made."""
    if len(steps) > MAX_STEPS:
        problems.add(steps[MAX_STEPS].line, f"a plan has at most {MAX_STEPS} steps; split it into several.")
        return
    first: dict[str, Step] = {}
    for step in steps:
        known = first.setdefault(step.id, step)
        if known is not step and step.id:
            where = f"line {known.line}" if known.file == step.file else f"line {known.line} of {known.file}"
            problems.add(step.line, f"the step '{step.id}' stands on {where} too; rename one.", _other(step, problems))
    duties = {step.duty for step in steps if step.kind is StepKind.DECISION}
    for step in steps:
        for message in _dangling(step, first, duties):
            problems.add(step.line, f"'{step.id}' {message}", _other(step, problems))
    for ring in rings_of_needs(first.values()):
        path = " → ".join((*ring, ring[0]))
        line, file = first[ring[0]].line, _other(first[ring[0]], problems)
        problems.add(line, f"these steps wait for each other: {path}; take one 'needs' or 'due_from' out.", file)


def _other(step: Step, problems: Problems) -> str:
    """Name the file of a step that was included; empty for one of the playbook's own."""
    return "" if step.file == problems.file else step.file


def _dangling(step: Step, steps: Mapping[str, Step], duties: Collection[object]) -> Iterator[str]:
    for needed in step.needs:
        if needed not in steps:
            yield f"needs '{needed[:60]}', which is no step.{nearest(needed, steps)}"
    if step.due_from not in (AWARENESS, DETECTION) and step.due_from not in steps:
        known = (AWARENESS, DETECTION, *steps)
        yield f"counts its hours from '{step.due_from[:60]}', which is no step.{nearest(step.due_from, known)}"
    if step.when_decided and step.when_decided.duty not in duties:
        yield f"waits for a decision on {step.when_decided.duty} that no step makes; add one."
