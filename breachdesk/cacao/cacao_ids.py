"""The ids of CACAO objects: made from our own ids, so that one playbook always comes out under the same ones."""

from __future__ import annotations

from uuid import UUID, uuid5

OURS = UUID("6f0e3f0c-6f5f-5c52-9c35-6d6d0f0a7f11")
"""The namespace of every id that BreachDesk gives."""

SPEC = "cacao-2.0"


def cacao_id(kind: str, *names: str) -> str:
    """Give the id of an object of a kind, the same for the same names."""
    return f"{kind}--{uuid5(OURS, ' '.join((kind, *names)))}"


def playbook_ref(playbook: str) -> str:
    """Give the id under which one of our playbooks goes out."""
    return cacao_id("playbook", playbook)


EXTENSION = cacao_id("extension-definition", "breachdesk playbook")
CREATOR = cacao_id("identity", "BreachDesk")
