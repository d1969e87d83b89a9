"""What changed between two texts, word by word and paragraph by paragraph.

Words are compared, never lines: a paragraph broken anew is the same paragraph. Rare words hold the two texts together first,
so that a long text costs no more than its length; between them difflib has the last word. The same two texts always give
the same answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from breachdesk.domain.sentences import paragraphs

SMALL = 8_000
"""Pairs of equal words that difflib may look at for one stretch; above, rare words part it first."""

DEEPEST = 12
LONGER = 4
"""Words in a row that are looked for where no single word is rare."""

CRUMB = 3
"""Words in a row that two passages may share by chance."""

Block = tuple[int, int, int, int]
"""From and to in the old words, from and to in the new ones, where both say the same."""


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that share one fate."""

    change: Change
    text: str
    """The words with one space between them."""


@dataclass(frozen=True, slots=True)
class ChangedParagraph:
    """One paragraph of the new text, or one of the old that is gone."""

    old: int
    """Counted from 1; 0 where it is new."""

    new: int
    """Counted from 1; 0 where it is gone."""

    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether any word of it was added or removed."""
        return any(run.change is not Change.KEPT for run in self.runs)


class _Word(NamedTuple):
    text: str
    paragraph: int


def word_diff(old: str, new: str) -> tuple[ChangedParagraph, ...]:
    """Give every paragraph with what was kept, added and removed in it, in reading order.

    Within a place where words were replaced, the old ones stand first.
    """
    before, after = _words(old), _words(new)
    return tuple(_grouped(before, after, _blocks(before, after)))


def counts(paragraphs_: Iterable[ChangedParagraph]) -> tuple[int, int]:
    """Give how many words were added, and how many removed."""
    runs = [run for paragraph in paragraphs_ for run in paragraph.runs]
    added = sum(len(run.text.split()) for run in runs if run.change is Change.ADDED)
    return added, sum(len(run.text.split()) for run in runs if run.change is Change.REMOVED)


def _words(text: str) -> list[_Word]:
    spans = enumerate(paragraphs(text), start=1)
    return [_Word(word, number) for number, (start, end) in spans for word in text[start:end].split()]


def _grouped(before: Sequence[_Word], after: Sequence[_Word], blocks: Sequence[Block]) -> Iterator[ChangedParagraph]:
    lives_on: dict[int, set[int]] = {}
    """For each old paragraph: the new ones that keep words of it."""
    comes_from: dict[int, int] = {}
    for i, to, j, _ in blocks:
        for step in range(to - i):
            old, new = before[i + step].paragraph, after[j + step].paragraph
            lives_on.setdefault(old, set()).add(new)
            comes_from.setdefault(new, old)
    gathered: dict[tuple[int, int], list[tuple[Change, str]]] = {}
    here = 0
    at_old = at_new = 0
    for i, to, j, end in (*blocks, (len(before), len(before), len(after), len(after))):
        for word in before[at_old:i]:
            gathered.setdefault(_group_of(word.paragraph, here, lives_on), []).append((Change.REMOVED, word.text))
        for at, word in enumerate(after[at_new:end], start=at_new):
            here = word.paragraph
            gathered.setdefault((here, 0), []).append((Change.ADDED if at < j else Change.KEPT, word.text))
        at_old, at_new = to, end
    for (new, gone), words in sorted(gathered.items()):
        old = gone or comes_from.get(new, 0)
        yield ChangedParagraph(old, 0 if gone else new, tuple(_runs(words)))


def _group_of(old: int, here: int, lives_on: dict[int, set[int]]) -> tuple[int, int]:
    """Give the group a removed word stands in: where its paragraph lives on, or one of its own."""
    places = lives_on.get(old)
    if not places:
        return here, old
    if here in places:
        return here, 0
    return min((place for place in places if place > here), default=max(places)), 0


def _runs(words: Iterable[tuple[Change, str]]) -> Iterator[Run]:
    change, held = Change.KEPT, list[str]()
    for now, word in words:
        if held and now is not change:
            yield Run(change, " ".join(held))
            held = []
        change = now
        held.append(word)
    if held:
        yield Run(change, " ".join(held))


def _blocks(before: Sequence[_Word], after: Sequence[_Word]) -> list[Block]:
    old, new = [word.text for word in before], [word.text for word in after]
    found = _joined(sorted(_same(old, new, (0, len(old), 0, len(new)), 0)))
    return _without_crumbs(found, before, after)


def _same(old: Sequence[str], new: Sequence[str], within: Block, depth: int) -> Iterator[Block]:
    """Give where two stretches say the same: at both ends, then between what is rare in both."""
    i, to, j, end = within
    head = 0
    while i + head < to and j + head < end and old[i + head] == new[j + head]:
        head += 1
    yield from [(i, i + head, j, j + head)] if head else []
    i, j = i + head, j + head
    tail = 0
    while to - tail > i and end - tail > j and old[to - tail - 1] == new[end - tail - 1]:
        tail += 1
    yield from [(to - tail, to, end - tail, end)] if tail else []
    to, end = to - tail, end - tail
    if i < to and j < end:
        yield from _between(old, new, (i, to, j, end), depth)


def _between(old: Sequence[str], new: Sequence[str], within: Block, depth: int) -> Iterator[Block]:
    i, to, j, end = within
    often = Counter(old[i:to])
    equal = sum(often[word] for word in new[j:end])
    if not equal:
        return
    if equal <= SMALL:
        for a, b, size in SequenceMatcher(None, old[i:to], new[j:end], autojunk=False).get_matching_blocks():
            if size:
                yield i + a, i + a + size, j + b, j + b + size
        return
    anchors = _anchors(old, new, within, 1) or _anchors(old, new, within, LONGER)
    if not anchors or depth >= DEEPEST:
        return  # Nothing holds the two together: all of it was replaced.
    a, b = i, j
    for x, y in (*anchors, (to, end)):
        if x >= a and y >= b:
            yield from _same(old, new, (a, x, b, y), depth + 1)
            step = min(1, to - x)
            yield from [(x, x + step, y, y + step)] if step else []
            a, b = x + step, y + step


def _anchors(old: Sequence[str], new: Sequence[str], within: Block, words: int) -> list[tuple[int, int]]:
    """Give what stands exactly once on either side, as far as it comes in the same order."""
    i, to, j, end = within
    left, right = _once(old, i, to, words), _once(new, j, end, words)
    return _rising([(left[what], right[what]) for what in left if what in right])


def _once(text: Sequence[str], start: int, end: int, words: int) -> dict[str, int]:
    rows = text[start:end] if words == 1 else [" ".join(text[at : at + words]) for at in range(start, end - words + 1)]
    often = Counter(rows)
    return {what: at for at, what in enumerate(rows, start) if often[what] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest row of pairs that rises on both sides; the left sides rise already."""
    ends: list[int] = []
    row: list[int] = []
    before: list[int] = []
    for at, (_, y) in enumerate(pairs):
        place = bisect_left(ends, y)
        ends[place : place + 1] = [y]
        row[place : place + 1] = [at]
        before.append(row[place - 1] if place else -1)
    found = []
    at = row[-1] if row else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _joined(blocks: Iterable[Block]) -> list[Block]:
    joined: list[Block] = []
    for i, to, j, end in blocks:
        if joined and joined[-1][1] == i and joined[-1][3] == j:
            joined[-1] = (joined[-1][0], to, joined[-1][2], end)
        else:
            joined.append((i, to, j, end))
    return joined


def _without_crumbs(blocks: Sequence[Block], before: Sequence[_Word], after: Sequence[_Word]) -> list[Block]:
    """Leave out a word or two that two different passages share by chance; they read as replaced whole."""
    kept: list[Block] = []
    ends = [*blocks, (len(before), len(before), len(after), len(after))][1:]
    for block, then in zip(blocks, ends, strict=True):
        i, to, j, end = block
        last_old, last_new = (kept[-1][1], kept[-1][3]) if kept else (0, 0)
        changed_before = max(i - last_old, j - last_new)
        changed_after = max(then[0] - to, then[2] - end)
        few = to - i <= CRUMB and (to - i) * 2 <= min(changed_before, changed_after)
        if not few or (_is_whole(before, i, to) and _is_whole(after, j, end)):
            kept.append(block)
    return kept


def _is_whole(words: Sequence[_Word], start: int, end: int) -> bool:
    """Tell whether a stretch begins and ends where paragraphs do."""
    begins = start == 0 or words[start - 1].paragraph != words[start].paragraph
    return begins and (end == len(words) or words[end].paragraph != words[end - 1].paragraph)
