"""Where a warehouse is and which table is which system, read from YAML; no secret ever stands in it.

The connection is named, not written: the file says which environment variable holds it. Names of schemas, tables and
columns are plain words, and are quoted again by what compiles them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from breachdesk.domain.warehouses import (
    CATALOGUED,
    CONNECTED,
    SILENT,
    Engine,
    Said,
    Warehouse,
    WarehouseTable,
    identifier_problem,
)
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.strict_yaml import read_yaml

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_SYSTEM = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_CODES = {"country": re.compile(r"[A-Z]{2}"), "language": re.compile(r"[a-z]{2}")}
_SECRETS = ("connection", "dsn", "url", "password", "pass", "secret", "token")
LONGEST_SECONDS = 24 * 3600


def load_warehouse(path: Path, categories: Collection[str]) -> Warehouse:
    """Read a description of a warehouse.

    Args:
        categories: The ids of the data categories there are.

    Raises:
        FileProblems: anything is wrong, each with its line; or a connection stands in the file itself.
    """
    problems = Problems(path.name)
    top = Fields(read_yaml(path), problems)
    for key in _SECRETS:
        _refuse_secret(top, key)
    word = top.choice("engine", tuple(Engine))
    engine = Engine(word) if word else None
    variable = _variable(top, engine)
    seconds = top.integer("seconds", 1, LONGEST_SECONDS) or 300
    tables: dict[str, WarehouseTable] = {}
    if not top.has("systems"):
        top.problem("'systems' is missing; write one entry for each table of people.")
    for part in top.parts("systems"):
        table = _table(part, engine, categories)
        if table.system in tables:
            part.problem(f"the system '{table.system}' stands here twice; one table to a system. Join them in a view.")
        tables[table.system] = table
    top.end()
    problems.raise_if_any()
    if engine is None or not tables:
        top.problem("'systems' names no table.")
        problems.raise_if_any()
    return Warehouse(engine or Engine.POSTGRESQL, variable, tuple(tables[s] for s in sorted(tables)), seconds)


def _refuse_secret(top: Fields, key: str) -> None:
    if not top.has(key):
        return
    line = top.line_of(key)
    top.take(key)
    top.problem(
        f"'{key}' must not stand in this file; take it out, change it if others could read it, "
        "and name the environment variable that holds it under 'connection_env'.",
        line,
    )


def _variable(top: Fields, engine: Engine | None) -> str:
    line = top.line_of("connection_env")
    variable = top.text("connection_env", None if engine in CONNECTED else "")
    if variable and not _VARIABLE.fullmatch(variable):
        # Not shown: somebody may have written the connection itself here.
        top.problem("'connection_env' is not a variable's name; write one such as CRM_DATABASE.", line)
    return variable


def _table(part: Fields, engine: Engine | None, categories: Collection[str]) -> WarehouseTable:
    line = part.line_of("id")
    system = part.text("id")
    if system and not _SYSTEM.fullmatch(system):
        part.problem(f"'id' is '{system}'; write the system's id from the inventory, in small letters, such as crm.", line)
    table = WarehouseTable(
        system=system,
        table=_name(part, engine),
        key=_column(part, "key", None),
        country=_place(part, "country"),
        language=_place(part, "language"),
        name=_column(part, "name"),
        address=_column(part, "address"),
        categories=_categories(part, categories),
    )
    part.end()
    return table


def _name(part: Fields, engine: Engine | None) -> tuple[str, ...]:
    line = part.line_of("table")
    text = part.text("table")
    names = tuple(text.split("."))
    most = 3 if engine is None or engine in CATALOGUED else 2
    if text and not 2 <= len(names) <= most:
        shape = "schema.table" if most == 2 else "schema.table or catalogue.schema.table"
        part.problem(f"'table' is '{text}'; write it as {shape}, so that it is one table whoever asks.", line)
    for name in names if text else ():
        _refuse_odd(part, "table", name, line)
    return names


def _column(part: Fields, key: str, default: str | None = "") -> str:
    line = part.line_of(key)
    name = part.text(key, default)
    if name:
        _refuse_odd(part, key, name, line)
    return name


def _refuse_odd(part: Fields, key: str, name: str, line: int) -> None:
    why = identifier_problem(name)
    if why:
        part.problem(f"'{key}' holds '{name}', which {why}; make a view with plain names for other ones.", line)


def _place(part: Fields, key: str) -> Said:
    """Read a column, or `always: CODE` for everybody in the table."""
    if part.holds_text(key) or not part.has(key):
        column = _column(part, key)
        return Said(column=column) if column else SILENT
    inner = part.part(key)
    line = inner.line_of("always")
    code = inner.text("always")
    inner.end()
    if code and not _CODES[key].fullmatch(code):
        example = "NL" if key == "country" else "nl"
        inner.problem(f"'always' is '{code}'; write a code of two letters, such as {example}.", line)
    return Said(always=code)


def _categories(part: Fields, known: Collection[str]) -> Mapping[str, Said]:
    inner = part.part("categories")
    found: dict[str, Said] = {}
    for category, line in inner.not_taken():
        # A house's own category is a dotted child of a known one, such as health.dental.
        if category not in known and category.partition(".")[0] not in known:
            hint = inner.problems.nearest(category, known)
            inner.problem(f"'{category}' is not a known data category.{hint}", line)
        text = inner.text(category)
        if text and text != "always":
            _refuse_odd(inner, category, text, line)
        found[category] = Said(always="yes") if text == "always" else Said(column=text)
    inner.end()
    if not found:
        part.problem("'categories' is missing; say which data the table holds, such as `contact: always`.")
    return found
