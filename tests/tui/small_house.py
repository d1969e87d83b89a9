"""A small organisation with every edge an attacker can take, for tests of the scope screen; every figure is easy to check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from breachdesk.domain.inventory import (
    CountRange,
    Credential,
    DataCategory,
    Dataset,
    Encryption,
    Flow,
    Inventory,
    OpenedBy,
    Period,
    ProcessingActivity,
    Protection,
    SourceRow,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import Processor
from breachdesk.wiring import Wiring


def row(what: str, n: int = 0) -> SourceRow:
    """Give a row of the file the house was written in."""
    first = {"systems": 10, "datasets": 30, "subjects": 50, "groups": 70, "flows": 90, "credentials": 95, "activities": 99}
    return SourceRow("house.yaml", first[what] + n, f"{what}[{n}]")


SYSTEMS = (
    System("crm", "Customers (CRM)", row("systems", 0), "application", "Utrecht", "sales", exposure="internal"),
    System("shop", "Web shop", row("systems", 1), "application", "Almere", "e-commerce", "host", "internet"),
    System("test-env", "Test environment", row("systems", 2), "application", "Utrecht", "IT"),
    System("crm-db", "CRM database", row("systems", 3), "database", "Utrecht", "IT"),
    System("nas", "Backup storage", row("systems", 4), "backup", "Tiel", "IT"),
    System("hr", "HR files", row("systems", 5), "application", "Utrecht", "HR"),
    System("payroll", "Payroll", row("systems", 6), "saas", "Gent", "HR", "host"),
    System("laptop", "HR laptop", row("systems", 7), "device", "", ""),
)
GROUPS = (
    SubjectGroup("customers", {"en": "customers"}, "customers", row("groups", 0), CountRange(1000, 1500), False, ("NL", "BE"), ("nl",)),
    SubjectGroup("staff", {"en": "employees"}, "employees", row("groups", 1), CountRange(200, 300), False, ("NL",), ("en", "nl")),
    SubjectGroup("pupils", {"en": "pupils of the bicycle check"}, "children", row("groups", 2), vulnerable=True, countries=("DE",)),
)
CATEGORIES = (
    DataCategory("contact", {"en": "contact details"}, harms=("phishing",)),
    DataCategory("bank", {"en": "bank accounts"}, harms=("fraud",)),
    DataCategory("health", {"en": "sickness notes"}, True, ("discrimination",), "9"),
    DataCategory("password", {"en": "passwords"}),
)
DATASETS = (
    Dataset(
        "customers-crm",
        "Customers of the shop",
        row("datasets", 0),
        ("crm", "crm-db"),
        ("contact", "bank", "password"),
        (
            SubjectsHeld(
                "customers",
                row("subjects", 0),
                CountRange(1000, 1500),
                CountRange(3000, 4000),
                holding={"bank": CountRange(300, 750)},
            ),
        ),
        copies=("nas",),
        protection=Protection(Encryption.NONE, unreadable=("password",)),
        collected=Period(date(2024, 1, 1), None),
    ),
    Dataset(
        "old-orders",
        "Orders of the old shop",
        row("datasets", 1),
        ("crm",),
        ("contact",),
        (SubjectsHeld("customers", row("subjects", 1), CountRange(0, 400), CountRange(0, 900)),),
        protection=Protection(Encryption.CONTENT, ("nas",)),
        collected=Period(date(2015, 1, 1), date(2018, 12, 31)),
        kept_months=12,
    ),
    Dataset(
        "personnel",
        "Personnel files",
        row("datasets", 2),
        ("hr", "laptop"),
        ("contact", "health"),
        (SubjectsHeld("staff", row("subjects", 2), CountRange(200, 300), CountRange(250, 350)),),
        protection=Protection(Encryption.NONE),
    ),
    Dataset(
        "bicycle-check",
        "Bicycle check at schools",
        row("datasets", 3),
        ("shop",),
        ("contact",),
        (SubjectsHeld("pupils", row("subjects", 3)),),
    ),
)
FLOWS = (
    Flow("crm", "shop", row("flows", 0), (), OpenedBy.SENDER, "every night"),
    Flow("shop", "payroll", row("flows", 1), (), OpenedBy.SENDER),
)
CREDENTIALS = (
    Credential("deploy", "deploy key", row("credentials", 0), ("crm",), ("test-env",)),
    Credential("admin", "admin password", row("credentials", 1), ("test-env",), ("hr",)),
)
ACTIVITIES = (
    ProcessingActivity(
        "selling",
        "Selling",
        row("activities"),
        "sell bicycles",
        ("customers-crm",),
        "contract",
        ("accountant",),
        ("host",),
        ("US",),
    ),
)


def small_house(sample: Inventory) -> Inventory:
    """Give it, with the people and the controller of another."""
    return replace(
        sample,
        systems=SYSTEMS,
        datasets=DATASETS,
        subject_groups=GROUPS,
        data_categories=CATEGORIES,
        processing_activities=ACTIVITIES,
        processors=(Processor("host", "Noordzee Hosting B.V.", "NL"),),
        flows=FLOWS,
        credentials=CREDENTIALS,
    )


def move_in(wired: Wiring) -> Wiring:
    """Make it the inventory in use."""
    scoping = wired.desk().scoping
    scoping.take_in(small_house(scoping.inventory()), "J. Vos")
    return wired
