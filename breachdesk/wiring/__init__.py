"""Who is plugged into what: reads the command line's choices, builds the real edges, hands out one Desk.

The only module that reads the real clock. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import atexit
import getpass
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from breachdesk.cli.commands import run

if TYPE_CHECKING:
    import asyncio

    from breachdesk.domain.addressees import AddresseeList
    from breachdesk.domain.deliveries import OutgoingMail
    from breachdesk.domain.drafting import Revision
    from breachdesk.domain.errors import BreachDeskError
    from breachdesk.domain.facts import Facts
    from breachdesk.domain.inventory import DataCategory, Inventory
    from breachdesk.domain.sheets import InventoryRead, TableChoices
    from breachdesk.files.catalogue import FileCatalogues
    from breachdesk.files.drill_folder import DrillShelf, DrillTime
    from breachdesk.files.table_reader import TableReader
    from breachdesk.services.desk import Desk
    from breachdesk.services.drilling import DrillPlace
    from breachdesk.services.exporting import Exporting
    from breachdesk.services.faces import Glance
    from breachdesk.services.ports import Now, Register, Sender
    from breachdesk.services.reminding import TickReport
    from breachdesk.services.signing_port import Signer
    from breachdesk.wiring.list_wiring import ListFiles
    from breachdesk.wiring.playbook_wiring import PlaybookFiles

PACKAGE = Path(__file__).parent.parent
LAW = PACKAGE / "law"
SAMPLE = PACKAGE / "files" / "sample"
DEMO_MARK = "demo-workspace"
DRILL_MARK = "drill.json"
LOOK_IN_A_DRILL_EVERY = 5.0
"""Real seconds between two looks for due reminders; scenario time runs too fast for one timer to the next of them."""


def main() -> int:
    """Run the program; give its exit code."""
    return run(Wiring(), sys.argv[1:])


def now() -> datetime:
    """Give the present instant in UTC."""
    return datetime.now(UTC)


def shipped(name: str) -> Path:
    """Give a folder of shipped content: beside the code when installed, at the top of a checkout otherwise."""
    installed = PACKAGE / "content" / name
    return installed if installed.is_dir() else PACKAGE.parent / name


class Wiring:
    """What the front ends need from outside, built when first asked for."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._actor: str | None = None
        self._desk: Desk | None = None

    @property
    def folder(self) -> Path:
        """The workspace in use."""
        if self._folder is None:
            self._folder = _expanded(os.environ.get("BREACHDESK_WORKSPACE") or _own_folder())
        return self._folder

    @property
    def actor(self) -> str:
        """Who acts."""
        return self._actor or os.environ.get("BREACHDESK_USER") or _login_name()

    def choose(self, workspace: str | None, actor: str | None) -> None:
        """Take over what the command line said."""
        if workspace:
            self._folder = _expanded(workspace)
        if actor:
            self._actor = actor

    @cached_property
    def catalogues(self) -> FileCatalogues:
        """The content in use: the workspace's own plans win over the shipped ones."""
        from breachdesk.files.catalogue import FileCatalogues

        return FileCatalogues(LAW, self._playbook_folders, self._own("law"), _holidays, self.folder)

    @property
    def _playbook_folders(self) -> list[Path]:
        return [shipped("playbooks"), *self._own("playbooks")]

    def desk_at(self, instant: datetime) -> Desk:
        """Give the desk of the same workspace as it would be at an instant, for samples that lie in the past."""
        return self._parts(lambda: instant)

    def desk(self) -> Desk:
        """Open the workspace, making it on first use."""
        if self._desk is None:
            self._desk = self._parts(self._drill_time or now)
            if self._drill_time is not None and self._desk.drill is not None:
                self._drill_time.not_before(self._desk.drill.last_recorded_at())
        return self._desk

    @cached_property
    def _parts(self) -> Callable[[Now], Desk]:
        """Build the edges once; a desk on them needs only a clock."""
        from breachdesk.files.settings_file import load_confirmation
        from breachdesk.files.signing_settings import ApprovalSettings, load_approval
        from breachdesk.files.template_files import read_templates
        from breachdesk.letters.writer import LetterWriter
        from breachdesk.services.desk import desk_on
        from breachdesk.store.case_store import SqliteCaseStore
        from breachdesk.wiring.signing_wiring import FOUR_EYES_OFF, signer_of

        store = SqliteCaseStore(self.folder)
        shelf = read_templates([shipped("notification_templates"), *self._own("notification_templates")])
        letters = LetterWriter(shelf.templates, shelf.left_out)
        if self.is_drill:
            from breachdesk.wiring.drill_wiring import drill_parts

            return drill_parts(store, self.catalogues, letters, self.drill_place(), lambda: self._register)
        sender = self._sender()
        settings = ApprovalSettings() if self.is_demo else load_approval(self.folder / "settings.yaml")
        signer = signer_of(self.folder, None if self.is_demo else settings)
        notes = () if sender.mailer else ("mail is not set up; add a `mail:` part to settings.yaml",)
        notes = notes if settings.four_eyes else (*notes, FOUR_EYES_OFF)
        confirmation = load_confirmation(self.folder / "settings.yaml")
        ports = (store, self.catalogues, letters, sender)
        register = lambda: self._register  # noqa: E731
        return lambda at: desk_on(
            *ports, at, self.is_demo, notes, confirmation, register, signer=signer, four_eyes=settings.four_eyes
        )

    @property
    def is_drill(self) -> bool:
        """Tell whether the workspace is that of an exercise: nothing is sent from it, and its clock runs faster."""
        return (self.folder / DRILL_MARK).is_file()

    def drill_place(self) -> DrillPlace:
        """Give which exercise the workspace in use is; WrongInput when it is none."""
        from breachdesk.files.drill_folder import read_drill

        return read_drill(self.folder)

    def pause_drill(self) -> bool:
        """Let the clock of the exercise stand still, or run on; tell whether it stands."""
        place = self.drill_place()
        if place.drill.clock.stands:
            return self.drills.resume(place, self.now()).drill.clock.stands
        return self.drills.pause(place, self.now()).drill.clock.stands

    @cached_property
    def drills(self) -> DrillShelf:
        """Exercises of the workspace in use, or of that an exercise in use belongs to."""
        from breachdesk.files.drill_folder import DrillShelf
        from breachdesk.wiring.drill_wiring import scenarios

        folders = [shipped("playbooks") / "drills", *(folder / "drills" for folder in self._own("playbooks"))]
        return DrillShelf(self._home, lambda: scenarios(self.catalogues, folders, SAMPLE / "fietsgoed.yaml"), lambda: now())

    def go_to_drill(self, folder: Path) -> None:
        """Go over to the workspace of an exercise; what was read for another one is forgotten."""
        shelf = self.drills
        self._folder, self._desk = folder, None
        for name in ("catalogues", "_parts", "_register", "tables", "lists", "playbook_files", "_drill_time"):
            self.__dict__.pop(name, None)
        self.__dict__["drills"] = shelf

    @cached_property
    def _drill_time(self) -> DrillTime | None:
        """The clock of the exercise in use; None in earnest."""
        if not self.is_drill:
            return None
        from breachdesk.files.drill_folder import DrillTime

        return DrillTime(self.folder, lambda: now())

    @property
    def _home(self) -> Path:
        """The real workspace: that in use, or that an exercise in use belongs to."""
        return Path(self.drill_place().home) if self.is_drill else self.folder

    def _own(self, name: str) -> list[Path]:
        """Give the user's own folders of some content, the weakest first."""
        return list(dict.fromkeys((self._home / name, self.folder / name)))

    @cached_property
    def _register(self) -> Register:
        """Open the register of people; only those who ask for people pay for its libraries."""
        from breachdesk.files.countries import COUNTRIES, MEANT
        from breachdesk.register.file_register import FileRegister

        return FileRegister(self.folder / "people", COUNTRIES, MEANT)

    def read_inventory(self, paths: Sequence[Path]) -> Inventory:
        """Read one inventory from one or more files, ours or Fides manifests."""
        from breachdesk.domain.errors import WrongInput
        from breachdesk.domain.sheets import TableChoices

        found = self.read_import(paths, TableChoices())
        if found.needs_a_look:
            raise WrongInput("Columns of these tables were only guessed; see them with `breachdesk inventory check FILE…`.")
        return found.inventory

    def read_import(self, paths: Sequence[Path], choices: TableChoices) -> InventoryRead:
        """Read one inventory from files of any kind, and how its tables were read."""
        from breachdesk.files.inventory_reader import read_import

        taxonomy = self.catalogues.taxonomy
        return read_import(paths, taxonomy, self.inventory_in_use, choices, self.tables.memory)

    def inventory_in_use(self) -> Inventory | None:
        """Give the inventory in use; None where there is none, or no workspace, and none is made."""
        from breachdesk.store.glance import FILE

        if self._desk is None and not (self.folder / FILE).exists():
            return None
        stored = self.desk().store.inventory()
        return stored.inventory if stored else None

    @cached_property
    def tables(self) -> TableReader:
        """Tables in files, looked at before they are taken in."""
        from breachdesk.files.table_reader import TableReader

        return TableReader(self.folder, self.catalogues.taxonomy)

    def read_facts(self, path: Path) -> Facts:
        """Read a set of facts for `law assess`."""
        from breachdesk.files.facts_document import read_facts

        return read_facts(path, self.catalogues.vocabulary, now())

    def dump_inventory(self, inventory: Inventory) -> str:
        """Give an inventory as YAML."""
        from breachdesk.files.inventory_dump import dump_inventory

        return dump_inventory(inventory, self.catalogues.taxonomy)

    @cached_property
    def lists(self) -> ListFiles:
        """Lists of people, in files and in databases."""
        from breachdesk.wiring.list_wiring import ListFiles

        return ListFiles(self.folder, self.catalogues, self.tables, lambda: self.desk().store)

    @cached_property
    def playbook_files(self) -> PlaybookFiles:
        """Playbooks as files, ours and other people's."""
        from breachdesk.wiring.playbook_wiring import PlaybookFiles

        return PlaybookFiles(self.catalogues, self._playbook_folders, lambda: now())

    def read_addressees(self, path: Path) -> AddresseeList:
        """Read a list of people to write to."""
        from breachdesk.files.addressees_file import load_addressees

        return load_addressees(path)

    def is_category(self, id_: str) -> bool:
        """Tell whether a data category goes by this id."""
        return self._category(id_) is not None

    def is_special(self, category: str) -> bool:
        """Tell whether a data category is special (Art. 9) or criminal (Art. 10)."""
        found = self._category(category)
        return found is not None and found.special

    def _category(self, id_: str) -> DataCategory | None:
        stored = self.desk().store.inventory()
        own = [c for c in stored.inventory.data_categories if c.id == id_] if stored else []
        return own[0] if own else self.catalogues.taxonomy.categories.get(id_)

    def sample_addressees(self) -> Path:
        """Give the sample list of people to write to."""
        return SAMPLE / "addressees.csv"

    def eml(self, mail: OutgoingMail) -> bytes:
        """Give a mail as the bytes that would be sent."""
        from breachdesk.mail.envelope import to_eml

        return to_eml(mail)

    @property
    def exporting(self) -> Exporting:
        """Notices as files, and edited ones taken in."""
        from breachdesk.wiring.document_wiring import exporting_of

        return exporting_of(self.desk(), self.eml, self.signer, self.is_drill)

    @property
    def signer(self) -> Signer | None:
        """Whoever signs exports and checks their signatures; None where nobody can."""
        from breachdesk.files.signing_settings import load_approval
        from breachdesk.wiring.signing_wiring import signer_of

        only_made = self.is_demo or self.is_drill
        return signer_of(self.folder, None if only_made else load_approval(self.folder / "settings.yaml"))

    def now(self) -> datetime:
        """Give the present instant in UTC; scenario time in an exercise."""
        return self._drill_time() if self._drill_time is not None else now()

    def has_terminal(self) -> bool:
        """Tell whether somebody can see and type."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    @property
    def is_demo(self) -> bool:
        """Tell whether the workspace is a demo's: its mail goes to a folder in it and to nobody else."""
        return (self.folder / DEMO_MARK).exists()

    def glance(self) -> Glance | None:
        """Give the workspace at first sight, without opening it."""
        from breachdesk.store.glance import glance

        return glance(self.folder)

    def choose_demo(self, folder: Path | None) -> None:
        """Go over to a demo workspace; never turn a real one into a demo."""
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="breachdesk-demo-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self._folder = folder
        if self.is_demo:
            return
        from breachdesk.domain.errors import WrongInput
        from breachdesk.store.glance import FILE

        if (folder / FILE).exists():
            raise WrongInput(f"{folder} holds a workspace that is no demo, and stays as it is; choose another --dir.")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / DEMO_MARK).write_text("Mail of this workspace goes to the folder postbox and to nobody else.\n")
        except OSError as error:
            said = error.strerror or "it is no folder to write in"
            raise WrongInput(f"The demo cannot be put into {folder}: {said}; choose another --dir.") from error

    def take_in_sample(self) -> None:
        """Take in the sample organisation, unless that was done before."""
        if not self.desk().overview.organisation():
            sample = self.read_inventory([SAMPLE / "fietsgoed.yaml"])
            self.desk().scoping.take_in(sample, "BreachDesk demo")

    def show_screen(self, prepare: Callable[[], None] | None = None) -> int:
        """Open the desk on the terminal; give the exit code."""
        from breachdesk.tui.shell import tty_ready

        refusal = tty_ready()
        if refusal is not None:
            print(refusal, file=sys.stderr)
            return 2
        from breachdesk.tui.app import DeskApp

        def open_desk() -> Desk:
            desk = self.desk()
            if prepare is not None:
                prepare()
            return desk

        app = DeskApp(open_desk, self.actor, self.watch, self)
        app.run()
        return app.return_code or 0

    def export_notice(self, reference: str, revision: Revision) -> Sequence[Path]:
        """Write a revision as files into the workspace."""
        from breachdesk.cli.export_commands import write_files

        return write_files(self, reference, revision, self.folder / "drafts")

    def write_docx(self, reference: str, revision: Revision) -> Sequence[Path]:
        """Write a revision as a DOCX into the workspace."""
        from breachdesk.cli.export_commands import write_docx

        return write_docx(self, reference, revision, self.folder / "drafts")

    def take_docx(self, reference: str, notice: str, path: Path) -> Revision:
        """Take an edited DOCX in as the next revision."""
        from breachdesk.cli.export_commands import take_docx

        return take_docx(self, reference, notice, path, self.actor)

    def outside_editor(self) -> tuple[str, ...]:
        """Give the editor that VISUAL, else EDITOR names."""
        from breachdesk.cli.outside_editor import editor_command

        return editor_command(os.environ)

    def edit_outside(self, stem: str, text: str) -> str:
        """Let that editor change a text, in a file among the drafts of the workspace that is gone afterwards."""
        from breachdesk.cli.outside_editor import edit_outside

        return edit_outside(self.outside_editor(), self.folder / "drafts", stem, text)

    def write_handover(self, reference: str, text: str) -> Path:
        """Write a hand-over into the drafts of the workspace, one file for each instant."""
        from breachdesk.cli.whole_files import write_whole

        path = self.folder / "drafts" / f"{reference}-handover-{now():%Y%m%dT%H%M%SZ}.md"
        write_whole(path, text.encode())
        return path

    async def watch(
        self,
        stop: asyncio.Event,
        on_problem: Callable[[BreachDeskError], None],
        on_report: Callable[[TickReport], None] | None = None,
    ) -> None:
        """Look for due reminders until told to stop; a look that fails is told, and the next one comes."""
        from breachdesk.reminderd.wakener import Wakener
        from breachdesk.services.times import hours_minutes_seconds, with_z

        reminding = self.desk().reminding
        if self.is_drill:
            await self._watch_drill(stop)
            return
        notes: list[str] = []

        async def tick() -> datetime | None:
            report = await reminding.tick("; ".join(notes))
            if not report.skipped:
                notes.clear()
            if on_report is not None:
                on_report(report)
            return report.next_at

        def stepped(step: timedelta) -> None:
            way = "forward, or it slept," if step > timedelta() else "back"
            span = hours_minutes_seconds(step)
            notes.append(f"the clock of this machine went {way} by {span} hours, seen at {with_z(now())}")

        await Wakener(tick, now, time.monotonic, stepped, on_problem).watch(stop)

    async def _watch_drill(self, stop: asyncio.Event) -> None:
        """Look for due reminders of an exercise; they are only shown."""
        import asyncio

        while not stop.is_set():
            await self.desk().reminding.tick()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_IN_A_DRILL_EVERY)

    def _sender(self) -> Sender:
        from breachdesk.wiring.mail_wiring import demo_sender, sender_of

        return demo_sender(self.folder) if self.is_demo else sender_of(self.folder)


def _holidays(country: str, subdivision: str, years: Iterable[int]) -> Mapping[date, str]:
    """Load the calendar of the world only where a reading counts working days."""
    from breachdesk.calendars.public_holidays import public_holidays

    return public_holidays(country, subdivision, years)


def _expanded(folder: str) -> Path:
    try:
        return Path(folder).expanduser()
    except RuntimeError as error:
        from breachdesk.domain.errors import WrongInput

        raise WrongInput(f"{folder} begins with a home folder that nobody has; write the path out.") from error


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        from breachdesk.domain.errors import WrongInput

        raise WrongInput("Nobody is logged in by a name here; say who acts with --as NAME or BREACHDESK_USER.") from error


def _own_folder() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("breachdesk", appauthor=False)
