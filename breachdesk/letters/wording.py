"""How a day, a count, a list or a country is written in one language, and the sentences that language has.

What to say is in the phrases; how numbers and dates look is Babel's knowledge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.foreign import MARK, visible
from breachdesk.domain.instants import utc
from breachdesk.domain.inventory import CountRange
from breachdesk.letters.tracing import MARKS

WORDS = ("locale", "unknown", "not_applicable", "instant", "time", "hours", "greeting", "greeting_personal")
COUNTS = ("about", "between", "at_least", "at_most", "none")
NAMES = ("dpo", "late_reasons", "address", "registration", "phone", "systems", "countries", "processors")
_SLOT = re.compile(r"\{([a-z]+)\}")


class Wording:
    """The words of one language, for people who read the clock in one zone.

    Args:
        phrases: Sentences by set and key; the sets `words`, `counts` and `names` must be complete.
        zone: IANA zone.
        file: What to call the phrases in messages.

    Raises:
        TemplateProblem: a phrase is missing, or the locale or zone is unknown.
    """

    def __init__(self, phrases: Mapping[str, Mapping[str, str]], zone: str, file: str) -> None:
        self._phrases = phrases
        self._file = file
        wrong = missing_words(phrases, file)
        if wrong:
            raise TemplateProblem("\n".join(wrong))
        self._locale = known_locale(phrases["words"]["locale"], file)
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise TemplateProblem(f"'{zone[:60]}' is no time zone; mend it in the inventory.") from error

    def sentences(self, name: str) -> Mapping[str, str]:
        """Give a set of sentences by key; empty when the language has none."""
        return self._phrases.get(name, {})

    def name(self, key: str) -> str:
        """Give what something that is no fact is called."""
        return self._phrases["names"][key]

    def unknown(self, label: str) -> str:
        """Say that something is not known yet, and what."""
        return self._fill("words", "unknown", label=label)

    def not_applicable(self, reason: str) -> str:
        """Say that a question does not arise, and why."""
        return self._fill("words", "not_applicable", reason=reason)

    def greeting(self, personal: bool) -> str:
        """Give the first line of a letter: by name, with the merge field for it, or to anybody."""
        return self._phrases["words"]["greeting_personal" if personal else "greeting"]

    def instant(self, at: datetime) -> str:
        """Write an instant: weekday, day, time and zone."""
        local = utc(at).astimezone(self._zone)
        zone = local.tzname() or "UTC"
        time = self._fill("words", "time", hour=f"{local:%H}", minute=f"{local:%M}")
        return self._fill(
            "words",
            "instant",
            day=self._day(local.date()),
            time=time,
            zone=f"UTC{zone}" if zone[0] in "+-" else zone,
        )

    def _day(self, on: date) -> str:
        # Some languages want a comma after the weekday; they say so with a phrase of their own.
        if "day" not in self._phrases["words"]:
            return format_date(on, format="full", locale=self._locale).replace(",", "")
        weekday, day = (format_date(on, format=form, locale=self._locale) for form in ("EEEE", "long"))
        return self._fill("words", "day", weekday=weekday, date=day)

    def count(self, count: CountRange) -> str:
        """Write an approximate number; the caller has made sure that something is known."""
        low, high = count.at_least, count.at_most
        if high is None:
            return self._fill("counts", "at_least", n=self.number(low or 0))
        if high == 0:
            return self._fill("counts", "none")
        if not low:
            return self._fill("counts", "at_most", n=self.number(high))
        if low == high:
            return self._fill("counts", "about", n=self.number(high))
        return self._fill("counts", "between", low=self.number(low), high=self.number(high))

    def number(self, number: int | Decimal) -> str:
        """Write a number."""
        return str(format_decimal(number, locale=self._locale))

    def hours(self, number: str) -> str:
        """Write a number of hours."""
        return self._plural("words", "hours", Decimal(number))

    def label(self, name: str, key: str) -> str | None:
        """Give the language's own word for a fact, an answer, a category or a group; None where it has none."""
        return self._phrases.get(name, {}).get(key)

    def lacks(self, name: str, key: str) -> TemplateProblem:
        """Say that the language has no word for something this notice needs."""
        return TemplateProblem(f"{self._file} has no words for '{key}' under '{name}:'; add them there.")

    def _plural(self, name: str, key: str, number: Decimal) -> str:
        """Write a number with its noun, in the form the language has for it."""
        form = f"{key}.{self._locale.plural_form(number)}"
        chosen = form if form in self._phrases[name] else key
        return self._fill(name, chosen, n=self.number(number))

    def listed(self, items: Sequence[str]) -> str:
        """Write several things in one sentence."""
        return str(format_list(list(items), locale=self._locale))

    def country(self, code: str) -> str:
        """Give a country's name, or its code when it has none here."""
        return str(self._locale.territories.get(code.upper(), one_line(code)))

    def _fill(self, name: str, key: str, **parts: str) -> str:
        # One pass over the phrase: what people wrote is put in and never looked at again.
        return _SLOT.sub(lambda found: parts.get(found[1], found[0]), self._phrases[name][key])


def missing_words(phrases: Mapping[str, Mapping[str, str]], file: str) -> tuple[str, ...]:
    """Say what a language still lacks to be written in: phrases that are always needed, and forms of the plural.

    Args:
        phrases: By set and key.
        file: What to call them.
    """
    wrong = []
    for name, keys in (("words", WORDS), ("counts", COUNTS), ("names", NAMES)):
        there = phrases.get(name, {})
        missing = [key for key in keys if not there.get(key) and not any(k.startswith(f"{key}.") for k in there)]
        if missing:
            wrong.append(f"{file} lacks {', '.join(missing)} under '{name}:'; add them.")
    if not wrong:
        wrong.extend(_missing_plurals(phrases, file))
    return tuple(wrong)


def _missing_plurals(phrases: Mapping[str, Mapping[str, str]], file: str) -> Iterator[str]:
    tags = {str(tag) for tag in known_locale(phrases["words"]["locale"], file).plural_form.tags} | {"other"}
    for name in ("words", "counts"):
        there = phrases[name]
        for key in sorted({k.partition(".")[0] for k in there if "." in k}):
            missing = sorted(tag for tag in tags if f"{key}.{tag}" not in there)
            if missing:
                forms = ", ".join(f"{key}.{tag}" for tag in missing)
                yield f"{file} lacks forms of the plural under '{name}:': {forms}; add them."


def known_locale(name: str, file: str) -> Locale:
    """Give the locale of that name.

    Raises:
        TemplateProblem: Babel does not know it.
    """
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError) as error:
        message = f"{file} names the locale '{name[:40]}', which Babel does not know; write it as en_GB."
        raise TemplateProblem(message) from error


def one_line(text: str) -> str:
    """Give foreign text as one line without hidden characters; empty when nobody would see anything."""
    line = " ".join(_seen(" ".join(text.split())).split())
    return line if _shows(line) else ""


def several_lines(text: str) -> str:
    """Give foreign text without hidden characters, its lines kept, blank ones at most one at a time."""
    whole = _seen(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    lines = "\n".join(" ".join(line.split()) for line in whole.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() if _shows(lines) else ""


def _seen(text: str) -> str:
    """Give foreign text with whatever hides, drives or would pass for a mark of ours shown as something."""
    return "".join(MARK if c in MARKS else c for c in visible(text))


def _shows(text: str) -> bool:
    """Tell whether anything in it takes ink: letters, digits, signs."""
    return any(unicodedata.category(character)[0] in "LMNPS" for character in text)


def sentence(text: str) -> str:
    """Give words with a capital first letter."""
    return text[:1].upper() + text[1:]
