"""Figures over all incidents: measured from the records, named, and measured again only where something happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from breachdesk.domain import figures as figures_module
from breachdesk.domain.errors import NotFound
from breachdesk.domain.figures import OnTime, Span, SpanFigures, Tally, Timeliness
from breachdesk.services.action_words import day_words, open_words
from breachdesk.services.bars import share_drawn, two_drawn
from breachdesk.services.figure_words import (
    SPAN_MEANS,
    SPAN_WORDS,
    TIMELINESS_FACES,
    apart_words,
    known_words,
    longest,
    of_words,
    override_words,
    share_words,
    span_words,
)
from breachdesk.services.incidents import Opening
from tests.plans import SMALL
from tests.services.office import LEAD, RESPONDER, Office


def test_what_happened_in_the_office_is_what_the_figures_say(either_office: Office) -> None:
    """Lost without it: figures of something else than the records."""
    desk, now = either_office.desk, either_office.now
    first = either_office.filed()
    desk.walking.answer(first.id, "cause", "human-error", RESPONDER)
    second = either_office.opened()
    now.advance(hours=4)
    desk.scoping.save(second.id, ["crm"], LEAD)
    either_office.decided(second, notify=False)
    skipped = desk.walking.skip(second.id, "contain", "not needed", LEAD)
    desk.afterwards.agree(second.id, "Training", LEAD, "+1d", LEAD)
    either_office.closed(skipped)
    back = desk.looking_back.figures()
    found = back.figures
    spans = {row.span: row for row in found.spans}
    four = timedelta(hours=4)
    assert SpanFigures(Span.TO_SCOPE, 1, 2, four, four, "2026-02") == spans[Span.TO_SCOPE]
    assert SpanFigures(Span.TO_FILING, 1, 1, timedelta(0), timedelta(0), "2026-01") == spans[Span.TO_FILING]
    assert SpanFigures(Span.TO_PEOPLE, 0, 0) == spans[Span.TO_PEOPLE]
    assert found.on_time.counts == {Timeliness.ON_TIME: 1, Timeliness.NOT_TO_NOTIFY: 1}
    assert (found.closed, found.overridden) == (1, ("2026-02",))
    assert {"contain": SMALL.step("contain").title()} == back.steps
    assert {SMALL.id: SMALL.title()} == back.playbooks
    assert (back.causes[""], back.causes["human-error"]) == ("not known yet", "human error")
    assert [row.action.what for row in back.actions] == ["Training"]


def test_figures_since_a_day_leave_out_what_came_before_and_its_actions(office: Office) -> None:
    """Lost without it: a report on this year with last year's incident in it."""
    old = office.opened(detected="2026-11-20 10:00")
    new = office.opened()
    for incident in (old, new):
        office.desk.afterwards.agree(incident.id, "Training", LEAD, "+1d", LEAD)
    back = office.desk.looking_back.figures(date(2026, 11, 23))
    assert [case.reference for case in back.figures.cases] == ["2026-02"]
    assert [row.reference for row in back.actions] == ["2026-02"]
    assert len(office.desk.looking_back.figures(date(2026, 11, 20)).figures.cases) == 2


def test_the_day_that_counts_is_the_one_where_the_incident_was(office: Office) -> None:
    """Lost without it: New Year's Eve in the quarter of another country."""
    office.now.at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    office.opened()
    opening = Opening(title="In London", detected="now", reported_by=RESPONDER, zone="Europe/London")
    office.desk.incidents.open(opening, RESPONDER)
    assert [str(quarter) for quarter in office.desk.looking_back.figures().figures.quarters] == ["2026 Q4", "2027 Q1"]


def test_an_incident_is_measured_again_only_once_something_happened_and_time_counts_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a thousand incidents worked out anew at every look; or one that is never late until somebody types."""
    real, seen = figures_module.figures_of, []

    def counting(incident, aware_on):  # type: ignore[no-untyped-def]
        seen.append(incident.reference)
        return real(incident, aware_on)

    monkeypatch.setattr(figures_module, "figures_of", counting)
    office.opened()
    second = office.opened()
    figures = office.desk.looking_back.figures
    assert figures().figures.on_time.counts == {Timeliness.RUNNING: 2}
    office.desk.incidents.note(second.id, "called", LEAD)
    office.now.advance(hours=73)
    assert figures().figures.on_time.counts == {Timeliness.LATE: 2}
    assert sorted(seen[:2], reverse=True) + seen[2:] == ["2026-02", "2026-01", "2026-02"]


def test_one_plan_that_is_gone_spoils_no_figure(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: no figure at all, for the name of one playbook."""
    incident = office.opened()
    office.desk.walking.skip(incident.id, "contain", "not needed", LEAD)

    def gone(sha256: str) -> None:
        raise NotFound("no such plan")

    monkeypatch.setattr(office.store, "playbook", gone)
    back = office.desk.looking_back.figures()
    assert (Tally(SMALL.id, ("2026-01",)),) == back.figures.playbooks
    assert ({SMALL.id: SMALL.id}, {"contain": "contain"}) == (back.playbooks, back.steps)


# How it reads.


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (None, "unknown"),
        (timedelta(0), "0 min"),
        (timedelta(seconds=29), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(minutes=59, seconds=40), "1 h 00"),
        (timedelta(hours=61, minutes=3), "61 h 03"),
        (timedelta(hours=95, minutes=59), "95 h 59"),
        (timedelta(hours=96), "4 d 0 h"),
        (timedelta(days=400, hours=5, minutes=59), "400 d 5 h"),
    ],
)
def test_a_span_reads_in_hours_as_the_law_counts_and_in_days_once_they_are_many(span: timedelta | None, text: str) -> None:
    """Lost without it: 73 hours read as three days, which is in time."""
    assert text == span_words(span)


@pytest.mark.parametrize(
    ("on_time", "late", "says", "of"),
    [(0, 0, "none yet", "none had to be filed"), (0, 3, "0 %", "0 of 3"), (999, 1, "99 %", "999 of 1000"), (4, 0, "100 %", "4 of 4")],
)
def test_a_share_is_all_only_of_all_and_nothing_only_of_something(on_time: int, late: int, says: str, of: str) -> None:
    """Lost without it: 100 per cent with one missed, or 0 per cent of nothing."""
    counts = OnTime({Timeliness.ON_TIME: on_time, Timeliness.LATE: late})
    assert (says, of) == (share_words(counts), of_words(counts))


def test_what_stands_apart_is_counted_beside_the_share() -> None:
    """Lost without it: incidents that vanish between two numbers."""
    counts = OnTime({Timeliness.ON_TIME: 1, Timeliness.RUNNING: 2, Timeliness.NOT_TO_NOTIFY: 3, Timeliness.UNDECIDED: 1})
    assert apart_words(counts) == "2 running, 3 not to notify, 1 closed undecided"
    assert apart_words(OnTime({Timeliness.LATE: 1})) == ""


def test_every_span_and_every_standing_has_its_words() -> None:
    """Lost without it: a screen that fails on the first incident of a kind."""
    assert set(Span) == set(SPAN_WORDS) == set(SPAN_MEANS)
    assert set(Timeliness) == set(TIMELINESS_FACES)
    assert all(face.symbol for face in TIMELINESS_FACES.values())


def test_overrides_actions_and_days_read_plainly(office: Office) -> None:
    """Lost without it: a number without what it is of."""
    incident = office.opened()
    assert override_words(office.desk.looking_back.figures().figures) == "no incident is closed yet"
    office.desk.afterwards.agree(incident.id, "Training", LEAD, "+1d", LEAD)
    office.closed(incident)
    assert override_words(office.desk.looking_back.figures().figures) == "1 of 1 (2026-01)"
    assert str(open_words(office.desk.afterwards.actions())) == "actions: 1 open"
    office.now.advance(days=3)
    assert str(open_words(office.desk.afterwards.actions())) == "actions: 1 open, 1 late !"
    assert str(open_words(())) == "actions: 0 open"
    assert day_words(date(2026, 12, 15)) == "Tue 15 Dec 2026"
    assert known_words(SpanFigures(Span.TO_SCOPE, 2, 3)) == "2 of 3"


@pytest.mark.parametrize("width", [1, 2, 8, 12, 30])
@pytest.mark.parametrize("share", [None, 0.0, 0.001, 0.3, 0.5, 0.999, 1.0])
def test_a_bar_is_full_of_all_only_and_empty_of_nothing_only(share: float | None, width: int) -> None:
    """Lost without it: a bar that says all where one was missed."""
    drawn = share_drawn(share, width)
    assert len(drawn) == (0 if share is None else width)
    if share is not None and width > 1:
        assert (drawn == "▰" * width) == (share == 1)
        assert (drawn == "▱" * width) == (share == 0)


def test_the_bar_of_a_span_goes_to_the_median_and_on_to_the_longest() -> None:
    """Lost without it: two numbers and one bar that shows a third."""
    hour = timedelta(hours=1)
    rows = (SpanFigures(Span.TO_SCOPE, 2, 2, 2 * hour, 6 * hour, "x"), SpanFigures(Span.TO_FILING, 1, 1, 8 * hour, 8 * hour, "y"))
    whole = longest(rows)
    drawn = [two_drawn(row.median, row.worst, whole, 8) for row in rows]
    assert drawn == ["▰▰▱▱▱▱", "▰▰▰▰▰▰▰▰"]
    assert two_drawn(timedelta(0), 4 * hour, whole, 8) == "▱▱▱▱"
    assert two_drawn(timedelta(0), timedelta(0), longest(()), 8) == ""
