"""Notices put into words: complete, honest about what is not known, inert to what people typed, and safe."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from breachdesk.domain.drafting import LetterContext, Rendered, Template
from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.facts import (
    Answer,
    Fact,
    FactDefinition,
    FactKind,
    Facts,
    Known,
    NotApplicable,
    Source,
    SourceKind,
    Unknown,
    read_answer,
)
from breachdesk.domain.inventory import CountRange, DataCategory, Inventory, SourceRow, SubjectGroup, System
from breachdesk.domain.law import Authority
from breachdesk.domain.parties import ContactPoint, Controller, Processor
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.fact_file import load_facts
from breachdesk.files.template_files import load_templates
from breachdesk.letters.environment import MAX_OUTPUT, ready_letter
from breachdesk.letters.writer import LetterWriter

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT.parent / "shared" / "hostile"
T0 = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
ROW = SourceRow("inventory.yaml", 1, "")
BOTH = (NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION)
LANGUAGES = ("nl", "en")
UNKNOWN = {"nl": "nog niet bekend", "en": "not known yet"}
COMPLETE = {
    "breach_kinds": "confidentiality",
    "happened_from": "2026-11-21T02:10+01:00",
    "happened_until": "2026-11-23T10:00+01:00",
    "contained": "yes",
    "cause": "malicious-external",
    "attack_route": "stolen-credentials",
    "exfiltration": "confirmed",
    "exposure": "unknown-people",
    "unintelligible": "no",
    "misuse_seen": "no",
    "subject_groups": "customers",
    "people": "12000-15500",
    "data_categories": "contact, health",
    "special_categories": "yes",
    "vulnerable_people": "no",
    "records": "at least 500",
    "cross_border": "yes",
    "likely_consequences": "phishing, fraud",
    "measures_taken": "access-blocked",
    "measures_planned": "mfa",
    "account_nl": "Iemand is met een gestolen wachtwoord binnengekomen.",
    "account_en": "Somebody got in with a stolen password.",
}
BANNED = ("abundance of caution", "take your privacy seriously", "no evidence of misuse", "some customers")
BANNED_NL = ("nemen uw privacy", "uit voorzorg", "geen aanwijzingen", "sommige klanten", "een aantal klanten")


@cache
def definitions() -> dict[str, FactDefinition]:
    """Give the shipped questions."""
    return dict(load_facts(ROOT / "breachdesk" / "law" / "facts.yaml"))


@cache
def shipped() -> tuple[Template, ...]:
    """Give the shipped templates."""
    return load_templates([ROOT / "notification_templates"])


@cache
def writer() -> LetterWriter:
    """Give a writer on the shipped templates."""
    return LetterWriter(shipped())


def inventory() -> Inventory:
    """Give an organisation with one group, two categories and one system."""
    return Inventory(
        controller=Controller("Fietsgoed B.V.", "NL", "Europe/Amsterdam", "Dorpsstraat 1, Utrecht", "KvK 30123456"),
        dpo=ContactPoint("S. Kok", "fg@fietsgoed.example", "+31 30 555 01 10"),
        systems=(System("crm-db-7", "CRM database 7", ROW, kind="database"),),
        subject_groups=(SubjectGroup("customers", {"en": "customers", "nl": "klanten"}, "customers", ROW),),
        data_categories=(
            DataCategory("contact", {"en": "e-mail addresses", "nl": "e-mailadressen"}, harms=("phishing",)),
            DataCategory("health", {"en": "health data", "nl": "gezondheidsgegevens"}, special=True),
        ),
        processors=(Processor("host", "Noordzee Hosting B.V."),),
    )


def fact(id_: str, answer: Answer, kind: SourceKind = SourceKind.PERSON) -> Fact:
    """Give one answered fact."""
    return Fact(id_, answer, Source(kind, "J. Vos"), T0)


def facts(**answers: str) -> Facts:
    """Give facts as a person would type them."""
    return Facts({id_: fact(id_, read_answer(definitions()[id_], text)) for id_, text in answers.items()})


def context(known: Facts, has: Inventory | None = None, scoped: bool = True) -> LetterContext:
    """Give what a Notice is written from, five hours after awareness."""
    has = has or inventory()
    scope = Scope(systems=("crm-db-7",), countries=("BE", "NL"), processors=("host",))
    return LetterContext(
        reference="2026-07",
        title="Customer file copied",
        detected_at=T0,
        aware_at=T0 + timedelta(hours=2),
        awareness_reason="The log had to be read first.",
        zone=has.controller.zone,
        due_at=T0 + timedelta(hours=74),
        controller=has.controller,
        dpo=has.dpo,
        authority=Authority("ap", "NL", "Autoriteit Persoonsgegevens", "AP", "Europe/Amsterdam", ("nl",), "", "", None),
        facts=known,
        definitions=definitions(),
        scope=scope if scoped else None,
        inventory=has,
        written_at=T0 + timedelta(hours=5),
    )


def complete() -> LetterContext:
    """Give a context in which everything is known."""
    return context(facts(**COMPLETE))


def empty() -> LetterContext:
    """Give a context in which nobody answered anything."""
    return context(Facts(), scoped=False)


def rendered(kind: NoticeKind, language: str, given_: LetterContext) -> Rendered:
    """Write a shipped Notice."""
    return writer().render(kind, language, given_)


def own(body: str, subject: str = "x") -> LetterWriter:
    """Give a writer on an English communication of one's own."""
    template = next(t for t in shipped() if t.id == "communication-en")
    return LetterWriter([replace(template, body=body, subject=subject, origin="own/communication.en.md", first_line=9)])


def refusal(body: str, given_: LetterContext | None = None, subject: str = "x") -> str:
    """Give what is said when a body cannot be put into words."""
    with pytest.raises(TemplateProblem) as caught:
        own(body, subject).render(NoticeKind.COMMUNICATION, "en", given_ or complete())
    return str(caught.value)


def test_the_shipped_templates_and_phrases_keep_the_rules() -> None:
    """Lost without it: a shipped text that stops at the hour it is needed."""
    assert writer().problems() == ()


def test_languages_are_those_there_are_templates_for() -> None:
    """Lost without it: a language offered that cannot be written."""
    assert all({"en", "nl"} <= set(writer().languages(kind)) for kind in BOTH)
    assert LetterWriter(()).languages(NoticeKind.NOTIFICATION) == ()


def test_a_language_without_template_is_refused_with_those_there_are() -> None:
    """Lost without it: a dead end without a way out."""
    with pytest.raises(TemplateProblem, match=r"no communication .*'da'.*there is: .*\ben\b.*\bnl\b.*communication\.da\.md"):
        rendered(NoticeKind.COMMUNICATION, "da", complete())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", BOTH)
def test_with_everything_known_there_is_no_gap_and_nothing_not_known(kind: NoticeKind, language: str) -> None:
    """Lost without it: a complete file that still claims to be incomplete."""
    letter = rendered(kind, language, complete())
    assert letter.gaps == ()
    assert UNKNOWN[language] not in letter.text.lower()
    assert f"{kind.value}-{language}" == letter.template


NOTIFICATION_ITEMS = {
    "nl": (
        "Fietsgoed B.V.", "Dorpsstraat 1, Utrecht", "KvK 30123456", "Nederland",
        "S. Kok", "fg@fietsgoed.example", "+31 30 555 01 10",
        "Opgemerkt: maandag 23 november 2026 om 14.05 uur (CET)",
        "Kennis genomen van de inbreuk: maandag 23 november 2026 om 16.05 uur (CET)",
        "art. 33 lid 3 onder a", "vertrouwelijkheid", "een opzettelijke aanval van buitenaf", "een database",
        "klanten", "ongeveer 12.000 tot 15.500", "E-mailadressen", "ten minste 500",
        "Gezondheidsgegevens **(bijzondere of strafrechtelijke gegevens",
        "art. 33 lid 3 onder b", "art. 33 lid 3 onder c", "Valse berichten", "Fraude",
        "art. 33 lid 3 onder d", "De misbruikte toegang is geblokkeerd", "Inloggen met een tweede factor",
        "art. 34", "België en Nederland", "Noordzee Hosting B.V.",
    ),
    "en": (
        "Fietsgoed B.V.", "Dorpsstraat 1, Utrecht", "KvK 30123456", "Netherlands",
        "S. Kok", "fg@fietsgoed.example", "+31 30 555 01 10",
        "Detected: Monday 23 November 2026 at 14:05 (CET)",
        "Became aware of the breach: Monday 23 November 2026 at 16:05 (CET)",
        "Art. 33(3)(a)", "confidentiality", "a deliberate attack from outside", "a database",
        "customers", "about 12,000 to 15,500", "E-mail addresses", "at least 500",
        "Health data **(special category or criminal data",
        "Art. 33(3)(b)", "Art. 33(3)(c)", "False messages", "Fraud",
        "Art. 33(3)(d)", "The access that was misused has been blocked", "Log-in with a second factor",
        "Art. 34", "Belgium and Netherlands", "Noordzee Hosting B.V.",
    ),
}  # fmt: skip
COMMUNICATION_ITEMS = {
    "nl": (
        "Bij een datalek bij Fietsgoed B.V. zijn ook uw persoonsgegevens betrokken.",
        "Iemand is met een gestolen wachtwoord binnengekomen.", "zaterdag 21 november 2026 om 02.10 uur (CET)",
        "E-mailadressen", "Gezondheidsgegevens (extra gevoelig)", "Dat heet phishing.",
        "Ziet u een betaling die u niet kent?", "Klik niet op links", "Wij hebben de toegang die is misbruikt",
        "fg@fietsgoed.example", "+31 30 555 01 10", "schrijven wij u opnieuw",
    ),
    "en": (
        "A data breach at Fietsgoed B.V. involved your personal data.",
        "Somebody got in with a stolen password.", "Saturday 21 November 2026 at 02:10 (CET)",
        "E-mail addresses", "Health data (especially sensitive)", "This is called phishing.",
        "Do you see a payment you do not know?", "Do not click on links", "We have blocked the access",
        "fg@fietsgoed.example", "+31 30 555 01 10", "we will write to you again",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notification_holds_all_that_article_33_wants(language: str) -> None:
    """Lost without it: an item of Art. 33(3) that falls out of a template unseen."""
    text = rendered(NoticeKind.NOTIFICATION, language, complete()).text
    assert [item for item in NOTIFICATION_ITEMS[language] if item not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_communication_holds_all_that_article_34_wants(language: str) -> None:
    """Lost without it: people who are not told what happened, to which data, or what to do."""
    text = rendered(NoticeKind.COMMUNICATION, language, complete()).text
    assert [item for item in COMMUNICATION_ITEMS[language] if item not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_subject_and_first_sentence_tell_the_reader_that_their_data_are_concerned(language: str) -> None:
    """Lost without it: a letter that reads like a newsletter and is thrown away."""
    letter = rendered(NoticeKind.COMMUNICATION, language, complete())
    first = letter.text.split("\n\n")[1].split(". ", 2)
    yours, breach = ("uw persoonsgegevens", "datalek") if language == "nl" else ("your personal data", "data breach")
    for words in (letter.subject.lower(), ". ".join(first[:2]).lower()):
        assert yours in words
        assert breach in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_communication_holds_nothing_internal_and_no_numbers_of_people(language: str) -> None:
    """Lost without it: system names and counts that help an attacker and nobody else."""
    text = rendered(NoticeKind.COMMUNICATION, language, complete()).text
    for inside in ("crm-db-7", "CRM database", "12.000", "12,000", "Customer file copied", "had to be read first"):
        assert inside not in text


def test_no_shipped_text_soothes() -> None:
    """Lost without it: the phrases that authorities have punished."""
    sentences = [s for t in shipped() for set_ in t.phrases.values() for s in set_.values()]
    every = " ".join([*sentences, *(t.body for t in shipped())]).lower()
    assert [words for words in BANNED + BANNED_NL if words in every] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", BOTH)
def test_with_nothing_known_every_need_is_a_gap_and_said_as_not_known(kind: NoticeKind, language: str) -> None:
    """Lost without it: a blank or a zero that reads like an answer."""
    letter = rendered(kind, language, empty())
    template = next(t for t in shipped() if (t.kind, t.language) == (kind, language))
    wanted = [n.fact for n in template.needs if n.fact not in ("dpo", "late_reasons")]
    assert wanted == [gap.fact for gap in letter.gaps]
    for gap in letter.gaps:
        label = f"{UNKNOWN[language]} ({definitions()[gap.fact].label(language)})".lower()
        assert kind is NoticeKind.COMMUNICATION or label in letter.text.lower()
        assert gap.article.startswith("Art. 3")
    # People are told so in sentences of their own, one for each.
    assert letter.text.lower().count(UNKNOWN[language]) >= len(letter.gaps)
    assert re.search(r"(?<![\d.,:])0(?![\d.,:])", letter.text.replace("+31 30 555 01 10", "")) is None
    assert re.search(r":\s*$", letter.text.split("\n")[-2]) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notification_with_gaps_says_that_it_is_made_in_phases_and_lists_them(language: str) -> None:
    """Lost without it: an incomplete notification that passes itself off as whole (Art. 33(4))."""
    letter = rendered(NoticeKind.NOTIFICATION, language, context(facts(people="unknown")))
    dutch, english = ("eerste melding, in stappen", "art. 33 lid 4"), ("in phases", "Art. 33(4)")
    phases, article = dutch if language == "nl" else english
    assert phases in letter.text
    assert article in letter.text
    assert all(f"- {gap.label}\n" in letter.text for gap in letter.gaps)


@pytest.mark.parametrize(
    ("id_", "answer", "kind"),
    [
        ("data_categories", Known(()), SourceKind.INVENTORY),
        ("people", Known(CountRange()), SourceKind.PERSON),
        ("people", Known(CountRange(0, 0)), SourceKind.INVENTORY),
        ("people", Known(CountRange(0, None)), SourceKind.INVENTORY),
        ("cause", Known("unknown"), SourceKind.PERSON),
        ("cause", Known("  \u200b"), SourceKind.PERSON),
    ],
)
def test_an_answer_that_says_nothing_is_a_gap(id_: str, answer: Answer, kind: SourceKind) -> None:
    """Lost without it: an empty list or an inventory's zero that passes as an answer."""
    known = complete().facts.with_fact(fact(id_, answer, kind))
    letter = rendered(NoticeKind.NOTIFICATION, "nl", context(known))
    assert [id_] == [gap.fact for gap in letter.gaps]
    assert f"nog niet bekend ({definitions()[id_].label('nl')})" in letter.text.lower()


def test_what_does_not_apply_gives_its_reason_and_is_no_gap() -> None:
    """Lost without it: a question that was settled and comes back."""
    known = complete().facts.with_fact(fact("records", NotApplicable("only paper was seen")))
    letter = rendered(NoticeKind.NOTIFICATION, "en", context(known))
    assert letter.gaps == ()
    assert "not applicable: only paper was seen" in letter.text


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (CountRange(12000, 15500), "ongeveer 12.000 tot 15.500"),
        (CountRange(840, 840), "ongeveer 840"),
        (CountRange(500, None), "ten minste 500"),
        (CountRange(None, 1200), "hoogstens 1.200"),
        (CountRange(0, 1200), "hoogstens 1.200"),
        (CountRange(0, 0), "geen"),
    ],
)
def test_numbers_are_approximate_and_written_as_the_dutch_write_them(count: CountRange, words: str) -> None:
    """Lost without it: an estimate that reads like a count."""
    known = complete().facts.with_fact(fact("people", Known(count)))
    text = rendered(NoticeKind.NOTIFICATION, "nl", context(known)).text
    assert f"Aantal betrokkenen bij benadering: {words}\n" in text


@pytest.mark.parametrize(
    ("answer", "says", "never"),
    [
        ("confirmed", "Het staat vast", "Waarschijnlijk"),
        ("likely", "Waarschijnlijk zijn er gegevens uit ons systeem gekopieerd. Zeker weten", "staat vast"),
        ("unlikely", "Helemaal uitsluiten kunnen we dat niet", "staat vast"),
        ("excluded", "Onze logbestanden laten zien dat er geen gegevens", "staat vast"),
        ("unknown", "nog niet bekend of er gegevens uit ons systeem zijn gekopieerd", "staat vast"),
    ],
)
def test_the_letter_claims_no_more_than_is_known_about_copying(answer: str, says: str, never: str) -> None:
    """Lost without it: a likely copy told as certain, or an unknown one as none."""
    text = rendered(NoticeKind.COMMUNICATION, "nl", context(facts(**{**COMPLETE, "exfiltration": answer}))).text
    assert says in text
    assert never not in text
    assert (answer == "unknown") == ("- of er gegevens zijn gekopieerd\n" in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_late_notification_prints_its_reasons_and_one_in_time_does_not(language: str) -> None:
    """Lost without it: Art. 33(1), second sentence."""
    in_time = replace(complete(), late_reasons="The office was flooded.")
    late = replace(in_time, written_at=in_time.due_at + timedelta(seconds=1))
    at_the_last = replace(in_time, written_at=in_time.due_at)
    assert "flooded" not in rendered(NoticeKind.NOTIFICATION, language, in_time).text
    assert "flooded" not in rendered(NoticeKind.NOTIFICATION, language, at_the_last).text
    assert "flooded" in rendered(NoticeKind.NOTIFICATION, language, late).text


@pytest.mark.parametrize("kind", [NoticeKind.COMMUNICATION, NoticeKind.PHONE, NoticeKind.PUBLIC])
def test_people_are_told_that_others_could_not_read_the_data_only_where_that_is_so(kind: NoticeKind) -> None:
    """Lost without it: whoever had an encrypted laptop stolen reads as if their data lay open; or the other way."""
    said = "could not be read by others"
    assert said in rendered(kind, "en", context(facts(**{**COMPLETE, "unintelligible": "yes"}))).text
    assert said not in rendered(kind, "en", context(facts(**COMPLETE))).text


def test_a_late_notification_without_reasons_has_a_gap() -> None:
    """Lost without it: a late filing that goes out without the reasons the law wants with it."""
    late = replace(complete(), written_at=complete().due_at + timedelta(hours=1))
    letter = rendered(NoticeKind.NOTIFICATION, "nl", late)
    assert [gap.fact for gap in letter.gaps] == ["late_reasons"]
    assert "nog niet bekend (motivering van de vertraging)" in letter.text


@pytest.mark.parametrize(("language", "word"), [("nl", "vervolgmelding"), ("en", "supplement")])
def test_what_is_written_after_the_first_filing_is_a_supplement_and_not_late(language: str, word: str) -> None:
    """Lost without it: a timely case whose later information calls itself late."""
    filed = replace(
        complete(),
        first_filed_at=T0 + timedelta(hours=6),
        first_filing_reference="AP-99",
        written_at=T0 + timedelta(days=9),
    )
    letter = rendered(NoticeKind.NOTIFICATION, language, filed)
    assert word in letter.subject.lower()
    assert "AP-99" in letter.text
    assert letter.gaps == ()


@pytest.mark.parametrize(
    ("told", "decided", "says"),
    [
        (True, True, "The data subjects have been told."),
        (False, True, "We have decided to tell the data subjects"),
        (False, False, "We have decided not to tell the data subjects."),
        (False, None, "No decision on this has been recorded yet."),
    ],
)
def test_the_authority_reads_whether_people_are_told(told: bool, decided: bool | None, says: str) -> None:
    """Lost without it: a promise to the authority that nobody made."""
    given_ = replace(complete(), people_told=told, tell_people=decided, tell_people_reason="High risk of fraud.")
    text = rendered(NoticeKind.NOTIFICATION, "en", given_).text
    assert says in text
    assert "High risk of fraud." in text


@pytest.mark.parametrize("kind", BOTH)
def test_without_a_contact_point_there_is_a_gap(kind: NoticeKind) -> None:
    """Lost without it: Art. 33(3)(b), a letter that nobody can answer."""
    letter = rendered(kind, "nl", replace(complete(), dpo=None))
    assert [gap.fact for gap in letter.gaps] == ["dpo"]
    assert "nog niet bekend (naam en contactgegevens van de functionaris gegevensbescherming" in letter.text


def test_advice_comes_most_urgent_first_and_never_twice() -> None:
    """Lost without it: five good hints with the one that matters at the end."""
    chosen = {**COMPLETE, "likely_consequences": "phishing, fraud, financial-loss, account-takeover"}
    text = rendered(NoticeKind.COMMUNICATION, "en", context(facts(**chosen))).text
    steps = re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE)
    starts = ("Do you have an account", "Check the payments", "Do not trust", "Does anybody offer", "Do you notice")
    assert [str(number) for number in range(1, len(starts) + 1)] == [number for number, _ in steps]
    assert [words for _, words in steps if not words.startswith(starts)] == []
    assert list(starts) == [next(start for start in starts if words.startswith(start)) for _, words in steps]


def test_advice_follows_the_kinds_of_data_while_nobody_judged_the_consequences() -> None:
    """Lost without it: people left without advice until the assessment is done."""
    chosen = {**COMPLETE, "likely_consequences": "unknown"}
    assert "Do not click on links" in rendered(NoticeKind.COMMUNICATION, "en", context(facts(**chosen))).text


def test_every_answer_has_its_sentences_in_both_languages() -> None:
    """Lost without it: a dry option in the middle of a letter to people."""
    for template in shipped():
        phrases = template.phrases
        harms = {option.id for option in definitions()["likely_consequences"].options}
        assert harms <= set(phrases["likely_consequences"])
        assert harms <= set(phrases["advice"])
        for id_ in ("breach_kinds", "exfiltration", "exposure", "measures_taken", "measures_planned"):
            assert {option.id for option in definitions()[id_].options} <= set(phrases[id_])
    dutch, english = (next(t.phrases for t in shipped() if t.language == language) for language in LANGUAGES)
    assert {name: list(keys) for name, keys in dutch.items()} == {name: list(keys) for name, keys in english.items()}


def test_instants_are_shown_in_the_zone_of_the_house_with_its_name_of_the_day() -> None:
    """Lost without it: 02:30 on the night the clocks go back, which happens twice."""
    half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    again = half_past_two + timedelta(hours=1)
    first = rendered(NoticeKind.NOTIFICATION, "nl", replace(complete(), detected_at=half_past_two))
    second = rendered(NoticeKind.NOTIFICATION, "nl", replace(complete(), detected_at=again))
    assert "zondag 25 oktober 2026 om 02.30 uur (CEST)" in first.text
    assert "zondag 25 oktober 2026 om 02.30 uur (CET)" in second.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", BOTH)
def test_the_same_facts_give_the_same_bytes_at_any_hour_before_the_deadline(kind: NoticeKind, language: str) -> None:
    """Lost without it: an approval that no longer fits because a minute has passed."""
    later = replace(complete(), written_at=complete().written_at + timedelta(hours=9))
    assert rendered(kind, language, complete()) == LetterWriter(shipped()).render(kind, language, later)


def hostile_names() -> list[str]:
    """Give names that somebody tried to break something with; a few of our own when the corpus is not there."""
    path = HOSTILE / "names.json"
    found = [entry["value"] for entry in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []
    ours = ["{{ 7*7 }}", "{% raw %}", "{n} {label}", "A\x1b]52;c;eA==\x07", "Ann\u202egpj", "[NAME] TODO", "None"]
    return [*found, *ours]


@pytest.mark.parametrize("name", hostile_names())
@pytest.mark.parametrize("kind", BOTH)
def test_what_people_typed_is_printed_as_typed_or_refused_and_never_runs(kind: NoticeKind, name: str) -> None:
    """Lost without it: a name that becomes a template, a terminal command or a second line."""
    has = replace(inventory(), controller=replace(inventory().controller, name=name, address=name))
    known = complete().facts.with_fact(fact("account_en", Known(name))).with_fact(fact("people", NotApplicable(name)))
    given_ = replace(context(known, has), title=name, awareness_reason=name)
    try:
        letter = rendered(kind, "en", given_)
    except TemplateProblem:
        assert not any(c.isalnum() for c in name) or len(name) > 150
        return
    assert "49" not in letter.text
    everything = letter.subject + letter.text.replace("\n", "")
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 for c in everything)
    if name.isprintable() and name.isascii():
        assert name in letter.text
        assert name in letter.subject


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("a\n{{ controller.name() }}", ":10 a call is not allowed"),
        ("{{ 7 * 7 }}", ":9 arithmetic is not allowed"),
        ("{{ controller['name'] }}", ":9 an index is not allowed"),
        ("{% set x = 1 %}", ":9 a set is not allowed"),
        ("{% include 'x' %}", ":9 an include is not allowed"),
        ("{% macro m() %}{% endmacro %}", ":9 a macro is not allowed"),
        ("{{ controler.name }}", ":9 'controler' is not a name a notice can use. Did you mean 'controller'?"),
        ("{{ controller.nmae }}", ":9 'controller.nmae' is not a name a notice can use. Did you mean 'name'?"),
        ("{% if late.is_late %}{{ late.raesons.text }}{% endif %}", "Did you mean 'reasons'?"),
        ("{{ facts.poeple.text }}", "Did you mean 'people'?"),
        ("{{ controller.name | uper }}", "the filter 'uper' is not allowed. Did you mean 'upper'?"),
        ("{{ facts.cause.text | default('') }}", "the filter 'default' is not allowed"),
        ("{% for g in gaps %}{{ g }}{% endfor %}", ":9 a list needs an {% else %} part"),
        ("{% for facts in gaps %}x{% else %}y{% endfor %}", "may not call its items 'facts'"),
        ("{% for g in gaps recursive %}x{% else %}y{% endfor %}", "may not be recursive or filtered"),
        ("Dear [NAME],", ":9 '[NAME]' was left to be filled in"),
        ("a\nb\nTODO more", ":11 'TODO' was left to be filled in"),
        ("{% raw %}{{ x }}{% endraw %}", "'{{' was left to be filled in"),
        ("a\n{{ facts }}", ":10 has a slot that holds several things, not words"),
        ("a\n{{ gaps }}", ":10 has a slot that holds a list, not words"),
        ("{{ in_phases }}", ":9 has a slot that holds yes or no, not words"),
        ("a\n\n{{ supplement.filed }}", ":11 has an empty slot"),
        ("{% for c in categories %}{{ c.nope }}{% else %}x{% endfor %}", "'nope' is not a name a notice can use here"),
        ("{% for c in in_phases %}x{% else %}x{% endfor %}", ":9 uses something in a way it does not allow"),
        ("a\n{% if x %}", ":10 is not a template Jinja can read"),
        ("{% if " + "not " * 900 + "late %}x{% endif %}", "is nested too deep"),
        ("{% if late %}" * 9 + "x" + "{% endif %}" * 9, "is nested too deep"),
        ("{{ " + "9" * 5000 + " }}", "own/communication.en.md"),
        ("x" * 70_000, "is longer than 65,536 characters"),
    ],
)
def test_what_a_template_may_not_do_is_said_with_file_and_line(body: str, says: str) -> None:
    """Lost without it: a template that fails at the hour it is needed, nobody knows where."""
    said = refusal(body)
    assert says in said
    assert "own/communication.en.md" in said


def test_every_breach_of_the_rules_is_told_in_one_round() -> None:
    """Lost without it: mending a template one message at a time."""
    assert len(refusal("{{ a }}\n{{ 1 + 1 }}\nTODO\n").split("\n")) == 3


def test_loops_three_deep_are_refused() -> None:
    """Lost without it: ten thousand million rounds over the letter's own lists."""
    body = "{% for a in gaps %}" * 3 + "x" + "{% else %}-{% endfor %}" * 3
    assert "more than 2 deep" in refusal(body)


def test_a_text_that_grows_without_end_is_stopped() -> None:
    """Lost without it: memory that fills up."""
    data = {"many": [str(n) for n in range(2000)]}
    source = "{% for a in many %}{% for b in many %}xxxxxxxxxx{{ a }}{% else %}-{% endfor %}{% else %}-{% endfor %}"
    with pytest.raises(TemplateProblem, match=f"more than {MAX_OUTPUT:,} characters"):
        ready_letter(source, {"many"}, "long.md").fill(data)


def test_a_blank_inside_a_joined_list_is_refused() -> None:
    """Lost without it: 'None' in the middle of a sentence."""
    with pytest.raises(TemplateProblem, match="without a value"):
        ready_letter("{{ xs | join(', ') }}", {"xs"}, "x.md").fill({"xs": ["a", None]})


def test_a_bad_template_stops_its_own_notice_and_no_other() -> None:
    """Lost without it: a slip in one letter that keeps the authority from being told."""
    bad = replace(next(t for t in shipped() if t.id == "communication-nl"), body="{{ nope }}")
    mixed = LetterWriter([t for t in shipped() if t.id != bad.id] + [bad])
    assert len(mixed.problems()) == 1
    assert mixed.render(NoticeKind.NOTIFICATION, "nl", complete()).gaps == ()
    with pytest.raises(TemplateProblem, match="nope"):
        mixed.render(NoticeKind.COMMUNICATION, "nl", complete())


def test_a_need_that_is_no_fact_is_said() -> None:
    """Lost without it: a misspelt need that silently wants nothing."""
    template = next(t for t in shipped() if t.id == "communication-en")
    wrong = replace(template, needs=(replace(template.needs[0], fact="breach_kind"),))
    with pytest.raises(TemplateProblem, match="needs the fact 'breach_kind'"):
        LetterWriter([wrong]).render(NoticeKind.COMMUNICATION, "en", complete())


def test_phrases_that_lack_a_word_or_name_no_locale_are_said() -> None:
    """Lost without it: a user's own phrases that leave a hole."""
    template = next(t for t in shipped() if t.id == "communication-en")
    less = {**template.phrases, "counts": {"about": "about {n}"}}
    odd = {**template.phrases, "words": {**template.phrases["words"], "locale": "xx_YY"}}
    todo = {**template.phrases, "contained": {"yes": "TODO"}}
    assert "lacks between, at_least, at_most, none under 'counts:'" in LetterWriter(
        [replace(template, phrases=less)]
    ).problems()[0]
    assert "names the locale 'xx_YY'" in LetterWriter([replace(template, phrases=odd)]).problems()[0]
    assert "contained.yes holds 'TODO'" in LetterWriter([replace(template, phrases=todo)]).problems()[0]


WORDS = st.text("abc dë{}%#[]\n\t\x1b\u202e", min_size=1, max_size=30)


def answers(definition: FactDefinition) -> st.SearchStrategy[Answer | None]:
    """Give any state a fact can be in, nobody having answered included."""
    options = [option.id for option in definition.options]
    counts = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda p: CountRange(min(p), max(p)))
    known: dict[FactKind, st.SearchStrategy[object]] = {
        FactKind.COUNT: counts | st.just(CountRange()) | st.integers(1, 10**6).map(lambda n: CountRange(n, None)),
        FactKind.TEXT: WORDS,
        FactKind.HOURS: st.integers(0, 999).map(str),
        FactKind.INSTANT: st.integers(0, 10**5).map(lambda hours: (T0 - timedelta(hours=hours)).isoformat()),
        FactKind.CATEGORIES: st.lists(st.sampled_from(["contact", "health", "odd"]) | WORDS, max_size=3).map(tuple),
        FactKind.GROUPS: st.lists(st.sampled_from(["customers", "odd"]) | WORDS, max_size=3).map(tuple),
        FactKind.CHOICES: st.lists(st.sampled_from(options or ["-"]), max_size=3, unique=True).map(tuple),
    }
    value = known.get(definition.kind, st.sampled_from([*options, "unknown"]))
    return st.none() | st.just(Unknown()) | WORDS.map(NotApplicable) | value.map(Known)


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.data())
def test_any_mixture_of_known_unknown_and_not_applicable_leaves_no_blank(data: st.DataObject) -> None:
    """Lost without it: one of the mixtures nobody thought of, at the worst moment."""
    drawn = {id_: data.draw(answers(definition)) for id_, definition in definitions().items()}
    known = Facts({id_: fact(id_, answer) for id_, answer in drawn.items() if answer is not None})
    given_ = context(known, scoped=data.draw(st.booleans()))
    given_ = replace(given_, written_at=given_.written_at + timedelta(hours=data.draw(st.sampled_from([0, 99]))))
    for kind in BOTH:
        for language in LANGUAGES:
            letter = rendered(kind, language, given_)
            everything = letter.subject + "\n" + letter.text
            typed = [str(getattr(a, "value", "")) + str(getattr(a, "reason", "")) for a in drawn.values()]
            if not any("{" in words for words in typed):
                assert "{" not in everything
            assert "None" not in everything
            assert "Undefined" not in everything
            assert "\x1b" not in everything
            assert letter.text.endswith("\n")
            assert not letter.text.endswith("\n\n")
            assert not any(line != line.rstrip() for line in letter.text.split("\n"))
            assert not re.search(r"^-(?: .*:)?$", letter.text, re.MULTILINE)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "{{ }} {% %} {# #} facts . | join (' ') for in if else endif endfor x gaps [ ] * ** 9 ' % ~ not is".split()
        ),
        max_size=24,
    ).map(" ".join)
    | st.text(max_size=40)
)
def test_any_text_is_a_template_or_refused_in_our_own_words(source: str) -> None:
    """Lost without it: a traceback where a sentence belongs."""
    try:
        own(source).render(NoticeKind.COMMUNICATION, "en", complete())
    except TemplateProblem:
        return
