"""The root command: options that hold everywhere, every command, and one place where errors are said."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from breachdesk import __version__
from breachdesk.cli import exits
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import EXERCISE, tell
from breachdesk.domain.errors import BreachDeskError

COMMANDS = {
    "action": "after_commands",
    "answer": "incident_commands",
    "confirm": "duty_commands",
    "decide": "incident_commands",
    "demo": "workspace_commands",
    "doctor": "workspace_commands",
    "drill": "drill_commands",
    "duties": "duty_commands",
    "duty": "duty_commands",
    "evidence": "plan_commands",
    "figures": "figure_commands",
    "form": "form_commands",
    "handover": "plan_commands",
    "incident": "incident_commands",
    "init": "workspace_commands",
    "inventory": "inventory_commands",
    "law": "law_commands",
    "lesson": "after_commands",
    "moment": "duty_commands",
    "note": "incident_commands",
    "notice": "notice_group",
    "outbox": "notice_commands",
    "people": "people_commands",
    "plan": "plan_commands",
    "playbook": "playbook_commands",
    "remind": "remind_commands",
    "scope": "scope_commands",
    "send": "notice_commands",
    "task": "incident_commands",
    "verdict": "duty_commands",
    "warehouse": "warehouse_commands",
}
"""Each command and the module that holds it; loaded when it is asked for, so that no other one costs time."""


class Commands(click.Group):
    """The commands by name."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Give every name."""
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Load one command; None when there is none by that name."""
        if name not in COMMANDS:
            return None
        found = getattr(import_module(f"breachdesk.cli.{COMMANDS[name]}"), name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--workspace", metavar="DIR", help="The workspace to use; else BREACHDESK_WORKSPACE, else your own.")
@click.option("--as", "actor", metavar="NAME", help="Who acts; else BREACHDESK_USER, else your log-in name.")
@click.version_option(__version__, prog_name="breachdesk")
@click.pass_context
def breachdesk(context: click.Context, workspace: str | None, actor: str | None) -> None:
    """Personal-data-breach response under the GDPR. Without a command: open the desk."""
    front: Front = context.obj
    front.choose(workspace, actor)
    if front.is_drill and context.invoked_subcommand is not None:
        tell(EXERCISE)
    if context.invoked_subcommand is None:
        context.exit(front.show_screen())


def run(front: Front, arguments: list[str]) -> int:
    """Run one command line; give its exit code. Errors are one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        return _ran(front, arguments)
    except BreachDeskError as error:
        tell(str(error))
        return exits.code_for(error)
    except Exception as error:  # noqa: BLE001 - the one place every failure of a command passes; it ends the program
        tell(_in_one_line(error))
        return exits.OUR_FAULT


def _ran(front: Front, arguments: list[str]) -> int:
    try:
        code = breachdesk.main(arguments, prog_name="breachdesk", obj=front, standalone_mode=False)
    except click.ClickException as error:
        tell(_usage(error))
        return exits.WRONG_INPUT
    except (click.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except UnicodeEncodeError:
        if not any("\ud800" <= character <= "\udfff" for argument in arguments for character in argument):
            raise
        tell("A word of the command holds bytes that are not UTF-8; write it anew.")
        return exits.WRONG_INPUT
    except SystemExit:
        # So click leaves when nobody reads on, as in `… | head`.
        return exits.DONE
    return code if isinstance(code, int) else exits.DONE


def _usage(error: click.ClickException) -> str:
    said = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None or isinstance(error, click.exceptions.NoArgsIsHelpError):
        return said
    return f"{said} `{context.command_path} --help` says more."


def _in_one_line(error: Exception) -> str:
    """Say kind and place, never the message: it may hold personal data."""
    from traceback import extract_tb

    at = extract_tb(error.__traceback__)[-1]
    place = f"{at.filename.replace(chr(92), '/').rpartition('/')[2]} line {at.lineno} in {at.name}"
    return f"BreachDesk failed ({type(error).__name__}, {place}). What it said is saved, is saved; please report this line."
