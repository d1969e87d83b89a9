"""Tables with other people's column names, in four languages, become the inventory they mean, or say row by row why not."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breachdesk.domain.columns import plain_word
from breachdesk.domain.errors import BreachDeskError, FileProblems, WrongInput
from breachdesk.domain.inventory import CountRange, Dataset, Inventory, SubjectGroup, SubjectsHeld
from breachdesk.domain.parties import ContactPoint, Controller, Person, Role
from breachdesk.domain.sheets import InventoryRead, TableChoices
from breachdesk.files import inventory_sheet
from breachdesk.files.columns_file import LANGUAGES, load_columns
from breachdesk.files.inventory_dump import dump_inventory
from breachdesk.files.inventory_file import parse_inventory
from breachdesk.files.inventory_reader import read_import
from breachdesk.files.inventory_sheet import NOT_STATED, inventory_from_tables
from breachdesk.files.mapping_memory import MappingMemory
from breachdesk.files.sheet_words_file import cell_words
from breachdesk.files.strict_yaml import read_yaml
from breachdesk.files.taxonomy_file import load_taxonomy
from tests.edges.inventory_tables_written import written_tables
from tests.edges.test_inventory_file import without_rows
from tests.strategies import inventories
from tests.workbooks import workbook

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT.parent / "shared" / "hostile"
BAD = ROOT / "tests" / "bad_files" / "sheets" / "inventory"
TAXONOMY = load_taxonomy(ROOT / "breachdesk" / "law" / "taxonomy.yaml")
OURS = Controller("Example B.V.", "NL", "Europe/Amsterdam")
SAID = TableChoices(controller=OURS)
DUTCH = """\
Nr;Verwerkingsactiviteit;Doel van de verwerking;Grondslag;Categorieën betrokkenen;Categorieën persoonsgegevens;Bijzondere persoonsgegevens;Ontvangers;Verwerker;Systeem;Opslaglocatie;Bewaartermijn;Doorgifte buiten de EU;Aantal betrokkenen;Afdeling
1;Personeelsadministratie;Uitvoeren van het contract;Wettelijke plicht;Medewerkers;NAW-gegevens, BSN, salarisgegevens;Gezondheidsgegevens;Belastingdienst;Loon B.V.;Afas;;7 jaar;Nee;350;HR
2;Klantenbeheer;Leveren;Overeenkomst;Klanten;"NAW-gegevens (naam, adres); e-mailadres, IBAN";Geen;Bezorgdienst;;Verkoop;Utrecht;2 jaar;Ja, VS;12.000 - 15.500;Verkoop
"""
GERMAN = """\
Bezeichnung der Verarbeitungstätigkeit;Zwecke der Verarbeitung;Rechtsgrundlage;Kategorien betroffener Personen;Kategorien personenbezogener Daten;Empfänger;Auftragsverarbeiter;Anwendung;Löschfrist;Drittlandübermittlung;Anzahl Betroffene
Lohnabrechnung;Lohn zahlen;Vertrag;Beschäftigte;Bankverbindung, Gesundheitsdaten;Finanzamt;Lohn GmbH;SAP;10 Jahre;keine Übermittlung;< 200
"""
FRENCH = """\
Nom du traitement,Finalité,Base légale,Personnes concernées,Catégories de données,Destinataires,Sous-traitants,Logiciel,Durée de conservation,Transferts hors UE,Nombre de personnes
Gestion des patients,Soigner,Mission,Patients,"données de santé, coordonnées",Assurance,Hébergeur SA,Dossier,20 ans,Suisse,au moins 800
"""
ENGLISH = """\
Processing activity,Purpose,Lawful basis,Data subjects,Categories of personal data,Recipients,Processors,System,Retention period,Third countries,Number of data subjects
Newsletter,To inform,Consent,Newsletter subscribers,"email address; preferences",None,Mail Inc.,Mailer,1 year,United States,unknown
"""


def file(folder: Path, text: str, name: str = "register.csv") -> Path:
    """Write a table of a test's own."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(*paths: Path, in_use: Inventory | None = None, memory: MappingMemory | None = None, **said: Any) -> InventoryRead:
    """Read tables as an import does."""
    return inventory_from_tables(paths, TAXONOMY, in_use, replace(SAID, **said), memory)


def refusal(*paths: Path, **said: Any) -> str:
    """Give what is said of tables that are refused."""
    with pytest.raises((FileProblems, WrongInput)) as refused:
        read(*paths, **said)
    return str(refused.value)


def register(folder: Path, *rows: str, header: str = "Verwerking;Doel;Betrokkenen;Persoonsgegevens;Systeem;Aantal personen;Doorgifte") -> Path:
    """Write a small Dutch register."""
    return file(folder, "\n".join((header, *rows)) + "\n")


def test_a_dutch_register_becomes_an_inventory(tmp_path: Path) -> None:
    """Lost without it: the record every organisation has must be typed anew in YAML."""
    found = read(file(tmp_path, DUTCH)).inventory
    assert [(s.id, s.name, s.location) for s in found.systems] == [("afas", "Afas", ""), ("verkoop", "Verkoop", "Utrecht")]
    staff, sales = found.datasets
    assert staff.categories == ("contact", "national-id", "financial", "health")
    assert sales.categories == ("contact", "identity", "financial-account")
    assert (sales.systems, sales.retention, sales.subjects[0].people) == (("verkoop",), "2 jaar", CountRange(12000, 15500))
    assert [(g.id, g.kind, g.label("nl")) for g in found.subject_groups] == [
        ("medewerkers", "employees", "Medewerkers"), ("klanten", "customers", "Klanten"),
    ]
    pay, selling = found.processing_activities
    assert (pay.id, pay.purpose, pay.legal_basis) == ("personeelsadministratie", "Uitvoeren van het contract", "Wettelijke plicht")
    assert (pay.recipients, pay.processors, pay.transfers) == (("Belastingdienst",), ("loon-b-v",), ())
    assert (selling.transfers, selling.datasets) == (("US",), ("klantenbeheer",))
    assert [(p.id, p.name) for p in found.processors] == [("loon-b-v", "Loon B.V.")]
    assert found.notes == ("register.csv: column 'Afdeling' was left out; it has no counterpart here.",)


@pytest.mark.parametrize(
    ("text", "language", "group", "categories", "transfers", "people"),
    [
        (GERMAN, "de", ("employees", "Beschäftigte"), ("financial-account", "health"), (), CountRange(None, 199)),
        (FRENCH, "fr", ("patients", "Patients"), ("health", "contact"), ("CH",), CountRange(800, None)),
        (ENGLISH, "en", ("subscribers", "Newsletter subscribers"), ("contact", "preferences"), ("US",), CountRange()),
    ],
    ids=["German", "French", "English"],
)
def test_registers_in_other_languages_are_understood(
    tmp_path: Path, text: str, language: str, group: tuple[str, str], categories: tuple[str, ...],
    transfers: tuple[str, ...], people: CountRange,
) -> None:
    """Lost without it: a subsidiary's record that nobody can take in."""
    taken = read(file(tmp_path, text))
    found = taken.inventory
    assert not taken.needs_a_look
    assert (found.subject_groups[0].kind, found.subject_groups[0].labels) == (group[0], {language: group[1]})
    assert found.datasets[0].categories == categories
    assert found.datasets[0].subjects[0].people == people
    assert found.processing_activities[0].transfers == transfers
    assert found.notes == ()


def test_where_data_come_from_and_who_gets_at_them_are_taken(tmp_path: Path) -> None:
    """Lost without it: the answers of Art. 14 that a register already holds."""
    header = "Verwerking;Doel;Betrokkenen;Persoonsgegevens;Systeem;Bron van de gegevens;Toegang"
    (found,) = read(register(tmp_path, "A;x;Klanten;BSN;crm;de gemeente;balie, directie", header=header)).inventory.datasets
    assert (found.source, found.access) == ("de gemeente", ("balie", "directie"))


def test_every_value_knows_its_row_and_column(tmp_path: Path) -> None:
    """Lost without it: a figure in a notice that nobody can trace to the register."""
    found = read(file(tmp_path, DUTCH)).inventory
    assert [str(d.row) for d in found.datasets] == ["register.csv:2", "register.csv:3"]
    assert (found.systems[1].row.line, found.systems[1].row.path) == (3, "column 'Systeem'")
    assert str(found.datasets[1].subjects[0].row) == "register.csv:3"


def test_problems_name_row_and_column_and_come_in_one_round(tmp_path: Path) -> None:
    """Lost without it: a hunt through a register of a hundred rows, one problem a try."""
    path = register(
        tmp_path, "A;x;Klantn;BSN;crm;veel;nee", ";x;Klanten;BSN;crm;1;nee", "C;;Klanten;Schoenmaat;crm;2 - 1;Verweggistan",
        "D;x;Klanten;BSN;crm;1;ja",
    )
    lines = refusal(path).splitlines()
    assert [line.split("'")[0] + line.split("'")[1] for line in lines] == [
        "register.csv:2 column Aantal personen", "register.csv:2 column Betrokkenen", "register.csv:3 column Verwerking",
        "register.csv:4 column Aantal personen", "register.csv:4 column Doel", "register.csv:4 column Doorgifte",
        "register.csv:4 column Persoonsgegevens", "register.csv:5 column Doorgifte",
    ]
    assert "'Klantn' is no kind of people that is known. Did you mean 'klanten' (customers)?" in lines[1]
    assert "Write the id behind it, as 'Schoenmaat (contact)', or explain it with --word WORD=ID" in lines[6]


def test_an_id_in_brackets_says_what_a_word_means(tmp_path: Path) -> None:
    """Lost without it: no way out where a word is not on the list."""
    found = read(register(tmp_path, "A;x;Kwekers (suppliers);Teeltplan (profile);crm;1;nee")).inventory
    assert (found.subject_groups[0].id, found.subject_groups[0].kind) == ("kwekers", "suppliers")
    assert found.datasets[0].categories == ("profile",)


def test_a_word_can_be_explained_once_and_is_remembered(tmp_path: Path) -> None:
    """Lost without it: a hundred cells to be mended by hand in somebody else's register."""
    path = register(tmp_path, "A;x;Kwekers;Teeltplan;crm;1;nee", "B;x;kwekers;Teelt-plan;crm;1;nee")
    first = read(path, words=("Kwekers=suppliers", "Teeltplan=profile"))
    assert (first.inventory.subject_groups[0].kind, first.inventory.datasets[1].categories) == ("suppliers", ("profile",))
    assert not first.needs_a_look
    MappingMemory(tmp_path / "workspace").remember_words(first.words)
    assert read(path, memory=MappingMemory(tmp_path / "workspace")) == first


@pytest.mark.parametrize(
    ("text", "said"),
    [("Kwekers", "explains no word"), ("=suppliers", "explains no word"), ("Kwekers=supplier", "Did you mean 'suppliers'?")],
)
def test_a_slip_in_an_explained_word_is_met_with_the_nearest(tmp_path: Path, text: str, said: str) -> None:
    """Lost without it: a word explained by an id that nothing knows."""
    assert said in refusal(register(tmp_path, "A;x;Kwekers;BSN;crm;1;nee"), words=(text,))


def test_a_word_that_holds_a_known_one_is_taken_and_shown(tmp_path: Path) -> None:
    """Lost without it: a guess about special categories that nobody sees."""
    taken = read(register(tmp_path, "A;x;Vaste klanten;Gegevens over de gezondheid van mensen;crm;1;nee"))
    assert taken.inventory.datasets[0].categories == ("health",)
    assert taken.needs_a_look
    assert taken.tables[0].guesses == (
        "'Gegevens over de gezondheid van mensen' was taken as health.", "'Vaste klanten' was taken as customers.",
    )


@pytest.mark.parametrize("text", ["geen gezondheid", "no health of anybody", "keine Gesundheitsdaten dabei"])
def test_a_word_that_is_denied_is_not_taken(tmp_path: Path, text: str) -> None:
    """Lost without it: health data reported where the register says there are none."""
    assert "is no kind of data that is known" in refusal(register(tmp_path, f"A;x;Klanten;{text};crm;1;nee"))


def test_about_so_many_is_unknown_and_said(tmp_path: Path) -> None:
    """Lost without it: at least 500 in a notification, from a register that says about 500."""
    found = read(register(tmp_path, "A;x;Klanten;BSN;crm;ca. 500;nee")).inventory
    assert found.datasets[0].subjects[0].people.is_unknown
    assert "register.csv:2 column 'Aantal personen': 'ca. 500' is only about right" in found.notes[0]


def test_a_count_for_several_groups_together_is_an_upper_end_for_each(tmp_path: Path) -> None:
    """Lost without it: 500 people counted twice, as customers and again as members."""
    found = read(register(tmp_path, "A;x;Klanten en leden;BSN;crm;500;nee")).inventory
    assert [(h.group, h.people) for h in found.datasets[0].subjects] == [("klanten", CountRange(None, 500)), ("leden", CountRange(None, 500))]
    assert "is for 2 groups together" in found.notes[0]


@pytest.mark.parametrize(
    ("text", "countries"),
    [("NO", ("NO",)), ("nee", ()), ("Nee, alleen binnen de EER", ()), ("EU", ()), ("n.v.t.", ()), ("Ja: VS en India", ("US", "IN")), ("UK; Zwitserland", ("GB", "CH"))],
)
def test_transfers_are_countries_and_no_is_not_norway(tmp_path: Path, text: str, countries: tuple[str, ...]) -> None:
    """Lost without it: a transfer that is dropped, or Norway read as no."""
    found = read(register(tmp_path, f"A;x;Klanten;BSN;crm;1;\"{text}\"")).inventory
    assert found.processing_activities[0].transfers == countries


def test_data_without_a_named_system_live_where_it_says_or_in_one_not_stated(tmp_path: Path) -> None:
    """Lost without it: data that no system holds, so that nobody is affected when it is hit."""
    path = register(tmp_path, "A;x;Klanten;BSN;;Kast 3", "B;x;Klanten;BSN;;", header="Verwerking;Doel;Betrokkenen;Persoonsgegevens;Systeem;Locatie")
    found = read(path).inventory
    assert [(s.id, s.name) for s in found.systems] == [("kast-3", "Kast 3"), ("not-stated-in-register-csv", "not stated in register.csv")]
    assert "no system is named" in found.notes[-1]


def test_a_special_category_that_is_not_named_is_refused(tmp_path: Path) -> None:
    """Lost without it: Art. 9 data that the register admits to and the scope does not know of."""
    path = register(tmp_path, "A;x;Klanten;NAW;crm;ja", header="Verwerking;Doel;Betrokkenen;Persoonsgegevens;Systeem;Bijzondere gegevens")
    assert "register.csv:2 column 'Bijzondere gegevens': says that there are special categories, and not which" in refusal(path)


def test_control_characters_in_a_cell_are_refused(tmp_path: Path) -> None:
    """Lost without it: a register that drives the terminal of whoever reads the scope."""
    path = register(tmp_path, "A\x1b[2J;x;Klanten;BSN;crm;1;nee", "B\u202e;x;Klanten;BSN;crm;1;nee")
    assert "holds the control character U+001B" in refusal(path)
    assert "register.csv:3 column 'Verwerking': holds the control character U+202E" in refusal(path)


def test_tables_of_different_kinds_make_one_inventory_and_refer_by_name(tmp_path: Path) -> None:
    """Lost without it: five sheets that each stand alone."""
    book = workbook(tmp_path / "avg.xlsx", {
        "Systemen": [["Systeem", "Leverancier", "Soort", "Bereikbaar vanaf"], ["Kassa", "Host BV", "applicatie", "intern"]],
        "Verwerkers": [["Verwerker", "Vestigingsland"], ["Host BV", "België"]],
        "Register": [["Verwerking", "Doel", "Betrokkenen", "Persoonsgegevens", "Systeem"], ["Verkoop", "x", "Klanten", "IBAN", "kassa"]],
    })
    found = read(book, sheets=("Systemen", "Verwerkers", "Register")).inventory
    assert (found.systems[0].processor, found.systems[0].kind, found.systems[0].exposure) == ("host-bv", "application", "internal")
    assert found.processors[0].country == "BE"
    assert found.datasets[0].systems == ("kassa",)
    assert str(found.datasets[0].row) == "avg.xlsx (Register):2"


def test_a_name_that_no_table_holds_is_met_with_the_nearest(tmp_path: Path) -> None:
    """Lost without it: a slip in a name makes a second system that nothing else knows of."""
    systems = file(tmp_path, "Systeem;Soort;Eigenaar\nKassa;applicatie;ik\n", "systemen.csv")
    path = register(tmp_path, "A;x;Klanten;BSN;Kasa;1;nee")
    assert "register.csv:2 column 'Systeem': 'Kasa' is no system of the table. Did you mean 'Kassa'?" in refusal(systems, path)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("crm;Naam\ncrm;Ander\n", "column 'Code': 'crm' stands on two rows; give each its own."),
        (";Naam\n;Naam\n", "column 'Systeem': 'Naam' stands on two rows; give each its own."),
    ],
)
def test_two_systems_by_one_name_are_refused(tmp_path: Path, rows: str, said: str) -> None:
    """Lost without it: a register that means one of them, and nobody knows which."""
    path = file(tmp_path, "Code;Systeem;Soort\n" + rows.replace("\n", ";applicatie\n"), "systemen.csv")
    assert said in refusal(path, register(tmp_path, "A;x;Klanten;BSN;crm;1;nee"))


def test_two_tables_of_one_kind_are_refused(tmp_path: Path) -> None:
    """Lost without it: the last register replaces the first."""
    one, two = file(tmp_path, DUTCH, "a.csv"), file(tmp_path, ENGLISH, "b.csv")
    assert "a.csv and b.csv are both a register of processing; put them into one table" in refusal(one, two)


def test_half_an_inventory_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    """Lost without it: an inventory in which nobody can be affected."""
    path = file(tmp_path, "Systeem;Soort;Eigenaar\nKassa;applicatie;ik\n", "systemen.csv")
    assert "says nothing of which data are held; import a table of datasets, or a register, with it" in refusal(path)


def test_a_table_that_could_be_two_kinds_is_asked_about_and_its_name_may_tell(tmp_path: Path) -> None:
    """Lost without it: processors read as groups of people."""
    text = "Naam;Land\nHost BV;NL\n"
    assert "tabel.csv:1 may be a table of" in refusal(file(tmp_path, text, "tabel.csv"))
    found = read(file(tmp_path, text, "verwerkers.csv"), register(tmp_path, "A;x;Klanten;BSN;crm;1;nee")).inventory
    assert [(p.name, p.country) for p in found.processors] == [("Host BV", "NL")]


def test_a_table_that_is_none_is_refused_and_can_be_explained(tmp_path: Path) -> None:
    """Lost without it: no way to take in a register with words of its own."""
    text = "Wat;Waarom;Wie;Welke;Waarin\nVerkoop;Leveren;Klanten;IBAN;Kassa\n"
    path = file(tmp_path, text, "eigen.csv")
    assert "eigen.csv:1 has no columns that an inventory has; give them with --column HEADER=FIELD" in refusal(path)
    said = ("Wat=name", "Waarom=purpose", "Wie=groups", "Welke=categories", "Waarin=systems")
    taken = read(path, columns=said)
    assert (taken.tables[0].kind, taken.needs_a_look) == ("register", False)
    assert taken.inventory.datasets[0].systems == ("kassa",)


def test_a_column_that_was_proposed_needs_a_look_and_one_that_was_left_out_is_noted(tmp_path: Path) -> None:
    """Lost without it: a column read as something else, or dropped, and nobody told."""
    path = register(tmp_path, "A;x;Klanten;BSN;crm;blauw", header="Verwerking;Doel (hoofd);Betrokkenen;Persoonsgegevens;Systeem;Kleur")
    taken = read(path)
    assert taken.needs_a_look
    assert taken.inventory.notes == ("register.csv: column 'Kleur' was left out; it has no counterpart here.",)
    assert not read(path, columns=("Doel (hoofd)=purpose",)).needs_a_look


def test_what_columns_meant_is_remembered_for_the_header(tmp_path: Path) -> None:
    """Lost without it: the same columns explained for every import."""
    path = file(tmp_path, "Wat;Waarom;Wie;Welke;Waarin\nVerkoop;Leveren;Klanten;IBAN;Kassa\n", "eigen.csv")
    said = ("Wat=name", "Waarom=purpose", "Wie=groups", "Welke=categories", "Waarin=systems")
    memory = MappingMemory(tmp_path / "workspace")
    first = read(path, columns=said)
    memory.remember("register", {column.header: column.meaning for column in first.tables[0].columns})
    again = read(path, memory=MappingMemory(tmp_path / "workspace"))
    assert (again.inventory, again.needs_a_look) == (first.inventory, False)


def test_a_list_of_people_is_no_inventory(tmp_path: Path) -> None:
    """Lost without it: names and addresses of people kept in the inventory for ever."""
    path = file(tmp_path, "naam;email;land;categorie\nAnn;ann@example.org;NL;x\n", "leden.csv")
    said = refusal(path)
    assert "column 'email' holds e-mail addresses, as a list of people does" in said
    assert "ann@example.org" not in said


def test_whose_it_is_comes_from_the_inventory_in_use(tmp_path: Path) -> None:
    """Lost without it: an import of a register loses the DPO, who alone approves notices."""
    people = (Person("S. Kok", "kok@example.org", (Role.DPO,)),)
    dpo = ContactPoint("S. Kok", "fg@example.org", "+31 30 555 01 10")
    before = Inventory(replace(OURS, kinds=(), turnover_eur=5), dpo, people=people)
    found = read(file(tmp_path, DUTCH), in_use=before, controller=None).inventory
    assert (found.controller, found.dpo, found.people) == (before.controller, dpo, people)


def test_whose_it_is_and_nobody_said_is_noted_each_time_the_same(tmp_path: Path) -> None:
    """Lost without it: a made-up controller in a notice, or the same file taken for another one."""
    first = read(file(tmp_path, DUTCH), controller=None).inventory
    assert first.controller == NOT_STATED
    assert "whose inventory it is stands in no table" in first.notes[0]
    assert read(file(tmp_path, DUTCH), controller=None, in_use=first).inventory == first


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a list of a million people taken for a register, and the program busy for minutes."""
    monkeypatch.setattr(inventory_sheet, "MAX_ROWS", 2)
    assert "register.csv:4 holds more than 2 rows" in refusal(register(tmp_path, *["A;x;Klanten;BSN;crm;1;nee"] * 4))


def test_tables_and_other_files_are_not_mixed(tmp_path: Path) -> None:
    """Lost without it: one of them wins, and nobody knows which."""
    paths = [file(tmp_path, DUTCH), file(tmp_path, "controller: x\n", "own.yaml")]
    with pytest.raises(WrongInput, match=r"register\.csv is a table and other files are not"):
        read_import(paths, TAXONOMY, lambda: None, SAID, None)
    with pytest.raises(WrongInput, match="are for tables; none of these files is one"):
        read_import(paths[1:], TAXONOMY, lambda: None, TableChoices(encoding="cp1252"), None)


@pytest.mark.parametrize("text", sorted(BAD.glob("*.txt")), ids=lambda path: path.stem)
def test_every_bad_register_of_our_own_gets_its_sentences(text: Path) -> None:
    """Lost without it: a message that changed, and tells nobody any more what to do."""
    (path,) = (file for file in BAD.glob(f"{text.stem}.*") if file.suffix != ".txt")
    assert text.read_text("utf-8").splitlines() == refusal(path).splitlines()


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared hostile files are not here")
def test_no_shared_hostile_table_is_taken_for_an_inventory(tmp_path: Path) -> None:
    """Lost without it: a list of people becomes an inventory, or ends the program."""
    for path in [*(HOSTILE / "csv").iterdir(), *(HOSTILE / "xlsx").iterdir()]:
        if path.suffix == ".gz":
            (tmp_path / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
            path = tmp_path / path.stem
        assert path.name in refusal(path), path


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(inventories())
def test_an_inventory_written_as_dutch_tables_is_read_back_the_same(tmp_path: Path, drawn: Inventory) -> None:
    """Lost without it: something that a table says and the import loses."""
    meant = parse_inventory(dump_inventory(_expressible(drawn), TAXONOMY).encode(), "own.yaml", TAXONOMY)
    found = read(*written_tables(meant, tmp_path))
    assert not found.needs_a_look
    assert without_rows(found.inventory) == without_rows(replace(meant, notes=found.inventory.notes))
    assert found.inventory.notes == ()


def _expressible(drawn: Inventory) -> Inventory:
    """Give what tables can say of an inventory, with nothing in it that contradicts itself, and labels in Dutch."""
    datasets = []
    for d in drawn.datasets:
        held = []
        for h in d.subjects:
            own = tuple(c for c in h.categories if c in d.categories)
            own = () if set(own) == set(d.categories) else own
            people = CountRange(None, h.people.at_most)
            held.append(SubjectsHeld(h.group, h.row, people, h.records, h.countries, own))
        datasets.append(Dataset(
            d.id, d.name, d.row, d.systems, d.categories, tuple(held), d.copies, d.part_of, d.encrypted_at_rest, d.retention,
            source=d.source, access=d.access,
        ))
    groups = tuple(
        SubjectGroup(
            g.id, {"nl": g.id}, g.kind, g.row, CountRange(g.size.at_least), g.vulnerable, g.countries, g.languages
        )
        for g in drawn.subject_groups
    )
    used = {c for d in datasets for c in d.categories}
    kept = tuple(c for c in (TAXONOMY.category(id_) for id_ in used) if c is not None)
    return replace(
        drawn, datasets=tuple(datasets), subject_groups=groups, data_categories=kept, flows=(), credentials=(),
    )


CELLS = st.sampled_from(
    ["", "x", "Klanten", "BSN", "ja", "nee", "NO", "1 - 2", "ca. 5", "a, b; c", "(", ")", "Klanten (", "naam (adres, ?) en BSN", "\u202e", "é", "1", "\x1b", "UK", "enz.", "a\nb", "-"]
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=4))
def test_any_cells_are_read_or_refused_in_our_own_words(tmp_path: Path, rows: list[list[str]]) -> None:
    """Lost without it: a register nobody foresaw ends the program."""
    path = register(tmp_path, *(";".join(f'"{cell}"' for cell in row) for row in rows))
    try:
        found = read(path).inventory
    except BreachDeskError as refused:
        assert "register.csv" in str(refused)
    else:
        again = parse_inventory(dump_inventory(found, TAXONOMY).encode(), "again.yaml", TAXONOMY)
        assert without_rows(again) == without_rows(replace(found, notes=()))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.sampled_from(["register.csv", "systemen.csv", "avg.xlsx"]))
def test_any_bytes_are_refused_in_our_own_words(tmp_path: Path, raw: bytes, name: str) -> None:
    """Lost without it: a file nobody foresaw ends the program."""
    (tmp_path / name).write_bytes(raw)
    assert refusal(tmp_path / name)


# --- the lists of words ----------------------------------------------------------------------------


def test_every_word_for_a_column_stands_for_one_thing_in_its_table() -> None:
    """Lost without it: a word that means two columns, decided by the order of a file."""
    words = load_columns()
    assert words.people.meanings["bsn"] == "national-id"
    for table in words.tables.values():
        assert {"id", "name"} <= table.columns.known
        assert set(table.columns.meanings.values()) == table.columns.known


def test_every_kind_of_column_has_words_in_four_languages() -> None:
    """Lost without it: a French register of which one column is never found."""
    listed = read_yaml(ROOT / "breachdesk" / "files" / "columns.yaml").value
    assert isinstance(listed, dict)
    tables = listed["tables"].value
    assert isinstance(tables, dict)
    missing = [
        (table, field)
        for table, node in tables.items()
        for field, words in node.value["columns"].value.items()  # type: ignore[index, union-attr, call-overload]
        if set(words.value) != set(LANGUAGES)
    ]
    assert missing == []


def test_every_category_and_kind_of_people_has_words() -> None:
    """Lost without it: a kind of data that no register can name."""
    words = cell_words(TAXONOMY)
    assert set(words.categories.meanings.values()) == set(TAXONOMY.categories)
    assert set(words.group_kinds.meanings.values()) == set(TAXONOMY.group_kinds)
    for text, id_ in (("NAW-gegevens", "contact"), ("Bankverbindung", "financial-account"), ("données de santé", "health")):
        assert words.categories.exact(text) == id_


# --- what is remembered ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"headers": 3}', b'{"headers": {"a": "b"}}', b'{"headers": {"a": [1]}}', b"\xff", b"[" * 100_000, b"x" * 1_048_577, b'{"words": {"a": 1}}'],
    ids=range(10),
)
def test_a_damaged_memory_is_one_warning_and_no_more(tmp_path: Path, content: bytes) -> None:
    """Lost without it: a broken convenience that keeps anything from being taken in."""
    (tmp_path / "columns.json").write_bytes(content)
    memory = MappingMemory(tmp_path)
    assert memory.recall("register", ["a"], ["name"]) == {}
    assert memory.warning == "columns.json of the workspace, where the meaning of columns is remembered, cannot be used: it is damaged."
    memory.remember("register", {"A ": "name"})
    assert (memory.recall("register", ["a"], ["name"]), memory.warning) == ({"a": "name"}, "")


def test_what_is_remembered_is_checked_and_belongs_to_one_use(tmp_path: Path) -> None:
    """Lost without it: a meaning that was taken out of the program, or that of another kind of table."""
    memory = MappingMemory(tmp_path)
    memory.remember("people", {"Nr": "key", "X": "", "Zorg": "health.dental"})
    assert memory.recall("people", ["nr", "x", "zorg"], ["key", "health"]) == {"nr": "key", "x": "", "zorg": "health.dental"}
    assert memory.recall("people", ["nr", "x", "zorg"], ["key"]) == {}
    assert memory.recall("people", ["nr", "x"], ["key", "health"]) == {}
    assert memory.recall("register", ["nr", "x", "zorg"], ["key", "health"]) == {}
    assert (tmp_path / "columns.json").stat().st_mode & 0o777 == 0o600


def test_only_so_many_headers_are_remembered(tmp_path: Path) -> None:
    """Lost without it: a file that grows with every list there ever was."""
    (tmp_path / "columns.json").write_text(json.dumps({"headers": {str(n): ["name"] for n in range(500)}}))
    MappingMemory(tmp_path).remember("people", {"Nr": "key"})
    kept = json.loads((tmp_path / "columns.json").read_text())["headers"]
    assert (len(kept), "0" in kept) == (500, False)


def test_the_plain_form_of_a_header_is_what_is_compared() -> None:
    """Lost without it: the same list with other capitals is explained again."""
    assert plain_word("E-Mail adres") == plain_word("emailadres")
