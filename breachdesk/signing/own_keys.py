"""A person's own SSH key: its public part read from a file or the agent, its signature made by `ssh-keygen -Y sign`.

The private key never comes here: ssh-keygen or the agent holds it. What they answer is foreign and checked like anything
foreign. Nothing they ask is answered: a key with a passphrase is used through the agent.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import PIPE

from breachdesk.domain.errors import SigningProblem
from breachdesk.domain.foreign import visible
from breachdesk.signing.made_keys import refuse_open_to_others
from breachdesk.signing.sshsig import NAMESPACE, blob_of, fingerprint

FINGERPRINT = "SHA256:"
SECONDS = 60
"""Long enough to find and touch a security key."""

MOST_BYTES = 32 * 1024


class OwnKeys:
    """The keys that the settings name.

    Args:
        named: By name of the person: a .pub file, a public key in one line, or a fingerprint in the agent.
        folder: Where relative paths begin.
        environment: Where ssh finds its agent.
        seconds: How long signing may take.
    """

    def __init__(
        self, named: Mapping[str, str], folder: Path, environment: Mapping[str, str], seconds: float = SECONDS
    ) -> None:
        self._named = named
        self._folder = folder
        self._environment = environment
        self._seconds = seconds

    def fingerprint(self, name: str) -> str:
        """Give the fingerprint of the key that is named so.

        Raises:
            SigningProblem: the file is no public key, or cannot be read.
        """
        said = self._named[name]
        return said if said.startswith(FINGERPRINT) else fingerprint(blob_of(self._line(said)))

    def sign(self, name: str, message: bytes) -> str:
        """Have a message signed with the key that is named so; give what ssh-keygen answered, not yet looked at.

        Raises:
            SigningProblem: the key cannot be used; says why and what to do.
        """
        said = self._named[name]
        with tempfile.TemporaryDirectory(prefix="breachdesk-key-") as folder:
            path = self._path(said)
            if path is None:
                # A public key alone tells ssh-keygen which key of the agent is meant.
                path = Path(folder) / "key.pub"
                line = self._in_agent(said) if said.startswith(FINGERPRINT) else said
                path.write_text(f"{line}\n", encoding="ascii")
            else:
                self._line(said)
                if path.suffix == ".pub":
                    self._look_at_private(path.with_suffix(""))
            return self._run(("ssh-keygen", "-Y", "sign", "-f", str(path), "-n", NAMESPACE), message)

    def _look_at_private(self, private: Path) -> None:
        """Refuse one that others can read; where none stands the agent may hold it, and ssh-keygen says so if not."""
        try:
            if private.is_file():
                refuse_open_to_others(private)
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise SigningProblem(f"The key {private.name} cannot be looked at: {why}. Mend that and try again.") from None

    def _path(self, said: str) -> Path | None:
        if said.startswith(FINGERPRINT) or said.split(" ")[0].startswith(("ssh-", "ecdsa-", "sk-")):
            return None
        try:
            return self._folder / Path(said).expanduser()
        except RuntimeError:
            raise SigningProblem(f"{said} begins with a home folder that nobody has; write the path out.") from None

    def _line(self, said: str) -> str:
        path = self._path(said)
        if path is None:
            return said
        try:
            with path.open("rb") as stream:
                raw = stream.read(MOST_BYTES)
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            told = f"The key file {said} cannot be read: {why}. Mend `approval: keys:` in settings.yaml."
            raise SigningProblem(told) from None
        if b"PRIVATE KEY" in raw:
            raise SigningProblem(f"{said} is a private key; name the public one beside it, {said}.pub, in settings.yaml.")
        try:
            return raw.decode("ascii").strip()
        except UnicodeDecodeError:
            raise SigningProblem(f"{said} is no public SSH key; name a .pub file in settings.yaml.") from None

    def _in_agent(self, wanted: str) -> str:
        for line in self._run(("ssh-add", "-L"), b"").splitlines():
            try:
                if fingerprint(blob_of(line)) == wanted:
                    return " ".join(line.split(" ")[:2])
            except SigningProblem:
                continue
        raise SigningProblem(f"The ssh-agent does not hold the key {wanted}; add it with `ssh-add`, then approve again.")

    def _run(self, command: Sequence[str], given: bytes) -> str:
        """Run a program of OpenSSH that can ask nobody anything; only what it needs of the environment goes along."""
        kept = {name: self._environment[name] for name in ("PATH", "HOME", "SSH_AUTH_SOCK") if name in self._environment}
        environment = {"PATH": os.defpath, **kept, "LC_ALL": "C", "SSH_ASKPASS_REQUIRE": "never"}
        name = command[0]
        try:
            # A session of its own has no terminal, so nothing can be asked there behind the screen's back.
            running = subprocess.Popen(
                command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, start_new_session=True, cwd="/"
            )
        except FileNotFoundError:
            raise SigningProblem(
                f"{name} is not on this machine; install OpenSSH, or take the key out of settings.yaml to have one made."
            ) from None
        except OSError as error:
            raise SigningProblem(f"{name} cannot be run: {error.strerror or error}.") from None
        try:
            answer, said = running.communicate(given, self._seconds)
        except subprocess.TimeoutExpired:
            # Whoever it started for itself goes too; else they would hold its output open.
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
            raise SigningProblem(
                f"{name} did not answer within {self._seconds:g} seconds; nothing was approved. "
                "Unlock or touch the key, then try again."
            ) from None
        if running.returncode != 0 or len(answer) > MOST_BYTES:
            raise SigningProblem(
                f"{name} did not sign: {_last_line(said)} Where the key has a passphrase, add it to the agent "
                "with `ssh-add`, then approve again."
            )
        return answer.decode("ascii", "replace")


def _last_line(raw: bytes) -> str:
    """What it said, made safe to show."""
    lines = visible(raw[-2000:].decode("utf-8", "replace").replace("\r", "\n")).split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    return f"{said[:160].rstrip('.')}."
