"""What holds up closing, point by point, with the place where each is settled; it agrees with what closing refuses."""

from __future__ import annotations

import pytest

from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.terms import Duty
from breachdesk.services.holding_up import holding_up
from tests.services.office import LEAD, RESPONDER, Office


def test_every_point_leads_somewhere(office: Office) -> None:
    """Lost without it: a list of what is open, and no way to any of it."""
    points = holding_up(office.desk.overview.case(office.opened().id))
    assert {p.step for p in points if p.step} >= {"ask", "conclude", "decide-authority", "decide-people"}
    assert [p.obligation for p in points if p.obligation] == ["alarm-report"]
    assert [p for p in points if not p.step and not p.obligation] == []


def test_a_decision_that_is_a_must_step_is_named_once(office: Office) -> None:
    """Lost without it: "3 open points" where there are two."""
    steps = [p.step for p in holding_up(office.desk.overview.case(office.opened().id)) if p.step]
    assert len(steps) == len(set(steps))


def test_with_nothing_named_closing_is_allowed_and_with_something_it_is_not(office: Office) -> None:
    """Lost without it: a screen that says all is done, and a refusal after the conclusion was typed."""
    desk, incident = office.desk, office.opened()
    assert holding_up(desk.overview.case(incident.id))
    with pytest.raises(NotAllowed):
        desk.incidents.close(incident.id, "Done.", LEAD)
    desk.walking.answer(incident.id, "personal_data", "no", RESPONDER)
    desk.walking.answer(incident.id, "conclusion", "Nothing.", RESPONDER)
    desk.duties.decline(incident.id, "alarm-report", "no personal data", LEAD)
    assert holding_up(desk.overview.case(incident.id)) == ()
    assert desk.incidents.close(incident.id, "Done.", LEAD).closed_at is not None


def test_a_decision_taken_is_named_no_more(office: Office) -> None:
    """Lost without it: an open point that cannot be settled."""
    incident = office.opened()
    office.desk.walking.answer(incident.id, "conclusion", "High.", RESPONDER)
    office.decided(incident, False)
    office.decided(incident, False, Duty.NOTIFY_INDIVIDUALS)
    words = [p.words for p in holding_up(office.desk.overview.case(incident.id))]
    assert [w for w in words if "decided" in w or "Decide" in w] == []
