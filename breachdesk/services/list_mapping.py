"""What somebody says of the lists they name: which word is meant for which list; and sample cells shown masked.

A mask shows enough to see that a column is the right one, and too little for whoever looks over a shoulder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from breachdesk.domain.columns import plain_word
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.foreign import visible
from breachdesk.domain.people import Column, ColumnRole, ListMapping

SHOWN_AS_IT_IS = frozenset({ColumnRole.COUNTRY, ColumnRole.LANGUAGE})
HIDDEN = "…"


def for_each_list(texts: Sequence[str], headers: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """Share `HEADER=ROLE` and `SYSTEM:HEADER=ROLE` texts out to the lists they are meant for.

    Without a system a text goes to every list that has the column. One that no list has goes to all of them, so that
    reading it says which column was meant.

    Args:
        texts: What somebody said of columns.
        headers: The columns of each list, by System.

    >>> for_each_list(["crm:Nr=key", "Mail=email"], {"crm": ["Nr", "Mail"], "hr": ["E-mail", "Mail"]})
    {'crm': ('Nr=key', 'Mail=email'), 'hr': ('Mail=email',)}
    """
    found: dict[str, tuple[str, ...]] = dict.fromkeys(headers, ())
    for text in texts:
        system, said = parted(text, tuple(headers))
        meant = [system] if system else _with_column(said.rpartition("=")[0], headers)
        for each in meant or headers:
            found[each] = (*found[each], said)
    return found


def parted(text: str, systems: Sequence[str]) -> tuple[str, str]:
    """Part `SYSTEM:WORD`; the system is empty where none of these stands before a colon.

    >>> parted("crm:contact", ("crm",)), parted("a:b", ("crm",))
    (('crm', 'contact'), ('', 'a:b'))
    """
    system, colon, said = text.partition(":")
    return (system, said) if colon and said and system in systems else ("", text)


def with_defaults(mapping: ListMapping, everywhere: Sequence[str], country: str, language: str) -> ListMapping:
    """Give a mapping with what somebody said of the whole list.

    Args:
        mapping: How its columns are read.
        everywhere: Categories held about everybody on it; none leaves what the mapping has.
        country: Where the list has none.
        language: Where the list has none.
    """
    held = tuple(dict.fromkeys(everywhere)) or mapping.everywhere
    return replace(mapping, everywhere=held, default_country=country, default_language=language)


def check_tells_apart(mapping: ListMapping, name: str) -> None:
    """Do nothing where some column tells people apart.

    Raises:
        WrongInput: a thousand rows could be a thousand people, or one.
    """
    if mapping.header_of(ColumnRole.KEY) or mapping.header_of(ColumnRole.EMAIL):
        return
    first = visible(mapping.columns[0].header)[:40] if mapping.columns else "Number"
    raise WrongInput(
        f"{visible(name)[:80]}: no column tells people apart; say which one holds the number or the e-mail address of a "
        f"person, such as --column '{first}=key'."
    )


def has_categories(mapping: ListMapping) -> bool:
    """Tell whether a column says of whom data are held; of those held about everybody it says nothing new."""
    return any(c.role is ColumnRole.CATEGORY and c.category not in mapping.everywhere for c in mapping.columns)


def masked(column: Column, cell: str) -> str:
    """Give a cell as it may be seen by anybody: the first letter, the domain of an address, a country as it is.

    >>> masked(Column("Mail", ColumnRole.EMAIL), "ann@example.net"), masked(Column("Land", ColumnRole.COUNTRY), "NL")
    ('a…@example.net', 'NL')
    >>> masked(Column("Diagnosis", ColumnRole.CATEGORY, "health"), "asthma"), masked(Column("x", ColumnRole.IGNORED), "y")
    ('filled', '…')
    """
    text = visible(cell.strip()).replace("\n", " ")
    if not text:
        return "(empty)"
    if column.role is ColumnRole.CATEGORY:
        return "filled"
    if column.role is ColumnRole.IGNORED:
        return HIDDEN
    if column.role in SHOWN_AS_IT_IS and len(text) <= 2:
        return text
    local, at, domain = text.partition("@")
    tail = f"@{domain[:40]}" if at and column.role is ColumnRole.EMAIL else ""
    return f"{local[:1]}{HIDDEN}{tail}"


def role_words(column: Column) -> str:
    """Say what a column is read as."""
    return column.category if column.role is ColumnRole.CATEGORY else column.role.value


def _with_column(header: str, headers: Mapping[str, Sequence[str]]) -> list[str]:
    plain = plain_word(header)
    return [system for system, its in headers.items() if header.strip() in its or plain in map(plain_word, its)]
