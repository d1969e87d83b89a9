"""Notices drawn for documents, and the words of a document read without the code that wrote it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import docx
from hypothesis import strategies as st

from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.foreign import clean_text
from breachdesk.services.document_port import NoticeDocument, Seal
from tests.strategies import revision

KEY = "SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SEAL = Seal("S. Kok", "2026-11-24 11:00 CET", "ab" * 32, KEY)
ODD = (
    "<script>alert(1)</script>", "&amp; & &#65;", '#eval("1+1")', "$x$", "\\*", "_snake_case_", "[link](http://x.example)",
    "`code`", "![p](u)", "**bold** here", "a **b c** d", "* *", "***", "{name}", "łódź", "ελληνικά", "É.", "1.", "a\u00a0b", "https://x.example", "--", "\"q\"", "'",
)  # fmt: skip
WORDS = st.lists(st.one_of(st.sampled_from(ODD), st.text("abcdeé .,:;*#_-", min_size=1, max_size=12)), min_size=1, max_size=6)
MARKS = st.sampled_from(("", "", "# ", "## ", "### ", "- ", "* ", "1. ", "2. ", "7) ", "12. "))
SPACES = st.sampled_from(("\n", "\n\n", "\n\n\n"))


@st.composite
def notice_texts(draw: st.DrawFn) -> str:
    """Draw a text as a Revision keeps it: headings, lists, bold, and much that Markdown would obey."""
    pieces = draw(st.lists(st.tuples(MARKS, WORDS, SPACES), min_size=1, max_size=9))
    text = "".join(mark + " ".join(words) + space for mark, words, space in pieces)
    try:
        return clean_text(text, "text") + "\n"
    except WrongInput:
        return "Text.\n"


def document(text: str = "Hello.\n", subject: str = "Melding", **changed: object) -> NoticeDocument:
    """Give a notice to make a document of; a draft unless it is said otherwise."""
    made = revision(subject=subject, text=text)
    around = {"sender": ("Fietsgoed B.V.", "Dorpsstraat 1"), "addressee": ("Autoriteit",), "day": "2026-11-24"}
    return replace(NoticeDocument("i-1", "2026-01", made, "Fietsgoed B.V."), **(around | changed))  # type: ignore[arg-type]


def of(made: Revision, **changed: object) -> NoticeDocument:
    """Give a saved Revision to make a document of."""
    return replace(document(), revision=made, **changed)  # type: ignore[arg-type]


class _Page(HTMLParser):
    """The words of a page, those inside <main> apart; and every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.main: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open or "title" in self._open:
            return
        self.words.append(data)
        if "main" in self._open:
            self.main.append(data)


def page_of(html: bytes) -> _Page:
    """Read a page; every tag must close in its turn."""
    page = _Page()
    page.feed(html.decode())
    page.close()
    assert page._open == []
    return page


def html_words(html: bytes) -> str:
    """Give the words of a page's text."""
    return packed("".join(page_of(html).main))


def docx_words(data: bytes) -> str:
    """Give the words of a DOCX's text."""
    made = docx.Document(io.BytesIO(data))
    return packed("".join(p.text for p in made.paragraphs if p.style is not None and p.style.name != "BreachDesk frame"))


def packed(text: str) -> str:
    """Give a text without its spaces: where lines break is each document's own affair."""
    return "".join(text.split())


def pdf_words(pdf: bytes) -> str:
    """Give the words of a PDF in the order of its tags, without heads, feet and what stands behind the text."""
    return packed("".join(_pieces(pdf, artifacts=False)))


def pdf_margins(pdf: bytes) -> str:
    """Give the words at head and foot, and behind the text."""
    return packed("".join(_pieces(pdf, artifacts=True)))


def _pieces(pdf: bytes, artifacts: bool) -> Iterator[str]:
    objects = {int(n): body for n, body in re.findall(rb"(?<=\n)(\d+) 0 obj\n(.*?)\nendobj\n", pdf, re.DOTALL)}
    for body in [body for body in objects.values() if b"/Type/Page/" in body]:
        resources = objects[_ref(rb"/Resources (\d+) 0 R", body)]
        fonts = {name: _letters(objects, int(n)) for name, n in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
        yield from _shown(_stream(objects[_ref(rb"/Contents (\d+) 0 R", body)]), fonts, artifacts)


def _shown(content: bytes, fonts: dict[bytes, dict[int, str]], artifacts: bool) -> Iterator[str]:
    """Give what is shown, marked content by marked content."""
    stack: list[bool] = []
    font: dict[int, str] = {}
    token = rb"/(Artifact)|(BDC|BMC)|(EMC)|/(f\d+) [\d.]+ Tf|Tm(?=[(\[])(.*?)T[Jj]\n"
    artifact = False
    for found in re.finditer(token, content, re.DOTALL):
        if found[1]:
            artifact = True
        elif found[2]:
            stack.append(artifact or (bool(stack) and stack[-1]))
            artifact = False
        elif found[3]:
            stack.pop()
        elif found[4]:
            font = fonts[found[4]]
        elif (bool(stack) and stack[-1]) is artifacts:
            yield "".join(_glyphs(found[5], font))


def _glyphs(array: bytes, font: dict[int, str]) -> Iterator[str]:
    for piece in _strings(array):
        raw = re.sub(rb"\\(\d{1,3}|.)", _unescaped, piece, flags=re.DOTALL)
        for at in range(0, len(raw), 2):
            yield font[int.from_bytes(raw[at : at + 2], "big")]


def _strings(array: bytes) -> Iterator[bytes]:
    """Give the strings of an array; brackets within one need no escape where they match."""
    depth, begin, at = 0, 0, 0
    while at < len(array):
        sign = array[at : at + 1]
        if sign == b"(":
            begin, depth = (at + 1, 1) if depth == 0 else (begin, depth + 1)
        elif sign == b")":
            depth -= 1
            if depth == 0:
                yield array[begin:at]
        at += 2 if sign == b"\\" else 1


def _unescaped(found: re.Match[bytes]) -> bytes:
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return bytes([int(found[1], 8)]) if found[1].isdigit() else named.get(found[1], found[1])


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    table = _stream(objects[_ref(rb"/ToUnicode (\d+) 0 R", objects[font])])
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _stream(body: bytes) -> bytes:
    # Of the compressed bytes themselves: what they hold may look like the end of a stream.
    return zlib.decompressobj().decompress(re.split(rb"stream\r?\n", body, maxsplit=1)[1])


def _ref(pattern: bytes, body: bytes) -> int:
    return int(re.findall(pattern, body)[0])


def changed_part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Give a DOCX with something else in one of its parts, as another program might leave it."""
    packed_again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as first, zipfile.ZipFile(packed_again, "w", zipfile.ZIP_DEFLATED) as last:
        for entry in first.namelist():
            content = first.read(entry)
            if entry == name:
                assert old in content
                content = content.replace(old, new, 1)
            last.writestr(entry, content)
    return packed_again.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Give a DOCX with one part more."""
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed_again:
        packed_again.writestr(name, content)
    return made.getvalue()
