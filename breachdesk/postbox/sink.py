"""A mail server on this machine that keeps what it gets as files: the demo's way out, which leads nowhere.

It takes mail in the usual way and forwards none. Every file is its owner's alone.
"""

from __future__ import annotations

import logging
import os
import socket
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server

from breachdesk.domain.errors import MailProblem

OWN_NAME = "breachdesk.invalid"
"""How it greets; asking the network for this machine's name may take seconds."""

START_SECONDS = 10.0


class Postbox:
    """Takes every mail and writes it as an .eml for its owner only: nothing leaves this machine.

    Args:
        folder: Made when missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._controller: _LoopbackController | None = None

    def __enter__(self) -> Postbox:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1.

        Raises:
            MailProblem: it does not listen.
        """
        if self._controller is None:
            raise MailProblem("The demo's postbox is not open; start it first.")
        return self._controller.listens_at

    def start(self) -> None:
        """Begin to listen, on a port the system chooses.

        Raises:
            MailProblem: the folder cannot be made, or this machine lets nobody listen.
        """
        if self._controller is not None:
            return
        _keep_quiet()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            controller = _LoopbackController(
                _Keeper(self._folder),
                hostname="127.0.0.1",
                port=0,
                ready_timeout=START_SECONDS,
                server_hostname=OWN_NAME,
            )
            controller.start()
        except OSError as error:
            raise MailProblem(
                f"The demo's postbox cannot open in the workspace: {error.strerror or error}; "
                "look at the folder 'postbox' there."
            ) from error
        self._controller = controller

    def stop(self) -> None:
        """Stop listening; the mails stay."""
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def received(self) -> tuple[Path, ...]:
        """Give the mails kept so far, in the order they came."""
        return _mails(self._folder)


class _Keeper:
    """What the library tells about each mail. Apart from `Postbox`: it reads every attribute of what it tells."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: Server, session: Any, envelope: Any) -> str:
        """Keep one mail; give the answer to the one who brought it."""
        try:
            path = self._keep(envelope.original_content)
        except OSError as error:
            return f"452 4.3.1 DEMO: not kept, {error.strerror or 'the folder cannot be written'}"
        return f"250 2.0.0 DEMO: nothing leaves this machine; kept as {path.name}"

    def _keep(self, content: bytes) -> Path:
        """Write one mail under the next free number; another program may fill the same folder."""
        last = _mails(self._folder)[-1:]
        number = int(last[0].stem) + 1 if last else 1
        while True:
            path = self._folder / f"{number:06d}.eml"
            try:
                descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            except FileExistsError:
                number += 1
                continue
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
            except OSError:
                path.unlink(missing_ok=True)
                raise
            return path


class _LoopbackController(Controller):
    """Port 0 asks the system for a free one; the library's own readiness check would knock at port 0."""

    @property
    def listens_at(self) -> int:
        """The port the system gave."""
        server: Any = self.server
        return int(server.sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        with socket.create_connection(("127.0.0.1", self.listens_at), timeout=START_SECONDS) as line:
            line.recv(64)


def _mails(folder: Path) -> tuple[Path, ...]:
    named = (path for path in folder.glob("*.eml") if path.stem.isdecimal() and path.stem.isascii())
    return tuple(sorted(named, key=lambda path: int(path.stem)))


def _keep_quiet() -> None:
    """The library logs every line it is told, addresses among them; none of that belongs in a log or on a screen."""
    logging.getLogger("mail.log").disabled = True
