"""What a command of a CACAO step would run, as one line that a person reads and does by hand; never run, secrets left out."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.foreign import clean_line

Plain = dict[str, Any]
LINE_END = " ⏎ "
"""Stands for the end of a line: a command of two lines is no command of one."""

_SECRET = re.compile(r"pass|secret|token|credential|api.?key|authoriz|cookie|private", re.IGNORECASE)
_LOG_IN = re.compile(r"(?<=://)[^/\s@]+(?=@)")
_SAID = re.compile(
    r"""(?P<said>\b[\w-]*(?:password|passwd|secret|token|api[-_]?key|authorization|cookie)["']?\s*[=:]\s*)"""
    r"""(?:"[^"]*"|'[^']*'|(?:(?:bearer|basic)\s+)?[^\s"',;&}]+)""",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__")
LEFT_OUT = "left out"
MOST = 4000


def one_line(text: object, most: int = MOST) -> str:
    """Give foreign text as one line with nothing hidden in it; empty where it is no text."""
    if not isinstance(text, str):
        return ""
    marked = re.sub(r"\r\n|\r|\n", LINE_END, text.strip()[: most * 2])
    try:
        line = clean_line(marked, "text", most * 12)
    except WrongInput:
        return ""
    return line if len(line) <= most else f"{line[: most - 1]}…"


def shown_command(command: Plain) -> str:
    """Say what a command runs; a manual one is only its words."""
    kind, said = one_line(command.get("type"), 40), _what(command)
    if kind == "manual":
        return said or one_line(command.get("description")) or "Do this by hand."
    parts = [f"Command ({kind}): {said}" if said else f"Command ({kind})", *_headers(command)]
    content = command.get("content") or _decoded(command.get("content_b64"))
    if content:
        parts.append(f"content: {without_log_in(one_line(content))}")
    return "; ".join(parts)


def without_log_in(text: str) -> str:
    """Take out what lets somebody in: a name and password in an address, and what follows a word such as `password=`."""
    return _SAID.sub(rf"\g<said>{LEFT_OUT}", _LOG_IN.sub(LEFT_OUT, text))


def shown_variables(used: str, declared: Mapping[str, Any]) -> str:
    """Say the values of the variables a command uses; those of secrets are left out."""
    said = []
    for name in dict.fromkeys(_VARIABLE.findall(used)):
        held = declared.get(name)
        value = held.get("value") if isinstance(held, dict) else None
        if isinstance(value, str) and value:
            said.append(f"{name} = {LEFT_OUT if _SECRET.search(name) else without_log_in(one_line(value, 200))}")
    return f", with {', '.join(said)}" if said else ""


def is_secret(name: object) -> bool:
    """Tell whether a name says that its value is nobody's business."""
    return bool(_SECRET.search(str(name)))


def _what(command: Plain) -> str:
    said = command.get("command") or _decoded(command.get("command_b64"))
    return without_log_in(one_line(said))


def _headers(command: Plain) -> Iterator[str]:
    headers = command.get("headers")
    for name, values in headers.items() if isinstance(headers, dict) else ():
        listed = values if isinstance(values, list) else [values]
        value = LEFT_OUT if is_secret(name) else ", ".join(one_line(str(one), 200) for one in listed)
        yield f"{one_line(name, 80)}: {value}"


def _decoded(text: object) -> str:
    """Give what stands in base64; how many bytes where it is no text."""
    if not isinstance(text, str) or not text:
        return ""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return "not readable (no base64)"
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return f"{len(raw):,} bytes that are no text"
