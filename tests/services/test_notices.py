"""Notices: drafted from facts, edited, compared, approved, taken back, filed; what was approved is what leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from breachdesk.domain.deliveries import Refused
from breachdesk.domain.drafting import Gap, facts_digest
from breachdesk.domain.errors import AmbiguousLocalTime, NotAllowed, NotFound, TemplateProblem, WrongInput
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.release import BY_HAND, manifest_of
from breachdesk.domain.reminders import ReminderState
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.domain.timeline import ApprovalWithdrawn, FilingRecorded, RevisionApproved, RevisionSaved
from breachdesk.services.incidents import SLACK
from tests.services.office import (
    BOSS,
    COMMUNICATION,
    CUSTOMERS,
    DPO,
    INVENTORY,
    LEAD,
    MORNING,
    NOTIFICATION,
    OTHER_DPO,
    PEOPLE,
    QUESTIONS,
    RESPONDER,
    Office,
)

GAP = Gap("people", "people", "33(3)")


def drafted(office: Office, kind: NoticeKind = NoticeKind.NOTIFICATION) -> Incident:
    """Open an incident and draft a notice."""
    incident = office.opened()
    office.desk.notices.draft(incident.id, kind, "nl", RESPONDER)
    return office.store.incident(incident.id)


# --- drafting -------------------------------------------------------------------------------------------


def test_a_draft_is_saved_as_the_first_text_with_its_gaps_and_the_facts_it_rests_on(either_office: Office) -> None:
    """Lost without it: nobody can tell from which facts a text was written, or what it still lacks."""
    incident = either_office.opened()
    either_office.desk.walking.answer(incident.id, "personal_data", "yes", RESPONDER)
    made = either_office.desk.notices.draft(incident.reference, NoticeKind.NOTIFICATION, "nl", f" {RESPONDER} ")
    facts = either_office.store.incident(incident.id).facts
    assert (made.notice, made.number, made.kind, made.language) == (NOTIFICATION, 1, NoticeKind.NOTIFICATION, "nl")
    assert made.subject == "notification 2026-01"
    assert "personal_data: yes" in made.text
    assert (made.gaps, made.template) == ((GAP,), "notification.nl.md")
    assert (made.author, made.written_at, made.facts_digest) == (RESPONDER, MORNING, facts_digest(facts))
    assert either_office.store.timeline(incident.id)[-1].act == RevisionSaved(made)


def test_a_draft_is_written_from_all_that_is_known(office: Office) -> None:
    """Lost without it: a decision, a deadline or a contact is missing in the letter although it is known."""
    incident = office.opened(detected="2026-11-23 09:15", aware="2026-11-23 11:40", awareness_reason="the log")
    after = office.desk.scoping.save(incident.id, ["crm"], RESPONDER)
    office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    (context,) = office.letters.contexts
    assert (context.reference, context.title, context.zone) == ("2026-01", "Customer file copied", "Europe/Amsterdam")
    assert (context.detected_at, context.aware_at) == (incident.detected_at, incident.aware_at)
    assert (context.awareness_reason, context.due_at) == ("the log", incident.deadline.due_at)
    assert (context.controller, context.dpo, context.inventory) == (INVENTORY.controller, INVENTORY.dpo, INVENTORY)
    assert (context.authority, context.facts, context.scope) == (incident.authority, after.facts, after.scope)
    assert (context.definitions, context.written_at, context.late_reasons) == (QUESTIONS, MORNING, "")
    assert (context.tell_people, context.tell_people_reason, context.people_told) == (None, "", False)
    assert (context.first_filed_at, context.first_filing_reference) == (None, "")


@pytest.mark.parametrize("tell", [True, False])
def test_a_draft_knows_what_was_decided_about_telling_people(office: Office, tell: bool) -> None:
    """Lost without it: the authority is not told whether the people will hear of it (Art. 34)."""
    incident = office.decided(office.opened(), tell, Duty.NOTIFY_INDIVIDUALS)
    office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    context = office.letters.contexts[-1]
    assert (context.tell_people, context.tell_people_reason) == (tell, "because it is so")


@pytest.mark.parametrize(("taken", "told"), [(True, True), (False, False)])
def test_a_draft_says_that_people_were_told_only_when_a_letter_was_taken(office: Office, taken: bool, told: bool) -> None:
    """Lost without it: the authority reads that people were informed, after a run in which no letter went out."""
    incident = office.queued()
    assert office.mailer is not None
    if not taken:
        for person in CUSTOMERS.rows:
            office.mailer.tell(person.address, Refused("550 no", may_retry=False))
    office.send()
    office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    assert told is office.letters.contexts[-1].people_told


def test_a_draft_after_a_filing_knows_the_first_one(office: Office) -> None:
    """Lost without it: a supplement without the reference the authority gave (Art. 33(4))."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    for reference, at in (("AP-2", "2026-11-23 14:00"), ("AP-3", "2026-11-23 14:04")):
        office.desk.approving.file(incident.id, NOTIFICATION, reference, LEAD, at)
    office.desk.walking.answer(incident.id, "personal_data", "yes", RESPONDER)
    office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    context = office.letters.contexts[-1]
    assert (context.first_filed_at, context.first_filing_reference) == (MORNING, "AP-2")


def test_reasons_for_a_delay_reach_the_text(office: Office) -> None:
    """Lost without it: a late notification without the reasons the law wants (Art. 33(1))."""
    incident = office.opened()
    made = office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", RESPONDER, " the log\r\nwas locked ")
    assert office.letters.contexts[-1].late_reasons == "the log\nwas locked"
    assert "late because the log\nwas locked" in made.text


def test_what_the_newest_text_says_already_is_not_saved_again(office: Office) -> None:
    """Lost without it: a second revision that says the same voids the approval of the first."""
    incident = drafted(office)
    with office.refused(NotAllowed, "Revision 1 of 'notification-nl' already says exactly this"):
        office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", LEAD)


def test_a_draft_after_a_new_answer_follows_the_old_one(office: Office) -> None:
    """Lost without it: an earlier text is overwritten, and with it what was approved or filed."""
    incident = drafted(office)
    office.desk.walking.answer(incident.id, "people", "7", RESPONDER)
    made = office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", LEAD)
    assert (made.number, made.gaps) == (2, ())
    assert [r.number for r in office.store.incident(incident.id).revisions[NOTIFICATION]] == [1, 2]


def test_each_language_is_a_notice_of_its_own(office: Office) -> None:
    """Lost without it: the English letter voids the approval of the Dutch one."""
    incident = office.approved(NoticeKind.COMMUNICATION)
    made = office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "en", RESPONDER)
    assert (made.notice, made.number) == ("communication-en", 1)
    assert COMMUNICATION in office.store.incident(incident.id).approvals
    assert office.desk.notices.languages(NoticeKind.COMMUNICATION) == ("en", "nl")


@pytest.mark.parametrize(
    ("kind", "language", "by", "reasons", "error", "match"),
    [
        (NoticeKind.NOTIFICATION, "fr", LEAD, "", TemplateProblem, "no notification template in the language 'fr'"),
        (NoticeKind.NOTIFICATION, "nl", " ", "", WrongInput, "who acts is empty"),
        (NoticeKind.NOTIFICATION, "nl", LEAD, "x" * 2001, WrongInput, "has 2,001 characters"),
    ],
)
def test_a_draft_that_cannot_be_written_saves_nothing(
    office: Office, kind: NoticeKind, language: str, by: str, reasons: str, error: type[WrongInput], match: str
) -> None:
    """Lost without it: an empty or half-written text stands as a revision."""
    incident = office.opened()
    with office.refused(error, match):
        office.desk.notices.draft(incident.id, kind, language, by, reasons)


# --- editing --------------------------------------------------------------------------------------------


def test_an_edited_text_is_the_next_one_and_says_that_it_was_edited(office: Office) -> None:
    """Lost without it: an edit overwrites a text that somebody has read."""
    incident = drafted(office)
    office.now.advance(hours=1)
    made = office.desk.notices.revise(incident.id, NOTIFICATION, " Melding\n 2026-01 ", "Wij melden:\r\n  een inbreuk. ", LEAD)
    assert (made.number, made.subject, made.text) == (2, "Melding 2026-01", "Wij melden:\n  een inbreuk.\n")
    assert (made.template, made.author) == ("notification.nl.md, edited", LEAD)
    assert (made.written_at, made.gaps) == (MORNING + timedelta(hours=1), (GAP,))
    assert office.store.timeline(incident.id)[-1].act == RevisionSaved(made)


def test_an_edited_text_no_longer_lists_what_is_known_by_now(office: Office) -> None:
    """Lost without it: a notification goes out `in phases` although nothing is missing."""
    incident = drafted(office)
    office.desk.walking.answer(incident.id, "people", "7", RESPONDER)
    assert office.desk.notices.revise(incident.id, NOTIFICATION, "Melding", "Zeven mensen.", LEAD).gaps == ()


def test_an_edit_voids_the_approval(either_office: Office) -> None:
    """Lost without it: a word is changed after the DPO said yes, and the letter goes out."""
    incident = either_office.approved(NoticeKind.NOTIFICATION)
    either_office.desk.notices.revise(incident.id, NOTIFICATION, "Melding", "Een ander woord.", LEAD)
    assert either_office.store.incident(incident.id).approvals == {}
    with either_office.refused(NotAllowed, "Nobody has approved revision 2"):
        either_office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)


def test_an_edit_that_changes_nothing_is_refused(office: Office) -> None:
    """Lost without it: opening and saving a text voids its approval."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    text = incident.revisions[NOTIFICATION][-1]
    with office.refused(NotAllowed, "Nothing was changed in 'notification-nl'; revision 1 stands"):
        office.desk.notices.revise(incident.id, NOTIFICATION, f" {text.subject}  ", f"\n{text.text}\n\n", LEAD)


@pytest.mark.parametrize(
    ("notice", "subject", "text", "error", "match"),
    [
        (COMMUNICATION, "Brief", "Tekst", NotFound, "has no notice 'communication-nl' \\(it has: notification-nl\\)"),
        (NOTIFICATION, "", "Tekst", WrongInput, "The subject is empty"),
        (NOTIFICATION, "Melding", " \n", WrongInput, "The text of the notice is empty"),
        (NOTIFICATION, "x" * 201, "Tekst", WrongInput, "The subject has 201 characters"),
        (NOTIFICATION, "Melding", "x" * 60_001, WrongInput, "has 60,001 characters"),
    ],
)
def test_an_edit_that_is_no_text_saves_nothing(
    office: Office, notice: str, subject: str, text: str, error: type[WrongInput], match: str
) -> None:
    """Lost without it: an empty letter, or a subject a mail server cuts."""
    incident = drafted(office)
    with office.refused(error, match):
        office.desk.notices.revise(incident.id, notice, subject, text, LEAD)


# --- reading and comparing ------------------------------------------------------------------------------


def test_a_reviewer_sees_the_text_its_gaps_its_approval_and_whether_facts_changed(office: Office) -> None:
    """Lost without it: a DPO says yes without knowing that a number was corrected since."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    state = office.desk.notices.state(incident, NOTIFICATION)
    assert (state.of, state.gaps, state.facts_changed) == (1, (GAP,), False)
    assert state.approval == incident.approvals[NOTIFICATION]
    after = office.desk.walking.answer(incident.id, "people", "7", RESPONDER)
    assert office.desk.notices.state(after, NOTIFICATION).facts_changed
    office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    newest = office.desk.notices.state(office.store.incident(incident.id), NOTIFICATION)
    assert (newest.revision.number, newest.of, newest.facts_changed, newest.approval) == (2, 2, False, None)
    older = office.desk.notices.state(office.store.incident(incident.id), NOTIFICATION, 1)
    assert (older.revision.number, older.of, older.facts_changed) == (1, 2, True)


def test_two_texts_are_compared_line_by_line_with_their_subjects(office: Office) -> None:
    """Lost without it: a reviewer reads sixty lines again to find one word."""
    incident = drafted(office)
    old = incident.revisions[NOTIFICATION][0]
    office.desk.notices.revise(incident.id, NOTIFICATION, "Melding", f"{old.text}One more line.", LEAD)
    after = office.store.incident(incident.id)
    lines = office.desk.notices.diff(after, NOTIFICATION, 1, 2)
    assert lines[:2] == ("--- revision 1", "+++ revision 2")
    assert [line for line in lines[3:] if line[0] in "+-"] == [f"-{old.subject}", "+Melding", "+One more line."]
    assert office.desk.notices.diff(after, NOTIFICATION, 2, 2) == ()
    with office.refused(NotFound, "has revisions 1 to 2, not 3"):
        office.desk.notices.diff(after, NOTIFICATION, 1, 3)


# --- approving ------------------------------------------------------------------------------------------


def test_a_yes_binds_to_exactly_one_text(either_office: Office) -> None:
    """Lost without it: an approval that does not say of what."""
    incident = drafted(either_office)
    text = incident.revisions[NOTIFICATION][0]
    after = either_office.desk.approving.approve(incident.id, NOTIFICATION, DPO, 1, text.sha256)
    manifest = manifest_of(incident, text, BY_HAND)
    signature = either_office.signer.sign(DPO, manifest.as_bytes)
    saved = RevisionApproved(NOTIFICATION, 1, text.sha256, manifest, signature)
    assert either_office.store.timeline(incident.id)[-1].act == saved
    assert after.approvals == {NOTIFICATION: Approval(NOTIFICATION, 1, text.sha256, DPO, MORNING, manifest, signature)}


def test_those_who_may_approve_are_the_dpos_of_the_inventory(office: Office) -> None:
    """Lost without it: a person is offered who would be refused, or the DPO is not."""
    office.opened()
    assert [p.name for p in office.desk.approving.approvers()] == [DPO, OTHER_DPO]


@pytest.mark.parametrize(
    ("by", "number", "seen", "error", "match"),
    [
        (LEAD, None, "", NotAllowed, "J. Vos is not named as DPO"),
        (BOSS, None, "", NotAllowed, "R. de Wit is not named as DPO"),
        ("S. Koc", None, "", NotFound, "'S. Koc' is not among the people of the inventory; DPO there: S. Kok, T. Bos"),
        (OTHER_DPO, None, "", NotAllowed, "T. Bos wrote revision 2; another person must approve it"),
        (DPO, 1, "", NotAllowed, "Revision 1 of 'notification-nl' was followed by 2"),
        (DPO, 3, "", NotFound, "has revisions 1 to 2, not 3"),
        (DPO, 2, "0" * 64, NotAllowed, "is not the text that was on the screen; read it again"),
    ],
)
def test_a_yes_that_would_not_count_is_refused(
    office: Office, by: str, number: int | None, seen: str, error: type[NotAllowed], match: str
) -> None:
    """Lost without it: a letter leaves on the word of its author, of anybody, or about another text."""
    incident = drafted(office)
    office.desk.notices.revise(incident.id, NOTIFICATION, "Melding", "Een ander woord.", OTHER_DPO)
    with office.refused(error, match):
        office.desk.approving.approve(incident.id, NOTIFICATION, by, number, seen)


def test_a_text_that_changed_while_it_was_read_is_not_approved(either_office: Office) -> None:
    """Lost without it: the DPO presses the key, and says yes to what somebody saved a second before."""
    incident = drafted(either_office)
    on_screen = incident.revisions[NOTIFICATION][0].sha256
    either_office.desk.notices.revise(incident.id, NOTIFICATION, "Melding", "Een ander woord.", LEAD)
    with either_office.refused(NotAllowed, "is not the text that was on the screen"):
        either_office.desk.approving.approve(incident.id, NOTIFICATION, DPO, seen_sha256=on_screen)


def test_without_a_dpo_in_the_inventory_the_refusal_says_so(office: Office) -> None:
    """Lost without it: nobody can approve, and nobody knows why."""
    incident = drafted(office)
    office.desk.scoping.take_in(replace(INVENTORY, people=PEOPLE[:2]), LEAD)
    with office.refused(NotFound, "DPO there: nobody"):
        office.desk.approving.approve(incident.id, NOTIFICATION, DPO)


def test_an_approval_is_taken_back_with_a_reason(either_office: Office) -> None:
    """Lost without it: a mistake found after the yes cannot be stopped."""
    incident = either_office.approved(NoticeKind.NOTIFICATION)
    after = either_office.desk.approving.withdraw(incident.id, NOTIFICATION, " a name\nis wrong ", LEAD)
    assert either_office.store.timeline(incident.id)[-1].act == ApprovalWithdrawn(NOTIFICATION, 1, "a name is wrong")
    assert after.approvals == {}
    with either_office.refused(NotAllowed, "Nobody has approved"):
        either_office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)


@pytest.mark.parametrize(
    ("notice", "reason", "error", "match"),
    [
        (COMMUNICATION, "why", NotAllowed, "No approval of 'communication-nl' holds"),
        (NOTIFICATION, " ", WrongInput, "The reason is empty"),
    ],
)
def test_only_an_approval_that_holds_is_taken_back_and_only_with_a_reason(
    office: Office, notice: str, reason: str, error: type[NotAllowed], match: str
) -> None:
    """Lost without it: the record says that a yes was taken back that nobody gave."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    with office.refused(error, match):
        office.desk.approving.withdraw(incident.id, notice, reason, LEAD)


# --- filing ---------------------------------------------------------------------------------------------


def test_a_filing_is_kept_with_its_text_and_reference_and_freezes_the_clock(either_office: Office) -> None:
    """Lost without it: nobody can prove what the authority was told, and people go on being nudged."""
    incident = either_office.approved(NoticeKind.NOTIFICATION)
    either_office.now.advance(hours=5)
    after = either_office.desk.approving.file(incident.id, NOTIFICATION, " AP 2026/4711 ", LEAD, "2026-11-23 18:30")
    sha256 = incident.revisions[NOTIFICATION][0].sha256
    filed_at = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    entry = either_office.store.timeline(incident.id)[-1]
    assert entry.act == FilingRecorded(NOTIFICATION, 1, sha256, filed_at, "AP 2026/4711", "")
    assert after.first_filed_at == filed_at
    assert either_office.store.rows()[0].first_filed_at == filed_at
    assert {r.state for r in either_office.store.reminders(incident.id)} == {ReminderState.CANCELLED}


def test_a_late_filing_keeps_its_reasons(office: Office) -> None:
    """Lost without it: a late notification, and the reasons for the delay are nowhere (Art. 33(1))."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    office.now.advance(hours=72, seconds=1)
    with office.refused(WrongInput, "Filed after the deadline: Art. 33\\(1\\) wants the reasons"):
        office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)
    after = office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD, "now", " the log\nwas locked ")
    assert after.filings[0].late_reasons == "the log\nwas locked"


def test_at_the_last_instant_a_filing_is_on_time(office: Office) -> None:
    """Lost without it: a notification made in time is called late."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    office.now.advance(hours=72)
    assert office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD).filings[0].late_reasons == ""


def test_a_portal_whose_clock_is_a_few_minutes_ahead_files_no_future(office: Office) -> None:
    """Lost without it: a filing cannot be recorded at once because two clocks differ."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    after = office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD, (MORNING + SLACK).isoformat())
    assert after.first_filed_at == MORNING + SLACK


@pytest.mark.parametrize(
    ("filed_at", "reference", "reasons", "error", "match"),
    [
        ("2026-11-23T14:05:01+01:00", "AP-1", "", WrongInput, "A filing in the future cannot be right"),
        ("2026-11-23 13:59", "AP-1", "", WrongInput, "cannot be earlier than awareness"),
        ("2026-10-25 02:30", "AP-1", "", AmbiguousLocalTime, "exists twice"),
        ("just now", "AP-1", "", WrongInput, "is not a time"),
        ("now", "", "", WrongInput, "reference the authority gave is empty"),
        ("now", "x" * 81, "", WrongInput, "has 81 characters"),
        ("now", "AP-1", "x" * 2001, WrongInput, "has 2,001 characters"),
    ],
)
def test_a_filing_that_cannot_be_right_is_refused(
    office: Office, filed_at: str, reference: str, reasons: str, error: type[WrongInput], match: str
) -> None:
    """Lost without it: the clock is frozen by a filing that never was."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    with office.refused(error, match):
        office.desk.approving.file(incident.id, NOTIFICATION, reference, LEAD, filed_at, reasons)


def test_what_nobody_approved_is_not_filed(office: Office) -> None:
    """Lost without it: a text nobody read reaches the authority."""
    incident = drafted(office)
    with office.refused(NotAllowed, "Nobody has approved revision 1"):
        office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)
    with office.refused(NotFound, "has no notice 'notification-fr'"):
        office.desk.approving.file(incident.id, "notification-fr", "AP-1", LEAD)


def test_a_letter_to_people_is_not_filed_with_the_authority(office: Office) -> None:
    """Lost without it: the duty to notify counts as done by a letter to customers."""
    incident = office.approved(NoticeKind.COMMUNICATION)
    with office.refused(NotAllowed, "goes to people, not to an authority; send it instead"):
        office.desk.approving.file(incident.id, COMMUNICATION, "AP-1", LEAD)


def test_what_was_decided_against_is_not_filed(office: Office) -> None:
    """Lost without it: a notification is made against the decision of a named person, by mistake."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    office.decided(incident, notify=False)
    with office.refused(NotAllowed, "J. Vos decided not to do this \\(because it is so\\)"):
        office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)


def test_a_supplement_after_the_deadline_needs_no_reasons_and_moves_nothing(either_office: Office) -> None:
    """Lost without it: later information counts as a late notification (Art. 33(4))."""
    incident = either_office.filed()
    either_office.now.advance(hours=100)
    either_office.desk.notices.revise(incident.id, NOTIFICATION, "Aanvulling", "Het waren er zeven.", RESPONDER)
    either_office.desk.approving.approve(incident.id, NOTIFICATION, DPO)
    after = either_office.desk.approving.file(incident.id, NOTIFICATION, "AP-1b", LEAD)
    assert [(f.number, f.reference) for f in after.filings] == [(1, "AP-1"), (2, "AP-1b")]
    assert after.first_filed_at == MORNING
