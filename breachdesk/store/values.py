"""Domain values as canonical JSON and back, for the rows that hold them.

One form of bytes for one value: sorted keys, no spaces, text as it is. The chain of entries rests on it.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from breachdesk.domain.inventory import Inventory
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.timeline import Act


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    """Building one costs milliseconds, so each is built when first needed."""
    if kind == "act":
        return TypeAdapter(Annotated[Act, Field(discriminator="act")])
    return TypeAdapter({"inventory": Inventory, "playbook": Playbook, "list": ApprovedList}[kind])


def canonical(value: object) -> str:
    """Give plain data as the one JSON text that stands for it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """Give the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def act_to_text(act: Act) -> str:
    """Give an act as canonical JSON."""
    return canonical(_adapter("act").dump_python(act, mode="json"))


def act_from_text(text: str) -> Act:
    """Give the act a row holds."""
    act: Act = _adapter("act").validate_json(text)
    return act


def inventory_to_text(inventory: Inventory) -> str:
    """Give an inventory as canonical JSON."""
    return canonical(_adapter("inventory").dump_python(inventory, mode="json"))


def inventory_from_text(text: str) -> Inventory:
    """Give the inventory a row holds."""
    inventory: Inventory = _adapter("inventory").validate_json(text)
    return inventory


def playbook_to_text(playbook: Playbook) -> str:
    """Give a plan as canonical JSON."""
    return canonical(_adapter("playbook").dump_python(playbook, mode="json"))


def playbook_from_text(text: str) -> Playbook:
    """Give the plan a row holds."""
    playbook: Playbook = _adapter("playbook").validate_json(text)
    return playbook


def list_to_text(people: ApprovedList) -> str:
    """Give the addressees letters were approved for as canonical JSON."""
    return canonical(_adapter("list").dump_python(people, mode="json"))


def list_from_text(text: str) -> ApprovedList:
    """Give the addressees a row holds."""
    people: ApprovedList = _adapter("list").validate_json(text)
    return people
