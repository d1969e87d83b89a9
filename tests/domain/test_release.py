"""What was approved is what leaves: any other input, signature, key or person is refused, and it is said what changed.

The signatures here are real ones, made and checked as in earnest.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.manifest import KnownKey, Manifest, Signature
from breachdesk.domain.release import (
    BY_HAND,
    TEXT_ONLY,
    Going,
    approval_for_release,
    check_covers,
    differences,
    letters_going,
    manifest_of,
)
from breachdesk.domain.replaying import replay
from breachdesk.domain.terms import NoticeKind, Stage
from breachdesk.domain.timeline import RevisionApproved, RevisionSaved
from breachdesk.domain.trust import Trust
from breachdesk.signing.made_keys import KIND
from breachdesk.signing.ssh_signer import SshSigner
from breachdesk.signing.sshsig import NAMESPACE, Parsed, armored, fingerprint, key_line, string, to_be_signed
from tests.strategies import AWARE, numbered, opening, revision

DPO, AUTHOR, OTHER = "S. Kok", "M. Aydin", "T. Bos"
CHANNEL = 'smtp ["mail.example.org", "587", "starttls", "fg", "Fietsgoed B.V.", "fg@example.org"]'
MUTATIONS = 10_000


@cache
def key_of(person: str) -> Ed25519PrivateKey:
    """Give the key of somebody, the same each time."""
    return Ed25519PrivateKey.from_private_bytes(person.encode().ljust(32, b"."))


def blob_of(person: str) -> bytes:
    """Give the public part of it."""
    return string(KIND) + string(key_of(person).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def signed(message: bytes, person: str = DPO) -> Signature:
    """Sign as somebody."""
    made = string(KIND) + string(key_of(person).sign(to_be_signed(message)))
    blob = blob_of(person)
    return Signature(armored(Parsed(blob, NAMESPACE.encode(), b"sha512", made)), key_line(blob), fingerprint(blob))


HOLDS = SshSigner(None).holds  # type: ignore[arg-type]
TRUST = Trust(HOLDS, lambda person: KnownKey(fingerprint(blob_of(person))))
PEOPLE = ApprovedList(
    (
        Addressee("Ann Visser", "ann@example.net", "nl", "K-10001", ("contact",)),
        Addressee("Ben Bakker", "ben@example.net", "nl", "K-10002", ("contact", "health")),
        Addressee("Cor de Groot", "cor@example.net", "en", "K-10003", ("health",)),
    ),
    {"contact": "contactgegevens", "health": "gezondheid"},
)
LETTER = replace(
    revision(1, NoticeKind.COMMUNICATION),
    subject="Uw gegevens, {name}",
    text="Beste {name},\n\nHet gaat om {data}, nummer {reference}.\n",
    author=AUTHOR,
    template_sha256="7" * 64,
    group="customers",
)


@dataclass(frozen=True)
class World:
    """Every input of a release."""

    incident: str = "i1"
    text: Revision = LETTER
    people: ApprovedList = PEOPLE
    channel: str = CHANNEL

    @property
    def manifest(self) -> Manifest:
        """What would go out now."""
        return manifest_of(_incident(self.incident), self.text, letters_going(self.text, self.people, self.channel))


@cache
def _incident(id_: str) -> Incident:
    return replay(id_, numbered(opening()))


THEN = World()
SIGNED = signed(THEN.manifest.as_bytes)
APPROVAL = Approval(LETTER.notice, 1, LETTER.sha256, DPO, AWARE, THEN.manifest, SIGNED)


def refusal(world: World = THEN, approval: Approval = APPROVAL, trust: Trust = TRUST) -> str:
    """Say why what is there now may not go out; empty when it may."""
    try:
        check_covers(approval, world.manifest, AUTHOR, trust)
    except NotAllowed as refused:
        return str(refused)
    return ""


def approved(text: Revision = LETTER, going: Going | None = None, **other: object) -> Incident:
    """Give an incident with a text and a signed yes to it; `other` is what stands differently in the act."""
    going = letters_going(text, PEOPLE, CHANNEL) if going is None else going
    incident = replay("i1", numbered(opening(), RevisionSaved(text)))
    manifest = manifest_of(incident, text, going)
    act = RevisionApproved(text.notice, text.number, text.sha256, manifest, signed(manifest.as_bytes))
    entries = numbered(opening(), RevisionSaved(text), replace(act, **other))
    return replay("i1", [*entries[:-1], replace(entries[-1], by=DPO)])


# --- ten thousand changes -------------------------------------------------------------------------------


def _other(chance: random.Random, text: str) -> str:
    """Change one character of a text, put one in, or take one out."""
    at = chance.randrange(len(text) + 1)
    sign = chance.choice("abcxyz0189 .@-é")
    made = chance.choice([text[:at] + sign + text[at:], text[:at] + sign + text[at + 1 :], text[:at] + text[at + 1 :]])
    return made if made != text else text + sign


def _of_text(name: str) -> Callable[[random.Random], World]:
    return lambda chance: replace(THEN, text=replace(LETTER, **{name: _other(chance, getattr(LETTER, name))}))


def _of_person(name: str) -> Callable[[random.Random], World]:
    def changed(chance: random.Random) -> World:
        rows = list(PEOPLE.rows)
        at = chance.randrange(len(rows))
        rows[at] = replace(rows[at], **{name: _other(chance, getattr(rows[at], name))})
        return replace(THEN, people=replace(PEOPLE, rows=tuple(rows)))

    return changed


def _rows(chance: random.Random) -> World:
    """Put the list in another order, add somebody, leave somebody out, or give somebody other categories."""
    rows = list(PEOPLE.rows)
    way, at = chance.randrange(4), chance.randrange(3)
    if way == 0:
        rows.insert(0, rows.pop(chance.randrange(1, 3)))
    elif way == 1:
        rows.insert(at, Addressee(f"N{chance.random()}", "n@example.net", "nl", "K-1", ("contact",)))
    elif way == 2:
        rows.pop(at)
    else:
        mine = rows[at].categories
        rows[at] = replace(rows[at], categories=chance.choice([o for o in (("contact",), ("health",), ("health", "contact")) if o != mine]))
    return replace(THEN, people=replace(PEOPLE, rows=tuple(rows)))


def _words(chance: random.Random) -> World:
    word = chance.choice(["contact", "health"])
    return replace(THEN, people=replace(PEOPLE, words={**PEOPLE.words, word: _other(chance, PEOPLE.words[word])}))


INPUTS: dict[str, Callable[[random.Random], World]] = {
    "the incident": lambda chance: replace(THEN, incident=f"i{chance.randrange(2, 10**6)}"),
    "the channel": lambda chance: replace(THEN, channel=_other(chance, CHANNEL)),
    "the number": lambda chance: replace(THEN, text=replace(LETTER, number=chance.randrange(2, 9))),
    "the kind": lambda c: replace(THEN, text=replace(LETTER, kind=c.choice([k for k in NoticeKind if k is not LETTER.kind]))),
    "the stage": lambda c: replace(THEN, text=replace(LETTER, stage=c.choice([Stage.SUPPLEMENT, Stage.FINAL]))),
    "the rows": _rows,
    "the words": _words,
    **{f"the text's {name}": _of_text(name) for name in ("notice", "language", "group", "template", "template_sha256")},
    **{f"a person's {name}": _of_person(name) for name in ("name", "address", "language", "reference")},
}


def _subject_or_text(chance: random.Random) -> World:
    """Change what stands around the fields; a broken field would be refused earlier, as a placeholder."""
    name = chance.choice(["subject", "text"])
    return replace(THEN, text=replace(LETTER, **{name: getattr(LETTER, name) + _other(chance, "Met groet")}))


INPUTS["subject or text"] = _subject_or_text


def _signature(chance: random.Random) -> Signature:
    """Change a byte of the signature or of its text, name another key, or sign with one."""
    way = chance.randrange(4)
    if way == 0:
        body = SIGNED.armored
        at = chance.randrange(len(body))
        return replace(SIGNED, armored=body[:at] + chance.choice([c for c in "AB\n z9" if c != body[at]]) + body[at + 1 :])
    if way == 1:
        lines = SIGNED.armored.split("\n")
        raw = bytearray(base64.b64decode("".join(lines[1:-2])))
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        text = base64.b64encode(bytes(raw)).decode()
        return replace(SIGNED, armored="\n".join([lines[0], *(text[n : n + 70] for n in range(0, len(text), 70)), lines[-2], ""]))
    if way == 2:
        return replace(SIGNED, key=_other(chance, SIGNED.key))
    return replace(SIGNED, **{chance.choice(["fingerprint", "armored"]): _other(chance, SIGNED.fingerprint)})


def test_ten_thousand_changes_of_any_input_after_the_approval_are_all_refused() -> None:
    """Lost without it: somewhere is a byte that can change between the DPO's yes and the letter (M25)."""
    chance, names = random.Random(20261129), sorted(INPUTS)
    assert refusal() == ""
    passed = []
    for number in range(MUTATIONS):
        name = names[number % (len(names) + 4)] if number % (len(names) + 4) < len(names) else "signature"
        said = (
            refusal(approval=replace(APPROVAL, signature=_signature(chance)))
            if name == "signature"
            else refusal(INPUTS[name](chance))
        )
        if not said:
            passed.append(name)
    assert passed == []


@pytest.mark.parametrize("field", [f.name for f in fields(Manifest)])
def test_no_field_of_what_was_signed_can_be_changed_to_fit_what_is_there_now(field: str) -> None:
    """Lost without it: whoever writes into the record makes the yes fit another letter (M25)."""
    old = getattr(THEN.manifest, field)
    forged = replace(THEN.manifest, **{field: old + 1 if isinstance(old, int) else f"{old}x"})
    assert differences(THEN.manifest, forged)
    with pytest.raises(NotAllowed, match="The signature under the approval of revision 1"):
        check_covers(replace(APPROVAL, manifest=forged), forged, AUTHOR, TRUST)


# --- what is said ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("world", "said"),
    [
        (replace(THEN, channel="smtp other"), f"how it is sent and as whom changed (then {CHANNEL}, now smtp other)"),
        (replace(THEN, people=replace(PEOPLE, rows=PEOPLE.rows[:2])), "how many addressees there are changed (then 3, now 2)"),
        (replace(THEN, people=replace(PEOPLE, rows=PEOPLE.rows[::-1])), "the list of addressees changed; the letters as they would read changed."),
        (replace(THEN, text=replace(LETTER, template_sha256="8" * 64)), "the fingerprint of the template in the record changed."),
        (replace(THEN, incident="i2"), "the incident changed."),
        (replace(THEN, text=replace(LETTER, text="Beste {name}\n")), "the words of subject or text changed"),
    ],
)
def test_it_is_said_what_changed(world: World, said: str) -> None:
    """Lost without it: nothing goes out at hour 71, and nobody can tell why (M25)."""
    assert said in refusal(world)


# --- who ------------------------------------------------------------------------------------------------


def test_a_signature_by_another_key_than_the_approvers_is_refused() -> None:
    """Lost without it: whoever can write into the record approves with a key of their own (M26)."""
    forged = replace(APPROVAL, signature=signed(THEN.manifest.as_bytes, OTHER))
    assert "the key of S. Kok is now" in refusal(approval=forged)
    assert "the key of T. Bos is now" in refusal(approval=replace(APPROVAL, by=OTHER))
    assert "none that is known here" in refusal(trust=replace(TRUST, key_of=lambda person: None))
    assert refusal(approval=replace(forged, by=OTHER)) == ""


def test_a_made_key_does_not_pass_for_ones_own() -> None:
    """Lost without it: the record says that a person's own key signed, and it was one made here."""
    assert "approve it again with that key" in refusal(approval=replace(APPROVAL, signature=replace(SIGNED, made_for_them=True)))


@pytest.mark.parametrize("name", ["M. Aydin", "m. aydin", "Ｍ.  AYDIN", "M.\u00ad Aydin"])
def test_the_authors_own_yes_is_refused_however_the_name_is_written(name: str) -> None:
    """Lost without it: one person writes and approves, with a capital for a disguise (M26)."""
    own = replace(APPROVAL, by=name, signature=signed(THEN.manifest.as_bytes, name))
    assert "Four-eyes is on here" in refusal(approval=own)
    assert refusal(approval=own, trust=replace(TRUST, four_eyes=False)) == ""


def test_a_yes_with_the_authors_key_under_another_name_is_refused() -> None:
    """Lost without it: the author says yes under the DPO's name, with the key that gives them away (M26)."""
    one_key = replace(TRUST, key_of=lambda person: KnownKey(fingerprint(blob_of(AUTHOR))))
    own = replace(APPROVAL, signature=signed(THEN.manifest.as_bytes, AUTHOR))
    assert "Four-eyes is on here" in refusal(approval=own, trust=one_key)
    assert refusal(approval=own, trust=replace(one_key, four_eyes=False)) == ""


# --- from the record ------------------------------------------------------------------------------------


def test_what_was_approved_is_given_with_its_approval() -> None:
    """Lost without it: nothing can ever be sent."""
    text, approval = approval_for_release(approved(), LETTER.notice, letters_going(LETTER, PEOPLE, CHANNEL), TRUST)
    assert (text, approval.by) == (LETTER, DPO)
    assert approval_for_release(approved(), LETTER.notice, TEXT_ONLY, TRUST)[0] == LETTER


def test_an_approval_of_another_incident_or_an_older_text_is_refused() -> None:
    """Lost without it: last year's yes, copied into this year's record, sends letters (M27)."""
    going = letters_going(LETTER, PEOPLE, CHANNEL)
    manifest = THEN.manifest
    elsewhere = replace(manifest, incident="i9")
    with pytest.raises(NotAllowed, match="the incident changed"):
        approval_for_release(approved(manifest=elsewhere, signature=signed(elsewhere.as_bytes)), LETTER.notice, going, TRUST)
    older = replace(manifest, content_sha256="0" * 64)
    with pytest.raises(NotAllowed, match="the words of subject or text changed"):
        approval_for_release(approved(manifest=older, signature=signed(older.as_bytes)), LETTER.notice, going, TRUST)
    for number in (2, 7):
        late = replace(manifest, number=number)
        with pytest.raises(NotAllowed, match=f"number of the revision changed .then {number}, now 1."):
            approval_for_release(approved(manifest=late, signature=signed(late.as_bytes)), LETTER.notice, going, TRUST)


@pytest.mark.parametrize("missing", ["manifest", "signature"])
def test_an_approval_from_before_they_were_signed_is_asked_for_again(missing: str) -> None:
    """Lost without it: an old record sends letters to a list nobody approved."""
    with pytest.raises(NotAllowed, match="from before approvals were signed"):
        approval_for_release(approved(**{missing: None}), LETTER.notice, TEXT_ONLY, TRUST)


def test_an_approval_without_a_list_sends_nothing_and_says_how_to_get_one() -> None:
    """Lost without it: a yes to the words is taken for a yes to whoever is on the list."""
    incident = approved(going=Going(channel=CHANNEL))
    with pytest.raises(NotAllowed, match="covers no list of addressees; approve it again with the list: `breachdesk notice approve"):
        approval_for_release(incident, LETTER.notice, letters_going(LETTER, PEOPLE, CHANNEL), TRUST)


def test_a_notification_is_filed_by_hand_with_no_list_and_no_mail() -> None:
    """Lost without it: changed mail settings keep a notification from being filed."""
    note = replace(revision(1), author=AUTHOR)
    assert approval_for_release(approved(note, BY_HAND), note.notice, BY_HAND, TRUST)[0] == note
