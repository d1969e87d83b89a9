"""What an Incident, its inventory and its decisions say to a form, as facts under the names of `form_values`.

Nothing is guessed: what the record does not say is left out, and so is not known. A fact taken away never adds a value here.

Source: GDPR Art. 33(3), 34; and the record that Art. 33(5) asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from breachdesk.domain.facts import Fact, Facts, Known, Source, SourceKind
from breachdesk.domain.form_values import CASE
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import CountRange, Inventory
from breachdesk.domain.law import EEA
from breachdesk.domain.parties import Person, Processor, Role
from breachdesk.domain.terms import Audience, Duty, NoticeKind
from breachdesk.domain.worked_out import RISK_LEVEL

RECORD = "the record of the incident"
RULES = "the assessment"
OWN = "the inventory's words on the organisation"


@dataclass(frozen=True, slots=True)
class FormCase:
    """Everything a form is filled from."""

    incident: Incident
    facts: Facts
    """Those of the Incident, and behind them what the inventory says of the organisation."""

    inventory: Inventory
    now: datetime
    risk: str = ""
    """What the rules find: unlikely, risk or high; empty while they cannot tell."""

    severity: str = ""
    """The band of ENISA's method; empty while it has none."""


def facts_for_forms(case: FormCase, language: str, incomplete: bool) -> Facts:
    """Give the facts a form may ask, with the values beside them.

    Args:
        language: Of the account of what happened; another one stands in where there is none in it.
        incomplete: Whether the notification leaves anything open.
    """
    reading = _Reading(case)
    found = {**case.facts.by_id}
    for fact in (*reading.every(), *reading.account(language)):
        found[fact.id] = fact
    found[f"{CASE}incomplete"] = reading.record("incomplete", "yes" if incomplete else "no")
    return Facts(found)


class _Reading:
    def __init__(self, case: FormCase) -> None:
        self._case = case
        self._incident = case.incident
        self._facts = case.facts
        self._inventory = case.inventory
        self._reporter = self._who_reports()

    def every(self) -> Iterator[Fact]:
        for part in (
            self._notification, self._organisation, self._people_of_the_house, self._parties, self._when, self._span,
            self._reach, self._purposes, self._figures, self._told, self._weighed,
        ):  # fmt: skip
            yield from (fact for fact in part() if fact.value not in ("", None, ()))

    def account(self, language: str) -> Iterator[Fact]:
        for id_ in (f"account_{language}", "account_en", "account_nl"):
            fact = self._facts.get(id_)
            if fact is not None and self._facts.text(id_) is not None:
                yield Fact(f"{CASE}account", fact.answer, fact.source, fact.at)
                return

    def record(self, name: str, value: str | tuple[str, ...], who: str = RECORD) -> Fact:
        return self._fact(name, value, Source(SourceKind.PERSON, who))

    def _own(self, name: str, value: str) -> Fact:
        return self._fact(name, value, Source(SourceKind.PERSON, OWN))

    def _fact(self, name: str, value: str | tuple[str, ...], source: Source, at: datetime | None = None) -> Fact:
        return Fact(f"{CASE}{name}", Known(value), source, at or self._incident.opened_at)

    def _like(self, name: str, value: str | tuple[str, ...], *ids: str) -> Fact:
        """Give a value with the source of the facts it was made from."""
        behind = [fact for fact in map(self._facts.get, ids) if fact is not None]
        if len(behind) == 1:
            return Fact(f"{CASE}{name}", Known(value), behind[0].source, behind[0].at)
        from_inventory = any(fact.source.kind is SourceKind.INVENTORY for fact in behind)
        kind = SourceKind.INVENTORY if from_inventory else SourceKind.PERSON
        says = "; ".join(dict.fromkeys(fact.source.by for fact in behind))
        rows = tuple(dict.fromkeys(row for fact in behind for row in fact.source.rows))
        at = max((fact.at for fact in behind), default=self._incident.opened_at)
        return Fact(f"{CASE}{name}", Known(value), Source(kind, says, "", rows), at)

    def _notification(self) -> Iterator[Fact]:
        incident = self._incident
        first = min(incident.filings, key=lambda filing: filing.filed_at, default=None)
        withdrawing = bool(incident.notices_of(NoticeKind.WITHDRAWAL))
        kind = "new" if first is None else "withdrawal" if withdrawing else "follow-up"
        yield self.record("kind", kind)
        late = (incident.first_filed_at or self._case.now) > incident.deadline.due_at
        yield self.record("late", "yes" if late else "no")
        yield self.record("late-reasons", first.late_reasons if first else "")
        yield self.record("reference", incident.reference)
        yield self.record("earlier-reference", first.reference if first else "")
        yield self.record("authority", incident.authority.name)
        if withdrawing and incident.verdict is not None:
            yield self.record("withdrawal-reason", incident.verdict.reason, incident.verdict.by)

    def _organisation(self) -> Iterator[Fact]:
        controller = self._inventory.controller
        countries = self._facts.texts("established_in") or (controller.country,)
        yield self._own("controller", controller.name)
        yield self._own("controller-contact", controller.address)
        yield self._own("registration", controller.registration)
        yield self._own("has-registration", "yes" if controller.registration.strip() else "")
        yield self._own("in-eea", "yes" if EEA.intersection(countries) else "no")

    def _people_of_the_house(self) -> Iterator[Fact]:
        dpo = self._inventory.dpo
        dpos = self._with_role(Role.DPO)
        if dpo is not None:
            yield self._own("dpo", "yes")
            yield self._own("dpo-name", dpo.name)
            yield self._own("dpo-contact", ", ".join(part for part in (dpo.email, dpo.phone) if part))
        elif dpos:
            yield self._own("dpo", "yes")
            yield self._own("dpo-name", dpos[0].name)
            yield self._own("dpo-contact", dpos[0].email)
        reporter = self._reporter
        if reporter is not None:
            is_dpo = Role.DPO in reporter.roles
            yield self.record("reporter", reporter.name)
            yield self.record("reporter-contact", reporter.email)
            yield self.record("reporter-role", "dpo" if is_dpo else "other")
            yield self.record("reporter-function", ", ".join(role.value.replace("-", " ") for role in reporter.roles))

    def _who_reports(self) -> Person | None:
        """Who filed; else who leads incidents in this house."""
        by = [filing.by for filing in self._incident.filings]
        filed = [person for person in self._inventory.people if person.name in by]
        return next(iter((*filed, *self._with_role(Role.INCIDENT_LEAD))), None)

    def _with_role(self, role: Role) -> list[Person]:
        return [person for person in self._inventory.people if role in person.roles]

    def _parties(self) -> Iterator[Fact]:
        scope = self._incident.scope
        if scope is None:
            return
        source = Source(SourceKind.INVENTORY, "the scope", "processors of what was touched")
        joint = self._facts.is_any("our_role", "joint-controller")
        yield self._fact("parties", "yes" if scope.processors or joint else "no", source)
        if joint and not scope.processors:
            yield self._fact("party-role", "joint-controller", source)
        if scope.processors:
            known = [p for p in self._inventory.processors if p.id in scope.processors]
            yield self._fact("party-role", "processor", source)
            yield self._fact("party-names", ", ".join(p.name for p in known) or ", ".join(scope.processors), source)
            yield self._fact("party-contact", "; ".join(_contact(p) for p in known if p.contact), source)

    def _when(self) -> Iterator[Fact]:
        incident = self._incident
        yield self.record("aware-at", incident.aware_at.isoformat(), incident.opened_by)
        yield self.record("detected-at", incident.detected_at.isoformat(), incident.reported_by or incident.opened_by)
        yield self.record("awareness-reason", incident.awareness_reason, incident.opened_by)

    def _span(self) -> Iterator[Fact]:
        since, until = self._facts.text("happened_from"), self._facts.text("happened_until")
        if since is None:
            return
        if until is not None:
            zone = ZoneInfo(self._incident.zone)
            days = {datetime.fromisoformat(text).astimezone(zone).date() for text in (since, until)}
            yield self._like("span", "one-day" if len(days) == 1 else "ended", "happened_from", "happened_until")
        elif self._facts.is_any("contained", "no"):
            yield self._like("span", "ongoing", "happened_from", "contained")

    def _reach(self) -> Iterator[Fact]:
        yield from self._groups()
        scope = self._incident.scope
        if scope is None:
            return
        held = {system.id: system for system in self._inventory.systems}
        named = [held[id_] for id_ in scope.systems if id_ in held]
        rows = tuple(str(system.row) for system in named)
        lines = (", ".join(part for part in (s.name, s.kind, s.location) if part) for s in named)
        yield self._fact("systems", "; ".join(lines), Source(SourceKind.INVENTORY, "the scope", "systems that were hit", rows))

    def _purposes(self) -> Iterator[Fact]:
        scope = self._incident.scope
        used = [a for a in self._inventory.processing_activities if scope is not None and a.id in scope.activities]
        source = Source(SourceKind.INVENTORY, "the scope", "purposes of what was touched", tuple(str(a.row) for a in used))
        yield self._fact("purposes", "; ".join(dict.fromkeys(a.purpose or a.name for a in used)), source)

    def _groups(self) -> Iterator[Fact]:
        """Give countries of the EEA, and the law's kinds of people for the inventory's groups; a kind named stays."""
        ids = self._facts.texts("subject_groups")
        kinds = {group.id: group.kind for group in self._inventory.subject_groups}
        for name, id_ in (("eea-countries", "affected_countries"), ("eea-establishments", "established_in")):
            inside = tuple(country for country in self._facts.texts(id_) or () if country in EEA)
            yield self._like(name, inside, id_)
        if ids:
            yield self._like("groups", tuple(dict.fromkeys(kinds.get(id_, id_) for id_ in ids)), "subject_groups")

    def _figures(self) -> Iterator[Fact]:
        for id_ in ("people", "records"):
            fact, count = self._facts.get(id_), self._facts.count(id_)
            if fact is None or not _says_something(count, fact):
                continue
            exact = count.at_least == count.at_most and fact.source.kind is SourceKind.PERSON
            yield self._like(f"{id_}-figure", "exact" if exact else "approximate", id_)
        countries, people = self._facts.texts("affected_countries"), self._facts.get("people")
        count = self._facts.count("people")
        if countries and len(countries) == 1 and people is not None and _says_something(count, people):
            yield self._like("people-by-country", f"{countries[0]}: {count}", "affected_countries", "people")

    def _told(self) -> Iterator[Fact]:
        incident, decision = self._incident, self._incident.decision(Duty.NOTIFY_INDIVIDUALS)
        if incident.people_told:
            yield self.record("told", "told", "the outbox")
            yield self.record("told-at", incident.first_sent_at.isoformat() if incident.first_sent_at else "", "the outbox")
            yield self.record("told-by", "individually", "the outbox")
            yield self.record("told-content", self._sent_text())
        elif decision is not None:
            yield self.record("told", "will-be" if decision.notify else "will-not-be", decision.by)
        if decision is not None:
            yield self.record("told-reason", decision.reason, decision.by)

    def _sent_text(self) -> str:
        """The exact texts that went to people, or wait in the outbox to go."""
        written = self._incident.revisions
        queued = [r for act in self._incident.queued.values() for r in written.get(act.notice, ()) if r.number == act.number]
        texts = [f"{r.subject}\n\n{r.text.strip()}" for r in queued if r.kind.audience is Audience.INDIVIDUALS]
        return "\n\n".join(texts)

    def _weighed(self) -> Iterator[Fact]:
        rules = Source(SourceKind.INVENTORY, RULES)
        if self._case.risk:
            yield Fact(RISK_LEVEL, Known(self._case.risk), rules, self._incident.opened_at)
        yield self._fact("severity", self._case.severity, Source(SourceKind.INVENTORY, "ENISA's method"))


def _contact(processor: Processor) -> str:
    return f"{processor.name}: {processor.contact}"


def _says_something(count: CountRange, fact: Fact) -> bool:
    """A zero that only the inventory says is no figure: it may have forgotten somebody."""
    worked_out_zero = fact.source.kind is SourceKind.INVENTORY and count.at_most == 0
    return not (count.is_unknown or count == CountRange(0, None) or worked_out_zero)
