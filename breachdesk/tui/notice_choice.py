"""Which notice to write: what the incident asks for and nobody wrote yet, or any kind, its language, for whom, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.notice_plan import WantedNotice
from breachdesk.domain.terms import STATUTORY, Audience, Channel, NoticeKind
from breachdesk.services.views import KIND_WORDS
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.late_draft import ToWrite
from breachdesk.tui.notice_rows import AUDIENCE_WORDS, group_name
from breachdesk.tui.phrases import LANGUAGES

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen

Chosen = Callable[[ToWrite], None]

Option = tuple[str, str, str]
WANTED, KIND, GROUP = "wanted:", "kind:", "group:"
HOW: dict[str, tuple[bool, bool]] = {
    "alike": (False, False),
    "name": (True, False),
    "data": (False, True),
    "both": (True, True),
}
"""How a letter speaks to each person: greeted by name, and with their own data."""

HOW_OPTIONS: tuple[Option, ...] = (
    ("alike", "the same words for all", "a neutral greeting; the categories of data"),
    ("name", "by name", "the list then needs a name for everybody"),
    ("data", "with their own data", "the list then needs the column 'categories'"),
    ("both", "by name, with their own data", "the list then needs both"),
)
LETTERS = (Channel.EMAIL, Channel.POST)


class NoticeChoice:
    """The questions before a draft, one after another; each can be left with escape."""

    def __init__(self, screen: DeskScreen, incident: Incident, chosen: Chosen) -> None:
        self._screen, self._incident, self._chosen = screen, incident, chosen
        stored = screen.desk.store.inventory()
        self._inventory: Inventory | None = stored.inventory if stored else None
        self._languages = {kind: screen.desk.notices.languages(kind) for kind in NoticeKind}
        self._wanted = self._not_written() if self._inventory else ()

    def ask(self) -> None:
        """Ask which notice to write, and go on with what is chosen."""
        options = [*self._asked_for(), *self._kinds()]
        if not options:
            self._screen.refuse("No template is there for any notice; `breachdesk notice templates` says what is wrong.")
            return
        self._screen.app.push_screen(Pick("Write which notice?", options, below=bool(self._wanted)), self._picked)

    def _not_written(self) -> tuple[WantedNotice, ...]:
        wanted = self._screen.desk.notices.wanted(self._incident)
        there = self._incident.revisions
        return tuple(w for w in wanted if w.notice not in there and w.language in self._languages[w.kind])

    def _asked_for(self) -> Iterator[Option]:
        for at, wanted in enumerate(self._wanted):
            words = f"{KIND_WORDS[wanted.kind]}, {_language(wanted.language)}"
            yield f"{WANTED}{at}", words, f"asked for now: {wanted.because}"

    def _kinds(self) -> Iterator[Option]:
        for kind in sorted(NoticeKind, key=lambda kind: kind not in STATUTORY):
            languages = self._languages[kind]
            if languages:
                yield f"{KIND}{kind.value}", KIND_WORDS[kind], f"for {AUDIENCE_WORDS[kind.audience]}, {_count(languages)}"

    def _picked(self, what: str | None) -> None:
        if what is None:
            return
        if what.startswith(WANTED):
            wanted = self._wanted[int(what.removeprefix(WANTED))]
            self._choose_how(wanted.kind, wanted.language, wanted.group)
        else:
            self._choose_language(NoticeKind(what.removeprefix(KIND)))

    def _choose_language(self, kind: NoticeKind) -> None:
        languages = self._languages[kind]
        if len(languages) == 1:
            self._choose_group(kind, languages[0])
            return
        own = self._inventory.controller.languages if self._inventory else ()
        ordered = sorted(languages, key=lambda code: (own.index(code) if code in own else len(own), code))
        options = [(code, _language(code), "the organisation's own" if code in own else "") for code in ordered]

        def picked(language: str | None) -> None:
            if language is not None:
                self._choose_group(kind, language)

        self._screen.app.push_screen(Pick(f"{KIND_WORDS[kind]}: in which language?", options), picked)

    def _choose_group(self, kind: NoticeKind, language: str) -> None:
        groups = self._incident.scope.groups if self._incident.scope else ()
        if kind.audience is not Audience.INDIVIDUALS or len(groups) < 2:
            self._choose_how(kind, language, "")
            return
        options = [("", "everybody concerned", "one text for all of them")]
        options += [(g.id, group_name(self._inventory, g.id), f"{g.people} people; only what concerns them") for g in groups]
        self._screen.app.push_screen(
            Pick(f"{KIND_WORDS[kind]}, {_language(language)}: for whom?", _with_keys(options)),
            lambda group: self._choose_how(kind, language, group.removeprefix(GROUP)) if group is not None else None,
        )

    def _choose_how(self, kind: NoticeKind, language: str, group: str) -> None:
        """Ask how a letter speaks to each person; other texts have one wording for all."""
        if kind.audience is not Audience.INDIVIDUALS or kind.channel not in LETTERS:
            self._chosen(ToWrite(kind, language, group))
            return

        def picked(how: str | None) -> None:
            if how is not None:
                self._chosen(ToWrite(kind, language, group, *HOW[how]))

        self._screen.app.push_screen(Pick(f"{KIND_WORDS[kind]}, {_language(language)}: written how?", HOW_OPTIONS), picked)


def _with_keys(options: Sequence[Option]) -> list[Option]:
    return [(f"{GROUP}{id_}", label, hint) for id_, label, hint in options]


def _language(code: str) -> str:
    return LANGUAGES.get(code, code)


def _count(languages: Sequence[str]) -> str:
    return f"in {_language(languages[0])}" if len(languages) == 1 else f"in {len(languages)} languages"
