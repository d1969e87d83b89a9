"""May these letters go to these people? What is looked at when they are approved, and once more when they are queued."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.leak_scan import LeakScan
from breachdesk.domain.letter_digests import ApprovedList, letters
from breachdesk.domain.merge import merge_fields
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
    check_letters(revision, addressees.rows)


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


def check_letters(revision: Revision, people: Sequence[Addressee]) -> None:
    """Look through every letter as it will read for what belongs to somebody else on the list, whatever it was made by.

    Raises:
        NotAllowed: one holds something of another, or cannot be filled.
    """
    if not merge_fields(revision.subject, revision.text):
        return
    scan = LeakScan(people)
    words = ApprovedList(tuple(people), dict(revision.data_words))
    made = zip(people, letters(revision.subject, revision.text, words), strict=True)
    for number, (person, (_, _, subject, text)) in enumerate(made, start=1):
        token = scan.foreign(f"{subject}\n\n{text}", person)
        if token is not None:
            raise NotAllowed(
                f"The letter to person {number} of the list holds '{token}', which belongs to somebody else on it; "
                "look at that row and at the text."
            )
