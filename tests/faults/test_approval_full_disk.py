"""A disk that is full while an approval is saved is said in one sentence, and keeps neither the approval nor its list."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from breachdesk.domain.errors import StoreProblem
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.desk import Desk
from tests.faults.fault_desk import DPO, LEAD, LETTER, RESPONDER, desk_in, new_desk, opened, people
from tests.faults.killed_work import engine_of
from tests.faults.test_approval_killed import is_approved_whole, kept_lists
from tests.faults.test_kill9_store import everything, is_whole, unhealthy

FULL = r"^The disk is full; nothing was changed\. Make room and try again\.$"

REFUSALS: dict[str, Callable[[], Exception]] = {
    "sqlite": lambda: sqlite3.OperationalError("database or disk is full"),
    "system": lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
}
MOMENTS = ("INSERT INTO approved_list", "INSERT INTO entry", "UPDATE incident", "COMMIT")
"""The list, the entry that names it, the row of the list on home, and the end, when it is all written out."""


@pytest.fixture
def drafted(tmp_path: Path) -> tuple[Desk, str]:
    """Give a desk and an incident with a letter that nobody approved yet; the DPO has signed before."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    desk.notices.draft(reference, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    desk.approving.approve(reference, "notification-nl", DPO)
    desk.notices.draft(reference, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    return desk, reference


@pytest.mark.parametrize("by", REFUSALS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_no_room_at_any_moment_of_saving_keeps_nothing_and_the_same_desk_goes_on_once_there_is_room(
    tmp_path: Path, drafted: tuple[Desk, str], moment: str, by: str
) -> None:
    """Lost without it: an approval that cannot be sent, people on a list that nobody approved, or a desk to be started anew."""
    desk, reference = drafted
    before, met = everything(tmp_path), []

    def no_room(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if sql.startswith(moment):
            met.append(sql)
            raise REFUSALS[by]()

    event.listen(engine_of(desk), "before_cursor_execute", no_room)
    with pytest.raises(StoreProblem, match=FULL):
        desk.approving.approve(reference, LETTER, DPO, addressees=people(3))
    event.remove(engine_of(desk), "before_cursor_execute", no_room)
    assert len(met) == 1
    assert everything(tmp_path) == before
    assert not is_approved_whole(desk, reference)
    desk.approving.approve(reference, LETTER, DPO, addressees=people(3))
    assert is_approved_whole(is_whole(tmp_path), reference)
    assert desk.outbox.queue(reference, LETTER, people(3), LEAD) == 3


def test_a_list_too_long_for_what_is_left_on_the_disk_is_not_kept_in_part(
    tmp_path: Path, drafted: tuple[Desk, str]
) -> None:
    """Lost without it: the first thousand of two thousand people are told, and it looks like all of them."""
    desk, reference = drafted
    before = everything(tmp_path)

    def leave_little(connection: sqlite3.Connection, _record: object) -> None:
        # SQLite itself runs out of room here, a few pages on, in the middle of the list.
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 8}")

    event.listen(engine_of(desk), "connect", leave_little)
    many = people(2000)
    with pytest.raises(StoreProblem, match=FULL):
        desk.approving.approve(reference, LETTER, DPO, addressees=many)
    assert everything(tmp_path) == before
    assert kept_lists(tmp_path) == set()
    event.remove(engine_of(desk), "connect", leave_little)
    desk.approving.approve(reference, LETTER, DPO, addressees=many)
    assert is_approved_whole(is_whole(tmp_path), reference)
    assert unhealthy(desk_in(tmp_path)) == []
