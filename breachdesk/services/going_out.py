"""May these letters go to these people? What is looked at when they are approved, and once more when they are queued."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.naming import first_named


def check_list(revision: Revision, addressees: AddresseeList) -> None:
    """Refuse a list that one text cannot be sent to.

    Raises:
        NotAllowed: it names nobody, two people on it share one address, or the text names one of them.
    """
    if not addressees.rows:
        raise NotAllowed("The list names nobody; write one row a person, or approve the text without a list.")
    addresses = Counter(person.address.lower() for person in addressees.rows)
    if len(addresses) < len(addressees.rows):
        raise NotAllowed(
            "Two of the addressees share one address; give each their own, or take one out and write by post."
        )
    check_names_nobody(revision, addressees.rows)


def check_names_nobody(revision: Revision, people: Sequence[Addressee]) -> None:
    """Refuse a text that names one of those who would all read it.

    Raises:
        NotAllowed: it does; merge fields are how each is named to themselves.
    """
    token = first_named(f"{revision.subject}\n{revision.text}", people)
    if token is not None:
        raise NotAllowed(
            f"'{revision.notice}' holds '{token}', which belongs to one of the addressees; "
            "everybody would read it. Take it out of the text and have it approved again."
        )
