"""Which terminals the desk is shown on, and what is left in one when the desk fails."""

from __future__ import annotations

import asyncio
import sys
from codecs import getincrementaldecoder
from pathlib import Path

import pytest
from textual.drivers import linux_driver
from textual.worker import WorkerFailed

from breachdesk.tui.crash import keep_report, report_lines
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.patient_driver import PatientDriver
from breachdesk.tui.shell import OUR_FAULT, DeskShell, tty_ready
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import app_on, at_work, settled

IBAN = "NL91ABNA0417164300"


class Stream:
    """A standard stream, as far as anybody asks."""

    def __init__(self, tty: bool = True, encoding: str = "utf-8") -> None:
        self.tty, self.encoding = tty, encoding

    def isatty(self) -> bool:
        """Tell whether somebody sits there."""
        return self.tty

    def write(self, text: str) -> int:
        """Take it."""
        return len(text)


def refusal(
    patch: pytest.MonkeyPatch, environment: dict[str, str], out: Stream | None = None, into: Stream | None = None
) -> str:
    """Give what is said about a terminal; empty when the desk is shown on it."""
    for name in ("TERM", "LC_ALL", "LC_CTYPE", "LANG"):
        patch.delenv(name, raising=False)
    for name, value in environment.items():
        patch.setenv(name, value)
    patch.setattr(sys, "stdin", into or Stream())
    patch.setattr(sys, "stdout", out or Stream())
    return tty_ready() or ""


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C.UTF-8"},
        {"LANG": "nl_NL.utf8"},
        {"LC_ALL": "en_IE.UTF-8", "LANG": "C"},
        {"LC_CTYPE": "UTF-8"},
        {"LC_CTYPE": "de_DE.UTF-8", "LANG": "C"},
        {},
    ],
    ids=str,
)
def test_the_desk_is_shown_on_a_utf_8_terminal(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a refusal on a machine that only never said which locale it has."""
    assert refusal(monkeypatch, {"TERM": "xterm-256color", **environment}) == ""


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C"},
        {"LANG": "POSIX"},
        {"LANG": "C", "LC_CTYPE": "C.UTF-8"},
        {"LC_ALL": "C", "LANG": "nl_NL.UTF-8"},
        {"LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "de_DE.UTF-8"},
        {"LANG": "nl_NL"},
    ],
    ids=str,
)
def test_a_terminal_set_to_another_encoding_is_refused(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: question marks for every sign that says how late it is."""
    said = refusal(monkeypatch, {"TERM": "xterm-256color", **environment})
    assert "set LANG to a UTF-8 locale" in said
    assert "\n" not in said


@pytest.mark.parametrize("term", ["", "dumb"])
def test_a_terminal_that_can_draw_nothing_is_refused(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: escape sequences as text in an editor's shell window."""
    assert "TERM is empty or dumb" in refusal(monkeypatch, {"TERM": term, "LANG": "C.UTF-8"})


@pytest.mark.parametrize(
    ("into", "out"), [(Stream(tty=False), Stream()), (Stream(), Stream(tty=False)), (Stream(), Stream(encoding="ascii"))]
)
def test_no_terminal_or_one_that_takes_no_utf_8_is_refused(
    into: Stream, out: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a desk in a pipe, that waits for ever for a key."""
    assert refusal(monkeypatch, {"TERM": "xterm", "LANG": "C.UTF-8"}, out, into)


# Bytes that are no UTF-8.


def test_the_desk_reads_its_terminal_patiently() -> None:
    """Lost without it: one pasted Latin-1 letter ends the desk; `test_killed` pastes it into the real program."""
    assert DeskShell(Path("/nowhere")).get_driver_class() is PatientDriver


def test_a_decoder_that_is_patient_marks_what_it_cannot_read_and_joins_what_comes_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lost without it: marks in the middle of letters that arrived in two parts."""
    monkeypatch.setattr(linux_driver, "getincrementaldecoder", getincrementaldecoder)
    monkeypatch.setattr(linux_driver.LinuxDriver, "run_input_thread", lambda self: None)
    PatientDriver.run_input_thread(object.__new__(PatientDriver))
    decode = linux_driver.getincrementaldecoder("utf-8")().decode
    assert [decode(b"caf\xe9 "), decode(b"\xc3"), decode(b"\xa9"), decode(b"\xff", final=True)] == [
        "caf\ufffd ",
        "",
        "é",
        "\ufffd",
    ]


# Failures.


def failed(message: str) -> BaseException:
    """Give an error that was raised, with a value in its message and in a variable."""
    marker = message
    try:
        raise ValueError(f"cannot show {marker}")
    except ValueError as error:
        return error


def test_a_report_names_kind_and_places_and_no_value(tmp_path: Path) -> None:
    """Lost without it: a file in the workspace that holds what the program choked on."""
    lines = report_lines(failed(IBAN))
    assert lines[0] == "ValueError"
    assert lines[-1].startswith("  test_terminal.py:")
    assert IBAN not in "\n".join(lines)
    kept = keep_report(tmp_path / "reports", failed(IBAN))
    assert kept is not None
    assert kept.stat().st_mode & 0o777 == 0o600
    assert IBAN not in kept.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_kept_hides_no_failure(tmp_path: Path) -> None:
    """Lost without it: a full disk turns one failure into another."""
    (tmp_path / "reports").write_text("a file where the folder should be")
    assert keep_report(tmp_path / "reports", failed(IBAN)) is None


def test_a_failure_in_a_worker_names_the_place_that_failed(wired: Wiring, capsys: pytest.CaptureFixture[str]) -> None:
    """Lost without it: every failure while saving reads the same, and none says where."""

    app = app_on(wired)

    async def ran() -> None:
        async with at_work(app) as pilot:
            assert isinstance(app.screen, HomeScreen)
            app.screen.act(lambda: _raise(failed(IBAN)))
            await settled(pilot)

    with pytest.raises(WorkerFailed):
        asyncio.run(ran())
    assert app.return_code == OUR_FAULT
    said = " ".join(capsys.readouterr().err.split())
    assert "BreachDesk failed (ValueError, test_terminal.py:" in said
    assert "What was shown as saved is saved." in said
    assert "NOTE" not in said
    assert IBAN not in said


def _raise(error: BaseException) -> None:
    raise error


def test_a_traceback_that_textual_would_print_itself_is_not_printed(
    wired: Wiring, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lost without it: the reader of keys fails, and prints what was typed."""

    async def ran() -> int | None:
        app = app_on(wired)
        async with at_work(app):
            app.panic(f"cannot read {IBAN}")
        return app.return_code

    assert asyncio.run(ran()) == OUR_FAULT
    said = capsys.readouterr().err
    assert "BreachDesk failed." in said
    assert IBAN not in said
