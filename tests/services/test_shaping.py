"""Shaping an incident's own plan: another playbook, own tasks, what is blocked, handed over, and kept as evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.incident import KeptEvidence
from breachdesk.domain.plan_changes import changes_between
from breachdesk.domain.planning import StepState
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.domain.timeline import PlaybookAdded, StepBlocked, TaskAdded, WorkHandedOver
from breachdesk.services.shaping import NewTask
from tests.plans import plan_of_phases, step
from tests.services.office import LEAD, MORNING, RESPONDER, Office

STOLEN = replace(
    plan_of_phases({"contain": (step("call-police", must=True),), "close": (step("close", StepKind.CLOSE),)}, sha256="e" * 64),
    id="data-stolen",
    titles={"en": "Data stolen"},
)


def with_a_second(office: Office, playbook: Playbook = STOLEN) -> Office:
    """Put a second playbook on the shelf."""
    office.catalogues.plans = {**office.catalogues.plans, playbook.id: playbook}
    return office


def test_a_second_playbook_comes_into_a_running_incident_and_nothing_done_is_lost(either_office: Office) -> None:
    """Lost without it: ransomware turns out to have stolen data, and the plan knows nothing about stolen data."""
    office = with_a_second(either_office)
    incident = office.opened()
    office.desk.walking.done(incident.id, "contain", RESPONDER)
    after = office.desk.shaping.add_playbook(incident.id, "data-stolen", "the log shows it", LEAD)
    assert office.store.timeline(incident.id)[-1].act == PlaybookAdded("data-stolen", "e" * 64, "the log shows it")
    plan = office.desk.incidents.plan(after)
    assert plan.step("contain").state is StepState.DONE
    assert (plan.step("call-police").state, plan.step("call-police").step.came_with) == (StepState.OPEN, "data-stolen")


def test_the_plan_taken_in_is_kept_as_it_was_that_day(either_office: Office) -> None:
    """Lost without it: a playbook that is edited tomorrow changes what was to be done tonight."""
    office = with_a_second(either_office)
    incident = office.opened()
    office.desk.shaping.add_playbook(incident.id, "data-stolen", "the log shows it", LEAD)
    changed = replace(STOLEN, phases=(), sha256="f" * 64)
    desk = with_a_second(office, changed).restarted()
    assert desk.incidents.plan(desk.incidents.get(incident.id)).step("call-police").state is StepState.OPEN


def test_what_a_playbook_would_add_can_be_seen_before_it_is_taken_in(office: Office) -> None:
    """Lost without it: a person finds out only afterwards what they let in."""
    incident = with_a_second(office).opened()
    before, everything = office.desk.incidents.plan(incident), office.everything()
    would = office.desk.shaping.with_playbook(incident.id, "data-stolen")
    assert [c.now.step.id for c in changes_between(before, would)] == ["call-police"]
    assert everything == office.everything()


def test_a_plan_that_takes_over_takes_away_what_it_does_not_ask(office: Office) -> None:
    """Lost without it: triage goes on asking after the right plan was found."""
    incident = with_a_second(office).opened()
    after = office.desk.shaping.add_playbook(incident.id, "data-stolen", "it is theft", LEAD, replaces=True)
    assert office.desk.incidents.plan(after).step("contain").state is StepState.NOT_NEEDED


@pytest.mark.parametrize(
    ("playbook", "error", "match"),
    [
        ("data-stollen", NotFound, "There is no playbook 'data-stollen'. Did you mean 'data-stolen'\\?"),
        ("zzz", NotFound, "There are: customer-data-stolen, data-stolen"),
        ("customer-data-stolen", NotAllowed, "walks 'Customer data stolen' already"),
    ],
)
def test_a_playbook_that_is_not_there_or_is_walked_already_is_refused(
    office: Office, playbook: str, error: type[NotFound], match: str
) -> None:
    """Lost without it: the same plan twice, or an incident that cannot be read any more."""
    incident = with_a_second(office).opened()
    with office.refused(error, match):
        office.desk.shaping.add_playbook(incident.id, playbook, "because", LEAD)


def test_an_own_task_stands_in_the_phase_the_incident_is_in_and_can_be_done(either_office: Office) -> None:
    """Lost without it: what this night asks for and no playbook foresaw stands on a piece of paper."""
    incident = either_office.opened()
    task = NewTask("Call the landlord", why="he has the key", due="+4h", must=True)
    either_office.desk.shaping.add_task(incident.id, task, LEAD)
    act = TaskAdded("own-1", "confirm", "Call the landlord", "he has the key", MORNING + timedelta(hours=4), True)
    assert either_office.store.timeline(incident.id)[-1].act == act
    either_office.desk.shaping.add_task(incident.id, NewTask("Wake the director", "notify"), LEAD)
    after = either_office.desk.walking.done(incident.id, "own-1", RESPONDER)
    plan = either_office.desk.incidents.plan(after)
    assert (plan.step("own-1").state, plan.step("own-2").state) == (StepState.DONE, StepState.OPEN)


@pytest.mark.parametrize(
    ("task", "error", "match"),
    [
        (NewTask(""), WrongInput, "title of the task is empty"),
        (NewTask("Call", "contian"), NotFound, "no phase 'contian'; there are: confirm, contain"),
        (NewTask("Call", due="yesterday"), WrongInput, "'yesterday' is not a time"),
        (NewTask("Call", due="2026-11-01 09:00"), WrongInput, "has passed; write a time to come"),
    ],
)
def test_a_task_without_title_phase_or_time_is_refused(
    office: Office, task: NewTask, error: type[NotFound], match: str
) -> None:
    """Lost without it: a task nobody can read, find or be late with."""
    incident = office.opened()
    with office.refused(error, match):
        office.desk.shaping.add_task(incident.id, task, LEAD)


def test_a_blocked_step_says_why_until_it_is_opened_again(either_office: Office) -> None:
    """Lost without it: nobody knows why nothing happens."""
    incident = either_office.opened()
    after = either_office.desk.shaping.block(incident.id, "contain", "the provider must call back", LEAD, "+2h")
    until = MORNING + timedelta(hours=2)
    assert either_office.store.timeline(incident.id)[-1].act == StepBlocked("contain", "the provider must call back", until)
    planned = either_office.desk.incidents.plan(after).step("contain")
    assert (planned.state, planned.because) == (StepState.BLOCKED, f"blocked by {LEAD}: the provider must call back")
    assert planned.look_again_at == until
    again = either_office.desk.walking.reopen(incident.id, "contain", "they called", LEAD)
    assert either_office.desk.incidents.plan(again).step("contain").state is StepState.OPEN


def test_what_is_done_cannot_be_blocked(office: Office) -> None:
    """Lost without it: finished work counts as held up."""
    incident = office.opened()
    office.desk.walking.done(incident.id, "contain", RESPONDER)
    with office.refused(NotAllowed, "'Contain' is done; there is nothing to block"):
        office.desk.shaping.block(incident.id, "contain", "why", LEAD)


def test_a_shift_hands_over_what_is_open_and_its_own_or_nobodys(either_office: Office) -> None:
    """Lost without it: the night's work belongs to people who went home."""
    incident = either_office.opened()
    walking, shaping = either_office.desk.walking, either_office.desk.shaping
    walking.assign(incident.id, "ask", RESPONDER, LEAD)
    walking.assign(incident.id, "scope", "S. Kok", LEAD)
    walking.done(incident.id, "contain", RESPONDER)
    after = shaping.hand_over(incident.id, "Day shift", RESPONDER, note="coffee is on")
    act = either_office.store.timeline(incident.id)[-1].act
    assert isinstance(act, WorkHandedOver)
    assert (act.to, act.note) == ("Day shift", "coffee is on")
    assert "ask" in act.steps
    assert not {"contain", "scope"} & set(act.steps)
    assert (after.steps["ask"].owner, after.steps["scope"].owner) == ("Day shift", "S. Kok")
    named = shaping.hand_over(incident.id, "J. Vos", LEAD, owned_by="s. kok")
    assert named.steps["scope"].owner == "J. Vos"
    with either_office.refused(NotAllowed, "No open step belongs to Nobody"):
        shaping.hand_over(incident.id, "J. Vos", LEAD, owned_by="Nobody")


def test_evidence_is_on_record_with_where_it_lies(either_office: Office) -> None:
    """Lost without it: the authority asks for the log, and nobody knows who has it."""
    incident = either_office.opened()
    digest = "AB" * 32
    after = either_office.desk.shaping.keep_evidence(incident.id, "contain", "mail log", "safe 2", RESPONDER, digest)
    assert after.evidence["contain"] == (KeptEvidence("mail log", "safe 2", digest.lower(), RESPONDER, MORNING),)


@pytest.mark.parametrize(
    ("step_id", "what", "where", "digest", "error", "match"),
    [
        ("contain", "", "safe", "", WrongInput, "what it is is empty"),
        ("contain", "log", "", "", WrongInput, "where it lies is empty"),
        ("contain", "log", "safe", "abc", WrongInput, "A fingerprint is the 64 signs"),
        ("contain", "log", "safe", "z" * 64, WrongInput, "A fingerprint is the 64 signs"),
        ("contian", "log", "safe", "", NotFound, "has no step 'contian'"),
    ],
)
def test_evidence_without_what_where_or_a_true_fingerprint_is_refused(
    office: Office, step_id: str, what: str, where: str, digest: str, error: type[WrongInput], match: str
) -> None:
    """Lost without it: a record of evidence that proves nothing."""
    incident = office.opened()
    with office.refused(error, match):
        office.desk.shaping.keep_evidence(incident.id, step_id, what, where, LEAD, digest)


def test_a_closed_incident_keeps_its_plan_as_it_is(office: Office) -> None:
    """Lost without it: the plan of a record that was declared whole changes afterwards."""
    incident = with_a_second(office).opened()
    office.closed(incident)
    shaping = office.desk.shaping
    for act in (
        lambda: shaping.add_playbook(incident.id, "data-stolen", "why", LEAD),
        lambda: shaping.add_task(incident.id, NewTask("Call"), LEAD),
        lambda: shaping.block(incident.id, "contain", "why", LEAD),
        lambda: shaping.hand_over(incident.id, "J. Vos", LEAD),
        lambda: shaping.keep_evidence(incident.id, "contain", "log", "safe", LEAD),
    ):
        with office.refused(NotAllowed, "closed"):
            act()
