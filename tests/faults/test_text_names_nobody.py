"""The last look before letters are queued: a text for many people that names one of them is found, however it is written."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.addressees import Addressee, AddresseeList
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.naming import first_named
from breachdesk.domain.terms import NoticeKind
from tests.faults.fault_desk import DPO, LEAD, LETTER, RESPONDER, approved_letter, new_desk, opened, people

ANN = Addressee("Ann Miller", "ann.miller@example.net", "en", "KL-00123")
ZOE = Addressee("Zoë van der Berg", "z.berg@example.org", "nl", "4711-AB")
BOX = Addressee("Pia Hofman", "q7x.roos@example.net")
APART = Addressee(unicodedata.normalize("NFD", "ZOË van der Berg"), "x@example.org")
SHORT = Addressee("Bo Li", "bo@example.org", "", "77")
NUMBER = Addressee("Mia Lang", "mia@example.org", "", "30555")
TAX = Addressee("Tom Hall", "tom@example.org", "", "123456789")
PLAIN = (
    "Op maandag 23 november 2026, 10:00 uur, zijn gegevens van klanten gekopieerd. Bel +31 30 555 01 10 of schrijf aan "
    "S. Kok, fg@fietsgoed.example. Anders helpen wij u ook; u ziet bo­vendien wie het was en wat er miste."
)

NAMING = {
    "the address": ("write to q7x.roos@example.net now", BOX),
    "the address in capitals": ("Q7X.ROOS@EXAMPLE.NET", BOX),
    "the address in wide letters": ("ｑ７ｘ．ｒｏｏｓ＠ｅｘａｍｐｌｅ．ｎｅｔ", BOX),
    "the address spaced": ("q7x . roos @ example . net", BOX),
    "the address over a line end": ("q7x.roos@\nexample.net", BOX),
    "the address with unseen characters": ("q7x.ro\u200bos@ex\u00adample.net", BOX),
    "the address for people to read": ("q7x.roos [at] example [dot] net", BOX),
    "the address in brackets": ("q7x.roos(at)example.net", BOX),
    "the name": ("Dear Ann Miller,", ANN),
    "the name in small letters": ("dear ann miller,", ANN),
    "the name in a possessive": ("Ann Miller's data", ANN),
    "the name in a genitive": ("Ann Millers gegevens", ANN),
    "the name over a line end": ("Dear Ann\nMiller,", ANN),
    "the name with a hard space": ("Dear Ann\u00a0\u00a0Miller,", ANN),
    "the name turned around": ("Miller, Ann", ANN),
    "the name turned around without a comma": ("MILLER Ann", ANN),
    "the name with a hyphen": ("Ann-Miller", ANN),
    "the name with a dot": ("ann.miller wrote", ANN),
    "the name as one word": ("user AnnMiller", ANN),
    "the name with an unseen character": ("An\u200dn Mil\u2060ler", ANN),
    "the name with accents apart": (unicodedata.normalize("NFD", "Zoë van der Berg"), ZOE),
    "the name in capitals with accents": ("ZOË VAN DER BERG", ZOE),
    "a name whose accents stand apart in the list": ("Zoë van der Berg", APART),
    "the family name first": ("van der Berg, Zoë", ZOE),
    "the family name without its particles first": ("Berg, Zoë van der", ZOE),
    "a short name of two words": ("Dear Bo Li,", SHORT),
    "a short name turned around": ("Li, Bo", SHORT),
    "the number": ("your number KL-00123", ANN),
    "the number without its hyphen": ("number kl00123", ANN),
    "the number spaced": ("number KL 001 23", ANN),
    "the number with dots": ("4711.ab", ZOE),
    "the number in wide digits": ("ＫＬ－００１２３", ANN),
    "a plain number": ("customer 30555.", NUMBER),
    "a long number spaced": ("123 456 789", TAX),
    "a long number with dots": ("1234.56.789", TAX),
}


@pytest.mark.parametrize("how", NAMING)
def test_a_person_is_found_however_they_are_written(how: str) -> None:
    """Lost without it: everybody on the list reads whose data were stolen."""
    words, person = NAMING[how]
    assert first_named(f"{PLAIN}\n{words}\n{PLAIN}", [person]) in (person.name, person.address, person.reference)


HARMLESS = {
    "a first name that is a word": Addressee("Wie", "wie@example.org"),
    "two short words that stand apart": Addressee("Uur Van", "x@example.org"),
    "a name that is one word when written as one": Addressee("An Ders", "x@example.org"),
    "half of it": Addressee("Maandag Jansen", "x@example.org"),
    "digits of a telephone number": Addressee("Mia Lang", "x@example.org", "", "30555"),
    "digits of a date and an hour": Addressee("Mia Lang", "x@example.org", "", "202610"),
    "a number inside a number": Addressee("Mia Lang", "x@example.org", "", "2026"),
    "no number": Addressee("Mia Lang", "x@example.org", "", "-"),
    "only signs": Addressee("…", "x@example.org", "", "---/---"),
}


@pytest.mark.parametrize("why", HARMLESS)
def test_a_text_that_names_nobody_is_let_through(why: str) -> None:
    """Lost without it: nobody can be told in time, because of somebody's name or number."""
    assert first_named(PLAIN, [HARMLESS[why]]) is None


def test_digits_inside_a_longer_number_are_nobody() -> None:
    """Lost without it: with twelve thousand customers any telephone number holds the number of one of them."""
    assert first_named("Bel +31305550110.", [NUMBER]) is None


def test_the_shipped_letters_name_none_of_thousands_of_people(tmp_path: Path) -> None:
    """Lost without it: the main job does not work for a list of a real size, or takes minutes."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    approved_letter(desk, reference)
    text = desk.incidents.get(reference).revisions[LETTER][-1].text
    numbers = [Addressee(f"Klant {n:05d}", f"k{n}@example.net", "", f"{n:05d}") for n in range(10_000, 99_000, 7)]
    began = time.process_time()
    assert first_named(text, numbers) is None
    assert time.process_time() - began < 6


TOKENS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), min_size=8, max_size=12)


@given(st.lists(TOKENS, min_size=6, max_size=18, unique=True), st.data())
def test_no_token_of_anybody_gets_past_in_any_spelling(tokens: list[str], data: st.DataObject) -> None:
    """Lost without it: the spelling nobody thought of."""
    count = len(tokens) // 3
    folk = [Addressee(f"x{a} y{b}", f"{b}.{c}@example.net", "", f"R-{c}") for a, b, c in zip(tokens[:count], tokens[count:], tokens[2 * count :], strict=False)]
    person = data.draw(st.sampled_from(folk))
    token = data.draw(st.sampled_from([person.name, person.address, person.reference]))
    spelled = data.draw(
        st.sampled_from(
            [
                token,
                token.upper(),
                token.title(),
                "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in token),
                token.replace(" ", "\n"),
                token.replace(" ", "\u00a0"),
                token.replace("@", " @ ").replace("-", " "),
                token[:3] + "\u200b" + token[3:],
            ]
        )
    )
    assert first_named(f"Beste lezer,\n{spelled}\nmet groet", folk) is not None


@pytest.mark.parametrize("where", ["subject", "text"])
def test_a_text_that_names_one_of_them_is_not_queued_and_nobody_gets_it(tmp_path: Path, where: str) -> None:
    """Lost without it: the look is there, and nothing asks it."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    desk.notices.draft(reference, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    subject, text = ("Uw gegevens", "Beste lezer") if where == "text" else ("Miller, Ann", "Beste lezer")
    desk.notices.revise(reference, LETTER, subject, f"{text}\nMiller,\nAnn" if where == "text" else text, RESPONDER)
    everybody = AddresseeList((*people(3).rows, ANN), "people.csv", "0" * 64)
    with pytest.raises(NotAllowed, match="holds 'Ann Miller', which belongs to one of the addressees"):
        desk.approving.approve(reference, LETTER, DPO, addressees=everybody)
    assert desk.outbox.all() == ()
    desk.approving.approve(reference, LETTER, DPO, addressees=people(3))
    assert desk.outbox.queue(reference, LETTER, people(3), LEAD) == 3
