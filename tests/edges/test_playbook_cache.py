"""Playbooks kept in the workspace are those that stand in YAML, or they are not used."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.facts import FactDefinition, FactKind, Option
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import (
    AnyCondition,
    Condition,
    DecisionCondition,
    Phase,
    Playbook,
    Profile,
    Step,
    StepKind,
    Wanted,
)
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.files import playbook_cache
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.files.playbook_cache import FILE, FOLDER, READERS, PlaybookCache
from breachdesk.files.playbook_paths import PlaybookShelf
from breachdesk.files.playbook_text import playbooks_from_text, playbooks_to_text
from tests.plans import playbooks

ROOT = Path(__file__).parents[2]
LAW, PLAYBOOKS = ROOT / "breachdesk" / "law", ROOT / "playbooks"

SMALL = """id: small
version: "1"
titles: {en: Small}
phases:
  - id: confirm
    titles: {en: Confirm}
    steps:
      - {id: ask, kind: question, titles: {en: "What was it?"}, facts: [breach_kinds], when: [{fact: personal_data, is_not: ["no"]}]}
      - include: close
"""
ENDING = """id: close
version: "1"
steps:
  - {id: close, kind: close, titles: {en: "Close the incident"}}
"""


class Office:
    """A workspace with content of its own, and how often YAML was read for it."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "w"
        self.workspace.mkdir(mode=0o700)
        self.law = folder / "law"
        self.law.mkdir()
        for name in ("facts.yaml", "taxonomy.yaml"):
            (self.law / name).write_bytes((LAW / name).read_bytes())
        self.own = folder / "playbooks"
        (self.own / "steps").mkdir(parents=True)
        (self.own / "small.yaml").write_text(SMALL, encoding="utf-8")
        for name in ("close", "spare"):
            (self.own / "steps" / f"{name}.yaml").write_text(ENDING.replace("close", name), encoding="utf-8")
        self.reads = 0

    @property
    def kept(self) -> Path:
        """Where they are kept."""
        return self.workspace / FOLDER / FILE

    def parsed(self) -> Mapping[str, Playbook]:
        """Read them from YAML."""
        return self.read().playbooks

    def read(self) -> PlaybookShelf:
        """Read them from YAML, with what is wrong with any."""
        self.reads += 1
        found = FileCatalogues(self.law, [self.own], [], lambda *_: {})
        return PlaybookShelf(found.playbooks(), found.playbook_problems())

    def ask(self) -> Mapping[str, Playbook]:
        """Ask as a program does that was just started."""
        return self.ask_all().playbooks

    def ask_all(self) -> PlaybookShelf:
        """Ask as well what is wrong with any."""
        return PlaybookCache(self.workspace, self.law, [self.own, self.workspace / "playbooks"]).shelf(self.read)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Give a workspace in which they were read once."""
    office = Office(tmp_path)
    office.ask()
    assert office.reads == 1
    return office


def test_a_second_start_reads_no_yaml_and_has_the_same_playbooks(office: Office) -> None:
    """Lost without it: every start pays for a dozen files, or walks another plan than the one that stands in them."""
    assert office.ask() == office.parsed()
    assert office.reads == 2
    assert office.ask()["small"].step("close").kind is StepKind.CLOSE


def test_the_desk_keeps_what_it_read(tmp_path: Path) -> None:
    """Lost without it: all of this is there and nothing uses it."""
    first = FileCatalogues(LAW, [PLAYBOOKS], [], lambda *_: {}, tmp_path).playbooks()
    text = (tmp_path / FOLDER / FILE).read_text(encoding="utf-8")
    assert playbooks_from_text(text.partition("\n")[2].encode()) == first
    assert FileCatalogues(LAW, [PLAYBOOKS], [], lambda *_: {}, tmp_path).playbooks() == first


EDITS = {
    "a playbook": lambda o: _edit(o.own / "small.yaml", b"What was it?", b"What is it?"),
    "a step set": lambda o: _edit(o.own / "steps" / "close.yaml", b"Close the incident", b"End the incident"),
    "the facts": lambda o: _edit(o.law / "facts.yaml", b"nature of the breach", b"kind of breach"),
    "the taxonomy": lambda o: _edit(o.law / "taxonomy.yaml", b"\n", b"\n# seen\n"),
    "a file more": lambda o: (o.own / "more.yaml").write_text(SMALL.replace("small", "more")),
    "a file less": lambda o: (o.own / "steps" / "spare.yaml").unlink(),
}  # fmt: skip


def _edit(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new, 1) + b"# edited\n")


@pytest.mark.parametrize("edit", EDITS)
def test_whatever_is_edited_is_read_anew(edit: str, office: Office) -> None:
    """Lost without it: a house changes its plan at night and walks the old one."""
    EDITS[edit](office)
    now = office.ask()
    assert office.reads == 2
    assert now == office.parsed()
    office.ask()
    assert office.reads == 3


def test_an_edit_that_leaves_time_and_length_alone_is_seen(office: Office) -> None:
    """Lost without it: a file put back from elsewhere with its old time is taken for the one that was read."""
    path = office.own / "steps" / "close.yaml"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Close the incident", b"Shut! the incident"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert office.ask()["small"].step("close").title() == "Shut! the incident"


def test_code_that_reads_them_counts_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a mended reader goes on giving what the broken one read."""
    monkeypatch.setattr(playbook_cache, "__version__", "9.9")
    office.ask()
    assert office.reads == 2


def test_every_module_that_reads_a_playbook_is_named() -> None:
    """Lost without it: a change in a reader that nobody thought of is not seen."""
    left, found = ["playbook_shelf"], set[str]()
    while left:
        name = left.pop()
        if name in found:
            continue
        found.add(name)
        tree = ast.parse((ROOT / "breachdesk" / "files" / f"{name}.py").read_text(encoding="utf-8"))
        froms = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        left += [module.rpartition(".")[2] for module in froms if module.startswith("breachdesk.files.")]
    assert found - {"playbook_paths"} <= {*READERS}
    assert all((ROOT / "breachdesk" / "files" / f"{name}.py").is_file() for name in READERS)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Give a workspace whose kept playbooks are damaged over and over."""
    office = Office(tmp_path_factory.mktemp("damaged"))
    office.ask()
    return office


@given(data=st.data())
def test_a_file_that_is_damaged_anywhere_changes_no_plan(damaged: Office, data: st.DataObject) -> None:
    """Lost without it: a flipped bit takes a step out of a plan and nobody is told."""
    raw = bytearray(damaged.kept.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        raw[at] ^= data.draw(st.integers(1, 255))
    else:
        del raw[at:]
    good = damaged.kept.read_bytes()
    damaged.kept.write_bytes(raw)
    fresh = {"full": FULL}
    cache = PlaybookCache(damaged.workspace, damaged.law, [damaged.own, damaged.workspace / "playbooks"])
    assert cache.shelf(lambda: PlaybookShelf(fresh)).playbooks is fresh
    assert cache.shelf(lambda: PlaybookShelf({})).playbooks == fresh
    damaged.kept.write_bytes(good)
    assert [*cache.shelf(lambda: PlaybookShelf(fresh)).playbooks] == ["small"]


@pytest.mark.parametrize(
    "text", ['{"steps":[],"playbooks":[[1]]}', "[]", '{"steps":[[1,2]],"playbooks":[]}', "7", '{"steps":{}}', "[" * 100_000]
)
def test_what_bears_the_right_fingerprint_and_is_none_of_ours_is_not_used(text: str, office: Office) -> None:
    """Lost without it: a start ends in a fault because a file in a cache is odd."""
    office.kept.write_bytes(playbook_cache._head(_key_of(office), text.encode()) + b"\n" + text.encode())
    assert office.ask() == office.parsed()
    assert office.reads == 3


def _key_of(office: Office) -> str:
    return str(json.loads(office.kept.read_bytes().partition(b"\n")[0])["of"])


def test_the_file_is_for_its_owner_only(office: Office) -> None:
    """Lost without it: others on the machine see which plans a house has, or write them."""
    assert office.kept.stat().st_mode & 0o777 == 0o600
    assert office.kept.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in office.kept.parent.iterdir()] == [FILE]


def test_no_workspace_is_made_for_it(tmp_path: Path) -> None:
    """Lost without it: a look at the law leaves a folder behind."""
    cache = PlaybookCache(tmp_path / "none", LAW, [PLAYBOOKS])
    assert cache.shelf(lambda: PlaybookShelf({})).playbooks == {}
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_that_cannot_be_written_is_slower_and_no_worse(tmp_path: Path) -> None:
    """Lost without it: a full disk keeps a responder from the plans."""
    office = Office(tmp_path)
    (office.workspace / FOLDER).write_text("in the way")
    assert office.ask() == office.parsed()
    office.kept.parent.unlink()
    office.kept.mkdir(parents=True)
    assert office.ask() == office.parsed()
    assert office.reads == 4


def test_what_is_not_right_is_said_each_time_and_never_kept(office: Office) -> None:
    """Lost without it: a broken playbook is refused once and then used, or the last good one is in silence."""
    path = office.own / "steps" / "close.yaml"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"kind: close", b"kind: closing"))
    for _ in range(2):
        found = office.ask_all()
        assert "small" not in found.playbooks
        assert "closing" in str(found.problems)
    path.write_bytes(good)
    assert office.ask() == office.parsed()


def test_a_file_that_changes_while_it_is_read_is_not_kept(tmp_path: Path) -> None:
    """Lost without it: what was read a moment later stands under the fingerprint of what was there before."""
    office = Office(tmp_path)
    real = office.read

    def late() -> PlaybookShelf:
        _edit(office.own / "steps" / "close.yaml", b"Close the incident", b"End the incident")
        return real()

    office.read = late  # type: ignore[method-assign]
    office.ask()
    assert not office.kept.exists()


FULL_STEP = Step(
    "all", StepKind.PLAN, {"en": "All"}, {"en": "why", "nl": "waarom"}, 7, ("cause",), "GDPR Art. 33", Role.DPO, 4, ("other",),
    (Condition("cause", Wanted.IS_NOT, ("human-error",)), AnyCondition((Condition("a", Wanted.IS, ("b",)), Condition("c", Wanted.IS, ("d", "e"))))),
    DecisionCondition(Duty.NOTIFY_AUTHORITY, False), Duty.NOTIFY_INDIVIDUALS, NoticeKind.COMMUNICATION, True, "other",
    {"en": "a log"}, {"en": "ring"}, "lost-device", True, "gdpr-33-2", "x.yaml", "own", {"en": "Gone"},
)  # fmt: skip
FULL = Playbook(
    "full", {"en": "Full"}, "1", "f" * 64, (Phase("one", {"en": "One"}, (FULL_STEP,)), Phase("two", {"en": "Two"}, (FULL_STEP,))),
    Profile({"en": "smoke"}, ({"en": "look"},), ({"en": "keep"}, {"en": "that"}), ("fraud",), ("police",), ("mfa", "training")),
    {"own_x": FactDefinition("own_x", FactKind.CHOICE, {"en": "x"}, (Option("a", {"en": "A"}),))},
)  # fmt: skip


def test_every_part_of_a_playbook_comes_back() -> None:
    """Lost without it: a field that was added is lost on the second start."""
    for value in (FULL_STEP, FULL, FULL.profile):
        plain = [
            f.name
            for f in fields(value)
            if getattr(value, f.name) == (f.default_factory() if f.default_factory is not MISSING else f.default)
        ]
        assert plain == [], "give it a value here, so that its coming back is seen"
    back = playbooks_from_text(playbooks_to_text({"full": FULL}).encode())
    assert back == {"full": FULL}
    first, second = (phase.steps[0] for phase in back["full"].phases)
    assert first is second


@given(st.lists(playbooks(), max_size=3))
def test_any_playbook_comes_back(drawn: list[Playbook]) -> None:
    """Lost without it: a plan nobody thought of comes back as another one."""
    named = {f"p{n}": replace(p, id=f"p{n}") for n, p in enumerate(drawn)}
    assert playbooks_from_text(playbooks_to_text(named).encode()) == named
