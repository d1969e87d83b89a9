"""Asking for one fact over any screen: its options to pick, the inventory's names to tick, or words to type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from breachdesk.domain.facts import UNKNOWN_WORD, Fact, FactDefinition, FactKind
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.services.times import read_instant
from breachdesk.tui.choices import WORKED_OUT, worked_out
from breachdesk.tui.dialogs import Ask, Pick, PickMany, some_words
from breachdesk.tui.lines import capital

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen

Again = Callable[[str], object] | None
"""Puts the question again with what was typed and the sentence that refused it; none where nothing was typed."""
Take = Callable[[str, Again], object]
"""Takes the answer as a person types it: `unknown`, `n/a: reason`, ids parted by commas, an instant with its offset."""

NOT_APPLICABLE = "n/a"
INSTEAD = ((UNKNOWN_WORD, "not known yet"), (NOT_APPLICABLE, "not applicable, because…"))
HINTS = {
    FactKind.COUNT: "250, 100-250, at least 5, or unknown",
    FactKind.HOURS: "4 or 0.5, or unknown",
    FactKind.INSTANT: "2026-11-23 14:30, or with its offset, or unknown",
    FactKind.CATEGORIES: "ids of the inventory, parted by commas",
    FactKind.GROUPS: "ids of the inventory, parted by commas",
    FactKind.COUNTRIES: "two-letter codes parted by commas, such as NL, DE; or unknown",
    FactKind.TEXT: "plain words; ctrl+s saves",
}


def ask_fact(
    screen: DeskScreen,
    definition: FactDefinition,
    fact: Fact | None,
    zone: str,
    inventory: Inventory | None,
    take: Take,
    question: str = "",
    incident: Incident | None = None,
) -> None:
    """Ask for a fact, and hand over the answer once it can be read.

    Args:
        fact: What is known so far.
        zone: In which a time without offset is read.
        question: Instead of the fact's own.
        incident: Whose scope says what is likely, while nobody has answered.
    """
    asked = question or capital(definition.label())

    def picked(text: str | None) -> None:
        if text == NOT_APPLICABLE:
            ask_why_not(screen, take)
        elif text is not None:
            take(text, None)

    many = options_to_tick(definition, inventory)
    if many:
        value = fact.value if fact else None
        proposed = worked_out(definition, fact, incident) if incident else ()
        ticked = value if isinstance(value, tuple) else tuple(proposed)
        screen.app.push_screen(PickMany(asked, many, ticked, INSTEAD, WORKED_OUT if proposed else ""), picked)
    elif definition.options:
        rows = [(o.id, o.label(), "") for o in definition.options] + [(id_, label, "") for id_, label in INSTEAD]
        screen.app.push_screen(Pick(asked, rows), picked)
    else:
        ask_in_words(screen, definition, fact, zone, take, asked, incident)


def ask_in_words(
    screen: DeskScreen,
    definition: FactDefinition,
    fact: Fact | None,
    zone: str,
    take: Take,
    question: str = "",
    incident: Incident | None = None,
) -> None:
    """Ask for a fact that is typed."""

    def as_answer(text: str) -> str:
        if definition.kind is FactKind.INSTANT and text.strip().lower() != UNKNOWN_WORD:
            return read_instant(text, zone, screen.desk.now()).isoformat()
        return text

    def wrong(text: str) -> str | None:
        return screen.desk_app.problem_with(lambda: screen.desk.walking.check_answer(definition.id, as_answer(text), incident))

    def put(initial: str, error: str) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                take(as_answer(text), lambda sentence: put(text, sentence))

        screen.app.push_screen(Ask(asked, HINTS.get(definition.kind, ""), initial, wrong, is_long, error), typed)

    asked = question or capital(definition.label())
    is_long = definition.kind is FactKind.TEXT
    put(_as_typed(definition, fact), "")


def ask_why_not(screen: DeskScreen, take: Take) -> None:
    """Ask why a fact does not apply."""

    def put(initial: str, error: str) -> None:
        def said(text: str | None) -> None:
            if text is not None:
                take(f"{NOT_APPLICABLE}: {text}", lambda sentence: put(text, sentence))

        screen.app.push_screen(Ask("Why does it not apply?", "kept with the answer", initial, some_words, error=error), said)

    put("", "")


def options_to_tick(definition: FactDefinition, inventory: Inventory | None) -> list[tuple[str, str]]:
    """Give what can be ticked for a fact of several values; nothing where it has to be typed."""
    if definition.kind is FactKind.CHOICES:
        return [(o.id, o.label()) for o in definition.options]
    if inventory is not None and definition.kind is FactKind.CATEGORIES:
        return [(c.id, c.label("en") + ("  special, Art. 9/10 !" if c.special else "")) for c in inventory.data_categories]
    if inventory is not None and definition.kind is FactKind.GROUPS:
        return [(g.id, g.label("en") + ("  vulnerable !" if g.vulnerable else "")) for g in inventory.subject_groups]
    return []


def _as_typed(definition: FactDefinition, fact: Fact | None) -> str:
    value = fact.value if fact else None
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str) and definition.kind is FactKind.TEXT else ""
