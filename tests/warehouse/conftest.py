"""The same made-up tables in a DuckDB file, in a PostgreSQL of the test's own, and in Spark inside this program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from breachdesk.domain.warehouses import Engine
from breachdesk.warehouse.warehouse_people import WarehousePeople
from tests.warehouse.made_lists import MadeTable, PlainPeople, made_tables, statements, warehouse_of
from tests.warehouse.postgres_cluster import Cluster, new_cluster, throw_away

SEED = 20261128


@pytest.fixture(scope="session")
def tables() -> list[MadeTable]:
    """Give the made-up tables."""
    return made_tables(SEED)


@pytest.fixture(scope="session")
def plain(tables: list[MadeTable]) -> PlainPeople:
    """Give their figures by hand."""
    return PlainPeople(tables)


@pytest.fixture(scope="session")
def duck_file(tables: list[MadeTable], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a DuckDB file with the tables."""
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    path = tmp_path_factory.mktemp("duck") / "people.duckdb"
    with duckdb.connect(str(path)) as session:
        for statement in statements(tables, {"text": "VARCHAR", "number": "BIGINT", "truth": "BOOLEAN"}):
            session.execute(statement)
    return path


@pytest.fixture(scope="session")
def cluster(tables: list[MadeTable]) -> Iterator[Cluster]:
    """Give a PostgreSQL with the tables."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    made = new_cluster()
    try:
        with psycopg.connect(made.dsn, autocommit=True) as session:
            for statement in statements(tables, {"text": "text", "number": "bigint", "truth": "boolean"}):
                session.execute(statement)
        yield made
    finally:
        throw_away(made)


@pytest.fixture(scope="session")
def spark(tables: list[MadeTable], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give a Spark session in this program with the tables."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed; it is in no extra (455 MB, and Java)")
    builder = sql.SparkSession.builder.master("local[2]").appName("breachdesk-tests")
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "2"}
    folder = tmp_path_factory.mktemp("spark")
    for key, value in {**quiet, "spark.sql.warehouse.dir": str(folder), "spark.sql.catalogImplementation": "in-memory"}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    session.sql("CREATE DATABASE lists")
    types = {"text": "string", "number": "bigint", "truth": "boolean"}
    for table in tables:
        schema = ", ".join(f"{name} {types[type_]}" for name, type_ in table.columns.items())
        session.createDataFrame(table.rows, schema).write.saveAsTable(f"lists.{table.says.table[-1]}")
    yield session
    session.stop()


@pytest.fixture(params=["duckdb", "postgresql", "spark"], scope="session")
def asked(request: pytest.FixtureRequest, tables: list[MadeTable]) -> WarehousePeople:
    """Give the way to ask each engine that can be asked here."""
    if request.param == "duckdb":
        path = request.getfixturevalue("duck_file")
        return WarehousePeople(warehouse_of(tables, Engine.DUCKDB), {"LISTS": str(path)})
    if request.param == "postgresql":
        cluster = request.getfixturevalue("cluster")
        return WarehousePeople(warehouse_of(tables, Engine.POSTGRESQL), {"LISTS": cluster.dsn})
    session = request.getfixturevalue("spark")
    return WarehousePeople(warehouse_of(tables, Engine.SPARK, variable=""), {}, session)
