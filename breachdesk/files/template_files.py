"""Notification templates and their phrases, read from folders; every problem of every file in one round.

A template is `<kind>.<language>.md`: a strict YAML head between two `---` lines, then the body. Phrases are
`phrases.<language>.yaml`. A later folder wins file by file. Whether a body is safe to fill is judged where
it is filled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from breachdesk.domain.drafting import NeededFact, Template
from breachdesk.domain.errors import FileProblems, Problem, TemplateProblem
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.strict_yaml import Limits, parse_yaml

MAX_BYTES = 64 * 1024
FENCE = "---"
SHIPPED = "shipped"
Phrases = Mapping[str, Mapping[str, str]]
_TEMPLATE_NAME = re.compile(rf"({'|'.join(kind.value for kind in NoticeKind)})\.([a-z]{{2}})\.md")
_PHRASES_NAME = re.compile(r"phrases\.([a-z]{2})\.yaml")
_SLUG = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")


@dataclass(slots=True)
class _Reading:
    """What was found so far, and what is wrong with it."""

    templates: dict[str, Template] = field(default_factory=dict)
    phrases: dict[str, Phrases] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def load_templates(folders: Sequence[Path]) -> tuple[Template, ...]:
    """Read every template, ordered by file name.

    Args:
        folders: The weakest first: the shipped one, then the user's own. One that is not there is passed over.

    Raises:
        TemplateProblem: a file cannot be used, or there is none; all problems, one `file:line` a line.
    """
    reading = _Reading()
    for name, (path, origin) in sorted(_chosen(folders, reading).items()):
        try:
            _read(name, path, origin, reading)
        except FileProblems as problems:
            reading.wrong.extend(problems.lines())
    ready = tuple(_with_phrases(reading))
    if reading.wrong:
        raise TemplateProblem("\n".join(reading.wrong))
    if not ready:
        looked = " or ".join(str(folder) for folder in folders) or "no folder"
        raise TemplateProblem(f"There is no notification template in {looked}; reinstall BreachDesk.")
    return ready


def _chosen(folders: Sequence[Path], reading: _Reading) -> dict[str, tuple[Path, str]]:
    """Give the file that wins for each name, and what to call it in messages."""
    found: dict[str, tuple[Path, str]] = {}
    for index, folder in enumerate(folders):
        try:
            paths = sorted(folder.iterdir()) if folder.is_dir() else []
        except OSError as error:
            reading.wrong.append(f"{folder} cannot be read: {error.strerror or error}.")
            continue
        for path in paths:
            if path.suffix.lower() in {".md", ".yaml", ".yml"} and path.name != "README.md":
                found[path.name] = (path, f"{SHIPPED} {path.name}" if index == 0 else str(path))
    return found


def _read(name: str, path: Path, origin: str, reading: _Reading) -> None:
    template, phrases = _TEMPLATE_NAME.fullmatch(name), _PHRASES_NAME.fullmatch(name)
    if template:
        kind, language = NoticeKind(template[1]), template[2]
        reading.templates[name] = _template(_text(path, origin), origin, kind, language)
    elif phrases:
        reading.phrases[phrases[1]] = _phrases(_text(path, origin), origin)
    else:
        kinds = ", ".join(f"{kind.value}.nl.md" for kind in NoticeKind)
        message = f"is not a name BreachDesk knows; call it as one of: {kinds}, phrases.nl.yaml (any language)."
        raise FileProblems(origin, [Problem(0, message)])


def _text(path: Path, origin: str) -> str:
    """Read a file as text with plain line ends."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileProblems(origin, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error
    if len(raw) > MAX_BYTES:
        raise FileProblems(origin, [Problem(0, f"is larger than {MAX_BYTES // 1024} KiB; shorten it.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileProblems(origin, [Problem(line, "is not UTF-8; save it as UTF-8.")]) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    hidden = list(_hidden(text))
    if hidden:
        raise FileProblems(origin, hidden)
    return text


def _hidden(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        for character in line:
            if character != "\t" and (unicodedata.category(character) == "Cc" or character in _TURNING):
                yield Problem(number, f"holds the hidden character U+{ord(character):04X}; remove it.")
                break


def _template(text: str, origin: str, kind: NoticeKind, language: str) -> Template:
    lines = text.split("\n")
    if lines[0].strip() != FENCE:
        message = f"must begin with a line '{FENCE}', the head in YAML, and another '{FENCE}'."
        raise FileProblems(origin, [Problem(1, message)])
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.strip() == FENCE), None)
    if end is None:
        raise FileProblems(origin, [Problem(1, f"opens its head with '{FENCE}' and never closes it.")])
    # The empty first line stands for the fence, so that the lines of the head keep their numbers.
    head = "\n" + "\n".join(lines[1:end])
    problems = Problems(origin)
    top = Fields(parse_yaml(head.encode(), origin, Limits(bytes=MAX_BYTES)), problems)
    id_, subject = _head(top, kind, language)
    needs = tuple(_needed(part) for part in top.parts("needs"))
    top.end()
    if not needs:
        top.problem("'needs' is missing or empty; list each fact the law wants here, with its article.")
    body = "\n".join(lines[end + 1 :])
    if not body.strip():
        problems.add(end + 1, "has no text after its head.")
    problems.raise_if_any()
    return Template(id_, kind, language, subject, body, needs, origin, first_line=end + 2)


def _head(top: Fields, kind: NoticeKind, language: str) -> tuple[str, str]:
    line = top.line_of("id")
    id_ = top.text("id")
    if id_ and not _SLUG.fullmatch(id_):
        top.problem(f"'id' is '{id_[:60]}'; use small letters, digits, dots and dashes.", line)
    for key, must in (("kind", kind.value), ("language", language)):
        line = top.line_of(key)
        said = top.text(key)
        if said and said != must:
            top.problem(f"'{key}' is '{said[:40]}' but the file is named for '{must}'; make them agree.", line)
    line = top.line_of("subject")
    subject = top.text("subject")
    if "\n" in subject:
        top.problem("'subject' must be one line.", line)
    return id_, subject


def _needed(part: Fields) -> NeededFact:
    needed = NeededFact(part.text("fact"), part.text("article"))
    part.end()
    return needed


def _phrases(text: str, origin: str) -> Phrases:
    """Read sets of sentences by key; the order of the file is kept, it may mean urgency."""
    root = parse_yaml(text.encode(), origin, Limits(bytes=MAX_BYTES)).value
    problems = Problems(origin)
    found: dict[str, Mapping[str, str]] = {}
    for name, node in root.items() if isinstance(root, dict) else ():
        part = Fields(node, problems, name)
        keys = list(node.value) if isinstance(node.value, dict) else []
        found[name] = {key: part.text(key) for key in keys}
    problems.raise_if_any()
    return found


def _with_phrases(reading: _Reading) -> Iterator[Template]:
    for template in reading.templates.values():
        phrases = reading.phrases.get(template.language)
        if phrases is not None:
            yield replace(template, phrases=phrases)
            continue
        wanted = f"phrases.{template.language}.yaml"
        # A phrases file that could not be read has its own message already.
        if not any(wanted in line for line in reading.wrong):
            reading.wrong.append(
                f"{template.origin} has no {wanted}; put phrases.en.yaml there by that name and translate it."
            )
