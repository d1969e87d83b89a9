"""A playbook written back as YAML: reading it again gives an equal one, but for file, line and fingerprint.

Step sets it included stand in it as steps of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from breachdesk.domain.foreign import visible
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.written_plan import Plain, written_playbook
from breachdesk.files.quoted_yaml import quoted_yaml

WIDTH = 4096
"""No text is broken over lines: each is short already, and a whole one is easier to edit."""


def dump_playbook(playbook: Playbook) -> str:
    """Give a playbook as YAML text."""
    return written_as_yaml(written_playbook(playbook))


def written_as_yaml(written: Plain, notes: Iterable[str] = ()) -> str:
    """Give a playbook in plain values as YAML text; each note leads it as a comment."""
    return quoted_yaml(written, "".join(f"# {' '.join(visible(note).split())}\n" for note in notes), WIDTH)
