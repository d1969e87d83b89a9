"""Templates and phrases are read strictly; a user's own file wins; every problem is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.drafting import Template
from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.template_files import load_templates, read_templates
from breachdesk.letters.writer import LetterWriter
from tests.edges.test_letters import complete

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "notification_templates"
GOOD = """---
id: mine
kind: communication
language: en
subject: "About {{ controller.name }}"
needs:
  - {fact: people, article: "Art. 34(2)"}
---
Own words.
"""


def own(folder: Path, name: str, text: str | bytes) -> Path:
    """Write one file into a user's folder and give the folder."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def found(templates: tuple[Template, ...], kind: NoticeKind, language: str) -> Template:
    """Give one template."""
    return next(t for t in templates if (t.kind, t.language) == (kind, language))


def refusal(*folders: Path) -> str:
    """Give what is said when folders cannot be used."""
    with pytest.raises(TemplateProblem) as caught:
        load_templates(folders)
    return str(caught.value)


def test_the_shipped_templates_cover_both_notices_in_dutch_and_english() -> None:
    """Lost without it: a duty of the law without a text."""
    templates = load_templates([SHIPPED])
    assert {(kind, language) for kind in NoticeKind for language in ("en", "nl")} <= {
        (t.kind, t.language) for t in templates
    }
    assert all(t.phrases and t.origin == f"shipped {t.id.removesuffix(f'-{t.language}')}.{t.language}.md" for t in templates)
    files = [t for t in templates if t.kind is not NoticeKind.LETTER]
    assert len({t.sha256 for t in files}) == len(files)


def test_a_file_serves_other_kinds_until_they_have_one_of_their_own(tmp_path: Path) -> None:
    """Lost without it: two letters of the same words drift apart, or one cannot be changed alone."""
    shipped = found(load_templates([SHIPPED]), NoticeKind.LETTER, "en")
    assert (shipped.id, shipped.kind) == ("communication-en", NoticeKind.LETTER)
    own_letter = GOOD.replace("kind: communication", "kind: letter")
    mine = found(load_templates([SHIPPED, own(tmp_path / "own", "letter.en.md", own_letter)]), NoticeKind.LETTER, "en")
    assert mine.body == "Own words.\n"


def test_a_change_of_a_file_or_of_its_languages_phrases_is_another_fingerprint(tmp_path: Path) -> None:
    """Lost without it: an approval names a template, and nobody can tell which words that was."""
    first = found(load_templates([SHIPPED]), NoticeKind.SMS, "en").sha256
    phrases = (SHIPPED / "phrases.en.yaml").read_text(encoding="utf-8").replace("not known yet", "unknown so far", 1)
    changed = load_templates([SHIPPED, own(tmp_path / "own", "phrases.en.yaml", phrases)])
    assert found(changed, NoticeKind.SMS, "en").sha256 != first
    assert found(changed, NoticeKind.SMS, "nl").sha256 == found(load_templates([SHIPPED]), NoticeKind.SMS, "nl").sha256


def test_a_users_own_file_wins_and_the_others_stay_shipped(tmp_path: Path) -> None:
    """Lost without it: an organisation that cannot write in its own voice, or must copy everything."""
    templates = load_templates([SHIPPED, own(tmp_path / "own", "communication.en.md", GOOD)])
    mine = found(templates, NoticeKind.COMMUNICATION, "en")
    assert (mine.id, mine.body, mine.first_line) == ("mine", "Own words.\n", 9)
    assert str(tmp_path / "own" / "communication.en.md") == mine.origin
    assert mine.phrases == found(templates, NoticeKind.NOTIFICATION, "en").phrases
    assert found(templates, NoticeKind.COMMUNICATION, "nl").origin.startswith("shipped")


def test_a_users_own_phrases_win_for_their_language_only(tmp_path: Path) -> None:
    """Lost without it: changed sentences that leak into another language."""
    folder = own(tmp_path / "own", "phrases.en.yaml", "words: {unknown: open}\n")
    templates = load_templates([SHIPPED, folder])
    assert found(templates, NoticeKind.NOTIFICATION, "en").phrases == {"words": {"unknown": "open"}}
    assert "advice" in found(templates, NoticeKind.NOTIFICATION, "nl").phrases


def test_a_folder_that_is_not_there_is_passed_over(tmp_path: Path) -> None:
    """Lost without it: a program that does not start until somebody makes an empty folder."""
    assert load_templates([SHIPPED]) == load_templates([SHIPPED, tmp_path / "none"])


def test_no_template_at_all_is_said(tmp_path: Path) -> None:
    """Lost without it: an empty list of languages and nobody knows why."""
    assert "There is no notification template" in refusal(tmp_path)


def test_notes_beside_the_templates_do_no_harm(tmp_path: Path) -> None:
    """Lost without it: a README in the folder stops the program."""
    folder = own(tmp_path / "own", "README.md", "notes")
    own(folder, "sketch.txt", "anything")
    assert load_templates([SHIPPED]) == load_templates([SHIPPED, folder])


def test_a_byte_order_mark_and_windows_line_ends_are_read_right(tmp_path: Path) -> None:
    """Lost without it: a template saved in Notepad."""
    raw = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    templates = load_templates([SHIPPED, own(tmp_path / "own", "communication.en.md", raw)])
    assert found(templates, NoticeKind.COMMUNICATION, "en").body == "Own words.\n"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("communication.en.md", "no head", ".md:1 must begin with a line '---'"),
        ("communication.en.md", "---\nid: a\n", ".md:1 opens its head with '---' and never closes it"),
        ("communication.en.md", GOOD.replace("Own words.\n", ""), ".md:8 has no text after its head"),
        ("communication.en.md", GOOD.replace("language: en", "language: nl"), ".md:4 'language' is 'nl' but"),
        ("communication.en.md", GOOD.replace("communication", "notification"), ".md:3 'kind' is 'notification' but"),
        ("communication.en.md", GOOD.replace("id: mine", "id: My Own"), ".md:2 'id' is 'My Own'"),
        ("communication.en.md", GOOD.replace("needs:", "need:"), "'need' is not a known key. Did you mean 'needs'?"),
        ("communication.en.md", GOOD.replace("article:", "artikel:"), ".md:7 needs[0]: 'article' is missing"),
        ("communication.en.md", GOOD.replace("Own", "Own \x1b[2J"), ".md:9 holds the hidden character U+001B"),
        ("communication.en.md", GOOD.replace("Own", "Own\u202e"), ".md:9 holds the hidden character U+202E"),
        ("communication.en.md", b"---\n\xff\xfe", ".md:2 is not UTF-8"),
        ("communication.en.md", GOOD + "x" * 70_000, ".md is larger than 64 KiB"),
        ("communication.da.md", GOOD.replace("language: en", "language: da"), "has no phrases.da.yaml"),
        ("email.en.md", GOOD, "email.en.md is not a name BreachDesk knows"),
        ("letter.en.md", GOOD, ".md:3 'kind' is 'communication' but the file is named for 'letter'"),
        ("communication.en.md", GOOD.replace("language: en", "also: [press]\nlanguage: en"), ".md:4 'also' holds 'press'"),
        ("communication.en.md", GOOD.replace("language: en", "audience: press\nlanguage: en"), ".md:4 'audience' is 'press'"),
        ("communication.en.md", GOOD.replace("language: en", "obligation: none\nlanguage: en"), ".md:4 'obligation' is 'none'"),
        ("communication.en.md", GOOD.replace("language: en", "channel: [sms]\nlanguage: en"), ".md:4 'channel' holds 'sms'"),
        ("communication.en.md", GOOD.replace('needs:\n  - {fact: people, article: "Art. 34(2)"}', "needs: none"), "'needs' "),
        ("phrases.en.yml", "a: {b: c}\n", "phrases.en.yml is not a name BreachDesk knows"),
        ("phrases.en.yaml", "words: plain\n", "phrases.en.yaml:1 words must be keys with values, not text"),
        ("phrases.en.yaml", "words:\n  unknown: ''\n", "words: 'unknown' is empty"),
        ("phrases.en.yaml", "words: {a: b}\nwords: {a: c}\n", "phrases.en.yaml:2 says 'words' twice"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, name: str, text: str | bytes, says: str) -> None:
    """Lost without it: a person who must guess what to mend."""
    folder = own(tmp_path / "own", name, text)
    said = refusal(SHIPPED, folder)
    assert says in said
    assert str(folder / name) in said


def test_problems_of_all_files_are_told_in_one_round(tmp_path: Path) -> None:
    """Lost without it: mending files one message at a time, in the middle of an incident."""
    folder = own(tmp_path / "own", "communication.en.md", "no head")
    own(folder, "phrases.nl.yaml", "- a list\n")
    own(folder, "notification.nl.md", GOOD)
    said = refusal(SHIPPED, folder)
    assert all(name in said for name in ("communication.en.md:1", "phrases.nl.yaml:1", "notification.nl.md:3"))


def test_a_file_that_cannot_be_used_keeps_nobody_from_the_others(tmp_path: Path) -> None:
    """Lost without it: a slip in a letter of one's own, and the desk does not open at hour 71."""
    folder = own(tmp_path / "own", "press.en.md", "no head")
    own(folder, "sketch.en.md", "notes")
    shelf = read_templates([SHIPPED, folder])
    whole = {(t.kind, t.language) for t in load_templates([SHIPPED])}
    assert {(t.kind, t.language) for t in shelf.templates} == whole - {(NoticeKind.PRESS, "en")}
    assert list(shelf.left_out) == ["press.en.md", "sketch.en.md"]
    writer = LetterWriter(shelf.templates, shelf.left_out)
    assert set(writer.languages(NoticeKind.PRESS)) == {language for kind, language in whole if kind is NoticeKind.PRESS} - {"en"}
    [line] = [line for line in writer.templates() if line.wrong]
    assert (line.kind, line.language, line.origin, line.sha256) == (NoticeKind.PRESS, "en", str(folder / "press.en.md"), "")
    assert line.wrong == shelf.left_out["press.en.md"]
    assert any("sketch.en.md is not a name BreachDesk knows" in said for said in writer.left_out())
    assert "press.en.md" not in writer.lacking("en", {})
    assert shelf.left_out["press.en.md"][0] in writer.lacking("en", {})


def test_the_shipped_text_does_not_come_in_for_a_broken_one_of_ones_own(tmp_path: Path) -> None:
    """Lost without it: the house took a sentence out of its letter, and the shipped one with that sentence goes out."""
    shelf = read_templates([SHIPPED, own(tmp_path / "own", "sms.nl.md", "no head")])
    writer = LetterWriter(shelf.templates, shelf.left_out)
    with pytest.raises(TemplateProblem, match=r"sms\.nl\.md:1 must begin with a line '---'"):
        writer.render(NoticeKind.SMS, "nl", complete())
    assert writer.render(NoticeKind.SMS, "en", complete()).text


def test_broken_phrases_stop_their_language_and_no_other(tmp_path: Path) -> None:
    """Lost without it: half a letter in German words and half in none, or no letter at all in any language."""
    shelf = read_templates([SHIPPED, own(tmp_path / "own", "phrases.en.yaml", "- a list\n")])
    writer = LetterWriter(shelf.templates, shelf.left_out)
    with pytest.raises(TemplateProblem, match=r"phrases\.en\.yaml:1"):
        writer.render(NoticeKind.NOTIFICATION, "en", complete())
    assert writer.render(NoticeKind.NOTIFICATION, "nl", complete()).text
    assert {line.kind for line in writer.templates() if line.wrong} == set(NoticeKind)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: f"---\n{t}\n---\n{t}".encode(errors="replace")))
def test_any_bytes_are_read_or_refused_in_our_own_words(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Lost without it: a traceback instead of a sentence."""
    folder = own(tmp_path_factory.mktemp("own"), "communication.en.md", raw)
    assert "communication.en.md" in refusal(folder)
