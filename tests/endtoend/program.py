"""The real program in a pseudo-terminal: keys go in, bytes come out, and a small terminal shows what a person sees."""

from __future__ import annotations

import codecs
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pexpect

from tests.small_terminal import SmallTerminal

ROOT = Path(__file__).parents[2]
COLUMNS, LINES = 80, 24
PATIENCE = 30.0
"""Seconds; a machine that is busy with other tests is no failure."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "home": "\x1b[H",
    "tab": "\t",
    "ctrl+c": "\x03",
    "ctrl+s": "\x13",
    "f1": "\x1bOP",
}


def environment(home: Path, **more: str) -> dict[str, str]:
    """Give an environment of our own: nobody's home, a UTF-8 terminal, this checkout's code."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if name in os.environ}
    said = {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "TMPDIR": str(home),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "BREACHDESK_USER": "M. Aydin",
    }
    return {**kept, **said, **more}


def desk(*arguments: str) -> list[str]:
    """Give the command line that starts the program."""
    return [sys.executable, "-m", "breachdesk", *arguments]


class Program:
    """A program that runs until it is told to end; what is left of it is killed when the test is over."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], cwd: Path = ROOT) -> None:
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            env=dict(env),
            cwd=str(cwd),
            dimensions=(LINES, COLUMNS),
            timeout=PATIENCE,
            echo=False,
        )
        self._child.delaybeforesend = None
        self._child.ptyproc.delayafterclose = self._child.ptyproc.delayafterterminate = 0.02
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.terminal = SmallTerminal(COLUMNS, LINES)
        self.bytes = b""

    def __enter__(self) -> Program:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End it, whatever happened; say what stood on the screen when the test failed."""
        if error is not None:
            sys.stderr.write(f"\n--- the screen was:\n{self.terminal.text}\n---\n")
        self._child.close(force=True)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return self.terminal.text

    def read(self, seconds: float) -> bool:
        """Take what comes within some time; tell whether more may come."""
        try:
            data = self._child.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.bytes += data
        self.terminal.feed(self._decoder.decode(data))
        return True

    def until(self, holds: str | Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until something is to be seen."""
        seen: Callable[[], object] = (lambda: holds in self.terminal.text) if isinstance(holds, str) else holds
        end = time.monotonic() + seconds
        while not seen():
            alive = self.read(0.02)
            assert alive or seen(), f"it ended before this was seen: {holds}"
            assert time.monotonic() < end, f"never seen: {holds}\n{self.terminal.text}"

    def press(self, *keys: str) -> None:
        """Press keys by name, or send a text as it is typed."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def escape(self, then: str | Callable[[], object]) -> None:
        """Press escape, and wait for what comes of it: a key right behind it would be read as one with it."""
        self.press("escape")
        self.until(then)

    def paste(self, data: bytes) -> None:
        """Paste bytes, as a terminal brings them."""
        self._child.send(b"\x1b[200~" + data + b"\x1b[201~")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it, and to nothing else."""
        os.kill(self._child.pid, number)

    def ended(self, seconds: float = PATIENCE) -> int:
        """Wait until it is gone; give its exit code, or less than nothing for the signal that ended it."""
        end = time.monotonic() + seconds
        while self.read(0.05):
            assert time.monotonic() < end, f"it does not end\n{self.terminal.text}"
        self.terminal.close()
        self._child.wait()
        return self._child.exitstatus if self._child.signalstatus is None else -self._child.signalstatus
