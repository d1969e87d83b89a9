"""Playbooks are read strictly, and the shipped one can be walked to its end whatever the answers are."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.facts import FactKind
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import (
    AnyCondition,
    Condition,
    DecisionCondition,
    Playbook,
    Profile,
    Step,
    StepKind,
    Wanted,
    rings_of_needs,
)
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.files.fact_file import load_facts
from breachdesk.files.playbook_file import load_playbook, parse_playbook
from breachdesk.files.playbook_shelf import load_playbooks, step_sets
from breachdesk.files.playbook_steps import PlanWords
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "playbooks" / "customer-data-stolen.yaml"
BAD = ROOT / "tests" / "bad_files" / "playbook"
HOSTILE = ROOT.parent / "shared" / "hostile" / "yaml"
PHASES = ["confirm", "contain", "scope", "assess", "decide", "notify", "close"]
LAW = ROOT / "breachdesk" / "law"
TAXONOMY = load_taxonomy(LAW / "taxonomy.yaml")
IDS = {FactKind.CATEGORIES: frozenset(TAXONOMY.categories), FactKind.GROUPS: frozenset(TAXONOMY.group_kinds)}
WORDS = PlanWords(load_facts(LAW / "facts.yaml"), IDS)


@pytest.fixture(scope="module")
def plan() -> Playbook:
    """Give the shipped playbook."""
    return load_playbook(SHIPPED, WORDS, step_sets([SHIPPED.parent], WORDS))


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
    step = parse_playbook(a_plan(decide, draft), "own.yaml", WORDS).step("draft")
    assert step == Step(
        id="draft",
        kind=StepKind.DRAFT,
        titles={"en": "Draft", "nl": "Opstellen"},
        why={"en": "Because."},
        line=9,
        file="own.yaml",
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
    step = parse_playbook(a_plan("{id: a, kind: task, titles: {en: A}}"), "own.yaml", WORDS).step("a")
    assert step == Step(id="a", kind=StepKind.TASK, titles={"en": "A"}, why={}, line=8, file="own.yaml")


def test_a_step_of_each_other_kind_is_read_with_what_is_its_own() -> None:
    """Lost without it: a plan step that leads nowhere, a duty towards a customer without its name."""
    plan = (
        "{id: over, kind: plan, titles: {en: Over}, playbook: lost-device, replaces: yes, evidence: {en: Logs.}, "
        "cannot: {en: Ask.}, due_hours: 4, due_from: detection}"
    )
    notify = "{id: tell, kind: notify, titles: {en: Tell}, obligation: gdpr-33-2, due_hours: 2, due_from: over}"
    known = "{fact: contained, is: [yes, no]}, {fact: cause, is_not: [human-error]}"
    either = f"{{id: read, kind: guidance, titles: {{en: Read}}, when: [{{any: [{known}]}}]}}"
    read = parse_playbook(a_plan(plan, notify, either), "own.yaml", WORDS)
    over, tell, guidance = read.steps()
    assert (over.playbook, over.replaces, over.evidence, over.cannot) == ("lost-device", True, {"en": "Logs."}, {"en": "Ask."})
    assert (over.due_hours, over.due_from, tell.due_from) == (4, "detection", "over")
    assert (tell.obligation, guidance.kind) == ("gdpr-33-2", StepKind.GUIDANCE)
    conditions = (Condition("contained", Wanted.IS, ("yes", "no")), Condition("cause", Wanted.IS_NOT, ("human-error",)))
    assert guidance.when == (AnyCondition(conditions),)


def test_own_facts_and_the_profile_are_read() -> None:
    """Lost without it: a question that only this situation asks, and the hints that fit it."""
    head = (
        "facts:\n  - {id: own_key, kind: choice, labels: {en: which key}, options: [{id: master, en: the master key, nl: de hoofdsleutel}]}\n"
        "profile:\n  signs: {en: Files do not open.}\n  scope_hints: [{en: The mail.}]\n  evidence: [{en: Logs.}]\n"
        "  likely_consequences: [fraud]\n  measures_taken: [access-blocked]\n"
    )
    asks = "{id: key, kind: question, titles: {en: Key}, facts: [own_key]}"
    depends = '{id: b, kind: task, titles: {en: B}, when: [{fact: own_key, is: ["master"]}]}'
    read = parse_playbook(a_plan(asks, depends, head=head), "own.yaml", WORDS)
    assert read.facts["own_key"].option("master").label("nl") == "de hoofdsleutel"
    texts = ({"en": "Files do not open."}, ({"en": "The mail."},), ({"en": "Logs."},))
    assert read.profile == Profile(*texts, likely_consequences=("fraud",), measures_taken=("access-blocked",))


def test_a_set_brings_its_steps_and_those_of_the_sets_it_includes(tmp_path: Path) -> None:
    """Lost without it: twelve playbooks each with its own copy of one phase."""
    (tmp_path / "steps").mkdir()
    for name, body in (("outer", "include: inner"), ("inner", "{id: i, kind: task, titles: {en: I}}")):
        text = f'id: {name}\nversion: "1"\nsteps:\n  - {body}\n  - {{id: of-{name}, kind: task, titles: {{en: O}}}}\n'
        (tmp_path / "steps" / f"{name}.yaml").write_text(text, encoding="utf-8")
    read = parse_playbook(a_plan("include: outer"), "own.yaml", WORDS, step_sets([tmp_path], WORDS))
    assert [(s.id, s.file, s.line) for s in read.steps()] == [("i", "inner.yaml", 4), ("of-inner", "inner.yaml", 5), ("of-outer", "outer.yaml", 5)]


def test_the_fingerprint_is_of_the_raw_bytes() -> None:
    """Lost without it: an incident keeps the plan it began with, and any changed byte is another plan."""
    raw = a_plan("{id: a, kind: task, titles: {en: A}}")
    assert parse_playbook(raw, "own.yaml", WORDS).sha256 == hashlib.sha256(raw).hexdigest()
    assert parse_playbook(raw + b"\n# changed\n", "own.yaml", WORDS).sha256 != hashlib.sha256(raw).hexdigest()


def test_the_fingerprint_changes_with_every_set_that_is_included(tmp_path: Path) -> None:
    """Lost without it: a shared phase is rewritten, and the plans that use it look unchanged."""
    shutil.copytree(SHIPPED.parent, tmp_path / "playbooks")
    before = load_playbook(tmp_path / "playbooks" / SHIPPED.name, WORDS, step_sets([tmp_path / "playbooks"], WORDS))
    for path in sorted((tmp_path / "playbooks" / "steps").glob("*.yaml")):
        if f"include: {path.stem}\n" not in SHIPPED.read_text(encoding="utf-8"):
            continue
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}# changed\n", encoding="utf-8")
        after = load_playbook(tmp_path / "playbooks" / SHIPPED.name, WORDS, step_sets([tmp_path / "playbooks"], WORDS))
        path.write_text(text, encoding="utf-8")
        assert after.sha256 != before.sha256, path.name


def test_windows_files_are_read(plan: Playbook) -> None:
    """Notepad writes a byte order mark and CRLF."""
    raw = b"\xef\xbb\xbf" + SHIPPED.read_bytes().replace(b"\n", b"\r\n")
    assert parse_playbook(raw, SHIPPED.name, WORDS, step_sets([SHIPPED.parent], WORDS)).phases == plan.phases


def test_a_plan_step_that_leads_to_no_playbook_is_refused_with_the_nearest(tmp_path: Path) -> None:
    """Lost without it: a triage that sends somebody at night to a plan that is not there."""
    (tmp_path / "own.yaml").write_bytes(a_plan("{id: over, kind: plan, titles: {en: Over}, playbook: owm}"))
    with pytest.raises(FileProblems) as refused:
        load_playbooks([tmp_path], WORDS)
    assert refused.value.lines() == ["own.yaml:8 'over' leads to the playbook 'owm', and there is none. Did you mean 'own'?"]


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_playbook_gets_exactly_its_written_messages(path: Path) -> None:
    """A playbook that loads with a hole fails in the middle of the night."""
    with pytest.raises(FileProblems) as refused:
        load_playbook(path, WORDS, step_sets([BAD], WORDS))
    assert path.with_suffix(".txt").read_text(encoding="utf-8").splitlines() == refused.value.lines()


def test_a_plan_of_more_than_two_hundred_steps_is_refused() -> None:
    """Nobody walks it, and a long chain of needs must not exhaust the walk."""
    chain = [f"{{id: s{i}, kind: task, titles: {{en: S}}, needs: [s{i + 1}]}}" for i in range(200)]
    with pytest.raises(FileProblems, match="at most 200 steps"):
        parse_playbook(a_plan(*chain, "{id: s200, kind: task, titles: {en: S}}"), "own.yaml", WORDS)


def test_an_unreadable_file_is_a_clear_error(tmp_path: Path) -> None:
    """A slip in the path must not show a traceback."""
    with pytest.raises(FileProblems, match="cannot be read"):
        load_playbook(tmp_path / "none.yaml", WORDS)
    with pytest.raises(FileProblems, match="is not a file"):
        load_playbook(tmp_path, WORDS)
    (tmp_path / "big.yaml").write_bytes(b"#" * 300 * 1024)
    with pytest.raises(FileProblems, match="larger than 256 KiB"):
        load_playbook(tmp_path / "big.yaml", WORDS)


def test_hostile_yaml_raises_only_file_problems() -> None:
    """A crafted playbook must be refused in words, never end the program."""
    if not HOSTILE.is_dir():
        pytest.skip("the shared hostile files are not here")
    files = sorted(HOSTILE.glob("*.yaml"))
    assert len(files) == 40
    for path in files:
        with pytest.raises(FileProblems):
            load_playbook(path, WORDS)


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
