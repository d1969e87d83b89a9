"""Approvals of a workspace of version 3, from before they were signed: kept, shown as what they are, and good for nothing."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.desk import Desk
from breachdesk.services.views import signed_lines
from breachdesk.store.opening import FILE
from breachdesk.tui.act_choices import Around
from breachdesk.tui.choices import choices_for
from tests.edges.command_line import Shell
from tests.faults.fault_desk import (
    AT,
    DPO,
    LEAD,
    LETTER,
    RESPONDER,
    Keeping,
    approved_letter,
    desk_in,
    new_desk,
    opened,
    people,
)
from tests.faults.test_kill9_store import everything, is_whole, unhealthy
from tests.faults.version_three import version_three_of

NOTIFICATION = "notification-nl"
BEFORE = "is from before approvals were signed, so nobody can tell what it covers; approve it again."
LIST = people(2)


@pytest.fixture
def old(tmp_path: Path) -> tuple[Path, str]:
    """Give a workspace of version 3: a notification and a letter approved, and letters that wait in the outbox."""
    desk = new_desk(tmp_path / "now")
    reference = opened(desk)
    desk.notices.draft(reference, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    desk.approving.approve(reference, NOTIFICATION, DPO)
    approved_letter(desk, reference, LIST)
    desk.outbox.queue(reference, LETTER, LIST, LEAD)
    version_three_of(tmp_path / "now", tmp_path / "old")
    return tmp_path / "old", reference


def acts(folder: Path) -> list[dict[str, Any]]:
    """Give the acts in the file, as they stand there."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return [json.loads(act) for (act,) in connection.execute("SELECT act FROM entry ORDER BY seq")]


def test_a_workspace_of_version_three_is_brought_to_this_version_with_its_record_as_it_was(old: tuple[Path, str]) -> None:
    """Lost without it: a migration that writes into the record, or one after which the old approvals cannot be read."""
    folder, reference = old
    before = acts(folder)
    assert [sorted(act) for act in before if act["act"] == "revision-approved"] == [["act", "notice", "number", "sha256"]] * 2
    desk = is_whole(folder)
    assert acts(folder) == before
    assert ("approved_list",) not in {row[:1] for row in everything(folder)}
    approvals = desk.incidents.get(reference).approvals
    assert {notice: approval.by for notice, approval in approvals.items()} == {NOTIFICATION: DPO, LETTER: DPO}
    assert unhealthy(desk) == []


RELEASES: dict[str, tuple[str, Callable[[Desk, str], object]]] = {
    "filed": (NOTIFICATION, lambda desk, ref: desk.approving.file(ref, NOTIFICATION, "AP-1", LEAD)),
    "queued": (LETTER, lambda desk, ref: desk.outbox.queue(ref, LETTER, LIST, LEAD)),
    "sent, what waited since": (LETTER, lambda desk, ref: asyncio.run(desk.outbox.send(ref, LETTER, LEAD))),
    "handed out": (LETTER, lambda desk, ref: desk.approving.text_to_hand_out(desk.incidents.get(ref), LETTER)),
    "handed out by hand": (NOTIFICATION, lambda desk, ref: desk.approving.text_to_hand_out(desk.incidents.get(ref), NOTIFICATION)),
}


@pytest.mark.parametrize("how", RELEASES)
def test_nothing_is_let_out_on_an_approval_from_before_they_were_signed(old: tuple[Path, str], how: str) -> None:
    """Lost without it: whoever can write the file takes a signature away, and what is left opens everything."""
    folder, reference = old
    mailer = Keeping()
    desk = desk_in(folder, mailer)
    before = everything(folder)
    notice, release = RELEASES[how]
    with pytest.raises(NotAllowed) as refused:
        release(desk, reference)
    assert str(refused.value) == f"The approval of revision 1 of '{notice}' {BEFORE}"
    assert everything(folder) == before
    assert mailer.mails == []


def test_it_is_shown_as_given_and_as_from_before_signatures(old: tuple[Path, str]) -> None:
    """Lost without it: it looks as good as a signed one until the moment of filing, or as if nobody had ever said yes."""
    folder, reference = old
    shell = Shell(folder, AT)
    said = shell.must("notice", "check", reference, LETTER).out
    assert f"approved by {DPO}" in said
    assert "from before approvals were signed: approve it again before it is filed or sent" in said
    assert f"it does not hold: The approval of revision 1 of '{LETTER}' {BEFORE}" in said
    assert "unsigned: from before approvals were signed" in shell.must("incident", "show", reference, "--timeline").out
    shown = shell.must("notice", "show", reference, LETTER, "--json").json
    assert shown["approved_by"] == DPO
    assert (shown["approval"]["manifest"], shown["approval"]["signature"]) == (None, None)


def test_the_dpo_is_asked_for_again_in_the_list_on_home(old: tuple[Path, str]) -> None:
    """Lost without it: everybody takes it for approved, and hears at the portal, at hour 71, that it is not."""
    folder, reference = old
    desk = desk_in(folder)
    assert [row.waits_for_dpo for row in desk.overview.home()] == [True]
    desk.approving.approve(reference, NOTIFICATION, DPO)
    desk.approving.approve(reference, LETTER, DPO, addressees=LIST)
    assert [row.waits_for_dpo for row in desk.overview.home()] == [False]


def test_the_plan_on_the_screen_does_not_call_it_approved(old: tuple[Path, str]) -> None:
    """Lost without it: the step says approved, and the next one, to file it, is refused."""
    folder, reference = old
    desk = desk_in(folder)
    facts = desk.catalogues.facts()
    assert called_approved(desk, reference, facts) == {False}
    desk.approving.approve(reference, NOTIFICATION, DPO)
    desk.approving.approve(reference, LETTER, DPO, addressees=LIST)
    assert called_approved(desk, reference, facts) == {True}


def called_approved(desk: Desk, reference: str, facts: Mapping[str, FactDefinition]) -> set[bool]:
    """Give for each line of the plan about a text whether it calls it approved."""
    view = desk.overview.case(reference)
    lines = [line for step in view.plan.steps() for line in choices_for(view, step, facts, {}, Around(AT, facts=facts))]
    return {"approved ✓" in str(line.text) for line in lines if "revision 1:" in str(line.text)}


def test_at_the_shell_it_is_refused_with_nothing_on_stdout_and_a_rule_of_the_house_for_a_code(old: tuple[Path, str]) -> None:
    """Lost without it: a script files what nobody signed for, and goes on."""
    folder, reference = old
    said = Shell(folder, AT)("notice", "file", reference, NOTIFICATION, "--reference", "AP-1")
    assert (said.code, said.out) == (4, "")
    assert BEFORE in said.err


def test_once_it_is_approved_again_everything_goes_and_each_letter_once(old: tuple[Path, str]) -> None:
    """Lost without it: an upgrade in the middle of an incident, and no way on."""
    folder, reference = old
    mailer = Keeping()
    desk = desk_in(folder, mailer)
    desk.approving.approve(reference, NOTIFICATION, DPO)
    desk.approving.approve(reference, LETTER, DPO, addressees=LIST)
    assert [len(signed_lines(a)) for a in desk.incidents.get(reference).approvals.values()] == [1, 2]
    desk.approving.file(reference, NOTIFICATION, "AP-1", LEAD)
    # They waited already, and the text is the same.
    assert desk.outbox.queue(reference, LETTER, LIST, LEAD) == 0
    assert asyncio.run(desk.outbox.send(reference, LETTER, LEAD)).count(DeliveryState.SENT) == 2
    assert sorted(mail.to_address for mail in mailer.mails) == sorted(person.address for person in LIST.rows)
    assert unhealthy(is_whole(folder)) == []
