"""Fides manifests become an inventory; whatever has no counterpart is named in a note with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from breachdesk.domain.errors import BreachDeskError, FileProblems, WrongInput
from breachdesk.domain.inventory import CountRange, Flow, Inventory, OpenedBy, SourceRow, SubjectsHeld, System
from breachdesk.domain.parties import ContactPoint, Controller, Processor
from breachdesk.domain.reach import Way
from breachdesk.domain.scope import scope_of
from breachdesk.files.inventory_dump import dump_inventory
from breachdesk.files.inventory_file import parse_inventory
from breachdesk.files.inventory_reader import read_inventory
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).resolve().parents[2]
TAXONOMY = load_taxonomy(ROOT / "breachdesk" / "law" / "taxonomy.yaml")
US = Controller("Example B.V.", "BE", "Europe/Brussels", "Kade 1", "KvK 1", ("nl",))
SHOP = """\
system:
  - fides_key: shop
    name: Web shop
    system_type: Service
    administrating_department: Sales
    privacy_declarations:
      - name: Sell
        data_use: essential.service
        data_categories: [user.contact]
        data_subjects: [customer]
        dataset_references: [orders]
"""
ORDERS = """\
dataset:
  - fides_key: orders
    name: Orders
    collections:
      - name: order
        fields:
          - name: address
            data_categories: [user.contact.address.city]
          - name: card
            data_categories:
              - user.financial.credit_card
"""


def taken(folder: Path, *texts: str, controller: Controller | None = US) -> Inventory:
    """Read manifests written in a test; they are called a.yml, b.yml and so on."""
    paths = []
    for name, text in zip("abcdef", texts, strict=False):
        paths.append(folder / f"{name}.yml")
        paths[-1].write_text(text, encoding="utf-8")
    return read_inventory(paths, TAXONOMY, controller)


def test_systems_datasets_subjects_and_uses_are_joined_across_files(tmp_path: Path) -> None:
    """Lost without it: a shop whose customers' cards are in no scope, because they stand in another file."""
    found = taken(tmp_path, SHOP, ORDERS)
    assert (System("shop", "Web shop", SourceRow("a.yml", 2, "system[0]"), "application", owner="Sales"),) == found.systems
    orders = found.dataset("orders")
    assert (orders.name, orders.systems, orders.categories) == ("Orders", ("shop",), ("contact", "payment-card"))
    row = SourceRow("a.yml", 10, "system[0].privacy_declarations")
    assert (SubjectsHeld("customers", row),) == orders.subjects
    sell = found.processing_activities[0]
    assert (sell.id, sell.name, sell.purpose, sell.datasets) == ("shop-1", "Sell", "essential.service", ("orders",))
    assert [c.id for c in found.data_categories] == ["contact", "payment-card"]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("key", "ours"),
    [
        ("user.name", "contact"),
        ("user.name.last", "contact"),
        ("user.unique_id.pseudonymous", "profile"),
        ("user.demographic.date_of_birth", "identity"),
        ("user.demographic.philosophical_belief", "religious"),
        ("user.demographic.union_membership", "trade-union"),
        ("user.biometric.voice", "biometric"),
        ("user.biometrics.voice", "biometric"),
        ("user.authorization.biometrics", "biometric"),
        ("user.health.medications", "health"),
        ("user.health.genetic", "genetic"),
        ("user.content.self_image", "image-audio"),
        ("user.content.public", "profile"),
        ("user.government_id.birth_certificate", "identity-document"),
        ("user.professional_information.job_title", "employment"),
        ("user.settings", "preferences"),
        ("user.social_activity", "profile"),
    ],
)
def test_a_kind_of_data_of_either_version_of_fides_is_what_it_says(tmp_path: Path, key: str, ours: str) -> None:
    """Lost without it: health data and fingerprints of a newer manifest count as profile details, and nobody is told."""
    found = taken(tmp_path, SHOP.replace("user.contact", key).replace("[orders]", "[]"))
    assert (found.dataset("shop-data").categories, found.notes) == ((ours,), ())


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("consultant", "employees"),
        ("trainee", "students"),
        ("passenger", "customers"),
        ("next_of_kin", "citizens"),
    ],
)
def test_a_data_subject_is_who_fides_says_it_is(tmp_path: Path, subject: str, kind: str) -> None:
    """Lost without it: people who work for the house are written to as its customers."""
    found = taken(tmp_path, SHOP.replace("customer", subject), ORDERS)
    assert [held.group for held in found.dataset("orders").subjects] == [kind]


@pytest.mark.parametrize("key", ["user.childrens", "user.children.children_under_thirteen", "pupils"])
def test_data_on_children_have_children_behind_them(tmp_path: Path, key: str) -> None:
    """Lost without it: a breach of children's data in which nobody vulnerable is seen."""
    own = "data_category:\n  - {fides_key: pupils, parent_key: user.childrens}\n"
    found = taken(tmp_path, SHOP, ORDERS.replace("user.financial.credit_card", key), own)
    orders = found.dataset("orders")
    assert [held.group for held in orders.subjects] == ["customers", "children"]
    assert SourceRow("b.yml", 11, "orders") == orders.subjects[1].row
    assert [(group.id, group.vulnerable) for group in found.subject_groups] == [("customers", None), ("children", True)]
    declared = taken(tmp_path, SHOP.replace("user.contact", key), ORDERS, own)
    assert [held.group for held in declared.dataset("orders").subjects] == ["customers", "children"]


def test_the_order_of_the_files_changes_nothing(tmp_path: Path) -> None:
    """Lost without it: what is imported depends on how a shell sorts names."""
    first = taken(tmp_path, SHOP, ORDERS, SHOP.replace("shop", "stall"))
    paths = [tmp_path / f"{name}.yml" for name in "cba"]
    assert first == read_inventory(paths, TAXONOMY, US)


def test_every_count_is_unknown(tmp_path: Path) -> None:
    """Lost without it: a manifest without figures that reads as nobody affected."""
    held = taken(tmp_path, SHOP, ORDERS).dataset("orders").subjects[0]
    assert (CountRange(), CountRange()) == (held.people, held.records)


def test_a_manifest_with_a_category_of_its_own_takes_the_one_it_refines(tmp_path: Path) -> None:
    """Lost without it: an organisation's own kind of health data that counts as nothing."""
    own = "data_category:\n  - {fides_key: gait, parent_key: walk}\n  - {fides_key: walk, parent_key: user.biometric}\n"
    found = taken(tmp_path, SHOP.replace("user.contact", "gait"), own)
    assert found.dataset("shop-data").categories == ("biometric",)
    assert "b.yml:2: 'data_category' has no counterpart in an inventory (gait, walk)." in found.notes


def test_categories_that_refine_each_other_in_a_ring_end(tmp_path: Path) -> None:
    """Lost without it: a crafted manifest that never ends."""
    own = "data_category:\n  - {fides_key: a, parent_key: b}\n  - {fides_key: b, parent_key: a}\n"
    found = taken(tmp_path, SHOP.replace("user.contact", "a"), ORDERS, own)
    assert "a.yml:9: system 'shop': data category 'a' is not known here." in found.notes


@pytest.mark.parametrize("missing", ["orders", "another"])
def test_what_a_declaration_names_beyond_its_datasets_is_held_by_the_system(tmp_path: Path, missing: str) -> None:
    """Lost without it: a system that says it uses health data, and a scope without any."""
    shop = SHOP.replace("[user.contact]", "[user.contact, user.health_and_medical]").replace("[orders]", f"[{missing}]")
    found = taken(tmp_path, shop, ORDERS)
    own = found.dataset("shop-data")
    expected = ("health",) if missing == "orders" else ("contact", "health")
    assert (("shop",), expected) == (own.systems, own.categories)
    assert [held.group for held in own.subjects] == ["customers"]
    assert "shop-data" in found.processing_activities[0].datasets


def test_a_made_up_id_never_takes_the_place_of_a_real_one(tmp_path: Path) -> None:
    """Lost without it: a dataset swallowed by one of our making."""
    shop = SHOP.replace("[orders]", "[]")
    real = ORDERS.replace("fides_key: orders", "fides_key: shop-data")
    store = SHOP.replace("fides_key: shop\n", "fides_key: shop-data-store\n").replace("[user.contact]", "[]")
    found = taken(tmp_path, shop, real, store.replace("[orders]", "[]"))
    assert {d.id: d.name for d in found.datasets} == {"shop-data": "Orders", "shop-data-too": "Data of shop"}
    assert found.dataset("shop-data").systems == ("shop-data-store-too",)


def test_a_dataset_no_system_names_lives_in_a_system_of_its_own(tmp_path: Path) -> None:
    """Lost without it: data that no hit system can ever bring into scope."""
    found = taken(tmp_path, ORDERS)
    assert found.dataset("orders").systems == ("orders-store",)
    assert "a.yml:2: dataset 'orders': no system refers to it; put into 'orders-store'." in found.notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHOP.replace("[orders]", "[ordres]"), "a.yml:7: system 'shop' refers to dataset 'ordres', which stands in none of the files."),
        (SHOP.replace("[customer]", "[martian]"), "a.yml:10: system 'shop': data subject 'martian' is not known here."),
        (SHOP.replace("user.contact", "account.city"), "a.yml:9: system 'shop': data category 'account.city' is not known here."),
        (SHOP.replace("user.contact", "user"), "a.yml:9: system 'shop': data category 'user' says no kind known here; taken as 'profile', look at it."),
        (SHOP.replace("user.contact", "user.pets"), "a.yml:9: system 'shop': data category 'user.pets' says no kind known here; taken as 'profile', look at it."),
        (SHOP.replace("user.contact", "system.operations"), "a.yml:9: 'system.operations' is about machines, not people; left out, here and further on."),
        (SHOP.replace("Service", "Robot"), "a.yml:2: system 'shop': the type 'Robot' is not known here; taken as 'other'."),
        (SHOP + "    egress:\n      - fides_key: bank\n", "a.yml:13: system 'shop': a flow names 'bank', which stands in none of the files."),
        (SHOP + "    ingress: [{type: system}]\n", "a.yml:12: system 'shop': 'ingress' names no 'fides_key'; it is left out."),
        (SHOP + "    egress: [{fides_key: user, type: user, data_categories: [user.contact]}]\n", "a.yml:12: system 'shop', 'egress': 'data_categories' has no counterpart here."),
        (SHOP + "    dataset_references: [ordres]\n", "a.yml:12: system 'shop' refers to dataset 'ordres', which stands in none of the files."),
        (SHOP + "    data_security_practices: encrypted\n", "a.yml:12: system 'shop': 'data_security_practices' has no counterpart here."),
        (SHOP + "    uses_profiling: true\n", "a.yml:12: system 'shop': 'uses_profiling' has no counterpart here."),
        (SHOP + "    responsibility: [Controller]\n", "a.yml:12: system 'shop': 'responsibility' Controller has no counterpart here."),
        (SHOP + "    legal_name: Shop Inc.\n", "a.yml:2: system 'shop': 'legal_name' Shop Inc. is not said to be a processor; left out."),
        (SHOP + "        shared_categories: [user.contact]\n", "a.yml:12: system 'shop': 'shared_categories' has no counterpart here."),
        (SHOP + "        impact_assessment_location: drawer\n", "a.yml:12: system 'shop': 'impact_assessment_location' has no counterpart here."),
        (ORDERS + "    data_subjects: [martian]\n", "a.yml:12: dataset 'orders': data subject 'martian' is not known here."),
        (SHOP + "  - name: Nameless\n", "a.yml:12: a system without 'fides_key' ('Nameless') cannot be taken over."),
        (SHOP + "  - shop2\n", "a.yml:12: 'system' holds 'shop2' where keys with values belong; it is left out."),
        (SHOP + "policy:\n  - fides_key: p1\n  - name: p2\n", "a.yml:13: 'policy' has no counterpart in an inventory (p1, ?)."),
        (SHOP + "version: 3\n", "a.yml:12: 'version' has no counterpart in an inventory."),
        (SHOP.replace("[customer]", "{customer: yes}"), "a.yml:10: system 'shop': 'data_subjects' holds a mapping where a word belongs; it is left out."),
        (SHOP.replace("[user.contact]", "[[user.contact]]"), "a.yml:9: system 'shop': 'data_categories' holds a list where a word belongs; it is left out."),
        (SHOP.replace("[orders]", "[{key: orders}]"), "a.yml:11: system 'shop': 'dataset_references' holds a mapping where a word belongs; it is left out."),
        (ORDERS + "  - name: Nameless\n", "a.yml:12: a dataset without 'fides_key' ('Nameless') cannot be taken over."),
        (ORDERS + "            fides_meta: {length: 40}\n", "a.yml:2: dataset 'orders': storage details without a counterpart: fides_meta."),
        (ORDERS + "            masking: hash\n", "a.yml:12: dataset 'orders', 'card': 'masking' has no counterpart here."),
        (ORDERS + "    joint_controller: bank\n", "a.yml:12: dataset 'orders': 'joint_controller' has no counterpart here."),
        (ORDERS + "      - name: log\n        after: [x]\n", "a.yml:13: dataset 'orders', 'log': 'after' has no counterpart here."),
        (ORDERS + "      - log\n", "a.yml:12: dataset 'orders': 'collections' holds 'log' where keys with values belong; it is left out."),
        (ORDERS + "            fields: none at all\n", "a.yml:12: dataset 'orders', 'card': 'fields' is text, not a list; it is left out."),
        (SHOP + "dataset: orders\n", "a.yml:12: 'dataset' is text, not a list; it is left out."),
        ("dataset:\n  - fides_key: empty\n", "a.yml:2: dataset 'empty': no field names a known kind of personal data."),
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """Lost without it: something of a manifest dropped in silence, and missed on the night it matters."""
    assert said in taken(tmp_path, text, ORDERS.replace("orders", "other")).notes


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("    name: Orders\n", "    name: Orders\n    data_categories: [user.health_and_medical]\n"),
        ("      - name: order\n", "      - name: order\n        data_categories: [user.health_and_medical]\n"),
        ("          - name: card\n", "          - name: card\n            fields:\n              - name: note\n                data_categories: user.health_and_medical\n"),
    ],
    ids=["of the dataset", "of a collection", "of a field in a field"],
)  # fmt: skip
def test_categories_are_found_wherever_a_dataset_may_name_them(tmp_path: Path, was: str, becomes: str) -> None:
    """Lost without it: a whole table of health data that is said once, above its fields."""
    assert "health" in taken(tmp_path, ORDERS.replace(was, becomes)).dataset("orders").categories


BANK = """\
system:
  - fides_key: bank
    name: Bank link
    system_type: Third Party
    administrating_department: Not defined
    responsibility: [Processor]
    legal_name: Bank Link GmbH
    ingress:
      - {fides_key: shop, type: system}
    privacy_declarations:
      - name: Pay
        data_use: essential.service.payment_processing
        data_categories: [user.financial]
        data_subjects: [customer]
        dataset_references: [orders]
        legal_basis_for_processing: Contract
        special_category_legal_basis: Explicit consent
        retention_period: 7 years
        data_shared_with_third_parties: true
"""


def test_a_flow_is_one_whichever_of_its_systems_names_it(tmp_path: Path) -> None:
    """Lost without it: a way into the next system that its owners had written down, and that no scope proposes."""
    shop = SHOP + "        egress: [bank]\n    egress:\n      - {fides_key: bank, type: system}\n"
    found = taken(tmp_path, shop, ORDERS, BANK)
    row = SourceRow("a.yml", 14, "system[0].egress")
    assert (Flow("shop", "bank", row, ("orders",), OpenedBy.UNKNOWN),) == found.flows
    assert [note for note in found.notes if "gress" in note] == []
    reached = {r.system: r.ways for r in scope_of(found, ["shop"]).reached}
    assert Way.FLOW in reached["bank"]


def test_a_flow_to_a_dataset_goes_to_the_systems_that_hold_it(tmp_path: Path) -> None:
    """Lost without it: a database that another system writes into, and that looks untouched."""
    till = SHOP.replace("shop", "till").replace("[orders]", "[]") + "    egress: [{fides_key: orders, type: dataset}]\n"
    found = taken(tmp_path, SHOP, ORDERS, till)
    assert [(f.sender, f.receiver, f.datasets) for f in found.flows] == [("till", "shop", ("orders",))]
    lonely = taken(tmp_path, till, ORDERS)
    assert [(f.sender, f.receiver, f.datasets) for f in lonely.flows] == [("till", "orders-store", ("orders",))]


def test_a_system_exchanges_data_with_its_users_and_itself_without_a_flow(tmp_path: Path) -> None:
    """Lost without it: people listed as a system, or a flow that the inventory's own reader refuses."""
    ends = "    egress: [{fides_key: user, type: user}, {fides_key: shop, type: system}, {fides_key: orders, type: dataset}]\n"
    found = taken(tmp_path, SHOP + ends, ORDERS)
    assert (found.flows, found.notes) == ((), ())


def test_a_declaration_says_on_which_basis_how_long_and_to_whom(tmp_path: Path) -> None:
    """Lost without it: Art. 30 answered in the manifest and asked again at night."""
    found = taken(tmp_path, SHOP + "        third_parties: couriers\n        retention_period: 2 years\n", ORDERS, BANK)
    sell, pay = found.processing_activities
    assert (sell.recipients, sell.legal_basis) == (("couriers",), "")
    assert (pay.recipients, pay.legal_basis) == (("third parties, not named",), "Contract; Art. 9: Explicit consent")
    assert (found.dataset("orders").retention, found.dataset("bank-data").retention) == ("2 years; 7 years", "7 years")
    assert taken(tmp_path, ORDERS + "    retention: 10 years\n").dataset("orders").retention == "10 years"


def test_whoever_is_said_to_process_for_others_is_a_processor(tmp_path: Path) -> None:
    """Lost without it: the party to call first is in the manifest and in no scope."""
    found = taken(tmp_path, SHOP, ORDERS, BANK)
    assert (Processor("bank", "Bank Link GmbH"),) == found.processors
    bank = found.system("bank")
    assert (bank.processor, bank.kind, bank.owner) == ("bank", "saas", "")
    assert [note for note in found.notes if "bank" in note] == []


def test_a_system_and_a_dataset_may_name_each_other_and_people_anywhere(tmp_path: Path) -> None:
    """Lost without it: a newer manifest, in which a database has no home and nobody's data."""
    shop = SHOP.replace("[orders]", "[]").replace("[customer]", "[]") + "    dataset_references: [orders]\n"
    orders = ORDERS.replace("      - name: order\n", "      - name: order\n        data_subjects: [patient]\n")
    held = taken(tmp_path, shop, orders + "    data_subjects: [employee]\n").dataset("orders")
    assert (held.systems, [h.group for h in held.subjects]) == (("shop",), ["employees", "patients"])


@pytest.mark.parametrize("off", ["null", "false", "[]", "''"])
def test_a_switch_that_is_off_is_no_note(tmp_path: Path, off: str) -> None:
    """Lost without it: hundreds of notes on an exported manifest, and the one that matters among them."""
    text = SHOP + f"        data_shared_with_third_parties: {off}\n        features: {off}\n    uses_profiling: {off}\n    tags: {off}\n"
    found = taken(tmp_path, text, ORDERS)
    assert (found.notes, found.processing_activities[0].recipients) == ((), ())


@pytest.mark.parametrize("nothing", ["null", "~", "", "[]"])
def test_nothing_is_nothing(tmp_path: Path, nothing: str) -> None:
    """Lost without it: a list left empty gives a note, or a category called null."""
    found = taken(tmp_path, SHOP, ORDERS + f"    data_categories: {nothing}\n")
    assert (found.notes, found.dataset("orders").categories) == ((), ("contact", "payment-card"))


def test_a_name_that_is_nothing_gives_way_to_the_key(tmp_path: Path) -> None:
    """Lost without it: a system that every screen and notice calls null."""
    assert taken(tmp_path, SHOP.replace("Web shop", "null"), ORDERS).systems[0].name == "shop"


def test_the_same_key_in_two_files_is_put_together(tmp_path: Path) -> None:
    """Lost without it: the second half of a dataset's categories, because an older copy came first."""
    newer = ORDERS.replace("user.financial.credit_card", "user.health_and_medical").replace("Orders", "Newer orders")
    shop = SHOP.replace("[customer]", "[patient]").replace("Sell", "Treat")
    found = taken(tmp_path, SHOP, ORDERS, newer, shop)
    orders = found.dataset("orders")
    assert (orders.name, orders.categories) == ("Orders", ("contact", "payment-card", "health"))
    assert [held.group for held in orders.subjects] == ["customers", "patients"]
    assert [a.name for a in found.processing_activities] == ["Sell", "Treat"]
    said = ("dataset 'orders' stands at b.yml:2 too", "system 'shop' stands at a.yml:2 too")
    assert [f"{at}: {what}; both were put together as one." for at, what in zip(("c.yml:2", "d.yml:2"), said, strict=True)] == [
        note for note in found.notes if "put together" in note
    ]


def test_the_same_declaration_twice_is_one_activity(tmp_path: Path) -> None:
    """Lost without it: a copy of a file doubles the record of processing."""
    assert len(taken(tmp_path, SHOP, ORDERS, SHOP).processing_activities) == 1


ORGANISATION = """\
organization:
  - fides_key: us
    name: Example Inc.
    data_protection_officer: {name: S. Kok, email: fg@example.org, phone: "+31 30 555 01 10"}
"""


def test_an_organisation_gives_name_and_officer_and_keeps_our_country_and_zone(tmp_path: Path) -> None:
    """Lost without it: the clock of another country, because a manifest has none."""
    found = taken(tmp_path, SHOP, ORDERS, ORGANISATION)
    assert Controller("Example Inc.", "BE", "Europe/Brussels", "Kade 1", "KvK 1", ("nl",)) == found.controller
    assert ContactPoint("S. Kok", "fg@example.org", "+31 30 555 01 10") == found.dpo


@pytest.mark.parametrize(
    ("officer", "said"),
    [
        ("{name: S. Kok, email: nobody, phone: 1}", "c.yml:2: the data protection officer is left out: 'email' has 0 @ signs; write exactly one address."),
        ("{name: S. Kok, phone: 1}", "c.yml:2: the data protection officer is left out: 'email' is missing."),
        ("{email: fg@example.org, phone: 1}", "c.yml:2: the data protection officer is left out: 'name' and 'phone' are needed."),
        ("{name: S. Kok, email: fg@example.org}", "c.yml:2: the data protection officer is left out: 'name' and 'phone' are needed."),
        ("S. Kok", "c.yml:4: organization 'Example Inc.': 'data_protection_officer' has no counterpart here."),
    ],
)  # fmt: skip
def test_an_officer_who_cannot_be_reached_is_left_out_and_said(tmp_path: Path, officer: str, said: str) -> None:
    """Lost without it: a notice that gives people a contact without address (Art. 33(3)(b))."""
    start = ORGANISATION.partition("data_protection_officer:")[0]
    found = taken(tmp_path, SHOP, ORDERS, f"{start}data_protection_officer: {officer}\n")
    assert (found.dpo, said in found.notes) == (None, True)


def test_a_second_organisation_is_said_to_be_left_out(tmp_path: Path) -> None:
    """Lost without it: two controllers read as one."""
    found = taken(tmp_path, SHOP, ORDERS, ORGANISATION + "  - {fides_key: them, name: Other Inc.}\n")
    said = "c.yml:5: organization 'Other Inc.' is left out; 'Example Inc.' came first, and there is one controller."
    assert (found.controller.name, said in found.notes) == ("Example Inc.", True)


def test_without_a_controller_of_ours_the_assumed_one_is_said(tmp_path: Path) -> None:
    """Lost without it: Dutch time for a company in Lisbon, without a word."""
    found = taken(tmp_path, SHOP, ORDERS, controller=None)
    assert (found.controller.country, found.controller.zone) == ("NL", "Europe/Amsterdam")
    assert found.notes[0].endswith("NL and Europe/Amsterdam were taken.")


def test_an_inventory_of_ours_with_a_slip_is_not_taken_for_fides(tmp_path: Path) -> None:
    """Lost without it: `dataset:` for `datasets:` empties the inventory and imports it without an error."""
    ours = "controller: {name: X, country: NL, zone: Europe/Amsterdam}\nsystems: [{id: crm}]\ndataset:\n  - {id: a, systems: [crm]}\n"
    with pytest.raises(FileProblems, match=r"a.yml:4 'dataset' is not a known key. Did you mean 'datasets'\?"):
        taken(tmp_path, ours)


def test_the_two_kinds_are_not_mixed_and_ours_come_one_at_a_time(tmp_path: Path) -> None:
    """Lost without it: half of what was named is taken in."""
    ours = "controller: {name: X, country: NL, zone: Europe/Amsterdam}\nsystems: [{id: crm}]\n"
    with pytest.raises(WrongInput, match="mixed"):
        taken(tmp_path, SHOP, ours)
    with pytest.raises(WrongInput, match="2 inventories were named; import one"):
        taken(tmp_path, ours, ours)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["policy:\n  - fides_key: p\n"], "a.yml holds no system; name a file that does."),
        (["policy:\n  - fides_key: p\n", "data_use: []\n"], "a.yml and the other manifests hold no system; name a file that does."),
        (["system:\n  - fides_key: shop\n"], "a.yml holds no dataset; name a file that does."),
    ],
)
def test_manifests_that_hold_nothing_are_refused(tmp_path: Path, texts: list[str], said: str) -> None:
    """Lost without it: an empty inventory replaces the one in use."""
    with pytest.raises(FileProblems) as refused:
        taken(tmp_path, *texts)
    assert [said] == refused.value.lines()


# --- manifests that other people wrote --------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """A data category as it stands in a manifest, and whose it is."""

    file: str
    line: int
    key: str
    dataset: str = ""
    system: str = ""


def manifests(shared: Path) -> list[Path]:
    """Give the shared files that are manifests; two are something else and are refused."""
    found = sorted((shared / "real" / "fides").glob("*.yml"))
    return [path for path in found if "sample_manifest" not in path.name]


def entries(node: yaml.Node | None, key: str) -> list[yaml.Node]:
    """Give what a plain PyYAML mapping node lists under a key; empty for anything else."""
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == key and isinstance(value, yaml.SequenceNode):
            return list(value.value)
    return []


def word(node: yaml.Node, key: str) -> str:
    """Give one text of a plain PyYAML mapping node."""
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == key and isinstance(value, yaml.ScalarNode):
            return str(value.value)
    return ""


def categories_below(node: yaml.Node) -> Iterator[yaml.Node]:
    """Give every data category named by a node or by anything in it."""
    yield from entries(node, "data_categories")
    for key in ("collections", "fields", "privacy_declarations"):
        for inner in entries(node, key):
            yield from categories_below(inner)


def what_stands_in(path: Path) -> tuple[set[str], set[str], list[Named]]:
    """Read a manifest with plain PyYAML, apart from the converter: system keys, dataset keys, data categories."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    systems, datasets, named = set(), set(), []
    for section, keys in (("system", systems), ("dataset", datasets)):
        for item in entries(root, section):
            key = word(item, "fides_key")
            keys.add(key)
            for category in categories_below(item):
                at = category.start_mark.line + 1
                named.append(Named(path.name, at, str(category.value), **{section: key}))
    return systems, datasets, named


def dropped(found: Inventory, path: Path) -> list[object]:
    """Give what stands in a manifest, and neither in the inventory nor in a note with its line."""
    systems, datasets, named = what_stands_in(path)
    by_id = {d.id: set(d.categories) for d in found.datasets}
    missing: list[object] = [s for s in systems if s not in {system.id for system in found.systems}]
    missing += [d for d in datasets if d not in by_id]
    for category in named:
        held = by_id.get(category.dataset, set())
        for activity in found.processing_activities if category.system else ():
            if activity.id.startswith(f"{category.system}-"):
                held = held.union(*(by_id[d] for d in activity.datasets))
        ours = TAXONOMY.category_for_fides(category.key)
        noted = any(
            note.startswith(f"{category.file}:{category.line}: " if "system" not in category.key else f"{category.file}:")
            and f"'{category.key}'" in note
            for note in found.notes
        )
        if ours not in held and not noted:
            missing.append(category)
    return missing


def test_nothing_of_the_shared_manifests_is_dropped_in_silence(shared: Path) -> None:
    """Lost without it: a system, dataset or kind of data that its owners declared, and that no scope ever shows."""
    paths = manifests(shared)
    found = read_inventory(paths, TAXONOMY, US)
    assert len(paths) >= 30
    assert sum(len(what_stands_in(path)[2]) for path in paths) > 500
    assert [missing for path in paths for missing in dropped(found, path)] == []


def test_each_shared_manifest_alone_is_taken_whole_or_refused_in_words(shared: Path) -> None:
    """Lost without it: a manifest on its own that crashes the desk or loses something."""
    for path in sorted((shared / "real" / "fides").glob("*.yml")):
        try:
            found = read_inventory([path], TAXONOMY, None)
        except BreachDeskError:
            systems, datasets, _ = what_stands_in(path)
            assert (set(), set()) == (systems, datasets), path.name
        else:
            assert dropped(found, path) == [], path.name


def test_the_shared_manifests_written_back_are_an_inventory_of_ours(shared: Path) -> None:
    """Lost without it: an import that cannot be taken out, completed with counts and people, and taken in again."""
    found = read_inventory(manifests(shared), TAXONOMY, US)
    again = parse_inventory(dump_inventory(found, TAXONOMY).encode(), "own.yaml", TAXONOMY)
    assert [(d.id, d.systems, d.categories) for d in found.datasets] == [(d.id, d.systems, d.categories) for d in again.datasets]
    assert [a.datasets for a in found.processing_activities] == [a.datasets for a in again.processing_activities]
    assert [(f.sender, f.receiver, f.datasets) for f in found.flows] == [(f.sender, f.receiver, f.datasets) for f in again.flows]


def test_every_flow_of_the_shared_manifests_is_taken_over(shared: Path) -> None:
    """Lost without it: what the owners of a system wrote down of its neighbours is only a note."""
    found = read_inventory(manifests(shared), TAXONOMY, US)
    assert len(found.flows) >= 6
    assert [note for note in found.notes if "'egress'" in note or "'ingress'" in note] == []
