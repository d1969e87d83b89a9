"""Commands driven in this process, on a workspace of the test's own and at an instant of its own."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from breachdesk import wiring
from breachdesk.cli.commands import run

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "breachdesk" / "files" / "sample" / "fietsgoed.yaml"
ADDRESSEES = ROOT / "breachdesk" / "files" / "sample" / "addressees.csv"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REF = "2026-01"
RESPONDER, LEAD, DPO = "M. Aydin", "J. Vos", "S. Kok"


@dataclass(frozen=True)
class Said:
    """What a command said, and the code it left with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Give the one document on stdout."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """Somebody at a shell, in front of one workspace."""

    folder: Path
    now: datetime = NOW
    actor: str = RESPONDER

    def __call__(self, *words: str, front: wiring.Wiring | None = None) -> Said:
        """Run one command line as a new program would."""
        out, err, real = io.StringIO(), io.StringIO(), wiring.now
        wiring.now = lambda: self.now
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = run(front or wiring.Wiring(), ["--workspace", str(self.folder), "--as", self.actor, *words])
        finally:
            wiring.now = real
        return Said(code, out.getvalue(), err.getvalue())

    def must(self, *words: str) -> Said:
        """Run a command that a test builds on."""
        said = self(*words)
        assert said.code == 0, said.err
        return said

    def by(self, actor: str) -> Shell:
        """Give the same shell with somebody else at it."""
        return replace(self, actor=actor)

    def at(self, now: datetime) -> Shell:
        """Give the same shell at another instant."""
        return replace(self, now=now)
