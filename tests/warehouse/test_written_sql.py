"""The SQL that is written: one statement that reads, in the words of each engine, with every value a literal."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.selection import AllOf, AnyOf, Everybody, FromCountry, HasCategory, InSystem, Not, Speaks
from breachdesk.domain.warehouses import Engine, Said, Warehouse, WarehouseTable
from breachdesk.warehouse.warehouse_people import DIALECTS, compile_addressees, compile_counts
from tests.warehouse.made_lists import made_tables, warehouse_of

sqlglot = pytest.importorskip("sqlglot", reason="ibis-framework is not installed")

PARSED_AS = {**{name: name for name in DIALECTS}, "postgresql": "postgres", "spark": "spark"}
WAREHOUSE = warehouse_of(made_tables(1, people=3), Engine.TRINO)
HOSTILE = "X' OR 1=1; DROP TABLE lists.customers; --"
ODD = AllOf((InSystem("crm"), Not(AnyOf((HasCategory(HOSTILE), FromCountry(HOSTILE), Speaks('n"`l\\'))))))


def written(dialect: str) -> list[str]:
    """Give every statement for a selection with hostile values."""
    counts = compile_counts(WAREHOUSE, ["crm", "shop"], ODD, dialect)
    return [counts.figures, counts.records, compile_addressees(WAREHOUSE, ["crm", "shop"], ODD, dialect, 10)]


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_each_statement_is_one_that_only_reads_in_the_words_of_its_engine(dialect: str) -> None:
    """Lost without it: what is printed for Trino or Databricks is refused there, or is two statements."""
    for sql in written(dialect):
        parsed = sqlglot.parse(sql, dialect=PARSED_AS[dialect])
        assert len(parsed) == 1
        assert isinstance(parsed[0], sqlglot.exp.Query)
        assert not list(parsed[0].find_all(sqlglot.exp.Insert, sqlglot.exp.Delete, sqlglot.exp.Drop, sqlglot.exp.Command))


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_a_hostile_value_is_one_literal_and_nothing_else(dialect: str) -> None:
    """Lost without it: a country code typed into a selection runs in the warehouse."""
    figures = sqlglot.parse_one(written(dialect)[0], dialect=PARSED_AS[dialect])
    literals = {literal.this for literal in figures.find_all(sqlglot.exp.Literal)}
    assert HOSTILE in literals
    assert 'n"`l\\' in literals
    tables = {table.name for table in figures.find_all(sqlglot.exp.Table)} & {"customers", "Staff", "readers", "orders"}
    assert tables == {"customers", "Staff", "orders"}


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_an_identifier_is_quoted_whatever_it_holds(dialect: str) -> None:
    """Lost without it: a column that is called as a word of SQL, or as an attack, is not a column any more."""
    column = 'order" from x; --`'
    table = WarehouseTable("crm", ("select", "from"), column, categories={"contact": Said(always="yes")})
    sql = compile_counts(Warehouse(Engine.TRINO, "", (table,)), ["crm"], Everybody(), dialect).figures
    parsed = sqlglot.parse_one(sql, dialect=PARSED_AS[dialect])
    assert column in {found.name for found in parsed.find_all(sqlglot.exp.Column)}
    assert ("select", "from") in {(found.db, found.name) for found in parsed.find_all(sqlglot.exp.Table)}


def test_a_table_that_cannot_say_anything_is_not_read() -> None:
    """Lost without it: a question about one system reads every table of the house."""
    silent = WarehouseTable("zzz", ("lists", "unused"), "id", categories={"location": Said(always="yes")})
    warehouse = replace(WAREHOUSE, tables=(*WAREHOUSE.tables, silent))
    assert "unused" not in compile_counts(warehouse, ["crm"], Everybody(), "trino").figures
    assert "unused" in compile_counts(warehouse, ["crm"], HasCategory("location"), "trino").figures


@pytest.mark.parametrize("says", [{"country": Said("land")}, {"language": Said(always="nl")}])
def test_a_table_that_says_where_people_are_from_is_read_whoever_is_asked_about(says: dict[str, Said]) -> None:
    """Lost without it: people are of an unknown country as soon as another system is asked about."""
    elsewhere = WarehouseTable("zzz", ("lists", "registry"), "id", categories={"location": Said(always="yes")}, **says)
    warehouse = replace(WAREHOUSE, tables=(*WAREHOUSE.tables, elsewhere))
    assert "registry" in compile_counts(warehouse, ["newsletter"], Everybody(), "trino").figures


def test_two_hundred_systems_are_one_statement() -> None:
    """Lost without it: a large house is nested too deep to be written at all."""
    always = {"contact": Said(always="yes")}
    tables = tuple(WarehouseTable(f"s{i:03}", ("lists", f"t{i}"), "id", Said("country"), categories=always) for i in range(200))
    systems = [table.system for table in tables]
    sql = compile_counts(Warehouse(Engine.TRINO, "", tables), systems, Not(InSystem("s199")), "trino").figures
    assert sql.count("UNION ALL") == 200


def test_a_dialect_nobody_knows_is_refused_with_those_there_are() -> None:
    """Lost without it: a slip in a dialect ends in a fault of the program."""
    with pytest.raises(WrongInput, match=r"'oracle'.*one of: databricks, duckdb, postgresql, spark, trino"):
        compile_counts(WAREHOUSE, ["crm"], Everybody(), "oracle")


def test_what_a_warehouse_needs_is_loaded_only_when_one_is_asked() -> None:
    """Lost without it: every start of the program waits for libraries that few houses need."""
    asks = (
        "import sys; import breachdesk.wiring, breachdesk.cli.warehouse_commands, breachdesk.warehouse.warehouse_people, "
        "breachdesk.warehouse.fetching; print([m for m in ('ibis', 'sqlglot', 'psycopg', 'duckdb', 'pyspark') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("engine", "library"), [(Engine.DUCKDB, "duckdb"), (Engine.POSTGRESQL, "psycopg"), (Engine.SPARK, "pyspark")]
)
def test_a_library_that_is_missing_is_said_in_a_sentence(engine: Engine, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a house without the extra sees an import error instead of what to install."""
    from breachdesk.warehouse.warehouse_people import WarehousePeople

    for name in ("duckdb_file", "postgres", "spark"):
        monkeypatch.delitem(sys.modules, f"breachdesk.warehouse.{name}", raising=False)
    for name in [name for name in sys.modules if name == library or name.startswith(f"{library}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    asked = WarehousePeople(replace(WAREHOUSE, engine=engine, connection_env="LISTS"), {"LISTS": "x"})
    with pytest.raises(WrongInput, match=f"{library}, which is not installed here"):
        asked.counts(["crm"], Everybody())
