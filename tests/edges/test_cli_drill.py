"""Exercises from the shell, with a real clock that only moves when it is told to: start to report, without a screen."""

from __future__ import annotations

import hashlib
import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from breachdesk.domain.drills import After, Scenario
from breachdesk.domain.terms import Duty
from breachdesk.files.drill_file import load_scenarios
from breachdesk.files.drill_folder import read_drill
from tests.edges.command_line import ADDRESSEES, DPO, LEAD, NOW, REF, Said, Shell
from tests.edges.drill_words import SCENARIOS, shipped_words

NIGHT = "ransomware-night"
SHIPPED = load_scenarios([SCENARIOS], shipped_words())
BANNER = "EXERCISE: nothing of this workspace is real, and nothing is sent from it.\n"


@pytest.fixture
def home(shell: Shell) -> Shell:
    """Give a shell in front of a workspace of one's own that is not there yet."""
    return shell


def started(home: Shell, scenario: str = NIGHT, *more: str) -> Shell:
    """Start an exercise; give a shell in front of its workspace."""
    made = home.must("drill", "start", scenario, "--headless", "--json", *more).json
    return replace(home, folder=Path(made["workspace"]))


def later(shell: Shell, **span: float) -> Shell:
    """Give the same shell after so much real time."""
    return shell.at(shell.now + timedelta(**span))


def came_in(said: Said) -> list[int]:
    """Give the numbers of what came in."""
    return [one["number"] for one in said.json["injects"]]


def digests(folder: Path) -> dict[str, str]:
    """Give every file below a folder with its fingerprint, those of exercises left out."""
    files = (p for p in folder.rglob("*") if p.is_file() and "drills" not in p.relative_to(folder).parts)
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


# --- the list and the start ------------------------------------------------------------------------------


def test_the_list_shows_the_scenarios_and_makes_no_workspace(home: Shell) -> None:
    """Lost without it: looking what there is leaves a database behind."""
    found = home.must("drill", "list", "--json").json
    assert [s["id"] for s in found["scenarios"]] == sorted(SHIPPED)
    assert found["drills"] == []
    assert NIGHT in home.must("drill", "list").out
    assert not home.folder.exists()


def test_a_start_says_the_briefing_and_how_to_go_on(home: Shell) -> None:
    """Lost without it: a folder, and nobody knows what to type."""
    said = home.must("drill", "start", NIGHT, "--headless")
    folder = home.folder / "drills" / f"{NIGHT}-1"
    assert said.out.startswith(f"EXERCISE {NIGHT}-1: Ransomware in the night, 60 times as fast.\n")
    assert "The duty phone of Fietsgoed rings" in " ".join(said.out.split())
    assert f"breachdesk --workspace {folder} drill tick" in said.out
    assert [stat.S_IMODE(p.stat().st_mode) for p in (home.folder, folder.parent, folder)] == [0o700] * 3
    assert sorted(p.name for p in home.folder.iterdir()) == ["drills"]


def test_a_dutch_start_is_dutch(home: Shell) -> None:
    """Lost without it: the option is taken and nothing changes."""
    drill = started(home, NIGHT, "--language", "nl")
    assert later(drill, seconds=6).must("drill", "tick").out.startswith("INJECT 1, 02:15, magazijn, nachtploeg: Alle bestanden")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("start", "ransomware-nihgt"), 3, "Did you mean 'ransomware-night'?"),
        (("start", NIGHT, "--speed", "5"), 2, "10<=x<=500"),
        (("start", NIGHT, "--speed", "501"), 2, "10<=x<=500"),
        (("tick",), 3, "No exercise runs here"),
        (("tick", "night-1"), 3, "There is no exercise 'night-1' here."),
        (("report",), 3, "No exercise runs here"),
        (("end",), 3, "No exercise runs here"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(home: Shell, words: tuple[str, ...], code: int, said: str) -> None:
    """Lost without it: half an exercise, or a traceback."""
    found = home("drill", *words)
    assert (found.code, found.out) == (code, "")
    assert said in found.err
    assert not home.folder.exists()


def test_a_folder_that_holds_something_is_left_alone(home: Shell, worked: Shell) -> None:
    """Lost without it: an exercise is written into a real workspace."""
    before = digests(worked.folder)
    found = home("drill", "start", NIGHT, "--headless", "--dir", str(worked.folder))
    assert found.code == 2
    assert "stays as it is" in found.err
    assert digests(worked.folder) == before


def test_an_exercise_is_not_started_inside_another(home: Shell) -> None:
    """Lost without it: an exercise within an exercise, whose report nobody finds."""
    assert started(home)("drill", "start", NIGHT, "--headless").code == 2


def test_each_exercise_has_a_number_of_its_own(home: Shell) -> None:
    """Lost without it: the second report overwrites the first."""
    first, second = started(home), started(home)
    assert (first.folder.name, second.folder.name) == (f"{NIGHT}-1", f"{NIGHT}-2")
    assert [d["drill"] for d in home.must("drill", "list", "--json").json["drills"]] == [f"{NIGHT}-2", f"{NIGHT}-1"]


def test_a_crash_after_the_folder_was_made_is_mended_by_going_on(home: Shell) -> None:
    """Lost without it: a folder that can neither be played nor started again."""
    drill = started(home)
    for left in drill.folder.glob("breachdesk.db*"):
        left.unlink()
    home.must("drill", "resume", "--headless")
    assert drill.must("incident", "list", "--json").json[0]["reference"] == REF
    assert came_in(later(drill, seconds=6).must("drill", "tick", "--json")) == [1]


# --- time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("speed", "seconds", "numbers"), [(60, 4, []), (60, 5, [1]), (60, 60, [1, 2, 3]), (500, 1, [1]), (10, 30, [1])])
def test_injects_come_in_by_scenario_time(home: Shell, speed: int, seconds: int, numbers: list[int]) -> None:
    """Lost without it: an exercise of an hour takes three days, or a minute."""
    drill = started(home, NIGHT, "--speed", str(speed))
    assert came_in(later(drill, seconds=seconds).must("drill", "tick", "--json")) == numbers
    assert came_in(later(drill, seconds=seconds).must("drill", "tick", "--json")) == []


def test_the_commands_of_an_incident_run_on_scenario_time(home: Shell) -> None:
    """Lost without it: the deadline of the exercise is that of the real Tuesday."""
    drill = later(started(home), minutes=72)
    shown = drill.must("incident", "show", REF)
    assert "00:00:00 left" in shown.out
    assert "until Tue 17 Nov" in shown.out
    assert "late" in later(drill, seconds=1).must("incident", "show", REF).out


def test_a_pause_holds_the_clock_and_resume_lets_it_run(home: Shell) -> None:
    """Lost without it: nobody can have lunch."""
    drill = started(home)
    paused = later(drill, seconds=4)
    assert "stands at Sat 14 Nov 2026, 02:14 CET" in paused.must("drill", "pause").out
    assert came_in(later(drill, hours=9).must("drill", "tick", "--json")) == []
    back = later(drill, hours=9)
    assert "02:14 CET" in back.must("drill", "resume", "--headless").out
    assert came_in(later(back, seconds=1).must("drill", "tick", "--json")) == [1]


def test_a_clock_set_back_does_not_take_the_exercise_back(home: Shell) -> None:
    """Lost without it: an answer stands in the record before the inject that it answers."""
    drill = started(home)
    assert came_in(later(drill, minutes=1).must("drill", "tick", "--json")) == [1, 2, 3]
    earlier = drill.at(NOW - timedelta(hours=2))
    assert earlier.must("drill", "tick", "--json").json["at"] == "2026-11-14T02:10:00Z"


def test_next_goes_forward_to_the_next_inject(home: Shell) -> None:
    """Lost without it: a rehearsal at a desk has to wait for the night to pass."""
    drill = started(home)
    found = [drill.must("drill", "next", "--json").json for _ in range(3)]
    assert [(f["at"], f["injects"][0]["number"]) for f in found] == [
        ("2026-11-14T01:15:00Z", 1),
        ("2026-11-14T01:45:00Z", 2),
        ("2026-11-14T02:10:00Z", 3),
    ]


def test_an_exercise_keeps_the_scenario_it_began_with(home: Shell) -> None:
    """Lost without it: a file saved meanwhile changes what is right in the middle of the night."""
    drill = started(home)
    own = home.folder / "playbooks" / "drills"
    own.mkdir(parents=True)
    text = (SCENARIOS / f"{NIGHT}.yaml").read_text(encoding="utf-8")
    (own / f"{NIGHT}.yaml").write_text(text.replace("at: 5\n", "at: 6\n"), encoding="utf-8")
    assert came_in(later(drill, seconds=5).must("drill", "tick", "--json")) == [1]
    assert came_in(later(started(home), seconds=5).must("drill", "tick", "--json")) == []


def test_a_damaged_state_is_said_to_be_damaged(home: Shell) -> None:
    """Lost without it: a traceback, or a clock that starts anew."""
    drill = started(home)
    (drill.folder / "drill.json").write_text('{"drill": "x"}', encoding="utf-8")
    found = drill("drill", "tick")
    assert found.code == 2
    assert "does not say which exercise this is" in found.err


# --- the mark, and nothing leaves ------------------------------------------------------------------------


def test_every_command_in_an_exercise_says_so(home: Shell) -> None:
    """Lost without it: a figure from an exercise is read out in a real meeting."""
    drill = started(home)
    for words in (("incident", "list"), ("incident", "show", REF), ("drill", "tick"), ("doctor",), ("incident", "list", "--json")):
        assert drill.must(*words).err.startswith(BANNER)
    assert "EXERCISE: Ransomware in the night" in drill.must("incident", "list").out
    assert drill.must("incident", "list", "--json").json[0]["title"].startswith("EXERCISE: ")
    assert home.must("drill", "tick").err.startswith(BANNER)


def test_a_real_workspace_says_nothing_of_an_exercise(worked: Shell) -> None:
    """Lost without it: the mark is everywhere and means nothing."""
    assert "EXERCISE" not in "".join((said := worked.must("incident", "show", REF)).out + said.err)


def _written(drill: Shell) -> None:
    answers = ("personal_data=yes", "breach_confirmed=yes", "breach_kinds=confidentiality", "account_nl=Iemand kwam binnen.")
    drill.must("answer", REF, *answers, "conclusion=The risk is high.")
    drill.must("scope", "--system", "file-server", "--incident", REF)
    for whom in ("authority", "individuals"):
        drill.by(LEAD).must("decide", REF, whom, "yes", "--reason", "Payslips are out.")
    for kind in ("notification", "communication"):
        drill.must("notice", "draft", REF, kind)
        drill.by(DPO).must("notice", "approve", REF, f"{kind}-nl")


def test_every_file_that_is_written_carries_the_mark_even_where_somebody_edited_it_away(home: Shell, tmp_path: Path) -> None:
    """Lost without it: a notification of an exercise is found in a folder and filed."""
    drill = started(home)
    _written(drill)
    plain = tmp_path / "plain.txt"
    plain.write_text("Geachte heer, mevrouw,\n\nEr is ingebroken.\n", encoding="utf-8")
    drill.must("notice", "revise", REF, "notification-nl", "--text", str(plain), "--subject", "Melding")
    paths = [Path(p) for p in drill.must("notice", "export", REF, "notification-nl", "--dir", str(tmp_path), "--json").json["files"]]
    markdown, mail = (p.read_text(encoding="utf-8") for p in paths)
    assert markdown.startswith("# EXERCISE: Melding\n\nEXERCISE (OEFENING).")
    assert "Subject: EXERCISE: Melding" in mail


def test_nothing_can_be_sent_and_the_settings_of_the_real_workspace_are_not_read(organised: Shell) -> None:
    """Lost without it: an exercise writes to customers over the real mail server."""
    (organised.folder / "settings.yaml").write_text("mail: {host: broken", encoding="utf-8")
    drill = started(organised)
    _written(drill)
    for more in ((), ("--to", str(ADDRESSEES))):
        refused = drill("send", REF, "communication-nl", *more)
        assert refused.code in (4, 9)
        assert "This is an exercise: nothing is sent from it, to nobody." in refused.err
    assert drill.must("outbox", "--json").json == []
    reminded = later(drill, minutes=65).must("remind", "tick", "--json").json
    assert reminded["mailed"] == []
    assert {r["detail"] for r in reminded["on_screen_only"]} <= {"on screen only: this is an exercise", ""}


def test_the_real_workspace_is_the_same_to_the_byte(worked: Shell) -> None:
    """Lost without it: an exercise in the register of breaches, or in the figures of the year."""
    before = digests(worked.folder)
    assert "breachdesk.db" in before
    drill = started(worked)
    _written(drill)
    later(worked, minutes=5).must("drill", "tick")
    later(worked, minutes=6).must("drill", "pause")
    later(worked, minutes=7).must("drill", "resume", "--headless")
    later(worked, minutes=8).must("drill", "end")
    worked.must("drill", "report")
    worked.must("drill", "list")
    assert digests(worked.folder) == before
    assert [row["title"] for row in worked.must("incident", "list", "--json").json] == ["Customer data copied"]


# --- the end and the report ------------------------------------------------------------------------------


def test_an_exercise_that_is_over_stands_and_its_report_is_kept(home: Shell) -> None:
    """Lost without it: a report that changes each time it is read."""
    drill = started(home)
    later(drill, minutes=1).must("drill", "tick")
    ended = later(home, minutes=2).must("drill", "end", "--json").json
    reports = home.folder / "drills" / "reports"
    assert json.loads((reports / f"{NIGHT}-1.json").read_text(encoding="utf-8")) == ended
    assert (reports / f"{NIGHT}-1.md").read_text(encoding="utf-8").startswith("# EXERCISE: Ransomware in the night, ")
    assert ended["scenario_ended_at"] == "2026-11-14T03:10:00Z"
    long_after = later(home, days=3)
    assert long_after.must("drill", "report", "--json").json == ended
    assert long_after.must("drill", "report", f"{NIGHT}-1", "--json").json == ended
    assert later(drill, days=3).must("drill", "report", "--json").json == ended
    for words in (("tick",), ("next",), ("pause",), ("resume", "--headless"), ("end",)):
        assert later(drill, days=3)("drill", *words).code in (2, 4)
    listed = home.must("drill", "list", "--json").json["drills"]
    assert [(d["drill"], d["score"]) for d in listed] == [(f"{NIGHT}-1", ended["score"])]


def test_a_report_is_made_where_the_program_ended_before_it_was_kept(home: Shell) -> None:
    """Lost without it: a power cut at the end, and the afternoon was for nothing."""
    started(home)
    ended = later(home, minutes=2).must("drill", "end", "--json").json
    for kept in (home.folder / "drills" / "reports").iterdir():
        kept.unlink()
    assert later(home, hours=9).must("drill", "report", f"{NIGHT}-1", "--json").json == ended


def test_the_report_of_an_exercise_elsewhere_lies_in_ones_own_workspace(home: Shell, tmp_path: Path) -> None:
    """Lost without it: the report goes with the folder that is thrown away."""
    drill = started(home, NIGHT, "--dir", str(tmp_path / "elsewhere"))
    later(drill, minutes=1).must("drill", "end")
    assert [d["workspace"] for d in home.must("drill", "list", "--json").json["drills"]] == [None]
    second = started(home)
    assert second.folder.name == f"{NIGHT}-2"
    assert later(second, minutes=1).must("drill", "end", "--json").json["compared_with"] == f"{NIGHT}-1"


def test_a_workspace_that_was_moved_takes_its_exercises_along(home: Shell, tmp_path: Path) -> None:
    """Lost without it: the report is written to where the workspace was last week."""
    started(home)
    moved = replace(home, folder=home.folder.rename(tmp_path / "moved"))
    later(moved, minutes=1).must("drill", "end")
    assert (moved.folder / "drills" / "reports" / f"{NIGHT}-1.md").exists()
    assert not home.folder.exists()


def test_while_it_runs_the_report_says_how_it_stands_and_keeps_nothing(home: Shell) -> None:
    """Lost without it: looking once ends the exercise."""
    started(home)
    said = later(home, minutes=1).must("drill", "report")
    assert "has not ended" in said.err
    assert said.out.startswith("# EXERCISE")
    assert not (home.folder / "drills" / "reports").exists()


def test_one_damaged_report_does_not_keep_the_next_from_being_made(home: Shell) -> None:
    """Lost without it: a file cut off by a full disk, and no exercise can be ended."""
    started(home)
    reports = home.folder / "drills" / "reports"
    reports.mkdir()
    (reports / "old-1.json").write_text('{"drill": "old-1"', encoding="utf-8")
    (reports / "old-2.json").write_text('{"drill": "old-2"}', encoding="utf-8")
    said = later(home, minutes=1).must("drill", "end")
    assert "is no report of an exercise" in said.err


# --- played to the end -----------------------------------------------------------------------------------


class Player:
    """Somebody who does everything right as soon as it can be known, by the commands alone."""

    def __init__(self, home: Shell, scenario: Scenario) -> None:
        self.home = home
        self.scenario = scenario
        self.drill = started(home, scenario.id)

    def answer(self, expected: Any) -> None:
        """Give the right answers."""
        if expected:
            said = [f"{e.fact}={', '.join(e.right) if e.fact == 'breach_kinds' else e.right[0]}" for e in expected]
            self.drill.must("answer", REF, *said)

    def wait(self, **span: float) -> None:
        """Let real time pass."""
        self.drill = later(self.drill, **span)

    def play(self) -> None:
        """Play it to the end."""
        truth = self.scenario.truth
        self.answer(self.scenario.known_at_start)
        self.drill.must("task", REF, "keep-evidence", "--done")
        for turn in range(2 * len(self.scenario.injects)):
            found = came_in(self.drill.must("drill", "next", "--json"))
            for number in found:
                self.answer(self.scenario.injects[number - 1].reveals)
            if turn == 2:
                systems = [word for system in truth.systems for word in ("--system", system)]
                self.drill.must("scope", *systems, "--incident", REF)
            if not found:
                break
        self.decide()

    def decide(self) -> None:
        """Write down, decide, draft, approve and file."""
        self.drill.must("answer", REF, "conclusion=As the facts are.", "account_nl=Er is iets gebeurd.")
        for word, duty in (("authority", Duty.NOTIFY_AUTHORITY), ("individuals", Duty.NOTIFY_INDIVIDUALS)):
            notify = self.scenario.truth.decisions[duty]
            self.drill.by(LEAD).must("decide", REF, word, "yes" if notify else "no", "--reason", "So the facts are.")
            kind = "notification" if word == "authority" else "communication"
            if notify:
                self.drill.must("notice", "draft", REF, kind)
                self.drill.by(DPO).must("notice", "approve", REF, f"{kind}-nl")
        if self.scenario.truth.decisions[Duty.NOTIFY_AUTHORITY]:
            self.drill.must("notice", "file", REF, "notification-nl", "--reference", "EXERCISE-1")
        self.drill.must("task", REF, "register", "--done")


@pytest.mark.parametrize("scenario", SHIPPED.values(), ids=lambda scenario: scenario.id)
def test_whoever_does_everything_right_gets_a_hundred(home: Shell, scenario: Scenario) -> None:
    """Lost without it: a scenario whose truth the real engine does not let anybody reach."""
    player = Player(home, scenario)
    player.play()
    ended = player.drill.must("drill", "end", "--json").json
    assert [(m["id"], m["said"]) for m in ended["measures"] if m["share"] not in (None, 1.0)] == []
    assert ended["score"] == 100
    assert ended["never_came"] == []
    assert {i["number"] for i in ended["injects"]} == {i.number for i in scenario.injects}
    assert After.SCOPE in {i.after for i in scenario.injects}


@pytest.mark.parametrize("scenario", SHIPPED.values(), ids=lambda scenario: scenario.id)
def test_what_the_rules_propose_at_the_end_is_not_the_opposite_of_what_counts_as_right(home: Shell, scenario: Scenario) -> None:
    """Lost without it: an exercise that teaches people to decide against the law."""
    player = Player(home, scenario)
    player.play()
    shown = player.drill.must("incident", "show", REF, "--json").json["proposals"]
    proposed = {duty: shown[duty.value]["outcome"] if isinstance(shown[duty.value], dict) else shown[duty.value] for duty in scenario.truth.decisions}
    for duty, notify in scenario.truth.decisions.items():
        assert proposed[duty] in ("yes" if notify else "no", "undetermined"), (duty, proposed)


def test_two_exercises_of_one_scenario_are_compared(home: Shell) -> None:
    """Lost without it: nobody knows whether the second night went better."""
    started(home)
    later(home, minutes=1).must("drill", "end")
    player = Player(later(home, hours=1), SHIPPED[NIGHT])
    player.play()
    ended = player.drill.must("drill", "end", "--json").json
    assert ended["compared_with"] == f"{NIGHT}-1"
    beside = {m["id"]: m["compared"] for m in ended["measures"]}
    assert beside["scope-right"] == beside["notified"] == "better"
    assert [e["drill"] for e in ended["earlier"]] == [f"{NIGHT}-1"]


def test_the_state_of_an_exercise_is_for_its_owner_only(home: Shell) -> None:
    """Lost without it: others on the machine read what a team got wrong."""
    drill = started(home)
    later(home, minutes=1).must("drill", "end")
    files = [p for p in (home.folder / "drills").rglob("*") if p.is_file()]
    assert [p.name for p in files if stat.S_IMODE(p.stat().st_mode) & 0o077] == []
    assert read_drill(drill.folder).drill.ended_at is not None
