"""docs/INVENTORY.md says what the reader takes, no more and no less, and its example is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from breachdesk.cli.inventory_commands import import_
from breachdesk.domain.count_words import count_said
from breachdesk.domain.inventory import OpenedBy
from breachdesk.domain.parties import Role
from breachdesk.files import fields
from breachdesk.files.columns_file import load_columns
from breachdesk.files.inventory_datasets import ENCRYPTED
from breachdesk.files.inventory_file import parse_inventory
from breachdesk.files.inventory_parties import ROLES
from breachdesk.files.inventory_rows import EXPOSURES, SYSTEM_KINDS
from breachdesk.files.inventory_tables import kind_in_words
from breachdesk.files.strict_yaml import Node
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "INVENTORY.md").read_text(encoding="utf-8")
TAXONOMY = load_taxonomy(ROOT / "breachdesk" / "law" / "taxonomy.yaml")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
REPORTED = re.findall(r"```text\n(.*?)```", DOCUMENT, re.DOTALL)[0].splitlines()
COUNTS = ("size", "people", "records", "holding.health.allergies")
OWN_KEYS = ("labels", "holding")
"""What stands under these has keys of the writer's own: languages, kinds of data."""


def section(heading: str, mark: str = "### ") -> str:
    """Give the text below a heading, up to the next one."""
    found = DOCUMENT.partition(f"\n{mark}{heading}\n")[2]
    return re.split(r"\n##+ ", found)[0]


def rows(text: str) -> list[list[str]]:
    """Give the cells of a table's lines, its head left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def ids(text: str) -> list[str]:
    """Give the first cell of each line of a table, without its marks."""
    return [row[0].strip("| *`") for row in rows(text)]


def keys_the_reader_takes(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Watch the reader at work on the example: every key it asks for, by the part it asks in."""
    asked: dict[str, set[str]] = {}
    real = fields.Fields.take

    def watched(self: fields.Fields, key: str) -> Node | None:
        asked.setdefault(re.sub(r"\[\d+\]", "[]", self.path), set()).add(key)
        return real(self, key)

    monkeypatch.setattr(fields.Fields, "take", watched)
    parse_inventory(EXAMPLE.encode(), "example.yaml", TAXONOMY)
    return asked


def test_every_key_the_reader_takes_is_explained_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a DPO never learns of a key, or fills in one that is refused."""
    asked = {
        path: keys
        for path, keys in keys_the_reader_takes(monkeypatch).items()
        if path and not path.endswith((*COUNTS, *OWN_KEYS))
    }
    told = {path: set(ids(section(f"`{path.removesuffix('[]')}`"))) for path in asked}
    assert asked == told


def test_every_part_of_the_file_has_its_section(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a whole part of the file that nobody writes, because nobody knows of it."""
    parts = keys_the_reader_takes(monkeypatch)[""]
    headings = set(re.findall(r"\n### `([a-z_]+)`\n", DOCUMENT))
    assert parts == headings


def test_the_two_ends_of_a_count_are_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a range written as a guess, or an exact number that nobody knows."""
    asked = {key for path, keys in keys_the_reader_takes(monkeypatch).items() if path.endswith(COUNTS) for key in keys}
    assert asked == {key for key in ("at_least", "at_most") if f"`{key}`" in section("How counts are written")}


@pytest.mark.parametrize("key", ["controller", "dpo", "people", "processors", "systems", "flows", "processing_activities"])
def test_the_bold_keys_are_the_ones_that_may_not_be_left_out(key: str) -> None:
    """Lost without it: a table that calls a key optional, and a reader that refuses the file without it."""
    bold = set(re.findall(r"\*\*`([a-z_]+)`\*\*", section(f"`{key}`")))
    bare = EXAMPLE.partition("controller:")[0] + f"{key}: " + ("{x: y}" if key in ("controller", "dpo") else "[{x: y}]")
    with pytest.raises(fields.FileProblems) as refused:
        parse_inventory(bare.encode(), "bare.yaml", TAXONOMY)
    where = re.compile(rf"{key}(\[0\])?: '([a-z_]+)' is missing")
    assert bold == {found.group(2) for line in refused.value.lines() if (found := where.search(line))}


def test_the_example_is_read_and_uses_nearly_every_part() -> None:
    """Lost without it: the first thing a DPO copies is refused."""
    found = parse_inventory(EXAMPLE.encode(), "example.yaml", TAXONOMY)
    assert tuple(
        map(len, (found.systems, found.datasets, found.subject_groups, found.processing_activities))
    ) == (2, 2, 2, 1)
    assert all((found.dpo, found.people, found.processors, found.flows, found.credentials))
    assert (found.dataset("menu-cards").part_of, found.group("regulars").part_of) == ("reservations", "guests")


@pytest.mark.parametrize("word", [*SYSTEM_KINDS, *EXPOSURES, *ROLES, *Role, *OpenedBy, *ENCRYPTED])
def test_every_word_of_a_closed_list_is_named(word: str) -> None:
    """Lost without it: guessing what may be written."""
    assert f"`{word}`" in DOCUMENT


def test_every_kind_of_data_is_listed_with_its_label_and_mark() -> None:
    """Lost without it: a kind of data that nobody finds, or a special one that looks harmless."""
    special = {True: ("Art. 9", "Art. 10"), False: ("",)}
    listed = {row[0].strip("| *`"): (row[1], row[-1].strip("| ")) for row in rows(section("Kinds of data", "## "))}
    assert {id_: category.label("en") for id_, category in TAXONOMY.categories.items()} == {k: v[0] for k, v in listed.items()}
    assert [id_ for id_, c in TAXONOMY.categories.items() if listed[id_][1] not in special[c.special]] == []


def test_every_kind_of_people_is_listed_with_its_label_and_mark() -> None:
    """Lost without it: a group written as customers that the rules know as vulnerable."""
    listed = {row[0].strip("| *`"): (row[1], row[-1].strip("| ")) for row in rows(section("Kinds of people", "## "))}
    expected = {k: (kind.labels["en"], "vulnerable" if kind.vulnerable else "") for k, kind in TAXONOMY.group_kinds.items()}
    assert expected == listed


def test_every_kind_of_organisation_is_listed_with_its_label() -> None:
    """Lost without it: a bank that never learns of the clock that runs for banks."""
    listed = {row[0].strip("| *`"): row[1].strip("| ") for row in rows(section("Kinds of organisation", "## "))}
    assert {k: labels["en"] for k, labels in TAXONOMY.organisation_kinds.items()} == listed


@pytest.mark.parametrize("line", REPORTED)
def test_every_sentence_it_shows_is_one_the_reader_says(line: str) -> None:
    """Lost without it: somebody searches the document for a message that no program gives."""
    file = line.partition(".yaml")[0]
    said = (ROOT / "tests" / "bad_files" / "inventory" / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    assert line in said


SHEETS = "From a spreadsheet"


def test_every_field_of_every_table_is_listed() -> None:
    """Lost without it: `--column` wants a word that nobody can look up."""
    listed = {row[0]: set(re.findall(r"`([a-z_]+)`", row[1])) for row in rows(section("Tables and their fields"))}
    known = {kind_in_words(kind).removeprefix("a "): set(table.columns.known) for kind, table in load_columns().tables.items()}
    assert listed == known


def test_every_option_for_tables_is_explained() -> None:
    """Lost without it: an option that a message names and the document does not."""
    told = set(re.findall(r"--[a-z]+", DOCUMENT.partition(f"\n## {SHEETS}\n")[2].partition("\n## ")[0]))
    taken = {option for parameter in import_.params for option in parameter.opts if option.startswith("--")}
    assert taken - {"--json"} <= told
    assert told <= taken | {"--yaml"}


@pytest.mark.parametrize("line", re.findall(r"```text-table\n(.*?)```", DOCUMENT, re.DOTALL)[0].splitlines())
def test_every_sentence_it_shows_of_tables_is_one_the_reader_says(line: str) -> None:
    """Lost without it: somebody searches the document for a message that no program gives."""
    file = line.partition(".csv")[0]
    said = (ROOT / "tests" / "bad_files" / "sheets" / "inventory" / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    assert line in said


@pytest.mark.parametrize("text", ["12.000", "400 - 600", "< 1000", "minstens 50", "100+", "onbekend", "ca. 500"])
def test_every_way_of_writing_a_count_it_shows_is_read(text: str) -> None:
    """Lost without it: a count copied from the document is refused."""
    said = count_said(text)
    assert f"`{text}`" in section("What stands in the cells")
    assert said is not None
    assert said.about == text.startswith("ca.")
