"""The assessment and the law of an incident by keyboard: what is tried is not saved, and what is saved says who and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from breachdesk.domain.incident import Decision
from breachdesk.domain.obligations import Obligation, ObligationState, Standing
from breachdesk.domain.planning import Plan
from breachdesk.domain.terms import Duty, Moment
from breachdesk.domain.timeline import ObligationDeclined, StageMet
from breachdesk.domain.verdict import Verdict
from breachdesk.services import assessing, duties
from breachdesk.tui.app import NO_CLOCK, DeskApp
from breachdesk.tui.assessment_screen import AssessmentScreen
from breachdesk.tui.dialogs import Ask, Form, Message, Pick
from breachdesk.tui.duties_screen import DutiesScreen
from breachdesk.tui.duty_phrases import GROUP, NONE
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.row_list import RowList
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import (
    UNDER_WAY,
    WAITS_FOR_DPO,
    MovedNow,
    lines_of,
    on_top,
    pick,
    press,
    seen,
    to_row,
    until,
    walk,
    wiring_on,
    write,
)

WIDE = (120, 40)
COUNTRIES = f"{GROUP}affected_countries"
OUTCOME = f"{GROUP}individuals_proposed"


async def on_assessment(pilot: Pilot[Any]) -> AssessmentScreen:
    """Go there from the incident."""
    await press(pilot, "v")
    return await on_top(pilot, AssessmentScreen)


async def on_law(pilot: Pilot[Any]) -> DutiesScreen:
    """Go there from the incident."""
    await press(pilot, "l")
    return await on_top(pilot, DutiesScreen)


async def tried(pilot: Pilot[Any], fact: str, option: str) -> None:
    """Try another answer by the keyboard."""
    screen = pilot.app.screen
    await pick(pilot, fact, "#weighed")
    await pick(pilot, option)
    await until(pilot, lambda: pilot.app.screen is screen, "the assessment again")


def row_of(app: DeskApp, selector: str, key: str) -> list[str]:
    """Give the cells of a row."""
    rows = app.screen.query_one(selector, RowList).rows
    return [cell.text for cell in next(row for row in rows if row.key == key).cells]


def keys_of(app: DeskApp, selector: str) -> list[str]:
    """Give the rows that can be chosen."""
    return [row.key for row in app.screen.query_one(selector, RowList).rows if row.selectable]


def words_of(app: DeskApp) -> str:
    """Give all that stands on the screen, as one line."""
    return " ".join(" ".join(seen(app)).split())


# What if.


def test_a_what_if_is_marked_wherever_one_looks(wired: Wiring) -> None:
    """Lost without it: somebody reads off what only might be, and files it."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_assessment(pilot)
        assert "WHAT IF" not in words_of(app)
        await pick(pilot, "unintelligible", "#weighed")
        assert "What if, not saved: whether the data were" in words_of(app)
        await pick(pilot, "yes")
        await until(pilot, lambda: "WHAT IF, not saved" in seen(app)[0], "the mark at the top")
        assert row_of(app, "#weighed", "unintelligible")[0] == "if"
        assert lines_of(app, "#judged").startswith("WHAT IF  nothing of this is saved; c goes back to the facts")
        await to_row(pilot, app.screen.query_one("#weighed", RowList), "unintelligible")
        await until(pilot, lambda: "what if, not saved" in lines_of(app, "#why"), "the mark beside the fact")

    walk(wired, WAITS_FOR_DPO, do)


@pytest.mark.parametrize("size", [(80, 24), WIDE], ids=["80 columns", "120 columns"])
def test_a_what_if_changes_the_outcome_that_is_shown_and_says_what_holds_in_truth(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: at 80 columns the outcome is folded away, and what was tried seems to change nothing."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_assessment(pilot)
        assert "Individuals: notify: yes ▸" in lines_of(app, "#judged")
        await tried(pilot, "unintelligible", "yes")
        await until(pilot, lambda: "was: notify: yes" in lines_of(app, "#judged"), "the change")
        said = lines_of(app, "#judged")
        assert "Individuals: notify: no –   was: notify: yes" in said
        assert "Risk: unlikely –" in said
        assert ", was high" in said
        if size != WIDE:
            assert "Individuals no –, was yes ▸ · risk unlikely –, was high" in words_of(app)

    walk(wired, WAITS_FOR_DPO, do, size=size)


def test_what_is_tried_is_never_saved_and_gone_when_the_screen_is_left(wired: Wiring, folder: Path) -> None:
    """Lost without it: an answer nobody gave stands in the record of the breach."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        other = wiring_on(folder).desk()
        before, entries = other.incidents.get(WAITS_FOR_DPO), other.incidents.timeline(WAITS_FOR_DPO)
        await on_assessment(pilot)
        await tried(pilot, "unintelligible", "yes")
        await tried(pilot, "misuse_seen", "yes")
        await press(pilot, "tab", "tab", "escape")
        await until(pilot, lambda: app.screen is incident, "the incident")
        anew = wiring_on(folder).desk().incidents
        assert (anew.get(WAITS_FOR_DPO), anew.timeline(WAITS_FOR_DPO)) == (before, entries)
        assert incident.view.judgement == other.assessing.judge(before)
        again = await on_assessment(pilot)
        assert again.what_if == {}
        assert "WHAT IF" not in words_of(app)

    walk(wired, WAITS_FOR_DPO, do)


def test_c_goes_back_to_the_facts(wired: Wiring) -> None:
    """Lost without it: no way back to what is known but leaving."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_assessment(pilot)
        stands = lambda: (lines_of(app, "#judged"), row_of(app, "#weighed", "unintelligible"))  # noqa: E731
        before = stands()
        await tried(pilot, "unintelligible", "yes")
        await until(pilot, lambda: stands() != before, "what would follow")
        await press(pilot, "c")
        await until(pilot, lambda: stands() == before, "the facts")
        assert screen.what_if == {}
        assert "WHAT IF" not in words_of(app)

    walk(wired, WAITS_FOR_DPO, do)


def test_an_answer_that_cannot_be_read_is_not_tried(wired: Wiring) -> None:
    """Lost without it: a what-if over a number that is none."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_assessment(pilot)
        await pick(pilot, "people", "#weighed")
        await write(pilot, "many")
        await press(pilot, "enter")
        await on_top(pilot, Ask)
        assert str(app.screen.query_one("#error").render())
        await press(pilot, *["backspace"] * 4)
        await write(pilot, "40")
        await press(pilot, "enter")
        await until(pilot, lambda: "people" in screen.what_if, "forty")
        await until(pilot, lambda: row_of(app, "#weighed", "people")[2] == "40", "it in the list")

    walk(wired, UNDER_WAY, do)


# The way from a fact to its answer.


def test_f_on_a_fact_goes_to_the_step_that_asks_for_it(wired: Wiring) -> None:
    """Lost without it: one sees what is missing, and has to look for where it is asked."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_assessment(pilot)
        await to_row(pilot, app.screen.query_one("#weighed", RowList), "exposure")
        await until(pilot, lambda: "f goes to the step that asks: Who could see the data?" in lines_of(app, "#why"), "why")
        await press(pilot, "f")
        await until(pilot, lambda: app.screen is incident, "the incident")
        assert incident.current == "exposure"
        assert any(key.startswith("set:exposure:") for key in keys_of(app, "#choices"))

    walk(wired, UNDER_WAY, do)


def test_f_on_a_fact_that_no_step_asks_answers_it_here_and_saves_it(wired: Wiring) -> None:
    """Lost without it: facts of ENISA's method that weigh and that nobody can ever answer."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_assessment(pilot)
        assert "SE 4 " in lines_of(app, "#judged")
        await to_row(pilot, app.screen.query_one("#weighed", RowList), "severity_financial")
        await until(pilot, lambda: "f answers it here" in lines_of(app, "#why"), "why")
        await press(pilot, "f")
        await on_top(pilot, Pick)
        await pick(pilot, "some-insight")
        facts = lambda: app.desk.incidents.get(WAITS_FOR_DPO).facts  # noqa: E731
        await until(pilot, lambda: facts().is_answered("severity_financial"), "the answer")
        await until(pilot, lambda: app.screen is screen and "SE 3 " in lines_of(app, "#judged"), "the new score")
        saved = facts().get("severity_financial")
        assert saved is not None
        assert (saved.value, str(saved.source).partition(";")[0]) == ("some-insight", "M. Aydin")
        assert screen.what_if == {}

    walk(wired, WAITS_FOR_DPO, do)


def test_f_on_the_incident_goes_to_the_question_that_would_settle_most(wired: Wiring) -> None:
    """Lost without it: ten open questions in the order of the plan, and the one that matters is the ninth."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        wanted = incident.view.judgement.assessment.missing[0].fact
        step = incident.view.plan.asking(wanted)
        assert step is not None
        assert incident.current != step.step.id
        await press(pilot, "f")
        await until(pilot, lambda: incident.current == step.step.id, "that question")
        assert incident.current == "reveals-little"
        assert any(key.startswith(f"set:{wanted}:") for key in keys_of(app, "#choices"))

    walk(wired, UNDER_WAY, do)


def test_f_on_the_incident_stays_where_nothing_is_left_to_settle(wired: Wiring) -> None:
    """Lost without it: a key that leads to an answered question as if it were open."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        step = incident.current
        await press(pilot, "f")
        assert (app.screen, incident.current) == (incident, step)
        await until(pilot, lambda: any("Both outcomes" in n.message for n in app._notifications), "why nothing happens")

    walk(wired, WAITS_FOR_DPO, do)


def test_f_on_the_incident_opens_the_assessment_at_what_no_step_asks(wired: Wiring, monkeypatch: Any) -> None:
    """Lost without it: a house with a short plan of its own, where f does nothing."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        monkeypatch.setattr(Plan, "asking", lambda *_: None)
        wanted = incident.view.judgement.assessment.missing[0].fact
        await press(pilot, "f")
        await on_top(pilot, AssessmentScreen)
        assert app.screen.query_one("#weighed", RowList).current_key == wanted
        await press(pilot, "f")
        await on_top(pilot, Pick)

    walk(wired, UNDER_WAY, do)


# The verdict.


@pytest.mark.parametrize("verdict", [Verdict.BREACH, Verdict.NO_BREACH_OF_SECURITY], ids=str)
def test_a_verdict_is_kept_with_its_reason_and_by_whom(wired: Wiring, verdict: Verdict) -> None:
    """Lost without it: 'it was nothing', and no record of who said so and why (Art. 33(5))."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_assessment(pilot)
        await press(pilot, "v")
        await on_top(pilot, Pick)
        assert row_of(app, "#options", Verdict.BREACH.value)[1] == "as the facts say"
        await pick(pilot, verdict.value)
        await press(pilot, "enter")
        await on_top(pilot, Ask)
        assert app.desk.incidents.get(UNDER_WAY).verdict is None
        await write(pilot, "the logs say so")
        await press(pilot, "enter")
        saved = lambda: app.desk.incidents.get(UNDER_WAY).verdict  # noqa: E731
        await until(pilot, lambda: saved() is not None and app.screen is screen, "the verdict")
        recorded = saved()
        assert recorded is not None
        assert (recorded.verdict, recorded.by, recorded.reason) == (verdict, "M. Aydin", "the logs say so")
        words = verdict.value.replace("-", " ")
        await until(pilot, lambda: f"{words} ✓ M. Aydin" in lines_of(app, "#judged"), "it beside the facts")
        assert "the logs say so" in lines_of(app, "#judged")

    walk(wired, UNDER_WAY, do)


# Duties.


def test_duties_stand_under_what_they_wait_for_and_space_shows_them_one_by_one(wired: Wiring) -> None:
    """Lost without it: eighty lines, seventy-eight of them about other countries."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_law(pilot)
        assert keys_of(app, "#duties") == ["gdpr-33-1", "gdpr-33-5", COUNTRIES, OUTCOME, NONE]
        waiting = {row.id for row in screen.view.duties if row.needs[:1] == ("affected_countries",)}
        await to_row(pilot, screen.query_one("#duties", RowList), COUNTRIES)
        assert f"{len(waiting)} duties wait for: countries" in row_of(app, "#duties", COUNTRIES)[0]
        await until(pilot, lambda: "PIPEDA (Canada)" in lines_of(app, "#duty"), "the laws of the group")
        await press(pilot, "space")
        await until(pilot, lambda: len(keys_of(app, "#duties")) > 5, "the duties")
        assert set(keys_of(app, "#duties")) - {"gdpr-33-1", "gdpr-33-5", COUNTRIES, OUTCOME, NONE} == waiting
        await press(pilot, "space")
        await until(pilot, lambda: len(keys_of(app, "#duties")) == 5, "the group alone")

    walk(wired, UNDER_WAY, do)


def test_enter_on_a_group_answers_what_its_duties_wait_for(wired: Wiring) -> None:
    """Lost without it: forty-four duties that stay open because nobody finds where the countries are asked."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_law(pilot)
        await pick(pilot, COUNTRIES, "#duties")
        await on_top(pilot, Ask)
        await write(pilot, "ZA")
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen is screen and COUNTRIES not in keys_of(app, "#duties"), "no such group")
        assert "za-regulator" in keys_of(app, "#duties")
        fact = app.desk.incidents.get(UNDER_WAY).facts.get("affected_countries")
        assert fact is not None
        assert fact.value == ("ZA",)

    walk(wired, UNDER_WAY, do)


def test_enter_on_what_waits_for_the_assessment_goes_there_and_on_to_the_step(wired: Wiring) -> None:
    """Lost without it: 'waits for the outcome', and no way to it."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_law(pilot)
        await pick(pilot, OUTCOME, "#duties")
        await on_top(pilot, AssessmentScreen)
        await press(pilot, "f")
        await until(pilot, lambda: app.screen is incident, "the incident, over both screens")
        assert incident.current == "reveals-little"

    walk(wired, UNDER_WAY, do)


def test_what_does_not_apply_is_there_with_its_reason_and_asks_nothing(wired: Wiring) -> None:
    """Lost without it: nobody can tell a duty that was looked at from one that was forgotten."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_law(pilot)
        assert "ai-act-73" not in keys_of(app, "#duties")
        await pick(pilot, NONE, "#duties")
        await until(pilot, lambda: "ai-act-73" in keys_of(app, "#duties"), "what does not apply")
        await to_row(pilot, screen.query_one("#duties", RowList), "ai-act-73")
        row = duty(app, WAITS_FOR_DPO, "ai-act-73")
        await until(pilot, lambda: row.reasons[0].because in lines_of(app, "#duty"), "why")
        await press(pilot, "enter")
        assert app.screen is screen

    walk(wired, WAITS_FOR_DPO, do)


def test_a_duty_of_the_two_decisions_leads_to_its_step_and_cannot_be_ticked_off_here(wired: Wiring) -> None:
    """Lost without it: 'done' in a list, and nothing was ever filed."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_law(pilot)
        await pick(pilot, "gdpr-33-1", "#duties")
        await on_top(pilot, Pick)
        assert keys_of(app, "#options") == ["step"]
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen is incident, "the incident")
        assert incident.current == "decide-authority"

    walk(wired, UNDER_WAY, do)


def duty(app: DeskApp, reference: str, id_: str) -> Obligation:
    """Give an obligation as the store holds it."""
    return next(row for row in app.desk.overview.case(reference).duties if row.id == id_)


async def about(pilot: Pilot[Any], what: str) -> None:
    """Choose what to do about a duty of South African law."""
    await pick(pilot, COUNTRIES, "#duties")
    await write(pilot, "ZA")
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, DutiesScreen), "the law again")
    await until(pilot, lambda: "za-regulator" in keys_of(pilot.app, "#duties"), "South African law")  # type: ignore[arg-type]
    await pick(pilot, "za-regulator", "#duties")
    await pick(pilot, what)


def test_a_duty_that_was_done_says_when_by_what_and_who_says_so(wired: Wiring) -> None:
    """Lost without it: a tick that nobody answers for."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_law(pilot)
        await about(pilot, "met")
        await on_top(pilot, Form)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Form), "no reference, and it was saved"
        app.screen.query_one("#field-reference", Input).focus()
        await write(pilot, "IR-17")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: duty(app, UNDER_WAY, "za-regulator").state is ObligationState.MET, "the duty done")
        entry = app.desk.incidents.timeline(UNDER_WAY)[-1]
        assert isinstance(entry.act, StageMet)
        assert (entry.by, entry.act.obligation, entry.act.reference) == ("M. Aydin", "za-regulator", "IR-17")
        await until(pilot, lambda: app.screen is screen and "so far: done ✓" in lines_of(app, "#duty"), "it on the screen")
        assert row_of(app, "#duties", "za-regulator")[2] == "done ✓"

    walk(wired, UNDER_WAY, do)


def test_a_duty_that_is_turned_down_says_who_and_why(wired: Wiring) -> None:
    """Lost without it: a duty that vanished by silence."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_law(pilot)
        await about(pilot, "decline")
        await on_top(pilot, Ask)
        await press(pilot, "enter")
        assert isinstance(app.screen, Ask), "no reason, and it was saved"
        await write(pilot, "nobody there")
        await press(pilot, "enter")
        await until(pilot, lambda: duty(app, UNDER_WAY, "za-regulator").state is ObligationState.DECLINED, "it turned down")
        entry = app.desk.incidents.timeline(UNDER_WAY)[-1]
        assert isinstance(entry.act, ObligationDeclined)
        assert (entry.by, entry.act.obligation, entry.act.reason) == ("M. Aydin", "za-regulator", "nobody there")
        await until(pilot, lambda: app.screen is screen and "nobody there" in lines_of(app, "#duty"), "why, on the screen")
        assert row_of(app, "#duties", "za-regulator")[2] == "decided not to –"

    walk(wired, UNDER_WAY, do)


def _closes(folder: Path) -> None:
    wiring_on(folder).desk().incidents.close(UNDER_WAY, "no breach", "J. Vos", "a test")


def test_a_reason_that_is_refused_is_in_the_question_again(wired: Wiring, folder: Path) -> None:
    """Lost without it: somebody closes the incident meanwhile, and the reason one was writing is gone."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_law(pilot)
        await about(pilot, "decline")
        await write(pilot, "nobody there")
        _closes(folder)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, Ask) and app.screen._error, "the question again")
        assert app.screen.query_one("#answer", Input).value == "nobody there"
        assert duty(app, UNDER_WAY, "za-regulator").state is not ObligationState.DECLINED

    walk(wired, UNDER_WAY, do)


def test_a_form_that_is_refused_comes_back_with_what_was_typed(wired: Wiring) -> None:
    """Lost without it: 'that cannot be right', and reference and time are to be typed again."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_law(pilot)
        await about(pilot, "met")
        app.screen.query_one("#field-at", Input).value = "2026-11-20 10:00"
        app.screen.query_one("#field-reference", Input).focus()
        await write(pilot, "IR-17")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen._error, "the form again")
        assert "before the detection" in words_of(app)
        values = {field.id: field.value for field in app.screen.query(Input)}
        assert values == {"field-at": "2026-11-20 10:00", "field-reference": "IR-17"}
        assert duty(app, UNDER_WAY, "za-regulator").state is not ObligationState.MET

    walk(wired, UNDER_WAY, do)


def test_the_first_signal_is_kept_apart_from_awareness(wired: Wiring) -> None:
    """Lost without it: the clock said to run from a hunch, or no word on what came before it."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_law(pilot)
        before = app.desk.incidents.get(UNDER_WAY)
        await press(pilot, "m")
        assert row_of(app, "#options", Moment.FIRST_SIGNAL.value)[1] == "not said"
        await pick(pilot, Moment.FIRST_SIGNAL.value)
        await on_top(pilot, Form)
        await write(pilot, "2026-11-24 10:30")
        await press(pilot, "enter")
        await write(pilot, "call of a client")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen._error, "later than awareness, the form again")
        assert app.screen.query_one("#field-reason", Input).value == "call of a client"
        app.screen.query_one("#field-at", Input).value = "2026-11-22 17:00"
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: app.desk.incidents.get(UNDER_WAY).moments, "the moment")
        after = app.desk.incidents.get(UNDER_WAY)
        recorded = after.moments[Moment.FIRST_SIGNAL]
        assert (recorded.by, recorded.reason) == ("M. Aydin", "call of a client")
        assert (after.aware_at, after.detected_at) == (before.aware_at, before.detected_at)
        await until(pilot, lambda: app.screen is screen, "the law again")
        await to_row(pilot, screen.query_one("#duties", RowList), "gdpr-33-5")
        await until(pilot, lambda: "first signal Sun 22 Nov, 17:00 CET, M. Aydin" in lines_of(app, "#duty"), "it said")

    walk(wired, UNDER_WAY, do)


def test_fines_are_said_with_their_source_and_as_no_forecast(wired: Wiring) -> None:
    """Lost without it: a figure without the article it comes from."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_law(pilot)
        await press(pilot, "x")
        await on_top(pilot, Message)
        said = lines_of(app, "#said")
        tiers = app.desk.duties.fines()
        assert tiers
        assert all(f"at most EUR {most:,}" in said and str(tier.source) in said for tier, most in tiers)
        assert "not a forecast" in said

    walk(wired, UNDER_WAY, do)


def test_a_proposal_is_said_to_be_no_law_and_what_it_would_change_here(wired: Wiring) -> None:
    """Lost without it: 96 hours planned for by a proposal."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_law(pilot)
        await press(pilot, "p")
        await on_top(pilot, Message)
        said = lines_of(app, "#said")
        assert all(f"{a.label['en']}: {a.status.value}, NOT LAW" in said for a in app.desk.duties.proposals())
        assert "would end Fri 27 Nov 2026, 10:00 CET, instead of" in said
        assert "Thu 26 Nov 2026, 10:00 CET." in said
        await press(pilot, "escape")
        assert row_of(app, "#duties", "gdpr-33-1")[1].startswith("47:00:00 left")

    walk(wired, UNDER_WAY, do)


def test_tab_reads_on_about_one_duty_and_comes_back(wired: Wiring) -> None:
    """Lost without it: readings and notes of a clock that 80 columns hide and no key reaches."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_law(pilot)
        height = screen.query_one("#duty").size.height
        await press(pilot, "tab")
        await until(pilot, lambda: screen.query_one("#duty").size.height > height, "room to read")
        assert screen.query_one("#duty").has_focus
        assert "plan by the first" in words_of(app)
        await press(pilot, "tab")
        await until(pilot, lambda: screen.query_one("#duty").size.height == height, "the list")
        assert screen.query_one("#duties").has_focus

    walk(wired, UNDER_WAY, do)


# A decision not to notify.


@pytest.fixture
def two_needed(folder: Path) -> Path:
    """Give a workspace in which a decision not to notify waits for a second person."""
    settings = folder / "settings.yaml"
    said = settings.read_text(encoding="utf-8") if settings.exists() else ""
    settings.write_text(f"{said}\ndecisions:\n  not_to_notify: second-person\n", encoding="utf-8")
    return folder


async def _decides_not_to(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
    incident._go("decide-authority")
    await pick(pilot, "decide:no", "#choices")
    await on_top(pilot, Ask)
    await write(pilot, "no risk")
    await press(pilot, "enter")
    await until(pilot, lambda: app.screen is incident and not _decision(app).notify, "the decision")
    await until(pilot, lambda: not incident.view.incident.decisions[Duty.NOTIFY_AUTHORITY].notify, "it on the screen")
    incident._go("decide-authority")
    await pilot.pause()


def _decision(app: DeskApp) -> Decision:
    return app.desk.incidents.get(WAITS_FOR_DPO).decisions[Duty.NOTIFY_AUTHORITY]


def _choices(app: DeskApp) -> str:
    return "\n".join(cell.text for row in app.screen.query_one("#choices", RowList).rows for cell in row.cells)


def test_a_decision_not_to_notify_holds_at_once_where_the_house_asks_for_no_second_person(wired: Wiring) -> None:
    """Lost without it: a wait nobody has set."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await _decides_not_to(pilot, app, incident)
        assert _decision(app).is_final
        assert "confirm" not in keys_of(app, "#choices")

    walk(wired, WAITS_FOR_DPO, do)


def test_a_decision_not_to_notify_waits_and_who_took_it_cannot_stand_by_it(two_needed: Path, now: MovedNow) -> None:
    """Lost without it: one tired person decides alone that nobody is told."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await _decides_not_to(pilot, app, incident)
        assert not _decision(app).is_final
        assert "holds once another person stands by it" in _choices(app)
        assert "waits for confirmation; M. Aydin" in lines_of(app, "#follows")
        await pick(pilot, "confirm", "#choices")
        await write(pilot, "still")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, Ask) and app.screen._error, "the question again")
        assert "another person must stand by it" in words_of(app)
        assert app.screen.query_one("#answer", Input).value == "still"
        assert not _decision(app).is_final

    walk(wiring_on(two_needed), WAITS_FOR_DPO, do)


def test_another_person_stands_by_a_decision_not_to_notify_by_the_keyboard(two_needed: Path, now: MovedNow) -> None:
    """Lost without it: a decision that waits for ever, because no key confirms it."""
    desk = wiring_on(two_needed).desk()
    desk.assessing.decide(WAITS_FOR_DPO, Duty.NOTIFY_AUTHORITY, False, "no risk", "M. Aydin")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("decide-authority")
        await pick(pilot, "confirm", "#choices")
        await on_top(pilot, Ask)
        await write(pilot, "I read the logs")
        await press(pilot, "enter")
        await until(pilot, lambda: _decision(app).is_final, "the confirmation")
        decision = _decision(app)
        assert (decision.by, decision.confirmed_by) == ("M. Aydin", "J. Vos")
        await until(pilot, lambda: app.screen is incident and "decided: do not notify ✓" in lines_of(app, "#follows"), "it")
        incident._go("decide-authority")
        assert "stood by ✓ J. Vos" in _choices(app)
        assert "confirm" not in keys_of(app, "#choices")

    walk(wiring_on(two_needed), WAITS_FOR_DPO, do, actor="J. Vos")


# What a key costs.


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[str]:
    """Note each time a function of a module is called."""
    called: list[str] = []
    real = getattr(module, name)

    def noting(*args: Any, **named: Any) -> Any:
        called.append(name)
        return real(*args, **named)

    monkeypatch.setattr(module, name, noting)
    return called


def test_what_follows_is_worked_out_once_for_each_state_and_not_for_each_key(
    wired: Wiring, now: MovedNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: all laws of the world anew at each step of the cursor and each beat of the clock."""
    rows, verdicts = counted(monkeypatch, duties, "obligations_of"), counted(monkeypatch, assessing, "judged")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        app.desk.read_ahead()  # Weighs each open incident once, here or before.
        assert (len(rows), len(verdicts)) == (1, 2)
        await on_assessment(pilot)
        await press(pilot, "down", "down", "tab", "tab", "up", "escape")
        await on_law(pilot)
        await press(pilot, "down", "down", "space", "down", "up", "space", "tab", "tab", "escape")
        now.advance(seconds=2)
        app.on_heartbeat()
        app.on_heartbeat()
        await pilot.pause()
        assert (len(rows), len(verdicts)) == (1, 2)
        app.desk.walking.answer(UNDER_WAY, "affected_countries", "ZA", "J. Vos")
        incident.look_again()
        assert (len(rows), len(verdicts)) == (2, 3)
        assert "za-regulator" in {row.id for row in incident.view.duties if row.standing is Standing.APPLIES}

    walk(wired, UNDER_WAY, do)


def test_a_what_if_is_worked_out_once_however_long_one_looks_at_it(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the rules weighed anew whenever the screen comes back or the window changes."""
    verdicts = counted(monkeypatch, assessing, "judged")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        screen = await on_assessment(pilot)
        app.desk.read_ahead()  # Weighs each open incident once, here or before.
        before = len(verdicts)
        await tried(pilot, "unintelligible", "yes")
        await press(pilot, "down", "down", "tab", "tab", "f1", "escape")
        screen.look_again()
        assert len(verdicts) == before + 1
        await tried(pilot, "misuse_seen", "yes")
        assert len(verdicts) == before + 2

    walk(wired, WAITS_FOR_DPO, do)


@pytest.mark.parametrize(("key", "screen"), [("v", AssessmentScreen), ("l", DutiesScreen)], ids=["assessment", "law"])
def test_a_screen_that_opens_reads_the_incident_once(
    wired: Wiring, key: str, screen: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: four readings of the store before the first picture stands."""
    monkeypatch.setenv(NO_CLOCK, "1")  # A beat looks for other people's changes, and reads too.
    reads = counted(monkeypatch, screen, "reload")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, key)
        await on_top(pilot, screen)
        assert len(reads) == 1
        await press(pilot, "f1", "escape")
        await until(pilot, lambda: isinstance(app.screen, screen), "the screen again")
        assert len(reads) == 2

    walk(wired, WAITS_FOR_DPO, do)


def test_a_screen_is_drawn_anew_when_the_window_becomes_another(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a narrow window in which the outcome is folded away and said nowhere else."""
    monkeypatch.setenv(NO_CLOCK, "1")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await on_assessment(pilot)
        assert "Individuals yes ▸" not in lines_of(app, "#why")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "Individuals yes ▸" in lines_of(app, "#why"), "the outcome in short")

    walk(wired, WAITS_FOR_DPO, do, size=WIDE)
