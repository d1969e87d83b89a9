"""Starts BreachDesk: `breachdesk`, or `python -m breachdesk`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program and leave with its exit code."""
    from breachdesk.wiring import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
