"""How meanings look: our own dark and light theme, and the colour of each tone. Amber and red belong to time and danger."""

from __future__ import annotations

from textual.theme import Theme

DARK, LIGHT = "breachdesk-dark", "breachdesk-light"

TONES: dict[str, dict[str, str]] = {
    DARK: {
        "calm": "#e6e9ee",
        "accent": "#7cc4ff",
        "done": "#8fd6a3",
        "waiting": "#c9b8ff",
        "urgent": "#ffc24d",
        "late": "#ff8a80",
        "muted": "#9aa5b4",
    },
    LIGHT: {
        "calm": "#1b222c",
        "accent": "#00508f",
        "done": "#1d5e33",
        "waiting": "#5a3aa0",
        "urgent": "#7a4b00",
        "late": "#a3151b",
        "muted": "#545f6d",
    },
}
BACKGROUND = {DARK: "#11161d", LIGHT: "#fbfaf7"}
CURSOR = {DARK: "#24405c", LIGHT: "#cfe3f5"}


def _theme(name: str, dark: bool, surface: str, panel: str) -> Theme:
    tones = TONES[name]
    return Theme(
        name=name,
        primary=tones["accent"],
        secondary=tones["waiting"],
        accent=tones["accent"],
        warning=tones["urgent"],
        error=tones["late"],
        success=tones["done"],
        foreground=tones["calm"],
        background=BACKGROUND[name],
        surface=surface,
        panel=panel,
        dark=dark,
    )


THEMES = (
    _theme(DARK, True, "#171d26", "#1f2732"),
    _theme(LIGHT, False, "#f1efe9", "#e6e3da"),
)
