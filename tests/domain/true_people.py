"""Made-up organisations whose people are known one by one, and the inventory that such an organisation might write.

The people come first: who is in which dataset, which data about them, collected on which days. The inventory then says
something true about them, exact, wide or nothing at all. So every range worked out from it can be held against a count.
Plain `Random` and plain sets: ten thousand of them take seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from breachdesk.domain.harms import Combination
from breachdesk.domain.hit import Hit, Stated, Window, months_after
from breachdesk.domain.inventory import (
    CountRange,
    Credential,
    DataCategory,
    Dataset,
    Encryption,
    Flow,
    Inventory,
    OpenedBy,
    Period,
    ProcessingActivity,
    Protection,
    SourceRow,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import Controller, Processor

FIRST_DAY, DAYS = date(2022, 1, 1), 1_500
CATEGORIES = ("identity", "contact", "contact.email", "health", "credentials")
COUNTRIES, LANGUAGES = ("NL", "BE", "DE"), ("nl", "fr", "de", "en")
HARMS = {"identity": ("identity-theft",), "contact": ("phishing",), "health": ("discrimination", "embarrassment")}
COMBINATIONS = (
    Combination("log-in", (("contact",), ("credentials",)), ("account-takeover",)),
    Combination("blackmail", (("health",), ("identity", "contact")), ("extortion", "embarrassment")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """What a dataset holds of one person in one row: since which days, and which kinds of data."""

    person: int
    days: tuple[date, ...]
    """One a record."""

    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class TrueRow:
    """A row of a dataset; its group is empty where the inventory names none."""

    group: str
    items: tuple[Item, ...]

    @property
    def people(self) -> set[int]:
        """Give everybody in it."""
        return {item.person for item in self.items}


@dataclass(frozen=True, slots=True)
class Truth:
    """Who was really touched."""

    people: frozenset[int]
    records: int
    people_of: dict[str, frozenset[int]]
    records_of: dict[str, int]
    people_with: dict[str, frozenset[int]]
    countries: frozenset[str]
    languages: frozenset[str]


@dataclass(slots=True)
class Organisation:
    """People, and the inventory that was written about them."""

    random: Random
    inventory: Inventory
    rows: dict[str, tuple[TrueRow, ...]]
    """By dataset."""

    lives_in: list[str]
    """By person: the country."""

    speaks: list[str]
    """By person: the language."""

    narrowed: dict[str, frozenset[int]] = field(default_factory=dict)
    """By group that a number is stated for: who of it was really touched."""

    def touched(self, hit: Hit) -> Iterator[tuple[str, TrueRow]]:
        """Give the rows touched, cut down to what really was."""
        for dataset in self.inventory.datasets:
            if _is_touched(self.inventory, dataset, hit):
                for row in self.rows[dataset.id]:
                    yield dataset.id, TrueRow(row.group, tuple(self._in_reach(dataset, row, hit)))

    def _in_reach(self, dataset: Dataset, row: TrueRow, hit: Hit) -> Iterator[Item]:
        for item in row.items:
            if row.group in hit.stated and item.person not in self.narrowed[row.group]:
                continue
            days = tuple(d for d in item.days if hit.window is None or _falls_into(hit.window, d, dataset.kept_months))
            if days:
                yield replace(item, days=days)

    def truth(self, hit: Hit) -> Truth:
        """Count, one by one, who was touched."""
        people_of: dict[str, set[int]] = {}
        records_of: dict[str, int] = {}
        people_with: dict[str, set[int]] = {}
        for _, row in self.touched(hit):
            people_of.setdefault(row.group, set()).update(row.people)
            records_of[row.group] = records_of.get(row.group, 0) + sum(len(item.days) for item in row.items)
            for item in row.items:
                for category in item.categories:
                    people_with.setdefault(category, set()).add(item.person)
        everybody = frozenset[int]().union(*people_of.values())
        return Truth(
            people=everybody,
            records=sum(records_of.values()),
            people_of={group: frozenset(people) for group, people in people_of.items()},
            records_of=records_of,
            people_with={category: frozenset(people) for category, people in people_with.items()},
            countries=frozenset(self.lives_in[person] for person in everybody),
            languages=frozenset(self.speaks[person] for person in everybody),
        )


def _falls_into(window: Window, day: date, kept_months: int | None) -> bool:
    """Tell whether a record collected on a day was collected, or kept, in these days; straight from the rule."""
    if window.until is not None and day > window.until:
        return False
    if window.since is None or day >= window.since:
        return True
    return not window.collected and (kept_months is None or months_after(day, kept_months) >= window.since)


def _is_touched(inventory: Inventory, dataset: Dataset, hit: Hit) -> bool:
    if dataset.id in hit.datasets:
        return True
    if dataset.id in hit.left_out:
        return False
    lives = {*dataset.systems, *dataset.copies}
    flows = {end for f in inventory.flows if dataset.id in f.datasets for end in (f.sender, f.receiver)}
    return bool((lives | flows) & set(hit.systems))


def organisation(seed: int | str) -> Organisation:
    """Give one organisation; the same for the same seed."""
    return _Making(Random(seed)).organisation()


class _Making:
    """One organisation being made up."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines = 0
        people = random.choice((6, 15, 40))
        self.everybody = range(people)
        self.lives_in = [random.choice(COUNTRIES) for _ in self.everybody]
        self.speaks = [random.choice(LANGUAGES) for _ in self.everybody]
        self.systems = [f"s{n}" for n in range(random.randint(1, 6))]
        self.members: dict[str, set[int]] = {}
        self.rows: dict[str, tuple[TrueRow, ...]] = {}
        self.by_id: dict[str, Dataset] = {}

    def row(self, path: str) -> SourceRow:
        """Give the next line of the file."""
        self.lines += 1
        return SourceRow("inventory.yaml", self.lines, path)

    def some(self, choices: Iterable[str], at_most: int | None = None) -> tuple[str, ...]:
        """Give some of these, perhaps none."""
        found = [choice for choice in choices if self.random.random() < 0.4]
        return tuple(found if at_most is None else found[:at_most])

    def maybe(self, chance: float) -> bool:
        """Toss a loaded coin."""
        return self.random.random() < chance

    def said_of(self, count: int) -> CountRange:
        """Say something true about a number: exactly it, a range, one end, or nothing."""
        low = max(0, count - self.random.choice((0, 0, 1, 5)))
        high = count + self.random.choice((0, 0, 1, 5))
        how = self.random.random()
        if how < 0.4:
            return CountRange(count, count)
        if how < 0.7:
            return CountRange(low, high)
        if how < 0.8:
            return CountRange(low, None)
        return CountRange(None, high) if how < 0.9 else CountRange(None, None)

    def organisation(self) -> Organisation:
        """Make the people first and write the inventory about them."""
        groups = self.groups()
        datasets = [self.dataset(n) for n in range(self.random.randint(1, 7))]
        self.random.shuffle(datasets)
        inventory = Inventory(
            controller=Controller("Example B.V.", "NL", "Europe/Amsterdam"),
            dpo=None,
            systems=tuple(
                System(
                    id_, id_, self.row(id_),
                    kind=self.random.choice(("application", "backup", "device", "")),
                    processor="host" if self.maybe(0.2) else None,
                )
                for id_ in self.systems
            ),
            datasets=tuple(datasets),
            subject_groups=groups,
            data_categories=tuple(
                DataCategory(id_, {"en": id_}, special=id_ == "health", harms=HARMS.get(id_, ())) for id_ in CATEGORIES
            ),
            processing_activities=tuple(
                ProcessingActivity(
                    f"a{n}", f"a{n}", self.row(f"a{n}"), "",
                    datasets=self.some(d.id for d in datasets),
                    processors=self.some(("host", "mailer")),
                    recipients=self.some(("bank", "tax office")),
                    transfers=self.some(("US", "IN")),
                )
                for n in range(self.random.randint(0, 2))
            ),
            processors=(Processor("host", "Host B.V."), Processor("mailer", "Mailer B.V.")),
            flows=tuple(self.flows([d.id for d in datasets])),
            credentials=tuple(self.credentials()),
        )  # fmt: skip
        return Organisation(self.random, inventory, self.rows, self.lives_in, self.speaks)

    def groups(self) -> tuple[SubjectGroup, ...]:
        """Make up to four groups; a part has no one its whole does not have."""
        made: list[SubjectGroup] = []
        for n in range(self.random.randint(1, 4)):
            whole = self.random.choice(made).id if made and self.maybe(0.5) else None
            outside: Collection[int] = self.members[whole] if whole else self.everybody
            members = {person for person in outside if self.maybe(0.7)}
            self.members[f"g{n}"] = members
            made.append(
                SubjectGroup(
                    id=f"g{n}",
                    labels={"en": f"g{n}"},
                    kind="customers",
                    row=self.row(f"g{n}"),
                    size=self.said_of(len(members)),
                    vulnerable=self.random.choice((True, False, None)),
                    countries=self.true_of(members, self.lives_in, COUNTRIES),
                    languages=self.true_of(members, self.speaks, LANGUAGES),
                    part_of=whole,
                )
            )
        self.random.shuffle(made)
        return tuple(made)

    def true_of(self, people: Iterable[int], by_person: Sequence[str], choices: Sequence[str]) -> tuple[str, ...]:
        """Give all countries or languages of these people, perhaps some more; or none, for nobody said."""
        if self.maybe(0.25):
            return ()
        found = {by_person[person] for person in people}
        return tuple(c for c in choices if c in found or self.maybe(0.1))

    def dataset(self, number: int) -> Dataset:
        """Make a dataset; a part has no one its whole does not have, group by group."""
        id_ = f"d{number}"
        whole = self.random.choice(list(self.by_id)) if self.by_id and self.maybe(0.45) else None
        categories = self.some(CATEGORIES)
        first = FIRST_DAY + timedelta(self.random.randrange(DAYS))
        last = first + timedelta(self.random.randrange(1, 700))
        is_named = self.maybe(0.9)
        rows: list[TrueRow] = []
        subjects: list[SubjectsHeld] = []
        for n in range(self.random.choice((1, 1, 2, 3))):
            group = self.random.choice(list(self.members))
            own = self.some(CATEGORIES) if is_named and self.maybe(0.3) else ()
            items = self.items(self.may_hold(whole, group), own or categories, (first, last))
            rows.append(TrueRow(group if is_named else "", items))
            if is_named:
                subjects.append(self.held(rows[-1], f"{id_}.{n}", own))
        self.rows[id_] = tuple(rows)
        made = Dataset(
            id=id_,
            name=f"Dataset {number}",
            row=self.row(id_),
            systems=self.some(self.systems) or (self.random.choice(self.systems),),
            categories=categories,
            subjects=tuple(subjects),
            copies=self.some(self.systems, 1),
            part_of=whole,
            protection=Protection(
                encryption=self.random.choice(tuple(Encryption)),
                keys_in=self.some(self.systems, 2),
                unreadable=self.some(categories, 1),
            ),
            collected=self.period(first, last),
            # What nobody said about keeping is taken as kept: the counts hold for the days asked about.
            kept_months=self.random.choice((None, None, 1, 6, 24)),
        )
        self.by_id[id_] = made
        return made

    def may_hold(self, whole: str | None, group: str) -> set[int]:
        """Give who may be in a row: the group, and of it only those the whole has."""
        members = self.members[group]
        if whole is None:
            return members
        rows = [row for row in self.rows[whole] if row.group == group] or self.rows[whole]
        return members & set[int]().union(*(row.people for row in rows))

    def items(self, people: Iterable[int], categories: Sequence[str], period: tuple[date, date]) -> tuple[Item, ...]:
        """Put some of these people into a row."""
        share, days = self.random.choice((0.2, 0.6, 1.0)), (period[1] - period[0]).days
        return tuple(
            Item(
                person,
                tuple(period[0] + timedelta(self.random.randint(0, days)) for _ in range(self.random.choice((1, 1, 3)))),
                frozenset(c for c in categories if self.maybe(0.8)),
            )
            for person in sorted(people)
            if self.maybe(share)
        )

    def held(self, row: TrueRow, path: str, own: tuple[str, ...]) -> SubjectsHeld:
        """Say something true about a row."""
        holding = {}
        for category in {c for item in row.items for c in item.categories}:
            if self.maybe(0.4):
                holding[category] = self.said_of(sum(category in item.categories for item in row.items))
        return SubjectsHeld(
            group=row.group,
            row=self.row(path),
            people=self.said_of(len(row.items)),
            records=self.said_of(sum(len(item.days) for item in row.items)),
            countries=self.true_of(row.people, self.lives_in, COUNTRIES),
            categories=own,
            languages=self.true_of(row.people, self.speaks, LANGUAGES),
            holding=holding,
        )

    def period(self, first: date, last: date) -> Period:
        """Say when a dataset was collected: rightly, roughly or not."""
        early = first - timedelta(self.random.choice((0, 0, 40)))
        late = last + timedelta(self.random.choice((0, 0, 40)))
        return Period(early if self.maybe(0.7) else None, late if self.maybe(0.6) else None)

    def flows(self, datasets: Sequence[str]) -> Iterator[Flow]:
        """Let data go between systems."""
        for n in range(self.random.randint(0, 3) if len(self.systems) > 1 else 0):
            sender, receiver = self.random.sample(self.systems, 2)
            yield Flow(sender, receiver, self.row(f"flow{n}"), self.some(datasets, 2), self.random.choice(tuple(OpenedBy)))

    def credentials(self) -> Iterator[Credential]:
        """Leave keys lying about."""
        for n in range(self.random.randint(0, 3)):
            kept, opens = self.some(self.systems), self.some(self.systems)
            if kept and opens:
                yield Credential(f"c{n}", f"Key {n}", self.row(f"c{n}"), kept, opens)


def hit_on(known: Organisation) -> Hit:
    """Give something that was hit, narrowed in any way, and true where a number is stated."""
    random, inventory = known.random, known.inventory
    systems = [s.id for s in inventory.systems]
    datasets = [d.id for d in inventory.datasets]
    marked = tuple(s for s in systems if random.random() < 0.5)
    hit = Hit(
        systems=marked,
        datasets=tuple(d for d in datasets if random.random() < 0.1),
        left_out={d: "the log shows it" for d in datasets if random.random() < 0.1},
        ruled_out={s: "rebuilt the day before" for s in systems if s not in marked and random.random() < 0.2},
        window=_window(random) if random.random() < 0.5 else None,
    )
    if random.random() < 0.6:
        return hit
    stated: dict[str, Stated] = {}
    held = {group: people for group, people in known.truth(hit).people_of.items() if group}
    for group in sorted(held):
        if random.random() < 0.5:
            known.narrowed[group] = frozenset(p for p in sorted(held[group]) if random.random() < 0.7)
            stated[group] = Stated(_range_around(random, len(known.narrowed[group])), "counted in the log")
    return replace(hit, stated=stated)


def _range_around(random: Random, count: int) -> CountRange:
    return CountRange(max(0, count - random.choice((0, 2))), count + random.choice((0, 3)))


def _window(random: Random) -> Window:
    since = FIRST_DAY + timedelta(random.randrange(DAYS)) if random.random() < 0.8 else None
    start = since or FIRST_DAY
    until = start + timedelta(random.randrange(900)) if random.random() < 0.7 else None
    return Window(since, until, random.random() < 0.5)
