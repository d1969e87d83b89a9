"""Whom a selection means, as one expression that Ibis writes in the SQL of each engine.

Each table is read as rows of the same shape: key, which system, country, language, and a yes or no for each data
category. All of them together, grouped by key, are the people; what is asked is then counted over people. Names are
quoted by the compiler and values are its literals; no text is put together here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from breachdesk.domain.people import WORDS_FOR_NO
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
    leaves_of,
)
from breachdesk.domain.warehouses import Said, Warehouse, WarehouseTable, categories_of

Expression = Any
"""An Ibis table or column; the library's own types are not seen by mypy here."""

RANK_DIGITS = 4
RANK_LENGTH = RANK_DIGITS + 1
"""Digits and an x stand before a value to say which system said it, so that the smallest is the first system's.

The x ends the number where a database sorts digits by their value.
"""

FIRST_TWO = 2


@ibis.udf.scalar.builtin(name="substr", signature=((str, int), str))  # type: ignore[untyped-decorator]
def _from(text: str, at: int) -> str:  # type: ignore[empty-body]
    """What stands from a place on, counted from 1."""


@ibis.udf.scalar.builtin(name="substr", signature=((str, int, int), str))  # type: ignore[untyped-decorator]
def _part(text: str, at: int, length: int) -> str:  # type: ignore[empty-body]
    """So many characters from a place on, counted from 1."""


@dataclass(frozen=True, slots=True)
class Code:
    """How a code must look; its first two letters are taken, and made large or small."""

    shape: str
    cased: Callable[[Expression], Expression]


COUNTRY = Code("^[A-Za-z]{2}$", lambda text: text.upper())
LANGUAGE = Code("^[A-Za-z]{2}([-_]|$)", lambda text: text.lower())
"""nl, and also nl-BE and nl_BE, which are both nl."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which people are meant, in the words of a warehouse; `asked` is sorted and known to it."""

    warehouse: Warehouse
    asked: tuple[str, ...]
    selection: Selection

    @property
    def categories(self) -> tuple[str, ...]:
        """Give the data categories that the systems asked about can hold, sorted."""
        return categories_of(self.warehouse, self.asked)

    def rank(self, system: str) -> int:
        """Give the place of a system among all, by id."""
        return self.warehouse.systems.index(system)


def figures(question: Question) -> Expression:
    """Give rows of part, label, country, language, people and people of each system asked about.

    The part `combination` has one for each set of categories (label: a 1 or 0 a category), `place` one for each
    country and language.
    """
    people = _people(question)
    sums = [people[f"s{i}"].ifelse(1, 0).sum().cast("int64").name(f"n{i}") for i in range(len(question.asked))]
    label = ibis.literal("", "string")
    for j in range(len(question.categories)):
        label = label.concat(people[f"c{j}"].ifelse("1", "0"))
    combined = people.group_by(label=label).aggregate(people.count().name("people"), *sums)
    nothing = ibis.literal("", "string")
    combinations = combined.select(
        part=ibis.literal("combination"),
        label=combined.label,
        country=nothing,
        language=nothing,
        people=combined.people,
        **{s.get_name(): combined[s.get_name()] for s in sums},
    )
    placed = people.group_by("country", "language").aggregate(people=people.count())
    places = placed.select(
        part=ibis.literal("place"),
        label=nothing,
        country=placed.country,
        language=placed.language,
        people=placed.people,
        **{s.get_name(): ibis.literal(0, "int64") for s in sums},
    )
    return ibis.union(combinations, places, distinct=False)


def records(question: Question) -> Expression:
    """Give a row for each system asked about: its place, its rows, and how many of them say too little."""
    rows = []
    for place, table in enumerate(t for t in question.warehouse.tables if t.system in question.asked):
        source = _source(table)
        counted = source.aggregate(
            records=source.count(),
            keyless=_many(_text(source[table.key]).fill_null("") == ""),
            odd_country=_odd(source, table.country, COUNTRY),
            odd_language=_odd(source, table.language, LANGUAGE),
        )
        rows.append(counted.mutate(place=ibis.literal(place, "int32")))
    return _together(rows)


def addressees(question: Question, first: int | None) -> Expression:
    """Give a row a person by key: key, name, address, country, language, then a yes or no a system and a category."""
    people = _people(question, to_write=True).order_by("key")
    flags = [f"s{i}" for i in range(len(question.asked))] + [f"c{j}" for j in range(len(question.categories))]
    chosen = people.select("key", "name", "address", "country", "language", *flags)
    return chosen if first is None else chosen.limit(first)


def sql_of(expression: Expression, dialect: str) -> str:
    """Write an expression in the SQL of one engine, as Ibis calls it."""
    return str(ibis.to_sql(expression, dialect=dialect))


def _people(question: Question, to_write: bool = False) -> Expression:
    """Give the people meant, one row each."""
    ranks = {system: question.rank(system) for system in question.asked}
    leaves = _Leaves(question)
    rows = _together([_rows(t, question.rank(t.system), leaves.category_columns, to_write) for t in leaves.tables(to_write)])
    rows = rows.filter(rows.key.notnull() & (rows.key != ""))
    columns = {f"s{i}": (rows.s == rank).any() for i, rank in enumerate(ranks.values())}
    for j, category in enumerate(question.categories):
        held = rows[leaves.category_columns[category]]
        columns[f"c{j}"] = (rows.s.isin(list(ranks.values())) & held).any()
    places = ("country", "language", "name", "address") if to_write else ("country", "language")
    columns |= {place: _from(rows[place].min(), RANK_LENGTH + 1).fill_null("") for place in places}
    people = rows.group_by("key").aggregate(**columns, **leaves.aggregates(rows))
    base = ibis.or_(*(people[f"s{i}"] for i in range(len(ranks))))
    return people.filter(base & leaves.meant(people, question.selection))


class _Leaves:
    """What the parts of a selection need of the rows, each under a short name of its own."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._leaves = tuple(dict.fromkeys(leaves_of(question.selection)))
        named = [x.category for x in self._leaves if isinstance(x, HasCategory | InSystem) and x.category]
        wanted = dict.fromkeys((*question.categories, *named))
        self.category_columns = {category: f"h{i}" for i, category in enumerate(wanted)}

    def tables(self, to_write: bool) -> list[WarehouseTable]:
        """Give the tables that can say anything to the question; the others are not read."""
        systems = {*self._question.asked, *(x.system for x in self._leaves if isinstance(x, InSystem))}
        anywhere = {x.category for x in self._leaves if isinstance(x, HasCategory)}
        return [
            table
            for table in self._question.warehouse.tables
            if table.system in systems
            or anywhere & set(table.categories)
            or table.country != Said()
            or table.language != Said()
            or (to_write and (table.name or table.address))
        ]

    def aggregates(self, rows: Expression) -> Mapping[str, Expression]:
        """Give a yes or no a person for each part that asks for a system or a category."""
        found = {}
        for i, leaf in enumerate(self._leaves):
            if isinstance(leaf, HasCategory):
                found[f"l{i}"] = rows[self.category_columns[leaf.category]].any()
            elif isinstance(leaf, InSystem):
                here = rows.s == self._question.rank(leaf.system)
                found[f"l{i}"] = (here & rows[self.category_columns[leaf.category]] if leaf.category else here).any()
        return found

    def meant(self, people: Expression, selection: Selection) -> Expression:
        """Give whether a person is meant."""
        match selection:
            case AllOf(parts):
                return ibis.and_(*(self.meant(people, part) for part in parts))
            case AnyOf(parts):
                return ibis.or_(*(self.meant(people, part) for part in parts))
            case Not(part):
                return ~self.meant(people, part)
            case FromCountry(country):
                return people.country == country
            case Speaks(language):
                return people.language == language
            case Everybody():
                return ibis.literal(True)
            case _:
                return people[f"l{self._leaves.index(selection)}"]


def _rows(table: WarehouseTable, rank: int, categories: Mapping[str, str], to_write: bool) -> Expression:
    """Give a table's rows in the shape all tables have."""
    source = _source(table)
    columns = {
        "key": _text(source[table.key]),
        "s": ibis.literal(rank, "int32"),
        "country": _code(source, table.country, rank, COUNTRY),
        "language": _code(source, table.language, rank, LANGUAGE),
        **{column: _held(source, table.categories.get(category)) for category, column in categories.items()},
    }
    if to_write:
        columns |= {"name": _words(source, table.name, rank), "address": _words(source, table.address, rank)}
    return source.select(**columns)


def _source(table: WarehouseTable) -> Expression:
    """Give a table as Ibis knows it.

    What types its columns have is not known before a connection; as whole numbers, none is taken for text, so that
    each is cast to text in the SQL whatever it is.
    """
    said = [table.country, table.language, *table.categories.values()]
    columns = dict.fromkeys([table.key, table.name, table.address, *(s.column for s in said)])
    *catalogue, schema, name = table.table
    return ibis.table(
        {column: "int64" for column in columns if column},
        name=name,
        database=schema,
        catalog=catalogue[0] if catalogue else None,
    )


def _text(column: Expression) -> Expression:
    # With the characters named: by itself each engine trims others.
    return column.cast("string").strip()


def _held(source: Expression, said: Said | None) -> Expression:
    if said is None or not said.column:
        return ibis.literal(said is not None and bool(said.always))
    return _text(source[said.column]).lower().fill_null("").notin(["", *WORDS_FOR_NO])


def _code(source: Expression, said: Said, rank: int, kind: Code) -> Expression:
    if not said.column:
        return _ranked(rank, ibis.literal(said.always)) if said.always else ibis.null("string")
    text = _text(source[said.column])
    # The shape is looked at first: capitals of other letters may be these.
    return text.re_search(kind.shape).ifelse(_ranked(rank, kind.cased(_part(text, 1, FIRST_TWO))), ibis.null("string"))


def _odd(source: Expression, said: Said, kind: Code) -> Expression:
    """Count the rows that say something that is no code."""
    if not said.column:
        return ibis.literal(0, "int64")
    text = _text(source[said.column]).fill_null("")
    return _many((text != "") & ~text.re_search(kind.shape))


def _words(source: Expression, column: str, rank: int) -> Expression:
    if not column:
        return ibis.null("string")
    text = _text(source[column])
    return (text != "").ifelse(_ranked(rank, text), ibis.null("string"))


def _ranked(rank: int, value: Expression) -> Expression:
    """Give a value behind its system's place, so that the smallest is that of the first system that has one."""
    return ibis.literal(f"{rank:0{RANK_DIGITS}}x").concat(value)


def _many(condition: Expression) -> Expression:
    # The sum over no row is nothing, and a table may be empty.
    return condition.ifelse(1, 0).sum().fill_null(0).cast("int64")


def _together(tables: Sequence[Expression]) -> Expression:
    """Put tables one under the other; by halves, so that five hundred are not nested five hundred deep."""
    if len(tables) == 1:
        return tables[0]
    middle = len(tables) // 2
    return ibis.union(_together(tables[:middle]), _together(tables[middle:]), distinct=False)
