"""The kinds of data and of people: in four languages, marked alike everywhere, and mapped to words others use."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from breachdesk.domain.errors import FileProblems
from breachdesk.files.fact_file import load_facts
from breachdesk.files.taxonomy_file import LANGUAGES, load_taxonomy

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "breachdesk" / "law"
SHIPPED = LAW / "taxonomy.yaml"
TAXONOMY = load_taxonomy(SHIPPED)
# The EDPB draft template's field 70, "type of breached data", by its letters; t and u are no kinds of data.
FIELD_70 = {
    "a": {"identity"},
    "b": {"contact"},
    "c": {"biometric"},
    "d": {"criminal"},
    "e": {"political"},
    "f": {"racial-ethnic"},
    "g": {"religious"},
    "h": {"sexual"},
    "i": {"trade-union"},
    "j": {"genetic"},
    "k": {"health"},
    "l": {"financial"},
    "m": {"work-health"},
    "n": {"national-id"},
    "o": {"location"},
    "p": {"identity-document"},
    "q": {"payment-card", "financial-account"},
    "r": {"profile"},
    "s": {"credentials"},
}


def test_every_kind_has_its_word_in_every_language() -> None:
    """Lost without it: a German letter with an English list of what was stolen."""
    kinds = [*TAXONOMY.categories.values(), *TAXONOMY.group_kinds.values()]
    assert len(kinds) >= 40
    assert [kind.id for kind in kinds if not all(kind.labels.get(language) for language in LANGUAGES)] == []


def test_special_data_say_by_which_article() -> None:
    """Lost without it: a criminal record reported as a special category of Art. 9."""
    by_article = {"9": set[str](), "10": set[str](), "": set[str]()}
    for category in TAXONOMY.categories.values():
        by_article[category.article].add(category.id)
    assert {"criminal"} == by_article["10"]
    assert {c.id for c in TAXONOMY.categories.values() if c.special} == by_article["9"] | by_article["10"]
    assert "health" in by_article["9"]


OF_THE_EVENT = {"loss-of-control", "service-loss", "secrecy-lost"}
"""What follows from what happened, or from who was told in confidence, and not from a kind of data."""


def test_what_may_follow_are_the_answers_that_can_be_given_and_all_of_them() -> None:
    """Lost without it: a consequence the playbook asks about and that neither data nor the event ever bring."""
    options = load_facts(LAW / "facts.yaml")["likely_consequences"].options
    assert {option.id for option in options} == TAXONOMY.harms | OF_THE_EVENT


def test_every_choice_of_the_authorities_form_has_a_kind_of_data(shared: Path) -> None:
    """Lost without it: a box on the form that nothing in an inventory can tick."""
    assert set() == {kind for kinds in FIELD_70.values() for kind in kinds} - set(TAXONOMY.categories)
    text = (shared / "law" / "forms.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "{id: 70," in line)
    letters = re.findall(r"[{ ]([a-z]): ", line.partition("options: ")[2])
    assert [*FIELD_70, "t", "u"] == letters
# Keys that manifests in use have and the published taxonomy at hand has not: of its other version, or of their own.
OLDER_OR_NEWER = set(
    """
    child member partner student subscriber user.authorization.biometrics user.biometric.genetic user.biometrics
    user.children user.content.chat user.credentials user.demographic.philosophical_belief
    user.demographic.union_membership user.device.location user.health user.health.genetic
    user.professional_information user.settings user.social_activity
    """.split()
)


def terms(path: Path) -> set[str]:
    """Give the classes of a DPV table as `prefix:Term`."""
    with path.open(encoding="utf-8", newline="") as file:
        return {f"{row['vocab']}:{row['term']}" for row in csv.DictReader(file) if row["type"] == "class"}


def test_every_term_of_the_privacy_vocabulary_exists(shared: Path) -> None:
    """Lost without it: a record that another program reads and finds a made-up word in."""
    dpv = shared / "real" / "dpv"
    data, people = terms(dpv / "pd.csv"), terms(dpv / "entities_datasubject.csv")
    assert [(c.id, term) for c in TAXONOMY.categories.values() for term in c.dpv if term not in data] == []
    assert [(k.id, term) for k in TAXONOMY.group_kinds.values() for term in k.dpv if term not in people] == []


def test_every_kind_is_mapped_to_the_privacy_vocabulary() -> None:
    """Lost without it: a kind of data that vanishes where records are exchanged."""
    assert [kind.id for kind in (*TAXONOMY.categories.values(), *TAXONOMY.group_kinds.values()) if not kind.dpv] == []


def test_every_fides_key_of_a_person_is_some_kind_here(shared: Path) -> None:
    """Lost without it: health data of a manifest count as nothing, because Fides calls them by a newer name."""
    fides = yaml.safe_load((shared / "real" / "fides_taxonomy.yaml").read_text(encoding="utf-8"))
    keys = [entry["key"] for entry in fides["data_categories"]]
    about_people = [key for key in keys if key.startswith("user.")]
    assert len(about_people) > 50
    assert [key for key in about_people if TAXONOMY.category_for_fides(key) is None] == []
    assert [entry["key"] for entry in fides["data_subjects"] if entry["key"] not in TAXONOMY.fides_subjects] == []


def test_a_fides_key_given_here_is_in_the_published_taxonomy_or_known_from_elsewhere(shared: Path) -> None:
    """Lost without it: a slip in a key, and what it stood for falls back to the nearest broader kind."""
    fides = yaml.safe_load((shared / "real" / "fides_taxonomy.yaml").read_text(encoding="utf-8"))
    known = {entry["key"] for section in ("data_categories", "data_subjects") for entry in fides[section]}
    ours = {*TAXONOMY.fides_categories, *TAXONOMY.fides_subjects, *TAXONOMY.fides_groups}
    assert ours - known == OLDER_OR_NEWER


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('    article: "9"\n', "", "'health' needs both 'special: yes' and its 'article', or neither."),
        ("    special: yes\n", "", "'health' needs both 'special: yes' and its 'article', or neither."),
        ('article: "9"', 'article: "11"', "'article' is '11', which is not a choice."),
        (', fr: "données de santé"', "", "'labels' lacks fr; notices are written in en, nl, de, fr."),
        ("harms: [discrimination, embarrassment]", "harms: []", "'health' has no 'harms'; say what may follow for people."),
        ("dpv: [pd:Health, pd:MedicalHealth", "dpv: [Health, pd:MedicalHealth", "'dpv' holds 'Health'; write a term such as"),
        ("dpv: [pd:Health, pd:MedicalHealth, pd:HealthRecord]", "dpv: []", "'dpv' is empty; name at least one term"),
        ("- id: health\n", "- id: contact\n", "'contact' stands here a second time; keep one."),
        ("fides: [user.health_and_medical, user.health]", "fides: [user.contact]", "'user.contact' stands here a second time"),
        ("    harms: [disc", "    harm: [disc", "'harm' is not a known key. Did you mean 'harms'?"),
    ],
)
def test_a_slip_in_the_taxonomy_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Lost without it: a special kind of data loses its mark by a slip, and Art. 9 with it."""
    before, mark, after = SHIPPED.read_text(encoding="utf-8").partition("  - id: health\n")
    health, next_, rest = (mark + after).partition("  - id: work-health\n")
    assert old in health
    path = tmp_path / "taxonomy.yaml"
    path.write_text(before + health.replace(old, new, 1) + next_ + rest, encoding="utf-8")
    with pytest.raises(FileProblems) as refused:
        load_taxonomy(path)
    assert any(said in line for line in refused.value.lines()), refused.value.lines()
