"""The way to an authority as a screen shows it: first whether its link may be trusted, then the link, then what to do there.

The link stands before the long words, so that a small pane never hides it.
"""

from __future__ import annotations

from datetime import date

from breachdesk.domain.law import Authority
from breachdesk.services.authority_words import warning_with_home
from breachdesk.tui.lines import Line, capital


def channel_lines(authority: Authority, today: date) -> list[Line]:
    """Give the lines; the first one warns where the link was never checked, or not for more than a year."""
    link, channel = Line(authority.url, "muted"), Line(f"{authority.name}: {authority.channel}")
    warning = warning_with_home(authority, today)
    if warning:
        return [Line(f"! {capital(warning)}", "urgent"), link, channel]
    return [link, channel, Line(f"The link was checked on {authority.checked_on}.", "muted")]
