"""YAML read strictly: every scalar stays text, every node keeps its line, every surprise is refused.

PyYAML's defaults turn `NO` into False, `072` into 58 and `12:30` into 750, let a second equal key win in
silence, and follow aliases into bombs. Here there are no types, tags, anchors, aliases or duplicates.
"""

from __future__ import annotations

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
    try:
        with path.open("rb") as stream:
            raw = stream.read(limits.bytes + 1)
    except OSError as error:
        raise FileProblems(name, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error
    return parse_yaml(raw, name, limits)


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
        loader = _Loader(text, limits.nodes)
        root = loader.get_single_node()
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise _Refused(line, "holds a control character; remove it.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = mark.line + 1 if mark else 0
        raise _Refused(where, f"is not valid YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise _Refused(0, "is not valid YAML.") from error
    except RecursionError as error:
        raise _Refused(0, f"is nested deeper than {MAX_DEPTH} levels.") from error
    if root is None:
        raise _Refused(0, "is empty.")
    node = _plain(root)
    if not isinstance(node.value, dict):
        raise _Refused(node.line, f"holds {node.kind} at the top; it must be keys with values.")
    return node


class _Loader(yaml.BaseLoader):
    def __init__(self, text: str, max_nodes: int) -> None:
        super().__init__(text)
        self._max_nodes = max_nodes
        self._nodes = 0
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(line, "uses an alias (*name); write the value out.")
        if getattr(event, "anchor", None):
            raise _Refused(line, "uses an anchor (&name); write the value out.")
        if getattr(event, "tag", None):
            raise _Refused(line, "uses a tag (!name); plain values only.")
        self._nodes += 1
        self._depth += 1
        if self._nodes > self._max_nodes:
            raise _Refused(line, f"holds more than {self._max_nodes:,} values; split it into several files.")
        if self._depth > MAX_DEPTH:
            raise _Refused(line, f"is nested deeper than {MAX_DEPTH} levels.")
        node = super().compose_node(parent, index)  # type: ignore[arg-type]
        self._depth -= 1
        return node


def _plain(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(_clean(node.value, line), line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_plain(child) for child in node.value], line)
    found: dict[str, Node] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not key.value:
            raise _Refused(at, "has a key that is not a word.")
        name = _clean(key.value, at)
        if name in found:
            raise _Refused(at, f"says '{name}' twice (first on line {found[name].line}); keep one.")
        if name == "<<":
            raise _Refused(at, "uses a merge key (<<); write the values out.")
        child = _plain(value)
        found[name] = Node(child.value, at if isinstance(child.value, str) else child.line)
    return Node(found, line)


def _clean(text: str, line: int) -> str:
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
