"""The quick way gives the very bytes of the whole way, and goes out of the way where it cannot."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.errors import MailProblem
from breachdesk.mail import envelope, quick_letter
from breachdesk.mail.quick_letter import MOST_ROWS, Rows
from tests.edges.plain_mail import attempt, odd_names, plain_message, read

FIRST = OutgoingMail(
    message_id="<0a1b@example.org>",
    from_name="Fietsgoed B.V., privacy",
    from_address="privacy@example.org",
    to_name="Ann Visser",
    to_address="ann@example.net",
    subject="Uw persoonsgegevens zijn betrokken bij een datalek, ook als u geen klant meer bent: lees dit",
    text="Beste Ann,\n\nHé, dit is één lange regel die zeker gewikkeld wordt, want hij gaat maar door en door en door.\n",
    written_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    language="nl",
)
NAMES = (
    ["", "Ann", "O'Brien", "Null", "Zoë de Vos", "Łukasz Żółć", "Ann, the 2nd", '"Q" \\ <x@y>', "李 小龍", "محمد", "👩‍👩‍👧"]
    + ["A" * 200, "é" * 90, " Ann", "Ann  Visser", "a.b", "=20", "[@click=app.quit]", "{{7*7}}", "{name}", "Ann\u00a0Visser"]
)
LETTERS = "abcXYZ éüßłżĄøñ'’-.,;:()<>\"\\=?_@ 0123456789 漢字 ع"
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile"


def proven() -> Rows:
    """Give rows in which that of the first letter is in use."""
    rows = Rows()
    rows.prove(FIRST, envelope._whole(FIRST))
    assert rows.letter(FIRST) is not None
    return rows


def odd_letters(count: int) -> list[OutgoingMail]:
    """Give letters to people with odd names and odd words of their own."""
    chance = random.Random(20261129)
    found = []
    for n in range(count):
        name = chance.choice(NAMES) if n % 3 else "".join(chance.choices(LETTERS, k=chance.randint(1, 60)))
        text = f"Beste {name or 'lezer'},\n\n{FIRST.text}{''.join(chance.choices(LETTERS, k=n % 150))}"
        made = replace(FIRST, to_name=name.strip(), to_address=f"p{n}@example.net", text=text, message_id=f"<{n:x}@example.org>")
        found.append(made)
    return found


def quick_or_none(rows: Rows, mail: OutgoingMail) -> bytes | None:
    """Give a letter of a row; None where it is refused or left to the slow way."""
    try:
        return rows.letter(mail)
    except MailProblem:
        return None


def test_ten_thousand_odd_letters_are_the_same_as_the_library_reads_them() -> None:
    """Lost without it: a name nobody tried sends a letter to somebody else, at twenty times the speed."""
    rows, quick = proven(), 0
    headers = sorted(key.lower() for key in message_from_bytes(envelope._whole(FIRST)))
    for mail in odd_letters(10_000):
        try:
            raw = rows.letter(mail)
        except MailProblem:
            with pytest.raises(MailProblem):
                envelope._check(mail)
            continue
        if raw is None:
            continue
        quick += 1
        read = message_from_bytes(raw, policy=policy.SMTP)
        [person] = read["To"].addresses
        packed = ["".join(text.split()) for text in (person.display_name, mail.to_name)]
        assert packed[0] == packed[1]
        assert person.addr_spec == mail.to_address
        assert read["Message-ID"] == mail.message_id
        assert read.get_content().replace("\r\n", "\n").rstrip("\n") == mail.text.rstrip("\n")
        assert headers == sorted(key.lower() for key in read)
    assert quick > 9_000


def test_odd_names_read_as_those_that_the_library_writes_wherever_it_keeps_them() -> None:
    """Lost without it: both our ways agree with each other, and with nobody else."""
    rows, same = proven(), 0
    for n, name in enumerate(odd_names(400)):
        mail = replace(FIRST, to_name=name, to_address=f"odd{n}@example.net", message_id=f"<{n:x}@example.org>")
        found = quick_or_none(rows, mail)
        if found is None:
            continue
        ours = read(found)
        assert ours["To"] == ["".join(name.split()), mail.to_address]
        sender, to = (mail.from_name, mail.from_address), (name, mail.to_address)
        theirs = attempt(lambda m=mail, s=sender, t=to: read(plain_message(s, t, m.subject, m.text, m.written_at, m.message_id, m.language)))
        if theirs is not None and theirs["To"] == ours["To"]:
            assert theirs == ours
            same += 1
    assert same > 250


def test_the_bytes_are_those_of_the_whole_way() -> None:
    """Lost without it: two letters of one row differ in more than person and words."""
    rows = proven()
    for mail in odd_letters(400):
        try:
            whole = envelope._whole(mail)
        except MailProblem:
            assert quick_or_none(rows, mail) is None
            continue
        assert rows.letter(mail) in (whole, None)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_the_same_bytes_or_goes_the_slow_way(text: str) -> None:
    """Lost without it: a sign that ends a line for one reader and not for another."""
    mail = replace(FIRST, text=text)
    found = proven().letter(mail)
    assert found is None or found == envelope._whole(mail)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["Dear Ann,", "", "\n", "a\nb", "Zoë = x", "q" * 90, "\r\nend", "end \n"]), max_size=6), max_size=6))
@example([["a", ""]])
def test_letters_that_end_alike_give_the_bytes_of_the_whole_way(letters: list[list[str]]) -> None:
    """Lost without it: the ending of one letter stands under another."""
    rows = proven()
    for paragraphs in letters:
        mail = replace(FIRST, text="\n\n".join(paragraphs))
        assert rows.letter(mail) in (envelope._whole(mail), None)
        assert rows.letter(replace(mail, text=f"Other,\n\n{mail.text}")) in (envelope._whole(replace(mail, text=f"Other,\n\n{mail.text}")), None)


def test_a_row_whose_first_letter_is_not_the_same_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a fault in the shared headers goes out ten thousand times."""
    rows = Rows()
    rows.prove(FIRST, envelope._whole(FIRST).replace(b"privacy", b"privaty"))
    assert rows.letter(FIRST) is None
    rows.prove(FIRST, envelope._whole(FIRST))
    assert rows.letter(FIRST) is None


@pytest.mark.parametrize(
    "writes",
    ["Bob ", "Ann Visser\r\nBcc: evil@example.net\r\nX: ", "Ann <evil@example.net>, ", "=?utf-8?q?Ann?=\r\nBcc: x\r\n =?utf-8?q?_Visser?=\r\n "],
)
def test_a_name_that_would_read_as_another_goes_the_slow_way(monkeypatch: pytest.MonkeyPatch, writes: str) -> None:
    """Lost without it: the next fault of a header writer sends a letter to somebody else."""
    rows = proven()
    monkeypatch.setattr(quick_letter, "as_phrase", lambda name: writes)
    assert rows.letter(FIRST) is None


def test_a_line_that_would_arrive_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the next fault of an encoder sends something else than was approved."""
    rows = proven()
    monkeypatch.setattr(quick_letter, "body_encode", lambda text, width: text[:-1])
    with pytest.raises(MailProblem, match="text would arrive changed"):
        rows.letter(replace(FIRST, text="A line nobody wrote before.\n"))


@pytest.mark.parametrize("case", [c for c in (json.loads((HOSTILE / "addresses.json").read_text()) if HOSTILE.exists() else [])], ids=str)
def test_an_address_is_refused_on_the_quick_way_as_on_the_slow_one(case: dict[str, str]) -> None:
    """Lost without it: what the first letter refuses, the second sends."""
    mail = replace(FIRST, to_address=case["value"])
    rows = proven()
    try:
        envelope._whole(mail)
    except MailProblem:
        with pytest.raises(MailProblem):
            rows.letter(mail)
    else:
        assert rows.letter(mail) == envelope._whole(mail)


@pytest.mark.parametrize("hidden", ["Ann\u202eVisser", "Ann\r\nBcc: x@example.net", "=?utf-8?q?Ann?=", "Ann\x00"])
def test_a_hidden_sign_in_a_name_is_refused_on_the_quick_way_too(hidden: str) -> None:
    """Lost without it: the second letter of a row carries a header that the first could not."""
    with pytest.raises(MailProblem):
        proven().letter(replace(FIRST, to_name=hidden))


@pytest.mark.parametrize("change", [{"message_id": "<x@other.org>"}, {"message_id": "no"}, {"text": "a\x85b"}, {"subject": "Iets anders"}])
def test_what_is_of_another_row_or_odd_goes_the_slow_way(change: dict[str, str]) -> None:
    """Lost without it: a letter goes out under the headers of another row."""
    assert proven().letter(replace(FIRST, **change)) is None


def test_only_the_latest_rows_are_kept() -> None:
    """Lost without it: a desk that runs for weeks grows with every letter."""
    rows = proven()
    for n in range(MOST_ROWS):
        mail = replace(FIRST, subject=f"Datalek {n}")
        rows.prove(mail, envelope._whole(mail))
    assert rows.letter(FIRST) is None
    assert rows.letter(replace(FIRST, subject=f"Datalek {MOST_ROWS - 1}")) is not None


def test_compose_takes_the_quick_way_from_the_second_letter_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: ten thousand letters take twenty times as long, and nobody sees why."""
    monkeypatch.setattr(envelope, "_ROWS", Rows())
    envelope.compose(FIRST)
    second = replace(FIRST, to_name="Ben", to_address="ben@example.net", message_id="<2@example.org>")
    whole = envelope._whole(second)
    monkeypatch.setattr(envelope, "_whole", lambda mail: b"slow")
    assert whole == envelope.compose(second)
