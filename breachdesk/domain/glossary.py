"""The words of the house: one word, one thing, in code, files, screens and letters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word and what it means here."""

    word: str
    meaning: str


GLOSSARY: tuple[Term, ...] = (
    Term("Incident", "a security event being looked at; it may turn out not to be a breach"),
    Term("Breach", "an incident confirmed as a personal data breach, Art. 4(12)"),
    Term("Detection", "when somebody noticed"),
    Term("Awareness", "when the controller was reasonably certain; the 72 hours run from here"),
    Term("Scope", "whom and what an incident touches, worked out from the inventory, each line with its row"),
    Term("Fact", "one answer about an incident, with its source; known, not known yet, or not applicable"),
    Term("Decision", "a person's choice to notify or not, recorded beside what the rules propose"),
    Term("Notification", "what goes to the authority, Art. 33"),
    Term("Communication", "what goes to the people concerned, Art. 34"),
    Term("Revision", "one saved text of a notice; never edited, only followed"),
    Term("Approval", "a named DPO's yes to exactly one text, by its fingerprint"),
    Term("Filing", "the notification as made in the authority's portal; it freezes the clock"),
    Term("Delivery", "one letter to one person, and what became of it"),
    Term("Reminder", "a nudge inside the house before a deadline; never a notice"),
)
