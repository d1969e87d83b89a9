"""The fields of an authority's form, read strictly: what each asks, when, its options, and which facts answer it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from breachdesk.domain.conditions import ALWAYS, All, Any, Condition, Has, Not, Unanswered, Unproven, atoms_of
from breachdesk.domain.facts import YES_NO_OPTIONS, FactDefinition, FactKind
from breachdesk.domain.forms import (
    NOT_ASKED,
    AnswerRule,
    ByHand,
    FieldKind,
    FieldOption,
    FormField,
    FormStatus,
    FromFacts,
    FromRules,
    Must,
    OptionRule,
    Words,
)
from breachdesk.files.condition_reader import ConditionReader
from breachdesk.files.fields import Fields, nearest
from breachdesk.files.law_fields import refuse_second, words

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
_TAKES: Mapping[FieldKind, tuple[FactKind, ...]] = {
    FieldKind.NUMBER: (FactKind.COUNT,),
    FieldKind.DATE: (FactKind.INSTANT,),
    FieldKind.INSTANT: (FactKind.INSTANT,),
}
"""Which facts a field can take the value of; text takes any."""


class FieldReader:
    """Reads fields in the order of the form; a later one may rest on those before it.

    Args:
        conditions: Reads conditions; earlier fields are added to what it knows.
        languages: In which every label and option must have words.
    """

    def __init__(self, conditions: ConditionReader, languages: Collection[str]) -> None:
        self._conditions = conditions
        self._languages = languages
        self._known: dict[str, FactDefinition] = dict(conditions.facts)
        conditions.facts = self._known
        self._seen: set[str] = set()

    def field(self, part: Fields) -> FormField | None:
        """Read one field; None, with everything reported, where it cannot be used."""
        id_ = self._id(part)
        labels = self.labels(part, "label")
        kind = part.choice("kind", tuple(FieldKind))
        must = part.choice("must", tuple(Must))
        shown = self._shown(part)
        options = tuple(self._options(part, kind))
        answer = self._answer(part, kind, options)
        article, repeats = part.text("article", ""), part.yes_no("repeats") is True
        note = words(part, "note", required=False) if part.has("note") else None
        status = _status(part, "status")
        part.end()
        if not (id_ and kind and must and answer):
            return None
        found = FormField(id_, labels, FieldKind(kind), Must(must), answer, shown, options, article, note, status, repeats)
        refuse_second(part, id_, self._seen, "field")
        self._seen.add(id_)
        if found.kind.is_chosen:
            self._known[found.question.id] = found.question
        return found

    def labels(self, part: Fields, key: str) -> Words:
        """Take words in every language of the form."""
        line = part.line_of(key)
        found = words(part, key)
        return self._in_every_language(part, key, found, line)

    def _in_every_language(self, part: Fields, key: str, found: Words, line: int) -> Words:
        for language in self._languages:
            if language != "en" and language not in found:
                part.problem(f"'{key}' has no words in '{language}', which the form's own label has; add them.", line)
        return found if found else {"en": key}

    def _id(self, part: Fields) -> str:
        line = part.line_of("id")
        id_ = part.text("id")
        if id_ and not _ID.fullmatch(id_):
            part.problem(f"'id' is '{id_[:40]}'; use small letters, digits, dots and hyphens, at most 40.", line)
        return id_

    def _shown(self, part: Fields) -> Condition:
        if not part.has("shown"):
            return ALWAYS
        line = part.line_of("shown")
        found = self._conditions.read(part.take("shown"), f"{part.path}.shown")
        self._refuse_unproven(part, found, line)
        return found

    def _refuse_unproven(self, part: Fields, condition: Condition, line: int) -> None:
        """Report a condition that silence would make true: an unknown would then answer a field."""
        if _rests_on_silence(condition):
            part.problem("a form may not rest on silence; write 'not' for 'unless', and leave 'unanswered' out.", line)

    def _options(self, part: Fields, kind: str) -> Iterator[FieldOption]:
        status = _status(part, "options_status")
        given = list(part.parts("options"))
        chosen = kind in (FieldKind.CHOICE, FieldKind.CHOICES)
        if given and not chosen:
            part.problem(f"a field of the kind '{kind}' takes no options; remove them, or make it choice or choices.")
        if chosen and not given:
            part.problem(f"'options' is missing; a field of the kind '{kind}' offers some.")
        if kind == FieldKind.YES_NO:
            yield from (FieldOption(o.id, o.labels) for o in YES_NO_OPTIONS)
        seen: set[str] = set()
        opened = 0
        for inner in given if chosen else ():
            option = self._option(inner, status)
            refuse_second(inner, option.id, seen, "option")
            seen.add(option.id)
            opened += option.is_open
            if option.is_open and opened > 1:
                inner.problem("a second option says that it is not known yet; mark one as 'open'.")
            yield option

    def _option(self, part: Fields, status: FormStatus) -> FieldOption:
        line = part.line_of("id")
        id_ = self._id(part)
        if id_ == NOT_ASKED:
            part.problem(f"no option may be called '{NOT_ASKED}'; give it another id.", line)
        status = _status(part, "status", status)
        only, is_open = part.yes_no("only_incomplete") is True, part.yes_no("open") is True
        labels = {name: part.text(name) for name, _ in part.not_taken() if len(name) == 2}
        part.end()
        if "en" not in labels:
            part.problem(f"the option '{id_}' has no English words; add 'en'.")
        return FieldOption(id_, self._in_every_language(part, "option", labels, part.line), only, is_open or only, status)

    def _answer(self, part: Fields, kind: str, options: tuple[FieldOption, ...]) -> AnswerRule | None:
        if part.has("from") == part.has("by_hand"):
            part.problem("say either 'from', with the facts that answer it, or 'by_hand', with what a person is to write.")
            part.take("from"), part.take("by_hand")
            return None
        if part.has("by_hand"):
            return ByHand(words(part, "by_hand"))
        inner = part.part("from")
        found = self._from(inner, kind, {option.id for option in options})
        inner.end()
        return found

    def _from(self, part: Fields, kind: str, options: Collection[str]) -> AnswerRule:
        if part.has("words"):
            return self._from_words(part, kind)
        rules = list(self._table(part, options)) if part.has("fact") else []
        rules += [self._rule(inner, options) for inner in part.parts("rules")]
        if kind and kind not in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO):
            part.problem(f"a field of the kind '{kind}' has no options for a rule to choose; write 'words' with facts.")
        elif not rules:
            part.problem("'from' says nothing; write fact with options, rules, or words.")
        return FromRules(tuple(rules))

    def _table(self, part: Fields, options: Collection[str]) -> Iterator[OptionRule]:
        name = self._name(part, part.text("fact"), part.line)
        confirm = part.yes_no("confirm") is True
        for value, line, option in _pairs(part, "options"):
            if name is not None:
                self._conditions.check_answer(part, name, value, line)
            self._refuse_option(part, option, options, line)
            yield OptionRule(option, Has(name.id if name else "", frozenset({value})), confirm)

    def _rule(self, part: Fields, options: Collection[str]) -> OptionRule:
        line = part.line_of("option")
        option = part.text("option")
        self._refuse_option(part, option, options, line)
        line = part.line_of("when")
        when = self._conditions.read(part.take("when"), f"{part.path}.when")
        if not list(atoms_of(when)):
            part.problem("'when' rests on no fact; an answer must say where it comes from.", line)
        self._refuse_unproven(part, when, line)
        confirm = part.yes_no("confirm") is True
        part.end()
        return OptionRule(option, when, confirm)

    def _from_words(self, part: Fields, kind: str) -> FromFacts:
        if kind in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO):
            part.problem("a field with options is answered by one of them; write fact with options, or rules.")
        takes = _TAKES.get(FieldKind(kind), ()) if kind else ()
        names = []
        for name, line in part.texts_with_lines("words"):
            definition = self._name(part, name, line)
            if definition is not None and takes and definition.kind not in takes:
                part.problem(f"'{name}' is {definition.kind}, and the field takes a {kind}.", line)
            names.append(name)
        if not names:
            part.problem("'words' names no fact.")
        return FromFacts(tuple(names))

    def _name(self, part: Fields, name: str, line: int) -> FactDefinition | None:
        if name and name not in self._known:
            part.problem(f"'{name[:60]}' is no known fact.{nearest(name, self._known)}", line)
        return self._known.get(name)

    def _refuse_option(self, part: Fields, option: str, options: Collection[str], line: int) -> None:
        if option and option not in options:
            part.problem(f"'{option[:40]}' is none of the field's options.{nearest(option, options)}", line)


def _pairs(part: Fields, key: str) -> Iterator[tuple[str, int, str]]:
    """Take a table of words under a key, each with its line."""
    inner = part.part(key)
    for name, line in inner.not_taken():
        yield name, line, inner.text(name)
    inner.end()


def _rests_on_silence(condition: Condition) -> bool:
    if isinstance(condition, Unproven | Unanswered):
        return True
    if isinstance(condition, Not):
        return _rests_on_silence(condition.part)
    return isinstance(condition, All | Any) and any(_rests_on_silence(part) for part in condition.parts)


def _status(part: Fields, key: str, otherwise: FormStatus = FormStatus.VERIFIED) -> FormStatus:
    return FormStatus(part.choice(key, tuple(FormStatus), otherwise))
