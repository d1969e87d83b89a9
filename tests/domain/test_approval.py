"""Who may say yes to which text, and what a yes lets out of the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.approval import (
    check_may_approve,
    check_may_file,
    check_open,
    facts_changed_since,
    lacks_reasons_for_delay,
    revision_of,
)
from breachdesk.domain.drafting import LATE_REASONS, Gap, Revision, facts_digest
from breachdesk.domain.errors import BreachDeskError, NotAllowed, NotFound, WrongInput
from breachdesk.domain.facts import Answer, Known, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Incident
from breachdesk.domain.manifest import KnownKey, Signature
from breachdesk.domain.parties import Person, Role
from breachdesk.domain.release import BY_HAND, TEXT_ONLY, approval_for_release, manifest_of
from breachdesk.domain.replaying import after, replay
from breachdesk.domain.terms import Confirmation, Duty, NoticeKind, duty_of
from breachdesk.domain.timeline import (
    Act,
    ApprovalWithdrawn,
    AwarenessCorrected,
    ChangesRequested,
    DecisionRecorded,
    FactAnswered,
    FilingRecorded,
    IncidentClosed,
    RevisionApproved,
    RevisionSaved,
    TimelineEntry,
)
from breachdesk.domain.trust import Trust
from tests.strategies import AWARE, SAID, numbered, opening, revision, timelines

NOTE, LETTER = "notification-nl", "communication-nl"
FIRST, SECOND = revision(1), revision(2)
DPO = Person("S. Kok", "s.kok@example.org", (Role.DPO,))
DUE = AWARE + timedelta(hours=72)


def told(*acts: Act) -> Incident:
    """Give the incident that an opening and these acts tell."""
    return replay("i1", numbered(opening(), *acts))


# Whether signatures hold is asked elsewhere; here everybody's does, and one person tells all these stories.
TRUST = Trust(lambda message, signature: True, lambda person: KnownKey(f"SHA256:{person}"))
ONE_PERSON = replace(TRUST, four_eyes=False)


def yes_to(made: Revision) -> RevisionApproved:
    """Give the act that approves a text."""
    manifest = manifest_of(replay("i1", numbered(opening())), made, BY_HAND)
    return RevisionApproved(made.notice, made.number, made.sha256, manifest, Signature("signed", "key", "SHA256:M. Aydin"))


# --- which text is meant --------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "expected"), [(None, SECOND), (1, FIRST), (2, SECOND)])
def test_a_text_is_found_by_number_and_the_newest_by_default(number: int | None, expected: Revision) -> None:
    """Lost without it: a DPO approves, or reads, another text than the one that was named."""
    assert expected == revision_of(told(RevisionSaved(FIRST), RevisionSaved(SECOND)), NOTE, number)


@pytest.mark.parametrize(
    ("notice", "number", "match"),
    [
        (NOTE, 0, "has revisions 1 to 2, not 0"),
        (NOTE, 3, "has revisions 1 to 2, not 3"),
        (NOTE, -1, "has revisions 1 to 2, not -1"),
        ("notification-fr", None, "has no notice 'notification-fr' \\(it has: notification-nl\\). Draft it first"),
    ],
)
def test_a_text_that_is_not_there_is_refused_and_says_what_is(notice: str, number: int | None, match: str) -> None:
    """Lost without it: revision 0 or -1 is taken for the newest, as a list index would."""
    with pytest.raises(NotFound, match=match):
        revision_of(told(RevisionSaved(FIRST), RevisionSaved(SECOND)), notice, number)


def test_an_incident_without_notices_says_so() -> None:
    """Lost without it: a list of nothing, and no next step."""
    with pytest.raises(NotFound, match="it has: none yet"):
        revision_of(told(), NOTE)


# --- who may approve ------------------------------------------------------------------------------------

SENT_BACK = ChangesRequested(NOTE, 1, FIRST.sha256, "too vague")


def test_a_text_that_follows_one_that_was_sent_back_may_be_approved() -> None:
    """Lost without it: one request for changes, and a notice can never be approved again."""
    check_may_approve(told(RevisionSaved(FIRST), SENT_BACK, RevisionSaved(SECOND)), SECOND, DPO, AWARE, TRUST)


def test_a_dpo_may_approve_the_newest_text_of_another_person() -> None:
    """Lost without it: nothing is ever approved."""
    check_may_approve(told(RevisionSaved(FIRST)), FIRST, DPO, AWARE, TRUST)


@pytest.mark.parametrize(
    ("acts", "approver", "match"),
    [
        ((RevisionSaved(FIRST), RevisionSaved(SECOND)), DPO, "Revision 1 of 'notification-nl' was followed by 2"),
        ((RevisionSaved(FIRST),), replace(DPO, roles=()), "S. Kok is not named as DPO"),
        ((RevisionSaved(FIRST),), replace(DPO, roles=(Role.MANAGEMENT, Role.INCIDENT_LEAD)), "not named as DPO"),
        ((RevisionSaved(FIRST), IncidentClosed("Done.")), DPO, "2026-001 is closed"),
        ((RevisionSaved(FIRST), SENT_BACK), DPO, r"asked for changes in revision 1 of 'notification-nl' \(too vague\)"),
    ],
)
def test_an_approval_that_would_not_count_is_refused(acts: tuple[Act, ...], approver: Person, match: str) -> None:
    """Lost without it: an old text, or anybody at all, opens the way out of the house."""
    with pytest.raises(NotAllowed, match=match):
        check_may_approve(told(*acts), FIRST, approver, AWARE, TRUST)


@pytest.mark.parametrize("author", ["S. Kok", "s. kok", " S.  Kok ", "S. KOK"])
def test_nobody_approves_their_own_text_however_their_name_is_written(author: str) -> None:
    """Lost without it: one pair of eyes, where two were promised."""
    own = replace(FIRST, author=author)
    with pytest.raises(NotAllowed, match="wrote revision 1; another person must approve it"):
        check_may_approve(told(RevisionSaved(own)), own, DPO, AWARE, TRUST)


def test_nobody_approves_their_own_text_under_another_name_with_their_own_key() -> None:
    """Lost without it: the author says yes as somebody else, and the key that gives them away is not looked at."""
    one_key = replace(TRUST, key_of=lambda person: KnownKey("SHA256:the same"))
    with pytest.raises(NotAllowed, match="wrote revision 1; another person must approve it"):
        check_may_approve(told(RevisionSaved(FIRST)), FIRST, DPO, AWARE, one_key)
    none_yet = replace(TRUST, key_of=lambda person: None)
    check_may_approve(told(RevisionSaved(FIRST)), FIRST, DPO, AWARE, none_yet)


def test_an_organisation_of_one_may_let_the_author_approve() -> None:
    """Lost without it: who has no second person cannot notify at all."""
    own = replace(FIRST, author=DPO.name)
    check_may_approve(told(RevisionSaved(own)), own, DPO, AWARE, ONE_PERSON)


def test_an_accent_written_in_two_signs_is_the_same_name() -> None:
    """Lost without it: the author approves their own text because the inventory spells their name another way."""
    own = replace(FIRST, author="Zoë Kok")
    with pytest.raises(NotAllowed, match="another person must approve it"):
        check_may_approve(told(RevisionSaved(own)), own, replace(DPO, name="Zoe\u0308 Kok"), AWARE, TRUST)


WRITTEN_LATE = replace(FIRST, written_at=DUE + timedelta(seconds=1), gaps=())
NO_REASONS = replace(WRITTEN_LATE, gaps=(Gap(LATE_REASONS, "reasons for the delay", "33(1)"),))


@pytest.mark.parametrize(
    ("text", "acts", "now", "lacks"),
    [
        (FIRST, (), DUE, False),
        (FIRST, (), DUE + timedelta(seconds=1), True),
        (WRITTEN_LATE, (), DUE + timedelta(hours=1), False),
        (NO_REASONS, (), DUE + timedelta(hours=1), True),
        (NO_REASONS, (FilingRecorded(NOTE, 1, "0" * 64, AWARE, "AP-1"),), DUE + timedelta(hours=1), False),
        (revision(1, NoticeKind.COMMUNICATION), (), DUE + timedelta(hours=1), False),
    ],
    ids=["on time", "too late for it", "late with reasons", "late without", "a supplement", "a letter to people"],
)
def test_a_late_first_notification_is_not_approved_without_its_reasons(
    text: Revision, acts: tuple[Act, ...], now: datetime, lacks: bool
) -> None:
    """Lost without it: the authority gets a late notification that does not say why (Art. 33(1))."""
    incident = told(RevisionSaved(text), *acts)
    assert lacks is lacks_reasons_for_delay(incident, text, now)
    if lacks:
        with pytest.raises(NotAllowed, match="is late and does not say why; Art. 33\\(1\\) wants the reasons"):
            check_may_approve(incident, text, DPO, now, TRUST)
    else:
        check_may_approve(incident, text, DPO, now, TRUST)


# --- what may leave the house ---------------------------------------------------------------------------


def test_an_approved_text_may_leave_with_its_approval() -> None:
    """Lost without it: nothing ever leaves, or without the proof of who said yes."""
    text, approval = approval_for_release(told(RevisionSaved(FIRST), yes_to(FIRST)), NOTE, TEXT_ONLY, ONE_PERSON)
    assert text == FIRST
    assert (approval.by, approval.sha256) == ("M. Aydin", FIRST.sha256)


@pytest.mark.parametrize(
    ("acts", "match"),
    [
        ((), "Nobody has approved revision 1"),
        ((yes_to(FIRST), ApprovalWithdrawn(NOTE, 1, "a name is wrong")), "Nobody has approved revision 1"),
        ((yes_to(FIRST), RevisionSaved(SECOND)), "Nobody has approved revision 2"),
        ((RevisionSaved(SECOND), yes_to(FIRST)), "Nobody has approved revision 2"),
        ((RevisionApproved(NOTE, 1, SECOND.sha256),), "Nobody has approved revision 1"),
        ((RevisionApproved(NOTE, 2, FIRST.sha256),), "Nobody has approved revision 1"),
        ((RevisionApproved(LETTER, 1, FIRST.sha256),), "Nobody has approved revision 1"),
        (
            (yes_to(FIRST), DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "all encrypted", Finding.yes())),
            "M. Aydin decided not to do this \\(all encrypted\\); change the decision first",
        ),
    ],
)
def test_a_text_nobody_approved_or_that_was_decided_against_stays_in_the_house(acts: tuple[Act, ...], match: str) -> None:
    """Lost without it: what was never approved is filed or sent."""
    with pytest.raises(NotAllowed, match=match):
        approval_for_release(told(RevisionSaved(FIRST), *acts), NOTE, TEXT_ONLY, ONE_PERSON)


@pytest.mark.parametrize(
    "decisions",
    [
        ((Duty.NOTIFY_AUTHORITY, True),),
        ((Duty.NOTIFY_AUTHORITY, False), (Duty.NOTIFY_AUTHORITY, True)),
        ((Duty.NOTIFY_INDIVIDUALS, False),),
    ],
)
def test_a_decision_to_notify_or_about_another_duty_holds_nothing_back(decisions: tuple[tuple[Duty, bool], ...]) -> None:
    """Lost without it: the authority hears nothing because people need not be told one by one."""
    acts = [DecisionRecorded(duty, yes, "because", Finding.yes()) for duty, yes in decisions]
    assert approval_for_release(told(RevisionSaved(FIRST), yes_to(FIRST), *acts), NOTE, TEXT_ONLY, ONE_PERSON)[0] == FIRST


def test_a_decision_that_waits_for_confirmation_holds_nothing_back() -> None:
    """Lost without it: one person keeps a notification in the house where the house asked for two."""
    unsure = DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "all encrypted", Finding.yes(), Confirmation.SECOND_PERSON)
    assert approval_for_release(told(RevisionSaved(FIRST), yes_to(FIRST), unsure), NOTE, TEXT_ONLY, ONE_PERSON)[0] == FIRST


@given(entries=timelines(), kind=st.sampled_from(NoticeKind))
def test_whatever_was_said_before_a_later_text_voids_the_approval(
    entries: tuple[TimelineEntry, ...], kind: NoticeKind
) -> None:
    """Lost without it: after some order of acts an unread text may be sent."""
    before = replay("i1", entries)
    number = len(before.revisions.get(revision(1, kind).notice, ())) + 1
    later = revision(number, kind, text="one word was changed")
    incident = after(before, replace(entries[-1], number=len(entries) + 1, act=RevisionSaved(later)))
    with pytest.raises(NotAllowed, match=f"Nobody has approved revision {number}"):
        approval_for_release(incident, later.notice, TEXT_ONLY, ONE_PERSON)


@given(entries=timelines(), kind=st.sampled_from(NoticeKind))
def test_whatever_was_said_only_the_newest_text_with_its_own_yes_may_leave(
    entries: tuple[TimelineEntry, ...], kind: NoticeKind
) -> None:
    """Lost without it: after some order of acts an unread text may be sent."""
    incident = replay("i1", entries)
    notice = revision(1, kind).notice
    try:
        text, approval = approval_for_release(incident, notice, TEXT_ONLY, ONE_PERSON)
    except (NotAllowed, NotFound):
        return
    assert text == incident.latest(notice)
    assert (approval.notice, approval.number, approval.sha256) == (notice, text.number, text.sha256)
    decided = incident.decision(duty_of(kind))
    assert decided is None or decided.notify


@given(at=st.integers(0, 10_000), field=st.sampled_from(["subject", "text"]))
def test_a_yes_holds_for_no_text_that_differs_in_one_byte(at: int, field: str) -> None:
    """Lost without it: what was approved is not what is sent."""
    old = getattr(FIRST, field)
    place = at % len(old)
    changed = replace(FIRST, **{field: old[:place] + chr(ord(old[place]) ^ 1) + old[place + 1 :]})
    with pytest.raises(NotAllowed, match="Nobody has approved"):
        approval_for_release(told(RevisionSaved(changed), yes_to(FIRST)), NOTE, TEXT_ONLY, ONE_PERSON)


# --- filing ---------------------------------------------------------------------------------------------

FILED = FilingRecorded(NOTE, 1, FIRST.sha256, DUE, "AP-1")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("acts", "filed_at", "reasons"),
    [
        ((), AWARE, ""),
        ((), DUE, ""),
        ((), DUE + timedelta(seconds=1), "the log was locked"),
        ((FILED,), DUE + 9 * HOUR, ""),
    ],
    ids=["at awareness", "at the last instant", "late with reasons", "a supplement"],
)
def test_a_filing_on_time_or_late_with_reasons_is_taken(acts: tuple[Act, ...], filed_at: object, reasons: str) -> None:
    """Lost without it: a filing that was made cannot be recorded, and the clock runs on."""
    check_may_file(told(*acts), FIRST, filed_at, reasons)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("acts", "text", "filed_at", "reasons", "error", "match"),
    [
        ((), FIRST, AWARE - timedelta(seconds=1), "", WrongInput, "cannot be earlier than awareness"),
        ((), FIRST, DUE + timedelta(microseconds=1), "", WrongInput, "Art. 33\\(1\\) wants the reasons for the delay"),
        ((), FIRST, DUE + HOUR, " \n", WrongInput, "reasons for the delay"),
        ((AwarenessCorrected(AWARE - 2 * HOUR, "a mail was found"),), FIRST, DUE - HOUR, "", WrongInput, "reasons"),
        ((), revision(1, NoticeKind.COMMUNICATION), AWARE, "", NotAllowed, "goes to people, not to an authority"),
    ],
)
def test_a_filing_that_cannot_be_right_is_refused(
    acts: tuple[Act, ...], text: Revision, filed_at: object, reasons: str, error: type[BreachDeskError], match: str
) -> None:
    """Lost without it: a late notification without reasons, or a letter to people recorded as one to the authority."""
    with pytest.raises(error, match=match):
        check_may_file(told(*acts), text, filed_at, reasons)  # type: ignore[arg-type]


# --- open, and resting on the facts ---------------------------------------------------------------------


def test_an_open_incident_may_be_changed() -> None:
    """Lost without it: nothing can be done at all."""
    check_open(told())


def test_a_closed_incident_may_not_be_changed_and_says_what_may() -> None:
    """Lost without it: a record is quietly continued after somebody declared it whole."""
    with pytest.raises(NotAllowed, match="2026-001 is closed; open a new incident, or add a note to this one"):
        check_open(told(IncidentClosed("Done.")))


@pytest.mark.parametrize(
    ("answers", "changed"),
    [
        ([("cause", Known("fraud"))], False),
        ([("cause", Known("fraud")), ("cause", Known("fraud"))], False),
        ([("cause", Known("error"))], True),
        ([("cause", Unknown())], True),
        ([("cause", Known("fraud")), ("people", Unknown())], True),
        ([], True),
    ],
)
def test_a_reviewer_is_told_when_the_facts_are_no_longer_those_of_the_text(
    answers: list[tuple[str, Answer]], changed: bool
) -> None:
    """Lost without it: a DPO approves numbers that were corrected an hour ago."""
    written_on = told(FactAnswered("cause", Known("fraud"), SAID)).facts
    text = replace(FIRST, facts_digest=facts_digest(written_on))
    now = told(*(FactAnswered(fact, answer, SAID) for fact, answer in answers))
    assert changed == facts_changed_since(now, text)
