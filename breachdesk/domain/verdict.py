"""Is it a personal data breach? The gate before everything else; four verdicts, each with its reason.

A breach of security, of personal data, that destroyed, lost, changed or disclosed them. What the facts say is a
proposal; a person records the verdict, also when it is "not a breach".

Source: GDPR Art. 4(12).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from breachdesk.domain.facts import Facts


class Verdict(StrEnum):
    """What an Incident turns out to be."""

    BREACH = "breach"
    """A personal data breach."""

    NO_PERSONAL_DATA = "no-personal-data"
    """A security incident without personal data."""

    NO_BREACH_OF_SECURITY = "no-breach-of-security"
    """No breach of security: a false alarm, or processing that is unlawful for another reason."""

    UNDETERMINED = "cannot-be-told-yet"


@dataclass(frozen=True, slots=True)
class VerdictFinding:
    """What the facts say about the gate."""

    verdict: Verdict
    because: str
    facts: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """Facts that would settle it."""


PERSONAL, SECURITY, KINDS = "personal_data", "breach_confirmed", "breach_kinds"


def verdict_of(facts: Facts) -> VerdictFinding:
    """Say what the facts make of the Incident.

    Source: GDPR Art. 4(12).
    """
    personal, security = facts.is_any(PERSONAL, "yes"), facts.is_any(SECURITY, "yes")
    if personal is False:
        because = "There was a security incident, and no personal data are involved."
        return VerdictFinding(Verdict.NO_PERSONAL_DATA, because, (PERSONAL,))
    if security is False:
        because = "No breach of security took place; unlawful processing alone is none."
        return VerdictFinding(Verdict.NO_BREACH_OF_SECURITY, because, (SECURITY,))
    kinds = facts.texts(KINDS)
    needs = tuple(
        name for name, known in ((PERSONAL, personal), (SECURITY, security), (KINDS, kinds or None)) if known is None
    )
    if needs:
        because = "It is not settled yet that a breach of security hit personal data, and in which way."
        return VerdictFinding(Verdict.UNDETERMINED, because, (), needs)
    said = ", ".join(kinds or ())
    return VerdictFinding(Verdict.BREACH, f"A breach of security hit personal data: {said}.", (PERSONAL, SECURITY, KINDS))
