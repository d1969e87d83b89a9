"""Which table of an inventory somebody's sheet is, and what its columns mean: the kind whose words fit best.

A table may be one of systems, datasets, subject groups, processors or processing activities, or the flat register of
processing that most organisations keep. The words of its header decide, then the name of the file or sheet; where both
leave two kinds equal, somebody is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from breachdesk.domain.columns import ColumnWords, Proposal, Sure, given_columns, plain_word, propose, settled
from breachdesk.domain.errors import FileProblems, Problem, WrongInput
from breachdesk.domain.sheets import SheetLook, TableChoices
from breachdesk.files.columns_file import TableWords, load_columns
from breachdesk.files.mapping_memory import MappingMemory
from breachdesk.files.sheet import look, sheets_in

_WORTH = {Sure.GIVEN: 4, Sure.REMEMBERED: 2, Sure.EXACT: 2, Sure.SIMILAR: 1}
_CALLED = 3
"""What the name of the file or sheet counts, beside two a column."""

_NAMING = {
    "systems": "systems",
    "datasets": "datasets",
    "subject_groups": "groups of people",
    "processors": "processors",
    "processing_activities": "processing activities",
    "register": "a register of processing",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, which table it is, and what its columns mean."""

    look: SheetLook
    kind: str
    columns: tuple[Proposal, ...]
    language: str
    """Of most of its column names; English where none tells."""

    @property
    def place_of(self) -> dict[str, int]:
        """Give where each meaning's column stands."""
        return {column.meaning: place for place, column in enumerate(self.columns) if column.meaning}

    @property
    def headers(self) -> dict[str, str]:
        """Give each meaning's column name."""
        return {column.meaning: column.header for column in self.columns if column.meaning}


def kind_in_words(kind: str) -> str:
    """Give what a kind of table is called in a sentence."""
    return _NAMING[kind]


def tables_in(paths: Sequence[Path], choices: TableChoices, memory: MappingMemory | None) -> tuple[Table, ...]:
    """Look at every table of some files.

    Raises:
        FileProblems: a file is no table, or is not one of an inventory.
        WrongInput: two are of one kind, or a choice fits none of them.
    """
    looks = list(_looks(paths, choices))
    headers = list(dict.fromkeys(name for seen in looks for name in seen.header))
    words = load_columns().tables
    known = {meaning for table in words.values() for meaning in table.columns.known}
    given = given_columns(choices.columns, headers, known)
    found = tuple(_table(seen, words, given, memory) for seen in looks)
    _refuse_two_of_one_kind(found)
    return found


def _looks(paths: Sequence[Path], choices: TableChoices) -> Iterator[SheetLook]:
    left = dict.fromkeys(choices.sheets)
    for path in paths:
        there = sheets_in(path) if choices.sheets else ()
        named = [sheet for sheet in choices.sheets if sheet in there]
        for sheet in named:
            left.pop(sheet, None)
            yield look(path, sheet=sheet)
        if not named:
            # Where sheets were named and it has none of them, it says which it has.
            yield look(path, choices.encoding, choices.delimiter, next(iter(choices.sheets)) if there else None)
    if left:
        raise WrongInput(f"No workbook has a sheet '{next(iter(left))[:80]}'; `inventory check` names those there are.")


def _table(
    seen: SheetLook, words: Mapping[str, TableWords], given: Mapping[str, str], memory: MappingMemory | None
) -> Table:
    own = {header: meaning for header, meaning in given.items() if header in seen.header}
    _refuse_people(seen)
    scored = []
    for kind, table in words.items():
        if any(meaning not in {*table.columns.known, "ignored"} for meaning in own.values()):
            continue
        remembered = memory.recall(kind, seen.header, table.columns.known) if memory else {}
        proposals = settled(propose(seen.header, seen.samples, table.columns), remembered, own, table.columns)
        scored.append((_score(proposals, seen, table, bool(remembered)), kind, proposals))
    if not scored:
        said = ", ".join(f"{header}={meaning}" for header, meaning in own.items())
        raise WrongInput(f"{seen.name}: no kind of table has all of {said[:200]}; mend --column.")
    scored.sort(key=lambda entry: -entry[0])
    _refuse_unclear(seen, [(score, kind) for score, kind, _ in scored])
    _, kind, columns = scored[0]
    return Table(seen, kind, columns, _language(columns, words[kind].columns))


def _score(proposals: Sequence[Proposal], seen: SheetLook, table: TableWords, remembered: bool) -> float:
    """Tell how well a kind of table fits; nothing without a name for its rows."""
    meanings = {proposal.meaning for proposal in proposals}
    if "name" not in meanings and "id" not in meanings:
        return 0
    score = float(sum(_WORTH.get(proposal.sure, 0) for proposal in proposals if proposal.meaning))
    called = {plain_word(Path(seen.name).stem), plain_word(Path(seen.path).stem), plain_word(seen.sheet)}
    if any(word in name for word in table.called for name in called if name):
        score += _CALLED
    # The register holds what activities hold, and more: without any of that, it is a table of activities.
    return score + (100 if remembered else 0) - (0.5 if table.table == "register" else 0)


def _refuse_unclear(seen: SheetLook, scored: Sequence[tuple[float, str]]) -> None:
    best = scored[0][0]
    if best < 2:
        said = (
            "has no columns that an inventory has; give them with --column HEADER=FIELD, such as --column Applicatie=name. "
            f"Columns here: {', '.join(seen.header)[:300]}."
        )
        raise FileProblems(seen.name, [Problem(seen.header_row, said)])
    equal = [kind for score, kind in scored if score == best]
    if len(equal) > 1:
        kinds = " or of ".join(map(kind_in_words, equal[:3]))
        said = (
            f"may be a table of {kinds}; say what a column means with --column HEADER=FIELD, or put the word into the "
            f"name of the file, such as {equal[0]}.csv."
        )
        raise FileProblems(seen.name, [Problem(seen.header_row, said)])


def _refuse_people(seen: SheetLook) -> None:
    """Keep a list of people out of the inventory: it holds none by name."""
    people = load_columns().people.meanings
    for header in seen.header:
        if people.get(plain_word(header)) == "email" and any("@" in cell for cell in seen.column(header)):
            said = (
                f"column '{header}' holds e-mail addresses, as a list of people does, and an inventory names nobody; "
                "`breachdesk people import` takes lists. In a table of processors, call the column 'contact'."
            )
            raise FileProblems(seen.name, [Problem(seen.header_row, said)])


def _refuse_two_of_one_kind(tables: Sequence[Table]) -> None:
    seen: dict[str, str] = {}
    for table in tables:
        if table.kind in seen:
            kind = kind_in_words(table.kind)
            raise WrongInput(f"{seen[table.kind]} and {table.look.name} are both {kind}; put them into one table.")
        seen[table.kind] = table.look.name


def _language(columns: Sequence[Proposal], words: ColumnWords) -> str:
    said = [words.languages[plain] for column in columns if (plain := plain_word(column.header)) in words.languages]
    return max(dict.fromkeys(said), key=said.count) if said else "en"
