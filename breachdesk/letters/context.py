"""What a template may read: plain words, lists and yes-or-no's made from a LetterContext; no domain values.

The shape is the same whatever is known, so that a misspelt name in a branch not taken is still found.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from breachdesk.domain.drafting import Gap, LetterContext
from breachdesk.domain.group_facts import group_countries
from breachdesk.domain.inventory import System
from breachdesk.domain.terms import NoticeKind, Stage
from breachdesk.letters.fact_words import FactWords, harms_of, is_open
from breachdesk.letters.wording import Wording, one_line, sentence, several_lines

Data = dict[str, object]
NAMES = (
    "account",
    "advice",
    "authority",
    "categories",
    "channel",
    "controller",
    "countries",
    "dpo",
    "facts",
    "gaps",
    "greeting",
    "group",
    "in_phases",
    "incident",
    "is_final",
    "is_supplement",
    "late",
    "organisation",
    "own_data",
    "people",
    "processors",
    "reason",
    "stage",
    "still_open",
    "supplement",
    "systems",
)
"""The top-level names a template may use."""


def plain_data(
    context: LetterContext, wording: Wording, kind: NoticeKind, language: str, gaps: Sequence[Gap], used: Collection[str]
) -> Data:
    """Give everything a template may read; every text in it prints something, none is foreign code.

    Args:
        context: Already narrowed to a group, where it is for one.
        wording: Of the language.
        kind: What is written.
        language: Two letters.
        gaps: What the law wants in this Notice and nobody knows yet.
        used: Ids of the facts the template speaks of; only they must have words in this language.
    """
    words = FactWords(context.facts, context.inventory, wording, language)
    facts = {i: words.of(d) if i in used else words.unused(d) for i, d in context.definitions.items()}
    controller = _controller(context, wording)
    account = context.definitions.get(f"account_{language}")
    return {
        "account": words.of(account) if account else words.nothing(),
        "advice": _advice(words, wording, context),
        "authority": {
            "name": one_line(context.authority.name),
            "short": one_line(context.authority.short),
        },
        "categories": _categories(words),
        "channel": kind.channel.value,
        "controller": controller,
        "countries": _countries(context, wording),
        "dpo": _dpo(context, wording),
        "facts": facts,
        "gaps": [one_line(gap.label) for gap in gaps],
        "greeting": wording.greeting(context.personal),
        "group": {"known": bool(context.group), "text": words.group_words(context.group) if context.group else ""},
        "in_phases": bool(gaps),
        "incident": _incident(context, wording),
        "is_final": context.stage is Stage.FINAL,
        "is_supplement": context.stage is Stage.SUPPLEMENT,
        "late": _late(context, wording),
        "organisation": controller,
        "own_data": context.own_data,
        "people": _people(context, words),
        "processors": _processors(context, wording),
        "reason": _optional(context.reason),
        "stage": context.stage.value,
        "still_open": [text for _, text in still_open(context, wording)],
        "supplement": _supplement(context, wording),
        "systems": _systems(context, wording),
    }


def still_open(context: LetterContext, wording: Wording) -> list[tuple[str, str]]:
    """Say to the people concerned which questions that matter to them are being looked into, each with its fact."""
    questions = wording.sentences("still_open")
    return [(fact, words) for fact, words in questions.items() if is_open(context.facts, fact)]


def data_words(context: LetterContext, wording: Wording, language: str) -> tuple[tuple[str, str], ...]:
    """Give the words for each kind of data that may concern an addressee, by id; also for those a finer kind refines."""
    words = FactWords(context.facts, context.inventory, wording, language)
    return tuple((id_, sentence(words.category_words(id_))) for id_ in words.ids("data_categories"))


def is_late(context: LetterContext) -> bool:
    """Tell whether the first notification is, or was, made after the deadline (Art. 33(1))."""
    return (context.first_filed_at or context.written_at) > context.due_at


def has_contact(context: LetterContext) -> bool:
    """Tell whether a name and an address of the contact point are known (Art. 33(3)(b))."""
    return context.dpo is not None and bool(one_line(context.dpo.name) and one_line(context.dpo.email))


def _optional(text: str, wording: Wording | None = None, name: str = "") -> Data:
    """Give foreign text, or `not known yet` with its name; without a name a blank may not be printed."""
    known = several_lines(text)
    fallback = wording.unknown(wording.name(name)) if wording else ""
    return {"known": bool(known), "text": known or fallback}


def _incident(context: LetterContext, wording: Wording) -> Data:
    return {
        "reference": one_line(context.reference),
        "title": one_line(context.title),
        "detected": wording.instant(context.detected_at),
        "aware": wording.instant(context.aware_at),
        "awareness_reason": _optional(one_line(context.awareness_reason)),
        "due": wording.instant(context.due_at),
    }


def _controller(context: LetterContext, wording: Wording) -> Data:
    controller = context.controller
    return {
        "name": one_line(controller.name),
        "country": wording.country(controller.country),
        "address": _optional(one_line(controller.address), wording, "address"),
        "registration": _optional(one_line(controller.registration), wording, "registration"),
    }


def _dpo(context: LetterContext, wording: Wording) -> Data:
    dpo = context.dpo
    unknown = wording.unknown(wording.name("dpo"))
    return {
        "known": has_contact(context),
        "unknown": unknown,
        "name": one_line(dpo.name) if dpo else unknown,
        "email": one_line(dpo.email) if dpo else unknown,
        "phone": _optional(one_line(dpo.phone) if dpo else "", wording, "phone"),
    }


def _late(context: LetterContext, wording: Wording) -> Data:
    return {"is_late": is_late(context), "reasons": _optional(context.late_reasons, wording, "late_reasons")}


def _supplement(context: LetterContext, wording: Wording) -> Data:
    filed_at = context.first_filed_at
    return {
        "is_one": filed_at is not None,
        "filed": wording.instant(filed_at) if filed_at else "",
        "reference": _optional(one_line(context.first_filing_reference)),
    }


def _people(context: LetterContext, words: FactWords) -> Data:
    count = context.definitions.get("people")
    return {
        "count": words.of(count)["text"] if count else "",
        "told": context.people_told,
        "will_be_told": context.tell_people is True and not context.people_told,
        "will_not_be_told": context.tell_people is False and not context.people_told,
        "reason": _optional(context.tell_people_reason),
    }


def _categories(words: FactWords) -> list[Data]:
    found: list[Data] = []
    for id_ in words.ids("data_categories"):
        category = words.category(id_)
        special = category.special if category else False
        found.append({"label": sentence(words.category_words(id_)), "special": special})
    return found


def _countries(context: LetterContext, wording: Wording) -> Data:
    codes = group_countries(context.scope, context.group) if context.scope else ()
    names = sorted(wording.country(code) for code in codes)
    return _several(names, wording, "countries")


def _systems(context: LetterContext, wording: Wording) -> Data:
    """Say in general terms what was hit: kinds of systems, never their ids or names."""
    hit = context.scope.systems if context.scope else ()
    kinds = wording.sentences("system_kinds")
    by_id: dict[str, System] = {s.id: s for s in context.inventory.systems}
    found = (kinds.get(by_id[id_].kind) or kinds.get("other", "") for id_ in hit if id_ in by_id)
    return _several(list(dict.fromkeys(words for words in found if words)), wording, "systems")


def _processors(context: LetterContext, wording: Wording) -> Data:
    involved = set(context.scope.processors) if context.scope else set()
    names = (one_line(p.name) for p in context.inventory.processors if p.id in involved)
    return _several([name for name in names if name], wording, "processors")


def _several(items: list[str], wording: Wording, name: str) -> Data:
    text = wording.listed(items) if items else wording.unknown(wording.name(name))
    return {"known": bool(items), "text": text}


def _advice(words: FactWords, wording: Wording, context: LetterContext) -> list[Data]:
    """Give what a reader can do now, the most urgent first: the order of the phrases is the order of urgency.

    While nobody judged the consequences, what the kinds of data may lead to is used: advice costs little.
    """
    categories = words.ids("data_categories")
    wanted = {*words.ids("likely_consequences"), *categories, *(c.partition(".")[0] for c in categories), "always"}
    hit = words.ids("subject_groups")
    wanted.update(group.kind for group in context.inventory.subject_groups if group.id in hit)
    if is_open(context.facts, "likely_consequences"):
        wanted.update(harms_of(words, categories))
    chosen = dict.fromkeys(text for key, text in wording.sentences("advice").items() if key in wanted)
    return [{"number": str(number), "text": text} for number, text in enumerate(chosen, start=1)]
