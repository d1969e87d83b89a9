"""The affected people of a warehouse: counted there, and only figures come back; names only where somebody must write.

The same people and the same figures as from lists in files, by the same expression.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any

from breachdesk.domain.errors import NotAllowed, WrongInput
from breachdesk.domain.people import AffectedPerson, PeopleCounts
from breachdesk.domain.selection import HasCategory, InSystem, Selection, leaves_of
from breachdesk.domain.warehouses import Engine, Warehouse, WarehouseFigures, asked_systems, categories_of
from breachdesk.warehouse.asking import Row, Runner, connection_of, missing

if TYPE_CHECKING:
    from breachdesk.warehouse.expressions import Question

DIALECTS = {
    "postgresql": "postgres",
    "spark": "pyspark",
    "databricks": "databricks",
    "trino": "trino",
    "duckdb": "duckdb",
}
"""The SQL that can be written, and what Ibis calls it."""


@dataclass(frozen=True, slots=True)
class CompiledCounts:
    """The two statements whose answers are the figures."""

    figures: str
    """A row for each set of categories, and for each country and language."""

    records: str
    """A row for each system asked about."""


def compile_counts(warehouse: Warehouse, systems: Sequence[str], selection: Selection, dialect: str) -> CompiledCounts:
    """Write the question how many people are meant, in the SQL of one dialect.

    Raises:
        WrongInput: no system is named, or there is no such dialect.
        NotFound: there is no table of a system that is named.
    """
    question, name = _question(warehouse, systems, selection), _dialect(dialect)
    from breachdesk.warehouse import expressions

    figures, records = expressions.figures(question), expressions.records(question)
    return CompiledCounts(expressions.sql_of(figures, name), expressions.sql_of(records, name))


def compile_addressees(
    warehouse: Warehouse, systems: Sequence[str], selection: Selection, dialect: str, first: int | None = None
) -> str:
    """Write the question who is meant, by key, in the SQL of one dialect; raises as `compile_counts`."""
    question, name = _question(warehouse, systems, selection), _dialect(dialect)
    from breachdesk.warehouse import expressions

    return expressions.sql_of(expressions.addressees(question, first), name)


class WarehousePeople:
    """Asks one warehouse; every question opens it anew and leaves it as it was."""

    def __init__(self, warehouse: Warehouse, environment: Mapping[str, str], session: Any = None) -> None:
        """Take what is asked.

        Args:
            environment: Where the connection is looked up when it is needed.
            session: A Spark session to use, where there is one already.
        """
        self._warehouse, self._environment, self._session = warehouse, environment, session

    def counts(self, systems: Sequence[str], selection: Selection) -> PeopleCounts:
        """Count the people of at least one of these systems whom the selection means too; raises as `figures`."""
        return self.figures(systems, selection).counts

    def sql(self, systems: Sequence[str], selection: Selection, dialect: str) -> tuple[str, ...]:
        """Give the statements whose answers are the figures; raises as `compile_counts`."""
        compiled = compile_counts(self._warehouse, systems, selection, dialect)
        return compiled.figures, compiled.records

    def figures(self, systems: Sequence[str], selection: Selection) -> WarehouseFigures:
        """Count as `counts`, and say what the figures leave out.

        Raises:
            NotFound: there is no table of a system that is named.
            WrongInput: connection, login, table or column are not as described, or no row of a table has a key.
            StoreProblem: the database cannot be reached, broke off, or took too long.
        """
        compiled = compile_counts(self._warehouse, systems, selection, self._warehouse.engine)
        figures, records = self._runner().rows([compiled.figures, compiled.records])
        asked = asked_systems(self._warehouse, systems, selection)
        notes = [*_unheld(self._warehouse, selection), *_gaps(asked, records)]
        return WarehouseFigures(_counted(asked, categories_of(self._warehouse, asked), figures, records), tuple(notes))

    def addressees(self, systems: Sequence[str], selection: Selection, first: int | None = None) -> Iterator[AffectedPerson]:
        """Give those people by key, each with the categories and systems that concern them; raises as `figures`."""
        sql = compile_addressees(self._warehouse, systems, selection, self._warehouse.engine, first)
        asked = asked_systems(self._warehouse, systems, selection)
        categories = categories_of(self._warehouse, asked)
        rows = self._runner().stream(sql)
        return (_person(row, asked, categories) for row in rows)

    def _runner(self) -> Runner:
        warehouse = self._warehouse
        if warehouse.engine is Engine.TRINO:
            raise NotAllowed(
                "Trino is not asked from here; print the question with `breachdesk warehouse sql` and ask it with your client."
            )
        variable = warehouse.connection_env
        connection = connection_of(variable, self._environment) if variable else ""
        if warehouse.engine is Engine.SPARK:
            return _spark(connection, variable, warehouse.seconds, self._session)
        return _database(warehouse.engine, connection, variable, warehouse.seconds)


def _database(engine: Engine, connection: str, variable: str, seconds: int) -> Runner:
    try:
        if engine is Engine.DUCKDB:
            from breachdesk.warehouse.duckdb_file import DuckRunner

            return DuckRunner(connection, variable, seconds)
        from breachdesk.warehouse.postgres import PostgresRunner

        return PostgresRunner(connection, variable, seconds)
    except ImportError as error:
        raise missing("duckdb" if engine is Engine.DUCKDB else "psycopg") from error


def _spark(connection: str, variable: str, seconds: int, session: Any) -> Runner:
    try:
        from breachdesk.warehouse.spark import SparkRunner
    except ImportError as error:
        raise WrongInput(
            "Spark is asked through pyspark, which is not installed here and does not come with BreachDesk; install the "
            "pyspark of your cluster's version, or print the question with `breachdesk warehouse sql`."
        ) from error
    return SparkRunner(connection, variable, seconds, session)


def _question(warehouse: Warehouse, systems: Sequence[str], selection: Selection) -> Question:
    asked = asked_systems(warehouse, systems, selection)
    try:
        from breachdesk.warehouse.expressions import Question
    except ImportError as error:
        raise missing("ibis-framework") from error
    return Question(warehouse, asked, selection)


def _dialect(dialect: str) -> str:
    if dialect not in DIALECTS:
        raise WrongInput(f"There is no SQL called '{dialect[:40]}'; one of: {', '.join(sorted(DIALECTS))}.")
    return DIALECTS[dialect]


def _counted(asked: Sequence[str], categories: Sequence[str], figures: Sequence[Row], records: Sequence[Row]) -> PeopleCounts:
    systems = Counter(dict.fromkeys(asked, 0))
    held = Counter(dict.fromkeys(categories, 0))
    countries: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    combinations: Counter[tuple[str, ...]] = Counter()
    for part, label, country, language, people, *by_system in figures:
        if part == "place":
            countries[country] += int(people)
            languages[language] += int(people)
            continue
        combination = _marked(categories, [sign == "1" for sign in label])
        combinations[combination] += int(people)
        held.update(dict.fromkeys(combination, int(people)))
        systems.update({system: int(n) for system, n in zip(asked, by_system, strict=True)})
    return PeopleCounts(
        people=combinations.total(),
        records=sum(int(row[0]) for row in records),
        by_system=dict(systems),
        by_category=dict(held),
        by_country=dict(sorted(countries.items())),
        by_language=dict(sorted(languages.items())),
        by_combination=dict(sorted(combinations.items())),
    )


def _gaps(asked: Sequence[str], records: Sequence[Row]) -> Iterator[str]:
    """Say what rows do not say, a system at a time.

    Raises:
        WrongInput: no row of a table has a key, so that nobody in it is known.
    """
    for rows, keyless, odd_country, odd_language, place in sorted(records, key=lambda row: int(row[-1])):
        system = asked[place]
        if rows and rows == keyless:
            raise WrongInput(
                f"No row of the table of '{system}' has a key, so nobody in it can be counted; name another column as its key."
            )
        if keyless:
            yield f"{keyless:,} of {rows:,} rows of {system} have no key: records, but of nobody counted here."
        if odd_country:
            yield f"{odd_country:,} rows of {system} say a country that is no code of two letters; it counts as unknown."
        if odd_language:
            yield f"{odd_language:,} rows of {system} say a language that is no code of two letters; it counts as unknown."


def _unheld(warehouse: Warehouse, selection: Selection) -> Iterator[str]:
    """Say which categories the selection asks for where nothing can hold them: a slip of the pen would mean nobody."""
    anywhere = categories_of(warehouse, warehouse.systems)
    for leaf in dict.fromkeys(leaves_of(selection)):
        if isinstance(leaf, HasCategory) and leaf.category not in anywhere:
            yield f"No table holds {leaf.category}, which the selection asks for; that part means nobody."
        elif isinstance(leaf, InSystem) and leaf.category and leaf.category not in categories_of(warehouse, [leaf.system]):
            yield f"The table of {leaf.system} does not hold {leaf.category}; that part of the selection means nobody."


def _person(row: Row, asked: Sequence[str], categories: Sequence[str]) -> AffectedPerson:
    key, name, address, country, language, *flags = row
    return AffectedPerson(
        name=name,
        address=address,
        language=language,
        country=country,
        reference=key,
        categories=_marked(categories, flags[len(asked) :]),
        systems=_marked(asked, flags[: len(asked)]),
    )


def _marked(names: Sequence[str], marks: Sequence[bool]) -> tuple[str, ...]:
    return tuple(compress(names, marks))
