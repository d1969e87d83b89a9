"""One list, read and checked in a single pass: what is wrong with it, or a narrow table of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.people import ColumnRole, ListMapping
from breachdesk.register.cell_rules import CellRules, header_words, language_problem
from breachdesk.register.cell_sql import text
from breachdesk.register.duck import number
from breachdesk.register.list_source import ReadyFile
from breachdesk.register.list_sql import COUNTRY_CODES, LANGUAGE_CODES, LANGUAGES, MAX_FLAGS, ListQuery, flags_of
from breachdesk.register.list_troubles import troubles_of_cells, troubles_of_rows

_ONCE = (ColumnRole.KEY, ColumnRole.EMAIL, ColumnRole.NAME, ColumnRole.LANGUAGE, ColumnRole.COUNTRY)


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list in a table: what is known of it so far."""

    table: str
    rows: int
    flags: tuple[str, ...]
    warnings: tuple[str, ...]


def number_the_codes(connection: duckdb.DuckDBPyConnection, countries: tuple[str, ...]) -> None:
    """Make the enumerations that number countries and languages."""
    for name, codes in ((COUNTRY_CODES, countries), (LANGUAGE_CODES, LANGUAGES)):
        connection.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(text(code) for code in codes)})")


def refuse_odd_mapping(mapping: ListMapping, header: tuple[str, ...], name: str, rules: CellRules) -> None:
    """Refuse a mapping that does not fit its file.

    Raises:
        FileProblems: all that is wrong.
    """
    problems = [Problem(0, message) for message in _mapping_problems(mapping, header, rules)]
    if problems:
        raise FileProblems(name, problems)


def _mapping_problems(mapping: ListMapping, header: tuple[str, ...], rules: CellRules) -> Iterator[str]:
    for column in mapping.columns:
        if column.header not in header:
            yield f"has no column '{header_words(column.header)}'; map the columns again."
        if column.role is ColumnRole.CATEGORY and not column.category:
            yield f"has no data category for the column '{header_words(column.header)}'; name it."
    yield from _role_problems(mapping)
    if len(flags_of(mapping)) > MAX_FLAGS:
        yield f"tells of more than {MAX_FLAGS} data categories; take some out."
    for trouble in (rules.country_problem(mapping.default_country), language_problem(mapping.default_language)):
        if trouble:
            yield f"has a default that {trouble}."


def _role_problems(mapping: ListMapping) -> Iterator[str]:
    for role in _ONCE:
        if sum(column.role is role for column in mapping.columns) > 1:
            yield f"has two columns as its {role.value}; choose one."
    if not (mapping.header_of(ColumnRole.KEY) or mapping.header_of(ColumnRole.EMAIL)):
        yield "has no column that says who a row is about; map a key or an email column."


def read_list(
    connection: duckdb.DuckDBPyConnection,
    ready: ReadyFile,
    query: ListQuery,
    rules: CellRules,
    table: str,
    salt: str,
    texts: bool,
) -> ReadList:
    """Read a list into a table of this name.

    Raises:
        FileProblems: every problem of the file.
    """
    if not ready.file.is_parquet:
        _refuse_other_header(connection, ready)
    try:
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS {query.kept(salt, texts)}")
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.InternalException) as error:
        if ready.file.is_parquet:
            raise FileProblems(ready.name, [Problem(0, "cannot be read as Parquet.")]) from None
        raise troubles_of_rows(connection, ready, query, rules, str(error)) from None
    ready.refuse_changed()
    _refuse_nobody(connection, ready, query.mapping, table)
    if number(connection, f"SELECT count(*) FROM {table} WHERE bad"):
        raise troubles_of_cells(connection, ready, query, rules, table)
    return ReadList(
        table,
        number(connection, f"SELECT count(*) FROM {table}"),
        flags_of(query.mapping),
        tuple(_warnings(connection, query.mapping, table)),
    )


def query_of(connection: duckdb.DuckDBPyConnection, ready: ReadyFile, mapping: ListMapping) -> ListQuery:
    """Give the query of a list.

    Raises:
        FileProblems: it is no Parquet file, though it is said to be one.
    """
    try:
        return ListQuery(ready.source(), ready.cells(connection), mapping)
    except duckdb.Error:
        raise FileProblems(ready.name, [Problem(0, "cannot be read as Parquet.")]) from None


def _refuse_other_header(connection: duckdb.DuckDBPyConnection, ready: ReadyFile) -> None:
    """Refuse a file whose columns are not those that were mapped; one that cannot be read is told of later."""
    try:
        found = connection.execute(f"SELECT * FROM {ready.source(header=False)} LIMIT 1").fetchall()
    except duckdb.InvalidInputException:
        return
    if not found:
        raise FileProblems(ready.name, [Problem(0, "is empty.")])
    if [_plain(cell) for cell in found[0]] != [_plain(cell) for cell in ready.file.header]:
        raise FileProblems(ready.name, [Problem(1, "is not the header that was looked at; import the file again.")])


def _plain(cell: str | None) -> str:
    return "".join(c for c in (cell or "") if c.isalnum())


def _refuse_nobody(connection: duckdb.DuckDBPyConnection, ready: ReadyFile, mapping: ListMapping, table: str) -> None:
    if not number(connection, f"SELECT count(*) FROM {table}"):
        raise FileProblems(
            ready.name, [Problem(0, "names nobody: 0 affected people must be typed, not imported.")]
        )
    headers = [(role, mapping.header_of(role)) for role in (ColumnRole.KEY, ColumnRole.EMAIL) if mapping.header_of(role)]
    if any(_filled(connection, role, table) for role, _ in headers):
        return
    names = " and ".join(f"'{header_words(header)}'" for _, header in headers)
    if number(connection, f"SELECT count(*) FROM {table} WHERE bad") == number(connection, f"SELECT count(*) FROM {table}"):
        raise FileProblems(ready.name, [Problem(0, f"says of nobody who they are: {names} is empty in every row.")])


def _filled(connection: duckdb.DuckDBPyConnection, role: ColumnRole, table: str) -> bool:
    column = "k1" if role is ColumnRole.KEY else "e1"
    return bool(number(connection, f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {column} <> 0 LIMIT 1)"))


def _warnings(connection: duckdb.DuckDBPyConnection, mapping: ListMapping, table: str) -> list[str]:
    found = []
    if mapping.header_of(ColumnRole.NAME):
        misread = number(connection, f"SELECT count(*) FROM {table} WHERE misread")
        if misread:
            found.append(f"Names that look as if saved in a wrong encoding: {misread:,}; look before writing to them.")
    if mapping.header_of(ColumnRole.KEY) and not _filled(connection, ColumnRole.KEY, table):
        header = header_words(mapping.header_of(ColumnRole.KEY))
        found.append(f"The column '{header}' is empty in every row; people are recognised by their address alone.")
    return found
