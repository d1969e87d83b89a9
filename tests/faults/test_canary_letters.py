"""Nobody ever reads a word of another person: every field of every person is a word of its own, and letters are read back.

All the way that letters go: drafted by the shipped template, filled, built as mail, parsed from its bytes by the library. Set
BREACHDESK_LETTERS to a number of letters to write more than the few that a quick run writes.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import SMTP
from functools import cache
from typing import Any

import pytest

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.drafting import LetterContext, Revision
from breachdesk.domain.facts import Known
from breachdesk.domain.inventory import DataCategory
from breachdesk.domain.leak_scan import LeakScan
from breachdesk.domain.merge import letter_of
from breachdesk.domain.terms import NoticeKind
from breachdesk.letters.context import plain_data
from breachdesk.letters.wording import Wording
from breachdesk.letters.writer import LetterWriter
from breachdesk.mail.envelope import compose
from tests.edges.test_letters import T0, complete, context, fact, inventory, shipped

LETTERS = int(os.environ.get("BREACHDESK_LETTERS", "2000"))
LANGUAGES = LetterWriter(shipped()).languages(NoticeKind.COMMUNICATION)
FEWEST, MOST = 2, 50
CANARY = re.compile(r"zq[a-z]{11}")
"""Every word that belongs to somebody; nothing else in a letter is of this form."""

SPELLINGS = ("{}", "{} O'{}", "{}, {}", "Zoë {}", '{} "{}"', "van der {}", "{{{{7*7}}}} {}", "{{name}} {}", "{} <{}>", "李 {}")


@dataclass(frozen=True)
class Canary:
    """A person, and every word that is theirs alone."""

    person: Addressee
    words: frozenset[str]


class Canaries:
    """Gives words that were never given before."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._given: set[str] = set()

    def word(self) -> str:
        """Give one; eleven letters hold no other of them."""
        while True:
            word = "zq" + "".join(self.chance.choices("abcdefghijklmnoprstuvwxy", k=11))
            if word not in self._given:
                self._given.add(word)
                return word

    def person(self, kept: str) -> Canary:
        """Give a person to whom one kind of data of their own is kept."""
        spelling = self.chance.choice(SPELLINGS)
        name = spelling.format(*(self.word() for _ in range(spelling.count("{}"))))
        made = Addressee(name, f"{self.word()}@{self.word()}.example", "", f"{self.word()}-{self.word()}", (kept,))
        return Canary(made, frozenset(CANARY.findall(f"{made.name} {made.address} {made.reference}")))


@dataclass(frozen=True)
class CanaryIncident:
    """A list of people in some order, what was drafted for them, and what looks through their letters."""

    people: tuple[Canary, ...]
    revision: Revision
    scan: LeakScan

    def mail(self, canary: Canary, number: int) -> bytes:
        """Give one person's letter as the bytes that go out."""
        made = letter_of(self.revision, canary.person)
        assert self.scan.foreign(f"{made.subject}\n\n{made.text}", canary.person) is None
        return self.as_mail(canary, made.subject, made.text, number)

    def as_mail(self, canary: Canary, subject: str, text: str, number: int) -> bytes:
        """Give some words as mail to one person."""
        sender = "Fietsgoed B.V.", "privacy@fietsgoed.example"
        to = canary.person.name, canary.person.address
        return compose(OutgoingMail(f"<{number:032x}@fietsgoed.example>", *sender, *to, subject, text, T0, self.revision.language))


@cache
def drafted(language: str) -> Revision:
    """Give the letter for everybody as the shipped template writes it, with the number in its subject and its text."""
    given = replace(complete(), personal=True, own_data=True)
    written = LetterWriter(shipped()).render(NoticeKind.COMMUNICATION, language, given)
    assert "{name}" in written.text
    assert "{data}" in written.text
    return Revision(
        notice=f"communication-{language}",
        number=1,
        kind=NoticeKind.COMMUNICATION,
        language=language,
        subject=f"{written.subject} ({{reference}})",
        text=f"{written.text}\n{{reference}}: {{name}}\n",
        gaps=written.gaps,
        template=written.template,
        facts_digest="",
        author="M. Aydin",
        written_at=T0,
    )


def incident(canaries: Canaries) -> CanaryIncident:
    """Give an incident of a few people with everything of their own, their kinds of data too, in no order."""
    words = {f"kind-{n}": canaries.word() for n in range(canaries.chance.randint(FEWEST, MOST))}
    people = [canaries.person(kept) for kept in words]
    canaries.chance.shuffle(people)
    own = [replace(canary, words=canary.words | {words[canary.person.categories[0]]}) for canary in people]
    lines = tuple((id_, f"Kept {word} data") for id_, word in words.items())
    revision = replace(drafted(canaries.chance.choice(LANGUAGES)), data_words=lines)
    return CanaryIncident(tuple(own), revision, LeakScan([canary.person for canary in people]))


def incidents(letters: int, seed: int = 20261129) -> Iterator[CanaryIncident]:
    """Give incidents until that many letters are theirs."""
    canaries = Canaries(seed)
    while letters > 0:
        made = incident(canaries)
        yield made
        letters -= len(made.people)


def everything_in(raw: bytes) -> dict[str, str]:
    """Give what a reader's program makes of a mail: each header, and the text."""
    message: Any = message_from_bytes(raw, policy=SMTP)
    headers = {f"{number} {name}": str(value) for number, (name, value) in enumerate(message.items())}
    return {**headers, "text": message.get_content(), "as sent": raw.decode("ascii")}


def foreign_words(raw: bytes, canary: Canary) -> set[str]:
    """Give every canary in a mail that is not the reader's."""
    return {word for words in everything_in(raw).values() for word in CANARY.findall(words)} - canary.words


def test_no_letter_holds_a_word_of_another_person() -> None:
    """Lost without it: the one letter among thousands that tells one customer what was kept of another."""
    written = foreign = incomplete = 0
    for case in incidents(LETTERS):
        for canary in case.people:
            raw = case.mail(canary, written)
            found = {word for words in everything_in(raw).values() for word in CANARY.findall(words)}
            foreign += len(found - canary.words)
            incomplete += found < canary.words
            written += 1
    assert written >= LETTERS
    assert foreign == 0
    assert incomplete == 0


def swapped(person: Addressee, other: Addressee) -> dict[str, Addressee]:
    """Give a person with one value of another."""
    return {
        "name": replace(person, name=other.name),
        "reference": replace(person, reference=other.reference),
        "data": replace(person, categories=other.categories),
    }


@pytest.mark.parametrize("value", ["name", "reference", "data"])
def test_a_value_of_the_next_on_the_list_is_found(value: str) -> None:
    """Lost without it: the look that finds nothing because it cannot."""
    for case in incidents(200, seed=7):
        for number, canary in enumerate(case.people):
            other = case.people[number - 1]
            made = letter_of(case.revision, swapped(canary.person, other.person)[value])
            raw = case.as_mail(canary, made.subject, made.text, number)
            assert foreign_words(raw, canary) & other.words
            # Words for a kind of data are nobody's own, so only this test's own look knows them.
            told = case.scan.foreign(f"{made.subject}\n\n{made.text}", canary.person)
            assert told == {"name": other.person.name, "reference": other.person.reference, "data": None}[value]


@pytest.mark.parametrize("where", ["To", "Subject", "text"])
def test_the_address_of_the_next_on_the_list_is_found(where: str) -> None:
    """Lost without it: a letter that goes to one person and shows the address of another."""
    for case in incidents(200, seed=8):
        for number, canary in enumerate(case.people):
            other = case.people[number - 1]
            made = letter_of(case.revision, canary.person)
            subject = made.subject + other.person.address * (where == "Subject")
            text = made.text + other.person.address * (where == "text")
            to = replace(canary, person=other.person) if where == "To" else canary
            assert foreign_words(case.as_mail(to, subject, text, number), canary) & other.words
            told = case.scan.foreign(f"{subject}\n\n{text}", canary.person)
            assert told == (None if where == "To" else other.person.address)


PLAIN = (dict, list, str, bool, int)


def kinds_in(value: object) -> set[type]:
    """Give the type of a value and of everything in it."""
    parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return {type(value)}.union(*map(kinds_in, parts))


def given(own_data: bool, group: str = "") -> LetterContext:
    """Give what a letter is written from, with a kind of data nobody shipped."""
    has = inventory()
    has = replace(has, data_categories=(*has.data_categories, DataCategory("odd", {"en": "odd data", "nl": "rare gegevens"})))
    known = complete().facts.with_fact(fact("data_categories", Known(("contact", "odd"))))
    return replace(context(known, has), personal=True, own_data=own_data, group=group)


@pytest.mark.parametrize("own_data", [True, False])
@pytest.mark.parametrize("kind", [NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION])
def test_a_template_gets_nothing_but_plain_words_and_lists(kind: NoticeKind, own_data: bool) -> None:
    """Lost without it: a template reaches through one value to the records of everybody."""
    made = given(own_data)
    template = next(t for t in shipped() if (t.kind, t.language) == (kind, "en"))
    wording = Wording(template.phrases, made.zone, "phrases.en.yaml")
    data = plain_data(made, wording, kind, "en", (), frozenset(made.definitions))
    assert kinds_in(data) <= set(PLAIN)
    # Not so much as a subclass, which could have more than a dict has.
    assert all(type(value) in PLAIN for value in data.values())


def test_what_a_template_is_filled_from_has_no_place_for_an_addressee() -> None:
    """Lost without it: the next field of the context hands templates the list of everybody."""
    for kind in LetterContext.__dataclass_fields__.values():
        assert "Addressee" not in str(kind.type)
    assert "{name}" in LetterWriter(shipped()).render(NoticeKind.COMMUNICATION, "en", given(own_data=True)).text
