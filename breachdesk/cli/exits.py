"""Exit codes, one table: 0 done, 2 wrong input, then one number per kind of failure."""

from __future__ import annotations

from breachdesk.domain.errors import (
    BreachDeskError,
    ChangedMeanwhile,
    MailProblem,
    NotAllowed,
    NotFound,
    SigningProblem,
    StoreBusy,
    StoreProblem,
    StoreTooNew,
    TemplateProblem,
    WrongInput,
)

DONE = 0
WRONG_INPUT = 2
NOT_HEALTHY = 11
INTERRUPTED = 130
OUR_FAULT = 70

TABLE: tuple[tuple[int, type[BreachDeskError], str], ...] = (
    (WRONG_INPUT, WrongInput, "wrong usage, a wrong answer or a bad input file"),
    (3, NotFound, "nothing goes by that name"),
    (4, NotAllowed, "a rule of the house forbids it now"),
    (5, ChangedMeanwhile, "somebody else changed the same incident first"),
    (7, StoreBusy, "another program holds the workspace"),
    (8, StoreTooNew, "the workspace was written by a newer BreachDesk"),
    (6, StoreProblem, "the workspace cannot be read or written"),
    (9, MailProblem, "mail is not set up or a mail cannot be built"),
    (10, TemplateProblem, "a notice cannot be put into words"),
    (12, SigningProblem, "there is no key to sign with, or it cannot be used"),
)
"""First match wins, so a narrower kind stands before a wider one."""


def code_for(error: BreachDeskError) -> int:
    """Give the exit code of an error.

    >>> code_for(StoreBusy("held")), code_for(WrongInput("no"))
    (7, 2)
    """
    return next((code for code, kind, _ in TABLE if isinstance(error, kind)), OUR_FAULT)
