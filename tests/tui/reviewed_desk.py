"""A notice under review for a test: a text whose sentences rest on facts, one of which has changed since, and what was said."""

from __future__ import annotations

from dataclasses import replace

from breachdesk.domain.incident import Incident
from breachdesk.domain.provenance import Stated, basis_of
from breachdesk.domain.timeline import RevisionSaved
from breachdesk.services.desk import Desk
from tests.tui.sample_desk import WAITS_FOR_DPO

NOTICE = "notification-nl"
PEOPLE = "About 12,000 to 15,780 people are concerned."
CAUSE = "Somebody from outside got in."
FIXED = "We keep you informed."
TEXT = (
    "## What happened\n\n"
    f"{CAUSE} {FIXED}\n\n"
    "## Who is concerned\n\n"
    f"{PEOPLE}\n\n"
    "- Their names and addresses.\n"
    "- Their bank accounts.\n"
)
BY_HAND = "We are very sorry for this."
EDITED = TEXT.replace(FIXED, BY_HAND)


def save_stated(desk: Desk, text: str = TEXT, subject: str = "Breach at Fietsgoed") -> Incident:
    """Save a text as if a template had written it, with what its sentences rest on."""
    incident = desk.incidents.get(WAITS_FOR_DPO)
    old = incident.revisions[NOTICE][-1]
    stated = (Stated(CAUSE, ("cause",)), Stated(PEOPLE, ("people", "inventory:dpo")), Stated(FIXED, ()))
    basis = basis_of(("cause", "people"), incident.facts.by_id, desk.facts(), {})
    made = replace(old, number=old.number + 1, subject=subject, text=text, stated=stated, basis=basis, author="M. Aydin")
    return desk.reviewing._recorder.record(WAITS_FOR_DPO, "M. Aydin", lambda i, w: [RevisionSaved(made)])


def edited_by_hand(desk: Desk) -> Incident:
    """Let somebody change one sentence of it."""
    save_stated(desk)
    desk.notices.revise(WAITS_FOR_DPO, NOTICE, "Breach at Fietsgoed", EDITED, "J. Vos")
    return desk.incidents.get(WAITS_FOR_DPO)


def cause_changes(desk: Desk) -> Incident:
    """Let the answer that one sentence rests on become another."""
    return desk.walking.answer(WAITS_FOR_DPO, "cause", "human-error", "M. Aydin")
