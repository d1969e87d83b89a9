"""Filling a form at the desk: whose form, what a person answers, what is refused, and what the record keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.filled_form import FieldState, FilledField
from breachdesk.domain.incident import Incident
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.services.desk import Desk, desk_on
from breachdesk.services.incidents import Opening
from breachdesk.services.ports import Sender
from tests.fakes import FakeCaseStore, FakeCatalogues, FakeLetters, FakeNow
from tests.plans import SMALL
from tests.services.office import DPO, INVENTORY, LEAD, MORNING
from tests.strategies import AP

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = FileCatalogues(ROOT / "breachdesk" / "law", [ROOT / "playbooks"], [], lambda country, part, years: {})


@pytest.fixture
def desk() -> Desk:
    """Give a desk on the shipped law and forms, with one incident before the Dutch authority."""
    authority = replace(AP, id="nl-ap")
    catalogues = FakeCatalogues(SHIPPED.book(), SHIPPED.facts(), {"NL": authority}, {SMALL.id: SMALL}, ())
    catalogues.shipped_forms = SHIPPED.forms()
    made = desk_on(FakeCaseStore(), catalogues, FakeLetters({}), Sender("F", "f@example.org", None), FakeNow(MORNING))
    made.scoping.take_in(INVENTORY, LEAD)
    made.incidents.open(Opening("CRM copied", detected="now", reported_by=LEAD, playbook=SMALL.id), LEAD)
    return made


def incident(desk: Desk) -> Incident:
    """Give the one incident."""
    return desk.incidents.get(desk.incidents.rows()[0].id)


def field(desk: Desk, form: str, id_: str, language: str = "") -> FilledField:
    """Give a field as it is filled now."""
    found = desk.filling.filled(incident(desk), form, language)
    return next(one for one in found.fields() if one.id == id_)


def test_an_incident_gets_the_form_of_its_authority(desk: Desk) -> None:
    """Lost without it: the common template is filled where the authority wants its own."""
    found = desk.filling.filled(incident(desk))
    assert (found.form, found.language, found.is_official) == ("nl-ap", "nl", True)


def test_an_authority_without_a_form_here_gets_the_common_one(desk: Desk) -> None:
    """Lost without it: no form at all for most of Europe."""
    elsewhere = replace(incident(desk), authority=replace(AP, id="es-aepd"))
    assert desk.filling.form_for(elsewhere).id == "edpb"


def test_labels_of_ours_are_not_given_out_as_official(desk: Desk) -> None:
    """Lost without it: our Dutch is quoted to the authority as its own."""
    assert not desk.filling.filled(incident(desk), "edpb", "nl").is_official
    assert desk.filling.filled(incident(desk), "edpb", "en").is_official


def test_a_form_that_is_not_there_is_named_with_the_nearest(desk: Desk) -> None:
    """Lost without it: a slip in a name, and no way to guess the right one."""
    with pytest.raises(NotFound, match=r"Did you mean 'edpb'\?"):
        desk.filling.form("edbp")
    with pytest.raises(WrongInput, match="it has: nl, en"):
        desk.filling.filled(incident(desk), "nl-ap", "xx")
    with pytest.raises(NotFound, match="has no field '99'"):
        desk.filling.answer("2026-01", "nl-ap", "99", "x", DPO)


@pytest.mark.parametrize(
    ("form", "id_", "typed", "said"),
    [
        ("nl-ap", "sector", " Detailhandel  fietsen ", "Detailhandel fietsen"),
        ("nl-ap", "1.1", "bulk", "bulkmelding"),
        ("nl-ap", "nature", "integriteit; beschikbaarheid", "integriteit; beschikbaarheid"),
        ("nl-ap", "nature", "integrity, availability", "integriteit; beschikbaarheid"),
        ("nl-ap", "6.1", "Contactgegevens (adres en woonplaats; e-mailadres; telefoonnummer)", None),
        ("nl-ap", "began", "2026-11-20", "2026-11-20"),
        ("nl-ap", "discovered", "2026-11-21 15:12", "2026-11-21 15:12"),
        ("nl-ap", "6.3", "280", "280"),
        ("nl-ap", "several-countries", "ja", "ja"),
        ("edpb", "29", "yes", "yes"),
    ],
)
def test_what_a_person_types_is_what_the_form_says(desk: Desk, form: str, id_: str, typed: str, said: str | None) -> None:
    """Lost without it: an answer is taken for another, or cannot be given in the form's own words."""
    if said is None:
        # Its words hold semicolons: its id names it.
        desk.filling.answer("2026-01", form, id_, "contact", DPO)
        assert field(desk, form, id_).typed == typed
        return
    desk.filling.answer("2026-01", form, id_, typed, DPO)
    one = field(desk, form, id_)
    assert (one.typed, one.state, one.by_hand) == (said, FieldState.ANSWERED, True)
    assert one.sources[0].says == DPO


@pytest.mark.parametrize(
    ("id_", "typed", "why"),
    [
        ("1.1", "bulkk", "none of the options: new nieuwe|none of the options"),
        ("1.1", "new; bulk", "takes one option"),
        ("began", "20 November", "is not a day"),
        ("discovered", "yesterday", "is not a time"),
        ("6.3", "many", "is not a whole number"),
        ("sector", "   ", "is empty"),
        ("sector", "n/a", "reason why it does not apply is empty"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_would_be(desk: Desk, id_: str, typed: str, why: str) -> None:
    """Lost without it: a form filed with an answer the portal does not know."""
    with pytest.raises((WrongInput, NotFound), match=why):
        desk.filling.answer("2026-01", "nl-ap", id_, typed, DPO)
    assert incident(desk).form_answers == {}


def test_a_hand_answer_is_kept_in_the_record_and_can_be_taken_back(desk: Desk) -> None:
    """Lost without it: nobody can tell later who answered, or go back to what the facts say."""
    desk.filling.answer("2026-01", "", "organisation", "Another B.V.", DPO)
    assert field(desk, "nl-ap", "organisation").typed == "Another B.V."
    desk.filling.clear("2026-01", "", "organisation", DPO)
    assert field(desk, "nl-ap", "organisation").typed == "Fietsgoed B.V."
    acts = [entry.act.act for entry in desk.store.timeline(incident(desk).id)]
    assert acts[-2:] == ["form-field-answered", "form-field-answered"]
    with pytest.raises(NotAllowed, match="nothing to take back"):
        desk.filling.clear("2026-01", "", "organisation", DPO)


def test_an_option_for_incomplete_notifications_is_refused_in_one_that_is_complete(desk: Desk) -> None:
    """Lost without it: 'to be determined' goes out in a notification that says it is complete."""
    desk.filling.answer("2026-01", "edpb", "61", "e", DPO)
    assert field(desk, "edpb", "61", "en").state is FieldState.UNKNOWN
    desk.filling.answer("2026-01", "edpb", "4", "Complete", DPO)
    with pytest.raises(NotAllowed, match="only while the notification is not complete, and field 4 says that it is"):
        desk.filling.answer("2026-01", "edpb", "44", "e", DPO)


def test_a_closed_incident_takes_no_more_answers(desk: Desk) -> None:
    """Lost without it: the form of a closed case changes after it was filed."""
    desk.incidents.close("2026-01", "Nothing left.", LEAD, "closed for the test")
    with pytest.raises(NotAllowed):
        desk.filling.answer("2026-01", "", "sector", "Retail", DPO)


def test_the_facts_speak_as_soon_as_they_are_answered(desk: Desk) -> None:
    """Lost without it: the form shows what was known when it was first opened."""
    assert field(desk, "edpb", "61").state is FieldState.UNKNOWN
    desk.walking.answer("2026-01", "cause", "human-error", LEAD, "log")
    one = field(desk, "edpb", "61")
    assert (one.chosen, one.sources[0].says) == (("a",), f"{LEAD}; log")
