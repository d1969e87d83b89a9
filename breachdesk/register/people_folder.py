"""Where are the lists of an incident kept, and how is what is there changed whole or not at all?

One folder an incident, for the owner only. New files are made in a folder beside it; the last step puts the new marks
into the place of the old ones, and the marks say which file of names is theirs. Killed before it, the old ones stand.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from breachdesk.domain.errors import StoreBusy, StoreProblem, WrongInput
from breachdesk.register.marks import FILE, Head, read_head

STAGING = ".taking-"
_LOCK = ".lock"
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


class PeopleFolder:
    """The folder of one incident within the folder of all."""

    def __init__(self, folder: Path, incident_id: str) -> None:
        if not _ID.fullmatch(incident_id):
            raise WrongInput("The id of an incident holds letters, digits, '-' and '_' only.")
        self._all = folder
        self._own = folder / incident_id

    @property
    def marks(self) -> Path:
        """The file of marks."""
        return self._own / FILE

    def records(self, head: Head) -> Path:
        """Give the file of names that belongs to these marks."""
        return self._own / head.records

    @contextmanager
    def alone(self) -> Iterator[Path]:
        """Hold all lists alone, and give an empty folder to work in, which is gone afterwards.

        Raises:
            StoreBusy: another living program takes lists in.
        """
        _make(self._all)
        with _held(self._all / _LOCK):
            self._clear()
            staging = self._all / f"{STAGING}{secrets.token_hex(4)}"
            _make(staging)
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)

    def put(self, marks: Path, records: Path | None, name: str) -> None:
        """Put new files into place; from the moment the marks are there, everything is new."""
        _make(self._own)
        if records is not None:
            records.chmod(0o600)
            _sync(records)
            os.replace(records, self._own / name)
        os.replace(marks, self.marks)
        _sync(self._own)
        self._drop_all_but(FILE, name)

    def remove(self) -> bool:
        """Remove everything; tell whether there was anything. The marks go first: without them nothing is counted."""
        if not self._own.is_dir():
            return False
        with _held(self._all / _LOCK):
            self._clear()
            there = any(self._own.iterdir())
            self.marks.unlink(missing_ok=True)
            shutil.rmtree(self._own)
            _sync(self._all)
        return there

    def _clear(self) -> None:
        """Remove what a program that died left behind; whoever holds the lock knows that none is living."""
        for left in self._all.glob(f"{STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        if self._own.is_dir():
            # Beside marks that cannot be read, nothing is known to be left over.
            with suppress(StoreProblem):
                head = read_head(self.marks)
                self._drop_all_but(FILE, head.records if head else "")

    def _drop_all_but(self, *names: str) -> None:
        for path in self._own.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in names:
                path.unlink(missing_ok=True)


def refuse_without_room(folder: Path, needed: int, free: Callable[[Path], int]) -> None:
    """Refuse work for which the disk has no room, before it begins."""
    there = free(folder)
    if there < needed:
        raise StoreProblem(
            f"Taking these lists in needs about {_size(needed)} on the disk of the workspace, and {_size(there)} are free; "
            "nothing was changed. Make room and try again."
        )


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6)):,} MB"


def _make(folder: Path) -> None:
    """Make a folder for the owner only, whatever the umask."""
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700)
        folder.chmod(0o700)


def _sync(path: Path) -> None:
    if os.name != "posix" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _try_lock(descriptor):
            raise StoreBusy("Another program takes lists of people in; nothing was changed. Try again when it is done.")
        yield
    finally:
        with suppress(OSError):
            os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
