"""What the commands need from outside: the desk, files read in, a mail as bytes, the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Every command loads this module, and most need few of these.
    import asyncio
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path
    from typing import Any

    from breachdesk.domain.addressees import AddresseeList
    from breachdesk.domain.clock import Place
    from breachdesk.domain.columns import Proposal
    from breachdesk.domain.deliveries import OutgoingMail
    from breachdesk.domain.drills import Scenario
    from breachdesk.domain.errors import BreachDeskError
    from breachdesk.domain.facts import Facts
    from breachdesk.domain.inventory import Inventory
    from breachdesk.domain.law import Authority, ClockRule, LawPack
    from breachdesk.domain.lawbook import Amendment, FineTier, JudgingRules
    from breachdesk.domain.people import AffectedPerson, ListMapping
    from breachdesk.domain.playbook import Playbook, Step
    from breachdesk.domain.sheets import InventoryRead, SheetLook, TableChoices
    from breachdesk.domain.warehouses import Engine, Warehouse
    from breachdesk.services.desk import Desk
    from breachdesk.services.drilling import DrillPlace
    from breachdesk.services.ports import AskedWarehouse, Catalogues, Fetched, ListFile
    from breachdesk.services.reminding import TickReport


if TYPE_CHECKING:

    class LegalCatalogues(Catalogues, Protocol):
        """The catalogues, with what only the stand-alone commands ask."""

        def clock(self, id_: str) -> tuple[LawPack, ClockRule]:
            """Give a legal clock with its regime; NotFound names the nearest."""
            ...

        def packs(self) -> Mapping[str, LawPack]:
            """Give every regime with its clocks, without the conditions on which it applies."""
            ...

        def judging(self) -> JudgingRules:
            """Give what a set of facts is judged by, without any regime."""
            ...

        def amendments(self) -> tuple[Amendment, ...]:
            """Give what is proposed and not law."""
            ...

        def fines(self) -> tuple[FineTier, ...]:
            """Give the ceilings of a fine."""
            ...

        def place_of(self, authority: Authority, around: date, part: str = "") -> Place:
            """Give where an authority counts its days; `part` names whose holidays count where it serves more."""
            ...

        def authorities_of(self, country: str) -> tuple[Authority, ...]:
            """Give every authority of a country."""
            ...


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where the list of a system comes from, and what somebody said of how it is opened."""

    system: str
    path: Path
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    query: str = ""
    """One SELECT that gives the list; `path` names what it is called."""

    engine: str = ""
    """Of the source database: postgresql or duckdb."""

    variable: str = ""
    """The environment variable that holds the connection."""


@dataclass(frozen=True, slots=True)
class PlaybookRead:
    """A playbook taken in from another format."""

    playbook: Playbook
    text: str
    """As it would be kept, in YAML."""

    notes: tuple[str, ...]
    """What does not map, a sentence each."""


class Tables(Protocol):
    """Tables in files, looked at before they are taken in, and what their columns meant before."""

    def look(
        self, path: Path, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
    ) -> SheetLook:
        """Look at a table, CSV or XLSX."""
        ...

    def propose_people(
        self, seen: SheetLook, given: Sequence[str] = ()
    ) -> tuple[tuple[Proposal, ...], ListMapping]:
        """Propose how a list of people is read; `given` are `HEADER=ROLE` texts."""
        ...

    def remember_people(self, proposals: Sequence[Proposal]) -> None:
        """Keep how a list of people was read, for the next list with this header."""
        ...

    def remember_inventory(self, read: InventoryRead) -> None:
        """Keep how the tables of an inventory were read."""
        ...

    @property
    def warning(self) -> str:
        """Give a sentence where what was remembered cannot be used; empty when all is well."""
        ...

    def to_list_file(self, seen: SheetLook, target: Path) -> ListFile:
        """Give how a list is to be opened; a workbook's sheet is first written to `target`."""
        ...


class Drills(Protocol):
    """Exercises of one workspace, as files beside its database and never in it."""

    def scenarios(self) -> tuple[Scenario, ...]:
        """Give every scenario there is."""
        ...

    def all(self) -> tuple[DrillPlace, ...]:
        """Give every exercise that lies in the workspace, the latest first."""
        ...

    def place(self, id_: str) -> DrillPlace:
        """Give one exercise; without a name the latest that runs."""
        ...

    def start(self, scenario: str, speed: int, language: str, folder: Path | None) -> DrillPlace:
        """Make the folder of a new exercise, with its clock running from now."""
        ...

    def pause(self, place: DrillPlace, seen: datetime) -> DrillPlace:
        """Let scenario time stand still; `seen` is the scenario instant on show."""
        ...

    def resume(self, place: DrillPlace, seen: datetime) -> DrillPlace:
        """Let scenario time run on."""
        ...

    def move(self, place: DrillPlace, to: datetime) -> DrillPlace:
        """Let scenario time go forward to an instant."""
        ...

    def end(self, place: DrillPlace, seen: datetime) -> DrillPlace:
        """End it: scenario time stands for good."""
        ...

    def reports(self) -> tuple[Mapping[str, Any], ...]:
        """Give every report kept, the oldest first."""
        ...

    def keep_report(self, id_: str, document: Mapping[str, Any], text: str) -> tuple[str, str]:
        """Keep a report as JSON and Markdown; give where."""
        ...


class Front(Protocol):
    """Built by wiring; the only way from a command to the world."""

    @property
    def folder(self) -> Path:
        """The workspace in use."""
        ...

    @property
    def actor(self) -> str:
        """Who acts: `--as`, BREACHDESK_USER, or the name logged in by."""
        ...

    def choose(self, workspace: str | None, actor: str | None) -> None:
        """Take over what the command line said."""
        ...

    def desk(self) -> Desk:
        """Open the workspace, making it on first use."""
        ...

    def desk_at(self, instant: datetime) -> Desk:
        """Give the desk of the same workspace as it would be at an instant, for samples that lie in the past."""
        ...

    @property
    def catalogues(self) -> LegalCatalogues:
        """What the law says, without opening a workspace."""
        ...

    @property
    def tables(self) -> Tables:
        """Tables in files, looked at before they are taken in."""
        ...

    def read_facts(self, path: Path) -> Facts:
        """Read a set of facts for `law assess`."""
        ...

    def read_inventory(self, paths: Sequence[Path]) -> Inventory:
        """Read one inventory from one or more files."""
        ...

    def read_import(self, paths: Sequence[Path], choices: TableChoices) -> InventoryRead:
        """Read one inventory from files of any kind, and how its tables were read."""
        ...

    def inventory_in_use(self) -> Inventory | None:
        """Give the inventory in use; None where there is none, or no workspace, and none is made."""
        ...

    def dump_inventory(self, inventory: Inventory) -> str:
        """Give an inventory as YAML."""
        ...

    def check_playbooks(self, paths: Sequence[Path]) -> Mapping[Path, tuple[Step, ...]]:
        """Read playbooks or step sets without putting them to use; give the steps of each."""
        ...

    def playbook_schemas(self) -> Mapping[str, str]:
        """Give the schemas that editors use, by the name of their file."""
        ...

    def dump_playbook(self, playbook: Playbook) -> str:
        """Give a playbook as YAML, with what it includes."""
        ...

    def playbook_as_cacao(self, playbook: Playbook) -> str:
        """Give a playbook as a CACAO 2.0 document."""
        ...

    def read_cacao(self, path: Path, id_: str) -> PlaybookRead:
        """Read a CACAO 2.0 document as a playbook, and put it nowhere.

        Args:
            id_: The id it is to have; empty for its own.
        """
        ...

    def read_addressees(self, path: Path) -> AddresseeList:
        """Read a list of people to write to."""
        ...

    def read_warehouse(self, path: Path) -> Warehouse:
        """Read where lists of people lie in a database."""
        ...

    def ask_warehouse(self, warehouse: Warehouse) -> AskedWarehouse:
        """Give the way to ask a database; it is opened when something is asked."""
        ...

    def fetch_list(self, engine: Engine, variable: str, query: str, target: Path) -> Fetched:
        """Write the answer of a source database to one SELECT as CSV, to a new file for its owner only.

        Args:
            variable: The environment variable that holds the connection.

        Raises:
            WrongInput: the query is not one SELECT, the connection is wrong, or the file is there already.
            NotAllowed: the query would change something.
            StoreProblem: the database went away or took too long, or the disk is full. There is no file then.
        """
        ...

    def write_people(self, people: Iterable[AffectedPerson], path: Path) -> int:
        """Write people as CSV to a new file for its owner only: all of them, or no file; give how many."""
        ...

    def look_at_list(self, source: ListSource, folder: Path) -> SheetLook:
        """Look at a list of people, wherever it comes from.

        Args:
            source: Where it comes from.
            folder: For what has to be fetched first.
        """
        ...

    def list_file(self, seen: SheetLook, target: Path) -> ListFile:
        """Give how the register opens a list; what it cannot open as it is, is first written to `target`."""
        ...

    def folder_for_lists(self) -> AbstractContextManager[Path]:
        """Give a folder for its owner only, for lists on their way in; it is gone afterwards, and so are older ones.

        Raises:
            StoreBusy: another program has one now.
        """
        ...

    def is_category(self, id_: str) -> bool:
        """Tell whether a data category goes by this id."""
        ...

    def is_special(self, category: str) -> bool:
        """Tell whether a data category is special (Art. 9) or criminal (Art. 10)."""
        ...

    def addressee_parts(
        self, people: Callable[[], Iterable[AffectedPerson]]
    ) -> Iterator[tuple[str, bytes, int, bool]]:
        """Give people as the files that letters are sent from: name's ending, content, people, whether for the post."""
        ...

    def eml(self, mail: OutgoingMail) -> bytes:
        """Give a mail as the bytes that would be sent."""
        ...

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        ...

    def show_screen(self, prepare: Callable[[], None] | None = None) -> int:
        """Open the desk on the terminal; give the exit code.

        Args:
            prepare: Done in the background once the first frame is up.
        """
        ...

    def choose_demo(self, folder: Path | None) -> None:
        """Go over to a demo workspace; its mail goes to a folder in it."""
        ...

    @property
    def drills(self) -> Drills:
        """Exercises of the workspace in use, or of that an exercise in use belongs to."""
        ...

    @property
    def is_drill(self) -> bool:
        """Tell whether the workspace in use is that of an exercise."""
        ...

    def drill_place(self) -> DrillPlace:
        """Give which exercise the workspace in use is; WrongInput when it is none."""
        ...

    def go_to_drill(self, folder: Path) -> None:
        """Go over to the workspace of an exercise."""
        ...

    def take_in_sample(self) -> None:
        """Take in the sample organisation, unless that was done before."""
        ...

    def sample_addressees(self) -> Path:
        """Give the sample list of people to write to."""
        ...

    def has_terminal(self) -> bool:
        """Tell whether somebody can see and type."""
        ...

    async def watch(
        self,
        stop: asyncio.Event,
        on_problem: Callable[[BreachDeskError], None],
        on_report: Callable[[TickReport], None] | None = None,
    ) -> None:
        """Look for due reminders until told to stop; a look that fails is told, and the next one comes."""
        ...
