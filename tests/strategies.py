"""Values to draw from: instants near clock changes, counts, inventories, sets of facts, timelines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from breachdesk.domain.afterwards import LessonKind
from breachdesk.domain.drafting import Gap, Revision, notice_id
from breachdesk.domain.facts import Answer, Fact, Facts, Known, NotApplicable, Source, SourceKind, Unknown, Value
from breachdesk.domain.findings import Finding
from breachdesk.domain.inventory import (
    CountRange,
    Credential,
    DataCategory,
    Dataset,
    Encryption,
    Flow,
    Inventory,
    OpenedBy,
    Period,
    ProcessingActivity,
    Protection,
    SourceRow,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.law import Authority, Citation, ClockRule, LawStatus
from breachdesk.domain.parties import Controller, Processor
from breachdesk.domain.people import Keep
from breachdesk.domain.scope import GroupLine, Scope
from breachdesk.domain.terms import STATUTORY, Confirmation, Duty, Moment, NoticeKind
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

ZONES = (
    "UTC", "Europe/Amsterdam", "Europe/Dublin", "Europe/Helsinki", "Atlantic/Azores", "America/New_York",
    "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca",
)
# Around these instants the clocks of Europe, America and Lord Howe change.
CHANGES = tuple(
    datetime(*when, tzinfo=UTC)
    for when in (
        (2026, 3, 29, 1), (2026, 10, 25, 1), (2027, 3, 28, 1), (2026, 3, 8, 7), (2026, 11, 1, 6),
        (2026, 4, 4, 15), (2026, 10, 3, 15, 30), (2028, 2, 29, 0), (2026, 12, 31, 23), (2027, 1, 1, 0),
    )
)
EARLIEST, LATEST = datetime(2001, 1, 1, tzinfo=UTC), datetime(2198, 12, 31, tzinfo=UTC)
AWARE = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
RULE = ClockRule(
    id="gdpr-art33",
    label="Notification to the supervisory authority",
    hours=72,
    starts_from="awareness",
    in_force_from=date(2018, 5, 25),
    status=LawStatus.IN_FORCE,
    source=Citation("GDPR", "33(1)"),
    hour_reading_source=Citation("Reg. 1182/71", "3(1)"),
)
AP = Authority(
    "nl-ap", "NL", "Autoriteit Persoonsgegevens", "AP", "Europe/Amsterdam", ("nl",), "web form",
    "https://example.org", None,
)


def instants() -> st.SearchStrategy[datetime]:
    """Give instants with a zone: near a clock change, or anywhere from 2001 to 2198."""
    near = st.builds(
        lambda change, minutes, micro: change + timedelta(minutes=minutes, microseconds=micro),
        st.sampled_from(CHANGES),
        st.integers(-5 * 24 * 60, 5 * 24 * 60),
        st.integers(0, 59_999_999),
    )
    seconds = st.integers(0, int((LATEST - EARLIEST).total_seconds()))
    anywhere = seconds.map(lambda s: EARLIEST + timedelta(seconds=s))
    return st.builds(lambda at, zone: at.astimezone(ZoneInfo(zone)), near | anywhere, st.sampled_from(ZONES))


def rules() -> st.SearchStrategy[ClockRule]:
    """Give legal periods of any length, with and without the second reading."""
    return st.builds(
        lambda hours, second: replace(RULE, hours=hours, hour_reading_source=RULE.source if second else None),
        st.integers(1, 2000),
        st.booleans(),
    )


_ENDS = (None, 0, 1, 2, 7, 40, 41, 99, 150, 300)
_COUNTS = st.sampled_from(
    [CountRange(low, high) for low in _ENDS for high in _ENDS if low is None or high is None or low <= high]
)


def counts() -> st.SearchStrategy[CountRange]:
    """Give at least and at most, each perhaps unknown."""
    return _COUNTS


def row(path: str) -> SourceRow:
    """Give a row of a made-up file."""
    return SourceRow("inventory.yaml", 1 + sum(map(ord, path)) % 900, path)


GROUP_IDS = ("customers", "employees", "patients")
CATEGORY_IDS = ("identity", "health", "purchases")
COUNTRIES = ("NL", "BE", "DE")
LANGUAGES = ("nl", "de")
PERIODS = (
    Period(),
    Period(date(2019, 1, 1)),
    Period(None, date(2023, 12, 31)),
    Period(date(2019, 1, 1), date(2023, 12, 31)),
    Period(date(2024, 2, 29), date(2024, 2, 29)),
)


def subsets(choices: Sequence[str], at_least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Give some of these, each once and in their order; one draw."""
    few = (combinations(choices, n) for n in range(at_least, len(choices) + 1))
    return st.sampled_from([c for combination in few for c in combination])


_GROUPS = st.tuples(
    *(
        st.builds(
            SubjectGroup,
            id=st.just(id_),
            labels=st.just({"en": id_}),
            kind=st.just("customers"),
            row=st.just(row(id_)),
            size=_COUNTS,
            vulnerable=st.sampled_from([True, False, None]),
            countries=subsets(COUNTRIES),
            languages=subsets(LANGUAGES),
            # Only an earlier one, so that nothing is a part of itself.
            part_of=st.sampled_from([None, None, *GROUP_IDS[:place]]),
        )
        for place, id_ in enumerate(GROUP_IDS)
    )
)
_HELD = st.lists(
    st.builds(
        SubjectsHeld,
        group=st.sampled_from(GROUP_IDS),
        row=st.just(row("subjects")),
        people=_COUNTS,
        records=_COUNTS,
        countries=subsets(COUNTRIES),
        categories=subsets(CATEGORY_IDS),
        languages=subsets(LANGUAGES),
    ),
    max_size=3,
).map(tuple)
_AT_REST = {Encryption.UNKNOWN: None, Encryption.NONE: False}


def _with_holding(draw: st.DrawFn, held: SubjectsHeld, of_dataset: tuple[str, ...]) -> SubjectsHeld:
    """Say about how many some of the categories are held: never surely more than there are."""
    counts = draw(st.fixed_dictionaries({}, optional={c: _COUNTS for c in held.categories or of_dataset}))
    most = held.people.at_most
    fits = {c: n for c, n in counts.items() if most is None or (n.at_least or 0) <= most}
    return replace(held, holding=fits)


def _protection(draw: st.DrawFn, systems: Sequence[str], held: Sequence[str]) -> Protection:
    encryption = draw(st.sampled_from(list(Encryption)))
    return Protection(
        encryption=encryption,
        keys_in=() if encryption is Encryption.NONE else draw(subsets(systems)),
        pseudonymised=draw(st.sampled_from([None, True, False])),
        unreadable=draw(subsets(held)),
    )


def _dataset(draw: st.DrawFn, id_: str, systems: Sequence[str], earlier: Sequence[str]) -> Dataset:
    categories, subjects = draw(subsets(CATEGORY_IDS)), draw(_HELD)
    held = dict.fromkeys((*categories, *(c for s in subjects for c in s.categories)))
    protection = _protection(draw, systems, tuple(held))
    return Dataset(
        id=id_,
        name=id_,
        row=row(id_),
        systems=draw(subsets(systems, at_least=1)),
        categories=categories,
        subjects=tuple(_with_holding(draw, s, categories) for s in subjects),
        copies=draw(subsets(systems)),
        # Only an earlier one, so that nothing is a part of itself; the file reader refuses rings.
        part_of=draw(st.sampled_from([None, *earlier])),
        encrypted_at_rest=_AT_REST.get(protection.encryption, True),
        protection=protection,
        collected=draw(st.sampled_from(PERIODS)),
        kept_months=draw(st.sampled_from([None, 1, 84])),
    )


def _flows(draw: st.DrawFn, systems: Sequence[str], datasets: Sequence[str]) -> tuple[Flow, ...]:
    ends = draw(st.lists(st.sampled_from([(a, b) for a in systems for b in systems if a != b]), max_size=3))
    return tuple(
        Flow(a, b, row(a + b), draw(subsets(datasets[:2])), draw(st.sampled_from(list(OpenedBy)))) for a, b in ends
    )


def _credentials(draw: st.DrawFn, systems: Sequence[str]) -> tuple[Credential, ...]:
    some = subsets(systems, at_least=1)
    return tuple(Credential(f"k{n}", f"k{n}", row(f"k{n}"), draw(some), draw(some)) for n in range(draw(st.integers(0, 2))))


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    """Give an inventory of up to five systems and six datasets, some a part of another, some a copy."""
    systems = [f"s{n}" for n in range(draw(st.integers(1, 5)))]
    ids = [f"d{n}" for n in range(draw(st.integers(1, 6)))]
    datasets = [_dataset(draw, id_, systems, ids[:place]) for place, id_ in enumerate(ids)]
    return Inventory(
        controller=Controller("Example B.V.", "NL", "Europe/Amsterdam"),
        dpo=None,
        systems=tuple(System(id_, id_, row(id_), processor="host" if id_ == "s1" else None) for id_ in systems),
        datasets=tuple(reversed(datasets) if draw(st.booleans()) else datasets),
        subject_groups=draw(_GROUPS),
        data_categories=tuple(DataCategory(id_, {"en": id_}, special=id_ == "health") for id_ in CATEGORY_IDS),
        processing_activities=(ProcessingActivity("sell", "sell", row("sell"), "sell", ("d0",)),),
        processors=(Processor("host", "Host B.V."),),
        flows=_flows(draw, systems, ids) if len(systems) > 1 else (),
        credentials=_credentials(draw, systems),
    )


YES_NO = ("yes", "no")
RISK_FACTS: dict[str, tuple[str, ...]] = {
    "personal_data": YES_NO,
    "breach_confirmed": YES_NO,
    "cause": ("malicious-external", "malicious-insider", "human-error", "technical-failure"),
    "special_categories": YES_NO,
    "vulnerable_people": YES_NO,
    "identifiability": ("direct", "indirect", "hard", "none"),
    "reveals_little": YES_NO,
    "unintelligible": YES_NO,
    "exfiltration": ("confirmed", "likely", "unlikely", "excluded"),
    "exposure": ("public", "unknown-people", "known-people", "one-known-recipient", "inside", "none"),
    "recipient_trusted": YES_NO,
    "recovered": YES_NO,
    "misuse_seen": YES_NO,
    "backup_intact": YES_NO,
    "outage_effect": ("none", "nuisance", "significant", "severe"),
    "data_altered": YES_NO,
    "high_risk_removed": YES_NO,
    "disproportionate_effort": YES_NO,
}
SAID = Source(SourceKind.PERSON, "M. Aydin", "log files")


def answered(answers: dict[str, Answer]) -> Facts:
    """Give facts with these answers."""
    return Facts({id_: Fact(id_, answer, SAID, AWARE) for id_, answer in answers.items()})


KINDS = ("confidentiality", "integrity", "availability")
SEVERAL: dict[str, tuple[Value, ...]] = {
    "breach_kinds": tuple(c for n in (1, 2, 3) for c in combinations(KINDS, n)),
    "data_categories": ((), ("contact",), ("contact", "purchases"), ("health.diagnosis",), ("contact", "credentials")),
    "subject_groups": (("customers",), ("children", "customers")),
    "people": (CountRange(5, 5), CountRange(5000, None), CountRange(None, 500)),
    "restored_within_hours": ("0.5", "12", "48"),
}
# One draw a fact keeps this quick; knowing is drawn more often than not.
_ANSWERS: dict[str, st.SearchStrategy[Answer | None]] = {
    id_: st.sampled_from([*map(Known, values), *map(Known, values), Unknown(), NotApplicable("does not arise"), None])
    for id_, values in (RISK_FACTS | SEVERAL).items()
}
_FACT_SETS = st.tuples(*_ANSWERS.values()).map(
    lambda drawn: {id_: answer for id_, answer in zip(_ANSWERS, drawn, strict=True) if answer is not None}
)
_GATE = {"personal_data": Known("yes"), "breach_confirmed": Known("yes")}


def fact_sets(gate_open: bool = True) -> st.SearchStrategy[Facts]:
    """Give what may be known about a breach; any of it may be unknown, not applicable or never asked.

    Args:
        gate_open: It is a breach and personal data are involved, so the rules look further.
    """
    return _FACT_SETS.map(lambda answers: answered(answers | _GATE if gate_open else answers))


def opening(aware_at: datetime = AWARE) -> IncidentOpened:
    """Give the act that opens a made-up incident."""
    return IncidentOpened(
        reference="2026-001",
        title="Customer file copied",
        detected_at=aware_at - timedelta(hours=2),
        aware_at=aware_at,
        zone="Europe/Amsterdam",
        reported_by="M. Aydin",
        awareness_reason="the log had to be read first",
        authority=AP,
        clock_rule=RULE,
        playbook="customer-data-stolen",
        playbook_hash="0" * 64,
    )


def revision(number: int = 1, kind: NoticeKind = NoticeKind.NOTIFICATION, **changed: object) -> Revision:
    """Give a text of a notice."""
    made = Revision(
        notice=notice_id(kind, "nl"),
        number=number,
        kind=kind,
        language="nl",
        subject="Melding",
        text=f"Tekst {number}.",
        gaps=(Gap("people", "number of people", "33(3)(a)"),),
        template="notification.nl.md",
        facts_digest="0" * 64,
        author="M. Aydin",
        written_at=AWARE,
    )
    return replace(made, **changed)


Following = Callable[[tuple[Act, ...]], Act]
"""An act that hangs on those before it."""


def _next_text(kind: NoticeKind, text: str) -> Following:
    def saved(before: tuple[Act, ...]) -> Act:
        number = 1 + sum(isinstance(a, RevisionSaved) and a.revision.kind is kind for a in before)
        return RevisionSaved(revision(number, kind, text=text))

    return saved


def _stand_by(duty: Duty) -> Following:
    def confirmed(before: tuple[Act, ...]) -> Act:
        decided = any(isinstance(a, DecisionRecorded) and a.duty is duty for a in before)
        return DecisionConfirmed(duty, "I looked as well") if decided else NoteAdded("nothing to stand by")

    return confirmed


def _yes_to_the_newest(kind: NoticeKind) -> Following:
    def approved(before: tuple[Act, ...]) -> Act:
        saved = [a.revision for a in before if isinstance(a, RevisionSaved) and a.revision.kind is kind]
        newest = saved[-1] if saved else revision(1, kind)
        return RevisionApproved(newest.notice, newest.number, newest.sha256)

    return approved


def _agreed(before: tuple[Act, ...]) -> Act:
    number = 1 + sum(isinstance(a, ActionAgreed) for a in before)
    return ActionAgreed(f"a{number}", "Rotate keys", "S. Kok", date(2026, 12, 15))


def _settled(done: bool) -> Following:
    def settled(before: tuple[Act, ...]) -> Act:
        agreed = any(isinstance(a, ActionAgreed) for a in before)
        return ActionSettled("a1", done, "because") if agreed else NoteAdded("nothing to settle")

    return settled


def _comment_settled(before: tuple[Act, ...]) -> Act:
    made = any(isinstance(a, CommentMade) for a in before)
    return CommentSettled("c1", "done") if made else NoteAdded("no comment to settle")


STEPS = ("ask", "contain", "scope", "decide")
_NOTE, _LETTER = (notice_id(kind, "nl") for kind in STATUTORY)
_HOURS = tuple(AWARE + timedelta(hours=h) for h in (-48, -1, 0, 3, 71, 72, 73, 200))
_HASHES = ("0" * 64, revision(1).sha256, revision(2).sha256)
_SCOPES = tuple(
    Scope(systems=("crm",), groups=tuple(groups), people=people, countries=countries)
    for people, countries, groups in (
        (CountRange(), (), ()),
        (CountRange(5, 9), ("NL",), (GroupLine("customers", CountRange(5, 9), CountRange(), False, ("NL",), (row("c"),)),)),
        (CountRange(None, 40), ("BE", "NL"), (GroupLine("patients", CountRange(), CountRange(), True, (), ()),)),
    )
)
_WRITING: tuple[Act | Following, ...] = (
    *(_next_text(kind, text) for kind in STATUTORY for text in ("abc", "xyz")),
    *(_yes_to_the_newest(kind) for kind in STATUTORY),
    *(RevisionApproved(notice, n, sha256) for notice in (_NOTE, _LETTER) for n in (1, 2) for sha256 in _HASHES),
    *(ApprovalWithdrawn(notice, 1, "a name is wrong") for notice in (_NOTE, _LETTER)),
    CommentMade("c1", _NOTE, 1, 2, "Who could", "Say who."),
    _comment_settled,
    *(ChangesRequested(notice, 1, _HASHES[1], "too long") for notice in (_NOTE, _LETTER)),
    *(FormFieldAnswered("edpb", "25", answer) for answer in (Known("a"), Unknown(), NotApplicable("none"), None)),
    *(FilingRecorded(_NOTE, 1, _HASHES[1], at, f"AP-{n}", "late") for n, at in enumerate(_HOURS)),
    *(LettersQueued(_LETTER, n, _HASHES[n], 3) for n in (1, 2)),
    *(LettersHandedOver(_LETTER, 1, *counts) for counts in ((3, 0, 0, 0), (0, 0, 3, 0), (1, 1, 0, 1), (0, 3, 0, 0))),
)
_ANSWERING: tuple[Act | Following, ...] = (
    *(FactAnswered(id_, Known(value), SAID) for id_, values in RISK_FACTS.items() for value in values),
    *(FactAnswered(id_, answer, SAID) for id_ in RISK_FACTS for answer in (Unknown(), NotApplicable("does not arise"))),
    *(FactAnswered("people", Known(count), SAID) for count in (CountRange(), CountRange(7, 7), CountRange(1, None))),
    *(ScopeSaved(n, scope, "0" * 64, "first look") for n, scope in enumerate(_SCOPES, start=1)),
)
_DOING: tuple[Act | Following, ...] = (
    *(NoteAdded(text) for text in ("a", "b")),
    *(PlaybookAdded(id_, id_ * 32, "because", replaces) for id_ in ("a1", "b2") for replaces in (False, True)),
    TaskAdded("own-1", "contain", "Call the landlord", due_at=_HOURS[3], must=True),
    *(StepBlocked(step, "no key", until) for step in STEPS for until in (None, _HOURS[3])),
    WorkHandedOver("J. Vos", ("ask", "contain"), "night shift"),
    EvidenceKept("contain", "log", "safe 2", "0" * 64),
    *(LessonRecorded(kind, "because") for kind in LessonKind),
    _agreed,
    *(_settled(done) for done in (True, False)),
    *(AwarenessCorrected(at, "the log says so") for at in _HOURS),
    *(act(step, "because") for step in STEPS for act in (TaskDone, TaskAssigned, StepSkipped, StepReopened)),
    *(
        DecisionRecorded(duty, yes, "because", Finding.yes(), waits)
        for duty in Duty
        for yes, waits in ((True, Confirmation.NONE), (False, Confirmation.NONE), (False, Confirmation.SECOND_PERSON))
    ),
    *(_stand_by(duty) for duty in Duty),
    *(MomentRecorded(moment, at, "a call") for moment in Moment for at in _HOURS[:3]),
    *(VerdictRecorded(verdict, "because", Verdict.UNDETERMINED) for verdict in Verdict),
    *(StageMet("nis2", clock, at, "CSIRT-1") for clock in ("nis2-early", "") for at in _HOURS[2:4]),
    ObligationDeclined("nis2", "not essential"),
    *(
        PeopleListsTaken(tuple(ListTaken(s, f"{s}.csv", "0" * 64, 9, 7) for s in systems), keep, 11, "" if keep is Keep.COUNTS else "letters")
        for systems in (("crm",), ("crm", "till"))
        for keep in Keep
    ),
    PeopleListsPurged(("crm",), "no longer needed"),
    IncidentClosed("Done."),
)


def numbered(*told: Act, by: str = "M. Aydin") -> tuple[TimelineEntry, ...]:
    """Give acts as a timeline, one minute apart."""
    return tuple(
        TimelineEntry(n, AWARE + timedelta(minutes=n), AWARE + timedelta(minutes=n), by, act)
        for n, act in enumerate(told, start=1)
    )


def timelines(longest: int = 14) -> st.SearchStrategy[tuple[TimelineEntry, ...]]:
    """Give a whole record: the opening, then acts in any order; a text has the next number of its notice."""

    def told(following: list[Act | Following]) -> tuple[TimelineEntry, ...]:
        acts: tuple[Act, ...] = (opening(),)
        for act in following:
            acts = (*acts, act(acts) if callable(act) else act)
        return numbered(*acts)

    following = st.sampled_from(_WRITING) | st.sampled_from(_ANSWERING) | st.sampled_from(_DOING)
    return st.lists(following, max_size=longest).map(told)
