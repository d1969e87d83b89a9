"""How the columns of a list of people are read: what was proposed or remembered, and what somebody said instead.

What somebody says wins over what is remembered, and that over what is proposed. Sample rows are shown masked: enough to
see that a column is the right one, too little for whoever looks over a shoulder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.foreign import visible
from breachdesk.domain.people import Column, ColumnRole, ListMapping
from breachdesk.services.ports import ListFile

if TYPE_CHECKING:
    from pathlib import Path

ROLES = {role.value: role for role in ColumnRole if role is not ColumnRole.CATEGORY}
"""What may be said of a column, beside the id of a data category."""

ONCE = frozenset({ColumnRole.KEY, ColumnRole.EMAIL, ColumnRole.NAME, ColumnRole.LANGUAGE, ColumnRole.COUNTRY})
"""Roles that one column of a list has."""

SHOWN_AS_IT_IS = frozenset({ColumnRole.COUNTRY, ColumnRole.LANGUAGE})
HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class LookedAtList:
    """A list somebody wants taken in, opened and looked at, whatever it came from."""

    file: ListFile
    proposed: ListMapping
    is_remembered: bool
    """The proposal is what was used for columns like these before."""

    samples: tuple[tuple[str, ...], ...] = ()
    """The first rows, a cell a column."""

    notes: tuple[str, ...] = ()
    """What a reader should know, such as that letters look misread."""

    written: Callable[[Path], ListFile] | None = None
    """Writes it into a folder as a file that the register opens; None where it opens this one."""


@dataclass(frozen=True, slots=True)
class SaidColumn:
    """What somebody said of a column: `HEADER=ROLE`, or `SYSTEM:HEADER=ROLE`."""

    system: str
    """Empty where it holds for every list that has the column."""

    column: Column


IsCategory = Callable[[str], bool]
"""Tells whether a data category goes by an id."""


def said_column(text: str, systems: Collection[str], is_category: IsCategory) -> SaidColumn:
    """Read what somebody said of a column. A header may hold any sign; the last `=` parts it from the role.

    Raises:
        WrongInput: it is no `HEADER=ROLE`, or the role is none.
    """
    where, sign, what = text.rpartition("=")
    if not sign or not where.strip() or not what.strip():
        raise WrongInput(f"'{visible(text)[:60]}' must be HEADER=ROLE, such as Mailadres=email.")
    system, colon, header = where.partition(":")
    if not (colon and system in systems and header):
        system, header = "", where
    role = what.strip()
    if role in ROLES:
        return SaidColumn(system, Column(header.strip(), ROLES[role]))
    if is_category(role):
        return SaidColumn(system, Column(header.strip(), ColumnRole.CATEGORY, role))
    near = get_close_matches(role[:60], ROLES, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else f" Roles are {', '.join(ROLES)}, and the id of a data category."
    raise WrongInput(f"'{visible(role)[:60]}' is no role of a column.{hint}")


def said_category(text: str, systems: Collection[str], is_category: IsCategory) -> tuple[str, str]:
    """Read `CATEGORY` or `SYSTEM:CATEGORY`; give system, empty for every list, and category.

    Raises:
        WrongInput: no data category goes by that id.
    """
    system, colon, category = text.partition(":")
    if not (colon and system in systems):
        system, category = "", text
    if not is_category(category):
        raise WrongInput(f"'{visible(category)[:60]}' is no data category; write its id, such as contact or health.")
    return system, category


def check_all_used(said: Sequence[SaidColumn], headers: Mapping[str, Sequence[str]]) -> None:
    """Do nothing where everything that was said of a column finds it.

    Args:
        said: What somebody said.
        headers: The columns of each list, by system.

    Raises:
        WrongInput: no list has such a column; the nearest is named.
    """
    for one in said:
        there = [h for system, its in headers.items() if one.system in ("", system) for h in its]
        if one.column.header not in there:
            near = get_close_matches(one.column.header[:80], there, n=1, cutoff=0.5)
            hint = f"Did you mean '{visible(near[0])[:60]}'?" if near else f"There are: {_few(there)}."
            raise WrongInput(f"No column is called '{visible(one.column.header)[:60]}'. {hint}")


def mapping_for(
    look: LookedAtList, system: str, said: Sequence[SaidColumn], everywhere: Sequence[str], country: str, language: str
) -> ListMapping:
    """Give how a list is read: the proposal, with what somebody said in its place.

    Args:
        look: The list.
        system: Whose list it is.
        said: What was said of columns, of this list and others.
        everywhere: Categories held about everybody on it; none takes what the proposal has.
        country: Where the list has none; empty takes what the proposal has.
        language: As for the country.

    Raises:
        WrongInput: two columns are said to have one role, or nothing tells people apart.
    """
    mine = {s.column.header: s.column for s in said if s.system in ("", system) and s.column.header in look.file.header}
    _check_once(system, mine.values())
    taken = {column.role for column in mine.values()} & ONCE
    columns = tuple(mine.get(c.header) or _unless_taken(c, taken) for c in _all_columns(look))
    made = replace(
        look.proposed,
        columns=columns,
        everywhere=tuple(dict.fromkeys(everywhere)) or look.proposed.everywhere,
        default_country=country or look.proposed.default_country,
        default_language=language or look.proposed.default_language,
    )
    if not made.header_of(ColumnRole.KEY) and not made.header_of(ColumnRole.EMAIL):
        raise WrongInput(
            f"{visible(look.file.name or look.file.path.rpartition('/')[2])}: no column tells people apart; say which one "
            f"holds the number or the address of a person, such as --column '{visible(look.file.header[0])[:40]}=key'."
        )
    return made


def is_said_whole(look: LookedAtList, system: str, said: Sequence[SaidColumn]) -> bool:
    """Tell whether somebody said of every column what it is, so that nothing rests on a proposal."""
    mine = {s.column.header for s in said if s.system in ("", system)}
    return set(look.file.header) <= mine


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
    if column.role in SHOWN_AS_IT_IS:
        return text[:20]
    if column.role is ColumnRole.CATEGORY:
        return "filled"
    if column.role is ColumnRole.IGNORED:
        return HIDDEN
    local, at, domain = text.partition("@")
    tail = f"@{domain[:40]}" if at and column.role is ColumnRole.EMAIL else ""
    return f"{local[:1]}{HIDDEN}{tail}"


def role_words(column: Column) -> str:
    """Say what a column is read as."""
    return column.category if column.role is ColumnRole.CATEGORY else column.role.value


def _all_columns(look: LookedAtList) -> Sequence[Column]:
    known = {column.header: column for column in look.proposed.columns}
    return [known.get(header, Column(header, ColumnRole.IGNORED)) for header in look.file.header]


def _unless_taken(column: Column, taken: Collection[ColumnRole]) -> Column:
    return Column(column.header, ColumnRole.IGNORED) if column.role in taken else column


def _check_once(system: str, columns: Collection[Column]) -> None:
    for role in ONCE:
        same = [visible(c.header)[:40] for c in columns if c.role is role]
        if len(same) > 1:
            raise WrongInput(f"Two columns of the list of {system} are said to be {role.value}: {', '.join(same)}; keep one.")


def _few(headers: Sequence[str]) -> str:
    shown = [visible(header)[:40] for header in headers[:12]]
    return ", ".join(shown) + (f" and {len(headers) - 12} more" if len(headers) > 12 else "")
