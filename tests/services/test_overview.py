"""What a person sees at a glance: the list of incidents, what comes up, and one incident whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from breachdesk.domain.deliveries import Refused
from breachdesk.domain.errors import NotFound
from breachdesk.domain.incident import Incident
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.services.faces import Face
from breachdesk.services.overview import Coming, HomeRow, home_state
from tests.plans import SMALL
from tests.services.office import (
    COMMUNICATION,
    CUSTOMERS,
    DPO,
    INVENTORY,
    LEAD,
    MORNING,
    NOTIFICATION,
    RESPONDER,
    Office,
)


def row(office: Office, incident: Incident) -> HomeRow:
    """Give the line of an incident."""
    return next(r for r in office.desk.overview.home() if r.incident.id == incident.id)


def test_one_incident_is_seen_whole(either_office: Office) -> None:
    """Lost without it: a screen has to ask five times, and may get five different moments."""
    incident = either_office.opened()
    view = either_office.desk.overview.case("2026-01")
    assert (view.incident, view.inventory) == (incident, INVENTORY)
    assert view.plan.playbook == SMALL
    assert view.next is not None
    assert view.next.planned.step.id == "ask"
    assert view.proposals == either_office.desk.assessing.proposals(incident)
    with either_office.refused(NotFound, "no incident '2026-99'; there are: 2026-01"):
        either_office.desk.overview.case("2026-99")


def test_the_list_stands_by_what_presses_with_closed_incidents_last(either_office: Office) -> None:
    """Lost without it: the incident with an hour left stands under one that is over."""
    later = either_office.opened()
    sooner = either_office.opened(detected="2026-11-23 09:00")
    closed = either_office.closed(either_office.opened(detected="2026-11-23 08:00"))
    assert [r.incident.id for r in either_office.desk.overview.home()] == [sooner.id, later.id, closed.id]


def test_a_line_says_phase_next_step_and_whose_it_is(office: Office) -> None:
    """Lost without it: nobody sees what is to be done, or by whom."""
    incident = office.opened()
    line = row(office, incident)
    assert (line.phase, line.next_step, line.owner) == ("Confirm", "Ask", RESPONDER)
    office.desk.walking.answer(incident.id, "personal_data", "yes", RESPONDER)
    office.desk.walking.answer(incident.id, "cause", "human-error", RESPONDER)
    office.desk.walking.answer(incident.id, "breach_kinds", "confidentiality", RESPONDER)
    office.desk.walking.assign(incident.id, "contain", LEAD, RESPONDER)
    line = row(office, incident)
    assert (line.phase, line.next_step, line.owner) == ("Contain", "Contain", LEAD)


def test_a_closed_incident_asks_for_nothing(office: Office) -> None:
    """Lost without it: work is proposed on what is over."""
    line = row(office, office.closed(office.opened()))
    assert (line.next_step, line.owner, line.coming, line.waits_for_dpo) == ("", RESPONDER, (), False)
    assert home_state(line) == Face("closed", "✓", "muted")


def test_what_comes_up_is_the_deadline_and_every_target_that_is_not_reached(office: Office) -> None:
    """Lost without it: the legal deadline and the targets of the house look the same, or one is missing."""
    incident = office.opened()

    def coming() -> set[Coming]:
        return set(row(office, incident).coming)

    hours = timedelta(hours=1)
    deadline = Coming(MORNING + 72 * hours, "2026-01", "notification to AP due", True)
    ask = Coming(MORNING + 4 * hours, "2026-01", "Ask", False)
    contain = Coming(MORNING + 8 * hours, "2026-01", "Contain", False)
    assert coming() == {deadline, ask, contain}
    office.desk.walking.answer(incident.id, "personal_data", "unknown", RESPONDER)
    assert coming() == {deadline, ask, contain}
    office.desk.walking.answer(incident.id, "personal_data", "yes", RESPONDER)
    office.desk.walking.done(incident.id, "contain", RESPONDER)
    assert coming() == {deadline}
    office.desk.walking.answer(incident.id, "conclusion", "High risk.", RESPONDER)
    office.decided(incident, notify=True)
    file = Coming(MORNING + 66 * hours, "2026-01", "File", False)
    assert coming() == {deadline, file}
    office.approved(NoticeKind.NOTIFICATION, incident)
    office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)
    assert coming() == set()


# --- what waits for the DPO -----------------------------------------------------------------------------


def draft(office: Office, incident: Incident, kind: NoticeKind = NoticeKind.NOTIFICATION, language: str = "nl") -> None:
    """Draft a notice."""
    office.desk.notices.draft(incident.id, kind, language, RESPONDER)


def waits(office: Office, incident: Incident) -> bool:
    """Tell whether an incident waits for the DPO."""
    return row(office, incident).waits_for_dpo


def test_a_text_nobody_has_approved_waits_for_the_dpo(office: Office) -> None:
    """Lost without it: a draft lies unread until the deadline."""
    incident = office.opened()
    assert not waits(office, incident)
    draft(office, incident)
    assert waits(office, incident)
    assert home_state(row(office, incident)) == Face("Confirm", "◷ DPO", "waiting")
    office.desk.approving.approve(incident.id, NOTIFICATION, DPO)
    assert not waits(office, incident)
    assert home_state(row(office, incident)) == Face("Confirm", "▸", "calm")


def test_an_edited_text_waits_again_and_one_taken_back_too(office: Office) -> None:
    """Lost without it: the DPO is not asked about what changed after the yes."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    office.desk.notices.revise(incident.id, NOTIFICATION, "Melding", "Een ander woord.", RESPONDER)
    assert waits(office, incident)
    office.desk.approving.approve(incident.id, NOTIFICATION, DPO)
    office.desk.approving.withdraw(incident.id, NOTIFICATION, "a name is wrong", DPO)
    assert waits(office, incident)


def test_one_language_that_is_approved_is_enough(office: Office) -> None:
    """Lost without it: a draft in a language nobody uses presses for ever."""
    incident = office.approved(NoticeKind.COMMUNICATION)
    draft(office, incident, NoticeKind.COMMUNICATION, "en")
    assert not waits(office, incident)


def test_a_text_about_what_was_decided_against_waits_for_nobody(office: Office) -> None:
    """Lost without it: the DPO is asked to approve a letter that will not be sent."""
    incident = office.opened()
    draft(office, incident, NoticeKind.COMMUNICATION)
    office.decided(incident, False, Duty.NOTIFY_INDIVIDUALS)
    assert not waits(office, incident)
    office.decided(incident, True, Duty.NOTIFY_INDIVIDUALS)
    assert waits(office, incident)


def test_a_supplement_after_the_filing_does_not_call_the_incident_unapproved(office: Office) -> None:
    """Lost without it: an incident that was notified looks as if it had not been."""
    incident = office.filed()
    office.desk.notices.revise(incident.id, NOTIFICATION, "Aanvulling", "Meer.", RESPONDER)
    assert not waits(office, incident)


@pytest.mark.parametrize(("taken", "still_waits"), [(True, False), (False, True)])
def test_a_new_letter_text_waits_unless_people_have_the_old_one(office: Office, taken: bool, still_waits: bool) -> None:
    """Lost without it: after a run in which no letter went out, the new text is not put before the DPO."""
    incident = office.queued()
    assert office.mailer is not None
    if not taken:
        for person in CUSTOMERS.rows:
            office.mailer.tell(person.address, Refused("451 later", may_retry=True))
    office.send()
    office.desk.notices.revise(incident.id, COMMUNICATION, "Brief", "Een ander woord.", RESPONDER)
    assert still_waits is waits(office, incident)


def test_the_organisation_is_named_once_there_is_an_inventory(office: Office) -> None:
    """Lost without it: the first screen of a new workspace ends in a crash."""
    assert (office.desk.overview.organisation(), office.desk.overview.home()) == ("", ())
    office.opened()
    assert office.desk.overview.organisation() == "Fietsgoed B.V."
