"""Each check of a draft finds what it is there for, says where, and leaves a good text alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from breachdesk.domain.draft_check import Remark, Weight, blocking
from breachdesk.domain.draft_checks import SMS_AT_MOST, CheckedDraft, OtherText, remarks_on
from breachdesk.domain.drafting import Gap
from breachdesk.domain.facts import Fact, Facts, Known
from breachdesk.domain.language_guess import guessed_language
from breachdesk.domain.law import Citation, LawStatus
from breachdesk.domain.manners import Manner, Manners
from breachdesk.domain.provenance import Basis, Stated
from breachdesk.domain.terms import Audience, NoticeKind, Stage
from tests.strategies import AWARE, SAID, revision

TODAY = date(2026, 11, 25)
COUNT = "About 12,500 customers are concerned."
FIRST = "Your personal data were in a data breach."
TEXT = f"Dear reader,\n\n{FIRST} {COUNT}\n"
STATED = (Stated("Dear reader,", ()), Stated(FIRST, ("breach_kinds",)), Stated(COUNT, ("people",)))
PEOPLE = Basis("people", "number of people", "12,500", "scope version 1")
SOOTHING = Manner(
    "soothing",
    Weight.BLOCKING,
    (Audience.INDIVIDUALS,),
    "This reassures without proof.",
    Citation("UODO", "findings"),
    LawStatus.IN_FORCE,
    {"en": ("no need to worry", "safe*")},
    {"unintelligible": ("yes",)},
)
MANNERS = Manners((SOOTHING,), {"en": ("breach",)})
LETTER = revision(
    kind=NoticeKind.COMMUNICATION,
    language="en",
    subject="Your data were in a data breach",
    text=TEXT,
    gaps=(),
    stated=STATED,
    basis=(PEOPLE,),
)


def draft(**changed: object) -> CheckedDraft:
    """Give the letter, held against a case in which everything is in order; `text`, `kind` and the like change it."""
    of_case = {"facts", "basis_now", "others", "manners", "own", "known_texts", "today"}
    made = CheckedDraft(
        revision=replace(LETTER, **{k: v for k, v in changed.items() if k not in of_case}),
        facts=Facts(),
        basis_now=(PEOPLE,),
        others=(),
        manners=MANNERS,
        own=frozenset({"fg@example.org"}),
        known_texts=("12,500",),
        today=TODAY,
    )
    return replace(made, **{k: v for k, v in changed.items() if k in of_case})


def found(code: str, checked: CheckedDraft) -> list[Remark]:
    """Give the remarks of one check."""
    return [remark for remark in remarks_on(checked) if remark.code == code]


def one(code: str, checked: CheckedDraft) -> Remark:
    """Give the one remark of a check."""
    [remark] = found(code, checked)
    return remark


def test_a_text_in_order_is_left_alone() -> None:
    """Lost without it: a DPO learns to look past remarks, because every letter has some."""
    assert remarks_on(draft()) == ()


def test_what_is_missing_is_advice_in_a_letter_that_says_so() -> None:
    """Lost without it: nobody sees what Art. 34(2) still wants, or nothing can go out before all is known."""
    gap = Gap("likely_consequences", "likely consequences", "Art. 34(2), 33(3)(c)")
    remark = one("missing", draft(gaps=(gap,)))
    assert (remark.weight, remark.fact, remark.source) == (Weight.ADVISORY, gap.fact, gap.article)


@pytest.mark.parametrize("fact", ["dpo", "late_reasons"])
def test_without_a_contact_or_the_reasons_for_a_delay_nothing_is_approved(fact: str) -> None:
    """Lost without it: people are told of a breach and nobody says whom they can ask; or a late filing gives no reasons."""
    assert one("missing", draft(gaps=(Gap(fact, fact, "33"),))).weight is Weight.BLOCKING


def test_what_is_called_final_holds_nothing_that_is_not_known_yet() -> None:
    """Lost without it: the authority closes a file that still says 'not known yet'."""
    gap = (Gap("cause", "cause", "33(3)(a)"),)
    of_authority = {"kind": NoticeKind.NOTIFICATION, "gaps": gap}
    assert one("missing", draft(**of_authority)).weight is Weight.ADVISORY
    assert one("missing", draft(**of_authority, stage=Stage.FINAL)).weight is Weight.BLOCKING


def test_a_figure_that_the_scope_no_longer_gives_blocks_and_names_both() -> None:
    """Lost without it: the authority reads 12,500 while the scope says 40,000."""
    remark = one("figures-differ", draft(basis_now=(replace(PEOPLE, value="40,000"),)))
    assert remark.weight is Weight.BLOCKING
    assert "12,500" in remark.says
    assert "40,000" in remark.says
    assert (remark.paragraph, remark.quote, remark.fact) == (2, COUNT, "people")


def test_another_fact_that_changed_is_advice_with_its_sentence() -> None:
    """Lost without it: a sentence goes out that stopped being true while it waited."""
    kinds = Basis("breach_kinds", "nature of the breach", "confidentiality", "M. Aydin")
    remark = one("out-of-date", draft(basis=(kinds,), basis_now=(replace(kinds, value="integrity"),)))
    assert (remark.weight, remark.quote) == (Weight.ADVISORY, FIRST)


def test_two_documents_that_give_two_figures_are_named() -> None:
    """Lost without it: the authority is told one number and the people another."""
    other = replace(LETTER, notice="notification-nl", basis=(replace(PEOPLE, value="9,000"),))
    waiting, out = (one("documents-differ", draft(others=(OtherText(other, is_out),))) for is_out in (False, True))
    assert "notification-nl" in waiting.says
    assert "9,000" in waiting.says
    assert (waiting.weight, out.weight) == (Weight.BLOCKING, Weight.ADVISORY)
    assert found("documents-differ", draft(others=(OtherText(replace(other, group="employees"), False),))) == []


def test_a_figure_changed_by_hand_against_the_scope_blocks() -> None:
    """Lost without it: somebody makes the breach smaller in the last edit."""
    remark = one("figures-differ", draft(text=TEXT.replace("12,500", "1,250")))
    assert (remark.weight, remark.paragraph) == (Weight.BLOCKING, 2)


def test_a_figure_no_fact_gives_is_told_apart_from_other_words_by_hand() -> None:
    """Lost without it: a number nobody can show the origin of stands in a filing."""
    checked = draft(text=f"{TEXT}\nWe called 340 shops about it.\n\nOur shops know about it.\n")
    assert "340" in one("unsupported-figure", checked).says
    assert one("unsupported", checked).quote == "Our shops know about it."


def test_words_that_were_there_before_origins_were_kept_are_not_called_unsupported() -> None:
    """Lost without it: every older text is covered in remarks."""
    assert remarks_on(draft(stated=(), basis=())) == ()


BEGAN = {
    "en": ("Began: Monday 23 November 2026 at 02:00 (CET)", "Tuesday 24 November 2026"),
    "nl": ("Begin: maandag 23 november 2026 om 02.00 uur (CET)", "dinsdag 24 november 2026"),
    "de": ("Beginn: Montag, 23. November 2026 um 02:00 Uhr (CET)", "Dienstag, 24. November 2026"),
}


@pytest.mark.parametrize("language", BEGAN)
def test_a_day_changed_by_hand_blocks_and_the_same_day_in_other_words_does_not(language: str) -> None:
    """Lost without it: the breach began a day later in the filing than in the facts, and nobody is stopped."""
    line, other = BEGAN[language]
    stated = (*STATED, Stated(line, ("happened_from",)))
    day = line.partition(": ")[2].partition("2026")[0] + "2026"

    def with_day(words: str) -> CheckedDraft:
        return draft(text=f"{TEXT}\n- {line.replace(day, words)}\n", stated=stated, language=language)

    remark = one("date-differs", with_day(other))
    assert (remark.weight, remark.fact) == (Weight.BLOCKING, "happened_from")
    assert found("date-differs", with_day(day)) == []
    assert found("date-differs", with_day("2026-11-23")) == []


def test_a_text_message_is_not_said_to_hold_what_it_has_no_room_for() -> None:
    """Lost without it: the check vouches for a sentence that stands nowhere."""
    gap = (Gap("cause", "cause", "34(2)"),)
    assert "text says so" not in one("missing", draft(kind=NoticeKind.SMS, gaps=gap)).says
    assert "text says so" in one("missing", draft(gaps=gap)).says


@pytest.mark.parametrize("word", ["[NAME]", "TODO", "{{ people }}", "{city}", "XXX"])
def test_what_was_left_to_be_filled_in_blocks(word: str) -> None:
    """Lost without it: twelve thousand people read 'Dear [NAME]'."""
    remark = one("placeholder", draft(text=f"{TEXT}\nWe know about {word} too.\n"))
    assert remark.weight is Weight.BLOCKING
    assert remark.paragraph == 3


def test_a_merge_field_is_filled_in_letters_and_left_over_anywhere_else() -> None:
    """Lost without it: the public notice greets '{name}'."""
    text = TEXT.replace("Dear reader", "Dear {name}")
    assert found("placeholder", draft(text=text)) == []
    assert one("placeholder", draft(text=text, kind=NoticeKind.PUBLIC)).quote == "Dear {name},"


@pytest.mark.parametrize(
    "theirs",
    [
        "ann@example.net",
        "NL91 ABNA 0417 1643 00",
        "nl91abna0417164300",
        "NL91-ABNA-0417-1643-00",
        "111222333",
        "4111 1111 1111 1111",
        "44051401359",
    ],
)
def test_somebody_elses_data_block(theirs: str) -> None:
    """Lost without it: a letter about a breach is another one."""
    assert one("anothers-data", draft(text=f"{TEXT}\nIt is about {theirs}.\n")).quote == theirs


def test_an_account_number_is_found_with_a_short_word_behind_it() -> None:
    """Lost without it: 'BE68 5390 0754 7034 from Ann' passes, because 'from' is read as its last group."""
    text = f"{TEXT}\nIt is BE68 5390 0754 7034 from Ann.\n"
    assert one("anothers-data", draft(text=text)).quote == "BE68 5390 0754 7034"


@pytest.mark.parametrize("fine", ["fg@example.org", "NL91 ABNA 0417 1643 01", "111222334", "4111 1111 1111 1112", "AP-2026-0001"])
def test_the_houses_own_and_what_no_check_digit_makes_real_are_left_alone(fine: str) -> None:
    """Lost without it: the DPO's own address or a reference stands in the way of every approval."""
    assert found("anothers-data", draft(text=f"{TEXT}\nIt is about {fine}.\n")) == []


def test_what_happened_cannot_lie_in_the_future() -> None:
    """Lost without it: a slip of the year goes to the authority."""
    began = Basis("happened_from", "when it began", "2027-11-23T08:00:00+00:00", "M. Aydin")
    sentence = "Began: 23 November 2027."
    checked = draft(text=f"{TEXT}\n{sentence}\n", basis=(began,), basis_now=(began,), stated=(*STATED, Stated(sentence, (began.id,))))
    assert one("future-date", checked).weight is Weight.BLOCKING


def test_a_day_ahead_is_questioned_only_where_no_fact_gives_it() -> None:
    """Lost without it: the last day for the notification is called a mistake, or a wrong year by hand is not."""
    sentence = "We notify by 26 November 2026."
    text = f"{TEXT}\n{sentence}\n"
    assert one("future-date", draft(text=text)).weight is Weight.ADVISORY
    assert found("future-date", draft(text=text, stated=(*STATED, Stated(sentence, ("incident:due_at",))))) == []
    assert found("future-date", draft(text=text, today=date(2026, 11, 26))) == []


def test_words_authorities_found_fault_with_block_unless_the_facts_bear_them_out() -> None:
    """Lost without it: people are soothed where nobody knows."""
    text = f"{TEXT}\nThere is no\nneed to worry.\n"
    remark = one("soothing", draft(text=text))
    assert (remark.weight, remark.fact, remark.paragraph) == (Weight.BLOCKING, "unintelligible", 3)
    known = Facts({"unintelligible": Fact("unintelligible", Known("yes"), SAID, AWARE)})
    assert found("soothing", draft(text=text, facts=known)) == []
    assert found("soothing", draft(text=text, kind=NoticeKind.BRIEF)) == []


def test_a_subject_that_hides_what_it_is_about_is_told() -> None:
    """Lost without it: the mail is never opened."""
    assert one("subject", draft(subject="News about your account")).weight is Weight.ADVISORY


def test_hard_sentences_are_shown_one_by_one_to_people_only() -> None:
    """Lost without it: nobody understands the letter, and nobody knows which sentence to mend."""
    text = f"{TEXT}\n{' '.join(['word'] * 30)}.\n"
    assert one("long-sentence", draft(text=text)).paragraph == 3
    assert found("long-sentence", draft(text=text, kind=NoticeKind.NOTIFICATION)) == []


def test_a_text_message_must_fit() -> None:
    """Lost without it: the end of the message, with the number to call, is cut off."""
    long = "a breach " * (SMS_AT_MOST // 9 + 1)
    assert one("too-long", draft(kind=NoticeKind.SMS, text=long)).weight is Weight.BLOCKING
    assert found("too-long", draft(kind=NoticeKind.SMS, text=long[:SMS_AT_MOST])) == []


def test_a_reason_typed_in_another_language_is_told_and_only_that() -> None:
    """Lost without it: a German authority reads an English sentence, or every English name is called one."""
    typed = "The logs had to be read before it was certain that data were taken."
    text = f"{TEXT}\n{typed}\n"
    stated = (*STATED, Stated(typed, ("incident:awareness_reason",)))
    remark = one("another-language", draft(text=text, stated=stated, language="de"))
    assert "typed in English; say it in German" in remark.says
    assert (remark.weight, remark.quote) == (Weight.ADVISORY, typed)
    assert found("another-language", draft(text=text, stated=stated)) == []
    assert found("another-language", draft(text=text, stated=(*STATED, Stated(typed, ("cause",))), language="de")) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("De logbestanden moesten worden gelezen voordat het zeker was dat er gegevens waren.", "nl"),
        ("Die Protokolle mussten gelesen werden, und es war nicht sicher, dass die Daten fehlten.", "de"),
        ("Les journaux ont dû être lus, et nous ne savions pas que des données avaient été prises.", "fr"),
        ("Los registros se leyeron para saber que los datos fueron copiados por una persona.", "es"),
        ("Nie było pewne, że dane zostały skopiowane przez osobę z zewnątrz.", "pl"),
        ("Fietsgoed B.V., Voorbeeldweg 12", None),
        ("Kaasland privacy desk: ask for Ann.", None),
    ],
)
def test_a_language_is_guessed_only_where_it_is_plain(text: str, language: str | None) -> None:
    """Lost without it: names and addresses are taken for a language."""
    assert guessed_language(text) == language


def test_what_blocks_stands_first() -> None:
    """Lost without it: the one thing to mend is at the end of a list of advice."""
    remarks = remarks_on(draft(text=f"{TEXT}\nOur shops know about it!\n\nCall [NAME].\n", subject="News"))
    weights = [remark.weight for remark in remarks]
    assert weights == sorted(weights, key=lambda weight: weight is not Weight.BLOCKING)
    assert 0 < len(blocking(remarks)) < len(remarks)
