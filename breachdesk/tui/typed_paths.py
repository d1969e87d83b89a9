"""Paths as people type them."""

from __future__ import annotations

from pathlib import Path

from breachdesk.domain.errors import WrongInput


def typed_path(said: str) -> Path:
    """Give the path somebody typed, with `~` for a home folder.

    Raises:
        WrongInput: it begins with a home folder that nobody has.
    """
    try:
        return Path(said.strip()).expanduser()
    except RuntimeError:
        raise WrongInput(f"{said.strip()} begins with a home folder that nobody has; write the path out.") from None
