"""Every kind of failure leaves with its own code and one clear sentence on stderr; nothing is changed by it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from breachdesk import wiring
from breachdesk.cli import exits
from breachdesk.domain.errors import BreachDeskError, ChangedMeanwhile
from breachdesk.services.desk import Desk
from breachdesk.store import case_store
from breachdesk.store.opening import FILE
from tests.edges.command_line import DPO, LEAD, NOW, REF, ROOT, SAMPLE, Said, Shell

BAD = ROOT / "tests" / "bad_files"
OPEN = "incident open --title Lost --reported-by me"


def nothing(shell: Shell) -> None:
    """Change nothing beforehand."""


def before(*lines: str, by: str = "M. Aydin") -> Callable[[Shell], None]:
    """Give a preparation: commands that come first."""

    def prepare(shell: Shell) -> None:
        for line in lines:
            shell.by(by).must(*line.split())

    return prepare


def with_file(name: str, content: bytes) -> Callable[[Shell], None]:
    """Give a preparation: a file in the workspace; FILE in a command line stands for it."""

    def prepare(shell: Shell) -> None:
        path = shell.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    return prepare


def in_sql(*statements: str) -> Callable[[Shell], None]:
    """Give a preparation: the workspace's database changed from outside."""

    def prepare(shell: Shell) -> None:
        with closing(sqlite3.connect(shell.folder / FILE)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return prepare


def damaged(shell: Shell) -> None:
    """Put something else in place of the database."""
    (shell.folder / FILE).write_bytes(b"this is a shopping list, not a database at all" * 100)


def emptied(shell: Shell) -> None:
    """Leave what a full disk leaves."""
    (shell.folder / FILE).write_bytes(b"")


def loosened(shell: Shell) -> None:
    """Let others read the database."""
    (shell.folder / FILE).chmod(0o644)


@dataclass(frozen=True)
class Failing:
    """A command line that cannot be done, its code, and words of the sentence that says why."""

    words: str
    code: int
    says: str
    prepare: Callable[[Shell], None] = nothing
    by: str = "M. Aydin"
    name: str = ""


WRONG = (
    Failing("nope", 2, "No such command 'nope'."),
    Failing("incident show", 2, "Missing argument 'REF'. `breachdesk incident show --help` says more."),
    Failing(f"incident show {REF} --jsn", 2, "No such option '--jsn'."),
    Failing(f"incident show {REF} and more", 2, "Got unexpected extra arguments (and more)"),
    Failing(f"decide {REF} public yes --reason x", 2, "'public' is not one of 'authority', 'individuals'."),
    Failing(f"decide {REF} authority maybe --reason x", 2, "'maybe' is not one of 'yes', 'no'."),
    Failing(f"notice draft {REF} leaflet", 2, "'leaflet' is not one of"),
    Failing(f"notice show {REF} notification-nl --revision 0", 2, "0 is not in the range x>=1."),
    Failing(f"notice revise {REF} notification-nl --text nowhere.md", 2, "'nowhere.md' does not exist."),
    Failing(f"notice revise {REF} notification-nl --text FILE", 2, "text.md is not UTF-8", with_file("text.md", b"M\xfcller")),
    Failing(f"answer {REF} contained", 2, "Write each answer as FACT=ANSWER"),
    Failing(f"answer {REF}", 2, "Write each answer as FACT=ANSWER"),
    Failing(f"answer {REF} contained=perhaps", 2, "'perhaps' is no answer to contained. One of: yes, no."),
    Failing(f"answer {REF} people=some", 2, "people"),
    Failing(f"answer {REF} happened_from=2026-02-30T10:00", 2, "happened_from"),
    Failing(f"answer {REF} data_categories=moods", 2, "'moods' is not in the inventory."),
    Failing(f"task {REF} keep-evidence", 2, "Give one of --done, --skip REASON, --reopen REASON or --owner NAME."),
    Failing(f"task {REF} keep-evidence --done --skip late", 2, "Give one of --done"),
    Failing(f"scope --inventory {SAMPLE} --system crm --incident {REF}", 2, "not both."),
    Failing("outbox --resolve abc", 2, "Say --sent or --again."),
    Failing(f"{OPEN} --detected 2026-02-30T10:00", 2, "'2026-02-30T10:00' is not a time"),
    Failing(f"{OPEN} --detected 2026-11-23T25:00", 2, "'2026-11-23T25:00' is not a time"),
    Failing(f"{OPEN} --detected yesterday", 2, "'yesterday' is not a time; write 2026-11-23 14:30"),
    Failing(f"{OPEN} --detected 2026-11-23", 2, "'2026-11-23' is a day without a time; add the hour"),
    Failing(f"{OPEN} --detected 1066-10-14T09:00", 2, "The year 1066 cannot be right"),
    Failing(f"{OPEN} --detected 9999-12-31T23:59-12:00", 2, "The year 9999 cannot be right"),
    Failing(f"{OPEN} --detected 0001-01-01T00:00+12:00", 2, "The year 1 cannot be right"),
    Failing(f"{OPEN} --detected 2026-11-25T10:00", 2, "in the future cannot be right"),
    Failing(f"{OPEN} --detected 10:00 --aware 09:00", 2, "Awareness cannot be earlier than detection"),
    Failing(f"{OPEN} --detected 08:00 --aware 09:00", 2, "Awareness is later than detection; say why"),
    Failing(f"{OPEN} --detected 08:00 --zone Europe/Amsterdm", 2, "Did you mean 'Europe/Amsterdam'?"),
    Failing(
        f"{OPEN} --detected 2026-03-29T02:30",
        2,
        "does not exist in Europe/Amsterdam: the clocks went forward that night. "
        "Give 2026-03-29T01:30+01:00 (before) or 2026-03-29T03:30+02:00 (after).",
    ),
    Failing(
        f"{OPEN} --detected 2026-10-25T02:30",
        2,
        "exists twice in Europe/Amsterdam: the clocks went back that night. "
        "Give 2026-10-25T02:30+02:00 (first) or 2026-10-25T02:30+01:00 (second).",
    ),
    Failing("law deadline --aware 2026-03-29T02:30 --country NL", 2, "does not exist in Europe/Amsterdam"),
    Failing(f"incident aware {REF} --at 2026-11-23T09:00 --reason x", 2, "Awareness cannot be earlier than detection"),
    Failing(f"notice file {REF} notification-nl --reference A --at 2026-12-24T10:00", 2, "A filing in the future", by=LEAD),
    Failing("inventory check nowhere.yaml", 2, "nowhere.yaml cannot be read: No such file or directory."),
    Failing("inventory check FILE", 2, "own.yaml:2 is not valid YAML", with_file("own.yaml", b"a: [b\n")),
    Failing("inventory check FILE", 2, "own.yaml is empty.", with_file("own.yaml", b"# soon\n"), name="an empty file"),
    Failing(
        "inventory import FILE",
        2,
        "own.yaml lists no system; add at least one",
        with_file("own.yaml", b"controller: {name: X, country: NL, zone: Europe/Amsterdam}\n"),
    ),
    Failing(f"inventory import {SAMPLE} FILE", 2, "mixed", with_file("own.yaml", b"dataset:\n  - fides_key: a\n")),
    Failing(f"inventory import {SAMPLE} {SAMPLE}", 2, "2 inventories were named; import one"),
    Failing(f"scope --inventory FILE --system crm", 2, "own.yaml:1", with_file("own.yaml", b"a: b\n")),  # noqa: F541
    Failing(f"send {REF} communication-nl --to FILE", 2, "people.csv", with_file("people.csv", b"name\nAnn\n"), LEAD),
    Failing("incident list", 2, "settings.yaml", with_file("settings.yaml", b"mail: {host: x}\n")),
    Failing(f"{OPEN} --detected 08:00 --playbook own", 3, "own.yaml", with_file("playbooks/own.yaml", b"id: own\n"), name="a broken playbook"),
    Failing("demo --headless --dir FILE", 2, "is a file.", with_file("own.yaml", b"")),
    Failing(f"notice export {REF} notification-nl --dir FILE", 2, "is a file.", with_file("own.yaml", b"")),
)
NOT_FOUND = (
    Failing("incident show 2026-99", 3, f"There is no incident '2026-99'; there are: {REF}."),
    Failing(f"answer {REF} contaned=yes", 3, "There is no fact 'contaned'. Did you mean 'contained'?"),
    Failing("scope --system cmr", 3, "The inventory has no system 'cmr'; `breachdesk inventory show` lists them."),
    Failing(f"scope --inventory {SAMPLE} --system cmr", 3, "has no system 'cmr'"),
    Failing(f"scope --system cmr --incident {REF}", 3, "has no system 'cmr'"),
    Failing(f"task {REF} keep-evidnce --done", 3, "keep-evidnce"),
    Failing(f"notice show {REF} notification-fr", 3, "notification-fr"),
    Failing(f"notice show {REF} notification-nl --revision 9", 3, "9"),
    Failing(f"notice diff {REF} notification-nl 1 7", 3, "7"),
    Failing(f"notice approve {REF} notification-en", 3, "'M. Nobody' is not among the people", by="M. Nobody"),
    Failing(f"{OPEN} --detected 08:00 --playbook own", 3, "There is no playbook 'own'. There are: account-takeover, "),
    Failing(f"{OPEN} --detected 08:00 --country XX", 3, "XX"),
    Failing("law deadline --aware now --country XX", 3, "XX"),
    Failing("law deadline --aware now --country NL --clock none-such", 3, "none-such"),
    Failing("outbox --resolve abc --sent", 3, "There is no one letter 'abc' in the outbox"),
    Failing("remind list 2026-99", 3, "There is no incident '2026-99'"),
)
NOT_ALLOWED = (
    Failing(f"incident close {REF} --conclusion over", 4, "The incident cannot be closed yet: still open are "),
    Failing(f"note {REF} late", 0, "", before(f"incident close {REF} --conclusion over --override paper")),
    Failing(f"answer {REF} contained=no", 4, "closed", before(f"incident close {REF} --conclusion over --override paper")),
    Failing(f"notice approve {REF} notification-en", 4, "M. Aydin"),
    Failing(f"notice approve {REF} notification-en", 4, "J. Vos", by=LEAD, name="approved by the lead"),
    Failing(f"notice file {REF} notification-en --reference A", 4, "Nobody has approved revision 1 of 'notification-en'", by=LEAD),
    Failing(f"notice withdraw {REF} notification-en --reason x", 4, "No approval of 'notification-en' holds"),
    Failing(f"notice draft {REF} notification", 4, "already says exactly this"),
    Failing(f"notice file {REF} communication-nl --reference A", 4, "communication", by=LEAD),
    Failing(f"send {REF} notification-nl --to {SAMPLE.parent / 'addressees.csv'}", 4, "goes to an authority", by=LEAD),
    Failing(f"task {REF} scope --done", 4, "is not a task; work out and save the scope."),
)
WORKSPACE = (
    Failing("incident list", 6, "is damaged; nothing was changed. Restore it from a backup.", damaged, name="a damaged workspace"),
    Failing("incident list", 6, "breachdesk.db is empty; restore it from a backup", emptied, name="an emptied workspace"),
    Failing("incident list", 6, "can be read by others (mode 0644); run `chmod 600`", loosened, name="a loose workspace"),
    Failing(
        "incident list",
        6,
        "that BreachDesk did not make; it is not used.",
        in_sql("CREATE TRIGGER evil AFTER INSERT ON tick BEGIN DELETE FROM reminder; END"),
        name="a foreign trigger",
    ),
    Failing("incident list", 8, "has version 9999", in_sql("PRAGMA user_version=9999"), name="a newer workspace"),
    Failing(f"send {REF} communication-nl", 9, "Mail is not set up; add a `mail:` part to settings.yaml", by=LEAD),
    Failing(f"notice draft {REF} notification --language xx", 10, "no notification template in the language 'xx'"),
    Failing(
        f"notice draft {REF} notification",
        10,
        "notification.nl.md:1 must begin with a line '---'",
        with_file("notification_templates/notification.nl.md", b"{{ 1 + }}"),
        name="a broken template",
    ),
    Failing(
        f"notice approve {REF} notification-en",
        12,
        "The key file gone.pub cannot be read",
        with_file("settings.yaml", b"approval: {keys: {S. Kok: gone.pub}}\n"),
        by=DPO,
        name="a key that is gone",
    ),
)
ALL = (*WRONG, *NOT_FOUND, *NOT_ALLOWED, *WORKSPACE)
FILES = ("own.yaml", "people.csv", "text.md")


def words_of(case: Failing, shell: Shell) -> list[str]:
    """Give a command line, with the file that its preparation wrote."""
    there = next((str(shell.folder / name) for name in FILES if (shell.folder / name).exists()), "FILE")
    return [word.replace("FILE", there) for word in case.words.split()]


def check_sentence(said: Said, case: Failing) -> None:
    """One sentence, or one line a problem of a file; no traceback, nothing on stdout."""
    assert (case.code, "") == (said.code, said.out if case.code else ""), said
    assert case.says in said.err, said.err
    assert "Traceback" not in said.err
    assert all(line.rstrip().endswith((".", "?")) for line in said.err.splitlines()), said.err
    problems_of_a_file = [line for line in said.err.splitlines() if ".yaml" in line or ".csv" in line or ".md" in line]
    assert len(said.err.splitlines()) <= max(1, len(problems_of_a_file)), said.err


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name or case.words.replace(str(SAMPLE.parent), ""))
def test_what_cannot_be_done_leaves_with_its_code_and_one_sentence(worked: Shell, case: Failing) -> None:
    """Lost without it: a script that goes on after a failure, a traceback at three at night, or half of a command done."""
    case.prepare(worked)
    kept = (worked.folder / FILE).read_bytes()
    check_sentence(worked.by(case.by)(*words_of(case, worked)), case)
    assert (kept == (worked.folder / FILE).read_bytes()) is (case.code != 0)


# --- the table of codes ----------------------------------------------------------------------------


class Broken(wiring.Wiring):
    """A front whose desk cannot be had."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error = error

    def desk(self) -> Desk:
        """Fail."""
        raise self._error


def test_every_code_of_the_table_is_reached() -> None:
    """Lost without it: a number in the README that no command ever gives."""
    here = {exits.DONE, exits.NOT_HEALTHY, exits.OUR_FAULT, exits.INTERRUPTED, 5, 7}  # Each has a test of its own below.
    reached = {case.code for case in ALL} | here
    table = {code for code, _, _ in exits.TABLE} | {exits.DONE, exits.NOT_HEALTHY, exits.OUR_FAULT, exits.INTERRUPTED}
    assert table == reached


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (ChangedMeanwhile("Somebody else changed this incident meanwhile; look again."), 5, "Somebody else changed"),
        (BreachDeskError("Something of no kind."), 70, "Something of no kind."),
        (ValueError("NL91 ABNA 0417 1643 00"), 70, "BreachDesk failed (ValueError, test_cli_failures.py line "),
        (OSError(28, "No space left on device", "/home/ann/secret"), 70, "BreachDesk failed (OSError, "),
    ],
)  # fmt: skip
def test_a_failure_that_is_nobodys_slip_has_a_code_and_a_sentence_too(
    shell: Shell, error: Exception, code: int, says: str
) -> None:
    """Lost without it: a traceback with personal data in it, and exit code 1."""
    said = shell("incident", "list", front=Broken(error))
    assert (code, "", 1) == (said.code, said.out, len(said.err.splitlines()))
    assert says in said.err
    assert "ABNA" not in said.err
    assert "secret" not in said.err


def test_an_interruption_leaves_as_shells_expect(shell: Shell) -> None:
    """Lost without it: a script that takes Ctrl+C for success."""
    said = shell("incident", "list", front=Broken(KeyboardInterrupt()))
    assert (said.code, said.out) == (130, "")


def test_doctor_leaves_with_its_own_code_when_something_is_wrong(worked: Shell) -> None:
    """Lost without it: a watchdog that sees no difference between well and ill."""
    worked.folder.chmod(0o755)
    said = worked("doctor")
    assert (said.code, "! worked: mode 0755; run `chmod 700` on it" in said.out) == (11, True)
    assert worked("doctor", "--json").json["ok"] is False


# --- what needs more than a command line -----------------------------------------------------------


def test_a_refused_import_leaves_the_inventory_in_use(organised: Shell) -> None:
    """Lost without it: half an inventory in use, because the other half was wrong."""
    kept = organised.must("inventory", "show", "--yaml").out
    stored = (organised.folder / FILE).read_bytes()
    said = organised("inventory", "import", str(BAD / "inventory" / "many_problems_at_once.yaml"))
    expected = (BAD / "inventory" / "many_problems_at_once.txt").read_text(encoding="utf-8")
    assert (2, "", expected) == (said.code, said.out, said.err)
    assert stored == (organised.folder / FILE).read_bytes()
    assert kept == organised.must("inventory", "show", "--yaml").out


def test_one_wrong_answer_among_several_saves_none(worked: Shell) -> None:
    """Lost without it: a line of answers half saved, and typed again."""
    said = worked("answer", REF, "misuse_seen=yes", "recovered=perhaps")
    facts = {fact["id"] for fact in worked("incident", "show", REF, "--json").json["facts"]}
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "misuse_seen" not in facts


def test_a_file_in_place_of_the_workspace_is_left_as_it_is(shell: Shell) -> None:
    """Lost without it: a file of the user's overwritten by a database."""
    shell.folder.write_text("my notes", encoding="utf-8")
    said = shell("incident", "list")
    assert (said.code, said.out, shell.folder.read_text(encoding="utf-8")) == (6, "", "my notes")
    assert said.err == "workspace is a file, not a folder; choose another --workspace DIR.\n"


def test_a_workspace_below_a_file_is_refused_in_words(shell: Shell) -> None:
    """Lost without it: a slip in the path that shows a traceback, or names the wrong thing."""
    shell.folder.write_text("my notes", encoding="utf-8")
    said = Shell(shell.folder / "deeper" / "still")("incident", "list")
    assert (said.code, said.out) == (6, "")
    assert said.err == "workspace is a file, not a folder; choose another --workspace DIR.\n"


def test_a_home_folder_that_nobody_has_is_said(shell: Shell) -> None:
    """Lost without it: a slip in a user's name that shows a traceback."""
    said = Shell(Path("~nobody-of-that-name/breaches"))("incident", "list")
    assert (said.code, said.out) == (2, "")
    assert said.err == "~nobody-of-that-name/breaches begins with a home folder that nobody has; write the path out.\n"


def test_who_acts_must_be_known(organised: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: in a container without users, a traceback; or a record that names nobody."""

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.delenv("BREACHDESK_USER", raising=False)
    monkeypatch.setattr(wiring.getpass, "getuser", nobody)
    said = organised.by("")(*OPEN.split(), "--detected", "08:00")
    assert (said.code, said.err) == (2, "Nobody is logged in by a name here; say who acts with --as NAME or BREACHDESK_USER.\n")


def test_a_late_filing_needs_its_reasons(worked: Shell) -> None:
    """Lost without it: a late notification without the reasons that Art. 33(1) asks for."""
    late = worked.by(LEAD).at(NOW + timedelta(days=3))
    said = late("notice", "file", REF, "notification-nl", "--reference", "A")
    assert (said.code, said.err) == (2, "Filed after the deadline: Art. 33(1) wants the reasons for the delay; give them.\n")
    late.must("notice", "file", REF, "notification-nl", "--reference", "A", "--late-reasons", "The DPO was ill.")


@contextmanager
def held_by_another_program(path: Path) -> Iterator[None]:
    """Hold a database in another process until the end of the block."""
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.communicate("", timeout=30)


def test_a_workspace_held_by_another_program_is_said_to_be_busy(worked: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a traceback while a backup runs, or an answer that seems saved and is not."""
    real = case_store.SqliteCaseStore
    monkeypatch.setattr(case_store, "SqliteCaseStore", lambda folder: real(folder, busy_timeout_ms=100))
    kept = worked("incident", "show", REF, "--json").json["facts"]
    with held_by_another_program(worked.folder / FILE):
        said = worked("answer", REF, "misuse_seen=yes")
    assert (said.code, said.out) == (7, "")
    assert said.err == "Another program holds the workspace; nothing was changed. Try again in a moment.\n"
    assert kept == worked("incident", "show", REF, "--json").json["facts"]


def in_a_world_of_its_own(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount, in a namespace that ends with it; skip where that is not allowed."""
    alone = ["unshare", "--mount", "--map-root-user", "sh", "-e", "-c"]
    try:
        may = subprocess.run([*alone, "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        may = False
    if not may:
        pytest.skip("nothing can be mounted here")
    return subprocess.run([*alone, script, "sh", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


ON_ITS_OWN_DISK = """
mount -t tmpfs -o size=2m,mode=0700 tmpfs "$1"
cp -a "$2"/. "$1"
mount -o remount,ro "$1"
set +e
"$3" -m breachdesk --workspace "$1" --as "M. Aydin" note 2026-01 seen
echo "code $?"
"""


def test_a_workspace_on_a_disk_that_is_read_only_is_said_in_words(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: a traceback, or a note that seems saved and is not."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = in_a_world_of_its_own(ON_ITS_OWN_DISK, str(disk), str(worked.folder), sys.executable)
    assert done.stdout.endswith("code 6\n"), done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("The workspace ")


def test_nobody_may_approve_what_they_wrote(worked: Shell) -> None:
    """Lost without it: four eyes that are two."""
    worked.by(DPO).must("notice", "draft", REF, "communication", "--language", "en")
    said = worked.by(DPO)("notice", "approve", REF, "communication-en")
    assert (said.code, said.out) == (4, "")
