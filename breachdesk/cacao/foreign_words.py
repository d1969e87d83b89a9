"""Words of a foreign document as our plan takes them: cut to our limits, and ids made of names, each only once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from breachdesk.cacao.shown_commands import one_line

MAX_TITLE, MAX_WHY = 80, 600
MAX_ID = 50
RESERVED = frozenset({"awareness", "detection", "unknown"})
"""Words that mean something else where an id may stand."""


def cut(text: str, most: int) -> str:
    """Give text no longer than a limit; an ellipsis stands for what is gone."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip(' …')}…"


@dataclass(slots=True)
class Ids:
    """Ids given so far, so that each is given once."""

    between: str = "-"
    given: set[str] = field(default_factory=set)

    def of(self, name: str, otherwise: str) -> str:
        """Make an id of a name, or of another word where nothing of the name is left."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        id_ = re.sub(r"[^a-z0-9]+", self.between, plain)[:MAX_ID].strip(self.between) or otherwise
        if id_ in RESERVED:
            id_ = f"{otherwise}{self.between}{id_}"
        found, number = id_, 2
        while found in self.given:
            found, number = f"{id_}{self.between}{number}", number + 1
        self.given.add(found)
        return found


def first_words(*texts: object) -> str:
    """Give the first text that says something, as one line; empty where none does."""
    return next((line for line in map(one_line, texts) if line), "")
