"""A file of people, made ready to be read: fingerprinted, in UTF-8, and opened in one way that guesses nothing."""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from breachdesk.domain.errors import FileProblems, Problem, WrongInput
from breachdesk.register.cell_sql import text
from breachdesk.services.ports import ListFile

PLAIN = ("utf-8", "utf-8-sig")
"""What DuckDB reads by itself."""

TURNED = ("utf-16", "cp1252", "latin-1")
"""What is turned into UTF-8 first."""

_CHUNK = 1 << 20
_PATTERN = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file that can be read now, and its cells in SQL."""

    file: ListFile
    path: Path
    """The file itself, a link to it, or our copy of it in UTF-8."""

    sha256: str
    stamp: tuple[int, int]
    """Size and time of change, when it was fingerprinted."""

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return name_of(self.file)

    @property
    def first_row(self) -> int:
        """The number of the first row of people; in a CSV file the header is row 1."""
        return 1 if self.file.is_parquet else 2

    def source(self, *, skip_bad: bool = False, header: bool = True) -> str:
        """Write the table function that reads it.

        Args:
            skip_bad: Only to find every row that cannot be read; such a reading is never taken in.
            header: Whether the first row is passed over.
        """
        if self.file.is_parquet:
            return f"read_parquet({text(str(self.path))})"
        columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(self.file.header)))
        rejects = ", store_rejects = true, rejects_limit = 100000, rejects_line_size_limit = 1" if skip_bad else ""
        return (
            f"read_csv({text(str(self.path))}, auto_detect = false, header = {str(header).lower()}, strict_mode = true, "
            f"delim = {text(self.file.delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}}{rejects})"
        )

    def cells(self, connection: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
        """Give the SQL of each column, by header."""
        if not self.file.is_parquet:
            return {header: f"c{number}" for number, header in enumerate(self.file.header)}
        found = connection.execute(f"DESCRIBE SELECT * FROM {self.source()}").fetchall()
        if len(found) != len(self.file.header):
            raise FileProblems(self.name, [Problem(0, "has other columns than when it was looked at; import it again.")])
        quoted = ('"' + str(row[0]).replace('"', '""') + '"::VARCHAR' for row in found)
        return dict(zip(self.file.header, quoted, strict=True))

    def refuse_changed(self) -> None:
        """Refuse a file that changed while it was read: its fingerprint would say nothing."""
        if _stamp(Path(self.file.path), self.name) != self.stamp:
            raise FileProblems(self.name, [Problem(0, "was changed while it was read; nothing was taken in.")])


def name_of(file: ListFile) -> str:
    """Give what a file is called in messages and in the record."""
    return file.name or os.path.basename(file.path)


def made_ready(file: ListFile, copy: Path) -> ReadyFile:
    """Fingerprint a file, and turn it into UTF-8 where it is in something else.

    Raises:
        FileProblems: it cannot be read, or does not hold what its encoding allows.
        WrongInput: the encoding or the delimiter is none that is read.
    """
    name, path = name_of(file), Path(file.path).absolute()
    _refuse_odd(file, name)
    stamp = _stamp(path, name)
    digest = hashlib.sha256()
    if not file.is_parquet and file.encoding.lower() not in PLAIN:
        _turn(file, path, copy, digest)
        return ReadyFile(file, copy, file.sha256 or digest.hexdigest(), stamp)
    for chunk in _chunks(path, name):
        digest.update(chunk)
    sha256 = file.sha256 or digest.hexdigest()
    if _PATTERN.isdisjoint(str(path)):
        return ReadyFile(file, path, sha256, stamp)
    # DuckDB takes such a path for a pattern, which may fit other files; one of our own names fits none.
    copy.symlink_to(path)
    return ReadyFile(file, copy, sha256, stamp)


def _refuse_odd(file: ListFile, name: str) -> None:
    if file.encoding.lower() not in (*PLAIN, *TURNED):
        raise WrongInput(f"{name} is said to be in an encoding that is not read; choose one of {', '.join(TURNED)}, utf-8.")
    if len(file.delimiter) != 1 or not file.delimiter.isascii() or file.delimiter in '"\r\n\0':
        raise WrongInput(f"{name} is said to be parted by something that cannot part values; choose , ; or a tab.")
    if not file.header or len(set(file.header)) < len(file.header):
        raise FileProblems(name, [Problem(1, "names a column twice, or none; each needs a name of its own.")])


def _stamp(path: Path, name: str) -> tuple[int, int]:
    try:
        found = path.stat()
        regular = path.is_file()
    except OSError as error:
        raise _unreadable(name, error) from None
    if not regular:
        raise FileProblems(name, [Problem(0, "is not a file; name a CSV or Parquet file.")])
    return found.st_size, found.st_mtime_ns


def _chunks(path: Path, name: str) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise _unreadable(name, error) from None


def _turn(file: ListFile, path: Path, copy: Path, digest: hashlib._Hash) -> None:
    decoder = codecs.getincrementaldecoder(file.encoding.lower())()
    rows = 1
    descriptor = os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="") as out:
        try:
            for chunk in _chunks(path, name_of(file)):
                digest.update(chunk)
                turned = decoder.decode(chunk)
                rows += turned.count("\n")
                out.write(turned)
            out.write(decoder.decode(b"", final=True))
        except UnicodeError:
            raise FileProblems(
                name_of(file), [Problem(rows, f"or a row soon after it is not {file.encoding}; save it as 'CSV UTF-8'.")]
            ) from None


def _unreadable(name: str, error: OSError) -> FileProblems:
    return FileProblems(name, [Problem(0, f"cannot be read: {os.strerror(error.errno) if error.errno else 'no reason said'}.")])
