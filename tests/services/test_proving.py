"""A proof of an export: holds for what was written, and for nothing else."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from breachdesk.documents.docx_writer import notice_docx
from breachdesk.documents.pdf_writer import notice_pdf
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import BreachDeskError, FileProblems, NotFound, WrongInput
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.manifest import Manifest
from breachdesk.domain.replaying import replay
from breachdesk.services.armored import read_armored
from breachdesk.services.proving import Proved, proof_of, verify
from tests.edges.document_texts import of
from tests.fake_signer import FakeSigner
from tests.strategies import AWARE, numbered, opening, revision

LEAD, DPO = "J. Vos", "S. Kok"
SIGNER = FakeSigner()
INCIDENT: Incident = replay("i-1", numbered(opening()))
TEXT = revision(subject="Melding", text="Wij melden een inbreuk.\n")


def manifest(made: Revision = TEXT) -> Manifest:
    """Give what an approval of a text binds."""
    return Manifest("i-1", made.notice, made.number, "notification", "initial", "nl", "", "t", "", made.sha256)


def approval(**changed: object) -> Approval:
    """Give a signed approval of the text."""
    whole = Approval(TEXT.notice, TEXT.number, TEXT.sha256, DPO, AWARE, manifest(), SIGNER.sign(DPO, manifest().as_bytes))
    return replace(whole, **changed)  # type: ignore[arg-type]


def exported(given: Approval | None = None, **more: bytes) -> dict[str, bytes]:
    """Give a small export: a text, its JSON, the proof and its signature, by short names."""
    files = {"a.md": f"# {TEXT.subject}\n\n{TEXT.text}".encode()}
    files["a.json"] = json.dumps({"subject": TEXT.subject, "text": TEXT.text}).encode()
    files |= {f"a.{ending}": data for ending, data in more.items()}
    proof = proof_of(INCIDENT, TEXT, given, list(files.items()), LEAD, AWARE)
    return {**files, "p.json": proof, "p.sig": SIGNER.sign(LEAD, proof).armored.encode()}


def checked(files: Mapping[str, bytes]) -> Proved:
    """Check an export, as somebody does who was only given the files."""

    def read(name: str) -> bytes:
        if name not in files:
            raise NotFound(name)
        return files[name]

    return verify("p.json", files["p.json"], files["p.sig"], "p.sig", read, SIGNER)


def resigned(files: dict[str, bytes], change: Callable[[dict[str, object]], None]) -> dict[str, bytes]:
    """Change what a proof says and sign it anew, as a forger with a key of their own would."""
    said = json.loads(files["p.json"])
    change(said)
    proof = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    return {**files, "p.json": proof, "p.sig": SIGNER.sign("A forger", proof).armored.encode()}


def test_what_was_exported_is_proved_with_both_keys() -> None:
    """Lost without it: nobody can check an export at all."""
    found = checked(exported(approval()))
    assert (LEAD, TEXT.notice, 1, ("a.md", "a.json")) == (found.by, found.notice, found.number, found.files)
    assert SIGNER.sign(LEAD, b"").fingerprint == found.fingerprint
    assert (DPO, SIGNER.sign(DPO, b"").fingerprint) == (found.approved_by, found.approval_fingerprint)


def test_a_draft_is_proved_as_one_that_nobody_approved() -> None:
    """Lost without it: a proof of a draft reads as an approval."""
    assert (checked(exported()).approved_by, checked(exported()).approval_fingerprint) == ("", "")


@pytest.mark.parametrize("name", ["a.md", "a.json", "p.json", "p.sig"])
def test_every_byte_of_a_small_export_counts(name: str) -> None:
    """Lost without it: somebody changes one figure in a filing and the proof still says OK."""
    files = exported(approval())
    accepted = [at for at in range(len(files[name])) if _passes({**files, name: _flipped(files[name], at)})]
    assert accepted == []


@pytest.mark.parametrize("make", [notice_pdf, notice_docx])
def test_changed_bytes_of_paper_are_seen(make: Callable[..., bytes]) -> None:
    """Lost without it: a forged PDF passes beside a true proof."""
    data = make(of(TEXT))
    files = exported(approval(), pdf=data)
    assert checked(files)
    places = random.Random(7).sample(range(len(data)), 200)
    assert [at for at in places if _passes({**files, "a.pdf": _flipped(data, at)})] == []


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << (at % 8))]) + data[at + 1 :]


def _passes(files: Mapping[str, bytes]) -> bool:
    try:
        checked(files)
    except BreachDeskError:
        return False
    return True


def test_everything_that_differs_is_said_at_once() -> None:
    """Lost without it: files are mended one by one, and the last one is never looked at."""
    files = exported()
    del files["a.json"]
    with pytest.raises(FileProblems) as raised:
        checked({**files, "a.md": b"# Melding\n\nForged.\n"})
    said = str(raised.value)
    for wanted in ("a.json, which does not lie beside it", "a.md with another content", "a.md, whose text is not the one"):
        assert wanted in said


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (approval(sha256="0" * 64), "an approval of another text"),
        (approval(manifest=manifest(replace(TEXT, text="Other."))), "whose manifest is about another text"),
        (approval(manifest=replace(manifest(), number=2)), "whose manifest is about another text"),
        (approval(manifest=replace(manifest(), incident="i-2")), "whose manifest is about another text"),
        (approval(manifest=replace(manifest(), channel="email")), "whose signature was not made over its manifest"),
        (approval(signature=SIGNER.sign(DPO, b"something else")), "whose signature was not made over its manifest"),
        (
            approval(signature=replace(SIGNER.sign(DPO, manifest().as_bytes), fingerprint="SHA256:another")),
            "whose signature was not made over its manifest",
        ),
    ],
)
def test_an_approval_that_is_not_of_this_text_is_refused_though_the_export_is_signed(given: Approval, says: str) -> None:
    """Lost without it: whoever exports can put any yes beside any text."""
    with pytest.raises(FileProblems, match=says):
        checked(exported(given))


def test_a_forger_with_a_key_of_their_own_changes_the_key_that_is_named() -> None:
    """Lost without it: a new signature over a forged list looks like the old one."""
    files = exported()
    forged = resigned(files, lambda said: said.update(exported_by="A forger"))
    assert checked(files).fingerprint != checked(forged).fingerprint


@pytest.mark.parametrize("name", ["../a.md", "/etc/passwd", "a\\b", ".hidden", "", "x" * 300])
def test_a_proof_names_only_files_beside_it(name: str) -> None:
    """Lost without it: checking a foreign proof reads any file of this machine."""

    def change(said: dict[str, object]) -> None:
        said["files"] = [{"name": name, "size": 1, "sha256": "0" * 64}]

    with pytest.raises(WrongInput, match="no proof of an export"):
        checked(resigned(exported(), change))


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"version":1}', b"[" * 100_000, b"\xff"])
def test_what_is_no_proof_is_refused_in_a_sentence(raw: bytes) -> None:
    """Lost without it: a wrong file is a crash."""
    signed = SIGNER.sign(LEAD, raw).armored.encode()
    with pytest.raises(WrongInput, match="p.json is no proof of an export"):
        verify("p.json", raw, signed, "p.sig", lambda name: b"", SIGNER)


@pytest.mark.parametrize("raw", [b"", b"hello", b"\xff\xfe", b"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n"])
def test_what_is_no_signature_is_refused_in_a_sentence(raw: bytes) -> None:
    """Lost without it: a wrong file is a crash."""
    with pytest.raises(WrongInput, match="p.sig is not a signature"):
        read_armored(raw, "p.sig")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + "\n",
        lambda text: text[:-1],
        lambda text: text.replace("\n", "\x0b", 1),
        lambda text: "\n" + text,
        lambda text: text.replace("BEGIN", "BEGIM"),
        lambda text: text.replace("=\n-----END", "\n-----END"),
        lambda text: re.sub(".=\n-----END", lambda found: chr(ord(found[0][0]) + 1) + found[0][1:], text),
    ],
)
def test_a_signature_has_one_written_form(change: Callable[[str], str]) -> None:
    """Lost without it: bytes of a signature's file change and nothing is refused."""
    made = SIGNER.sign(LEAD, b"words").armored
    assert "=\n" in made
    assert read_armored(made.encode(), "p.sig")
    with pytest.raises(WrongInput, match="not a signature as it was written"):
        read_armored(change(made).encode(), "p.sig")


def test_a_signature_names_the_key_that_made_it() -> None:
    """Lost without it: the fingerprint in the answer is not that of the signer."""
    made = SIGNER.sign(LEAD, b"words")
    assert (made.key, made.fingerprint) == ((found := read_armored(made.armored.encode(), "s")).key, found.fingerprint)
