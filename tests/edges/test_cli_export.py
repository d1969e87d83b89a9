"""Notices as files at the shell: written whole, proved, verified, edited in Word and taken in."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import docx
import pytest

from breachdesk.services.signing_port import Signer
from breachdesk.wiring import Wiring
from tests.edges.command_line import DPO, LEAD, REF, SAMPLE, Said, Shell
from tests.edges.document_texts import html_words, packed, pdf_words
from tests.fake_signer import FakeSigner

NOTICE = "notification-nl"
STEM = f"{REF}-{NOTICE}-rev1"


class Signing(Wiring):
    """The front with a signer that needs no key on this machine."""

    @property
    def signer(self) -> Signer | None:
        return FakeSigner()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Give somebody at a shell, with one notice."""
    shell = Shell(tmp_path / "desk")
    shell.must("inventory", "import", str(SAMPLE))
    shell.must("incident", "open", "--title", "CRM <copied>", "--detected", "now", "--reported-by", "me")
    shell.must("notice", "draft", REF, "notification")
    return shell


def signing(shell: Shell, *words: str) -> Said:
    """Run a command where exports can be signed."""
    return shell(*words, front=Signing())


def edited(path: Path, old: str, new: str) -> Path:
    """Change a word of a DOCX, as somebody does in Word."""
    made = docx.Document(str(path))
    for paragraph in made.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    made.save(str(path))
    return path


def test_without_a_format_markdown_and_mail_are_written_as_ever(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: scripts that export get other files than they did."""
    said = shell.must("notice", "export", REF, NOTICE, "--dir", str(tmp_path / "out"), "--json")
    assert [f"{STEM}.md", f"{STEM}.eml"] == [Path(p).name for p in said.json["files"]]


def test_all_writes_every_format_with_a_proof_for_its_owner_only(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a format is forgotten, or others on the machine read the drafts."""
    said = signing(shell, "notice", "export", REF, NOTICE, "--format", "all", "--dir", str(tmp_path / "out"), "--json")
    names = {f"{STEM}.{end}" for end in ("md", "html", "docx", "pdf", "eml", "json", "proof.json", "proof.sig")}
    assert names == {Path(p).name for p in said.json["files"]} == {p.name for p in (tmp_path / "out").iterdir()}
    assert {0o600} == {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "out").iterdir()}
    assert "CRM<copied>" in pdf_words((tmp_path / "out" / f"{STEM}.pdf").read_bytes())


def test_an_export_verifies_and_a_changed_file_is_named(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: whoever gets the files cannot check them."""
    signing(shell, "notice", "export", REF, NOTICE, "--format", "md", "--format", "pdf", "--proof", "--dir", str(tmp_path))
    proof = str(tmp_path / f"{STEM}.proof.json")
    fingerprint = FakeSigner().sign(shell.actor, b"").fingerprint
    found = signing(Shell(tmp_path / "elsewhere"), "notice", "verify", proof)
    assert (0, f"OK: 2 files of {NOTICE} revision 1") == (found.code, found.out[:41])
    assert fingerprint in found.out
    assert "nobody approved the text" in found.out
    said = signing(shell, "notice", "verify", proof, "--key", fingerprint, "--json").json
    assert (True, fingerprint, None) == (said["ok"], said["key"], said["approved_by"])
    (tmp_path / f"{STEM}.pdf").write_bytes((tmp_path / f"{STEM}.pdf").read_bytes() + b"\n")
    refused = signing(shell, "notice", "verify", proof)
    assert (refused.code, refused.out) == (2, "")
    assert f"{STEM}.pdf with another content" in refused.err


def test_verifying_makes_no_workspace(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: counsel who checks a file finds a database on their machine."""
    signing(shell, "notice", "export", REF, NOTICE, "--proof", "--dir", str(tmp_path))
    assert signing(Shell(tmp_path / "elsewhere"), "notice", "verify", str(tmp_path / f"{STEM}.proof.json")).code == 0
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_that_was_not_expected_is_refused(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a forger's own signature is as good as the house's."""
    signing(shell, "notice", "export", REF, NOTICE, "--proof", "--dir", str(tmp_path))
    said = signing(shell, "notice", "verify", str(tmp_path / f"{STEM}.proof.json"), "--key", "SHA256:other")
    assert (said.code, said.out) == (2, "")
    assert "not with SHA256:other" in said.err


def test_a_proof_without_its_signature_is_refused(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a list anybody can write passes for a proof."""
    signing(shell, "notice", "export", REF, NOTICE, "--proof", "--dir", str(tmp_path))
    (tmp_path / f"{STEM}.proof.sig").unlink()
    said = signing(shell, "notice", "verify", str(tmp_path / f"{STEM}.proof.json"))
    assert said.code == 3
    assert f"{STEM}.proof.sig does not lie there" in said.err


def test_a_docx_edited_in_word_is_the_next_revision(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a DPO who lives in Word types everything twice."""
    shell.must("notice", "export", REF, NOTICE, "--format", "docx", "--dir", str(tmp_path))
    file = edited(tmp_path / f"{STEM}.docx", "Autoriteit", "Hoge Autoriteit")
    said = shell.by(DPO).must("notice", "import", REF, NOTICE, str(file))
    assert f"Saved {NOTICE} revision 2" in said.out
    assert "Aan: [+Hoge+] Autoriteit Persoonsgegevens" in said.err
    shown = shell.must("notice", "show", REF, NOTICE, "--json").json
    assert (shown["revision"], shown["author"]) == (2, DPO)
    assert "Aan: Hoge Autoriteit Persoonsgegevens\n" in shown["text"]
    again = shell.by(LEAD)("notice", "import", REF, NOTICE, str(file))
    assert (again.code, again.out) == (4, "")
    assert "[+Hoge+]" in again.err
    assert "made from revision 1 of 'notification-nl', and revision 2 is the newest" in again.err


def test_an_import_as_json_says_what_changed(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a script cannot tell what a DOCX changed."""
    shell.must("notice", "export", REF, NOTICE, "--format", "docx", "--dir", str(tmp_path))
    file = edited(tmp_path / f"{STEM}.docx", "Autoriteit", "Hoge Autoriteit")
    said = shell.must("notice", "import", REF, NOTICE, str(file), "--json").json
    assert (said["from"], said["revision"], said["remarks"], said["comments"]) == (1, 2, [], 0)
    assert {"change": "added", "text": "Hoge"} in said["changes"][0]["runs"]


def test_a_pack_is_one_file_without_script_that_opens_by_itself(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: counsel gets a page that runs code, or shows a title as markup."""
    out = tmp_path / "pack.html"
    shell.must("notice", "pack", REF, "--out", str(out))
    page = out.read_text(encoding="utf-8")
    assert "CRM &lt;copied&gt;" in page
    for never in ("<script", "CRM <copied>", "src=", "http-equiv=\"refresh\""):
        assert never not in page
    assert "default-src 'none'" in page
    assert page.count('<section class="notice"') == 1
    assert io.BytesIO(out.read_bytes()).read(15) == b"<!DOCTYPE html>"


@pytest.mark.parametrize("format_", ["html", "docx", "pdf"])
def test_the_authoritys_form_becomes_paper_with_every_field(shell: Shell, tmp_path: Path, format_: str) -> None:
    """Lost without it: what was typed into the portal is on no paper of ours."""
    filled = shell.must("form", "export", REF, "--json").json
    (file,) = shell.must("form", "export", REF, "--format", format_, "--dir", str(tmp_path / "out"), "--json").json["files"]
    data = Path(file).read_bytes()
    assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600
    said = {"html": html_words, "docx": docx_cells, "pdf": pdf_words}[format_](data)
    fields = [field for section in filled["sections"] for field in section["fields"]]
    assert len(fields) > 20
    missing = [field["id"] for field in fields if not (packed(field["label"]) in said and packed(field["says"]) in said)]
    assert missing == []


def docx_cells(data: bytes) -> str:
    """Give the words of a DOCX's tables."""
    tables = docx.Document(io.BytesIO(data)).tables
    return packed("".join(cell.text for table in tables for row in table.rows for cell in row.cells))
