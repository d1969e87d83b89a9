"""A program that is killed while somebody approves leaves a whole approval with its list, or none and no list."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from breachdesk.domain.letter_digests import letters_digest
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.desk import Desk
from breachdesk.store.opening import FILE
from breachdesk.wiring.signing_wiring import KEYS
from tests.faults.child_nest import Nest, until
from tests.faults.fault_desk import DPO, LEAD, LETTER, RESPONDER, approved_letter, desk_in, new_desk, opened, people
from tests.faults.killed_work import lines_of
from tests.faults.test_kill9_store import is_whole, unhealthy

KILLS = 8


def kept_lists(folder: Path) -> set[str]:
    """Give the fingerprints that lists are kept under."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return {name for (name,) in connection.execute("SELECT sha256 FROM approved_list")}


def named_lists(folder: Path) -> set[str]:
    """Give the fingerprints that approvals of the record name, those that were followed by others as well."""
    desk, found = desk_in(folder), set()
    for row in desk.incidents.rows():
        for entry in desk.incidents.timeline(row.reference):
            manifest = getattr(entry.act, "manifest", None)
            if manifest is not None and manifest.letters_sha256:
                found.add(manifest.sha256)
    return found


def is_approved_whole(desk: Desk, reference: str) -> bool:
    """Tell whether the letter is approved; if so, hold that it can be sent, and that the list is what was signed for."""
    incident = desk.incidents.get(reference)
    approval = incident.approvals.get(LETTER)
    if approval is None:
        return False
    assert approval.manifest is not None
    revision, _ = desk.approving.text_to_hand_out(incident, LETTER)
    kept = desk.store.approved_list(approval.manifest.sha256)
    assert letters_digest(revision.subject, revision.text, kept) == approval.manifest.letters_sha256
    assert len(kept.rows) == approval.manifest.addressees > 0
    return True


@pytest.fixture
def drafted(tmp_path: Path) -> str:
    """Give an incident with a letter that nobody approved yet, in a workspace without any key."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    desk.notices.draft(reference, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    return reference


def test_a_kill_at_any_statement_leaves_the_approval_with_its_list_or_neither(
    tmp_path: Path, drafted: str, nest: Nest
) -> None:
    """Lost without it: an approval whose list is gone, or a list of people that no approval names."""

    def dies(statement: int) -> bool:
        child = nest.start("die_at_statement", folder=str(tmp_path), act="approve-letter", reference=drafted, statement=statement)
        assert child.wait() in (0, -9)
        return child.status == -9

    statement = 1
    while dies(statement):
        assert not is_approved_whole(is_whole(tmp_path), drafted), statement
        assert kept_lists(tmp_path) == set(), statement
        statement += 1
    # To begin, to keep the list, to write the entry, to commit: at the least.
    assert statement > 4
    assert is_approved_whole(is_whole(tmp_path), drafted)
    assert desk_in(tmp_path).outbox.queue(drafted, LETTER, people(3), LEAD) == 3
    assert unhealthy(desk_in(tmp_path)) == []


def test_a_kill_with_the_signature_in_hand_leaves_no_approval_and_another_is_given_as_if_nothing_was(
    tmp_path: Path, drafted: str, nest: Nest
) -> None:
    """Lost without it: something of an approval is in the record that nobody saved."""
    child = nest.start("die_once_signed", folder=str(tmp_path), reference=drafted)
    assert child.wait() == -9
    desk = is_whole(tmp_path)
    signed_with = desk.approving.trust.key_of(DPO)
    assert signed_with is not None
    assert not is_approved_whole(desk, drafted)
    assert kept_lists(tmp_path) == set()
    desk.approving.approve(drafted, LETTER, DPO, addressees=people(3))
    assert is_approved_whole(desk_in(tmp_path), drafted)
    assert desk.approving.trust.key_of(DPO) == signed_with


def test_a_kill_at_any_moment_leaves_every_approval_with_its_list_and_every_list_with_its_approval(
    tmp_path: Path, nest: Nest
) -> None:
    """Lost without it: what was said to be approved is not, or cannot be sent, after the laptop died."""
    workspace, chance = tmp_path / "w", random.Random(20261129)
    approved_letter(desk := new_desk(workspace), opened(desk), people(2))
    acknowledged = 0
    for kill in range(KILLS):
        journal = tmp_path / f"approved-{kill}"
        child = nest.start("approve_letters", folder=str(workspace), journal=str(journal))
        until(partial(lines_of, journal))
        time.sleep(chance.uniform(0, 0.1))
        child.kill()
        desk = is_whole(workspace)
        said = [line["reference"] for line in lines_of(journal)]
        assert [reference for reference in said if not is_approved_whole(desk, reference)] == []
        for row in desk.incidents.rows():
            is_approved_whole(desk, row.reference)
        assert kept_lists(workspace) == named_lists(workspace)
        acknowledged += len(said)
    assert acknowledged >= KILLS
    assert unhealthy(desk_in(workspace)) == []


def test_a_kill_while_the_key_is_made_leaves_no_half_key_and_the_next_yes_tidies_up(
    tmp_path: Path, nest: Nest
) -> None:
    """Lost without it: a private key nobody uses lies about for ever, or one without the public half to check it with."""
    step, killed = 1, 0
    while True:
        folder = tmp_path / str(step)
        desk = new_desk(folder)
        reference = opened(desk)
        desk.notices.draft(reference, NoticeKind.COMMUNICATION, "nl", RESPONDER)
        child = nest.start("die_while_making_a_key", folder=str(folder), reference=reference, step=step)
        assert child.wait() in (0, -9)
        if child.status == 0:
            break
        assert not is_approved_whole(is_whole(folder), reference), step
        before = desk.approving.trust.key_of(DPO)
        desk.approving.approve(reference, LETTER, DPO, addressees=people(3))
        assert is_approved_whole(desk_in(folder), reference), step
        assert before in (None, desk.approving.trust.key_of(DPO)), step
        assert is_tidy(folder / KEYS, desk, reference), (step, sorted(p.name for p in (folder / KEYS).iterdir()))
        step, killed = step + 1, killed + 1
    assert killed > 5


def is_tidy(keys: Path, desk: Desk, reference: str) -> bool:
    """Tell whether a folder of keys holds one key and its public half, and nothing else."""
    signature = desk.incidents.get(reference).approvals[LETTER].signature
    assert signature is not None
    names = sorted(path.name for path in keys.iterdir())
    return names == [names[0], f"{names[0]}.pub"] and (keys / names[1]).read_text().split()[:2] == signature.key.split()[:2]
