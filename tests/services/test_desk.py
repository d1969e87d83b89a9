"""One object with every use case, all on the same workspace, time and content."""

from __future__ import annotations

from dataclasses import fields

from breachdesk.services.desk import desk_on
from breachdesk.services.ports import Sender
from tests.services.office import NOTIFICATION, QUESTIONS, Office


def test_a_desk_has_the_ports_it_was_put_on(office: Office) -> None:
    """Lost without it: a use case works on another workspace, or by another clock, than the screen shows."""
    sender = Sender("BreachDesk", "breachdesk@localhost.invalid", None)
    desk = desk_on(office.store, office.catalogues, office.letters, sender, office.now, True, ("mail is not set up",))
    assert (desk.store, desk.catalogues, desk.now) == (office.store, office.catalogues, office.now)
    assert (desk.demo, desk.notes) == (True, ("mail is not set up",))
    assert not desk.outbox.is_set_up
    assert desk.facts() == QUESTIONS
    assert desk.health()[:-3] == office.store.health()
    assert [(line.what, line.ok) for line in desk.health()[-3:]] == [("law", True), ("playbooks", True), ("signing keys", True)]


def test_a_desk_is_no_demo_unless_it_is_said(office: Office) -> None:
    """Lost without it: a real workspace looks like a demo, or a demo like a real one."""
    assert (office.desk.demo, office.desk.notes) == (False, ())


def test_what_one_use_case_writes_the_next_one_sees(office: Office) -> None:
    """Lost without it: two use cases keep two pictures of one incident."""
    incident = office.filed()
    assert office.book == office.desk.catalogues.book()
    assert [f.notice for f in office.desk.overview.case(incident.reference).incident.filings] == [NOTIFICATION]
    assert {f.name for f in fields(office.desk)} >= {"incidents", "walking", "scoping", "assessing", "notices", "outbox"}
