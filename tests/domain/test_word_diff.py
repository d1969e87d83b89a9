"""What changed between two texts, word by word: nothing is lost, nothing is made up, and a long text costs its length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.word_diff import Change, ChangedParagraph, Run, counts, word_diff

WORDS = st.lists(st.sampled_from("the data of 12 15 people customers were not copied known # - Name: naïve".split()), max_size=12)
TEXTS = st.lists(WORDS.map(" ".join), max_size=8).map("\n\n".join)


def said(found: tuple[ChangedParagraph, ...], left_out: Change) -> list[str]:
    """Give the words of one side, in order."""
    return [word for p in found for run in p.runs if run.change is not left_out for word in run.text.split()]


def signs(found: tuple[ChangedParagraph, ...]) -> list[str]:
    """Give each paragraph in one line, `+` and `-` before what was put in and taken out."""
    marks = {Change.KEPT: "", Change.ADDED: "+", Change.REMOVED: "-"}
    return [" ".join(f"{marks[run.change]}{run.text}" for run in paragraph.runs) for paragraph in found]


@given(TEXTS, TEXTS)
def test_the_new_text_is_what_was_kept_and_put_in_word_for_word(old: str, new: str) -> None:
    """Lost without it: a difference that shows a text which is not the one to be approved."""
    assert new.split() == said(word_diff(old, new), Change.REMOVED)


@given(TEXTS, TEXTS)
def test_every_word_of_the_old_text_was_kept_or_taken_out(old: str, new: str) -> None:
    """Lost without it: a sentence that vanished between two revisions, and no sign of it."""
    assert sorted(old.split()) == sorted(said(word_diff(old, new), Change.ADDED))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    """Lost without it: changes shown where nobody changed anything."""
    found = word_diff(text, text)
    assert [p for p in found if p.is_changed] == []
    assert counts(found) == (0, 0)


@given(TEXTS, TEXTS)
def test_each_new_paragraph_comes_once_and_in_order(old: str, new: str) -> None:
    """Lost without it: two halves of one paragraph shown as two."""
    numbers = [p.new for p in word_diff(old, new) if p.new]
    assert numbers == sorted(set(numbers))


def test_one_number_changed_is_one_word_out_and_one_in() -> None:
    """Lost without it: a whole paragraph marked for a figure, and the figure is not found."""
    found = word_diff("About 12,000 people are concerned.", "About 15,500 people are concerned.")
    runs = (
        Run(Change.KEPT, "About"),
        Run(Change.REMOVED, "12,000"),
        Run(Change.ADDED, "15,500"),
        Run(Change.KEPT, "people are concerned."),
    )
    assert (ChangedParagraph(1, 1, runs),) == found
    assert counts(found) == (1, 1)


def test_a_paragraph_that_is_gone_stands_where_it_was() -> None:
    """Lost without it: what was taken out is looked for at the wrong end of the text."""
    found = word_diff("First one.\n\nGone from here.\n\nLast one.", "First one.\n\nLast one.")
    assert [(p.old, p.new) for p in found] == [(1, 1), (2, 0), (3, 2)]
    assert signs(found) == ["First one.", "-Gone from here.", "Last one."]


def test_a_new_paragraph_says_that_it_is_new() -> None:
    """Lost without it: an added admission taken for an old one that was edited."""
    found = word_diff("First one.\n\nLast one.", "First one.\n\nPut in between.\n\nLast one.")
    assert [(p.old, p.new) for p in found] == [(1, 1), (0, 2), (2, 3)]


def test_a_paragraph_broken_anew_did_not_change() -> None:
    """Lost without it: an editor that wraps lines marks a whole notice as changed."""
    assert [p.is_changed for p in word_diff("one two three four", "one two\nthree four")] == [False]


def test_two_different_sentences_are_replaced_whole_and_not_word_by_word() -> None:
    """Lost without it: a difference in crumbs around every 'the', which nobody can read."""
    old = "We found that strangers had read the mail of several employees since spring."
    new = "Nobody outside could open any file on this drive because the key was safe."
    assert signs(word_diff(old, new)) == [f"-{old}", f"+{new}"]


def test_a_moved_paragraph_is_taken_out_once_and_put_in_once() -> None:
    """Lost without it: moving a passage reads as changing everything between."""
    a, b, c = (f"Paragraph {n} says something of its own, and says it at some length." for n in ("one", "two", "three"))
    found = word_diff("\n\n".join((a, b, c)), "\n\n".join((b, c, a)))
    assert 13 == counts(found)[0] == counts(found)[1]


def test_a_text_of_one_word_over_and_over_is_compared_all_the_same() -> None:
    """Lost without it: difflib alone looks at every pair of equal words, and a hostile text holds the desk up for minutes."""
    old, new = "a " * 30_000, "a " * 29_000 + "b " + "a " * 900
    found = word_diff(old, new)
    assert new.split() == said(found, Change.REMOVED)
    assert len(said(found, Change.ADDED)) == 30_000


def test_changes_far_apart_in_a_long_text_are_each_found() -> None:
    """Lost without it: rare words hold a long text together, and what lies between them is taken for replaced."""
    paragraph = "The {n}th of the shops lost the names and the addresses of the people who bought there."
    old = "\n\n".join(paragraph.format(n=n) for n in range(500))
    found = word_diff(old, old.replace("the 9", "the 8").replace("The 77th", "The 770th").replace("The 400th", "The four-hundredth"))
    assert [
        [run.text for run in p.runs if run.change is not Change.KEPT] for p in found if p.is_changed
    ] == [["77th", "770th"], ["400th", "four-hundredth"]]
