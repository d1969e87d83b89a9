"""Notification templates and their phrases, read from folders; every problem of every file in one round.

A file that cannot be used is left out, and keeps nobody from the others. A shipped one whose place it took is left out with it:
other words than the house's own must not go out unseen.

A template is `<kind>.<language>.md`: a strict YAML head between two `---` lines, then the body; it may serve other kinds
too, where they have no file of their own. Phrases are `phrases.<language>.yaml`. A later folder wins file by file. Whether a
body is safe to fill is judged where it is filled.
"""

from __future__ import annotations

import hashlib
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
MAX_PHRASES = 160 * 1024
"""A language has its own words for every fact and every answer."""

FENCE = "---"
SHIPPED = "shipped"
NONE = "none"
MUST_NEED = frozenset(
    kind for kind in NoticeKind if kind.obligation and kind is not NoticeKind.WITHDRAWAL
)
"""Kinds whose contents the law names: Art. 33(2), 33(3), 34(2)."""

Phrases = Mapping[str, Mapping[str, str]]
_TEMPLATE_NAME = re.compile(rf"({'|'.join(kind.value for kind in NoticeKind)})\.([a-z]{{2}})\.md")
_PHRASES_NAME = re.compile(r"phrases\.([a-z]{2})\.yaml")
_SLUG = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")


@dataclass(slots=True)
class _Reading:
    """What was found so far, and what is wrong with it."""

    templates: dict[tuple[NoticeKind, str], Template] = field(default_factory=dict)
    also: dict[tuple[NoticeKind, str], Template] = field(default_factory=dict)
    """What a file of another kind serves too."""

    texts: dict[str, str] = field(default_factory=dict)
    """Each phrases file as it was read, by language."""

    phrases: dict[str, Phrases] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    """By the name of a file, or of a folder, what is wrong with it."""


@dataclass(frozen=True, slots=True)
class TemplateShelf:
    """Every template that can be used, ordered by kind and language, and what is wrong with the files of the others."""

    templates: tuple[Template, ...]
    left_out: Mapping[str, tuple[str, ...]]
    """By name, such as `communication.en.md`, one `file:line message` for each problem."""


def read_templates(folders: Sequence[Path]) -> TemplateShelf:
    """Read every template.

    Args:
        folders: The weakest first: the shipped one, then the user's own. One that is not there is passed over.

    Raises:
        TemplateProblem: there is no file of a template at all.
    """
    reading = _Reading()
    for name, (path, origin) in sorted(_chosen(folders, reading).items()):
        try:
            _read(name, path, origin, reading)
        except FileProblems as problems:
            reading.left_out[name] = problems.lines()
    ready = tuple(_with_phrases(reading))
    if not ready and not reading.left_out:
        looked = " or ".join(str(folder) for folder in folders) or "no folder"
        raise TemplateProblem(f"There is no notification template in {looked}; reinstall BreachDesk.")
    return TemplateShelf(ready, {name: tuple(lines) for name, lines in sorted(reading.left_out.items())})


def load_templates(folders: Sequence[Path]) -> tuple[Template, ...]:
    """Read every template; for those who want all of them to be right.

    Raises:
        TemplateProblem: a file cannot be used, or there is none; all problems, one `file:line` a line.
    """
    shelf = read_templates(folders)
    if shelf.left_out:
        raise TemplateProblem("\n".join(dict.fromkeys(line for lines in shelf.left_out.values() for line in lines)))
    return shelf.templates


def _chosen(folders: Sequence[Path], reading: _Reading) -> dict[str, tuple[Path, str]]:
    """Give the file that wins for each name, and what to call it in messages."""
    found: dict[str, tuple[Path, str]] = {}
    for index, folder in enumerate(folders):
        try:
            paths = sorted(folder.iterdir()) if folder.is_dir() else []
        except OSError as error:
            reading.left_out[str(folder)] = [f"{folder} cannot be read: {error.strerror or error}."]
            continue
        for path in paths:
            if path.suffix.lower() in {".md", ".yaml", ".yml"} and path.name != "README.md":
                found[path.name] = (path, f"{SHIPPED} {path.name}" if index == 0 else str(path))
    return found


def _read(name: str, path: Path, origin: str, reading: _Reading) -> None:
    template, phrases = _TEMPLATE_NAME.fullmatch(name), _PHRASES_NAME.fullmatch(name)
    if template:
        kind, language = NoticeKind(template[1]), template[2]
        made, also = _template(_text(path, origin, MAX_BYTES), origin, kind, language)
        reading.templates[kind, language] = made
        reading.also.update({(other, language): replace(made, kind=other) for other in also})
    elif phrases:
        text = _text(path, origin, MAX_PHRASES)
        reading.texts[phrases[1]] = text
        reading.phrases[phrases[1]] = _phrases(text, origin)
    else:
        kinds = ", ".join(f"{kind.value}.nl.md" for kind in NoticeKind)
        message = f"is not a name BreachDesk knows; call it as one of: {kinds}, phrases.nl.yaml (any language)."
        raise FileProblems(origin, [Problem(0, message)])


def _text(path: Path, origin: str, at_most: int) -> str:
    """Read a file as text with plain line ends."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(at_most + 1)
    except OSError as error:
        raise FileProblems(origin, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error
    if len(raw) > at_most:
        raise FileProblems(origin, [Problem(0, f"is larger than {at_most // 1024} KiB; shorten it.")])
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
            if character != "\t" and (unicodedata.category(character) in ("Cc", "Co") or character in _TURNING):
                yield Problem(number, f"holds the hidden character U+{ord(character):04X}; remove it.")
                break


def _template(text: str, origin: str, kind: NoticeKind, language: str) -> tuple[Template, tuple[NoticeKind, ...]]:
    """Read one template, and which other kinds it serves."""
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
    also = _also(top, kind)
    _profile(top, kind, also)
    needs = _needs(top, kind)
    top.end()
    body = "\n".join(lines[end + 1 :])
    if not body.strip():
        problems.add(end + 1, "has no text after its head.")
    problems.raise_if_any()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Template(id_, kind, language, subject, body, needs, origin, first_line=end + 2, sha256=sha256), also


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


def _also(top: Fields, kind: NoticeKind) -> tuple[NoticeKind, ...]:
    line = top.line_of("also")
    words = top.texts("also")
    found = []
    for word in words:
        other = NoticeKind(word) if word in set(NoticeKind) else None
        if other is None or other is kind or other.obligation != kind.obligation or other.audience is not kind.audience:
            may = [k.value for k in NoticeKind if k is not kind and k.audience is kind.audience]
            top.problem(f"'also' holds '{word[:40]}'; a {kind.value} can serve for: {', '.join(may) or 'nothing else'}.", line)
        else:
            found.append(other)
    return tuple(found)


def _profile(top: Fields, kind: NoticeKind, also: Sequence[NoticeKind]) -> None:
    """Hold what the head says of its kind to what the kind is; a head may leave it out."""
    channels = {k.channel.value for k in (kind, *also)}
    for key, must in (("obligation", kind.obligation or NONE), ("audience", kind.audience.value)):
        line = top.line_of(key)
        said = top.text(key, "")
        if said and said != must:
            top.problem(f"'{key}' is '{said[:40]}', but that of a {kind.value} is '{must}'; mend it or leave it out.", line)
    line = top.line_of("channel")
    wrong = [word for word in top.texts("channel") if word not in channels]
    if wrong:
        top.problem(f"'channel' holds '{wrong[0][:40]}'; a {kind.value} goes by: {', '.join(sorted(channels))}.", line)


def _needs(top: Fields, kind: NoticeKind) -> tuple[NeededFact, ...]:
    if kind not in MUST_NEED and top.peek("needs") == NONE:
        top.take("needs")
        return ()
    needs = tuple(_needed(part) for part in top.parts("needs"))
    if not needs:
        none = "" if kind in MUST_NEED else f", or write '{NONE}'"
        top.problem(f"'needs' is missing or empty; list each fact the law wants here, with its article{none}.")
    return needs


def _needed(part: Fields) -> NeededFact:
    needed = NeededFact(part.text("fact"), part.text("article"))
    part.end()
    return needed


def _phrases(text: str, origin: str) -> Phrases:
    """Read sets of sentences by key; the order of the file is kept, it may mean urgency."""
    root = parse_yaml(text.encode(), origin, Limits(bytes=MAX_PHRASES)).value
    problems = Problems(origin)
    found: dict[str, Mapping[str, str]] = {}
    for name, node in root.items() if isinstance(root, dict) else ():
        part = Fields(node, problems, name)
        keys = list(node.value) if isinstance(node.value, dict) else []
        found[name] = {key: part.text(key) for key in keys}
    problems.raise_if_any()
    return found


def _with_phrases(reading: _Reading) -> Iterator[Template]:
    every = {**reading.also, **reading.templates}
    for _, template in sorted(every.items()):
        phrases = reading.phrases.get(template.language)
        if phrases is not None:
            both = f"{template.sha256}:{reading.texts[template.language]}"
            yield replace(template, phrases=phrases, sha256=hashlib.sha256(both.encode()).hexdigest())
            continue
        wanted = f"phrases.{template.language}.yaml"
        missing = f"{template.origin} has no {wanted}; put phrases.en.yaml there by that name and translate it."
        # A phrases file that could not be read has its own message already.
        reading.left_out.setdefault(f"{template.kind.value}.{template.language}.md", reading.left_out.get(wanted, [missing]))
