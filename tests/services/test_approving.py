"""A DPO's signed yes: to whom it goes with it, what voids it, who may give it, and what stands in its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.draft_check import Remark, Weight
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import ChangedMeanwhile, NotAllowed, SigningProblem
from breachdesk.domain.incident import Incident
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.manifest import KnownKey
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import RevisionApproved
from breachdesk.services.desk import desk_on
from breachdesk.services.ports import Sender
from tests.fakes import FakeCaseStore, FakeSigner
from tests.services.office import COMMUNICATION, CUSTOMERS, DPO, INVENTORY, LEAD, NOTIFICATION, RESPONDER, Office


def drafted(office: Office, kind: NoticeKind = NoticeKind.COMMUNICATION, by: str = RESPONDER, text: str = "") -> Incident:
    """Give an incident with a draft, of these words where some are given."""
    incident = office.opened()
    made = office.desk.notices.draft(incident.id, kind, "nl", by, own_data="{data}" in text)
    if text:
        office.desk.notices.revise(incident.id, made.notice, "Uw gegevens", text, by)
    return office.store.incident(incident.id)


def reopened(office: Office, **changed: object) -> Office:
    """Give the same workspace as a program with other settings has it."""
    for name, value in changed.items():
        setattr(office, name, value)
    office.desk = office.restarted()
    return office


# --- what a yes holds -----------------------------------------------------------------------------------


def test_a_yes_to_letters_names_the_list_and_the_way_out_and_is_signed(either_office: Office) -> None:
    """Lost without it: nobody can show afterwards who was to be told, and by whose word."""
    incident = drafted(either_office)
    after = either_office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=CUSTOMERS)
    approval = after.approvals[COMMUNICATION]
    assert approval.manifest is not None
    assert approval.signature is not None
    assert (approval.manifest.addressees, approval.manifest.channel, approval.manifest.incident) == (3, either_office.profile, incident.id)
    assert approval.signature == either_office.signer.sign(DPO, approval.manifest.as_bytes)
    assert either_office.store.approved_list(approval.manifest.sha256) == ApprovedList(CUSTOMERS.rows)
    assert approval.four_eyes


def test_a_text_may_be_approved_for_reading_and_is_sent_only_with_a_list(office: Office) -> None:
    """Lost without it: a DPO cannot say yes before the list is there; or that yes sends letters to anybody."""
    incident = office.approved(NoticeKind.COMMUNICATION, to=None)
    with office.refused(NotAllowed, "covers no list of addressees; approve it again with the list"):
        office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)


def test_a_notice_to_an_authority_takes_no_list(office: Office) -> None:
    """Lost without it: a list of customers is bound to a notification, and filed nowhere."""
    incident = drafted(office, NoticeKind.NOTIFICATION)
    with office.refused(NotAllowed, "goes to nobody by a list"):
        office.desk.approving.approve(incident.id, NOTIFICATION, DPO, addressees=CUSTOMERS)


def test_a_list_of_nobody_is_refused(office: Office) -> None:
    """Lost without it: an approval that looks as if people were to be told."""
    incident = drafted(office)
    with office.refused(NotAllowed, "The list names nobody"):
        office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=AddresseeList((), "none.csv", "0" * 64))


# --- what changes afterwards ----------------------------------------------------------------------------


def other_list(change: Callable[[list[Addressee]], object]) -> AddresseeList:
    """Give the list with something changed."""
    rows = list(CUSTOMERS.rows)
    change(rows)
    return AddresseeList(tuple(rows), CUSTOMERS.source_file, CUSTOMERS.sha256)


def _one(field: str, value: object) -> Callable[[list[Addressee]], object]:
    def change(rows: list[Addressee]) -> None:
        rows[1] = replace(rows[1], **{field: value})

    return change


LISTS: dict[str, Callable[[list[Addressee]], object]] = {
    "one more": lambda rows: rows.append(Addressee("Dee Fontein", "dee@example.net")),
    "one less": lambda rows: rows.pop(),
    "another order": lambda rows: rows.reverse(),
    "a name": _one("name", "Ben Bakkerr"),
    "an address": _one("address", "ben@example.com"),
    "a language": _one("language", "en"),
    "a reference": _one("reference", "K-10012"),
    "categories": _one("categories", ("contact",)),
}


@pytest.mark.parametrize("changed", LISTS)
def test_another_list_than_the_approved_one_is_not_queued(office: Office, changed: str) -> None:
    """Lost without it: the file is edited after the DPO's yes, and others are written to (M25)."""
    incident = office.approved(NoticeKind.COMMUNICATION)
    with office.refused(NotAllowed, "the list of addressees changed"):
        office.desk.outbox.queue(incident.id, COMMUNICATION, other_list(LISTS[changed]), LEAD)
    assert office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD) == 3


def test_other_mail_settings_than_the_approved_ones_send_nothing(either_office: Office) -> None:
    """Lost without it: letters leave by another server or under another name than the DPO saw (M25)."""
    incident = either_office.queued()
    reopened(either_office, profile="smtp evil.example.org")
    said = "how it is sent and as whom changed .then smtp mail.example.org, now smtp evil.example.org."
    with either_office.refused(NotAllowed, said):
        either_office.send()
    with either_office.refused(NotAllowed, said):
        either_office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)
    assert either_office.mailer is not None
    assert either_office.mailer.taken == []


def test_a_kept_list_changed_in_the_workspace_sends_nothing(office: Office) -> None:
    """Lost without it: whoever writes into the file changes what a letter says after it was approved (M25)."""
    incident = drafted(office, text="Beste {name}, uw nummer is {reference}.")
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=CUSTOMERS)
    office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)
    assert isinstance(office.store, FakeCaseStore)
    ((key, kept),) = office.store.kept.lists.items()
    rows = (replace(kept.rows[0], reference="K-99999"), *kept.rows[1:])
    office.store.kept.lists[key] = replace(kept, rows=rows)
    with office.refused(NotAllowed, "the list of addressees changed; the letters as they would read changed"):
        office.send()


def test_the_approval_is_looked_at_again_before_each_letter(office: Office) -> None:
    """Lost without it: a key that is taken away while letters go out stops none of them (M25)."""
    office.queued()
    assert office.mailer is not None
    office.mailer.meanwhile = lambda: office.signer.keys.update({DPO: "another key"})
    with pytest.raises(NotAllowed, match="the key of S. Kok is now SHA256:another key"):
        office.send()
    assert len(office.mailer.taken) == 1


def test_an_approval_copied_into_another_incident_opens_nothing(office: Office) -> None:
    """Lost without it: one yes serves for every incident with the same words (M27)."""
    first = office.approved(NoticeKind.NOTIFICATION)
    act = office.store.timeline(first.id)[-1].act
    assert isinstance(act, RevisionApproved)
    second = office.opened()
    office.desk.notices.draft(second.id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    other = office.store.incident(second.id)
    text = other.revisions[NOTIFICATION][0]
    with office.store.writing() as write:
        entry = office.store.timeline(first.id)[-1]
        write.append(second.id, replace(entry, number=other.entries + 1, act=replace(act, sha256=text.sha256)))
    with office.refused(NotAllowed, "the incident changed"):
        office.desk.approving.file(second.id, NOTIFICATION, "AP-1", LEAD)
    assert "the incident changed" in office.desk.approving.why_void(
        office.store.incident(second.id), office.store.incident(second.id).approvals[NOTIFICATION]
    )


def test_what_was_approved_is_handed_out_and_what_is_void_is_not(office: Office) -> None:
    """Lost without it: a text is exported as approved whose approval does not hold."""
    incident = office.approved(NoticeKind.COMMUNICATION)
    assert office.desk.approving.text_to_hand_out(incident, COMMUNICATION)[0] == incident.latest(COMMUNICATION)
    assert office.desk.approving.why_void(incident, incident.approvals[COMMUNICATION]) == ""
    office.signer.keys[DPO] = "another key"
    with pytest.raises(NotAllowed, match="approve it again with that key"):
        office.desk.approving.text_to_hand_out(incident, COMMUNICATION)


# --- merge fields ---------------------------------------------------------------------------------------


def test_each_reads_their_own_values_and_only_those(either_office: Office) -> None:
    """Lost without it: one customer reads another's number."""
    incident = drafted(either_office, text="Beste {name}, uw nummer is {reference}.")
    either_office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=CUSTOMERS)
    either_office.desk.outbox.queue(incident.id, COMMUNICATION, CUSTOMERS, LEAD)
    either_office.send()
    assert either_office.mailer is not None
    said = {mail.to_address: mail.text.strip() for mail in either_office.mailer.taken}
    assert said == {p.address: f"Beste {p.name}, uw nummer is {p.reference}." for p in CUSTOMERS.rows}


def test_the_words_for_data_are_those_of_the_day_it_was_approved(office: Office) -> None:
    """Lost without it: an inventory renamed afterwards stops letters, or changes what they say."""
    to = AddresseeList((replace(CUSTOMERS.rows[0], categories=("contact", "purchases")),), "one.csv", "0" * 64)
    incident = drafted(office, text="Het gaat om:\n{data}")
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=to)
    renamed = tuple(replace(c, labels={"en": "something else"}) for c in INVENTORY.data_categories)
    office.desk.scoping.take_in(replace(INVENTORY, data_categories=renamed), LEAD)
    office.desk.outbox.queue(incident.id, COMMUNICATION, to, LEAD)
    office.send()
    assert office.mailer is not None
    assert [mail.text.strip() for mail in office.mailer.taken] == ["Het gaat om:\n- contact details\n- purchases"]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Beste {name}, het gaat om {data}.", "Person 1 of the list: .* one row of the list says none"),
    ],
)
def test_a_blank_in_a_letter_is_found_before_anybody_signs(office: Office, text: str, match: str) -> None:
    """Lost without it: a DPO approves two thousand letters, and one of them begins with Dear nobody."""
    incident = drafted(office, text=text)
    with office.refused(NotAllowed, match):
        office.desk.approving.approve(incident.id, COMMUNICATION, DPO, addressees=CUSTOMERS)
    assert office.signer.signed == []


# --- who ------------------------------------------------------------------------------------------------


def test_the_authors_key_under_the_dpos_name_is_refused(office: Office) -> None:
    """Lost without it: the author says yes in the DPO's name with a key of their own (M26)."""
    incident = drafted(office)
    office.signer.keys.update({RESPONDER: "one key", DPO: "one key"})
    with office.refused(NotAllowed, "S. Kok wrote revision 1; another person must approve it"):
        office.desk.approving.approve(incident.id, COMMUNICATION, DPO)


def test_where_four_eyes_is_off_the_author_approves_and_the_record_says_so(book: LawBook) -> None:
    """Lost without it: an organisation of one cannot notify; or does, and nobody can see that two eyes did it all."""
    office = Office(FakeCaseStore(), book, four_eyes=False)
    incident = drafted(office, NoticeKind.NOTIFICATION, by=DPO)
    after = office.desk.approving.approve(incident.id, NOTIFICATION, DPO)
    assert not after.approvals[NOTIFICATION].four_eyes
    assert not office.desk.approving.four_eyes
    assert "four-eyes is OFF" in office.desk.health()[-1].says
    other = drafted(office, NoticeKind.NOTIFICATION, by=RESPONDER)
    assert office.desk.approving.approve(other.id, NOTIFICATION, DPO).approvals[NOTIFICATION].four_eyes
    reopened(office, four_eyes=True)
    with office.refused(NotAllowed, "Four-eyes is on here"):
        office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)


def test_four_eyes_is_on_unless_somebody_switched_it_off(office: Office) -> None:
    """Lost without it: a house that never chose has one pair of eyes."""
    incident = drafted(office, by=DPO)
    assert office.desk.approving.four_eyes
    assert "four-eyes" not in office.desk.health()[-1].says
    with office.refused(NotAllowed, "another person must approve it"):
        office.desk.approving.approve(incident.id, COMMUNICATION, DPO)


# --- the signature --------------------------------------------------------------------------------------


def test_whoever_is_refused_is_not_asked_to_sign(office: Office) -> None:
    """Lost without it: a DPO looks for a security key, and hears afterwards that it was for nothing."""
    incident = drafted(office)
    with office.refused(NotAllowed, "not named as DPO"):
        office.desk.approving.approve(incident.id, COMMUNICATION, LEAD)
    assert office.signer.signed == []


def test_what_changes_while_somebody_looks_for_their_key_is_not_approved(either_office: Office) -> None:
    """Lost without it: the signature is over the old text, and the record takes it for the new one."""
    incident = drafted(either_office)
    notices = either_office.desk.notices
    waiting: list[Callable[[], object]] = [lambda: notices.revise(incident.id, COMMUNICATION, "Brief", "Anders.", RESPONDER)]
    either_office.signer.meanwhile = lambda: waiting.pop()() if waiting else None
    with pytest.raises(ChangedMeanwhile, match="changed while it was being signed; read it again"):
        either_office.desk.approving.approve(incident.id, COMMUNICATION, DPO)
    assert either_office.store.incident(incident.id).approvals == {}


def test_a_desk_without_keys_approves_nothing_and_says_so(office: Office) -> None:
    """Lost without it: something counts as approved that nobody signed."""
    incident = drafted(office)
    ports = (office.store, office.catalogues, office.letters, Sender("", "", None), office.now)
    with office.refused(SigningProblem, "no keys to sign with"):
        desk_on(*ports).approving.approve(incident.id, COMMUNICATION, DPO)
    office.desk.approving.approve(incident.id, COMMUNICATION, DPO)
    with pytest.raises(NotAllowed, match="The signature under the approval"):
        desk_on(*ports).approving.text_to_hand_out(office.store.incident(incident.id), COMMUNICATION)


class Unreadable(FakeSigner):
    """A signer whose key file is open to others."""

    def key_of(self, person: str) -> KnownKey | None:
        raise SigningProblem("id can be read by others; run `chmod 600 id`.")


def test_doctor_says_which_key_each_dpo_signs_with(office: Office) -> None:
    """Lost without it: that a key is missing shows at hour 71."""
    office.opened()
    assert office.desk.health()[-1].says == "S. Kok: made here at the first approval; T. Bos: made here at the first approval"
    office.signer.keys[DPO] = "k1"
    line = office.desk.health()[-1]
    assert (line.what, line.ok) == ("signing keys", True)
    assert line.says.startswith("S. Kok: SHA256:k1; T. Bos: ")
    broken = reopened(office, signer=Unreadable()).desk.health()[-1]
    assert (broken.ok, "chmod 600 id" in broken.says) == (False, True)


# --- what blocks ----------------------------------------------------------------------------------------


def _remarks(*weights: Weight) -> Callable[[Incident, Revision], tuple[Remark, ...]]:
    found = tuple(Remark("tone", weight, f"Remark {n} of revision.") for n, weight in enumerate(weights, start=1))
    return lambda incident, revision: found if revision.notice == COMMUNICATION else ()


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ((Weight.BLOCKING,), "cannot be approved yet: Remark 1 of revision.$"),
        ((Weight.ADVISORY, *(Weight.BLOCKING,) * 3), "yet: Remark 2 of revision. Remark 3 of revision. Remark 4 of revision.$"),
        ((Weight.BLOCKING,) * 5, "Remark 3 of revision. And 2 more; `breachdesk notice check` shows them.$"),
    ],
)
def test_what_blocks_stands_in_the_way_and_is_said(book: LawBook, weights: tuple[Weight, ...], said: str) -> None:
    """Lost without it: a letter with a placeholder, or another person's data, is approved and sent."""
    office = Office(FakeCaseStore(), book, remarks=_remarks(*weights))
    incident = drafted(office)
    with office.refused(NotAllowed, said):
        office.desk.approving.approve(incident.id, COMMUNICATION, DPO)
    assert office.signer.signed == []


def test_advice_stands_in_nobodys_way(book: LawBook) -> None:
    """Lost without it: a long sentence keeps a notification from being made in time."""
    office = Office(FakeCaseStore(), book, remarks=_remarks(Weight.ADVISORY))
    assert office.approved(NoticeKind.COMMUNICATION).approvals
