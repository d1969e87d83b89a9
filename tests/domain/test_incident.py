"""One Incident: its timeline replayed, act by act; nothing else changes it and nothing is overwritten."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.afterwards import Action, Lesson, LessonKind
from breachdesk.domain.facts import Answer, Fact, Known, Source, SourceKind, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.hit import Hit
from breachdesk.domain.incident import (
    Approval,
    ChangeRequest,
    Decision,
    Filing,
    HandOverNote,
    Incident,
    KeptEvidence,
    PlaybookUse,
    RecordedMoment,
    RecordedVerdict,
    ReviewComment,
    SavedScope,
    StageRecord,
    StepMark,
    StepRecord,
)
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.people import Keep
from breachdesk.domain.replaying import after, replay
from breachdesk.domain.scope import CategoryLine, DatasetLine, GroupLine, Scope
from breachdesk.domain.terms import Confirmation, Duty, Moment, NoticeKind
from breachdesk.domain.timeline import (
    Act,
    ActionAgreed,
    ActionSettled,
    ApprovalWithdrawn,
    AwarenessCorrected,
    ChangesRequested,
    CommentMade,
    CommentSettled,
    DecisionConfirmed,
    DecisionRecorded,
    EvidenceKept,
    FactAnswered,
    FilingRecorded,
    FormFieldAnswered,
    IncidentClosed,
    IncidentOpened,
    LessonRecorded,
    LettersHandedOver,
    LettersQueued,
    ListTaken,
    MomentRecorded,
    NoteAdded,
    ObligationDeclined,
    PeopleListsPurged,
    PeopleListsTaken,
    PlaybookAdded,
    RevisionApproved,
    RevisionSaved,
    ScopeSaved,
    StageMet,
    StepBlocked,
    StepReopened,
    StepSkipped,
    TaskAdded,
    TaskAssigned,
    TaskDone,
    TimelineEntry,
    VerdictRecorded,
    WorkHandedOver,
)
from breachdesk.domain.verdict import Verdict
from tests.strategies import AWARE, RULE, SAID, numbered, opening, revision, row, timelines

ID = "i1"
NOTE = "notification-nl"
LETTER = "communication-nl"
CRM_LIST, TILL_LIST = ListTaken("crm", "crm.csv", "a" * 64, 10, 8), ListTaken("till", "till.csv", "b" * 64, 5, 4)


def told(*acts: Act) -> Incident:
    """Give the incident that an opening and these acts tell; entry n is n minutes after Awareness, by M. Aydin."""
    return replay(ID, numbered(opening(), *acts))


def at(number: int) -> object:
    """Give the instant of an entry."""
    return AWARE + timedelta(minutes=number)


def test_an_opening_gives_all_it_says_and_nothing_more() -> None:
    """Lost without it: an incident starts with another clock, zone or plan than was set."""
    said = opening()
    incident = told()
    assert all(getattr(said, f.name) == getattr(incident, f.name) for f in fields(said) if f.name != "act")
    assert (incident.id, incident.opened_at, incident.opened_by, incident.entries) == (ID, at(1), "M. Aydin", 1)
    blank = {f.name: getattr(incident, f.name) for f in fields(incident)} | {
        "steps": {}, "decisions": {}, "revisions": {}, "approvals": {}, "filings": (), "queued": {},
        "handed_over": {}, "notes": (), "scope_versions": (), "closed_at": None, "conclusion": "",
        "moments": {}, "verdict": None, "stages": {}, "declined": {}, "first_sent_at": None,
        "people_lists": {}, "people_kept": None,
    }  # fmt: skip
    assert incident == Incident(**blank)


SCOPE = Scope(systems=("crm",), people=CountRange(5, 9))
# What was told before, the act, and all that it changes. What is not named here must stay as it was.
CHANGES: list[tuple[tuple[Act, ...], Act, dict[str, object]]] = [
    (
        (),
        AwarenessCorrected(AWARE - timedelta(hours=1), "the log says so"),
        {"aware_at": AWARE - timedelta(hours=1), "awareness_reason": "the log says so"},
    ),
    (
        (),
        FactAnswered("cause", Known("fraud"), SAID),
        {"answers": told().answers.with_fact(Fact("cause", Known("fraud"), SAID, at(2)))},
    ),
    (
        (FactAnswered("cause", Known("fraud"), SAID),),
        FactAnswered("cause", Unknown(), SAID),
        {"answers": told().answers.with_fact(Fact("cause", Unknown(), SAID, at(3)))},
    ),
    (
        (TaskAssigned("contain", "J. Vos"),),
        TaskDone("contain", "cable pulled"),
        {"steps": {"contain": StepRecord("J. Vos", StepMark.DONE, "cable pulled", "M. Aydin", at(3))}},
    ),
    (
        (TaskDone("contain", "cable pulled"),),
        TaskAssigned("contain", "J. Vos"),
        {"steps": {"contain": StepRecord("J. Vos", StepMark.DONE, "cable pulled", "M. Aydin", at(2))}},
    ),
    (
        (TaskAssigned("scope", "J. Vos"),),
        StepSkipped("contain", "no system left"),
        {
            "steps": {
                "scope": StepRecord("J. Vos"),
                "contain": StepRecord("", StepMark.SKIPPED, "no system left", "M. Aydin", at(3)),
            }
        },
    ),
    (
        (TaskAssigned("contain", "J. Vos"), TaskDone("contain", "cable pulled")),
        StepReopened("contain", "it was the wrong cable"),
        {"steps": {"contain": StepRecord("J. Vos")}},
    ),
    (
        (ScopeSaved(1, Scope(), "0" * 64, ""),),
        ScopeSaved(2, SCOPE, "f" * 64, "one more system"),
        {
            "scope_versions": (
                SavedScope(1, Scope(), "0" * 64, "", "M. Aydin", at(2)),
                SavedScope(2, SCOPE, "f" * 64, "one more system", "M. Aydin", at(3), Hit(SCOPE.systems)),
            )
        },
    ),
    (
        (DecisionRecorded(Duty.NOTIFY_INDIVIDUALS, True, "high risk", Finding.yes()),),
        DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "all encrypted", Finding.yes()),
        {
            "decisions": {
                Duty.NOTIFY_INDIVIDUALS: Decision(
                    Duty.NOTIFY_INDIVIDUALS, True, "high risk", Finding.yes(), "M. Aydin", at(2)
                ),
                Duty.NOTIFY_AUTHORITY: Decision(
                    Duty.NOTIFY_AUTHORITY, False, "all encrypted", Finding.yes(), "M. Aydin", at(3)
                ),
            }
        },
    ),
    (
        (DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "all encrypted", Finding.yes(), Confirmation.SECOND_PERSON),),
        DecisionConfirmed(Duty.NOTIFY_AUTHORITY, "I looked as well"),
        {
            "decisions": {
                Duty.NOTIFY_AUTHORITY: Decision(
                    Duty.NOTIFY_AUTHORITY,
                    False,
                    "all encrypted",
                    Finding.yes(),
                    "M. Aydin",
                    at(2),
                    Confirmation.SECOND_PERSON,
                    "M. Aydin",
                    at(3),
                )
            }
        },
    ),
    (
        (MomentRecorded(Moment.FIRST_SIGNAL, AWARE - timedelta(hours=9), "a call"),),
        MomentRecorded(Moment.INVESTIGATION_STARTED, AWARE - timedelta(hours=3), "the log was opened"),
        {
            "moments": {
                Moment.FIRST_SIGNAL: RecordedMoment(AWARE - timedelta(hours=9), "a call", "M. Aydin", at(2)),
                Moment.INVESTIGATION_STARTED: RecordedMoment(
                    AWARE - timedelta(hours=3), "the log was opened", "M. Aydin", at(3)
                ),
            }
        },
    ),
    (
        (),
        VerdictRecorded(Verdict.NO_BREACH_OF_SECURITY, "a test", Verdict.BREACH),
        {"verdict": RecordedVerdict(Verdict.NO_BREACH_OF_SECURITY, "a test", Verdict.BREACH, "M. Aydin", at(2))},
    ),
    (
        (StageMet("nis2", "nis2-early", AWARE, "CSIRT-1"), ObligationDeclined("bank", "not one of ours")),
        ObligationDeclined("nis2", "not essential"),
        {"declined": {"bank": "not one of ours", "nis2": "not essential"}},
    ),
    (
        (ObligationDeclined("nis2", "not essential"), ObligationDeclined("bank", "not one of ours")),
        StageMet("nis2", "nis2-early", AWARE, "CSIRT-1"),
        {
            "stages": {"nis2-early": StageRecord("nis2", AWARE, "CSIRT-1", "M. Aydin")},
            "declined": {"bank": "not one of ours"},
        },
    ),
    (
        (StageMet("gdpr-33-1:FR", "gdpr-art33", AWARE, "CNIL-1"),),
        StageMet("gdpr-33-1:IE", "gdpr-art33", AWARE, "DPC-1"),
        {
            "stages": {
                "gdpr-art33:FR": StageRecord("gdpr-33-1:FR", AWARE, "CNIL-1", "M. Aydin"),
                "gdpr-art33:IE": StageRecord("gdpr-33-1:IE", AWARE, "DPC-1", "M. Aydin"),
            }
        },
    ),
    (
        (),
        StageMet("tell-controller", "", AWARE, "by phone"),
        {"stages": {"tell-controller": StageRecord("tell-controller", AWARE, "by phone", "M. Aydin")}},
    ),
    (
        (
            RevisionSaved(revision(1)),
            RevisionApproved(NOTE, 1, revision(1).sha256),
            RevisionSaved(revision(1, NoticeKind.COMMUNICATION)),
            RevisionApproved(LETTER, 1, revision(1, NoticeKind.COMMUNICATION).sha256),
        ),
        RevisionSaved(revision(2)),
        {
            "revisions": {
                NOTE: (revision(1), revision(2)),
                LETTER: (revision(1, NoticeKind.COMMUNICATION),),
            },
            "approvals": {
                LETTER: Approval(LETTER, 1, revision(1, NoticeKind.COMMUNICATION).sha256, "M. Aydin", at(5))
            },
        },
    ),
    (
        (RevisionSaved(revision(1)),),
        RevisionApproved(NOTE, 1, "a" * 64),
        {"approvals": {NOTE: Approval(NOTE, 1, "a" * 64, "M. Aydin", at(3))}},
    ),
    (
        (RevisionApproved(LETTER, 1, "b" * 64), RevisionApproved(NOTE, 1, "a" * 64)),
        ApprovalWithdrawn(NOTE, 1, "a name is wrong"),
        {"approvals": {LETTER: Approval(LETTER, 1, "b" * 64, "M. Aydin", at(2))}},
    ),
    (
        (),
        CommentMade("c1", NOTE, 1, 2, "Who could", "Say who."),
        {"comments": {"c1": ReviewComment("c1", NOTE, 1, 2, "Who could", "Say who.", "M. Aydin", at(2))}},
    ),
    (
        (CommentMade("c1", NOTE, 1, 2, "Who could", "Say who."),),
        CommentSettled("c1", "named them"),
        {
            "comments": {
                "c1": ReviewComment(
                    "c1", NOTE, 1, 2, "Who could", "Say who.", "M. Aydin", at(2), "named them", "M. Aydin", at(3)
                )
            }
        },
    ),
    (
        (RevisionApproved(NOTE, 1, "a" * 64),),
        ChangesRequested(NOTE, 1, "a" * 64, "too long"),
        {"change_requests": {NOTE: ChangeRequest(NOTE, 1, "a" * 64, "too long", "M. Aydin", at(3))}, "approvals": {}},
    ),
    (
        (FormFieldAnswered("edpb", "24", Unknown()),),
        FormFieldAnswered("edpb", "25", Known("none")),
        {
            "form_answers": {
                "edpb": {
                    "24": Fact("24", Unknown(), Source(SourceKind.PERSON, "M. Aydin"), at(2)),
                    "25": Fact("25", Known("none"), Source(SourceKind.PERSON, "M. Aydin"), at(3)),
                }
            }
        },
    ),
    (
        (FilingRecorded(NOTE, 1, "a" * 64, AWARE, "AP-1"),),
        FilingRecorded(NOTE, 2, "b" * 64, AWARE + timedelta(hours=80), "AP-2", "the log was locked"),
        {
            "filings": (
                Filing(NOTE, 1, "a" * 64, AWARE, "AP-1", "", "M. Aydin"),
                Filing(NOTE, 2, "b" * 64, AWARE + timedelta(hours=80), "AP-2", "the log was locked", "M. Aydin"),
            )
        },
    ),
    (
        (LettersQueued("communication-en", 1, "e" * 64, 3),),
        LettersQueued(LETTER, 1, "a" * 64, 12),
        {
            "queued": {
                "communication-en": LettersQueued("communication-en", 1, "e" * 64, 3),
                LETTER: LettersQueued(LETTER, 1, "a" * 64, 12),
            }
        },
    ),
    (
        (LettersHandedOver(LETTER, 1, 4, 0, 8, 0),),
        LettersHandedOver(LETTER, 1, 11, 1, 0, 0),
        {"handed_over": {LETTER: LettersHandedOver(LETTER, 1, 11, 1, 0, 0)}},
    ),
    (
        (LettersHandedOver(LETTER, 1, 0, 0, 8, 0),),
        LettersHandedOver(LETTER, 1, 5, 0, 3, 0),
        {"handed_over": {LETTER: LettersHandedOver(LETTER, 1, 5, 0, 3, 0)}, "first_sent_at": at(3)},
    ),
    (
        (PeopleListsTaken((CRM_LIST, TILL_LIST), Keep.ADDRESSEES, 11, "letters"),),
        PeopleListsTaken((replace(CRM_LIST, people=9),), Keep.COUNTS, 12),
        {"people_lists": {"crm": replace(CRM_LIST, people=9), "till": TILL_LIST}, "people_kept": Keep.COUNTS},
    ),
    (
        (PeopleListsTaken((CRM_LIST,), Keep.COUNTS, 8),),
        PeopleListsPurged(("crm",), "no longer needed"),
        {"people_lists": {}, "people_kept": None},
    ),
    (
        (PlaybookAdded("a", "a" * 64, "first"),),
        PlaybookAdded("b", "b" * 64, "second", True),
        {
            "added_playbooks": (
                PlaybookUse("a", "a" * 64, "first", False, "M. Aydin", at(2)),
                PlaybookUse("b", "b" * 64, "second", True, "M. Aydin", at(3)),
            )
        },
    ),
    (
        (TaskAdded("own-1", "contain", "Call"),),
        TaskAdded("own-2", "scope", "Count", "why", AWARE, True),
        {"added_tasks": (TaskAdded("own-1", "contain", "Call"), TaskAdded("own-2", "scope", "Count", "why", AWARE, True))},
    ),
    (
        (TaskAssigned("contain", "J. Vos"), TaskDone("contain", "done once")),
        StepBlocked("contain", "no key", AWARE),
        {"steps": {"contain": StepRecord("J. Vos", StepMark.BLOCKED, "no key", "M. Aydin", at(4), AWARE)}},
    ),
    (
        (StepBlocked("contain", "no key", AWARE),),
        TaskDone("contain"),
        {"steps": {"contain": StepRecord("", StepMark.DONE, "", "M. Aydin", at(3))}},
    ),
    (
        (TaskDone("contain"), TaskAssigned("scope", "J. Vos")),
        WorkHandedOver("S. Kok", ("contain", "scope"), "night"),
        {
            "steps": {
                "contain": StepRecord("S. Kok", StepMark.DONE, "", "M. Aydin", at(2)),
                "scope": StepRecord("S. Kok"),
            },
            "hand_overs": (HandOverNote("M. Aydin", "S. Kok", "night", at(4)),),
        },
    ),
    (
        (EvidenceKept("contain", "log", "safe"),),
        EvidenceKept("contain", "disk", "cupboard", "a" * 64),
        {
            "evidence": {
                "contain": (
                    KeptEvidence("log", "safe", "", "M. Aydin", at(2)),
                    KeptEvidence("disk", "cupboard", "a" * 64, "M. Aydin", at(3)),
                )
            }
        },
    ),
    (
        (LessonRecorded(LessonKind.HELD, "backups"),),
        LessonRecorded(LessonKind.CHANGE, "keys"),
        {
            "lessons": (
                Lesson(LessonKind.HELD, "backups", "M. Aydin", at(2)),
                Lesson(LessonKind.CHANGE, "keys", "M. Aydin", at(3)),
            )
        },
    ),
    (
        (ActionAgreed("a1", "Rotate", "S. Kok", date(2026, 12, 15)),),
        ActionAgreed("a2", "Train", "J. Vos", date(2027, 1, 15)),
        {
            "actions": {
                "a1": Action("a1", "Rotate", "S. Kok", date(2026, 12, 15), at(2)),
                "a2": Action("a2", "Train", "J. Vos", date(2027, 1, 15), at(3)),
            }
        },
    ),
    (
        (ActionAgreed("a1", "Rotate", "S. Kok", date(2026, 12, 15)),),
        ActionSettled("a1", True, "all"),
        {"actions": {"a1": Action("a1", "Rotate", "S. Kok", date(2026, 12, 15), at(2), at(3), True, "all")}},
    ),
    ((NoteAdded("first"),), NoteAdded("second"), {"notes": ("first", "second")}),
    (
        (),
        IncidentClosed("No breach.", "the DPO said so"),
        {"closed_at": at(2), "conclusion": "No breach.", "override_reason": "the DPO said so"},
    ),
]


@pytest.mark.parametrize(("before", "act", "changes"), CHANGES, ids=lambda value: getattr(value, "act", ""))
def test_an_act_changes_what_it_says_and_nothing_else(
    before: tuple[Act, ...], act: Act, changes: dict[str, object]
) -> None:
    """Lost without it: an act has a side nobody asked for, or forgets something that was told before."""
    assert replace(told(*before), entries=len(before) + 2, **changes) == told(*before, act)


def test_the_table_of_changes_knows_every_act() -> None:
    """Lost without it: a new act is replayed by rules nobody wrote down."""
    assert set(get_args(Act)) - {IncidentOpened} == {type(act) for _, act, _ in CHANGES}


@pytest.mark.parametrize(
    ("entries", "match"),
    [
        ((), "the timeline of i1 is empty"),
        (numbered(NoteAdded("first")), "begins with note-added, not with its opening"),
        (numbered(opening(), opening()), "the timeline of i1 opens twice"),
        (numbered(opening(), NoteAdded("a"), NoteAdded("b"))[::2], "has entry 3 where 2 belongs"),
        (numbered(opening(), NoteAdded("a"))[1:], "has entry 2 where 1 belongs"),
        ((*numbered(opening()), *numbered(opening())), "has entry 1 where 2 belongs"),
    ],
)
def test_a_record_with_a_hole_in_it_is_not_told_as_if_it_were_whole(
    entries: tuple[TimelineEntry, ...], match: str
) -> None:
    """Lost without it: an entry that was taken out or put in goes unseen."""
    with pytest.raises(ValueError, match=match):
        replay(ID, entries)


def test_a_correction_of_awareness_follows_the_old_instant_and_does_not_replace_it() -> None:
    """Lost without it: the first account of when the controller knew is gone, and with it the proof (Art. 33(5))."""
    later = AWARE + timedelta(hours=3)
    entries = numbered(opening(), AwarenessCorrected(later, "certain only after the log"))
    assert [e.act.aware_at for e in entries] == [AWARE, later]  # type: ignore[union-attr]
    assert replay(ID, entries).aware_at == later
    assert replay(ID, entries[:1]).aware_at == AWARE


def test_a_corrected_awareness_moves_the_deadline_by_as_much() -> None:
    """Lost without it: the clock counts down to an instant that no longer holds."""
    corrected = told(AwarenessCorrected(AWARE - timedelta(hours=5), "an earlier mail was found"))
    assert AWARE + timedelta(hours=67) == corrected.deadline.due_at
    assert RULE.source == corrected.deadline.source


@given(entries=timelines())
def test_replaying_a_record_twice_gives_an_equal_value(entries: tuple[TimelineEntry, ...]) -> None:
    """Lost without it: what an incident is depends on who looks."""
    assert replay(ID, entries) == replay(ID, entries)


@given(entries=timelines(), data=st.data())
def test_going_on_from_any_point_gives_what_the_whole_record_gives(
    entries: tuple[TimelineEntry, ...], data: st.DataObject
) -> None:
    """Lost without it: an incident kept in memory drifts from the record on disk."""
    cut = data.draw(st.integers(1, len(entries)))
    incident = replay(ID, entries[:cut])
    for entry in entries[cut:]:
        incident = after(incident, entry)
    assert replay(ID, entries) == incident
    assert len(entries) == incident.entries


@given(entries=timelines())
def test_one_more_act_leaves_the_value_before_it_as_it_was(entries: tuple[TimelineEntry, ...]) -> None:
    """Lost without it: a screen that still shows the incident changes under the reader's eyes."""
    before = replay(ID, entries[:-1]) if len(entries) > 1 else None
    kept = deepcopy(before)
    after(before, entries[-1], ID)
    assert kept == before


@given(entries=timelines())
def test_nothing_that_was_written_or_filed_is_ever_lost(entries: tuple[TimelineEntry, ...]) -> None:
    """Lost without it: a text, a filing or a note vanishes from the picture although the record holds it."""
    incident = replay(ID, entries)
    acts = [e.act for e in entries]
    for notice, revisions in incident.revisions.items():
        assert revisions == tuple(
            a.revision for a in acts if isinstance(a, RevisionSaved) and a.revision.notice == notice
        )
        assert [r.number for r in revisions] == list(range(1, len(revisions) + 1))
        assert incident.latest(notice) == revisions[-1]
    assert [f.reference for f in incident.filings] == [a.reference for a in acts if isinstance(a, FilingRecorded)]
    assert incident.notes == tuple(a.text for a in acts if isinstance(a, NoteAdded))


@given(entries=timelines())
def test_the_first_filing_is_the_earliest_one_and_freezes_the_clock(entries: tuple[TimelineEntry, ...]) -> None:
    """Lost without it: a supplement moves the instant of the notification, and an incident turns late."""
    incident = replay(ID, entries)
    filed = [e.act.filed_at for e in entries if isinstance(e.act, FilingRecorded)]
    assert (min(filed) if filed else None) == incident.first_filed_at


@given(entries=timelines(), kind=st.sampled_from(NoticeKind))
def test_saving_a_text_voids_the_approval_of_its_notice_and_no_other(
    entries: tuple[TimelineEntry, ...], kind: NoticeKind
) -> None:
    """Lost without it: a yes to one text lets another one out of the house."""
    before = replay(ID, entries)
    notice = revision(1, kind).notice
    number = len(before.revisions.get(notice, ())) + 1
    incident = after(before, replace(entries[-1], number=len(entries) + 1, act=RevisionSaved(revision(number, kind))))
    assert notice not in incident.approvals
    assert {k: a for k, a in before.approvals.items() if k != notice} == incident.approvals


@given(entries=timelines())
def test_the_newest_texts_of_a_kind_are_one_a_notice(entries: tuple[TimelineEntry, ...]) -> None:
    """Lost without it: a text that was followed by another is reviewed or sent."""
    incident = replay(ID, entries)
    for kind in NoticeKind:
        newest = incident.notices_of(kind)
        assert [r.kind for r in newest] == [kind] * len(newest)
        assert [incident.latest(r.notice) for r in newest] == list(newest)


@pytest.mark.parametrize(
    ("number", "sha256", "holds"),
    [
        (2, revision(2).sha256, True),
        (1, revision(2).sha256, False),
        (2, revision(1).sha256, False),
        (3, revision(2).sha256, False),
        (2, "0" * 64, False),
    ],
)
def test_an_approval_holds_by_number_and_by_fingerprint(number: int, sha256: str, holds: bool) -> None:
    """Lost without it: a record that was tampered with approves what nobody read."""
    incident = told(RevisionSaved(revision(1)), RevisionSaved(revision(2)), RevisionApproved(NOTE, number, sha256))
    assert holds == (incident.approval_of(revision(2)) is not None)


def test_a_notice_nobody_wrote_has_no_newest_text_and_no_approval() -> None:
    """Lost without it: asking for a notice that is not there ends the program."""
    assert told().latest(NOTE) is None
    assert told().approval_of(revision(1)) is None
    assert told().notices_of(NoticeKind.NOTIFICATION) == ()


@pytest.mark.parametrize(
    ("notify", "confirmation", "confirmed", "holds"),
    [
        (True, Confirmation.NONE, False, True),
        (True, Confirmation.SECOND_PERSON, False, True),
        (False, Confirmation.NONE, False, True),
        (False, Confirmation.SECOND_PERSON, False, False),
        (False, Confirmation.COOLING_OFF_HOUR, False, False),
        (False, Confirmation.SECOND_PERSON, True, True),
        (False, Confirmation.COOLING_OFF_HOUR, True, True),
    ],
)
def test_a_decision_not_to_notify_holds_once_it_is_confirmed_where_the_house_wants_that(
    notify: bool, confirmation: Confirmation, confirmed: bool, holds: bool
) -> None:
    """Lost without it: the clock is silenced by one person where the house asked for two."""
    duty = Duty.NOTIFY_AUTHORITY
    acts: list[Act] = [DecisionRecorded(duty, notify, "because", Finding.yes(), confirmation)]
    incident = told(*acts, *([DecisionConfirmed(duty, "I looked as well")] if confirmed else []))
    assert holds is (incident.decision(duty) is not None)
    assert incident.decisions[duty].is_final is holds
    assert incident.decision(Duty.NOTIFY_INDIVIDUALS) is None


@pytest.mark.parametrize(
    ("runs", "told_them"),
    [
        ((), False),
        (((0, 0, 3, 0),), False),
        (((0, 3, 0, 0),), False),
        (((0, 0, 0, 3),), False),
        (((1, 2, 0, 0),), True),
        (((0, 0, 3, 0), (3, 0, 0, 0)), True),
    ],
)
def test_people_were_told_only_when_a_server_took_a_letter_to_one_of_them(
    runs: tuple[tuple[int, int, int, int], ...], told_them: bool
) -> None:
    """Lost without it: the authority reads that people were informed, after a run in which no letter went out."""
    assert told_them is told(*(LettersHandedOver(LETTER, 1, *counts) for counts in runs)).people_told


# --- what a saved scope says ----------------------------------------------------------------------------


def a_scope(**changed: object) -> Scope:
    """Give a scope of one dataset, one group and one category."""
    made = Scope(
        systems=("crm",),
        datasets=(DatasetLine("file", "File", ("crm",), None, (row("file"),)),),
        groups=(GroupLine("customers", CountRange(5, 9), CountRange(), False, ("NL",), (row("held"),)),),
        categories=(CategoryLine("contact", False, ("customers",), (row("file"),)),),
        people=CountRange(5, 9),
        records=CountRange(),
        countries=("NL",),
    )
    return replace(made, **changed)


def says(scope: Scope, fact: str, *acts: Act) -> Answer | None:
    """Give what an incident with this scope knows."""
    found = told(ScopeSaved(1, scope, "0" * 64, ""), *acts).facts.get(fact)
    return found.answer if found else None


def group(vulnerable: bool | None) -> GroupLine:
    """Give a group that is vulnerable, is not, or of which nobody said."""
    return replace(a_scope().groups[0], vulnerable=vulnerable)


@pytest.mark.parametrize(
    ("scope", "fact", "answer"),
    [
        (a_scope(), "people", Known(CountRange(5, 9))),
        (a_scope(people=CountRange(None, 9)), "people", Known(CountRange(None, 9))),
        (a_scope(people=CountRange()), "people", Unknown()),
        (a_scope(), "records", Unknown()),
        (a_scope(records=CountRange(7, None)), "records", Known(CountRange(7, None))),
        (a_scope(), "data_categories", Known(("contact",))),
        (a_scope(), "subject_groups", Known(("customers",))),
        (a_scope(whose_unknown=True), "subject_groups", Known(("customers",))),
        (a_scope(groups=(), whose_unknown=True), "subject_groups", Unknown()),
        (a_scope(groups=()), "subject_groups", Known(())),
        (a_scope(), "special_categories", Known("no")),
        (a_scope(categories=(CategoryLine("health", True, (), ()),)), "special_categories", Known("yes")),
        (a_scope(groups=(group(False), group(False))), "vulnerable_people", Known("no")),
        (a_scope(groups=(group(None), group(True))), "vulnerable_people", Known("yes")),
        (a_scope(groups=(group(False), group(None))), "vulnerable_people", Unknown()),
        (a_scope(groups=()), "vulnerable_people", Unknown()),
        (a_scope(groups=(group(False),), whose_unknown=True), "vulnerable_people", Unknown()),
        (a_scope(groups=(group(True),), whose_unknown=True), "vulnerable_people", Known("yes")),
        (a_scope(countries=("NL",)), "cross_border", Known("no")),
        (a_scope(countries=("BE", "NL")), "cross_border", Known("yes")),
        (a_scope(countries=("NL",), where_unknown=True), "cross_border", Unknown()),
        (a_scope(countries=("BE", "NL"), where_unknown=True), "cross_border", Known("yes")),
        (a_scope(countries=()), "cross_border", None),
        (a_scope(), "cause", None),
    ],
)
def test_a_saved_scope_says_what_it_knows_and_unknown_where_it_does_not(
    scope: Scope, fact: str, answer: Answer | None
) -> None:
    """Lost without it: numbers nobody counted stand in a filing, or counted ones do not."""
    assert answer == says(scope, fact)


def test_what_a_scope_says_names_its_version_and_the_rows_it_rests_on_once_each() -> None:
    """Lost without it: a DPO cannot trace a number in a filing to the line of the inventory."""
    twice = a_scope(datasets=a_scope().datasets * 2)
    found = told(ScopeSaved(3, twice, "0" * 64, "")).facts.get("people")
    assert found is not None
    assert found.source == Source(SourceKind.INVENTORY, "scope version 3", "", (str(row("file")),))
    assert found.at == at(2)


@pytest.mark.parametrize(
    ("answer", "known"), [(Known(CountRange(7, 7)), CountRange(7, 7)), (Unknown(), CountRange(5, 9))]
)
def test_what_a_person_counted_wins_over_the_scope(answer: Answer, known: CountRange) -> None:
    """Lost without it: a better number is overruled by the inventory, or `not known yet` erases one."""
    assert Known(known) == says(a_scope(), "people", FactAnswered("people", answer, SAID))


def test_without_a_scope_only_people_say_what_is_known() -> None:
    """Lost without it: an incident has numbers before anybody looked."""
    assert told().scope is None
    assert dict(told().facts.by_id) == {}
    assert told(ScopeSaved(1, SCOPE, "0" * 64, "")).scope == SCOPE
