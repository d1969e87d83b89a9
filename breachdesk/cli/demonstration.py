"""The sample organisation at work: incidents to look at, or the whole main job without a terminal.

Everything here goes through the same desk as a real incident. Mail goes to a folder of the demo workspace.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from breachdesk.cli.export_commands import write_files
from breachdesk.cli.front import Front
from breachdesk.cli.remind_commands import report_lines
from breachdesk.cli.sample_stories import AGREED, ASSESSED, CONFIRMED, LEARNED, OPEN_SERVER, STOLEN_LAPTOP
from breachdesk.cli.speaking import say
from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import StepState
from breachdesk.domain.playbook import StepKind
from breachdesk.domain.terms import STATUTORY, Duty, NoticeKind
from breachdesk.services.desk import Desk
from breachdesk.services.incidents import Opening
from breachdesk.services.times import in_words
from breachdesk.services.views import DUTY_WORDS, clock_line, finding_face

RESPONDER, LEAD, DPO = "M. Aydin", "J. Vos", "S. Kok"
GENERAL = "customer-data-stolen"


def open_sample_incidents(front: Front, looked_back: bool = True) -> None:
    """Open three incidents: one to work on, one that waits for the DPO, one that is closed.

    Args:
        looked_back: The closed one has lessons and actions.
    """
    closed = _filed_and_closed(front)
    if looked_back:
        _looked_back(front, closed)
    _waiting_for_dpo(front)
    _under_way(front)


def run_whole_job(front: Front) -> None:
    """Take one incident from "something is wrong" to one notice filed and one sent, and say each step."""
    desk = front.desk()
    say(f"BreachDesk demo, {desk.overview.organisation()}: nothing leaves this machine.")
    opened = _under_way(front)
    ref = opened.reference
    say(f"\n1 Opened {ref} '{opened.title}'. {clock_line(opened, front.now(), narrow=False)}.")
    _say_next(front, ref)
    say("\n2 Reminders due so far:")
    for line in report_lines(asyncio.run(desk.reminding.tick())):
        say(f"  {line}")
    _scope(front, ref)
    _assess_and_decide(front, ref)
    revisions = _draft_and_approve(front, ref)
    filed = desk.approving.file(ref, "notification-nl", "AP-DEMO-0001", LEAD).filings[-1]
    say(f"\n7 Filed {in_words(filed.filed_at, opened.zone)} under {filed.reference}; the clock stands still.")
    _send(front, ref)
    _do_tasks(front, ref)
    closed = desk.incidents.close(ref, "Authority notified, customers told, access closed.", LEAD)
    say(f"\n9 Closed. {clock_line(closed, front.now(), narrow=False)}.")
    say("\nThe drafts are here:")
    for notice in revisions:
        latest = desk.notices.state(closed, notice).revision
        for path in write_files(front, ref, latest, front.folder / "drafts"):
            say(f"  {path}")
    say(f"\nLook at it: breachdesk --workspace {front.folder}")


def _scope(front: Front, ref: str) -> None:
    saved = front.desk().scoping.save(ref, ["crm", "sftp-export"], RESPONDER, "named in the log").scope
    assert saved is not None
    say(f"\n3 Scope of crm and sftp-export: people {saved.people}, records {saved.records}.")
    for group in saved.groups:
        say(f"  {group.id}: {group.people} people, because of {', '.join(str(r) for r in group.because[:3])}")
    for question in saved.unknown[:3]:
        say(f"  unknown: {question}")


def _assess_and_decide(front: Front, ref: str) -> None:
    desk = front.desk()
    for fact, text in ASSESSED.items():
        desk.walking.answer(ref, fact, text, RESPONDER, "SFTP log of last night")
    say("\n4 What the rules propose:")
    view = desk.overview.case(ref)
    for duty, finding in view.proposals.items():
        say(f"  {DUTY_WORDS[duty]}: {finding_face(finding).text}")
        for reason in finding.reasons:
            say(f"    {reason.because} ({reason.source})")
    for duty in (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS):
        desk.assessing.decide(ref, duty, True, "Readable bank details are with a thief; people must act.", LEAD)
    say(f"\n5 {LEAD} decided, beside the proposal: notify the authority, tell the individuals.")


def _draft_and_approve(front: Front, ref: str) -> list[str]:
    desk = front.desk()
    say("\n6 Drafts, written from the facts:")
    names = []
    for kind in STATUTORY:
        for language in desk.notices.languages(kind):
            made = desk.notices.draft(ref, kind, language, RESPONDER)
            names.append(made.notice)
            gaps = f"; not known yet: {', '.join(g.label for g in made.gaps)}" if made.gaps else ""
            say(f"  {made.notice} revision {made.number}{gaps}")
    people = front.read_addressees(front.sample_addressees())
    for notice, to in (("notification-nl", None), ("communication-nl", people)):
        approval = desk.approving.approve(ref, notice, DPO, addressees=to).approvals[notice]
        said = f", for {len(to.rows)} addressees" if to else ""
        key = approval.signature.fingerprint if approval.signature else ""
        say(f"  {DPO} approved {notice}{said}, signed with {key}")
    return names


def _send(front: Front, ref: str) -> None:
    desk = front.desk()
    people = front.read_addressees(front.sample_addressees())
    desk.outbox.queue(ref, "communication-nl", people, LEAD)
    report = asyncio.run(desk.outbox.send(ref, "communication-nl", LEAD))
    said = ", ".join(f"{report.count(s)} {s.value}" for s in DeliveryState if report.count(s))
    say(f"\n8 Letters: {said}, one a person; each lies in {front.folder / 'postbox'} as it was sent.")


def _do_tasks(front: Front, ref: str) -> None:
    """Tick off the tasks that are left, as they open up."""
    desk = front.desk()
    for _ in range(20):
        plan = desk.overview.case(ref).plan
        tasks = [s for s in plan.steps() if s.step.kind is StepKind.TASK and s.state is StepState.OPEN]
        if not tasks:
            return
        for task in tasks:
            desk.walking.done(ref, task.step.id, RESPONDER, "done in the demo")


def _under_way(front: Front) -> Incident:
    """Confirmed and contained yesterday; the scope is next."""
    desk = front.desk()
    opened = _opened(front, desk, "Customer data copied from the CRM", hours_ago=25)
    for fact, text in CONFIRMED.items():
        desk.walking.answer(opened.reference, fact, text, RESPONDER, "access log of the CRM")
    for step in ("keep-evidence", "block-access", "secure-logs", "reset-credentials"):
        desk.walking.done(opened.reference, step, RESPONDER)
    began = (opened.detected_at - timedelta(hours=7)).isoformat()
    desk.walking.answer(opened.reference, "happened_from", began, RESPONDER, "first log-in in the log")
    return desk.incidents.get(opened.reference)


def _waiting_for_dpo(front: Front) -> None:
    """Decided, drafted; nobody has approved yet and the time is running out."""
    desk = front.desk()
    ref = _opened(front, desk, "Order export taken from the SFTP server", hours_ago=66.8, playbook="exposed-storage").reference
    for fact, text in OPEN_SERVER.items():
        desk.walking.answer(ref, fact, text, LEAD, "report of the hosting provider")
    began = (desk.incidents.get(ref).detected_at - timedelta(hours=30)).isoformat()
    desk.walking.answer(ref, "happened_from", began, LEAD, "report of the hosting provider")
    desk.scoping.save(ref, ["sftp-export"], LEAD)
    _do_tasks(front, ref)
    for duty in (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS):
        desk.assessing.decide(ref, duty, True, "Addresses and orders were open to anyone.", LEAD)
    desk.notices.draft(ref, NoticeKind.NOTIFICATION, "nl", LEAD)


def _filed_and_closed(front: Front) -> Incident:
    """An older one, filed in time; done by a desk of that day, so that its record tells the story as it was."""
    desk = front.desk_at(front.now() - timedelta(hours=480 - 61))
    opened = _opened(front, desk, "Sales laptop taken from a car", hours_ago=480, playbook="lost-device")
    ref = opened.reference
    for fact, text in STOLEN_LAPTOP.items():
        desk.walking.answer(ref, fact, text, LEAD, "report to the police")
    desk.scoping.save(ref, ["laptop-sales-07"], LEAD)
    desk.assessing.decide(ref, Duty.NOTIFY_AUTHORITY, True, "The disk was not encrypted.", LEAD)
    desk.assessing.decide(ref, Duty.NOTIFY_INDIVIDUALS, False, "Contact details and everyday mail; no high risk shows.", LEAD)
    desk.notices.draft(ref, NoticeKind.NOTIFICATION, "nl", LEAD)
    desk.approving.approve(ref, "notification-nl", DPO)
    desk.approving.file(ref, "notification-nl", "AP-DEMO-0000", LEAD)
    return desk.incidents.close(ref, "Notified in time.", LEAD, "kept for the demo; tasks were done on paper")


def _looked_back(front: Front, closed: Incident) -> None:
    """What was learned, and what is still to be done about it; said the day it was closed."""
    desk, ref = front.desk_at(closed.closed_at or front.now()), closed.reference
    for kind, text in LEARNED.items():
        desk.afterwards.learn(ref, kind, text, LEAD)
    for what, owner, due in AGREED:
        desk.afterwards.agree(ref, what, owner, due, LEAD)
    front.desk().afterwards.settle(ref, "a1", True, "all 41 laptops, list with IT", RESPONDER)


def _opened(front: Front, desk: Desk, title: str, hours_ago: float, playbook: str = GENERAL) -> Incident:
    aware = front.now() - timedelta(hours=hours_ago)
    opening = Opening(
        title=title,
        detected=(aware - timedelta(hours=1)).isoformat(),
        aware=aware.isoformat(),
        awareness_reason="The logs had to be read before it was certain that data were taken.",
        reported_by=RESPONDER,
        playbook=playbook,
    )
    return desk.incidents.open(opening, RESPONDER)


def _say_next(front: Front, ref: str) -> None:
    following = front.desk().overview.case(ref).next
    if following is not None:
        say(f"  Next: {following.planned.step.title()}; {following.because}.")
