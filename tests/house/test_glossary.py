"""The glossary and the public classes of the domain say the same words."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from typing import get_args

import pytest

from breachdesk import domain
from breachdesk.domain import timeline
from breachdesk.domain.glossary import GLOSSARY, Term

# Parts of a value or ways of saying it; the word a reader meets is that of the whole.
TECHNICAL = frozenset(
    """
    Term
    AddresseeList OutgoingMail DeliveryState Accepted Refused Unclear
    FactDefinition FactKind Option Known Unknown NotApplicable Facts SourceKind
    Outcome Reason LawStatus LegalValue ReadingShape ReadingRule DutyKind DutyNote Exemption
    Has AtMost All Any Not Unproven Unanswered
    Derived Presumed Arising Silence Question Diagrams
    Says Clash Contradiction AssessmentPack AssessmentResult JudgingRules
    DataKind Row Circumstance Band SeverityPack Points
    VerdictFinding ClockState ObligationState RecordedMoment RecordedVerdict StageRecord
    SubjectsHeld SavedScope DatasetLine GroupLine CategoryLine ConsequenceLine LeftOut Figures Touched Tree Way Part Stated Readable Whereabouts Unsaid Encryption Period OpenedBy
    Keep SameAddress ColumnRole Column ListMapping PeopleCounts ListTaken
    SheetFormat SheetLook Sure Proposal ColumnWords TableChoices ReadTable InventoryRead CountSaid RowsChanged
    Engine Said WarehouseTable WarehouseFigures
    Everybody InSystem HasCategory FromCountry Speaks AllOf AnyOf
    StepKind StepMark StepRecord StepState PlannedStep PlannedPhase NextStep Wanted Condition AnyCondition DecisionCondition
    Ended Demands Added StepChange PlaybookUse HandOverNote LessonKind
    CaseFigures SpanFigures OnTime Quarter Tally FiguresOverAll
    DrillClock After InjectKind WrongKind WrongDeed Expected Truth Course SkippedStep Measure TakenUp DrillScore Compared
    NoticeKind NeededFact LetterContext Rendered ReminderState
    WantedNotice LetterText Channel Stage Sentence Stated Basis Weight ReviewComment ChangeRequest OtherText
    CheckedDraft Manner Manners Score Readability Change Run ChangedParagraph PlacedComment Trust KnownKey Going
    ApprovedList FieldKind Must FormStatus FieldOption OptionRule FromRules FromFacts ByHand FormField FormSection
    FormCase FormWords FieldState FieldSource FilledField FilledSection FormCount LeakScan SharedEnding
    """.split()
)
# Words that the code says with another class or as a value; a reader still meets them.
WITHOUT_CLASS = frozenset(
    """
    Breach Detection Awareness BreachRegister DataSubject Assessment Task Notice Notification
    Communication Supplement Draft Review Selection
    """.split()
)


def public_classes() -> dict[str, str]:
    """Give every public class defined in the domain, with its module; errors and acts stand for themselves."""
    found: dict[str, str] = {}
    acts = {act.__name__ for act in get_args(timeline.Act)}
    for module_info in pkgutil.iter_modules(domain.__path__):
        if module_info.name == "errors":
            continue
        module = importlib.import_module(f"breachdesk.domain.{module_info.name}")
        for name, thing in inspect.getmembers(module, inspect.isclass):
            if thing.__module__ == module.__name__ and not name.startswith("_") and name not in acts:
                found[name] = module_info.name
    return found


def as_class(term: Term) -> str:
    """Give the class name a word would have: `Data category` is DataCategory."""
    return "".join(part[0].upper() + part[1:] for part in term.word.split())


WORDS = frozenset(as_class(term) for term in GLOSSARY)


def test_every_public_class_of_the_domain_is_in_the_glossary() -> None:
    """Lost without it: a new word slips into code and screens that no reader can look up."""
    missing = {name: where for name, where in public_classes().items() if name not in WORDS | TECHNICAL}
    assert missing == {}


def test_the_glossary_names_nothing_the_code_does_not_know() -> None:
    """Lost without it: the help explains words for things that were renamed or taken out."""
    assert set() == WORDS - set(public_classes()) - WITHOUT_CLASS


def test_the_lists_of_exceptions_hold_no_leftovers() -> None:
    """Lost without it: a class once excused stays excused after it became a term or went away."""
    classes = set(public_classes())
    assert set() == TECHNICAL - classes
    assert set() == TECHNICAL & WORDS
    assert set() == WITHOUT_CLASS & classes
    assert set() == WITHOUT_CLASS - WORDS


def test_every_word_is_explained_once() -> None:
    """Lost without it: one word with two meanings, which is what the glossary is against."""
    assert [word for word, times in Counter(as_class(t).lower() for t in GLOSSARY).items() if times > 1] == []


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.word)
def test_a_term_says_what_it_means_and_what_it_is_not_in_one_line(term: Term) -> None:
    """Lost without it: an empty or rambling entry on the help screen, or one that explains a word by itself."""
    assert 10 <= len(term.meaning) <= 100
    assert term.not_this
    assert term.meaning[0].islower()
    assert not term.meaning.endswith(".")
    assert term.meaning.lower() != term.word.lower()


@pytest.mark.parametrize(
    ("word", "article"),
    [
        ("Breach", "Art. 4(12)"),
        ("Controller", "Art. 4(7)"),
        ("Processor", "Art. 4(8)"),
        ("Breach register", "Art. 33(5)"),
        ("Notification", "Art. 33"),
        ("Communication", "Art. 34"),
        ("Supplement", "Art. 33(4)"),
    ],
)
def test_a_word_of_the_law_names_its_article(word: str, article: str) -> None:
    """Lost without it: a reader cannot tell the law's words from the house's."""
    assert article in next(term.meaning for term in GLOSSARY if term.word == word)
