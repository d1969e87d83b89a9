"""Letters to people: one a person, exactly as approved, journalled, and never a second time by itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.deliveries import Accepted, Delivery, DeliveryState, HandOver, Refused, Unclear
from breachdesk.domain.errors import MailProblem, NotAllowed, NotFound, WrongInput
from breachdesk.domain.incident import Incident
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.release import letters_going, manifest_of
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.domain.timeline import LettersHandedOver, LettersQueued, NoteAdded, RevisionApproved, TimelineEntry
from breachdesk.services.ports import CaseStore
from breachdesk.store.case_store import SqliteCaseStore
from tests.fakes import FakeCaseStore, FakeMailer, PowerCut
from tests.services.office import COMMUNICATION, CUSTOMERS, DPO, LEAD, MORNING, NOTIFICATION, RESPONDER, Office, people

QUEUED, SENDING, SENT = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SENT
DEFERRED, FAILED, UNCERTAIN = DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNCERTAIN
ANN, BEN, COR = (person.address for person in CUSTOMERS.rows)
NOT_NOW = Refused("451 try again later", may_retry=True)
NEVER = Refused("550 no such mailbox", may_retry=False)
BROKE = Unclear("the line broke after the text")


def mailer(office: Office) -> FakeMailer:
    """Give the mailer of an office that has one."""
    assert office.mailer is not None
    return office.mailer


def letters(office: Office) -> dict[str, DeliveryState]:
    """Give the state of each letter by address."""
    return {d.to_address: d.state for d in office.store.deliveries()}


def got(office: Office) -> list[str]:
    """Give who got a letter, once for each."""
    return [mail.to_address for mail in mailer(office).taken]


def to(*rows: Addressee) -> AddresseeList:
    """Give a list of these people."""
    return AddresseeList(rows, "list.csv", "e" * 64)


# --- queueing -------------------------------------------------------------------------------------------


def test_each_person_on_the_list_gets_one_letter_of_the_approved_text(either_office: Office) -> None:
    """Lost without it: somebody is told twice, not at all, or with other words than were approved."""
    incident = either_office.approved(NoticeKind.COMMUNICATION)
    text = incident.revisions[COMMUNICATION][0]
    assert either_office.desk.outbox.queue(incident.reference, COMMUNICATION, CUSTOMERS, LEAD) == 3
    queued = either_office.store.deliveries(incident.id)
    assert [(d.to_name, d.to_address) for d in queued] == [(p.name, p.address) for p in CUSTOMERS.rows]
    assert {(d.notice, d.number, d.sha256, d.state) for d in queued} == {(COMMUNICATION, 1, text.sha256, QUEUED)}
    assert {(d.attempts, d.changed_at) for d in queued} == {(0, MORNING)}
    assert len({d.id for d in queued}) == 3
    assert either_office.store.timeline(incident.id)[-1].act == LettersQueued(COMMUNICATION, 1, text.sha256, 3)


def test_a_list_queued_again_adds_nobody_and_writes_nothing(either_office: Office) -> None:
    """Lost without it: a key pressed twice tells everybody twice."""
    incident = either_office.queued()
    before = either_office.everything()
    assert either_office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD) == 0
    assert before == either_office.everything()


def test_a_longer_list_adds_only_who_is_new_however_their_address_is_written(office: Office) -> None:
    """Lost without it: a capital in an address makes a second letter to one mailbox."""
    incident = office.queued()
    office.send()
    longer = to(Addressee("Ann Visser", "ANN@Example.NET"), *CUSTOMERS.rows[1:], Addressee("Dee Fontein", "dee@example.net"))
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=longer)
    assert office.desk.outbox.queue(incident.id, COMMUNICATION, longer, LEAD) == 1
    assert list(letters(office)) == [ANN, BEN, COR, "dee@example.net"]
    office.send()
    assert got(office) == [ANN, BEN, COR, "dee@example.net"]


def test_whoever_waits_under_another_spelling_gets_one_letter_at_the_one_that_was_approved(office: Office) -> None:
    """Lost without it: a capital mended on the list leaves somebody without a letter, or with two."""
    incident = office.queued()
    mended = to(Addressee("Ann Visser", "ANN@Example.NET"), *CUSTOMERS.rows[1:])
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=mended)
    assert office.desk.outbox.queue(incident.id, COMMUNICATION, mended, LEAD) == 1
    office.send()
    assert got(office) == ["ANN@Example.NET", BEN, COR]


def test_whoever_the_approved_list_leaves_out_is_not_written_to_and_the_outbox_says_so(either_office: Office) -> None:
    """Lost without it: somebody taken off the list is told all the same, or is dropped without a word."""
    incident = either_office.queued()
    fewer = to(*CUSTOMERS.rows[:2])
    either_office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=fewer)
    with either_office.refused(NotAllowed, "somebody who is not on the list that was approved"):
        # Ann and Ben are, and would go first; whoever waits must be right before the first letter leaves.
        either_office.send()
    assert either_office.desk.outbox.queue(incident.id, COMMUNICATION, fewer, LEAD) == 0
    assert letters(either_office) == {ANN: QUEUED, BEN: QUEUED, COR: FAILED}
    assert "leaves this person out" in either_office.store.deliveries()[2].detail
    either_office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=CUSTOMERS)
    assert either_office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD) == 1
    either_office.send()
    assert got(either_office) == [ANN, BEN, COR]


@pytest.mark.parametrize("state", [SENT, FAILED, UNCERTAIN, DEFERRED])
def test_whoever_has_a_letter_in_any_state_is_not_queued_again(office: Office, state: DeliveryState) -> None:
    """Lost without it: an uncertain letter goes out twice because the list was read in again."""
    incident = office.queued()
    with office.store.writing() as write:
        for letter in office.store.deliveries():
            write.move_delivery(letter.id, QUEUED, state, "", MORNING)
    assert office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD) == 0


@pytest.mark.parametrize("twin", ["ann@example.net", "Ann@Example.net"])
def test_two_people_with_one_address_are_refused(office: Office, twin: str) -> None:
    """Lost without it: one mailbox gets two letters, and one of them is about somebody else."""
    doubled = to(*CUSTOMERS.rows, Addressee("Anton Visser", twin))
    incident = office.opened()
    office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    with office.refused(NotAllowed, "Two of the addressees share one address; give each their own"):
        office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=doubled)
    approved_unseen(office, incident, doubled)
    with office.refused(NotAllowed, "Two of the addressees share one address; give each their own"):
        office.desk.outbox.queue(incident.id, COMMUNICATION, doubled, LEAD)


def approved_unseen(office: Office, incident: Incident, people: AddresseeList) -> None:
    """Leave an approval as a program wrote it that looked less closely; it is signed as any other."""
    text = office.store.incident(incident.id).revisions[COMMUNICATION][-1]
    kept = ApprovedList(people.rows)
    manifest = manifest_of(incident, text, letters_going(text, kept, office.profile))
    signature = office.signer.sign(DPO, manifest.as_bytes)
    act = RevisionApproved(COMMUNICATION, text.number, text.sha256, manifest, signature)
    with office.store.writing() as write:
        write.keep_list(manifest.sha256, kept)
        number = write.incident(incident.id).entries + 1
        write.append(incident.id, TimelineEntry(number, office.now(), office.now(), DPO, act))


NAMED = [
    "Dear Ann Visser, your data",
    "dear ANN  VISSER",
    "Ann\nVisser",
    "Write to ann@example.net",
    "ANN@EXAMPLE.NET",
    "your number K-10002",
    "k-10002",
    "Best wishes, Bente",
    "Cor\u00a0de Groot",
    "An\u00adn Vis\u200bser",
    "\uff21nn Visser",
]


FIVE_LETTERS = Addressee("Bente", "b@example.net")


@pytest.mark.parametrize("words", NAMED)
def test_a_text_that_names_one_of_the_addressees_is_not_queued(office: Office, words: str) -> None:
    """Lost without it: everybody reads whose data were stolen (Art. 34 turned into a second breach)."""
    incident = office.opened()
    office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    office.desk.notices.revise(incident.id, COMMUNICATION, "Uw gegevens", words, RESPONDER)
    everybody = to(*CUSTOMERS.rows, FIVE_LETTERS)
    with office.refused(NotAllowed, "which belongs to one of the addressees; everybody would read it"):
        office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=everybody)
    approved_unseen(office, incident, everybody)
    with office.refused(NotAllowed, "which belongs to one of the addressees; everybody would read it"):
        office.desk.outbox.queue(incident.id, COMMUNICATION, everybody, LEAD)


def test_a_subject_that_names_one_of_the_addressees_is_not_queued(office: Office) -> None:
    """Lost without it: the name stands in the one line that every mail program shows."""
    incident = office.opened()
    office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    office.desk.notices.revise(incident.id, COMMUNICATION, "Ben Bakker, your data", "Text.", RESPONDER)
    with office.refused(NotAllowed, "holds 'Ben Bakker'"):
        office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=CUSTOMERS)
    approved_unseen(office, incident, CUSTOMERS)
    with office.refused(NotAllowed, "holds 'Ben Bakker'"):
        office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)


@pytest.mark.parametrize("name", ["Zoe\u0308 de Vos", "ZOË DE VOS"])
def test_a_name_is_found_however_its_accents_are_written(office: Office, name: str) -> None:
    """Lost without it: a name from the list slips through because the file spells its accent in two signs."""
    incident = office.opened()
    office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    office.desk.notices.revise(incident.id, COMMUNICATION, "Uw gegevens", "Zoë de Vos was hit.", RESPONDER)
    with office.refused(NotAllowed, "belongs to one of the addressees"):
        office.desk.approving.approve(
            incident.id, COMMUNICATION, DPO, addressees=to(Addressee(name, "zoe@example.net"))
        )


@pytest.mark.parametrize(
    "person", [Addressee("Jo", "jo@example.net"), Addressee("Tom Customer", "tom@example.net", "", "2026")]
)
def test_what_is_too_short_to_tell_one_person_from_words_holds_nothing_up(office: Office, person: Addressee) -> None:
    """Lost without it: nobody can be told because somebody is called as a word of the letter begins."""
    incident = office.approved(NoticeKind.COMMUNICATION, to=to(person))
    assert office.desk.outbox.queue(incident.id, COMMUNICATION, to(person), LEAD) == 1


def test_what_nobody_approved_or_was_decided_against_is_not_queued(office: Office) -> None:
    """Lost without it: letters leave that no DPO has read, or that a named person decided against."""
    incident = office.opened()
    outbox = office.desk.outbox
    with office.refused(NotFound, "has no notice 'communication-nl'"):
        outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)
    office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    with office.refused(NotAllowed, "Nobody has approved revision 1"):
        outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=CUSTOMERS)
    office.decided(incident, False, Duty.NOTIFY_INDIVIDUALS)
    with office.refused(NotAllowed, "decided not to do this"):
        outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)


def test_a_notification_to_the_authority_is_not_sent_to_people(office: Office) -> None:
    """Lost without it: every customer reads what was meant for the authority."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    with office.refused(NotAllowed, "goes to an authority; file it in its portal and record that"):
        office.desk.outbox.queue(incident.id, NOTIFICATION, CUSTOMERS, LEAD)


# --- sending --------------------------------------------------------------------------------------------


def test_each_letter_goes_to_one_mailbox_exactly_as_approved(either_office: Office) -> None:
    """Lost without it: what people read is not what the DPO approved."""
    incident = either_office.queued()
    text = incident.revisions[COMMUNICATION][0]
    either_office.now.advance(hours=1)
    either_office.send()
    mails = mailer(either_office).taken
    assert [(m.to_name, m.to_address) for m in mails] == [(p.name, p.address) for p in CUSTOMERS.rows]
    assert {(m.subject, m.text, m.language) for m in mails} == {(text.subject, text.text, "nl")}
    assert {(m.from_name, m.from_address) for m in mails} == {("Fietsgoed B.V.", "privacy@example.org")}
    assert [m.message_id for m in mails] == [f"<{d.id}@example.org>" for d in either_office.store.deliveries()]
    assert {m.written_at for m in mails} == {either_office.now()}


def test_a_run_that_went_well_says_so_in_the_report_and_in_the_record(either_office: Office) -> None:
    """Lost without it: nobody can show that and when people were told."""
    incident = either_office.queued()
    report = either_office.send()
    assert (report.notice, report.number, report.stopped) == (COMMUNICATION, 1, "")
    assert (report.count(SENT), report.count(FAILED)) == (3, 0)
    assert either_office.store.timeline(incident.id)[-1].act == LettersHandedOver(COMMUNICATION, 1, 3, 0, 0, 0)
    assert {d.detail for d in either_office.store.deliveries()} == {"250 ok"}
    assert {d.attempts for d in either_office.store.deliveries()} == {1}


def test_a_single_letter_is_a_run_as_well(office: Office) -> None:
    """Lost without it: the one person who was hit is never told."""
    office.queued(to(CUSTOMERS.rows[0]))
    assert (office.send().number, got(office)) == (1, [ANN])


@pytest.mark.parametrize(
    ("outcome", "state", "counts"),
    [
        (Accepted("250 queued"), SENT, (3, 0, 0, 0)),
        (NEVER, FAILED, (2, 1, 0, 0)),
        (NOT_NOW, DEFERRED, (2, 0, 1, 0)),
        (BROKE, UNCERTAIN, (2, 0, 0, 1)),
    ],
)
def test_what_became_of_each_letter_is_kept_with_the_servers_word(
    office: Office, outcome: HandOver, state: DeliveryState, counts: tuple[int, int, int, int]
) -> None:
    """Lost without it: a letter that failed counts as sent, or nobody knows why it failed."""
    incident = office.queued()
    mailer(office).tell(BEN, outcome)
    office.send()
    assert letters(office) == {ANN: SENT, BEN: state, COR: SENT}
    ben = office.store.deliveries()[1]
    assert ben.detail == getattr(outcome, "reply", "") or getattr(outcome, "reason", "")
    assert office.store.timeline(incident.id)[-1].act == LettersHandedOver(COMMUNICATION, 1, *counts)


def test_a_letter_is_journalled_before_it_is_handed_over(either_office: Office) -> None:
    """Lost without it: after a power cut nobody knows which letter the server may have."""
    either_office.queued()
    seen: list[Counter[DeliveryState]] = []
    mailer(either_office).meanwhile = lambda: seen.append(Counter(letters(either_office).values()))
    either_office.send()
    assert seen == [
        Counter({SENDING: 1, QUEUED: 2}),
        Counter({SENT: 1, SENDING: 1, QUEUED: 1}),
        Counter({SENT: 2, SENDING: 1}),
    ]


def test_only_letters_of_the_notice_that_was_named_go_out(either_office: Office) -> None:
    """Lost without it: the English letters leave with the Dutch ones, or those of another incident."""
    incident = either_office.queued()
    either_office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "en", RESPONDER)
    dee = to(Addressee("Dee Fontein", "dee@example.net"))
    either_office.desk.approving.approve(incident.id, "communication-en", DPO, addressees=dee)
    either_office.desk.outbox.queue(incident.id, "communication-en", dee, LEAD)
    eva = to(Addressee("Eva Berg", "eva@example.net"))
    other = either_office.approved(NoticeKind.COMMUNICATION, to=eva)
    either_office.desk.outbox.queue(other.id, COMMUNICATION, eva, LEAD)
    either_office.send()
    assert got(either_office) == [ANN, BEN, COR]
    assert [d.to_address for d in either_office.desk.outbox.all(other.reference)] == ["eva@example.net"]
    assert len(either_office.desk.outbox.all()) == 5


def test_without_mail_settings_nothing_is_sent(book: LawBook) -> None:
    """Lost without it: letters count as sent on a machine that has no way out."""
    office = Office(FakeCaseStore(), book, mailer=None)
    office.queued()
    assert not office.desk.outbox.is_set_up
    with office.refused(MailProblem, "Mail is not set up"):
        office.send()


def test_with_mail_settings_there_is_a_way_out(office: Office) -> None:
    """Lost without it: the screen says that mail is not set up although it is."""
    assert office.desk.outbox.is_set_up


def test_sending_what_was_never_queued_is_refused(office: Office) -> None:
    """Lost without it: a run over nothing stands in the record as if people had been told."""
    office.approved(NoticeKind.COMMUNICATION)
    with office.refused(NotFound, "No letters of 'communication-nl' are queued; name a file of addressees"):
        office.send()


def test_while_another_program_sends_nothing_is_sent(either_office: Office) -> None:
    """Lost without it: two programs send the same letters."""
    either_office.queued()
    with (
        either_office.store.alone("sending"),
        either_office.refused(NotAllowed, "Another BreachDesk is sending now"),
    ):
        either_office.send()
    assert got(either_office) == []


def test_two_runs_at_once_send_each_letter_once(either_office: Office) -> None:
    """Lost without it: two windows, and everybody is told twice."""
    incident = either_office.queued()
    first, second = either_office.desk, either_office.restarted()

    async def both() -> list[object]:
        runs = (desk.outbox.send(incident.id, COMMUNICATION, LEAD) for desk in (first, second))
        return await asyncio.gather(*runs, return_exceptions=True)

    one, other = asyncio.run(both())
    assert isinstance(other, NotAllowed)
    assert not isinstance(one, BaseException)
    assert got(either_office) == [ANN, BEN, COR]


# --- deferred, failed, uncertain ------------------------------------------------------------------------


def test_a_deferred_letter_goes_out_with_the_next_run_under_the_same_message_id(either_office: Office) -> None:
    """Lost without it: greylisting loses a letter, or makes two of it."""
    either_office.queued()
    mailer(either_office).tell(BEN, NOT_NOW, Accepted("250 ok"))
    either_office.send()
    report = either_office.send()
    assert report.count(SENT) == 3
    tries = [m.message_id for m in mailer(either_office).tried if m.to_address == BEN]
    assert len(tries) == 2
    assert len(set(tries)) == 1
    assert got(either_office) == [ANN, COR, BEN]
    assert [d.attempts for d in either_office.store.deliveries()] == [1, 2, 1]


@pytest.mark.parametrize(("outcome", "state"), [(BROKE, UNCERTAIN), (NEVER, FAILED), (Accepted("250"), SENT)])
def test_only_deferred_letters_are_tried_again(
    office: Office, outcome: HandOver, state: DeliveryState
) -> None:
    """Lost without it: a letter the server may have goes out a second time by itself."""
    office.queued()
    mailer(office).tell(BEN, outcome)
    for _ in range(3):
        office.send()
    assert [m.to_address for m in mailer(office).tried].count(BEN) == 1
    assert letters(office)[BEN] is state


def test_after_three_deferred_in_a_row_the_run_stops_and_keeps_its_place(office: Office) -> None:
    """Lost without it: a server that takes nothing now is asked five thousand times, and locks us out."""
    incident = office.queued(people(6))
    addresses = list(letters(office))
    for address in addresses[1:]:
        mailer(office).tell(address, NOT_NOW)
    report = office.send()
    assert report.stopped == "the server takes no letters now; the queue keeps its place, send again later"
    assert list(letters(office).values()) == [SENT, DEFERRED, DEFERRED, DEFERRED, QUEUED, QUEUED]
    assert office.store.timeline(incident.id)[-1].act == LettersHandedOver(COMMUNICATION, 1, 1, 0, 5, 0)
    for address in addresses[1:]:
        mailer(office).tell(address, Accepted("250 ok"))
    assert office.send().count(SENT) == 6
    assert sorted(got(office)) == addresses


def test_two_deferred_then_one_taken_is_no_reason_to_stop(office: Office) -> None:
    """Lost without it: a few full mailboxes stop the letters to everybody else."""
    office.queued(people(7))
    addresses = list(letters(office))
    for place in (0, 1, 3, 4, 6):
        mailer(office).tell(addresses[place], NOT_NOW)
    mailer(office).tell(addresses[5], NEVER)
    report = office.send()
    assert report.stopped == ""
    assert (report.count(DEFERRED), report.count(FAILED), report.count(SENT)) == (5, 1, 1)


# --- a program that dies --------------------------------------------------------------------------------


def test_what_a_dead_program_was_sending_is_uncertain_and_not_sent_again(either_office: Office) -> None:
    """Lost without it: after a power cut one person gets the letter twice, or it counts as sent."""
    either_office.queued()
    mailer(either_office).tell(BEN, PowerCut())
    with pytest.raises(PowerCut):
        either_office.send()
    assert letters(either_office) == {ANN: SENT, BEN: SENDING, COR: QUEUED}
    mailer(either_office).tell(BEN, Accepted("250 ok"))
    report = either_office.send(desk=either_office.restarted())
    assert letters(either_office) == {ANN: SENT, BEN: UNCERTAIN, COR: SENT}
    assert (report.count(SENT), report.count(UNCERTAIN)) == (2, 1)
    assert "ended while this letter was being sent" in either_office.store.deliveries()[1].detail
    assert got(either_office) == [ANN, COR]


def test_looking_at_the_outbox_settles_what_a_dead_program_left_once(either_office: Office) -> None:
    """Lost without it: a letter stands as `sending` for days, and nobody looks at it."""
    either_office.queued()
    mailer(either_office).tell(ANN, PowerCut())
    with pytest.raises(PowerCut):
        either_office.send()
    outbox = either_office.restarted().outbox
    assert (outbox.settle_interrupted(), outbox.settle_interrupted()) == (1, 0)
    assert letters(either_office) == {ANN: UNCERTAIN, BEN: QUEUED, COR: QUEUED}


def test_what_a_living_program_is_sending_is_left_alone(either_office: Office) -> None:
    """Lost without it: a second window calls a letter uncertain that is on its way this very moment."""
    either_office.queued()
    other = either_office.restarted().outbox
    settled: list[int] = []
    mailer(either_office).meanwhile = lambda: settled.append(other.settle_interrupted())
    either_office.send()
    assert settled == [0, 0, 0]
    assert set(letters(either_office).values()) == {SENT}


def test_nobody_gets_a_letter_twice_wherever_the_power_goes(book: LawBook) -> None:
    """Lost without it: at some point of the run a power cut makes a second letter to somebody."""
    for dies_at in range(5):
        office = Office(FakeCaseStore(), book)
        office.queued(people(5))
        addresses = list(letters(office))
        mailer(office).tell(addresses[dies_at], PowerCut())
        with pytest.raises(PowerCut):
            office.send()
        mailer(office).tell(addresses[dies_at], Accepted("250 ok"))
        report = office.send(desk=office.restarted())
        assert Counter(got(office)) == Counter(a for n, a in enumerate(addresses) if n != dies_at)
        assert (report.count(SENT), report.count(UNCERTAIN)) == (4, 1)


class LockNobodyHolds(FakeCaseStore):
    """A workspace on a disk whose locks do not hold, as some network drives are."""

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        yield True


def test_even_where_locks_do_not_hold_nobody_gets_two_letters(book: LawBook) -> None:
    """Lost without it: on a network drive people are told as often as windows are open."""
    office = Office(LockNobodyHolds(), book)
    incident = office.queued()
    other = office.restarted()

    async def both() -> None:
        await asyncio.gather(*(desk.outbox.send(incident.id, COMMUNICATION, LEAD) for desk in (office.desk, other)))

    asyncio.run(both())
    assert Counter(got(office)) == Counter([ANN, BEN, COR])
    assert [m.to_address for m in mailer(office).tried].count(ANN) == 1


# --- what changes while letters are on their way --------------------------------------------------------


def after_the_first(office: Office, act: Callable[[], object]) -> None:
    """Let somebody act while the first letter is on its way."""
    waiting = [act]

    def meanwhile() -> None:
        if waiting:
            waiting.pop()()

    mailer(office).meanwhile = meanwhile


CHANGED: list[tuple[Callable[[Office, Incident], object], str]] = [
    (
        lambda o, i: o.desk.notices.revise(i.id, COMMUNICATION, "Brief", "Een ander woord.", RESPONDER),
        "Nobody has approved revision 2",
    ),
    (lambda o, i: o.desk.approving.withdraw(i.id, COMMUNICATION, "a name is wrong", DPO), "Nobody has approved revision 1"),
    (lambda o, i: o.decided(i, False, Duty.NOTIFY_INDIVIDUALS), "decided not to do this"),
    (lambda o, i: o.closed(i), "2026-01 is closed"),
]


@pytest.mark.parametrize(("act", "match"), CHANGED, ids=["revised", "withdrawn", "decided against", "closed"])
def test_what_changes_while_letters_go_out_stops_the_rest_and_the_record_tells_what_went(
    either_office: Office, act: Callable[[Office, Incident], object], match: str
) -> None:
    """Lost without it: letters go on leaving after a DPO took back the yes, or those that left are in no record."""
    incident = either_office.queued()
    after_the_first(either_office, lambda: act(either_office, incident))
    with pytest.raises(NotAllowed, match=match):
        either_office.send()
    assert letters(either_office) == {ANN: SENT, BEN: QUEUED, COR: QUEUED}
    assert either_office.store.timeline(incident.id)[-1].act == LettersHandedOver(COMMUNICATION, 1, 1, 0, 2, 0)


@pytest.mark.parametrize(("act", "match"), CHANGED, ids=["revised", "withdrawn", "decided against", "closed"])
def test_what_changed_before_the_first_letter_sends_none_and_writes_nothing(
    office: Office, act: Callable[[Office, Incident], object], match: str
) -> None:
    """Lost without it: letters nobody approves of any more, and a record of a run that never was."""
    incident = office.queued()
    act(office, incident)
    with office.refused(NotAllowed, match):
        office.send()
    assert got(office) == []


def test_a_run_with_nothing_left_to_send_writes_nothing_into_a_closed_incident(office: Office) -> None:
    """Lost without it: a key pressed after closing adds an entry to a record that was declared whole."""
    incident = office.queued()
    office.send()
    office.closed(incident)
    with office.refused(NotAllowed, "2026-01 is closed"):
        office.send()


def test_letters_queued_for_an_older_text_do_not_go_out_with_the_new_one(either_office: Office) -> None:
    """Lost without it: people get words that were approved after their letters were queued, or the old ones."""
    incident = either_office.queued()
    either_office.desk.notices.revise(incident.id, COMMUNICATION, "Brief", "Een ander woord.", RESPONDER)
    either_office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=CUSTOMERS)
    with either_office.refused(NotAllowed, "was changed after these letters were queued; nothing more was sent"):
        either_office.send()
    assert got(either_office) == []


def _queued_then_mended(office: Office, state: DeliveryState, now_to: AddresseeList = CUSTOMERS) -> Incident:
    """Give an Incident whose letters are in a state, with another text approved since, for these people."""
    incident = office.queued()
    with office.store.writing() as write:
        for letter in office.store.deliveries():
            write.move_delivery(letter.id, QUEUED, state, "", MORNING)
    office.desk.notices.revise(incident.id, COMMUNICATION, "Brief", "Een ander woord.", RESPONDER)
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=now_to)
    return incident


@pytest.mark.parametrize("state", [QUEUED, DEFERRED, FAILED])
def test_whoever_waits_for_an_older_text_gets_the_new_one_once_the_list_is_named_again(
    either_office: Office, state: DeliveryState
) -> None:
    """Lost without it: a word mended after queueing, and nobody on the list is ever told."""
    now_to = to(Addressee("Ann Visser", ANN), Addressee("Ben Bakker", BEN), Addressee("Dee Fontein", "dee@example.net"))
    incident = _queued_then_mended(either_office, state, now_to)
    assert either_office.desk.outbox.queue(incident.id, COMMUNICATION, now_to, LEAD) == 3
    either_office.send()
    assert sorted(got(either_office)) == sorted([ANN, BEN, "dee@example.net"])
    assert {d.number for d in either_office.store.deliveries(incident.id) if d.state is SENT} == {2}
    assert letters(either_office)[COR] is FAILED


@pytest.mark.parametrize("state", [SENT, UNCERTAIN, SENDING])
def test_whoever_has_or_may_have_the_older_text_gets_no_second_letter(
    either_office: Office, state: DeliveryState
) -> None:
    """Lost without it: a mended word sends everybody a second letter that nobody decided to send."""
    incident = _queued_then_mended(either_office, state)
    before = either_office.everything()
    assert either_office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD) == 0
    assert before == either_office.everything()


def test_a_letter_whose_fingerprint_was_changed_in_the_workspace_does_not_go_out(office: Office) -> None:
    """Lost without it: whoever writes into the file sends what nobody approved."""
    incident = office.queued()
    assert isinstance(office.store, FakeCaseStore)
    ben = office.store.deliveries(incident.id)[1]
    office.store.kept.deliveries[ben.id] = replace(ben, sha256="f" * 64)
    with pytest.raises(NotAllowed, match="was changed after these letters were queued"):
        office.send()
    assert got(office) == [ANN]


@pytest.mark.parametrize("changed", [{"to_address": "eve@example.net"}, {"to_name": "Eve"}])
def test_a_letter_whose_addressee_was_changed_in_the_workspace_does_not_go_out(
    office: Office, changed: dict[str, str]
) -> None:
    """Lost without it: whoever writes into the file sends a letter to somebody else."""
    incident = office.queued()
    assert isinstance(office.store, FakeCaseStore)
    ben = office.store.deliveries(incident.id)[1]
    office.store.kept.deliveries[ben.id] = replace(ben, **changed)
    with pytest.raises(NotAllowed, match="Whom a letter of 'communication-nl' goes to was changed outside BreachDesk"):
        office.send()
    assert got(office) == []


# --- settling what is uncertain -------------------------------------------------------------------------


def uncertain(office: Office) -> Delivery:
    """Leave the letter to Ben uncertain."""
    office.queued()
    mailer(office).tell(BEN, BROKE, Accepted("250 ok"))
    office.send()
    return office.store.deliveries()[1]


def test_a_person_who_looked_says_that_a_letter_was_sent_after_all(either_office: Office) -> None:
    """Lost without it: a letter that arrived counts as uncertain for ever, or goes out again."""
    letter = uncertain(either_office)
    settled = either_office.desk.outbox.resolve(letter.id[:8], True, " the server's log\nsays so ", LEAD)
    assert (settled.state, settled.detail) == (SENT, "the server's log says so")
    note = f"Letter {letter.id[:8]} of 'communication-nl' was sent after all: the server's log says so"
    assert either_office.store.timeline(letter.incident)[-1].act == NoteAdded(note)
    either_office.send()
    assert got(either_office).count(BEN) == 0


def test_a_person_who_looked_sends_a_letter_again_under_the_same_message_id(either_office: Office) -> None:
    """Lost without it: a letter that never arrived is given up, or the server cannot tell the two apart."""
    letter = uncertain(either_office)
    settled = either_office.desk.outbox.resolve(letter.id, False, "the log does not have it", LEAD)
    assert settled.state is QUEUED
    assert "goes out again: the log does not have it" in str(either_office.store.timeline(letter.incident)[-1].act)
    assert either_office.send().count(SENT) == 3
    tries = [m.message_id for m in mailer(either_office).tried if m.to_address == BEN]
    assert tries == [f"<{letter.id}@example.org>"] * 2


@pytest.mark.parametrize("state", [s for s in DeliveryState if s is not UNCERTAIN])
@pytest.mark.parametrize("was_sent", [True, False])
def test_only_what_is_uncertain_is_settled(office: Office, state: DeliveryState, was_sent: bool) -> None:
    """Lost without it: a failed letter is declared sent, or a sent one goes out again."""
    office.queued()
    ben = office.store.deliveries()[1]
    with office.store.writing() as write:
        write.move_delivery(ben.id, QUEUED, state, "", MORNING)
    with office.refused(NotAllowed, "is not uncertain; only uncertain ones are resolved"):
        office.desk.outbox.resolve(ben.id, was_sent, "because", LEAD)


@pytest.mark.parametrize(
    ("id_", "reason", "error", "match"),
    [
        ("zzzz", "because", NotFound, "There is no one letter 'zzzz' in the outbox"),
        ("", "because", NotFound, "There is no one letter ''"),
        (None, "", WrongInput, "The reason is empty"),
        (None, "x" * 301, WrongInput, "has 301 characters"),
    ],
)
def test_settling_needs_exactly_one_letter_and_a_reason(
    office: Office, id_: str | None, reason: str, error: type[NotFound], match: str
) -> None:
    """Lost without it: another letter than the one meant is declared sent, and nobody can say why."""
    letter = uncertain(office)
    with office.refused(error, match):
        office.desk.outbox.resolve(letter.id if id_ is None else id_, True, reason, LEAD)


# --- any server, any list -------------------------------------------------------------------------------

_OUTCOMES: list[HandOver | BaseException] = [Accepted("250 ok"), NOT_NOW, NEVER, BROKE, PowerCut()]


@given(runs=st.lists(st.lists(st.sampled_from(_OUTCOMES), min_size=5, max_size=5), min_size=1, max_size=4))
def test_whatever_the_server_does_nobody_gets_two_letters_and_none_counts_as_sent_that_was_not_taken(
    book: LawBook, runs: list[list[HandOver | BaseException]]
) -> None:
    """Lost without it: in some order of faults a person is told twice, or not at all and counted as told."""
    office = Office(FakeCaseStore(), book)
    office.queued(people(5))
    addresses = list(letters(office))
    for outcomes in runs:
        for address, outcome in zip(addresses, outcomes, strict=True):
            mailer(office).tell(address, outcome)
        try:
            office.send(desk=office.restarted())
        except PowerCut:
            continue
    taken = Counter(got(office))
    assert set(taken.values()) <= {1}
    assert {a for a, state in letters(office).items() if state is SENT} == set(taken)
    for letter in office.store.deliveries():
        tries = [m for m in mailer(office).tried if m.to_address == letter.to_address]
        assert len(tries) == letter.attempts
        assert len({m.message_id for m in tries}) <= 1


def test_a_run_goes_on_where_another_program_on_the_same_file_left_off(tmp_path: Path, book: LawBook) -> None:
    """Lost without it: what one program knows of the outbox, the next one does not."""
    stores: list[CaseStore] = [SqliteCaseStore(tmp_path / "w") for _ in range(2)]
    office = Office(stores[0], book)
    office.queued()
    mailer(office).tell(BEN, PowerCut())
    with pytest.raises(PowerCut):
        office.send()
    assert office.restarted(stores[1]).outbox.settle_interrupted() == 1
    assert office.send(desk=office.restarted(stores[1])).count(SENT) == 2
    assert got(office) == [ANN, COR]
