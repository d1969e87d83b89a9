"""An inventory written as five tables with Dutch headers, as an organisation might keep them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from breachdesk.domain.inventory import CountRange, Inventory

WORDS = {True: "ja", False: "nee", None: ""}


def written_tables(inventory: Inventory, folder: Path) -> list[Path]:
    """Write the tables; give their paths."""
    return [
        _written(folder / "systemen.csv", "Code;Naam;Soort;Locatie;Eigenaar;Verwerker;Bereikbaarheid;Toegang", (
            (s.id, s.name, s.kind, s.location, s.owner, s.processor or "", s.exposure, listed(s.access)) for s in inventory.systems
        )),
        _written(
            folder / "datasets.csv",
            "Code;Naam;Systemen;Kopieën;Persoonsgegevens;Betrokkenen;Aantal personen;Aantal records;Landen;Deel van;"
            "Versleuteld;Bewaartermijn;Bron;Toegang",
            _datasets(inventory),
        ),
        _written(folder / "betrokkenen.csv", "Code;Groep;Soort;Aantal;Kwetsbaar;Landen;Talen", (
            (g.id, g.label("nl"), g.kind, count(g.size), WORDS[g.vulnerable], listed(g.countries), listed(g.languages))
            for g in inventory.subject_groups
        )),
        _written(folder / "verwerkers.csv", "Code;Verwerker;Vestigingsland;Contact", (
            (p.id, p.name, p.country, p.contact) for p in inventory.processors
        )),
        _written(
            folder / "verwerkingen.csv",
            "Code;Verwerkingsactiviteit;Doel;Grondslag;Datasets;Ontvangers;Verwerkers;Doorgifte",
            (
                (a.id, a.name, a.purpose, a.legal_basis, *map(listed, (a.datasets, a.recipients, a.processors, a.transfers)))
                for a in inventory.processing_activities
            ),
        ),
    ]


def _datasets(inventory: Inventory) -> Iterable[tuple[str, ...]]:
    """Give a row for each dataset as a whole, and one more for each group of people in it."""
    for d in inventory.datasets:
        rest = (d.part_of or "", WORDS[d.encrypted_at_rest], d.retention, d.source, listed(d.access))
        yield (d.id, d.name, listed(d.systems), listed(d.copies), listed(d.categories), "", "", "", "", *rest)
        for h in d.subjects:
            counts = (count(h.people), count(h.records))
            yield (d.id, d.name, "", "", listed(h.categories), h.group, *counts, listed(h.countries), *[""] * 5)


def _written(path: Path, header: str, rows: Iterable[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(header.split(";"))
        writer.writerows(rows)
    return path


def listed(values: Iterable[str]) -> str:
    """Give several values as one cell."""
    return ", ".join(values)


def count(value: CountRange) -> str:
    """Give a count as a Dutch register has it."""
    low, high = (None if end is None else f"{end:,}".replace(",", ".") for end in (value.at_least, value.at_most))
    if low is None and high is None:
        return "onbekend"
    if low is None or high is None:
        return f">= {low}" if high is None else f"hoogstens {high}"
    return low if low == high else f"{low} - {high}"
