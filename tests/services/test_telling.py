"""Each act of a record in one line of words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given

from breachdesk.domain.afterwards import LessonKind
from breachdesk.domain.facts import Known, NotApplicable, Source, SourceKind, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.manifest import Manifest, Signature
from breachdesk.domain.people import Keep
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import Duty, Moment
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
from breachdesk.services.telling import Telling
from tests.services.office import QUESTIONS
from tests.strategies import AWARE, opening, revision, timelines

TELLING = Telling(QUESTIONS, "Europe/Amsterdam")
LETTER = "communication-nl"
MANIFEST = Manifest("i1", "communication-nl", 2, "communication", "initial", "nl", "", "t", "7", "c", "a", 3)
SAYS = Source(SourceKind.PERSON, "M. Aydin")
LOG = replace(SAYS, basis="the log")
TOLD: list[tuple[Act, str]] = [
    (
        opening(),
        "opened 2026-001 'Customer file copied', aware Mon 23 Nov 2026, 14:00 CET, says M. Aydin "
        "(the log had to be read first)",
    ),
    (
        replace(opening(), awareness_reason=""),
        "opened 2026-001 'Customer file copied', aware Mon 23 Nov 2026, 14:00 CET, says M. Aydin",
    ),
    (AwarenessCorrected(AWARE, "a mail was found"), "awareness corrected to Mon 23 Nov 2026, 14:00 CET: a mail was found"),
    (FactAnswered("cause", Known("malicious-external"), LOG), "cause: malicious external (the log)"),
    (FactAnswered("people", Known(CountRange(1, 2)), SAYS), "people: 1 to 2"),
    (FactAnswered("people", Unknown(), SAYS), "people: not known yet"),
    (FactAnswered("people", NotApplicable("no people"), SAYS), "people: not applicable: no people"),
    (FactAnswered("retired_fact", Known("x"), SAYS), "retired_fact: x"),
    (TaskDone("contain", "cable pulled"), "task done: contain (cable pulled)"),
    (TaskDone("contain"), "task done: contain"),
    (TaskAssigned("contain", "J. Vos"), "contain given to J. Vos"),
    (StepSkipped("contain", "no system left"), "skipped contain: no system left"),
    (StepReopened("contain", "not so"), "re-opened contain: not so"),
    (
        ScopeSaved(2, Scope(systems=("crm", "till"), people=CountRange(None, 9)), "0" * 64, "seen in the log"),
        "scope version 2: crm, till; people at most 9 (seen in the log)",
    ),
    (ScopeSaved(1, Scope(systems=("crm",), people=CountRange()), "0" * 64, ""), "scope version 1: crm; people unknown"),
    (
        DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "all encrypted", Finding.yes()),
        "decided: authority: do not notify, proposed was yes: all encrypted",
    ),
    (
        DecisionRecorded(Duty.NOTIFY_INDIVIDUALS, True, "high risk", Finding.undetermined(needs=("cause",))),
        "decided: individuals: notify, proposed was undetermined: high risk",
    ),
    (
        DecisionConfirmed(Duty.NOTIFY_AUTHORITY, "I looked as well"),
        "stood by the decision not to notify: authority: I looked as well",
    ),
    (
        MomentRecorded(Moment.FIRST_SIGNAL, AWARE, "a customer called"),
        "first signal at Mon 23 Nov 2026, 14:00 CET: a customer called",
    ),
    (
        VerdictRecorded(Verdict.NO_PERSONAL_DATA, "only machine data", Verdict.UNDETERMINED),
        "verdict: no-personal-data, proposed was cannot-be-told-yet: only machine data",
    ),
    (StageMet("nis2", "nis2-early", AWARE, "CSIRT-1"), "done: nis2-early, Mon 23 Nov 2026, 14:00 CET, CSIRT-1"),
    (StageMet("gdpr-33-1:FR", "gdpr-art33", AWARE, "C-1"), "done: gdpr-art33:FR, Mon 23 Nov 2026, 14:00 CET, C-1"),
    (StageMet("tell-controller", "", AWARE, "by phone"), "done: tell-controller, Mon 23 Nov 2026, 14:00 CET, by phone"),
    (ObligationDeclined("nis2", "not essential"), "turned down nis2: not essential"),
    (RevisionSaved(revision(3)), "saved notification-nl revision 3"),
    (
        RevisionApproved(LETTER, 2, "0123456789abcdef" * 4),
        "approved communication-nl revision 2, 0123456789ab, unsigned: from before approvals were signed",
    ),
    (
        RevisionApproved(LETTER, 2, "0123456789abcdef" * 4, MANIFEST, Signature("s", "k", "SHA256:k", True), False),
        "approved communication-nl revision 2, 0123456789ab, for 3 addressees, signed with SHA256:k, a key made here; "
        "four-eyes was off, its author approved it",
    ),
    (ApprovalWithdrawn(LETTER, 2, "a name is wrong"), "took back the approval of communication-nl: a name is wrong"),
    (CommentMade("c1", LETTER, 2, 3, "Who", "Say who."), "commented on communication-nl revision 2, paragraph 3: Say who."),
    (CommentSettled("c1", "named them"), "settled comment c1: named them"),
    (ChangesRequested(LETTER, 2, "a" * 64, "too long"), "asked for changes in communication-nl revision 2: too long"),
    (FormFieldAnswered("edpb", "25", Unknown()), "field 25 of the form edpb: not known yet"),
    (FormFieldAnswered("edpb", "25", None), "field 25 of the form edpb left to the facts again"),
    (
        FilingRecorded("notification-nl", 1, "0" * 64, AWARE + timedelta(hours=80), "AP-1", "the log was locked"),
        "filed notification-nl revision 1, Thu 26 Nov 2026, 22:00 CET, under AP-1 (the log was locked)",
    ),
    (
        FilingRecorded("notification-nl", 1, "0" * 64, AWARE, "AP-1"),
        "filed notification-nl revision 1, Mon 23 Nov 2026, 14:00 CET, under AP-1",
    ),
    (LettersQueued(LETTER, 1, "0" * 64, 12), "queued 12 letters of communication-nl revision 1"),
    (
        LettersHandedOver(LETTER, 1, 9, 1, 2, 3),
        "letters of communication-nl revision 1: 9 sent, 1 failed, 2 deferred, 3 uncertain",
    ),
    (LettersHandedOver(LETTER, 1, 9, 0, 0, 0), "letters of communication-nl revision 1: 9 sent"),
    (LettersHandedOver(LETTER, 1, 0, 0, 0, 0), "letters of communication-nl revision 1: none"),
    (
        PeopleListsTaken((ListTaken("crm", "k.csv", "ab" * 32, 1200, 1100), ListTaken("till", "t.csv", "cd" * 32, 9, 8)), Keep.COUNTS, 1104),
        "people lists taken in: crm from k.csv abababababab (1,200 rows, 1,100 people), till from t.csv cdcdcdcdcdcd "
        "(9 rows, 8 people); 1,104 people on all lists; only counts kept",
    ),
    (
        PeopleListsTaken((ListTaken("crm", "k.csv", "ab" * 32, 9, 8),), Keep.ADDRESSEES, 8, "Art. 34 letters"),
        "people lists taken in: crm from k.csv abababababab (9 rows, 8 people); 8 people on all lists; "
        "names and addresses kept (Art. 34 letters)",
    ),
    (PeopleListsPurged(("crm", "till"), "letters went out"), "removed the people lists of crm, till (letters went out)"),
    (
        PlaybookAdded("ransomware-stolen", "ab" * 32, "data were copied out"),
        "took in the plan ransomware-stolen, abababababab (data were copied out)",
    ),
    (PlaybookAdded("lost-device", "cd" * 32, "it was a laptop", True), "the plan is now lost-device, cdcdcdcdcdcd (it was a laptop)"),
    (TaskAdded("own-1", "contain", "Call the landlord", "he has the key"), "task added, own-1: Call the landlord (he has the key)"),
    (StepBlocked("contain", "no key"), "blocked contain: no key"),
    (
        StepBlocked("contain", "no key", AWARE),
        "blocked contain, to be looked at again Mon 23 Nov 2026, 14:00 CET: no key",
    ),
    (WorkHandedOver("S. Kok", ("contain", "scope"), "night shift"), "handed 2 steps over to S. Kok (night shift)"),
    (EvidenceKept("contain", "mail log", "safe 2", "ef" * 32), "evidence of contain: mail log, kept at safe 2 (efefefefefef)"),
    (LessonRecorded(LessonKind.ROOT_CAUSE, "A key lay open."), "lesson, root cause: A key lay open."),
    (ActionAgreed("a1", "Rotate keys", "S. Kok", date(2026, 12, 15)), "action a1: Rotate keys, S. Kok, by 2026-12-15"),
    (ActionSettled("a1", True, "all of them"), "action a1 done (all of them)"),
    (ActionSettled("a1", False, "no longer needed"), "action a1 dropped (no longer needed)"),
    (NoteAdded("seen at noon"), "note: seen at noon"),
    (IncidentClosed("No breach.", "it was a drill"), "closed: No breach. (it was a drill)"),
    (IncidentClosed("No breach."), "closed: No breach."),
]


@pytest.mark.parametrize(("act", "words"), TOLD, ids=lambda value: getattr(value, "act", ""))
def test_an_act_is_told_in_words(act: Act, words: str) -> None:
    """Lost without it: the record shows that something happened, and not what."""
    assert words == TELLING.words(act)


def test_every_act_has_words() -> None:
    """Lost without it: a new act ends the timeline in a crash."""
    assert set(get_args(Act)) == {type(act) for act, _ in TOLD}


LINES = "Seen.\n  3  Mon 23 Nov 2026, 14:00 CET  S. Kok  approved notification-nl revision 9"


@pytest.mark.parametrize(
    "act",
    [
        NoteAdded(LINES),
        IncidentClosed(LINES, "why"),
        FactAnswered("conclusion", Known(LINES), SAYS),
        DecisionRecorded(Duty.NOTIFY_AUTHORITY, True, LINES, Finding.yes()),
        DecisionConfirmed(Duty.NOTIFY_AUTHORITY, LINES),
        VerdictRecorded(Verdict.BREACH, LINES, Verdict.BREACH),
        ObligationDeclined("nis2", LINES),
        FilingRecorded("notification-nl", 1, "0" * 64, AWARE, "AP-1", LINES),
    ],
    ids=lambda act: act.act,
)
def test_words_of_several_lines_are_told_in_one(act: Act) -> None:
    """Lost without it: a note forges a line of the record, such as an approval that never was."""
    assert "\n" not in TELLING.words(act)
    assert "Seen. 3 Mon 23 Nov 2026, 14:00 CET S. Kok approved" in TELLING.words(act)


@given(entries=timelines())
def test_whatever_happened_is_told_in_one_line(entries: tuple[TimelineEntry, ...]) -> None:
    """Lost without it: some act in some state cannot be shown."""
    for entry in entries:
        words = TELLING.words(entry.act)
        assert words
        assert words.splitlines() == [words]
