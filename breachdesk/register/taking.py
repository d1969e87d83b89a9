"""Lists of people, taken in: all of them or nothing, beside those that were there before."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb

from breachdesk.domain.errors import FileProblems, StoreProblem
from breachdesk.domain.people import Keep, PeopleList
from breachdesk.register import duck
from breachdesk.register.bitmap_building import Built, build
from breachdesk.register.cell_rules import CellRules
from breachdesk.register.gathering import Gathered, numbers_of, question, rows_of
from breachdesk.register.identity import NumbersClash, People, SharedAddresses, resolve
from breachdesk.register.list_reading import number_the_codes, query_of, read_list, refuse_odd_mapping
from breachdesk.register.list_source import ReadyFile, made_ready, name_of
from breachdesk.register.list_sql import LANGUAGES, flags_of
from breachdesk.register.list_troubles import blank_rows, file_row
from breachdesk.register.marks import LISTED, Head, KeptList, read_head, write_marks
from breachdesk.register.people_folder import PeopleFolder, refuse_without_room
from breachdesk.register.records import RecordTable, read_again, write_records
from breachdesk.register.wish import House, Wish, refuse_odd, room_for, still_there
from breachdesk.services.ports import ListToTake, Taken

_ATTEMPTS = 4


def take_in(place: PeopleFolder, folder: Path, wish: Wish, house: House) -> Taken:
    """Take lists in; see the port."""
    refuse_odd(wish)
    with duck.in_words(), place.alone() as staging:
        old = read_head(place.marks)
        still = still_there(old, wish)
        refuse_without_room(folder, room_for(wish, place, old if still else None), house.free)
        house.stage("fingerprint")
        ready = _ready(wish, staging, house.rules)
        house.stage("read")
        may_read = [path for one in ready for path in (one.path, Path(one.file.path).absolute())]
        may_read += ([place.records(old)] if still and old else [])
        for _ in range(_ATTEMPTS):
            with duck.opened(staging, may_read) as connection:
                try:
                    head = _Work(connection, place, staging, wish, house, old).done(ready, still)
                except NumbersClash:
                    continue
            return _taken(wish, head, old)
        raise StoreProblem("Two people could not be told apart by their numbers, time and again; nothing was changed.")


class _Work:
    """One attempt, on one connection."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        place: PeopleFolder,
        staging: Path,
        wish: Wish,
        house: House,
        old: Head | None,
    ) -> None:
        self._connection = connection
        self._place = place
        self._staging = staging
        self._wish = wish
        self._house = house
        self._old = old
        self._salt = secrets.token_hex(8)
        self._warnings: dict[str, tuple[str, ...]] = {}

    def done(self, ready: Sequence[ReadyFile], still: Sequence[KeptList]) -> Head:
        number_the_codes(self._connection, self._house.countries)
        lists = [*self._new(ready), *self._old_ones(still)]
        lists.sort(key=lambda one: one.system)
        self._house.stage("match")
        people = resolve(numbers_of(self._connection, lists), self._wish.same_address)
        if isinstance(people, SharedAddresses):
            raise question(lists, people)
        built = build([rows_of(self._connection, one) for one in lists], people, self._house.countries, LANGUAGES)
        self._house.stage("keep")
        name = self._records(lists, people)
        head = Head(people.count, tuple(self._kept(lists, ready, still, built)), self._house.countries, name)
        marks = self._staging / "marks"
        write_marks(marks, head, built.bitmaps)
        self._place.put(marks, self._staging / name if name else None, name)
        self._house.stage("done")
        return head

    def _new(self, ready: Sequence[ReadyFile]) -> list[Gathered]:
        found: list[Gathered] = []
        wrong: list[FileProblems] = []
        for number, (one, file) in enumerate(zip(self._wish.lists, ready, strict=True)):
            try:
                found.append(self._read(one, file, f"list_{number}"))
            except FileProblems as problems:
                wrong.append(problems)
        if wrong:
            raise FileProblems.of_several(wrong)
        return found

    def _read(self, one: ListToTake, file: ReadyFile, table: str) -> Gathered:
        query = query_of(self._connection, file, one.mapping)
        texts = self._wish.keep is Keep.ADDRESSEES
        read = read_list(self._connection, file, query, self._house.rules, table, self._salt, texts)
        self._warnings[one.system] = read.warnings
        return Gathered(
            system=one.system,
            table=table,
            file=file.name,
            rows=read.rows,
            flags=read.flags,
            everywhere=one.mapping.everywhere,
            columns=self._columns(table),
            row_of=_counting(file),
            row_sql=f"rowid + {file.first_row}",
        )

    def _old_ones(self, still: Sequence[KeptList]) -> Iterator[Gathered]:
        for kept in still:
            assert self._old is not None
            number, path = self._old.lists.index(kept), self._place.records(self._old)
            table, system = f"old_{number}", kept.facts.system
            rows = read_again(self._connection, path, number, table, self._salt, self._old.countries)
            yield Gathered(
                system=system,
                table=table,
                file=kept.facts.file,
                rows=rows,
                flags=kept.flags,
                everywhere=kept.everywhere,
                columns=self._columns(table),
                row_of=self._row_kept(table),
                row_sql="row",
            )

    def _columns(self, table: str) -> frozenset[str]:
        return frozenset(row[0] for row in self._connection.execute(f"DESCRIBE {table}").fetchall())

    def _row_kept(self, table: str) -> Callable[[int], int]:
        def row_of(index: int) -> int:
            return duck.number(self._connection, f"SELECT row FROM {table} WHERE rowid = ?", [index])

        return row_of

    def _records(self, lists: Sequence[Gathered], people: People) -> str:
        if self._wish.keep is not Keep.ADDRESSEES:
            return ""
        name = f"records-{secrets.token_hex(4)}.parquet"
        tables = [RecordTable(one.table, one.row_sql, one.rows) for one in lists]
        write_records(self._connection, tables, people, self._staging / name)
        return name

    def _kept(
        self, lists: Sequence[Gathered], ready: Sequence[ReadyFile], still: Sequence[KeptList], built: Built
    ) -> Iterator[KeptList]:
        before = {kept.facts.system: kept for kept in still}
        new = {one.system: (one, file) for one, file in zip(self._wish.lists, ready, strict=True)}
        told = _of_all(built)
        for one in lists:
            people = len(built.bitmaps[LISTED, one.system, ""])
            if one.system in before:
                kept = before[one.system]
                yield replace(kept, facts=replace(kept.facts, people=people))
                continue
            take, file = new[one.system]
            warnings = (*self._warnings[one.system], *_doubles(one.rows - people), *told)
            told = ()
            facts = PeopleList(
                system=one.system,
                file=file.name,
                sha256=file.sha256,
                rows=one.rows,
                people=people,
                categories=take.mapping.categories,
                imported_at=self._wish.now,
                imported_by=self._wish.by,
                warnings=warnings,
            )
            yield KeptList(facts, flags_of(take.mapping), take.mapping.everywhere)


def _ready(wish: Wish, staging: Path, rules: CellRules) -> list[ReadyFile]:
    found: list[ReadyFile] = []
    wrong: list[FileProblems] = []
    for number, one in enumerate(wish.lists):
        try:
            refuse_odd_mapping(one.mapping, one.file.header, name_of(one.file), rules)
            found.append(made_ready(one.file, staging / f"list-{number}"))
        except FileProblems as problems:
            wrong.append(problems)
    if wrong:
        raise FileProblems.of_several(wrong)
    return found


def _counting(file: ReadyFile) -> Callable[[int], int]:
    """Give the row of the file of a row that was read; blank rows are looked for once, and only when asked."""
    blank = cache(lambda: blank_rows(file))
    return lambda index: file_row(index, file.first_row, blank())


def _doubles(count: int) -> tuple[str, ...]:
    return (f"Rows about people who stand on the list before: {count:,}.",) if count else ()


def _of_all(built: Built) -> tuple[str, ...]:
    return tuple(
        f"People of whom the lists say two {what}: {count:,}; the first counts, in the order of the systems' names."
        for what, count in (("countries", built.two_countries), ("languages", built.two_languages))
        if count
    )


def _taken(wish: Wish, head: Head, old: Head | None) -> Taken:
    given = {one.system for one in wish.lists}
    before = {kept.facts.system: kept.facts.sha256 for kept in old.lists} if old else {}
    lists = tuple(facts for facts in head.facts() if facts.system in given)
    same = tuple(facts.system for facts in lists if before.get(facts.system) == facts.sha256)
    return Taken(lists, head.keep, same)
