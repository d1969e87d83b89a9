"""What the commands need from outside: the desk, files read in, a mail as bytes, the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Every command loads this module, and most need few of these.
    import asyncio
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path
    from typing import Any

    from breachdesk.cli.list_front import ListFiles
    from breachdesk.cli.playbook_front import PlaybookFiles
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
    from breachdesk.domain.people import ListMapping
    from breachdesk.domain.sheets import InventoryRead, SheetLook, TableChoices
    from breachdesk.services.desk import Desk
    from breachdesk.services.drilling import DrillPlace
    from breachdesk.services.exporting import Exporting
    from breachdesk.services.ports import Catalogues, ListFile
    from breachdesk.services.reminding import TickReport
    from breachdesk.services.signing_port import Signer


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

    def read_addressees(self, path: Path) -> AddresseeList:
        """Read a list of people to write to."""
        ...

    @property
    def lists(self) -> ListFiles:
        """Lists of people, in files and in databases."""
        ...

    @property
    def playbook_files(self) -> PlaybookFiles:
        """Playbooks as files, ours and other people's."""
        ...

    def is_category(self, id_: str) -> bool:
        """Tell whether a data category goes by this id."""
        ...

    def is_special(self, category: str) -> bool:
        """Tell whether a data category is special (Art. 9) or criminal (Art. 10)."""
        ...

    def eml(self, mail: OutgoingMail) -> bytes:
        """Give a mail as the bytes that would be sent."""
        ...

    @property
    def exporting(self) -> Exporting:
        """Notices as files, and edited ones taken in."""
        ...

    @property
    def signer(self) -> Signer | None:
        """Whoever signs exports and checks their signatures; None where nobody can."""
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
