"""Reads a draft as a careful lawyer would before it goes to the DPO, and gives a remark for each thing found.

Each check stands alone and says what to do. Nothing here changes a text.

Source: GDPR Art. 33(3), 34(2), 12(1); what authorities found fault with is data (`manners`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

from breachdesk.domain.dates_in_text import days_in
from breachdesk.domain.draft_check import Remark, Weight
from breachdesk.domain.drafting import LATE_REASONS, Revision
from breachdesk.domain.facts import Facts
from breachdesk.domain.figures_in_text import figures_in, numbers_of
from breachdesk.domain.language_guess import guessed_language
from breachdesk.domain.leftovers import leftovers
from breachdesk.domain.manners import Manners, faults, says_breach
from breachdesk.domain.official_languages import OFFICIAL
from breachdesk.domain.others_data import others_data
from breachdesk.domain.plain_language import AVERAGE, Readability, measure, word_count
from breachdesk.domain.provenance import Basis, Stated, changed
from breachdesk.domain.sentences import Sentence, sentences
from breachdesk.domain.terms import Audience, Channel, NoticeKind, Stage

COUNTS = ("people", "records")
LATER = ("incident:first_filing", "incident:stage")
"""What comes of the notice itself, once it is out; no older text is wrong for it."""

CONTACT = "dpo"
TYPED = frozenset(
    ("conclusion", "incident:awareness_reason", "incident:late_reasons", "incident:reason", "decision:notify_individuals")
)
"""Sources that somebody typed in a language of their own."""

ALIKE = 0.6
"""From here on a sentence of one's own is taken for an edited one that was written from facts."""

SMS_AT_MOST = 306
"""Signs in a text message of two parts."""


@dataclass(frozen=True, slots=True)
class OtherText:
    """Another notice of the same incident, in its newest text."""

    revision: Revision
    is_out: bool
    """It was filed or sent, so that it cannot be mended, only followed."""


@dataclass(frozen=True)
class CheckedDraft:
    """One revision, and everything it is held against."""

    revision: Revision
    facts: Facts
    basis_now: tuple[Basis, ...]
    """What the facts it was written from say now."""

    others: tuple[OtherText, ...]
    manners: Manners
    own: frozenset[str]
    """Addresses and numbers that may stand in a text: of the house, its DPO, the authority."""

    known_texts: tuple[str, ...]
    """Whatever holds numbers that may be written: answers, the reference, the address."""

    today: date
    in_words: Callable[[Basis], str] = field(default=lambda basis: basis.value)
    """What a basis says, with the words of options instead of their ids."""

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of the text."""
        return sentences(self.revision.text)

    @cached_property
    def by_hand(self) -> tuple[Sentence, ...]:
        """Sentences that a person wrote: the facts did not give them. None where that was not kept."""
        stated = {one.sentence for one in self.revision.stated}
        return tuple(s for s in self.sentences if s.text not in stated and not s.heading) if stated else ()

    @cached_property
    def readability(self) -> Readability:
        """How hard it is to read."""
        return measure(self.sentences, self.revision.language)

    @property
    def is_for_people(self) -> bool:
        """Tell whether it goes to the people concerned."""
        return self.revision.kind.audience is Audience.INDIVIDUALS


def remarks_on(draft: CheckedDraft) -> tuple[Remark, ...]:
    """Give everything found: what blocks first, then by place."""
    found = dict.fromkeys(remark for check in CHECKS for remark in check(draft))
    return tuple(sorted(found, key=lambda r: (r.weight is not Weight.BLOCKING, r.paragraph)))


def _missing(draft: CheckedDraft) -> Iterator[Remark]:
    revision = draft.revision
    for gap in revision.gaps:
        must = gap.fact in (CONTACT, LATE_REASONS) or revision.stage is Stage.FINAL
        weight = Weight.BLOCKING if must else Weight.ADVISORY
        yield Remark("missing", weight, _missing_words(revision, gap.label), fact=gap.fact, source=gap.article)


def _missing_words(revision: Revision, label: str) -> str:
    if revision.stage is Stage.FINAL:
        return f"{label}: not known yet, in what is called final; answer it, or say that it cannot be found out and why."
    if revision.kind is NoticeKind.NOTIFICATION:
        return f"{label}: not known yet, and the text says so; it follows in a supplement (Art. 33(4))."
    if revision.kind is NoticeKind.SMS:
        return f"{label}: not known yet; a text message has no room for it, so say it where people get the whole story."
    return f"{label}: not known yet, and the text says so."


def _changed_since(draft: CheckedDraft) -> Iterator[Remark]:
    for old, now in changed(draft.revision.basis, draft.basis_now):
        if old.id in LATER:
            continue
        is_count = old.id in COUNTS
        then, since = draft.in_words(old), draft.in_words(now) if now else "nothing"
        says = f"{old.label}: the text says “{then}”, the facts now “{since}”; draft it again."
        weight = Weight.BLOCKING if is_count else Weight.ADVISORY
        at = _resting_on(draft, old.id)
        code = "figures-differ" if is_count else "out-of-date"
        yield Remark(code, weight, says, at.paragraph if at else 0, at.text if at else "", old.id)


def _resting_on(draft: CheckedDraft, fact: str) -> Sentence | None:
    texts = {one.sentence for one in draft.revision.stated if fact in one.sources}
    return next((s for s in draft.sentences if s.text in texts), None)


def _between_documents(draft: CheckedDraft) -> Iterator[Remark]:
    mine = {basis.id: basis for basis in draft.revision.basis if basis.id in COUNTS}
    for other in draft.others:
        for basis in other.revision.basis:
            own = mine.get(basis.id)
            if own is None or own.value == basis.value or other.revision.group != draft.revision.group:
                continue
            does = "it went out, so tell those who got it" if other.is_out else "draft the older one again"
            says = f"{own.label}: here “{own.value}”, in {other.revision.notice} “{basis.value}”; {does}."
            weight = Weight.ADVISORY if other.is_out else Weight.BLOCKING
            yield Remark("documents-differ", weight, says, fact=basis.id)


def _by_hand(draft: CheckedDraft) -> Iterator[Remark]:
    """What no fact bears out: figures first, for they are what is quoted."""
    known = numbers_of(draft.known_texts)
    lost = _lost(draft)
    for sentence in draft.by_hand:
        figures = [words for words, number in figures_in(sentence.text, draft.revision.language) if number not in known]
        meant = _edited_from(sentence, lost)
        if figures and meant is not None and set(meant.sources) & set(COUNTS):
            says = f"{figures[0]} is not what the scope says (“{meant.sentence[:80]}”); change the facts, not the figure."
            yield Remark("figures-differ", Weight.BLOCKING, says, sentence.paragraph, sentence.text, "people")
        elif meant is not None and (day := _other_day(sentence, meant, draft.revision.language)):
            says = f"{day} is not what the facts say (“{meant.sentence[:80]}”); change the facts, not the date."
            yield Remark("date-differs", Weight.BLOCKING, says, sentence.paragraph, sentence.text, meant.sources[0])
        elif figures:
            says = f"No fact says {figures[0]}; answer the question it belongs to, or take it out."
            yield Remark("unsupported-figure", Weight.ADVISORY, says, sentence.paragraph, sentence.text)
        elif word_count(sentence.text) > 2:
            says = "Written by hand, with no fact behind it; make sure that somebody can show it is so."
            yield Remark("unsupported", Weight.ADVISORY, says, sentence.paragraph, sentence.text)


def _lost(draft: CheckedDraft) -> tuple[Stated, ...]:
    standing = {s.text for s in draft.sentences}
    return tuple(one for one in draft.revision.stated if one.sources and one.sentence not in standing)


def _edited_from(sentence: Sentence, lost: tuple[Stated, ...]) -> Stated | None:
    words = sentence.text.split()
    alike = ((SequenceMatcher(None, words, one.sentence.split(), autojunk=False).ratio(), one) for one in lost)
    best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= ALIKE else None


def _other_day(sentence: Sentence, meant: Stated, language: str) -> str:
    """Give the words of a day that the sentence from facts did not name; nothing where that one named no day."""
    given = {day for _, _, day in days_in(meant.sentence, language)}
    other = (sentence.text[start:end] for start, end, day in days_in(sentence.text, language) if given and day not in given)
    return next(other, "")


def _left_over(draft: CheckedDraft) -> Iterator[Remark]:
    revision = draft.revision
    merges = draft.is_for_people and revision.kind.channel in (Channel.EMAIL, Channel.POST)
    for paragraph, text in ((0, revision.subject), *((s.paragraph, s.text) for s in draft.sentences)):
        for _, words in leftovers(text, merges):
            says = f"'{words}' was left to be filled in; write what belongs there."
            yield Remark("placeholder", Weight.BLOCKING, says, paragraph, text)


def _others(draft: CheckedDraft) -> Iterator[Remark]:
    for paragraph, text in ((0, draft.revision.subject), *((s.paragraph, s.text) for s in draft.sentences)):
        for what, words in others_data(text, draft.own):
            says = f"{what[:1].upper()}{what[1:]} that is not of this organisation stands here; take it out."
            yield Remark("anothers-data", Weight.BLOCKING, says, paragraph, words, source="GDPR Art. 5(1)(f)")


def _future(draft: CheckedDraft) -> Iterator[Remark]:
    borne_out = {one.sentence for one in draft.revision.stated if one.sources}
    past = {basis.value[:10] for basis in draft.revision.basis if basis.id in ("happened_from", "happened_until")}
    for sentence in draft.sentences:
        for start, end, day in days_in(sentence.text, draft.revision.language):
            if day <= draft.today:
                continue
            happened = day.isoformat() in past
            if not happened and sentence.text in borne_out:
                # Such as the last day for the notification: a fact, and rightly ahead.
                continue
            weight = Weight.BLOCKING if happened else Weight.ADVISORY
            does = "what happened cannot" if happened else "check that it should"
            says = f"{sentence.text[start:end]} lies in the future; {does}."
            yield Remark("future-date", weight, says, sentence.paragraph, sentence.text)


def _tone(draft: CheckedDraft) -> Iterator[Remark]:
    revision = draft.revision
    subject = Sentence(0, 0, len(revision.subject), revision.subject)
    yield from faults(
        draft.manners, (subject, *draft.sentences), revision.language, revision.kind.audience, draft.facts
    )
    if draft.is_for_people and revision.subject and not says_breach(draft.manners, revision.subject, revision.language):
        says = "The subject does not say that it is about a data breach; people open what concerns them."
        yield Remark("subject", Weight.ADVISORY, says, 0, revision.subject, source="GDPR Art. 34(2)")
    for sentence in draft.sentences:
        if "!" in sentence.text:
            yield Remark("tone", Weight.ADVISORY, "An exclamation mark shouts; take it out.", sentence.paragraph, sentence.text)


def _plain(draft: CheckedDraft) -> Iterator[Remark]:
    if not draft.is_for_people:
        return
    found = draft.readability
    for sentence in found.hard:
        says = f"{word_count(sentence.text)} words in one sentence; make two of it."
        yield Remark("long-sentence", Weight.ADVISORY, says, sentence.paragraph, sentence.text, source="GDPR Art. 12(1)")
    if found.words_a_sentence > AVERAGE:
        says = f"{found.words_a_sentence:.0f} words a sentence on average; at most {AVERAGE} read well."
        yield Remark("hard-to-read", Weight.ADVISORY, says, source="GDPR Art. 12(1)")
    if found.score is not None and not found.score.is_plain:
        says = f"{found.score.formula} gives {found.score.points:.0f} of 100; plain is {found.score.easy_from:.0f} and more."
        yield Remark("hard-to-read", Weight.ADVISORY, says, source="GDPR Art. 12(1)")


def _another_language(draft: CheckedDraft) -> Iterator[Remark]:
    """What people typed is printed as it is, in a notice of any language."""
    typed = {one.sentence for one in draft.revision.stated if set(one.sources) & TYPED}
    for sentence in draft.sentences:
        found = guessed_language(sentence.text) if sentence.text in typed else None
        if found is not None and found != draft.revision.language:
            says = f"This was typed in {OFFICIAL[found]}; say it in {_language(draft)}, or take it out."
            yield Remark("another-language", Weight.ADVISORY, says, sentence.paragraph, sentence.text)


def _language(draft: CheckedDraft) -> str:
    return OFFICIAL.get(draft.revision.language, draft.revision.language)


def _too_long(draft: CheckedDraft) -> Iterator[Remark]:
    length = len(draft.revision.text.strip())
    if draft.revision.kind is NoticeKind.SMS and length > SMS_AT_MOST:
        says = f"{length} signs are too many for a text message; at most {SMS_AT_MOST} fit into two parts."
        yield Remark("too-long", Weight.BLOCKING, says)


CHECKS: tuple[Callable[[CheckedDraft], Iterator[Remark]], ...] = (
    _missing,
    _changed_since,
    _between_documents,
    _by_hand,
    _left_over,
    _others,
    _future,
    _tone,
    _plain,
    _another_language,
    _too_long,
)
