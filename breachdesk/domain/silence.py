"""What an answer nobody gave stands for: worked out from a list, presumed, or not arising where it makes no sense.

Unknown stays unknown wherever none of the three applies. Which facts they apply to, the rule packs say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from breachdesk.domain.conditions import ALWAYS, NEVER, All, Any, Atom, Condition, Has, Not, atoms_of, holds, substituted
from breachdesk.domain.facts import Facts


@dataclass(frozen=True, slots=True)
class Arising:
    """A question that makes sense only where something holds; elsewhere an unknown answer counts as a given one."""

    fact: str
    where: Condition
    counts_as: str


@dataclass(frozen=True, slots=True)
class Presumed:
    """What counts while nobody answered, without keeping an outcome open: what was not seen, what was not shown."""

    fact: str
    counts_as: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A yes-or-no that follows from a list, where nobody answered it: special categories, vulnerable people."""

    fact: str
    from_fact: str
    marked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Silence:
    """How a pack reads what nobody said."""

    derived: tuple[Derived, ...] = ()
    presumed: tuple[Presumed, ...] = ()
    arising: tuple[Arising, ...] = ()
    """In an order in which each may rest on those before it."""

    def stands_for(self, conditions: Iterable[Condition], facts: Facts) -> Mapping[Atom, Condition]:
        """Give, for each atom of these conditions that rests on silence, the condition it stands for."""
        every = {atom for c in (*conditions, *(a.where for a in self.arising)) for atom in atoms_of(c)}
        found: dict[Atom, Condition] = {}
        for derived in self.derived:
            if not facts.is_answered(derived.fact):
                marked = Has(derived.from_fact, derived.marked)
                found[Has(derived.fact, frozenset({"yes"}))] = marked
                found[Has(derived.fact, frozenset({"no"}))] = Not(marked)
        for presumed in self.presumed:
            if not facts.is_known(presumed.fact):
                found.update({a: _counted(a, presumed.counts_as) for a in every if a.fact == presumed.fact})
        for arising in self.arising:
            if not facts.is_known(arising.fact):
                atoms = [atom for atom in every if atom.fact == arising.fact]
                found.update(_where_it_arises(arising, atoms, found, facts))
        return found


def _where_it_arises(
    arising: Arising, atoms: Iterable[Atom], words: Mapping[Atom, Condition], facts: Facts
) -> dict[Atom, Condition]:
    """Give nothing where the question makes sense; the counted answer where it does not; both while nobody can tell."""
    where = substituted(arising.where, words)
    makes_sense = holds(where, facts)
    if makes_sense:
        return {}
    counted = {atom: _counted(atom, arising.counts_as) for atom in atoms}
    if makes_sense is False:
        return dict(counted)
    return {atom: Any((Not(where), atom)) if c is ALWAYS else All((where, atom)) for atom, c in counted.items()}


def _counted(atom: Atom, answer: str) -> Condition:
    """Give what an atom comes to when the answer is this one."""
    is_so = answer in atom.values if isinstance(atom, Has) else float(answer) <= atom.limit
    return ALWAYS if is_so else NEVER
