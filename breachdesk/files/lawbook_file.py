"""The whole book of law, read from the files it stands in; the same texts give the same book, whenever they are read.

An Incident keeps the texts it was opened under, so this reads from texts and not from folders. A user's own files add
to the shipped ones and win over those of the same name. Each part has a reader of its own, so that who asks for one part
reads no other; the whole book is those parts together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.law import Citation, LawPack, LawStatus
from breachdesk.domain.lawbook import Amendment, FineTier, JudgingRules, LawBook, PracticeNote
from breachdesk.domain.worked_out import WORKED_OUT
from breachdesk.files.assessment_file import Vocabulary, read_assessment
from breachdesk.files.condition_reader import ConditionReader
from breachdesk.files.countries import COUNTRIES
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.law_fields import (
    citations,
    cited,
    cited_by_key,
    in_force,
    needed,
    opened_text,
    refuse_second,
    slug,
    words,
)
from breachdesk.files.law_packs import read_law
from breachdesk.files.severity_file import read_severity
from breachdesk.files.strict_yaml import Limits, read_text

ASSESSMENT, SEVERITY, PRACTICE, AMENDMENTS, FINES = (
    "assessment.yaml",
    "severity.yaml",
    "practice.yaml",
    "amendments.yaml",
    "fines.yaml",
)
REGIMES = "regimes"
GDPR = "gdpr.yaml"
JUDGING = (ASSESSMENT, SEVERITY, PRACTICE)
SINGLE = (GDPR, *JUDGING, AMENDMENTS, FINES)
STANCES = ("stricter", "milder")
LIMITS = Limits()
Texts = Mapping[str, str]
"""File texts by name; those of regimes begin with `regimes/`."""


def law_texts(shipped: Path, own: Sequence[Path] = ()) -> Texts:
    """Gather the texts of the book.

    Args:
        shipped: The folder of the rule packs.
        own: Folders of further regimes, such as contracts; a file of the same name wins over a shipped one.

    Raises:
        FileProblems: a file cannot be read.
    """
    return {**part_texts(shipped, SINGLE), **pack_texts(shipped, own)}


def part_texts(shipped: Path, names: Sequence[str]) -> Texts:
    """Gather the texts of some parts of the book; one that is not there is left out.

    Raises:
        FileProblems: a file cannot be read.
    """
    return {name: read_text(shipped / name, LIMITS) for name in names if (shipped / name).exists()}


def pack_texts(shipped: Path, own: Sequence[Path] = ()) -> Texts:
    """Gather the texts of all regimes, the GDPR first.

    Raises:
        FileProblems: a file cannot be read.
    """
    found = dict(part_texts(shipped, (GDPR,)))
    for folder in (shipped / REGIMES, *own):
        for path in sorted(folder.glob("*.yaml")):
            found[f"{REGIMES}/{path.name}"] = read_text(path, LIMITS)
    return found


def fingerprint(texts: Texts) -> str:
    """Give one SHA-256 for all texts of a book."""
    digests = (f"{name} {hashlib.sha256(texts[name].encode()).hexdigest()}" for name in sorted(texts))
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def read_lawbook(texts: Texts, vocabulary: Vocabulary) -> LawBook:
    """Read the whole book.

    Raises:
        FileProblems: a pack is not right; the first file with problems, all of them.
    """
    rules = read_judging(texts, vocabulary)
    return LawBook(
        sha256=fingerprint(texts),
        packs=read_packs(texts, vocabulary),
        assessment=rules.assessment,
        severity=rules.severity,
        practice=rules.practice,
        amendments=read_amendments(texts),
        fines=read_fines(texts),
    )


def read_packs(texts: Texts, vocabulary: Vocabulary | None = None) -> Mapping[str, LawPack]:
    """Read every regime, by id.

    Args:
        vocabulary: What conditions may speak of; without it they are passed over, which is enough to work out a date.

    Raises:
        FileProblems: a pack is not right, or an id stands in two.
    """
    _needed(texts, GDPR)
    reader = _reader(vocabulary) if vocabulary is not None else None
    packs: dict[str, LawPack] = {}
    for name in (GDPR, *sorted(n for n in texts if n.startswith(f"{REGIMES}/"))):
        pack = read_law(texts[name], name.rpartition("/")[2], reader, packs.values())
        packs[pack.id] = pack
    return packs


def read_judging(texts: Texts, vocabulary: Vocabulary) -> JudgingRules:
    """Read what a set of facts is judged by: the assessment, ENISA's method, the authorities' practice.

    Raises:
        FileProblems: one of them is not right, or one of the first two is missing.
    """
    return JudgingRules(
        assessment=read_assessment(_needed(texts, ASSESSMENT), ASSESSMENT, vocabulary),
        severity=read_severity(_needed(texts, SEVERITY), SEVERITY, vocabulary),
        practice=_practice(texts[PRACTICE], _reader(vocabulary)) if PRACTICE in texts else (),
    )


def read_amendments(texts: Texts) -> tuple[Amendment, ...]:
    """Read what is proposed and not law; nothing where the file is missing.

    Raises:
        FileProblems: it is not right.
    """
    return _amendments(texts[AMENDMENTS]) if AMENDMENTS in texts else ()


def read_fines(texts: Texts) -> tuple[FineTier, ...]:
    """Read the ceilings of a fine; nothing where the file is missing.

    Raises:
        FileProblems: it is not right.
    """
    return _fines(texts[FINES]) if FINES in texts else ()


def _needed(texts: Texts, name: str) -> str:
    if name not in texts:
        raise FileProblems(name, [Problem(0, "is missing; the law cannot be read without it.")])
    return texts[name]


def _reader(vocabulary: Vocabulary) -> ConditionReader:
    """Packs may speak of what the assessment works out, too."""
    return Vocabulary({**vocabulary.facts, **WORKED_OUT}, vocabulary.taxonomy).reader(Problems(""), {})


def _practice(text: str, reader: ConditionReader) -> tuple[PracticeNote, ...]:
    top, problems = opened_text(text, PRACTICE)
    reader = reader.on(problems)
    slug(top)
    top.text("version")
    known = citations(top)
    found: dict[str, PracticeNote] = {}
    for part in top.parts("practice"):
        note = _practice_note(part, reader, known)
        if note is not None:
            refuse_second(part, note.id, found, "practice")
            found[note.id] = note
    top.end()
    problems.raise_if_any()
    return tuple(found.values())


def _practice_note(part: Fields, reader: ConditionReader, known: Mapping[str, Citation]) -> PracticeNote | None:
    id_ = slug(part)
    country = part.choice("country", COUNTRIES)
    stance = part.choice("stance", STANCES)
    said = words(part, "words")
    node = part.take("when")
    if node is None or not node.value:
        part.problem("'when' is missing; say on which facts it was decided, or it would show on all.")
    when = reader.read(node, f"{part.path}.when")
    status = part.choice("status", tuple(LawStatus))
    source = cited_by_key(part, "source", known)
    part.end()
    if not status or source is None:
        return None
    return PracticeNote(id_, country, stance, said, when, source, LawStatus(status))


def _amendments(text: str) -> tuple[Amendment, ...]:
    top, problems = opened_text(text, AMENDMENTS)
    slug(top)
    top.text("version")
    found = tuple(a for a in (_amendment(part) for part in top.parts("amendments")) if a is not None)
    top.end()
    problems.raise_if_any()
    return found


def _amendment(part: Fields) -> Amendment | None:
    id_, label = slug(part), words(part, "label")
    hours = needed(part, "authority_hours", lambda key: part.integer(key, 1, 8760), "say the period it would set")
    part.choice("unit", ("elapsed hours",))
    level = part.choice("authority_only_at", ("risk", "high"))
    said = []
    for inner in part.parts("changes"):
        said.append(words(inner, "text"))
        inner.end()
    status_line = part.line_of("status")
    status = part.choice("status", (LawStatus.PROPOSED,))
    source = cited(part)
    part.end()
    if not status:
        part.problem("'status' must be proposed: what is law belongs into a pack of its own.", status_line)
    if hours is None or source is None or not status:
        return None
    return Amendment(id_, label, hours, level, tuple(said), LawStatus.PROPOSED, source)


def _fines(text: str) -> tuple[FineTier, ...]:
    top, problems = opened_text(text, FINES)
    slug(top)
    top.text("version")
    found = tuple(t for t in (_tier(part) for part in top.parts("tiers")) if t is not None)
    top.end()
    problems.raise_if_any()
    return found


def _tier(part: Fields) -> FineTier | None:
    id_, label = slug(part), words(part, "label")
    euros = needed(part, "euros", lambda key: part.integer(key, 1, 10**9), "a tier needs its amount")
    percent = needed(part, "percent", lambda key: part.integer(key, 1, 100), "a tier needs its share of turnover")
    part.choice("unit", ("euros, or percent of worldwide annual turnover, whichever is higher",))
    held, source = in_force(part), cited(part)
    part.end()
    if euros is None or percent is None or held is None or source is None:
        return None
    return FineTier(id_, label, euros, float(percent), source)
