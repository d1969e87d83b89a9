"""A draft is held against the facts, the other notices and the house's own addresses as they are at that moment."""

from __future__ import annotations

from breachdesk.domain.draft_check import Remark
from breachdesk.domain.terms import NoticeKind
from tests.services.office import RESPONDER, Office

LETTER = "communication-nl"


def codes(office: Office, incident_id: str, notice: str = LETTER) -> set[str]:
    """Give the checks that found something in the newest text."""
    return {remark.code for remark in remarks(office, incident_id, notice)}


def remarks(office: Office, incident_id: str, notice: str = LETTER) -> tuple[Remark, ...]:
    """Give what was found in the newest text."""
    incident = office.desk.incidents.get(incident_id)
    newest = incident.latest(notice)
    assert newest is not None
    return office.desk.checking.remarks(incident, newest)


def written(office: Office, text: str) -> str:
    """Open an incident, draft a letter, and put these words into it."""
    id_ = office.opened().id
    office.desk.notices.draft(id_, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    office.desk.notices.revise(id_, LETTER, "Datalek", text, RESPONDER)
    return id_


def test_the_houses_own_address_may_stand_in_a_letter_and_anothers_may_not(office: Office) -> None:
    """Lost without it: the DPO cannot be named, or a customer is."""
    assert "anothers-data" not in codes(office, written(office, "Mail fg@example.org."))
    assert "anothers-data" in codes(office, written(office, "Mail ann@example.net."))


def test_days_are_judged_by_the_clock_of_the_incidents_zone(office: Office) -> None:
    """Lost without it: yesterday is the future, late in the evening."""
    assert "future-date" not in codes(office, written(office, "Op 23 november 2026."))
    assert "future-date" in codes(office, written(office, "Op 24 november 2026."))


def test_what_changed_is_told_in_words(office: Office) -> None:
    """Lost without it: a DPO reads 'malicious-external', and asks what that is."""
    id_ = office.opened().id
    office.letters.sources = ("cause",)
    office.desk.walking.answer(id_, "cause", "human-error", RESPONDER)
    office.desk.notices.draft(id_, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    office.desk.walking.answer(id_, "cause", "malicious-external", RESPONDER)
    [said] = [remark.says for remark in remarks(office, id_) if remark.code == "out-of-date"]
    assert "“human error”" in said
    assert "“malicious external”" in said


def test_a_text_can_be_measured(office: Office) -> None:
    """Lost without it: nobody sees how hard a letter is."""
    incident = office.desk.incidents.get(written(office, "Een twee drie. Vier vijf."))
    newest = incident.latest(LETTER)
    assert newest is not None
    assert office.desk.checking.readability(incident, newest).words == 5
