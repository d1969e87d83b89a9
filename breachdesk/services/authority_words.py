"""May the way to an authority be trusted? In words, the same on the screen and at the shell. Pure.

A channel is somebody else's web page: it moves. So each carries the day it was last looked at, and a warning where nobody
looked, or not for more than a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from breachdesk.domain.law import Authority

STALE_AFTER_DAYS = 366


def is_stale(authority: Authority, today: date) -> bool:
    """Tell whether a channel was checked once, and not for more than a year."""
    return authority.checked_on is not None and (today - authority.checked_on).days >= STALE_AFTER_DAYS


def authority_warning(authority: Authority, today: date) -> str:
    """Say why a channel may not be trusted: never checked, or not for more than a year. Empty when it may."""
    if authority.checked_on is None:
        return "never checked: look at the authority's home page before you rely on this link"
    if is_stale(authority, today):
        return f"last checked on {authority.checked_on.isoformat()}, more than a year ago: look at the home page first"
    return ""


def warning_with_home(authority: Authority, today: date) -> str:
    """Say the same with the home page beside it, where one is known. Empty when the channel may be trusted."""
    warning = authority_warning(authority, today)
    return f"{warning}: {authority.home}" if warning and authority.home else warning


def list_warnings(authorities: Iterable[Authority], today: date) -> Iterator[str]:
    """Say of a long list how many channels nobody ever checked, and how many were checked more than a year ago."""
    found = tuple(authorities)
    never, stale = sum(a.checked_on is None for a in found), sum(is_stale(a, today) for a in found)
    if never:
        yield f"{never} never checked: their home page stands here in place of a link"
    if stale:
        yield f"{stale} not checked for more than a year: look at the authority's home page before you rely on the link"
