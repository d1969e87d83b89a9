"""How hard a text is to read: counted as the formula of its language counts, and the hard sentences named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.plain_language import LONG, measure, syllables, word_count
from breachdesk.domain.sentences import sentences

EASY = {
    "en": "We lost your data. We are sorry. Call us now. We can help you. ",
    "nl": "Wij zijn uw data kwijt. Dat is niet goed. Bel ons nu. Wij gaan u helpen. ",
    "de": "Wir haben Ihre Daten nicht mehr. Das tut uns leid. Rufen Sie uns an. Wir helfen. ",
    "fr": "Vos données sont perdues. Appelez-nous vite. Nous vous aidons. Le service est là. ",
}
HARD = {
    "en": "Notwithstanding organisational countermeasures, unauthorised exfiltration of confidential information materialised. ",
    "nl": "Niettegenstaande organisatorische beveiligingsmaatregelen verwezenlijkte zich ongeautoriseerde gegevensexfiltratie. ",
    "de": "Ungeachtet organisatorischer Sicherheitsvorkehrungen verwirklichte sich unbefugte Datenexfiltration. ",
    "fr": "Nonobstant les contre-mesures organisationnelles, une exfiltration illégitime d'informations confidentielles se matérialisa. ",
}


@pytest.mark.parametrize("language", EASY)
def test_each_formula_tells_plain_words_from_heavy_ones(language: str) -> None:
    """Lost without it: the figure beside a letter says the same whatever is written."""
    easy, hard = (measure(sentences(text[language] * 20), language).score for text in (EASY, HARD))
    assert easy is not None
    assert hard is not None
    assert easy.is_plain
    assert not hard.is_plain
    assert easy.points > hard.points + 30


def test_flesch_is_counted_as_published() -> None:
    """Lost without it: a slip in a factor goes unseen, since any number looks likely.

    Ten words of one syllable in each of six sentences: 206.835 - 1.015 * 10 - 84.6 * 1 = 112.085, shown as 100 at most; with
    two syllables each, 206.835 - 1.015 * 10 - 84.6 * 2 = 27.485.
    """
    two = "Many people never open any letter under dogma baby halo. "
    assert {syllables(word, "en") for word in two.strip(" .").split()} == {2}
    found = measure(sentences(two * 6), "en")
    assert found.score is not None
    assert found.score.points == 27.5
    assert (found.words, found.sentences, found.words_a_sentence) == (60, 6, 10.0)


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [("the", "en", 1), ("date", "en", 1), ("table", "en", 2), ("beveiliging", "nl", 4), ("Daten", "de", 2), ("personnelles", "fr", 3)],
)
def test_syllables_are_counted(word: str, language: str, count: int) -> None:
    """Lost without it: every score rests on a wrong count."""
    assert syllables(word, language) == count


def test_a_short_text_or_an_unknown_language_has_no_score() -> None:
    """Lost without it: a text message of ten words is called hard, or Polish is judged by an English formula."""
    assert measure(sentences(EASY["en"]), "en").score is None
    assert measure(sentences(EASY["en"] * 20), "pl").score is None


def test_the_hard_sentences_are_named_longest_first_and_headings_are_none() -> None:
    """Lost without it: a DPO knows that a text is hard and not where."""
    text = f"# {' '.join(['head'] * 40)}\n\n{' '.join(['one'] * 26)}.\n\n{' '.join(['two'] * 30)}.\n\n{' '.join(['three'] * LONG)}.\n"
    assert [s.text[:3] for s in measure(sentences(text), "en").hard] == ["two", "one"]


@given(st.text(max_size=300), st.sampled_from(["en", "nl", "de", "fr", "es", "it", "pl", "pt", "xx"]))
def test_any_text_can_be_measured(text: str, language: str) -> None:
    """Lost without it: an odd word stops the review of a letter."""
    found = measure(sentences(text), language)
    assert found.words >= 0
    assert found.words == sum(word_count(s.text) for s in sentences(text) if not s.heading)
