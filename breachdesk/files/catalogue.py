"""The content BreachDesk works by, read when first asked for: law, facts, authorities, plans, rungs.

A user's own folder wins over the shipped one, file by file. Each reader is loaded with its first file. A part of the law
can be had alone, so that a slip in one regime keeps nobody from an answer that does not rest on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from breachdesk.domain.clock import Place
from breachdesk.domain.errors import NotFound
from breachdesk.domain.law import EEA, Authority, ClockRule, LawPack
from breachdesk.files.authorities_file import authorities_of, authority_for, load_authorities
from breachdesk.files.law_packs import load_law

if TYPE_CHECKING:
    from breachdesk.domain.errors import FileProblems
    from breachdesk.domain.facts import FactDefinition
    from breachdesk.domain.forms import Form
    from breachdesk.domain.harms import Combination
    from breachdesk.domain.lawbook import Amendment, FineTier, JudgingRules, LawBook
    from breachdesk.domain.manners import Manners
    from breachdesk.domain.playbook import Playbook
    from breachdesk.domain.reminders import Rung
    from breachdesk.files.assessment_file import Vocabulary
    from breachdesk.files.playbook_paths import PlaybookShelf
    from breachdesk.files.policy_file import HousePolicy
    from breachdesk.files.taxonomy_file import Taxonomy

NEAREST = 5
Holidays = Callable[[str, str, Iterable[int]], Mapping[date, str]]
"""Gives public holidays by day: country, part of it, years."""


class FileCatalogues:
    """The port `Catalogues`, on folders of YAML files.

    Args:
        law: Folder of the rule packs.
        playbooks: Folders of plans, the weakest first.
        own_law: Folders of the user's own regimes and contracts, the weakest first.
        holidays: Public holidays, loaded when a reading needs them.
        workspace: Where playbooks are kept as they were read; without it they are read each time.
    """

    def __init__(
        self,
        law: Path,
        playbooks: Sequence[Path],
        own_law: Sequence[Path],
        holidays: Holidays,
        workspace: Path | None = None,
    ) -> None:
        self._law_folder = law
        self._playbook_folders = tuple(playbooks)
        self._own_law = tuple(own_law)
        self._holidays = holidays
        self._workspace = workspace

    def clock(self, id_: str) -> tuple[LawPack, ClockRule]:
        """Give a legal clock with its regime; the GDPR's own without reading the others.

        Raises:
            NotFound: there is none; the nearest are named.
        """
        if id_ in self._gdpr.clocks:
            return self._gdpr, self._gdpr.clocks[id_]
        for pack in self.packs().values():
            if id_ in pack.clocks:
                return pack, pack.clocks[id_]
        raise NotFound(_no_clock(id_, [clock for pack in self.packs().values() for clock in pack.clocks]))

    def packs(self) -> Mapping[str, LawPack]:
        """Give every regime with its clocks, without the conditions on which it applies."""
        return self._packs

    def judging(self) -> JudgingRules:
        """Give what a set of facts is judged by, without any regime."""
        from breachdesk.files.lawbook_file import JUDGING, part_texts, read_judging

        return read_judging(part_texts(self._law_folder, JUDGING), self.vocabulary)

    def amendments(self) -> tuple[Amendment, ...]:
        """Give what is proposed and not law."""
        from breachdesk.files.lawbook_file import AMENDMENTS, part_texts, read_amendments

        return read_amendments(part_texts(self._law_folder, [AMENDMENTS]))

    def fines(self) -> tuple[FineTier, ...]:
        """Give the ceilings of a fine."""
        from breachdesk.files.lawbook_file import FINES, part_texts, read_fines

        return read_fines(part_texts(self._law_folder, [FINES]))

    def book(self) -> LawBook:
        """Give the book of law in use: the shipped packs and the user's own."""
        return self._book

    def book_texts(self) -> Mapping[str, str]:
        """Give the texts the book in use was read from."""
        return self._texts

    def book_from(self, texts: Mapping[str, str]) -> LawBook:
        """Read a book from kept texts."""
        from breachdesk.files.lawbook_file import read_lawbook

        return read_lawbook(texts, self.vocabulary)

    def manners(self) -> Manners:
        """Give how notices may not be worded."""
        return self._manners

    def combinations(self) -> tuple[Combination, ...]:
        """Give what data categories bring about together."""
        return self._combinations

    def facts(self) -> Mapping[str, FactDefinition]:
        """Give every question that may be asked, by id."""
        return self.vocabulary.facts

    def authorities(self) -> tuple[Authority, ...]:
        """Give every supervisory authority."""
        return self._authorities

    def authorities_of(self, country: str) -> tuple[Authority, ...]:
        """Give every authority of a country; NotFound names the nearest."""
        return authorities_of(country, self._authorities)

    def forms(self) -> Mapping[str, Form]:
        """Give the authorities' own forms, by id."""
        return self._forms

    def authority_for(self, country: str, subdivision: str = "") -> Authority:
        """Give the supervisory authority of a country or a part of it; NotFound names the nearest."""
        return authority_for(country, self._authorities, subdivision)

    def place_of(self, authority: Authority, around: date, part: str = "") -> Place:
        """Give where an authority counts its days: its zone, and its public holidays of three years.

        Args:
            part: The part of its country whose holidays count, where it serves more than that part.
        """
        years = range(around.year, around.year + 3)
        subdivision = f"{authority.country}-{part}" if part else authority.subdivision
        holidays = _Holidays(lambda: self._holidays(authority.country, subdivision, years))
        return Place(ZoneInfo(authority.zone), authority.country in EEA, holidays)

    def playbooks(self) -> Mapping[str, Playbook]:
        """Give every plan that can be used, by id; a user's own wins over a shipped one of the same file name."""
        return self._shelf.playbooks

    def playbook_problems(self) -> FileProblems | None:
        """Give what is wrong with the playbooks that were left out; None where all can be used."""
        return self._shelf.problems

    def rungs(self) -> tuple[Rung, ...]:
        """Give the house's reminder rungs."""
        return self._policy.rungs

    def targets(self) -> Mapping[str, int]:
        """Give the house's own aims, in elapsed hours by clock, where the law names none."""
        return self._policy.targets

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The kinds of data and of people."""
        from breachdesk.files.taxonomy_file import load_taxonomy

        return load_taxonomy(self._law_folder / "taxonomy.yaml")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What packs and files of facts may speak of."""
        from breachdesk.files.assessment_file import Vocabulary
        from breachdesk.files.fact_file import load_facts

        return Vocabulary(load_facts(self._law_folder / "facts.yaml"), self.taxonomy)

    @cached_property
    def _combinations(self) -> tuple[Combination, ...]:
        from breachdesk.files.combinations_file import load_combinations

        return load_combinations(self._law_folder / "combinations.yaml", self.vocabulary)

    @cached_property
    def _manners(self) -> Manners:
        from breachdesk.files.manners_file import load_manners

        return load_manners(self._law_folder / "manners.yaml", self.vocabulary.facts)

    @cached_property
    def _gdpr(self) -> LawPack:
        return load_law(self._law_folder / "gdpr.yaml")

    @cached_property
    def _packs(self) -> Mapping[str, LawPack]:
        from breachdesk.files.lawbook_file import pack_texts, read_packs

        return read_packs(pack_texts(self._law_folder, self._own_law))

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        from breachdesk.files.lawbook_file import law_texts

        return law_texts(self._law_folder, self._own_law)

    @cached_property
    def _book(self) -> LawBook:
        return self.book_from(self._texts)

    @cached_property
    def _authorities(self) -> tuple[Authority, ...]:
        return load_authorities(self._law_folder / "authorities.yaml")

    @cached_property
    def _forms(self) -> Mapping[str, Form]:
        from breachdesk.files.forms_file import load_forms

        return load_forms(self._law_folder / "forms", self.vocabulary, [a.id for a in self._authorities])

    @cached_property
    def _policy(self) -> HousePolicy:
        from breachdesk.files.policy_file import load_policy

        return load_policy(self._law_folder / "house_policy.yaml")

    @cached_property
    def _shelf(self) -> PlaybookShelf:
        from breachdesk.files.playbook_cache import PlaybookCache

        if self._workspace is None:
            return self._read_playbooks()
        return PlaybookCache(self._workspace, self._law_folder, self._playbook_folders).shelf(self._read_playbooks)

    def _read_playbooks(self) -> PlaybookShelf:
        from breachdesk.files.playbook_shelf import read_playbooks

        return read_playbooks(self._playbook_folders, self.vocabulary.plan_words)


def _no_clock(id_: str, there: Sequence[str]) -> str:
    near = get_close_matches(id_[:60].lower(), there, n=NEAREST, cutoff=0.3) or sorted(there)[:NEAREST]
    more = f", and {len(there) - len(near)} more" if len(there) > len(near) else ""
    return f"There is no clock '{id_[:60]}'; there are: {', '.join(near)}{more}. `law clocks` lists them all."


class _Holidays(Mapping[date, str]):
    """Holidays read from the calendar only once a day is looked up; most periods count none."""

    def __init__(self, load: Callable[[], Mapping[date, str]]) -> None:
        self._load = load

    @cached_property
    def _days(self) -> Mapping[date, str]:
        return self._load()

    def __getitem__(self, day: date) -> str:
        return self._days[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    def __len__(self) -> int:
        return len(self._days)
