"""What proves an export: a list of its files with their fingerprints, and who approved the text, signed by who exported it.

Whoever gets the files can check them without the workspace: that no byte of any file differs, that the list is the one that was
signed, that the approval's own signature holds, and that it was given for this very text. A proof says who signed by their
key's fingerprint; that this key is that person's, its holder must say.

Source: GDPR Art. 5(2), 24(1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from breachdesk.domain.drafting import Revision, text_digest
from breachdesk.domain.errors import FileProblems, NotFound, Problem, WrongInput
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.manifest import Manifest, Signature
from breachdesk.services.armored import read_armored
from breachdesk.services.signing_port import Signer
from breachdesk.services.times import with_z

VERSION = 1
MAX_FILES = 100
File = tuple[str, bytes]
_ODD = frozenset('/\\:\0\n"')


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proof shows that holds."""

    fingerprint: str
    """Of the key that signed the export."""

    by: str
    notice: str
    number: int
    files: tuple[str, ...]
    approved_by: str = ""
    approval_fingerprint: str = ""
    """Of the key that signed the approval; empty where nobody signed one."""


def proof_of(
    incident: Incident, revision: Revision, approval: Approval | None, files: Sequence[File], by: str, at: datetime
) -> bytes:
    """Give the proof of an export, in its canonical form."""
    return _canonical(
        {
            "version": VERSION,
            "exported_by": by,
            "exported_at": with_z(at),
            "incident": incident.id,
            "reference": incident.reference,
            "notice": revision.notice,
            "revision": revision.number,
            "content_sha256": revision.sha256,
            "files": [{"name": name, "size": len(data), "sha256": _sha256(data)} for name, data in files],
            "approval": _approval(approval) if approval else None,
        }
    )


def verify(
    name: str, raw: bytes, armored: bytes, signature_name: str, read: Callable[[str], bytes], signer: Signer
) -> Proved:
    """Check an export against its proof.

    Args:
        name: What the proof's file is called, for messages.
        raw: The proof.
        armored: The signature over it.
        signature_name: What that file is called.
        read: Gives a file that lies beside the proof; NotFound when there is none.
        signer: Checks signatures.

    Raises:
        FileProblems: everything that differs.
        WrongInput: the proof or its signature is none.
    """
    signature = read_armored(armored, signature_name)
    if not signer.holds(raw, signature):
        raise WrongInput(f"The signature in {signature_name} was not made over {name} as it is now; one of them was changed.")
    said = _read(name, raw)
    problems: list[Problem] = []
    contents: dict[str, bytes] = {}
    for file in said["files"]:
        problems += _checked(file, read, contents)
    problems += _same_text(said, contents)
    approved = _check_approval(said, signer, problems)
    if problems:
        raise FileProblems(name, problems)
    files = tuple(file["name"] for file in said["files"])
    return Proved(signature.fingerprint, said["exported_by"], said["notice"], said["revision"], files, *approved)


def _approval(approval: Approval) -> Mapping[str, Any]:
    return {
        "by": approval.by,
        "at": with_z(approval.at),
        "four_eyes": approval.four_eyes,
        "sha256": approval.sha256,
        "manifest": asdict(approval.manifest) if approval.manifest else None,
        "signature": asdict(approval.signature) if approval.signature else None,
    }


def _read(name: str, raw: bytes) -> dict[str, Any]:
    """Read a proof; what was signed is a proof of ours, or it is refused."""
    try:
        said = json.loads(raw)
        files = said["files"]
        whole = said["version"] == VERSION and isinstance(files, list) and 0 < len(files) <= MAX_FILES
        whole = whole and all(isinstance(said[key], str) for key in ("exported_by", "notice", "content_sha256", "incident"))
        whole = whole and isinstance(said["revision"], int) and all(_is_file(file) for file in files)
        whole = whole and len({file["name"] for file in files}) == len(files) and raw == _canonical(said)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WrongInput(f"{name} is no proof of an export.") from error
    if not whole:
        raise WrongInput(f"{name} is no proof of an export that this version of BreachDesk can check.")
    return dict(said)


def _is_file(file: Any) -> bool:
    """Tell whether an entry names one file beside the proof and nothing elsewhere."""
    name = file["name"]
    plain = isinstance(name, str) and 0 < len(name) < 200 and not _ODD.intersection(name) and not name.startswith(".")
    return plain and isinstance(file["size"], int) and isinstance(file["sha256"], str)


def _checked(file: Mapping[str, Any], read: Callable[[str], bytes], contents: dict[str, bytes]) -> Iterator[Problem]:
    name = file["name"]
    try:
        data = read(name)
    except NotFound:
        yield Problem(0, f"names {name}, which does not lie beside it.")
        return
    contents[name] = data
    if len(data) != file["size"] or _sha256(data) != file["sha256"]:
        yield Problem(0, f"names {name} with another content: what lies there was changed after the export.")


def _same_text(said: Mapping[str, Any], contents: Mapping[str, bytes]) -> Iterator[Problem]:
    """Look whether the texts that can be read are the one the proof is about."""
    for name, data in contents.items():
        subject, text = _words(name, data)
        if text is not None and text_digest(subject, text) != said["content_sha256"]:
            yield Problem(0, f"names {name}, whose text is not the one it was made for.")


def _words(name: str, data: bytes) -> tuple[str, str | None]:
    try:
        if name.endswith(".md"):
            subject, _, text = data.decode().removeprefix("# ").partition("\n\n")
            return subject, text
        if name.endswith(".json"):
            found = json.loads(data)
            return str(found["subject"]), str(found["text"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", ""
    return "", None


def _check_approval(said: Mapping[str, Any], signer: Signer, problems: list[Problem]) -> tuple[str, str]:
    """Check the approval in a proof; give who approved, and their key."""
    approval = said.get("approval")
    if approval is None:
        return "", ""
    try:
        manifest = Manifest(**approval["manifest"]) if approval["manifest"] else None
        signature = Signature(**approval["signature"]) if approval["signature"] else None
        problems += _approval_problems(said, approval, manifest, signature, signer)
        return str(approval["by"]), signature.fingerprint if signature else ""
    except (KeyError, TypeError) as error:
        raise WrongInput("The approval in the proof is not as this version of BreachDesk writes it.") from error


def _approval_problems(
    said: Mapping[str, Any], approval: Mapping[str, Any], manifest: Manifest | None, signature: Signature | None, signer: Signer
) -> Iterable[Problem]:
    if approval["sha256"] != said["content_sha256"]:
        yield Problem(0, "holds an approval of another text.")
    if manifest is None:
        return
    named = (manifest.incident, manifest.notice, manifest.number, manifest.content_sha256)
    if named != (said["incident"], said["notice"], said["revision"], said["content_sha256"]):
        yield Problem(0, "holds an approval whose manifest is about another text.")
    if signature is not None and not _holds(manifest, signature, signer):
        yield Problem(0, "holds an approval whose signature was not made over its manifest.")


def _holds(manifest: Manifest, signature: Signature, signer: Signer) -> bool:
    """Tell whether a signature holds, and names the key that made it."""
    try:
        made_by = read_armored(signature.armored.encode(), "the approval's signature")
    except (WrongInput, UnicodeEncodeError):
        return False
    return made_by.fingerprint == signature.fingerprint and signer.holds(manifest.as_bytes, signature)


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
