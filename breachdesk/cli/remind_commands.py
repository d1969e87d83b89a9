"""`breachdesk remind …`: one look for due reminders, or stay and watch."""

from __future__ import annotations

import asyncio
import signal

import click

from breachdesk.cli.documents import reminder_document
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, table, tell
from breachdesk.services.reminding import TickReport, line_for
from breachdesk.services.times import with_z

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group()
def remind() -> None:
    """Reminders before each deadline."""


@remind.command()
@JSON
@click.pass_obj
def tick(front: Front, as_json: bool) -> None:
    """Look once; for cron or a systemd timer."""
    report = asyncio.run(front.desk().reminding.tick())
    if as_json:
        document(_report_document(report))
        return
    for line in report_lines(report):
        say(line)


@remind.command()
@click.pass_obj
def run(front: Front) -> None:
    """Stay and watch until interrupted."""
    tell("Watching for due reminders; Ctrl+C ends it.")
    asyncio.run(_watch(front))


@remind.command(name="list")
@click.argument("reference", metavar="REF")
@JSON
@click.pass_obj
def list_(front: Front, reference: str, as_json: bool) -> None:
    """Show an incident's reminders."""
    desk = front.desk()
    found = desk.reminding.of(desk.incidents.get(reference).id)
    if as_json:
        document([reminder_document(r) for r in found])
        return
    table(
        ("DUE", "RUNG", "TO", "STATE", "DETAIL"),
        [(with_z(r.due_at), f"{r.rung} h", r.to_name, r.state, r.detail) for r in found],
    )


async def _watch(front: Front) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await front.watch(stop, lambda problem: tell(str(problem)), _say_what_was_done)


def _say_what_was_done(report: TickReport) -> None:
    """Stay quiet about a look that found nothing."""
    if report.mailed or report.on_screen_only or report.failed or report.uncertain or report.note:
        for line in report_lines(report):
            say(line)


def report_lines(report: TickReport) -> list[str]:
    """Say what one look did."""
    if report.skipped:
        return ["Another BreachDesk is looking right now."]
    lines = [f"mailed to {r.to_name}: {line_for(r, report.at)}" for r in report.mailed]
    lines += [f"on screen only, for {r.to_name}: {line_for(r, report.at)}" for r in report.on_screen_only]
    lines += [f"not mailed to {r.to_name}: {line_for(r, report.at)}" for r in report.failed]
    lines += [f"uncertain, to {r.to_name}: {line_for(r, report.at)}" for r in report.uncertain]
    lines += [f"note: {report.note}"] if report.note else []
    return [*(lines or ["Nothing is due."]), f"Next: {with_z(report.next_at)}" if report.next_at else "Nothing waits."]


def _report_document(report: TickReport) -> dict[str, object]:
    return {
        "at": with_z(report.at),
        "skipped": report.skipped,
        "mailed": [reminder_document(r) for r in report.mailed],
        "on_screen_only": [reminder_document(r) for r in report.on_screen_only],
        "failed": [reminder_document(r) for r in report.failed],
        "uncertain": [reminder_document(r) for r in report.uncertain],
        "next_at": with_z(report.next_at) if report.next_at else None,
    }
