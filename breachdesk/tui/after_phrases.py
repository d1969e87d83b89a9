"""What the screens say after an incident: lessons by kind, actions with owner and day, the list over all. Pure text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from breachdesk.domain.afterwards import Lesson, LessonKind
from breachdesk.domain.incident import Incident
from breachdesk.services.action_words import action_face, day_words, open_words
from breachdesk.services.faces import Face, running_clock
from breachdesk.services.learning import ActionRow
from breachdesk.services.ports import IncidentRow
from breachdesk.services.times import day_in, in_words
from breachdesk.tui.lines import Line
from breachdesk.tui.row_list import Cell, Row

ACTION, LESSON = "action:", "lesson:"
HEADS = {LessonKind.ROOT_CAUSE: "ROOT CAUSE", LessonKind.HELD: "WHAT HELD", LessonKind.CHANGE: "WHAT TO CHANGE"}
KEYS = {LessonKind.ROOT_CAUSE: "r", LessonKind.HELD: "h", LessonKind.CHANGE: "c"}
QUESTIONS = {
    LessonKind.ROOT_CAUSE: ("What did it come from?", "the cause behind the cause; what made it possible"),
    LessonKind.HELD: ("What held?", "a measure that did what it was for"),
    LessonKind.CHANGE: ("What should be different next time?", "an action with an owner and a day is a; this says why"),
}
ID, STATE, DAY, REF = 4, 9, 15, 8


def after_rows(incident: Incident, actions: Sequence[ActionRow], narrow: bool) -> list[Row]:
    """Give all there is to say after an incident: lessons by kind, then the actions."""
    rows: list[Row] = []
    for kind, head in HEADS.items():
        rows += [_head(head), *_lesson_rows(incident, kind, narrow), _blank()]
    face = open_words(actions)
    counts = face.text.removeprefix("actions: ") + (f" {face.symbol}" if face.symbol else "")
    rows.append(_head(f"ACTIONS  {counts}" if actions else "ACTIONS", face.tone if actions else "muted"))
    if not actions:
        rows.append(_nothing("none agreed yet (a)"))
    return rows + [row for action in actions for row in _action_rows(action, narrow, with_reference=False)]


def action_list(actions: Sequence[ActionRow], narrow: bool, with_settled: bool) -> list[Row]:
    """Give the list over all incidents, with its heading; a plain sentence where there is nothing."""
    if not actions:
        what = "No action was ever agreed on." if with_settled else "No action is open."
        return [_nothing(f"{what} On an incident, A leads to lessons and actions.")]
    cells = [Cell("STATE", STATE), Cell("DAY", DAY), Cell("REF", REF), Cell("OWNER", _owner(narrow)), Cell("WHAT", 0)]
    head = Row("", tuple(cells), "muted", selectable=False)
    return [head, *(row for action in actions for row in _action_rows(action, narrow, with_reference=True))]


def action_lines(row: ActionRow, zone: str) -> list[Line]:
    """Give an action in full."""
    action, face = row.action, action_face(row)
    lines = [
        Line(action.what, "accent"),
        Line(f"{face}  {action.owner}, by {day_words(action.due_on)}", face.tone),
        Line(f"{row.reference} {action.id}  {row.title}; agreed {in_words(action.agreed_at, zone)}", "muted"),
    ]
    if action.settled_at is not None:
        lines.append(Line(f"{face.text} {in_words(action.settled_at, zone)}" + (f": {action.note}" if action.note else "")))
    return lines


def action_key(row: ActionRow) -> str:
    """Give the key a row of this action goes by."""
    return f"{ACTION}{row.incident_id}:{row.action.id}"


def next_due(rows: Sequence[IncidentRow], now: datetime) -> Face:
    """Say what is due next over all incidents, for screens that are about no one of them."""
    running = [row for row in rows if row.closed_at is None and row.first_filed_at is None]
    if not running:
        return Face("no clock is running", "", "muted")
    first = min(running, key=lambda row: row.due_at)
    face = running_clock(first.due_at, now)
    return Face(f"next due {first.reference} {face.text}", face.symbol, face.tone)


def _lesson_rows(incident: Incident, kind: LessonKind, narrow: bool) -> Iterator[Row]:
    own = [(number, lesson) for number, lesson in enumerate(incident.lessons) if lesson.kind is kind]
    for number, lesson in own:
        said, who = Cell(" ".join(lesson.text.split()), 0), Cell(lesson.by, _owner(narrow), "muted")
        yield Row(f"{LESSON}{number}", (said, who, *_said_on(lesson, incident.zone, narrow)))
    if not own:
        yield _nothing(f"nothing said yet ({KEYS[kind]})")


def _said_on(lesson: Lesson, zone: str, narrow: bool) -> tuple[Cell, ...]:
    return () if narrow else (Cell(day_words(day_in(zone, lesson.at)), DAY, "muted"),)


def _action_rows(row: ActionRow, narrow: bool, with_reference: bool) -> Iterator[Row]:
    action, face = row.action, action_face(row)
    named = Cell(row.reference, REF) if with_reference else Cell(action.id, ID, "muted")
    state, day = Cell(str(face), STATE, face.tone), Cell(day_words(action.due_on), DAY, "late" if row.is_late else "")
    first = (state, day, named) if with_reference else (named, state, day)
    tone = "calm" if row.is_open else "muted"
    yield Row(action_key(row), (*first, Cell(action.owner, _owner(narrow)), Cell(action.what, 0)), tone)
    if action.note and not with_reference:
        yield Row("", (Cell(f"{face.text}: {action.note}", 0),), "muted", indent=ID + 3, selectable=False)


def _owner(narrow: bool) -> int:
    return 11 if narrow else 18


def _head(text: str, tone: str = "muted") -> Row:
    return Row("", (Cell(text, 0),), tone, selectable=False)


def _nothing(text: str) -> Row:
    return Row("", (Cell(text, 0),), "waiting", indent=2, selectable=False)


def _blank() -> Row:
    return Row("", (Cell("", 0),), selectable=False)
