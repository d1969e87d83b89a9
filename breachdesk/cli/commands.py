"""The root command: options that hold everywhere, every command, and one place where errors are said."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from breachdesk import __version__
from breachdesk.cli import exits
from breachdesk.cli.demonstration import open_sample_incidents, run_whole_job
from breachdesk.cli.front import Front
from breachdesk.cli.incident_commands import answer, decide, incident, note, task
from breachdesk.cli.inventory_commands import inventory, scope
from breachdesk.cli.law_commands import law
from breachdesk.cli.notice_commands import notice, outbox, send
from breachdesk.cli.remind_commands import remind
from breachdesk.cli.speaking import document, say, tell
from breachdesk.domain.errors import BreachDeskError


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--workspace", metavar="DIR", help="The workspace to use; else BREACHDESK_WORKSPACE, else your own.")
@click.option("--as", "actor", metavar="NAME", help="Who acts; else BREACHDESK_USER, else your log-in name.")
@click.version_option(__version__, prog_name="breachdesk")
@click.pass_context
def breachdesk(context: click.Context, workspace: str | None, actor: str | None) -> None:
    """Personal-data-breach response under the GDPR. Without a command: open the desk."""
    front: Front = context.obj
    front.choose(workspace, actor)
    if context.invoked_subcommand is None:
        context.exit(front.show_screen())


@breachdesk.command()
@click.option("--headless", is_flag=True, help="Run the whole job without a terminal and leave the drafts as files.")
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where to put it.")
@click.pass_context
def demo(context: click.Context, headless: bool, folder: Path | None) -> None:
    """A sample organisation with an incident under way. Nothing leaves this machine."""
    front: Front = context.obj
    if headless or not front.has_terminal():
        front.start_demo(folder or Path("demo-output"))
        run_whole_job(front)
        return

    def prepare() -> None:
        if not front.desk().incidents.rows():
            open_sample_incidents(front)

    front.start_demo(folder)
    context.exit(front.show_screen(prepare))


@breachdesk.command()
@click.pass_obj
def init(front: Front) -> None:
    """Make the workspace."""
    front.desk()
    say(f"The workspace is ready: {front.folder}")


@breachdesk.command()
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


for _command in (law, inventory, scope, incident, answer, task, decide, note, notice, send, outbox, remind):
    breachdesk.add_command(_command)


def run(front: Front, arguments: list[str]) -> int:
    """Run one command line; give its exit code. Errors are one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        code = breachdesk.main(arguments, prog_name="breachdesk", obj=front, standalone_mode=False)
    except BreachDeskError as error:
        tell(str(error))
        return exits.code_for(error)
    except click.ClickException as error:
        error.show()
        return exits.WRONG_INPUT
    except (click.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return exits.DONE
    return code if isinstance(code, int) else exits.DONE
