"""What reaches the terminal, caught where the app writes it: nothing that data brought along drives it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.color import Color
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.containers import VerticalScroll
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import (
    Button,
    Checkbox,
    Collapsible,
    DataTable,
    Input,
    Label,
    Log,
    Markdown,
    OptionList,
    RadioButton,
    RichLog,
    Select,
    SelectionList,
    Static,
    Tab,
    Tabs,
    TextArea,
    Tree,
)
from textual.widgets._tooltip import Tooltip

from breachdesk.services.faces import Face
from breachdesk.tui.clockline import ClockLine, KeyLine
from breachdesk.tui.dialogs import Ask, Confirm, Field, Form, Message, Pick, plain
from breachdesk.tui.edit_screen import EditScreen
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane
from breachdesk.tui.safe_text import SafeText
from breachdesk.tui.shell import DeskShell
from tests.small_terminal import SmallTerminal
from tests.tui.sample_desk import KeepingDriver, keep_anew, terminal_of, until

ROOT = Path(__file__).parents[2]

PAYLOADS = {
    "osc52": "\x1b]52;c;ZXZpbA==\x1b\\",
    "title": "\x1b]0;pwned\x07",
    "clear": "\x1b[2J",
    "dcs": "\x1bPq#0\x1b\\",
    "apc": "\x1b_Gi=1\x1b\\",
    "reset": "\x1bc",
    "c1csi": "\x9b2J",
    "c1osc": "\x9d0;pwned\x9c",
    "nul": "\x00",
    "shift": "\x0e\x0f",
    "del": "\x7f",
    "nel": "\x85",
    "bidi": "\u202egpj.exe",
    "isolate": "\u2066B\u2069",
    "mark": "\u200f\u061c",
    "bom": "\ufeff",
    "half": "\ud800",
    "separator": "\u2028x\u2029",
}
"""Each stands between marks, so that what surrounds it is seen to have been drawn."""

SIZE = (110, 48)
TALL = (110, 900)
"""For every widget with every text in one picture."""


def texts(mark: str) -> list[str]:
    """Give the payloads, a few in one text, each with a mark that says which surface showed it."""
    marked = [f"{mark}{name}<{driving}>" for name, driving in PAYLOADS.items()]
    return [" ".join(marked[at : at + 3]) for at in range(0, len(marked), 3)]


def mark_of(surface: str) -> str:
    """Give a surface's mark."""
    return f"W{SURFACES.index(surface):02}"


TEXTS = texts("")


def _static(text: str) -> Static:
    return Static(text, markup=False)


def _static_updated(text: str) -> Static:
    static = Static("", markup=False)
    static.update(Content(text))
    return static


def _table(text: str) -> DataTable[Any]:
    table: DataTable[Any] = DataTable()
    table.add_column(Text(text))
    table.add_row(Text(text), label=Text(text))
    return table


def _tree(text: str) -> Tree[None]:
    tree: Tree[None] = Tree(Text(text))
    tree.root.add_leaf(Text(text))
    tree.root.expand()
    return tree


def _bordered(text: str) -> Static:
    static = Static("in it", markup=False)
    static.styles.border = ("solid", "white")
    static.border_title = Content(text)
    static.border_subtitle = Content(text)
    return static


class _Log(Log):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._said = text

    def on_mount(self) -> None:
        self.write_line(self._said)


class _RichLog(RichLog):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._said = text

    def on_mount(self) -> None:
        self.write(Text(self._said))


def _row_list(text: str) -> RowList:
    rows = RowList()
    rows.set_rows([Row("a", (Cell(text, 40), Cell(text, 0)))])
    return rows


def _pane(text: str) -> TextPane:
    pane = TextPane()
    pane.set_lines([(text, "calm")])
    return pane


def _clock(where: bool, text: str) -> ClockLine:
    line = ClockLine()
    line.styles.dock = "none"
    line.set_line(text if where else "here", "01:00:00 left" if where else text, "calm")
    return line


def _keys(pair: Callable[[str], tuple[str, str]], text: str) -> KeyLine:
    line = KeyLine([pair(text)])
    line.styles.dock = "none"
    return line


WIDGETS: dict[str, Callable[[str], Widget]] = {
    "static": _static,
    "static content": lambda text: Static(Content(text)),
    "static updated": _static_updated,
    "label": lambda text: Label(text, markup=False),
    "plain": plain,
    "button": lambda text: Button(Content(text)),
    "checkbox": lambda text: Checkbox(Content(text)),
    "radio button": lambda text: RadioButton(Content(text)),
    "option list": lambda text: OptionList(Content(text)),
    "selection list": lambda text: SelectionList((Content(text), 1)),
    "select": lambda text: Select([(Content(text), 1)], value=1, allow_blank=False),
    "collapsible": lambda text: Collapsible(title=Content(text)),
    "tab": lambda text: Tabs(Tab(Content(text))),
    "data table": _table,
    "tree": _tree,
    "input": lambda text: Input(text, compact=True),
    "input placeholder": lambda text: Input(placeholder=text, compact=True),
    "text area": lambda text: TextArea(text),
    "text area placeholder": lambda text: TextArea(placeholder=Content(text)),
    "markdown": lambda text: Markdown(text, open_links=False),
    "log": _Log,
    "rich log": _RichLog,
    "border": _bordered,
    "row list": _row_list,
    "text pane": _pane,
    "clock line, where": partial(_clock, True),
    "clock line, time": partial(_clock, False),
    "key line, key": partial(_keys, lambda text: (text, "does")),
    "key line, what it does": partial(_keys, lambda text: ("k", text)),
}
"""Every text surface that we use or may come to use, each in the way that switches its markup off."""


async def _notify(pilot: Pilot[Any]) -> None:
    for text in TEXTS:
        pilot.app.notify(text, title=text, markup=False)


async def _tooltip(pilot: Pilot[Any]) -> None:
    static = Static("hover", markup=False)
    static.tooltip = Content(ALL)
    await pilot.app.screen.mount(static)
    await until(pilot, lambda: static.region)
    await pilot.hover(static)
    await until(pilot, lambda: pilot.app.screen.query_one(Tooltip).display)
    await pilot.pause()


async def _palette(pilot: Pilot[Any]) -> None:
    pilot.app.action_command_palette()
    await pilot.pause(0.3)


async def _palette_found(pilot: Pilot[Any]) -> None:
    await _palette(pilot)
    await pilot.press("x")
    await pilot.pause(0.3)


async def _dialog(make: Callable[[], Screen[Any]], pilot: Pilot[Any]) -> None:
    await pilot.app.push_screen(make())


ALL = "\n".join(TEXTS)
DIALOGS: dict[str, Callable[[], Screen[Any]]] = {
    "ask": lambda: Ask(ALL, ALL, TEXTS[0], error=ALL),
    "ask, many lines": lambda: Ask(ALL, ALL, ALL, multiline=True),
    "form": lambda: Form(ALL, [Field(f"a{i}", text, text, text) for i, text in enumerate(TEXTS)], ALL),
    "pick": lambda: Pick(ALL, [(str(i), text, text) for i, text in enumerate(TEXTS)]),
    "confirm": lambda: Confirm(ALL, ALL, TEXTS[0]),
    "message": lambda: Message(ALL, ALL),
    "edit": lambda: EditScreen(TEXTS[0], ALL, lambda: Face(TEXTS[0])),
}
OVERLAYS: dict[str, Callable[[Pilot[Any]], Awaitable[None]]] = {
    "notify": _notify,
    "tooltip": _tooltip,
    **{name: partial(_dialog, make) for name, make in DIALOGS.items()},
    "palette": _palette,
    "palette, found": _palette_found,
}
SURFACES = (*WIDGETS, *OVERLAYS)


class _Palette(Provider):
    """Hits as our own palette gives them."""

    async def discover(self) -> Hits:
        for text in TEXTS:
            yield DiscoveryHit(Text(text), lambda: None, text=text)

    async def search(self, query: str) -> Hits:
        for text in TEXTS:
            yield Hit(1.0, Text(text), lambda: None, text=text)


class Surfaces(DeskShell):
    """The shell of the desk with nothing in it but texts."""

    CSS_PATH = ROOT / "breachdesk" / "tui" / "desk.tcss"
    COMMANDS = {_Palette}  # noqa: RUF012 - as Textual declares it
    CSS = """
    .form .fields, .message TextPane, .dialog TextArea, .dialog RowList { max-height: 30; height: auto; }
    .dialog TextArea { height: 10; }
    CommandPalette #--results { height: 30; } CommandPalette OptionList { max-height: 30; }
    Toast { height: 1; } Tooltip { max-width: 100; }
    """

    def __init__(self, reports: Path, gate: bool) -> None:
        super().__init__(reports)
        self._gate = gate

    def get_line_filters(self) -> list[Any]:
        found = super().get_line_filters()
        return found if self._gate else [f for f in found if not isinstance(f, SafeText)]


class _AllWidgets(Screen[None]):
    """Every kind of widget, once for each text."""

    CSS = "_AllWidgets VerticalScroll > * { min-height: 1; max-height: 4; } _AllWidgets VerticalScroll { height: 900; }"

    def __init__(self, surfaces: tuple[str, ...]) -> None:
        super().__init__()
        self._surfaces = surfaces

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            for surface in self._surfaces:
                for text in texts(mark_of(surface)):
                    yield WIDGETS[surface](text)


async def _widgets(folder: Path, surfaces: tuple[str, ...], gate: bool) -> SmallTerminal:
    """Show every text on every widget in one picture."""
    app = Surfaces(folder, gate)
    app.driver_class = KeepingDriver
    async with app.run_test(size=TALL, headless=False) as pilot:
        await app.push_screen(_AllWidgets(surfaces))
        await pilot.pause()
        await pilot.pause()
        terminal = terminal_of(app)
    terminal.close()
    return terminal


async def _overlays(folder: Path, surfaces: tuple[str, ...], gate: bool) -> dict[str, SmallTerminal]:
    """Show every text on every dialog and other overlay in one run; give what each made of the terminal."""
    app = Surfaces(folder, gate)
    app.driver_class = KeepingDriver
    found: dict[str, SmallTerminal] = {}
    async with app.run_test(size=SIZE, headless=False, notifications=True, tooltips=True) as pilot:
        for name in surfaces:
            terminal = keep_anew(app)
            await app.push_screen(Screen())
            await OVERLAYS[name](pilot)
            await pilot.pause()
            app.clear_notifications()
            await pilot.press("escape", "escape")
            while len(app.screen_stack) > 1:
                await app.pop_screen()
            terminal.close()
            found[name] = terminal
    return found


@pytest.fixture(scope="module")
def widgets(tmp_path_factory: pytest.TempPathFactory) -> SmallTerminal:
    """Give what all widgets wrote, behind the gate."""
    return asyncio.run(_widgets(tmp_path_factory.mktemp("reports"), tuple(WIDGETS), gate=True))


@pytest.fixture(scope="module")
def overlays(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SmallTerminal]:
    """Give what every overlay wrote, behind the gate."""
    return asyncio.run(_overlays(tmp_path_factory.mktemp("reports"), tuple(OVERLAYS), gate=True))


def test_nothing_that_a_widget_shows_drives_the_terminal(widgets: SmallTerminal) -> None:
    """Lost without it: the description of a breach sets the clipboard, clears the screen or turns an address around."""
    assert widgets.drove == []


@pytest.mark.parametrize("surface", WIDGETS)
def test_a_widget_drew_each_text_and_it_only_lost_what_drives(widgets: SmallTerminal, surface: str) -> None:
    """Lost without it: a matrix that is clean because nothing was shown, or a gate that eats the words around."""
    assert [name for name in PAYLOADS if f"{mark_of(surface)}{name}<" not in widgets.everything] == []


@pytest.mark.parametrize("surface", OVERLAYS)
def test_nothing_that_a_dialog_shows_drives_the_terminal(overlays: dict[str, SmallTerminal], surface: str) -> None:
    """Lost without it: the same from a question, a toast, a tooltip or the palette."""
    assert overlays[surface].drove == []
    assert [name for name in PAYLOADS if f"{name}<" not in overlays[surface].everything] == []


def test_without_the_gate_the_same_matrix_is_driven(tmp_path: Path) -> None:
    """Lost without it: a matrix that could not see a leak if there was one."""
    shown = ("static", "label", "input", "row list")
    widgets = asyncio.run(_widgets(tmp_path, shown, gate=False))
    said = "\n".join(widgets.drove)
    for surface in shown:
        for name in PAYLOADS:
            assert f"{mark_of(surface)}{name}<'" in said, f"{surface} let {name} through unseen"


DRIVING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
BLACK = Color.parse("black")


@given(st.text())
def test_the_gate_lets_nothing_through_that_drives_and_keeps_the_rest(text: str) -> None:
    """Lost without it: a character that no list of payloads thought of."""
    (segment,) = SafeText().apply([Segment(text)], BLACK)
    halves_shown = "".join("?" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert DRIVING.sub("", halves_shown) == segment.text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_the_gate_moves_nothing(text: str) -> None:
    """Lost without it: columns that shift where something was taken out of a name."""
    (segment,) = SafeText().apply([Segment(text)], BLACK)
    assert cell_len(text) == cell_len(segment.text)


def test_what_textual_itself_says_to_the_terminal_passes_the_gate() -> None:
    """Lost without it: a desk that cannot ring, move or link because its own controls were taken out."""
    own = Segment("\x1b[2J", None, [(ControlType.CLEAR,)])
    assert [own] == SafeText().apply([own], BLACK)


def test_names_of_every_script_stay_in_their_columns(shared: Path) -> None:
    """Lost without it: a wide, joined or turned name pushes the time and the state out of line."""
    names = [entry["value"] for entry in json.loads((shared / "hostile" / "names.json").read_text("utf-8"))]

    async def drawn() -> list[str]:
        app = Surfaces(Path("/nowhere"), gate=True)
        app.driver_class = KeepingDriver
        async with app.run_test(size=(60, len(names) + 2), headless=False) as pilot:
            rows = RowList()
            rows.set_rows([Row(str(i), (Cell(name, 20), Cell("|after", 0))) for i, name in enumerate(names)])
            await app.screen.mount(rows)
            await pilot.pause()
            await pilot.pause()
            return terminal_of(app).screen[: len(names)]

    lines = asyncio.run(drawn())
    assert {23} == {cell_len(line.partition("|after")[0]) for line in lines if "|after" in line}
    assert len(names) == sum("|after" in line for line in lines)
