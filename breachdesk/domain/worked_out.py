"""What the assessment says, as facts that the conditions of other regimes may ask; nobody answers them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from breachdesk.domain.facts import Fact, FactDefinition, FactKind, Facts, Known, Option, Source, SourceKind
from breachdesk.domain.findings import Outcome

AUTHORITY_PROPOSED, INDIVIDUALS_PROPOSED, RISK_LEVEL = "authority_proposed", "individuals_proposed", "risk_level"


def _worked_out(id_: str, label: str, *options: str) -> FactDefinition:
    return FactDefinition(id_, FactKind.CHOICE, {"en": label}, tuple(Option(o, {"en": o}) for o in options))


WORKED_OUT: Mapping[str, FactDefinition] = {
    AUTHORITY_PROPOSED: _worked_out(AUTHORITY_PROPOSED, "whether the rules say that the authority is told", "yes", "no"),
    INDIVIDUALS_PROPOSED: _worked_out(INDIVIDUALS_PROPOSED, "whether the rules say that the people are told", "yes", "no"),
    RISK_LEVEL: _worked_out(RISK_LEVEL, "the risk the rules find", "unlikely", "risk", "high"),
}
"""Each with what it may say, by id."""


def with_assessment(facts: Facts, authority: Outcome, individuals: Outcome, risk: str, at: datetime) -> Facts:
    """Give the facts with what the assessment says among them; an open outcome stays unknown."""
    said = {AUTHORITY_PROPOSED: authority.value, INDIVIDUALS_PROPOSED: individuals.value, RISK_LEVEL: risk}
    for id_, value in said.items():
        if value != Outcome.UNDETERMINED.value:
            facts = facts.with_fact(Fact(id_, Known(value), Source(SourceKind.INVENTORY, "the assessment"), at))
    return facts
