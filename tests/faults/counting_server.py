"""A mail server that runs beside the test, for children that send, and counts what it took by Message-ID."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from threading import Event, Thread
from types import TracebackType

from tests.edges.smtp_faults import FaultyServer, Script

_MESSAGE_ID = re.compile(rb"^Message-ID: (<.*>)\r$", re.MULTILINE)


class CountingServer:
    """Takes every letter, slowly if told to; follows a script where that says otherwise."""

    def __init__(self, script: Script | None = None) -> None:
        self._script = script or Script()
        self._ready = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> CountingServer:
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def port(self) -> int:
        """Where it listens, on this machine."""
        return self._server.port

    def verbs(self) -> list[str]:
        """Give the commands it was told, in order."""
        return self._server.verbs()

    def taken(self) -> Counter[str]:
        """Give how often each letter was taken, by Message-ID."""
        return Counter(found[1].decode() for raw in self.letters() if (found := _MESSAGE_ID.search(raw)))

    def letters(self) -> list[bytes]:
        """Give what was taken, in order."""
        return list(self._server.letters)

    def recipients(self) -> list[list[str]]:
        """Give for each letter whom the server was told to give it to."""
        return list(self._server.recipients)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with FaultyServer(self._script) as server:
            self._server = server
            self._ready.set()
            await self._stop.wait()
