"""Two at work on one notice while it is signed: each approval is whole, and nobody's yes is taken for another text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Barrier

import pytest

from breachdesk.domain.addressees import AddresseeList
from breachdesk.domain.deliveries import DeliveryState, HandOver, OutgoingMail
from breachdesk.domain.errors import BreachDeskError, ChangedMeanwhile, NotAllowed
from breachdesk.domain.parties import Person, Role
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import RevisionApproved
from breachdesk.services.desk import Desk
from breachdesk.store.case_store import SqliteCaseStore
from tests.faults.fault_desk import (
    DPO,
    KEPT,
    LEAD,
    LETTER,
    RESPONDER,
    Keeping,
    desk_in,
    new_desk,
    opened,
    people,
    sample,
    signing_while,
)
from tests.faults.test_approval_killed import is_approved_whole, kept_lists, named_lists
from tests.faults.test_kill9_store import is_whole, unhealthy

SECOND_DPO = "P. Maas"
ROUNDS = 5
LIST = people(3)
LONGER = people(4)
SAME_LETTERS = AddresseeList(tuple(replace(p, reference=f"OLD-{p.reference}") for p in LIST.rows), "old.csv", "1" * 64)
"""Everybody on the list gets the same letter, but the list is another: the text names no reference."""


@pytest.fixture
def drafted(tmp_path: Path) -> str:
    """Give an incident with a letter nobody approved yet, in a house with two DPOs."""
    desk = new_desk(tmp_path)
    second = Person(SECOND_DPO, "p.maas@fietsgoed.example", (Role.DPO,))
    desk.scoping.take_in(replace(sample(), people=(*sample().people, second)), LEAD)
    return lettered(desk)


def lettered(desk: Desk) -> str:
    """Open an incident with a letter; give its reference."""
    reference = opened(desk)
    desk.notices.draft(reference, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    return reference


def approvals(desk: Desk, reference: str) -> list[str]:
    """Give who approved, in the order of the record."""
    return [e.by for e in desk.incidents.timeline(reference) if isinstance(e.act, RevisionApproved)]


def sent(desk: Desk, reference: str, to: AddresseeList) -> int:
    """Give how many letters went out to a list; none where it is not the one that was approved."""
    try:
        desk.outbox.queue(reference, LETTER, to, LEAD)
    except NotAllowed as refused:
        assert "the list of addressees changed" in str(refused)
        return 0
    return asyncio.run(desk.outbox.send(reference, LETTER, LEAD)).count(DeliveryState.SENT)


@pytest.mark.parametrize("others", [LONGER, SAME_LETTERS], ids=["other letters", "the same letters"])
def test_of_two_dpos_who_sign_at_once_the_last_yes_stands_with_its_own_list(
    tmp_path: Path, drafted: str, others: AddresseeList
) -> None:
    """Lost without it: the yes of one DPO stands over the list of the other, and letters go to whom nobody signed for."""
    references = [drafted, *(lettered(desk_in(tmp_path)) for _ in range(ROUNDS - 1))]
    lists = {DPO: LIST, SECOND_DPO: others}
    both_signed = Barrier(2, timeout=30)

    def approve(dpo: str) -> None:
        desk = signing_while(tmp_path, both_signed.wait)
        for reference in references:
            desk.approving.approve(reference, LETTER, dpo, number=1, addressees=lists[dpo])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(approve, lists))
    desk = desk_in(tmp_path, Keeping())
    for reference in references:
        said = approvals(desk, reference)
        assert sorted(said) == sorted(lists)
        standing = desk.incidents.get(reference).approvals[LETTER]
        assert standing.by == said[-1]
        assert is_approved_whole(desk, reference)
        assert sent(desk, reference, lists[said[0]]) == 0
        assert sent(desk, reference, lists[said[1]]) == len(lists[said[1]].rows)
    assert kept_lists(tmp_path) == named_lists(tmp_path)
    assert unhealthy(is_whole(tmp_path)) == []


def test_the_same_letters_in_two_incidents_keep_each_their_own_list(tmp_path: Path, drafted: str) -> None:
    """Lost without it: approving one incident's letter makes another's void, without a word to anybody."""
    desk = desk_in(tmp_path, Keeping())
    other = lettered(desk)
    for reference, to in ((drafted, LIST), (other, SAME_LETTERS)):
        desk.notices.revise(reference, LETTER, "Uw gegevens", "Iemand heeft uw gegevens gezien.", RESPONDER)
        desk.approving.approve(reference, LETTER, DPO, addressees=to)
    assert sent(desk, drafted, LIST) == 3
    assert sent(desk, other, SAME_LETTERS) == 3


def drafted_anew(desk: Desk, reference: str) -> None:
    """Answer what the letter asks, and write it again."""
    desk.walking.answer(reference, "account_nl", "Iemand heeft uw gegevens gezien.", RESPONDER)
    desk.notices.draft(reference, NoticeKind.COMMUNICATION, "nl", RESPONDER)


EDITS: dict[str, Callable[[Desk, str], object]] = {
    "by its author": lambda desk, ref: desk.notices.revise(ref, LETTER, "Brief", "Anders.", RESPONDER),
    "by somebody else": lambda desk, ref: desk.notices.revise(ref, LETTER, "Brief", "Anders.", LEAD),
    "by who signs": lambda desk, ref: desk.notices.revise(ref, LETTER, "Brief", "Anders.", DPO),
    "drafted anew": lambda desk, ref: drafted_anew(desk, ref),
}


@pytest.mark.parametrize("to", [None, LIST], ids=["no list", "a list"])
@pytest.mark.parametrize("number", [None, 1], ids=["the newest", "by number"])
@pytest.mark.parametrize("edit", EDITS)
def test_a_text_saved_while_somebody_signs_is_not_approved_and_the_older_one_neither(
    tmp_path: Path, drafted: str, edit: str, number: int | None, to: AddresseeList | None
) -> None:
    """Lost without it: a yes to words the DPO never read, or one to words that are no longer those that would go."""
    other = desk_in(tmp_path)
    desk = signing_while(tmp_path, lambda: EDITS[edit](other, drafted))
    with pytest.raises(ChangedMeanwhile, match=f"^'{LETTER}' changed while it was being signed; read it again.$"):
        desk.approving.approve(drafted, LETTER, DPO, number, addressees=to)
    for looked in (desk, other, desk_in(tmp_path)):
        assert len(looked.incidents.get(drafted).revisions[LETTER]) == 2
        assert not is_approved_whole(looked, drafted)
    assert kept_lists(tmp_path) == set()


MEANWHILE: dict[str, tuple[Callable[[Desk, str], object], str]] = {
    "sent back": (lambda d, ref: d.reviewing.request_changes(ref, LETTER, 1, "Too vague.", SECOND_DPO), "asked for changes"),
    "closed": (lambda d, ref: d.incidents.close(ref, "Done.", LEAD, "left for the test"), "is closed"),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_rules_out_a_yes_while_somebody_signs_still_rules_it_out(tmp_path: Path, drafted: str, what: str) -> None:
    """Lost without it: a colleague says no, and a yes that was under way is written over it."""
    happens, said = MEANWHILE[what]
    other = desk_in(tmp_path)
    desk = signing_while(tmp_path, lambda: happens(other, drafted))
    with pytest.raises(NotAllowed, match=said):
        desk.approving.approve(drafted, LETTER, DPO, addressees=LIST)
    assert not is_approved_whole(desk_in(tmp_path), drafted)
    assert kept_lists(tmp_path) == set()


def test_what_has_nothing_to_do_with_the_text_is_no_reason_to_sign_again(tmp_path: Path, drafted: str) -> None:
    """Lost without it: at hour 71 everybody writes, and a DPO with a slow key never gets a yes in."""
    other = desk_in(tmp_path)
    desk = signing_while(tmp_path, lambda: other.incidents.note(drafted, "meanwhile", LEAD))
    after = desk.approving.approve(drafted, LETTER, DPO, addressees=LIST)
    assert after.notes == ("meanwhile",)
    assert is_approved_whole(desk_in(tmp_path), drafted)


def test_an_approval_that_lands_while_the_list_is_queued_is_told_apart_from_the_one_before(
    tmp_path: Path, drafted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: letters of one yes are put in the outbox under another."""
    desk, other = desk_in(tmp_path), desk_in(tmp_path)
    desk.approving.approve(drafted, LETTER, DPO, addressees=LIST)
    held = SqliteCaseStore.approved_list

    def and_then(store: SqliteCaseStore, sha256: str) -> object:
        found = held(store, sha256)
        monkeypatch.undo()
        other.approving.approve(drafted, LETTER, SECOND_DPO, addressees=LONGER)
        return found

    monkeypatch.setattr(SqliteCaseStore, "approved_list", and_then)
    with pytest.raises(BreachDeskError, match="Not what was approved"):
        desk.outbox.queue(drafted, LETTER, LIST, LEAD)
    assert desk.outbox.all(drafted) == ()
    assert desk.outbox.queue(drafted, LETTER, LONGER, LEAD) == 4


@dataclass
class AfterTheFirst:
    """A mailer; once the first letter is out, something happens."""

    happens: Callable[[], object]
    to: list[str] = field(default_factory=list)

    async def send(self, mail: OutgoingMail) -> HandOver:
        """Take a letter."""
        self.to.append(mail.to_address)
        if len(self.to) == 1:
            self.happens()
        return KEPT


def sending_while_approved_anew(folder: Path, reference: str, to: AddresseeList) -> tuple[Desk, AfterTheFirst]:
    """Queue the letters, and have the second DPO approve the same text for another list once the first of them is out."""
    mailer = AfterTheFirst(lambda: other.approving.approve(reference, LETTER, SECOND_DPO, addressees=to))
    desk, other = desk_in(folder, mailer), desk_in(folder, mailer)
    desk.approving.approve(reference, LETTER, DPO, addressees=LIST)
    desk.outbox.queue(reference, LETTER, LIST, LEAD)
    return desk, mailer


@pytest.mark.parametrize("to", [LONGER, SAME_LETTERS], ids=["one more", "the same letters"])
def test_a_run_goes_on_under_a_new_yes_that_covers_the_same_letters(tmp_path: Path, drafted: str, to: AddresseeList) -> None:
    """Lost without it: a second DPO adds somebody, and a run of ten thousand stops with half of them told."""
    desk, mailer = sending_while_approved_anew(tmp_path, drafted, to)
    asyncio.run(desk.outbox.send(drafted, LETTER, LEAD))
    assert mailer.to == [person.address for person in LIST.rows]


def test_a_run_stops_before_the_first_whom_a_new_yes_leaves_out(tmp_path: Path, drafted: str) -> None:
    """Lost without it: a DPO takes somebody off the list, and the letter to them goes out all the same."""
    desk, mailer = sending_while_approved_anew(tmp_path, drafted, people(2))
    with pytest.raises(NotAllowed, match="waits for somebody who is not on the list that was approved"):
        asyncio.run(desk.outbox.send(drafted, LETTER, LEAD))
    assert mailer.to == [person.address for person in LIST.rows[:2]]
