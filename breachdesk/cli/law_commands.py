"""`breachdesk law …`: a legal clock and the authorities, stand-alone; no workspace is touched."""

from __future__ import annotations

import click

from breachdesk.cli.front import Front
from breachdesk.cli.law_documents import authority_document, deadline_document
from breachdesk.cli.speaking import document, say, table
from breachdesk.domain.clock import due_after
from breachdesk.domain.errors import NotFound
from breachdesk.services.times import in_words, read_instant


@click.group()
def law() -> None:
    """Legal clocks and authorities, stand-alone."""


@law.command()
@click.option("--aware", required=True, metavar="TIME", help="When you became aware: 2026-11-23T14:30+01:00, or local.")
@click.option("--country", required=True, metavar="CC", help="Country of the authority, such as NL.")
@click.option("--subdivision", metavar="X", help="Part of the country; no clock depends on it yet.")
@click.option("--clock", default="gdpr-art33", show_default=True, help="Which legal clock.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def deadline(front: Front, aware: str, country: str, subdivision: str | None, clock: str, as_json: bool) -> None:
    """Work out a legal deadline."""
    authority = front.authority_for(country)
    clocks = front.law().clocks
    if clock not in clocks:
        raise NotFound(f"There is no clock '{clock}'; there are: {', '.join(sorted(clocks))}.")
    aware_at = read_instant(aware, authority.zone, front.now())
    due = due_after(aware_at, clocks[clock])
    if as_json:
        document(deadline_document(due, clocks[clock], authority.zone))
        return
    say(f"{in_words(due.due_at, authority.zone)}  ({due.source}, {clocks[clock].hours} elapsed hours)")
    for reading in due.readings[1:]:
        say(f"Another reading ends {in_words(reading.due_at, authority.zone)} ({reading.source}); plan by the first.")


@law.command()
@click.option("--country", metavar="CC", help="Only this country's.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def authorities(front: Front, country: str | None, as_json: bool) -> None:
    """Show who is competent and how to reach them."""
    found = (front.authority_for(country),) if country else front.authorities()
    if as_json:
        document([authority_document(a) for a in found])
        return
    checked = [a.checked_on.isoformat() if a.checked_on else "not checked" for a in found]
    rows = [(a.country, a.short, c, a.url) for a, c in zip(found, checked, strict=True)]
    table(("COUNTRY", "AUTHORITY", "CHECKED", "CHANNEL"), rows)
