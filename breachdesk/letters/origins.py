"""Which facts each sentence of a finished text was made from.

The data a template reads are named for the template; here they are named for the facts and the other values behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from breachdesk.domain.provenance import Stated
from breachdesk.domain.sentences import sentences
from breachdesk.letters.tracing import Traced

_SAME: Mapping[str, tuple[str, ...]] = {
    "advice": ("likely_consequences", "data_categories"),
    "authority": ("incident:authority",),
    "categories": ("data_categories",),
    "controller": ("inventory:controller",),
    "countries": ("scope:countries",),
    "dpo": ("inventory:dpo",),
    "group": ("subject_groups",),
    "is_final": ("incident:stage",),
    "is_supplement": ("incident:stage",),
    "late": ("incident:due_at", "incident:late_reasons"),
    "organisation": ("inventory:controller",),
    "processors": ("scope:processors",),
    "reason": ("incident:reason",),
    "stage": ("incident:stage",),
    "supplement": ("incident:first_filing",),
    "systems": ("scope:systems",),
}
_WHOLE = {"gaps": "gaps", "in_phases": "gaps", "still_open": "still_open"}
"""Names that say whether a list of open questions is empty, by that list."""

_NO_FACTS = {"dpo": "inventory:dpo", "late_reasons": "incident:late_reasons"}
_INCIDENT = {"aware": "aware_at", "detected": "detected_at", "due": "due_at"}


def stated_in(text: str, traced: Traced, source_of: Callable[[str], tuple[str, ...]]) -> tuple[Stated, ...]:
    """Give every sentence of a text, and what it was made from.

    Args:
        text: As it is kept; it differs from the traced one in white space only.
        traced: The text as it came from the template.
        source_of: What a path of the data stands for.

    Raises:
        ValueError: the two texts are not the same words.
    """
    if "".join(text.split()) != "".join(traced.text.split()):
        raise ValueError("the traced text is not the text")
    inked = _inked(traced.text)
    spans = [(inked[start], inked[end], path) for start, end, path in traced.parts if inked[start] < inked[end]]
    spans.sort()
    ink = _inked(text)
    found = []
    for sentence in sentences(text):
        first, last = ink[sentence.start], ink[sentence.end]
        paths = _precise([path for start, end, path in spans if start < last and first < end])
        sources = dict.fromkeys(source for path in paths for source in source_of(path))
        found.append(Stated(sentence.text, tuple(sources)))
    return tuple(found)


def sources_by_path(language: str, gaps: Sequence[str], still_open: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Give what a path of the data stands for.

    Args:
        language: Of the text; the account is a fact of each language.
        gaps: The facts behind the listed gaps, in order; where there are none, the facts that could be gaps.
        still_open: The facts behind the open questions, in order.
    """
    lists = {"gaps": tuple(gaps), "still_open": tuple(still_open)}

    def source_of(path: str) -> tuple[str, ...]:
        top, _, rest = path.partition(".")
        if top == "facts":
            return (rest.partition(".")[0],) if rest else ()
        if top == "account":
            return (f"account_{language}",)
        if top == "people":
            return ("people",) if rest == "count" else ("decision:notify_individuals",)
        if top == "incident":
            name = rest.partition(".")[0]
            return (f"incident:{_INCIDENT.get(name, name)}",) if name else ()
        if top in _WHOLE:
            return _of_list(lists[_WHOLE[top]], rest)
        return _SAME.get(top, ())

    return source_of


def _precise(paths: Sequence[str]) -> list[str]:
    """Leave out a list as a whole where a sentence is about one of its items: that one may change alone."""
    items = {path.partition(".")[0] for path in paths if path.partition(".")[0] in _WHOLE and "." in path}
    return [path for path in paths if _WHOLE.get(path) not in items]


def _of_list(facts: tuple[str, ...], rest: str) -> tuple[str, ...]:
    """One item of a list is one fact; that there is anything in the list rests on all of them."""
    number = rest.partition(".")[0]
    if not number:
        return tuple(_named(fact) for fact in facts)
    return (_named(facts[int(number)]),) if number.isdigit() and int(number) < len(facts) else ()


def _named(fact: str) -> str:
    """Give a gap that is no fact of the playbook by the name of what is behind it."""
    return _NO_FACTS.get(fact, fact)


def _inked(text: str) -> list[int]:
    """Give, for each place in a text, how many characters that take ink stand before it."""
    counts = [0]
    for character in text:
        counts.append(counts[-1] + (not character.isspace()))
    return counts
