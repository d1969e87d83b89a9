"""One object that every front end is handed: the use cases, and nothing of how the world is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.terms import Confirmation
from breachdesk.services.approving import Approving, Remarks
from breachdesk.services.assessing import Assessing
from breachdesk.services.checking import Checking
from breachdesk.services.duties import Duties
from breachdesk.services.filling import Filling
from breachdesk.services.incidents import Incidents
from breachdesk.services.lawbooks import Lawbooks, law_line
from breachdesk.services.learning import Afterwards
from breachdesk.services.looking_back import LookingBack
from breachdesk.services.notices import Notices
from breachdesk.services.outbox import Outbox
from breachdesk.services.overview import Overview
from breachdesk.services.people_lists import People
from breachdesk.services.plans import Plans, playbooks_line
from breachdesk.services.ports import CaseStore, Catalogues, HealthLine, Letters, Now, Register, Sender
from breachdesk.services.recording import Recorder
from breachdesk.services.reminding import Reminding
from breachdesk.services.reviewing import Reviewing
from breachdesk.services.scoping import Scoping
from breachdesk.services.shaping import Shaping
from breachdesk.services.signing_port import NoSigner, Signer
from breachdesk.services.walking import Walking

if TYPE_CHECKING:
    # Only exercises need these, and every command loads this module.
    from breachdesk.services.drilling import Drilling, Played


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of one workspace."""

    incidents: Incidents
    duties: Duties
    plans: Plans
    walking: Walking
    shaping: Shaping
    scoping: Scoping
    people: People
    assessing: Assessing
    notices: Notices
    checking: Checking
    approving: Approving
    reviewing: Reviewing
    filling: Filling
    outbox: Outbox
    reminding: Reminding
    overview: Overview
    afterwards: Afterwards
    looking_back: LookingBack
    store: CaseStore
    catalogues: Catalogues
    now: Now
    demo: bool = False
    """Mail goes to a folder on this machine and to nobody else."""

    drill: Drilling | None = None
    """The exercise this desk plays; None in earnest."""

    notes: tuple[str, ...] = field(default=())
    """What the user should know about this workspace, such as that mail is not set up."""

    def facts(self) -> Mapping[str, FactDefinition]:
        """Give every question that may be asked, by id."""
        return self.catalogues.facts()

    def facts_of(self, incident: Incident) -> Mapping[str, FactDefinition]:
        """Give every question that may be asked of one Incident, those of its own playbooks among them."""
        return self.plans.facts(incident)

    def read_ahead(self) -> None:
        """Read the book of law and the playbooks, once, and weigh what is open; whoever asks next has all that at hand."""
        self.catalogues.book()
        self.overview.read_ahead()
        self.catalogues.playbooks()

    def health(self) -> tuple[HealthLine, ...]:
        """Look at everything the workspace stands on."""
        return (*self.store.health(), law_line(self.catalogues), playbooks_line(self.catalogues), self.approving.keys())


def no_register() -> Register:
    """Stand where a desk was put together without a register of people.

    Raises:
        NotAllowed: always.
    """
    raise NotAllowed("This desk keeps no lists of people; use `breachdesk people` on the workspace itself.")


def desk_on(
    store: CaseStore,
    catalogues: Catalogues,
    letters: Letters,
    sender: Sender,
    now: Now,
    demo: bool = False,
    notes: tuple[str, ...] = (),
    confirmation: Confirmation = Confirmation.NONE,
    register: Callable[[], Register] = no_register,
    played: Played | None = None,
    signer: Signer | None = None,
    four_eyes: bool = True,
    remarks: Remarks | None = None,
) -> Desk:
    """Put the use cases together on these ports; the register is asked for only when lists are."""
    recorder = Recorder(store, catalogues, now)
    lawbooks = Lawbooks(store, catalogues)
    assessing = Assessing(store, catalogues, lawbooks, recorder, now, confirmation)
    duties = Duties(store, catalogues, lawbooks, assessing, recorder, now)
    plans = Plans(store, catalogues)
    notices = Notices(store, catalogues, letters, recorder, now)
    afterwards = Afterwards(store, recorder, now)
    checking = Checking(store, catalogues, notices.basis_now, now)
    approving = Approving(store, recorder, sender, signer or NoSigner(), now, four_eyes, remarks or checking.remarks)
    incidents = Incidents(store, catalogues, lawbooks, duties, plans, recorder, now)
    return Desk(
        incidents=incidents,
        duties=duties,
        plans=plans,
        walking=Walking(store, catalogues, plans, recorder, now),
        shaping=Shaping(store, catalogues, plans, recorder, now),
        scoping=Scoping(store, catalogues, recorder, now),
        people=People(store, recorder, register, now),
        assessing=assessing,
        checking=checking,
        notices=notices,
        approving=approving,
        reviewing=Reviewing(store, catalogues, recorder, notices.basis_now),
        filling=Filling(store, catalogues, assessing, recorder, now),
        outbox=Outbox(store, recorder, sender, approving.trust, now),
        reminding=Reminding(store, sender, now),
        overview=Overview(store, incidents, assessing, duties, now),
        afterwards=afterwards,
        looking_back=LookingBack(store, catalogues, plans, afterwards, now),
        store=store,
        catalogues=catalogues,
        now=now,
        demo=demo,
        drill=_drilling(store, recorder, incidents, plans, now, played) if played else None,
        notes=notes,
    )


def _drilling(
    store: CaseStore, recorder: Recorder, incidents: Incidents, plans: Plans, now: Now, played: Played
) -> Drilling:
    from breachdesk.services.drilling import Drilling

    return Drilling(store, recorder, incidents, plans, now, played)
