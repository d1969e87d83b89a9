"""What is kept when the program fails: the kind of error and where, never a value."""

from __future__ import annotations

import os
import traceback
from pathlib import Path


def report_lines(error: BaseException) -> list[str]:
    """Give kind and places, innermost last; no message and no local variable, for they may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    return [type(error).__name__, *(f"  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames)]


def keep_report(folder: Path, error: BaseException) -> Path | None:
    """Write the report for its owner only; None when even that cannot be done."""
    path = folder / "last-crash.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(report_lines(error)) + "\n")
    except OSError:
        return None
    return path
