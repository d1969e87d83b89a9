"""`breachdesk demo`, `init`, `doctor`: the workspace itself."""

from __future__ import annotations

from pathlib import Path

import click

from breachdesk.cli import exits
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say


@click.command()
@click.option("--headless", is_flag=True, help="Run the whole job without a terminal and leave the drafts as files.")
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where to put it.")
@click.pass_context
def demo(context: click.Context, headless: bool, folder: Path | None) -> None:
    """A sample organisation with an incident under way. Nothing leaves this machine."""
    front: Front = context.obj
    if headless or not front.has_terminal():
        front.choose_demo(folder or Path("demo-output"))
        front.take_in_sample()

        from breachdesk.cli.demonstration import run_whole_job

        run_whole_job(front)
        return

    def prepare() -> None:
        from breachdesk.cli.demonstration import open_sample_incidents

        front.take_in_sample()
        if not front.desk().incidents.rows():
            open_sample_incidents(front)

    front.choose_demo(folder)
    context.exit(front.show_screen(prepare))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def init(front: Front, as_json: bool) -> None:
    """Make the workspace."""
    front.desk()
    if as_json:
        document({"workspace": str(front.folder)})
        return
    say(f"The workspace is ready: {front.folder}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check everything the workspace stands on."""
    front: Front = context.obj
    desk = front.desk()
    lines = desk.health()
    healthy = all(line.ok for line in lines)
    if as_json:
        found = [{"what": line.what, "ok": line.ok, "says": line.says} for line in lines]
        document({"ok": healthy, "checks": found, "notes": list(desk.notes)})
    else:
        for line in lines:
            say(f"{'✓' if line.ok else '!'} {line.what}: {line.says}")
        for said in desk.notes:
            say(f"· {said}")
    context.exit(exits.DONE if healthy else exits.NOT_HEALTHY)
