"""Who is who: roles under words that are stored, and people without a role by default."""

from __future__ import annotations

from breachdesk.domain.parties import Controller, Person, Role


def test_the_roles_that_inventories_and_ladders_name_stay_the_same() -> None:
    """Lost without it: every inventory that names a DPO is refused, or has none."""
    assert [role.value for role in Role] == ["responder", "incident-lead", "dpo", "management"]


def test_a_person_has_no_role_unless_one_is_given() -> None:
    """Lost without it: somebody may approve notices because nobody said otherwise."""
    assert Person("Ann", "ann@example.org").roles == ()


def test_a_controller_names_its_country_and_zone() -> None:
    """Lost without it: no competent authority, and times read on another clock."""
    made = Controller("Example B.V.", "NL", "Europe/Amsterdam")
    assert (made.country, made.zone, made.languages) == ("NL", "Europe/Amsterdam", ())
