"""A mail server on this machine that keeps what it gets as files: the demo's way out, which leads nowhere."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server


class Postbox:
    """Takes every mail and writes it as an .eml for its owner only.

    Args:
        folder: Made when missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._controller: Controller | None = None

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        assert self._controller is not None
        return int(self._controller.server.sockets[0].getsockname()[1])

    def start(self) -> None:
        """Begin to listen."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        controller = _LoopbackController(self, hostname="127.0.0.1", port=0, ready_timeout=10)
        self._controller = controller
        controller.start()

    def stop(self) -> None:
        """Stop listening."""
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def received(self) -> tuple[Path, ...]:
        """Give the mails kept so far, in the order they came."""
        return tuple(sorted(self._folder.glob("*.eml")))

    async def handle_DATA(self, server: Server, session: Any, envelope: Any) -> str:
        """Keep one mail."""
        number = len(self.received()) + 1
        path = self._folder / f"{number:05d}.eml"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(envelope.original_content)
        return f"250 kept as {path.name}"


class _LoopbackController(Controller):  # type: ignore[misc]
    """Port 0 asks the system for a free one; the library's own readiness check would knock at port 0."""

    def _trigger_server(self) -> None:
        """Knock once at the port the system gave."""
        host, port = self.server.sockets[0].getsockname()[:2]
        with socket.create_connection((host, port), timeout=5) as line:
            line.recv(64)
