"""Every command in its plain case: words for people, or one JSON document on stdout and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from breachdesk.cli.commands import COMMANDS, Commands, breachdesk
from breachdesk.cli.speaking import document
from breachdesk.domain.foreign import visible
from tests.edges.command_line import ADDRESSEES, DPO, LEAD, REF, ROOT, SAMPLE, Said, Shell

CASE_KEYS = (
    "id reference title detected_at aware_at awareness_reason zone reported_by authority deadline first_filed_at closed_at "
    "next_step steps facts proposals decisions scope notices"
)
NOTICE_KEYS = (
    "notice revision of kind language subject text sha256 author written_at in_phases gaps facts_changed approved_by approved_at "
    "changes_asked open_comments approval"
)
SCOPE_KEYS = (
    "systems reached datasets processing_activities subject_groups data_categories people records countries processors unknown"
)
COUNTS = "system_count dataset_count subject_group_count activity_count processor_count"
DEADLINE_KEYS = "clock aware_at due_at due_local readings source in_force_from"
AUTHORITY_KEYS = "id country name short languages channel url checked_on"
COMMENT_KEYS = "id notice revision made_at_paragraph paragraph quote text by at open answer settled_by settled_at"
COMMENTED = f"notice comment {REF} notification-nl too-vague --paragraph 1"
LETTER_KEYS = "id incident notice revision to state attempts detail changed_at"
REMINDER_KEYS = "key reference rung_hours due_at deadline_at to state detail shown_at"
PEOPLE_KEYS = (
    "people records systems data_categories special_categories countries languages combinations where kept lists "
    "systems_without_list outside_stated_range"
)
FORM_KEYS = "form version title authority incident language filled_at count sections"
PLAYBOOK = ROOT / "playbooks" / "lost-device.yaml"
WITH_LIST = f"notice approve {REF} communication-nl --to {ADDRESSEES}"
TAKE = f"people import crm={ADDRESSEES} --incident {REF} --column reference=key --yes"
ACTION_KEYS = "incident id what owner due_on state late agreed_at settled_at note"
FIGURE_KEYS = (
    "since incidents spans on_time quarters playbooks causes steps_skipped closed closed_with_override actions cases"
)
AGREED = f"action add {REF} --what Training --owner Ann --due +14d"
PLAY = "drill start ransomware-night --headless"
DRILL_KEYS = (
    "exercise drill scenario scenario_version title incident speed started_at ended_at scenario_started_at scenario_ended_at "
    "score measures moments scope injects never_came answers skipped must_steps_open compared_with earlier"
)
TICK_KEYS = "at skipped mailed on_screen_only failed uncertain next_at"


@dataclass(frozen=True)
class Line:
    """One command line, the keys that scripts rely on, and a word that people read."""

    words: str
    keys: str
    says: str
    by: str = "M. Aydin"
    needs: tuple[str, ...] = ()
    """Command lines that come before it."""

    settings: str = ""
    """What settings.yaml says."""

    in_demo: bool = False
    """Mail goes to a folder of the workspace."""

SECOND = "decisions: {not_to_notify: second-person}\n"


LINES = (
    Line(f"plan show {REF}", "playbooks steps", "Copy the logs to a safe place [secure-logs]"),
    Line(f"plan add-playbook {REF} web-skimmer --reason seen", CASE_KEYS, "Next: "),
    Line(f"plan add-playbook {REF} web-skimmer --preview", "steps", "Nothing is saved"),
    Line(f"plan add-task {REF} Call --due +4h --must", CASE_KEYS, "Next: "),
    Line(f"plan block {REF} secure-logs --reason gone --until +1h", CASE_KEYS, "Next: "),
    Line(f"evidence add {REF} secure-logs --what log --where safe", CASE_KEYS, "Next: "),
    Line(f"evidence list {REF}", "step what where sha256 by at", "safe", needs=(f"evidence add {REF} secure-logs --what log --where safe",)),
    Line(f"handover {REF}", "reference title at clock parts", "NEXT"),
    Line("init", "workspace", "The workspace is ready: "),
    Line("doctor", "ok checks notes", "✓ integrity: the file is whole"),
    Line(f"inventory check {SAMPLE}", f"ok problems notes {COUNTS}", "No problems. 4"),
    Line(f"inventory import {SAMPLE}", f"fingerprint same_as_before notes {COUNTS}", "Fingerprint "),
    Line("inventory show", f"controller {COUNTS} systems", "Customer relations (CRM)"),
    Line("playbook list", "id titles version phases steps sha256", "Customer data stolen from a system"),
    Line("playbook show not-sure-yet", "id titles version phases sha256", "(not-sure-yet, version "),
    Line(f"playbook check {PLAYBOOK}", "file steps", "lost-device.yaml is sound: "),
    Line("scope --system crm", SCOPE_KEYS, "12,000 to 15,500"),
    Line(f"scope --inventory {SAMPLE} --system laptop-sales-07", SCOPE_KEYS, "supplier-contacts"),
    Line("incident list", CASE_KEYS, "Customer data copied"),
    Line(f"incident show {REF}", CASE_KEYS, "until Thu 26 Nov, 14:00 CET"),
    Line("incident open --title Lost --detected now --reported-by me", CASE_KEYS, "2026-02  Lost"),
    Line(f"incident aware {REF} --at 2026-11-23T15:00 --reason misread", CASE_KEYS, "until Thu 26 Nov, 15:00 CET"),
    Line(f"incident close {REF} --conclusion over --override paper", CASE_KEYS, REF),
    Line(f"answer {REF} misuse_seen=unknown", CASE_KEYS, "Next: "),
    Line("answer --list", "id kind label answers", "malicious-external, malicious-insider"),
    Line(f"task {REF} keep-evidence --done", CASE_KEYS, "Next: "),
    Line(f"decide {REF} authority no --reason recovered", CASE_KEYS, "Next: ", LEAD),
    Line(f"duties {REF}", "id regime kind label standing state reasons missing source clocks country notes", "gdpr-33-1"),
    Line(f"duty {REF} gdpr-33-5 --done REG-1", CASE_KEYS, REF, LEAD),
    Line(f"confirm {REF} authority --reason seen", CASE_KEYS, REF, DPO, (f"decide {REF} authority no --reason recovered",), SECOND),
    Line(f"verdict {REF} breach --reason seen", CASE_KEYS, REF, LEAD),
    Line(f"moment {REF} first-signal --at 2026-11-23T09:00 --reason log", CASE_KEYS, REF),
    Line(f"note {REF} called", CASE_KEYS, "Next: "),
    Line(f"notice draft {REF} communication --language en", NOTICE_KEYS, "Saved communication-en revision 1"),
    Line(
        "notice templates", "id kind language audience channel obligation origin sha256 wrong", "shipped notification.nl.md"
    ),
    Line("notice languages", "language name lacks", "Polish"),
    Line(f"notice revise {REF} notification-nl --text TEXT", NOTICE_KEYS, "Saved notification-nl revision 2"),
    Line(f"notice show {REF} notification-nl", NOTICE_KEYS, "Melding"),
    Line(
        f"notice diff {REF} notification-nl 1 2",
        "notice from to lines subject_words words",
        "[+Een andere tekst.+]",
        needs=(f"notice revise {REF} notification-nl --text TEXT",),
    ),
    Line(f"notice comment {REF} notification-nl too-vague --paragraph 1", COMMENT_KEYS, "Comment c1 on notification-nl", DPO),
    Line(f"notice comments {REF}", COMMENT_KEYS, "c1  notification-nl, paragraph 1: too-vague", needs=(COMMENTED,)),
    Line(f"notice settle {REF} c1 mended", COMMENT_KEYS, "Comment c1 is settled.", needs=(COMMENTED,)),
    Line(
        f"notice request-changes {REF} notification-nl --reason vague",
        "notice revision sha256 reason by",
        "S. Kok asked for changes in notification-nl revision 1",
        DPO,
    ),
    Line(
        f"notice sources {REF} notification-nl --paragraph 1",
        "paragraph sentence written_by since_revision out_of_date sources",
        "words of the template, no fact in them",
    ),
    Line(f"notice check {REF} notification-nl", NOTICE_KEYS, "approved by S. Kok"),
    Line(f"notice approve {REF} notification-en", NOTICE_KEYS, "S. Kok approved notification-en revision 1", DPO),
    Line(f"notice withdraw {REF} notification-nl --reason wrong", NOTICE_KEYS, "no longer holds", DPO),
    Line(
        f"notice file {REF} notification-nl --reference AP-1",
        "notice revision sha256 filed_at reference late_reasons",
        "Filed Tue 24 Nov 2026, 10:00 CET under AP-1.",
        LEAD,
    ),
    Line(f"notice export {REF} notification-nl --dir OUT", "files", f"{REF}-notification-nl-rev1.eml"),
    Line(f"notice export {REF} notification-nl --dir OUT --format pdf", "files", f"{REF}-notification-nl-rev1.pdf"),
    Line(f"notice pack {REF} --out OUT", "files", "out"),
    Line("form list", "id version title authorities languages status fields", "nl-ap"),
    Line(f"form show {REF}", FORM_KEYS, "without typing"),
    Line(f"form count {REF}", "form incident applicable filled_without_typing not_known_yet share", "without typing"),
    Line(f"form answer {REF} sector Retail", FORM_KEYS, "1 answered by hand"),
    Line(f"form export {REF} --format html --dir OUT", "files", f"{REF}"),
    Line(
        f"send {REF} communication-nl --to {ADDRESSEES}",
        "notice revision letters stopped",
        "12 sent.",
        LEAD,
        needs=(WITH_LIST,),
        in_demo=True,
    ),
    Line(
        f"outbox {REF}",
        LETTER_KEYS,
        "communication-nl",
        needs=(WITH_LIST, f"send {REF} communication-nl --to {ADDRESSEES}"),
        in_demo=True,
    ),
    Line(f"{TAKE} --keep addressees --why letters", "lists people kept same_files outside_stated_range", "crm: 12 people"),
    Line(f"{TAKE} --preview", "preview lists", "Held about everybody on it"),
    Line(f"people scope --incident {REF}", PEOPLE_KEYS, "People 12; records", needs=(TAKE,)),
    Line(f"people lists --incident {REF}", "lists kept not_in_the_record missing", "addressees.csv", needs=(TAKE,)),
    Line(
        f"people export --incident {REF} --to OUT",
        "files people where",
        "12 people to write to.",
        needs=(f"{TAKE} --keep addressees --why letters",),
    ),
    Line(f"people purge --incident {REF} --why over --yes", "removed", "the people lists of crm", needs=(TAKE,)),
    Line("remind tick", TICK_KEYS, "Next: 2026-11-24T13:00:00Z"),
    Line(f"remind list {REF}", REMINDER_KEYS, "2026-11-26T12:00:00Z  71 h"),
    Line(f"lesson {REF} --held backups", "kind text by at", "What held"),
    Line(AGREED, ACTION_KEYS, f"{REF} a1: Training, Ann, by Tue 8 Dec 2026: open"),
    Line("action list", ACTION_KEYS, "open ·  Tue 8 Dec 2026  2026-01  a1      Ann    Training", needs=(AGREED,)),
    Line(f"action done {REF} a1 --note seen", ACTION_KEYS, "done ✓", needs=(AGREED,)),
    Line(f"action drop {REF} a1 --reason replaced", ACTION_KEYS, "dropped –", needs=(AGREED,)),
    Line("figures", FIGURE_KEYS, "awareness to first scope"),
    Line("drill list", "scenarios drills", "ransomware-night     10"),
    Line(PLAY, "exercise drill workspace incident speed starts_at", "The incident is 2026-01."),
    Line("drill tick", "exercise drill at injects", "Nothing came in; it is Sat 14 Nov 2026, 02:10 CET.", needs=(PLAY,)),
    Line("drill next", "exercise drill at injects", "INJECT 1, 02:15, warehouse, night shift", needs=(PLAY,)),
    Line("drill pause", "exercise drill workspace at stands speed", "stands at Sat 14 Nov", needs=(PLAY,)),
    Line("drill resume --headless", "exercise drill workspace at stands speed", "runs; it is Sat 14 Nov", needs=(PLAY,)),
    Line("drill end", DRILL_KEYS, "# EXERCISE: Ransomware in the night", needs=(PLAY,)),
    Line("drill report", DRILL_KEYS, "## Must-steps still open", needs=(PLAY,)),
    Line("law deadline --aware 2026-10-23T10:00 --country FR", DEADLINE_KEYS, "Mon 26 Oct 2026, 09:00 CET"),
    Line("law authorities", AUTHORITY_KEYS, "CNIL"),
    Line("law authorities --country BE", AUTHORITY_KEYS, "BE"),
)
WITHOUT_DOCUMENT = {
    "demo": "it shows a story, and leaves files",
    "remind run": "it stays, and says what it does as it does it",
    "playbook schema": "it is a document itself; tests of it are with the playbook commands",
    "playbook export": "it is a document itself; tests of it are with the playbook commands",
    "playbook import": "it leaves a file; tests of it are with the playbook commands",
    "notice import": "it wants a file that was edited; tests of it are in test_cli_export",
    "notice verify": "it wants an export and a key; tests of it are in test_cli_export",
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")


def leaves(command: click.Command, name: str = "") -> Iterator[str]:
    """Give every command that does something, by its whole name."""
    if not isinstance(command, click.Group):
        yield name
        return
    context = click.Context(command)
    for inner in command.list_commands(context):
        found = command.get_command(context, inner)
        assert found is not None
        yield from leaves(found, f"{name} {inner}".strip())


def ready(shell: Shell, line: Line, folder: Path) -> list[str]:
    """Make what a line needs; give its words."""
    (folder / "text.md").write_text("Een andere tekst.\n", encoding="utf-8")
    if line.settings:
        (shell.folder / "settings.yaml").write_text(line.settings, encoding="utf-8")
    if line.in_demo:
        (shell.folder / "demo-workspace").touch()
    places = {"DPO": DPO, "TEXT": str(folder / "text.md"), "OUT": str(folder / "out")}
    for before in line.needs:
        who = shell.by(DPO if before == WITH_LIST else LEAD if before.startswith("send ") else shell.actor)
        who.must(*(places.get(word, word) for word in before.split()))
    return [places.get(word, word) for word in line.words.split()]


def scalars(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Give every plain value of a document with the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from scalars(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner, key)
    else:
        yield key, value


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.words.replace(str(SAMPLE.parent), ""))
def test_a_command_says_in_words_what_it_did(worked: Shell, tmp_path: Path, line: Line) -> None:
    """Lost without it: a command that does its work and says nothing, or fails in its plainest use."""
    said = worked.by(line.by)(*ready(worked, line, tmp_path))
    assert (said.code, line.says in said.out) == (0, True), said
    assert "Traceback" not in said.err


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.words.replace(str(SAMPLE.parent), ""))
def test_a_command_gives_one_document_with_the_keys_that_scripts_rely_on(worked: Shell, tmp_path: Path, line: Line) -> None:
    """Lost without it: a renamed key read as nothing, words for people read as JSON, a local time read as UTC."""
    said = worked.by(line.by)(*ready(worked, line, tmp_path), "--json")
    assert said.code == 0, said.err
    first = said.json[0] if isinstance(said.json, list) else said.json
    assert set() == set(line.keys.split()) - first.keys()
    instants = {key: value for key, value in scalars(said.json) if isinstance(value, str) and INSTANT.match(value)}
    assert {key: value for key, value in instants.items() if key != "due_local" and not value.endswith("Z")} == {}


def test_every_command_is_looked_at_here() -> None:
    """Lost without it: a new command that nobody has ever run; law and warehouse have tests where rules and databases are."""
    seen = {name for name in leaves(breachdesk) for line in LINES if f"{line.words} ".startswith(f"{name} ")}
    missing = set(leaves(breachdesk)) - seen - WITHOUT_DOCUMENT.keys()
    assert set() == {name for name in missing if not name.startswith(("law ", "warehouse "))}


def test_the_commands_are_what_their_modules_hold() -> None:
    """Lost without it: a name in the table that leads nowhere."""
    context = click.Context(breachdesk)
    assert isinstance(breachdesk, Commands)
    assert sorted(COMMANDS) == [name for name in breachdesk.list_commands(context) if breachdesk.get_command(context, name)]


def test_a_note_is_told_in_the_list_after_the_deed_and_in_the_document(worked: Shell) -> None:
    """Lost without it: what national law says beside a duty never reaches the one who works at a shell."""
    told = ("answer", REF, "affected_countries=PL,NL,IT", "established_in=US")
    worked.must(*told)
    note = "gdpr-33-1:PL: note: Poland is strict: "
    assert note in worked.must("duties", REF).out
    assert note in worked.by(LEAD).must("duty", REF, "gdpr-33-1:PL", "--done", "U-1").out
    rows = {row["id"]: row for row in worked.must("duties", REF, "--json").json}
    assert (rows["gdpr-33-1:PL"]["country"], rows["gdpr-33-1:PL"]["state"], rows["gdpr-33-1:IT"]["state"]) == ("PL", "met", "open")
    assert rows["gdpr-33-5"]["country"] is None
    assert rows["gdpr-34-1"]["notes"][0].keys() == {"text", "source", "status"}
    assert [(n["source"], n["status"]) for n in rows["gdpr-34-1"]["notes"]] == [("Garante, decision 659 of 2 November 2024", "in-force")]


# --- what the documents say ------------------------------------------------------------------------


def test_the_scope_document_holds_rows_counts_and_nulls_as_promised(organised: Shell) -> None:
    """Lost without it: a figure in another tool that nobody can trace, or an unknown count read as nought."""
    found = organised("scope", "--system", "phone-recordings", "--json").json
    assert found["systems"] == ["phone-recordings"]
    assert found["people"] == {"at_least": None, "at_most": 15500}
    assert found["records"] == {"at_least": 3000, "at_most": 4200}
    (dataset,) = found["datasets"]
    assert ("calls", {"file", "line", "path"}) == (dataset["id"], set(dataset["because"][0]))
    (group,) = found["subject_groups"]
    assert {"id", "people", "records", "countries", "because", "vulnerable", "languages", "stated"} == set(group)
    assert {"communications", "image-audio"} == {category["id"] for category in found["data_categories"]}
    assert {"id", "special", "groups", "because", "people", "unreadable"} == set(found["data_categories"][0])
    assert found["unknown"] == []


def test_the_scope_alone_and_in_the_workspace_are_the_same(organised: Shell) -> None:
    """Lost without it: two answers to whom a breach touches."""
    alone = organised("scope", "--inventory", str(SAMPLE), "--system", "crm", "--json")
    assert alone.json == organised("scope", "--system", "crm", "--json").json


def test_the_deadline_document_is_the_promised_one(shell: Shell) -> None:
    """Lost without it: a calendar entry of another tool an hour off."""
    found = shell("law", "deadline", "--aware", "2026-10-23T10:00", "--country", "FR", "--json").json
    readings = {reading["id"]: reading["due_at"] for reading in found["readings"]}
    assert (found["clock"], found["aware_at"], found["due_at"]) == ("gdpr-art33", "2026-10-23T08:00:00Z", "2026-10-26T08:00:00Z")
    assert (found["due_local"], found["source"]) == ("2026-10-26T09:00:00+01:00", "GDPR Art. 33(1)")
    assert readings == {"strict": "2026-10-26T08:00:00Z", "reg-1182-hours": "2026-10-26T09:00:00Z"}
    assert found["in_force_from"] == "2018-05-25"


def test_asking_for_a_date_makes_no_workspace(shell: Shell) -> None:
    """Lost without it: a question in a script leaves a database behind."""
    for words in ("law authorities", f"inventory check {SAMPLE}", f"scope --inventory {SAMPLE} --system crm"):
        shell.must(*words.split())
    assert not shell.folder.exists()


def test_problems_of_an_inventory_come_as_a_document_too(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: an editor that cannot show the line that is wrong."""
    (tmp_path / "own.yaml").write_text("controller: {name: X, country: NL, zone: Europe/Amsterdam}\n", encoding="utf-8")
    said = shell("inventory", "check", str(tmp_path / "own.yaml"), "--json")
    (problem,) = said.json["problems"]
    assert (said.code, said.json["ok"], problem["file"], problem["line"]) == (2, False, "own.yaml", 0)
    assert problem["message"] in said.err


def test_nothing_is_an_empty_list(shell: Shell) -> None:
    """Lost without it: a script that breaks on a quiet day."""
    for words in ("incident list", "outbox", "action list"):
        assert shell(*words.split(), "--json").json == []


def test_an_unknown_answer_is_null_and_said_to_be_unknown(worked: Shell) -> None:
    """Lost without it: a fact nobody knows, read as an empty text or as no."""
    facts = {fact["id"]: fact for fact in worked("incident", "show", REF, "--json").json["facts"]}
    assert (facts["happened_until"]["state"], facts["happened_until"]["value"]) == ("unknown", None)
    assert (facts["contained"]["state"], facts["contained"]["value"]) == ("known", "yes")


def test_the_whole_inventory_can_be_taken_out_and_taken_in_again(organised: Shell, tmp_path: Path) -> None:
    """Lost without it: an inventory that only ever goes in."""
    text = organised.must("inventory", "show", "--yaml").out
    (tmp_path / "again.yaml").write_text(text, encoding="utf-8")
    organised.must("inventory", "import", str(tmp_path / "again.yaml"))
    assert text == organised.must("inventory", "show", "--yaml").out


def test_hidden_characters_in_a_document_are_escaped_and_keep_their_value(capsys: pytest.CaptureFixture[str]) -> None:
    """Lost without it: a mail server's reply that drives the terminal of whoever looks at the outbox as JSON."""
    hidden = "-".join(chr(code) for code in range(0x10000) if visible(chr(code)) != chr(code))
    document({"detail": f"é {hidden} 日"})
    said = Said(0, capsys.readouterr().out, "")
    assert f"é {hidden} 日" == said.json["detail"]
    assert said.out == visible(said.out)
    assert "é" in said.out


def test_the_reminders_of_the_tick_have_the_keys_of_the_list(worked: Shell) -> None:
    """Lost without it: two shapes of one thing."""
    later = worked.at(worked.now.replace(day=25))
    tick = later("remind", "tick", "--json").json
    listed = later("remind", "list", REF, "--json").json
    assert set(listed[0]) == set(tick["on_screen_only"][0])
