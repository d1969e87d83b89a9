"""What the form-filling screen says: one row a field with its sign, and all about the field under the cursor. Pure text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from breachdesk.domain.filled_form import FieldState, FilledField, FilledForm, FilledSection
from breachdesk.domain.foreign import visible
from breachdesk.domain.forms import FieldKind, FormField, FormStatus, Must, in_language, numbered
from breachdesk.services.faces import Face
from breachdesk.services.times import in_short
from breachdesk.tui.lines import Line

SECTION = "section:"
KINDS = {
    FieldKind.CHOICE: "one of the options",
    FieldKind.CHOICES: "one or more of the options",
    FieldKind.YES_NO: "yes or no",
    FieldKind.LINE: "a line of text",
    FieldKind.AREA: "text",
    FieldKind.NUMBER: "a number",
    FieldKind.DATE: "a day",
    FieldKind.INSTANT: "a day and time",
    FieldKind.LISTED: "from the portal's own list",
}
MUSTS = {Must.YES: "must be filled", Must.NO: "may be left out", Must.CONDITIONAL: "must be filled where it is asked"}


def progress(filled: FilledForm) -> str:
    """Say how far it is, such as `41 of 68 filled`."""
    count = filled.count
    return f"{count.filled + count.typed} of {count.applicable} filled"


def field_face(one: FilledField) -> Face:
    """Say how a field stands."""
    if one.state is FieldState.NOT_APPLICABLE:
        return Face("not asked", "–", "muted")
    if one.state is FieldState.UNKNOWN:
        return Face("for you to say", "✎", "urgent") if one.asks_person else Face("not known yet", "?", "waiting")
    if one.confirm:
        return Face("to confirm", "!", "accent")
    return Face("by hand" if one.by_hand else "filled", "✓", "done")


def section_words(section: FilledSection) -> str:
    """Give a section's heading, with its number where it has one."""
    return numbered(section.id, section.label)


def field_words(one: FilledField) -> str:
    """Give a field's label, with its number where it has one."""
    return visible(numbered(one.id, one.label))


def field_lines(one: FilledField, asked: FormField, language: str, zone: str) -> list[Line]:
    """Give all about one field: what to put in, where that comes from, what to confirm, what may be chosen."""
    face = field_face(one)
    article = f" · GDPR Art. {one.article}" if one.article else ""
    lines = [
        Line(field_words(one), "accent"),
        Line(f"{KINDS[one.kind]}, {MUSTS[one.must]}{article}", "muted"),
        Line(""),
        Line(f"{face.symbol} {face.text}", face.tone),
    ]
    return [*lines, *_answer(one), *_sources(one, zone), *_to_look_at(one), *_options(one, asked, language)]


def _answer(one: FilledField) -> Iterator[Line]:
    yield Line("")
    if one.state is FieldState.NOT_APPLICABLE:
        yield Line(one.words, "muted")
        return
    if one.state is FieldState.UNKNOWN:
        yield Line(one.words, "waiting")
        yield Line("")
    yield Line("To put in:" if one.kind not in (FieldKind.CHOICE, FieldKind.CHOICES) else "To choose:", "muted")
    for line in one.typed.splitlines() if one.kind is not FieldKind.CHOICES else one.typed.split("; "):
        yield Line(f"  {line}")


def _sources(one: FilledField, zone: str) -> Iterator[Line]:
    if one.sources:
        yield Line("")
        yield Line("Where it comes from:", "muted")
    for source in one.sources:
        yield Line(f"  {source.label}: {source.says} ({in_short(source.at, zone)})", "muted")


def _to_look_at(one: FilledField) -> Iterator[Line]:
    said: Sequence[str] = (*one.confirm, *((one.note,) if one.note else ()))
    unverified = one.status is FormStatus.UNVERIFIED
    if said or unverified:
        yield Line("")
    for words in said:
        yield Line(f"! {words}", "accent" if words in one.confirm else "muted")
    if unverified:
        yield Line("! not verified: the portal may word it otherwise", "muted")


def _options(one: FilledField, asked: FormField, language: str) -> Iterator[Line]:
    if asked.options:
        yield Line("")
        yield Line("The form offers:", "muted")
    for option in asked.options:
        sign = "▪" if option.id in one.chosen else " "
        yield Line(f"  {sign} {in_language(option.labels, language)}", "calm" if sign == "▪" else "muted")
