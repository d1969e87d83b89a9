"""The check of a draft: what a reader should know of it before a DPO says yes, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from breachdesk.domain.draft_check import Remark
from breachdesk.domain.draft_checks import CheckedDraft, OtherText, remarks_on
from breachdesk.domain.drafting import Revision
from breachdesk.domain.facts import Facts
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.plain_language import Readability
from breachdesk.domain.provenance import Basis, value_words
from breachdesk.services.ports import CaseStore, Catalogues, Now
from breachdesk.services.scoping import inventory_in_use
from breachdesk.services.sentence_sources import WordsOfTheHouse, value_in_words

BasisNow = Callable[[Incident, Revision], tuple[Basis, ...]]


class Checking:
    """One question a method."""

    def __init__(self, store: CaseStore, catalogues: Catalogues, basis_now: BasisNow, now: Now) -> None:
        self._store = store
        self._catalogues = catalogues
        self._basis_now = basis_now
        self._now = now

    def remarks(self, incident: Incident, revision: Revision) -> tuple[Remark, ...]:
        """Give everything found in a text: what blocks an approval first, then advice."""
        return remarks_on(self._draft(incident, revision))

    def readability(self, incident: Incident, revision: Revision) -> Readability:
        """Measure how hard a text is to read."""
        return self._draft(incident, revision).readability

    def _draft(self, incident: Incident, revision: Revision) -> CheckedDraft:
        inventory = inventory_in_use(self._store).inventory
        facts = incident.facts
        definitions = self._catalogues.facts()
        house = WordsOfTheHouse(definitions, inventory, incident.zone)
        return CheckedDraft(
            revision=revision,
            facts=facts,
            basis_now=self._basis_now(incident, revision),
            others=tuple(_others(incident, revision)),
            manners=self._catalogues.manners(),
            own=frozenset(_own(incident, inventory)),
            known_texts=tuple(_known_texts(incident, inventory, facts)),
            today=self._now().astimezone(ZoneInfo(incident.zone)).date(),
            in_words=lambda basis: value_in_words(basis.value, definitions.get(basis.id), house),
        )


def _others(incident: Incident, revision: Revision) -> Iterator[OtherText]:
    filed = {filing.notice for filing in incident.filings}
    sent = {notice for notice, run in incident.handed_over.items() if run.sent}
    for notice, revisions in incident.revisions.items():
        if notice != revision.notice:
            yield OtherText(revisions[-1], notice in filed | sent)


def _own(incident: Incident, inventory: Inventory) -> Iterator[str]:
    """Give what may stand in a text because it is the house's own, the authority's, or a processor's."""
    if inventory.dpo is not None:
        yield inventory.dpo.email
    yield from (person.email for person in inventory.people)
    texts = (incident.authority.email, *(p.contact for p in inventory.processors), inventory.controller.registration)
    for text in texts:
        yield from text.replace(",", " ").split()


def _known_texts(incident: Incident, inventory: Inventory, facts: Facts) -> Iterator[str]:
    controller = inventory.controller
    yield from (incident.reference, incident.title, controller.address, controller.registration)
    yield from (value_words(fact) for fact in facts.by_id.values())
    if incident.scope is not None:
        for group in incident.scope.groups:
            yield from (str(group.people), str(group.records))
        yield from (str(category.people) for category in incident.scope.categories)
    yield from (filing.reference for filing in incident.filings)
