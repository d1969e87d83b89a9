"""The port `Signer` with SSH keys: a person's own where the settings name one, else one made for them here."""

from __future__ import annotations

from breachdesk.domain.errors import SigningProblem
from breachdesk.domain.foreign import folded
from breachdesk.domain.manifest import KnownKey, Signature
from breachdesk.signing.made_keys import MadeKeys
from breachdesk.signing.own_keys import OwnKeys
from breachdesk.signing.signature_check import TAKEN, signed_by
from breachdesk.signing.sshsig import NAMESPACE, Malformed, Parsed, armored, fingerprint, key_line, parsed, to_be_signed

HASH = b"sha512"


class SshSigner:
    """Signs with a person's own key, and checks signatures.

    Args:
        made: Keys made here.
        own: Keys that the settings name; None where only made ones are used, as in a demo or an exercise.
        names: Whose keys those are.
    """

    def __init__(self, made: MadeKeys, own: OwnKeys | None = None, names: tuple[str, ...] = ()) -> None:
        self._made = made
        self._own = own
        self._names = {folded(name): name for name in names}

    def sign(self, person: str, message: bytes) -> Signature:
        """Sign as this person.

        Raises:
            SigningProblem: there is no key that can be used; says what to do.
        """
        name = self._names.get(folded(person))
        if name is None or self._own is None:
            blob, raw = self._made.sign(person, to_be_signed(message))
            return _signature(Parsed(blob, NAMESPACE.encode(), HASH, raw), made_for_them=True)
        wanted = self._own.fingerprint(name)
        try:
            found = _signature(parsed(self._own.sign(name, message)), made_for_them=False)
        except Malformed:
            raise SigningProblem("ssh-keygen answered with something that is no signature; nothing was approved.") from None
        if found.fingerprint != wanted or not self.holds(message, found):
            raise SigningProblem(
                f"ssh-keygen signed with another key than {wanted}, or with a kind that is not taken; nothing was approved. "
                f"Taken are: {', '.join(TAKEN)}."
            )
        return found

    def holds(self, message: bytes, signature: Signature) -> bool:
        """Tell whether this signature was made over exactly these bytes with the key it names."""
        try:
            found = parsed(signature.armored)
            said = _signature(found, signature.made_for_them)
        except (Malformed, UnicodeDecodeError):
            return False
        if said != signature or found.namespace != NAMESPACE.encode():
            return False
        data = to_be_signed(message, found.namespace, found.hash_name)
        return signed_by(found.key_blob, found.signature, data)

    def key_of(self, person: str) -> KnownKey | None:
        """Give the key this person signs with; None when none was made for them yet.

        Raises:
            SigningProblem: the key cannot be read or must not be used.
        """
        name = self._names.get(folded(person))
        if name is not None and self._own is not None:
            return KnownKey(self._own.fingerprint(name))
        blob = self._made.blob(person)
        return KnownKey(fingerprint(blob), True) if blob is not None else None


def _signature(found: Parsed, made_for_them: bool) -> Signature:
    return Signature(armored(found), key_line(found.key_blob), fingerprint(found.key_blob), made_for_them)
