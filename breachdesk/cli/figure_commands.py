"""`breachdesk figures`: how long things took, what was on time, over all incidents; small bars with the numbers beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import click

from breachdesk.cli.after_documents import figures_document
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import columns, document, say, say_wrapped, table
from breachdesk.domain.figures import FiguresOverAll, SpanFigures, Tally
from breachdesk.services.action_words import open_words
from breachdesk.services.bars import share_drawn, two_drawn
from breachdesk.services.figure_words import (
    SPAN_WORDS,
    apart_words,
    incident_words,
    known_words,
    longest,
    of_words,
    override_words,
    share_words,
    span_words,
)
from breachdesk.services.looking_back import LookBack
from breachdesk.services.times import read_date

BESIDE = 70
"""Columns that names and numbers want; what is left draws."""

SHORTEST, WIDEST = 8, 30


@click.command()
@click.option("--since", metavar="DATE", help="Only incidents whose awareness fell on this day or later.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def figures(front: Front, since: str | None, as_json: bool) -> None:
    """Show the figures over all incidents: spans, share on time, causes, what was skipped."""
    back = front.desk().looking_back.figures(read_date(since) if since is not None else None)
    if as_json:
        document(figures_document(back, front.now()))
        return
    if not back.figures.cases:
        when = f" since {back.since.isoformat()}" if back.since else ""
        say(f"No incidents{when}, so there is nothing to count.")
        return
    _say_all(back, min(WIDEST, max(SHORTEST, columns() - BESIDE)))


def _say_all(back: LookBack, width: int) -> None:
    found = back.figures
    say(incident_words(len(found.cases)) + (f" since {back.since.isoformat()}" if back.since else ""))
    say("\nHOW LONG IT TOOK  (▰ to the median, ▱ on to the longest)")
    table(("SPAN", "", "   MEDIAN", "  LONGEST", "OF", "KNOWN"), list(_span_rows(found.spans, width)))
    say("\nFILED ON TIME  (of those that had to be filed by now)")
    table(("QUARTER", "", "   SHARE", "FILED", "APART"), list(_time_rows(found, width)))
    for head, tallies, names in (
        ("PLAYBOOKS", found.playbooks, back.playbooks),
        ("CAUSES", found.causes, back.causes),
        ("STEPS SKIPPED", found.skipped, back.steps),
    ):
        say(f"\n{head}")
        _say_tallies(tallies, names, len(found.cases), width)
    say()
    say_wrapped(f"Closed over something open: {override_words(found)}")
    settled = sum(not row.is_open for row in back.actions)
    say_wrapped(f"{str(open_words(back.actions)).capitalize()}; {settled} settled")


def _span_rows(rows: Sequence[SpanFigures], width: int) -> Iterable[tuple[str, ...]]:
    whole = longest(rows)
    for row in rows:
        drawn = two_drawn(row.median, row.worst, whole, width).ljust(width)
        cells = (SPAN_WORDS[row.span], drawn, f"{span_words(row.median):>9}", f"{span_words(row.worst):>9}")
        yield *cells, row.worst_of or "-", known_words(row)


def _time_rows(found: FiguresOverAll, width: int) -> Iterable[tuple[str, ...]]:
    named = [(str(quarter), quarter.on_time) for quarter in found.quarters] + [("all", found.on_time)]
    for name, on_time in named:
        drawn = share_drawn(on_time.share, width).ljust(width)
        yield name, drawn, f"{share_words(on_time):>8}", of_words(on_time), apart_words(on_time)


def _say_tallies(tallies: Sequence[Tally], names: Mapping[str, str], whole: int, width: int) -> None:
    if not tallies:
        say("none")
    for tally in tallies:
        drawn = share_drawn(tally.count / whole, width)
        say_wrapped(f"{drawn} {tally.count:3} of {whole}  {names.get(tally.key, tally.key)}", hang=width + 6)
