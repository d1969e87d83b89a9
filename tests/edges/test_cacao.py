"""CACAO 2.0 both ways: what we give out is valid and comes back equal; what comes in keeps its ways, loses its secrets."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from breachdesk.cacao.cacao_export import cacao_document, cacao_text
from breachdesk.cacao.cacao_ids import EXTENSION
from breachdesk.cacao.cacao_import import CHANGED, TakenIn, take_in
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.facts import FactDefinition, FactKind, Option
from breachdesk.domain.playbook import Condition, Phase, Playbook, Step, StepKind, Wanted
from breachdesk.files.playbook_dump import written_as_yaml
from breachdesk.files.playbook_file import parse_playbook
from breachdesk.files.playbook_shelf import load_playbooks
from tests.cacao_documents import OPEN, Plain, document, documents, new_id, runs, schema
from tests.playbook_strategies import WORDS, as_written, playbooks, titled

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real" / "cacao"
"""Beside this checkout, where it is there at all."""
AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
SHIPPED = load_playbooks([ROOT / "playbooks"], WORDS)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def published() -> Draft7Validator:
    """Give the published schema, or skip where it is not."""
    if not (REAL / "schema").is_dir():
        pytest.skip("1 folder of published schemas is not here")
    return schema(REAL / "schema" / "schemas")


def out(playbook: Playbook) -> Plain:
    """Give a playbook as a document, as a file would hold it."""
    found: Plain = json.loads(cacao_text(cacao_document(playbook, WORDS.facts, AT, AT)))
    return found


def taken(found: Any, name: str = "own.json") -> TakenIn:
    """Take a document in."""
    return take_in(json.dumps(found).encode(), name)


def read(found: TakenIn) -> Playbook:
    """Read what was taken in with our own reader."""
    return parse_playbook(written_as_yaml(found.written, found.notes).encode(), "own.yaml", WORDS)


def refusal(found: Any) -> list[str]:
    """Give what is said against a document."""
    with pytest.raises(FileProblems) as refused:
        take_in(found if isinstance(found, bytes) else json.dumps(found).encode(), "own.json")
    return refused.value.lines()


# --- out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", sorted(SHIPPED))
def test_every_shipped_playbook_goes_out_valid_and_comes_back_equal(id_: str, published: Draft7Validator) -> None:
    """Lost without it: a document that other tools refuse, or that we do not know again ourselves."""
    found = out(SHIPPED[id_])
    assert [error.message for error in published.iter_errors(found)] == []
    back = taken(found)
    assert (back.is_own, back.notes) == (True, ())
    assert as_written(read(back)) == as_written(SHIPPED[id_])


@SLOW
@given(playbook=playbooks())
def test_any_playbook_comes_back_equal_and_every_step_is_reached(playbook: Playbook) -> None:
    """Lost without it: a step that nobody comes to in another tool, or that changes on its way."""
    found = out(playbook)
    assert as_written(read(taken(found))) == as_written(playbook)
    workflow, seen, ahead = found["workflow"], set(), [found["workflow_start"]]
    while ahead:
        id_ = ahead.pop()
        if id_ not in seen:
            seen.add(id_)
            step = workflow[id_]
            ahead += [step[key] for key in ("on_completion", "on_true", "on_false") if key in step]
            ahead += [*step.get("cases", {}).values(), *step.get("next_steps", ())]
    assert seen == set(workflow)
    done = [step["step_extensions"][EXTENSION]["id"] for step in workflow.values() if "step_extensions" in step]
    assert sorted(done) == sorted(step.id for step in playbook.steps())


@SLOW
@given(playbook=playbooks())
def test_any_playbook_goes_out_valid(playbook: Playbook, published: Draft7Validator) -> None:
    """Lost without it: a playbook of one's own that no other tool takes."""
    assert [error.message for error in published.iter_errors(out(playbook))] == []


@SLOW
@given(playbook=playbooks())
def test_a_step_never_goes_out_before_one_it_needs(playbook: Playbook) -> None:
    """Lost without it: a runner that sends the notification before anybody decided to notify."""
    titled = {step.id: step.title() for step in playbook.steps()}
    if len(set(titled.values())) < len(titled):
        return
    for run in sorted(runs(out(playbook)), key=len)[-3:]:
        places = ranks(run)
        for step in playbook.steps():
            for needed in step.needs:
                if titled[step.id] in places and titled[needed] in places:
                    assert comes_before(run, titled[needed], titled[step.id])


def ranks(run: Any) -> set[str]:
    """Give every name in a run, however deep."""
    return {name for one in run for name in ([one] if isinstance(one, str) else [n for row in one for n in ranks(row)])}


def comes_before(run: Any, first: str, second: str) -> bool:
    """Tell whether a name stands before another, and not only beside it."""
    for one in run:
        names = {one} if isinstance(one, str) else {name for row in one for name in ranks(row)}
        if first in names and second in names:
            return any(comes_before(row, first, second) for row in one if {first, second} <= ranks(row))
        if first in names or second in names:
            return first in names
    return False


def test_a_plan_of_two_hundred_steps_of_the_worst_shape_goes_out() -> None:
    """Lost without it: a sound plan that ends the program because its steps wait for each other crosswise, or nest deep."""
    fence = [a_step(f"s{n}", needs=tuple(f"s{n + side}" for side in (-1, 1) if n % 2 and n + side < 200)) for n in range(200)]
    deep = [a_step(f"s{n}", needs=(f"s{n - 2}", *([f"s{n - 1}"] if n % 4 in (2, 3) and n % 2 else []))[: 2 if n > 1 else 0]) for n in range(200)]
    nested = [a_step(f"s{n}", needs=tuple(f"s{m}" for m in range(n - 1, -1, -2)) if n % 2 else ()) for n in range(200)]
    cause = Condition("cause", Wanted.IS, ("human-error",))
    many = [replace(a_step("s0"), when=tuple(replace(cause, values=("human-error",) * n) for n in range(1, 900)))]
    for steps in (fence, deep, nested, many):
        playbook = Playbook("p", titled("P"), "1", "", (Phase("one", titled("One"), tuple(steps)),))
        found = out(playbook)
        done = [step["step_extensions"][EXTENSION]["id"] for step in found["workflow"].values() if "step_extensions" in step]
        assert sorted(done) == sorted(step.id for step in steps)


def a_step(id_: str, needs: tuple[str, ...] = ()) -> Step:
    """Give a task."""
    return Step(id_, StepKind.TASK, titled(id_), {}, 0, needs=needs)


def test_cases_of_one_name_stay_two() -> None:
    """Lost without it: two answers with one label become one case, and the steps of the other are lost."""
    options = (Option("a", titled("key")), Option("b", titled("key")))
    fact = FactDefinition("own_key", FactKind.CHOICE, titled("which"), options)
    steps = [replace(a_step(f"s-{answer}"), when=(Condition("own_key", Wanted.IS, (answer,)),)) for answer in "ab"]
    playbook = Playbook("p", titled("P"), "1", "", (Phase("one", titled("One"), tuple(steps)),), facts={"own_key": fact})
    (switch,) = (step for step in out(playbook)["workflow"].values() if step["type"] == "switch-condition")
    assert list(switch["cases"]) == ["a", "b"]


def test_the_same_playbook_always_goes_out_under_the_same_ids() -> None:
    """Lost without it: a new document each time, that nobody can compare with the one they have."""
    playbook = SHIPPED["customer-data-stolen"]
    assert out(playbook) == out(playbook)
    assert out(playbook)["id"].startswith("playbook--")
    assert {"investigation", "mitigation", "notification"} <= set(out(playbook)["playbook_types"])


def test_questions_say_what_they_find_out_and_conditions_rest_on_it() -> None:
    """Lost without it: conditions over variables that no step ever sets."""
    found = out(SHIPPED["customer-data-stolen"])
    steps = list(found["workflow"].values())
    asked = {name for step in steps for name in step.get("out_args", ())}
    conditions = [step["condition"] for step in steps if step["type"] == "if-condition"]
    assert "__personal_data__:value != 'no'" in conditions
    assert "__decided_notify_authority__:value = 'yes'" in conditions
    rested = {word.partition(":")[0] for condition in conditions for word in condition.split() if word.startswith("__")}
    assert rested <= asked <= set(found["playbook_variables"])


# --- in ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def night() -> Plain:
    """Give a document with a step of every kind."""
    found: Plain = json.loads(OPEN.read_text(encoding="utf-8"))
    return found


def test_the_document_of_our_own_making_is_valid(night: Plain, published: Draft7Validator) -> None:
    """Lost without it: tests on a document that nobody would write."""
    assert [error.message for error in published.iter_errors(night)] == []


def test_a_document_with_a_step_of_every_kind_is_taken_in(night: Plain) -> None:
    """Lost without it: steps lost on the way, or asked in another order."""
    playbook = read(taken(night))
    assert [phase.title() for phase in playbook.phases] == ["Steps", "Stop and save", "Steps"]
    assert [(step.id, step.kind.value, step.needs) for step in playbook.steps()] == [
        ("look-at-the-alert", "task", ()),
        ("isolate-the-host", "task", ("look-at-the-alert",)),
        ("isolate-the-host-succeeded", "question", ("isolate-the-host",)),
        ("pull-the-cable", "task", ("isolate-the-host-succeeded",)),
        ("check-that-it-is-off-the-net", "task", ("isolate-the-host-succeeded", "pull-the-cable")),
        ("save-the-logs", "task", ("look-at-the-alert",)),
        ("were-files-encrypted", "question", ("check-that-it-is-off-the-net", "save-the-logs")),
        ("restore-from-backup", "task", ("were-files-encrypted",)),
        ("watch-the-host-for-a-day", "task", ("were-files-encrypted",)),
        ("whose-host-is-it", "question", ("restore-from-backup", "watch-the-host-for-a-day")),
        ("call-the-office", "task", ("whose-host-is-it",)),
        ("call-the-plant", "task", ("whose-host-is-it",)),
        ("ask-around", "task", ("whose-host-is-it",)),
        ("are-more-hosts-hit", "question", ("call-the-office", "call-the-plant", "ask-around")),
        ("take-the-next-host", "task", ("are-more-hosts-hit",)),
        ("tell-the-people", "task", ("take-the-next-host",)),
    ]
    ways = {step.id: [(c.fact, c.values) for c in step.conditions()] for step in playbook.steps() if step.when}
    assert ways["pull-the-cable"] == [("own_ransomware_night_isolate_the_host", ("no",))]
    assert ways["watch-the-host-for-a-day"] == [("own_ransomware_night_were_files_encrypted", ("no",))]
    assert ways["call-the-plant"] == [("own_ransomware_night_whose_host_is_it", ("plant",))]
    assert [option.id for option in playbook.facts["own_ransomware_night_whose_host_is_it"].options] == ["office", "plant", "default"]


def test_commands_are_shown_and_secrets_are_not(night: Plain) -> None:
    """Lost without it: a password of somebody's server in our plan, in its file and on its screen."""
    found = taken(night)
    text = written_as_yaml(found.written, found.notes)
    assert "hunter" not in text
    assert "Command (ssh): nmcli con down __interface__:value --password=left out, with __interface__ = eth0. On: file server" in text
    assert "Command (http-api): GET https://left out@siem.example/export HTTP/1.1; Authorization: left out; Accept: application/json" in text
    assert "Read what the sensor says. ⏎ Note the time." in text


def test_what_does_not_map_is_said_with_its_step(night: Plain) -> None:
    """Lost without it: somebody trusts a plan that lost its timeouts, its rounds and its log-in data in silence."""
    said = taken(night).notes
    for words in (
        "user-auth--", "log-in data are not taken over", "('Isolate the host'): its ssh command is not run", "'timeout' (after how long",
        "('Are more hosts hit?'): goes round; its steps stand in the plan once", "('Tell the people'): calls another playbook",
        "('Save the logs'): a header that lets somebody in is left out.", "'Night shift' (individual) would do the work there",
    ):  # fmt: skip
        assert any(words in sentence for sentence in said), words


def test_a_document_given_out_again_keeps_names_and_ways(night: Plain, published: Draft7Validator) -> None:
    """Lost without it: a playbook that went through our hands is another playbook."""
    playbook = read(taken(night))
    again = out(playbook)
    assert [error.message for error in published.iter_errors(again)] == []
    assert runs(again, without="question") == runs(night)
    assert as_written(read(taken(again))) == as_written(playbook)
    kinds = sorted(step["type"] for step in again["workflow"].values() if step["type"].endswith("condition"))
    assert kinds == ["if-condition"] * 3 + ["switch-condition"]


@SLOW
@given(found=documents())
def test_any_workflow_keeps_its_ways_through_our_hands(found: Plain) -> None:
    """Lost without it: branching that is kept in the example and lost elsewhere."""
    playbook = read(taken(found))
    assert runs(out(playbook), without="question") == runs(found)
    assert as_written(read(taken(out(playbook)))) == as_written(playbook)


REAL_FILES = sorted(REAL.glob("*.json"))


@pytest.mark.parametrize("number", range(6))
def test_each_real_playbook_is_taken_in_and_keeps_its_ways(number: int, published: Draft7Validator) -> None:
    """Lost without it: what others really write is refused for a rule nobody keeps."""
    if not REAL_FILES:
        pytest.skip("6 real playbooks are not here")
    assert len(REAL_FILES) == 6
    raw = REAL_FILES[number].read_bytes()
    found = take_in(raw, REAL_FILES[number].name)
    playbook = read(found)
    assert found.notes
    assert "password" not in written_as_yaml(found.written, found.notes).replace("log-in", "")
    again = out(playbook)
    assert [error.message for error in published.iter_errors(again)] == []
    before = {tuple(name or "Command (pong)" for name in run) for run in runs(json.loads(raw))}
    assert runs(again, without="question") == before
    assert as_written(read(taken(again))) == as_written(playbook)


def test_questions_of_two_playbooks_are_never_one(night: Plain) -> None:
    """Lost without it: two plans are merged, and the answer to a condition of one chooses a way of the other."""
    first, second = (take_in(json.dumps(night).encode(), "own.json", id_).written["facts"] for id_ in ("night", "day"))
    assert {fact["id"] for fact in first} & {fact["id"] for fact in second} == set()


def test_a_workflow_changed_after_we_gave_it_out_is_foreign() -> None:
    """Lost without it: somebody adds a step with another tool, and we drop it in silence."""
    found = out(SHIPPED["customer-data-stolen"])
    step = next(step for step in found["workflow"].values() if step["type"] == "action")
    step["name"] = "Do something else first"
    back = taken(found)
    assert (back.is_own, back.notes[0]) == (False, CHANGED)
    assert any(s.title() == "Do something else first" for s in read(back).steps())
    found["playbook_extensions"][EXTENSION]["phases"] = "none"
    assert not taken(found).is_own


def test_a_step_reached_over_ways_that_meet_nowhere_stands_in_each() -> None:
    """Lost without it: one of two ways to a step is lost."""
    two, one = new_id("if-condition", "two"), new_id("if-condition", "one")
    both, only, end, start = new_id("action", "both"), new_id("action", "only"), new_id("end", "x"), new_id("start", "x")
    way = {"commands": [{"type": "manual", "command": "x"}], "agent": new_id("individual", "x"), "type": "action"}
    workflow = {
        start: {"type": "start", "on_completion": one},
        one: {"type": "if-condition", "name": "One", "condition": "a", "on_true": both, "on_false": two},
        two: {"type": "if-condition", "name": "Two", "condition": "b", "on_true": both, "on_false": only},
        both: {**way, "name": "Both", "on_completion": end},
        only: {**way, "name": "Only", "on_completion": new_id("end", "y")},
        end: {"type": "end"},
        new_id("end", "y"): {"type": "end"},
    }
    found = taken(document(workflow, start))
    assert [step.id for step in read(found).steps()] == ["one", "both", "two", "both-2", "only"]
    assert any("is reached over ways that meet nowhere" in note for note in found.notes)
    assert runs(out(read(found)), without="question") == runs(document(workflow, start))


# --- refused -----------------------------------------------------------------------------------------


def spoilt(night: Plain, kind: str, **changes: Any) -> Plain:
    """Give the document with keys of its first step of a kind changed, or taken out where the value is None."""
    found = deepcopy(night)
    step = next(step for step in found["workflow"].values() if step["type"] == kind)
    step.update(changes)
    for key in [key for key, value in changes.items() if value is None]:
        del step[key]
    return found


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("start", {"on_completion": "action--nowhere"}, "'on_completion' leads to action--nowhere, which is no step."),
        ("action", {"type": "actoin"}, "('Look at the alert'): 'type' is 'actoin', which is no kind of step. Did you mean 'action'?"),
        ("action", {"type": None}, "'type' is 'None', which is no kind of step."),
        ("action", {"type": "end"}, "'type' is 'end', and the id says another; make them one."),
        ("action", {"commands": None}, "('Look at the alert'): 'commands' is missing; a step of type action needs it."),
        ("action", {"commands": []}, "'commands' is empty."),
        ("action", {"commands": {"type": "manual"}}, "'commands' is an object; it must be a list."),
        ("action", {"commands": [{"command": "x"}]}, "'commands' holds one without a 'type'."),
        ("action", {"agent": None}, "'agent' is missing; a step of type action needs it."),
        ("action", {"name": 7}, "'name' is a number; it must be text."),
        ("if-condition", {"condition": None}, "('Were files encrypted?'): 'condition' is missing"),
        ("if-condition", {"on_true": 4}, "'on_true' is a number; it must be"),
        ("if-condition", {"on_false": "end--x"}, "'on_false' leads to end--x, which is no step."),
        ("switch-condition", {"cases": {}}, "('Whose host is it?'): 'cases' is empty."),
        ("switch-condition", {"cases": {"office": "end--x"}}, "'cases.office' leads to end--x, which is no step."),
        ("switch-condition", {"switch": None}, "'switch' is missing"),
        ("while-condition", {"on_true": None}, "'on_true' is missing; a step of type while-condition needs it."),
        ("parallel", {"next_steps": ["end--x"]}, "('Stop and save'): 'next_steps' leads to end--x, which is no step."),
        ("parallel", {"next_steps": "end--x"}, "'next_steps' is text; it must be a list."),
        ("playbook-action", {"playbook_id": None}, "('Tell the people'): 'playbook_id' is missing"),
        ("action", {"on_success": "end--x"}, "'on_success' leads to end--x, which is no step."),
    ],
)
def test_a_broken_step_is_refused_and_named(night: Plain, kind: str, changes: Plain, said: str) -> None:
    """Lost without it: a playbook that ends in the middle of the night, or a refusal that says nothing."""
    lines = refusal(spoilt(night, kind, **changes))
    assert any(said in line for line in lines), lines


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"type": "bundle"}, "own.json 'type' is 'bundle'; only 'playbook' is taken in."),
        ({"spec_version": "cacao-1.1"}, "own.json 'spec_version' is 'cacao-1.1'; only 'cacao-2.0' is taken in."),
        ({"name": None}, "own.json 'name' is missing; it must be a few words."),
        ({"id": "x"}, "own.json 'id' is 'x'; it must be an id such as playbook--<uuid>."),
        ({"created": "yesterday"}, "own.json 'created' is 'yesterday'; it must be an instant"),
        ({"workflow_start": None}, "own.json 'workflow_start' is missing"),
        ({"workflow_start": "start--x"}, "own.json 'workflow_start' names start--x, which is no step."),
        ({"workflow": {}}, "own.json 'workflow' holds no steps"),
        ({"workflow": []}, "own.json 'workflow' is missing or no object of steps."),
        ({"workflow": {"end--x": []}}, "step end--x is a list, not an object."),
    ],
)
def test_a_broken_head_is_refused(night: Plain, changes: Plain, said: str) -> None:
    """Lost without it: another kind of file read as a playbook."""
    found = {key: value for key, value in {**night, **changes}.items() if value is not None}
    assert any(line.startswith(said) or said in line for line in refusal(found))


def test_everything_that_is_wrong_is_said_in_one_round(night: Plain) -> None:
    """Lost without it: mending a file error by error."""
    found = {**spoilt(night, "parallel", next_steps=["end--x"]), "spec_version": "1"}
    found["workflow"] = {**found["workflow"], new_id("end", "odd"): {"type": "ende"}}
    assert len(refusal(found)) == 3


def test_steps_that_go_round_are_refused_unless_a_while_condition_leads_them(night: Plain) -> None:
    """Lost without it: a plan that never ends."""
    watch = new_id("action", "watch")
    found = deepcopy(night)
    ids = {step.get("name"): id_ for id_, step in found["workflow"].items()}
    found["workflow"][ids["Restore from backup"]]["on_completion"] = ids["Look at the alert"]
    (line,) = refusal(found)
    assert "own.json these steps go round without a while-condition: " in line
    assert f"{ids['Look at the alert']} ('Look at the alert')" in line
    assert watch not in line
    out_of_the_round = deepcopy(night)
    out_of_the_round["workflow"][ids["Tell the people"]]["on_completion"] = ids["Are more hosts hit?"]
    assert "go round" in refusal(out_of_the_round)[0]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"[" * 100_000, "own.json:1 is nested deeper than 40 levels."),
        (b'{"a": ' * 50, "own.json:1 is nested deeper than 40 levels."),
        (b"{" + b" " * 1024 * 1024 + b"}", "own.json is larger than 1024 KiB; a playbook is not."),
        (b'{"type": "playbook",\n "type": "x"}', "own.json says 'type' twice in one object; keep one."),
        (b'{"a": NaN}', "own.json holds NaN, which is no JSON number."),
        (b'{"a": ' + b"9" * 5000 + b"}", "own.json holds a number of 5000 digits; no playbook needs one."),
        (b'{"a": 1.' + b"9" * 5000 + b"}", "own.json holds a number of 5002 digits; no playbook needs one."),
        (b'{"a": "\xff"}', "own.json:1 is not UTF-8; save the file as UTF-8 and try again."),
        (b'{"a": 1,}', "own.json:1 is not JSON: "),
        (b"", "own.json:1 is not JSON: "),
        (b"[]", "own.json holds no object at the top; a CACAO playbook is one object in braces."),
    ],
)  # fmt: skip
def test_what_is_no_plain_json_is_refused(raw: bytes, said: str) -> None:
    """Lost without it: a crafted file that ends the program, or says one thing to us and another to others."""
    (line,) = refusal(raw)
    assert line.startswith(said)


def test_a_workflow_with_nothing_to_do_is_refused() -> None:
    """Lost without it: an empty plan that looks done."""
    start, end = new_id("start", "x"), new_id("end", "x")
    (line,) = refusal(document({start: {"type": "start", "on_completion": end}, end: {"type": "end"}}, start))
    assert line == "own.json its workflow holds nothing to do between its start and its end; there is no plan in it."


def test_a_workflow_that_unfolds_without_end_or_measure_is_refused_soon() -> None:
    """Lost without it: thirty conditions in a ladder that hold a thousand million ways."""
    end, start = new_id("end", "x"), new_id("start", "x")
    workflow: Plain = {end: {"type": "end"}, new_id("end", "y"): {"type": "end"}}
    following, other = end, new_id("end", "y")
    for number in range(60):
        a, b = new_id("if-condition", f"a{number}"), new_id("if-condition", f"b{number}")
        workflow[a] = {"type": "if-condition", "name": "A", "condition": "x", "on_true": following, "on_false": other}
        workflow[b] = {"type": "if-condition", "name": "B", "condition": "x", "on_true": other, "on_false": following}
        following, other = a, b
    workflow[start] = {"type": "start", "on_completion": following}
    (line,) = refusal(document(workflow, start))
    assert "so tangled" in line or "nested deeper" in line


@SLOW
@given(found=documents(), draw=st.data())
def test_words_of_any_kind_are_taken_in_as_one_safe_line(found: Plain, draw: st.DataObject) -> None:
    """Lost without it: a name that clears the screen, or that our own reader then refuses."""
    words = st.text(st.characters() | st.sampled_from("\x1b\u202e\r\n\t\x00\"'\\{}:#"), max_size=120)
    for step in found["workflow"].values():
        if step["type"] != "end" and draw.draw(st.booleans()):
            step["name"] = draw.draw(words)
            step["description"] = draw.draw(words)
        for command in step.get("commands", ()):
            command["command"] = draw.draw(words)
            command["type"] = draw.draw(st.sampled_from(["manual", "bash", "\x1b[2J"]))
    back = taken({**found, "name": f"x{draw.draw(words)}", "description": draw.draw(words)})
    playbook = read(back)
    for step in playbook.steps():
        said = f"{step.title()}{step.reason()}"
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert step.kind in (StepKind.TASK, StepKind.QUESTION)
    assert all("\x1b" not in note and "\n" not in note for note in back.notes)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_any_slip_is_taken_in_or_refused_in_words(draw: st.DataObject) -> None:
    """Lost without it: a document from outside that ends the program."""
    is_ours = draw.draw(st.booleans())
    found = out(SHIPPED["customer-data-stolen"]) if is_ours else json.loads(OPEN.read_text(encoding="utf-8"))
    held: Any = found.get("playbook_extensions", found) if draw.draw(st.booleans()) else found
    while True:
        keys = list(held) if isinstance(held, dict) else list(range(len(held)))
        key = draw.draw(st.sampled_from(keys))
        if not isinstance(held[key], dict | list) or not held[key] or draw.draw(st.integers(0, 3)) == 0:
            break
        held = held[key]
    held[key] = draw.draw(st.sampled_from([None, "", "x", "\ud800", "\x1b[2J", 7, True, 1.5, [], {}, ["x"], [[]], [{}], {"x": "y"}, {"x": {}}]))
    try:
        read(taken(found))
    except FileProblems as refused:
        assert all(line.startswith(("own.json ", "own.yaml")) for line in refused.lines())
