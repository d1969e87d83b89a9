"""The rules for cells as SQL: what passes here needs no second look, and costs nearly nothing a row.

What does not pass is judged once more by `cell_rules`, which finds the words. Both must agree on every cell.
"""

from __future__ import annotations

from breachdesk.domain.addressees import MAX_ADDRESS, MAX_LOCAL
from breachdesk.register.cell_rules import HIDDEN, MAX_CELL, NO_WORDS, TEXT_BLANKS

UNKNOWN = 65535
"""The number of no country and no language."""

_ATOM = "A-Za-z0-9!#$%&'*+/^_{}~"
_LOCAL = rf"[{_ATOM}][{_ATOM}-]*(?:\.[{_ATOM}-]+)*"
_SHORT = rf"{_LOCAL}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{{2,}}"
"""An address in which no part can be too long, because the whole is short; without counting, so it runs fast."""

_SHORT_ENOUGH = 63
_TOP = r"(?:[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{0,58}[A-Za-z0-9])"
_ANY = rf"{_LOCAL}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+{_TOP}"
_HIDDEN = "[" + "".join(rf"\x{{{low:X}}}-\x{{{high:X}}}" for low, high in HIDDEN) + "]"
_NO = "(?:" + "|".join("".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in w) for w in NO_WORDS) + ")?"
_ODD_BLANK_OUTSIDE = r"^[\x{09}\x{0A}\x{0D}]|[\x{09}\x{0A}\x{0D}]$"
_MISREAD = r"[\x{C2}\x{C3}][\x{80}-\x{BF}]|\x{E2}\x{20AC}"
"""UTF-8 that was once read as Latin-1 or Windows-1252, as in `MÃ¼ller`."""


def text(value: str) -> str:
    """Give a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def trim(cell: str) -> str:
    """Give a cell without the blanks around it; no cell is an empty one."""
    return f"coalesce(trim({cell}), '')"


def trim_text(cell: str) -> str:
    """Give a name, a key or a word without the blanks, tabs and line ends around it."""
    odd = f"regexp_matches(trim({cell}), {text(_ODD_BLANK_OUTSIDE)})"
    return f"coalesce(CASE WHEN {odd} THEN trim({cell}, {text(TEXT_BLANKS)}) ELSE trim({cell}) END, '')"


def address_passes(cell: str) -> str:
    """Tell whether a trimmed cell is empty or an address that can be written to."""
    return (
        f"CASE WHEN strlen({cell}) <= {_SHORT_ENOUGH} AND regexp_full_match({cell}, {text(_SHORT)}) THEN true "
        f"WHEN {cell} = '' THEN true "
        f"ELSE strlen({cell}) <= {MAX_ADDRESS} AND strpos({cell}, '@') <= {MAX_LOCAL + 1} "
        f"AND regexp_full_match({cell}, {text(_ANY)}) END"
    )


def text_passes(cell: str) -> str:
    """Tell whether a trimmed cell is short enough, without unseen characters."""
    return f"(strlen({cell}) <= {MAX_CELL} OR length({cell}) <= {MAX_CELL}) AND NOT regexp_matches({cell}, {text(_HIDDEN)})"


def yes_no(cell: str) -> str:
    """Give 1 where a raw cell says that data are held, 0 where not, 2 where the cell is not fit to be read."""
    blank_or_no = f"[{TEXT_BLANKS}]*{_NO}[{TEXT_BLANKS}]*"
    return (
        f"CASE WHEN {cell} = 'yes' OR {cell} = '1' OR {cell} = 'true' THEN 1 "
        f"WHEN {cell} IS NULL OR {cell} = 'no' OR {cell} = '0' THEN 0 "
        f"WHEN regexp_full_match({cell}, {text(blank_or_no)}) THEN 0 "
        f"WHEN {text_passes(trim_text(cell))} THEN 1 ELSE 2 END"
    )


def code_of(cell: str, codes: str) -> str:
    """Give the number of a code in an enumeration; NULL where it is none."""
    return f"enum_code(try_cast({cell} AS {codes}))::USMALLINT"


def name_print(name: str) -> str:
    """Give a number of a trimmed name for telling two names apart, whatever case and blanks; 0 for no name."""
    plain = f"lower(nfc_normalize(regexp_replace({name}, '\\s+', ' ', 'g')))"
    return f"CASE WHEN {name} = '' THEN 0::UBIGINT ELSE greatest(hash({plain}), 1::UBIGINT) END"


def prints(cell: str, salt: str, name: str) -> str:
    """Give two numbers of a trimmed text, 0 for none: equal texts have equal ones, and a clash in one shows in the other.

    The salt is another one at every import, so that two texts that clash once can be told apart the next time.
    """
    salted = f"greatest(hash({cell} || {text(salt)}), 1::UBIGINT)"
    return (
        f"CASE WHEN {cell} = '' THEN 0::UBIGINT ELSE {salted} END AS {name}1, "
        f"CASE WHEN {cell} = '' THEN 0::UBIGINT ELSE hash({cell}) END AS {name}2"
    )


def misread(name: str) -> str:
    """Tell whether a text looks as if it was saved in a wrong encoding."""
    return f"regexp_matches({name}, {text(_MISREAD)})"
