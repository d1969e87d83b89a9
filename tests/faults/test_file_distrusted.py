"""What was changed, cut, swapped or hidden in the file of a workspace is found, and nothing is written over it."""

from __future__ import annotations

import json
import sqlite3
import traceback
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from breachdesk.domain.deliveries import Delivery, DeliveryState
from breachdesk.domain.errors import StoreProblem
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.timeline import NoteAdded, TimelineEntry
from breachdesk.services.desk import Desk
from breachdesk.services.lawbooks import Lawbooks
from breachdesk.store.case_store import SqliteCaseStore
from breachdesk.store.engine import engine_on, transaction
from breachdesk.store.opening import FILE
from breachdesk.store.rows import first_broken, record_of
from breachdesk.store.tables import EntryRecord
from tests.faults.fault_desk import AT, LEAD, approved_letter, catalogues, desk_in, new_desk, opened, people

NOTES = ("first note", "second note", "third note", "fourth note")


def worked_in(folder: Path) -> tuple[Desk, str]:
    """Make a workspace with an incident of five entries in it."""
    desk = new_desk(folder)
    reference = opened(desk)
    for note in NOTES:
        desk.incidents.note(reference, note, LEAD)
    return desk, reference


def behind_its_back(folder: Path, *statements: str) -> None:
    """Change the file as its owner could, past everything that guards it."""
    connection = sqlite3.connect(folder / FILE)
    try:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()
    finally:
        connection.close()


def unhealthy(folder: Path) -> str:
    """Give what `doctor` has to say against a workspace."""
    return "; ".join(line.says for line in desk_in(folder).health() if not line.ok)


# The record of an incident.

CHANGES = {
    "the act": ("UPDATE entry SET act = replace(act, 'second', 'sekond') WHERE number = 3", 3),
    "who": ("UPDATE entry SET by = 'Somebody' WHERE number = 3", 3),
    "when it happened": ("UPDATE entry SET happened_at = replace(happened_at, '2026', '2025') WHERE number = 3", 3),
    "when it was recorded": ("UPDATE entry SET recorded_at = replace(recorded_at, '2026', '2025') WHERE number = 3", 3),
    "its hash": ("UPDATE entry SET hash = 'x' || substr(hash, 2) WHERE number = 3", 3),
    "the link to the one before": ("UPDATE entry SET previous_hash = 'x' || substr(previous_hash, 2) WHERE number = 3", 3),
    "one taken out": ("DELETE FROM entry WHERE number = 3", 3),
    "the last one taken out": ("DELETE FROM entry WHERE number = 5", 5),
    "all taken out": ("DELETE FROM entry", 1),
    "two swapped": ("UPDATE entry SET number = CASE number WHEN 2 THEN 3003 WHEN 3 THEN 2 ELSE number END", 2),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_changed_record_is_named_by_its_entry_and_not_shown(tmp_path: Path, changed: str) -> None:
    """Lost without it: a record that was tidied up afterwards passes for what happened."""
    _, reference = worked_in(tmp_path)
    statement, entry = CHANGES[changed]
    behind_its_back(tmp_path, statement)
    assert f"{reference} at entry {entry}" in unhealthy(tmp_path)
    for look in (lambda d: d.incidents.get(reference), lambda d: d.incidents.timeline(reference)):
        with pytest.raises(StoreProblem, match=f"changed outside BreachDesk at entry {entry}"):
            look(desk_in(tmp_path))


@pytest.mark.parametrize("changed", ["the act", "who", "the last one taken out"])
def test_a_record_changed_under_an_open_desk_is_not_told_either(tmp_path: Path, changed: str) -> None:
    """Lost without it: the timeline on the screen shows the changed text, because the incident was read before."""
    desk, reference = worked_in(tmp_path)
    desk.incidents.get(reference)
    behind_its_back(tmp_path, CHANGES[changed][0])
    with pytest.raises(StoreProblem, match="changed outside BreachDesk"):
        desk.incidents.timeline(reference)


def chained(*numbers: int) -> list[EntryRecord]:
    """Give entries by these numbers, each tied to the one before."""
    records: list[EntryRecord] = []
    for number in numbers:
        entry = TimelineEntry(number, AT, AT, LEAD, NoteAdded(f"note {number}"))
        records.append(record_of("incident", entry, records[-1].hash if records else ""))
    return records


def test_a_whole_chain_is_taken_for_whole() -> None:
    """Lost without it: every record is refused."""
    assert first_broken(chained(1, 2, 3, 4)) is None


def test_an_entry_written_anew_with_a_fitting_hash_breaks_the_one_after() -> None:
    """Lost without it: whoever can work out one hash can change one entry."""
    records = chained(1, 2, 3, 4)
    anew = TimelineEntry(2, AT, AT, LEAD, NoteAdded("tidied up"))
    records[1] = record_of("incident", anew, records[0].hash)
    assert first_broken(records) == 3


def test_a_gap_in_the_numbers_is_found_in_a_chain_that_fits() -> None:
    """Lost without it: an entry that was left out when the chain was made anew."""
    assert first_broken(chained(1, 2, 4, 5)) == 3


def test_an_entry_of_another_incident_does_not_fit() -> None:
    """Lost without it: entries moved from one record into another."""
    records = chained(1, 2, 3)
    records[2].incident_id = "another"
    assert first_broken(records) == 3


def test_an_entry_put_over_another_is_refused_by_the_program_itself(tmp_path: Path) -> None:
    """Lost without it: REPLACE deletes without asking the guard against deleting, as SQLite does by default."""
    desk, reference = worked_in(tmp_path)
    columns = "seq, incident_id, number, happened_at, recorded_at, by, act, previous_hash, hash"
    over = f"INSERT OR REPLACE INTO entry ({columns}) SELECT {columns} FROM entry WHERE number = 3"
    with (
        pytest.raises(StoreProblem, match="refused that"),
        transaction(engine_on(tmp_path / FILE, 500), "BEGIN IMMEDIATE") as connection,
    ):
        connection.exec_driver_sql(over)
    assert len(desk.incidents.timeline(reference)) == 5


OTHER_CHANGES = {
    "UPDATE incident SET due_at = replace(due_at, '2026', '2027')": "the line of 2026-01 in the list",
    "UPDATE incident SET title = 'nothing to see'": "the line of 2026-01 in the list",
    "UPDATE incident SET entries = 4": "2026-01 at entry 6",
    "UPDATE kept_inventory SET content = replace(content, 'Fietsgoed', 'Fietsgoet')": "inventory 1",
}


@pytest.mark.parametrize("statement", OTHER_CHANGES)
def test_a_changed_list_or_inventory_is_found_by_doctor(tmp_path: Path, statement: str) -> None:
    """Lost without it: home shows a deadline that no record holds, a scope is worked out from other numbers."""
    worked_in(tmp_path)
    assert unhealthy(tmp_path) == ""
    behind_its_back(tmp_path, statement)
    assert unhealthy(tmp_path) == f"changed outside BreachDesk: {OTHER_CHANGES[statement]}"


def test_a_changed_inventory_is_not_used(tmp_path: Path) -> None:
    """Lost without it: one flipped bit, and the authority is told another number of people."""
    worked_in(tmp_path)
    behind_its_back(tmp_path, "UPDATE kept_inventory SET content = replace(content, 'Fietsgoed', 'Fietsgoet')")
    with pytest.raises(StoreProblem, match="inventory in use was changed outside BreachDesk"):
        desk_in(tmp_path).scoping.preview(["crm"])


class Newer:
    """The shipped content, with another book of law in use than the incidents were opened under."""

    def book(self) -> LawBook:
        """Give the book in use."""
        return replace(catalogues().book(), sha256="0" * 64)

    def book_from(self, texts: Mapping[str, str]) -> LawBook:
        """Read a kept book."""
        return catalogues().book_from(texts)


def test_a_changed_book_of_law_is_not_used(tmp_path: Path) -> None:
    """Lost without it: an old incident is judged by rules that were never in force."""
    desk, reference = worked_in(tmp_path)
    incident = desk.incidents.get(reference)
    assert Lawbooks(desk.store, Newer()).of(incident).sha256 == incident.law_hash  # type: ignore[arg-type]
    texts = desk.store.law_texts(incident.law_hash)
    name = sorted(texts)[0]
    changed = json.dumps({**texts, name: texts[name] + "\n# tidied up\n"}).replace("'", "''")
    behind_its_back(tmp_path, f"UPDATE kept_law SET content = '{changed}'")
    with pytest.raises(StoreProblem, match=f"book of law kept with {reference} was changed outside BreachDesk"):
        Lawbooks(desk.store, Newer()).of(incident)  # type: ignore[arg-type]


DAMAGE = {
    "UPDATE reminder SET due_at = 'x' || due_at": lambda desk, ref: desk.reminding.of(desk.incidents.get(ref).id),
    "UPDATE reminder SET due_at = substr(due_at, 1, 19)": lambda desk, ref: desk.reminding.of(desk.incidents.get(ref).id),
    "UPDATE reminder SET state = 'waitjng'": lambda desk, ref: desk.reminding.of(desk.incidents.get(ref).id),
    "UPDATE delivery SET state = 'sfnt'": lambda desk, ref: desk.outbox.all(),
    "UPDATE incident SET due_at = 'soon'": lambda desk, ref: desk.incidents.rows(),
    "UPDATE kept_law SET content = 'x' || content": lambda d, ref: d.store.law_texts(d.incidents.get(ref).law_hash),
    "UPDATE approved_list SET content = 'x' || content": lambda d, ref: d.outbox.queue(ref, "communication-nl", people(1), LEAD),
    "UPDATE kept_playbook SET content = 'x' || content": lambda desk, ref: desk.overview.case(ref),
}


@pytest.mark.parametrize("statement", DAMAGE)
def test_a_value_nobody_wrote_is_said_to_be_damage(tmp_path: Path, statement: str) -> None:
    """Lost without it: a traceback with what stood there, perhaps a name."""
    desk, reference = worked_in(tmp_path)
    approved_letter(desk, reference, people(1))
    desk.outbox.queue(reference, "communication-nl", people(1), LEAD)
    behind_its_back(tmp_path, statement)
    with pytest.raises(StoreProblem, match="The workspace file is damaged; nothing was changed. Restore it from a backup"):
        DAMAGE[statement](desk_in(tmp_path), reference)


# The file.


def with_hole(raw: bytes, page: int) -> bytes:
    """Give a database with one page of zeros."""
    size = int.from_bytes(raw[16:18], "big")
    return raw[: page * size] + bytes(size) + raw[(page + 1) * size :]


def test_a_page_of_zeros_is_refused_at_opening_wherever_it_is_in_the_record(tmp_path: Path) -> None:
    """Lost without it: a disk that lost a block, and new entries written beside the hole."""
    folder = tmp_path / "w"
    worked_in(folder)
    raw = (folder / FILE).read_bytes()
    connection = sqlite3.connect(folder / FILE)
    tables = ("incident", "entry", "reminder", "delivery", "kept_playbook")
    roots = [connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] for name in tables]
    connection.close()
    for root in roots:
        damaged = with_hole(raw, root - 1)
        (folder / FILE).write_bytes(damaged)
        with pytest.raises(StoreProblem, match="is damaged; nothing was changed. Restore it from a backup"):
            SqliteCaseStore(folder)
        assert (folder / FILE).read_bytes() == damaged


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.98, 0.99999])
def test_a_file_cut_short_is_refused_and_left_as_it_is(tmp_path: Path, keep: float) -> None:
    """Lost without it: half a copy that is opened, and written to."""
    worked_in(tmp_path)
    raw = (tmp_path / FILE).read_bytes()
    cut = raw[: int(len(raw) * keep)]
    (tmp_path / FILE).write_bytes(cut)
    with pytest.raises(StoreProblem, match="restore it from a backup|Restore it from a backup"):
        SqliteCaseStore(tmp_path)
    assert (tmp_path / FILE).read_bytes() == cut


@pytest.mark.parametrize("gone", ["removed", "replaced", "replaced by a copy"])
def test_a_file_that_is_no_longer_there_takes_no_more_saves(tmp_path: Path, gone: str) -> None:
    """Lost without it: SQLite says saved to each act, into a file that nobody will ever see."""
    desk, reference = worked_in(tmp_path)
    raw = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).rename(tmp_path / "moved-away")
    if gone != "removed":
        (tmp_path / FILE).write_bytes(raw if gone == "replaced by a copy" else b"")
    for act in (lambda: desk.incidents.note(reference, "x", LEAD), lambda: desk.reminding.to_show(), lambda: desk.outbox.all()):
        with pytest.raises(StoreProblem, match="was removed or replaced while it was open; nothing more is saved"):
            act()
    assert (tmp_path / "moved-away").read_bytes() == raw
    assert (tmp_path / FILE).exists() is (gone != "removed")


FOREIGN = {
    "a view": "CREATE VIEW report AS SELECT * FROM delivery",
    "a table": "CREATE TABLE more (x)",
    "jobs of a scheduler": "CREATE TABLE apscheduler_jobs (id VARCHAR(191) PRIMARY KEY, next_run_time FLOAT, job_state BLOB)",
    "an index": "CREATE INDEX foreign_index ON delivery (to_address)",
    "a column": "ALTER TABLE delivery ADD COLUMN bcc VARCHAR DEFAULT 'evil@example.net'",
    "a guard less": "DROP TRIGGER entry_is_never_changed",
    "a tame guard": "CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry BEGIN SELECT 1; END",
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_file_with_anything_foreign_in_it_is_refused(tmp_path: Path, what: str) -> None:
    """Lost without it: a restored file runs what somebody hid in it, or a job is taken from it and run."""
    worked_in(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE)
    if what == "a tame guard":
        connection.execute("DROP TRIGGER entry_is_never_removed")
    connection.execute(FOREIGN[what])
    connection.commit()
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StoreProblem, match="did not make; it is not used"):
        SqliteCaseStore(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.parametrize(
    "name",
    ["apscheduler_pickle", "bitflip_in_data", "empty", "hostile_schema", "not_a_database", "truncated", "zero_pages"],
)
def test_no_hostile_file_is_opened_and_each_is_left_as_it_is(tmp_path: Path, shared: Path, name: str) -> None:
    """Lost without it: a file that somebody already thought of."""
    hostile = (shared / "hostile" / "db" / f"{name}.db").read_bytes()
    (tmp_path / FILE).write_bytes(hostile)
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(StoreProblem):
        SqliteCaseStore(tmp_path)
    assert (tmp_path / FILE).read_bytes() == hostile
    assert [p.name for p in tmp_path.iterdir()] == [FILE]


# What is said.


def test_what_the_database_refuses_is_said_without_a_value(tmp_path: Path) -> None:
    """Lost without it: the address of an affected person in an error panel, a log, a bug report."""
    desk, reference = worked_in(tmp_path)
    incident = desk.incidents.get(reference).id

    def letter(id_: str) -> Delivery:
        where = "marker-person@example.net"
        return Delivery(id_, incident, "n", 1, "s", "Marker Person", where, DeliveryState.QUEUED, changed_at=AT)

    with pytest.raises(StoreProblem, match=r"refused that \(IntegrityError\)") as caught, desk.store.writing() as write:
        write.add_deliveries([letter("a"), letter("b")])
    chain: list[BaseException] = [caught.value]
    while chain[-1].__context__ is not None:
        chain.append(chain[-1].__context__)
    shown = "".join(traceback.format_exception(caught.value)) + "".join(f"{error!r} {error}" for error in chain)
    assert len(chain) > 1
    assert "marker" not in shown.lower()
    assert desk.outbox.all() == ()


def test_an_act_that_fails_in_the_middle_undoes_all_of_it_and_says_its_own_reason(tmp_path: Path) -> None:
    """Lost without it: half an act kept, or "cannot roll back" in place of what went wrong."""
    desk, _ = worked_in(tmp_path)

    def fails_half_way() -> None:
        with desk.store.writing() as write:
            write.note_tick(AT, "half")
            raise ZeroDivisionError("in the middle")

    with pytest.raises(ZeroDivisionError, match="in the middle"):
        fails_half_way()
    assert desk.reminding.last_tick() is None
