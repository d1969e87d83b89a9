"""How many people does a selection mean, and of which category, country and language? Algebra on bitmaps, no row read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from breachdesk.domain.errors import NotFound
from breachdesk.domain.people import OTHER_COMBINATIONS, PeopleCounts
from breachdesk.domain.selection import (
    AllOf,
    AnyOf,
    Everybody,
    FromCountry,
    HasCategory,
    InSystem,
    Not,
    Selection,
    Speaks,
    systems_in,
)
from breachdesk.register.marks import COUNTRY, HELD, LANGUAGE, LISTED, KeptMarks

MOST_COMBINATIONS = 4096
"""Sets of categories that are told apart. Where there are more, those of the fewest people are counted as one."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The people who are meant, and who of them which category is held about in the systems asked."""

    people: BitMap
    systems: tuple[str, ...]
    held: Mapping[str, BitMap]
    """By category: everybody about whom one of these systems holds it; not narrowed by the selection."""

    narrowed: bool
    """Whether somebody on these lists is not meant."""


def meant(marks: KeptMarks, systems: Sequence[str], selection: Selection) -> Meant:
    """Work out who is meant.

    Raises:
        NotFound: there is no list of a system that is named.
    """
    asked = tuple(dict.fromkeys(systems))
    _refuse_unknown(marks, (*asked, *sorted(systems_in(selection))))
    listed = _union(marks.bitmaps[LISTED, system, ""] for system in asked)
    people = listed if _is_everybody(selection) else listed & _evaluate(marks, selection)
    held: dict[str, list[BitMap]] = {}
    for kind, system, category in marks.bitmaps:
        if kind == HELD and system in asked:
            held.setdefault(category, []).append(marks.bitmaps[kind, system, category])
    unions = {category: _union(parts) for category, parts in sorted(held.items())}
    return Meant(people, asked, unions, len(people) < len(listed))


def count(marks: KeptMarks, systems: Sequence[str], selection: Selection, combinations: bool) -> PeopleCounts:
    """Count the people who are meant; figures of nobody are left out of countries, languages and combinations."""
    who = meant(marks, systems, selection)

    def share(bitmap: BitMap) -> int:
        return len(bitmap) if not who.narrowed else who.people.intersection_cardinality(bitmap)

    rows = {kept.facts.system: kept.facts.rows for kept in marks.head.lists}
    return PeopleCounts(
        people=len(who.people),
        records=sum(rows[system] for system in who.systems),
        by_system={system: share(marks.bitmaps[LISTED, system, ""]) for system in who.systems},
        by_category={category: share(bitmap) for category, bitmap in who.held.items()},
        by_country=_by_code(marks, COUNTRY, who.people),
        by_language=_by_code(marks, LANGUAGE, who.people),
        by_combination=by_combination(who) if combinations else {},
    )


def by_combination(who: Meant) -> dict[tuple[str, ...], int]:
    """Count people by the exact set of categories held about them.

    One category after the other parts every set of people in two. What would be more than `MOST_COMBINATIONS` sets is
    kept to the largest; the people of the others are counted together.
    """
    sets: dict[tuple[str, ...], BitMap] = {(): who.people} if who.people else {}
    other = 0
    for category, bitmap in who.held.items():
        parted: dict[tuple[str, ...], BitMap] = {}
        for held, people in sets.items():
            parted.update(_parted(held, people, category, bitmap))
        kept = sorted(parted.items(), key=lambda one: -len(one[1]))
        other += sum(len(people) for _, people in kept[MOST_COMBINATIONS:])
        sets = dict(kept[:MOST_COMBINATIONS])
    found = {held: len(people) for held, people in sets.items()}
    if other:
        found[OTHER_COMBINATIONS] = other
    return found


def _parted(
    held: tuple[str, ...], people: BitMap, category: str, bitmap: BitMap
) -> Iterator[tuple[tuple[str, ...], BitMap]]:
    inside = people & bitmap
    if not inside:
        yield held, people
        return
    yield (*held, category), inside
    if len(inside) < len(people):
        yield held, people - inside


def _by_code(marks: KeptMarks, kind: str, people: BitMap) -> dict[str, int]:
    found = {
        name: people.intersection_cardinality(bitmap) for (what, name, _), bitmap in marks.bitmaps.items() if what == kind
    }
    return {name: number for name, number in sorted(found.items()) if number}


def _refuse_unknown(marks: KeptMarks, systems: Iterable[str]) -> None:
    there = sorted(kept.facts.system for kept in marks.head.lists)
    for system in systems:
        if system not in there:
            raise NotFound(f"There is no list of people of '{system}'; there is one of {', '.join(there) or 'no system'}.")


def _is_everybody(selection: Selection) -> bool:
    return isinstance(selection, Everybody) or selection == AllOf(())


def _evaluate(marks: KeptMarks, selection: Selection) -> BitMap:
    match selection:
        case AllOf(parts):
            found = _evaluate(marks, parts[0]) if parts else _everybody(marks)
            for part in parts[1:]:
                found = found - _evaluate(marks, part.part) if isinstance(part, Not) else found & _evaluate(marks, part)
            return found
        case AnyOf(parts):
            return _union(_evaluate(marks, part) for part in parts)
        case Not(part):
            return _everybody(marks) - _evaluate(marks, part)
        case _:
            return _leaf(marks, selection)


def _leaf(marks: KeptMarks, selection: Everybody | InSystem | HasCategory | FromCountry | Speaks) -> BitMap:
    match selection:
        case InSystem(system, category):
            return marks.bitmaps.get((HELD if category else LISTED, system, category), BitMap())
        case HasCategory(category):
            return _union(b for (kind, _, held), b in marks.bitmaps.items() if kind == HELD and held == category)
        case FromCountry(country):
            return marks.bitmaps.get((COUNTRY, country, ""), BitMap())
        case Speaks(language):
            return marks.bitmaps.get((LANGUAGE, language, ""), BitMap())
        case Everybody():
            return _everybody(marks)


def _everybody(marks: KeptMarks) -> BitMap:
    return BitMap(range(marks.head.people))


def _union(bitmaps: Iterable[BitMap]) -> BitMap:
    found = tuple(bitmaps)
    if len(found) == 1:
        return found[0]
    return BitMap.union(*found) if found else BitMap()
