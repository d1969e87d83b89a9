"""Names that are legal and odd, and some that somebody tried to break something with: as many as are wanted."""

from __future__ import annotations

import json
import random
from pathlib import Path

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile"
KNOWN = (
    ["Ann", "O'Brien", "Null", "Zoë de Vos", "Łukasz Żółć", "Ann, the 2nd", '"Q" \\ <x@y>', "李 小龍", "محمد", "👩‍👩‍👧"]
    + ["A" * 200, "é" * 90, "a.b", "=20", "[@click=app.quit]", "{{7*7}}", "{name}", "{data}", "Miller, Ann; Bob", "Jose\u0301"]
    + ["Ann\u00a0Visser", "A\u202eB", "A\r\nBcc: x@example.net", "=?utf-8?q?x?=", "(comment) Ann", "Ann @ home", "née <b>"]
)
LETTERS = "abcXYZ éüßłżĄøñ'’-.,;:()<>\"\\=?_@ 0123456789 漢字 ع{}[]%*"


def hostile_names() -> list[str]:
    """Give the names of the shared corpus, where that is beside this checkout."""
    path = HOSTILE / "names.json"
    return [row["value"] for row in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def odd_names(count: int) -> list[str]:
    """Give odd names: the corpus's, known ones, each of them beside another, and random ones."""
    chance = random.Random(20261129)
    known = [*hostile_names(), *KNOWN]
    found = known[:count]
    while len(found) < count:
        drawn = "".join(chance.choices(LETTERS, k=chance.randint(1, 60)))
        beside = f"{chance.choice(known)} {chance.choice(known)}"
        found.append(" ".join((drawn if len(found) % 3 else beside).split()))
    return found
