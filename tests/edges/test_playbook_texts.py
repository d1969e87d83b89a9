"""The words of every shipped playbook and step set: in both languages, short, with a reason and a source, and complete.

Nothing here knows a playbook by name but the triage, so a new file is held to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import Playbook, Step, StepKind, Texts
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.files.playbook_file import load_playbook
from breachdesk.files.playbook_shelf import load_playbooks, step_sets
from breachdesk.files.step_sets import StepSet, StepSets

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "playbooks"
TRIAGE = re.compile(r"triage|not-sure")
"""Plans that only lead to another one; they are no situation."""

COMMON = frozenset({"confirm", "shut-out", "contained", "scope", "assess", "decide", "notify", "close"})
"""Sets every situation may use; what comes from them is no situation's own."""

MAX_TITLE = 40
"""Characters that fit a line of the plan at 80 columns."""

MAX_TEXT = 300
"""Characters of a reason, of the evidence and of the way out: six lines on a small screen."""

MAX_WORDS = 25
"""Words a sentence."""

MAX_SENTENCES = 4
FIRST_HOURS = 4
LANGUAGES = {"en", "nl"}
SAME_IN_BOTH = frozenset({"Scope"})
"""Words that are the same in both languages."""


def _words() -> FileCatalogues:
    return FileCatalogues(ROOT / "breachdesk" / "law", [FOLDER], [], lambda country, part, years: {})


WORDS = _words().vocabulary.plan_words
SETS = step_sets([FOLDER], WORDS)
PATHS = sorted(FOLDER.glob("*.yaml"))
PLAYBOOKS = {path.stem: load_playbook(path, WORDS, SETS) for path in PATHS}
SITUATIONS = {id_: playbook for id_, playbook in PLAYBOOKS.items() if not TRIAGE.search(id_)}


def every_set() -> Mapping[str, tuple[Step, ...]]:
    """Give the steps of every set, used by a playbook or not."""
    found = {}
    for path in sorted((FOLDER / "steps").glob("*.yaml")):
        sets = StepSets({one.stem: one for one in path.parent.glob("*.yaml")}, WORDS)
        read = sets._of(path.stem)  # as `include` reads it, without a playbook around it
        assert isinstance(read, StepSet), read
        found[path.stem] = read.steps
    return found


STEP_SETS = every_set()
STEPS = {f"{id_}/{step.id}": step for id_, playbook in PLAYBOOKS.items() for step in playbook.steps()} | {
    f"steps/{id_}/{step.id}": step for id_, steps in STEP_SETS.items() for step in steps
}
OF_COMMON_SETS = {step.id for id_ in COMMON for step in STEP_SETS[id_]}


def texts_of(step: Step) -> Iterator[tuple[str, Texts]]:
    """Give what a step says, by key; nothing for what it leaves out."""
    for key, texts in (("titles", step.titles), ("why", step.why), ("evidence", step.evidence), ("cannot", step.cannot)):
        if texts:
            yield key, texts


def texts_of_playbook(playbook: Playbook) -> Iterator[tuple[str, Texts]]:
    """Give what a playbook says beside its steps."""
    yield "titles", playbook.titles
    for phase in playbook.phases:
        yield f"phase {phase.id}", phase.titles
    if playbook.profile.signs:
        yield "signs", playbook.profile.signs
    for number, texts in enumerate((*playbook.profile.scope_hints, *playbook.profile.evidence), 1):
        yield f"hint {number}", texts


def every_text() -> Iterator[tuple[str, Texts]]:
    """Give every text there is, with where it stands."""
    for where, step in STEPS.items():
        yield from ((f"{where} {key}", texts) for key, texts in texts_of(step))
    for id_, playbook in PLAYBOOKS.items():
        yield from ((f"{id_} {key}", texts) for key, texts in texts_of_playbook(playbook))


def sentences(text: str) -> list[str]:
    """Split at the ends of sentences; a semicolon joins, a full stop within 'Art. 33' ends none."""
    return re.split(r"(?<=[.!?])\s+(?=[^\da-z])", text)


def test_sentences_are_told_apart_as_a_reader_would() -> None:
    """Lost without it: a splitter that finds one sentence in everything lets any length pass, and one too many refuses."""
    assert sentences("Do not pay. Call police!  Is it over? Yes.") == ["Do not pay.", "Call police!", "Is it over?", "Yes."]
    assert sentences("See Art. 33 and e.g. this one; it is one.") == ["See Art. 33 and e.g. this one; it is one."]


def test_every_shipped_file_is_looked_at() -> None:
    """Lost without it: a wrong folder would leave nothing to check, and all tests here would pass."""
    assert {"customer-data-stolen"} <= set(SITUATIONS)
    assert set(STEP_SETS) >= COMMON
    assert len(STEPS) > 100


def test_every_text_stands_in_english_and_dutch_and_is_no_copy() -> None:
    """Lost without it: at night somebody gets a step in a language they do not read."""
    wrong = [where for where, texts in every_text() if set(texts) != LANGUAGES or "" in texts.values()]
    copied = [where for where, texts in every_text() if texts.get("en") == texts.get("nl") and texts["en"] not in SAME_IN_BOTH]
    assert (wrong, copied) == ([], [])


def test_titles_fit_one_line() -> None:
    """Lost without it: the end of a title, often its point, is cut off in the list of steps."""
    long = {(where, language) for where, step in STEPS.items() for language, t in step.titles.items() if len(t) > MAX_TITLE}
    long |= {(id_, language) for id_, p in PLAYBOOKS.items() for language, t in p.titles.items() if len(t) > MAX_TITLE}
    assert long == set()


def test_what_a_step_says_is_short_and_of_short_sentences() -> None:
    """Lost without it: nobody reads a paragraph at three in the morning."""
    wrong = []
    for where, texts in every_text():
        for language, text in texts.items():
            parts = sentences(text)
            if len(text) > MAX_TEXT or len(parts) > MAX_SENTENCES:
                wrong.append(f"{where} {language}: {len(text)} characters, {len(parts)} sentences")
            wrong += [f"{where} {language}: {part}" for part in parts if len(part.split()) > MAX_WORDS]
    assert wrong == []


def test_what_a_step_says_is_whole_sentences() -> None:
    """Lost without it: a text cut short in editing stays unseen."""
    cut = [
        f"{where} {language}"
        for where, texts in every_text()
        if where.rpartition(" ")[2] in ("why", "evidence", "cannot", "signs") or " hint " in where
        for language, text in texts.items()
        if text[-1] not in ".!?'\"" or text != " ".join(text.split())
    ]
    assert cut == []


def test_every_step_says_why() -> None:
    """Lost without it: people skip what nobody explains."""
    assert [where for where, step in STEPS.items() if not step.why] == []


def test_what_must_be_done_has_a_source_or_somebody_in_charge() -> None:
    """Lost without it: an incident is held open by a step nobody owns and no law asks."""
    loose = [w for w, s in STEPS.items() if s.must and not s.source and s.owner_role is Role.RESPONDER]
    assert loose == []


def test_a_step_that_waits_says_for_how_long_and_what_if_nothing_comes() -> None:
    """Lost without it: a wait without an end asks for attention never again."""
    waits = {where: step for where, step in STEPS.items() if step.kind is StepKind.WAIT}
    assert [where for where, step in waits.items() if step.due_hours is None or not step.cannot] == []


def test_one_id_is_one_step_in_all_playbooks() -> None:
    """Lost without it: two plans merged in one incident show a step twice, and work done once counts once."""
    first: dict[str, tuple[str, Step]] = {}
    other = []
    for where, step in STEPS.items():
        bare = replace(step, line=0, file="")
        known, same = first.setdefault(step.id, (where, bare))
        if same != bare:
            other.append((known, where))
    assert other == []


@pytest.mark.parametrize("id_", SITUATIONS)
def test_a_situation_says_by_what_to_know_it_where_to_look_and_what_follows(id_: str) -> None:
    """Lost without it: a playbook that is a copy of the common steps, and helps with nothing of its own."""
    profile = SITUATIONS[id_].profile
    assert profile.signs
    assert len(profile.scope_hints) >= 2
    assert len(profile.evidence) >= 2
    assert len(profile.likely_consequences) >= 1
    assert len(profile.measures_taken) >= 2
    assert len(profile.measures_planned) >= 1
    for hinted in (profile.likely_consequences, profile.measures_taken, profile.measures_planned):
        assert len(set(hinted)) == len(hinted)


@pytest.mark.parametrize("id_", SITUATIONS)
def test_a_situation_has_steps_of_its_own_for_the_first_hours(id_: str) -> None:
    """Lost without it: the hours in which proof is lost pass with questions only."""
    own = [step for step in SITUATIONS[id_].steps() if step.id not in OF_COMMON_SETS]
    early = [s.id for s in own if s.due_hours is not None and s.due_hours <= FIRST_HOURS and (s.evidence or s.cannot)]
    assert len(early) >= 3


@pytest.mark.parametrize("id_", PLAYBOOKS)
def test_a_file_is_called_by_the_id_of_its_playbook(id_: str) -> None:
    """Lost without it: a user's own copy under the file's name would not win over the shipped one."""
    assert PLAYBOOKS[id_].id == id_


def test_all_playbooks_load_together_and_lead_to_one_another(tmp_path: Path) -> None:
    """Lost without it: one plan step that leads nowhere keeps the whole program from starting.

    What a plan leads to and is not written yet is stood in for.
    """
    led_to = {step.playbook for step in STEPS.values() if step.kind is StepKind.PLAN}
    for id_ in led_to - set(PLAYBOOKS):
        step = "{id: stand-in, kind: task, titles: {en: Stand in}}"
        head = f'id: {id_}\nversion: "1"\ntitles: {{en: Stand in}}\nphases:\n  - id: close\n    titles: {{en: Close}}\n'
        (tmp_path / f"{id_}.yaml").write_text(f"{head}    steps: [{step}]\n", encoding="utf-8")
    assert set(load_playbooks([tmp_path, FOLDER], WORDS)) == set(PLAYBOOKS) | led_to
