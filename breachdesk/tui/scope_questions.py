"""What the scope screen asks: why something is ruled or left out, how many people, which days. Nothing of it is saved here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from breachdesk.domain.errors import BreachDeskError, WrongInput
from breachdesk.domain.facts import FactDefinition, Known, read_answer
from breachdesk.domain.foreign import clean_line
from breachdesk.domain.hit import Stated, Window
from breachdesk.domain.inventory import CountRange
from breachdesk.tui.dialogs import Ask, Field, Form, some_words

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen

KEPT, COLLECTED = "kept", "collected"
HOW_KNOWN = "How is that known?"


def ask_reason(screen: DeskScreen, question: str, take: Callable[[str], object]) -> None:
    """Ask for the reason that is kept with the scope, and hand it over."""

    def wrong(text: str) -> str | None:
        return some_words(text) or screen.desk_app.problem_with(lambda: clean_line(text, "reason", 500))

    def answered(text: str | None) -> None:
        if text is not None:
            take(clean_line(text, "reason", 500))

    screen.app.push_screen(Ask(question, "kept with the scope", "", wrong), answered)


def ask_number(
    screen: DeskScreen, group: str, before: Stated | None, definition: FactDefinition, take: Callable[[Stated], object]
) -> None:
    """Ask how many people of a group there are."""
    said = "" if before is None else str(before.people)
    fields = [
        Field("people", "How many?", said, "250, 100-250, or: at least 5"),
        Field("reason", HOW_KNOWN, before.reason if before else "", "such as: counted in the log of the export"),
    ]

    def read(typed: Mapping[str, str]) -> None:
        take(Stated(read_number(typed["people"], definition), clean_line(typed["reason"], "reason", 500)))

    ask_form(screen, f"People: {group}", fields, read)


def ask_window(screen: DeskScreen, before: Window | None, take: Callable[[Window | None], object]) -> None:
    """Ask which days matter; none at all takes them back."""
    now = before or Window()
    fields = [
        Field("since", "From which day?", str(now.since or ""), "2026-10-01; empty: from the beginning"),
        Field("until", "Until which day?", str(now.until or ""), "2026-11-23; empty: until today. Both empty: no days"),
        Field(
            "what",
            "Data kept in these days, or only data collected in them?",
            COLLECTED if now.collected else KEPT,
            "kept, or collected: where a form was tapped",
        ),
    ]
    ask_form(screen, "The days that matter", fields, lambda typed: take(read_window(typed)))


def ask_form(
    screen: DeskScreen, title: str, fields: Sequence[Field], take: Callable[[Mapping[str, str]], object]
) -> None:
    """Ask several things; what cannot be taken is asked again, with what was typed and why."""

    def put(error: str, typed: Mapping[str, str]) -> None:
        def filled(answers: dict[str, str] | None) -> None:
            if answers is None:
                return
            try:
                take(answers)
            except BreachDeskError as problem:
                put(str(problem), answers)

        asked = [replace(field, initial=typed.get(field.key, field.initial)) for field in fields]
        screen.app.push_screen(Form(title, asked, error), filled)

    put("", {})


def read_number(text: str, definition: FactDefinition) -> CountRange:
    """Read how many people, in the words of the question about people.

    Raises:
        WrongInput: it is no number and no range.
    """
    answer = read_answer(definition, text) if text.strip() else None
    if isinstance(answer, Known) and isinstance(answer.value, CountRange):
        return answer.value
    raise WrongInput("Write how many people there are: 250, 100-250, or 'at least 5'; leave with esc if nobody knows.")


def read_window(typed: Mapping[str, str]) -> Window | None:
    """Read days; none at all is None.

    Raises:
        WrongInput: a day cannot be read, they stand the wrong way round, or it is neither kept nor collected.
    """
    since, until = _day(typed["since"]), _day(typed["until"])
    what = typed["what"].strip().lower()
    if what not in (KEPT, COLLECTED):
        raise WrongInput(f"Write '{KEPT}' or '{COLLECTED}': data kept in these days, or only data collected in them.")
    if since and until and since > until:
        raise WrongInput(f"The first day, {since}, is after the last, {until}; swap or mend them.")
    return Window(since, until, what == COLLECTED) if since or until else None


def _day(text: str) -> date | None:
    written = text.strip()
    if not written:
        return None
    try:
        if len(written) != len("2026-10-01"):
            raise ValueError(written)
        return date.fromisoformat(written)
    except ValueError as error:
        raise WrongInput(f"'{written[:40]}' is no day; write it as 2026-10-01.") from error
