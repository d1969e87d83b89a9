"""Several programs on one workspace: one order, nothing lost, nobody waits for ever, and nobody holds what others need."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from breachdesk.domain.deliveries import Accepted, HandOver, OutgoingMail
from breachdesk.domain.errors import ChangedMeanwhile, StoreBusy
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import FactAnswered, NoteAdded, TimelineEntry
from breachdesk.services.desk import Desk
from tests.faults.child_nest import Child, Nest, until
from tests.faults.fault_desk import (
    AT,
    DPO,
    LEAD,
    LETTER,
    RESPONDER,
    approved_letter,
    desk_in,
    new_desk,
    opened,
    people,
    reminders_fit,
)
from tests.faults.killed_work import engine_of, lines_of

WRITERS, TIMES = 3, 60


def test_three_programs_that_write_to_one_incident_lose_nothing(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: two people at work at night, and the answer of one of them is gone without a word."""
    desk = new_desk(tmp_path / "w")
    reference = opened(desk)
    journals = [tmp_path / f"writer-{who}" for who in range(WRITERS)]
    children = [
        nest.start(
            "write_side_by_side",
            folder=str(tmp_path / "w"),
            journal=str(journal),
            reference=reference,
            who=journal.name,
            times=TIMES,
        )
        for journal in journals
    ]
    assert [child.wait() for child in children] == [0] * WRITERS
    timeline = desk.incidents.timeline(reference)
    assert list(range(1, WRITERS * TIMES + 2)) == [entry.number for entry in timeline]
    for journal in journals:
        lines = lines_of(journal)
        assert len(lines) == TIMES
        assert [line for line in lines if line["token"] != token_of(timeline[line["entry"] - 1])] == []
    assert [line.says for line in desk_in(tmp_path / "w").health() if not line.ok] == []
    assert reminders_fit(desk, reference)


def token_of(entry: TimelineEntry) -> str:
    """Give what a writer wrote into an entry."""
    if isinstance(entry.act, NoteAdded):
        return entry.act.text
    assert isinstance(entry.act, FactAnswered)
    return str(getattr(entry.act.answer, "value", ""))


def test_an_entry_meant_for_an_older_state_is_refused_and_says_so(tmp_path: Path) -> None:
    """Lost without it: two entries by one number, and a record that forks."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    seen = desk.incidents.get(reference)
    desk_in(tmp_path).incidents.note(reference, "meanwhile", LEAD)
    with pytest.raises(ChangedMeanwhile, match="it has 2 entries now"), desk.store.writing() as write:
        write.append(seen.id, TimelineEntry(seen.entries + 1, AT, AT, LEAD, NoteAdded("too late")))
    assert [e.act for e in desk.incidents.timeline(reference)][1:] == [NoteAdded("meanwhile")]


def test_what_another_program_wrote_is_seen_at_the_next_act(tmp_path: Path) -> None:
    """Lost without it: a decision on a picture that somebody else has changed."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    other = desk_in(tmp_path)
    other.incidents.note(reference, "from the other", LEAD)
    assert desk.incidents.note(reference, "from me", LEAD).notes == ("from the other", "from me")
    assert other.incidents.get(reference).notes == ("from the other", "from me")


@pytest.fixture
def held(tmp_path: Path, nest: Nest) -> Iterator[tuple[Desk, str, Child]]:
    """Give a desk on a workspace that another program holds and does not let go."""
    new_desk(tmp_path / "w")
    desk = desk_in(tmp_path / "w", busy_timeout_ms=150)
    reference = opened(desk)
    holder = nest.start("hold_alone", folder=str(tmp_path / "w"), journal=str(tmp_path / "held"))
    until(lambda: lines_of(tmp_path / "held"))
    yield desk, reference, holder
    if holder.status is None:
        holder.kill()


def test_a_workspace_that_another_program_holds_too_long_is_said_in_words_and_free_again_after(
    held: tuple[Desk, str, Child],
) -> None:
    """Lost without it: a traceback, or a screen that hangs, because a backup tool reads the file."""
    desk, reference, holder = held
    for act in (
        lambda: desk.incidents.note(reference, "x", LEAD),
        lambda: opened(desk),
        lambda: desk.incidents.rows(),
        lambda: asyncio.run(desk.reminding.tick()),
        lambda: desk_in(desk.store._folder, busy_timeout_ms=150),  # type: ignore[attr-defined]
    ):
        with pytest.raises(StoreBusy, match="Another program holds the workspace; nothing was changed"):
            act()
    holder.kill()
    assert len(desk.incidents.rows()) == 1
    assert desk.incidents.note(reference, "again", LEAD).notes == ("again",)


def test_a_holder_that_lets_go_in_time_is_waited_for(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: two saves in the same instant, and one of them is refused for nothing."""
    desk = new_desk(tmp_path / "w")
    reference = opened(desk)
    holder = nest.start("hold_alone", folder=str(tmp_path / "w"), journal=str(tmp_path / "held"))
    until(lambda: lines_of(tmp_path / "held"))

    async def both() -> bool:
        waiting = asyncio.ensure_future(asyncio.to_thread(desk.incidents.note, reference, "patient", LEAD))
        done, _ = await asyncio.wait([waiting], timeout=0.1)
        holder.kill()
        await waiting
        return bool(done)

    assert not asyncio.run(both())
    assert desk.incidents.get(reference).notes == ("patient",)


@dataclass
class Looking:
    """A mailer that looks at the database while it has a letter in hand."""

    free: Callable[[], bool]
    found: list[bool] = field(default_factory=list)

    async def send(self, mail: OutgoingMail) -> HandOver:
        """Take it, and look."""
        self.found.append(self.free())
        return Accepted("250 ok")


def test_nothing_is_held_while_somebody_thinks_or_a_server_is_slow(tmp_path: Path) -> None:
    """Lost without it: an open dialog, or a slow mail server, and everybody else's saves are refused."""
    open_now = 0

    def opens(*_: Any) -> None:
        nonlocal open_now
        open_now += 1

    def closes(*_: Any) -> None:
        nonlocal open_now
        open_now -= 1

    looking = Looking(lambda: open_now == 0)
    desk = new_desk(tmp_path, looking, lambda: AT)
    event.listen(engine_of(desk), "checkout", opens)
    event.listen(engine_of(desk), "checkin", closes)
    reference = opened(desk, hours_ago=71)
    acts: list[Callable[[], object]] = [
        lambda: desk.walking.answer(reference, "personal_data", "yes", RESPONDER),
        lambda: desk.scoping.preview(["crm"]),
        lambda: desk.notices.draft(reference, NoticeKind.NOTIFICATION, "nl", RESPONDER),
        lambda: approved_letter(desk, reference, people(2)),
        lambda: desk.outbox.queue(reference, LETTER, people(2), DPO),
        lambda: asyncio.run(desk.outbox.send(reference, LETTER, LEAD)),
        lambda: asyncio.run(desk.reminding.tick()),
        lambda: desk.reminding.to_show(),
        lambda: desk.overview.home(),
        lambda: desk.overview.case(reference),
        lambda: desk.health(),
    ]
    for act in acts:
        act()
        assert open_now == 0
    assert len(looking.found) > 2
    assert all(looking.found)
