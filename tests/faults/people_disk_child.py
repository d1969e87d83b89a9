"""Lists of people on a disk that gets full: run in a mount namespace of its own, says as JSON what it met.

`python -m tests.faults.people_disk_child FOLDER` mounts a small disk on FOLDER, which goes away with this process.
`--limit` takes a limit on the size of files instead, which needs no mount.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.people import Column, ColumnRole, Keep, ListMapping, SameAddress
from breachdesk.domain.selection import Everybody
from breachdesk.register.file_register import FileRegister
from breachdesk.services.ports import ListFile, ListToTake
from tests.faults.fault_desk import AT, LEAD

MOUNT_FAILED = 77


def main() -> None:
    """Fill the disk; say what was met."""
    folder, lists = Path(sys.argv[1]), Path(sys.argv[2])
    if "--limit" in sys.argv:
        import resource

        def limit(size: int) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        print(json.dumps(_met(folder, lists, lambda: limit(20_000), lambda: limit(resource.RLIM_INFINITY))))
        return
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        sys.exit(MOUNT_FAILED)
    ballast = folder / "ballast"
    print(json.dumps(_met(folder, lists, lambda: ballast.write_bytes(b"x" * 800_000), ballast.unlink)))


def _met(folder: Path, lists: Path, fill: Any, empty: Any) -> dict[str, Any]:
    # Told that there is room, so that what is met is a disk that fills under the work, not the look before it.
    register = FileRegister(folder / "people", frozenset({"NL"}), free=lambda _: 1 << 40)
    small, large = _list(lists, "small", 50), _list(lists, "large", 30_000)
    register.take_in("one", [small], Keep.ADDRESSEES, SameAddress.ASK, AT, LEAD)
    before = list(register.addressees("one", ["crm"], Everybody()))
    fill()
    found: dict[str, Any] = {"said": ""}
    try:
        register.take_in("one", [large], Keep.ADDRESSEES, SameAddress.ASK, AT, LEAD)
    except BreachDeskError as error:
        found["said"] = f"{type(error).__name__}: {error}"
    found["unharmed"] = list(register.addressees("one", ["crm"], Everybody())) == before
    found["left"] = sorted(path.name[:7] for path in (folder / "people").rglob("*") if path.is_file())
    empty()
    register.take_in("one", [large], Keep.COUNTS, SameAddress.ASK, AT, LEAD)
    found["again"] = register.counts("one", ["crm"], Everybody()).people
    return found


def _list(folder: Path, name: str, count: int) -> ListToTake:
    path = folder / f"{name}.csv"
    # Names that do not pack well, so that a small file of them is larger than the disk.
    rows = "".join(f"p{hash((n, 'x')) & 0xFFFFFFFFFFFF:x}{n}@x.example,{hash((n, 'y')):x} {n}\n" for n in range(count))
    path.write_text(f"mail,name\n{rows}", encoding="utf-8")
    mapping = ListMapping((Column("mail", ColumnRole.EMAIL), Column("name", ColumnRole.NAME)), ("contact",))
    return ListToTake("crm", ListFile(str(path), ("mail", "name")), mapping)


if __name__ == "__main__":
    main()
