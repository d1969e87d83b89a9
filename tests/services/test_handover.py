"""The page for the next shift: what it must say, in which order, and as Markdown that obeys nothing."""

from __future__ import annotations

import re

from breachdesk.services.handover import Handover, as_markdown, handover_of
from breachdesk.services.shaping import NewTask
from tests.services.office import BOSS, DPO, LEAD, RESPONDER, Office


def page(office: Office, name: str) -> Handover:
    """Give the page as of now."""
    view = office.desk.overview.case(name)
    return handover_of(view, office.now(), office.desk.facts_of(view.incident))


def part(office: Office, name: str, label: str) -> list[str]:
    """Give what one part says."""
    return [str(item) for one in page(office, name).parts if one.label == label for item in one.items]


def test_every_part_says_something_also_of_an_incident_of_which_nothing_is_known(office: Office) -> None:
    """Lost without it: an empty heading that may mean nothing, or forgotten."""
    found = page(office, office.opened().id)
    assert [one.label for one in found.parts if not one.items] == []
    assert part(office, found.reference, "EVIDENCE") == ["none kept"]
    assert part(office, found.reference, "DECIDED") == ["nothing yet"]


def test_the_next_best_steps_are_five_at_most_in_their_order_with_their_reason(office: Office) -> None:
    """Lost without it: a next shift that starts anywhere."""
    incident = office.opened()
    said = part(office, incident.id, "NEXT")
    best = office.desk.overview.case(incident.id).next
    assert best is not None
    assert said[0] == f"1 {best.planned.step.title()} · {best.because}"
    assert 1 < len(said) <= 5


def test_what_is_open_says_who_has_it_and_by_when_the_most_pressing_first(office: Office) -> None:
    """Lost without it: work that two people do, or nobody."""
    incident = office.opened()
    office.desk.walking.assign(incident.id, "contain", LEAD, RESPONDER)
    office.now.advance(hours=5)
    said = part(office, incident.id, "OPEN")
    assert said[0].startswith("Ask · nobody yet, late since Mon")
    assert said[0].endswith("!")
    assert said[1].startswith(f"Contain · {LEAD}, by Mon")


def test_what_is_blocked_and_what_is_not_known_yet_is_held_up_with_its_reason(office: Office) -> None:
    """Lost without it: a step that stands still, and only the last shift knows why."""
    incident = office.opened()
    office.desk.shaping.block(incident.id, "contain", "the host is asleep", RESPONDER, "+2h")
    office.desk.walking.answer(incident.id, "personal_data", "unknown", RESPONDER)
    said = part(office, incident.id, "HELD UP")
    assert any("the host is asleep" in line and "look again Mon" in line for line in said)
    assert "not known yet: Ask" in said


def test_only_what_was_done_since_the_last_hand_over_is_told_and_its_note(office: Office) -> None:
    """Lost without it: the same forty steps read at each change of shift."""
    incident = office.opened()
    office.desk.walking.done(incident.id, "contain", RESPONDER)
    office.now.advance(hours=1)
    office.desk.shaping.hand_over(incident.id, LEAD, RESPONDER, "", "ring the host")
    office.now.advance(hours=1)
    assert part(office, incident.id, "DONE")[1:] == ["nothing done"]
    office.desk.walking.done(incident.id, "logs", LEAD)
    said = part(office, incident.id, "DONE")
    assert f"{RESPONDER} handed over to {LEAD}: ring the host" in said[0]
    assert said[1:] == ["1 done, the last of them: Logs"]


def test_decisions_evidence_and_what_the_law_asks_are_on_the_page(office: Office) -> None:
    """Lost without it: a next shift that decides again, or keeps again."""
    incident = office.opened()
    office.desk.walking.answer(incident.id, "conclusion", "The risk is high.", RESPONDER)
    office.decided(incident, True)
    office.desk.shaping.keep_evidence(incident.id, "logs", "access log", "safe 3", RESPONDER, "a" * 64)
    assert f"Authority: notify, {LEAD}" in part(office, incident.id, "DECIDED")[0]
    assert part(office, incident.id, "EVIDENCE") == ["access log, at safe 3, sha256 aaaaaaaaaaaa ✓"]
    assert part(office, incident.id, "KNOWN")[1] == "conclusion: The risk is high."
    assert any(line.startswith("Warn, to the alarm desk: ") for line in part(office, incident.id, "BY LAW"))


def test_a_closed_incident_says_how_it_ended_and_over_what(office: Office) -> None:
    """Lost without it: a next shift that works on what is over."""
    incident = office.closed(office.opened())
    stands = part(office, incident.id, "STANDS")[0]
    assert "closed" in stands
    assert "for the test" in stands
    assert part(office, incident.id, "NEXT") == ["nothing, it is closed"]


def test_markdown_says_every_part_and_obeys_nothing(office: Office) -> None:
    """Lost without it: a name that becomes a link, a picture or a heading where the page is pasted."""
    incident = office.opened(title="# [x](javascript:y) <img src=z> ![p](q)")
    office.desk.shaping.add_task(incident.id, NewTask("`rm` *now* | _b_ ~c~ &lt;"), BOSS)
    office.desk.walking.assign(incident.id, "own-1", DPO, BOSS)
    text = as_markdown(page(office, incident.id))
    assert re.findall(r"(?<!\\)[`*_{}\[\]<>|~!&]", text) == []
    assert text.count("\n## ") == len(page(office, incident.id).parts)
    assert text.startswith("# 2026-01 \\# \\[x\\]")
