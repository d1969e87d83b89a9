"""`breachdesk law …`: clocks, assessment, authorities, fines, proposals; stand-alone, no workspace is touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from breachdesk.cli.front import Front
from breachdesk.cli.law_documents import clock_document, documents_of, reliance_document
from breachdesk.cli.speaking import document, say, say_wrapped, table
from breachdesk.services.authority_words import is_stale, list_warnings, warning_with_home
from breachdesk.services.places import named_place
from breachdesk.services.times import read_instant

if TYPE_CHECKING:
    from breachdesk.domain.law import Authority, ClockRule, LawPack

AUTHORITY_CLOCK = "gdpr-art33"
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group()
def law() -> None:
    """Legal clocks, assessment and authorities, stand-alone."""


@law.command()
@click.option("--aware", required=True, metavar="TIME", help="When you became aware: 2026-11-23T14:30+01:00, or local.")
@click.option("--country", required=True, metavar="CC", help="Country of the authority, as NL, or a part, as DE-BY.")
@click.option("--subdivision", default="", metavar="X", help="Part of the country, as BY: its authority, its holidays.")
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
    from breachdesk.cli.deadline_words import deadline_lines
    from breachdesk.domain.standing import AWARENESS, DETECTION, clock_standing

    catalogues = front.catalogues
    whole, part = named_place(country, subdivision)
    authority = catalogues.authority_for(whole, part)
    pack, rule = catalogues.clock(clock)
    aware_at = read_instant(aware, authority.zone, front.now())
    given = dict(_event(event, authority.zone, front.now()) for event in events)
    _refuse_unheard(given, pack)
    known = {DETECTION: aware_at, **given}
    place = catalogues.place_of(authority, aware_at.date(), part)
    target = None if rule.has_length else catalogues.targets().get(rule.id)
    standing = clock_standing(rule, {**known, AWARENESS: aware_at}, place, target)
    day = aware_at.astimezone(place.zone).date()
    if as_json:
        served = {"authority": authority.id, "holidays_of": f"{authority.country}-{part}" if part else authority.country}
        found = clock_document(standing, aware_at, authority.zone)
        document({**found, **reliance_document(pack, rule, day), **served})
        return
    facts = catalogues.facts() if standing.waits_for.startswith("fact:") else None
    for line in deadline_lines(pack, standing, authority.zone, day, facts):
        say_wrapped(line)
    if rule.starts_from == DETECTION and known[DETECTION] == aware_at:
        say_wrapped("It counts from detection, taken as the time of awareness; --event detection=TIME says when it was.")
    _say_fallback(authority, part, "; the holidays of {place} count.")


@law.command()
@JSON
@click.pass_obj
def clocks(front: Front, as_json: bool) -> None:
    """List every legal clock, by regime."""
    from breachdesk.cli.deadline_words import by_regime, clock_words

    packs = front.catalogues.packs().values()
    if as_json:
        document([_clock_row(pack, rule) for pack in packs for rule in pack.clocks.values()])
        return
    facts, today = front.catalogues.facts(), front.now().date()
    width = max(len(rule.id) for _, rules in by_regime(packs) for rule in rules) + 2
    for pack, rules in by_regime(packs):
        say(pack.label["en"])
        for rule in rules:
            say_wrapped(f"  {rule.id.ljust(width)}{clock_words(pack, rule, facts, today)}", width)


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
    questions = front.catalogues.facts()
    if judgement.clashes:
        raise FileProblems(facts_file.name, clash_problems(judgement, facts))
    if as_json:
        document(judgement_document(judgement))
        return
    for line in judgement_lines(judgement, questions):
        say_wrapped(line)


@law.command()
@click.option("--country", metavar="CC", help="Only this country's, as NL, or that of a part of it, as DE-BY.")
@click.option("--subdivision", default="", metavar="X", help="Part of the country, as NW.")
@JSON
@click.pass_obj
def authorities(front: Front, country: str | None, subdivision: str, as_json: bool) -> None:
    """Show who is competent, how to reach them, in which language, as of which date."""
    if subdivision and not country:
        raise click.UsageError("--subdivision names a part of a country; give --country too, as in --country DE-NW.")
    catalogues, today = front.catalogues, front.now().date()
    whole, part = named_place(country or "", subdivision)
    found = catalogues.authorities_of(whole) if whole else catalogues.authorities()
    if part:
        found = (catalogues.authority_for(whole, part),)
    if as_json:
        document(documents_of(found, today))
        return
    is_long = len(found) > MOST_WARNINGS
    table(("WHERE", "AUTHORITY", "WRITES", "CHECKED", "LINK"), [_authority_row(a, today, is_long) for a in found])
    if part:
        _say_fallback(found[0], part)
    for counted in list_warnings(found, today) if is_long else ():
        say_wrapped(f"! {counted}")
    for authority in () if is_long else found:
        warning = warning_with_home(authority, today)
        if warning:
            say(f"! {authority.short}: {warning}")


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


def _authority_row(authority: Authority, today: date, with_home: bool) -> tuple[str, ...]:
    """Give one line; in a long list the home page stands in for a link that nobody ever checked."""
    checked = authority.checked_on
    link = authority.home if with_home and checked is None and authority.home else authority.url
    when = f"{checked.isoformat()}{' !' if is_stale(authority, today) else ''}" if checked else "never !"
    return (authority.subdivision or authority.country, authority.short, ",".join(authority.languages), when, link)


def _event(event: str, zone: str, now: datetime) -> tuple[str, datetime]:
    name, equals, text = event.partition("=")
    if not equals:
        raise click.UsageError("Write each event as NAME=TIME, such as detection=2026-11-23T14:30+01:00.")
    name = name.strip()
    is_fact = name.endswith("_at") and not name.startswith("fact:")
    return (f"fact:{name}" if is_fact else name), read_instant(text, zone, now)


def _refuse_unheard(given: Iterable[str], pack: LawPack) -> None:
    """Refuse an event that no clock of the regime counts from: misspelt, it would be passed over without a word."""
    rules = pack.clocks.values()
    starts = {start for rule in rules for start in (rule.starts_from, rule.cap_from) if start}
    heard = sorted({"detection", *starts, *(f"met:{rule.id}" for rule in rules)} - {"awareness"})
    for name in given:
        if name not in heard:
            said, shown = name.removeprefix("fact:"), [start.removeprefix("fact:") for start in heard]
            near = "".join(f" Did you mean '{close}'?" for close in get_close_matches(said[:80], shown, n=1))
            raise click.UsageError(
                f"No clock of {pack.label['en']} counts from the event '{said[:60]}'.{near} "
                f"There are: {', '.join(shown)}; awareness is given with --aware."
            )


def _say_fallback(authority: Authority, part: str, more: str = ".") -> None:
    """Say that a part of a country has no authority of its own, where somebody named one."""
    place = f"{authority.country}-{part}"
    if part and authority.subdivision != place:
        say_wrapped(f"{place} has no authority of its own here: {authority.short} serves it{more.format(place=place)}")


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
