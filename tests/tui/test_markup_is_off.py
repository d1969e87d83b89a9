"""Names, notes and files are drawn as they stand on every screen and dialog; nothing in them is obeyed."""

from __future__ import annotations

import ast
import asyncio
import base64
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from breachdesk import wiring
from breachdesk.tui.app import DeskApp
from breachdesk.tui.filling_screen import FillingScreen
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.outbox_screen import OutboxScreen
from breachdesk.tui.row_list import RowList
from breachdesk.tui.welcome_screen import OpeningScreen
from breachdesk.wiring import Wiring
from tests.tui.hostile_desk import make_hostile, says
from tests.tui.sample_desk import (
    KeepingDriver,
    MovedNow,
    keep_anew,
    no_watch,
    on_incident,
    press,
    seen,
    settled,
    terminal_of,
    to_row,
    until,
    wiring_on,
    write,
)

ROOT = Path(__file__).parents[2]
TUI = ROOT / "breachdesk" / "tui"


class RungApp(DeskApp):
    """The desk, with an action that only a text could ask for."""

    CSS_PATH = TUI / "desk.tcss"

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.rung = 0

    def action_rung(self) -> None:
        """Note that a text was obeyed."""
        self.rung += 1


@dataclass(frozen=True)
class Look:
    """One screen or dialog with hostile texts on it."""

    text: str
    drove: tuple[str, ...]
    links: tuple[str, ...]
    """Texts that would run something when clicked."""

    rung: int
    """Times that clicking along a hostile text ran something."""


Looks = dict[str, Look]


class Looking:
    """Walks through the desk and looks at everything."""

    def __init__(self, pilot: Pilot[Any], app: RungApp) -> None:
        self.pilot, self.app = pilot, app
        self.looks: Looks = {}
        self._terminal = terminal_of(app)

    async def look(self, place: str) -> None:
        """Keep what stands there; click along each kind of hostile text."""
        await settled(self.pilot)
        await self.pilot.pause()
        lines, links = seen(self.app), links_on(self.app)
        rung = await self._click(lines) if place in CLICKED else 0
        self.looks[place] = Look("\n".join(lines), tuple(self._terminal.drove), links, rung)
        self._terminal = keep_anew(self.app)

    async def _click(self, lines: list[str]) -> int:
        """Click along the first hostile text, from its bracket over its word to its end."""
        before = self.app.rung
        at = next((y for y, line in enumerate(lines) if "[@click" in line), None)
        if at is None:
            return 0
        start, focused = lines[at].index("[@click"), self.app.screen.focused
        for x in range(start, min(start + 24, len(lines[at])), 6):
            await self.pilot.click(offset=(x, at))
        await self.pilot.pause()
        self.app.screen.set_focus(focused)
        return self.app.rung - before

    async def keys(self, *keys: str) -> None:
        """Press keys."""
        await press(self.pilot, *keys)


def links_on(app: DeskApp) -> tuple[str, ...]:
    """Give every text on the screen that Textual would run something for."""
    strips = app.screen._compositor.render_strips()
    styled = [(segment.text, segment.style) for strip in strips for segment in strip if segment.style]
    return tuple(text for text, style in styled if "@click" in style.meta or style.link)


async def _opening(at: Looking, release: threading.Event) -> None:
    await until(at.pilot, lambda: isinstance(at.app.screen, OpeningScreen))
    await at.look("opening")
    release.set()
    await until(at.pilot, lambda: isinstance(at.app.screen, HomeScreen))


async def _home(at: Looking) -> None:
    await at.look("home")
    await at.keys("n")
    await to_row(at.pilot, at.app.screen.query_one("#options", RowList), "odd")
    await at.look("which situation")
    await at.keys("enter")
    await at.look("new incident")
    at.app.screen.query_one("#field-detected", Input).value = says("never")
    await at.keys("ctrl+s")
    await at.look("new incident, refused")
    await at.keys("escape", "y")
    await at.keys("ctrl+p")
    await write(at.pilot, "[")
    await at.pilot.pause(0.2)
    await at.look("palette")
    await at.keys("escape", "escape")
    assert isinstance(at.app.screen, HomeScreen)
    at.app.screen.say(says("toast"))
    await at.look("toast")
    at.app.clear_notifications()
    at.app.screen.refuse(says("message"))
    await at.look("message")
    await at.keys("escape")


async def _incident(at: Looking, ref: str) -> None:
    incident = await on_incident(at.pilot, ref)
    await at.look("incident")
    for step in ("secure-logs", "decide-authority", "when-it-happened"):
        incident._go(step)
        await at.look(f"step {step}")
    await _shaped(at)
    incident.basis = says("known from")
    await at.keys("b")
    await at.look("basis")
    await at.keys("escape")
    await at.keys("o")
    await at.look("scope")
    scope = at.app.screen
    await at.keys("tab", "down", "down")
    await at.look("scope, why")
    await at.keys("tab", "slash")
    await write(at.pilot, "[")
    await at.look("filter")
    await at.keys("enter")
    await at.keys("home", "down", "space", "enter")
    await at.look("scope, what changed")
    await at.keys("escape")
    assert at.app.screen is scope
    await _narrowed(at)
    await at.keys("escape", "escape", "y", "d")
    await at.look("notices")
    await _form(at)
    await at.keys("enter")
    await at.look("review")
    await at.keys("end")
    await at.look("review, end")
    await at.keys("d")
    await at.look("diff")
    await at.keys("d", "a")
    await at.look("which dpo")
    await at.keys("enter")
    await at.look("approve")
    await at.keys("escape", "e")
    await at.look("edit")
    await at.keys("escape", "escape", "escape", "t")
    await at.look("timeline")
    await at.keys("end")
    await at.look("timeline, first")
    await at.keys("escape", "A")
    await at.look("after")
    await at.keys("escape", "escape")


async def _form(at: Looking) -> None:
    """Look at the authority's form: what the facts and a person filled, what is copied, and what is asked."""
    await at.keys("f")
    form = at.app.screen
    assert isinstance(form, FillingScreen)
    fields = form.query_one("#fields", RowList)
    named = next(one for one in form.filled.fields() if one.typed == says("house"))
    fields.to_key(named.id)
    await at.look("form")
    await at.keys("y")
    await at.look("form, copied")
    at.app.clear_notifications()
    form.desk.filling.answer(form.incident_id, form.filled.form, named.id, says("by hand"), says("actor"))
    form.look_again()
    fields.to_key(named.id)
    await at.look("form, by hand")
    await at.keys("enter")
    await at.look("form, asked")
    await at.keys("escape", "escape")


async def _shaped(at: Looking) -> None:
    """Look at all that shapes a plan: evidence, another playbook with its preview, its steps, what changed, the hand-over."""
    incident = at.app.screen
    assert isinstance(incident, IncidentScreen)
    incident._go("secure-logs")
    await at.keys("e")
    await at.look("evidence")
    await at.keys("escape", "p")
    await to_row(at.pilot, at.app.screen.query_one("#options", RowList), "odd")
    await at.look("which playbook")
    await at.keys("enter", "enter")
    await at.look("preview")
    await at.keys("enter")
    await write(at.pilot, says("taken"))
    await at.keys("enter")
    await at.look("what changed")
    for step in ("odd-read", "odd-wait", "odd-tell", "own-1"):
        incident._go(step)
        await at.keys("w")
        await at.look(f"step {step}")
    await at.keys("y", "end")
    await at.look("what is usual")
    await at.keys("escape", "h")
    await at.look("hand-over")
    await at.keys("escape")
    incident._go("close")
    await at.look("step close")
    incident._close()
    await at.keys("x", "enter")
    await at.look("close over")
    await at.keys("escape")
    assert at.app.screen is incident


async def _narrowed(at: Looking) -> None:
    """Leave something out, rule something out, state a number, and look at what is asked and said."""
    await at.keys("d")
    await at.look("scope, differences")
    await at.keys("escape", "tab")
    lines = at.app.screen.query_one("#lines", RowList)
    lines.to_key("dataset:people")
    await at.keys("x")
    await at.look("scope, leaving out")
    await write(at.pilot, says("left"))
    await at.keys("enter")
    lines.to_key("left:people")
    await at.look("scope, left out")
    await at.keys("u")
    lines.to_key("group:customers")
    await at.keys("n")
    await at.look("scope, a number")
    await at.keys("escape", "tab")


async def _afterwards(at: Looking) -> None:
    await at.keys("a", "s")
    await at.look("actions")
    await at.keys("enter")
    await at.look("what became of it")
    await at.keys("enter")
    await at.look("done")
    await at.keys("escape", "escape", "f")
    await until(at.pilot, lambda: len(at.app.screen.query_one("#figures", RowList).rows) > 1, "figures")
    at.app.screen.query_one("#figures", RowList).to_key("step:isolate-system")
    await at.look("figures")
    await at.keys("enter")
    await at.look("which incident")
    await at.keys("escape", "escape")


async def _sent(at: Looking, ref: str) -> None:
    await on_incident(at.pilot, ref)
    await at.keys("x")
    assert isinstance(at.app.screen, OutboxScreen)
    await at.look("outbox")
    await at.keys("home", "enter")
    await at.look("settle")
    await at.keys("escape", "escape")


async def _tour(folder: Path, now: MovedNow) -> Looks:
    made = wiring_on(folder)
    made.choose_demo(folder)
    under_way, done = make_hostile(made, now)
    wired = wiring_on(folder)
    wired.choose(None, says("actor"))
    release = threading.Event()

    def open_desk() -> Any:
        release.wait(20)
        return wired.desk()

    app = RungApp(open_desk, wired.actor, no_watch, wired)
    app.driver_class = KeepingDriver
    with pytest.MonkeyPatch.context() as patch:
        # A click moves the cursor and then chooses; here it only clicks.
        patch.setattr(RowList, "on_click", lambda self, event: None)
        async with app.run_test(size=(120, 36), headless=False, notifications=True, tooltips=True) as pilot:
            at = Looking(pilot, app)
            await _opening(at, release)
            await _home(at)
            await _incident(at, under_way)
            await _afterwards(at)
            await _sent(at, done)
            assert app.is_running
    return at.looks


SHOWN: dict[str, tuple[str, ...]] = {
    "opening": ("house", "title1", "title2"),
    "home": ("house", "title1", "title2", "step"),
    "which situation": ("odd plan", "signs"),
    "new incident": ("house",),
    "new incident, refused": ("never",),
    "palette": ("title1", "title2"),
    "toast": ("toast",),
    "message": ("message",),
    "incident": ("title1", "step", "why", "category"),
    "step secure-logs": ("step", "assigned"),
    "step decide-authority": ("step", "why"),
    "step when-it-happened": ("step", "why"),
    "evidence": ("evidence", "place"),
    "which playbook": ("odd plan", "signs"),
    "preview": ("odd plan", "step odd-read"),
    "what changed": ("odd plan",),
    "step odd-read": ("step odd-read", "source", "why"),
    "step odd-wait": ("step odd-wait", "cannot", "wanted"),
    "step odd-tell": ("step odd-tell",),
    "step own-1": ("own task", "task why"),
    "what is usual": ("odd plan", "signs", "hint"),
    "hand-over": ("title1", "evidence", "handed", "assigned", "blocked"),
    "step close": ("step",),
    "close over": ("step",),
    "basis": ("known from",),
    "scope": ("system1", "system2", "category", "dataset"),
    "scope, why": ("system1", "dataset"),
    "filter": ("system1",),
    "scope, what changed": ("system2",),
    "scope, differences": ("system2", "rescoped"),
    "scope, leaving out": ("dataset",),
    "scope, left out": ("dataset", "left"),
    "scope, a number": ("group",),
    "notices": ("actor",),
    "form": ("house",),
    "form, copied": ("house",),
    "form, by hand": ("by hand", "actor"),
    "form, asked": ("by hand",),
    "review": ("subject", "house", "dpo", "na", "actor"),
    "review, end": ("body",),
    "diff": ("subject", "body", "house"),
    "which dpo": ("dpo",),
    "approve": ("dpo",),
    "edit": ("subject",),
    "timeline": ("withdrawn", "actor"),
    "timeline, first": ("title1", "reporter", "awareness", "basis"),
    "after": ("lesson root-cause", "lesson held", "lesson change", "agreed1", "dropped"),
    "actions": ("agreed1", "agreed2", "agreed by", "title1"),
    "what became of it": ("agreed1",),
    "done": ("agreed1",),
    "figures": ("step",),
    "which incident": ("title1",),
    "outbox": ("person0", "reply"),
    "settle": ("person0",),
}
"""Where to look, and which fields must be seen there as they stand."""

CLICKED = {"home", "palette", "message", "incident", "scope", "review", "edit", "timeline", "outbox", "settle", "obeyed"} | {
    "preview",
    "form, by hand",
    "what changed",
    "hand-over",
    "after",
    "actions",
}
"""Where the mouse goes along a text; elsewhere it is enough that no cell would run anything."""


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Looks:
    """Give everything there is to see in a hostile workspace, in one run of the app."""
    now = MovedNow()
    folder = tmp_path_factory.mktemp("markup") / "[bold][@click=app.rung]z"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "now", now)
        return asyncio.run(_tour(folder, now))


@pytest.mark.parametrize("place", SHOWN)
def test_a_hostile_text_is_drawn_as_it_stands(place: str, toured: Looks) -> None:
    """Lost without it: a name that the screen swallows, restyles, or ends on."""
    assert [field for field in SHOWN[place] if says(field) not in toured[place].text] == []


def test_no_cell_of_any_screen_runs_anything_and_no_byte_drives_the_terminal(toured: Looks) -> None:
    """Lost without it: one click on a name approves, sends, or leaves."""
    assert set(SHOWN) == set(toured)
    assert {place: look.links for place, look in toured.items() if look.links} == {}
    copied = base64.b64encode(says("house").encode()).decode()
    drove = {place: look.drove for place, look in toured.items() if look.drove}
    # The one thing that may be handed to the terminal: what a person asked to be copied, as letters that drive nothing.
    assert drove == {"form, copied": (f"OSC '52;c;{copied[:15]}' after ''",)}


def test_clicking_along_a_hostile_text_runs_nothing(toured: Looks) -> None:
    """Lost without it: the same, proven with the mouse itself."""
    assert sum(look.rung for look in toured.values()) == 0


def test_the_same_click_on_a_text_with_markup_on_runs_its_action(wired: Wiring) -> None:
    """Lost without it: a spy that would not have noticed."""

    async def looked() -> Look:
        app = RungApp(wired.desk, "M. Aydin", no_watch, wired)
        app.driver_class = KeepingDriver
        async with app.run_test(size=(80, 24), headless=False) as pilot:
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            await app.push_screen(Screen())
            # The second is plain, so that there is a bracket to see and to click along.
            await app.screen.mount(Static("[@click=app.rung][[@click[/]"))
            at = Looking(pilot, app)
            await at.look("obeyed")
            return at.looks["obeyed"]

    look = asyncio.run(looked())
    assert look.links
    assert look.rung > 0


# The house's own code.

PLAIN_MAKERS = {"Content", "Text"}
TAKES_TEXT = {
    "Static", "Label", "Button", "Checkbox", "RadioButton", "OptionList", "Option", "SelectionList", "Selection",
    "Select", "DataTable", "add_row", "add_column", "Tree", "add_leaf", "Tab", "TabPane", "Collapsible", "Digits",
    "Placeholder", "Link", "Tooltip", "notify", "update", "Hit", "DiscoveryHit", "SystemCommand", "Markdown",
    "from_markup", "RichLog", "panic",
}  # fmt: skip
SAFE_KEYWORDS = {"id", "classes", "name", "severity", "text", "title", "variant", "compact"}
TITLED = {"border_title", "border_subtitle", "tooltip", "placeholder"}
ALLOWED = {("palette.py", "help")}
"""The palette's help lines come from the table of actions; `test_keys` looks for brackets there."""


def _is_plain(value: ast.expr) -> bool:
    """Tell whether an argument can be no markup from outside: a literal, a plain maker's text, or no text at all."""
    if isinstance(value, ast.Constant):
        return not (isinstance(value.value, str) and "[" in value.value)
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
        return name in PLAIN_MAKERS
    return isinstance(value, ast.Lambda)


def _offences(source: str, file: str = "any.py") -> Iterator[str]:
    """Give every place that hands a text to Textual which it may read as markup."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLED and not _is_plain(node.value):
                    yield f"{file}:{node.lineno} {target.attr}"
        if isinstance(node, ast.Call):
            yield from _call_offences(node, file)


def _call_offences(node: ast.Call, file: str) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    off = {k.arg: k.value for k in node.keywords}
    switched_off = isinstance(off.get("markup"), ast.Constant) and off["markup"].value is False  # type: ignore[attr-defined]
    if name not in TAKES_TEXT or switched_off:
        return
    numbers_and_calls = {"Hit": (0, 2), "DiscoveryHit": (1,), "SystemCommand": (2,)}.get(name, ())
    given = [arg for at, arg in enumerate(node.args) if at not in numbers_and_calls]
    given += [k.value for k in node.keywords if k.arg not in SAFE_KEYWORDS and (file, k.arg) not in ALLOWED]
    if not all(_is_plain(value) for value in given):
        yield f"{file}:{node.lineno} {name}"


@pytest.mark.parametrize("path", sorted(TUI.glob("*.py")), ids=lambda path: path.name)
def test_no_call_hands_textual_a_text_that_it_may_read_as_markup(path: Path) -> None:
    """Lost without it: the one new label that takes a name as it comes, and obeys it."""
    assert list(_offences(path.read_text(encoding="utf-8"), path.name)) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(name)",
        "Static(f'{name} is open')",
        "yield Label(incident.title, classes='x')",
        "self.app.notify(str(error))",
        "self.app.notify(str(error), markup=markup)",
        "pane.update(name)",
        "pane.border_title = name",
        "self.tooltip = f'{name}'",
        "DiscoveryHit(name, run, text=name)",
        "Hit(1.0, Text(name), run, help=name)",
        "OptionList(*names)",
        "Static('[bold]x[/]')",
        "Content.from_markup(name)",
    ],
)
def test_the_rule_finds_a_text_that_may_be_read_as_markup(source: str) -> None:
    """Lost without it: a rule that passes everything."""
    assert len(list(_offences(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "Static(Content(name))",
        "Static(name, markup=False)",
        "Static('Open', id=f'x-{name}')",
        "self.app.notify(str(error), title='Not done', markup=False)",
        "pane.border_title = Content(name)",
        "DiscoveryHit(Text(name), run, text=name)",
    ],
)
def test_the_rule_lets_plain_texts_pass(source: str) -> None:
    """Lost without it: a rule that nobody can follow."""
    assert list(_offences(source)) == []
