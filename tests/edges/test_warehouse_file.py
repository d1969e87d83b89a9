"""Descriptions of a warehouse: what is read, and every problem with its line and the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.warehouses import SILENT, Engine, Said, Warehouse, WarehouseTable
from breachdesk.files.warehouse_file import load_warehouse

KNOWN = frozenset({"contact", "health", "financial-account"})
GOOD = """\
engine: trino
systems:
  - id: shop
    table: hive.web.orders
    key: customer
    categories: {contact.email: always}
  - id: crm
    table: sales.customers
    key: no
    name: full_name
    address: mail
    country: land
    language: {always: nl}
    categories:
      contact: always
      health: has_note
"""


def read(text: str, folder: Path) -> Warehouse:
    """Read a description."""
    path = folder / "lists.yaml"
    path.write_text(text, encoding="utf-8")
    return load_warehouse(path, KNOWN)


def test_a_description_is_read_whole_with_the_systems_sorted(tmp_path: Path) -> None:
    """Lost without it: another system's country wins than the manual says."""
    crm = WarehouseTable(
        "crm", ("sales", "customers"), "no", Said("land"), Said(always="nl"), "full_name", "mail",
        {"contact": Said(always="yes"), "health": Said("has_note")},
    )  # fmt: skip
    shop = WarehouseTable("shop", ("hive", "web", "orders"), "customer", categories={"contact.email": Said(always="yes")})
    assert read(GOOD, tmp_path) == Warehouse(Engine.TRINO, "", (crm, shop), 300)
    assert shop.country == SILENT


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ("engine: trino", "engine: postgres", 1, "'engine' is 'postgres', which is not a choice. Did you mean 'postgresql'?"),
        ("engine: trino", "engine: duckdb", 1, "'connection_env' is missing."),
        ("engine: trino", "engine: trino\nconnection_env: 'pg://me:s3cret@db'", 2, "'connection_env' is not a variable's name"),
        ("engine: trino", "engine: trino\npassword: s3cret", 2, "'password' must not stand in this file"),
        ("engine: trino", "engine: trino\ndsn: pg://me:s3cret@db", 2, "'dsn' must not stand in this file"),
        ("engine: trino", "engine: trino\nseconds: 0", 2, "'seconds' is 0; it must be 1 to 86,400."),
        ("engine: trino", "engine: trino\nsistems: x", 2, "'sistems' is not a known key. Did you mean 'systems'?"),
        ("id: shop", "id: CRM!", 3, "write the system's id from the inventory"),
        ("id: shop", "id: crm", 7, "the system 'crm' stands here twice"),
        ("hive.web.orders", "orders", 4, "write it as schema.table or catalogue.schema.table"),
        ("hive.web.orders", "a.b.c.d", 4, "write it as schema.table or catalogue.schema.table"),
        ("hive.web.orders", "'web.orders; drop table x'", 4, "is not a plain name"),
        ("hive.web.orders", "'web.\"orders\"'", 4, "is not a plain name"),
        ("hive.web.orders", "web.", 4, "is not a plain name"),
        ("key: customer\n", "key: 1st\n", 5, "'key' holds '1st', which is not a plain name"),
        ("    key: customer\n", "", 3, "'key' is missing."),
        ("key: no\n", "kee: no\n", 9, "'kee' is not a known key. Did you mean 'key'?"),
        ("has_note", "has note", 16, "'health' holds 'has note', which is not a plain name"),
        ("      health:", "      helth:", 16, "'helth' is not a known data category. Did you mean 'health'?"),
        ("categories: {contact.email: always}", "name: n", 3, "'categories' is missing"),
        ("{always: nl}", "{always: dutch}", 13, "'always' is 'dutch'; write a code of two letters, such as nl."),
        ("land\n", "{never: NL}\n", 12, "'always' is missing."),
    ],
)
def test_each_problem_is_said_with_its_line(was: str, now: str, line: int, said: str, tmp_path: Path) -> None:
    """Lost without it: a slip in a description is found by a database, or by nobody."""
    assert was in GOOD
    with pytest.raises(FileProblems) as caught:
        read(GOOD.replace(was, now, 1), tmp_path)
    assert any(problem.line == line and said in problem.message for problem in caught.value.problems), str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_all_problems_come_in_one_round(tmp_path: Path) -> None:
    """Lost without it: a description is mended one run at a time."""
    wrong = GOOD.replace("trino", "oracle").replace("hive.web.orders", "orders").replace("key: no", "key: a-b")
    with pytest.raises(FileProblems) as caught:
        read(wrong, tmp_path)
    assert [problem.line for problem in caught.value.problems] == [1, 4, 9]


@pytest.mark.parametrize("systems", ["", "systems: []\n", "systems: crm\n"])
def test_a_description_without_a_table_is_refused(systems: str, tmp_path: Path) -> None:
    """Lost without it: a warehouse of nothing answers that nobody is affected."""
    with pytest.raises(FileProblems, match="systems"):
        read(f"engine: trino\n{systems}", tmp_path)


def test_postgresql_knows_no_catalogue_above_a_schema(tmp_path: Path) -> None:
    """Lost without it: a name of three parts reaches a server that cannot read it."""
    with pytest.raises(FileProblems, match=r"lists.yaml:5 .*write it as schema.table,"):
        read(GOOD.replace("engine: trino", "engine: postgresql\nconnection_env: LISTS"), tmp_path)
