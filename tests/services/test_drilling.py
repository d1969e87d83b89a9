"""An exercise at work: injects come in once whatever happens, nothing leaves, and the report says how it went."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from breachdesk.domain.drill_clock import DrillClock
from breachdesk.domain.drills import BY, MARK, Drill
from breachdesk.domain.errors import MailProblem, NotAllowed, NotFound, WrongInput
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.reminders import ReminderState
from breachdesk.domain.terms import STATUTORY, NoticeKind
from breachdesk.domain.timeline import NoteAdded
from breachdesk.services.desk import Desk, desk_on
from breachdesk.services.drill_report import earlier_drill, report_document, report_text
from breachdesk.services.drilling import NEVER_SENT, Drilling, Played
from breachdesk.services.exercise_letters import HEAD, ExerciseLetters, marked_text
from breachdesk.services.ports import CaseStore, Sender
from breachdesk.store.case_store import SqliteCaseStore
from tests.domain.drill_story import AUTHORITY, SCENARIO, START
from tests.fakes import FakeCaseStore, FakeNow
from tests.services.office import COMMUNICATION, CUSTOMERS, DPO, INVENTORY, RESPONDER, Office

REAL = START + timedelta(days=400)
DRILL = Drill("night-2", SCENARIO.id, "en", SCENARIO.zone, DrillClock(60, START, REAL), REAL)


class Exercise:
    """An office that plays: the same desk, scenario time as its clock."""

    def __init__(self, store: CaseStore, book: LawBook, language: str = "en") -> None:
        self.office = Office(store, book, now=FakeNow(START))
        self.now = self.office.now
        self.language = language
        self.desk = self.restarted()
        self.desk.scoping.take_in(INVENTORY, BY)
        self.playing.opened()

    def restarted(self) -> Desk:
        """Give a desk as a program has it that was just started."""
        drill = Drill("night-2", SCENARIO.id, self.language, SCENARIO.zone, DRILL.clock, REAL)
        sender = Sender(MARK, "exercise@example.invalid", None, NEVER_SENT)
        ports = (self.office.store, self.office.catalogues, ExerciseLetters(self.office.letters), sender, self.now)
        return desk_on(*ports, played=Played(drill, lambda: SCENARIO), signer=self.office.signer)

    @property
    def playing(self) -> Drilling:
        """What this desk plays."""
        assert self.desk.drill is not None
        return self.desk.drill

    @property
    def ref(self) -> str:
        """The incident's reference."""
        return self.playing.incident().reference

    def numbers(self) -> list[int]:
        """Deliver what is due; give the numbers."""
        return [one.inject.number for one in self.playing.deliver()]


@pytest.fixture
def exercise(store: CaseStore, book: LawBook) -> Exercise:
    """Give an exercise on the fake store, then on the real one."""
    return Exercise(store, book)


def test_the_incident_says_that_it_is_an_exercise_and_begins_with_it(exercise: Exercise) -> None:
    """Lost without it: a title in a list that somebody takes for real."""
    incident = exercise.playing.incident()
    assert incident.title == "EXERCISE: A night"
    assert incident.detected_at == incident.aware_at == START
    assert incident.zone == SCENARIO.zone


def test_it_is_opened_once(exercise: Exercise) -> None:
    """Lost without it: whoever comes back finds a second incident, and the injects go to one of them."""
    exercise.desk = exercise.restarted()
    assert exercise.playing.opened().reference == exercise.ref
    assert len(exercise.office.store.rows()) == 1


def test_injects_come_in_at_their_time_as_notes_by_the_exercise(exercise: Exercise) -> None:
    """Lost without it: a call at 02:10 of which the record knows nothing."""
    assert exercise.numbers() == []
    exercise.now.advance(minutes=12)
    assert exercise.numbers() == [1]
    last = exercise.office.store.timeline(exercise.playing.incident().id)[-1]
    assert (last.by, last.act) == (BY, NoteAdded("INJECT 1, 02:10, service desk: something, number 1"))
    assert last.recorded_at == START + timedelta(minutes=12)


def test_an_inject_comes_in_once_through_restarts_and_other_programs(exercise: Exercise) -> None:
    """Lost without it: after a crash everything is told a second time."""
    other = exercise.restarted()
    exercise.now.advance(minutes=610)
    assert exercise.numbers() == [1, 2]
    assert other.drill is not None
    assert other.drill.deliver() == ()
    exercise.desk = exercise.restarted()
    assert exercise.numbers() == []
    exercise.now.advance(minutes=90)
    assert exercise.numbers() == [3]
    assert [one.inject.number for one in exercise.playing.delivered()] == [3, 2, 1]


def test_two_programs_that_look_at_once_deliver_once(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: desk and shell both say the same call came in."""
    other = exercise.restarted().drill
    assert other is not None
    exercise.now.advance(minutes=11)
    store, real, raced = exercise.office.store, exercise.office.store.timeline, [False]

    def racing(incident_id: str) -> object:
        found = real(incident_id)
        if not raced[0]:
            raced[0] = True
            assert len(other.deliver()) == 1  # Between this one's look and its write.
        return found

    monkeypatch.setattr(store, "timeline", racing, raising=False)
    assert exercise.playing.deliver() == ()
    monkeypatch.undo()
    notes = [e for e in store.timeline(exercise.playing.incident().id) if isinstance(e.act, NoteAdded)]
    assert len(notes) == 1


def test_an_inject_after_the_scope_waits_for_it(exercise: Exercise) -> None:
    """Lost without it: it comes in at a fixed hour, whatever the team did."""
    exercise.now.advance(minutes=700)
    exercise.numbers()
    assert exercise.playing.next_at() is None
    exercise.desk.scoping.save(exercise.ref, ["crm"], RESPONDER)
    assert exercise.playing.next_at() == START + timedelta(minutes=760)
    exercise.now.advance(minutes=60)
    assert exercise.numbers() == [4]


def test_injects_are_told_in_the_language_of_the_exercise(book: LawBook) -> None:
    """Lost without it: a Dutch team trains in English."""
    exercise = Exercise(FakeCaseStore(), book, "nl")
    exercise.now.advance(minutes=11)
    assert exercise.playing.deliver()[0].text == "INJECT 1, 02:10, service desk: iets, nummer 1"
    assert exercise.playing.incident().title == "EXERCISE: Een nacht"


def test_injects_go_on_after_the_incident_was_closed(exercise: Exercise) -> None:
    """Lost without it: closing early is the way to a quiet night and a good score."""
    exercise.desk.incidents.close(exercise.ref, "Done.", RESPONDER, "for the test")
    exercise.now.advance(minutes=11)
    assert exercise.numbers() == [1]


def test_time_does_not_run_back_behind_the_record(exercise: Exercise) -> None:
    """Lost without it: whoever comes back after the clock was set back writes before what was written."""
    exercise.now.advance(minutes=30)
    exercise.desk.incidents.note(exercise.ref, "seen", RESPONDER)
    assert exercise.playing.last_recorded_at() == START + timedelta(minutes=30)


def test_an_exercise_that_was_not_begun_says_how_to(book: LawBook) -> None:
    """Lost without it: a crash between folder and incident, and no word on what to do."""
    desk = Exercise(FakeCaseStore(), book).restarted()
    empty = Office(FakeCaseStore(), book)
    assert desk.drill is not None
    playing = desk_on(
        empty.store, empty.catalogues, empty.letters, Sender("", "", None), empty.now, played=Played(DRILL, lambda: SCENARIO)
    ).drill
    assert playing is not None
    with pytest.raises(NotFound, match="drill resume"):
        playing.incident()


# --- nothing leaves --------------------------------------------------------------------------------------


def _approved(exercise: Exercise) -> None:
    made = exercise.desk.notices.draft(exercise.ref, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    exercise.desk.approving.approve(exercise.ref, made.notice, DPO)


def test_no_letter_is_queued_and_none_is_sent(exercise: Exercise) -> None:
    """Lost without it: an exercise writes to real customers."""
    _approved(exercise)
    with pytest.raises(NotAllowed, match="This is an exercise: nothing is sent"):
        exercise.desk.outbox.queue(exercise.ref, COMMUNICATION, CUSTOMERS, RESPONDER)
    with pytest.raises(MailProblem, match="This is an exercise: nothing is sent"):
        asyncio.run(exercise.desk.outbox.send(exercise.ref, COMMUNICATION, RESPONDER))
    assert exercise.office.store.deliveries() == ()
    assert not exercise.desk.outbox.is_set_up
    assert exercise.desk.outbox.why_not == NEVER_SENT


def test_reminders_are_shown_and_say_why_they_are_not_mailed(exercise: Exercise) -> None:
    """Lost without it: the director is mailed at night about an incident that never was."""
    exercise.now.advance(hours=61)
    report = asyncio.run(exercise.desk.reminding.tick())
    assert report.mailed == ()
    assert report.on_screen_only
    details = {r.detail for r in exercise.desk.reminding.of(exercise.playing.incident().id) if r.state is ReminderState.DONE}
    assert details == {"on screen only: this is an exercise"}
    assert exercise.desk.reminding.to_show()


@pytest.mark.parametrize("kind", STATUTORY)
def test_every_text_carries_the_mark_in_subject_and_head(exercise: Exercise, kind: NoticeKind) -> None:
    """Lost without it: a draft of an exercise lies on a desk and is filed in earnest."""
    made = exercise.desk.notices.draft(exercise.ref, kind, "nl", RESPONDER)
    assert made.subject.startswith("EXERCISE: ")
    assert made.text.startswith(HEAD["nl"])


@pytest.mark.parametrize("language", [*HEAD, "pl"])
def test_the_mark_is_the_same_word_in_every_language_and_stands_once(language: str) -> None:
    """Lost without it: a reader of Polish sees a breach."""
    once = marked_text("Dear reader", language)
    assert once.startswith(MARK)
    assert once.endswith("Dear reader")
    assert marked_text(once, language) == once


# --- the report ------------------------------------------------------------------------------------------


def _document(exercise: Exercise, earlier: tuple[object, ...] = ()) -> dict[str, object]:
    return report_document(exercise.playing.result(), list(earlier), REAL)  # type: ignore[arg-type]


def _played(exercise: Exercise) -> None:
    exercise.now.advance(minutes=20)
    exercise.numbers()
    exercise.desk.walking.answer(exercise.ref, "personal_data", "yes", RESPONDER)
    exercise.desk.walking.answer(exercise.ref, "breach_confirmed", "yes", RESPONDER)
    exercise.now.advance(minutes=20)
    exercise.desk.scoping.save(exercise.ref, ["crm", "backup"], RESPONDER)
    exercise.desk.walking.skip(exercise.ref, "contain", "the supplier does that", RESPONDER)
    exercise.now.advance(minutes=20)
    exercise.desk.assessing.decide(exercise.ref, AUTHORITY, False, "nothing happened", RESPONDER)


def test_the_report_says_what_was_done_when_and_what_was_skipped_and_why(exercise: Exercise) -> None:
    """Lost without it: a score, and nobody can tell what it is for."""
    _played(exercise)
    document = json.loads(json.dumps(_document(exercise)))
    assert document["exercise"] is True
    assert document["title"].startswith(MARK)
    assert document["moments"]["aware"] == "2026-11-14T01:20:00Z"
    assert document["moments"]["scoped"] == "2026-11-14T01:40:00Z"
    assert document["moments"]["assessed"] is None
    assert document["scope"] == {"first": ["backup", "crm"], "last": ["backup", "crm"], "missed": ["till"], "too_many": []}
    assert [i["number"] for i in document["injects"]] == [1]
    assert document["never_came"] == [2, 3, 4]
    assert document["skipped"] == [
        {"step": "contain", "title": "Contain", "reason": "the supplier does that", "by": RESPONDER}
    ]
    shares = {m["id"]: m["share"] for m in document["measures"]}
    assert (shares["aware"], shares["scope-right"], shares["decided-authority"]) == (1.0, 0.5, 0.0)


def test_the_text_of_the_report_says_the_same_to_people(exercise: Exercise) -> None:
    """Lost without it: the report that goes around is not the one that was scored."""
    _played(exercise)
    document = _document(exercise)
    text = report_text(document, SCENARIO.zone)
    assert text.startswith(f"# EXERCISE: A night, {document['score']} out of 100\n")
    assert "| Decision on the authority | 10 | 0% | decided not to notify, right was to notify |" in text
    assert "- aware: Sat 14 Nov 2026, 02:20 CET" in text
    assert "- missed: till" in text
    assert f"- Contain (contain), by {RESPONDER}: the supplier does that" in text
    assert "- inject 1: breach_confirmed is yes: in time, after 0 min" in text


def test_it_is_compared_with_the_last_one_of_the_same_scenario(exercise: Exercise) -> None:
    """Lost without it: whether training helps is a matter of belief."""
    before = _document(exercise)
    _played(exercise)
    old = earlier_drill({**before, "drill": "night-1"}, "night-1.json")
    document = _document(exercise, (old,))
    assert document["compared_with"] == "night-1"
    beside = {m["id"]: m["compared"] for m in document["measures"]}  # type: ignore[attr-defined]
    assert beside["scope-right"] == "better"
    assert beside["notified"] == "the same"
    assert f"- night-1: {before['score']} out of 100" in report_text(document, SCENARIO.zone)


def test_a_report_is_read_back_as_it_was_written(exercise: Exercise) -> None:
    """Lost without it: the second exercise is compared with something else than the first."""
    _played(exercise)
    document = json.loads(json.dumps(_document(exercise)))
    read = earlier_drill(document, "night-2.json")
    assert (read.id, read.scenario, read.score, read.ended_at) == ("night-2", "night", document["score"], REAL)
    assert [(m.id, m.share, m.minutes) for m in read.measures] == [
        (m["id"], m["share"], m["minutes"]) for m in document["measures"]
    ]


@pytest.mark.parametrize(
    "document", [{}, {"measures": 3}, {"drill": "x", "scenario": "y", "score": "many", "measures": [], "ended_at": "2026-11-14T01:20:00Z"}]
)
def test_what_is_no_report_is_said_to_be_none(document: dict[str, object]) -> None:
    """Lost without it: one damaged file, and no exercise can be ended any more."""
    with pytest.raises(WrongInput, match=r"odd\.json is no report of an exercise"):
        earlier_drill(document, "odd.json")


def test_a_desk_in_earnest_plays_nothing(book: LawBook, tmp_path: Path) -> None:
    """Lost without it: a real desk marks its texts as an exercise."""
    office = Office(SqliteCaseStore(tmp_path / "workspace"), book)
    assert office.desk.drill is None
    office.opened()
    made = office.desk.notices.draft(office.store.rows()[0].id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    assert MARK not in made.subject + made.text
