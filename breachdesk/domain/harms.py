"""What may follow for people from the data that were touched: from one kind alone, and from several together.

A proposal for the fact `likely_consequences`; a person decides. What combines to what, and where that stands, is law data.

Source: GDPR Art. 33(3)(c), Recitals 75 and 85.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from breachdesk.domain.inventory import DataCategory
from breachdesk.domain.law import Citation, LawStatus


@dataclass(frozen=True, slots=True)
class Combination:
    """Categories that together make a consequence likely."""

    id: str
    needs: tuple[tuple[str, ...], ...]
    """Each part: any one of these categories, or a refinement of it."""

    consequences: tuple[str, ...]
    """Option ids of the fact `likely_consequences`."""

    labels: Mapping[str, str] = field(default_factory=dict)
    """What the data combine to, by language; English is always there in law data."""

    source: Citation | None = None
    """The reader of law data refuses one that cites nothing."""

    status: LawStatus = LawStatus.UNVERIFIED
    """In force where the source says that these data bring this; unverified where that is our reading of it."""

    vulnerable: bool = False
    """Only about people who are vulnerable, such as children."""

    def label(self, language: str = "en") -> str:
        """Give what the data combine to in a language, in English, or failing both its id."""
        return self.labels.get(language) or self.labels.get("en") or self.id


@dataclass(frozen=True, slots=True)
class Consequence:
    """What may follow, and the data that make it so."""

    id: str
    categories: tuple[str, ...] = ()
    """Categories that bring it by themselves."""

    combinations: tuple[str, ...] = ()
    """Combinations that bring it."""


def combined(
    categories: Collection[str], combinations: Sequence[Combination], vulnerable: bool = False
) -> tuple[Combination, ...]:
    """Give the combinations that these categories make.

    Args:
        categories: What is held about the same people.
        combinations: What the law data know.
        vulnerable: These people are vulnerable, so what holds only of them counts too.

    >>> log_in = Combination("log-in", (("contact", "profile"), ("credentials",)), ("account-takeover",))
    >>> [c.id for c in combined(("contact.email", "credentials"), (log_in,))], combined(("contact",), (log_in,))
    (['log-in'], ())
    """
    return tuple(
        c
        for c in combinations
        if (vulnerable or not c.vulnerable) and all(_any(part, categories) for part in c.needs)
    )


def consequences_of(
    categories: Iterable[DataCategory],
    combinations: Sequence[Combination],
    order: Sequence[str] = (),
    vulnerable: bool = False,
) -> tuple[Consequence, ...]:
    """Give what may follow from the categories held about the same people, each once, with everything that brings it.

    Args:
        categories: What is held about them.
        combinations: What the law data know.
        order: Ids of consequences in the order in which they are wanted; any other follows, by id.
        vulnerable: These people are vulnerable.

    Source: GDPR Art. 33(3)(c).
    """
    held = tuple(categories)
    alone: dict[str, list[str]] = {}
    for category in held:
        for harm in category.harms:
            alone.setdefault(harm, []).append(category.id)
    together: dict[str, list[str]] = {}
    for combination in combined([c.id for c in held], combinations, vulnerable):
        for harm in combination.consequences:
            together.setdefault(harm, []).append(combination.id)
    place = {id_: n for n, id_ in enumerate(order)}
    found = sorted(alone.keys() | together.keys(), key=lambda id_: (place.get(id_, len(place)), id_))
    return tuple(Consequence(id_, tuple(alone.get(id_, ())), tuple(together.get(id_, ()))) for id_ in found)


def _any(part: Collection[str], categories: Collection[str]) -> bool:
    return any(held == wanted or held.startswith(f"{wanted}.") for wanted in part for held in categories)
