"""An editor of one's own: a file for its owner only that is gone afterwards; what goes wrong is said, and nothing is saved."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from breachdesk.cli.outside_editor import edit_outside, editor_command, run_here
from breachdesk.domain.errors import NotAllowed, StoreProblem, WrongInput


class Hand:
    """An editor: does something to the file, and remembers how it was called."""

    def __init__(self, does: Callable[[Path], object] = lambda path: None, code: int = 0) -> None:
        self._does, self._code = does, code
        self.command: list[str] = []
        self.modes: list[int] = []
        self.found = ""

    def __call__(self, command: Sequence[str]) -> int:
        self.command = list(command)
        path = Path(command[-1])
        self.modes = [stat.S_IMODE(place.stat().st_mode) for place in (path, path.parent)]
        self.found = path.read_text(encoding="utf-8")
        self._does(path)
        return self._code


def test_what_the_editor_left_comes_back_and_no_file_stays(tmp_path: Path) -> None:
    """Lost without it: the edit, or a draft about victims that lies about for ever, with the editor's own copies of it."""

    def write(path: Path) -> None:
        path.write_text("Sorry, naïef.\n", encoding="utf-8")
        path.with_suffix(".md~").write_text("a copy", encoding="utf-8")

    hand = Hand(write)
    assert edit_outside(["vi", "-n"], tmp_path / "drafts", "2026-01-notification-nl-rev1", "Old.\n", hand) == "Sorry, naïef.\n"
    assert (hand.command[:2], hand.found) == (["vi", "-n"], "Old.\n")
    assert Path(hand.command[2]).name == "2026-01-notification-nl-rev1.md"
    assert list((tmp_path / "drafts").rglob("*")) == []


def test_only_the_owner_can_read_the_file_while_it_is_edited(tmp_path: Path) -> None:
    """Lost without it: everybody on the machine reads along."""
    hand = Hand()
    edit_outside(["vi"], tmp_path / "drafts", "x", "Old.\n", hand)
    assert hand.modes == [0o600, 0o700]
    assert stat.S_IMODE((tmp_path / "drafts").stat().st_mode) == 0o700


def test_an_id_from_an_inventory_makes_no_path(tmp_path: Path) -> None:
    """Lost without it: a group called ../../x decides where the text of a notice is written."""
    hand = Hand()
    edit_outside(["vi"], tmp_path, "../../letter-nl-\x1b[2J/x", "Old.\n", hand)
    path = Path(hand.command[1])
    assert (path.name, path.parent.parent) == ("..-..-letter-nl--2J-x.md", tmp_path)


def test_an_editor_that_fails_is_named_and_nothing_is_taken(tmp_path: Path) -> None:
    """Lost without it: half a text from an editor that was killed becomes the next revision."""
    hand = Hand(lambda path: path.write_text("half", encoding="utf-8"), code=3)
    with pytest.raises(NotAllowed, match="'vi' ended with 3, so nothing was saved"):
        edit_outside(["vi"], tmp_path, "x", "Old.\n", hand)
    assert list(tmp_path.rglob("*")) == []


def test_an_editor_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Lost without it: a key that ends the program because of a slip in the user's own settings."""
    with pytest.raises(NotAllowed, match="'no-such-editor-here' cannot be started: no such file or directory"):
        edit_outside(["no-such-editor-here"], tmp_path, "x", "Old.\n")
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("does", "error", "match"),
    [
        (lambda path: path.write_bytes(b"caf\xe9"), WrongInput, "is not UTF-8, so nothing was saved"),
        (lambda path: path.unlink(), StoreProblem, "cannot be read: no such file"),
    ],
)
def test_what_cannot_be_read_back_is_not_saved(
    tmp_path: Path, does: Callable[[Path], object], error: type[Exception], match: str
) -> None:
    """Lost without it: a text with holes where letters were, or a crash."""
    with pytest.raises(error, match=match):
        edit_outside(["vi"], tmp_path, "x", "Old.\n", Hand(does))
    assert list(tmp_path.rglob("*")) == []


def test_a_real_command_with_arguments_is_run_on_the_file(tmp_path: Path) -> None:
    """Lost without it: everything works with the stand-in of a test, and no editor ever opens."""
    script = "import pathlib,sys; p=pathlib.Path(sys.argv[1]); p.write_text(p.read_text()+'More.')"
    assert edit_outside([sys.executable, "-c", script], tmp_path, "x", "Old. ", run_here) == "Old. More."


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "vi"}, ("code", "--wait")),
        ({"VISUAL": "  ", "EDITOR": "vi"}, ("vi",)),
        ({"EDITOR": "'/opt/my editor/run' -x"}, ("/opt/my editor/run", "-x")),
        ({}, ()),
    ],
)
def test_the_editor_is_the_one_the_settings_name(environment: dict[str, str], command: tuple[str, ...]) -> None:
    """Lost without it: an editor with arguments, or a space in its path, that cannot be used."""
    assert editor_command(environment) == command


def test_settings_that_are_no_command_say_so() -> None:
    """Lost without it: one quotation mark too few, and no word on where."""
    with pytest.raises(WrongInput, match="EDITOR cannot be read as a command"):
        editor_command({"EDITOR": "'vi"})
