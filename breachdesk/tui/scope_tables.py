"""What follows from the systems marked, as tables: a name, a bar, figures, and notes under it. Pure; says what, not where.

Every line knows the inventory rows it rests on, or says in words why it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import SourceRow
from breachdesk.domain.people import PeopleCounts
from breachdesk.domain.readable import Readable
from breachdesk.domain.scope import CategoryLine, DatasetLine, GroupLine, Scope
from breachdesk.tui.inventory_names import Names
from breachdesk.tui.lines import Line

LANGUAGES = {"nl": "Dutch", "en": "English", "de": "German", "fr": "French"}
READABLE = {
    Readable.YES: Line("readable: yes !", "urgent"),
    Readable.NO: Line("readable: no ✓", "done"),
    Readable.UNKNOWN: Line("readable: unknown", "waiting"),
}


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of a table."""

    key: str
    """`part:id`, such as `group:customers`."""

    name: str
    figures: tuple[str, ...] = ()
    share: float | None = None
    """Of the whole, for a bar; None where it cannot be told."""

    notes: tuple[Line, ...] = ()
    tone: str = "calm"
    rows: tuple[SourceRow, ...] = ()
    why: tuple[str, ...] = ()
    """Said before the rows."""


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of one kind."""

    title: str
    lines: tuple[TableLine, ...]
    heads: tuple[str, ...] = ()
    """Over the figures."""

    has_bars: bool = False
    because: str = ""
    """What its lines have in common, for who asks why."""



@dataclass(frozen=True, slots=True)
class Asked:
    """All that the tables are made of."""

    names: Names
    hit: Hit
    scope: Scope
    harm: Callable[[str], str]
    """Gives the name of a consequence."""

    combination: Callable[[str], str] = str
    """Gives the name of what data combine to."""

    exact: PeopleCounts | None = None
    """What the lists of people say, where there are lists of systems that were hit."""


def tables_of(asked: Asked) -> list[Table]:
    """Give every table that has something to say, in one order."""
    found = [
        _groups(asked),
        _data(asked),
        _consequences(asked),
        _datasets(asked),
        _places("COUNTRIES", "country", asked.scope.countries, asked, lambda code: code),
        _places("LANGUAGES", "language", asked.scope.languages, asked, lambda code: LANGUAGES.get(code, code)),
        *_others(asked),
        _questions(asked),
        _left_out(asked),
        _ruled_out(asked),
    ]
    return [table for table in found if table.lines]


def share_of(part: int | None, whole: int | None) -> float | None:
    """Give how much of the whole a part is; None where one of them is unknown or there is no whole.

    >>> share_of(3, 4), share_of(None, 4), share_of(0, 0), share_of(9, 4)
    (0.75, None, None, 1.0)
    """
    return min(1.0, part / whole) if part is not None and whole else None


def _groups(asked: Asked) -> Table:
    scope = asked.scope
    in_scope = {line.id for line in scope.groups}
    lines = [_group(asked, line) for line in scope.groups]
    for group, stated in asked.hit.stated.items():
        if group not in in_scope:
            note = Line(f"stated: {stated.people}, but nothing that was hit holds any of them; x takes it back", "urgent")
            lines.append(TableLine(f"group:{group}", asked.names.group(group), ("", ""), None, (note,), "muted"))
    because = "At least the largest of the parts, at most their sum; who is surely counted twice is counted once."
    return Table("GROUPS", tuple(lines), ("people", "records"), True, because)


def _group(asked: Asked, line: GroupLine) -> TableLine:
    notes = []
    if line.vulnerable:
        notes.append(Line("vulnerable !", "urgent"))
    if line.stated:
        notes.append(Line(f"stated: {line.stated}"))
    if line.languages:
        notes.append(Line(f"written to in {', '.join(LANGUAGES.get(code, code) for code in line.languages)}", "muted"))
    share = share_of(line.people.at_most, asked.scope.people.at_most)
    figures = (str(line.people), str(line.records))
    return TableLine(f"group:{line.id}", asked.names.group(line.id), figures, share, tuple(notes), "calm", line.because)


def _data(asked: Asked) -> Table:
    exact = asked.exact
    heads = ("people", "on lists") if exact else ("people",)
    return Table("DATA", tuple(_category(asked, line) for line in asked.scope.categories), heads, True)


def _category(asked: Asked, line: CategoryLine) -> TableLine:
    notes = []
    if line.special:
        notes.append(Line("special, Art. 9 or 10 !", "urgent"))
    if line.unreadable:
        notes.append(Line("kept unreadable in itself ✓", "done"))
    share = share_of(line.people.at_most, asked.scope.people.at_most)
    figures: tuple[str, ...] = (str(line.people),)
    exact = asked.exact
    if exact is not None:
        counted = exact.by_category.get(line.id)
        figures += ("" if counted is None else _exactly(counted),)
        share = share if counted is None else share_of(counted, exact.people)
    whose = f"held about {', '.join(asked.names.group(g) for g in line.groups)}" if line.groups else "nobody said about whom"
    name = f"! {asked.names.category(line.id)}" if line.special else asked.names.category(line.id)
    return TableLine(f"category:{line.id}", name, figures, share, tuple(notes), "calm", line.because, (whose,))


def _exactly(count: int) -> str:
    return f"= {count:,}"


def _consequences(asked: Asked) -> Table:
    rows = {line.id: line.because for line in asked.scope.categories}
    lines = []
    for line in asked.scope.consequences:
        alone = [asked.names.category(c) for c in line.categories]
        together = [asked.combination(c) for c in line.combinations]
        notes = (Line(f"from {'; '.join((*together, *alone))}", "muted"),)
        because = tuple(row for c in line.categories for row in rows.get(c, ()))
        whose = f"for {', '.join(asked.names.group(g) for g in line.groups)}"
        key, name = f"consequence:{line.id}", asked.harm(line.id)
        lines.append(TableLine(key, name, notes=notes, rows=because, why=(f"{name}, {whose}",)))
    return Table("WHAT MAY FOLLOW", tuple(lines))


def _datasets(asked: Asked) -> Table:
    lines = tuple(_dataset(asked, line) for line in asked.scope.datasets)
    return Table("DATASETS", lines, because="x leaves one out that was not touched, and asks how you know.")


def _dataset(asked: Asked, line: DatasetLine) -> TableLine:
    held = f"in {', '.join(line.systems)}" if line.systems else "named, though none of its systems is marked"
    face = READABLE[line.readable]
    notes = [Line(f"{face.text}, {line.protection}" if line.protection else face.text, face.tone), Line(held, "muted")]
    if not line.whole:
        notes.append(Line("at most a part of it falls into the days", "muted"))
    return TableLine(f"dataset:{line.id}", line.name, notes=tuple(notes), rows=line.because)


def _places(title: str, part: str, codes: Sequence[str], asked: Asked, name: Callable[[str], str]) -> Table:
    """Countries or languages: on one line, or with exact figures one line each."""
    exact = asked.exact
    counted = {} if exact is None else exact.by_country if part == "country" else exact.by_language
    if exact is None or not counted:
        joined = ", ".join(name(code) for code in codes) or "unknown"
        rows = tuple(row for code in codes for row in _rows_of(part, code, asked.scope))
        return Table(title, (TableLine(f"{part}:", joined, rows=tuple(dict.fromkeys(rows))),) if asked.scope.groups else ())
    lines = [
        TableLine(f"{part}:{code}", name(code), ("",), None, rows=_rows_of(part, code, asked.scope))
        for code in codes
        if code not in counted
    ]
    for code, people in sorted(counted.items(), key=lambda item: -item[1]):
        said = name(code) if code else f"{part} not said"
        share = share_of(people, exact.people)
        rows = _rows_of(part, code, asked.scope)
        lines.append(TableLine(f"{part}:{code}", said, (_exactly(people),), share, rows=rows, why=("on the lists",)))
    return Table(title, tuple(lines), ("on lists",), True)


def _rows_of(part: str, code: str, scope: Scope) -> tuple[SourceRow, ...]:
    """The rows of the groups that bring a country or a language."""
    groups = [g for g in scope.groups if code in (g.countries if part == "country" else g.languages)]
    return tuple(dict.fromkeys(row for group in groups for row in group.because))


def _others(asked: Asked) -> Iterator[Table]:
    scope, names = asked.scope, asked.names
    activities = [names.activities[id_] for id_ in scope.activities if id_ in names.activities]
    yield _list(
        "PROCESSORS",
        (
            TableLine(f"processor:{id_}", names.processor(id_), rows=tuple(_rows_naming(id_, asked)))
            for id_ in scope.processors
        ),
    )
    why = {a.id: tuple(word for word in (a.purpose, a.legal_basis) if word) for a in activities}
    yield _list("ACTIVITIES", (TableLine(f"activity:{a.id}", a.name, rows=(a.row,), why=why[a.id]) for a in activities))
    places = (("RECIPIENTS", "recipient", scope.recipients), ("OUTSIDE THE EEA", "transfer", scope.transfers))
    for title, part, found in places:
        naming = {name: tuple(a.row for a in activities if name in (*a.recipients, *a.transfers)) for name in found}
        yield _list(title, (TableLine(f"{part}:{name}", name, rows=rows) for name, rows in naming.items()))


def _list(title: str, lines: Iterable[TableLine]) -> Table:
    return Table(title, tuple(lines))


def _rows_naming(processor: str, asked: Asked) -> Iterator[SourceRow]:
    names, scope = asked.names, asked.scope
    yield from (names.systems[s].row for s in scope.systems if names.systems[s].processor == processor)
    named = (names.activities[a] for a in scope.activities if a in names.activities)
    yield from (activity.row for activity in named if processor in activity.processors)


def _questions(asked: Asked) -> Table:
    lines = (TableLine(f"question:{n}", f"? {text}", tone="waiting") for n, text in enumerate(asked.scope.unknown))
    return _list("OPEN QUESTIONS", lines)


def _left_out(asked: Asked) -> Table:
    names, hit = asked.names, asked.hit
    said = {line.id: line.because for line in asked.scope.left_out}
    stale = {id_: f"{why} (no system that was hit holds it now)" for id_, why in hit.left_out.items() if id_ not in said}
    lines = []
    for id_, why in {**said, **stale}.items():
        rows = (names.datasets[id_].row,) if id_ in names.datasets else ()
        how = "x takes it back" if id_ in hit.left_out else "left out by the days; w changes them"
        lines.append(TableLine(f"left:{id_}", names.dataset(id_), notes=(Line(why, "muted"),), rows=rows, why=(why, how)))
    return Table("LEFT OUT", tuple(lines))


def _ruled_out(asked: Asked) -> Table:
    names, hit = asked.names, asked.hit
    reached = {line.system: line.because for line in asked.scope.ruled_out}
    lines = []
    for id_, why in hit.ruled_out.items():
        by = reached.get(id_, "nothing that was hit reaches it now")
        rows = (names.systems[id_].row,) if id_ in names.systems else ()
        words = (f"might have been reached: {by}", f"ruled out: {why}", "x takes it back")
        lines.append(TableLine(f"ruled:{id_}", names.system(id_), notes=(Line(why, "muted"),), rows=rows, why=words))
    return Table("RULED OUT", tuple(lines))
