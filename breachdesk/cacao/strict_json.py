"""JSON from outside, read strictly: no second key, no depth that ends the program, no numbers that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.foreign import visible

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 40
MAX_DIGITS = 20
OWN_YAML = "A CACAO playbook is JSON; one of ours, in YAML, goes into the folder playbooks of the workspace as it is."


class _Refused(ValueError):
    """Not a JSONDecodeError: the text is JSON, and says something nobody should."""


def read_some(path: Path) -> bytes:
    """Read a file as it is, a little more than may be; FileProblems when that cannot be done."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _problem(path.name, f"cannot be read: {error.strerror or error}.") from error


def read_json(raw: bytes, name: str) -> dict[str, Any]:
    """Read bytes as one JSON object; `name` is used in messages.

    Raises:
        FileProblems: too large, too deep, not UTF-8, not JSON, a key twice, or no object.
    """
    if len(raw) > MAX_BYTES:
        raise _problem(name, f"is larger than {MAX_BYTES // 1024} KiB; a playbook is not.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _problem(name, "is not UTF-8; save the file as UTF-8 and try again.", line) from error
    _refuse_deep(text, name)
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_whole, parse_float=_number)
    except _Refused as refused:
        raise _problem(name, str(refused)) from refused
    except json.JSONDecodeError as error:
        raise _problem(name, f"is not JSON: {error.msg.lower()}. {OWN_YAML}", error.lineno) from error
    if not isinstance(found, dict):
        raise _problem(name, "holds no object at the top; a CACAO playbook is one object in braces.")
    return found


def _refuse_deep(text: str, name: str) -> None:
    """Count brackets outside strings, before a reader that calls itself meets them."""
    depth, line, quoted, skip = 0, 1, False, False
    for character in text:
        line += character == "\n"
        if skip:
            skip = False
        elif quoted:
            skip, quoted = character == "\\", character != '"'
        elif character == '"':
            quoted = True
        else:
            depth += (character in "[{") - (character in "]}")
        if depth > MAX_DEPTH:
            raise _problem(name, f"is nested deeper than {MAX_DEPTH} levels.", line)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise _Refused(f"says '{visible(double)[:80]}' twice in one object; keep one.")
    return found


def _no_constant(word: str) -> Any:
    raise _Refused(f"holds {word}, which is no JSON number.")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Refused(f"holds a number of {len(digits)} digits; no playbook needs one.")
    return int(digits)


def _number(digits: str) -> float:
    if len(digits) > 4 * MAX_DIGITS:
        raise _Refused(f"holds a number of {len(digits)} digits; no playbook needs one.")
    return float(digits)


def _problem(name: str, message: str, line: int = 0) -> FileProblems:
    return FileProblems(name, [Problem(line, message)])
