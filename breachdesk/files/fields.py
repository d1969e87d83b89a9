"""Take fields out of a strict YAML document, gathering every problem instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.inventory import CountRange, SourceRow
from breachdesk.files.strict_yaml import Node

MOST_COMPARED = 100_000
"""Looking for the nearest name costs time; a file with so many wrong names is wrong in another way."""

LONGEST_MESSAGE = 500
"""A message quotes what stands in the file, and that may be megabytes."""

YES_NO = {"yes": True, "no": False, "true": True, "false": False}


def nearest(word: str, choices: Collection[str]) -> str:
    """Give ` Did you mean 'x'?`, or the choices where few, or nothing.

    >>> nearest('employes', ['employees', 'customers'])
    " Did you mean 'employees'?"
    """
    close = get_close_matches(word[:80], choices, n=1, cutoff=0.6)
    if close:
        return f" Did you mean '{close[0]}'?"
    return f" One of: {', '.join(sorted(set(choices)))}." if 0 < len(choices) <= 12 else ""


@dataclass(slots=True)
class Problems:
    """What is wrong with one file, gathered while reading it."""

    file: str
    found: list[Problem] = field(default_factory=list)
    _compared: int = 0

    def add(self, line: int, message: str, file: str = "") -> None:
        """Note one problem on a line, of another file where one is named."""
        shown = message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]}…"
        self.found.append(Problem(line, shown, file))

    def take_over(self, other: FileProblems) -> None:
        """Note the problems of a file that this one rests on, each once."""
        for problem in other.problems:
            kept = replace(problem, file=problem.file or other.file)
            if kept not in self.found:
                self.found.append(kept)

    def nearest(self, word: str, choices: Collection[str]) -> str:
        """Give a hint as `nearest` does; none once a file has had many."""
        if self._compared > MOST_COMPARED:
            return ""
        self._compared += len(choices)
        return nearest(word, choices)

    def raise_if_any(self) -> None:
        """Raise FileProblems with all of them, or do nothing."""
        if self.found:
            raise FileProblems(self.file, self.found)


class Fields:
    """A mapping being read. Each `take` removes a key; `end` reports what nobody took."""

    def __init__(self, node: Node, problems: Problems, path: str = "") -> None:
        self.problems = problems
        self.path = path
        self.line = node.line
        self._is_mapping = isinstance(node.value, dict)
        if isinstance(node.value, dict):
            self._left: dict[str, Node] = dict(node.value)
        else:
            problems.add(node.line, f"{path or 'the document'} must be keys with values, not {node.kind}.")
            self._left = {}
        self._known: list[str] = []

    @property
    def row(self) -> SourceRow:
        """Where this mapping stands in its file."""
        return SourceRow(self.problems.file, self.line, self.path)

    def has(self, key: str) -> bool:
        """Tell whether a key is there and not yet taken."""
        return key in self._left

    def holds_text(self, key: str) -> bool:
        """Tell whether a key is there, not yet taken, and one text."""
        return key in self._left and isinstance(self._left[key].value, str)

    def peek(self, key: str) -> str:
        """Give one text and leave it to be taken; empty when absent or no text."""
        value = self._left[key].value if key in self._left else ""
        return value.strip() if isinstance(value, str) else ""

    def not_taken(self) -> list[tuple[str, int]]:
        """Give every key that nobody took yet, with its line, and leave them to be taken."""
        return [(name, node.line) for name, node in self._left.items()]

    def take(self, key: str) -> Node | None:
        """Take a key's node, whatever it is; None when absent."""
        self._known.append(key)
        return self._left.pop(key, None)

    def problem(self, message: str, line: int | None = None) -> None:
        """Note a problem with this mapping."""
        self.problems.add(self.line if line is None else line, f"{self._where()}{message}")

    def text(self, key: str, default: str | None = None) -> str:
        """Take one text; a missing one without default is a problem."""
        node = self.take(key)
        if node is None:
            if default is None and self._is_mapping:
                self.problem(f"'{key}' is missing.")
            return default or ""
        if not isinstance(node.value, str):
            self.problem(f"'{key}' must be one text, not {node.kind}.", node.line)
            return default or ""
        value = node.value.strip()
        if not value and default is None:
            self.problem(f"'{key}' is empty; write a value, or leave the key out if it may be unknown.", node.line)
        return value

    def optional(self, key: str) -> str | None:
        """Take one text, or None when absent or empty."""
        return self.text(key, "") or None

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """Take one of several words."""
        line = self.line_of(key)
        value = self.text(key, default)
        if value and value not in choices and value != default:
            self.problem(f"'{key}' is '{value}', which is not a choice.{self.problems.nearest(value, choices)}", line)
            return default or ""
        return value

    def line_of(self, key: str) -> int:
        """Give the line a key stands on, or this mapping's own."""
        return self._left[key].line if key in self._left else self.line

    def yes_no(self, key: str) -> bool | None:
        """Take yes or no; None when absent or `unknown`."""
        line = self.line_of(key)
        value = self.text(key, "").lower()
        if value in ("", "unknown"):
            return None
        if value not in YES_NO:
            self.problem(f"'{key}' is '{value}'; write yes, no or unknown.", line)
        return YES_NO.get(value)

    def integer(self, key: str, at_least: int = 0, at_most: int = 10**10) -> int | None:
        """Take a whole number; None when absent or `unknown`. Thousands may be parted by `_`."""
        line = self.line_of(key)
        value = self.text(key, "")
        if value in ("", "unknown"):
            return None
        digits = value.replace("_", "")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
            self.problem(f"'{key}' is '{value[:40]}', which is not a whole number; write digits only.", line)
            return None
        number = int(digits)
        if not at_least <= number <= at_most:
            self.problem(f"'{key}' is {value}; it must be {at_least:,} to {at_most:,}.", line)
            return None
        return number

    def day(self, key: str) -> date | None:
        """Take a date as YYYY-MM-DD; None when absent."""
        line = self.line_of(key)
        value = self.text(key, "")
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.problem(f"'{key}' is '{value[:40]}', which is not a date; write it as 2026-11-23.", line)
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; one text alone counts as a list of one."""
        return tuple(text for text, _ in self.texts_with_lines(key))

    def texts_with_lines(self, key: str) -> list[tuple[str, int]]:
        """Take a list of texts, each with its line."""
        node = self.take(key)
        if node is None:
            return []
        if isinstance(node.value, str):
            return [(node.value.strip(), node.line)] if node.value.strip() else []
        if not isinstance(node.value, list):
            self.problem(f"'{key}' must be a list, not {node.kind}.", node.line)
            return []
        found = []
        for item in node.value:
            if isinstance(item.value, str) and item.value.strip():
                found.append((item.value.strip(), item.line))
            else:
                what = "an empty text" if isinstance(item.value, str) else item.kind
                self.problem(f"'{key}' holds {what} where a word belongs.", item.line)
        return found

    def count(self, key: str) -> CountRange:
        """Take a count: a number, `unknown`, or `{at_least: n, at_most: n}`."""
        node = self._left.get(key)
        if node is None or isinstance(node.value, str):
            number = self.integer(key)
            return CountRange(number, number)
        if not isinstance(node.value, dict):
            self.take(key)
            self.problem(f"'{key}' must be a number, unknown, or {{at_least: n, at_most: n}}, not {node.kind}.", node.line)
            return CountRange()
        part = self.part(key)
        low, high = part.integer("at_least"), part.integer("at_most")
        part.end()
        if low is not None and high is not None and low > high:
            part.problem(f"'at_least' {low:,} is more than 'at_most' {high:,}; swap or mend them.")
            return CountRange()
        return CountRange(low, high)

    def part(self, key: str) -> Fields:
        """Take a mapping under a key; an absent one reads as empty."""
        node = self.take(key)
        return Fields(node or Node({}, self.line), self.problems, f"{self.path}.{key}".lstrip("."))

    def parts(self, key: str) -> Iterator[Fields]:
        """Take a list of mappings under a key."""
        node = self.take(key)
        if node is None:
            return
        if not isinstance(node.value, list):
            self.problem(f"'{key}' must be a list, not {node.kind}.", node.line)
            return
        for index, item in enumerate(node.value):
            yield Fields(item, self.problems, f"{self.path}.{key}[{index}]".lstrip("."))

    def words(self, key: str) -> Mapping[str, str]:
        """Take texts by key, such as labels by language."""
        node = self.take(key)
        if node is None:
            return {}
        if isinstance(node.value, str):
            return {"en": node.value.strip()}
        inner = Fields(node, self.problems, f"{self.path}.{key}".lstrip("."))
        return {name: inner.text(name) for name, _ in inner.not_taken()}

    def left(self) -> list[tuple[str, int]]:
        """Take every key that nobody took yet, with its line."""
        found = self.not_taken()
        self._left = {}
        return found

    def end(self) -> None:
        """Report every key that nobody took."""
        for name, node in self._left.items():
            self.problem(f"'{name}' is not a known key.{self.problems.nearest(name, self._known)}", node.line)
        self._left = {}

    def _where(self) -> str:
        return f"{self.path}: " if self.path else ""
