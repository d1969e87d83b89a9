"""The book of law: everything found by id, the same texts the same book, another text another fingerprint."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from breachdesk.domain.errors import NotFound
from breachdesk.domain.law import Citation, LawStatus
from breachdesk.domain.lawbook import FineTier, LawBook
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.fact_file import load_facts
from breachdesk.files.lawbook_file import fingerprint, law_texts, read_lawbook
from breachdesk.files.taxonomy_file import load_taxonomy
from tests.domain.case_files import LAW


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Give what the packs may speak of."""
    return Vocabulary(load_facts(LAW / "facts.yaml"), load_taxonomy(LAW / "taxonomy.yaml"))


def test_the_book_read_again_from_kept_texts_is_the_book_in_use(book: LawBook, vocabulary: Vocabulary) -> None:
    """Lost without it: an old incident judged by other rules than those it was opened under."""
    kept = dict(reversed(law_texts(LAW).items()))
    assert book == read_lawbook(kept, vocabulary)


def test_the_fingerprint_is_of_names_and_texts_and_not_of_their_order() -> None:
    """Lost without it: the same law by two fingerprints, or two laws by one."""
    texts = {"a.yaml": "one", "b.yaml": "two"}
    assert fingerprint(texts) == fingerprint({"b.yaml": "two", "a.yaml": "one"})
    assert len(fingerprint(texts)) == 64
    others = [
        {"a.yaml": "one", "b.yaml": "two "},
        {"a.yaml": "two", "b.yaml": "one"},
        {"a.yaml": "one"},
        {"a.yaml": "one", "c.yaml": "two"},
        {"a.yaml": "one\nb.yaml two"},
        {},
    ]
    assert len({fingerprint(t) for t in [texts, *others]}) == 1 + len(others)


@pytest.mark.parametrize("name", ["gdpr.yaml", "assessment.yaml", "severity.yaml", "fines.yaml"])
def test_a_changed_text_changes_the_fingerprint(book: LawBook, vocabulary: Vocabulary, name: str) -> None:
    """Lost without it: rules change under an incident and nobody can see it. A remark is a change too."""
    texts = dict(law_texts(LAW))
    changed = read_lawbook(texts | {name: texts[name] + "\n# looked at again\n"}, vocabulary)
    assert changed.sha256 != book.sha256
    assert replace(changed, sha256=book.sha256) == book


@pytest.mark.parametrize("name", sorted(law_texts(LAW)))
def test_every_file_of_the_book_is_in_its_fingerprint(book: LawBook, name: str) -> None:
    """Lost without it: a pack that may change unseen."""
    texts = dict(law_texts(LAW))
    assert book.sha256 == fingerprint(texts)
    assert book.sha256 != fingerprint(texts | {name: texts[name].replace("2026", "2027", 1)})


def test_a_changed_number_changes_the_book_and_not_the_one_read_before(book: LawBook, vocabulary: Vocabulary) -> None:
    """Lost without it: a new period that reaches incidents opened under the old one."""
    texts = dict(law_texts(LAW))
    longer = texts["gdpr.yaml"].replace("    hours: 72\n", "    hours: 96\n", 1)
    changed = read_lawbook(texts | {"gdpr.yaml": longer}, vocabulary)
    assert (changed.clock("gdpr-art33")[1].hours, book.clock("gdpr-art33")[1].hours) == (96, 72)


def test_a_clock_is_found_with_its_pack(book: LawBook) -> None:
    """Lost without it: a deadline from one act shown as another's."""
    pack, clock = book.clock("gdpr-art34")
    assert (pack.id, clock.id, clock.has_length) == ("gdpr", "gdpr-art34", False)
    assert {c.id for _, c in book.clocks()} >= {"gdpr-art33", "gdpr-art33-phases", "gdpr-art34", "gdpr-art33-2"}


def test_a_clock_that_is_none_is_answered_with_those_there_are(book: LawBook) -> None:
    """Lost without it: a slip in a name leaves somebody guessing."""
    with pytest.raises(NotFound, match="There is no clock 'gdpr-art-33'; there are: .*gdpr-art33, "):
        book.clock("gdpr-art-33")


def test_a_citation_that_is_none_is_an_error_of_ours(book: LawBook) -> None:
    """Lost without it: a template that cites nothing."""
    assert str(book.packs["gdpr"].cite("gdpr-33-3")) == "GDPR Art. 33(3)"
    with pytest.raises(KeyError):
        book.packs["gdpr"].cite("gdpr-99")


@pytest.mark.parametrize(
    ("day", "status", "repealed", "holds"),
    [
        (date(2018, 5, 24), LawStatus.IN_FORCE, None, False),
        (date(2018, 5, 25), LawStatus.IN_FORCE, None, True),
        (date(2026, 1, 1), LawStatus.PROPOSED, None, False),
        (date(2026, 1, 1), LawStatus.UNVERIFIED, None, True),
        (date(2026, 1, 1), LawStatus.IN_FORCE, date(2026, 1, 2), True),
        (date(2026, 1, 2), LawStatus.IN_FORCE, date(2026, 1, 2), False),
    ],
)
def test_an_act_is_law_from_its_day_until_it_is_repealed(
    book: LawBook, day: date, status: LawStatus, repealed: date | None, holds: bool
) -> None:
    """Lost without it: a proposal, or a repealed act, applied as law."""
    assert holds == replace(book.packs["gdpr"], status=status, repealed_from=repealed).holds_on(day)


@pytest.mark.parametrize(
    ("turnover", "most"),
    [(None, 10_000_000), (0, 10_000_000), (500_000_000, 10_000_000), (500_000_050, 10_000_001), (2_000_000_000, 40_000_000)],
)
def test_the_ceiling_of_a_fine_is_the_higher_of_the_two(turnover: int | None, most: int) -> None:
    """Lost without it: a ceiling that is too low for a large company, or none without its turnover (Art. 83(4))."""
    tier = FineTier("gdpr-83-4", {"en": "Art. 33 and 34"}, 10_000_000, 2.0, Citation("GDPR", "83(4)"))
    assert most == tier.most(turnover)


def test_the_shipped_ceilings_are_those_of_art_83(book: LawBook) -> None:
    """Lost without it: a ceiling misprinted by a zero."""
    assert {(t.euros, t.percent_of_turnover, str(t.source)[:9]) for t in book.fines} == {
        (10_000_000, 2.0, "GDPR Art."), (20_000_000, 4.0, "GDPR Art."),
    }  # fmt: skip


def test_what_is_proposed_is_never_a_pack_that_is_worked_by(book: LawBook) -> None:
    """Lost without it: 96 hours counted before they are law."""
    assert {LawStatus.PROPOSED} == {a.status for a in book.amendments}
    omnibus = next(a for a in book.amendments if a.id == "digital-omnibus")
    assert (omnibus.authority_hours, omnibus.authority_only_at) == (96, "high")
    assert book.clock("gdpr-art33")[1].hours == 72
