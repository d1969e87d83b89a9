"""A mail server on loopback that misbehaves on purpose: which step breaks, and how, is told in a `Script`."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType

DROP = "drop"
"""In place of a reply: cut the line."""

HANG = "hang"
"""In place of a reply: say nothing more until the client goes."""


@dataclass(frozen=True)
class Script:
    """What the server says instead of the usual, by step; a step not named goes well.

    Steps: `greeting`, `EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `text` (while it arrives) and `dot`.
    """

    replies: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    offers_over_tls: tuple[str, ...] = ("AUTH PLAIN LOGIN",)
    certificate: ssl.SSLContext | None = None
    tls_at_once: bool = False
    injected: bytes = b""
    """Sent in clear right behind the good answer to STARTTLS."""

    pause: float = 0.0
    """Seconds between having a letter and saying so."""


class FaultyServer:
    """Follows a script, and keeps what it was told."""

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self.port = 0
        self.said: list[tuple[bool, str]] = []
        """Each line of the client, and whether it came over TLS."""

        self.letters: list[bytes] = []
        """What was taken over, as it stood after undoing doubled dots."""

        self.recipients: list[list[str]] = []

    async def __aenter__(self) -> FaultyServer:
        tls = self.script.certificate if self.script.tls_at_once else None
        self._talks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", 0, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    def verbs(self) -> list[str]:
        """Give the commands it was told, in order."""
        return [line.partition(" ")[0].upper() for _, line in self.said]

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._talks.add(asyncio.ensure_future(_Talk(self, reader, writer).run()))


class _Gone(Exception):
    """The line is cut."""


class _Talk:
    def __init__(self, server: FaultyServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server, self._script = server, server.script
        self._reader, self._writer = reader, writer
        self._over_tls = server.script.tls_at_once
        self._recipients: list[str] = []

    async def run(self) -> None:
        """Talk until one side goes."""
        try:
            await self._answer("greeting", "220 faulty ESMTP")
            while line := await self._reader.readline():
                await self._command(line.decode("utf-8", "replace").rstrip("\r\n"))
        except (_Gone, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writer.transport.abort()

    async def _command(self, line: str) -> None:
        self._server.said.append((self._over_tls, line))
        verb = line.partition(" ")[0].upper()
        if verb == "EHLO":
            offers = self._script.offers_over_tls if self._over_tls else self._script.offers
            await self._answer(verb, "".join(f"250-{offer}\r\n" for offer in ("faulty", *offers)) + "250 8BITMIME")
        elif verb == "STARTTLS":
            await self._upgrade()
        elif verb == "DATA":
            await self._data()
        elif verb == "QUIT":
            await self._answer(verb, "221 bye")
            raise _Gone
        else:
            if verb == "MAIL":
                self._recipients = []
            if verb == "RCPT":
                self._recipients.append(line.partition("<")[2].partition(">")[0])
            await self._answer(verb, "235 in" if verb == "AUTH" else "250 ok")

    async def _upgrade(self) -> None:
        if "STARTTLS" in self._script.replies or self._script.certificate is None:
            await self._answer("STARTTLS", "454 no TLS now")
            return
        self._writer.write(b"220 go\r\n" + self._script.injected)
        await self._writer.start_tls(self._script.certificate)
        self._over_tls = True

    async def _data(self) -> None:
        await self._answer("DATA", "354 go")
        if not self._script.replies.get("DATA", "354").startswith("354"):
            return
        if "text" in self._script.replies:
            await self._reader.readline()
            await self._answer("text", "")
        raw = (await self._reader.readuntil(b"\r\n.\r\n"))[:-3]
        self._server.letters.append(b"\r\n" + raw if not raw else raw.replace(b"\r\n..", b"\r\n."))
        self._server.recipients.append(list(self._recipients))
        await asyncio.sleep(self._script.pause)
        await self._answer("dot", "250 2.0.0 kept")

    async def _answer(self, step: str, usual: str) -> None:
        reply = self._script.replies.get(step, usual)
        if reply == DROP:
            raise _Gone
        if reply == HANG:
            await self._reader.read()
            raise _Gone
        self._writer.write(reply.encode("utf-8", "surrogateescape") + b"\r\n")
        await self._writer.drain()
