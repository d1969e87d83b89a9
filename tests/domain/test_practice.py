"""National practice beside the assessment: each note shows for the facts of its own decision, and not for unlike ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from breachdesk.domain.conditions import holds
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.facts import FactDefinition, Facts, read_answer
from breachdesk.domain.lawbook import LawBook, PracticeNote
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.fact_file import load_facts
from breachdesk.files.lawbook_file import GDPR, PRACTICE, law_texts, read_lawbook
from breachdesk.files.taxonomy_file import load_taxonomy
from tests.conftest import LAW
from tests.strategies import answered

Answers = Mapping[str, str]
LETTER = {"exposure": "one-known-recipient", "cause": "human-error", "data_categories": "contact"}
SNOOPER = {"exposure": "inside", "cause": "malicious-insider", "data_categories": "identity, financial-account"}
PHONE = {"exposure": "one-known-recipient", "data_categories": "contact, communications"}
ENTRY = """\
  - id: xx-letter
    country: "NL"
    stance: stricter
    words: {en: "Said."}
    when: [{fact: exposure, is: [public]}]
    status: in-force
    source: {act: AP, article: "decision 1", url: "https://example.org", read_on: "2026-11-24"}
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """One note, the facts it was decided on, and facts so unlike that it may not show."""

    note: str
    on: Answers
    unlike: tuple[Answers, ...]


DECISIONS = (
    Decided(
        "pl-one-letter",
        LETTER | {"data_categories": "contact, national-id, financial-account"},
        (
            LETTER,
            LETTER | {"data_categories": "national-id", "exposure": "inside"},
            LETTER | {"data_categories": "national-id", "unintelligible": "yes"},
            {"data_categories": "national-id"},
        ),
    ),
    Decided(
        "pl-declared-deletion",
        LETTER | {"recovered": "yes", "unintelligible": "no"},
        (
            LETTER,
            LETTER | {"recovered": "no", "recipient_trusted": "no"},
            LETTER | {"recovered": "yes", "unintelligible": "yes"},
            LETTER | {"recovered": "yes", "exposure": "public"},
        ),
    ),
    Decided(
        "be-one-person",
        PHONE | {"people": "1"},
        (PHONE | {"data_categories": "contact"}, PHONE | {"exposure": "inside"}, PHONE | {"unintelligible": "yes"}),
    ),
    Decided(
        "it-snooping",
        SNOOPER | {"exfiltration": "excluded"},
        (
            SNOOPER | {"cause": "human-error"},
            SNOOPER | {"exposure": "none"},
            SNOOPER | {"data_categories": "contact"},
            {"exposure": "inside", "data_categories": "financial-account"},
        ),
    ),
    Decided(
        "mt-one-email",
        LETTER,
        (
            LETTER | {"exposure": "known-people"},
            LETTER | {"cause": "malicious-insider"},
            LETTER | {"special_categories": "yes"},
            LETTER | {"data_categories": "contact, health.diagnosis"},
        ),
    ),
    Decided(
        "nl-financial-undertakings",
        {"organisation_is": "financial-entity, wft-undertaking"},
        ({"organisation_is": "financial-entity"}, LETTER),
    ),
)
UNLIKE = [(decided.note, unlike) for decided in DECISIONS for unlike in decided.unlike]


@pytest.fixture(scope="module")
def notes(book: LawBook) -> Mapping[str, PracticeNote]:
    """Give the shipped notes by id."""
    return {note.id: note for note in book.practice}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Give what a pack may speak of."""
    return Vocabulary(load_facts(LAW / "facts.yaml"), load_taxonomy(LAW / "taxonomy.yaml"))


def facts_of(answers: Answers, definitions: Mapping[str, FactDefinition]) -> Facts:
    """Give facts, each read as a person types it."""
    return answered({id_: read_answer(definitions[id_], text) for id_, text in answers.items()})


def read_practice(entry: str, vocabulary: Vocabulary) -> tuple[PracticeNote, ...]:
    """Read the book with one note of practice in place of the shipped ones."""
    own = f'id: own\nversion: "1"\npractice:\n{entry}'
    texts = {name: text for name, text in law_texts(LAW).items() if "/" not in name}
    assert GDPR in texts
    return read_lawbook({**texts, PRACTICE: own}, vocabulary).practice


def test_every_shipped_note_has_a_decision_in_this_table(notes: Mapping[str, PracticeNote]) -> None:
    """Lost without it: a note whose condition nobody ever tried."""
    assert {decided.note for decided in DECISIONS} == set(notes)


@pytest.mark.parametrize("decided", DECISIONS, ids=lambda decided: decided.note)
def test_a_note_shows_for_the_facts_of_its_own_decision(
    decided: Decided, notes: Mapping[str, PracticeNote], definitions: Mapping[str, FactDefinition]
) -> None:
    """Lost without it: the DPO decides by the guidelines and is fined by the stricter authority."""
    assert holds(notes[decided.note].when, facts_of(decided.on, definitions)) is True


@pytest.mark.parametrize(("note", "unlike"), UNLIKE, ids=lambda value: value if isinstance(value, str) else "")
def test_a_note_does_not_show_for_unlike_facts(
    note: str, unlike: Answers, notes: Mapping[str, PracticeNote], definitions: Mapping[str, FactDefinition]
) -> None:
    """Lost without it: a milder practice is taken for leave to be silent in another case."""
    assert holds(notes[note].when, facts_of(unlike, definitions)) is not True


def test_where_nothing_is_known_no_note_shows(notes: Mapping[str, PracticeNote]) -> None:
    """Lost without it: every new incident opens with decisions that have nothing to do with it."""
    assert [id_ for id_, note in notes.items() if holds(note.when, answered({}))] == []


def test_every_shipped_note_says_it_in_english_and_dutch_with_a_source_somebody_read(
    notes: Mapping[str, PracticeNote],
) -> None:
    """Lost without it: practice by hearsay, or in a language the letter's reader does not have."""
    for note in notes.values():
        assert {"en", "nl"} <= set(note.words), note.id
        assert note.source.url.startswith("https://"), note.id
        assert note.source.read_on is not None, note.id
        assert note.id.startswith(note.country.lower() + "-"), note.id


def test_a_complete_note_is_read(vocabulary: Vocabulary) -> None:
    """Lost without it: the refusals below would also come from a file that is wrong for another reason."""
    (note,) = read_practice(ENTRY, vocabulary)
    assert (note.id, note.country, str(note.source)) == ("xx-letter", "NL", "AP, decision 1")


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("source", "", "'source' is missing"),
        ("source", "    source: not-cited", "which the pack does not cite"),
        ("words", "", "'words' has no English words"),
        ("words", '    words: {nl: "Gezegd."}', "'words' has no English words"),
        ("when", "", "'when' is missing; say on which facts it was decided"),
        ("when", "    when: []", "'when' is missing; say on which facts it was decided"),
        ("when", "    when: [{fact: exposed, is: [public]}]", "'exposed' is no known fact"),
        ("status", "", "'status' is missing"),
        ("stance", "    stance: kinder", "'stance' is 'kinder'"),
        ("country", '    country: "XX"', "'country' is 'XX'"),
    ],
)
def test_a_note_that_lacks_something_is_refused(
    line: str, instead: str, message: str, vocabulary: Vocabulary
) -> None:
    """Lost without it: practice without source, words or facts shows beside every assessment and is believed."""
    rows = [instead if row.strip().startswith(f"{line}:") else row for row in ENTRY.splitlines()]
    with pytest.raises(FileProblems) as refused:
        read_practice("\n".join(row for row in rows if row) + "\n", vocabulary)
    assert message in str(refused.value)
