"""One step of a playbook as it stands in YAML; each kind with what it must and may not say.

Conditions are three-valued, and `planning` works them out: every entry under `when:` must hold, of `any:` at least one.
`is:` asks for one of the values; while the fact is not known the step waits. `is_not:` holds while the fact is not
known, so a step falls away only for certain values. One condition that surely fails drops the step, whatever the others
say. A step named under `needs:` that is not needed counts as settled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from breachdesk.domain.facts import UNKNOWN_WORD, YES_NO_OPTIONS, FactDefinition, FactKind
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import AWARENESS, AnyCondition, Condition, DecisionCondition, Step, StepKind, Texts, Wanted
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.files.fields import Fields, nearest

MAX_DUE_HOURS = 8760
MAX_TITLE, MAX_WHY = 80, 600
ASKING = (StepKind.QUESTION, StepKind.ASSESS, StepKind.SCOPE)
MUST_ASK = (StepKind.QUESTION, StepKind.ASSESS)
DECIDABLE = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)
NOTICES: Mapping[StepKind, tuple[NoticeKind, ...]] = {
    StepKind.DRAFT: tuple(NoticeKind),
    StepKind.REVIEW: tuple(NoticeKind),
    StepKind.FILE: (NoticeKind.NOTIFICATION,),
    StepKind.SEND: (NoticeKind.COMMUNICATION,),
}
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a playbook may speak of.

    Args:
        facts: Every question that may be asked, by id.
        ids: What may stand in facts that hold ids of the taxonomy, by kind of fact.
    """

    facts: Mapping[str, FactDefinition]
    ids: Mapping[FactKind, frozenset[str]] = field(default_factory=dict)

    def values_of(self, fact: FactDefinition) -> list[str]:
        """Give the values a condition on a fact may name; none where it has no fixed answers."""
        if fact.kind is FactKind.YES_NO:
            return [option.id for option in YES_NO_OPTIONS]
        return [option.id for option in fact.options] or sorted(self.ids.get(fact.kind, ()))


def read_step(part: Fields, words: PlanWords) -> Step:
    """Read one step; whatever is wrong with it is noted, and it can be read on."""
    id_ = slug(part)
    kind_word = part.choice("kind", tuple(StepKind))
    kind = StepKind(kind_word) if kind_word else None
    step = Step(
        id=id_,
        kind=kind or StepKind.TASK,
        titles=titles(part),
        why=by_language(part, "why", MAX_WHY, required=False),
        line=part.line,
        facts=_asked(part, kind, words.facts),
        source=part.text("source", ""),
        owner_role=Role(part.choice("owner_role", tuple(Role), Role.RESPONDER)),
        due_hours=part.integer("due_hours", 1, MAX_DUE_HOURS),
        needs=part.texts("needs"),
        when=tuple(_conditions(part, words)),
        when_decided=_decided(part),
        duty=_duty(part, kind),
        notice=_notice(part, kind),
        must=part.yes_no("must") or False,
        due_from=part.text("due_from", AWARENESS),
        evidence=by_language(part, "evidence", MAX_WHY, required=False),
        cannot=by_language(part, "cannot", MAX_WHY, required=False),
        playbook=_of_kind(part, "playbook", kind, StepKind.PLAN),
        replaces=part.yes_no("replaces") or False,
        obligation=_of_kind(part, "obligation", kind, StepKind.NOTIFY),
        file=part.problems.file,
    )
    if step.replaces and kind is not StepKind.PLAN:
        part.problem("'replaces' belongs to a plan step only; take it out.")
    if step.due_hours is None and step.due_from != AWARENESS:
        part.problem("'due_from' says from when the hours run, and 'due_hours' is missing; write how many.")
    if kind is StepKind.GUIDANCE and step.must:
        part.problem("guidance is read and holds nothing up; take 'must' out, or make it a task.")
    part.end()
    return step


def _of_kind(part: Fields, key: str, kind: StepKind | None, owner: StepKind) -> str:
    line = part.line_of(key)
    word = part.text(key, "")
    if kind is owner and not word:
        part.problem(f"a {owner} step needs '{key}'.", line)
    if word and kind and kind is not owner:
        part.problem(f"'{key}' belongs to a {owner} step, not to a {kind}; take it out.", line)
    return word


def _asked(part: Fields, kind: StepKind | None, facts: Mapping[str, FactDefinition]) -> tuple[str, ...]:
    line = part.line_of("facts")
    asked = part.texts_with_lines("facts")
    for fact, fact_line in asked:
        if fact not in facts:
            part.problem(f"'{fact[:60]}' is no known fact.{nearest(fact, facts)}", fact_line)
    if asked and kind and kind not in ASKING:
        part.problem(f"a {kind} step asks no facts; make it a question, or take 'facts' out.", line)
    if not asked and kind in MUST_ASK:
        part.problem(f"a {kind} step needs 'facts': at least one to ask.")
    return tuple(dict.fromkeys(fact for fact, _ in asked))


def _conditions(part: Fields, words: PlanWords) -> Iterator[Condition | AnyCondition]:
    for inner in part.parts("when"):
        if not inner.has("any"):
            yield _condition(inner, words)
            continue
        any_of = tuple(_condition(one, words) for one in inner.parts("any"))
        if len(any_of) < 2:
            inner.problem("'any' needs two conditions or more, of which one must hold.")
        inner.end()
        yield AnyCondition(any_of)


def _condition(part: Fields, words: PlanWords) -> Condition:
    line = part.line_of("fact")
    fact = part.text("fact")
    if fact and fact not in words.facts:
        part.problem(f"'{fact[:60]}' is no known fact.{nearest(fact, words.facts)}", line)
    if part.has("is") == part.has("is_not"):
        part.problem("a condition has either 'is' or 'is_not', with a list of values.")
    wanted = Wanted.IS_NOT if part.has("is_not") else Wanted.IS
    values = part.texts_with_lines("is") + part.texts_with_lines("is_not")
    if fact in words.facts:
        _check_values(part, words.facts[fact], words.values_of(words.facts[fact]), values)
    part.end()
    return Condition(fact, wanted, tuple(dict.fromkeys(value for value, _ in values)))


def _check_values(part: Fields, fact: FactDefinition, ids: Collection[str], values: list[tuple[str, int]]) -> None:
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
    choices = NOTICES.get(kind, ()) if kind else ()
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



def titles(part: Fields) -> Texts:
    """Take the titles, by language."""
    return by_language(part, "titles", MAX_TITLE, required=True)


def by_language(part: Fields, key: str, longest: int, required: bool) -> Texts:
    """Take words by language, each one line; English is always wanted where there are any."""
    line, given = part.line_of(key), part.has(key)
    words = part.words(key)
    if "en" not in words and (required or given):
        part.problem(f"'{key}' has no English words; write {key}: {{en: \"…\"}}.", line)
    for language, text in words.items():
        if not LANGUAGE.fullmatch(language):
            part.problem(f"'{key}' has '{language[:20]}', no language; write a code such as nl.", line)
        if len(text) > longest:
            part.problem(f"'{key}' in '{language[:20]}' is longer than {longest} characters; cut it.", line)
        if "\n" in text or "\t" in text:
            part.problem(f"'{key}' in '{language[:20]}' must be one line without tabs.", line)
    return words


def slug(part: Fields) -> str:
    """Take an id."""
    line = part.line_of("id")
    id_ = part.text("id")
    if id_ and not SLUG.fullmatch(id_):
        part.problem(f"'id' is '{id_[:40]}'; use small letters, digits and hyphens, at most 60.", line)
    return id_
