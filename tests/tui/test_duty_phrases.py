"""What the list of duties and the pane beside it say of one duty: its country, its notes, a period that is no law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.law import Citation, ClockRule, DutyKind, DutyNote, DutyRule, LawStatus
from breachdesk.domain.obligations import Obligation, ObligationState, Standing
from breachdesk.domain.replaying import replay
from breachdesk.domain.standing import ClockStanding, ClockState
from breachdesk.domain.timeline import StageMet
from breachdesk.services.duty_views import standing_clock, state_face
from breachdesk.tui.duty_phrases import duty_lines, obligation_detail
from breachdesk.tui.lines import Line
from tests.strategies import AWARE, numbered, opening

ACT = Citation("Made-up Act", "1", "https://example.org", date(2026, 11, 23))
NOTE = DutyNote({"en": "Mind it."}, ACT, LawStatus.CONTESTED)
LATER = ClockRule("later", "Later", 72, "awareness", date(2027, 1, 1), LawStatus.IN_FORCE, ACT)
ROW = Obligation(
    id="tell:FR",
    regime="made-up",
    regime_label={"en": "Made-up Act"},
    duty=DutyRule("tell", DutyKind.NOTIFY, {"en": "Tell the office"}, {"en": "the office"}, ACT),
    addressee="CNIL",
    standing=Standing.APPLIES,
    reasons=(),
    needs=(),
    clocks=(ClockStanding(LATER, ClockState.NOT_IN_FORCE),),
    notes=(NOTE,),
    country="FR",
    is_apart=True,
)


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize(("country", "said"), [("FR", "Tell the office (FR)"), ("", "Tell the office")])
def test_rows_of_several_countries_are_told_apart_in_the_list(standing: Standing, country: str, said: str) -> None:
    """Lost without it: four lines that read the same, and nobody knows which one is done."""
    row = replace(ROW, country=country, standing=standing, needs=("cause",) if standing is Standing.OPEN else ())
    lines = duty_lines([row], AWARE, "UTC", {}, frozenset({"group:cause", "group:none"}))
    assert [line.text for line in lines if line.key == "tell:FR"] == [said]


def test_the_pane_says_the_notes_and_that_a_period_is_no_law() -> None:
    """Lost without it: what national law says of a duty stays in its file, and a missing date looks like a fault."""
    incident = replay("i", numbered(opening()))
    lines = obligation_detail(ROW, incident, ROW.clocks, AWARE, {})
    assert Line("  note: Mind it. (Made-up Act Art. 1, contested)", "waiting") in lines
    assert Line("  Later: no date: in force from 2027-01-01 –", "muted") in lines


@pytest.mark.parametrize("state", [ObligationState.MET, ObligationState.DECLINED])
def test_what_was_done_or_decided_is_seen_although_it_cannot_be_told_whether_it_was_owed(state: ObligationState) -> None:
    """Lost without it: somebody does it a second time, or nobody sees that it was turned down."""
    row = replace(ROW, standing=Standing.OPEN, needs=("cause",), state=state)
    head, line = duty_lines([row], AWARE, "UTC", {}, frozenset({"group:cause"}))[-2:]
    assert "1 of them done or decided" in head.text
    assert line.state == state_face(row)
    open_ = duty_lines([replace(row, state=ObligationState.OPEN)], AWARE, "UTC", {}, frozenset({"group:cause"}))
    assert "done or decided" not in open_[-2].text
    assert open_[-1].state.text == ""


def test_the_pane_says_who_did_a_stage_when_and_under_which_reference() -> None:
    """Lost without it: a tick that nobody answers for."""
    done = StageMet("tell:FR", "later", AWARE, "CNIL-7")
    incident = replay("i", numbered(opening(), done))
    said = [line.text for line in obligation_detail(ROW, incident, ROW.clocks, AWARE, {})]
    assert any("CNIL-7" in line and "by " in line for line in said)
    other = [line.text for line in obligation_detail(replace(ROW, id="tell:BE"), incident, ROW.clocks, AWARE, {})]
    assert not any("CNIL-7" in line for line in other)


def test_a_clock_that_counts_from_an_answer_says_it_in_the_words_of_the_question() -> None:
    """Lost without it: `suspected_at`, which nobody outside the program can read."""
    waits = ClockStanding(replace(LATER, starts_from="fact:suspected_at"), ClockState.NOT_STARTED, waits_for="fact:suspected_at")
    question = FactDefinition("suspected_at", FactKind.INSTANT, {"en": "when it was first suspected"})
    assert "from when it was first suspected" in standing_clock(waits, AWARE, "UTC", {"suspected_at": question}).text
    assert "from suspected at" in standing_clock(waits, AWARE, "UTC", {}).text


def test_that_nothing_applies_yet_is_said_in_words() -> None:
    """Lost without it: an empty heading, which reads as if there was no duty or nobody looked."""
    waits = replace(ROW, standing=Standing.OPEN, needs=("cause",))
    said = "nothing that is known brings a duty about yet"
    assert said in [line.text for line in duty_lines([waits], AWARE, "UTC", {}, frozenset())]
    assert said not in [line.text for line in duty_lines([ROW], AWARE, "UTC", {}, frozenset())]
