"""Which notices an Incident asks for, in which stage one is written, and what an edited text keeps of the one before.

Source: GDPR Art. 33(1), 33(4), 34(1); EDPB Guidelines 9/2022: one message in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches

from breachdesk.domain.drafting import EDITED, Revision, facts_digest, notice_id
from breachdesk.domain.errors import NotAllowed, NotFound
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.sentences import sentences
from breachdesk.domain.terms import Audience, Duty, NoticeKind, Stage


@dataclass(frozen=True, slots=True)
class WantedNotice:
    """A Notice to write, and why."""

    kind: NoticeKind
    language: str
    group: str
    """Empty where it is for nobody in particular."""

    because: str

    @property
    def notice(self) -> str:
        """Its id within the Incident."""
        return notice_id(self.kind, self.language, self.group)


def wanted_notices(incident: Incident, inventory: Inventory) -> tuple[WantedNotice, ...]:
    """Give the notices an Incident asks for as it stands; what somebody decided not to do is not wanted."""
    return (*_to_authority(incident, inventory), *_to_people(incident, inventory))


def stage_of(incident: Incident, kind: NoticeKind, wish: Stage | None, reason: str) -> Stage:
    """Give the stage a Notice is written in.

    Args:
        incident: As it stands.
        kind: What is written.
        wish: What somebody asked for; None takes what follows from the filings there are.
        reason: Why a Notification is withdrawn.

    Raises:
        NotAllowed: nothing was notified yet that could be followed, ended or taken back; or no reason is given.
    """
    filed = bool(incident.filings)
    if kind is NoticeKind.WITHDRAWAL:
        if not filed:
            raise NotAllowed(f"{incident.reference} was not notified yet, so there is nothing to withdraw.")
        if not reason:
            raise NotAllowed("A withdrawal says why; give the reason (Art. 33(5): the record keeps it).")
    if kind.audience is not Audience.AUTHORITY:
        return Stage.INITIAL
    follows = Stage.SUPPLEMENT if filed else Stage.INITIAL
    stage = wish or follows
    if (stage is Stage.INITIAL) is filed:
        said = "was not notified yet; the first notification comes first"
        if filed:
            said = "was notified already; write a supplement or a final one"
        raise NotAllowed(f"{incident.reference} {said}.")
    return stage


def check_group(incident: Incident, kind: NoticeKind, group: str) -> None:
    """Refuse a group the Scope does not touch, or a Notice that is for no group.

    Raises:
        NotFound: there is no such group; names the nearest.
        NotAllowed: this kind of Notice is not written for a group.
    """
    if not group:
        return
    if kind.audience is not Audience.INDIVIDUALS:
        raise NotAllowed(f"A {kind.value} is written for no group; leave the group out.")
    groups = [line.id for line in incident.scope.groups] if incident.scope else []
    if group not in groups:
        near = get_close_matches(group[:80], groups, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        have = ", ".join(groups) or "none yet; save a scope first"
        raise NotFound(f"The scope of {incident.reference} touches no group '{group[:60]}' (it touches: {have}).{hint}")


def followed(
    old: Revision, subject: str, text: str, incident: Incident, author: str, now: datetime, comes_from: str
) -> Revision:
    """Give the Revision that follows one somebody edited.

    Every origin is kept: what stands word for word is known by its words, and what was changed shows what it was.
    """
    edited = old.template if old.template.endswith(EDITED) else f"{old.template}{EDITED}"
    return replace(
        old,
        number=old.number + 1,
        subject=subject,
        text=text,
        gaps=tuple(gap for gap in old.gaps if not incident.facts.is_settled(gap.fact)),
        template=edited,
        facts_digest=facts_digest(incident.facts),
        author=author,
        written_at=now,
        comes_from=comes_from,
    )


def by_hand(revision: Revision) -> tuple[str, ...]:
    """Give the sentences a person wrote: those that were not made from facts, word for word; none where that was not kept."""
    stated = {one.sentence for one in revision.stated}
    return tuple(s.text for s in sentences(revision.text) if s.text not in stated) if stated else ()


def _to_authority(incident: Incident, inventory: Inventory) -> Iterator[WantedNotice]:
    decision = incident.decision(Duty.NOTIFY_AUTHORITY)
    if decision is not None and not decision.notify:
        return
    languages = incident.authority.languages or inventory.controller.languages[:1]
    for language in languages[:1]:
        yield WantedNotice(NoticeKind.NOTIFICATION, language, "", f"the language of {incident.authority.short}")


def _to_people(incident: Incident, inventory: Inventory) -> Iterator[WantedNotice]:
    decision = incident.decision(Duty.NOTIFY_INDIVIDUALS)
    if incident.scope is None or (decision is not None and not decision.notify):
        return
    labels = {group.id: group.label("en") for group in inventory.subject_groups}
    for line in incident.scope.groups:
        for language in line.languages or inventory.controller.languages[:1]:
            because = f"{labels.get(line.id, line.id)}, {line.people} people"
            yield WantedNotice(NoticeKind.COMMUNICATION, language, line.id, because)


def list_beside_scope(incident: Incident, group: str, listed: int) -> str:
    """Say that a list holds fewer people than the Scope has at least; empty where it does not, or nobody can tell.

    Art. 34(1) is owed to everybody it concerns. One list may be one of several, so it is said and not refused.

    Args:
        group: The group the Notice is for; empty for all of them.
        listed: How many people the list holds.
    """
    if incident.scope is None:
        return ""
    lines = {line.id: line.people for line in incident.scope.groups}
    people = lines.get(group) if group else incident.scope.people
    if people is None or people.at_least is None or listed >= people.at_least:
        return ""
    return f"The list holds {listed:,}; the scope has {people} people (Art. 34(1)). Is this one list of several?"
