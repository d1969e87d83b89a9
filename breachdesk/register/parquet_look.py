"""What does a Parquet file of people look like before a word of it is believed: its columns, and its first rows?"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.sheets import SheetFormat, SheetLook
from breachdesk.register.cell_sql import text
from breachdesk.register.duck import opened

SAMPLES = 5
LONGEST_NAME = 200
_MAGIC = b"PAR1"


def look_at_parquet(path: Path, folder: Path) -> SheetLook:
    """Look at a Parquet file; nothing of it is kept.

    Args:
        path: The file.
        folder: Where DuckDB may write meanwhile.

    Raises:
        FileProblems: it cannot be read, holds nobody, or its columns have no names of their own.
    """
    digest = _fingerprint(path)
    # Under one of our own names: DuckDB takes a path with a star for a pattern, which may fit other files.
    ours = folder / "looked-at.parquet"
    ours.unlink(missing_ok=True)
    ours.symlink_to(path.absolute())
    with opened(folder, [path.absolute()]) as connection:
        try:
            found = connection.execute(f"SELECT * FROM read_parquet({text(str(ours))}) LIMIT {SAMPLES}")
            header = tuple(str(column[0]) for column in found.description or ())
            rows = [tuple("" if cell is None else str(cell).strip() for cell in row) for row in found.fetchall()]
        except duckdb.Error:
            raise FileProblems(path.name, [Problem(0, "is not a Parquet file that can be read; export it again.")]) from None
    _refuse_odd(path.name, header, rows)
    return SheetLook(path.name, str(path), SheetFormat.PARQUET, header, tuple(rows), digest)


def _fingerprint(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                raise FileProblems(path.name, [Problem(0, "is not a Parquet file; export it again, or as CSV.")])
            stream.seek(0)
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise FileProblems(path.name, [Problem(0, f"cannot be read: {error.strerror or 'no reason said'}.")]) from None
    return digest.hexdigest()


def _refuse_odd(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    odd = [place for place, column in enumerate(header, start=1) if not column.strip() or len(column) > LONGEST_NAME]
    if odd:
        raise FileProblems(name, [Problem(0, f"column {place} has no name, or a far too long one.") for place in odd[:20]])
    if len({column.strip().casefold() for column in header}) < len(header):
        raise FileProblems(name, [Problem(0, "names a column twice; each needs a name of its own.")])
    if not rows:
        raise FileProblems(name, [Problem(0, "holds no row; nobody is on it.")])
