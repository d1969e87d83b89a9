"""`breachdesk playbook`: real commands, on the shipped playbooks and on what somebody brings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from breachdesk.files.playbook_schema import PLAYBOOK, STEPS
from tests.cacao_documents import OPEN
from tests.edges.command_line import ROOT, SAMPLE, Shell

STOLEN = "customer-data-stolen"
BAD = ROOT / "tests" / "bad_files" / "playbook"
NIGHT = "ransomware-night"


def own(folder: Path, name: str = "own", more: str = "") -> Path:
    """Write a playbook of somebody's own."""
    text = f'id: {name}\nversion: "1"\ntitles: {{en: Own}}\nphases:\n  - id: one\n    titles: {{en: One}}\n    steps:\n'
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}      - {{id: a, kind: task, titles: {{en: A}}}}\n{more}", encoding="utf-8")
    return path


def test_the_list_names_every_playbook_with_its_size(shell: Shell) -> None:
    """Lost without it: nobody knows which playbooks there are before an incident is opened."""
    assert STOLEN in shell.must("playbook", "list").out
    (row,) = [row for row in shell.must("playbook", "list", "--json").json if row["id"] == STOLEN]
    assert row["titles"]["nl"] == "Klantgegevens gestolen uit een systeem"
    assert (row["steps"] > 40, row["phases"][0], len(row["sha256"])) == (True, "confirm", 64)
    own(shell.folder / "playbooks")
    assert "own" in [row["id"] for row in shell.must("playbook", "list", "--json").json]


def test_a_playbook_is_shown_with_reasons_conditions_and_what_comes_first(shell: Shell) -> None:
    """Lost without it: a plan that can only be read in the middle of an incident."""
    said = " ".join(shell.must("playbook", "show", STOLEN).out.split())
    assert "Draft the notification [draft-notification: draft, responder, within 54 h of awareness]" in said
    assert "When personal_data is not no and our_role is not processor and decided to (notify_authority). After decide-authority." in said
    assert "must be done before closing" in said
    assert "(GDPR Art. 33(3), 33(4))" in said
    assert "Stel de melding op" in shell.must("playbook", "show", STOLEN, "--language", "nl").out
    written = shell.must("playbook", "show", STOLEN, "--json").json
    assert written["phases"][0]["steps"][0]["kind"] == "task"


def test_what_to_keep_and_what_to_do_otherwise_is_shown(shell: Shell) -> None:
    """Lost without it: the evidence a step wants is only learnt in the incident."""
    more = "      - {id: b, kind: task, titles: {en: B}, evidence: {en: The log., nl: Het log.}, cannot: {en: Call.}}\n"
    own(shell.folder / "playbooks", more=more)
    assert "    Keep: The log.\n    If it cannot be done: Call.\n" in shell.must("playbook", "show", "own").out
    assert "    Keep: Het log.\n" in shell.must("playbook", "show", "own", "--language", "nl").out


@pytest.mark.parametrize("command", ["show", "export"])
def test_a_name_that_is_no_playbook_gets_the_nearest(shell: Shell, command: str) -> None:
    """Lost without it: a misspelt name, and no hint what it is called."""
    said = shell("playbook", command, "customer-data-stole")
    assert (said.code, said.err) == (3, f"There is no playbook 'customer-data-stole'. Did you mean '{STOLEN}'?\n")


def test_sound_files_are_said_to_be_sound(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: silence that may be a yes or a command that did nothing."""
    sets = ROOT / "playbooks" / "steps"
    said = shell.must("playbook", "check", str(own(tmp_path)), str(sets / "notify.yaml"))
    assert said.out.splitlines() == ["own.yaml is sound: 1 step.", "notify.yaml is sound: 10 steps."]
    assert shell.must("playbook", "check", str(own(tmp_path)), "--json").json == [{"file": str(tmp_path / "own.yaml"), "steps": 1}]


def test_every_problem_of_every_file_is_said(shell: Shell) -> None:
    """Lost without it: mending one file, and only then learning of the next."""
    said = shell("playbook", "check", str(BAD / "cycle.yaml"), str(BAD / "needs_nobody.yaml"), str(BAD / "steps" / "broken.yaml"))
    assert (said.code, said.out) == (2, "")
    for words in ("cycle.yaml:8 these steps wait for each other", "needs_nobody.yaml:9 ", "broken.yaml:4 steps[0]: 'kind' is 'taks'"):
        assert words in said.err


def test_a_file_that_is_not_there_is_said_so(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a slip in a path answered with a line of our code."""
    for path in (tmp_path / "none.yaml", tmp_path / "steps" / "none.yml"):
        said = shell("playbook", "check", str(path))
        assert (said.code, said.err) == (2, f"{path.name} cannot be read: No such file or directory.\n")


def test_a_check_knows_the_playbooks_in_use_even_when_one_of_them_is_broken(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a slip in one's own folder, and the command that would find it fails over it."""
    over = own(tmp_path, "over", f"      - {{id: b, kind: plan, titles: {{en: B}}, playbook: {STOLEN}}}\n")
    nowhere = own(tmp_path, "nowhere", "      - {id: b, kind: plan, titles: {en: B}, playbook: overr}\n")
    own(shell.folder / "playbooks", "broken", "      - {id: a, kind: task, titles: {en: A}}\n")
    assert "left out: broken.yaml:" in shell("playbook", "list").err
    assert shell("playbook", "check", str(over)).out == "over.yaml is sound: 2 steps.\n"
    said = shell("playbook", "check", str(over), str(nowhere))
    assert said.err == "nowhere.yaml:9 'b' leads to the playbook 'overr', and there is none. Did you mean 'over'?\n"


def test_a_broken_playbook_of_ones_own_keeps_nobody_from_the_others(shell: Shell) -> None:
    """Lost without it: at three in the morning a slip in one file, and no incident can be opened at all."""
    own(shell.folder / "playbooks", "broken", "      - {id: a, kind: task, titles: {en: A}}\n")
    shell.must("inventory", "import", str(SAMPLE), "--yes")
    opened = ("incident", "open", "--title", "Odd mail", "--detected", "now", "--reported-by", "Ann", "--playbook")
    assert shell.must(*opened, "not-sure-yet").code == 0
    listed = shell("playbook", "list")
    assert (listed.code, "not-sure-yet" in listed.out, "broken" in listed.out) == (0, True, False)
    assert "left out: broken.yaml:" in listed.err
    refused = shell(*opened, "broken")
    assert refused.code == 3
    assert "There is no playbook 'broken'." in refused.err
    assert "Left out for what is wrong with it: broken.yaml:" in refused.err
    health = shell("doctor")
    assert health.code == 11
    assert "playbooks: broken.yaml:" in health.out


def test_a_broken_file_in_the_place_of_a_shipped_playbook_takes_that_one_out_and_no_other(shell: Shell) -> None:
    """Lost without it: the shipped plan comes in unseen in the place of the house's own, or the triage goes with it."""
    own(shell.folder / "playbooks", "lost-device", "      - {id: a, kind: task, titles: {en: A}}\n")
    listed = shell("playbook", "list").out
    assert "not-sure-yet" in listed
    assert "lost-device" not in listed


def test_the_schemas_are_printed_and_written(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: an editor without help, or with the help of an older release."""
    assert shell.must("playbook", "schema").json["title"] == "Playbook of BreachDesk"
    assert shell.must("playbook", "schema", "--steps").json["title"] == "Step set of BreachDesk"
    shell.must("playbook", "schema", "--out", str(tmp_path / "new"))
    for name in (PLAYBOOK, STEPS):
        assert (tmp_path / "new" / name).read_text("utf-8") == (ROOT / "playbooks" / name).read_text("utf-8")


def test_a_playbook_goes_out_and_comes_back_as_it_was(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a plan lent to a colleague that comes back as another."""
    target = tmp_path / "stolen.json"
    shell.must("playbook", "export", STOLEN, "--out", str(target))
    assert json.loads(target.read_text("utf-8")) == shell.must("playbook", "export", STOLEN).json
    said = shell.must("playbook", "import", str(target), "--id", "stolen-again")
    assert (said.out.startswith("Customer data stolen from a system is taken in as 'stolen-again', "), said.err) == (True, "")
    before, after = (shell.must("playbook", "show", id_, "--json").json for id_ in (STOLEN, "stolen-again"))
    assert before | {"id": "", "sha256": ""} == after | {"id": "", "sha256": ""}
    as_yaml = shell.must("playbook", "export", "stolen-again", "--format", "yaml").out
    assert as_yaml.startswith("id: stolen-again\n")
    (shell.folder / "playbooks" / "stolen-again.yaml").write_text(as_yaml, encoding="utf-8")
    assert before | {"id": "", "sha256": ""} == shell.must("playbook", "show", "stolen-again", "--json").json | {"id": "", "sha256": ""}


def test_a_file_that_is_there_is_never_written_over(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: an export under the wrong name takes somebody's work."""
    target = own(tmp_path)
    before = target.read_text("utf-8")
    said = shell("playbook", "export", STOLEN, "--out", str(target))
    assert (said.code, target.read_text("utf-8")) == (4, before)
    assert "own.yaml is there already and stays as it is" in said.err


def test_a_foreign_playbook_is_taken_in_and_an_incident_can_be_opened_under_it(organised: Shell) -> None:
    """Lost without it: an import that is kept and cannot be used."""
    said = organised.must("playbook", "import", str(OPEN))
    assert f"Ransomware night is taken in as '{NIGHT}', 16 steps: " in said.out
    assert "('Tell the people'): calls another playbook" in said.err
    kept = (organised.folder / "playbooks" / f"{NIGHT}.yaml").read_text("utf-8")
    assert kept.startswith("# ")
    assert "hunter" not in kept + said.out + said.err
    times = ("--detected", "2026-11-23 10:00", "--reported-by", "M. Aydin")
    organised.must("incident", "open", "--title", "Files locked", *times, "--playbook", NIGHT)
    assert NIGHT in organised.must("playbook", "list").out


def test_a_preview_shows_the_plan_and_keeps_nothing(shell: Shell) -> None:
    """Lost without it: nobody can look before they take in."""
    said = shell.must("playbook", "import", str(OPEN), "--preview", "--id", "night")
    assert "id: night\n" in said.out
    assert "# " in said.out
    assert not (shell.folder / "playbooks").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--id", STOLEN), 4, f"There is a playbook '{STOLEN}' already, and it stays as it is; choose another id with --id."),
        (("--id", "../x"), 2, "'../x' is no id; use small letters, digits and hyphens, at most 60."),
        (("--id", "A"), 2, "'A' is no id"),
        (("--id", "x" * 61), 2, "is no id"),
    ],
)
def test_an_import_never_takes_a_name_that_is_taken_or_none(shell: Shell, words: tuple[str, ...], code: int, said: str) -> None:
    """Lost without it: a foreign plan in place of ours, or a file outside the folder."""
    told = shell("playbook", "import", str(OPEN), *words)
    assert (told.code, told.out) == (code, "")
    assert said in told.err
    assert not (shell.folder / "playbooks").exists()


def test_a_second_import_of_one_document_is_refused(shell: Shell) -> None:
    """Lost without it: what was changed by hand after the first is gone."""
    shell.must("playbook", "import", str(OPEN))
    assert shell("playbook", "import", str(OPEN)).code == 4


def test_what_cannot_be_taken_in_is_said_and_nothing_is_kept(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a shelf that no longer loads because of one import."""
    found = json.loads(OPEN.read_text("utf-8"))
    found["spec_version"] = "cacao-1.1"
    (tmp_path / "old.json").write_text(json.dumps(found), encoding="utf-8")
    (tmp_path / "esc\x1b[2J.json").write_text("{", encoding="utf-8")
    said = shell("playbook", "import", str(tmp_path / "old.json"))
    assert (said.code, said.err) == (2, "old.json 'spec_version' is 'cacao-1.1'; only 'cacao-2.0' is taken in.\n")
    assert "\x1b" not in shell("playbook", "import", str(tmp_path / "esc\x1b[2J.json")).err
    assert shell("playbook", "import", str(tmp_path / "none.json")).code == 2
    assert not (shell.folder / "playbooks").exists()


def test_a_document_of_ours_that_leads_to_a_playbook_nobody_has_is_refused(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: the shelf no longer loads, and with it the whole desk."""
    own(shell.folder / "playbooks", "target")
    own(shell.folder / "playbooks", "over", "      - {id: b, kind: plan, titles: {en: B}, playbook: target}\n")
    shell.must("playbook", "export", "over", "--out", str(tmp_path / "over.json"))
    for name in ("over", "target"):
        (shell.folder / "playbooks" / f"{name}.yaml").unlink()
    said = shell("playbook", "import", str(tmp_path / "over.json"))
    assert said.code == 2
    assert said.err.startswith("over.json holds no sound playbook: 'b' leads to the playbook 'target', and there is none.")
