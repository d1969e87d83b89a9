"""The words we ship, in every language there is: short sentences, nothing soothing, no blank, the same facts in each.

The three incidents of the demo are written in full, each kind in each language; what is wrong anywhere is named by file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import pytest

from breachdesk.domain.drafting import LetterContext, Rendered, Template
from breachdesk.domain.facts import Facts, Known
from breachdesk.domain.sentences import Sentence, sentences
from breachdesk.domain.terms import Audience, NoticeKind
from breachdesk.files.taxonomy_file import load_taxonomy
from breachdesk.files.template_files import load_templates
from breachdesk.letters.writer import LetterWriter
from breachdesk.wiring import LAW, shipped
from tests.edges.demo_notices import INCIDENTS, contexts, for_kind
from tests.tui.sample_desk import UNDER_WAY, WAITS_FOR_DPO, MovedNow, make_sample

LONGEST, AVERAGE = 25, 15
"""Words in a sentence to people: at most, and on average."""

SMS_AT_MOST = 300
TO_PEOPLE = tuple(kind for kind in NoticeKind if kind.audience is Audience.INDIVIDUALS)
SAID = ("breach_kinds", "exfiltration", "exposure", "contained", "likely_consequences", "advice", "measures_taken",
        "measures_planned", "still_open")  # fmt: skip
"""Sets of sentences that are put into a letter to people as they are."""

BANNED = {
    "en": ("abundance of caution", "your privacy seriously", "no evidence of", "some customers", "no reason to worry", "rest assured"),
    "nl": ("uit voorzorg", "uw privacy serieus", "geen aanwijzing", "sommige klanten", "een aantal klanten", "geen zorgen"),
    "de": ("rein vorsorglich", "schutz ihrer daten ernst", "keine hinweise auf", "einige kunden", "kein grund zur sorge"),
    "fr": ("par excès de prudence", "au sérieux", "aucune preuve", "certains clients", "ne vous inquiétez pas"),
    "es": ("por exceso de precaución", "muy en serio", "no hay pruebas de", "algunos clientes", "no se preocupe"),
    "it": ("per eccesso di cautela", "sul serio", "nessuna prova", "alcuni clienti", "non si preoccupi"),
    "pl": ("z nadmiernej ostrożności", "poważnie traktujemy", "brak dowodów", "niektórzy klienci", "proszę się nie martwić"),
    "pt": ("por excesso de cautela", "muito a sério", "não há provas de", "alguns clientes", "não se preocupe"),
}
YOURS = {
    "en": "your personal data", "nl": "uw persoonsgegevens", "de": "ihre", "fr": "vos données", "es": "sus datos",
    "it": "suoi dati", "pl": r"pani|pana|państwa", "pt": "seus dados",
}  # fmt: skip
"""How a text says that the reader's own data are meant."""

_NAMES = re.compile(r"\b(?:facts|incident|organisation|dpo|authority|supplement|late|people|countries|systems|processors)\.[a-z_]+")


@cache
def templates() -> tuple[Template, ...]:
    """Give everything we ship."""
    return load_templates([shipped("notification_templates")])


@cache
def languages() -> tuple[str, ...]:
    """Give every language a letter to people is there in."""
    return LetterWriter(templates()).languages(NoticeKind.COMMUNICATION)


def phrases(language: str) -> Mapping[str, Mapping[str, str]]:
    """Give the sentences of one language."""
    return next(t.phrases for t in templates() if t.language == language)


@dataclass(frozen=True)
class Written:
    """One notice of one incident."""

    incident: str
    kind: NoticeKind
    language: str
    letter: Rendered

    def __str__(self) -> str:
        return f"{self.incident} {self.kind.value}.{self.language}"

    @property
    def told(self) -> tuple[Sentence, ...]:
        """Its sentences, without headings."""
        return tuple(s for s in sentences(self.letter.text) if not s.heading)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LetterContext]:
    """Give what the three incidents of the demo are written from."""
    folder = tmp_path_factory.mktemp("demo") / "sample"
    make_sample(folder, MovedNow())
    return contexts(folder)


@pytest.fixture(scope="module")
def written(demo: dict[str, LetterContext]) -> tuple[Written, ...]:
    """Give every notice of the three incidents, in every language there is."""
    writer = LetterWriter(templates())
    return tuple(
        Written(id_, kind, language, writer.render(kind, language, for_kind(context, kind)))
        for id_, context in demo.items()
        for kind in NoticeKind
        for language in writer.languages(kind)
    )


def to_people(written: tuple[Written, ...]) -> Iterator[Written]:
    """Give what goes to the people concerned."""
    yield from (one for one in written if one.kind in TO_PEOPLE)


def word_count(text: str) -> int:
    """Count words as a reader would."""
    return len(re.findall(r"\w[\w'’.-]*", text))


def test_every_kind_is_written_for_every_incident_in_english_and_dutch(written: tuple[Written, ...]) -> None:
    """Lost without it: a kind that a DPO asks for at night and that nobody wrote."""
    there = {(one.incident, one.kind, one.language) for one in written}
    wanted = {(id_, kind, language) for id_ in INCIDENTS for kind in NoticeKind for language in ("en", "nl")}
    assert wanted - there == set()


def test_no_notice_has_a_blank_a_slot_or_a_doubled_full_stop(written: tuple[Written, ...]) -> None:
    """Lost without it: 'Dear ,', an empty list item, and 'Fietsgoed B.V..' in a letter that thousands read."""
    wrong = re.compile(r"\{|\}|\.\.|^\s*(?:[-*]|\d+\.)\s*$|\s[,.;:?](?:\s|$)|\( | \)", re.MULTILINE)
    found = {str(one): hit[0] for one in written if (hit := wrong.search(_unspaced(one)))}
    assert found == {}


def _unspaced(one: Written) -> str:
    """Give subject and text; French puts a space before a colon, and that is no blank."""
    whole = f"{one.letter.subject}\n{one.letter.text}"
    return re.sub(r"[ \u00a0](?=[:;?])", "", whole) if one.language == "fr" else whole


def test_a_label_is_always_followed_by_its_answer(written: tuple[Written, ...]) -> None:
    """Lost without it: 'Telephone:' with nothing behind it."""
    assert [
        f"{one}: {s.text}" for one in written for s in one.told if s.text.endswith(":") and not _opens_a_list(one, s)
    ] == []


def _opens_a_list(one: Written, label: Sentence) -> bool:
    before, after = one.letter.text[: label.start], one.letter.text[label.end :].strip()
    return bool(after) and not before.endswith("- ") and not after.startswith("#")


def test_no_sentence_to_people_is_long(written: tuple[Written, ...]) -> None:
    """Lost without it: letters that only lawyers finish; Art. 12(1) wants plain language."""
    long = {f"{one}: {s.text}" for one in to_people(written) for s in one.told if word_count(s.text) > LONGEST}
    assert long == set()
    for one in to_people(written):
        counts = [word_count(s.text) for s in one.told]
        assert sum(counts) / len(counts) <= AVERAGE, str(one)


def test_no_ready_made_sentence_is_long_in_any_language() -> None:
    """Lost without it: a sentence too long for people that none of the three incidents happens to use."""
    assert [
        f"phrases.{language}.yaml {name}.{key}: {s.text}"
        for language in languages()
        for name in SAID
        for key, text in phrases(language)[name].items()
        for s in sentences(text)
        if word_count(s.text) > LONGEST
    ] == []


def test_nothing_in_any_language_soothes(written: tuple[Written, ...]) -> None:
    """Lost without it: the phrases that authorities have found fault with, in a translation."""
    assert set(languages()) <= set(BANNED), "add what a new language may not say"
    ready = {
        f"phrases.{language}.yaml {name}.{key}": (language, text)
        for language in languages()
        for name, set_ in phrases(language).items()
        for key, text in set_.items()
    }
    texts = ready | {str(one): (one.language, one.letter.text) for one in written}
    assert [(where, words) for where, (language, text) in texts.items() for words in BANNED[language] if words in text.lower()] == []


def test_subject_and_first_sentence_say_that_the_readers_own_data_are_concerned(written: tuple[Written, ...]) -> None:
    """Lost without it: a letter that reads as if it were about others, and is thrown away."""
    for one in to_people(written):
        if one.kind in (NoticeKind.COMMUNICATION, NoticeKind.LETTER, NoticeKind.SMS, NoticeKind.PUBLIC):
            body = one.letter.text.split("\n\n")[0 if one.kind is NoticeKind.SMS else 1]
            for words in (one.letter.subject, " ".join(body.split()[:40])):
                assert re.search(YOURS[one.language], words.lower()), f"{one}: {words}"


def test_a_text_message_fits_says_what_to_do_and_holds_no_link(written: tuple[Written, ...]) -> None:
    """Lost without it: a message cut off in the middle, or one that looks like the phishing it warns of."""
    for one in written:
        if one.kind is NoticeKind.SMS:
            text = one.letter.text.strip()
            assert len(text) <= SMS_AT_MOST, f"{one}: {len(text)}"
            assert "\n" not in text
            assert "+31 30 555 01 10" in text
            assert re.search(r"https?:|www\.|\.(?:nl|com|example)\b", text) is None


def test_people_read_what_to_do_before_what_we_do_and_whom_to_ring(written: tuple[Written, ...]) -> None:
    """Lost without it: the one thing that helps, at the end of two pages; or nobody to ask."""
    for one in to_people(written):
        if one.kind is not NoticeKind.SMS:
            text = one.letter.text
            ours = phrases(one.language)["measures_taken"]
            first = text.find("1. " + next(iter(_advice_in(one))))
            assert 0 <= first < min((text.find(said) for said in ours.values() if said in text), default=len(text)), str(one)
            assert "+31 30 555 01 10" in text


def _advice_in(one: Written) -> Iterator[str]:
    ready = phrases(one.language)["advice"].values()
    yield from sorted({text for text in ready if text in one.letter.text}, key=one.letter.text.find)


@pytest.mark.parametrize("language", languages())
def test_there_is_advice_for_every_kind_of_data_and_every_harm(language: str) -> None:
    """Lost without it: people told that their health data leaked, and nothing that helps."""
    taxonomy = load_taxonomy(LAW / "taxonomy.yaml")
    advice = phrases(language)["advice"]
    wanted = {c.id for c in taxonomy.categories.values()} | set(phrases(language)["likely_consequences"]) - {"unknown"}
    assert wanted - set(advice) == set()
    assert "always" in advice


@pytest.mark.parametrize("language", languages())
def test_where_children_are_concerned_there_is_advice_for_them(demo: dict[str, LetterContext], language: str) -> None:
    """Lost without it: parents told what to do about a bank account, and nothing about the child."""
    context, advice = demo[WAITS_FOR_DPO], phrases(language)["advice"]["children"]
    groups = replace(context.facts.by_id["subject_groups"], answer=Known(("young-riders",)))
    children = replace(context, facts=context.facts.with_fact(groups))
    writer = LetterWriter(templates())
    assert advice in writer.render(NoticeKind.COMMUNICATION, language, children).text
    assert advice not in writer.render(NoticeKind.COMMUNICATION, language, context).text


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_set_and_sentence_that_english_has(language: str) -> None:
    """Lost without it: one answer in five that falls back to a dry option in one language only."""
    english, other = phrases("en"), phrases(language)
    assert {f"{name}.{key}" for name in SAID for key in english[name] if key not in other.get(name, {})} == set()
    # The order under advice is the order of urgency.
    common = [key for key in english["advice"] if key in other["advice"]]
    assert common == [key for key in other["advice"] if key in english["advice"]]


def test_a_template_reads_the_same_facts_and_needs_the_same_in_every_language() -> None:
    """Lost without it: a translation that leaves out a figure the law wants, and nobody sees it who cannot read it."""
    english = {t.kind: t for t in templates() if t.language == "en"}
    wrong = []
    for template in templates():
        model = english[template.kind]
        if (differ := _read(template) ^ _read(model)) or _needed(template) != _needed(model):
            wrong.append((template.origin, sorted(differ)))
    assert wrong == []


def _read(template: Template) -> set[str]:
    return set(_NAMES.findall(template.subject + template.body))


def _needed(template: Template) -> list[tuple[str, str]]:
    return [(re.sub(f"_{template.language}$", "_xx", n.fact), n.article) for n in template.needs]


def test_with_nothing_known_no_notice_claims_a_thing(demo: dict[str, LetterContext]) -> None:
    """Lost without it: 'we have blocked the access' in a letter about an incident nobody has looked at."""
    empty = replace(demo[UNDER_WAY], facts=Facts(), scope=None)
    writer = LetterWriter(templates())
    for kind in NoticeKind:
        for language in writer.languages(kind):
            text = writer.render(kind, language, empty).text
            claims = [
                said
                for name in ("measures_taken", "measures_planned", "likely_consequences", "exposure", "contained", "breach_kinds")
                for key, said in phrases(language)[name].items()
                if key != "unknown" and said in text
            ]
            assert claims == [], f"{kind.value}.{language}"
