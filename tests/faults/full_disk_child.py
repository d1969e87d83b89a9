"""Work on a disk that gets full: run in a mount namespace of its own, says as JSON what it met.

`python -m tests.faults.full_disk_child FOLDER` mounts a small disk on FOLDER, which nobody else sees and which goes away
with this process. `--limit` takes a limit on the size of files instead, which needs no mount.
"""

from __future__ import annotations

import asyncio
import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from breachdesk.cli.export_commands import write_files
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.terms import NoticeKind
from breachdesk.mail.envelope import to_eml
from breachdesk.postbox.sink import Postbox
from breachdesk.services.desk import Desk
from breachdesk.store.migrating import migrate
from breachdesk.store.opening import FILE
from breachdesk.wiring.document_wiring import exporting_of
from tests.faults.fault_desk import AT, LEAD, RESPONDER, desk_in, mailer_to, new_desk, opened

MOUNT_FAILED = 77
NOTE = "x" * 3000


class Front:
    """As much of the front as an export asks for."""

    def __init__(self, desk: Desk) -> None:
        self.exporting = exporting_of(desk, to_eml, None, exercise=False)


def main() -> None:
    """Fill the disk; say what was met."""
    folder = Path(sys.argv[1])
    if "--limit" in sys.argv:
        print(json.dumps(_with_files_limited(folder)))
        return
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=750k", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        sys.exit(MOUNT_FAILED)
    print(json.dumps(_on_a_small_disk(folder)))


def _on_a_small_disk(folder: Path) -> dict[str, Any]:
    workspace = folder / "w"
    (folder / "ballast").write_bytes(b"x" * 120_000)
    desk = new_desk(workspace)
    reference = opened(desk)
    revision = desk.notices.draft(reference, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    with Postbox(folder / "postbox") as postbox:
        said, saved = _until_refused(lambda: desk.incidents.note(reference, NOTE, LEAD))
        found: dict[str, Any] = {"said": said, "saved": saved, "there": _notes(workspace, reference)}
        found["unhealthy"] = [line.what for line in desk_in(workspace).health() if not line.ok]
        _fill(folder / "filler")
        found["export_said"] = _said(lambda: write_files(Front(desk), reference, revision, folder / "drafts"))  # type: ignore[arg-type]
        found["migrating_said"] = _said(lambda: migrate(workspace / FILE))
        found["postbox_said"] = asyncio.run(mailer_to(postbox.port).send(_mail())).reason  # type: ignore[union-attr]
        found["left"] = sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name not in (FILE, "filler", "ballast"))
    (folder / "filler").unlink()
    (folder / "ballast").unlink()
    desk.incidents.note(reference, "there is room again", LEAD)
    found["again"] = desk.incidents.get(reference).notes[-1]
    paths = write_files(Front(desk), reference, revision, folder / "drafts")  # type: ignore[arg-type]
    found["exported"] = [(path.name, oct(path.stat().st_mode & 0o777)) for path in paths]
    return found


def _with_files_limited(folder: Path) -> dict[str, Any]:
    import resource

    workspace = folder / "w"
    desk = new_desk(workspace)
    reference = opened(desk)
    size = (workspace / FILE).stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, limits[1]))
    said, saved = _until_refused(lambda: desk.incidents.note(reference, NOTE, LEAD))
    found: dict[str, Any] = {"said": said, "saved": saved, "there": _notes(workspace, reference)}
    found["unhealthy"] = [line.what for line in desk_in(workspace).health() if not line.ok]
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    desk.incidents.note(reference, "there is room again", LEAD)
    found["again"] = desk.incidents.get(reference).notes[-1]
    return found


def _until_refused(act: Callable[[], object]) -> tuple[str, int]:
    """Do it until it is refused; give the words, and how often it was done."""
    for done in range(10_000):
        said = _said(act)
        if said:
            return said, done
    return "", 10_000


def _said(act: Callable[[], object]) -> str:
    """Give the words of a refusal; empty when there was none. Anything but our own refusal is let through."""
    try:
        act()
    except BreachDeskError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _notes(workspace: Path, reference: str) -> int:
    return len(desk_in(workspace).incidents.get(reference).notes)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def _mail() -> OutgoingMail:
    return OutgoingMail(
        message_id="<full@fietsgoed.example>",
        from_name="Fietsgoed B.V.",
        from_address="privacy@fietsgoed.example",
        to_name="Zoë",
        to_address="zoe@example.net",
        subject="x",
        text="secret\n" * 2000,
        written_at=AT,
    )



if __name__ == "__main__":
    main()
