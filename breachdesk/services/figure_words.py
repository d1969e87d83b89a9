"""How figures read: spans, shares, what each figure means. Pure; one wording for screen and shell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from breachdesk.domain.figures import CaseFigures, FiguresOverAll, OnTime, Span, SpanFigures, Timeliness
from breachdesk.services.faces import Face

UNKNOWN = "unknown"
LONG = timedelta(hours=96)
"""From here on a span is said in days; before it in hours, as the law counts."""

SPAN_WORDS = {
    Span.TO_AWARENESS: "detection to awareness",
    Span.TO_SCOPE: "awareness to first scope",
    Span.TO_DECISION: "awareness to decision",
    Span.TO_FILING: "awareness to first filing",
    Span.TO_PEOPLE: "decision to people told",
}
SPAN_MEANS = {
    Span.TO_AWARENESS: "From when somebody noticed to when the controller was reasonably certain, as the record has it now.",
    Span.TO_SCOPE: "From awareness to the first scope that was saved. Incidents without one are not counted.",
    Span.TO_DECISION: "From awareness to the decision about the authority that holds, from when it held: one not to notify "
    "counts from its confirmation where the house wants one.",
    Span.TO_FILING: "From awareness to the first notification filed. Incidents that were not to be notified are left out.",
    Span.TO_PEOPLE: "From the decision to tell the people to the first run in which a letter was taken over. Only incidents "
    "whose people were to be told.",
}
ON_TIME_MEANS = (
    "Filed within the period of Art. 33(1), of those that had to be filed by now. Filed late counts as late, and so does not "
    "filed with the deadline passed. Not to be notified, running, and closed without a decision stand apart. By quarter of "
    "awareness."
)
TIMELINESS_FACES = {
    Timeliness.ON_TIME: Face("on time", "✓", "done"),
    Timeliness.LATE: Face("late", "!", "late"),
    Timeliness.RUNNING: Face("running", "▸", "calm"),
    Timeliness.NOT_TO_NOTIFY: Face("not to notify", "–", "muted"),
    Timeliness.UNDECIDED: Face("closed undecided", "?", "waiting"),
}
APART = (Timeliness.RUNNING, Timeliness.NOT_TO_NOTIFY, Timeliness.UNDECIDED)


def span_words(span: timedelta | None) -> str:
    """Say how long something took; hours as the law counts them, days once they are many, to the minute above.

    >>> span_words(timedelta(minutes=5)), span_words(timedelta(hours=61, minutes=3)), span_words(timedelta(days=20, hours=4))
    ('5 min', '61 h 03', '20 d 4 h')
    >>> span_words(None)
    'unknown'
    """
    if span is None:
        return UNKNOWN
    minutes = round(span.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    if span < LONG:
        return f"{minutes // 60} h {minutes % 60:02d}"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def share_words(on_time: OnTime) -> str:
    """Say a share in per cent, rounded so that only all of them are all; none is worked out of nothing.

    >>> share_words(OnTime({Timeliness.ON_TIME: 999, Timeliness.LATE: 1})), share_words(OnTime({}))
    ('99 %', 'none yet')
    """
    return "none yet" if on_time.share is None else f"{100 * on_time.on_time // on_time.of} %"


def of_words(on_time: OnTime) -> str:
    """Say of how many the share is."""
    return f"{on_time.on_time} of {on_time.of}" if on_time.of else "none had to be filed"


def apart_words(on_time: OnTime) -> str:
    """Say what stands apart from the share, such as `1 running, 2 not to notify`; empty where nothing does."""
    counts = ((on_time.counts.get(stands, 0), TIMELINESS_FACES[stands].text) for stands in APART)
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def incident_words(count: int) -> str:
    """Say how many incidents.

    >>> incident_words(1), incident_words(0)
    ('1 incident', '0 incidents')
    """
    return f"{count} incident" if count == 1 else f"{count} incidents"


def known_words(row: SpanFigures) -> str:
    """Say of how many incidents a span was worked out."""
    return f"{row.known} of {row.of}"


def case_words(case: CaseFigures, span: Span) -> str:
    """Say one incident's span; that it does not arise is not that it is unknown."""
    if span not in case.asked:
        return "does not arise"
    return span_words(case.spans.get(span))


def longest(rows: Iterable[SpanFigures]) -> timedelta:
    """Give the longest of all spans, by which bars are drawn."""
    return max((row.worst for row in rows if row.worst is not None), default=timedelta(0))


def override_words(figures: FiguresOverAll) -> str:
    """Say how many incidents were closed over something open."""
    if not figures.closed:
        return "no incident is closed yet"
    named = f" ({', '.join(figures.overridden)})" if figures.overridden else ""
    return f"{len(figures.overridden)} of {figures.closed}{named}"
