"""Notices of an exercise: the same words as in earnest, with a mark in the subject and at the head that nobody can overlook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from breachdesk.domain.drafting import LetterContext, Rendered
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.terms import EXERCISE, NoticeKind
from breachdesk.services.ports import Letters, TemplateLine

HEAD: Mapping[str, str] = {
    "en": f"{EXERCISE}. Nothing of this happened. Do not file it and do not send it.",
    "nl": f"{EXERCISE} (OEFENING). Niets hiervan is gebeurd. Niet melden en niet versturen.",
    "de": f"{EXERCISE} (ÜBUNG). Nichts davon ist geschehen. Nicht melden und nicht versenden.",
    "fr": f"{EXERCISE} (EXERCICE). Rien de ceci n'a eu lieu. Ne pas notifier, ne pas envoyer.",
    "es": f"{EXERCISE} (EJERCICIO). Nada de esto ha ocurrido. No notificar ni enviar.",
    "it": f"{EXERCISE} (ESERCITAZIONE). Nulla di tutto ciò è accaduto. Non notificare e non inviare.",
    "pl": f"{EXERCISE} (ĆWICZENIE). Nic z tego się nie wydarzyło. Nie zgłaszać i nie wysyłać.",
    "pt": f"{EXERCISE} (EXERCÍCIO). Nada disto aconteceu. Não notificar nem enviar.",
}


def marked_subject(subject: str) -> str:
    """Give a subject with the mark, once.

    >>> marked_subject(marked_subject("Data breach"))
    'EXERCISE: Data breach'
    """
    return subject if subject.startswith(EXERCISE) else f"{EXERCISE}: {subject}"


def marked_text(text: str, language: str) -> str:
    """Give a text with the mark at its head, once."""
    return text if text.startswith(EXERCISE) else f"{HEAD.get(language, HEAD['en'])}\n\n{text}"


class ExerciseLetters:
    """The port `Letters`, with the mark on everything that is written."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def languages(self, kind: NoticeKind) -> tuple[str, ...]:
        """Give the languages a kind of Notice can be written in."""
        return self._letters.languages(kind)

    def templates(self) -> tuple[TemplateLine, ...]:
        """Give every template there is."""
        return self._letters.templates()

    def left_out(self) -> tuple[str, ...]:
        """Say what is wrong with each file that cannot be used."""
        return self._letters.left_out()

    def lacking(self, language: str, definitions: Mapping[str, FactDefinition]) -> tuple[str, ...]:
        """Say what is missing before a language can be written in whole."""
        return self._letters.lacking(language, definitions)

    def render(self, kind: NoticeKind, language: str, context: LetterContext) -> Rendered:
        """Write a Notice, marked."""
        made = self._letters.render(kind, language, context)
        return replace(made, subject=marked_subject(made.subject), text=marked_text(made.text, language))
