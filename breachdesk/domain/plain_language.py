"""How hard a text is to read, by the formula known for its language, and which sentences make it so.

A formula counts; it does not read. Its score is shown with its name, and only as advice. Syllables are counted as groups of
vowels, which is how the formulas were used before there were dictionaries; that is out by a few percent for English.

Sources: Flesch (1948) for English; Douma (1960) for Dutch; Amstad (1978) for German; Kandel and Moles (1958) for French;
Fernández Huerta (1959) for Spanish; Lucisano and Piemontese (1988), Gulpease, for Italian; Martins and others (1996) for
Portuguese. Polish has none of this family in use, so its sentences alone are measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from breachdesk.domain.sentences import Sentence

LONG = 25
"""Words in a sentence from which on it is hard (B1 for people is at most that; authorities' guides say 15 on average)."""

AVERAGE = 15
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿąęó]+", re.IGNORECASE)
_SILENT_E = re.compile(r"[^aeiouyl]e$", re.IGNORECASE)
_FRENCH_MUTE = re.compile(r"(?<=[^aeiouyàâéèêëîïôùû])(?:e|es|ent)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Score:
    """A figure of a formula, and what it says."""

    formula: str
    points: float
    """0 is hardest, 100 easiest."""

    easy_from: float
    """From here on a text is plain for the general public, by the formula's own table."""

    @property
    def is_plain(self) -> bool:
        """Tell whether the text is plain enough for everybody."""
        return self.points >= self.easy_from


@dataclass(frozen=True, slots=True)
class Readability:
    """What was measured of one text."""

    words: int
    sentences: int
    score: Score | None
    """None where no formula is known for the language, or the text is too short for one."""

    hard: tuple[Sentence, ...]
    """Sentences to mend, the longest first."""

    @property
    def words_a_sentence(self) -> float:
        """Words a sentence, on average."""
        return self.words / self.sentences if self.sentences else 0.0


@dataclass(frozen=True, slots=True)
class _Counts:
    words: int
    sentences: int
    syllables: int
    letters: int

    @property
    def asl(self) -> float:
        return self.words / self.sentences

    @property
    def asw(self) -> float:
        return self.syllables / self.words


_FORMULAS: Mapping[str, tuple[str, float, Callable[[_Counts], float]]] = {
    "en": ("Flesch Reading Ease", 60, lambda c: 206.835 - 1.015 * c.asl - 84.6 * c.asw),
    "nl": ("Flesch-Douma", 60, lambda c: 206.84 - 0.93 * c.asl - 77 * c.asw),
    "de": ("Amstad", 60, lambda c: 180 - c.asl - 58.5 * c.asw),
    "fr": ("Kandel-Moles", 60, lambda c: 207 - 1.015 * c.asl - 73.6 * c.asw),
    "es": ("Fernández Huerta", 60, lambda c: 206.84 - 60 * c.asw - 1.02 * c.asl),
    "it": ("Gulpease", 60, lambda c: 89 + (300 * c.sentences - 10 * c.letters) / c.words),
    "pt": ("Flesch, Portuguese", 50, lambda c: 248.835 - 1.015 * c.asl - 84.6 * c.asw),
}
LEAST_WORDS = 50
"""Below that a formula says nothing of use."""


def measure(sentences: tuple[Sentence, ...], language: str) -> Readability:
    """Measure a text.

    Args:
        sentences: Of the text; headings are not counted.
        language: Two letters.
    """
    told = [s for s in sentences if not s.heading]
    words_of = [(s, _WORD.findall(s.text)) for s in told]
    words = [word for _, found in words_of for word in found]
    counted = [found for _, found in words_of if found]
    hard = sorted((s for s, found in words_of if len(found) > LONG), key=lambda s: -len(_WORD.findall(s.text)))
    return Readability(len(words), len(counted), _score(words, len(counted), language), tuple(hard))


def word_count(text: str) -> int:
    """Count the words of a text, as the formulas do."""
    return len(_WORD.findall(text))


def syllables(word: str, language: str) -> int:
    """Count the syllables of a word, at least one.

    >>> syllables("breach", "en"), syllables("table", "en"), syllables("datalek", "nl"), syllables("gegevens", "nl")
    (1, 2, 3, 3)
    """
    if language == "en" and len(word) > 3:
        word = _SILENT_E.sub(lambda found: found[0][0], word)
    if language == "fr" and len(word) > 3:
        word = _FRENCH_MUTE.sub("", word)
    return max(1, len(_VOWELS.findall(word)))


def _score(words: list[str], sentences: int, language: str) -> Score | None:
    if language not in _FORMULAS or len(words) < LEAST_WORDS or not sentences:
        return None
    name, easy_from, formula = _FORMULAS[language]
    counts = _Counts(len(words), sentences, sum(syllables(w, language) for w in words), sum(map(len, words)))
    return Score(name, round(min(100.0, max(0.0, formula(counts))), 1), easy_from)
