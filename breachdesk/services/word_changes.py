"""What differs between two texts, word by word, paragraph by paragraph; for people who read, not for programs that patch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from breachdesk.domain.sentences import paragraphs

Subject = tuple[str, str]
_ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class WordChange:
    """One paragraph that is another one now."""

    paragraph: int
    """Counted from 1 in the new text, where it stands or stood; 0 for the subject."""

    says: str
    """The paragraph, what went in `[-…-]` and what came in `{+…+}`."""


def changes_between(old: Subject, new: Subject) -> tuple[WordChange, ...]:
    """Give what differs between two texts, each as subject and text.

    >>> changes_between(("S", "One word.\\n\\nTwo."), ("S", "One new word.\\n\\nTwo."))
    (WordChange(paragraph=1, says='One {+new+} word.'),)
    """
    subject = [WordChange(0, word_changes(old[0], new[0]))] if old[0] != new[0] else []
    first, second = _paragraphs(old[1]), _paragraphs(new[1])
    made: list[WordChange] = list(subject)
    for tag, i, j, k, end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag != "equal":
            made += _changed(first[i:j], second[k:end], k + 1)
    return tuple(made)


def word_changes(old: str, new: str) -> str:
    """Give one paragraph with its words that went and came; whole where the two have little in common."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return " ".join(_marks(before, after))
    said: list[str] = []
    for tag, i, j, k, end in matcher.get_opcodes():
        said += after[k:end] if tag == "equal" else _marks(before[i:j], after[k:end])
    return " ".join(said)


def _changed(old: Sequence[str], new: Sequence[str], at: int) -> Iterator[WordChange]:
    for nth in range(max(len(old), len(new))):
        before, after = "".join(old[nth : nth + 1]), "".join(new[nth : nth + 1])
        yield WordChange(at + min(nth, max(0, len(new) - 1)), word_changes(before, after))


def _marks(went: Sequence[str], came: Sequence[str]) -> Iterator[str]:
    if went:
        yield f"[-{' '.join(went)}-]"
    if came:
        yield f"{{+{' '.join(came)}+}}"


def _paragraphs(text: str) -> list[str]:
    return [text[slice(*span)] for span in paragraphs(text)]
