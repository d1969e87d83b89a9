"""`breachdesk law …`: clocks, assessment, authorities, fines, proposals; stand-alone, no workspace is touched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from breachdesk.cli.front import Front
from breachdesk.cli.law_documents import clock_document, documents_of
from breachdesk.cli.speaking import document, say, table
from breachdesk.services.authority_words import checks_of, warning_with_home
from breachdesk.services.times import in_words, read_instant

if TYPE_CHECKING:
    from breachdesk.domain.law import ClockRule, LawPack
    from breachdesk.domain.standing import ClockStanding

AUTHORITY_CLOCK = "gdpr-art33"
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group()
def law() -> None:
    """Legal clocks, assessment and authorities, stand-alone."""


@law.command()
@click.option("--aware", required=True, metavar="TIME", help="When you became aware: 2026-11-23T14:30+01:00, or local.")
@click.option("--country", required=True, metavar="CC", help="Country of the authority, such as NL.")
@click.option("--subdivision", default="", metavar="X", help="Part of the country, such as DE-BY: its holidays count.")
@click.option("--clock", default=AUTHORITY_CLOCK, show_default=True, help="Which legal clock; `law clocks` lists them.")
@click.option(
    "--event",
    "events",
    multiple=True,
    metavar="NAME=TIME",
    help="What else a clock counts from, such as detection=…, met:nis2-notification=… or dora_classified_at=….",
)
@JSON
@click.pass_obj
def deadline(
    front: Front, aware: str, country: str, subdivision: str, clock: str, events: tuple[str, ...], as_json: bool
) -> None:
    """Work out a legal deadline."""
    from breachdesk.domain.standing import AWARENESS, DETECTION, clock_standing

    catalogues = front.catalogues
    authority = catalogues.authority_for(country, subdivision)
    _, rule = catalogues.clock(clock)
    aware_at = read_instant(aware, authority.zone, front.now())
    known = {DETECTION: aware_at, **dict(_event(event, authority.zone, front.now()) for event in events)}
    place = catalogues.place_of(authority, aware_at.date())
    target = None if rule.has_length else catalogues.targets().get(rule.id)
    standing = clock_standing(rule, {**known, AWARENESS: aware_at}, place, target)
    if as_json:
        document(clock_document(standing, aware_at, authority.zone))
        return
    _say_clock(standing, authority.zone)


@law.command()
@JSON
@click.pass_obj
def clocks(front: Front, as_json: bool) -> None:
    """List every legal clock, by regime."""
    found = [(pack, rule) for pack in front.catalogues.packs().values() for rule in pack.clocks.values()]
    if as_json:
        document([_clock_row(pack, rule) for pack, rule in found])
        return
    rows = [(rule.id, pack.label["en"], rule.length, rule.starts_from, rule.status.value) for pack, rule in found]
    table(("CLOCK", "REGIME", "LENGTH", "FROM", "STATUS"), rows)


@law.command()
@click.argument("facts_file", metavar="FACTS.yaml", type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def assess(front: Front, facts_file: Path, as_json: bool) -> None:
    """Say what follows from a set of facts, why, and what to ask next."""
    from breachdesk.cli.assess_documents import judgement_document, judgement_lines
    from breachdesk.domain.errors import FileProblems
    from breachdesk.services.judging import clash_problems, judged

    facts = front.read_facts(facts_file)
    judgement = judged(facts, front.catalogues.judging(), front.catalogues)
    if judgement.clashes:
        raise FileProblems(facts_file.name, clash_problems(judgement, facts))
    if as_json:
        document(judgement_document(judgement))
        return
    for line in judgement_lines(judgement):
        say(line)


@law.command()
@click.option("--country", metavar="CC", help="Only this country's.")
@click.option("--subdivision", default="", metavar="X", help="Part of the country, such as DE-NW.")
@JSON
@click.pass_obj
def authorities(front: Front, country: str | None, subdivision: str, as_json: bool) -> None:
    """Show who is competent, how to reach them, in which language, as of which date."""
    catalogues, today = front.catalogues, front.now().date()
    found = catalogues.authorities_of(country) if country else catalogues.authorities()
    if country and subdivision:
        found = (catalogues.authority_for(country, subdivision),)
    if as_json:
        document(documents_of(found, today))
        return
    rows = [
        (a.subdivision or a.country, a.short, ",".join(a.languages), a.checked_on.isoformat() if a.checked_on else "!", a.url)
        for a in found
    ]
    table(("WHERE", "AUTHORITY", "WRITES", "CHECKED", "CHANNEL"), rows)
    for authority in found:
        warning = warning_with_home(authority, today)
        if warning and len(found) <= MOST_WARNINGS:
            say(f"! {authority.short}: {warning}")
    checks = checks_of(found, today)
    if len(found) > MOST_WARNINGS and str(checks):
        say(f"! {checks}: look at the authority's home page before you rely on its link")


MOST_WARNINGS = 5


@law.command()
@click.option("--turnover", type=click.IntRange(min=0), metavar="EUR", help="Worldwide annual turnover in euros.")
@JSON
@click.pass_obj
def fines(front: Front, turnover: int | None, as_json: bool) -> None:
    """Show the ceilings of a fine; information with its source, not a forecast."""
    tiers = front.catalogues.fines()
    if as_json:
        document([{"id": t.id, "label": t.label["en"], "most_eur": t.most(turnover), "source": str(t.source)} for t in tiers])
        return
    for tier in tiers:
        share = f"EUR {tier.euros:,} or {tier.percent_of_turnover:g} % of turnover, the higher"
        say(f"{tier.label['en']}: at most EUR {tier.most(turnover):,} ({share}; {tier.source})")


@law.command()
@JSON
@click.pass_obj
def proposals(front: Front, as_json: bool) -> None:
    """Show what is proposed and not law: nothing is ever worked out by it."""
    found = front.catalogues.amendments()
    if as_json:
        document(
            [
                {
                    "id": a.id,
                    "label": a.label["en"],
                    "status": a.status.value,
                    "authority_hours": a.authority_hours,
                    "authority_only_at": a.authority_only_at,
                    "changes": [w["en"] for w in a.words],
                    "source": str(a.source),
                }
                for a in found
            ]
        )
        return
    for amendment in found:
        say(f"{amendment.label['en']} ({amendment.status.value}, {amendment.source})")
        for words in amendment.words:
            say(f"  {words['en']}")


def _event(event: str, zone: str, now: datetime) -> tuple[str, datetime]:
    name, equals, text = event.partition("=")
    if not equals:
        raise click.UsageError("Write each event as NAME=TIME, such as detection=2026-11-23T14:30+01:00.")
    name = name.strip()
    is_fact = name.endswith("_at") and not name.startswith("fact:")
    return (f"fact:{name}" if is_fact else name), read_instant(text, zone, now)


def _say_clock(standing: ClockStanding, zone: str) -> None:
    rule, due = standing.rule, standing.deadline
    if due is None:
        if standing.waits_for:
            say(f"Not started: it counts from {rule.starts_from}. ({rule.source}, {rule.length})")
        else:
            say(f"No length in the law: {rule.length}. ({rule.source})")
        if standing.at_latest:
            say(f"Should it start, it ends at the latest {in_words(standing.at_latest, zone)}.")
        if standing.target_at:
            say(f"The house's own aim, not law: {in_words(standing.target_at, zone)}.")
        return
    say(f"{in_words(due.due_at, zone)}  ({due.source}, {rule.length})")
    for reading in due.readings[1:]:
        say(f"Another reading ends {in_words(reading.due_at, zone)} ({reading.source}); plan by the first.")
    for note in due.notes:
        if note.due_at in (reading.due_at for reading in due.readings):
            continue  # It stretches nothing here.
        say(f"Only a note, {note.status.value}: {in_words(note.due_at, zone)} ({note.source}). {note.words.get('en', '')}")


def _clock_row(pack: LawPack, rule: ClockRule) -> dict[str, object]:
    return {
        "id": rule.id,
        "label": rule.label,
        "regime": pack.id,
        "length": rule.length,
        "starts_from": rule.starts_from,
        "status": rule.status.value,
        "in_force_from": rule.in_force_from.isoformat(),
        "source": str(rule.source),
    }
