"""Walking the plan: answers with their source, tasks, owners, skipping and re-opening; each saved at once."""

from __future__ import annotations

import pytest

from breachdesk.domain.errors import NaiveInstant, NotAllowed, NotFound, WrongInput
from breachdesk.domain.facts import Answer, Known, NotApplicable, Source, SourceKind, Unknown
from breachdesk.domain.incident import StepMark
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.planning import StepState
from breachdesk.domain.timeline import FactAnswered, StepReopened, StepSkipped, TaskAssigned, TaskDone
from tests.services.office import LEAD, MORNING, QUESTIONS, RESPONDER, Office


@pytest.mark.parametrize(
    ("fact", "typed", "answer"),
    [
        ("personal_data", "Yes", Known("yes")),
        ("cause", "human-error", Known("human-error")),
        ("breach_kinds", "confidentiality, integrity", Known(("confidentiality", "integrity"))),
        ("people", "100-250", Known(CountRange(100, 250))),
        ("restored_within_hours", "4", Known("4")),
        ("happened_from", "2026-11-20T09:00+01:00", Known("2026-11-20T08:00:00+00:00")),
        ("data_categories", "contact, purchases", Known(("contact", "purchases"))),
        ("subject_groups", "customers", Known(("customers",))),
        ("conclusion", "Somebody got in.\r\nBy the back door.", Known("Somebody got in.\nBy the back door.")),
        ("people", "unknown", Unknown()),
        ("people", "n/a: no people", NotApplicable("no people")),
    ],
)
def test_an_answer_is_kept_with_who_said_it_and_how_they_know(office: Office, fact: str, typed: str, answer: Answer) -> None:
    """Lost without it: a number in a filing, and nobody can say where it came from."""
    incident = office.opened()
    after = office.desk.walking.answer(incident.id, fact, typed, f" {RESPONDER}", "the access log")
    entry = office.store.timeline(incident.id)[-1]
    assert entry.act == FactAnswered(fact, answer, Source(SourceKind.PERSON, RESPONDER, "the access log"))
    kept = office.desk.walking.source_of(after, fact)
    assert kept is not None
    assert (kept.answer, kept.at) == (answer, MORNING)


def test_every_kind_of_question_is_in_the_office() -> None:
    """Lost without it: a kind of question that no use case is tried with."""
    assert len({q.kind for q in QUESTIONS.values()}) == 9


@pytest.mark.parametrize("basis", ["", "  \n"])
def test_how_somebody_knows_may_be_left_out(office: Office, basis: str) -> None:
    """Lost without it: an answer is refused because nobody wrote down a log file."""
    incident = office.opened()
    after = office.desk.walking.answer(incident.id, "personal_data", "yes", RESPONDER, basis)
    kept = office.desk.walking.source_of(after, "personal_data")
    assert kept is not None
    assert kept.source.basis == ""


@pytest.mark.parametrize(
    ("fact", "typed", "error", "match"),
    [
        ("personal_data", "maybe", WrongInput, "'maybe' is no answer to personal_data. One of: yes, no"),
        ("personal_data", "", WrongInput, "The answer to personal_data is empty"),
        ("people", "many", WrongInput, "'many' is not a whole number"),
        ("people", "n/a", WrongInput, "Say why people does not apply"),
        ("happened_from", "2026-11-20T09:00", NaiveInstant, "has no zone"),
        ("data_categories", "contacts", WrongInput, "'contacts' is not in the inventory. Did you mean 'contact'\\?"),
        ("data_categories", "zzz", WrongInput, "'zzz' is not in the inventory. One of: contact, purchases"),
        ("data_categories", "contact, purchase", WrongInput, "Did you mean 'purchases'"),
        ("subject_groups", "costumers", WrongInput, "Did you mean 'customers'"),
        ("personal_dta", "yes", NotFound, "no fact 'personal_dta'. Did you mean 'personal_data'\\?"),
        ("xyz", "yes", NotFound, "There is no fact 'xyz'. `breachdesk answer --list` shows all"),
        ("conclusion", "x" * 4001, WrongInput, "has 4,001 characters"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(
    office: Office, fact: str, typed: str, error: type[WrongInput], match: str
) -> None:
    """Lost without it: a slip of the pen becomes a fact that the law is applied to."""
    incident = office.opened()
    with office.refused(error, match):
        office.desk.walking.answer(incident.id, fact, typed, RESPONDER)


@pytest.mark.parametrize(("by", "basis", "match"), [("", "", "who acts is empty"), (LEAD, "x" * 501, "The basis has 501")])
def test_an_answer_of_nobody_or_with_an_endless_basis_is_refused(office: Office, by: str, basis: str, match: str) -> None:
    """Lost without it: a fact without a source."""
    incident = office.opened()
    with office.refused(WrongInput, match):
        office.desk.walking.answer(incident.id, "personal_data", "yes", by, basis)


def test_an_answer_can_be_looked_at_without_saving_it(office: Office) -> None:
    """Lost without it: typing in a form writes into the record."""
    office.opened()
    before = office.everything()
    assert office.desk.walking.check_answer("people", "at least 5") == Known(CountRange(5, None))
    assert before == office.everything()


def test_before_an_inventory_was_taken_in_categories_are_taken_as_they_are(office: Office) -> None:
    """Lost without it: without an inventory no answer about data can be given at all."""
    assert office.desk.walking.check_answer("data_categories", "whatever") == Known(("whatever",))


def test_what_nobody_answered_has_no_source(office: Office) -> None:
    """Lost without it: asking where a fact comes from ends in a crash."""
    assert office.desk.walking.source_of(office.opened(), "people") is None


def test_an_answer_changed_again_is_a_new_entry(either_office: Office) -> None:
    """Lost without it: what was believed at the time is gone."""
    incident = either_office.opened()
    for answer in ("yes", "no"):
        either_office.desk.walking.answer(incident.id, "personal_data", answer, RESPONDER)
    told = [e.act.answer for e in either_office.store.timeline(incident.id)[1:]]  # type: ignore[union-attr]
    assert told == [Known("yes"), Known("no")]
    assert either_office.store.incident(incident.id).facts.text("personal_data") == "no"


# --- steps ----------------------------------------------------------------------------------------------


def test_a_task_that_is_done_says_by_whom_and_what(office: Office) -> None:
    """Lost without it: nobody knows whether the door was shut."""
    incident = office.opened()
    after = office.desk.walking.done(incident.id, "contain", RESPONDER, "  cable  pulled ")
    assert office.store.timeline(incident.id)[-1].act == TaskDone("contain", "cable pulled")
    assert (after.steps["contain"].mark, after.steps["contain"].by) == (StepMark.DONE, RESPONDER)


@pytest.mark.parametrize(
    ("step", "match"),
    [
        ("ask", "'Ask' is not a task; answer its questions"),
        ("scope", "work out and save the scope"),
        ("decide-authority", "record the decision"),
        ("draft", "draft the notice"),
        ("review", "have a DPO approve the notice"),
        ("file", "file the notification and record it"),
        ("send", "send the communication"),
        ("close", "close the incident"),
    ],
)
def test_what_is_no_task_is_not_ticked_off_and_says_how_it_is_done(office: Office, step: str, match: str) -> None:
    """Lost without it: a notification counts as filed because somebody pressed a key."""
    incident = office.opened()
    with office.refused(NotAllowed, match):
        office.desk.walking.done(incident.id, step, RESPONDER)


def test_a_task_that_waits_for_another_is_not_ticked_off(either_office: Office) -> None:
    """Lost without it: logs count as safe while the thief is still inside."""
    incident = either_office.opened()
    with either_office.refused(NotAllowed, "'Logs' is blocked: waits for 'Contain'"):
        either_office.desk.walking.done(incident.id, "logs", RESPONDER)
    either_office.desk.walking.done(incident.id, "contain", RESPONDER)
    either_office.desk.walking.done(incident.id, "logs", RESPONDER)


def test_a_step_has_the_owner_it_was_given(office: Office) -> None:
    """Lost without it: everybody thinks that somebody else does it."""
    incident = office.opened()
    after = office.desk.walking.assign(incident.id, "review", " J.  Vos ", RESPONDER)
    assert office.store.timeline(incident.id)[-1].act == TaskAssigned("review", "J. Vos")
    assert office.desk.incidents.plan(after).step("review").owner == "J. Vos"


def test_a_skipped_step_keeps_its_reason_and_can_be_opened_again(either_office: Office) -> None:
    """Lost without it: work is dropped without a word, or can never be taken up again."""
    incident = either_office.opened()
    walking = either_office.desk.walking
    after = walking.skip(incident.id, "contain", "the system is gone", RESPONDER)
    assert either_office.store.timeline(incident.id)[-1].act == StepSkipped("contain", "the system is gone")
    assert either_office.desk.incidents.plan(after).step("contain").state is StepState.SKIPPED
    after = walking.reopen(incident.id, "contain", "it was found", LEAD)
    assert either_office.store.timeline(incident.id)[-1].act == StepReopened("contain", "it was found")
    assert either_office.desk.incidents.plan(after).step("contain").state is StepState.OPEN


@pytest.mark.parametrize(
    ("act", "match"),
    [
        (lambda w, i: w.skip(i, "contain", " ", RESPONDER), "The reason for skipping is empty"),
        (lambda w, i: w.reopen(i, "contain", "", RESPONDER), "The reason is empty"),
        (lambda w, i: w.assign(i, "contain", "", RESPONDER), "The owner is empty"),
        (lambda w, i: w.done(i, "contain", RESPONDER, "x" * 501), "The note has 501 characters"),
    ],
)
def test_without_a_reason_or_an_owner_nothing_is_kept(office: Office, act: object, match: str) -> None:
    """Lost without it: a step is skipped and the record does not say why."""
    incident = office.opened()
    with office.refused(WrongInput, match):
        act(office.desk.walking, incident.id)  # type: ignore[operator]


@pytest.mark.parametrize(
    "act",
    [
        lambda w, i: w.done(i, "contian", RESPONDER),
        lambda w, i: w.skip(i, "contian", "why", RESPONDER),
        lambda w, i: w.reopen(i, "contian", "why", RESPONDER),
        lambda w, i: w.assign(i, "contian", LEAD, RESPONDER),
    ],
    ids=["done", "skip", "reopen", "assign"],
)
def test_a_step_the_plan_does_not_have_is_refused(office: Office, act: object) -> None:
    """Lost without it: an act on a step that is in no plan, and the real one stays open."""
    incident = office.opened()
    with office.refused(NotFound, "has no step 'contian'"):
        act(office.desk.walking, incident.id)  # type: ignore[operator]


def test_the_next_step_follows_from_the_answers(office: Office) -> None:
    """Lost without it: the desk proposes the same step whatever was done."""
    incident = office.opened()
    assert next_id(office, incident.id) == "ask"
    office.desk.walking.answer(incident.id, "personal_data", "yes", RESPONDER)
    assert next_id(office, incident.id) != "ask"


def next_id(office: Office, incident: str) -> str:
    """Give the step the desk proposes."""
    proposed = office.desk.overview.case(incident).next
    assert proposed is not None
    return proposed.planned.step.id


def test_what_is_late_comes_first(office: Office) -> None:
    """Lost without it: the desk knows no time of its own, and what has passed goes unseen."""
    incident = office.opened()
    office.now.advance(hours=4, seconds=1)
    proposed = office.desk.overview.case(incident.id).next
    assert proposed is not None
    assert (proposed.planned.step.id, proposed.because) == ("ask", "it must be done and its time passed 0 min ago")
