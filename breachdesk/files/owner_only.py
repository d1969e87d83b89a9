"""Writing a file for its owner only, so that under its name stands all of it or what stood there before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from breachdesk.domain.errors import StoreProblem


def write_for_owner(path: Path, write: Callable[[TextIO], None]) -> None:
    """Let `write` fill a file beside, then rename it.

    Raises:
        StoreProblem: it cannot be written; nothing new stands under the name.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(beside).replace(path)
        finally:
            with suppress(OSError):
                Path(beside).unlink()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        said = f"{path.name} cannot be written: {why}. Nothing half done was left; mend that and try again."
        raise StoreProblem(said) from error
