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

_NOT_AS_BEFORE = "is not what the first row of this dataset says; leave it empty, or give the row an id of its own."


class Sections:
    """All parts, while the tables are read."""

    def __init__(self, found: Gathering, tables: frozenset[str]) -> None:
        self._entries = Entries(found, tables)
        self._ids: dict[tuple[str, int], str] = {}
        """Of each row, by file and row."""

    def has(self, part: str) -> bool:
        """Tell whether a part has an entry."""
        return bool(self._entries.parts[part].entries)

    def nodes(self) -> dict[str, Node]:
        """Give the parts as our format has them."""
        return {
            name: Node([Node(dict(entry), entry["id"].line) for entry in part.entries.values()], 0)
            for name, part in self._entries.parts.items()
            if part.entries
        }

    def define_all(self, kind: str, rows: Sequence[RowCells]) -> None:
        """Give every row of a table its id, so that other rows can refer to it."""
        for row in rows:
            id_ = self._defined(kind, row)
            if id_:
                self._ids[row.file, row.number] = id_

    def _defined(self, kind: str, row: RowCells) -> str:
        part = self._entries.parts["processing_activities" if kind == "register" else kind]
        name, said = row.line_of_text("name"), row.line_of_text("id")
        if not name and not said:
            row.problem("name", "is empty; every row needs a name.")
            return ""
        again = part.find(said or name)
        if again and kind == "datasets":
            # A dataset may take several rows, one for each group of people it holds.
            return again
        if again and (said or kind not in _MAY_REPEAT):
            row.problem("id" if said else "name", f"'{shown(said or name)}' stands on two rows; give each its own.")
            return ""
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
            id_ = self._ids.get((row.file, row.number))
            if id_ is not None:
                takers[kind](row, id_)

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
        entry |= choice_of(row, "kind", "kind", self._entries.found.words.system_kinds)
        entry |= choice_of(row, "exposure", "exposure", self._entries.found.words.exposures)
        processors = self._entries.referred(row, "processor", "processors")
        if len(processors) > 1:
            row.problem("processor", "names several processors; a system is run by one. Make each its own system.")
        elif processors:
            entry["processor"] = Node(processors[0], row.line("processor"))

    def _dataset(self, row: RowCells, id_: str) -> None:
        entry = self._entries.parts["datasets"].entries[id_]
        if "name" in entry or "systems" in entry:
            self._more_of_dataset(row, entry)
            return
        entry |= row.texts(name="name", retention="retention")
        systems = self._entries.referred(row, "systems", "systems")
        if not systems:
            row.problem("systems", "names no system; a dataset lives in one at least.")
        entry["systems"] = row.listed("systems", systems)
        copies = self._entries.referred(row, "copies", "systems")
        entry |= {"copies": row.listed("copies", copies)} if copies else {}
        entry["categories"] = row.listed("categories", categories_of(row, "categories"))
        whole = self._entries.referred(row, "part_of", "datasets")
        entry |= {"part_of": Node(whole[0], row.line("part_of"))} if whole else {}
        entry |= yes_no_of(row, "encrypted_at_rest", "encrypted")
        entry["subjects"] = Node(self._entries.subjects(row), row.line("groups"))

    def _more_of_dataset(self, row: RowCells, entry: Entry) -> None:
        """Take the groups of a second row of a dataset; what else it says must be what the first says, or nothing."""
        systems = self._entries.referred(row, "systems", "systems")
        if systems and systems != _values(entry["systems"]):
            row.problem("systems", _NOT_AS_BEFORE)
        categories = categories_of(row, "categories")
        if categories and categories != _values(entry["categories"]):
            row.problem("categories", _NOT_AS_BEFORE)
        held = entry["subjects"]
        assert isinstance(held.value, list)
        entry["subjects"] = Node([*held.value, *self._entries.subjects(row)], held.line)

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
        recipients = self._entries.plain_names(row, "recipients")
        processors = self._entries.referred(row, "processors", "processors")
        transfers = transfers_of(row, "transfers")
        entry |= {"datasets": row.listed("datasets", datasets)} if datasets else {}
        entry |= {"recipients": row.listed("recipients", recipients)} if recipients else {}
        entry |= {"processors": row.listed("processors", processors)} if processors else {}
        entry |= {"transfers": row.listed("transfers", transfers)} if transfers else {}

def _language(row: RowCells, word: str) -> str:
    plain = plain_word(word)
    code = next((code for code, names in _LANGUAGE_WORDS.items() if plain in names), "")
    return code or word.strip()


def _values(node: Node) -> list[str]:
    return [item.value for item in node.value if isinstance(item, Node) and isinstance(item.value, str)]
