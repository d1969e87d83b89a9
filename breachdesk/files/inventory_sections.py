"""The parts of an inventory, gathered from the rows of its tables as the tree that our YAML would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from breachdesk.domain.columns import plain_word
from breachdesk.files.cell_meanings import (
    categories_of,
    choice_of,
    count_node,
    count_of,
    countries_of,
    group_kind_of,
    transfers_of,
    yes_no_of,
)
from breachdesk.files.inventory_cells import Gathering, RowCells, shown, slug, words_in
from breachdesk.files.register_rows import dataset_of
from breachdesk.files.section_entries import NAMED, Entries, Entry, countries_node, group_fields
from breachdesk.files.strict_yaml import Node

_LANGUAGE_WORDS = {
    "nl": ("nederlands", "dutch", "niederlandisch", "neerlandais"),
    "en": ("engels", "english", "englisch", "anglais"),
    "de": ("duits", "german", "deutsch", "allemand"),
    "fr": ("frans", "french", "franzosisch", "francais"),
}
_MAY_REPEAT = ("register", "processing_activities")
"""Nothing refers to these, so that two may have one name."""

_SAID_ONCE = ("name", "systems", "copies", "part_of", "encrypted", "retention", "source", "access")
"""What a second row of a dataset may repeat, and not change."""

_NOT_AS_BEFORE = "is not what the first row of this dataset says; leave it empty, or give the row an id of its own."


class Sections:
    """All parts, while the tables are read."""

    def __init__(self, found: Gathering, tables: frozenset[str]) -> None:
        self._entries = Entries(found, tables)
        self._ids: dict[tuple[str, int], str] = {}
        """Of each row, by file and row."""

        self._first_rows: dict[str, RowCells] = {}
        """Of each dataset."""

    def has(self, part: str) -> bool:
        """Tell whether a part has an entry."""
        return bool(self._entries.parts[part].entries)

    def nodes(self) -> dict[str, Node]:
        """Give the parts as our format has them."""
        for entry in self._entries.parts["datasets"].entries.values():
            _say_once(entry)
        return {
            name: Node([Node(dict(entry), entry["id"].line) for entry in part.entries.values()], 0)
            for name, part in self._entries.parts.items()
            if part.entries
        }

    def define_all(self, kind: str, rows: Sequence[RowCells]) -> None:
        """Give every row of a table its id, so that other rows can refer to it."""
        for row in rows:
            self._ids[row.file, row.number] = self._defined(kind, row)

    def _defined(self, kind: str, row: RowCells) -> str:
        """Give a row its id; a row refused here gets one too, so that the rest of it is looked at in the same round."""
        part = self._entries.parts["processing_activities" if kind == "register" else kind]
        name, said = row.line_of_text("name"), row.line_of_text("id")
        again = part.find(said or name) if said or name else ""
        if again and kind == "datasets":
            # A dataset may take several rows, one for each group of people it holds.
            return again
        if not name and not said:
            row.problem("name", "is empty; every row needs a name.")
        elif again and (said or kind not in _MAY_REPEAT):
            row.problem("id" if said else "name", f"'{shown(said or name)}' stands on two rows; give each its own.")
        # A mere number says nothing to whoever reads a scope; it is still known by it.
        wanted = slug(name) if not said or (said.isdigit() and name) else said
        id_ = part.free(wanted, NAMED.get(kind, "activity").partition(" ")[0])
        part.add(id_, name or id_, {"id": Node(id_, row.line())}, said)
        return id_

    def take_all(self, kind: str, rows: Sequence[RowCells]) -> None:
        """Read every row of a table."""
        takers: dict[str, Callable[[RowCells, str], None]] = {
            "processors": self._processor,
            "subject_groups": self._group,
            "systems": self._system,
            "datasets": self._dataset,
            "register": self._register,
            "processing_activities": self._activity,
        }
        for row in rows:
            takers[kind](row, self._ids[row.file, row.number])

    def _processor(self, row: RowCells, id_: str) -> None:
        entry = self._entries.parts["processors"].entries[id_]
        entry["name"] = Node(row.line_of_text("name") or id_, row.line("name"))
        entry |= row.texts(contact="contact")
        countries = countries_of(row, "country")
        if len(countries) > 1:
            row.problem("country", "names several countries; a processor is established in one.")
        elif countries:
            entry["country"] = Node(countries[0], row.line("country"))

    def _group(self, row: RowCells, id_: str) -> None:
        entry = self._entries.parts["subject_groups"].entries[id_]
        name = row.line_of_text("name") or id_
        told = row.line_of_text("kind")
        kind = group_kind_of(row, "kind" if told else "name", told or name)
        entry |= group_fields(name, kind, row, "name")
        size = count_node(count_of(row, "size"), row.line("size"))
        entry |= {"size": size} if size else {}
        entry |= yes_no_of(row, "vulnerable", "vulnerable")
        entry |= countries_node(row)
        languages = [_language(row, word) for word in words_in(row.text("languages"))]
        entry |= {"languages": row.listed("languages", languages)} if languages else {}

    def _system(self, row: RowCells, id_: str) -> None:
        entry = self._entries.parts["systems"].entries[id_]
        entry |= row.texts(name="name", location="location", owner="owner")
        entry |= self._entries.named_in(row, "access")
        entry |= choice_of(row, "kind", "kind", self._entries.found.words.system_kinds)
        entry |= choice_of(row, "exposure", "exposure", self._entries.found.words.exposures)
        processors = self._entries.referred(row, "processor", "processors")
        if len(processors) > 1:
            row.problem("processor", "names several processors; a system is run by one. Make each its own system.")
        elif processors:
            entry["processor"] = Node(processors[0], row.line("processor"))

    def _dataset(self, row: RowCells, id_: str) -> None:
        entry = self._entries.parts["datasets"].entries[id_]
        categories = categories_of(row, "categories")
        if id_ in self._first_rows:
            self._more_of_dataset(row, id_, entry, categories)
            return
        self._first_rows[id_] = row
        entry |= row.texts(name="name", retention="retention", source="source")
        entry |= self._entries.named_in(row, "access")
        systems = self._entries.referred(row, "systems", "systems")
        if not systems:
            row.problem("systems", "names no system; a dataset lives in one at least.")
        entry["systems"] = row.listed("systems", systems)
        copies = self._entries.referred(row, "copies", "systems")
        entry |= {"copies": row.listed("copies", copies)} if copies else {}
        entry["categories"] = row.listed("categories", categories)
        whole = self._entries.referred(row, "part_of", "datasets")
        if len(whole) > 1:
            row.problem("part_of", "names several datasets; it can be a part of one.")
        entry |= {"part_of": Node(whole[0], row.line("part_of"))} if whole else {}
        entry |= yes_no_of(row, "encrypted_at_rest", "encrypted")
        entry["subjects"] = Node(self._held(row, categories), row.line("groups"))

    def _more_of_dataset(self, row: RowCells, id_: str, entry: Entry, categories: list[str]) -> None:
        """Take the groups of a second row of a dataset, and the data held about them; the rest is said once."""
        first = self._first_rows[id_]
        for meaning in _SAID_ONCE:
            said = row.line_of_text(meaning)
            if said and plain_word(said) != plain_word(first.line_of_text(meaning)):
                row.problem(meaning, _NOT_AS_BEFORE)
        known = _values(entry["categories"])
        more = [category for category in categories if category not in known]
        entry["categories"] = row.listed("categories", [*known, *more])
        held = entry["subjects"]
        assert isinstance(held.value, list)
        entry["subjects"] = Node([*held.value, *self._held(row, categories)], held.line)

    def _held(self, row: RowCells, categories: list[str]) -> list[Node]:
        """Give the groups of a row, each with the data the row names."""
        named: Entry = {"categories": row.listed("categories", categories)} if categories else {}
        found = self._entries.subjects(row)
        return [Node({**_mapping(node), **named}, node.line) for node in found]

    def _activity(self, row: RowCells, id_: str) -> None:
        datasets = self._entries.referred(row, "datasets", "datasets")
        self._activity_fields(row, id_, datasets)

    def _register(self, row: RowCells, id_: str) -> None:
        self._activity_fields(row, id_, [dataset_of(row, id_, self._entries)])

    def _activity_fields(self, row: RowCells, id_: str, datasets: Sequence[str]) -> None:
        entry = self._entries.parts["processing_activities"].entries[id_]
        entry |= row.texts(name="name", purpose="purpose", legal_basis="legal_basis")
        if "purpose" not in entry:
            if "purpose" in row.headers:
                row.problem("purpose", "is empty; say what the data are used for.")
            else:
                row.note("", "no column says the purpose; the name was taken for it.")
                entry["purpose"] = Node(row.line_of_text("name") or id_, row.line("name"))
        processors = self._entries.referred(row, "processors", "processors")
        transfers = transfers_of(row, "transfers")
        entry |= {"datasets": row.listed("datasets", datasets)} if datasets else {}
        entry |= self._entries.named_in(row, "recipients")
        entry |= {"processors": row.listed("processors", processors)} if processors else {}
        entry |= {"transfers": row.listed("transfers", transfers)} if transfers else {}

def _language(row: RowCells, word: str) -> str:
    plain = plain_word(word)
    code = next((code for code, names in _LANGUAGE_WORDS.items() if plain in names), "")
    return code or word.strip()


def _say_once(entry: Entry) -> None:
    """Leave out of a dataset's groups what is held about all of them."""
    everything = set(_values(entry["categories"]))
    held = entry["subjects"].value
    for node in held if isinstance(held, list) else ():
        fields = _mapping(node)
        if "categories" in fields and set(_values(fields["categories"])) == everything:
            del fields["categories"]


def _mapping(node: Node) -> Entry:
    assert isinstance(node.value, dict)
    return node.value


def _values(node: Node) -> list[str]:
    return [item.value for item in node.value if isinstance(item, Node) and isinstance(item.value, str)]
