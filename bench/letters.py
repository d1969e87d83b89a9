"""What letters cost: rendered, checked and built as mail bytes, on one core, against the plain pipeline in the same run.

Run from the project's root:

    .venv/bin/python bench/letters.py

The plain pipeline fills the same shipped template for each person in Jinja's sandbox with StrictUndefined, and gives the text
to EmailMessage. Ours fills the merge fields of the drafted text, looks for what belongs to somebody else, and builds the mail.
Both write the same words to the same people under the same headers; that is looked at before anything is timed, and again
for odd names. What was measured is kept in bench/FIGURES.md.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

sys.path.insert(0, ".")
from breachdesk.domain.addressees import Addressee
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.drafting import LetterContext, Revision, Template
from breachdesk.domain.errors import MailProblem
from breachdesk.domain.leak_scan import LeakScan
from breachdesk.domain.merge import letter_of
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.template_files import load_templates
from breachdesk.letters.context import plain_data
from breachdesk.letters.wording import Wording
from breachdesk.letters.writer import LetterWriter, tidy
from breachdesk.mail.envelope import compose
from tests.edges.demo_notices import contexts
from tests.edges.plain_mail import attempt, odd_names, plain_message, read
from tests.tui.sample_desk import WAITS_FOR_DPO, MovedNow, make_sample

AT = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
SENDER = "Fietsgoed B.V., privacy", "privacy@example.org"
KIND, LANGUAGE = NoticeKind.COMMUNICATION, "en"
FIRST = ("Anna", "Zoë", "Mehmet", "Łukasz", "Siobhán", "Jan", "İpek", "Françoise", "Marta")
LAST = ("Schmidt", "Özdemir", "Żółty", "van der Berg", "O'Brien", "Núñez", "Müller", "Visser", "Kowalska")


class Plain:
    """The plain pipeline: each person's letter from the template, then the library's message."""

    def __init__(self, template: Template, context: LetterContext, words: dict[str, str]) -> None:
        wording = Wording(template.phrases, context.zone, f"phrases.{LANGUAGE}.yaml")
        used = frozenset(context.definitions)
        self._data = plain_data(context, wording, KIND, LANGUAGE, (), used)
        self._words = words
        made = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        # What we fill in last is a slot like any other here.
        self._body = made.from_string(template.body.replace("{data}", "{{ data }}"))
        self.subject = made.from_string(template.subject).render(self._data)

    def text(self, person: Addressee) -> str:
        """Give the letter as the template gives it."""
        data = "\n".join(f"- {self._words[id_]}" for id_ in person.categories)
        greeting = str(self._data["greeting"]).replace("{name}", person.name)
        return self._body.render({**self._data, "greeting": greeting, "data": data})

    def message(self, person: Addressee, text: str, id_: str) -> bytes:
        """Give a letter as mail."""
        return plain_message(SENDER, (person.name, person.address), self.subject, text, AT, id_, LANGUAGE)

    def letter(self, person: Addressee, id_: str) -> bytes:
        """Give a person's letter, as is timed."""
        return self.message(person, self.text(person), id_)


class Ours:
    """As the outbox does: the merge fields filled, the leak scan, the mail."""

    def __init__(self, revision: Revision, people: Sequence[Addressee]) -> None:
        self._revision = revision
        self._scan = LeakScan(people)

    def letter(self, person: Addressee, id_: str) -> bytes:
        """Give a person's letter, as is timed."""
        made = letter_of(self._revision, person)
        if self._scan.foreign(f"{made.subject}\n\n{made.text}", person) is not None:
            raise AssertionError("a letter holds something of somebody else")
        return compose(self.mail(made.subject, made.text, person, id_))

    @staticmethod
    def mail(subject: str, text: str, person: Addressee, id_: str) -> OutgoingMail:
        """Give what is built."""
        return OutgoingMail(id_, *SENDER, person.name, person.address, subject, text, AT, LANGUAGE)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--letters", type=int, default=2_000, help="of ours in a round; the plain way writes a tenth of them")
    parser.add_argument("--list", type=int, default=50_000, help="people on the list that the scan is built over")
    parser.add_argument("--odd", type=int, default=10_000, help="odd names for which both are compared")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_sample(Path(folder) / "sample", MovedNow())
        context = contexts(Path(folder) / "sample")[WAITS_FOR_DPO]
    context = replace(context, personal=True, own_data=True)
    template = next(t for t in load_templates([Path("notification_templates")]) if (t.kind, t.language) == (KIND, LANGUAGE))
    revision = drafted(template, context)
    words = dict(revision.data_words)
    people = made_people(options.list, list(words))
    begin = time.perf_counter()
    ours, plain = Ours(revision, people), Plain(template, context, words)
    print(f"the scan over {len(people):,} people built in {time.perf_counter() - begin:.1f} s")
    same_words(ours, plain, people)
    compare_odd(ours, plain, people[0], options.odd)
    timed(ours, plain, people, options)


def drafted(template: Template, context: LetterContext) -> Revision:
    """Give the text that was written once for all, as a draft has it."""
    made = LetterWriter([template]).render(KIND, LANGUAGE, context)
    return Revision(
        notice="communication-en",
        number=1,
        kind=KIND,
        language=LANGUAGE,
        subject=made.subject,
        text=made.text,
        gaps=made.gaps,
        template=made.template,
        facts_digest="",
        author="bench",
        written_at=AT,
        data_words=made.data_words,
    )


def made_people(count: int, categories: Sequence[str]) -> list[Addressee]:
    """Give people, two thirds of them with names that are not plain ASCII, each with some of the data."""
    chance = random.Random(20261129)
    return [
        Addressee(
            f"{chance.choice(FIRST)} {chance.choice(LAST)} {n:x}q",
            f"person{n}@example.net",
            LANGUAGE,
            f"K-{n:06}",
            tuple(id_ for id_ in categories if chance.random() < 0.5) or (categories[0],),
        )
        for n in range(count)
    ]


def same_words(ours: Ours, plain: Plain, people: Sequence[Addressee]) -> None:
    """See that both ways write the same mail to the same person."""
    sample = people[:: max(1, len(people) // 200)]
    for n, person in enumerate(sample):
        id_ = f"<{n:032x}@example.org>"
        assert read(ours.letter(person, id_)) == read(plain.message(person, tidy(plain.text(person)), id_)), person.name
    size, lines = len(ours.letter(sample[0], id_)), tidy(plain.text(sample[0])).count("\n")
    print(f"{len(sample)} letters are the same both ways; {lines} lines, {size:,} bytes of mail")


def compare_odd(ours: Ours, plain: Plain, person: Addressee, count: int) -> None:
    """See that what is read back is the same for odd names, wherever the library itself keeps the name."""
    same = refused = lost = 0
    for n, name in enumerate(odd_names(count)):
        odd, id_ = replace(person, name=name, address=f"odd{n}@example.net"), f"<{n:032x}@example.org>"
        text = f"Dear {name},\n\nYour data were involved.\n"
        try:
            found = read(compose(ours.mail(plain.subject, text, odd, id_)))
        except MailProblem:
            refused += 1
            continue
        assert (["".join(name.split()), odd.address], text) == (found["To"], found["text"]), repr(name)
        theirs = attempt(lambda odd=odd, text=text, id_=id_: read(plain.message(odd, text, id_)))
        if theirs is None or theirs["To"] != found["To"]:
            lost += 1
        else:
            assert theirs == found, repr(name)
            same += 1
    print(f"{count:,} odd names: {same:,} read the same both ways, {refused:,} refused by ours, {lost:,} the library loses")


def timed(ours: Ours, plain: Plain, people: Sequence[Addressee], options: argparse.Namespace) -> None:
    """Take both by turns, so that a busy moment strikes both; in processor time of this one process."""
    chance = random.Random(1)
    rates: dict[str, list[float]] = {"ours": [], "plain": []}
    for _ in range(options.rounds):
        for name, letter, count in (("ours", ours.letter, options.letters), ("plain", plain.letter, options.letters // 10)):
            chosen = chance.sample(people, min(count, len(people)))
            gc.collect()
            begin = time.process_time()
            for n, person in enumerate(chosen):
                letter(person, f"<{n:032x}@example.org>")
            rates[name].append(len(chosen) / (time.process_time() - begin))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    for name, found in rates.items():
        span = f"{min(found):,.0f} to {max(found):,.0f}"
        print(f"{name:6} {middle[name]:8,.0f} letters/s ({span}), median of {len(found)} rounds")
    print(f"ratio  {middle['ours'] / middle['plain']:8.1f}   wanted: at least 20")


if __name__ == "__main__":
    main()
