"""The plan on the incident screen: steps of every kind, what an act changed, another playbook, evidence, closing, handing over."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from breachdesk.domain.planning import StepState
from breachdesk.services.faces import Face
from breachdesk.services.handover import Handover, HandoverPart
from breachdesk.services.incidents import Opening
from breachdesk.services.shaping import NewTask
from breachdesk.tui.app import DeskApp
from breachdesk.tui.dialogs import Ask, Form, Pick
from breachdesk.tui.duties_screen import DutiesScreen
from breachdesk.tui.handover_rows import handover_rows
from breachdesk.tui.handover_screen import HandoverScreen
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.reading_dialog import Reading
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
    walk,
    write,
)

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
LOCKED = "2026-04"


def opened(wired: Wiring, playbook: str, **answers: str) -> None:
    """Open one more incident, and answer some questions of it."""
    desk = wired.desk()
    desk.incidents.open(Opening("Files locked", "2026-11-24 08:00", "M. Aydin", playbook=playbook), "M. Aydin")
    for fact, text in answers.items():
        desk.walking.answer(LOCKED, fact, text, "M. Aydin")


def shown(app: DeskApp) -> str:
    """Give all that stands on the screen, in one line of words."""
    return " ".join(" ".join(seen(app)).split())


def choices(incident: IncidentScreen) -> list[str]:
    """Give what can be chosen."""
    return [row.key for row in incident.query_one("#choices", RowList).rows if row.selectable]


async def choose(pilot: Pilot[Any], key: str) -> None:
    """Move to a line of the step, and press enter."""
    await pick(pilot, key, "#choices")


async def fill(pilot: Pilot[Any], **values: str) -> None:
    """Fill a form, and save it."""
    await on_top(pilot, Form)
    for name, text in values.items():
        pilot.app.screen.query_one(f"#field-{name}", Input).value = text
    await press(pilot, "ctrl+s")


# What an act changed.


@SIZES
def test_an_answer_says_which_steps_it_took_away_until_the_next_act(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: a plan that turns over behind one's back, or a word of it that is gone after three seconds."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("personal-data")
        await choose(pilot, "set:personal_data:no")
        assert "no longer needed" in lines_of(app, "#changes")
        assert "because whether personal data are involved: no" in lines_of(app, "#changes")
        assert "no longer needed" in shown(app)
        await press(pilot, "n", "t", "escape")
        assert "no longer needed" in lines_of(app, "#changes")
        incident._go("personal-data")
        await choose(pilot, "set:personal_data:yes")
        assert " opened: " in lines_of(app, "#changes")
        await press(pilot, "m")
        await write(pilot, "a note")
        await press(pilot, "enter")
        assert lines_of(app, "#changes") == ""

    walk(wired, UNDER_WAY, do, size=size)


def test_the_rail_marks_what_was_opened(wired: Wiring) -> None:
    """Lost without it: a sentence about steps that cannot be found in the plan."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("personal-data")
        await choose(pilot, "set:personal_data:no")
        incident._go("personal-data")
        await choose(pilot, "set:personal_data:yes")
        marks = {row.cells[2].text for row in incident.query_one("#rail", RowList).rows}
        assert "+ open" in marks

    walk(wired, UNDER_WAY, do, size=(120, 40))


def test_a_step_that_was_done_and_is_not_needed_any_more_says_both(wired: Wiring) -> None:
    """Lost without it: work that seems never to have been done."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("personal-data")
        await choose(pilot, "set:personal_data:no")
        incident._go("secure-logs")
        assert "no longer needed; what was done stays in the record" in lines_of(app, "#step")

    walk(wired, UNDER_WAY, do)


# The step.


@SIZES
def test_all_about_a_step_is_one_key_away_and_the_same_key_goes_back(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: the source, what to keep and the way out when it cannot be done, read by nobody."""
    opened(wired, "ransomware-locked", personal_data="yes")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("ransom-isolate")
        step = incident.planned.step
        await press(pilot, "w")
        text = shown(app).replace("│ ", "")
        said = (step.reason(), step.source, step.evidence["en"], step.cannot["en"])
        assert [words for words in said if words not in " ".join(lines_of(app, "#step").split())] == []
        assert f"If it cannot be done: {step.cannot['en'][:20]}" in text
        await press(pilot, "w")
        assert choices(incident)[0] == "done"
        assert incident.query_one("#choices").has_focus

    walk(wired, LOCKED, do, size=size)


def test_guidance_is_read_and_says_so(wired: Wiring) -> None:
    """Lost without it: a text that must be ticked as a task, or cannot be put away at all."""
    opened(wired, "ransomware-locked", personal_data="yes")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("ransom-first-words")
        assert "I have read it" in shown(app)
        await choose(pilot, "done")
        assert incident.view.plan.step("ransom-first-words").state is StepState.DONE

    walk(wired, LOCKED, do)


def test_waiting_says_until_when_and_it_came_ends_it(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: a supplier who never answers, and a step that never asks again."""
    opened(wired, "processor-breach", personal_data="yes")
    step = next(s for s in wired.desk().catalogues.playbooks()["processor-breach"].steps() if s.kind.value == "wait")
    for needed in step.needs:
        wired.desk().walking.skip(LOCKED, needed, "for the test", "M. Aydin")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go(step.id)
        assert "it came" in shown(app)
        await choose(pilot, "done")
        assert incident.view.plan.step(step.id).state is StepState.DONE

    walk(wired, LOCKED, do)


def test_the_conclusion_stands_beside_what_the_rules_propose_and_leads_to_the_assessment(wired: Wiring) -> None:
    """Lost without it: a conclusion written blind."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("conclusion")
        assert "The rules propose authority" in shown(app)
        await choose(pilot, "open:assessment")
        assert app.screen.KIND == "assessment"  # type: ignore[attr-defined]

    walk(wired, UNDER_WAY, do)


def test_a_plan_step_shows_what_it_would_add_then_asks_why_then_takes_it_in(wired: Wiring) -> None:
    """Lost without it: a second plan over the first by one slip of the thumb, without a word on why."""
    opened(wired, "ransomware-locked", personal_data="yes", exfiltration="confirmed")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("locked-to-stolen")
        await choose(pilot, "plan:ransomware-stolen")
        await on_top(pilot, Reading)
        assert "Nothing is saved yet" in shown(app)
        await press(pilot, "escape")
        assert incident.view.incident.added_playbooks == ()
        await choose(pilot, "plan:ransomware-stolen")
        await on_top(pilot, Reading)
        await press(pilot, "enter", "enter")
        await on_top(pilot, Ask)
        await write(pilot, "a leak site")
        await press(pilot, "enter")
        use = app.desk.incidents.get(LOCKED).added_playbooks[0]
        assert (use.playbook, use.reason, use.replaces) == ("ransomware-stolen", "a leak site", False)
        title = app.desk.catalogues.playbooks()["ransomware-stolen"].title()
        assert f"'{title}' came in" in lines_of(app, "#changes")
        incident._go("stolen-cut-outgoing")
        assert title in " ".join(row.cells[1].text for row in incident.query_one("#rail", RowList).rows)

    walk(wired, LOCKED, do, size=(120, 40))


def test_a_duty_of_a_step_is_recorded_there_or_seen_among_all_duties(wired: Wiring) -> None:
    """Lost without it: a step that says "tell the controller" and no way to say that it was done."""
    opened(wired, "we-are-processor", personal_data="yes", our_role="processor")
    step = next(s for s in wired.desk().catalogues.playbooks()["we-are-processor"].steps() if s.kind.value == "notify")
    for needed in step.needs:
        wired.desk().walking.skip(LOCKED, needed, "for the test", "M. Aydin")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go(step.id)
        row = next(key.partition(":")[2] for key in choices(incident) if key.startswith("law:"))
        await choose(pilot, f"law:{row}")
        await on_top(pilot, DutiesScreen)
        assert app.screen.query_one("#duties", RowList).current_key == row
        await press(pilot, "escape")
        await choose(pilot, f"met:{row}")
        await fill(pilot, reference="mail to the customer")
        assert incident.view.plan.step(step.id).state is StepState.DONE

    walk(wired, LOCKED, do)


def test_what_is_usual_here_stands_first_and_is_never_ticked_for_you(wired: Wiring) -> None:
    """Lost without it: a hint that turns into an answer nobody gave."""
    opened(wired, "ransomware-locked", personal_data="yes")
    usual = wired.desk().catalogues.playbooks()["ransomware-locked"].profile.measures_taken

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("measures")
        rows = [row for row in incident.query_one("#choices", RowList).rows if row.key.startswith("mark:measures_taken:")]
        first = [row.key.rpartition(":")[2] for row in rows[: len(usual)]]
        assert list(usual) == first
        assert all("usual here" in row.cells[1].text for row in rows[: len(usual)])
        assert not any("usual here" in row.cells[1].text for row in rows[len(usual) :])
        assert {row.cells[0].text for row in rows} == {"[ ]"}

    walk(wired, LOCKED, do)


def test_f4_shows_the_plan_in_dutch_for_as_long_as_the_desk_is_open(wired: Wiring) -> None:
    """Lost without it: texts in a second language that nobody can see."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("secure-logs")
        step = incident.planned.step
        await press(pilot, "f4")
        assert step.title("nl") in lines_of(app, "#step")
        assert step.reason("nl") in lines_of(app, "#step")
        await press(pilot, "t", "escape")
        assert step.title("nl") in lines_of(app, "#step")
        await press(pilot, "f4")
        assert step.title("en") in lines_of(app, "#step")

    walk(wired, UNDER_WAY, do)


# Shaping by keys.


def test_a_blocked_step_says_why_and_can_go_on(wired: Wiring) -> None:
    """Lost without it: a step that stands open for a reason only one person knows."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("isolate-system")
        await press(pilot, "z")
        await fill(pilot, reason="the host is asleep", until="+2h")
        incident._go("isolate-system")
        assert "the host is asleep" in shown(app)
        assert "look at it again" in shown(app)
        await choose(pilot, "reopen")
        await write(pilot, "awake")
        await press(pilot, "enter")
        assert incident.view.plan.step("isolate-system").state is StepState.OPEN

    walk(wired, UNDER_WAY, do)


def test_a_time_that_has_passed_is_refused_beside_its_field(wired: Wiring) -> None:
    """Lost without it: a block until yesterday."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "z")
        await fill(pilot, reason="x", until="2020-01-01 10:00")
        assert isinstance(app.screen, Form)
        assert "! " in shown(app)
        assert incident.view.incident.steps.get(incident.current) is None

    walk(wired, UNDER_WAY, do)


def test_an_own_task_stands_in_the_rail_as_one(wired: Wiring) -> None:
    """Lost without it: a task that looks like the playbook's word."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("secure-logs")
        await press(pilot, "u")
        await fill(pilot, title="Call the host", due="+2h", must="yes")
        task = app.desk.incidents.get(UNDER_WAY).added_tasks[0]
        assert (task.title, task.phase, task.must) == ("Call the host", "contain", True)
        assert "Call the host · own task" in " ".join(row.cells[1].text for row in incident.query_one("#rail", RowList).rows)
        assert "1 new: Call the host" in lines_of(app, "#changes")

    walk(wired, UNDER_WAY, do, size=(120, 40))


def test_evidence_is_recorded_and_listed(wired: Wiring) -> None:
    """Lost without it: a disk in a drawer that nobody finds."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("secure-logs")
        await press(pilot, "e")
        await fill(pilot, what="access log", where="safe 3", sha256="a" * 64)
        incident._go("secure-logs")
        assert "kept ✓ access log, at safe 3" in shown(app)
        await press(pilot, "e")
        await on_top(pilot, Pick)
        assert "access log" in shown(app)
        await pick(pilot, "0")
        await on_top(pilot, Reading)
        assert "a" * 64 in shown(app)

    walk(wired, UNDER_WAY, do)


# Opening and closing.


def test_a_broken_playbook_is_named_where_one_is_picked_and_keeps_nobody_from_the_others(wired: Wiring) -> None:
    """Lost without it: a slip in one file, and at night nothing can be opened, or a plan is missing and nobody says why."""
    own = wired.folder / "playbooks"
    own.mkdir(exist_ok=True)
    (own / "lost-device.yaml").write_text("id: lost-device\n", encoding="utf-8")
    wired.__dict__.pop("catalogues", None)

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "escape")
        await on_top(pilot, HomeScreen)
        await press(pilot, "n")
        await on_top(pilot, Pick)
        keys = [row.key for row in app.screen.query_one("#options", RowList).rows]
        assert "not-sure-yet" in keys
        assert "lost-device" not in keys
        assert "lost-device.yaml:1" in shown(app)

    walk(wired, UNDER_WAY, do)


def test_an_incident_is_opened_on_the_playbook_that_was_picked(wired: Wiring) -> None:
    """Lost without it: every incident walks the plan for stolen customer data."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "escape")
        await on_top(pilot, HomeScreen)
        await press(pilot, "n")
        await on_top(pilot, Pick)
        listing = app.screen.query_one("#options", RowList)
        assert listing.current_key == "not-sure-yet"
        assert "web-skimmer" in [row.key for row in listing.rows]
        await pick(pilot, "web-skimmer")
        await fill(pilot, title="Odd script in the shop")
        made = await on_top(pilot, IncidentScreen)
        assert made.view.incident.playbook == "web-skimmer"

    walk(wired, UNDER_WAY, do)


@SIZES
def test_closing_names_what_is_open_leads_there_and_wants_a_name_and_a_reason(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: an incident closed over an open duty, and nobody who answers for it."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("close")
        assert "go:conclusion" in choices(incident)
        await choose(pilot, "go:conclusion")
        assert incident.current == "conclusion"
        incident._go("close")
        await choose(pilot, "close")
        await on_top(pilot, Ask)
        await write(pilot, "false alarm")
        await press(pilot, "enter")
        await on_top(pilot, Form)
        assert "open points?" in shown(app)
        assert "Write the conclusion" in shown(app)
        await press(pilot, "ctrl+s")
        await on_top(pilot, Form)
        assert app.desk.incidents.get(UNDER_WAY).closed_at is None
        await fill(pilot, override="a test of the desk", by="J. Vos")
        closed = app.desk.incidents.get(UNDER_WAY)
        assert (closed.conclusion, closed.override_reason) == ("false alarm", "a test of the desk")
        assert app.desk.incidents.timeline(UNDER_WAY)[-1].by == "J. Vos"

    walk(wired, UNDER_WAY, do, size=size)


def test_with_nothing_open_closing_asks_only_how_it_ended(wired: Wiring) -> None:
    """Lost without it: a question about an override where there is nothing to override."""
    desk = wired.desk()
    desk.walking.answer(UNDER_WAY, "personal_data", "no", "M. Aydin")
    desk.walking.answer(UNDER_WAY, "conclusion", "No personal data.", "M. Aydin")
    desk.walking.done(UNDER_WAY, "register", "M. Aydin")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("close")
        assert "Nothing that must be done is open" in shown(app)
        await choose(pilot, "close")
        await write(pilot, "no data")
        await press(pilot, "enter")
        assert app.desk.incidents.get(UNDER_WAY).conclusion == "no data"

    walk(wired, UNDER_WAY, do)


# Handing over.


def shaped(wired: Wiring) -> None:
    """Give an incident something of everything to hand over."""
    shaping, by = wired.desk().shaping, "M. Aydin"
    shaping.add_task(UNDER_WAY, NewTask("Call the host", "", "", "+2h", True), by)
    shaping.block(UNDER_WAY, "isolate-system", "the host is asleep", by, "+4h")
    shaping.keep_evidence(UNDER_WAY, "secure-logs", "access log", "safe 3", by, "a" * 64)
    shaping.hand_over(UNDER_WAY, "S. Kok", by, "", "ring the host at seven")


@SIZES
def test_a_hand_over_is_whole_on_one_screen_with_its_five_next_steps(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: the next shift scrolls, or does not, and misses what is blocked."""
    shaped(wired)

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "h")
        await on_top(pilot, HandoverScreen)
        listing = app.screen.query_one("#handover", RowList)
        assert listing.virtual_size.height <= listing.size.height
        said = shown(app)
        for word in ("STANDS", "KNOWN", "DECIDED", "BY LAW", "NEXT", "OPEN", "HELD UP", "EVIDENCE", "DONE"):
            assert word in said
        assert all(f" {number} " in said.partition("NEXT")[2].partition("OPEN")[0] for number in range(1, 6))
        assert "access log, at safe 3" in said
        assert "ring the host at seven" in said

    walk(wired, UNDER_WAY, do, size=size)


def test_a_hand_over_is_copied_written_and_given_away_by_keys(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a page that cannot leave the screen."""
    shaped(wired)
    copied: list[str] = []

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        await press(pilot, "h")
        await on_top(pilot, HandoverScreen)
        await press(pilot, "y", "x")
        files = list((wired.folder / "drafts").glob(f"{UNDER_WAY}-handover-*.md"))
        assert [path.read_text(encoding="utf-8") for path in files] == copied
        assert copied[0].startswith("# ")
        assert "## Next" in copied[0]
        await press(pilot, "h")
        await fill(pilot, to="J. Vos", owned_by="S. Kok", note="good luck")
        assert app.desk.incidents.get(UNDER_WAY).hand_overs[-1].to == "J. Vos"
        assert "good luck" in shown(app)

    walk(wired, UNDER_WAY, do)


def test_n_goes_to_the_step_whose_reason_is_shown(wired: Wiring) -> None:
    """Lost without it: a reason for one step, and a key that goes to another."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        best = incident.view.next
        assert best is not None
        incident._go("conclusion")
        assert f"next: {best.planned.step.title()}, because {best.because} (n)" in lines_of(app, "#basis")
        await press(pilot, "n")
        assert incident.current == best.planned.step.id

    walk(wired, UNDER_WAY, do)


def test_a_hand_over_keeps_its_next_steps_while_any_other_part_can_give_way() -> None:
    """Lost without it: a long story of what is known, and the next step under "+4"."""
    parts = tuple(HandoverPart(label, tuple(Face(f"{label} {n}") for n in range(9))) for label in ("KNOWN", "NEXT", "OPEN"))
    page = Handover("2026-01", "x", MovedNow()(), "UTC", Face("1 h left"), parts)
    rows = handover_rows(page, 80, 7)
    assert [row.cells[0].text for row in rows] == ["KNOWN", "NEXT", "", "", "", "", "OPEN"]
    assert rows[0].cells[1].text == "KNOWN 0 · +8 (x)"
    assert len(handover_rows(page, 80, 3)) == 3


def test_late_against_a_target_of_the_house_is_not_said_as_if_it_were_the_law(wired: Wiring) -> None:
    """Lost without it: a person takes a target of the house for the deadline, or the deadline for a target."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        late = next(s for s in incident.view.plan.steps() if s.is_late(app.desk.now()))
        incident._go(late.step.id)
        assert "late ! house target was" in lines_of(app, "#step")

    walk(wired, UNDER_WAY, do)


def test_what_follows_is_counted_and_never_cut_at_80_columns(wired: Wiring) -> None:
    """Lost without it: `names with sex, date or place of birth, or`, and the rest of the data is nowhere."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        assert incident.view.incident.scope is not None
        number = len(incident.view.incident.scope.categories)
        assert f"{number} kinds of data" in lines_of(app, "#brief")

    walk(wired, WAITS_FOR_DPO, do, size=(80, 24))
