"""Writes docs/PLAYBOOK_PATHS.md: how long the ways through each playbook are, and how few answers a harmless case needs.

Run from the project's root:  .venv/bin/python docs/playbook_paths.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.playbooks.paths import row_of, table_row  # noqa: E402
from tests.playbooks.shipped import IDS  # noqa: E402

HEAD = """# Ways through the playbooks

Made by `docs/playbook_paths.py`; a test holds it to the playbooks.

- *First question*: what the desk asks first, once the tasks it puts before it are done.
- *Steps, shortest and longest*: how many steps, guidance apart, the plan asks for in the end, over every case that makes a
  difference to it, each question answered and each decision taken. The shortest is mostly the one where no personal data are
  involved after all; of a plan that leads on to others, what the other one asks is not counted.
- *Answers, harmless*: how many facts are answered and decisions taken, one at a time as the desk proposes them with the law
  behind it, until both decisions are on record (or, for a processor, until the controllers are told), in a case that harms
  nobody. Where an attacker was at the data, the rules call harm unlikely only if they were unreadable; elsewhere it is enough
  that one trusted recipient gave them back, that logs show nobody looked, or that a backup brought them back in time.

| situation | first question | steps, shortest | steps, longest | answers, harmless | asked in the harmless case |
|---|---|---|---|---|---|
"""


def main() -> None:
    """Write the document."""
    rows = [table_row(row_of(id_)) for id_ in IDS]
    (ROOT / "docs" / "PLAYBOOK_PATHS.md").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
