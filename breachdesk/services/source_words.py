"""How the origin of a sentence reads, on the screen and in the shell. Pure."""

from __future__ import annotations

from breachdesk.domain.drafting import Revision
from breachdesk.domain.incident import Incident
from breachdesk.domain.review import asked_for_changes
from breachdesk.domain.word_diff import Change, ChangedParagraph, Run
from breachdesk.services.faces import Face
from breachdesk.services.sentence_sources import SourcedSentence, SourceSeen
from breachdesk.services.times import in_short

MARKS = {Change.KEPT: "{}", Change.ADDED: "[+{}+]", Change.REMOVED: "[-{}-]"}
"""Signs around words that were put in or taken out; colour does not speak alone."""


def origin_words(one: SourcedSentence, zone: str) -> list[str]:
    """Say where a sentence comes from: a line for each fact, or who wrote it."""
    if one.sources:
        return [f"{source.label}: {source.then} ({said_by(source, zone)})" for source in one.sources]
    return [hand_words(one)]


def hand_words(one: SourcedSentence) -> str:
    """Say who wrote a sentence that no fact stands behind."""
    if one.is_by_hand:
        return f"written by {one.by} in revision {one.number}, no fact behind it"
    return "words of the template, no fact in them"


def said_by(source: SourceSeen, zone: str) -> str:
    """Say who or what says so, and since when."""
    when = in_short(source.at, zone) if source.at else ""
    return ", ".join(part for part in (source.source, when) if part) or "nobody yet"


def change_words(one: SourcedSentence) -> list[str]:
    """Say what was and what is, for each fact that says something else now."""
    return [f"changed since: {s.label} was {s.then}, now {s.now}" for s in one.sources if s.is_changed]


def run_words(run: Run) -> str:
    """Say some words of a difference, with signs around what was put in or taken out."""
    return MARKS[run.change].format(run.text)


def paragraph_words(paragraph: ChangedParagraph) -> str:
    """Say one paragraph of a difference in one line."""
    return " ".join(run_words(run) for run in paragraph.runs)


def review_face(incident: Incident, revision: Revision) -> Face | None:
    """Say that changes were asked for; None where none were."""
    return Face("changes asked", "↩", "urgent") if asked_for_changes(incident, revision) else None
