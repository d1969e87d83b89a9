"""Whether a thief can read a dataset: everything, unless the inventory shows the contrary."""

from __future__ import annotations

import pytest

from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import Credential, Dataset, Encryption, Flow, Inventory, OpenedBy, Protection, System
from breachdesk.domain.parties import Controller
from breachdesk.domain.scope import scope_of
from tests.strategies import row

KINDS = {"crm": "application", "db": "database", "plain": "", "nas": "backup", "laptop": "device", "box": "paper"}
KINDS |= {"vault": "application", "jump": "application", "mail": "application"}


def said(
    protection: Protection,
    *hit: str,
    lives_in: tuple[str, ...] = ("crm",),
    copies: tuple[str, ...] = ("nas",),
    named: bool = False,
    ruled_out: tuple[str, ...] = (),
    flows: tuple[Flow, ...] = (),
) -> str:
    """Say what becomes of a dataset when these systems are hit; from the jump host somebody can log in at the vault and the CRM."""
    inventory = Inventory(
        controller=Controller("Example B.V.", "NL", "Europe/Amsterdam"),
        dpo=None,
        systems=tuple(System(id_, id_, row(id_), kind) for id_, kind in KINDS.items()),
        datasets=(Dataset("file", "File", row("file"), lives_in, (), (), copies, protection=protection),),
        credentials=(Credential("k", "K", row("k"), ("jump",), ("vault", "crm")),),
        flows=flows,
    )
    asked = Hit(hit, datasets=("file",) if named else (), ruled_out=dict.fromkeys(ruled_out, "clean"))
    (line,) = scope_of(inventory, asked).datasets
    return f"{line.readable}: {line.protection}"


CONTENT = Protection(Encryption.CONTENT, ("vault",))
DISK = Protection(Encryption.DISK, ("vault",))


@pytest.mark.parametrize(
    ("protection", "words"),
    [
        (Protection(), "unknown: encryption unknown"),
        (Protection(pseudonymised=True), "unknown: encryption unknown"),
        (Protection(Encryption.NONE), "yes: not encrypted"),
        (Protection(Encryption.NONE, pseudonymised=True), "yes: not encrypted"),
        (Protection(Encryption.SOMEHOW, ("vault",)), "unknown: encrypted, and nobody said in which layer"),
        (Protection(Encryption.SOMEHOW, ("crm",)), "yes: encrypted, but the key is kept in crm"),
        (Protection(Encryption.CONTENT), "unknown: encrypted, and nobody said where the key is kept"),
        (CONTENT, "no: encrypted by itself; the key is kept in vault, which was not hit"),
        (Protection(Encryption.CONTENT, ("vault", "crm")), "yes: encrypted, but the key is kept in crm"),
        (DISK, "yes: only the disk is encrypted, and crm reads it while running"),
        (Protection(Encryption.DISK), "yes: only the disk is encrypted, and crm reads it while running"),
    ],
)
def test_each_protection_in_a_running_system(protection: Protection, words: str) -> None:
    """Lost without it: data taken as unreadable though nobody knows, or though the key lay beside them."""
    assert words == said(protection, "crm")


@pytest.mark.parametrize("kind", ["nas", "laptop", "box"])
def test_a_disk_holds_where_the_thing_itself_was_taken(kind: str) -> None:
    """Lost without it: a stolen laptop with an encrypted disk counts like an open one."""
    assert said(DISK, kind, lives_in=(kind,), copies=()) == "no: encrypted on its disk; the key is kept in vault, which was not hit"
    assert said(Protection(Encryption.DISK), kind, lives_in=(kind,)) == "unknown: encrypted, and nobody said where the key is kept"


@pytest.mark.parametrize("kind", ["crm", "db", "plain"])
def test_a_disk_protects_nothing_in_a_system_that_runs(kind: str) -> None:
    """Lost without it: whoever broke into a server is taken to see an encrypted disk."""
    assert f"yes: only the disk is encrypted, and {kind} reads it while running" == said(DISK, kind, lives_in=(kind,))
    assert f"yes: only the disk is encrypted, and {kind} reads it while running" == said(DISK, "nas", kind, lives_in=(kind,))


def test_a_key_in_any_system_that_was_hit_opens_the_data() -> None:
    """Lost without it: the backup and its key are stolen from two places, and count as two harmless things."""
    assert said(DISK, "nas", "vault") == "yes: encrypted, but the key is kept in vault"
    assert said(CONTENT, "nas", "vault") == "yes: encrypted, but the key is kept in vault"


def test_a_key_where_somebody_may_have_logged_in_protects_nobody_for_sure() -> None:
    """Lost without it: `unreadable` rests on a vault whose password lay on the system that was hit."""
    reached = "unknown: encrypted, and the key is kept in vault, which may have been reached"
    assert reached == said(CONTENT, "nas", "jump")
    assert said(CONTENT, "nas", "jump", ruled_out=("vault",)) == "no: encrypted by itself; the key is kept in vault, which was not hit"


def test_a_key_in_a_system_that_holds_the_data_too_and_can_be_entered_is_not_safe() -> None:
    """Lost without it: a second home of the data is named for that alone, and the key in it is taken as safe."""
    protection = Protection(Encryption.CONTENT, ("vault",))
    assert "unknown" in said(protection, "nas", "jump", lives_in=("crm", "vault"))


def test_a_key_where_only_the_same_data_are_is_safe() -> None:
    """Lost without it: a stolen backup makes every home of the data a place somebody may have been."""
    protection = Protection(Encryption.CONTENT, ("crm",))
    assert said(protection, "nas") == "no: encrypted by itself; the key is kept in crm, which was not hit"


def test_a_disk_that_may_have_been_read_elsewhere_protects_nobody_for_sure() -> None:
    """Lost without it: the backup is unreadable, and the running system it belongs to may have been entered."""
    elsewhere = "unknown: encrypted, and only on its disk; it may have been read in crm"
    assert elsewhere == said(Protection(Encryption.DISK, ("box",)), "nas", "jump")
    assert said(Protection(Encryption.DISK, ("box",)), "nas", "jump", ruled_out=("crm",)).partition(":")[0] == "no"


def test_data_named_without_a_system_may_come_from_wherever_they_are() -> None:
    """Lost without it: data turn up for sale, nobody knows from where, and the encrypted disk they never needed makes them safe."""
    elsewhere = "unknown: encrypted, and only on its disk; it may have been read in crm"
    assert elsewhere == said(DISK, named=True)
    assert elsewhere == said(DISK, "nas", named=True)
    assert said(DISK, named=True, ruled_out=("crm",)).partition(":")[0] == "no"
    at_home = Protection(Encryption.CONTENT, ("crm",))
    assert said(at_home, named=True) == "unknown: encrypted, and the key is kept in crm, which may have been reached"
    assert said(CONTENT, named=True).partition(":")[0] == "no"


def test_data_that_pass_through_a_system_are_taken_from_it() -> None:
    """Lost without it: a mail server that everything goes through reads nothing."""
    passing = (Flow("crm", "mail", row("flow"), ("file",), OpenedBy.SENDER),)
    assert said(DISK, "mail", flows=passing) == "yes: only the disk is encrypted, and mail reads it while running"
    assert said(DISK, named=True, flows=passing) == "unknown: encrypted, and only on its disk; it may have been read in crm, mail"


