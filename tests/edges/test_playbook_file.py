"""Playbooks are read strictly, and the shipped one can be walked to its end whatever the answers are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.drafting import Revision, notice_id
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.facts import (
    YES_NO_OPTIONS,
    Fact,
    FactDefinition,
    FactKind,
    Facts,
    Known,
    Option,
    Source,
    SourceKind,
)
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import (
    Approval,
    Decision,
    Filing,
    Incident,
    SavedScope,
    StepMark,
    StepRecord,
)
from breachdesk.domain.law import Authority, Citation, ClockRule, LawStatus
from breachdesk.domain.parties import Role
from breachdesk.domain.planning import check_may_close, next_step, plan_of
from breachdesk.domain.playbook import (
    Condition,
    DecisionCondition,
    Playbook,
    Step,
    StepKind,
    Wanted,
    rings_of_needs,
)
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.domain.timeline import LettersHandedOver
from breachdesk.files.playbook_file import load_playbook, parse_playbook
from breachdesk.files.strict_yaml import Node, read_yaml

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "playbooks" / "customer-data-stolen.yaml"
BAD = ROOT / "tests" / "bad_files" / "playbook"
HOSTILE = ROOT.parent / "shared" / "hostile" / "yaml"
PHASES = ["confirm", "contain", "scope", "assess", "decide", "notify", "close"]
Answers = Mapping[str, frozenset[str]]


def words(node: Node, key: str) -> str:
    """Give a text out of a mapping node."""
    assert isinstance(node.value, dict)
    found = node.value[key].value
    assert isinstance(found, str)
    return found


def parts(node: Node, key: str) -> list[Node]:
    """Give a list out of a mapping node; empty when absent."""
    assert isinstance(node.value, dict)
    found = node.value[key].value if key in node.value else []
    assert isinstance(found, list)
    return found


def shipped_facts() -> dict[str, FactDefinition]:
    """Give the shipped questions, read here by hand so that this test stands alone."""
    found = {}
    for node in parts(read_yaml(ROOT / "breachdesk" / "law" / "facts.yaml"), "facts"):
        options = tuple(Option(words(o, "id"), {"en": words(o, "en")}) for o in parts(node, "options"))
        kind = FactKind(words(node, "kind"))
        given_ = YES_NO_OPTIONS if kind is FactKind.YES_NO else options
        found[words(node, "id")] = FactDefinition(words(node, "id"), kind, {"en": words(node, "id")}, given_)
    return found


FACTS = shipped_facts()


@pytest.fixture(scope="module")
def plan() -> Playbook:
    """Give the shipped playbook."""
    return load_playbook(SHIPPED, FACTS)


def a_plan(*steps: str, head: str = "") -> bytes:
    """Give a playbook of one phase in YAML."""
    body = "".join(f"      - {step}\n" for step in steps)
    top = 'id: own\nversion: "1"\ntitles: {en: Own}\n' + head
    return f"{top}phases:\n  - id: one\n    titles: {{en: One}}\n    steps:\n{body}".encode()


# --- reading ---------------------------------------------------------------------------------------


def test_a_step_is_read_with_all_it_can_say() -> None:
    """A field dropped in silence is a gate that does not close."""
    decide = "{id: decide, kind: decision, titles: {en: Decide}, duty: notify_authority}"
    draft = (
        '{id: draft, kind: draft, titles: {en: Draft, nl: Opstellen}, why: {en: Because.}, source: "GDPR Art. 33", '
        "owner_role: dpo, due_hours: 54, needs: [decide], notice: notification, must: yes, "
        "when_decided: {duty: notify_authority, notify: yes}, "
        'when: [{fact: cause, is: [human-error]}, {fact: contained, is_not: ["no"]}]}'
    )
    step = parse_playbook(a_plan(decide, draft), "own.yaml", FACTS).step("draft")
    assert step == Step(
        id="draft",
        kind=StepKind.DRAFT,
        titles={"en": "Draft", "nl": "Opstellen"},
        why={"en": "Because."},
        line=9,
        source="GDPR Art. 33",
        owner_role=Role.DPO,
        due_hours=54,
        needs=("decide",),
        when=(
            Condition("cause", Wanted.IS, ("human-error",)),
            Condition("contained", Wanted.IS_NOT, ("no",)),
        ),
        when_decided=DecisionCondition(Duty.NOTIFY_AUTHORITY, True),
        notice=NoticeKind.NOTIFICATION,
        must=True,
    )


def test_what_a_step_does_not_say_has_a_plain_default() -> None:
    """A short playbook is a good playbook."""
    step = parse_playbook(a_plan("{id: a, kind: task, titles: {en: A}}"), "own.yaml", FACTS).step("a")
    assert step == Step(id="a", kind=StepKind.TASK, titles={"en": "A"}, why={}, line=8)


def test_the_fingerprint_is_of_the_raw_bytes(plan: Playbook) -> None:
    """An incident keeps the plan it began with; any changed byte is another plan."""
    raw = SHIPPED.read_bytes()
    assert plan.sha256 == hashlib.sha256(raw).hexdigest()
    assert parse_playbook(raw + b"\n# changed\n", "own.yaml", FACTS).sha256 != plan.sha256


def test_windows_files_are_read(plan: Playbook) -> None:
    """Notepad writes a byte order mark and CRLF."""
    raw = b"\xef\xbb\xbf" + SHIPPED.read_bytes().replace(b"\n", b"\r\n")
    assert parse_playbook(raw, "own.yaml", FACTS).phases == plan.phases


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_playbook_gets_exactly_its_written_messages(path: Path) -> None:
    """A playbook that loads with a hole fails in the middle of the night."""
    with pytest.raises(FileProblems) as refused:
        load_playbook(path, FACTS)
    assert path.with_suffix(".txt").read_text(encoding="utf-8").splitlines() == refused.value.lines()


def test_a_plan_of_more_than_two_hundred_steps_is_refused() -> None:
    """Nobody walks it, and a long chain of needs must not exhaust the walk."""
    chain = [f"{{id: s{i}, kind: task, titles: {{en: S}}, needs: [s{i + 1}]}}" for i in range(200)]
    with pytest.raises(FileProblems, match="at most 200 steps"):
        parse_playbook(a_plan(*chain, "{id: s200, kind: task, titles: {en: S}}"), "own.yaml", FACTS)


def test_an_unreadable_file_is_a_clear_error(tmp_path: Path) -> None:
    """A slip in the path must not show a traceback."""
    with pytest.raises(FileProblems, match="cannot be read"):
        load_playbook(tmp_path / "none.yaml", FACTS)
    with pytest.raises(FileProblems, match="is not a file"):
        load_playbook(tmp_path, FACTS)
    (tmp_path / "big.yaml").write_bytes(b"#" * 300 * 1024)
    with pytest.raises(FileProblems, match="larger than 256 KiB"):
        load_playbook(tmp_path / "big.yaml", FACTS)


def test_hostile_yaml_raises_only_file_problems() -> None:
    """A crafted playbook must be refused in words, never end the program."""
    if not HOSTILE.is_dir():
        pytest.skip("the shared hostile files are not here")
    files = sorted(HOSTILE.glob("*.yaml"))
    assert len(files) == 40
    for path in files:
        with pytest.raises(FileProblems):
            load_playbook(path, FACTS)


@settings(max_examples=60, deadline=None)
@given(needs=st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=1, max_size=8))
def test_a_plan_is_refused_exactly_when_its_needs_go_round(needs: list[list[int]]) -> None:
    """A ring would block each of its steps for ever; a sound plan must not be refused."""
    steps = [
        Step(f"s{i}", StepKind.TASK, {"en": "S"}, {}, i, needs=tuple(f"s{n}" for n in wanted if n < len(needs)))
        for i, wanted in enumerate(needs)
    ]
    done: set[str] = set()
    while free := [s.id for s in steps if s.id not in done and set(s.needs) <= done]:
        done.update(free)
    rings = list(rings_of_needs(steps))
    assert (len(done) < len(steps)) is bool(rings)
    for ring in rings:
        by_id = {step.id: step for step in steps}
        assert all(after in by_id[before].needs for before, after in zip(ring, (*ring[1:], ring[0]), strict=True))


# --- the shipped plan: its words --------------------------------------------------------------------


def test_the_shipped_plan_has_the_seven_phases_in_order(plan: Playbook) -> None:
    """The screens and the manual name these seven."""
    assert [phase.id for phase in plan.phases] == PHASES


def test_every_title_and_reason_is_there_in_english_and_dutch_and_short(plan: Playbook) -> None:
    """A tired person at three in the morning reads forty characters, not a paragraph."""
    for step in plan.steps():
        for language in ("en", "nl"):
            assert 0 < len(step.titles[language]) <= 40, step.id
            assert 0 < len(step.why[language]) <= 300, step.id
    for phase in plan.phases:
        assert {"en", "nl"} <= set(phase.titles)


def test_every_legal_step_names_its_source(plan: Playbook) -> None:
    """A step that claims a duty must say where it stands."""
    legal = set(StepKind) - {StepKind.QUESTION, StepKind.TASK, StepKind.CLOSE}
    assert [s.id for s in plan.steps() if (s.kind in legal or s.must) and "Art." not in s.source] == []


def test_what_must_be_done_before_closing_is_marked(plan: Playbook) -> None:
    """An incident must not close over an open decision, filing or letter."""
    must = {s.id for s in plan.steps() if s.must}
    acts = {s.id for s in plan.steps() if s.kind in (StepKind.DECISION, StepKind.FILE, StepKind.SEND)}
    assert acts | {"personal-data", "conclusion", "register", "supplement"} == must


def test_the_house_targets_leave_room_before_the_legal_period(plan: Playbook) -> None:
    """Targets follow the phases, and the filing stands six hours before the end."""
    latest = {p.id: max((s.due_hours or 0) for s in p.steps) for p in plan.phases}
    assert latest == {"confirm": 4, "contain": 8, "scope": 24, "assess": 36, "decide": 48, "notify": 66, "close": 0}
    assert plan.step("draft-notification").due_hours == 54


def test_the_dpo_reviews_and_the_lead_decides(plan: Playbook) -> None:
    """Four eyes: nobody approves what they alone wrote and decided."""
    assert {s.owner_role for s in plan.steps() if s.kind is StepKind.REVIEW} == {Role.DPO}
    assert {s.owner_role for s in plan.steps() if s.kind is StepKind.DECISION} == {Role.INCIDENT_LEAD}


def test_every_fact_the_notices_need_is_asked(plan: Playbook) -> None:
    """Art. 33(3) wants nature, categories, numbers, consequences and measures."""
    asked = {fact for step in plan.steps() for fact in step.facts}
    wanted = {"breach_kinds", "data_categories", "subject_groups", "people", "records", "likely_consequences"}
    wanted |= {"measures_taken", "measures_planned", "account_nl", "account_en", "conclusion"}
    assert wanted <= asked


# --- the shipped plan: its graph --------------------------------------------------------------------


def every_answer(plan: Playbook) -> list[Answers]:
    """Give every mix of answers to the facts that conditions rest on."""
    facts = sorted({c.fact for s in plan.steps() for c in s.when})
    choices = []
    for fact in facts:
        ids = [option.id for option in FACTS[fact].options]
        single = [frozenset({id_}) for id_ in ids]
        choices.append([*single, frozenset(ids)] if FACTS[fact].kind is FactKind.CHOICES else single)
    return [dict(zip(facts, mix, strict=True)) for mix in product(*choices)]


def applies(step: Step, answers: Answers, decided: Mapping[Duty, bool]) -> bool | None:
    """Tell whether a step is needed; None while it waits for an answer or a decision."""
    outcomes: list[bool | None] = []
    for condition in step.when:
        known = answers.get(condition.fact)
        if known is None:
            outcomes.append(None if condition.wanted is Wanted.IS else True)
        else:
            outcomes.append(bool(known & set(condition.values)) is (condition.wanted is Wanted.IS))
    if step.when_decided:
        made = decided.get(step.when_decided.duty)
        outcomes.append(None if made is None else made is step.when_decided.notify)
    if False in outcomes:
        return False
    return None if None in outcomes else True


def walked(plan: Playbook, answers: Answers, notify: Mapping[Duty, bool]) -> tuple[set[str], set[str]]:
    """Walk the plan as a person would; give the steps done and the steps left waiting."""
    known: dict[str, frozenset[str]] = {}
    decided: dict[Duty, bool] = {}
    done: set[str] = set()
    while True:
        states = {s.id: applies(s, known, decided) for s in plan.steps()}
        settled = done | {id_ for id_, state in states.items() if state is False}
        ready = [s for s in plan.steps() if states[s.id] and s.id not in done and set(s.needs) <= settled]
        if not ready:
            return done, {id_ for id_ in states if id_ not in settled}
        for step in ready:
            done.add(step.id)
            learnt = {fact: answers[fact] for fact in step.facts if fact in answers}
            known |= learnt
            if step.duty is not None:
                decided[step.duty] = notify[step.duty]
            if learnt or step.duty is not None:
                break  # what is needed may be another thing now


DECISIONS = [dict(zip(Duty, (True, a, b), strict=True)) for a, b in product((True, False), repeat=2)]


def test_whatever_the_answers_nothing_is_left_waiting_and_the_incident_can_close(plan: Playbook) -> None:
    """A step that waits for a question nobody is ever asked would hang for ever."""
    mixes = every_answer(plan)
    assert len(mixes) > 1000
    for number, answers in enumerate(mixes):
        done, waiting = walked(plan, answers, DECISIONS[number // 2 % 4])
        assert waiting == set(), answers
        assert {"conclusion", "register", "close"} <= done


def test_every_step_is_reached_and_every_conditional_step_can_fall_away(plan: Playbook) -> None:
    """A branch nobody can reach is a promise nobody keeps; one that never falls away is no branch."""
    reached: set[str] = set()
    avoided: set[str] = set()
    everything = {step.id for step in plan.steps()}
    for answers in every_answer(plan)[::7]:
        for notify in DECISIONS:
            done, _ = walked(plan, answers, notify)
            reached |= done
            avoided |= everything - done
    assert reached == everything
    assert avoided == {s.id for s in plan.steps() if s.when or s.when_decided}


def test_without_personal_data_only_recording_and_closing_are_left(plan: Playbook) -> None:
    """A false alarm must end in five steps, with its reason written down."""
    answers = {fact: frozenset({FACTS[fact].options[0].id}) for fact in FACTS if FACTS[fact].options}
    done, _ = walked(plan, answers | {"personal_data": frozenset({"no"})}, DECISIONS[0])
    assert done == {"keep-evidence", "personal-data", "conclusion", "register", "close"}


def test_a_decision_not_to_notify_drops_drafting_filing_and_sending(plan: Playbook) -> None:
    """Nobody may draft or send what was decided against."""
    answers = {fact: frozenset({FACTS[fact].options[0].id}) for fact in FACTS if FACTS[fact].options}
    done, _ = walked(plan, answers, DECISIONS[3])
    assert {s.id for s in plan.steps() if s.when_decided} & done == set()
    assert {"decide-authority", "decide-individuals", "close"} <= done


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        ({"cause": "malicious-external"}, "attack-route"),
        ({"cause": "malicious-insider"}, "attack-route"),
        ({"cause": "malicious-external", "attack_route": "phishing"}, "reset-credentials"),
        ({"cause": "malicious-external", "attack_route": "stolen-credentials"}, "reset-credentials"),
        ({"breach_kinds": "availability"}, "availability"),
        ({"breach_kinds": "integrity"}, "altered"),
        ({"exposure": "one-known-recipient"}, "recipient"),
        ({"exposure": "known-people"}, "recipient"),
    ],
)
def test_each_branch_opens_on_its_answer_and_on_no_other(
    plan: Playbook, answers: dict[str, str], step: str
) -> None:
    """The right question at the right time, and none that does not arise."""
    settled = {fact: frozenset({value}) for fact, value in answers.items()}
    condition = plan.step(step)
    assert applies(condition, settled | {"personal_data": frozenset({"yes"})}, {}) is True
    assert applies(condition, {}, {}) is None
    last = list(answers)[-1]
    others = {o.id for o in FACTS[last].options} - {v for c in condition.when if c.fact == last for v in c.values}
    for other in others:
        assert applies(condition, settled | {last: frozenset({other})}, {}) is False


# --- the shipped plan: walked by the planning of the house --------------------------------------------

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def an_incident() -> Incident:
    """Give a fresh incident."""
    clock = ClockRule("c", "C", 72, "awareness", date(2018, 5, 25), LawStatus.IN_FORCE, Citation("GDPR", "33(1)"))
    authority = Authority("nl-ap", "NL", "AP", "AP", "Europe/Amsterdam", ("nl",), "form", "https://x", None)
    return Incident(
        "i1", "2026-01", "Theft", NOON, NOON, "UTC", "Ann", "", authority, clock, "p", "h", NOON, "Ann"
    )


def one_act(incident: Incident, step: Step, notify: bool) -> Incident:
    """Give the incident after somebody did what a step asks."""
    if step.kind is StepKind.QUESTION:
        answers = incident.answers
        for fact in step.facts:
            options = FACTS[fact].options
            many = FACTS[fact].kind in (FactKind.CHOICES, FactKind.CATEGORIES, FactKind.GROUPS)
            ids = tuple(o.id for o in options) or ("x",)
            answer = Known(ids if many else ids[0])
            answers = answers.with_fact(Fact(fact, answer, Source(SourceKind.PERSON, "Ann"), NOON))
        return replace(incident, answers=Facts(answers.by_id))
    if step.kind is StepKind.SCOPE:
        return replace(incident, scope_versions=(SavedScope(1, Scope(), "h", "", "Ann", NOON),))
    if step.duty is not None:
        decision = Decision(step.duty, notify, "because", Finding.yes(), "Ann", NOON)
        return replace(incident, decisions={**incident.decisions, step.duty: decision})
    if step.notice is not None:
        return one_act_on_notice(incident, step, step.notice)
    return replace(incident, steps={**incident.steps, step.id: StepRecord(mark=StepMark.DONE, by="Ann", at=NOON)})


def one_act_on_notice(incident: Incident, step: Step, kind: NoticeKind) -> Incident:
    """Give the incident after a notice was drafted and approved, filed or sent."""
    name = notice_id(kind, "nl")
    revision = Revision(name, 1, kind, "nl", "S", "T", (), "t", "d", "Ann", NOON)
    if step.kind is StepKind.DRAFT:
        return replace(incident, revisions={**incident.revisions, name: (revision,)})
    if step.kind is StepKind.REVIEW:
        approval = Approval(name, 1, revision.sha256, "Dee", NOON)
        return replace(incident, approvals={**incident.approvals, name: approval})
    if step.kind is StepKind.FILE:
        filing = Filing(name, 1, revision.sha256, NOON, "ref", "", "Ann")
        return replace(incident, filings=(filing,))
    sent = LettersHandedOver(name, 1, 12, 0, 0, 0)
    return replace(incident, handed_over={**incident.handed_over, name: sent})


@pytest.mark.parametrize("notify", [True, False])
def test_following_the_next_step_leads_from_opening_to_a_permitted_close(plan: Playbook, notify: bool) -> None:
    """The plan and the planning must agree; here a person just does what the desk proposes."""
    incident, taken = an_incident(), []
    while (following := next_step(plan_of(incident, plan), NOON)) and following.planned.step.id != "close":
        step = following.planned.step
        assert step.id not in taken, "the desk proposes a step again that was just done"
        taken.append(step.id)
        incident = one_act(incident, step, notify)
    assert ("file-notification" in taken, "send-communication" in taken) == (notify, notify)
    assert following is not None
    check_may_close(plan_of(incident, plan))
