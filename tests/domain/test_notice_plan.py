"""Which notices an incident asks for, and in which stage one is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from breachdesk.domain.errors import NotAllowed, NotFound
from breachdesk.domain.facts import Fact, Facts, Known, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.group_facts import facts_for_group
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import CountRange, Inventory
from breachdesk.domain.notice_plan import by_hand, check_group, followed, list_beside_scope, stage_of, wanted_notices
from breachdesk.domain.parties import Controller
from breachdesk.domain.provenance import Stated
from breachdesk.domain.replaying import replay
from breachdesk.domain.scope import CategoryLine, ConsequenceLine, GroupLine, Scope
from breachdesk.domain.terms import Duty, NoticeKind, Stage
from breachdesk.domain.timeline import Act, DecisionRecorded, FilingRecorded, ScopeSaved
from tests.strategies import AWARE, SAID, numbered, opening, revision, row

HOUSE = Inventory(controller=Controller("House", "NL", "Europe/Amsterdam", languages=("nl", "en")), dpo=None)
SCOPE = Scope(
    groups=(
        GroupLine("customers", CountRange(10, 20), CountRange(), False, ("NL",), (row("c"),), ("nl", "de")),
        GroupLine("employees", CountRange(3, 3), CountRange(), None, (), (row("e"),)),
    ),
    categories=(
        CategoryLine("contact", False, ("customers", "employees"), ()),
        CategoryLine("health", True, ("employees",), ()),
    ),
    consequences=(ConsequenceLine("phishing", ("customers",), ("contact",)),),
)
SCOPED = ScopeSaved(1, SCOPE, "0" * 64, "first look")
FILED = FilingRecorded("notification-nl", 1, "a" * 64, AWARE, "AP-1")


def told(*acts: Act) -> Incident:
    """Give an incident with these acts after its opening."""
    return replay("i", numbered(opening(), *acts))


def decided(duty: Duty, notify: bool) -> DecisionRecorded:
    """Give a decision."""
    return DecisionRecorded(duty, notify, "because", Finding.yes("x"))


def wanted(*acts: Act) -> list[str]:
    """Give the notices an incident asks for."""
    return [one.notice for one in wanted_notices(told(*acts), HOUSE)]


def test_each_group_is_told_in_each_of_its_languages_and_in_the_houses_where_nobody_said() -> None:
    """Lost without it: German customers get Dutch, or a group is forgotten."""
    language = told().authority.languages[0]
    letters = ["communication-nl-customers", "communication-de-customers", "communication-nl-employees"]
    assert wanted(SCOPED) == [f"notification-{language}", *letters]


def test_what_was_decided_against_is_not_wanted() -> None:
    """Lost without it: letters are drafted that nobody may send."""
    assert wanted(SCOPED, decided(Duty.NOTIFY_AUTHORITY, False), decided(Duty.NOTIFY_INDIVIDUALS, False)) == []
    assert len(wanted(SCOPED, decided(Duty.NOTIFY_AUTHORITY, True), decided(Duty.NOTIFY_INDIVIDUALS, True))) == 4


def test_without_a_scope_nobody_knows_whom_to_tell() -> None:
    """Lost without it: a letter to everybody, whoever that is."""
    assert len(wanted()) == 1


@pytest.mark.parametrize(
    ("filed", "kind", "wish", "becomes"),
    [
        (False, NoticeKind.NOTIFICATION, None, Stage.INITIAL),
        (True, NoticeKind.NOTIFICATION, None, Stage.SUPPLEMENT),
        (True, NoticeKind.NOTIFICATION, Stage.FINAL, Stage.FINAL),
        (True, NoticeKind.COMMUNICATION, None, Stage.INITIAL),
        (True, NoticeKind.WITHDRAWAL, None, Stage.SUPPLEMENT),
    ],
)
def test_the_stage_follows_from_what_was_filed(filed: bool, kind: NoticeKind, wish: Stage | None, becomes: Stage) -> None:
    """Lost without it: a supplement calls itself a first notification (Art. 33(4))."""
    incident = told(FILED) if filed else told()
    assert stage_of(incident, kind, wish, "a mistake") is becomes


@pytest.mark.parametrize(
    ("filed", "kind", "wish", "reason", "says"),
    [
        (False, NoticeKind.NOTIFICATION, Stage.FINAL, "", "not notified yet"),
        (False, NoticeKind.NOTIFICATION, Stage.SUPPLEMENT, "", "not notified yet"),
        (True, NoticeKind.NOTIFICATION, Stage.INITIAL, "", "notified already"),
        (False, NoticeKind.WITHDRAWAL, None, "a mistake", "nothing to withdraw"),
        (True, NoticeKind.WITHDRAWAL, None, "", "give the reason"),
    ],
)
def test_a_stage_that_cannot_be_is_refused(
    filed: bool, kind: NoticeKind, wish: Stage | None, reason: str, says: str
) -> None:
    """Lost without it: the authority is asked to withdraw what it never got."""
    with pytest.raises(NotAllowed, match=says):
        stage_of(told(FILED) if filed else told(), kind, wish, reason)


def test_a_group_must_be_touched_and_the_kind_be_for_people() -> None:
    """Lost without it: a slip in a group's name writes a letter about nothing."""
    incident = told(SCOPED)
    check_group(incident, NoticeKind.LETTER, "customers")
    with pytest.raises(NotFound, match="Did you mean 'customers'"):
        check_group(incident, NoticeKind.LETTER, "costumers")
    with pytest.raises(NotAllowed, match="for no group"):
        check_group(incident, NoticeKind.BRIEF, "customers")


def test_facts_for_a_group_leave_out_what_is_anothers_and_keep_what_the_scope_does_not_know() -> None:
    """Lost without it: a kind of data somebody found by hand is kept from those it may concern."""
    said = {
        "data_categories": Known(("contact", "health", "location")),
        "likely_consequences": Known(("phishing", "embarrassment")),
        "people": Known(CountRange(13, 23)),
        "cause": Known("human-error"),
    }
    facts = Facts({id_: Fact(id_, answer, SAID, AWARE) for id_, answer in said.items()})
    customers, employees = (facts_for_group(facts, SCOPE, group) for group in ("customers", "employees"))
    assert customers.texts("data_categories") == ("contact", "location")
    assert employees.texts("data_categories") == ("contact", "health", "location")
    assert customers.texts("likely_consequences") == ("phishing", "embarrassment")
    assert employees.texts("likely_consequences") == ("embarrassment",)
    assert customers.count("people") == CountRange(10, 20)
    assert customers.text("cause") == "human-error"
    assert "records" not in customers.by_id


def test_what_may_follow_for_nobody_of_the_group_is_unknown_and_not_none() -> None:
    """Lost without it: a letter says that nothing can happen."""
    facts = Facts({"likely_consequences": Fact("likely_consequences", Known(("phishing",)), SAID, AWARE)})
    narrowed = facts_for_group(facts, SCOPE, "employees").get("likely_consequences")
    assert narrowed is not None
    assert narrowed.answer == Unknown()


def test_an_edited_text_keeps_its_origins_and_says_where_it_was_edited() -> None:
    """Lost without it: one corrected comma, and nothing in the letter has a source any more."""
    old = revision(text="One. Two.", stated=(Stated("One.", ("people",)), Stated("Two.", ())))
    new = followed(old, "Subject", "One. Three.", told(), "J. Vos", AWARE, "docx")
    assert (new.number, new.stated, new.comes_from, new.author) == (2, old.stated, "docx", "J. Vos")
    assert by_hand(new) == ("Three.",)
    again = followed(new, "Subject", "One.", told(), "J. Vos", AWARE, "app")
    assert again.template == new.template == f"{old.template}, edited"
    assert by_hand(replace(old, stated=())) == ()


@pytest.mark.parametrize(
    ("group", "listed", "says"),
    [
        ("customers", 9, "The list holds 9; the scope has 10 to 20 people"),
        ("customers", 10, ""),
        ("employees", 2, "The list holds 2; the scope has 3 people"),
        ("", 0, ""),
        ("nobody", 0, ""),
    ],
)
def test_a_list_shorter_than_the_scope_is_told(group: str, listed: int, says: str) -> None:
    """Lost without it: twelve letters to twelve thousand people, approved without a word."""
    found = list_beside_scope(told(SCOPED), group, listed)
    assert found.startswith(says)
    assert bool(found) == bool(says)


def test_a_list_is_held_against_nothing_where_the_number_is_not_known() -> None:
    """Lost without it: an unknown number that is taken for a small one."""
    unknown = replace(SCOPE, people=CountRange())
    assert list_beside_scope(told(replace(SCOPED, scope=unknown)), "", 1) == ""
    assert list_beside_scope(told(replace(SCOPED, scope=replace(SCOPE, people=CountRange(10, 20)))), "", 9) != ""
    assert list_beside_scope(told(), "", 0) == ""
