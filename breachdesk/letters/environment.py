"""The sandbox a notice is filled in: strict rules first, then plain data only, and a blank stops it.

Notices are plain text, so nothing in them is escaped; in a source that is named for HTML everything from the data is. Text from
people is data and is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from breachdesk.domain.errors import TemplateProblem
from breachdesk.letters.bounds import COUNTER, COUNTING, Work, bounded
from breachdesk.letters.template_rules import FILTERS, Slot, Verdict, judge, nearest
from breachdesk.letters.tracing import MARKS, Traced, keeping_origin, marked_data, read_marks, with_marks, with_origin

MAX_SOURCE = 64 * 1024
MAX_OUTPUT = 200_000
"""Characters; a notice anybody reads is a hundredth of it."""

MARKED_OUTPUT = 4 * MAX_OUTPUT
"""Characters of a text with the marks of its origins in it."""

NAMED = "_named"
"""What a slot is passed through; the rules know no filter of this name, so no template can write it."""

_HTML_NAME = re.compile(r"\.html?(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A text with slots that keeps the rules, ready to be filled."""

    compiled: Compiled
    tracing: Compiled
    """The same, with marks in what it gives that say where it comes from."""

    slots: tuple[Slot, ...]
    file: str
    first_line: int

    def traced(self, data: Mapping[str, object]) -> Traced:
        """Give the text with every slot filled, and what each part of it was made from; as `fill`."""
        marked = {name: marked_data(value, name) for name, value in data.items()}
        return read_marks(self._filled(self.tracing, marked, MARKED_OUTPUT))

    def fill(self, data: Mapping[str, object]) -> str:
        """Give the text with every slot filled.

        Raises:
            TemplateProblem: a name is missing, a slot would print nothing, or the text grows too long.
        """
        wrong = [line for slot in self.slots if (line := self._unfilled(slot, data))]
        if wrong:
            raise TemplateProblem("\n".join(dict.fromkeys(wrong)))
        return self._filled(self.compiled, data, MAX_OUTPUT)

    def _filled(self, compiled: Compiled, data: Mapping[str, object], at_most: int) -> str:
        parts: list[str] = []
        size = 0
        try:
            for part in compiled.generate({**data, COUNTER: Work()}):
                size += len(part)
                if size > at_most:
                    raise TemplateProblem(f"gives more than {MAX_OUTPUT:,} characters; shorten it.")
                parts.append(part)
        except (TemplateError, TemplateProblem, TypeError, RecursionError) as error:
            raise TemplateProblem(self._at(_line_of(error.__traceback__), _sentence(error))) from error
        return "".join(parts)

    def _unfilled(self, slot: Slot, data: Mapping[str, object]) -> str:
        found: object = data
        for step, word in enumerate(slot.path):
            if not isinstance(found, dict) or word not in found:
                known = list(found) if isinstance(found, dict) else []
                path = ".".join(slot.path[: step + 1])
                return self._at(slot.line, f"'{path}' is not a name a notice can use.{nearest(word, known)}")
            found = found[word]
        return ""

    def _at(self, line: int, message: str) -> str:
        return f"{self.file}:{self.first_line - 1 + line} {message}" if line else f"{self.file} {message}"


def ready_letter(source: str, names: Collection[str], file: str, first_line: int = 1) -> Letter:
    """Judge a text with slots and make it ready.

    Args:
        source: The text.
        names: The top-level names it will be filled from.
        file: What to call it in messages.
        first_line: The line of that file on which `source` begins.

    Raises:
        TemplateProblem: it breaks the rules; every breach with its line.
    """
    if len(source) > MAX_SOURCE:
        raise TemplateProblem(f"{file} is longer than {MAX_SOURCE:,} characters; shorten it.")
    if mark := next((c for c in source if c in MARKS), ""):
        raise TemplateProblem(f"{file} holds the hidden character U+{ord(mark):04X}; remove it.")
    try:
        tree = _ENVIRONMENT.parse(source)
        verdict = judge(tree, names)
        if not verdict.wrong:
            plain_of, tracing_of = _HTML if _HTML_NAME.search(file) else (_ENVIRONMENT, _TRACING)
            plain = plain_of.from_string(_named(bounded(tree)))
            tracing = tracing_of.from_string(_named(bounded(with_marks(tracing_of.parse(source)))))
            return Letter(plain, tracing, tuple(verdict.slots), file, first_line)
    except TemplateSyntaxError as error:
        verdict = _one(error.lineno, f"is not a template Jinja can read: {error.message}.")
    except (RecursionError, MemoryError):
        verdict = _one(1, "is nested too deep; write it plainer.")
    except (TemplateError, SyntaxError, ValueError) as error:
        verdict = _one(1, f"is not a template Jinja can read: {error}.")
    raise TemplateProblem("\n".join(f"{file}:{first_line - 1 + n} {message}" for n, message in verdict.wrong))


class _Environment(ImmutableSandboxedEnvironment):
    """A field is an entry of a plain mapping; nothing has attributes, methods or positions."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, dict) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument))

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def _named(tree: nodes.Template) -> nodes.Template:
    """Let every slot know its name, for when it would print a blank; the tree is changed and given back."""
    for output in tree.find_all(nodes.Output):
        for at, part in enumerate(output.nodes):
            if not isinstance(part, nodes.TemplateData):
                name: list[nodes.Expr] = [nodes.Const(_name_of(part), lineno=part.lineno)]
                output.nodes[at] = nodes.Filter(part, NAMED, name, [], None, None, lineno=part.lineno)
    return tree


def _name_of(expression: nodes.Node | None) -> str:
    """Give the name a slot prints, as the template has it; nothing for what is none."""
    if isinstance(expression, nodes.Filter):
        return _name_of(expression.node)
    if isinstance(expression, nodes.Getattr):
        return f"{_name_of(expression.node)}.{expression.attr}"
    return expression.name if isinstance(expression, nodes.Name) else ""


def _printable_as(value: object, name: str) -> object:
    """Give what a slot prints as it is, once it can be printed."""
    try:
        printable(value)
    except TemplateProblem as problem:
        raise TemplateProblem(f"{problem} It is '{name}'." if name else str(problem)) from problem
    return value


def printable(value: object) -> str:
    """Give what a slot prints.

    Raises:
        TemplateProblem: it would print a blank, a programmer's word, or a whole structure.
    """
    if isinstance(value, Undefined):
        raise TemplateProblem(f"'{value._undefined_name}' is not a name a notice can use here.")
    if value is None:
        raise TemplateProblem("has a slot without a value; a blank may not pass.")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TemplateProblem(f"has a slot that holds {_kind(value)}, not words; name one of its parts.")
    words = str(value)
    if not words.strip():
        raise TemplateProblem("has an empty slot; a blank may not pass.")
    return words


def _joined(values: Iterable[object], separator: str = "") -> str:
    """Join, refusing any part that would be a blank."""
    return separator.join(printable(value) for value in values)


def _printed_with_marks(value: object) -> str:
    return with_origin(printable(value), value)


def _joined_with_marks(values: Iterable[object], separator: str = "") -> str:
    return separator.join(_printed_with_marks(value) for value in values)


def _kind(value: object) -> str:
    names = {"bool": "yes or no", "dict": "several things", "list": "a list", "tuple": "a list"}
    return names.get(type(value).__name__, "something")


def _made(finalize: Callable[[object], str], join: Callable[..., str], escaping: bool = False) -> _Environment:
    # Not optimized: folding of constants would run filters while a template is only being looked at.
    made = _Environment(
        undefined=StrictUndefined,
        autoescape=escaping,
        finalize=finalize,
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=0,
    )
    made.globals.clear()
    made.tests.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.filters.update(COUNTING, **{NAMED: _printable_as})
    made.filters["join"] = join
    return made


def _made_tracing(escaping: bool = False) -> _Environment:
    made = _made(_printed_with_marks, _joined_with_marks, escaping)
    made.filters.update({name: keeping_origin(made.filters[name]) for name in ("lower", "title", "trim", "upper")})
    return made


_ENVIRONMENT, _TRACING = _made(printable, _joined), _made_tracing()
_HTML = _made(printable, _joined, escaping=True), _made_tracing(escaping=True)


def _one(line: int, message: str) -> Verdict:
    return Verdict(wrong=[(line, message)])


def _sentence(error: Exception) -> str:
    if isinstance(error, TemplateProblem):
        return str(error)
    if isinstance(error, TypeError):
        return "uses something in a way it does not allow, such as a list over a yes or no."
    return f"cannot be filled: {error}."


def _line_of(trace: TracebackType | None) -> int:
    """Give the template line an error came from; 0 when it came from none."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
