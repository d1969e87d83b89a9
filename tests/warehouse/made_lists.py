"""People made up from a seed, on tables of several systems, and their figures counted with plain sets in Python."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from breachdesk.domain.people import PeopleCounts
from breachdesk.domain.selection import (
    AllOf,
    AnyOf,
    Everybody,
    FromCountry,
    HasCategory,
    InSystem,
    Not,
    Selection,
    Speaks,
)
from breachdesk.domain.warehouses import Engine, Said, Warehouse, WarehouseTable

Cell = str | int | bool | None
BLANKS = " \t\n\r\v\f"
NO_WORDS = frozenset("no nee nein non 0 false n".split())
COUNTRIES = ["NL", "nl", " BE", "DE", None, "", "Netherlands", "FR", "ß", "1A"]
LANGUAGES = ["nl", "NL-be", "fr", "de_AT", None, "", "Dutch", "\tfr\n"]
FILLED = ["1962-03-01", "yes", "no", " NO ", "", None, "-", "0", "x'y\"z"]


@dataclass(frozen=True)
class MadeTable:
    """One table: its columns with their types (text, number or truth), and rows."""

    columns: dict[str, str]
    rows: list[tuple[Cell, ...]]
    says: WarehouseTable


def made_tables(seed: int, people: int = 300) -> list[MadeTable]:
    """Make the tables: keys as numbers and as text, rows twice, rows without key, and what a column may lack."""
    draw = random.Random(seed)

    def keys(share: float) -> list[int]:
        chosen = [key for key in range(people) if draw.random() < share]
        return chosen + draw.choices(chosen, k=len(chosen) // 5)

    crm = [
        (
            key,
            draw.choice(COUNTRIES),
            draw.choice(LANGUAGES),
            f"Person {key}",
            f"p{key}@example.org",
            draw.choice([True, False, None]),
        )
        for key in keys(0.6)
    ]
    hr = [
        (draw.choice([f"{key}", f" {key} ", f"\t{key}\n", f"{key}\u00a0"]), draw.choice(FILLED), draw.choice(LANGUAGES))
        for key in keys(0.3)
    ]
    news = [(key, f"n{key}@example.net") for key in keys(0.4)]
    shop = [(None if draw.random() < 0.1 else key, draw.choice(COUNTRIES), draw.choice(FILLED)) for key in keys(0.5)]
    always = Said(always="yes")
    crm_says = WarehouseTable(
        "crm",
        ("lists", "customers"),
        "no",
        Said("country"),
        Said("lang"),
        "name",
        "mail",
        {"contact": always, "health": Said("sick")},
    )
    hr_says = WarehouseTable(
        "hr",
        ("lists", "Staff"),
        "staff_no",
        Said(always="BE"),
        Said("speaks"),
        categories={"contact": always, "national-id": Said("bsn"), "employment": always},
    )
    news_says = WarehouseTable("newsletter", ("lists", "readers"), "id", address="mail", categories={"contact": always})
    shop_says = WarehouseTable(
        "shop",
        ("lists", "orders"),
        "customer",
        Said("land"),
        Said(always="de"),
        categories={"financial-account": Said("iban"), "purchases": always},
    )
    return [
        MadeTable(dict(no="number", country="text", lang="text", name="text", mail="text", sick="truth"), crm, crm_says),
        MadeTable(dict(staff_no="text", bsn="text", speaks="text"), hr, hr_says),
        MadeTable(dict(id="number", mail="text"), news, news_says),
        MadeTable(dict(customer="number", land="text", iban="text"), shop, shop_says),
    ]


def warehouse_of(tables: Sequence[MadeTable], engine: Engine, variable: str = "LISTS", seconds: int = 60) -> Warehouse:
    """Describe the tables."""
    return Warehouse(engine, variable, tuple(sorted((t.says for t in tables), key=lambda says: says.system)), seconds)


def statements(tables: Sequence[MadeTable], types: dict[str, str], quote: str = '"') -> list[str]:
    """Give the SQL that makes the tables."""
    made = ["CREATE SCHEMA lists"]
    for table in tables:
        name = f"lists.{quote}{table.says.table[-1]}{quote}"
        made.append(f"CREATE TABLE {name} ({', '.join(f'{c} {types[t]}' for c, t in table.columns.items())})")
        made.append(f"INSERT INTO {name} VALUES " + ", ".join(f"({', '.join(map(_literal, row))})" for row in table.rows))
    return made


def drawn_selection(draw: random.Random, depth: int = 3) -> Selection:
    """Make up a selection."""
    kind = draw.randrange(8 if depth else 5)
    parts = tuple(drawn_selection(draw, depth - 1) for _ in range(draw.randrange(1, 4))) if depth else ()
    systems = ["crm", "hr", "newsletter", "shop"]
    categories = ["contact", "health", "national-id", "employment", "financial-account", "purchases", "location"]
    return [
        Everybody(),
        InSystem(draw.choice(systems), draw.choice(["", "", *categories])),
        HasCategory(draw.choice(categories)),
        FromCountry(draw.choice(["", "NL", "BE", "DE", "SE"])),
        Speaks(draw.choice(["", "nl", "fr", "de"])),
        AllOf(parts),
        AnyOf(parts),
        Not(parts[0] if parts else Everybody()),
    ][kind]


class PlainPeople:
    """The same figures by hand: a set of keys for everything that can be asked."""

    def __init__(self, tables: Sequence[MadeTable]) -> None:
        self.rows: dict[str, int] = {}
        self.on: dict[str, set[str]] = {}
        self.held: dict[tuple[str, str], set[str]] = {}
        self.country: dict[str, str] = {}
        self.language: dict[str, str] = {}
        for table in sorted(tables, key=lambda t: t.says.system):
            self._read(table)
        self.everybody = set().union(*self.on.values())

    def _read(self, table: MadeTable) -> None:
        says, system = table.says, table.says.system
        self.rows[system] = len(table.rows)
        self.on[system] = set()
        codes: dict[tuple[str, str], set[str]] = {}
        for row in table.rows:
            cells = dict(zip(table.columns, map(_text, row), strict=True))
            key = cells[says.key]
            if not key:
                continue
            self.on[system].add(key)
            for category, said in says.categories.items():
                cell = cells[said.column].lower() if said.column else "yes"
                if cell and cell not in NO_WORDS:
                    self.held.setdefault((system, category), set()).add(key)
            country = (cells[says.country.column] if says.country.column else says.country.always).upper()
            language = (cells[says.language.column] if says.language.column else says.language.always).lower()
            if re.fullmatch("[A-Z]{2}", country) and cells.get(says.country.column, "xx").isascii():
                codes.setdefault(("country", key), set()).add(country)
            if len(language) == 2 or language[2:3] in ("-", "_"):
                codes.setdefault(("language", key), set()).add(language[:2])
        # Of several within one table the smallest, of several tables the first system's.
        for (what, key), found in codes.items():
            (self.country if what == "country" else self.language).setdefault(key, min(found))

    def meant(self, selection: Selection) -> set[str]:
        """Give the keys of the people a selection means."""
        match selection:
            case AllOf(parts):
                return self.everybody.intersection(*map(self.meant, parts))
            case AnyOf(parts):
                return set().union(*map(self.meant, parts))
            case Not(part):
                return self.everybody - self.meant(part)
            case InSystem(system, ""):
                return self.on[system]
            case InSystem(system, category):
                return self.held.get((system, category), set())
            case HasCategory(category):
                return set().union(*(keys for (_, held), keys in self.held.items() if held == category))
            case FromCountry(country):
                return {key for key in self.everybody if self.country.get(key, "") == country}
            case Speaks(language):
                return {key for key in self.everybody if self.language.get(key, "") == language}
            case _:
                return self.everybody

    def counts(self, systems: Sequence[str], selection: Selection) -> PeopleCounts:
        """Count as the warehouse must."""
        people = set().union(*(self.on[system] for system in systems)) & self.meant(selection)
        categories = sorted({c for s, c in self.held if s in systems} | self.can_hold(systems))
        held = {c: {k for s in systems for k in self.held.get((s, c), set())} & people for c in categories}
        combinations = Counter(tuple(c for c in categories if key in held[c]) for key in people)
        return PeopleCounts(
            people=len(people),
            records=sum(self.rows[system] for system in set(systems)),
            by_system={system: len(self.on[system] & people) for system in systems},
            by_category={category: len(keys) for category, keys in held.items()},
            by_country=dict(Counter(self.country.get(key, "") for key in people)),
            by_language=dict(Counter(self.language.get(key, "") for key in people)),
            by_combination=dict(combinations),
        )

    @staticmethod
    def can_hold(systems: Sequence[str]) -> set[str]:
        """Give what the tables can hold, written out again by hand."""
        table = {
            "crm": {"contact", "health"},
            "hr": {"contact", "national-id", "employment"},
            "newsletter": {"contact"},
            "shop": {"financial-account", "purchases"},
        }
        return set().union(*(table[system] for system in systems))


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell).strip(BLANKS)


def _literal(cell: Cell) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, bool | int):
        return str(cell)
    return "'" + cell.replace("'", "''") + "'"
