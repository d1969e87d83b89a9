"""Writing a file so that under its name stands all of it, or what stood there before; for its owner only."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from breachdesk.domain.errors import StoreProblem


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, then rename; the folder is made when missing.

    Raises:
        StoreProblem: it cannot be written; nothing new stands under the name.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made readable for its owner only, whatever the umask.
        descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except OSError:
            with suppress(OSError):
                Path(beside).unlink()
            raise
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StoreProblem(
            f"{path.name} cannot be written: {why.lower()}. Nothing half done was left; mend that or choose another folder."
        ) from error
