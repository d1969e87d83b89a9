"""What the facts say about the risk to people, and so whether Art. 33(1) and 34(1) ask for notices; by rules as data.

The rules propose; a person decides. "Unlikely to result in a risk" must be earned by facts: silence leaves it open or
counts against it (Recital 85 puts the proof on the controller). The rules stand in a pack that a lawyer can read; this
module only says how they work together, gives every outcome its reasons, and finds what is worth asking next.

Source: GDPR Art. 4(12), 33(1), 34(1), 34(3), Recitals 75, 76, 85, 86; EDPB Guidelines 9/2022 and 01/2021.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from breachdesk.domain.conditions import (
    NEVER,
    All,
    Any,
    Condition,
    Not,
    as_things_stand,
    atoms_of,
    facts_behind,
    holds,
    once_known,
    substituted,
)
from breachdesk.domain.facts import FactDefinition, Facts
from breachdesk.domain.findings import Finding, Outcome, Reason
from breachdesk.domain.law import Citation, LawStatus
from breachdesk.domain.silence import Silence
from breachdesk.domain.terms import Duty
from breachdesk.domain.unknowns import YES, Diagram, Diagrams, holds_whatever_comes, questions_for


class Says(StrEnum):
    """What follows when a Rule holds."""

    NO_BREACH = "no-breach"
    """Not a personal data breach, Art. 4(12)."""

    UNLIKELY = "unlikely"
    """A risk to people is unlikely, Art. 33(1)."""

    RISK = "risk"
    """A risk to people shows."""

    HIGH = "high"
    """A high risk to people is likely, Art. 34(1)."""

    EXEMPT = "exempt"
    """People need not be told although the risk is high, Art. 34(3)(a) and (b)."""

    PUBLIC = "public"
    """A public communication may take the place of telling each person, Art. 34(3)(c)."""


class RiskLevel(StrEnum):
    """The risk to people, as far as the rules can tell."""

    UNLIKELY = "unlikely"
    RISK = "risk"
    HIGH = "high"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for an outcome, and when it holds."""

    id: str
    says: Says
    because: Mapping[str, str]
    """The reason in words, by language."""

    when: Condition
    """Must be known to hold."""

    source: Citation
    unless: Condition = NEVER
    """Takes the rule away once it is known to hold; while it is not known, the rule stands."""

    status: LawStatus = LawStatus.IN_FORCE

    def sentence(self, language: str = "en") -> str:
        """Give the reason in a language, or in English."""
        return self.because.get(language) or self.because["en"]

    @property
    def fully(self) -> Condition:
        """When it holds once everything is known."""
        return once_known(All((self.when, Not(self.unless))))


@dataclass(frozen=True, slots=True)
class Clash:
    """Two answers that cannot both be right."""

    because: Mapping[str, str]
    when: Condition


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A Clash that holds for one set of facts, and the answers it is about."""

    because: str
    facts: tuple[str, ...]

    def __str__(self) -> str:
        return self.because


@dataclass(frozen=True, slots=True)
class AssessmentPack:
    """The rules of one regime's assessment, as dated data."""

    id: str
    version: str
    rules: tuple[Rule, ...]
    silence: Silence
    clashes: tuple[Clash, ...]
    order: tuple[str, ...]
    """Facts in the order in which a person would ask them."""

    open_authority: Rule
    """The words for "cannot be told yet", Art. 33(1)."""

    open_individuals: Rule
    not_shown: Rule
    """Nothing shows that a risk is unlikely, so the authority is told."""

    nothing_high: Rule
    """Nothing points to a high risk."""

    document: Rule
    """Every breach goes into the register, Art. 33(5)."""

    @property
    def weighed(self) -> tuple[str, ...]:
        """Every fact a rule looks at, in the order in which a person would ask."""
        atoms = (atom for rule in self.rules for c in (rule.when, rule.unless) for atom in atoms_of(c))
        asked = {atom.fact for atom in atoms} | {derived.from_fact for derived in self.silence.derived}
        return tuple(fact for fact in self.order if fact in asked)


@dataclass(frozen=True, slots=True)
class Missing:
    """An unknown fact that could change an outcome."""

    fact: str
    could_change: tuple[Duty, ...]
    settles: float
    """Share of its answers that settle an open outcome at once, summed over the open outcomes."""


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """What the rules say about one set of facts."""

    document: Finding
    authority: Finding
    individuals: Finding
    risk: RiskLevel
    exceptions: Mapping[str, Finding]
    """Art. 34(3), each condition apart, by rule id."""

    missing: tuple[Missing, ...]
    """The most telling question first; empty exactly when nothing is undetermined."""

    public_instead: bool = False
    """A public communication takes the place of telling each person (Art. 34(3)(c))."""

    def finding(self, duty: Duty) -> Finding:
        """Give what is proposed for a duty."""
        return {
            Duty.DOCUMENT: self.document,
            Duty.NOTIFY_AUTHORITY: self.authority,
            Duty.NOTIFY_INDIVIDUALS: self.individuals,
        }[duty]


def assess(
    facts: Facts, pack: AssessmentPack, definitions: Mapping[str, FactDefinition], language: str = "en"
) -> AssessmentResult:
    """Say what follows from the facts, why, and what could still change it.

    Args:
        definitions: Every question that may be asked, with its answers.
        language: Of the reasons.

    Source: GDPR Art. 33(1), 33(5), 34(1), 34(3).
    """
    return _Assessing(facts, pack, definitions, language).result()


def clashes_in(facts: Facts, pack: AssessmentPack, language: str = "en") -> tuple[Contradiction, ...]:
    """Give a sentence for every two answers that cannot both be right."""
    return tuple(
        Contradiction(
            clash.because.get(language) or clash.because["en"],
            tuple(fact for fact in dict.fromkeys(facts_behind(clash.when, facts)) if facts.is_known(fact)),
        )
        for clash in pack.clashes
        if holds(clash.when, facts)
    )


class _Assessing:
    """The rules as they read for one set of facts."""

    def __init__(
        self, facts: Facts, pack: AssessmentPack, definitions: Mapping[str, FactDefinition], language: str
    ) -> None:
        self._facts = facts
        self._pack = pack
        self._definitions = definitions
        self._language = language
        asked = [c for rule in pack.rules for c in (rule.when, rule.unless)]
        self._words = pack.silence.stands_for(asked, facts)

    def result(self) -> AssessmentResult:
        """Work all of it out."""
        found = {Duty.NOTIFY_AUTHORITY: self._authority(), Duty.NOTIFY_INDIVIDUALS: self._individuals()}
        open_duties = [duty for duty, finding in found.items() if finding.outcome is Outcome.UNDETERMINED]
        missing = self._missing(open_duties) if open_duties else ()
        settled = {duty: self._settled(duty, finding, missing) for duty, finding in found.items()}
        authority, individuals = settled[Duty.NOTIFY_AUTHORITY], settled[Duty.NOTIFY_INDIVIDUALS]
        return AssessmentResult(
            document=self._document(),
            authority=authority,
            individuals=individuals,
            risk=self._risk(authority, individuals),
            exceptions={rule.id: self._exception(rule) for rule in self._all(Says.EXEMPT, Says.PUBLIC)},
            missing=missing,
            public_instead=any(self._stands(rule) for rule in self._all(Says.PUBLIC)),
        )

    def _document(self) -> Finding:
        none = self._standing(Says.NO_BREACH)
        return Finding.no(*self._reasons(none)) if none else Finding.yes(*self._reasons([self._pack.document]))

    def _authority(self) -> Finding:
        """Yes unless a risk is unlikely; what shows a risk counts until the contrary is proven."""
        none = self._standing(Says.NO_BREACH) or self._standing(Says.UNLIKELY)
        if none:
            return Finding.no(*self._reasons(none))
        if self._gate_open():
            return Finding.undetermined(*self._reasons([self._pack.open_authority]), needs=())
        # A high risk is a risk: whoever has to tell the people has to tell the authority.
        signs = self._standing(Says.RISK) or self._standing(Says.HIGH)
        if signs:
            return Finding.yes(*self._reasons(signs))
        if self._open(Says.UNLIKELY):
            return Finding.undetermined(*self._reasons([self._pack.open_authority]), needs=())
        return Finding.yes(self._by_default(self._pack.not_shown, Duty.NOTIFY_AUTHORITY))

    def _individuals(self) -> Finding:
        """Yes where a high risk is likely and no exception of Art. 34(3)(a) or (b) is shown."""
        none = self._standing(Says.NO_BREACH) or self._standing(Says.UNLIKELY) or self._standing(Says.EXEMPT)
        if none:
            return Finding.no(*self._reasons(none))
        if self._gate_open():
            return Finding.undetermined(*self._reasons([self._pack.open_individuals]), needs=())
        high = self._standing(Says.HIGH)
        if high:
            return Finding.yes(*self._reasons([*high, *self._standing(Says.PUBLIC)]))
        if self._open(Says.HIGH):
            return Finding.undetermined(*self._reasons([self._pack.open_individuals]), needs=())
        return Finding.no(self._by_default(self._pack.nothing_high, Duty.NOTIFY_INDIVIDUALS))

    def _by_default(self, rule: Rule, duty: Duty) -> Reason:
        """Give the reason for what no rule says, with the facts each of which keeps it from being open."""
        return Reason(rule.sentence(self._language), tuple(self._closing(duty)), rule.source)

    def _closing(self, duty: Duty) -> Iterator[str]:
        """Give every fact without which some rule might still speak."""
        open_by = (Says.UNLIKELY,) if duty is Duty.NOTIFY_AUTHORITY else (Says.HIGH,)
        for fact in self._pack.order:
            if self._facts.is_known(fact):
                forgetful = _Assessing(self._facts.without(fact), self._pack, self._definitions, self._language)
                if forgetful._open(*open_by):
                    yield fact

    def _settled(self, duty: Duty, finding: Finding, missing: tuple[Missing, ...]) -> Finding:
        """Name what would settle an open outcome; where no answer could change it, it was settled already."""
        if finding.outcome is not Outcome.UNDETERMINED:
            return finding
        needs = tuple(m.fact for m in missing if duty in m.could_change)
        if needs:
            return Finding.undetermined(*finding.reasons, needs=needs)
        is_due = holds_whatever_comes(self._told(duty), self._facts, self._definitions, self._pack.order)
        if duty is Duty.NOTIFY_AUTHORITY:
            rules = [self._pack.not_shown] if is_due else self._open(Says.NO_BREACH, Says.UNLIKELY)
        else:
            rules = self._open(Says.HIGH) if is_due else [self._pack.nothing_high]
        return Finding.yes(*self._reasons(rules)) if is_due else Finding.no(*self._reasons(rules))

    def _risk(self, authority: Finding, individuals: Finding) -> RiskLevel:
        if authority.outcome is Outcome.NO:
            return RiskLevel.UNLIKELY
        if authority.outcome is Outcome.UNDETERMINED:
            return RiskLevel.UNDETERMINED
        if self._standing(Says.HIGH) or individuals.outcome is Outcome.YES:
            return RiskLevel.HIGH
        exempt = bool(self._standing(Says.EXEMPT)) and bool(self._open(Says.HIGH))
        is_open = exempt or individuals.outcome is Outcome.UNDETERMINED
        return RiskLevel.UNDETERMINED if is_open else RiskLevel.RISK

    def _exception(self, rule: Rule) -> Finding:
        reason = self._reasons([rule])
        if self._stands(rule):
            return Finding.yes(*reason)
        if self._may_hold(rule):
            return Finding.undetermined(*reason, needs=())
        return Finding.no(*reason)

    def _gate_open(self) -> bool:
        return bool(self._open(Says.NO_BREACH))

    def _all(self, *says: Says) -> list[Rule]:
        return [rule for rule in self._pack.rules if rule.says in says]

    def _standing(self, says: Says) -> list[Rule]:
        return [rule for rule in self._all(says) if self._stands(rule)]

    def _open(self, *says: Says) -> list[Rule]:
        return [rule for rule in self._all(*says) if self._may_hold(rule)]

    def _stands(self, rule: Rule) -> bool:
        return self._holds(rule.when) is True and self._holds(rule.unless) is not True

    def _may_hold(self, rule: Rule) -> bool:
        return self._holds(rule.when) is not False and self._holds(rule.unless) is not True

    def _holds(self, condition: Condition) -> bool | None:
        return holds(substituted(condition, self._words), self._facts)

    def _reasons(self, rules: Iterable[Rule]) -> list[Reason]:
        return [Reason(r.sentence(self._language), tuple(self._behind(r)), r.source) for r in rules]

    def _behind(self, rule: Rule) -> Iterator[str]:
        """Give the known facts a reason rests on; an open one rests on none."""
        if self._holds(rule.when) is not True:
            return
        seen = dict.fromkeys(facts_behind(substituted(rule.when, self._words), self._facts))
        yield from (fact for fact in seen if self._facts.is_settled(fact))

    # What is worth asking next.

    def _missing(self, open_duties: list[Duty]) -> tuple[Missing, ...]:
        told = {duty: self._told(duty) for duty in open_duties}
        signs = {duty: self._sure(duty) for duty in open_duties}
        conditions = [*told.values(), *signs.values()]
        diagrams = Diagrams(questions_for(conditions, self._facts, self._definitions, self._pack.order))
        outcome = {duty: diagrams.of(condition, self._facts) for duty, condition in told.items()}
        sure = {duty: diagrams.of(condition, self._facts) for duty, condition in signs.items()}
        relevant = {duty: diagrams.facts_in(diagram) for duty, diagram in outcome.items()}
        ranked: list[tuple[float, float, int, Missing]] = []
        for question in diagrams.questions:
            could = tuple(duty for duty in open_duties if question.fact in relevant[duty])
            if could:
                weighed = [
                    _weigh(diagrams, outcome[duty], sure[duty], question.fact, list(question.classes.values()))
                    for duty in could
                ]
                settles, moves = sum(w[0] for w in weighed), sum(w[1] for w in weighed)
                ranked.append((-round(settles, 9), -round(moves, 9), len(ranked), Missing(question.fact, could, settles)))
        return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3]))

    def _told(self, duty: Duty) -> Condition:
        """Say when the duty exists once everything is known."""
        # Everything known: what is unproven is then not so, and a rule that its `unless` takes away is gone.
        no_breach = Any(tuple(r.fully for r in self._all(Says.NO_BREACH)))
        unlikely = Any(tuple(r.fully for r in self._all(Says.UNLIKELY)))
        authority = All((Not(no_breach), Not(unlikely)))
        if duty is Duty.NOTIFY_AUTHORITY:
            return substituted(authority, self._words)
        high = Any(tuple(r.fully for r in self._all(Says.HIGH)))
        exempt = Any(tuple(r.fully for r in self._all(Says.EXEMPT)))
        return substituted(All((authority, high, Not(exempt))), self._words)

    def _sure(self, duty: Duty) -> Condition:
        """Say when yes is proposed although not everything is known."""
        says = (Says.RISK, Says.HIGH) if duty is Duty.NOTIFY_AUTHORITY else (Says.HIGH,)
        # A rule that its `unless` may still take away stands meanwhile, so only the gate must be passed.
        passed = Not(Any(tuple(r.when for r in self._all(Says.NO_BREACH))))
        shown = Any(tuple(r.when for r in self._open(*says)))
        return as_things_stand(substituted(All((passed, shown)), self._words), self._facts)


def _weigh(
    diagrams: Diagrams, outcome: Diagram, sure: Diagram, fact: str, shares: list[float]
) -> tuple[float, float]:
    """Give the share of answers that settle the outcome at once, and how far answers move the chance of yes."""
    before = diagrams.share_of_yes(outcome)
    ends, shown = diagrams.settled(outcome, fact), diagrams.settled(sure, fact)
    settles = sum(share for share, end, is_shown in zip(shares, ends, shown, strict=True) if end is not None or is_shown == YES)
    after = diagrams.shares_of_yes(outcome, fact)
    return settles, sum(share * abs(chance - before) for share, chance in zip(shares, after, strict=True))
