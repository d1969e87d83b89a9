"""Authorities' forms as data: every question is there, in order, and a slip in a file is told with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.forms import ByHand, FieldKind, Form, FormStatus, FromFacts, FromRules
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.files.forms_file import load_forms, read_form

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "breachdesk" / "law"
BAD = ROOT / "tests" / "bad_files" / "form"
SHIPPED = FileCatalogues(LAW, [], [], lambda country, part, years: {})
FORMS = SHIPPED.forms()
AUTHORITIES = tuple(authority.id for authority in SHIPPED.authorities())
SHARED = ROOT.parent / "shared" / "law" / "forms.yaml"
EDPB_IDS = (
    "3 4 5 6 7 10 11 12 13 14 15 16 17 18 19 21 22 23 24 25 26 29 30 31 33 34 35 36 38 39 40 41 44 45 46 47 48 49 50 51 52 53 "
    "55 56 57 58 59 60 61 62 63 65 66 67 68 70 71 72 73 75 76 79 80 81 82 83 84 85 86 87 89 90 92 94 95 97 98 99 100 101 102 "
    "103 104 105 106 109 110 111 113 114 115 116 117 118 120 121 122 123 125 126"
)
ONLY_INCOMPLETE = {"44": "e", "56": "e", "57": "e", "61": "e", "65": "k", "67": "d", "70": "t", "72": "d", "79": "e",
                   "81": "d", "83": "d", "89": "d", "97": "c"}  # fmt: skip
KINDS = {
    "enum": FieldKind.CHOICE, "multi-select": FieldKind.CHOICES, "boolean": FieldKind.YES_NO, "text": FieldKind.LINE,
    "textarea": FieldKind.AREA, "number": FieldKind.NUMBER, "date": FieldKind.DATE, "datetime": FieldKind.INSTANT,
}  # fmt: skip


def shared() -> list[dict[str, Any]]:
    """Give the template's fields as the shared reference has them, where it lies beside the checkout."""
    beside = [place for place in (SHARED, Path("/work/shared/law/forms.yaml")) if place.exists()]
    if not beside:
        pytest.skip("the shared reference does not lie beside this checkout")
    found: list[dict[str, Any]] = yaml.safe_load(beside[0].read_text(encoding="utf-8"))["edpb_template"]["fields"]
    return found


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_form_gets_exactly_its_written_messages(path: Path) -> None:
    """Lost without it: a form with a hole leads somebody past a question of the authority."""
    with pytest.raises(FileProblems) as refused:
        read_form(path.read_text(encoding="utf-8"), path.name, SHIPPED.vocabulary, AUTHORITIES)
    assert path.with_suffix(".txt").read_text(encoding="utf-8").splitlines() == refused.value.lines()


def test_every_field_of_the_common_template_is_there_in_its_order() -> None:
    """Lost without it: one of the hundred questions is never asked."""
    ids = [field.id for field in FORMS["edpb"].fields()]
    assert EDPB_IDS.split() == ids
    assert len(ids) == 100


def test_the_common_template_offers_what_the_reference_says_it_offers() -> None:
    """Lost without it: an option is missing, and another one is filed in its place."""
    for said in shared():
        field = FORMS["edpb"].field(str(said["id"]))
        assert said["mandatory"] == field.must.value
        options = said.get("options")
        if options is not None:
            assert list(options) == [option.id for option in field.options], field.id
        if options is None and "options_ref" not in said and field.id not in ("117", "122"):
            assert KINDS[said["type"]] is field.kind, field.id
        assert said.get("incomplete_only") == next((o.id for o in field.options if o.only_incomplete), None), field.id
        assert str(said.get("gdpr", "")) == field.article
        assert " ".join(said["label"].split()) == field.label("en")


def test_options_only_for_an_incomplete_notification_are_those_of_the_template() -> None:
    """Lost without it: 'to be determined' can be filed in a notification that says it is complete."""
    marked = {f.id: o.id for f in FORMS["edpb"].fields() for o in f.options if o.only_incomplete}
    assert marked == ONLY_INCOMPLETE


def test_the_two_slips_of_print_are_noted_and_mended() -> None:
    """Lost without it: reasons are asked from those in time, and integrity where data were lost."""
    notes = [FORMS["edpb"].field(id_).note for id_ in ("49", "83")]
    assert all(notes)
    assert "wrong way round" in (notes[0] or {})["en"]
    assert "availability is meant" in (notes[1] or {})["en"]


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.id)
def test_every_label_and_option_is_in_every_language_of_its_form(form: Form) -> None:
    """Lost without it: half the form in one language and half in another."""
    languages = set(form.labels)
    for section in form.sections:
        assert languages <= set(section.labels)
    for field in form.fields():
        assert languages <= set(field.labels), field.id
        assert all(languages <= set(option.labels) for option in field.options), field.id


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.id)
def test_every_field_says_what_answers_it(form: Form) -> None:
    """Lost without it: a field that nothing can fill and nobody is asked for."""
    for field in form.fields():
        assert isinstance(field.answer, FromRules | FromFacts | ByHand)
        if isinstance(field.answer, FromRules):
            assert field.answer.rules, field.id
        if isinstance(field.answer, FromFacts):
            assert field.answer.names, field.id


def test_the_common_template_has_labels_of_ours_in_three_languages_and_says_they_are_not_official() -> None:
    """Lost without it: our translation is taken for the EDPB's own."""
    form = FORMS["edpb"]
    assert (set(form.labels), form.languages) == ({"en", "nl", "de", "fr"}, ("en",))
    assert "niet officieel" in form.notes[0]["nl"]
    assert form.field("60").option("b").labels["de"] == "Verschlüsseltes Gerät / Ransomware"


def test_each_form_is_found_by_its_authority_and_no_authority_has_two() -> None:
    """Lost without it: the form of another authority is filled."""
    served = {id_: form.id for form in FORMS.values() for id_ in form.authorities}
    assert served == {
        "nl-ap": "nl-ap", "fr-cnil": "fr-cnil", "gb-ico": "uk-ico", "ie-dpc": "ie-dpc", "be-gba-apd": "be-gba",
        "de-bw-lfdi": "de-bw", "de-ni-lfd": "de-ni",
    }  # fmt: skip
    assert FORMS["edpb"].authorities == ()


def test_the_dutch_questionnaire_is_in_its_own_order() -> None:
    """Lost without it: somebody fills the portal with answers one question off."""
    form = FORMS["nl-ap"]
    assert [section.id for section in form.sections] == [str(n) for n in range(1, 11)]
    assert [field.id for field in form.fields()] == (
        "1.1 1.2 other-supervisors several-countries other-privacy-authorities organisation address kvk sector dpo-number 3.2 "
        "3.2-function 3.2-email 3.2-phone contact 3.3 began ended discovered 4.3 4.5 nature incident description documents "
        "6.1 6.2 6.3 7.1 7.2 7.3 8.1 8.1-how 9.1 9.2 9.3 told told-number told-how not-told-why public-notice measures"
    ).split()
    assert form.field("1.1").label("nl") == "Wat voor soort melding wilt u doen?"


def test_what_is_from_memory_says_unverified() -> None:
    """Lost without it: a question nobody saw is taken for the authority's own."""
    assert FORMS["nl-ap"].field("1.1").options[0].status is FormStatus.UNVERIFIED
    assert FORMS["nl-ap"].field("nature").options[0].status is FormStatus.VERIFIED
    assert FORMS["ie-dpc"].status is FormStatus.UNVERIFIED
    assert FORMS["ie-dpc"].field("risk").status is FormStatus.VERIFIED
    assert FORMS["de-ni"].field("7.1").status is FormStatus.UNVERIFIED


def test_two_forms_for_one_authority_are_refused(tmp_path: Path) -> None:
    """Lost without it: which of two forms is filled hangs on the order of files."""
    text = (LAW / "forms" / "de-bw.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text.replace("id: de-bw\n", "id: de-bw-two\n"), encoding="utf-8")
    with pytest.raises(FileProblems, match=r"the authority de-bw-lfdi stands in a\.yaml too"):
        load_forms(tmp_path, SHIPPED.vocabulary, AUTHORITIES)
