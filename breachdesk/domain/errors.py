"""What can go wrong, one class per thing a caller can do about it.

Every message is one sentence for a person: what, where, why, and what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime


class BreachDeskError(Exception):
    """Anything BreachDesk refuses or cannot do; `str()` is safe and useful to show to the user."""


class WrongInput(BreachDeskError):
    """The user gave something that cannot be used; they can mend it and try again."""


class NaiveInstant(WrongInput):
    """A time without a zone names no instant."""

    def __init__(self, value: datetime) -> None:
        super().__init__(
            f"{value.isoformat()} has no zone, so it names no instant; "
            "add an offset such as +01:00, or say which zone it was."
        )


class AmbiguousLocalTime(WrongInput):
    """A local time that does not exist, or exists twice, on the day the clocks change."""


class NotFound(BreachDeskError):
    """Nothing goes by that name."""


class NotAllowed(BreachDeskError):
    """A rule of the house forbids this act now; the message says which and what would allow it."""


class ChangedMeanwhile(BreachDeskError):
    """Somebody else changed the same incident first; nothing was overwritten."""


class StoreProblem(BreachDeskError):
    """The workspace cannot be read or written; nothing half done was left behind."""


class StoreBusy(StoreProblem):
    """Another program holds the workspace; the same act may succeed in a moment."""


class StoreTooNew(StoreProblem):
    """The workspace was written by a newer BreachDesk."""


class SigningProblem(BreachDeskError):
    """There is no key to sign with, or it cannot be used; says what to do."""


class MailProblem(BreachDeskError):
    """A message cannot be built or the mail settings cannot be used."""


class TemplateProblem(BreachDeskError):
    """A notification template or its data cannot be put into words."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place of a file."""

    line: int
    """Counted from 1; 0 when the whole file is meant."""

    message: str
    file: str = ""
    """Where it stands in another file than the one the problems are gathered under."""


class FileProblems(WrongInput):
    """All problems of one file, found in one round."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem)))
        super().__init__("\n".join(self.lines()))

    @classmethod
    def of_several(cls, found: Sequence[FileProblems]) -> FileProblems:
        """Give the problems of several files as one refusal, under the first of them."""
        return cls(found[0].file, [replace(p, file=p.file or one.file) for one in found for p in one.problems])

    def lines(self) -> list[str]:
        """Give one `file:line message` per problem, in file order."""
        return [
            f"{p.file or self.file}:{p.line} {p.message}" if p.line else f"{p.file or self.file} {p.message}"
            for p in self.problems
        ]
