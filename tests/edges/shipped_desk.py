"""A desk on the shipped playbooks, questions and law, with a person at it who does what it proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from breachdesk.domain.incident import Incident
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.planning import PlannedStep, StepState
from breachdesk.domain.playbook import TICKED, Playbook, Step, StepKind
from breachdesk.domain.terms import Duty
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.services.desk import Desk, desk_on
from breachdesk.services.incidents import Opening
from breachdesk.services.ports import Sender
from tests.fakes import FakeCaseStore, FakeCatalogues, FakeLetters, FakeNow
from tests.services.office import INVENTORY, LEAD, MORNING
from tests.strategies import AP

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = FileCatalogues(ROOT / "breachdesk" / "law", [ROOT / "playbooks"], [], lambda country, part, years: {})
UNKNOWN = "unknown"
MOST_STEPS = 150
"""No plan is this long; whoever walks further walks in a ring."""


def desk_with(book: LawBook, playbooks: Mapping[str, Playbook]) -> Desk:
    """Give a desk in an organisation that is controller, with an inventory and no incident."""
    catalogues = FakeCatalogues(book, SHIPPED.facts(), {"NL": AP}, playbooks, ())
    sender = Sender("Fietsgoed B.V.", "privacy@example.org", None)
    desk = desk_on(FakeCaseStore(), catalogues, FakeLetters({}), sender, FakeNow(MORNING))
    desk.scoping.take_in(INVENTORY, LEAD)
    return desk


@dataclass
class Responder:
    """Somebody who does the next step the desk proposes, and what was asked of them on the way."""

    desk: Desk
    playbook: str
    knows: Mapping[str, str]
    """What they can answer; everything else is not known yet."""

    answered: list[str] = field(default_factory=list)
    """Each fact and each decision in the order in which it was given."""

    did: list[str] = field(default_factory=list)
    id: str = ""

    def __post_init__(self) -> None:
        said = Opening("Something is wrong", detected="now", reported_by=LEAD, playbook=self.playbook)
        self.id = self.desk.incidents.open(said, LEAD).id

    @property
    def incident(self) -> Incident:
        """The incident as it is now."""
        return self.desk.incidents.get(self.id)

    def step(self, id_: str) -> PlannedStep:
        """Give a step of the plan as it stands."""
        return self.desk.incidents.plan(self.incident).step(id_)

    def open_plans(self) -> list[str]:
        """Give the plans that can be gone over to now."""
        plan = self.desk.incidents.plan(self.incident)
        return [s.step.playbook for s in plan.steps() if s.step.kind is StepKind.PLAN and s.state is StepState.OPEN]

    def decided(self) -> bool:
        """Tell whether both decisions are on record."""
        return all(self.incident.decision(duty) for duty in (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS))

    def walk(self, *until: StepKind) -> None:
        """Do what is proposed until nothing is, both decisions stand, or a step of one of these kinds comes."""
        for _ in range(MOST_STEPS):
            following = self.desk.overview.case(self.id).next
            if following is None or following.planned.state is StepState.PARKED or following.planned.step.kind in until:
                return
            self.do(following.planned.step)
            if self.decided():
                return
        raise AssertionError(f"{self.playbook} goes round: {self.did[-8:]}")

    def do(self, step: Step) -> None:
        """Do one step, whatever it wants."""
        self.did.append(step.id)
        if step.facts:
            for fact in step.facts:
                self.answer(fact)
        elif step.kind in TICKED:
            self.desk.walking.done(self.id, step.id, LEAD)
        elif step.kind is StepKind.PLAN:
            self.desk.shaping.add_playbook(self.id, step.playbook, "it fits", LEAD, step.replaces)
        elif step.kind is StepKind.NOTIFY:
            self.desk.duties.meet(self.id, step.obligation, "", "now", "their answer by mail", LEAD)
        elif step.duty is not None:
            self.answered.append(step.duty)
            self.desk.assessing.decide(self.id, step.duty, False, "because it is so", LEAD)
        else:
            self.desk.walking.skip(self.id, step.id, "not in this test", LEAD)

    def answer(self, fact: str, value: str = "") -> None:
        """Answer a question, unless it was answered before and nothing new is said."""
        if value or not self.incident.facts.is_answered(fact):
            self.answered.append(fact)
            self.desk.walking.answer(self.id, fact, value or self.knows.get(fact, UNKNOWN), LEAD)
