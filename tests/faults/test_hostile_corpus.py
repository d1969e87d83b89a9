"""Every file of the shared corpus of hostile templates and names, and what it taught, all the way to a mail or a page.

What each file must get stands in the corpus's `expected.json`; where the corpus is not beside this checkout, what is written out
here is tried alone. Row by row of the known dangers: `tests/edges/test_hostile_templates.py`.
"""

from __future__ import annotations

import csv
import json
import re
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from breachdesk.documents.html_page import notice_page
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.errors import BreachDeskError, TemplateProblem
from breachdesk.domain.merge import letter_of
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.addressees_file import load_addressees
from breachdesk.files.template_files import load_templates
from breachdesk.letters.bounds import MAX_WORK
from breachdesk.letters.environment import ready_letter
from breachdesk.mail.envelope import compose
from tests.edges.document_texts import document, page_of
from tests.edges.test_letters import T0, complete, own, writer
from tests.strategies import revision

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile"
SECONDS = 4
BYTES = 64 * 1024 * 1024
SUBJECT = {"name": "<script>alert(1)</script>", "iban": None, "empty": "", "incident": {"title": "x"}}
DATA = {"subject": SUBJECT, "categories": []}


@contextmanager
def in_time() -> Iterator[None]:
    """Hold whatever runs to a few seconds of processor time."""
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


@contextmanager
def in_little_memory() -> Iterator[None]:
    """Hold whatever runs to memory that nobody notices."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < BYTES
    finally:
        tracemalloc.stop()


def refusal(source: str, name: str = "own.md", data: dict[str, object] | None = None) -> str:
    """Give why a template is refused, in time; it must be."""
    filled_from = DATA if data is None else data
    with in_time(), pytest.raises(TemplateProblem) as refused:
        ready_letter(source, filled_from.keys(), name).fill(filled_from)
    return str(refused.value)


def corpus(pattern: str = "*") -> list[Path]:
    """Give hostile templates of the shared corpus, or none when it is not there."""
    return sorted((HOSTILE / "jinja").glob(f"{pattern}.j2"))


def expected(path: Path) -> str:
    """Give what a file of the corpus must get."""
    said: str = json.loads((HOSTILE / "expected.json").read_text(encoding="utf-8"))[f"jinja/{path.name}"]["expect"]
    return said


@pytest.mark.skipif(not corpus(), reason="the hostile corpus is not beside this checkout")
@pytest.mark.parametrize("path", corpus(), ids=lambda p: p.name)
def test_every_file_of_the_corpus_gets_what_is_expected(path: Path, tmp_path: Path) -> None:
    """Lost without it: one of the known ways to make a template do something else."""
    said = expected(path)
    if path.name == "binary.j2":
        (tmp_path / "communication.en.md").write_bytes(path.read_bytes())
        with pytest.raises(TemplateProblem, match="communication.en.md:1 is not UTF-8"):
            load_templates([tmp_path])
    elif said.startswith("refuse"):
        assert re.match(rf"{re.escape(path.name)}:\d+ \S", refusal(path.read_text(encoding="utf-8"), path.name))
    else:
        assert said == "accept, escaped"
        letter = ready_letter(path.read_text(encoding="utf-8"), DATA.keys(), path.name)
        assert letter.fill(DATA) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


@pytest.mark.parametrize("source", ["{{ ''.__class__ }}", "{{ gaps.__len__ }}", "{% for g in gaps %}{{ g.__class__ }}{% else %}-{% endfor %}"])
def test_a_template_that_reaches_for_python_is_told_when_it_is_read_and_not_when_it_is_sent(source: str) -> None:
    """Lost without it: the refusal comes at the hour the letter must go out."""
    (told, *_) = own(source).problems()
    assert told.startswith("own/communication.en.md:9 ")


MANY = [str(n) for n in range(30_000)]
BOMBS = {
    "a list in a list": ("{% for a in many %}{% for b in many %}{% else %}-{% endfor %}{% else %}-{% endfor %}", "steps over its lists"),
    "a list in a list with much in it": (
        "{% for a in many %}{% for b in many %}" + "{% if a == b %}{% endif %}" * 900 + "{% else %}-{% endfor %}{% else %}-{% endfor %}",
        "steps over its lists",
    ),
    "one long list with much in it": ("{% for a in many %}" + "{% if a == 'x' %}{% endif %}" * 900 + "{% else %}-{% endfor %}", "steps over its lists"),
    "more slots than anybody writes": ("{{ text }}" * 6_500, "more than 5,000 slots and other parts"),
    "more choices than anybody writes": ("{% if text == 'x' %}{% endif %}" * 2_000, "more than 5,000 slots and other parts"),
    "a text joined with itself": ("{{ text" + f" | join('{'x' * 40}')" * 9 + " }}", "steps over its lists"),
    "a list joined with itself": ("{{ many | unique" + f" | join('{'x' * 40}')" * 9 + " }}", "steps over its lists"),
    "a list joined in a list": ("{% for a in many %}{% if many | join('x') == a %}{% endif %}{% else %}-{% endfor %}", "steps over its lists"),
    "a text sorted in a list": ("{% for a in many %}{% if text | sort | join == a %}{% endif %}{% else %}-{% endfor %}", "steps over its lists"),
    "a text joined in a list": ("{% for a in many %}{% if text | join == a %}{% endif %}{% else %}-{% endfor %}", "steps over its lists"),
    "a text without end": ("{% for a in many %}" + "x" * 900 + "{% else %}-{% endfor %}", "characters; shorten it|steps over its lists"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_template_runs_for_long(bomb: str) -> None:
    """Lost without it: the program stands still at hour 71 because of one line in a template."""
    source, says = BOMBS[bomb]
    assert re.search(says, refusal(source, data={"many": MANY, "text": "abcde" * 2_000}))


@pytest.mark.parametrize("bomb", ["a text joined with itself", "a list joined with itself", "a text without end"])
def test_no_template_fills_the_memory(bomb: str) -> None:
    """Lost without it: the machine that holds the only copy of the record runs out of memory."""
    with in_little_memory():
        assert refusal(BOMBS[bomb][0], data={"many": MANY, "text": "abcde" * 2_000})


@pytest.mark.skipif(not corpus(), reason="the hostile corpus is not beside this checkout")
def test_no_bomb_of_the_corpus_fills_the_memory() -> None:
    """Lost without it: arithmetic that is worked out before anybody looks whether it is allowed."""
    with in_little_memory():
        for path in corpus("dos_*"):
            assert refusal(path.read_text(encoding="utf-8"), path.name)


def test_the_work_of_our_own_letters_is_a_small_part_of_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a bound so near that a long letter is refused."""
    monkeypatch.setattr("breachdesk.letters.bounds.MAX_WORK", MAX_WORK // 50)
    for kind in (NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION):
        assert writer().render(kind, "en", complete()).text


def test_what_one_text_used_up_is_not_taken_from_the_next() -> None:
    """Lost without it: the program refuses every letter after a few hundred."""
    letter = ready_letter("{% for a in many %}{{ a }}{% else %}-{% endfor %}", {"many"}, "x.md")
    for _ in range(12):
        assert letter.fill({"many": MANY[:20_000]})


BLANKS = {
    "an unknown name": ("{{ subject.nmae }}", "'subject.nmae' is not a name a notice can use. Did you mean 'name'?"),
    "an unknown name with a default": ("{{ subject.nmae | default('') }}", "the filter 'default' is not allowed"),
    "no value": ("\n{{ subject.iban }}", ":2 has a slot without a value; a blank may not pass. It is 'subject.iban'."),
    "an empty text": ("{{ subject.empty }}", "has an empty slot; a blank may not pass. It is 'subject.empty'."),
    "an empty text in capitals": ("{{ subject.empty | upper }}", "It is 'subject.empty'."),
    "several things": ("{{ subject.incident }}", "holds several things, not words; name one of its parts. It is 'subject.incident'."),
    "a whole record": ("{{ subject }}", "It is 'subject'."),
    "a list": ("{{ categories }}", "holds a list, not words; name one of its parts. It is 'categories'."),
    "yes or no": ("{{ subject.sent }}", "holds yes or no, not words; name one of its parts. It is 'subject.sent'."),
    "an unknown name of an item": ("{% for k in kinds %}{{ k.nmae }}{% else %}-{% endfor %}", "'nmae' is not a name a notice can use here"),
    "an item without a value": ("{% for k in kinds %}{{ k.label }}{% else %}-{% endfor %}", "It is 'k.label'."),
    "a blank that is joined": ("{{ words | join(', ') }}", ":1 has a slot without a value"),
    "an unknown name in a list": ("{{ [subject.nmae] }}", ":1 'list' is not allowed"),
    "the first of nothing": ("{{ categories | first }}", ":1 "),
}


@pytest.mark.parametrize("blank", BLANKS)
def test_nothing_empty_passes_into_a_letter_and_the_field_is_named(blank: str) -> None:
    """Lost without it: 'Your IBAN: None', or a sentence with a hole, in ten thousand letters."""
    source, says = BLANKS[blank]
    data = {"subject": {**SUBJECT, "sent": True}, "categories": [], "kinds": [{"label": None}], "words": ["a", None]}
    assert says in refusal(source, data=data)


TAGS = ("<script>alert(1)</script>", '" onmouseover="x', "<img src=x onerror=y>", "a & b", "' autofocus onfocus='x")


@pytest.mark.parametrize("name", TAGS)
@pytest.mark.parametrize("file", ["letter.html.j2", "letter.html", "own/letter.HTM", "letter.html.jinja2 (subject)"])
def test_a_source_named_as_html_is_filled_with_everything_escaped(file: str, name: str) -> None:
    """Lost without it: a name in the customer file runs in the mail program of whoever reads the letter."""
    source = '<p title="{{ subject.name }}">{{ subject.name }} {{ names | join(" <b> ") }}</p>'
    letter = ready_letter(source, {"subject", "names"}, file)
    data = {"subject": {"name": name}, "names": [name, name]}
    page = page_of(letter.fill(data).encode())
    assert [("p", {"title": name})] == page.tags
    assert "".join(page.words) == f"{name} {name} <b> {name}"
    assert letter.traced(data).text == letter.fill(data)


def test_plain_text_is_not_escaped() -> None:
    """Lost without it: a mail that says 'O&#39;Brien'."""
    assert ready_letter("{{ subject.name }}", {"subject"}, "letter.md").fill({"subject": {"name": "O'Brien & <Co>"}}) == "O'Brien & <Co>"


@pytest.mark.parametrize("name", TAGS)
def test_a_notice_made_a_page_has_its_names_escaped(name: str) -> None:
    """Lost without it: a tag that was harmless in the mail runs in the page that is filed beside it."""
    page = page_of(notice_page(document(f"Dear {name},\n\nYour data.\n", subject=f"About {name}")))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img"})
    assert not {attribute for _, attributes in page.tags for attribute in attributes if attribute.startswith("on") or attribute == "autofocus"}
    assert "".join(page.words).count(name) == 2


def names() -> list[tuple[str, str]]:
    """Give odd names and what they must get: those of the corpus, and our own where it is not there."""
    path = HOSTILE / "names.json"
    found = [(row["value"], row["expect"]) for row in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []
    ours = ["{{7*7}}", "{{ 7*7 }}", "{% raw %}", "{{ subject }}", "{name}", "{data}", "{reference}", "{0.__class__}%s", "None", "NO", "O'Brien"]
    return [*found, *((name, "ok") for name in ours), ("A\x1b[31m", "refuse"), ("Ann\r\nBcc: x@example.net", "refuse"), ("  ", "refuse")]


def letter_to(name: str, folder: Path) -> tuple[str, str]:
    """Give how a person of that name is called in the header and in the text of the letter that reaches them."""
    file = folder / "people.csv"
    with file.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
        csv.writer(stream).writerows([["name", "email", "reference", "categories"], [name, "p@example.net", "K-1", "contact"]])
    (person,) = load_addressees(file).rows
    made = revision(kind=NoticeKind.COMMUNICATION, text="Dear {name}|\n\n{data}\n", data_words=(("contact", "Addresses"),))
    letter = letter_of(made, person)
    raw = compose(OutgoingMail("<1@example.org>", "Desk", "d@example.org", person.name, person.address, letter.subject, letter.text, T0, "en"))
    read: Any = message_from_bytes(raw, policy=SMTP)
    (to,) = read["To"].addresses
    assert to.addr_spec == "p@example.net"
    return to.display_name, read.get_content().removeprefix("Dear ").split("|")[0]


@pytest.mark.parametrize(("name", "must"), names(), ids=lambda value: ascii(value)[:60])
def test_a_name_is_printed_as_typed_or_refused_and_never_filled_in(name: str, must: str, tmp_path: Path) -> None:
    """Lost without it: a customer called {{7*7}} gets a letter to 49, and one called {data} a letter with no name."""
    try:
        header, text = letter_to(name, tmp_path)
    except BreachDeskError as refused:
        assert must.startswith("refuse")
        assert not name.strip() or name not in str(refused)
        return
    # What stands around a name in its cell is not of the name.
    assert must.startswith("ok") or " or " in must or name != name.strip()
    assert text == name.strip()
    assert header.replace(" ", "") == name.strip().replace(" ", "")
    assert "49" not in header + text


@pytest.mark.parametrize(("name", "must"), names(), ids=lambda value: ascii(value)[:60])
def test_a_name_in_the_data_of_a_template_is_never_a_template(name: str, must: str) -> None:
    """Lost without it: what one person typed is read as a template in the letter to everybody."""
    letter = ready_letter("Dear {{ subject.name }}|", {"subject"}, "own.md")
    if not name.strip():
        with pytest.raises(TemplateProblem, match="It is 'subject.name'"):
            letter.fill({"subject": {"name": name}})
        return
    assert letter.fill({"subject": {"name": name}}) == f"Dear {name}|"
    assert letter.traced({"subject": {"name": name}}).text == f"Dear {name}|".replace("\ue0f0", "")


def test_a_name_that_is_a_template_stays_one_all_the_way_to_the_draft() -> None:
    """Lost without it: the house's own name is filled in twice, once too often."""
    has = complete()
    named = replace(has, controller=replace(has.controller, name="{{7*7}} {% raw %}"))
    text = writer().render(NoticeKind.COMMUNICATION, "en", named).text
    assert "{{7*7}} {% raw %}" in text
    assert "49" not in text
