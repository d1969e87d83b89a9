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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from breachdesk.cli.commands import run

if TYPE_CHECKING:
    import asyncio

    from breachdesk.cli.front import ListSource, PlaybookRead
    from breachdesk.domain.addressees import AddresseeList
    from breachdesk.domain.deliveries import OutgoingMail
    from breachdesk.domain.drafting import Revision
    from breachdesk.domain.drills import Scenario
    from breachdesk.domain.errors import BreachDeskError
    from breachdesk.domain.facts import Facts
    from breachdesk.domain.inventory import DataCategory, Inventory
    from breachdesk.domain.people import AffectedPerson
    from breachdesk.domain.playbook import Playbook, Step
    from breachdesk.domain.sheets import InventoryRead, SheetLook, TableChoices
    from breachdesk.domain.warehouses import Engine, Warehouse
    from breachdesk.files.catalogue import FileCatalogues
    from breachdesk.files.drill_file import DrillWords
    from breachdesk.files.drill_folder import DrillShelf, DrillTime
    from breachdesk.files.table_reader import TableReader
    from breachdesk.mail.smtp import SmtpSettings
    from breachdesk.services.desk import Desk
    from breachdesk.services.drilling import DrillPlace, Played
    from breachdesk.services.faces import Glance
    from breachdesk.services.ports import AskedWarehouse, CaseStore, Fetched, Letters, ListFile, Now, Register, Sender
    from breachdesk.services.reminding import TickReport

PACKAGE = Path(__file__).parent
LAW = PACKAGE / "law"
SAMPLE = PACKAGE / "files" / "sample"
DEMO_MARK = "demo-workspace"
LISTS_ON_THEIR_WAY = ".lists-"
DEMO_SENDER = "privacy@fietsgoed.example"
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
        from breachdesk.files.template_files import load_templates
        from breachdesk.letters.writer import LetterWriter
        from breachdesk.services.desk import desk_on
        from breachdesk.store.case_store import SqliteCaseStore

        store = SqliteCaseStore(self.folder)
        templates = load_templates([shipped("notification_templates"), *self._own("notification_templates")])
        letters = LetterWriter(templates)
        if self.is_drill:
            return self._drill_parts(store, letters)
        sender = self._sender()
        notes = () if sender.mailer else ("mail is not set up; add a `mail:` part to settings.yaml",)
        confirmation = load_confirmation(self.folder / "settings.yaml")
        ports = (store, self.catalogues, letters, sender)
        return lambda at: desk_on(*ports, at, self.is_demo, notes, confirmation, lambda: self._register)

    def _drill_parts(self, store: CaseStore, letters: Letters) -> Callable[[Now], Desk]:
        """Build the edges of an exercise: marked letters, no way to send, and none of the real workspace's settings."""
        from breachdesk.services.desk import desk_on
        from breachdesk.services.drilling import NEVER_SENT
        from breachdesk.services.exercise_letters import ExerciseLetters
        from breachdesk.services.ports import Sender

        sender = Sender("EXERCISE", "exercise@localhost.invalid", None, NEVER_SENT)
        ports = (store, self.catalogues, ExerciseLetters(letters), sender)
        played, notes = self._played(), ("this is an exercise: nothing is sent from it",)
        return lambda at: desk_on(*ports, at, notes=notes, register=lambda: self._register, played=played)

    def _played(self) -> Played:
        from breachdesk.files.drill_file import load_scenario
        from breachdesk.files.drill_folder import SCENARIO
        from breachdesk.services.drilling import Played

        path = self.folder / SCENARIO
        return Played(self.drill_place().drill, lambda: load_scenario(path, self._drill_words(None)))

    def _drill_words(self, systems: Sequence[str] | None) -> DrillWords:
        from breachdesk.files.drill_file import DrillWords

        return DrillWords(self.catalogues.vocabulary.plan_words, self.catalogues.playbooks(), systems)

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

        return DrillShelf(self._home, self._scenarios, lambda: now())

    def _scenarios(self) -> Mapping[str, tuple[Scenario, Path]]:
        from breachdesk.files.drill_file import load_scenarios, scenario_paths
        from breachdesk.files.inventory_file import load_inventory

        folders = [shipped("playbooks") / "drills", *(folder / "drills" for folder in self._own("playbooks"))]
        sample = load_inventory(SAMPLE / "fietsgoed.yaml", self.catalogues.taxonomy)
        read = load_scenarios(folders, self._drill_words([system.id for system in sample.systems]))
        paths = scenario_paths(folders)
        return {id_: (scenario, paths[id_]) for id_, scenario in read.items()}

    def go_to_drill(self, folder: Path) -> None:
        """Go over to the workspace of an exercise; what was read for another one is forgotten."""
        shelf = self.drills
        self._folder, self._desk = folder, None
        for name in ("catalogues", "_parts", "_register", "tables", "_drill_time"):
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

    def read_warehouse(self, path: Path) -> Warehouse:
        """Read where lists of people lie in a database."""
        from breachdesk.files.warehouse_file import load_warehouse

        return load_warehouse(path, self.catalogues.taxonomy.categories)

    def ask_warehouse(self, warehouse: Warehouse) -> AskedWarehouse:
        """Give the way to ask a database; it is opened when something is asked."""
        from breachdesk.warehouse.warehouse_people import WarehousePeople

        return WarehousePeople(warehouse, os.environ)

    def fetch_list(self, engine: Engine, variable: str, query: str, target: Path) -> Fetched:
        """Write the answer of a source database to one SELECT as CSV."""
        from breachdesk.warehouse.fetching import fetch_list

        return fetch_list(engine, variable, os.environ, query, target)

    def write_people(self, people: Iterable[AffectedPerson], path: Path) -> int:
        """Write people as CSV to a new file for its owner only."""
        from breachdesk.files.people_csv import write_people

        return write_people(people, path)

    def dump_inventory(self, inventory: Inventory) -> str:
        """Give an inventory as YAML."""
        from breachdesk.files.inventory_dump import dump_inventory

        return dump_inventory(inventory, self.catalogues.taxonomy)

    def check_playbooks(self, paths: Sequence[Path]) -> Mapping[Path, tuple[Step, ...]]:
        """Read playbooks or step sets without putting them to use; give the steps of each."""
        from breachdesk.files.playbook_check import check_playbooks

        return check_playbooks(paths, self._playbook_folders, self.catalogues.vocabulary.plan_words)

    def playbook_schemas(self) -> Mapping[str, str]:
        """Give the schemas that editors use, by the name of their file."""
        from breachdesk.files.playbook_schema import playbook_schemas

        return playbook_schemas(self.catalogues.vocabulary.plan_words)

    def dump_playbook(self, playbook: Playbook) -> str:
        """Give a playbook as YAML, with what it includes."""
        from breachdesk.files.playbook_dump import dump_playbook

        return dump_playbook(playbook)

    def playbook_as_cacao(self, playbook: Playbook) -> str:
        """Give a playbook as a CACAO 2.0 document, made and last changed now."""
        from breachdesk.cacao.cacao_export import cacao_document, cacao_text

        at = now()
        return cacao_text(cacao_document(playbook, self.catalogues.facts(), at, at))

    def read_cacao(self, path: Path, id_: str) -> PlaybookRead:
        """Read a CACAO 2.0 document as a playbook, and put it nowhere."""
        from breachdesk.cacao.cacao_import import take_in
        from breachdesk.cacao.strict_json import read_some
        from breachdesk.cli.front import PlaybookRead
        from breachdesk.files.playbook_dump import written_as_yaml
        from breachdesk.files.playbook_shelf import read_taken

        taken = take_in(read_some(path), path.name, id_)
        text = written_as_yaml(taken.written, taken.notes)
        words, shelf = self.catalogues.vocabulary.plan_words, self.catalogues.playbooks()
        return PlaybookRead(read_taken(text, path.name, words, shelf), text, taken.notes)

    def read_addressees(self, path: Path) -> AddresseeList:
        """Read a list of people to write to."""
        from breachdesk.files.addressees_file import load_addressees

        return load_addressees(path)

    def look_at_list(self, source: ListSource, folder: Path) -> SheetLook:
        """Look at a list of people, wherever it comes from."""
        if source.query:
            from breachdesk.domain.warehouses import Engine

            fetched = folder / f"{source.system}-from-{source.variable}.csv"
            self.fetch_list(Engine(source.engine), source.variable, source.query, fetched)
            return self.tables.look(fetched, "utf-8", ",", None)
        if source.path.suffix.lower() == ".parquet":
            from breachdesk.register.parquet_look import look_at_parquet

            return look_at_parquet(source.path, folder)
        return self.tables.look(source.path, source.encoding or None, source.delimiter or None, source.sheet or None)

    def list_file(self, seen: SheetLook, target: Path) -> ListFile:
        """Give how the register opens a list; what it cannot open as it is, is first written to `target`."""
        from breachdesk.domain.sheets import SheetFormat
        from breachdesk.services.ports import ListFile

        if seen.format is SheetFormat.PARQUET:
            return ListFile(seen.path, seen.header, is_parquet=True, name=seen.name)
        return self.tables.to_list_file(seen, target)

    @contextmanager
    def folder_for_lists(self) -> Iterator[Path]:
        """Give a folder in the workspace for its owner only, for lists on their way in; it is gone afterwards."""
        with self.desk().store.alone("lists-of-people") as alone:
            if not alone:
                from breachdesk.domain.errors import StoreBusy

                raise StoreBusy("Another program takes lists of people in or removes them; try again when it is done.")
            # Whoever holds the lock knows that a program which left such a folder behind is dead.
            for left in self.folder.glob(f"{LISTS_ON_THEIR_WAY}*"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=LISTS_ON_THEIR_WAY, dir=self.folder) as folder:
                yield Path(folder)

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

    def addressee_parts(
        self, people: Callable[[], Iterable[AffectedPerson]]
    ) -> Iterator[tuple[str, bytes, int, bool]]:
        """Give people as the files that letters are sent from."""
        from breachdesk.files.addressees_export import addressee_parts

        return ((p.name_ending, p.content, p.people, p.by_post) for p in addressee_parts(people))

    def sample_addressees(self) -> Path:
        """Give the sample list of people to write to."""
        return SAMPLE / "addressees.csv"

    def eml(self, mail: OutgoingMail) -> bytes:
        """Give a mail as the bytes that would be sent."""
        from breachdesk.mail.envelope import to_eml

        return to_eml(mail)

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
        from breachdesk.cli.notice_commands import write_files

        return write_files(self, reference, revision, self.folder / "drafts")

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
        from breachdesk.files.settings_file import load_settings
        from breachdesk.mail.smtp import SmtpMailer, SmtpSettings
        from breachdesk.services.ports import Sender

        if self.is_demo:
            return Sender("Fietsgoed B.V.", DEMO_SENDER, SmtpMailer(self._demo_mail()))
        found = load_settings(self.folder / "settings.yaml")
        if found is None:
            return Sender("BreachDesk", "breachdesk@localhost.invalid", None)
        password = os.environ.get(found.password_env, "") if found.password_env else ""
        settings = SmtpSettings(
            host=found.host,
            port=found.port,
            security=found.security.value,
            user=found.user,
            password=password,
            sender_name=found.sender_name,
            sender_address=found.sender_address,
        )
        return Sender(found.sender_name, found.sender_address, SmtpMailer(settings))

    def _demo_mail(self) -> SmtpSettings:
        from breachdesk.mail.smtp import SmtpSettings
        from breachdesk.postbox.sink import Postbox

        postbox = Postbox(self.folder / "postbox")
        postbox.start()
        atexit.register(postbox.stop)
        return SmtpSettings(
            host="127.0.0.1",
            port=postbox.port,
            security="loopback-plain",
            user="",
            password="",
            sender_name="Fietsgoed B.V.",
            sender_address=DEMO_SENDER,
        )


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
