"""Reviewing: comments and what came of them, texts sent back, and where each sentence of a text comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.incident import Incident
from breachdesk.domain.provenance import NOT_KNOWN, Basis, Stated
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import ChangesRequested, CommentMade, CommentSettled, RevisionSaved
from breachdesk.services.sentence_sources import GONE, SourcedSentence, WordsOfTheHouse, sourced, value_in_words
from breachdesk.services.source_words import change_words, hand_words, origin_words
from tests.services.office import DPO, INVENTORY, LEAD, MORNING, NOTIFICATION, QUESTIONS, RESPONDER, Office

TEXT = "# What happened\n\nSomebody from outside got in. We keep you informed.\n\nAbout 12 people are concerned.\n"
SOURCES = ("cause", "people", "inventory:dpo")
CAUSE, FIXED, PEOPLE = "Somebody from outside got in.", "We keep you informed.", "About 12 people are concerned."


def reviewed(office: Office) -> Incident:
    """Have a text whose sentences say what they were made from."""
    incident = office.opened()
    for fact, answer in (("cause", "malicious-external"), ("people", "12")):
        office.desk.walking.answer(incident.id, fact, answer, RESPONDER, "log files")
    made = office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    stated = (Stated(CAUSE, ("cause",)), Stated(PEOPLE, ("people", "inventory:dpo")), Stated(FIXED, ()))
    text = replace(made, number=2, text=TEXT, stated=stated, basis=tuple(Basis(id_, "", "", "") for id_ in SOURCES))
    text = replace(text, basis=office.desk.notices.basis_now(office.store.incident(incident.id), text))
    return office.desk.reviewing._recorder.record(incident.id, RESPONDER, lambda i, w: [RevisionSaved(text)])


def newest(office: Office, incident: Incident) -> tuple[Incident, Revision]:
    """Give the incident and its newest text as they are now."""
    now = office.store.incident(incident.id)
    return now, now.revisions[NOTIFICATION][-1]


def of(office: Office, incident: Incident, sentence: str) -> SourcedSentence:
    """Give what stands behind one sentence now."""
    found = office.desk.reviewing.sentence_sources(*newest(office, incident))
    return next(one for one in found if one.sentence.text == sentence)


# --- comments -------------------------------------------------------------------------------------------


def test_a_comment_is_kept_with_its_paragraph_and_who_said_it(either_office: Office) -> None:
    """Lost without it: what the DPO said about a text is on a sticky note."""
    office, incident = either_office, reviewed(either_office)
    made = office.desk.reviewing.comment(incident.reference, NOTIFICATION, 2, 3, "  Which twelve?\n", DPO)
    assert (made.id, made.paragraph, made.quote, made.text) == ("c1", 3, PEOPLE, "Which twelve?")
    assert (made.by, made.at, made.settled_at) == (DPO, MORNING, None)
    assert office.store.timeline(incident.id)[-1].act == CommentMade("c1", NOTIFICATION, 2, 3, PEOPLE, "Which twelve?")


def test_comments_are_numbered_on_over_all_notices_of_an_incident(office: Office) -> None:
    """Lost without it: two comments by one name, and the wrong one is settled."""
    incident = reviewed(office)
    made = [office.desk.reviewing.comment(incident.id, NOTIFICATION, None, 0, f"{n}", DPO).id for n in range(3)]
    assert made == ["c1", "c2", "c3"]


@pytest.mark.parametrize(
    ("notice", "number", "paragraph", "text", "error", "match"),
    [
        (NOTIFICATION, 2, 9, "x", WrongInput, "no paragraph 9; the text has 1 to 3"),
        (NOTIFICATION, 7, 1, "x", NotFound, "revisions 1 to 2, not 7"),
        ("notification-fr", None, 1, "x", NotFound, "has no notice 'notification-fr'"),
        (NOTIFICATION, 2, 1, " \n", WrongInput, "comment is empty"),
        (NOTIFICATION, 2, 1, "x" * 2001, WrongInput, "comment"),
    ],
)
def test_a_comment_on_nothing_or_of_nothing_is_refused(
    office: Office, notice: str, number: int | None, paragraph: int, text: str, error: type[NotFound], match: str
) -> None:
    """Lost without it: a comment that nobody can find, or read."""
    incident = reviewed(office)
    with office.refused(error, match):
        office.desk.reviewing.comment(incident.id, notice, number, paragraph, text, DPO)


def test_a_comment_is_settled_once_with_what_came_of_it(either_office: Office) -> None:
    """Lost without it: 'done' without saying what was done, or an answer that replaces another one."""
    office, incident = either_office, reviewed(either_office)
    office.desk.reviewing.comment(incident.id, NOTIFICATION, None, 3, "Which twelve?", DPO)
    settled = office.desk.reviewing.settle(incident.id, "c1", "Named them.", LEAD)
    assert (settled.answer, settled.settled_by, settled.settled_at) == ("Named them.", LEAD, MORNING)
    assert office.store.timeline(incident.id)[-1].act == CommentSettled("c1", "Named them.")
    with office.refused(NotAllowed, f"settled by {LEAD}: Named them."):
        office.desk.reviewing.settle(incident.id, "c1", "Not so.", DPO)
    with office.refused(NotFound, "no comment 'c2'; open are: none"):
        office.desk.reviewing.settle(incident.id, "c2", "What?", DPO)


def test_comments_stand_in_a_revision_only_from_the_one_they_were_made_on(office: Office) -> None:
    """Lost without it: an old text is shown with remarks about what came later."""
    incident = reviewed(office)
    office.desk.reviewing.comment(incident.id, NOTIFICATION, 2, 3, "Which twelve?", DPO)
    office.desk.notices.revise(incident.id, NOTIFICATION, "S", f"A new beginning here.\n\n{TEXT}", LEAD)
    now, _ = newest(office, incident)
    of_each = [office.desk.reviewing.comments_of(now, r) for r in now.revisions[NOTIFICATION]]
    assert [[one.paragraph for one in found] for found in of_each] == [[], [3], [4]]


def test_a_closed_incident_takes_no_review(office: Office) -> None:
    """Lost without it: a review that goes on after the file was closed."""
    incident = office.closed(reviewed(office))
    with office.refused(NotAllowed, "is closed"):
        office.desk.reviewing.comment(incident.id, NOTIFICATION, None, 0, "Late.", DPO)
    with office.refused(NotAllowed, "is closed"):
        office.desk.reviewing.request_changes(incident.id, NOTIFICATION, None, "Late.", DPO)


def test_filing_a_text_makes_no_sentence_of_it_out_of_date_and_the_next_text_is_another(office: Office) -> None:
    """Lost without it: the moment it is filed, a notification is marked as no longer true."""
    incident = reviewed(office)
    made = office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    basis = (Basis("incident:first_filing", "first notification", NOT_KNOWN, ""),)
    text = replace(made, number=made.number + 1, text=TEXT, stated=(Stated(FIXED, ("incident:first_filing",)),), basis=basis)
    incident = office.desk.reviewing._recorder.record(incident.id, RESPONDER, lambda i, w: [RevisionSaved(text)])
    office.desk.approving.approve(incident.id, NOTIFICATION, DPO)
    office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)
    assert not of(office, incident, FIXED).is_out_of_date
    later = office.desk.notices.revise(incident.id, NOTIFICATION, "S", f"{TEXT}\nMore.", LEAD)
    assert [basis.value for basis in office.desk.notices.basis_now(office.store.incident(incident.id), later)] != [NOT_KNOWN]
    assert of(office, incident, FIXED).is_out_of_date


# --- sent back ------------------------------------------------------------------------------------------


def test_a_text_that_was_sent_back_cannot_be_approved_and_the_next_one_can(either_office: Office) -> None:
    """Lost without it: a text the DPO said no to is approved by another one in the same hour."""
    office, incident = either_office, reviewed(either_office)
    _, text = newest(office, incident)
    office.desk.reviewing.request_changes(incident.id, NOTIFICATION, 2, "Too vague.", DPO, text.sha256)
    assert office.store.timeline(incident.id)[-1].act == ChangesRequested(NOTIFICATION, 2, text.sha256, "Too vague.")
    with office.refused(NotAllowed, f"{DPO} asked for changes in revision 2"):
        office.desk.approving.approve(incident.id, NOTIFICATION, DPO)
    office.desk.notices.revise(incident.id, NOTIFICATION, "S", f"{TEXT}\nMore.", LEAD)
    assert office.desk.approving.approve(incident.id, NOTIFICATION, DPO).approvals[NOTIFICATION].number == 3


def test_sending_a_text_back_takes_its_approval_away(office: Office) -> None:
    """Lost without it: a text goes out on a yes that somebody has just called a mistake."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    saved = office.desk.reviewing.request_changes(incident.id, NOTIFICATION, None, "Wrong number.", LEAD)
    assert saved.approvals == {}
    with office.refused(NotAllowed, "Nobody has approved"):
        office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)


def test_only_the_newest_text_that_was_on_the_screen_is_sent_back_and_once(office: Office) -> None:
    """Lost without it: a no to a text that nobody read, or to one that is gone."""
    incident = reviewed(office)
    ask = office.desk.reviewing.request_changes
    with office.refused(NotAllowed, "Revision 1 was followed by 2"):
        ask(incident.id, NOTIFICATION, 1, "No.", DPO)
    with office.refused(NotAllowed, "is not the text that was on the screen"):
        ask(incident.id, NOTIFICATION, 2, "No.", DPO, "0" * 64)
    ask(incident.id, NOTIFICATION, 2, "No.", DPO)
    with office.refused(NotAllowed, f"{DPO} asked for changes in revision 2 already"):
        ask(incident.id, NOTIFICATION, 2, "No.", LEAD)


# --- where sentences come from --------------------------------------------------------------------------


def test_a_sentence_shows_its_fact_in_words_with_who_said_it_and_when(either_office: Office) -> None:
    """Lost without it: a DPO signs figures without being able to put a finger on where they come from."""
    (source,) = of(either_office, reviewed(either_office), CAUSE).sources
    assert (source.id, source.then, source.now, source.is_changed) == ("cause", "malicious external", "malicious external", False)
    assert (source.source, source.at) == (f"{RESPONDER}; log files", MORNING)


def test_a_sentence_whose_fact_changed_since_says_what_was_and_what_is(either_office: Office) -> None:
    """Lost without it: a number that was corrected an hour ago still goes out, and nobody sees it."""
    office, incident = either_office, reviewed(either_office)
    office.desk.walking.answer(incident.id, "cause", "human-error", LEAD)
    one = of(office, incident, CAUSE)
    assert (one.is_out_of_date, change_words(one)) == (True, ["changed since: cause was malicious external, now human error"])
    assert not of(office, incident, PEOPLE).is_out_of_date
    assert [sentence.text for sentence in office.desk.reviewing.stale(*newest(office, incident))] == [CAUSE]


def test_what_was_out_of_date_stays_so_when_another_sentence_is_edited(office: Office) -> None:
    """Lost without it: saving a comma makes an old figure look fresh."""
    incident = reviewed(office)
    office.desk.walking.answer(incident.id, "cause", "human-error", LEAD)
    office.desk.notices.revise(incident.id, NOTIFICATION, "S", TEXT.replace(FIXED, "We are sorry."), LEAD)
    assert of(office, incident, CAUSE).is_out_of_date
    assert [sentence.text for sentence in office.desk.reviewing.stale(*newest(office, incident))] == [CAUSE]


def test_who_wrote_a_sentence_by_hand_is_named_also_two_revisions_later(office: Office) -> None:
    """Lost without it: a claim without a fact behind it, and nobody to ask."""
    incident = reviewed(office)
    mended = TEXT.replace(FIXED, "We are sorry.")
    office.desk.notices.revise(incident.id, NOTIFICATION, "S", mended, LEAD)
    office.desk.notices.revise(incident.id, NOTIFICATION, "S", f"{mended}\nOne more.", DPO, "editor")
    by = {one.sentence.text: (one.by, one.number, one.is_by_hand) for one in office.desk.reviewing.sentence_sources(*newest(office, incident))}
    assert by["We are sorry."] == (LEAD, 3, True)
    assert by["One more."] == (DPO, 4, True)
    assert ("", 2, False) == by["What happened"] == by[CAUSE]
    assert hand_words(of(office, incident, "We are sorry.")) == f"written by {LEAD} in revision 3, no fact behind it"


def test_words_of_a_template_are_not_said_to_be_somebodys(office: Office) -> None:
    """Lost without it: every heading of a template is blamed on whoever pressed the key."""
    assert origin_words(of(office, reviewed(office), FIXED), "UTC") == ["words of the template, no fact in them"]


def test_the_same_contact_as_then_is_not_said_to_have_changed(office: Office) -> None:
    """Lost without it: every name of the DPO marked as out of date."""
    incident = reviewed(office)
    (_, dpo) = of(office, incident, PEOPLE).sources
    assert (dpo.label, dpo.then, dpo.is_changed) == ("contact point", f"{DPO}, fg@example.org, +31 30 555 01 10", False)


def test_another_contact_in_the_inventory_makes_its_sentence_out_of_date(office: Office) -> None:
    """Lost without it: people are told to ask a DPO who left."""
    incident = reviewed(office)
    office.desk.scoping.take_in(replace(INVENTORY, dpo=replace(INVENTORY.dpo, name="T. Bos")), LEAD)
    assert [sentence.text for sentence in office.desk.reviewing.stale(*newest(office, incident))] == [PEOPLE]
    assert change_words(of(office, incident, PEOPLE))[0].endswith("now T. Bos, fg@example.org, +31 30 555 01 10")


def test_a_source_that_was_not_kept_is_named_and_not_made_up(office: Office) -> None:
    """Lost without it: records from before sources were kept end the screen, or invent one."""
    incident, text = newest(office, reviewed(office))
    found = sourced(incident, replace(text, basis=()), WordsOfTheHouse(QUESTIONS, None, "UTC"), ())
    assert {"not kept with this text"} == {source.then for one in found for source in one.sources}
    assert not any(one.is_out_of_date for one in found)


def test_what_says_nothing_any_more_counts_as_changed(office: Office) -> None:
    """Lost without it: a sentence on a fact that was taken back stands as if nothing happened."""
    incident, text = newest(office, reviewed(office))
    found = sourced(incident, text, WordsOfTheHouse(QUESTIONS, None, "UTC"), ())
    assert {GONE} == {source.now for one in found for source in one.sources}
    assert [one.sentence.text for one in found if one.is_out_of_date] == [CAUSE, PEOPLE]


@pytest.mark.parametrize(
    ("fact", "value", "shown"),
    [
        ("breach_kinds", "confidentiality, integrity", "confidentiality, integrity"),
        ("data_categories", "contact, purchases", "contact details, purchases"),
        ("subject_groups", "customers", "customers"),
        ("happened_from", "2026-11-23T12:00:00+00:00", "Mon 23 Nov 2026, 13:00 CET"),
        ("happened_from", "one morning", "one morning"),
        ("cause", "not known yet", "not known yet"),
        ("cause", "not applicable: no data", "not applicable: no data"),
        ("conclusion", "High, or so, it seems", "High, or so, it seems"),
    ],
)
def test_a_kept_value_reads_as_on_every_other_screen(fact: str, value: str, shown: str) -> None:
    """Lost without it: ids and instants of the machine where a DPO looks for words."""
    words = WordsOfTheHouse(QUESTIONS, INVENTORY, "Europe/Amsterdam")
    assert shown == value_in_words(value, QUESTIONS[fact], words)


# --- differences ----------------------------------------------------------------------------------------


def test_two_revisions_are_compared_word_by_word_with_their_subjects(office: Office) -> None:
    """Lost without it: a changed subject line that no difference shows."""
    incident = reviewed(office)
    office.desk.notices.revise(incident.id, NOTIFICATION, "Another line", TEXT.replace("12", "15"), LEAD)
    found = office.desk.reviewing.words_between(office.store.incident(incident.id), NOTIFICATION, 2, 3)
    assert [one.runs[0].text for one in found.subject] == ["notification 2026-01", "Another line"]
    assert [one.new for one in found.paragraphs if one.is_changed] == [3]
    assert found.counts == (3, 3)
    with pytest.raises(NotFound, match="not 9"):
        office.desk.reviewing.words_between(incident, NOTIFICATION, 1, 9)


def test_an_edited_text_keeps_what_its_sentences_rest_on_and_where_it_was_edited(office: Office) -> None:
    """Lost without it: one comma, and nobody can tell any more where a figure comes from."""
    incident = reviewed(office)
    _, before = newest(office, incident)
    made = office.desk.notices.revise(incident.id, NOTIFICATION, "S", f"{TEXT}\nMore.", LEAD, "editor")
    assert (made.stated, made.basis, made.comes_from) == (before.stated, before.basis, "editor")
    again = office.desk.notices.revise(incident.id, NOTIFICATION, "S", TEXT, LEAD)
    assert (again.template, again.comes_from, again.number) == ("notification.nl.md, edited", "app", 4)


def test_the_state_of_a_text_counts_open_comments_and_says_who_sent_it_back(office: Office) -> None:
    """Lost without it: a list of notices on which all wait for the DPO, also those the DPO sent back."""
    incident = reviewed(office)
    for paragraph in (1, 2):
        office.desk.reviewing.comment(incident.id, NOTIFICATION, None, paragraph, "Hm.", DPO)
    office.desk.reviewing.settle(incident.id, "c1", "Done.", LEAD)
    office.desk.reviewing.request_changes(incident.id, NOTIFICATION, None, "Vague.", DPO)
    state = office.desk.notices.state(office.store.incident(incident.id), NOTIFICATION)
    assert (state.open_comments, state.changes_asked and state.changes_asked.reason) == (1, "Vague.")
    assert office.desk.notices.state(office.store.incident(incident.id), NOTIFICATION, 1).changes_asked is None
