"""Where sentences and paragraphs begin and end; remarks, comments and origins all point by it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.sentences import paragraph_text, paragraphs, sentences

NOTICE = """# Title of it

To: the authority
From: us

First sentence, see art. 33 GDPR. Second one (Art. 34(2)). Third?

- Name: Ann
- Two things. And a third
  that goes on.

1. Change it. Now.
"""


def test_a_notice_falls_into_its_sentences() -> None:
    """Lost without it: a comment or a remark points at half a sentence."""
    assert [(s.paragraph, s.text, s.heading) for s in sentences(NOTICE)] == [
        (1, "Title of it", True),
        (2, "To: the authority\nFrom: us", False),
        (3, "First sentence, see art. 33 GDPR.", False),
        (3, "Second one (Art. 34(2)).", False),
        (3, "Third?", False),
        (4, "Name: Ann", False),
        (5, "Two things.", False),
        (5, "And a third\n  that goes on.", False),
        (6, "Change it.", False),
        (6, "Now.", False),
    ]


@pytest.mark.parametrize(
    "whole",
    [
        "Wij bellen u, bijv. Als u ziek bent.",
        "Siehe Art. Fünf, bzw. Anhang.",
        "Fietsgoed B.V. Utrecht meldt dit.",
        "We saw it at 10.30 and at 11.00 hours.",
        "Zgodnie z art. RODO, tj. Rozporządzeniem.",
        "Naam: S. Kok",
        "Bemerkt am Montag, 23. November 2026 um 14:05 Uhr.",
    ],
)
def test_what_is_short_for_a_word_ends_no_sentence(whole: str) -> None:
    """Lost without it: every reference to an article is a sentence that nobody wrote."""
    assert [s.text for s in sentences(whole)] == [whole]


def test_a_number_or_a_letter_at_the_end_of_a_sentence_ends_it_all_the_same() -> None:
    """Lost without it: two sentences are one, and a remark on the second marks the first."""
    assert [s.text for s in sentences("## 1. Controller")] == ["1. Controller"]
    whole = "It was 2026. We saw it! Then plan B? Yes."
    assert [s.text for s in sentences(whole)] == ["It was 2026.", "We saw it!", "Then plan B?", "Yes."]


@given(st.text(alphabet="ab. \n#-1?A(é", max_size=120))
def test_each_sentence_stands_where_it_says_and_in_order(text: str) -> None:
    """Lost without it: what is marked on the screen is not what the remark is about."""
    found = sentences(text)
    assert all(text[s.start : s.end] == s.text for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    spans = paragraphs(text)
    assert all(spans[s.paragraph - 1][0] <= s.start <= s.end <= spans[s.paragraph - 1][1] for s in found)


def test_a_paragraph_is_found_by_its_number() -> None:
    """Lost without it: a comment stands beside another paragraph."""
    assert paragraph_text(NOTICE, 4) == "- Name: Ann"
    assert paragraph_text(NOTICE, 0) == paragraph_text(NOTICE, 7) == ""
