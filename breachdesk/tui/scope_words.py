"""What the scope screen says in words: the totals, what differs from the saved scope, and why a line is there. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from breachdesk.domain.hit import Hit
from breachdesk.domain.incident import Incident, SavedScope
from breachdesk.domain.people import PeopleCounts
from breachdesk.domain.reach import Reached
from breachdesk.domain.scope import Scope
from breachdesk.domain.scope_difference import Difference, Part, differences
from breachdesk.services.times import in_short
from breachdesk.tui.inventory_names import Names
from breachdesk.tui.lines import Line
from breachdesk.tui.scope_draft import ScopeDraft
from breachdesk.tui.scope_tables import Table, TableLine

CALLED = {Part.CATEGORY: "data", Part.TRANSFER: "outside the EEA", Part.REACHED: "may have been reached:"}
COUNTED = (Part.SYSTEM, Part.GROUP, Part.CATEGORY, Part.COUNTRY, Part.DATASET)
"""Differences that the line of totals counts; all of them stand in the list."""


def total_lines(
    scope: Scope, draft: ScopeDraft, saved: SavedScope | None, exact: PeopleCounts | None, width: int
) -> list[Line]:
    """Say how many people and records in which countries, what lists say exactly, and what differs from what is saved."""
    if draft.hit.is_empty:
        lines = [Line("Whom it touches is unknown until a system is ticked.", "waiting")]
        return lines if saved is None else [*lines, *unsaved_lines(scope, draft, saved)]
    lines = _figures(scope, width)
    if exact is not None:
        lines.append(Line(f"on lists: {exact.people:,} ({', '.join(exact.by_system)})", "accent"))
    if draft.hit.window is not None:
        lines.append(Line(f"only data {draft.hit.window} (w)"))
    return [*lines, *unsaved_lines(scope, draft, saved)]


def _figures(scope: Scope, width: int) -> list[Line]:
    """Three figures beside each other under their names, or each on a line where they do not fit."""
    countries = " ".join(scope.countries) or "unknown"
    said = (("PEOPLE", str(scope.people)), ("RECORDS", str(scope.records)), ("COUNTRIES", countries))
    widths = [max(len(head), len(text)) + 4 for head, text in said]
    if sum(widths) - 4 > width:
        return [Line(f"{head.capitalize():<10} {text}", "accent") for head, text in said]
    heads = "".join(head.ljust(room) for (head, _), room in zip(said, widths, strict=True))
    figures = "".join(text.ljust(room) for (_, text), room in zip(said, widths, strict=True))
    return [Line(heads.rstrip(), "muted"), Line(figures.rstrip(), "accent")]


def unsaved_lines(scope: Scope, draft: ScopeDraft, saved: SavedScope | None) -> list[Line]:
    """Say in few words what saving would change."""
    if saved is None:
        return [Line("nothing saved yet", "waiting")]
    if not draft.is_changed:
        return [Line(f"as saved ✓ version {saved.version}", "done")]
    found = differences(saved.scope, scope)
    moved = [f"people {d.before} → {d.after}" for d in found if d.part is Part.PEOPLE]
    counted = list(_counted(found)) or list(draft.changes())
    said = [f"not saved: {text}" if n == 0 else text for n, text in enumerate((*moved, " · ".join(counted)))]
    return [*(Line(text, "waiting") for text in said[:-1]), Line(f"{said[-1]} (d)", "waiting")]


def _counted(found: Iterable[Difference]) -> Iterator[str]:
    """Count what came and went, such as `+2 −1 systems`."""
    came = Counter(d.part for d in found if d.is_new)
    gone = Counter(d.part for d in found if d.is_gone)
    for part in COUNTED:
        signs = [f"{sign}{n}" for sign, n in (("+", came[part]), ("−", gone[part])) if n]
        if signs:
            yield f"{' '.join(signs)} {_many(part, came[part] + gone[part])}"


def _many(part: Part, n: int) -> str:
    if part is Part.CATEGORY:
        return CALLED[part]
    return part.value if n == 1 else "countries" if part is Part.COUNTRY else f"{part.value}s"


def difference_lines(before: Scope, after: Scope, names: Names) -> list[str]:
    """Say everything that differs, one thing a line."""
    return [_difference(d, names) for d in differences(before, after)] or ["nothing differs"]


def _difference(difference: Difference, names: Names) -> str:
    name = f"{CALLED.get(difference.part, difference.part.value)} {_name(difference, names)}".rstrip()
    if difference.is_new:
        figure = _of(difference.after)
        return f"+ {name}{figure}"
    if difference.is_gone:
        return f"− {name}"
    return f"~ {name}: {difference.before} → {difference.after}"


def _of(count: object) -> str:
    return "" if count is None or str(count) == "unknown" else f", {count}"


def _name(difference: Difference, names: Names) -> str:
    called = {
        Part.SYSTEM: names.system,
        Part.REACHED: names.system,
        Part.GROUP: names.group,
        Part.CATEGORY: names.category,
        Part.DATASET: names.dataset,
        Part.PROCESSOR: names.processor,
        Part.ACTIVITY: names.activity,
    }.get(difference.part)
    return called(difference.id) if called else difference.id


def change_lines(scope: Scope, draft: ScopeDraft, incident: Incident, names: Names) -> list[str]:
    """Say all that saving would change, then every version."""
    saved, lines = incident.saved_scope, list[str]()
    if draft.is_changed:
        lines.append(f"Not saved, against version {saved.version}" if saved else "Not saved")
        lines += [f"  {said}" for said in draft.changes()]
        lines += [f"  {said}" for said in difference_lines(saved.scope if saved else Scope(), scope, names)]
        lines.append("")
    lines += version_lines(incident.scope_versions, names, incident.zone)
    return lines or ["Nothing was saved yet."]


def version_lines(versions: Sequence[SavedScope], names: Names, zone: str) -> Iterator[str]:
    """Say every version: when, who, why, and what it changed; the newest first."""
    before = (None, *versions)
    for saved, old in reversed(list(zip(versions, before, strict=False))):
        yield f"Version {saved.version}, {in_short(saved.at, zone)}, {saved.by}: people {saved.scope.people}"
        if saved.why:
            yield f"  why: {saved.why}"
        if old is not None:
            yield from (f"  {line}" for line in difference_lines(old.scope, saved.scope, names))
        else:
            yield f"  systems: {', '.join(names.system(s) for s in saved.scope.systems) or 'none'}"


def about_system(id_: str, hit: Hit, reached: Mapping[str, Reached], names: Names) -> list[Line]:
    """Say what a System is, and why it is marked as it is."""
    system = names.systems[id_]
    run_by = names.processor(system.processor) if system.processor else "run in the house"
    about = (system.kind, system.owner, system.location, run_by, system.exposure)
    lines = [Line(f"{system.name}  ({system.id})", "accent")]
    if id_ in hit.ruled_out:
        lines.append(Line(f"ruled out: {hit.ruled_out[id_]}"))
        lines.append(Line("x takes that back; space: it was hit", "muted"))
    elif id_ in reached and id_ not in hit.systems:
        lines += way_lines(id_, hit, reached, names)
        lines.append(Line("space: it was hit too; x: it was not, because…", "muted"))
    lines.append(Line(" · ".join(word for word in about if word)))
    lines.append(Line(f"holds {', '.join(names.held.get(id_, ())) or 'no dataset of the inventory'}", "muted"))
    lines.append(Line(f"{system.row}  {system.row.path}", "muted"))
    return lines


def about_range(rows: int) -> list[Line]:
    """Say what can be done with a range."""
    return [
        Line(f"A range of {rows}", "accent"),
        Line("space ticks all of it, and where all is ticked unticks it; x rules out what may have been reached", "muted"),
        Line("v or esc ends it", "muted"),
    ]


def way_lines(id_: str, hit: Hit, reached: Mapping[str, Reached], names: Names) -> list[Line]:
    """Say the way there from a System that was hit, hop by hop, each with its rows."""
    path: list[Reached] = []
    at = id_
    while at in reached and at not in hit.systems and reached[at] not in path:
        path.insert(0, reached[at])
        at = reached[at].came_from
    lines = []
    for hop in path:
        start = f"from {names.system(hop.came_from)} to " if hop.came_from else ""
        lines.append(Line(f"{hop.hops}  {start}{names.system(hop.system)}: {hop.because}", "waiting"))
        lines += [Line(f"   {said}", "muted") for said in names.rows(hop.rows)]
    return lines


def about_line(table: Table, line: TableLine, names: Names) -> list[Line]:
    """Say why a line of a table is there."""
    lines = [Line(line.name, "accent"), *(Line(words) for words in line.why)]
    lines += [Line(said, "muted") for said in names.rows(line.rows)]
    if table.because:
        lines.append(Line(table.because, "muted"))
    return lines
