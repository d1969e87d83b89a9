"""How each field of an authority's form is answered for one Incident: a value with its sources, not known yet, or not asked.

A hand answer wins over everything. Then the form's own conditions decide whether a field is asked; then facts answer it, or
say what is missing. No field is ever blank, and what only the inventory says waits for a person to confirm: an inventory says
what a processing may hold, not what leaked.

Source: GDPR Art. 33(3), 33(4): what cannot be told yet follows in phases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from breachdesk.domain.conditions import Has, atoms_of, facts_behind, facts_behind_no, holds, open_facts
from breachdesk.domain.facts import Fact, FactDefinition, Facts, Known, NotApplicable, Source, SourceKind, is_unknown
from breachdesk.domain.filled_form import FieldSource, FieldState, FilledField, FilledForm, FilledSection
from breachdesk.domain.foreign import visible
from breachdesk.domain.form_case import FormCase, facts_for_forms
from breachdesk.domain.form_values import BEHIND, VALUES
from breachdesk.domain.form_words import FormWords
from breachdesk.domain.forms import (
    FIELD,
    NOT_ASKED,
    ByHand,
    FieldKind,
    FieldOption,
    Form,
    FormField,
    FormStatus,
    FromFacts,
    FromRules,
    Must,
    OptionRule,
    in_language,
)
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.worked_out import RISK_LEVEL

NEVER_CONFIRMED = "only the inventory says so: confirm it, or answer by hand"
WORKED_OUT = "worked out by the rules: confirm it, or answer by hand"
NEAREST_OPTION = "the nearest option: look whether it fits"
ONE_OF_A_RANGE = "the highest of {count}: the form takes one number"
MAY_CHANGE = "may still be another option; not known yet: {names}"
OF_THE_ORGANISATION = ("our_role", "organisation_is", "established_in")
"""What the inventory says of the organisation itself, not of what it may hold."""

INCOMPLETE = "case:incomplete"
_THIS_FORM = Source(SourceKind.PERSON, "this form")


def fill(
    form: Form, case: FormCase, definitions: Mapping[str, FactDefinition], by_hand: Mapping[str, Fact], language: str
) -> FilledForm:
    """Fill a form for an Incident.

    Args:
        form: The authority's form.
        case: What is known.
        definitions: Every fact, by id; for what it is called.
        by_hand: What a person answered in this form, by field.
        language: Of the labels and answers.

    Raises:
        WrongInput: the form has no labels in that language.
    """
    form.check_language(language)
    filling = _Filling(form, case, {**definitions, **VALUES}, by_hand, language)
    filled = filling.run(incomplete=True)
    if not any(one.state is FieldState.UNKNOWN and one.must is not Must.NO for one in filled.values()):
        filled = filling.run(incomplete=False)
    sections = tuple(
        FilledSection(part.id, part.label(language), tuple(filled[one.id] for one in part.fields)) for part in form.sections
    )
    return FilledForm(
        form=form.id,
        version=form.version,
        title=form.label(language),
        authority=case.incident.authority.name,
        language=language,
        is_official=language in form.languages and form.status is FormStatus.VERIFIED,
        reference=case.incident.reference,
        at=case.now,
        source=str(form.source),
        url=form.source.url,
        sections=sections,
        notes=tuple(in_language(note, language) for note in form.notes),
    )


@dataclass
class _Filling:
    form: Form
    case: FormCase
    definitions: Mapping[str, FactDefinition]
    hands: Mapping[str, Fact]
    language: str
    words: FormWords = field(init=False)
    done: dict[str, FilledField] = field(init=False)
    facts: Facts = field(init=False)

    def __post_init__(self) -> None:
        asked = {one.question.id: one.question for one in self.form.fields()}
        incident, inventory = self.case.incident, self.case.inventory
        self.words = FormWords(self.form, {**self.definitions, **asked}, inventory, incident.zone, self.language)

    def run(self, incomplete: bool) -> Mapping[str, FilledField]:
        """Fill every field in order; later ones may rest on what earlier ones say."""
        self.done = {}
        self.facts = facts_for_forms(self.case, self.language, incomplete)
        for one in self.form.fields():
            filled = self._filled(one)
            self.done[one.id] = filled
            self._tell_conditions(one, filled)
        return self.done

    def _tell_conditions(self, one: FormField, filled: FilledField) -> None:
        if not one.kind.is_chosen or filled.state is FieldState.UNKNOWN:
            return
        several: str | tuple[str, ...] = filled.chosen if one.kind is FieldKind.CHOICES else "".join(filled.chosen)
        said = several if filled.state is FieldState.ANSWERED else NOT_ASKED
        source = self.hands[one.id].source if one.id in self.hands else _THIS_FORM
        self.facts = self.facts.with_fact(Fact(f"{FIELD}{one.id}", Known(said), source, self.case.now))

    def _filled(self, one: FormField) -> FilledField:
        if one.id in self.hands:
            return self._by_hand(one, self.hands[one.id])
        shown = holds(one.shown, self.facts)
        if shown is False:
            reason = self.words.phrase("asked_only", condition=self.words.condition(one.shown))
            return self._blank(one, FieldState.NOT_APPLICABLE, reason, facts_behind_no(one.shown, self.facts))
        if shown is None:
            needs = self._needs(open_facts(one.shown, self.facts))
            return self._unknown(one, needs, self.words.phrase("asked_unknown", names=self.words.names_of(needs)))
        if isinstance(one.answer, ByHand):
            hint = visible(in_language(one.answer.hint, self.language))
            return replace(self._unknown(one, (), f"{self.words.phrase('unknown')}: {hint}"), asks_person=True)
        if isinstance(one.answer, FromRules):
            return self._by_rules(one, one.answer)
        return self._by_facts(one, one.answer)

    def _by_hand(self, one: FormField, hand: Fact) -> FilledField:
        source = FieldSource("by-hand", "answered by hand", visible(str(hand.source)), hand.at)
        if isinstance(hand.answer, NotApplicable):
            filled = self._blank(one, FieldState.NOT_APPLICABLE, visible(hand.answer.reason), ())
            return replace(filled, sources=(source,), by_hand=True)
        options = self._chosen_by_hand(one, hand)
        if is_unknown(hand.answer) or any(option.is_open for option in options):
            return replace(self._unknown(one, (), self.words.phrase("unknown")), sources=(source,), by_hand=True)
        if options:
            return replace(self._chosen(one, options, ()), sources=(source,), by_hand=True)
        said = self.words.value(replace(hand, id=one.question.id), one.kind)
        if not said:
            return replace(self._unknown(one, (), self.words.phrase("unknown")), sources=(source,), by_hand=True)
        return replace(self._answered(one, said, ()), sources=(source,), by_hand=True)

    def _chosen_by_hand(self, one: FormField, hand: Fact) -> tuple[FieldOption, ...]:
        value = hand.value
        ids = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        return tuple(option for option in one.options if option.id in ids) if one.kind.is_chosen else ()

    def _by_rules(self, one: FormField, answer: FromRules) -> FilledField:
        waved = self._waved_away(atom.fact for rule in answer.rules for atom in atoms_of(rule.when))
        if waved is not None:
            return self._blank(one, FieldState.NOT_APPLICABLE, waved[0], (waved[1],))
        hits, opened = self._weighed(answer.rules, several=one.kind is FieldKind.CHOICES)
        if hits:
            behind = dict.fromkeys(name for rule in hits for name in facts_behind(rule.when, self.facts))
            filled = self._chosen(one, tuple(one.option(o) for o in dict.fromkeys(r.option for r in hits)), behind)
            if any(option.is_open for option in map(one.option, filled.chosen)):
                return self._unknown(one, self._needs(opened), self.words.phrase("unknown"))
            nearest = (NEAREST_OPTION,) if any(rule.confirm for rule in hits) else ()
            needs = self._needs(opened)
            may_change = (MAY_CHANGE.format(names=self.words.names_of(needs)),) if needs else ()
            return replace(filled, needs=needs, confirm=(*filled.confirm, *nearest, *may_change))
        if opened:
            needs = self._needs(opened)
            return self._unknown(one, needs, self.words.phrase("settles", names=self.words.names_of(needs)))
        return replace(self._unknown(one, (), self.words.phrase("no_option")), asks_person=True)

    def _weighed(self, rules: Iterable[OptionRule], several: bool) -> tuple[list[OptionRule], list[str]]:
        """Give the rules that hold, of one choice the first, and what keeps those before it open."""
        hits: list[OptionRule] = []
        opened: list[str] = []
        for rule in rules:
            held = holds(rule.when, self.facts)
            if held:
                hits.append(rule)
            elif held is None:
                opened.extend(open_facts(rule.when, self.facts))
            if held and not several:
                break
        return hits, opened

    def _by_facts(self, one: FormField, answer: FromFacts) -> FilledField:
        waved = self._waved_away(answer.names)
        if waved is not None:
            return self._blank(one, FieldState.NOT_APPLICABLE, waved[0], (waved[1],))
        alone = len(answer.names) == 1
        said = {name: self._said(name, one.kind, alone) for name in answer.names}
        known = [name for name in answer.names if said[name]]
        opened = tuple(n for n in answer.names if not said[n] and not self.facts.is_not_applicable(n))
        if not known:
            needs = self._needs(opened)
            return self._unknown(one, needs, self.words.phrase("settles", names=self.words.names_of(needs)))
        lines = [said[name] for name in known]
        if opened and one.kind is FieldKind.AREA:
            lines.append(self.words.phrase("open", names=self.words.names_of(opened)))
        filled = self._answered(one, ("\n" if one.kind is FieldKind.AREA else ", ").join(lines), known)
        return replace(filled, needs=opened, confirm=(*filled.confirm, *self._of_a_range(one, known)))

    def _said(self, name: str, kind: FieldKind, alone: bool) -> str:
        fact = self.facts.get(name)
        if fact is None or is_unknown(fact.answer):
            return ""
        if alone or kind is not FieldKind.AREA:
            return self.words.value(fact, kind)
        return self.words.line(fact)

    def _of_a_range(self, one: FormField, known: Iterable[str]) -> tuple[str, ...]:
        counts = (self.facts.count(name) for name in known) if one.kind is FieldKind.NUMBER else ()
        return tuple(ONE_OF_A_RANGE.format(count=count) for count in counts if _is_range(count))

    def _waved_away(self, names: Iterable[str]) -> tuple[str, str] | None:
        """Give the reason why a question does not arise, where that was said of everything a field rests on."""
        reason = None
        for name in dict.fromkeys(names):
            fact = self.facts.get(name)
            if fact is None or not isinstance(fact.answer, NotApplicable):
                return None
            reason = reason or (visible(fact.answer.reason).strip(), name)
        return reason if reason and reason[0] else None

    def _chosen(self, one: FormField, options: tuple[FieldOption, ...], behind: Iterable[str]) -> FilledField:
        said = "; ".join(self.words.option(option) for option in options)
        return replace(self._answered(one, said, behind), chosen=tuple(option.id for option in options))

    def _answered(self, one: FormField, said: str, behind: Iterable[str]) -> FilledField:
        sources = self._sources(behind)
        return replace(
            self._blank(one, FieldState.ANSWERED, said, ()), typed=said, sources=sources, confirm=_to_confirm(sources)
        )

    def _unknown(self, one: FormField, needs: tuple[str, ...], said: str) -> FilledField:
        """Not known yet; where the form has an option that says so and it may be chosen, that is what is put in."""
        option = one.open_option
        if option is not None and (not option.only_incomplete or self._is_incomplete()):
            words = self.words.option(option)
            filled = self._blank(one, FieldState.UNKNOWN, f"{words} ({said})", ())
            return replace(filled, typed=words, chosen=(option.id,), needs=needs)
        return replace(self._blank(one, FieldState.UNKNOWN, said, ()), typed=self.words.phrase("unknown"), needs=needs)

    def _is_incomplete(self) -> bool:
        return self.facts.is_any(INCOMPLETE, "yes") is True and not said_complete(self.form, self.hands)

    def _blank(self, one: FormField, state: FieldState, said: str, behind: Iterable[str]) -> FilledField:
        return FilledField(
            id=one.id,
            label=one.label(self.language),
            kind=one.kind,
            must=one.must,
            article=one.article,
            state=state,
            words=said,
            sources=self._sources(behind),
            note=in_language(one.note, self.language) if one.note else "",
            status=one.status,
        )

    def _sources(self, behind: Iterable[str]) -> tuple[FieldSource, ...]:
        found: dict[str, FieldSource] = {}
        for name in behind:
            if name.startswith(FIELD):
                earlier = self.done[name.removeprefix(FIELD)]
                found.update((source.id, source) for source in earlier.sources)
                continue
            fact = self.facts.get(name)
            if fact is not None:
                found[name] = self._source(fact)
        return tuple(found.values())

    def _source(self, fact: Fact) -> FieldSource:
        only = fact.source.kind is SourceKind.INVENTORY and fact.id not in OF_THE_ORGANISATION
        says = visible(str(fact.source)) or self.words.phrase("unknown")
        return FieldSource(fact.id, self.words.name_of(fact.id), says, fact.at, fact.source.rows, only)

    def _behind(self, name: str) -> tuple[str, ...]:
        """Give the facts that would bring a value about, as far as they are open; else the value itself."""
        return tuple(fact for fact in BEHIND.get(name, ()) if not self.facts.is_settled(fact)) or (name,)

    def _needs(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give what would settle something, with what an earlier field waits for in that field's place."""
        found: dict[str, None] = {}
        for name in names:
            earlier = self.done.get(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
            wanted = earlier.needs if earlier is not None and earlier.needs else (name,)
            found.update(dict.fromkeys(behind for one in wanted for behind in self._behind(one)))
        return tuple(found)


def said_complete(form: Form, by_hand: Mapping[str, Fact]) -> str:
    """Give the field in which a person said that the notification is complete; empty where nobody did."""
    complete = Has(INCOMPLETE, frozenset({"no"}))
    for one in form.fields():
        rules = one.answer.rules if isinstance(one.answer, FromRules) else ()
        meant = {rule.option for rule in rules if complete in atoms_of(rule.when)}
        if one.id in by_hand and by_hand[one.id].value in meant:
            return one.id
    return ""


def _to_confirm(sources: Iterable[FieldSource]) -> tuple[str, ...]:
    found = []
    for source in sources:
        if source.only_inventory:
            found.append(WORKED_OUT if source.id in (RISK_LEVEL, "case:severity") else NEVER_CONFIRMED)
    return tuple(dict.fromkeys(found))


def _is_range(count: CountRange) -> bool:
    return not count.is_unknown and count.at_least != count.at_most
