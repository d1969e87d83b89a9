"""A Parquet file of people, looked at before it is taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.sheets import SheetFormat
from breachdesk.register.duck import opened
from breachdesk.register.parquet_look import look_at_parquet
from tests.edges.command_line import REF, Shell


def parquet(path: Path, select: str) -> Path:
    """Write the rows of a query as a Parquet file."""
    with opened(path.parent, []) as connection:
        connection.execute(f"COPY ({select}) TO '{path.parent / 'made.parquet'}' (FORMAT parquet)")
    (path.parent / "made.parquet").rename(path)
    return path


ROWS = "SELECT i AS Klantnr, 'p' || i || '@example.net' AS Mailadres, 'NL' AS Land FROM range({}) t(i)"


def test_a_look_gives_columns_and_the_first_rows(tmp_path: Path) -> None:
    """Lost without it: a warehouse's own format cannot be taken in."""
    seen = look_at_parquet(parquet(tmp_path / "crm.parquet", ROWS.format(9)), tmp_path)
    assert (seen.format, seen.name, seen.header) == (SheetFormat.PARQUET, "crm.parquet", ("Klantnr", "Mailadres", "Land"))
    assert (len(seen.samples), seen.samples[1]) == (5, ("1", "p1@example.net", "NL"))


@pytest.mark.parametrize(
    ("content", "says"), [(b"name,email\n", "is not a Parquet file"), (b"PAR1 cut off", "that can be read"), (None, "cannot be read")]
)
def test_what_is_no_parquet_file_is_refused(tmp_path: Path, content: bytes | None, says: str) -> None:
    """Lost without it: a crash, or a message of the engine with cells in it."""
    if content is not None:
        (tmp_path / "x.parquet").write_bytes(content)
    with pytest.raises(FileProblems, match=says):
        look_at_parquet(tmp_path / "x.parquet", tmp_path)


@pytest.mark.parametrize(
    ("select", "says"),
    [(ROWS.format(0), "holds no row"), ("SELECT 1 AS a, 2 AS \" A\"", "names a column twice"), ("SELECT 1 AS \" \"", "column 1 has no name")],
)
def test_a_table_that_tells_nothing_is_refused(tmp_path: Path, select: str, says: str) -> None:
    """Lost without it: an empty list that counts nobody, or columns that nobody can name."""
    with pytest.raises(FileProblems, match=says):
        look_at_parquet(parquet(tmp_path / "x.parquet", select), tmp_path)


def test_a_star_in_a_name_fits_no_other_file(tmp_path: Path) -> None:
    """Lost without it: people of another file are looked at as if they stood in this one."""
    parquet(tmp_path / "crm2.parquet", ROWS.format(3))
    seen = look_at_parquet(parquet(tmp_path / "crm*.parquet", ROWS.format(1)), tmp_path)
    assert len(seen.samples) == 1


def test_a_parquet_file_is_taken_in_at_the_shell(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: the look is there, and nothing comes of it."""
    path = parquet(tmp_path / "crm.parquet", ROWS.format(40))
    shown = worked.must("people", "import", f"crm={path}", "--incident", REF, "--preview").out
    assert "p…@example.net" in shown
    said = worked.must("people", "import", f"crm={path}", "--incident", REF, "--yes", "--json").json
    assert (said["people"], said["lists"][0]["rows"]) == (40, 40)
