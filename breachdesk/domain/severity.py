"""How severe a breach is by ENISA's method of 2013, each number with the answer it came from.

A presumption beside the rules of the assessment, never merged with them: it predates the GDPR and no band is a duty.
SE = DPC x EI + CB. An unknown answer never raises the score; how high it may still come is said beside it.

Source: ENISA, Recommendations for a methodology of the assessment of severity of personal data breaches, 2013.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from breachdesk.domain.conditions import Condition, atoms_of, facts_behind, holds, parent_of, substituted
from breachdesk.domain.facts import Facts
from breachdesk.domain.law import Citation, LawStatus
from breachdesk.domain.silence import Silence

Words = Mapping[str, str]
"""By language; English is always there."""


@dataclass(frozen=True, slots=True)
class DataKind:
    """One of the four kinds of data, with its score and the steps that move it."""

    id: str
    label: Words
    base: int
    categories: frozenset[str]
    refined_by: str
    """The fact that says more about data of this kind."""

    steps: Mapping[str, int]
    """By answer to that fact."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of the method."""

    id: str
    points: float
    label: Words
    when: Condition


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One part of CB; of the rows that apply the first counts."""

    id: str
    label: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A range of scores, from its lower end on."""

    id: str
    since: float
    label: Words
    effect: Words
    thumb: str
    """The risk people often read out of it; neither ENISA nor the law says so."""


@dataclass(frozen=True, slots=True)
class SeverityPack:
    """The tables of the method, as dated data."""

    id: str
    version: str
    source: Citation
    status: LawStatus
    lowest: int
    highest: int
    kinds: tuple[DataKind, ...]
    lessened_by: Condition
    ease: tuple[Row, ...]
    circumstances: tuple[Circumstance, ...]
    bands: tuple[Band, ...]
    """The lowest first."""

    flags: tuple[Row, ...]

    @property
    def weighed(self) -> frozenset[str]:
        """Every fact a number may come from."""
        rows = [*self.ease, *self.flags, *(row for part in self.circumstances for row in part.rows)]
        atoms = [*atoms_of(self.lessened_by), *(atom for row in rows for atom in atoms_of(row.when))]
        return frozenset({"data_categories", *(kind.refined_by for kind in self.kinds), *(atom.fact for atom in atoms)})


@dataclass(frozen=True, slots=True)
class Points:
    """One number of the score, and what it rests on."""

    part: str
    """`dpc`, `ei`, or one of the circumstances."""

    points: float | None
    """None while nothing is known."""

    at_most: float | None
    because: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Severity:
    """The score with its parts; None where an answer it cannot do without is missing."""

    dpc: int | None
    ei: float | None
    cb: float
    cb_at_most: float
    se: float | None
    se_at_most: float | None
    band: Band | None
    band_at_most: Band | None
    parts: tuple[Points, ...]
    flags: tuple[str, ...]


def severity_of(facts: Facts, pack: SeverityPack, silence: Silence, language: str = "en") -> Severity:
    """Work the score out.

    Args:
        silence: How answers nobody gave are read.
        language: Of the words beside each number.
    """
    return _Scoring(facts, pack, silence, language).severity()


def band_of(score: float, pack: SeverityPack) -> Band:
    """Give the band of a score; a boundary belongs to the band above it."""
    return next(band for band in reversed(pack.bands) if score >= band.since)


class _Scoring:
    def __init__(self, facts: Facts, pack: SeverityPack, silence: Silence, language: str) -> None:
        self._facts = facts
        self._pack = pack
        self._language = language
        rows = [row.when for part in pack.circumstances for row in part.rows]
        conditions = [*rows, *(r.when for r in (*pack.ease, *pack.flags)), pack.lessened_by]
        self._words = silence.stands_for(conditions, facts)

    def severity(self) -> Severity:
        dpc, ei = self._context(), self._ease()
        around = [self._circumstance(part) for part in self._pack.circumstances]
        cb, cb_most = sum(p.points or 0.0 for p in around), sum(p.at_most or 0.0 for p in around)
        se = _product(dpc.points, ei.points, cb)
        most = _product(dpc.at_most, ei.at_most, cb_most)
        return Severity(
            dpc=int(dpc.points) if dpc.points is not None else None,
            ei=ei.points,
            cb=cb,
            cb_at_most=cb_most,
            se=se,
            se_at_most=most,
            band=band_of(se, self._pack) if se is not None else None,
            band_at_most=band_of(most, self._pack) if most is not None else None,
            parts=(dpc, ei, *around),
            flags=tuple(row.id for row in self._pack.flags if self._holds(row.when)),
        )

    def _context(self) -> Points:
        """Score each kind of data present and take the highest; a finer answer on another may still bring more."""
        categories = self._facts.texts("data_categories")
        if not categories:
            return Points("dpc", None, None, "which data it is about is not known", ())
        scored = [found for kind in self._pack.kinds if (found := self._kind(kind, categories)) is not None]
        if not scored:
            return Points("dpc", None, None, "none of the data stands in ENISA's table", ("data_categories",))
        highest = max(scored, key=lambda points: points.points or 0.0)
        return replace(highest, at_most=max(points.at_most or 0.0 for points in scored))

    def _kind(self, kind: DataKind, categories: tuple[str, ...]) -> Points | None:
        present = [c for c in categories if parent_of(c) in kind.categories]
        if not present:
            return None
        answer = self._facts.text(kind.refined_by)
        facts = ["data_categories"]
        step, most, why = 0, max(0, *kind.steps.values()), ""
        if answer is not None and answer in kind.steps:
            step, why = kind.steps[answer], f", {answer}"
            most = step
            facts.append(kind.refined_by)
        elif self._holds(self._pack.lessened_by):
            step, why = min(0, *kind.steps.values()), ", they reveal little"
            facts.extend(facts_behind(self._pack.lessened_by, self._facts))
        said = f"{self._word(kind.label)}: {', '.join(present)}{why}"
        return Points("dpc", self._moved(kind, step), self._moved(kind, most), said, tuple(dict.fromkeys(facts)))

    def _moved(self, kind: DataKind, step: int) -> int:
        """Give the score of a kind after a step, inside the method's ends."""
        return min(self._pack.highest, max(self._pack.lowest, kind.base + step))

    def _ease(self) -> Points:
        for row in self._pack.ease:
            if self._holds(row.when):
                return self._points("ei", row, row.points)
        return Points("ei", None, None, "how easily people can be identified is not known", ())

    def _circumstance(self, part: Circumstance) -> Points:
        """Give the first row that applies; what is not known yet may still bring a higher one."""
        at_most = 0.0
        for row in part.rows:
            found = self._holds(row.when)
            if found is not False:
                at_most = max(at_most, row.points)
            if found:
                return self._points(part.id, row, at_most)
        return Points(part.id, 0.0, at_most, self._word(part.label), ())

    def _points(self, part: str, row: Row, at_most: float) -> Points:
        behind = facts_behind(substituted(row.when, self._words), self._facts)
        facts = tuple(fact for fact in dict.fromkeys(behind) if self._facts.is_known(fact))
        return Points(part, row.points, at_most, self._word(row.label), facts)

    def _holds(self, condition: Condition) -> bool | None:
        return holds(substituted(condition, self._words), self._facts)

    def _word(self, words: Words) -> str:
        return words.get(self._language) or words["en"]


def _product(dpc: float | None, ei: float | None, cb: float) -> float | None:
    """Give DPC x EI + CB; None while one of the two is not known."""
    return None if dpc is None or ei is None else dpc * ei + cb
