"""How a Notice may not be worded, as data: words that authorities found fault with or that say more than is known.

Words alone decide here, never a guess at what was meant. Each rule says for whom it holds, and which answer bears the
words out.

Source: GDPR Art. 12(1), 34(2); EDPB Guidelines 9/2022, section III; each rule names its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from breachdesk.domain.draft_check import Remark, Weight
from breachdesk.domain.facts import Facts
from breachdesk.domain.law import Citation, LawStatus
from breachdesk.domain.sentences import Sentence
from breachdesk.domain.terms import Audience


@dataclass(frozen=True, slots=True)
class Manner:
    """One fault of wording."""

    id: str
    weight: Weight
    audiences: tuple[Audience, ...]
    says: str
    source: Citation | None
    """None only while a file with faults is being read."""

    status: LawStatus
    phrases: Mapping[str, tuple[str, ...]]
    """By language; `*` stands for any end of a word."""

    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A fact, and the answers under which the words are borne out."""

    def is_borne_out(self, facts: Facts) -> bool:
        """Tell whether what is known allows the words."""
        return any(facts.is_any(fact, *answers) for fact, answers in self.unless.items())


@dataclass(frozen=True, slots=True)
class Manners:
    """All rules of wording, and the words a subject line needs."""

    rules: tuple[Manner, ...] = ()
    breach_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language: one of them tells a reader of the subject that their data are concerned."""


def faults(
    manners: Manners, sentences: tuple[Sentence, ...], language: str, audience: Audience, facts: Facts
) -> Iterator[Remark]:
    """Give each sentence that is worded as it may not be."""
    for rule in manners.rules:
        if audience not in rule.audiences or rule.is_borne_out(facts):
            continue
        pattern = _pattern(rule.phrases.get(language, ()))
        for sentence in sentences:
            found = pattern.search(_plain(sentence.text)) if pattern else None
            if found:
                needs = next(iter(rule.unless), "")
                says = f"“{found[0]}”: {rule.says}"
                yield Remark(rule.id, rule.weight, says, sentence.paragraph, sentence.text, needs, str(rule.source or ""))


def says_breach(manners: Manners, subject: str, language: str) -> bool:
    """Tell whether a subject line says that it is about a breach; true where nobody knows the language's words."""
    pattern = _pattern(manners.breach_words.get(language, ()))
    return pattern is None or pattern.search(_plain(subject)) is not None


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    words = [_one(phrase) for phrase in phrases]
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + ")") if words else None


def _one(phrase: str) -> str:
    """A phrase with its spaces and the ends of its words left open where it says so."""
    written = r"\s+".join(re.escape(_plain(word)).replace(r"\*", r"\w*") for word in phrase.split())
    return written if phrase.endswith("*") else written + r"(?!\w)"


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
