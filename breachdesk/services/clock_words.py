"""From what a legal clock counts, in words. Loads nothing of Incidents, so that a date at the shell comes at once."""

from __future__ import annotations

from collections.abc import Mapping

from breachdesk.domain.facts import FactDefinition


def start_words(start: str, facts: Mapping[str, FactDefinition] | None = None) -> str:
    """Say from what a clock counts, such as `from awareness` or `after gdpr-art33`.

    Args:
        facts: Every question, whose words say what an instant is; without it, its id stands there.
    """
    kind, _, name = start.partition(":")
    if kind == "met":
        return f"after {name}"
    if kind == "fact":
        return f"from {facts[name].label()}" if facts and name in facts else f"from {name.replace('_', ' ')}"
    return f"from {start}"
