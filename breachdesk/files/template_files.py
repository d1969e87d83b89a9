"""Notification templates and their phrases, read from folders; a user's own file wins over a shipped one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from breachdesk.domain.drafting import NeededFact, Template
from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.strict_yaml import Node, parse_yaml

FENCE = b"---\n"
MAX_BYTES = 256 * 1024

Phrases = Mapping[str, Mapping[str, str]]


def load_templates(folders: Sequence[Path]) -> tuple[Template, ...]:
    """Read every template.

    Args:
        folders: The weakest first; a file in a later one replaces the file of the same name.

    Raises:
        FileProblems: a head is missing or wrong, or a file is not plain UTF-8.
    """
    files = {path.name: path for folder in folders for path in sorted(folder.glob("*"))}
    phrases = {path.name.split(".")[1]: _phrases(path) for name, path in files.items() if name.startswith("phrases.")}
    shipped = folders[0] if folders else None
    return tuple(
        _template(path, phrases, "shipped" if path.parent == shipped else path.name)
        for path in files.values()
        if path.suffix == ".md"
    )


def _template(path: Path, phrases: Mapping[str, Phrases], origin: str) -> Template:
    raw = _raw(path)
    parts = raw.split(FENCE, 2)
    if len(parts) != 3 or parts[0]:
        raise FileProblems(path.name, [Problem(1, "has no head; begin it with '---', id, kind, language, '---'.")])
    problems = Problems(path.name)
    head = Fields(parse_yaml(parts[1], path.name), problems)
    kind = head.choice("kind", [k.value for k in NoticeKind], NoticeKind.NOTIFICATION.value)
    id_, language, subject = head.text("id"), head.text("language"), head.text("subject")
    needs = tuple(_need(part) for part in head.parts("needs"))
    head.end()
    problems.raise_if_any()
    try:
        body = parts[2].decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileProblems(path.name, [Problem(0, "is not UTF-8; save it as UTF-8 and try again.")]) from error
    return Template(id_, NoticeKind(kind), language, subject, body, needs, origin, phrases.get(language, {}))


def _need(part: Fields) -> NeededFact:
    need = NeededFact(part.text("fact"), part.text("article"))
    part.end()
    return need


def _phrases(path: Path) -> Phrases:
    top = parse_yaml(_raw(path), path.name)
    found: dict[str, dict[str, str]] = {}
    for name, node in _mapping(top).items():
        inner = _mapping(node)
        found[name] = {key: value.value for key, value in inner.items() if isinstance(value.value, str)}
        if len(found[name]) != len(inner) or not inner:
            raise FileProblems(path.name, [Problem(node.line, f"'{name}' must hold one sentence by key.")])
    return found


def _mapping(node: Node) -> Mapping[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _raw(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileProblems(path.name, [Problem(0, f"cannot be read: {error.strerror}.")]) from error
    if len(raw) > MAX_BYTES:
        raise FileProblems(path.name, [Problem(0, "is larger than 256 KiB; a letter is not.")])
    return raw.replace(b"\r\n", b"\n")
