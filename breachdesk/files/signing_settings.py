"""Who signs with which key, and whether the author of a text may approve it: the part `approval:` of `settings.yaml`.

A key is named, never written: a public key file, a public key in one line, or the fingerprint of one in the ssh-agent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from breachdesk.files.fields import Fields, Problems
from breachdesk.files.strict_yaml import read_yaml

ON, OFF = "on", "off"
LONGEST = 4000
"""Signs of a key in one line; RSA keys of 16 384 bits have fewer."""


@dataclass(frozen=True, slots=True)
class ApprovalSettings:
    """How this house approves."""

    four_eyes: bool = True
    """The author of a text may not approve it."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """By name of the person, as in the inventory; whoever is not here gets a key made for them."""


def load_approval(path: Path) -> ApprovalSettings:
    """Read how approvals are given in this house; the strict way when the file does not say.

    Raises:
        FileProblems: a setting is wrong.
    """
    if not path.exists():
        return ApprovalSettings()
    problems = Problems(path.name)
    top = Fields(read_yaml(path), problems)
    settings = approval_of(top.part("approval")) if top.has("approval") else ApprovalSettings()
    problems.raise_if_any()
    return settings


def approval_of(part: Fields) -> ApprovalSettings:
    """Take the settings out of their part of the file, and note what is wrong with them."""
    word = part.choice("four_eyes", (ON, OFF), ON)
    keys = _keys(part.part("keys")) if part.has("keys") else {}
    part.end()
    return ApprovalSettings(word != OFF, keys)


def _keys(part: Fields) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, line in part.not_taken():
        said = part.text(name)
        if "PRIVATE KEY" in said:
            part.problem(f"the key of '{name}' must not stand in this file; make a new one, and name its .pub file.", line)
        elif len(said) > LONGEST or not said.isprintable():
            part.problem(f"the key of '{name}' must be a .pub file, a public key in one line, or a SHA256: fingerprint.", line)
        else:
            found[name] = said
    return found
