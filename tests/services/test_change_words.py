"""What an act changed in a plan, told: opened, closed, taken away, and by which answer."""

from __future__ import annotations

from dataclasses import replace

from breachdesk.domain.facts import YES_NO_OPTIONS, FactDefinition, FactKind
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import Plan, plan_of
from breachdesk.services.change_words import MARKS, ToldChange, change_lines, told_changes
from tests.plans import plan, step, unless, when
from tests.services.office import LEAD, RESPONDER, Office


def fact(id_: str) -> FactDefinition:
    """Give a question with a label that is not its id."""
    return FactDefinition(id_, FactKind.YES_NO, {"en": f"whether {id_.replace('_', ' ')}"}, YES_NO_OPTIONS)


FACTS = {id_: fact(id_) for id_ in ("personal_data", "misuse_seen")}
WALKED = plan(
    step("always"),
    step("theirs", when=(unless("personal_data", "no"),)),
    step("seen", when=(when("misuse_seen", "yes"),)),
    step("after", needs=("always",)),
)


def told(office: Office, *acts: object, before: Plan | None = None) -> tuple[ToldChange, ...]:
    """Give what some acts changed in a small plan."""
    incident = office.opened()
    first = before or plan_of(incident, WALKED)
    for act in acts:
        incident = act(incident.id)  # type: ignore[operator]
    return told_changes(first, plan_of(incident, WALKED), incident, FACTS)


def test_what_falls_away_names_the_answer_and_not_its_id(office: Office) -> None:
    """Lost without it: "because personal_data is no" at three in the morning."""
    (change,) = told(office, lambda id_: office.desk.walking.answer(id_, "personal_data", "no", RESPONDER))
    assert (change.what, change.titles) == ("no longer needed", ("Theirs",))
    assert change.because == "whether personal data: no"


def test_what_opens_names_what_opened_it(office: Office) -> None:
    """Lost without it: new work without a word on where it comes from."""
    (change,) = told(office, lambda id_: office.desk.walking.answer(id_, "misuse_seen", "yes", RESPONDER))
    assert (change.what, change.titles, change.because) == ("opened", ("Seen",), "whether misuse seen: yes")


def test_work_that_was_done_and_falls_away_is_told_as_done(office: Office) -> None:
    """Lost without it: work thrown away, as it seems."""
    incident = office.opened()
    both = replace(WALKED, phases=(replace(WALKED.phases[0], steps=tuple(replace(s, id="contain") if s.id == "theirs" else s for s in WALKED.phases[0].steps)),))
    incident = office.desk.walking.done(incident.id, "contain", RESPONDER)
    before = plan_of(incident, both)
    incident = office.desk.walking.answer(incident.id, "personal_data", "no", RESPONDER)
    found = told_changes(before, plan_of(incident, both), incident, FACTS)
    assert [c.what for c in found if c.steps == ("contain",)] == ["done, no longer needed"]


def test_what_somebody_did_on_purpose_is_no_news(office: Office) -> None:
    """Lost without it: each tick told back to whoever ticked it."""
    incident = office.opened()
    before = office.desk.plans.of(incident)
    incident = office.desk.walking.done(incident.id, "contain", RESPONDER)
    found = told_changes(before, office.desk.plans.of(incident), incident, FACTS, {"contain"})
    assert [(c.what, c.steps, c.because) for c in found] == [("opened", ("logs",), "'Contain' is done")]


def test_a_second_plan_is_named_as_what_brought_its_steps(office: Office) -> None:
    """Lost without it: forty new steps, and nobody knows of what."""
    incident = office.opened()
    more = replace(plan(step("extra")), id="other")
    before, now = plan_of(incident, WALKED), plan_of(incident, whole_plan(WALKED, [Added(more)]))
    (change,) = told_changes(before, now, incident, FACTS, (), {"other": "The other plan"})
    assert (change.what, change.because) == ("new", "'The other plan' came in")


def test_a_decision_that_opens_steps_says_whose_it_was(office: Office) -> None:
    """Lost without it: drafting opens, and the decision behind it is nobody's."""
    incident = office.opened()
    office.desk.walking.answer(incident.id, "conclusion", "High.", RESPONDER)
    before = office.desk.plans.of(office.store.incident(incident.id))
    saved = office.decided(incident, True)
    found = told_changes(before, office.desk.plans.of(saved), saved, FACTS)
    assert f"{LEAD} decided to notify" in [c.because for c in found if "draft" in c.steps]


def test_nothing_changed_is_nothing_told(office: Office) -> None:
    """Lost without it: an empty line that stays."""
    assert change_lines(told(office)) == []


def test_each_reason_is_said_once_and_titles_beyond_a_few_are_counted() -> None:
    """Lost without it: a wall of words that says the same reason four times."""
    one = ToldChange("opened", ("a", "b", "c"), ("A", "B", "C"), "it is so", "accent")
    two = ToldChange("no longer needed", ("d",), ("D",), "it is so", "muted")
    assert change_lines([one, two], named=2) == [
        ("because it is so:", "muted"),
        ("  3 opened: A, B and 1 more", "accent"),
        ("  1 no longer needed: D", "muted"),
    ]
    assert change_lines([one], named=3) == [("3 opened: A, B, C, because it is so", "accent")]


def test_a_mark_fits_the_column_of_the_plan() -> None:
    """Lost without it: a mark that is cut, or pushes the titles."""
    assert {mark for mark in MARKS.values() if len(mark) > 6} == set()
