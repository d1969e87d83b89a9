"""A workspace in which every field that people or files fill holds a text that would drive the desk if it were obeyed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

from breachdesk.cli.sample_stories import ASSESSED, CONFIRMED
from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.afterwards import LessonKind
from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.terms import STATUTORY, Duty, NoticeKind
from breachdesk.services.incidents import Opening
from breachdesk.services.shaping import NewTask
from breachdesk.wiring import Wiring, shipped
from tests.tui.sample_desk import MovedNow

CLICK, UNBALANCED = "[@click=app.rung]{}[/]", "[/] {} a [/ [bold"
"""One would run an action when clicked, one would end the app; each takes a word to know it by."""

RAW = "\x1b]52;c;ZXZpbA==\x1b\\\x9b2J\u202e"
"""Cannot be typed into the desk, and can be in its file."""


def says(field: str) -> str:
    """Give what stands in a field; fields of a kind, such as the first and second title, take turns."""
    return (CLICK, UNBALANCED)[sum(map(ord, field)) % 2].format(field)


def make_hostile(wired: Wiring, now: MovedNow) -> tuple[str, str]:
    """Fill a workspace; give the references of an incident under way and of one that is filed and sent."""
    own = wired.folder / "playbooks"
    (own / "steps").mkdir(parents=True)
    for path in (shipped("playbooks") / "customer-data-stolen.yaml", *(shipped("playbooks") / "steps").glob("*.yaml")):
        (own / path.relative_to(shipped("playbooks"))).write_text(_hostile(path), encoding="utf-8")
    (own / "odd.yaml").write_text(_odd_plan(), encoding="utf-8")
    inventory = wired.folder / "[bold]inventory.yaml"
    inventory.write_text(_inventory(), encoding="utf-8")
    wired.desk().scoping.take_in(wired.read_inventory([inventory]), says("importer"))
    done = _opened(wired, now, "title2", 30)
    _to_the_end(wired, done)
    under_way = _opened(wired, now, "title1", 10)
    _under_way(wired, under_way)
    return under_way, done


def _hostile(path: Path) -> str:
    """A shipped plan or step set, with another text in the title and the reason of every step."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'titles: \{en: "([^"]*)"', lambda m: f"titles: {{en: {json.dumps(says('step'))}", text)
    return re.sub(r'^( +)en: "[^"]*"$', lambda m: f"{m[1]}en: {json.dumps(says('why'))}", text, flags=re.MULTILINE)


def _odd_plan() -> str:
    """A plan of our own, with a step of each newer kind."""
    steps = [
        {"id": "odd-read", "kind": "guidance"},
        {"id": "odd-wait", "kind": "wait", "due_hours": 4, "cannot": {"en": says("cannot")}, "evidence": {"en": says("wanted")}},
        {"id": "odd-tell", "kind": "notify", "obligation": "gdpr-33-2"},
    ]
    for step in steps:
        step.update(titles={"en": says(f"step {step['id']}")}, why={"en": says("why")}, source=says("source"))
    document = {
        "id": "odd",
        "version": "1",
        "titles": {"en": says("odd plan")},
        "profile": {"signs": {"en": says("signs")}, "evidence": [{"en": says("hint")}]},
        "phases": [{"id": "contain", "titles": {"en": says("phase")}, "steps": steps}],
    }
    return json.dumps(document, indent=1)


def _inventory() -> str:
    document = {
        "controller": {"name": says("house"), "country": "NL", "zone": "Europe/Amsterdam", "languages": ["nl", "en"]},
        "dpo": {"name": says("dpo"), "email": "dpo@house.example", "phone": "+31 30 555 01 10"},
        "people": [
            {"name": says("lead"), "email": "lead@house.example", "roles": ["responder", "incident-lead"]},
            {"name": says("dpo"), "email": "dpo@house.example", "roles": ["dpo"]},
        ],
        "data_categories": [{"id": "contact.odd", "labels": {"en": says("category"), "nl": says("category")}}],
        "subject_groups": [
            {
                "id": "customers",
                "kind": "customers",
                "labels": {"en": says("group"), "nl": says("group")},
                "size": {"at_least": 10, "at_most": 20},
                "countries": ["NL"],
            }
        ],
        "processors": [{"id": "host", "name": says("processor"), "country": "NL", "contact": says("contact")}],
        "systems": [
            {"id": "crm", "name": says("system1"), "kind": "application", "owner": says("owner"), "processor": "host"},
            {"id": "other", "name": says("system2"), "kind": "application"},
        ],
        "datasets": [
            {
                "id": "people",
                "name": says("dataset"),
                "systems": ["crm", "other"],
                "categories": ["contact.odd"],
                "subjects": [{"group": "customers", "people": {"at_least": 10, "at_most": 20}}],
                "retention": says("retention"),
            }
        ],
        "processing_activities": [
            {"id": "selling", "name": says("activity"), "purpose": says("purpose"), "datasets": ["people"]}
        ],
    }
    # JSON is YAML, but each key stands on a line of its own only so that rows can be told apart.
    return json.dumps(document, indent=1)


def _opened(wired: Wiring, now: MovedNow, title: str, hours_ago: float) -> str:
    aware = now.at - timedelta(hours=hours_ago)
    opening = Opening(
        title=says(title),
        detected=(aware - timedelta(hours=1)).isoformat(),
        aware=aware.isoformat(),
        awareness_reason=says("awareness"),
        reported_by=says("reporter"),
    )
    return wired.desk().incidents.open(opening, says("actor")).reference


def _under_way(wired: Wiring, ref: str) -> None:
    desk, by = wired.desk(), says("actor")
    for fact, text in CONFIRMED.items():
        desk.walking.answer(ref, fact, text, by, says("basis"))
    desk.walking.answer(ref, "account_en", says("account"), by, says("basis"))
    desk.walking.answer(ref, "happened_from", f"n/a: {says('na')}", by, says("basis"))
    desk.walking.assign(ref, "secure-logs", says("assigned"), by)
    desk.walking.skip(ref, "isolate-system", says("skipped"), by)
    desk.walking.reopen(ref, "isolate-system", says("reopened"), by)
    desk.walking.skip(ref, "isolate-system", says("skipped"), by)
    desk.shaping.add_task(ref, NewTask(says("own task"), "contain", says("task why")), by)
    desk.shaping.block(ref, "own-1", says("blocked"), by)
    desk.shaping.keep_evidence(ref, "secure-logs", says("evidence"), says("place"), by)
    desk.shaping.hand_over(ref, says("assigned"), by, says("assigned"), says("handed"))
    desk.incidents.note(ref, says("note"), by)
    aware = desk.incidents.get(ref).aware_at + timedelta(minutes=1)
    desk.incidents.correct_awareness(ref, aware.isoformat(), says("correction"), by)
    desk.scoping.save(ref, ["crm"], by, "")
    desk.scoping.save(ref, ["crm", "other"], by, says("rescoped"))
    desk.assessing.decide(ref, Duty.NOTIFY_AUTHORITY, True, says("decided"), by)
    draft = desk.notices.draft(ref, NoticeKind.NOTIFICATION, "en", by)
    text = draft.text + "\n" + says("body")
    desk.notices.revise(ref, "notification-en", says("subject"), text, by)
    desk.approving.approve(ref, "notification-en", says("dpo"))
    desk.approving.withdraw(ref, "notification-en", says("withdrawn"), by)
    for kind in LessonKind:
        desk.afterwards.learn(ref, kind, says(f"lesson {kind.value}"), by)
    for what in ("agreed1", "agreed2", "agreed3"):
        desk.afterwards.agree(ref, says(what), says("agreed by"), "+14d", by)
    desk.afterwards.settle(ref, "a2", False, says("dropped"), by)


def _to_the_end(wired: Wiring, ref: str) -> None:
    desk, by = wired.desk(), says("actor")
    for fact, text in {**CONFIRMED, **ASSESSED}.items():
        desk.walking.answer(ref, fact, text, by, says("basis"))
    desk.scoping.save(ref, ["crm"], by, "")
    for duty in (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS):
        desk.assessing.decide(ref, duty, True, says("decided"), by)
    people = tuple(Addressee(says(f"person{i}"), f"person{i}@example.org") for i in range(2))
    to = AddresseeList(people, says("list"), "0" * 64)
    for kind in STATUTORY:
        desk.notices.draft(ref, kind, "en", by)
        listed = to if kind is NoticeKind.COMMUNICATION else None
        desk.approving.approve(ref, f"{kind.value}-en", says("dpo"), addressees=listed)
    desk.approving.file(ref, "notification-en", says("filing"), by)
    desk.outbox.queue(ref, "communication-en", to, by)
    with desk.store.writing() as write:
        first, second = write.deliveries(desk.incidents.get(ref).id, "communication-en")
        for letter, became in ((first, DeliveryState.UNCERTAIN), (second, DeliveryState.FAILED)):
            write.move_delivery(letter.id, DeliveryState.QUEUED, DeliveryState.SENDING, "", wired.now())
            said = f"{says('reply')}{RAW}"
            write.move_delivery(letter.id, DeliveryState.SENDING, became, said, wired.now())
