"""What is kept of lists of people once they are counted, and how does it stand in a file?

The file holds numbers of people in Roaring bitmaps, one for each system, system and category, country and language,
and what is known of each list. It holds no key, no name and no address. Layout, all of it checked before it is used:

    16 bytes   `BreachDesk marks`
     8 bytes   length of the head, little-endian
    32 bytes   SHA-256 of the head
    the head   JSON: the lists, the number of people, and of each bitmap what it marks and how many bytes it takes
    the body   the bitmaps in the portable format of Roaring, one after the other; the head has the SHA-256 of it
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from breachdesk.domain.errors import StoreProblem
from breachdesk.domain.people import Keep, PeopleList

if TYPE_CHECKING:
    from pyroaring import BitMap

FILE = "marks"
LISTED, HELD, COUNTRY, LANGUAGE = "listed", "held", "country", "language"
"""What a bitmap marks: those on a system's list, those it holds a category about, those of a country, or a language."""

Bitmaps: TypeAlias = "dict[tuple[str, str, str], BitMap]"
"""By what is marked, the system or code, and the category of `HELD`."""

_MAGIC = b"BreachDesk marks"
_MOST_HEAD = 64 << 20
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list, and what its rows can be read by once more."""

    facts: PeopleList
    flags: tuple[str, ...]
    everywhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What is known without loading any bitmap."""

    people: int
    lists: tuple[KeptList, ...]
    countries: tuple[str, ...] = ()
    """The codes by the number that they have in the file of names."""

    records: str = ""
    """The file beside this one that holds names and addresses; empty when only counts are kept."""

    @property
    def keep(self) -> Keep:
        """What is kept."""
        return Keep.ADDRESSEES if self.records else Keep.COUNTS

    def facts(self) -> tuple[PeopleList, ...]:
        """Give the lists as the port has them, by system."""
        return tuple(sorted((kept.facts for kept in self.lists), key=lambda one: one.system))


@dataclass(frozen=True, slots=True)
class KeptMarks:
    """A file of marks, loaded."""

    head: Head
    bitmaps: Mapping[tuple[str, str, str], BitMap]


def read_head(path: Path) -> Head | None:
    """Read what is known of an incident's lists; None when there are none.

    Raises:
        StoreProblem: the file is not ours, not whole, or open to others.
    """
    try:
        with path.open("rb") as stream:
            _refuse_loose_mode(stream)
            return _head_of(_head_json(stream))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreProblem(f"The people register cannot be read: {error.strerror or 'no reason said'}.") from None


def read_marks(path: Path) -> KeptMarks | None:
    """Read everything that is kept; None when there is nothing."""
    from pyroaring import BitMap

    try:
        with path.open("rb") as stream:
            _refuse_loose_mode(stream)
            found = _head_json(stream)
            body = stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreProblem(f"The people register cannot be read: {error.strerror or 'no reason said'}.") from None
    if hashlib.sha256(body).hexdigest() != found["body"]:
        raise _damaged()
    bitmaps, at, view = {}, 0, memoryview(body)
    for kind, name, category, length in found["bitmaps"]:
        bitmaps[kind, name, category] = BitMap.deserialize(bytes(view[at : at + length]))
        at += length
    return KeptMarks(_head_of(found), bitmaps)


def write_marks(path: Path, head: Head, bitmaps: Bitmaps) -> None:
    """Write a file of marks that is on the disk, whole, when this returns; for the owner only."""
    entries, pieces = [], []
    for (kind, name, category), bitmap in bitmaps.items():
        pieces.append(bitmap.serialize())
        entries.append([kind, name, category, len(pieces[-1])])
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    text = json.dumps(
        {
            "format": _FORMAT,
            "people": head.people,
            "countries": head.countries,
            "records": head.records,
            "lists": [_as_json(kept) for kept in head.lists],
            "bitmaps": entries,
            "body": digest.hexdigest(),
        }
    ).encode()
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(descriptor, "wb") as out:
        os.fchmod(descriptor, 0o600)
        out.write(_MAGIC + len(text).to_bytes(8, "little") + hashlib.sha256(text).digest() + text)
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(descriptor)


def _head_json(stream: BinaryIO) -> dict[str, Any]:
    if stream.read(len(_MAGIC)) != _MAGIC:
        raise _damaged()
    length = int.from_bytes(stream.read(8), "little")
    digest = stream.read(32)
    text = stream.read(min(length, _MOST_HEAD))
    if hashlib.sha256(text).digest() != digest:
        raise _damaged()
    found: dict[str, Any] = json.loads(text)
    if found["format"] != _FORMAT:
        raise StoreProblem("The people register was written by another BreachDesk; use that one, or take the lists in again.")
    return found


def _head_of(found: dict[str, Any]) -> Head:
    lists = tuple(_from_json(one) for one in found["lists"])
    return Head(found["people"], lists, tuple(found["countries"]), found["records"])


def _as_json(kept: KeptList) -> dict[str, Any]:
    facts = asdict(replace(kept.facts, imported_at=kept.facts.imported_at))
    facts["imported_at"] = kept.facts.imported_at.isoformat()
    return {"facts": facts, "flags": kept.flags, "everywhere": kept.everywhere}


def _from_json(one: dict[str, Any]) -> KeptList:
    facts = dict(one["facts"])
    facts["imported_at"] = datetime.fromisoformat(facts["imported_at"])
    facts["categories"], facts["warnings"] = tuple(facts["categories"]), tuple(facts["warnings"])
    return KeptList(PeopleList(**facts), tuple(one["flags"]), tuple(one["everywhere"]))


def _refuse_loose_mode(stream: BinaryIO) -> None:
    mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
    if os.name == "posix" and mode & 0o077:
        raise StoreProblem(
            f"The people register can be read by others (mode {mode:04o}); run `chmod 600` on it, then try again."
        )


def _damaged() -> StoreProblem:
    return StoreProblem(
        "The people register of this incident is damaged; nothing was changed. Restore it from a backup, or "
        "remove the lists of this incident and take them in again."
    )
