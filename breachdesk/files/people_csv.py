"""People written out as CSV for other people's programs: for the owner only, all of them or no file.

The first four columns are those of a list of addressees. A cell that a spreadsheet would run as a formula gets an
apostrophe before it, and so does one that begins with an apostrophe, so that what stood there can be told.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from breachdesk.domain.errors import StoreProblem, WrongInput
from breachdesk.domain.foreign import visible
from breachdesk.domain.people import AffectedPerson

COLUMNS = ("name", "email", "language", "reference", "country", "categories", "systems")
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")  # full-width signs run too


def write_people(people: Iterable[AffectedPerson], path: Path) -> int:
    """Write people to a new file; give how many.

    Raises:
        WrongInput: the file is there already.
        StoreProblem: it cannot be written; there is no file then. What the people come from may raise its own.
    """
    if path.exists() or path.is_symlink():
        raise WrongInput(f"{path.name} is there already; name a new file.")
    try:
        # Made readable for its owner only, whatever the umask.
        descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _cannot(path, error) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            written = 0
            for person in people:
                writer.writerow([harmless(cell) for cell in _cells(person)])
                written += 1
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError as error:
        raise _cannot(path, error) from error
    finally:
        with suppress(OSError):
            Path(beside).unlink()
    return written


def harmless(cell: str) -> str:
    """Give a cell that a spreadsheet shows and does not run, and no terminal obeys.

    >>> harmless("=1+1"), harmless("Anne")
    ("'=1+1", 'Anne')
    """
    shown = visible(cell)
    return f"'{shown}" if cell.lstrip(" ").startswith(_RUNS) else shown


def _cells(person: AffectedPerson) -> tuple[str, ...]:
    lists = (";".join(person.categories), ";".join(person.systems))
    return (person.name, person.address, person.language, person.reference, person.country, *lists)


def _cannot(path: Path, error: OSError) -> StoreProblem:
    why = (error.strerror or type(error).__name__).lower()
    return StoreProblem(f"{path.name} cannot be written: {why}. There is no such file now; mend that or choose another folder.")
