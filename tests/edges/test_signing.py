"""Signatures as ssh-keygen makes and checks them; keys that only their owner can read; a program that is not trusted.

ssh-keygen itself is the second opinion here, wherever it is there. No agent and no home of the user is touched.
"""

from __future__ import annotations

import base64
import errno
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from breachdesk.domain.errors import SigningProblem
from breachdesk.domain.manifest import KnownKey, Signature
from breachdesk.signing.made_keys import MadeKeys
from breachdesk.signing.own_keys import OwnKeys
from breachdesk.signing.signature_check import signed_by
from breachdesk.signing.ssh_signer import SshSigner
from breachdesk.signing.sshsig import NAMESPACE, Parsed, armored, fingerprint, key_line, parsed, string, to_be_signed

MESSAGE = b'{"incident":"i1","notice":"communication-nl"}'
DPO = "S. Kok"
KEYGEN, AGENT = shutil.which("ssh-keygen"), shutil.which("ssh-agent")
NEEDS_KEYGEN = pytest.mark.skipif(KEYGEN is None, reason="ssh-keygen is not on this machine")
KINDS = [("ed25519", ()), ("ecdsa", ("-b", "256")), ("ecdsa", ("-b", "384")), ("ecdsa", ("-b", "521")), ("rsa", ("-b", "2048"))]
HERE = {"PATH": os.environ.get("PATH", os.defpath)}


def keygen(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run ssh-keygen without agent and home."""
    return subprocess.run([str(KEYGEN), *words], input=given, capture_output=True, check=False, env={**HERE, "HOME": "/nonexistent"})


def new_key(folder: Path, kind: str = "ed25519", more: tuple[str, ...] = (), passphrase: str = "") -> Path:
    """Make a key as a person does; give its public file."""
    done = keygen("-q", "-t", kind, *more, "-N", passphrase, "-C", "s.kok@laptop", "-f", str(folder / "id"))
    assert done.returncode == 0, done.stderr
    return folder / "id.pub"


def signer_with(named: str, folder: Path, environment: dict[str, str] | None = None, seconds: float = 20) -> SshSigner:
    """Give a signer where the settings name this key for the DPO."""
    own = OwnKeys({DPO: named}, folder, environment or HERE, seconds)
    return SshSigner(MadeKeys(folder / "keys"), own, (DPO,))


def made_signer(folder: Path) -> SshSigner:
    """Give a signer that makes keys."""
    return SshSigner(MadeKeys(folder / "keys"))


# --- a person's own key ---------------------------------------------------------------------------------


@NEEDS_KEYGEN
@pytest.mark.parametrize(("kind", "more"), KINDS)
def test_a_persons_own_key_signs_and_the_signature_holds_over_these_bytes_alone(
    tmp_path: Path, kind: str, more: tuple[str, ...]
) -> None:
    """Lost without it: a DPO's yes in a form nobody else can check, or one that holds for anything."""
    signer = signer_with(str(new_key(tmp_path, kind, more)), tmp_path)
    made = signer.sign(DPO, MESSAGE)
    assert signer.holds(MESSAGE, made)
    assert not signer.holds(MESSAGE + b" ", made)
    assert signer.key_of(DPO) == KnownKey(made.fingerprint) == signer.key_of("s.  KOK")
    assert not made.made_for_them
    assert not (tmp_path / "keys").exists()


@NEEDS_KEYGEN
@pytest.mark.parametrize("name", ["id.pub", "~/id.pub", "line"])
def test_a_key_is_named_by_a_path_from_the_workspace_or_home_or_as_it_is(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: the path in settings.yaml works in one folder only."""
    path = new_key(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    signer = signer_with(path.read_text().strip() if name == "line" else name, tmp_path)
    found = signer.key_of(DPO)
    assert found is not None
    assert found.fingerprint.encode() in keygen("-l", "-f", str(path)).stdout
    if name != "line":
        assert signer.holds(MESSAGE, signer.sign(DPO, MESSAGE))


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Start an agent of one's own, and end it."""
    if KEYGEN is None or AGENT is None:
        pytest.skip("no ssh-agent on this machine")
    socket = tmp_path / "agent"
    running = subprocess.Popen([AGENT, "-D", "-a", str(socket)], stdout=subprocess.DEVNULL, env=HERE)
    for _ in range(500):
        if socket.exists():
            break
        os.sched_yield()
        subprocess.run(["sleep", "0.01"], check=True, env=HERE)
    yield {**HERE, "SSH_AUTH_SOCK": str(socket)}
    running.terminate()
    running.wait(10)


@pytest.mark.parametrize("by", ["fingerprint", "line", "file"])
def test_a_key_in_the_agent_signs_though_its_private_file_is_nowhere(
    tmp_path: Path, agent: dict[str, str], by: str
) -> None:
    """Lost without it: a key with a passphrase, or on a stick, cannot sign (FAULTS 4.7)."""
    path = new_key(tmp_path)
    line = path.read_text().strip()
    subprocess.run(["ssh-add", "-q", str(tmp_path / "id")], check=True, env=agent, capture_output=True)
    (tmp_path / "id").unlink()
    wanted = signer_with(str(path), tmp_path).key_of(DPO)
    assert wanted is not None
    signer = signer_with({"fingerprint": wanted.fingerprint, "line": line, "file": str(path)}[by], tmp_path, agent)
    made = signer.sign(DPO, MESSAGE)
    assert (signer.holds(MESSAGE, made), made.fingerprint) == (True, wanted.fingerprint)


def test_a_fingerprint_the_agent_does_not_hold_is_refused(tmp_path: Path, agent: dict[str, str]) -> None:
    """Lost without it: another key of the agent signs."""
    new_key(tmp_path)
    subprocess.run(["ssh-add", "-q", str(tmp_path / "id")], check=True, env=agent, capture_output=True)
    with pytest.raises(SigningProblem, match="The ssh-agent does not hold the key SHA256:none"):
        signer_with("SHA256:none", tmp_path, agent).sign(DPO, MESSAGE)


@NEEDS_KEYGEN
def test_a_key_with_a_passphrase_is_asked_nothing_and_the_refusal_names_the_agent(tmp_path: Path) -> None:
    """Lost without it: a question for a passphrase behind the screen, and a desk that stands still."""
    signer = signer_with(str(new_key(tmp_path, passphrase="long enough")), tmp_path)
    with pytest.raises(SigningProblem, match="add it to the agent with `ssh-add`"):
        signer.sign(DPO, MESSAGE)


@NEEDS_KEYGEN
def test_a_private_key_others_can_read_is_refused_with_the_chmod(tmp_path: Path) -> None:
    """Lost without it: whoever is on the machine can say yes for the DPO."""
    signer = signer_with(str(new_key(tmp_path)), tmp_path)
    (tmp_path / "id").chmod(0o644)
    with pytest.raises(SigningProblem, match=r"run `chmod 600 .*/id`"):
        signer.sign(DPO, MESSAGE)


@NEEDS_KEYGEN
def test_a_private_key_named_in_the_settings_is_refused(tmp_path: Path) -> None:
    """Lost without it: a private key is read where nobody needs it."""
    new_key(tmp_path)
    with pytest.raises(SigningProblem, match="is a private key; name the public one beside it"):
        signer_with(str(tmp_path / "id"), tmp_path).key_of(DPO)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"ssh-ed25519 AAAA", b"ssh-rsa " + b"A" * 40, b"hello"])
def test_a_file_that_is_no_public_key_is_refused(tmp_path: Path, content: bytes) -> None:
    """Lost without it: a slip in the settings ends in a traceback at hour 71."""
    (tmp_path / "id.pub").write_bytes(content)
    with pytest.raises(SigningProblem, match="no public SSH key"):
        signer_with("id.pub", tmp_path).key_of(DPO)
    with pytest.raises(SigningProblem, match="The key file other.pub cannot be read: no such file"):
        signer_with("other.pub", tmp_path).key_of(DPO)


# --- a program that is not trusted ----------------------------------------------------------------------


def fake_keygen(folder: Path, script: str) -> dict[str, str]:
    """Put another program in the place of ssh-keygen."""
    tools = folder / "bin"
    tools.mkdir()
    program = tools / "ssh-keygen"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return {"PATH": f"{tools}:{HERE['PATH']}"}


@pytest.mark.parametrize(
    ("script", "match"),
    [
        ("echo not a signature", "something that is no signature"),
        ("head -c 200000 /dev/zero | tr '\\0' x", "did not sign"),
        ("printf 'bad\\033[2J\\033]0;x\\007 key\\n' >&2; exit 1", "did not sign: bad\ufffd\\[2J\ufffd]0;x\ufffd key"),
        ("exit 3", "did not sign: it said nothing"),
        ("sleep 60 & wait", "did not answer within 0.5 seconds; nothing was approved"),
    ],
)
def test_whatever_the_program_answers_is_a_sentence_and_no_approval(tmp_path: Path, script: str, match: str) -> None:
    """Lost without it: its output drives the terminal, fills the memory, or counts as a signature."""
    public = Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    (tmp_path / "id.pub").write_bytes(public)
    with pytest.raises(SigningProblem, match=match):
        signer_with("id.pub", tmp_path, fake_keygen(tmp_path, script), 0.5).sign(DPO, MESSAGE)


def test_a_signature_by_another_key_than_the_one_named_is_refused(tmp_path: Path) -> None:
    """Lost without it: the program signs with whatever key it likes, and the record names the DPO."""
    other = made_signer(tmp_path).sign("Eve", MESSAGE)
    (tmp_path / "answer").write_text(other.armored)
    public = Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    (tmp_path / "id.pub").write_bytes(public)
    environment = fake_keygen(tmp_path, f"cat {tmp_path / 'answer'}")
    with pytest.raises(SigningProblem, match="signed with another key than SHA256:"):
        signer_with("id.pub", tmp_path, environment).sign(DPO, MESSAGE)


def test_without_openssh_the_refusal_says_what_to_do(tmp_path: Path) -> None:
    """Lost without it: a traceback on a machine without ssh."""
    public = Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    (tmp_path / "id.pub").write_bytes(public)
    with pytest.raises(SigningProblem, match="ssh-keygen is not on this machine; install OpenSSH"):
        signer_with("id.pub", tmp_path, {"PATH": str(tmp_path)}).sign(DPO, MESSAGE)


# --- a key made for them --------------------------------------------------------------------------------


def test_whoever_has_no_key_gets_one_and_keeps_it(tmp_path: Path) -> None:
    """Lost without it: a house without SSH keys cannot approve, or each start makes other keys."""
    first = made_signer(tmp_path)
    assert first.key_of(DPO) is None
    made = first.sign(DPO, MESSAGE)
    again = made_signer(tmp_path)
    assert again.holds(MESSAGE, made)
    assert again.key_of(DPO) == KnownKey(made.fingerprint, True)
    assert again.sign(DPO, MESSAGE).fingerprint == made.fingerprint == again.sign("s. kok", MESSAGE).fingerprint
    assert again.sign("S. Kock", MESSAGE).fingerprint != made.fingerprint


def test_made_keys_are_for_their_owner_only_and_named_for_people(tmp_path: Path) -> None:
    """Lost without it: anybody on the machine says yes for the DPO."""
    old = os.umask(0)
    try:
        made_signer(tmp_path).sign("../Zoë  Kök/..", MESSAGE)
    finally:
        os.umask(old)
    found = sorted((tmp_path / "keys").iterdir())
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in found] == [0o600, 0o600]
    assert [path.name for path in found] == [found[0].name, f"{found[0].name}.pub"]
    assert found[0].name.startswith("zo-k-k-")


def test_the_public_half_beside_a_made_key_is_always_that_of_the_key(tmp_path: Path) -> None:
    """Lost without it: a key was moved away and another made, and what is handed out to check signatures with is the old one."""
    signer = made_signer(tmp_path)
    signer.sign(DPO, MESSAGE)
    key = next(p for p in (tmp_path / "keys").iterdir() if p.suffix != ".pub")
    key.rename(tmp_path / "moved-away")
    made = signer.sign(DPO, MESSAGE)
    public = key.with_name(f"{key.name}.pub")
    assert made.key == public.read_text().strip()
    public.unlink()
    assert signer.sign(DPO, MESSAGE) == made
    assert made.key == public.read_text().strip()


@pytest.mark.parametrize("refused", ["fsync", "link"])
def test_a_disk_that_is_full_makes_no_half_key_and_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """Lost without it: half a key stands under the DPO's name, and nothing can be approved until somebody finds it."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    signer = made_signer(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, refused, full)
        with pytest.raises(SigningProblem, match=r"^No key can be made in keys/: no space left on device\. Mend that and try again\.$"):
            signer.sign(DPO, MESSAGE)
    assert list((tmp_path / "keys").iterdir()) == []
    assert signer.holds(MESSAGE, signer.sign(DPO, MESSAGE))


@pytest.mark.parametrize("which", ["the key", "the folder"])
def test_a_made_key_others_can_read_is_refused_with_the_chmod(tmp_path: Path, which: str) -> None:
    """Lost without it: a copied workspace leaves the keys open, and nobody hears of it."""
    signer = made_signer(tmp_path)
    signer.sign(DPO, MESSAGE)
    key = next(p for p in (tmp_path / "keys").iterdir() if p.suffix != ".pub")
    (key if which == "the key" else key.parent).chmod(0o755)
    for act in (lambda: signer.sign(DPO, MESSAGE), lambda: signer.key_of(DPO)):
        with pytest.raises(SigningProblem, match="run `chmod (600|700) "):
            act()


@pytest.mark.parametrize("content", [b"", b"hello", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"])
def test_a_damaged_made_key_is_said_to_be_damaged_and_never_replaced(tmp_path: Path, content: bytes) -> None:
    """Lost without it: a new key takes the place of the old one, and every approval falls without a word."""
    signer = made_signer(tmp_path)
    signer.sign(DPO, MESSAGE)
    key = next(p for p in (tmp_path / "keys").iterdir() if p.suffix != ".pub")
    key.write_bytes(content)
    with pytest.raises(SigningProblem, match="is damaged. Put it back from a backup"):
        signer.sign(DPO, MESSAGE)
    assert key.read_bytes() == content


def test_a_link_in_the_place_of_a_made_key_is_not_followed(tmp_path: Path) -> None:
    """Lost without it: whoever can write in the workspace has another file read as a key."""
    signer = made_signer(tmp_path)
    signer.sign(DPO, MESSAGE)
    key = next(p for p in (tmp_path / "keys").iterdir() if p.suffix != ".pub")
    key.rename(tmp_path / "elsewhere")
    key.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SigningProblem, match="cannot be read"):
        signer.sign(DPO, MESSAGE)


@NEEDS_KEYGEN
def test_ssh_keygen_accepts_what_is_signed_here(tmp_path: Path) -> None:
    """Lost without it: an authority can check a yes only with our own program."""
    made = made_signer(tmp_path).sign(DPO, MESSAGE)
    (tmp_path / "allowed").write_text(f"s.kok@example.org {made.key}\n")
    (tmp_path / "yes.sig").write_text(made.armored)
    words = ("-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", "s.kok@example.org", "-n", NAMESPACE, "-s", str(tmp_path / "yes.sig"))
    good = keygen(*words, given=MESSAGE)
    assert (good.returncode, made.fingerprint.encode() in good.stdout) == (0, True), good.stderr
    assert keygen(*words, given=MESSAGE + b" ").returncode != 0


@NEEDS_KEYGEN
def test_a_signature_for_another_purpose_does_not_hold(tmp_path: Path) -> None:
    """Lost without it: a DPO who signs a commit, or a file by chance, has approved a letter."""
    path = new_key(tmp_path)
    other = keygen("-Y", "sign", "-f", str(path), "-n", "git", given=MESSAGE).stdout.decode()
    found = parsed(other)
    made = Signature(armored(found), key_line(found.key_blob), fingerprint(found.key_blob))
    assert not made_signer(tmp_path).holds(MESSAGE, made)


# --- what holds -----------------------------------------------------------------------------------------


def test_no_byte_of_a_kept_signature_can_change_unseen(tmp_path: Path) -> None:
    """Lost without it: two records of one yes that differ, and nobody can say which was kept (L13)."""
    signer = made_signer(tmp_path)
    made = signer.sign(DPO, MESSAGE)
    for text in ("armored", "key", "fingerprint"):
        kept = getattr(made, text)
        for at in range(len(kept)):
            for sign in {"A", "\n", "="} - {kept[at]}:
                assert not signer.holds(MESSAGE, replace(made, **{text: kept[:at] + sign + kept[at + 1 :]})), (text, at)
    for changed in (made.armored + "\n", made.armored.replace("\n", "\r\n"), " " + made.armored, made.armored.rstrip()):
        assert not signer.holds(MESSAGE, replace(made, armored=changed))


def _security_key(kind: str, flags: int = 1, application: bytes = b"ssh:") -> tuple[bytes, bytes]:
    """Give public key and signature as a security key makes them."""
    data = to_be_signed(MESSAGE)
    touched = sha256(application).digest() + bytes([flags]) + b"\x00\x00\x00\x07" + sha256(data).digest()
    if kind == "ed25519":
        name, key = b"sk-ssh-ed25519@openssh.com", Ed25519PrivateKey.from_private_bytes(b"s" * 32)
        public = string(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
        raw = key.sign(touched)
    else:
        name, curve = b"sk-ecdsa-sha2-nistp256@openssh.com", ec.derive_private_key(7**40, ec.SECP256R1())
        public = string(b"nistp256") + string(curve.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
        numbers = decode_dss_signature(curve.sign(touched, ec.ECDSA(SHA256())))
        raw = b"".join(string(n.to_bytes(n.bit_length() // 8 + 1, "big")) for n in numbers)
    return string(name) + public + string(b"ssh:"), string(name) + string(raw) + bytes([flags]) + b"\x00\x00\x00\x07"


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_a_security_key_signs_only_when_it_was_touched_and_for_ssh(kind: str) -> None:
    """Lost without it: the safest keys there are cannot sign, or do so without anybody there."""
    assert signed_by(*_security_key(kind), to_be_signed(MESSAGE))
    assert not signed_by(*_security_key(kind), to_be_signed(MESSAGE + b" "))
    assert not signed_by(*_security_key(kind, flags=4), to_be_signed(MESSAGE))
    assert not signed_by(*_security_key(kind, application=b"web:"), to_be_signed(MESSAGE))


@pytest.mark.parametrize("blob", [b"", b"\x00\x00\x00\x07ssh-dss", string(b"ssh-ed25519") + string(b"short"), b"\xff" * 40])
def test_a_key_of_no_known_form_holds_nothing(tmp_path: Path, blob: bytes) -> None:
    """Lost without it: a signature made up for the occasion ends in a traceback, or holds."""
    assert not signed_by(blob, string(b"ssh-ed25519") + string(b"0" * 64), b"data")
    made = Signature(armored(Parsed(blob, NAMESPACE.encode(), b"sha512", b"x")), "ssh-ed25519 AAAA", "SHA256:x")
    assert not made_signer(tmp_path).holds(MESSAGE, made)


@NEEDS_KEYGEN
def test_an_rsa_key_too_short_to_trust_holds_nothing(tmp_path: Path) -> None:
    """Lost without it: a key that can be broken in a night says yes."""
    path = new_key(tmp_path, "rsa", ("-b", "1024"))
    raw = base64.b64decode(path.read_text().split()[1])
    found = parsed(keygen("-Y", "sign", "-f", str(path), "-n", NAMESPACE, given=MESSAGE).stdout.decode())
    assert found.key_blob == raw
    assert not made_signer(tmp_path).holds(MESSAGE, Signature(armored(found), key_line(raw), fingerprint(raw)))
