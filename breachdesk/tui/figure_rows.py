"""The figures as rows: a name, a bar, numbers beside it; and which incidents stand behind each number. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.figures import CaseFigures, OnTime, Quarter, Span, SpanFigures, Tally
from breachdesk.services.action_words import open_words
from breachdesk.services.bars import share_drawn, two_drawn
from breachdesk.services.figure_words import (
    ON_TIME_MEANS,
    SPAN_MEANS,
    SPAN_WORDS,
    TIMELINESS_FACES,
    UNKNOWN,
    apart_words,
    case_words,
    known_words,
    longest,
    of_words,
    override_words,
    share_words,
    span_words,
)
from breachdesk.services.looking_back import LookBack
from breachdesk.tui.lines import Line
from breachdesk.tui.row_list import BETWEEN, Cell, Row

SPAN, QUARTER, PLAYBOOK, CAUSE, STEP, OVERRIDE = "span:", "quarter:", "playbook:", "cause:", "step:", "override"
ALL, WORST, LEGEND = "all", "LONGEST OF", "▰ to median ▱ to longest"
FIGURE = 8
"""Columns of one number."""

PAIR = 2 * FIGURE + BETWEEN


@dataclass(frozen=True, slots=True)
class Size:
    """How wide names and bars are; fixed, so that the bars of all charts stand under each other."""

    name: int
    bar: int
    has_worst: bool
    """There is room to say beside it which incident took longest."""


NARROW, WIDE = Size(29, 12, False), Size(42, 26, True)


@dataclass(frozen=True, slots=True)
class Behind:
    """One incident behind a figure, and what it says there."""

    reference: str
    title: str
    says: str


def figure_rows(back: LookBack, narrow: bool) -> list[Row]:
    """Give every chart, or a plain sentence where there is nothing to count."""
    found = back.figures
    if not found.cases:
        when = f"since {back.since.isoformat()}" if back.since else "yet"
        return [Row("", (Cell(f"No incident {when}, so there is nothing to count.", 0),), "waiting", selectable=False)]
    size = NARROW if narrow else WIDE
    of = len(found.cases)
    rows = [*_span_rows(found.spans, size), _blank(), *_time_rows(found.quarters, found.on_time, size)]
    for head, prefix, tallies, names in (
        ("PLAYBOOKS", PLAYBOOK, found.playbooks, back.playbooks),
        ("CAUSES", CAUSE, found.causes, back.causes),
        ("STEPS SKIPPED", STEP, found.skipped, back.steps),
    ):
        rows += [_blank(), _head(size, head, "INCIDENTS")]
        rows += [_tally_row(prefix, tally, names.get(tally.key, tally.key), of, size) for tally in tallies]
        rows += [] if tallies else [Row("", (Cell("none", 0),), "muted", selectable=False)]
    left = open_words(back.actions)
    settled = sum(not row.is_open for row in back.actions)
    return [
        *rows,
        _blank(),
        Row(OVERRIDE, (Cell(f"closed over something open  {override_words(found)}", 0),)),
        Row("", (Cell(f"{left}; {settled} settled", 0),), left.tone, selectable=False),
    ]


def figure_lines(back: LookBack, key: str, now: datetime) -> list[Line]:
    """Say what a figure means, and what each incident says to it."""
    lines = [Line(_means(key), "muted")] if _means(key) else []
    said = [f"{case.reference} {case.says}".rstrip() for case in behind(back, key, now)]
    return [*lines, Line(" · ".join(said))] if said else lines


def behind(back: LookBack, key: str, now: datetime) -> list[Behind]:
    """Give the incidents behind a figure, in the order in which awareness came."""
    return [Behind(case.reference, case.title, says) for case in back.figures.cases for says in _says(back, key, case, now)]


def _says(back: LookBack, key: str, case: CaseFigures, now: datetime) -> Iterator[str]:
    if key.startswith(SPAN):
        yield case_words(case, Span(key.removeprefix(SPAN)))
    elif key.startswith(QUARTER):
        wanted = key.removeprefix(QUARTER)
        if wanted in (ALL, quarter_of(case)):
            yield str(TIMELINESS_FACES[case.timeliness(now)])
    elif key == OVERRIDE:
        if case.override_reason:
            yield case.override_reason
    elif case.reference in _tallied(back, key):
        yield ""


def quarter_of(case: CaseFigures) -> str:
    """Give the quarter of an incident's awareness, as its row is called."""
    return f"{case.aware_on.year} Q{(case.aware_on.month + 2) // 3}"


def _tallied(back: LookBack, key: str) -> Sequence[str]:
    found = back.figures
    for prefix, tallies in ((PLAYBOOK, found.playbooks), (CAUSE, found.causes), (STEP, found.skipped)):
        for tally in tallies:
            if key == prefix + tally.key:
                return tally.references
    return ()


def _means(key: str) -> str:
    if key.startswith(SPAN):
        return SPAN_MEANS[Span(key.removeprefix(SPAN))]
    return ON_TIME_MEANS if key.startswith(QUARTER) else ""


def _span_rows(spans: Sequence[SpanFigures], size: Size) -> Iterator[Row]:
    whole = longest(spans)
    yield _head(size, "HOW LONG IT TOOK", "MEDIAN", "LONGEST", "KNOWN", WORST if size.has_worst else "")
    for row in spans:
        cells = [
            Cell(SPAN_WORDS[row.span], size.name),
            Cell(two_drawn(row.median, row.worst, whole, size.bar), size.bar, "accent"),
            *(_figure(text) for text in (span_words(row.median), span_words(row.worst), known_words(row))),
        ]
        yield Row(SPAN + row.span.value, (*cells, *([Cell(row.worst_of, len(WORST))] if size.has_worst else [])))


def _time_rows(quarters: Sequence[Quarter], over_all: OnTime, size: Size) -> Iterator[Row]:
    yield _head(size, "FILED ON TIME", "SHARE", "FILED")
    for name, on_time in (*((str(quarter), quarter.on_time) for quarter in quarters), (ALL, over_all)):
        bar = Cell(share_drawn(on_time.share, size.bar), size.bar, "accent")
        share = Cell(share_words(on_time).rjust(FIGURE), FIGURE, "waiting" if on_time.share is None else "")
        yield Row(QUARTER + name, (Cell(name, size.name), bar, share, _figure(of_words(on_time) if on_time.of else "–")))
        if apart := apart_words(on_time):
            yield Row("", (Cell(f"apart: {apart}", 0),), "muted", indent=3, selectable=False)


def _tally_row(prefix: str, tally: Tally, name: str, of: int, size: Size) -> Row:
    bar = Cell(share_drawn(tally.count / of, size.bar), size.bar, "accent")
    tone = "waiting" if prefix == CAUSE and not tally.key else "calm"
    return Row(prefix + tally.key, (Cell(name, size.name), bar, _figure(f"{tally.count} of {of}", PAIR)), tone)


def _head(size: Size, title: str, *heads: str) -> Row:
    """Give the head of a chart; a single figure stands under the second of two."""
    room = FIGURE if len(heads) > 1 else PAIR
    figures = (Cell(head.rjust(room), max(room, len(head))) for head in heads if head)
    legend = LEGEND if size.has_worst and len(heads) > 2 else ""
    return Row("", (Cell(title, size.name), Cell(legend, size.bar), *figures), "muted", selectable=False)


def _figure(text: str, width: int = FIGURE) -> Cell:
    return Cell(text.rjust(width), width, "waiting" if text == UNKNOWN else "")


def _blank() -> Row:
    return Row("", (Cell("", 0),), selectable=False)
