"""An inventory is read whole or not at all, every problem comes in one round, and what is written back reads the same."""

from __future__ import annotations

import ast
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.inventory import (
    CountRange,
    Credential,
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
from breachdesk.domain.parties import ContactPoint, Controller, Person, Processor, Role
from breachdesk.domain.reach import Way
from breachdesk.domain.readable import Readable
from breachdesk.domain.scope import scope_of
from breachdesk.files import (
    inventory_checks,
    inventory_datasets,
    inventory_file,
    inventory_ids,
    inventory_parties,
    inventory_rows,
)
from breachdesk.files.fields import LONGEST_MESSAGE
from breachdesk.files.inventory_dump import dump_inventory
from breachdesk.files.inventory_file import load_inventory, parse_inventory
from breachdesk.files.taxonomy_file import Taxonomy, load_taxonomy
from tests.strategies import inventories

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "tests" / "bad_files" / "inventory"
SAMPLE = ROOT / "breachdesk" / "files" / "sample" / "fietsgoed.yaml"
ORGANISATION = ROOT / "tests" / "cases" / "scope" / "organisation.yaml"
TAXONOMY = load_taxonomy(ROOT / "breachdesk" / "law" / "taxonomy.yaml")
READERS = (
    inventory_checks,
    inventory_datasets,
    inventory_file,
    inventory_ids,
    inventory_parties,
    inventory_rows,
)
NOWHERE = SourceRow("", 0, "")
TOP = "controller: {name: Example B.V., country: NL, zone: Europe/Amsterdam}\n"
REST = "systems: [{id: crm}]\ndatasets: [{id: orders, systems: [crm]}]\n"


def read(text: str) -> Inventory:
    """Read an inventory written in a test."""
    return parse_inventory(text.encode(), "own.yaml", TAXONOMY)


def without_rows(value: Any) -> Any:
    """Give a value with every row it carries made the same."""
    if isinstance(value, SourceRow):
        return NOWHERE
    if isinstance(value, tuple):
        return tuple(without_rows(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: without_rows(getattr(value, f.name)) for f in fields(value)})
    return value


# --- reading ---------------------------------------------------------------------------------------


def test_every_key_is_read_into_its_place() -> None:
    """Lost without it: a field that the DPO filled in and that no notice ever shows."""
    text = """\
controller: {name: Example B.V., country: NL, zone: Europe/Amsterdam, address: "Kade 1, Utrecht", registration: "KvK 1", languages: [nl, en], subdivision: NL-UT, role: processor, is: [bank], establishments: [NL, BE], turnover_eur: 400_000_000_000}
dpo: {name: S. Kok, email: fg@example.org, phone: "+31 30 555 01 10"}
people: [{name: J. Vos, email: vos@example.org, roles: [responder, incident-lead]}]
data_categories: [{id: health.dental, labels: {en: teeth, nl: gebit}, harms: [fraud], article: "9", dpv: [pd:HealthHistory]}]
subject_groups: [{id: clients, kind: patients, labels: {en: clients}, size: {at_least: 5, at_most: 9}, countries: [NL], languages: [nl], part_of: all}, {id: all, labels: all}]
processors: [{id: host, name: Host B.V., country: BE, contact: noc@example.net}]
systems: [{id: crm, name: CRM, kind: application, location: Utrecht, owner: sales, processor: host, exposure: internal, access: dentists}, {id: nas}]
datasets:
  - {id: files, name: Files, systems: [crm], copies: [nas], categories: [health.dental, contact], protection: {encrypted: disk, keys: [nas], pseudonymised: no, unreadable: [health.dental]}, collected: {from: 2019-01-01, until: 2023-12-31}, kept_months: 84, source: the people themselves, access: [reception, dentists], retention: 7 years, subjects: [{group: clients, people: 5, records: {at_least: 1_000}, countries: [BE], languages: [fr], categories: [contact], holding: {contact: 4}}]}
  - {id: export, systems: [nas], part_of: files}
processing_activities: [{id: care, name: Care, purpose: to treat, datasets: [files], legal_basis: contract, recipients: [insurer], processors: [host], transfers: [US]}]
flows: [{from: crm, to: nas, datasets: [files], opened_by: sender, note: "SFTP, every night"}]
credentials: [{id: admin, name: Administrator, kept_in: [nas], opens: [crm, nas]}]
"""
    row = {key: SourceRow("own.yaml", line, path) for key, (line, path) in ROWS_OF_THE_FULL_ONE.items()}
    expected = Inventory(
        controller=Controller(
            name="Example B.V.",
            country="NL",
            zone="Europe/Amsterdam",
            address="Kade 1, Utrecht",
            registration="KvK 1",
            languages=("nl", "en"),
            subdivision="NL-UT",
            role="processor",
            kinds=("bank",),
            establishments=("NL", "BE"),
            turnover_eur=400_000_000_000,
        ),
        dpo=ContactPoint("S. Kok", "fg@example.org", "+31 30 555 01 10"),
        people=(Person("J. Vos", "vos@example.org", (Role.RESPONDER, Role.INCIDENT_LEAD)),),
        systems=(
            System("crm", "CRM", row["crm"], "application", "Utrecht", "sales", "host", "internal", ("dentists",)),
            System("nas", "nas", row["nas"]),
        ),
        datasets=(
            Dataset(
                id="files",
                name="Files",
                row=row["files"],
                systems=("crm",),
                categories=("health.dental", "contact"),
                subjects=(
                    SubjectsHeld(
                        group="clients",
                        row=row["held"],
                        people=CountRange(5, 5),
                        records=CountRange(1000),
                        countries=("BE",),
                        categories=("contact",),
                        languages=("fr",),
                        holding={"contact": CountRange(4, 4)},
                    ),
                ),
                copies=("nas",),
                encrypted_at_rest=True,
                retention="7 years",
                protection=Protection(Encryption.DISK, ("nas",), False, ("health.dental",)),
                collected=Period(date(2019, 1, 1), date(2023, 12, 31)),
                kept_months=84,
                source="the people themselves",
                access=("reception", "dentists"),
            ),
            Dataset("export", "export", row["export"], ("nas",), (), (), part_of="files"),
        ),
        subject_groups=(
            SubjectGroup("clients", {"en": "clients"}, "patients", row["clients"], CountRange(5, 9), True, ("NL",), ("nl",), "all"),
            SubjectGroup("all", {"en": "all"}, "customers", row["all"]),
        ),
        data_categories=(
            TAXONOMY.categories["contact"],
            replace(
                TAXONOMY.categories["health"],
                id="health.dental",
                labels={**TAXONOMY.categories["health"].labels, "en": "teeth", "nl": "gebit"},
                harms=("fraud",),
                dpv=("pd:HealthHistory",),
            ),
        ),
        processing_activities=(
            ProcessingActivity(
                "care", "Care", row["care"], "to treat", ("files",), "contract", ("insurer",), ("host",), ("US",)
            ),
        ),
        processors=(Processor("host", "Host B.V.", "BE", "noc@example.net"),),
        flows=(Flow("crm", "nas", row["flow"], ("files",), OpenedBy.SENDER, "SFTP, every night"),),
        credentials=(Credential("admin", "Administrator", row["admin"], ("nas",), ("crm", "nas")),),
    )
    assert expected == read(text)


ROWS_OF_THE_FULL_ONE = {
    "clients": (5, "subject_groups[0]"),
    "all": (5, "subject_groups[1]"),
    "crm": (7, "systems[0]"),
    "nas": (7, "systems[1]"),
    "files": (9, "datasets[0]"),
    "held": (9, "datasets[0].subjects[0]"),
    "export": (10, "datasets[1]"),
    "care": (11, "processing_activities[0]"),
    "flow": (12, "flows[0]"),
    "admin": (13, "credentials[0]"),
}


def test_what_is_not_said_is_unknown_and_never_zero_or_no() -> None:
    """Lost without it: a count that nobody gave is reported to the authority as nought."""
    found = read(TOP + "subject_groups: [{id: customers}]\n" + REST.replace("[crm]", "[crm], subjects: [{group: customers}]"))
    held = found.datasets[0].subjects[0]
    assert (CountRange(), CountRange()) == (held.people, held.records)
    assert (CountRange(), None) == (found.subject_groups[0].size, found.subject_groups[0].vulnerable)
    assert found.datasets[0].encrypted_at_rest is None
    assert found.dpo is None


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("12000", CountRange(12000, 12000)),
        ("12_000", CountRange(12000, 12000)),
        ('"012"', CountRange(12, 12)),
        ("0", CountRange(0, 0)),
        ("unknown", CountRange()),
        ("{at_least: 5}", CountRange(5, None)),
        ("{at_most: 9}", CountRange(None, 9)),
        ("{at_least: unknown, at_most: 9}", CountRange(None, 9)),
        ("{at_least: 5, at_most: 5}", CountRange(5, 5)),
    ],
)
def test_a_count_may_be_written_in_several_ways(written: str, count: CountRange) -> None:
    """Lost without it: a range the owner of a system gave in good faith is refused, or read as another number."""
    assert count == read(f"{TOP}subject_groups: [{{id: customers, size: {written}}}]\n{REST}").subject_groups[0].size


@pytest.mark.parametrize(("written", "kinds"), [("", None), ("is: none", ()), ("is: bank", ("bank",)), ("is: [bank, bank]", ("bank",))])
def test_none_of_the_kinds_and_nobody_knows_are_two_answers(written: str, kinds: tuple[str, ...] | None) -> None:
    """Lost without it: a clock of another law is ruled out because nobody had filled in a key."""
    assert kinds == read(TOP.replace("zone:", f"{written}, zone:" if written else "zone:") + REST).controller.kinds


def test_norway_stays_norway_and_a_code_stays_a_code() -> None:
    """Lost without it: NO becomes false, 0123 becomes 83, and the wrong authority is told."""
    found = read(
        "controller: {name: 0123, country: NO, zone: Europe/Oslo}\n"
        "subject_groups: [{id: on, countries: [NO, SE]}]\n" + REST.replace("crm", "12:30")
    )
    assert (found.controller.name, found.controller.country) == ("0123", "NO")
    assert (found.subject_groups[0].id, found.subject_groups[0].countries) == ("on", ("NO", "SE"))
    assert found.systems[0].id == "12:30"


def test_a_finer_category_takes_its_marks_from_the_one_it_refines() -> None:
    """Lost without it: health data under a finer name that no longer count as special (Art. 9)."""
    found = read(TOP + REST.replace("[crm]}", "[crm], categories: [health.diagnosis]}"))
    health = TAXONOMY.categories["health"]
    assert (replace(health, id="health.diagnosis"),) == found.data_categories
    assert (found.data_categories[0].special, found.data_categories[0].article) == (True, "9")


def test_nobody_can_say_that_special_data_are_not_special() -> None:
    """Lost without it: one word in a file switches off Art. 9."""
    own = "data_categories: [{id: health.dental, special: no}]\n"
    found = read(TOP + own + REST.replace("[crm]}", "[crm], categories: [health.dental]}"))
    assert found.category("health.dental").special


def test_nobody_can_say_that_children_are_not_vulnerable() -> None:
    """Lost without it: one word in a file lowers the risk for children."""
    found = read(TOP + "subject_groups: [{id: pupils, kind: children, vulnerable: no}]\n" + REST)
    assert found.subject_groups[0].vulnerable is True


def test_windows_files_are_read() -> None:
    """Lost without it: an inventory saved by Notepad cannot be used."""
    raw = b"\xef\xbb\xbf" + SAMPLE.read_bytes().replace(b"\n", b"\r\n")
    assert parse_inventory(raw, SAMPLE.name, TAXONOMY) == load_inventory(SAMPLE, TAXONOMY)


# --- refusing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_inventory_gets_exactly_its_written_messages(path: Path) -> None:
    """Lost without it: a message that sends a tired person to the wrong line, or half a file taken in."""
    with pytest.raises(FileProblems) as refused:
        load_inventory(path, TAXONOMY)
    assert path.with_suffix(".txt").read_text(encoding="utf-8").splitlines() == refused.value.lines()


def sentences(module: Any) -> set[str]:
    """Give the longest fixed piece of every problem that a module can report."""
    found = set()
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("problem", "add"):
            texts = [piece.value for piece in ast.walk(node) if isinstance(piece, ast.Constant) and isinstance(piece.value, str)]
            if texts:
                found.add(max(texts, key=len))
    return found


@pytest.mark.parametrize("module", READERS, ids=lambda module: module.__name__)
def test_every_message_of_the_reader_has_its_broken_file(module: Any) -> None:
    """Lost without it: a message nobody has ever read, with a slip in it."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in BAD.glob("*.txt"))
    assert len(sentences(module)) >= 2
    assert set() == {sentence for sentence in sentences(module) if sentence not in written}


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path: Path) -> None:
    """Lost without it: a slip in the path shows a traceback."""
    for path in (tmp_path / "nowhere.yaml", tmp_path):
        with pytest.raises(FileProblems, match="cannot be read: "):
            load_inventory(path, TAXONOMY)


def test_a_long_message_is_cut_and_still_names_its_line() -> None:
    """Lost without it: megabytes of a broken file poured over the screen."""
    with pytest.raises(FileProblems) as refused:
        read(TOP + "systems: [{id: crm, kind: " + "k" * 100_000 + "}]\n")
    assert refused.value.lines()[0].startswith("own.yaml:2 systems[0]: 'kind' is 'kkk")
    assert len(refused.value.lines()[0]) < LONGEST_MESSAGE + 20


def large(count: int, systems: str, part_of: str, category: str) -> str:
    """Give an inventory of many systems and datasets; `#` stands for the number and `+` for the next."""
    rows = ["subject_groups: [{id: customers}]", "systems:", *(f"  - {{id: s{n}}}" for n in range(count)), "datasets:"]
    for n in range(count):
        row = f"  - {{id: d{n}, systems: [{systems}], categories: [{category}]{part_of}}}"
        rows.append(row.replace("#", str(n)).replace("+", str((n + 1) % count)))
    return TOP + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (large(2500, "x#", "", "contact"), "is not defined"),
        (large(2500, "s#", "", "contactx#"), "is not known"),
        (large(2500, "s#", ", part_of: d+", "contact"), "goes in a ring"),
        (large(2500, "s#", ", unknown#: x", "contact"), "is not a known key"),
    ],
    ids=["wrong systems", "wrong categories", "one ring of all", "wrong keys"],
)
def test_thousands_of_problems_are_found_in_seconds(text: str, said: str) -> None:
    """Lost without it: a crafted or badly exported inventory that holds the desk for hours."""
    seconds = process_time()
    with pytest.raises(FileProblems, match=said):
        read(text)
    assert process_time() - seconds < 5


def test_a_chain_of_thousands_of_parts_is_read_in_seconds() -> None:
    """Lost without it: a chain of parts read in cubic time."""
    count, seconds = 2500, process_time()
    text = large(count, "s#", ", part_of: d+", "contact").replace("part_of: d0}", "retention: short}")
    assert count == len(read(text).datasets)
    assert process_time() - seconds < 5


# --- the sample -------------------------------------------------------------------------------------


def test_the_sample_is_an_organisation_that_hangs_together() -> None:
    """Lost without it: the first inventory anybody sees has systems that hold nothing and parties that do nothing."""
    found = load_inventory(SAMPLE, TAXONOMY)
    assert 40 <= len(found.systems) <= 46
    assert set() == {s.id for s in found.systems} - {id_ for d in found.datasets for id_ in d.held_in()}
    assert set() == {d.id for d in found.datasets} - {id_ for a in found.processing_activities for id_ in a.datasets}
    assert set() == {g.id for g in found.subject_groups} - {s.group for d in found.datasets for s in d.subjects}
    named = {s.processor for s in found.systems} | {p for a in found.processing_activities for p in a.processors}
    assert set() == {p.id for p in found.processors} - named
    assert {"responder", "incident-lead", "dpo", "management"} == {role.value for p in found.people for role in p.roles}


def test_the_sample_says_nothing_that_cannot_be() -> None:
    """Lost without it: a part with people its whole has not, or paper that is encrypted."""
    found = load_inventory(SAMPLE, TAXONOMY)
    groups = {d.id: {s.group for s in d.subjects} for d in found.datasets}
    paper = {s.id for s in found.systems if s.kind == "paper"}
    flowing = [(flow, {found.dataset(d).held_in() for d in flow.datasets}) for flow in found.flows]
    assert [f for f, held in flowing if any(not {f.sender, f.receiver} & set(homes) for homes in held)] == []
    assert [d.id for d in found.datasets if d.part_of and not groups[d.id] <= groups[d.part_of]] == []
    assert [d.id for d in found.datasets if d.encrypted_at_rest and paper & set(d.held_in())] == []


def test_the_sample_shows_every_way_in_and_every_kind_of_protection() -> None:
    """Lost without it: a demo in which nothing is reached, and every thief can read everything."""
    found = load_inventory(SAMPLE, TAXONOMY)
    assert set(OpenedBy) == {flow.opened_by for flow in found.flows}
    assert set(Encryption) == {d.protection.encryption for d in found.datasets}
    assert any(d.protection.unreadable for d in found.datasets)
    assert any(held.holding for d in found.datasets for held in d.subjects)
    assert found.group("lease-riders").part_of == "customers"
    reached = {r.system: r for r in scope_of(found, ["laptop-sales-07"]).reached}
    assert (reached["crm-db"].hops, reached["crm-db"].ways) == (1, (Way.CREDENTIAL,))
    assert reached["data-warehouse"].hops >= 2
    lost = {hit: scope_of(found, [hit]).datasets[0].readable for hit in ("laptop-hr-02", "laptop-sales-07", "webshop")}
    assert lost == {"laptop-hr-02": Readable.NO, "laptop-sales-07": Readable.YES, "webshop": Readable.YES}


def test_the_sample_writes_to_reserved_domains_only() -> None:
    """Lost without it: a demo that names the mailbox of a real person."""
    text = SAMPLE.read_text(encoding="utf-8")
    domains = {word.rpartition("@")[2].strip('",}').rpartition(".")[2] for word in text.split() if "@" in word}
    assert {"example"} == domains


# --- writing back ----------------------------------------------------------------------------------

ODD = ("NO", "null", "~", "true", "on", "12:30", "0123", "1_000", "0x1F", ".nan", "<<", "=", "- a", "# b", "a: b", "[x]",
       "{y}", "&a", "*a", "!t", "%d", "@q", "`q", '"q"', "'q'", "a\nb", "a\tb", "ÿ", "日本", "🚲", "\\e", "{{ 7*7 }}")  # fmt: skip
WORDS = st.sampled_from(ODD) | st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf")), min_size=1, max_size=12
).map(str.strip).filter(bool)
MAYBE = st.just("") | WORDS
ADDRESSES = st.sampled_from(["fg@example.org", "a.b@example.net"])
IDENTITY = TAXONOMY.categories["identity"]
RENAMED = replace(IDENTITY, labels={**IDENTITY.labels, "pl": "NO"}, harms=("identity-theft",), dpv=("pd:Name",))
NAMES = {"s0": "NO", "s1": "12:30", "s2": "null", "s3": "- s", "s4": "0123"}


@st.composite
def written(draw: st.DrawFn) -> Inventory:
    """Give an inventory as the reader would give it, with odd words wherever a file may have them."""
    found = draw(inventories())
    used = {id_ for d in found.datasets for id_ in (*d.categories, *(c for s in d.subjects for c in s.categories))}
    own = draw(st.booleans())
    known = {**TAXONOMY.categories, **({"identity": RENAMED} if own else {})}
    groups = {g.id: replace(g, labels={"en": draw(WORDS), "nl": draw(WORDS)}) for g in found.subject_groups}
    for id_, group in groups.items():
        groups[id_] = replace(group, size=_within(group.size, _most_of(groups, group.part_of)))
    return replace(
        found,
        controller=_odd_controller(draw),
        dpo=draw(st.none() | st.builds(ContactPoint, WORDS, ADDRESSES, WORDS)),
        people=(Person("J. Vos", "vos@example.org", tuple(Role)), Person(draw(ADDRESSES), draw(ADDRESSES))),
        systems=tuple(_odd_system(draw, s) for s in found.systems),
        datasets=tuple(_consistent(found, groups, _odd_dataset(draw, d)) for d in found.datasets),
        flows=tuple(
            replace(f, sender=NAMES[f.sender], receiver=NAMES[f.receiver], note=draw(MAYBE)) for f in found.flows
        ),
        credentials=tuple(
            replace(c, name=draw(WORDS), kept_in=_renamed(c.kept_in), opens=_renamed(c.opens)) for c in found.credentials
        ),
        subject_groups=tuple(groups.values()),
        data_categories=tuple(c for id_, c in known.items() if id_ in used),
        processing_activities=tuple(
            replace(a, name=draw(WORDS), purpose=draw(WORDS), recipients=(draw(WORDS),), transfers=("US", "NO"))
            for a in found.processing_activities
        ),
        processors=(Processor("host", draw(WORDS), "NO", draw(MAYBE)),),
    )


def _odd_controller(draw: st.DrawFn) -> Controller:
    return Controller(
        name=draw(WORDS),
        country="NO",
        zone="Europe/Oslo",
        address=draw(MAYBE),
        registration=draw(MAYBE),
        languages=("nl", "en"),
        subdivision=draw(st.sampled_from(["", "NO-03"])),
        role=draw(st.sampled_from(["", "joint-controller"])),
        kinds=draw(st.sampled_from([None, (), ("bank",), ("bank", "us-listed")])),
        establishments=draw(st.sampled_from([(), ("NO", "SE")])),
        turnover_eur=draw(st.sampled_from([None, 0, 10**13])),
    )


def _odd_system(draw: st.DrawFn, system: System) -> System:
    kind, exposure = draw(st.sampled_from([("", ""), ("paper", "offline"), ("saas", "internet")]))
    return replace(
        system, id=NAMES[system.id], name=draw(WORDS), kind=kind, exposure=exposure, owner=draw(MAYBE), location=draw(MAYBE),
        access=draw(st.sampled_from([(), ("IT", "NO")])),
    )


def _renamed(systems: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(NAMES[s] for s in systems)


def _odd_dataset(draw: st.DrawFn, dataset: Dataset) -> Dataset:
    return replace(
        dataset,
        name=draw(WORDS),
        systems=_renamed(dataset.systems),
        copies=_renamed(dataset.copies),
        protection=replace(dataset.protection, keys_in=_renamed(dataset.protection.keys_in)),
        retention=draw(MAYBE),
        source=draw(MAYBE),
        access=draw(st.sampled_from([(), ("IT", "NO")])),
    )


def _within(count: CountRange, most: int | None) -> CountRange:
    """Take out a lower bound that the reader would refuse."""
    return count if most is None or (count.at_least or 0) <= most else CountRange(None, count.at_most)


def _most_of(groups: dict[str, SubjectGroup], group: str | None) -> int | None:
    """Give the smallest upper bound of a group and of all it is part of."""
    found = []
    while group is not None:
        found.append(groups[group].size.at_most)
        group = groups[group].part_of
    return min((most for most in found if most is not None), default=None)


def _consistent(found: Inventory, groups: dict[str, SubjectGroup], dataset: Dataset) -> Dataset:
    """Take out what the reader refuses: a part that is larger than its whole, a dataset larger than its group."""
    held = []
    for subjects in dataset.subjects:
        people = _within(subjects.people, _most_of(groups, subjects.group))
        whole = next((d for d in found.datasets if d.id == dataset.part_of), None)
        of_whole = [s.people.at_most for s in whole.subjects if s.group == subjects.group] if whole else []
        if of_whole and None not in of_whole:
            people = _within(people, sum(most for most in of_whole if most is not None))
        held.append(replace(subjects, people=people))
    return replace(dataset, subjects=tuple(held))


@settings(max_examples=40)
@given(inventory=written())
def test_what_is_written_back_reads_as_the_same_values(inventory: Inventory) -> None:
    """Lost without it: an inventory that changes each time it is taken out, edited and taken in again."""
    again = read(dump_inventory(inventory, TAXONOMY))
    assert without_rows(inventory) == without_rows(again)


@pytest.mark.parametrize("path", [SAMPLE, ORGANISATION], ids=lambda path: path.stem)
def test_a_real_inventory_survives_writing_back(path: Path) -> None:
    """Lost without it: the same on a whole organisation."""
    found = load_inventory(path, TAXONOMY)
    assert without_rows(found) == without_rows(read(dump_inventory(found, TAXONOMY)))


def test_the_organisations_own_words_for_a_category_are_written_back() -> None:
    """Lost without it: labels the DPO wrote are gone after the first round."""
    own = "data_categories: [{id: health.dental, labels: {en: teeth}}, {id: identity, labels: {pl: imiona}}]\n"
    found = read(TOP + own + REST.replace("[crm]}", "[crm], categories: [identity, health.dental, health.eyes]}"))
    again = read(dump_inventory(found, TAXONOMY))
    assert found.data_categories == again.data_categories
    assert (again.category("identity").label("pl"), again.category("health.dental").label("en")) == ("imiona", "teeth")


def test_what_the_taxonomy_says_is_not_written_out() -> None:
    """Lost without it: a written-out inventory pins the taxonomy of the day it was written."""
    found = read(TOP + REST.replace("[crm]}", "[crm], categories: [identity, health.eyes]}"))
    assert "data_categories" not in yaml.safe_load(dump_inventory(found, TAXONOMY))


def test_no_other_reader_of_yaml_takes_a_text_for_something_else() -> None:
    """Lost without it: a tool that reads the written inventory sees false for Norway and 15 for a number of the register."""
    controller = Controller("NO", "NO", "Europe/Oslo", "true", "0o17", ())
    text = dump_inventory(replace(read(TOP + REST), controller=controller), TAXONOMY)
    expected = {"name": "NO", "country": "NO", "zone": "Europe/Oslo", "address": "true", "registration": "0o17"}
    assert expected == yaml.safe_load(text)["controller"]
    assert 'registration: "0o17"' in text  # An octal number to a reader of YAML 1.2.


def test_what_an_import_could_not_map_leads_the_text_as_comments() -> None:
    """Lost without it: the notes of an import vanish from the file that people go on working with."""
    found = replace(read(TOP + REST), notes=("a.yml:3: 'policy' has\nno counterpart.", "a.yml:9: more."))
    lines = dump_inventory(found, TAXONOMY).splitlines()
    assert lines[:2] == ["# a.yml:3: 'policy' has no counterpart.", "# a.yml:9: more."]
    assert without_rows(replace(found, notes=())) == without_rows(read("\n".join(lines)))


def test_the_taxonomy_of_the_tests_is_the_shipped_one() -> None:
    """Lost without it: a taxonomy that lost its contents would make half of these tests empty."""
    assert isinstance(TAXONOMY, Taxonomy)
    assert len(TAXONOMY.categories) >= 25
