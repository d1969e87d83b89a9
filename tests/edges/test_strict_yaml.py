"""YAML from outside is text and nothing but text: no types, no bombs, no surprises, and only our own error."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from breachdesk.domain.errors import FileProblems, WrongInput
from breachdesk.files.fact_file import load_facts
from breachdesk.files.inventory_file import load_inventory
from breachdesk.files.playbook_file import load_playbook
from breachdesk.files.playbook_steps import PlanWords
from breachdesk.files.strict_yaml import (
    INVENTORY_LIMITS,
    MAX_DEPTH,
    Limits,
    Node,
    parse_yaml,
    read_yaml,
    require_yaml_name,
)
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "breachdesk" / "law"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
PLAYBOOK_LIMITS = Limits()
CONTROLS = [chr(c) for c in (*range(1, 9), 11, 12, *range(14, 32), *range(127, 160))]


def plain(node: Node) -> Any:
    """Give a node as lists, mappings and texts."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    return [plain(child) for child in node.value] if isinstance(node.value, list) else node.value


def nodes(node: Node) -> Iterator[Node]:
    """Give a node and everything in it."""
    yield node
    children = node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else ()
    for child in children:
        yield from nodes(child)


def read(text: str | bytes, limits: Limits = PLAYBOOK_LIMITS) -> Any:
    """Read a document written in a test."""
    return plain(parse_yaml(text.encode() if isinstance(text, str) else text, "own.yaml", limits))


def refusal(text: str | bytes, limits: Limits = PLAYBOOK_LIMITS) -> str:
    """Give the one line with which a document is refused."""
    with pytest.raises(FileProblems) as refused:
        read(text, limits)
    (line,) = refused.value.lines()
    return line


# --- everything is text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["NO", "no", "on", "off", "yes", "Y", "true", "False", "null", "~", "12:30", "1:30:00", "190:20:30.15", "072", "0o17",
     "0x1F", "0b1", "1_000", "1.10", "12e3", ".nan", "-.inf", "2026-02-30", "2026-03-29 02:30:00", "=", "+1", "1,5"],
)  # fmt: skip
def test_no_word_becomes_anything_but_itself(word: str) -> None:
    """Lost without it: Norway is false, 12:30 is 750, 072 is 58, and version 1.10 is 1.1."""
    assert {"value": word, "list": [word], word: "key"} == read(f"value: {word}\nlist: [{word}]\n{word}: key\n".replace("1,5]", "'1,5']"))


def test_a_key_without_value_is_empty_text() -> None:
    """Lost without it: None where every reader expects text."""
    assert read("a:\nb:\n  -\n") == {"a": "", "b": [""]}


def test_every_way_of_writing_text_is_read() -> None:
    """Lost without it: an address over two lines or a quoted phone number cannot be written."""
    text = "plain: a b\nsingle: 'it''s'\ndouble: \"a\\tb \\u00e9\"\nfolded: >\n  one\n  two\nblock: |\n  one\n  two\n"
    expected = {"plain": "a b", "single": "it's", "double": "a\tb é", "folded": "one two\n", "block": "one\ntwo\n"}
    assert expected == read(text)


def test_each_node_knows_its_line_and_its_kind() -> None:
    """Lost without it: a message that points at the wrong line of a file of a thousand."""
    node = parse_yaml(b"# head\na: x\n\nb:\n  - y\n  - z:\n      long: |\n        text\nc:\n\n  x\n", "own.yaml")
    found = {id_: (child.line, child.kind) for id_, child in node.value.items()}  # type: ignore[union-attr]
    assert found == {"a": (2, "text"), "b": (5, "a list"), "c": (9, "text")}
    assert (node.line, node.kind) == (2, "a mapping")
    assert [n.line for n in nodes(node)] == [2, 2, 5, 5, 6, 7, 7, 9]


# --- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b\nc: *x\n", "own.yaml:2 uses an alias (*name); write the value out."),
        ("a: b\nc: &x d\n", "own.yaml:2 uses an anchor (&name); write the value out."),
        ("a: &x [b]\n", "own.yaml:1 uses an anchor (&name); write the value out."),
        ("&x a: b\n", "own.yaml:1 uses an anchor (&name); write the value out."),
        ("a:\n  <<: {b: c}\n", "own.yaml:2 uses a merge key (<<); write the values out."),
        ("a: !!python/object/apply:os.system [x]\n", "own.yaml:1 uses a tag (!name); plain values only."),
        ("a: !!str b\n", "own.yaml:1 uses a tag (!name); plain values only."),
        ("a: !own {b: c}\n", "own.yaml:1 uses a tag (!name); plain values only."),
        ("!!str a: b\n", "own.yaml:1 uses a tag (!name); plain values only."),
        ("a: !!binary aGVsbG8=\n", "own.yaml:1 uses a tag (!name); plain values only."),
        ("a: b\nc: d\na: e\n", "own.yaml:3 says 'a' twice (first on line 1); keep one."),
        ("x: {a: b, 'a': c}\n", "own.yaml:1 says 'a' twice (first on line 1); keep one."),
        ("x:\n  - y:\n      a: 1\n      a: 1\n", "own.yaml:4 says 'a' twice (first on line 3); keep one."),
        ("? [a, b]\n: c\n", "own.yaml:1 has a key that is not a word."),
        ("? {a: b}\n: c\n", "own.yaml:1 has a key that is not a word."),
        ('"": c\n', "own.yaml:1 has a key that is not a word."),
        ("", "own.yaml is empty."),
        ("# nothing\n", "own.yaml is empty."),
        ("- a\n- b\n", "own.yaml:1 holds a list at the top; it must be keys with values."),
        ("\njust text\n", "own.yaml:2 holds text at the top; it must be keys with values."),
        ("--- x\n", "own.yaml:1 holds text at the top; it must be keys with values."),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_refused_with_its_line(text: str, said: str) -> None:
    """Lost without it: a gate switched off by a second equal key, code run by a tag, a bomb behind an alias."""
    assert said == refusal(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\n---\nb: 2\n", 2), ("a:\n\tb: 1\n", 2), ("a: b\nc: [d\n", 3), ("a: b\n  c: d\n", 2), ('a: "b\n', 2), ("a: @b\n", 1)],
    ids=["second document", "tab", "open list", "wrong indent", "open quote", "reserved sign"],
)  # fmt: skip
def test_broken_yaml_is_refused_with_a_line(text: str, line: int) -> None:
    """Lost without it: hunting for a missing quote through the whole file."""
    place = refusal(text).partition(" ")[0]
    # Where a quote or a list is left open, the end of the file is as good a place as its beginning.
    assert place in {f"own.yaml:{n}" for n in range(max(1, line - 1), line + 1)}


@pytest.mark.parametrize("character", CONTROLS, ids=lambda c: f"U+{ord(c):04X}")
def test_a_control_character_is_refused_raw_and_escaped(character: str) -> None:
    """Lost without it: a file that writes to the clipboard or clears the screen when it is shown."""
    escaped = f'a: b\nc: "x\\x{ord(character):02x}y"\n'
    assert f"own.yaml:2 holds the control character U+{ord(character):04X}; remove it." == refusal(escaped)
    if character != "\x85":  # Raw, YAML reads it as the end of a line.
        assert refusal(f"a: b\nc: 'x{character}y'\n").startswith("own.yaml:2 holds ")
        assert "control character" in refusal(f"a: b\n'c{character}': d\n")


@pytest.mark.parametrize("written", ['"\\e]52;c;ZXZpbA==\\e\\\\"', '"\\0"', '"\\r"', '"\\a"', '"\\b"', '"\\N"'])
def test_the_named_escapes_of_yaml_are_no_way_round(written: str) -> None:
    """Lost without it: raw escape sequences are refused, and those that YAML spells are let through."""
    assert refusal(f"a: {written}\n").startswith("own.yaml:1 holds the control character U+")


@pytest.mark.parametrize("character", BIDI, ids=lambda c: f"U+{ord(c):04X}")
def test_what_turns_text_round_is_refused_raw_and_escaped(character: str) -> None:
    """Lost without it: an address that reads from right to left and hides where it goes."""
    said = f"own.yaml:1 holds the control character U+{ord(character):04X}; remove it."
    assert said == refusal(f"a: x{character}y\n") == refusal(f'a: "x\\u{ord(character):04x}y"\n')


@pytest.mark.parametrize("raw", [b'a: "\\ud800"\n', b'a: "\\udfff\\ud800"\n', b"a: \xed\xa0\x80\n"])
def test_half_a_character_is_refused(raw: bytes) -> None:
    """Lost without it: text that can be neither stored nor mailed nor printed."""
    assert refusal(raw).startswith("own.yaml:1 ")


def test_windows_marks_and_line_ends_are_read() -> None:
    """Lost without it: a file saved by Notepad."""
    assert read(b"\xef\xbb\xbfa: b\r\nc:\r\n  - d\r\n") == {"a": "b", "c": ["d"]}


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_encoding_is_refused_and_never_guessed(encoding: str) -> None:
    """Lost without it: Müller becomes MÃ¼ller in a letter."""
    said = refusal("a: b\nc: Müller\n".encode(encoding))
    assert "is not UTF-8; save the file as UTF-8 and try again." in said or "control character" in said


def test_the_line_of_a_wrong_byte_is_named() -> None:
    """Lost without it: hunting for one accented letter."""
    assert refusal(b"a: b\nc: d\ne: M\xfcller\n").startswith("own.yaml:3 is not UTF-8")


# --- limits ----------------------------------------------------------------------------------------


def flow(depth: int) -> str:
    """Give a document this many levels deep, in brackets."""
    return "a: " + "[" * (depth - 1) + "]" * (depth - 1) + "\n"


def block(depth: int) -> str:
    """Give a document this many levels deep, by indentation."""
    return "".join(f"{' ' * n}a:\n" for n in range(depth - 1)) + f"{' ' * (depth - 1)}a: {{}}\n"


@pytest.mark.parametrize("nested", [flow, block])
def test_a_document_may_be_so_deep_and_no_deeper(nested: Any) -> None:
    """Lost without it: a deep file that ends the whole program, not only the reading of it."""
    fits = MAX_DEPTH if nested is flow else MAX_DEPTH - 1
    assert read(nested(fits))
    assert refusal(nested(fits + 1)).endswith(f"is nested deeper than {MAX_DEPTH} levels.")


@pytest.mark.parametrize("text", ["a: " + "[" * 200_000, "a: " + "{a: " * 60_000, block(600), "- " * 100_000], ids="[{ -")
def test_a_very_deep_document_is_refused_at_once(text: str) -> None:
    """Lost without it: a crash of the process from two hundred kilobytes of brackets."""
    start = process_time()
    assert refusal(text)
    assert process_time() - start < 1


def test_bombs_of_aliases_and_merges_are_refused_at_once() -> None:
    """Lost without it: seven hundred bytes that take forty seconds, or all the memory there is."""
    laughs = "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    merges = "".join(f"{b}: &{b} {{<<: [{','.join([f'*{a}'] * 9)}]}}\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    start = process_time()
    assert "anchor" in refusal("a: &a [x]\n" + laughs)
    assert "anchor" in refusal("a: &a {x: y}\n" + merges)
    assert "anchor" in refusal("a: &a [*a]\n")
    assert process_time() - start < 1


def test_a_document_may_be_so_large_and_no_larger() -> None:
    """Lost without it: a file that fills the memory before anybody looks at it."""
    text = "a: " + "x" * 1021
    assert read(text, Limits(bytes=1024)) == {"a": "x" * 1021}
    assert refusal(text + "x", Limits(bytes=1024)) == "own.yaml is larger than 1 KiB; split it into several files."


def test_a_huge_file_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    """Lost without it: a log file named by mistake, gigabytes long, read to its end."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(2**40)
    start = process_time()
    with pytest.raises(FileProblems, match="huge.yaml is larger than 256 KiB"):
        read_yaml(path)
    assert process_time() - start < 1


def test_a_document_may_hold_so_many_values_and_no_more() -> None:
    """Lost without it: small files of millions of tiny values."""
    assert read("a: ['','','','','','','']\n", Limits(nodes=10))["a"] == [""] * 7
    said = refusal("a:\n  ['','','','','','','',\n  '']\n", Limits(nodes=10))
    assert said == "own.yaml:3 holds more than 10 values; split it into several files."


def test_the_limits_leave_room_for_the_inventory_of_a_large_house() -> None:
    """Lost without it: a guard so tight that a real inventory of thousands of systems cannot be read."""
    text = "systems:\n" + "".join(f"  - {{id: s{n}, name: System {n}, kind: application}}\n" for n in range(8_000))
    start = process_time()
    assert len(read(text, INVENTORY_LIMITS)["systems"]) == 8_000
    assert process_time() - start < 4


@pytest.mark.parametrize("name", ["plan.txt", "plan", "plan.yaml.exe", "plan.json"])
def test_a_name_that_is_surely_not_yaml_is_refused(name: str) -> None:
    """Lost without it: a picture read as a playbook, with a message about control characters."""
    with pytest.raises(WrongInput, match=r"is not a YAML file \(.yaml or .yml\)"):
        require_yaml_name(Path(name))
    require_yaml_name(Path("plan.YML"))


# --- anything at all -------------------------------------------------------------------------------

YAMLISH = st.text(alphabet="ab1 \n\t:-?,[]{}&*!|>'\"%@`#~<=.\\ \r\x00\x1b\x85\u202e\ufeffé", max_size=60)


@settings(max_examples=300)
@given(raw=st.binary(max_size=120) | YAMLISH.map(str.encode))
@example(raw=b"a: '\\ud800\\udc00'")
@example(raw=b"%YAML 9.9\n---\na: b")
@example(raw=b"? \n? a")
@example(raw=b"a: |9\n b")
def test_any_bytes_give_a_document_or_our_own_refusal(raw: bytes) -> None:
    """Lost without it: a file from outside ends the program with an error nobody catches."""
    try:
        node = parse_yaml(raw, "own.yaml")
    except FileProblems as refused:
        assert refused.lines()[0].startswith("own.yaml")
        return
    assert node.kind == "a mapping"
    assert all(n.line >= 1 for n in nodes(node))


@settings(max_examples=300)
@given(raw=YAMLISH.map(lambda text: f"a: b\n{text}".encode()))
def test_what_is_accepted_is_what_a_lenient_reader_sees(raw: bytes) -> None:
    """Lost without it: our reader and everybody else's disagree about what a playbook says."""
    with suppress(FileProblems, yaml.YAMLError):
        assert yaml.load(raw.decode("utf-8-sig"), Loader=yaml.BaseLoader) == read(raw)


# --- the shared hostile files ----------------------------------------------------------------------

TAXONOMY = load_taxonomy(LAW / "taxonomy.yaml")
FACTS = load_facts(LAW / "facts.yaml")
# Beside being refused, each of these must say so much.
MUST_SAY = {
    "latin1": "latin1.yaml:4 is not UTF-8; save the file as UTF-8",
    "utf16": "is not UTF-8; save the file as UTF-8",
    "tabs": "tabs.yaml:2 ",
    "duplicate_keys": "duplicate_keys.yaml:5 says 'requires_dpo_approval' twice (first on line 4)",
    "homoglyph_key": "homoglyph_key.yaml:4 'requires_dpo_аpproval' is not a known key",
    "invalid_date": "invalid_date.yaml:4 'valid_from' is not a known key",
    "dst_gap_time": "dst_gap_time.yaml:4 'at' is not a known key",
    "python_tag": "python_tag.yaml:1 uses a tag",
    "binary_tag": "binary_tag.yaml:1 uses a tag",
    "null_key": "null_key.yaml:2 has a key that is not a word",
    "escaped_controls": "escaped_controls.yaml:4 holds the control character U+001B",
    "raw_escape": "raw_escape.yaml:4 holds ",
    "raw_nul": "raw_nul.yaml:4 holds ",
    "huge_int": "huge_int.yaml:4 'n' is not a known key",
    "long_line_300k": "is larger than 256 KiB",
    "deep_flow_100k": "deep_flow_100k.yaml:1 is nested deeper than 20 levels",
    "empty": "empty.yaml is empty",
    "only_comment": "only_comment.yaml is empty",
    "top_level_list": "holds a list at the top",
    "top_level_string": "holds text at the top",
    "big_number": "big_number.yaml:4 'reminder_hours' is not a known key",
    "negative_number": "negative_number.yaml:4 'reminder_hours' is not a known key",
    "template_absolute": "template_absolute.yaml:4 'letter_template' is not a known key",
    "template_path_traversal": "template_path_traversal.yaml:4 'letter_template' is not a known key",
}
TAKEN_AS_TEXT = ("accept", "show as text")


def hostile(shared: Path) -> dict[Path, str]:
    """Give each hostile YAML file with what must happen to it."""
    expected = json.loads((shared / "hostile" / "expected.json").read_text(encoding="utf-8"))
    found = {shared / "hostile" / name: entry["expect"] for name, entry in expected.items() if name.startswith("yaml/")}
    assert len(found) == 40
    return found


def refused_by_both(path: Path) -> str:
    """Give what both readers say to a file, each within its time."""
    said = []
    for take_in in (lambda: load_playbook(path, PlanWords(FACTS)), lambda: load_inventory(path, TAXONOMY)):
        start = process_time()
        with pytest.raises(FileProblems) as refused:
            take_in()
        assert process_time() - start < 5, path.name
        assert all(line.startswith(path.name) for line in refused.value.lines())
        said += refused.value.lines()
    return "\n".join(said)


def test_each_hostile_file_that_must_be_refused_is_refused_for_its_reason(shared: Path) -> None:
    """Lost without it: one of forty known ways to cheat a reader works on ours."""
    said = {path.stem: refused_by_both(path) for path, expect in hostile(shared).items() if not expect.startswith(TAKEN_AS_TEXT)}
    assert {name: said[name] for name, words in MUST_SAY.items() if words not in said[name]} == {}


def test_each_hostile_file_that_must_be_taken_is_text_as_it_stands(shared: Path) -> None:
    """Lost without it: a guard that refuses an honest file, or changes what it says."""
    paths = [path for path, expect in hostile(shared).items() if expect.startswith(TAKEN_AS_TEXT)]
    assert {"bom", "crlf", "implicit_types", "jinja_in_value", "markup_in_value", "norway"} == {path.stem for path in paths}
    for path in paths:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        written = {key: value.strip('"') for key, _, value in (line.partition(": ") for line in lines)}
        written |= {"countries": ["DE", "FR", "NO", "SE", "DK"]} if path.stem == "norway" else {}
        assert written == plain(read_yaml(path))


def test_what_those_files_show_is_refused_by_our_readers_for_its_keys_only(shared: Path) -> None:
    """Lost without it: an honest file refused over its bytes or its words instead of what is missing in it."""
    about_keys = ("is not a known key", "is missing", "write titles: ")
    for path, expect in hostile(shared).items():
        if expect.startswith(TAKEN_AS_TEXT):
            for line in refused_by_both(path).splitlines():
                assert any(words in line for words in about_keys), line


def test_the_hostile_files_fit_into_half_a_gigabyte(shared: Path) -> None:
    """Lost without it: one file takes the memory of the machine and everything that runs on it."""
    code = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
from breachdesk.domain.errors import FileProblems
from breachdesk.files.inventory_file import load_inventory
from breachdesk.files.taxonomy_file import load_taxonomy
taxonomy = load_taxonomy(Path("breachdesk/law/taxonomy.yaml"))
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    try:
        load_inventory(path, taxonomy)
    except FileProblems:
        print(path.name)
"""
    command = [sys.executable, "-c", code, str(shared / "hostile" / "yaml")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stderr, len(done.stdout.splitlines())) == ("", 40)
