"""A database that is not there, refuses, lacks something, takes too long or dies: one sentence, no secret, no harm."""

from __future__ import annotations

import errno
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from breachdesk.domain.errors import BreachDeskError, NotAllowed, StoreProblem, WrongInput
from breachdesk.domain.people import AffectedPerson
from breachdesk.domain.selection import Everybody
from breachdesk.domain.warehouses import Engine, Said, Warehouse, WarehouseTable
from breachdesk.services.ports import Fetched
from breachdesk.warehouse.asking import csv_line
from breachdesk.warehouse.fetching import Writing, fetch_list
from breachdesk.warehouse.warehouse_people import WarehousePeople
from tests.warehouse.made_lists import MadeTable
from tests.warehouse.postgres_cluster import PASSWORD, Cluster, new_cluster, throw_away

SECRET = "hunter2-hunter2"
CRM = WarehouseTable("crm", ("lists", "customers"), "no", categories={"contact": Said(always="yes")})


def people(
    connection: str, table: WarehouseTable = CRM, engine: Engine = Engine.POSTGRESQL, seconds: int = 30
) -> WarehousePeople:
    """Give the way to ask one table."""
    return WarehousePeople(Warehouse(engine, "LISTS", (table,), seconds), {"LISTS": connection})


def refusal(asked: WarehousePeople, kind: type[BreachDeskError]) -> str:
    """Ask, and give the one sentence that comes instead of figures."""
    with pytest.raises(kind) as caught:
        asked.counts(["crm"], Everybody())
    said = str(caught.value)
    assert "LISTS" in said
    assert "\n" not in said
    assert SECRET not in said
    assert "127.0.0.1" not in said
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return said


def test_a_server_that_is_not_there_is_said_without_its_address() -> None:
    """Lost without it: the error shows host and user of the connection on a shared screen."""
    pytest.importorskip("psycopg")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # taken, and nobody listens
        port = held.getsockname()[1]
        said = refusal(people(f"postgresql://reader:{SECRET}@127.0.0.1:{port}/sales"), StoreProblem)
    assert "nobody listens there" in said


def test_what_is_no_connection_is_refused_without_showing_it() -> None:
    """Lost without it: libpq quotes the connection it cannot read, password and all."""
    pytest.importorskip("psycopg")
    assert "not a PostgreSQL connection" in refusal(people(f"host=db password='{SECRET}"), WrongInput)


def test_a_variable_that_holds_nothing_is_named() -> None:
    """Lost without it: an unset variable connects to whatever the library takes for its default."""
    with pytest.raises(WrongInput, match="LISTS holds no connection"):
        WarehousePeople(Warehouse(Engine.POSTGRESQL, "LISTS", (CRM,)), {}).counts(["crm"], Everybody())


def test_a_wrong_password_and_a_wrong_database_are_two_sentences(cluster: Cluster) -> None:
    """Lost without it: nobody can tell what to mend, or the server's text with the user's name is shown."""
    assert "refuses the login" in refusal(people(cluster.dsn_over_tcp(SECRET)), WrongInput)
    elsewhere = cluster.dsn_over_tcp(PASSWORD).replace("/postgres", "/nowhere")
    assert "no database by that name" in refusal(people(elsewhere), WrongInput)
    assert people(cluster.dsn_over_tcp(PASSWORD)).counts(["crm"], Everybody()).people


def test_a_line_that_is_not_encrypted_is_refused_where_the_connection_wants_it(cluster: Cluster) -> None:
    """Lost without it: sslmode=require in the connection is dropped on the way."""
    said = refusal(people(f"{cluster.dsn_over_tcp(PASSWORD)}?sslmode=require"), StoreProblem)
    assert "does not encrypt" in said


@pytest.mark.parametrize("engine", [Engine.POSTGRESQL, Engine.DUCKDB])
def test_a_missing_table_or_column_is_named(engine: Engine, request: pytest.FixtureRequest) -> None:
    """Lost without it: a typing error in the description ends in a page of SQL."""
    if engine is Engine.DUCKDB:
        connection = str(request.getfixturevalue("duck_file"))
    else:
        connection = request.getfixturevalue("cluster").dsn
    assert "kunden" in refusal(people(connection, replace(CRM, table=("lists", "kunden")), engine), WrongInput)
    assert "nummer" in refusal(people(connection, replace(CRM, key="nummer"), engine), WrongInput)


def test_a_role_without_the_right_to_read_is_told_so(cluster: Cluster) -> None:
    """Lost without it: a missing grant looks like a fault of the program."""
    import psycopg

    with psycopg.connect(cluster.dsn, autocommit=True) as session:
        session.execute("CREATE ROLE stranger LOGIN")
        try:
            said = refusal(people(cluster.dsn.replace("user=lister", "user=stranger")), WrongInput)
        finally:
            session.execute("DROP ROLE stranger")
    assert "permission denied" in said


def test_a_question_that_takes_too_long_is_stopped(cluster: Cluster) -> None:
    """Lost without it: a table that is locked for the night holds the desk for the night."""
    import psycopg

    with psycopg.connect(cluster.dsn) as holder:
        holder.execute("LOCK TABLE lists.customers IN ACCESS EXCLUSIVE MODE")
        said = refusal(people(cluster.dsn, seconds=1), StoreProblem)
    assert "within 1 seconds" in said


def test_a_duckdb_file_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """Lost without it: a view over everything with everything holds the desk for the night."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "slow.duckdb"
    with duckdb.connect(str(path)) as session:
        session.execute("CREATE SCHEMA lists")
        session.execute("CREATE VIEW lists.customers AS SELECT a.range % 9 AS no FROM range(1000000) a, range(1000000) b")
    assert "within 1 seconds" in refusal(people(str(path), engine=Engine.DUCKDB, seconds=1), StoreProblem)


def test_a_function_somebody_put_on_the_search_path_is_not_called(cluster: Cluster) -> None:
    """Lost without it: whoever may make a function decides whom the figures leave out, with the rights of who asks."""
    import psycopg

    table = replace(CRM, categories={"health": Said(column="sick")})
    with psycopg.connect(cluster.dsn, autocommit=True) as session:
        session.execute("CREATE SCHEMA evil")
        session.execute("CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'no' $$")
        try:
            shadowed = people(f"{cluster.dsn} options='-c search_path=evil,pg_catalog'", table).counts(["crm"], Everybody())
        finally:
            session.execute("DROP SCHEMA evil CASCADE")
    assert shadowed == people(cluster.dsn, table).counts(["crm"], Everybody())
    assert shadowed.by_category["health"]


def test_a_connection_that_dies_while_counting_is_said(cluster: Cluster) -> None:
    """Lost without it: half the figures are shown as if they were all."""
    import psycopg

    with psycopg.connect(cluster.dsn, autocommit=True) as session:
        session.execute(
            "CREATE VIEW lists.dying AS SELECT no FROM lists.customers WHERE pg_terminate_backend(pg_backend_pid())"
        )
        try:
            said = refusal(people(cluster.dsn, replace(CRM, table=("lists", "dying"))), StoreProblem)
        finally:
            session.execute("DROP VIEW lists.dying")
    assert "broke" in said


def test_what_a_server_says_of_values_is_not_shown(cluster: Cluster) -> None:
    """Lost without it: an error about one person's data prints that person's data."""
    import psycopg

    with psycopg.connect(cluster.dsn, autocommit=True) as session:
        session.execute("CREATE VIEW lists.odd AS SELECT (name::int)::text AS no FROM lists.customers")
        try:
            said = refusal(people(cluster.dsn, replace(CRM, table=("lists", "odd"))), WrongInput)
        finally:
            session.execute("DROP VIEW lists.odd")
    assert "Person" not in said
    assert "22P02" in said


def test_nothing_can_be_changed_through_a_view_that_writes(cluster: Cluster) -> None:
    """Lost without it: only the words of the SQL, and not the transaction, keep a warehouse from being changed."""
    import psycopg

    with psycopg.connect(cluster.dsn, autocommit=True) as session:
        session.execute(
            "CREATE FUNCTION lists.wipe() RETURNS SETOF lists.customers LANGUAGE sql AS $$ DELETE FROM lists.customers RETURNING * $$"
        )
        session.execute("CREATE VIEW lists.trap AS SELECT no FROM lists.wipe()")
        try:
            before = session.execute("SELECT count(*) FROM lists.customers").fetchone()
            refusal(people(cluster.dsn, replace(CRM, table=("lists", "trap"))), NotAllowed)
            assert session.execute("SELECT count(*) FROM lists.customers").fetchone() == before
        finally:
            session.execute("DROP VIEW lists.trap")
            session.execute("DROP FUNCTION lists.wipe")


def test_a_table_where_no_row_has_a_key_is_refused(tmp_path: Path) -> None:
    """Lost without it: the desk says that nobody is affected, because a column was named wrongly."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "empty.duckdb"
    with duckdb.connect(str(path)) as session:
        session.execute("CREATE SCHEMA lists; CREATE TABLE lists.customers AS SELECT ' ' AS no FROM range(7)")
    with pytest.raises(WrongInput, match="No row of the table of 'crm' has a key"):
        people(str(path), engine=Engine.DUCKDB).counts(["crm"], Everybody())


def test_a_file_that_is_not_there_or_no_duckdb_file_is_refused(tmp_path: Path) -> None:
    """Lost without it: a new empty database is made where a path is mistyped."""
    pytest.importorskip("duckdb")
    missing, other = tmp_path / "missing.duckdb", tmp_path / "other.duckdb"
    other.write_text("name,email\n")
    assert "not a file here" in refusal(people(str(missing), engine=Engine.DUCKDB), WrongInput)
    assert not missing.exists()
    assert "cannot be opened as a DuckDB file" in refusal(people(str(other), engine=Engine.DUCKDB), WrongInput)


def test_trino_is_not_asked_and_says_what_to_do() -> None:
    """Lost without it: a description for Trino ends in a fault of the program."""
    pytest.importorskip("ibis")
    with pytest.raises(NotAllowed, match="warehouse sql"):
        people("", engine=Engine.TRINO).counts(["crm"], Everybody())


# Lists fetched by one SELECT.

GOOD = 'SELECT no AS "customer", name, mail FROM lists.customers WHERE no < 50 ORDER BY no -- all of them;'


@pytest.fixture(params=[Engine.POSTGRESQL, Engine.DUCKDB])
def source(request: pytest.FixtureRequest) -> tuple[Engine, dict[str, str]]:
    """Give each source a list can be fetched from, and where its connection stands."""
    if request.param is Engine.DUCKDB:
        return request.param, {"LISTS": str(request.getfixturevalue("duck_file"))}
    return request.param, {"LISTS": request.getfixturevalue("cluster").dsn}


def test_a_list_is_fetched_whole_and_for_its_owner_only(
    source: tuple[Engine, dict[str, str]], tables: list[MadeTable], tmp_path: Path
) -> None:
    """Lost without it: people are missing on a list, or everybody on the machine can read it."""
    import csv

    target = tmp_path / "crm.csv"
    fetched = fetch_list(source[0], "LISTS", source[1], GOOD, target)
    rows = [row for row in tables[0].rows if int(str(row[0])) < 50]
    assert fetched == Fetched(("customer", "name", "mail"), len(rows))
    with target.open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert read[0] == ["customer", "name", "mail"]
    assert sorted(read[1:]) == sorted([str(row[0]), str(row[3]), str(row[4])] for row in rows)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["crm.csv"]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM lists.customers",
        "",
        "-- SELECT\nDROP TABLE lists.customers",
        "SELECT 1; DELETE FROM lists.customers",
        "SELECT 1) TO STDOUT; DELETE FROM lists.customers; COPY (SELECT 1",
        "SELECT 1); DELETE FROM lists.customers; SELECT (1",
        "WITH gone AS (DELETE FROM lists.customers RETURNING no) SELECT no FROM gone",
        "SELECT no INTO lists.copy FROM lists.customers",
        "SELECT no, no FROM lists.customers",
        "SELECT nothing FROM lists.customers",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT 1 /*",
        "SELECT 1\x00",
    ],
)
def test_anything_but_one_select_is_refused_and_changes_nothing(
    query: str, source: tuple[Engine, dict[str, str]], tmp_path: Path
) -> None:
    """Lost without it: a list of people is fetched with a statement that deletes them."""
    before = counted(source, tmp_path)
    target = tmp_path / "list.csv"
    with pytest.raises((WrongInput, NotAllowed)) as caught:
        fetch_list(source[0], "LISTS", source[1], query, target)
    assert "\n" not in str(caught.value)
    assert not target.exists()
    assert counted(source, tmp_path) == before


def test_a_second_statement_is_refused_before_the_first_is_run(duck_file: Path, tmp_path: Path) -> None:
    """Lost without it: only the file's being open to be read keeps a second statement from running."""
    with pytest.raises(WrongInput, match="must be one SELECT"):
        fetch_list(Engine.DUCKDB, "LISTS", {"LISTS": str(duck_file)}, "SELECT 1 AS a; SELECT 2 AS b", tmp_path / "list.csv")


def counted(source: tuple[Engine, dict[str, str]], folder: Path) -> str:
    """Count the customers there are."""
    target = folder / "count.csv"
    fetch_list(source[0], "LISTS", source[1], "SELECT count(*) AS n FROM lists.customers", target)
    found = target.read_text().replace('"', "")
    target.unlink()
    assert [path.name for path in folder.iterdir()] == []
    return found


def test_a_file_that_is_there_already_is_never_written_over(source: tuple[Engine, dict[str, str]], tmp_path: Path) -> None:
    """Lost without it: one list takes the place of another."""
    target = tmp_path / "crm.csv"
    target.write_text("kept")
    with pytest.raises(WrongInput, match="is there already"):
        fetch_list(source[0], "LISTS", source[1], GOOD, target)
    assert target.read_text() == "kept"


def test_a_list_is_not_fetched_from_what_is_only_counted_in(tmp_path: Path) -> None:
    """Lost without it: Spark is taken for PostgreSQL, and its variable for a password."""
    with pytest.raises(WrongInput, match="from postgresql or duckdb; export it from spark"):
        fetch_list(Engine.SPARK, "LISTS", {"LISTS": "sc://x"}, GOOD, tmp_path / "list.csv")


@pytest.mark.parametrize("value", ['a "b", c', "line\nend", "=1+1", "ü\u2028"])
def test_what_is_not_null_comes_back_as_it_was(value: str) -> None:
    """Lost without it: a quote in a name moves every cell after it."""
    import csv
    import io

    line = csv_line([value, None, ""]).decode()
    assert next(csv.reader(io.StringIO(line, newline=""))) == [value, "", ""]


@pytest.fixture
def doomed() -> Iterator[Cluster]:
    """Give a server that a test may kill."""
    pytest.importorskip("psycopg")
    made = new_cluster()
    try:
        yield made
    finally:
        throw_away(made)


@contextmanager
def killing_after(rows: int, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pull the server's plug once so many rows are written."""
    real = Writing.take

    def take(self: Writing, line: bytes) -> None:
        real(self, line)
        if self.rows == rows:
            cluster.stop_at_once()

    with monkeypatch.context() as patched:
        patched.setattr(Writing, "take", take)
        yield


def test_a_server_killed_in_the_middle_leaves_no_list_and_says_how_far_it_came(
    doomed: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: half a list is taken for the whole, and half the people are never told."""
    target = tmp_path / "list.csv"
    query = "SELECT n AS customer, repeat('x', 50) AS filler FROM generate_series(1, 20000000) AS n"
    with killing_after(1000, doomed, monkeypatch), pytest.raises(StoreProblem) as caught:
        fetch_list(Engine.POSTGRESQL, "LISTS", {"LISTS": doomed.dsn}, query, target)
    said = str(caught.value)
    assert "broke" in said
    came = int(said.split(" rows had come")[0].rsplit(" ", 1)[1].replace(",", ""))
    assert 1000 <= came < 20_000_000
    assert list(tmp_path.iterdir()) == []


def test_a_server_killed_while_people_come_leaves_no_file_of_them(doomed: Cluster, tmp_path: Path) -> None:
    """Lost without it: letters go to the people who came before the server died."""
    import psycopg

    from breachdesk.files.people_csv import write_people

    with psycopg.connect(doomed.dsn, autocommit=True) as session:
        session.execute("CREATE SCHEMA lists")
        session.execute("CREATE TABLE lists.customers AS SELECT n AS no FROM generate_series(1, 50000) AS n")

    def until_killed() -> Iterator[AffectedPerson]:
        for number, person in enumerate(people(doomed.dsn).addressees(["crm"], Everybody())):
            if number == 10:
                doomed.stop_at_once()
            yield person

    with pytest.raises(StoreProblem, match="LISTS broke"):
        write_people(until_killed(), tmp_path / "people.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_list(
    source: tuple[Engine, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: the part of a list that fitted is taken for the whole."""

    def full(self: Writing, line: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Writing, "take", full)
    with pytest.raises(StoreProblem, match=r"list.csv cannot be written: no space left on device"):
        fetch_list(source[0], "LISTS", source[1], GOOD, tmp_path / "list.csv")
    assert list(tmp_path.iterdir()) == []
