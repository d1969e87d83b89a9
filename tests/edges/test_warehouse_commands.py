"""`breachdesk warehouse …` at a shell: a description checked, SQL printed, people counted and written out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.edges.command_line import Shell

DESCRIPTION = """\
engine: duckdb
connection_env: LISTS_FOR_TEST
systems:
  - id: crm
    table: sales.customers
    key: no
    name: name
    address: mail
    country: land
    categories: {contact: always, health: sick}
  - id: shop
    table: web.orders
    key: customer
    categories: {purchases: always}
"""


@pytest.fixture
def described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a description of a DuckDB file with three people on two tables."""
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("ibis")
    path = tmp_path / "people.duckdb"
    with duckdb.connect(str(path)) as session:
        session.execute("CREATE SCHEMA sales; CREATE SCHEMA web")
        session.execute(
            "CREATE TABLE sales.customers AS SELECT * FROM (VALUES (1, '=Anne', 'a@example.org', 'NL', true), "
            "(2, 'Bo', 'b@example.org', NULL, false)) AS t(no, name, mail, land, sick)"
        )
        session.execute("CREATE TABLE web.orders AS SELECT * FROM (VALUES (2), (2), (3), (NULL)) AS t(customer)")
    monkeypatch.setenv("LISTS_FOR_TEST", str(path))
    described = tmp_path / "lists.yaml"
    described.write_text(DESCRIPTION, encoding="utf-8")
    return str(described)


def test_the_people_are_counted_in_one_json_document(shell: Shell, described: str) -> None:
    """Lost without it: a script that asks how many people are touched has nothing to read."""
    said = shell.must("warehouse", "scope", described, "--system", "shop", "--system", "crm", "--json")
    assert said.json == {
        "engine": "duckdb",
        "systems": ["crm", "shop"],
        "where": "everybody",
        "people": 3,
        "records": 6,
        "by_system": {"crm": 2, "shop": 2},
        "by_category": {"contact": 2, "health": 1, "purchases": 2},
        "by_country": {"unknown": 2, "NL": 1},
        "by_language": {"unknown": 3},
        "by_combination": [
            {"categories": ["contact", "health"], "people": 1},
            {"categories": ["contact", "purchases"], "people": 1},
            {"categories": ["purchases"], "people": 1},
        ],
        "notes": ["1 of 4 rows of shop have no key: records, but of nobody counted here."],
    }
    assert "1 of 4 rows of shop have no key" in said.err


def test_a_selection_narrows_the_people(shell: Shell, described: str) -> None:
    """Lost without it: `--where` is read and not obeyed."""
    said = shell.must("warehouse", "scope", described, "--system", "crm", "--where", "shop and country=unknown", "--json")
    assert (said.json["people"], said.json["where"]) == (1, "shop and country=unknown")


def test_the_figures_are_readable_without_json(shell: Shell, described: str) -> None:
    """Lost without it: a person at a terminal gets nothing, or a dump."""
    said = shell.must("warehouse", "scope", described, "--system", "crm")
    assert said.out.startswith("People 2; records 2\n")
    assert "          1  unknown\n" in said.out
    assert "          1  contact + health\n" in said.out


def test_a_description_is_checked_without_asking_the_database(
    shell: Shell, described: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a description cannot be checked where the database is out of reach."""
    monkeypatch.delenv("LISTS_FOR_TEST")
    said = shell.must("warehouse", "check", described, "--json")
    assert said.json["ok"]
    assert [system["table"] for system in said.json["systems"]] == ["sales.customers", "web.orders"]
    assert "LISTS_FOR_TEST" in shell.must("warehouse", "check", described).out
    Path(described).write_text(DESCRIPTION.replace("health", "helth"), encoding="utf-8")
    wrong = shell("warehouse", "check", described, "--json")
    assert wrong.code == 2
    assert wrong.json["problems"][0]["line"] == 10
    assert "Did you mean 'health'?" in wrong.err
    assert shell("warehouse", "scope", described.replace("lists", "none"), "--system", "crm").code == 2


def test_the_sql_is_printed_and_nobody_is_asked(shell: Shell, described: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: whoever may not connect from here cannot ask elsewhere."""
    monkeypatch.delenv("LISTS_FOR_TEST")
    sqlglot = pytest.importorskip("sqlglot")
    said = shell.must("warehouse", "sql", described, "--system", "crm", "--where", "not shop", "--dialect", "trino")
    assert len(sqlglot.parse(said.out.rstrip().removesuffix(";"), dialect="trino")) == 2
    assert '"sales"."customers"' in said.out


def test_people_are_written_out_only_as_many_as_asked_for(shell: Shell, described: str, tmp_path: Path) -> None:
    """Lost without it: letters go to nobody, or a name from the warehouse runs in a spreadsheet."""
    target = tmp_path / "people.csv"
    said = shell.must("warehouse", "addressees", described, "--system", "crm", "--first", "1", "--to", str(target))
    assert said.out.startswith("1 people in people.csv, readable for you only.")
    with target.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == ["'=Anne", "a@example.org", "", "1", "NL", "contact;health", "crm"]
    again = shell("warehouse", "addressees", described, "--system", "crm", "--to", str(target))
    assert (again.code, "is there already" in again.err) == (2, True)


def test_what_is_wrong_ends_in_a_sentence_and_its_code(shell: Shell, described: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a script cannot tell a slip from a database that is away."""
    assert shell("warehouse", "scope", described, "--system", "crn").code == 3
    assert shell("warehouse", "scope", described, "--system", "crm", "--where", "crm and").code == 2
    monkeypatch.setenv("LISTS_FOR_TEST", "/nowhere/at/all")
    said = shell("warehouse", "scope", described, "--system", "crm")
    assert (said.code, said.out) == (2, "")
    assert said.err == "What LISTS_FOR_TEST names is not a file here; write the path of a DuckDB file.\n"
