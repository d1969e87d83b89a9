"""Sound playbooks of every shape, for properties: what may be written may be drawn here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from breachdesk.domain.facts import YES_NO_OPTIONS, FactDefinition, FactKind, Option
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import (
    AWARENESS,
    DETECTION,
    AnyCondition,
    Condition,
    DecisionCondition,
    Phase,
    Playbook,
    Profile,
    Step,
    StepKind,
    Texts,
    Wanted,
)
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.files.fact_file import load_facts
from breachdesk.files.playbook_steps import PlanWords
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).resolve().parents[1]
LAW = ROOT / "breachdesk" / "law"
_TAXONOMY = load_taxonomy(LAW / "taxonomy.yaml")
_IDS = {FactKind.CATEGORIES: frozenset(_TAXONOMY.categories), FactKind.GROUPS: frozenset(_TAXONOMY.group_kinds)}
WORDS = PlanWords(load_facts(LAW / "facts.yaml"), _IDS)
"""What the house's playbooks may speak of."""

DECISIONS = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)
ODD = "NO: yes\u00e9\u4f60\U0001f600\"'#-[]{}%@`\\&*!|>,?~=\u00ad\u200b"
one_line = st.text(st.sampled_from(ODD + "abc 12"), min_size=1, max_size=30).map(str.strip).filter(bool)
ids = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True).filter(lambda word: word not in (AWARENESS, DETECTION))
texts = st.builds(lambda en, nl: {"en": en, **({"nl": nl} if nl else {})}, one_line, st.none() | one_line)
maybe_texts = st.just({}) | texts


@st.composite
def own_facts(draw: st.DrawFn) -> dict[str, FactDefinition]:
    """Draw a playbook's own questions."""
    found = {}
    for name in draw(st.lists(st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True), max_size=3, unique=True)):
        kind = draw(st.sampled_from(FactKind))
        options: tuple[Option, ...] = ()
        if kind in (FactKind.CHOICE, FactKind.CHOICES):
            options = tuple(Option(id_, draw(texts)) for id_ in draw(st.lists(ids, min_size=1, max_size=3, unique=True)))
        if kind is FactKind.YES_NO:
            options = YES_NO_OPTIONS
        found[f"own_{name}"] = FactDefinition(f"own_{name}", kind, draw(texts), options)
    return found


def _condition(draw: st.DrawFn, words: PlanWords) -> Condition:
    askable = [fact for fact in words.facts.values() if words.values_of(fact)]
    own = [fact for fact in askable if fact.id.startswith("own_")]
    fact = draw(st.sampled_from(own or askable))
    values = draw(st.lists(st.sampled_from(words.values_of(fact)), min_size=1, max_size=2, unique=True))
    return Condition(fact.id, draw(st.sampled_from(Wanted)), tuple(values))


def _when(draw: st.DrawFn, words: PlanWords) -> Condition | AnyCondition:
    if draw(st.integers(0, 3)):
        return _condition(draw, words)
    return AnyCondition(tuple(_condition(draw, words) for _ in range(2)))


def _step(draw: st.DrawFn, id_: str, earlier: list[Step], words: PlanWords) -> Step:
    kind = draw(st.sampled_from([*StepKind, *[StepKind.TASK, StepKind.QUESTION] * 4]))
    others = [step.id for step in earlier]
    decided = [step.duty for step in earlier if step.duty]
    due_hours = draw(st.none() | st.integers(1, 8760))
    step = Step(
        id=id_,
        kind=kind,
        titles=draw(texts),
        why=draw(maybe_texts),
        line=0,
        source=draw(st.just("") | one_line),
        owner_role=draw(st.sampled_from(Role)),
        due_hours=due_hours,
        due_from=draw(st.sampled_from([AWARENESS, DETECTION, *others])) if due_hours else AWARENESS,
        needs=tuple(draw(st.lists(st.sampled_from(others), max_size=2, unique=True))) if others else (),
        when=tuple(_when(draw, words) for _ in range(draw(st.integers(0, 2)))),
        when_decided=DecisionCondition(draw(st.sampled_from(decided)), draw(st.booleans())) if decided and draw(st.booleans()) else None,
        must=kind is not StepKind.GUIDANCE and draw(st.booleans()),
        evidence=draw(maybe_texts),
        cannot=draw(maybe_texts),
    )
    return replace(step, **_of_its_kind(draw, kind, words))


def _of_its_kind(draw: st.DrawFn, kind: StepKind, words: PlanWords) -> dict[str, object]:
    own = [fact for fact in words.facts if fact.startswith("own_")] or list(words.facts)
    if kind in (StepKind.QUESTION, StepKind.ASSESS):
        return {"facts": tuple(draw(st.lists(st.sampled_from(own), min_size=1, max_size=2, unique=True)))}
    if kind is StepKind.DECISION:
        return {"duty": draw(st.sampled_from(DECISIONS))}
    if kind is StepKind.PLAN:
        return {"playbook": draw(ids), "replaces": draw(st.booleans())}
    if kind is StepKind.NOTIFY:
        return {"obligation": draw(ids)}
    if kind in (StepKind.DRAFT, StepKind.REVIEW):
        return {"notice": draw(st.sampled_from(NoticeKind))}
    fixed = {StepKind.FILE: NoticeKind.NOTIFICATION, StepKind.SEND: NoticeKind.COMMUNICATION}
    return {"notice": fixed[kind]} if kind in fixed else {}


def _profile(draw: st.DrawFn) -> Profile:
    if draw(st.booleans()):
        return Profile()
    several = st.lists(texts, max_size=2).map(tuple)
    hinted = {key: WORDS.values_of(WORDS.facts[key]) for key in ("likely_consequences", "measures_taken", "measures_planned")}
    chosen = {key: tuple(draw(st.lists(st.sampled_from(values), max_size=2, unique=True))) for key, values in hinted.items()}
    return Profile(draw(maybe_texts), draw(several), draw(several), **chosen)


@st.composite
def playbooks(draw: st.DrawFn, most_steps: int = 8) -> Playbook:
    """Draw a playbook that the reader would give, apart from lines and the fingerprint."""
    own = draw(own_facts())
    words = PlanWords({**WORDS.facts, **own}, WORDS.ids)
    steps: list[Step] = []
    for id_ in draw(st.lists(ids, min_size=1, max_size=most_steps, unique=True)):
        steps.append(_step(draw, id_, steps, words))
    names = draw(st.lists(ids, min_size=1, max_size=min(3, len(steps)), unique=True))
    size = -(-len(steps) // len(names))
    parts = [tuple(steps[at : at + size]) for at in range(0, len(steps), size)]
    phases = tuple(Phase(id_, draw(texts), part) for id_, part in zip(names, parts, strict=False))
    return Playbook(draw(ids), draw(texts), draw(one_line), "", phases, _profile(draw), own)


def as_written(playbook: Playbook) -> Playbook:
    """Give a playbook without what says where it stood: lines, files, fingerprint."""
    phases = tuple(replace(p, steps=tuple(replace(s, line=0, file="") for s in p.steps)) for p in playbook.phases)
    return replace(playbook, phases=phases, sha256="")


def titled(en: str) -> Texts:
    """Give a title in English only."""
    return {"en": en}
