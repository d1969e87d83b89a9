"""What a playbook or a step set may hold, as JSON Schema for editors: made from the reader's own kinds, roles and limits.

A schema sees one file. Whether steps that are named exist, rings of steps and included sets are the reader's to judge, and
`breachdesk playbook check` says it. Every scalar is text to the reader; editors also see numbers and yes or no as such.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import StepKind
from breachdesk.files.fact_file import WITH_OPTIONS
from breachdesk.files.playbook_file import HINTED, MAX_STEPS, OWN_ID
from breachdesk.files.playbook_steps import (
    ASKING,
    DECIDABLE,
    LANGUAGE,
    MAX_DUE_HOURS,
    MAX_TITLE,
    MAX_WHY,
    MUST_ASK,
    NOTICES,
    SLUG,
    PlanWords,
)

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
PLAYBOOK, STEPS = "playbook.schema.json", "steps.schema.json"
TEXT: Schema = {"type": "string", "pattern": r"\S"}
ONE_LINE = r"^[^\n\t]*\S[^\n\t]*$"


def playbook_schemas(words: PlanWords) -> dict[str, str]:
    """Give the schemas as text, by the name of their file: of playbooks, and of step sets.

    Args:
        words: The facts of the house, whose answers a condition may name.
    """
    return {PLAYBOOK: _text(_playbook(words)), STEPS: _text(_steps(words))}


def _text(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _playbook(words: PlanWords) -> Schema:
    keys: Schema = {
        "id": _ref("id"),
        "version": _said("What the writer calls this edition, quoted, such as a date.", _ref("word")),
        "titles": _ref("titles"),
        "facts": {"type": "array", "items": _ref("own-fact")},
        "profile": _ref("profile"),
        "phases": {"type": "array", "minItems": 1, "items": _ref("phase")},
    }
    phase = _mapping({"id": _ref("id"), "titles": _ref("titles"), "steps": _ref("steps")}, ("id", "titles", "steps"))
    more = {"own-fact": _own_fact(), "profile": _profile(words), "phase": phase}
    return _whole("Playbook of BreachDesk", keys, ("id", "version", "titles", "phases"), _parts(words) | more)


def _steps(words: PlanWords) -> Schema:
    keys = {"id": _ref("id"), "version": _ref("word"), "steps": _ref("steps")}
    return _whole("Step set of BreachDesk", keys, ("id", "version", "steps"), _parts(words))


def _whole(title: str, keys: Schema, required: Sequence[str], parts: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **_mapping(keys, required), "definitions": parts}


def _parts(words: PlanWords) -> Schema:
    """Give what both kinds of file are made of."""
    return {
        # A date or a number is text to the reader; to an editor it may be either.
        "word": {"type": ["string", "number"], "pattern": r"\S"},
        "id": {"type": "string", "pattern": f"^{SLUG.pattern}$"},
        "words": {"oneOf": [TEXT, {"type": "array", "items": TEXT}]},
        "yes-no": {"enum": ["yes", "no", True, False]},
        "titles": _by_language(MAX_TITLE),
        "texts": _by_language(MAX_WHY),
        "steps": {"type": "array", "minItems": 1, "maxItems": MAX_STEPS, "items": _either("include", "step")},
        "include": _mapping({"include": _said("The id of a step set in the folder `steps`.", _ref("id"))}, ("include",)),
        "fact": {"anyOf": [{"enum": list(words.facts)}, {"type": "string", "pattern": f"^{OWN_ID.pattern}$"}]},
        "condition": _condition(words),
        "any": _mapping({"any": {"type": "array", "minItems": 2, "items": _ref("condition")}}, ("any",)),
        "step": _step(),
    }


def _by_language(longest: int) -> Schema:
    text = {"type": "string", "maxLength": longest, "pattern": ONE_LINE}
    pattern = f"^{LANGUAGE.pattern}$"
    by_language = {"type": "object", "required": ["en"], "patternProperties": {pattern: text}, "additionalProperties": False}
    return {"oneOf": [by_language, text]}


def _step() -> Schema:
    keys: Schema = {
        "id": _ref("id"),
        "kind": {"enum": [kind.value for kind in StepKind]},
        "titles": _said(f"Short, by language; English is wanted. At most {MAX_TITLE} characters.", _ref("titles")),
        "why": _said(f"The reason, by language. At most {MAX_WHY} characters.", _ref("texts")),
        "facts": _said("The questions it asks.", {"oneOf": [_ref("fact"), {"type": "array", "items": _ref("fact")}]}),
        "source": {"type": "string"},
        "owner_role": {"enum": [role.value for role in Role]},
        "due_hours": _said("A target of the house.", {"type": "integer", "minimum": 1, "maximum": MAX_DUE_HOURS}),
        "due_from": _said("awareness, detection, or the step after whose end the hours run.", _ref("id")),
        "needs": _said("Steps that come first.", _ref("words")),
        "when": _said("All must hold.", {"type": "array", "items": _either("any", "condition")}),
        "when_decided": _mapping({"duty": {"enum": list(DECIDABLE)}, "notify": _ref("yes-no")}, ("duty", "notify")),
        "duty": {"enum": list(DECIDABLE)},
        "notice": {"enum": sorted({notice.value for notices in NOTICES.values() for notice in notices})},
        "playbook": _said("Of a plan step: the playbook it takes in.", _ref("id")),
        "replaces": _said("Of a plan step: the plans before it fall away.", _ref("yes-no")),
        "obligation": _said("Of a notify step: the duty of the law.", TEXT),
        "evidence": _said("What to put aside as evidence.", _ref("texts")),
        "cannot": _said("What to do when it cannot be done.", _ref("texts")),
        "must": _said("The incident should not close while this is open.", _ref("yes-no")),
    }
    rules = [*_kind_rules(), {"if": {"required": ["due_from"]}, "then": {"required": ["due_hours"]}}]
    return {**_mapping(keys, ("id", "kind", "titles")), "allOf": rules}


def _kind_rules() -> Iterable[Schema]:
    """Give what each kind must and may not say."""
    for kind in StepKind:
        must = {"facts": kind in MUST_ASK, "duty": kind is StepKind.DECISION, "notice": kind in NOTICES}
        must |= {"playbook": kind is StepKind.PLAN, "obligation": kind is StepKind.NOTIFY}
        may = {**must, "facts": kind in ASKING, "replaces": kind is StepKind.PLAN}
        required = [key for key, wanted in must.items() if wanted]
        refused = [{"required": [key]} for key, allowed in may.items() if not allowed]
        rule: Schema = {"required": required} if required else {}
        if refused:
            rule["not"] = {"anyOf": refused}
        if kind in NOTICES:
            rule["properties"] = {"notice": {"enum": [notice.value for notice in NOTICES[kind]]}}
        if kind in MUST_ASK:
            rule["properties"] = {"facts": {"not": {"type": "array", "maxItems": 0}}}
        if kind is StepKind.GUIDANCE:
            rule["properties"] = {"must": {"enum": ["no", False]}}
        yield {"if": {"properties": {"kind": {"const": kind.value}}}, "then": rule}


def _condition(words: PlanWords) -> Schema:
    """Give what a condition may say; each fact with its own answers, so that an editor names the wrong one."""
    resting = [fact for fact in words.facts.values() if words.values_of(fact)]
    value = {"type": ["string", "boolean"]}
    values = {"oneOf": [value, {"type": "array", "minItems": 1, "items": value}]}
    fact = {"anyOf": [{"enum": [one.id for one in resting]}, {"type": "string", "pattern": f"^{OWN_ID.pattern}$"}]}
    found = _mapping({"fact": fact, "is": values, "is_not": values}, ("fact",))
    either = [{"required": ["is"]}, {"required": ["is_not"]}]
    return {**found, "oneOf": either, "allOf": [_answers(one, words) for one in resting]}


def _answers(fact: FactDefinition, words: PlanWords) -> Schema:
    # Older readers of YAML take an unquoted yes or no for a truth value; ours takes it for the word it is.
    answer = {"enum": [*words.values_of(fact), *([True, False] if fact.kind is FactKind.YES_NO else [])]}
    several = {"items": answer, "if": {"type": ["string", "boolean"]}, "then": answer}
    return {"if": {"properties": {"fact": {"const": fact.id}}}, "then": {"properties": {"is": several, "is_not": several}}}


def _either(key: str, other: str) -> Schema:
    """Choose by a key, so that an editor says what is wrong with the one that was meant."""
    return {"if": {"type": "object", "required": [key]}, "then": _ref(key), "else": _ref(other)}


def _own_fact() -> Schema:
    labels = {"oneOf": [{"type": "object", "required": ["en"], "additionalProperties": TEXT}, TEXT]}
    option = _mapping(dict.fromkeys(("id", "en", "nl", "de", "fr"), TEXT), ("id", "en"))
    keys = {
        "id": {"type": "string", "pattern": f"^{OWN_ID.pattern}$"},
        "kind": {"enum": [kind.value for kind in FactKind]},
        "labels": labels,
        "options": {"type": "array", "items": option},
    }
    chooses = {"properties": {"kind": {"enum": [kind.value for kind in WITH_OPTIONS]}}}
    needs = {"required": ["options"], "properties": {"options": {"minItems": 1}}}
    none = {"properties": {"options": {"maxItems": 0}}}
    return {**_mapping(keys, ("id", "kind", "labels")), "if": chooses, "then": needs, "else": none}


def _profile(words: PlanWords) -> Schema:
    several = {"type": "array", "items": {"type": "object", "required": ["en"], "additionalProperties": TEXT}}
    hinted: Schema = {}
    for key in HINTED:
        options = {"enum": words.values_of(words.facts[key])} if key in words.facts else TEXT
        hinted[key] = {"oneOf": [options, {"type": "array", "items": options}]}
    return _mapping({"signs": _ref("texts"), "scope_hints": several, "evidence": several, **hinted}, ())


def _mapping(keys: Schema, required: Sequence[str]) -> Schema:
    found: Schema = {"type": "object", "properties": keys, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def _said(description: str, schema: Schema) -> Schema:
    # Beside a reference nothing else counts in draft 7, so the reference stands alone in an `allOf`.
    return {"description": description, **({"allOf": [schema]} if "$ref" in schema else schema)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}
