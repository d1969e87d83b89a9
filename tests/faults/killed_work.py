"""What children do until they are done, or killed. What they acknowledge stands in a journal outside the workspace."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.incident import Incident
from breachdesk.domain.people import Column, ColumnRole, Keep, ListMapping, SameAddress
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import TimelineEntry
from breachdesk.register.file_register import FileRegister
from breachdesk.services.desk import Desk
from breachdesk.services.ports import ListFile, ListToTake
from breachdesk.store.migrating import migrate
from breachdesk.store.opening import FILE
from breachdesk.store.tables import SCHEMA_VERSION
from tests.faults import fault_desk
from tests.faults.fault_desk import (
    AT,
    DPO,
    LEAD,
    LETTER,
    RESPONDER,
    Keeping,
    approved_letter,
    desk_in,
    mailer_to,
    new_desk,
    opened,
    signing_while,
)
from tests.playbooks.desk_hand import DeskHand, Moved, digest_of
from tests.playbooks.domain_hand import ids
from tests.playbooks.walker import Walker


class Journal:
    """Lines that stay, whatever happens to who wrote them."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def write(self, **line: Any) -> None:
        """Write one line; it is in the system's hands when this returns."""
        os.write(self._descriptor, json.dumps(line).encode() + b"\n")


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Read a journal; one nobody began is empty."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def live_whole_incidents(folder: str, journal: str) -> None:
    """Take incident after incident from opening to filing, and acknowledge each act that returned."""
    desk, kept = desk_in(Path(folder)), Journal(journal)

    def done(incident: Incident, token: str) -> None:
        kept.write(reference=incident.reference, entry=incident.entries, token=token)

    while True:
        token = uuid.uuid4().hex
        reference = opened(desk, token)
        done(desk.incidents.get(reference), token)
        for fact, said in (("personal_data", "yes"), ("breach_confirmed", "yes"), ("account_nl", token)):
            done(desk.walking.answer(reference, fact, said, RESPONDER, token), token)
        done(desk.walking.done(reference, "keep-evidence", RESPONDER, token), token)
        done(desk.scoping.save(reference, ["crm"], RESPONDER, token), token)
        drafted = desk.notices.draft(reference, NoticeKind.NOTIFICATION, "nl", RESPONDER)
        done(desk.incidents.get(reference), drafted.text[:40])
        done(desk.approving.approve(reference, drafted.notice, DPO), drafted.sha256)
        done(desk.approving.file(reference, drafted.notice, token, LEAD), token)


def walk_plans_at_random(folder: str, journal: str, seed: int) -> None:
    """Walk incident after incident to its end at random, also those another one left, and acknowledge each entry."""
    chance, kept, now = random.Random(seed), Journal(journal), Moved(AT)
    desk = desk_in(Path(folder), Keeping(), now)

    def saved(reference: str, entry: TimelineEntry) -> None:
        kept.write(reference=reference, entry=entry.number, digest=digest_of(entry))

    while True:
        left = [row for row in desk.incidents.rows() if row.closed_at is None]
        if left and chance.random() < 0.5:
            reference = chance.choice(left).reference
            now.at = max(now.at, desk.incidents.timeline(reference)[-1].recorded_at)
            hand = DeskHand(desk, reference, now, chance, saved)
        else:
            hand = DeskHand.opened(desk, chance.choice(sorted(desk.catalogues.playbooks())), now, chance, saved)
        Walker(hand, chance, ids()).walk()


ACTS = {
    "open": lambda desk, ref: opened(desk, "Another one"),
    "answer": lambda desk, ref: desk.walking.answer(ref, "personal_data", "yes", RESPONDER),
    "task": lambda desk, ref: desk.walking.done(ref, "keep-evidence", RESPONDER),
    "scope": lambda desk, ref: desk.scoping.save(ref, ["crm"], RESPONDER),
    "draft": lambda desk, ref: desk.notices.draft(ref, NoticeKind.NOTIFICATION, "nl", RESPONDER),
    "approve": lambda desk, ref: desk.approving.approve(ref, "notification-nl", DPO),
    "file": lambda desk, ref: desk.approving.file(ref, "notification-nl", "AP-1", LEAD),
    "letter": lambda desk, ref: desk.notices.draft(ref, NoticeKind.COMMUNICATION, "nl", RESPONDER),
    "approve-letter": lambda desk, ref: desk.approving.approve(ref, LETTER, DPO, addressees=fault_desk.people(3)),
    "queue": lambda desk, ref: desk.outbox.queue(ref, LETTER, fault_desk.people(3), LEAD),
    "inventory": lambda desk, ref: desk.scoping.take_in(fault_desk.crew(2), LEAD),
    "close": lambda desk, ref: desk.incidents.close(ref, "Done.", LEAD, "left for the test"),
}
"""Every kind of write, in an order that each may come in."""


def warm_up() -> None:
    """Do every act once, so that children find loaded what is loaded late."""
    with tempfile.TemporaryDirectory() as folder:
        desk = new_desk(Path(folder))
        reference = opened(desk)
        for act in ACTS.values():
            act(desk, reference)


def die_at_statement(folder: str, act: str, reference: str, statement: int) -> None:
    """Do one act, and die before its n-th statement that is no plain reading; end well when it has fewer."""
    desk, seen = desk_in(Path(folder)), 0

    def count(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        nonlocal seen
        seen += sql not in ("BEGIN",) and not sql.startswith("SELECT")
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine_of(desk), "before_cursor_execute", count)
    ACTS[act](desk, reference)


def die_once_signed(folder: str, reference: str) -> None:
    """Approve the letter, and die with the signature in hand."""
    desk = signing_while(Path(folder), lambda: os.kill(os.getpid(), signal.SIGKILL))
    ACTS["approve-letter"](desk, reference)


def die_while_making_a_key(folder: str, reference: str, step: int) -> None:
    """Approve the letter, and die before the n-th touch of the folder of keys; end well when there are fewer."""
    desk = desk_in(Path(folder))
    _die_at_touch(str(Path(folder) / "keys"), step)
    ACTS["approve-letter"](desk, reference)


def approve_letters(folder: str, journal: str) -> None:
    """Approve letter after letter for lists of many, and acknowledge each approval that returned."""
    desk, kept = desk_in(Path(folder)), Journal(journal)
    while True:
        reference = opened(desk)
        approved_letter(desk, reference, fault_desk.people(400))
        kept.write(reference=reference)


def die_while_migrating(path: str, scripts: str, statement: int) -> None:
    """Migrate a file to the version after this, and die before the n-th statement; end well when there are fewer."""
    seen = 0

    def count(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    migrate(Path(path), SCHEMA_VERSION + 1, Path(scripts))


def engine_of(desk: Desk) -> Any:
    """Give the engine under a desk, to look at what passes through it."""
    return desk.store._engine  # type: ignore[attr-defined]


def write_side_by_side(folder: str, journal: str, reference: str, who: str, times: int) -> None:
    """Add notes and answers to one incident beside others who do the same; each reads before it writes."""
    # More patience than a desk has: how long three of them wait for each other is up to the machine.
    desk, kept = desk_in(Path(folder), busy_timeout_ms=60_000), Journal(journal)
    for number in range(times):
        token = f"{who}-{number:03d}"
        if number % 2:
            after = desk.incidents.note(reference, token, who)
        else:
            after = desk.walking.answer(reference, "account_nl", token, who)
        kept.write(token=token, entry=after.entries)


def hold_alone(folder: str, journal: str) -> None:
    """Lock the workspace file against everybody, and keep it so."""
    connection = sqlite3.connect(Path(folder) / FILE, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    Journal(journal).write(held=True)
    signal.pause()


def tick(folder: str, journal: str, port: int) -> None:
    """Look for due reminders until none is due any more."""
    desk, kept = desk_in(Path(folder), mailer_to(port)), Journal(journal)
    for _ in range(1000):
        if not desk.store.due_reminders(AT):
            return
        report = asyncio.run(desk.reminding.tick())
        lists = {"mailed": report.mailed, "failed": report.failed, "uncertain": report.uncertain}
        kept.write(skipped=report.skipped, **{name: [r.key for r in found] for name, found in lists.items()})
        time.sleep(0.01 if report.skipped else 0)


def show(folder: str, journal: str) -> None:
    """Ask again and again which reminders to show, as a screen does."""
    desk, kept = desk_in(Path(folder)), Journal(journal)
    for _ in range(10):
        kept.write(shown=[r.key for r in desk.reminding.to_show()])


def send(folder: str, journal: str, port: int, reference: str) -> None:
    """Send what is queued."""
    desk = desk_in(Path(folder), mailer_to(port))
    try:
        report = asyncio.run(desk.outbox.send(reference, LETTER, LEAD))
    except BreachDeskError as error:
        Journal(journal).write(refused=type(error).__name__, says=str(error))
        return
    Journal(journal).write(sent=report.count(DeliveryState.SENT), uncertain=report.count(DeliveryState.UNCERTAIN))


def people_lists(folder: Path, name: str) -> list[ListToTake]:
    """Write one of two sets of lists, `old` or `new`, and give them as they are taken in."""
    kind = {"mail": ColumnRole.EMAIL, "name": ColumnRole.NAME}
    mapping = ListMapping(tuple(Column(header, role) for header, role in kind.items()), ("contact",))
    systems = {"old": {"crm": 300, "shop": 500}, "new": {"crm": 200, "hr": 40, "shop": 700}}[name]
    found = []
    for system, count in systems.items():
        path = folder / f"{name}-{system}.csv"
        rows = "".join(f"{name}{n}@x.example,{name} {n}\n" for n in range(count))
        path.write_text(f"mail,name\n{rows}", encoding="utf-8")
        found.append(ListToTake(system, ListFile(str(path), tuple(kind)), mapping))
    return found


def take_people_in(folder: str, name: str) -> None:
    """Take one set of lists in, whole."""
    register = FileRegister(Path(folder) / "people", frozenset({"NL"}))
    register.take_in("one", people_lists(Path(folder), name), Keep.ADDRESSEES, SameAddress.ASK, AT, LEAD)


def die_while_taking_people_in(folder: str, step: int) -> None:
    """Take the new lists in, and die before the n-th touch of the folder of people; end well when there are fewer."""
    _die_at_touch(str(Path(folder) / "people"), step)
    take_people_in(folder, "new")


def _die_at_touch(watched: str, step: int) -> None:
    """Die before the n-th touch of anything in a folder from now on."""
    seen = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event.startswith(("open", "os.", "shutil.")) and str(arguments[:1]).find(watched) >= 0:
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def take_people_in_again_and_again(folder: str, journal: str) -> None:
    """Take the old and the new lists in by turns, and acknowledge each that returned."""
    kept = Journal(journal)
    while True:
        for name in ("new", "old"):
            take_people_in(folder, name)
            kept.write(taken=name)
