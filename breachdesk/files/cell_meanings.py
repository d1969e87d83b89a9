"""What the words in a cell mean here: data categories, kinds of people, countries, counts, yes and no; four languages.

A word that is not known is never dropped: it becomes a problem with the nearest known one. One that merely holds a known
word is taken, and said to have been.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

from breachdesk.domain.columns import plain_word
from breachdesk.domain.count_words import count_said
from breachdesk.domain.inventory import CountRange
from breachdesk.files.countries import COUNTRIES
from breachdesk.files.inventory_cells import RowCells, shown, words_in
from breachdesk.files.sheet_words_file import Vocabulary
from breachdesk.files.strict_yaml import Node
from breachdesk.files.taxonomy_file import Taxonomy

_NEGATION = frozenset(
    """
    geen niet zonder no not none without kein keine keinen keiner nicht ohne pas aucun aucune sans non nee nein
    """.split()
)
_AND = re.compile(r"\s+(?:en|and|und|et|&)\s+|\s*/\s*|\s+\+\s+")
_IN_BRACKETS = re.compile(r"(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*(.*)", re.DOTALL)


def categories_of(row: RowCells, meaning: str) -> list[str]:
    """Give the data categories a cell names."""
    return _ids(row, meaning, row.found.words.categories, _is_category(row.found.taxonomy), "kind of data", "contact")


def group_kind_of(row: RowCells, meaning: str, text: str) -> str:
    """Give the kind of people a word means; empty, with a problem, when it means none that is known."""
    kinds = row.found.words.group_kinds
    ids = frozenset(kinds.meanings.values())
    return next(iter(_mapped(row, meaning, text, kinds, ids.__contains__, "kind of people", "customers")), "")


def group_names_in(row: RowCells, meaning: str) -> list[str]:
    """Give the groups of people a cell names; `Klanten en leveranciers` are two, and so is what stands in brackets."""
    words = row.found.words.group_kinds
    found: list[str] = []
    for piece in words_in(row.text(meaning)):
        brackets = _IN_BRACKETS.fullmatch(piece)
        inside = brackets[2].strip() if brackets else ""
        if not brackets or inside in words.meanings.values():
            parts = [piece]
        else:
            known = [part for part in words_in(inside) if words.exact(part)]
            for part in words_in(inside):
                if part not in known:
                    row.note(meaning, f"'{shown(part)}' in brackets was left out.")
            parts = [" ".join(part for part in (brackets[1], brackets[3]) if part), *known]
        for part in parts:
            pair = _AND.split(part)
            found += pair if len(pair) > 1 and not words.exact(part) and all(map(words.exact, pair)) else [part]
    return [name for name in dict.fromkeys(found) if name]


def _is_category(taxonomy: Taxonomy) -> Callable[[str], bool]:
    return lambda id_: taxonomy.category(id_) is not None


def _ids(
    row: RowCells, meaning: str, words: Vocabulary, is_id: Callable[[str], bool], what: str, such_as: str
) -> list[str]:
    found: list[str] = []
    for piece in words_in(row.text(meaning)):
        if row.found.words.etcetera.exact(piece):
            row.note(meaning, f"'{shown(piece)}' says that there are more, and not which.")
        elif not row.found.words.no.exact(piece) and not row.found.words.unknown.exact(piece):
            found += _mapped(row, meaning, piece, words, is_id, what, such_as)
    return list(dict.fromkeys(found))


def _mapped(
    row: RowCells, meaning: str, text: str, words: Vocabulary, is_id: Callable[[str], bool], what: str, such_as: str
) -> list[str]:
    """Give the ids a word means: as it stands, by the id in brackets behind it, by its parts, or by a word in it."""
    brackets = _IN_BRACKETS.fullmatch(text)
    outside = " ".join(part for part in (brackets[1], brackets[3]) if part) if brackets else text
    inside = brackets[2].strip() if brackets else ""
    if inside and is_id(inside):
        return [inside]
    if is_id(text):
        return [text]
    direct = words.exact(text) or words.exact(outside)
    if direct:
        return [direct, *_details(row, meaning, inside, words)]
    parts = [words.exact(part) for part in _AND.split(outside)]
    if len(parts) > 1 and all(parts):
        return [*parts, *_details(row, meaning, inside, words)]
    listed = [words.exact(part) for part in words_in(inside)]
    if listed and all(listed):
        return listed
    alike = "" if _NEGATION & set(outside.casefold().split()) else words.inside(outside)
    if alike:
        row.found.guess(row.place(meaning), text, alike)
        return [alike, *_details(row, meaning, inside, words)]
    near = _near(outside, words)
    row.problem(
        meaning,
        f"'{shown(text)}' is no {what} that is known.{near} Write the id behind it, as '{shown(outside)[:40]} ({such_as})', or "
        "explain it with --word WORD=ID; docs/INVENTORY.md lists the ids.",
    )
    return []


def _details(row: RowCells, meaning: str, inside: str, words: Vocabulary) -> list[str]:
    """Give what is named in brackets behind a known word; what is not known there is a note only."""
    found = []
    for part in words_in(inside):
        id_ = words.exact(part)
        if id_:
            found.append(id_)
        elif not row.found.words.etcetera.exact(part):
            row.note(meaning, f"'{shown(part)}' in brackets was left out.")
    return found


def _near(text: str, words: Vocabulary) -> str:
    close = get_close_matches(plain_word(text)[:80], words.meanings, n=1, cutoff=0.7)
    return f" Did you mean '{words.written[close[0]]}' ({words.meanings[close[0]]})?" if close else ""


def choice_of(row: RowCells, key: str, meaning: str, words: Vocabulary) -> dict[str, Node]:
    """Give a key with a word of a closed list."""
    text = row.line_of_text(meaning)
    if not text or row.found.words.unknown.exact(text):
        return {}
    id_ = words.exact(text)
    if not id_:
        ids = ", ".join(sorted(set(words.meanings.values())))
        row.problem(meaning, f"'{shown(text)}' is not a choice.{_near(text, words)} One of: {ids}.")
        return {}
    return {key: Node(id_, row.line(meaning))}


def yes_no_of(row: RowCells, key: str, meaning: str) -> dict[str, Node]:
    """Give a key with yes or no; nothing where nobody knows."""
    text = row.line_of_text(meaning)
    words = row.found.words
    if not text or words.unknown.exact(text):
        return {}
    said = "yes" if words.yes.exact(text) else "no" if words.no.exact(text) else ""
    if not said:
        row.problem(meaning, f"'{shown(text)}' is neither yes nor no; write yes, no or unknown.")
        return {}
    return {key: Node(said, row.line(meaning))}


def count_of(row: RowCells, meaning: str) -> CountRange:
    """Give the count a cell says."""
    text = row.line_of_text(meaning)
    said = count_said(text)
    if said is None:
        row.problem(
            meaning, f"'{shown(text)}' is no count; write 500, 400 - 600, >= 400, <= 600 or unknown, in whole numbers."
        )
        return CountRange()
    if said.about:
        row.note(meaning, f"'{shown(text)}' is only about right, so no bound is taken from it; write a range if you know one.")
    return said.count


def count_node(count: CountRange, line: int) -> Node | None:
    """Give a count as our format writes it; None for unknown."""
    if count.is_unknown:
        return None
    ends = (("at_least", count.at_least), ("at_most", count.at_most))
    return Node({key: Node(str(end), line) for key, end in ends if end is not None}, line)


def countries_of(row: RowCells, meaning: str) -> list[str]:
    """Give the countries a cell names, by code or by name in four languages."""
    found = []
    for piece in words_in(row.text(meaning)):
        if row.found.words.unknown.exact(piece) and piece not in COUNTRIES:
            continue
        found += _country(row, meaning, piece)
    return list(dict.fromkeys(found))


def _country(row: RowCells, meaning: str, text: str) -> list[str]:
    words = row.found.words.countries
    brackets = _IN_BRACKETS.fullmatch(text)
    outside = brackets[1] if brackets else text
    for piece in (text, outside):
        code = piece if piece in COUNTRIES else words.exact(piece)
        if code:
            if brackets and piece == outside and brackets[2] != code:
                row.note(meaning, f"'{shown(brackets[2])}' beside {code} was left out.")
            return [code]
    parts = [part if part in COUNTRIES else words.exact(part) for part in _AND.split(outside)]
    if len(parts) > 1 and all(parts):
        return parts
    hint = f"{_near(outside, words)} Write two capital letters such as NL."
    row.problem(meaning, f"'{shown(text)}' is no country that is known.{hint}")
    return []


def transfers_of(row: RowCells, meaning: str) -> list[str]:
    """Give the countries outside the EEA that data go to; `nee` and `binnen de EER` are none."""
    text = row.line_of_text(meaning)
    words = row.found.words
    if text in COUNTRIES:
        # NO is Norway here, and NA Namibia; the words are asked after the codes.
        return [text]
    if not text or words.unknown.exact(text) or words.no.exact(text) or words.inside.exact(text):
        return []
    first, _, rest = text.partition(" ")
    if words.no.exact(first.strip(",.;:")) and first not in COUNTRIES:
        row.note(meaning, f"'{shown(text)}' was taken as no transfer.")
        return []
    if words.yes.exact(text):
        row.problem(meaning, "says that data go outside the EEA, and not where to; name the countries.")
        return []
    if words.yes.exact(first.strip(",.;:")):
        text = rest.lstrip(" ,;:-–")
    pieces = [piece for piece in words_in(text) if not words.inside.exact(piece)]
    return list(dict.fromkeys(code for piece in pieces for code in _country(row, meaning, piece)))
