"""The last look at every letter before it is approved and before it is queued."""

from __future__ import annotations

from dataclasses import replace

import pytest

from breachdesk.domain.addressees import AddresseeList
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.going_out import check_list
from tests.services.office import CUSTOMERS
from tests.strategies import revision

LETTER = revision(
    kind=NoticeKind.COMMUNICATION, text="Beste {name},\n\n{data}\n", data_words=(("contact", "Adressen"), ("health", "Zie K-10002"))
)


def people(*categories: str) -> AddresseeList:
    """Give the customers, each with these data."""
    return replace(CUSTOMERS, rows=tuple(replace(p, categories=categories) for p in CUSTOMERS.rows))


def test_a_letter_that_holds_only_ones_own_goes() -> None:
    """Lost without it: a greeting by name is taken for a leak."""
    check_list(LETTER, people("contact"))


def test_a_letter_that_holds_what_is_anothers_is_stopped_whatever_put_it_there() -> None:
    """Lost without it: the one look that does not trust what made the letter is never taken."""
    with pytest.raises(NotAllowed, match="letter to person 1 of the list holds 'K-10002'"):
        check_list(LETTER, people("health"))


def test_a_text_without_fields_is_looked_at_once_for_all() -> None:
    """Lost without it: one name typed into the text is read by everybody."""
    with pytest.raises(NotAllowed, match="holds 'Ben Bakker'"):
        check_list(replace(LETTER, text="Beste lezer, ook Ben Bakker."), people("contact"))
