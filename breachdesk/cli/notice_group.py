"""`breachdesk notice …` as one group: the commands stand in modules by subject, and each puts its own into the group."""

from __future__ import annotations

from breachdesk.cli import draft_commands, notice_commands

PARTS = (draft_commands, notice_commands)
"""Loaded for the commands they bring."""

notice = notice_commands.notice
