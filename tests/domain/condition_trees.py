"""Conditions on a handful of made-up facts, and everything those facts can be, small enough to try it all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from hypothesis import strategies as st

from breachdesk.domain.conditions import All, Any, AtMost, Condition, Has, Not, Unanswered, Unproven
from breachdesk.domain.facts import FactDefinition, FactKind, Facts, Known, NotApplicable, Option, Unknown, Value
from breachdesk.domain.inventory import CountRange
from tests.strategies import answered

LABELS = {"en": "made up"}


def _definition(id_: str, kind: FactKind, *options: str) -> FactDefinition:
    return FactDefinition(id_, kind, LABELS, tuple(Option(option, LABELS) for option in options))


DEFINITIONS: Mapping[str, FactDefinition] = {
    "colour": _definition("colour", FactKind.CHOICE, "red", "green", "blue"),
    "wet": _definition("wet", FactKind.YES_NO, "yes", "no"),
    "parts": _definition("parts", FactKind.CHOICES, "lid", "base", "seal"),
    "kinds": _definition("kinds", FactKind.CATEGORIES),
    "people": _definition("people", FactKind.COUNT),
    "hours": _definition("hours", FactKind.HOURS),
}
ORDER = tuple(DEFINITIONS)
PARTS = ("lid", "base", "seal")
# Everything a fact can be, as far as the conditions below can tell it apart.
EVERY: Mapping[str, tuple[Value, ...]] = {
    "colour": ("red", "green", "blue"),
    "wet": ("yes", "no"),
    "parts": tuple(chosen for n in (1, 2, 3) for chosen in combinations(PARTS, n)),
    "kinds": ((), ("health",), ("contact",), ("health.diagnosis", "contact"), ("something-else",)),
    "people": (CountRange(5, 5), CountRange(50, 50), CountRange(500, 500)),
    "hours": ("0.5", "10", "30"),
}
_ATOMS = st.sampled_from(
    [
        *(Has("colour", frozenset(v)) for v in (["red"], ["green"], ["red", "blue"])),
        *(Has("wet", frozenset([v])) for v in ("yes", "no")),
        *(Has("parts", frozenset(v)) for v in (["lid"], ["base"], ["lid", "seal"])),
        *(Has("kinds", frozenset(v)) for v in (["health"], ["contact"], ["health", "contact"])),
        *(AtMost("people", limit) for limit in (10, 100)),
        *(AtMost("hours", limit) for limit in (1.0, 24.0)),
    ]
)


def conditions(with_unproven: bool = True) -> st.SearchStrategy[Condition]:
    """Give trees of a few atoms."""

    def grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner, max_size=3).map(tuple)
        turned = st.builds(Not, inner) | (st.builds(Unproven, inner) if with_unproven else st.nothing())
        return st.builds(All, parts) | st.builds(Any, parts) | turned

    leaves = _ATOMS | st.sampled_from([Unanswered("colour"), Unanswered("wet")]) if with_unproven else _ATOMS
    return st.recursive(leaves, grown, max_leaves=8)


def whole_facts() -> st.SearchStrategy[Facts]:
    """Give facts of which every one is known."""
    return st.fixed_dictionaries({id_: st.sampled_from(values).map(Known) for id_, values in EVERY.items()}).map(answered)


def some_facts(most_open: int = len(EVERY)) -> st.SearchStrategy[Facts]:
    """Give facts of which some are not known, in any of the three ways."""
    how = st.sampled_from([None, Unknown(), NotApplicable("does not arise"), Known("unknown")])
    opened = st.dictionaries(st.sampled_from(sorted(EVERY)), how, max_size=most_open)
    return st.builds(
        lambda whole, less: answered(
            {id_: less.get(id_, fact.answer) for id_, fact in whole.by_id.items() if less.get(id_, fact.answer) is not None}
        ),
        whole_facts(),
        opened,
    )


def completions(facts: Facts, of: Sequence[str] = ORDER) -> Iterator[Facts]:
    """Give every way in which what is not known may turn out."""
    open_ = [id_ for id_ in of if not facts.is_known(id_)]
    known = {id_: fact.answer for id_, fact in facts.by_id.items() if facts.is_known(id_)}
    for values in product(*(EVERY[id_] for id_ in open_)):
        yield answered(known | {id_: Known(value) for id_, value in zip(open_, values, strict=True)})


def has_unproven(condition: Condition) -> bool:
    """Tell whether a tree asks anywhere what nobody has shown or answered."""
    if isinstance(condition, Unproven | Unanswered):
        return True
    if isinstance(condition, Not):
        return has_unproven(condition.part)
    return isinstance(condition, All | Any) and any(map(has_unproven, condition.parts))
