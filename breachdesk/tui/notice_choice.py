"""Which notice to write: first the kind, those the law asks for first, then the language where there are several."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from breachdesk.domain.terms import STATUTORY, NoticeKind
from breachdesk.services.views import KIND_WORDS
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.notice_rows import AUDIENCE_WORDS
from breachdesk.tui.phrases import LANGUAGES

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen

Chosen = Callable[[NoticeKind, str], None]


def choose_notice(screen: DeskScreen, chosen: Chosen) -> None:
    """Ask for kind and language, and go on with both."""
    languages = {kind: screen.desk.notices.languages(kind) for kind in NoticeKind}
    options = list(_kinds(languages))

    def picked(kind: str | None) -> None:
        if kind is not None:
            _choose_language(screen, NoticeKind(kind), languages[NoticeKind(kind)], chosen)

    if not options:
        screen.refuse("No template is there for any notice; `breachdesk doctor` says what is wrong with them.")
        return
    screen.app.push_screen(Pick("Write which notice?", options), picked)


def _kinds(languages: dict[NoticeKind, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    for kind in sorted(NoticeKind, key=lambda kind: kind not in STATUTORY):
        if languages[kind]:
            yield kind.value, KIND_WORDS[kind], f"for {AUDIENCE_WORDS[kind.audience]}, {_count(languages[kind])}"


def _count(languages: tuple[str, ...]) -> str:
    if len(languages) == 1:
        return f"in {LANGUAGES.get(languages[0], languages[0])}"
    return f"in {len(languages)} languages"


def _choose_language(screen: DeskScreen, kind: NoticeKind, languages: tuple[str, ...], chosen: Chosen) -> None:
    if len(languages) == 1:
        chosen(kind, languages[0])
        return
    first = _house_languages(screen)
    ordered = sorted(languages, key=lambda code: (first.index(code) if code in first else len(first), code))
    options = [(code, LANGUAGES.get(code, code), "the organisation's own" if code in first else "") for code in ordered]

    def picked(language: str | None) -> None:
        if language is not None:
            chosen(kind, language)

    screen.app.push_screen(Pick(f"{KIND_WORDS[kind]}: in which language?", options), picked)


def _house_languages(screen: DeskScreen) -> tuple[str, ...]:
    stored = screen.desk.store.inventory()
    return stored.inventory.controller.languages if stored else ()
