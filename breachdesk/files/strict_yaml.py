"""YAML read strictly: every scalar stays text, every node keeps its line, every surprise is refused.

PyYAML's defaults turn `NO` into False, `072` into 58 and `12:30` into 750, let a second equal key win in
silence, and follow aliases into bombs. Here there are no types, tags, anchors, aliases or duplicates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from breachdesk.domain.errors import FileProblems, Problem, WrongInput

MAX_DEPTH = 20
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be before it is refused unread."""

    bytes: int = 256 * 1024
    nodes: int = 20_000


INVENTORY_LIMITS = Limits(bytes=8 * 1024 * 1024, nodes=400_000)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a document: text, a list of nodes, or nodes by key; and the line it starts on."""

    value: str | list[Node] | dict[str, Node]
    line: int

    @property
    def kind(self) -> str:
        """Say what it is in words a user knows."""
        return {str: "text", list: "a list", dict: "a mapping"}[type(self.value)]


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message)


def read_yaml(path: Path, shown_as: str | None = None, limits: Limits = Limits()) -> Node:
    """Read a file as one mapping.

    Raises:
        FileProblems: it cannot be read, or is not YAML of the strict kind.
    """
    name = shown_as or path.name
    return parse_yaml(_read_bytes(path, name, limits), name, limits)


def read_text(path: Path, limits: Limits = Limits()) -> str:
    """Read a file as it stands, to be parsed later.

    Raises:
        FileProblems: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        return _decoded(_read_bytes(path, path.name, limits), limits)
    except _Refused as refused:
        raise FileProblems(path.name, [refused.problem]) from refused


def _read_bytes(path: Path, name: str, limits: Limits) -> bytes:
    """Read a little more than may be, so that too much is seen."""
    try:
        with path.open("rb") as stream:
            return stream.read(limits.bytes + 1)
    except OSError as error:
        raise FileProblems(name, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error


def parse_yaml(raw: bytes, name: str, limits: Limits = Limits()) -> Node:
    """Read bytes as one mapping; `name` is used in messages.

    Raises:
        FileProblems: not UTF-8, too large, too deep, or anything outside plain YAML.
    """
    try:
        return _parse(raw, limits)
    except _Refused as refused:
        raise FileProblems(name, [refused.problem]) from refused


def _decoded(raw: bytes, limits: Limits) -> str:
    if len(raw) > limits.bytes:
        raise _Refused(0, f"is larger than {limits.bytes // 1024} KiB; split it into several files.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Refused(line, "is not UTF-8; save the file as UTF-8 and try again.") from error


def _parse(raw: bytes, limits: Limits) -> Node:
    text = _decoded(raw, limits)
    try:
        root = _composed(yaml.parse(text, Loader=_LOADER), limits.nodes)
    except yaml.reader.ReaderError as error:
        raise _Refused(_line_at(text, error.position), "holds a control character; remove it.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = mark.line + 1 if mark else 0
        raise _Refused(where, f"is not valid YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise _Refused(0, "is not valid YAML.") from error
    if root is None:
        raise _Refused(0, "is empty.")
    if not isinstance(root.value, dict):
        raise _Refused(root.line, f"holds {root.kind} at the top; it must be keys with values.")
    return root


def _line_at(text: str, position: int) -> int:
    return text[:position].count("\n") + 1 if position >= 0 else 0


_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Gives events only: its composer would recurse in C, where a deep file ends the process. Ours does not recurse."""


class _Open:
    """A list or mapping whose end has not come yet."""

    def __init__(self, value: list[Node] | dict[str, Node], line: int) -> None:
        self.node = Node(value, line)
        self.key: tuple[str, int] | None = None

    def take(self, child: Node) -> None:
        """Put a child where it belongs: next in a list; as key, then as value, in a mapping."""
        held = self.node.value
        if isinstance(held, list):
            held.append(child)
        elif isinstance(held, dict) and self.key is None:
            self.key = _key(child, held)
        elif isinstance(held, dict) and self.key is not None:
            name, at = self.key
            held[name] = Node(child.value, at if isinstance(child.value, str) else child.line)
            self.key = None


def _key(child: Node, before: dict[str, Node]) -> tuple[str, int]:
    if not isinstance(child.value, str) or not child.value:
        raise _Refused(child.line, "has a key that is not a word.")
    name = child.value
    if name in before:
        raise _Refused(child.line, f"says '{name}' twice (first on line {before[name].line}); keep one.")
    if name == "<<":
        raise _Refused(child.line, "uses a merge key (<<); write the values out.")
    return name, child.line


def _composed(events: Iterable[yaml.Event], max_nodes: int) -> Node | None:
    """Put one document together; a second one, and everything outside plain YAML, is refused."""
    stack: list[_Open] = []
    root: Node | None = None
    nodes = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _Refused(_line(event), "begins a second document; write one to a file.")
        if isinstance(event, yaml.CollectionEndEvent):
            root = stack.pop().node
        elif isinstance(event, yaml.NodeEvent):
            line = _line(event)
            nodes += 1
            _refuse_beyond(nodes, max_nodes, len(stack), line)
            opened = _begun(event, line)
            if isinstance(opened, _Open):
                stack.append(opened)
                continue
            root = opened
        else:
            continue
        if stack and root is not None:
            stack[-1].take(root)
    return root


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _refuse_beyond(nodes: int, max_nodes: int, depth: int, line: int) -> None:
    if nodes > max_nodes:
        raise _Refused(line, f"holds more than {max_nodes:,} values; split it into several files.")
    if depth >= MAX_DEPTH:
        raise _Refused(line, f"is nested deeper than {MAX_DEPTH} levels.")


def _begun(event: yaml.NodeEvent, line: int) -> Node | _Open:
    """Give a text, or a list or mapping that begins."""
    if isinstance(event, yaml.AliasEvent):
        raise _Refused(line, "uses an alias (*name); write the value out.")
    if event.anchor:
        raise _Refused(line, "uses an anchor (&name); write the value out.")
    if getattr(event, "tag", None):
        raise _Refused(line, "uses a tag (!name); plain values only.")
    if isinstance(event, yaml.ScalarEvent):
        return Node(_clean(event.value, line), line)
    return _Open([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)


def _clean(text: str, line: int) -> str:
    if text.isprintable():
        return text
    for character in text:
        code = ord(character)
        if (code < 32 and character not in "\n\t") or 127 <= code < 160 or character in _BIDI:
            raise _Refused(line, f"holds the control character U+{code:04X}; remove it.")
        if 0xD800 <= code <= 0xDFFF:
            raise _Refused(line, "holds half a character (a lone surrogate); write it anew.")
    return text


def require_yaml_name(path: Path) -> None:
    """Refuse a path that is surely not a YAML file.

    Raises:
        WrongInput: the name ends in something else.
    """
    if path.suffix.lower() not in {".yaml", ".yml"}:
        raise WrongInput(f"{path.name} is not a YAML file (.yaml or .yml).")
