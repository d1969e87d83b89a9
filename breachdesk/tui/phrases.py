"""What the screens say: values put into lines of words, each with a tone. Pure text; no widget is known here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.obligations import NOTIFY_GDPR, Standing
from breachdesk.services.duty_views import clock_face
from breachdesk.services.faces import Face
from breachdesk.services.notices import NoticeState
from breachdesk.services.overview import CaseView, HomeRow
from breachdesk.services.ports import Tick
from breachdesk.services.times import hours_minutes_seconds, in_short, in_words
from breachdesk.services.views import countdown, fact_words, share_used
from breachdesk.tui.law_phrases import brief, follows_from
from breachdesk.tui.lines import Line

STALE_TICK = timedelta(minutes=2)
LANGUAGES = {
    "nl": "Dutch",
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pl": "Polish",
    "pt": "Portuguese",
}


def bar(share: float, width: int) -> str:
    """Draw how much is used, such as `▰▰▰▱▱▱`.

    >>> bar(0.5, 6), bar(0.0, 3), bar(1.0, 3)
    ('▰▰▰▱▱▱', '▱▱▱', '▰▰▰')
    """
    filled = min(width, max(0, round(share * width)))
    return "▰" * filled + "▱" * (width - filled)


def home_clock(rows: Sequence[HomeRow], tick: Tick | None, now: datetime) -> Face:
    """Say the line at the top of home: how many are open, what is due next, whether reminders run."""
    running = [r.incident for r in rows if r.row.closed_at is None and r.incident.first_filed_at is None]
    open_count = sum(r.row.closed_at is None for r in rows)
    parts = [f"{open_count} open"]
    tone = "calm"
    if running:
        first = countdown(min(running, key=lambda i: i.deadline.due_at), now)
        parts.append(f"next due {first.text} {first.symbol}".rstrip())
        tone = first.tone
    parts.append(reminders_state(tick, now).text)
    return Face(" · ".join(parts), "", tone)


def agenda_lines(rows: Sequence[HomeRow], now: datetime, zone: str, most: int) -> list[Line]:
    """Give what falls due next over all incidents: the law's deadlines and the house's targets."""
    coming = sorted((c for r in rows for c in r.coming if c.at > now), key=lambda c: (c.at, c.reference, not c.is_legal))
    lines = [Line("COMING UP", "muted")] if coming else []
    for (at, reference, is_legal), same in islice(groupby(coming, lambda c: (c.at, c.reference, c.is_legal)), most):
        first, *others = same
        more = f", and {len(others)} more" if others else ""
        span = hours_minutes_seconds(at - now)[:-3]
        text = f"in {span:>6}   {in_short(at, zone):<24} {reference}  {first.what}{more}"
        lines.append(Line(text, "urgent" if is_legal else "calm"))
    return lines


def reminders_state(tick: Tick | None, now: datetime) -> Face:
    """Say when somebody last looked for due reminders."""
    if tick is None:
        return Face("reminders: no look yet", "!", "urgent")
    age = now - tick.at
    if age > STALE_TICK:
        return Face(f"reminders stopped {hours_minutes_seconds(age)} ago", "!", "urgent")
    return Face(f"reminders ok, {max(0, int(age.total_seconds()))} s ago", "✓", "muted")


def next_line(view: CaseView, language: str = "en") -> Line:
    """Say what comes next and why."""
    if view.next is None:
        return Line("Nothing is left to do in the plan.", "done")
    return Line(f"next: {view.next.planned.step.title(language)}, because {view.next.because}", "accent")


def follows_lines(view: CaseView, facts: Mapping[str, FactDefinition], now: datetime) -> list[Line]:
    """Give the right-hand side: what follows, who and what, clocks."""
    lines = [Line("WHAT FOLLOWS", "muted"), *follows_from(view, facts)]
    lines += [Line(""), Line("WHO AND WHAT", "muted"), *who_lines(view.incident, view.inventory)]
    lines += [Line(""), Line("CLOCKS", "muted"), *clock_lines(view.incident, now), *other_clocks(view, now, facts)]
    return lines


def who_lines(incident: Incident, inventory: Inventory | None) -> list[Line]:
    """Say whom and what the saved scope touches."""
    scope = incident.scope
    if scope is None or inventory is None:
        return [Line("unknown until the scope is saved (o)", "waiting")]
    lines = [_figure("People", str(scope.people)), _figure("Records", str(scope.records))]
    lines += [_figure(_group(inventory, g.id), str(g.people)) for g in scope.groups]
    names = [_category(inventory, c.id) + (" !" if c.special else "") for c in scope.categories]
    lines.append(Line(f"Data: {', '.join(names) or 'none named'}"))
    lines.append(Line(f"Countries: {', '.join(scope.countries) or 'unknown'}"))
    if scope.processors:
        lines.append(Line(f"Processors: {', '.join(scope.processors)}"))
    if scope.unknown:
        lines.append(Line(f"{len(scope.unknown)} open questions in the inventory (o)", "waiting"))
    return lines


def clock_lines(incident: Incident, now: datetime) -> list[Line]:
    """Say the authority clock: left, until when, how it is counted, how much is used."""
    face = countdown(incident, now)
    deadline = incident.deadline
    lines = [
        Line(f"{incident.authority.short}  {face.text} {face.symbol}".rstrip(), face.tone),
        Line(f"until {in_words(deadline.due_at, incident.zone)}"),
        Line(f"{bar(share_used(incident, now), 18)} {deadline.source}", "muted"),
        Line(f"aware {in_short(incident.aware_at, incident.zone)}", "muted"),
    ]
    for filing in incident.filings[-1:]:
        lines.append(Line(f"filed {in_short(filing.filed_at, incident.zone)}, {filing.reference}", "done"))
    return lines


def other_clocks(view: CaseView, now: datetime, facts: Mapping[str, FactDefinition]) -> list[Line]:
    """Say the clocks of other duties that apply and are not done, and how many more cannot be told yet."""
    lines = []
    for row in view.duties:
        is_main = row.duty.id == NOTIFY_GDPR and not row.is_apart
        if row.standing is Standing.APPLIES and row.next_clock is not None and not is_main:
            face = clock_face(row, now, view.incident.zone, facts)
            name = row.regime_label["en"] if row.regime != "gdpr" else row.addressee
            lines.append(Line(f"{name}: {face.text} {face.symbol}".rstrip(), face.tone))
    open_rows = sum(row.standing is Standing.OPEN for row in view.duties)
    if open_rows:
        lines.append(Line(f"{open_rows} duties cannot be told yet (l)", "waiting"))
    return lines


BRIEF_WIDTH = 78
"""Columns of the narrow screen, but for its edges; what does not fit is counted and not cut."""


def brief_lines(view: CaseView) -> list[Line]:
    """Give what follows in two lines, for 80 columns."""
    scope = view.incident.scope
    if scope is None or view.inventory is None:
        return [Line(brief(view)), Line("People unknown until the scope is saved (o).", "waiting")]
    names = [_category(view.inventory, c.id) + (" !" if c.special else "") for c in scope.categories]
    whole = f"People {scope.people} · {', '.join(names)}"
    special = ", special ones among them !" if any(c.special for c in scope.categories) else ""
    number = f"{len(names)} kind{'s' if len(names) != 1 else ''} of data{special} (Tab)"
    return [Line(brief(view)), Line(whole if len(whole) <= BRIEF_WIDTH else f"People {scope.people} · {number}")]


def notice_title(state: NoticeState) -> str:
    """Name a revision for the top line."""
    revision = state.revision
    language = LANGUAGES.get(revision.language, revision.language)
    return f"{revision.kind.value.title()}, {language} · rev {revision.number} of {state.of}"


def fact_lines(
    incident: Incident, facts: Mapping[str, FactDefinition], inventory: Inventory | None
) -> list[tuple[str, Line, str]]:
    """Give every fact as id, line, and where it comes from."""
    found = []
    for id_, fact in sorted(incident.facts.by_id.items()):
        definition = facts.get(id_)
        said = fact_words(definition, fact, incident.zone, inventory)
        label = definition.label() if definition else id_
        tone = "waiting" if said == "not known yet" else "calm"
        found.append((id_, Line(f"{label}: {said}", tone), str(fact.source)))
    return found


def _figure(name: str, value: str) -> Line:
    # Seventeen and sixteen, so that it stays in one line of the narrowest side.
    shown = name if len(name) <= 17 else f"{name[:16]}…"
    return Line(f"{shown:<17} {value:>16}", "waiting" if value == "unknown" else "calm")


def _group(inventory: Inventory, id_: str) -> str:
    return next((g.label("en") for g in inventory.subject_groups if g.id == id_), id_)


def _category(inventory: Inventory, id_: str) -> str:
    return next((c.label("en") for c in inventory.data_categories if c.id == id_), id_)
