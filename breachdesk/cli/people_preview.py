"""How a list of people would be read, shown before it is taken in: column by column, with masked samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from breachdesk.cli.speaking import say, table
from breachdesk.domain.columns import Proposal, Sure
from breachdesk.domain.foreign import visible
from breachdesk.domain.people import ListMapping
from breachdesk.domain.sheets import SheetLook
from breachdesk.services.list_mapping import masked, role_words

SURE_WORDS = {
    Sure.GIVEN: "as said",
    Sure.REMEMBERED: "as before",
    Sure.EXACT: "by its name",
    Sure.SIMILAR: "a guess by its name",
    Sure.CONTENT: "a guess by its cells",
    Sure.NONE: "not used",
}
SAMPLE_ROWS = 5


@dataclass(frozen=True, slots=True)
class Looked:
    """A list that was opened."""

    system: str
    seen: SheetLook


@dataclass(frozen=True, slots=True)
class Prepared:
    """One list, ready to be taken in."""

    system: str
    seen: SheetLook
    proposals: tuple[Proposal, ...]
    mapping: ListMapping
    from_inventory: bool = False
    """What is held about everybody on it was taken from the inventory."""

    also_held: tuple[str, ...] = ()
    """What the inventory says the system holds and nothing about the list does."""

    @property
    def needs_a_look(self) -> bool:
        """Tell whether something rests on a guess: of a column, or of what the system holds."""
        return any(proposal.needs_a_look for proposal in self.proposals)


def say_previews(ready: Sequence[Prepared]) -> None:
    """Say how each list would be read."""
    for each in ready:
        _say_preview(each)
        say()


def masked_samples(each: Prepared) -> list[list[str]]:
    """Give the first rows as anybody may see them."""
    columns = each.mapping.columns
    return [[masked(c, cell) for c, cell in zip(columns, row, strict=True)] for row in each.seen.samples[:SAMPLE_ROWS]]


def held_words(each: Prepared) -> str:
    """Say what is taken to be held about everybody on a list, and whence that comes."""
    whence = ", as the inventory names it (say otherwise with --everyone)" if each.from_inventory else ""
    return f"held about everybody on it{whence}: {', '.join(each.mapping.everywhere)}"


def also_words(each: Prepared) -> tuple[str, ...]:
    """Say what the system holds by the inventory and is not counted here; empty where there is nothing."""
    if not each.also_held:
        return ()
    return (f"the inventory says it also holds {', '.join(each.also_held)}; not counted, unless said with --everyone",)


def _say_preview(each: Prepared) -> None:
    samples = masked_samples(each)
    say(f"{each.system}: {visible(each.seen.name)}, its columns and the first {len(samples)} rows, masked")
    sure = {proposal.header: SURE_WORDS[proposal.sure] for proposal in each.proposals}
    table(
        ("COLUMN", "READ AS", "WHY", "ROWS"),
        [
            (visible(c.header)[:40], role_words(c), sure.get(c.header, ""), "  ".join(row[n] for row in samples))
            for n, c in enumerate(each.mapping.columns)
        ],
    )
    if each.mapping.everywhere:
        said = held_words(each)
        say(f"{said[:1].upper()}{said[1:]}")
    elif not each.mapping.categories:
        say("Which data are held is not known; say it with --everyone CATEGORY.")
    for said in also_words(each):
        say(f"{said[:1].upper()}{said[1:]}")
    for warning in each.seen.warnings:
        say(f"Note: {warning}")
