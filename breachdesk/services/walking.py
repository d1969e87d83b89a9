"""Walking the plan: answering questions, doing, assigning, skipping and re-opening steps."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.facts import Answer, Fact, FactDefinition, FactKind, Known, Source, SourceKind, read_answer
from breachdesk.domain.foreign import clean_line, clean_text, optional_line
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.planning import check_may_do
from breachdesk.domain.playbook import TICKED, StepKind
from breachdesk.domain.timeline import Act, FactAnswered, StepReopened, StepSkipped, TaskAssigned, TaskDone
from breachdesk.services.plans import Plans
from breachdesk.services.ports import CaseStore, Catalogues, Now, Transaction
from breachdesk.services.recording import Recorder


class Walking:
    """One use case a method; each saves at once."""

    def __init__(
        self, store: CaseStore, catalogues: Catalogues, plans: Plans, recorder: Recorder, now: Now
    ) -> None:
        self._store = store
        self._catalogues = catalogues
        self._plans = plans
        self._recorder = recorder
        self._now = now

    def definition(self, fact: str, incident: Incident | None = None) -> FactDefinition:
        """Give a question by id, of the house or of an Incident's own playbooks; NotFound names the nearest."""
        facts = self._plans.facts(incident) if incident else self._catalogues.facts()
        if fact not in facts:
            near = get_close_matches(fact, facts, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise NotFound(f"There is no fact '{fact[:60]}'.{hint} `breachdesk answer --list` shows all.")
        return facts[fact]

    def answer(self, name: str, fact: str, text: str, by: str, basis: str = "") -> Incident:
        """Answer a question.

        Args:
            text: `unknown`, `n/a: reason`, an option, options parted by commas, a count, or free text.
            basis: How the person knows; a log, a call, a letter.

        Raises:
            WrongInput: it is no answer to this question; the valid ones are named.
        """
        answer = self.check_answer(fact, text, self._store.incident(name))
        source = Source(SourceKind.PERSON, clean_line(by, "name of who acts", 80), optional_line(basis, "basis"))

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            return [FactAnswered(fact, answer, source)]

        return self._recorder.record(name, by, decide)

    def check_answer(self, fact: str, text: str, incident: Incident | None = None) -> Answer:
        """Read an answer without saving it; WrongInput when it is none."""
        definition = self.definition(fact, incident)
        answer = read_answer(definition, clean_text(text, f"answer to {fact}"))
        self._check_ids(definition, answer.value if isinstance(answer, Known) else None)
        return answer

    def done(self, name: str, step: str, by: str, note: str = "") -> Incident:
        """Say that a task is done.

        Raises:
            NotAllowed: it waits for another, or it is done by other means than a tick.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            planned = self._plans.of(incident).step(step)
            if planned.step.kind not in TICKED:
                raise NotAllowed(f"'{planned.step.title()}' is not a task; {_HOW[planned.step.kind]}.")
            check_may_do(planned)
            return [TaskDone(step, optional_line(note, "note"))]

        return self._recorder.record(name, by, decide)

    def assign(self, name: str, step: str, owner: str, by: str) -> Incident:
        """Give a step an owner."""
        return self._on_step(name, step, by, TaskAssigned(step, clean_line(owner, "owner", 80)))

    def skip(self, name: str, step: str, reason: str, by: str) -> Incident:
        """Say that a step will not be done, and why.

        Raises:
            WrongInput: the reason is missing.
        """
        why = clean_line(reason, "reason for skipping", 500)
        return self._on_step(name, step, by, StepSkipped(step, why))

    def reopen(self, name: str, step: str, reason: str, by: str) -> Incident:
        """Open a step again that was done or skipped."""
        return self._on_step(name, step, by, StepReopened(step, clean_line(reason, "reason", 500)))

    def source_of(self, incident: Incident, fact: str) -> Fact | None:
        """Give a fact with where it came from, or None when nobody answered."""
        return incident.facts.get(fact)

    def _on_step(self, name: str, step: str, by: str, act: Act) -> Incident:
        def decide(incident: Incident, write: Transaction) -> Sequence[Act]:
            check_open(incident)
            self._plans.playbook(incident).step(step)
            return [act]

        return self._recorder.record(name, by, decide)

    def _check_ids(self, definition: FactDefinition, value: object) -> None:
        """Refuse categories and groups the inventory does not know."""
        stored = self._store.inventory()
        if stored is None or not isinstance(value, tuple):
            return
        known = _ids_of(definition.kind, stored.inventory)
        if known is None:
            return
        for id_ in value:
            if id_ not in known:
                near = get_close_matches(id_, known, n=1)
                hint = f" Did you mean '{near[0]}'?" if near else f" One of: {', '.join(sorted(known))}."
                raise WrongInput(f"{definition.id}: '{id_}' is not in the inventory.{hint}")


def _ids_of(kind: FactKind, inventory: Inventory) -> tuple[str, ...] | None:
    if kind is FactKind.CATEGORIES:
        return tuple(category.id for category in inventory.data_categories)
    if kind is FactKind.GROUPS:
        return tuple(group.id for group in inventory.subject_groups)
    return None


_HOW = {
    StepKind.QUESTION: "answer its questions",
    StepKind.ASSESS: "write down the conclusion",
    StepKind.PLAN: "take the plan in",
    StepKind.NOTIFY: "record that it was done, or turn the duty down with a reason",
    StepKind.SCOPE: "work out and save the scope",
    StepKind.DECISION: "record the decision",
    StepKind.DRAFT: "draft the notice",
    StepKind.REVIEW: "have a DPO approve the notice",
    StepKind.FILE: "file the notification and record it",
    StepKind.SEND: "send the communication",
    StepKind.CLOSE: "close the incident",
}
