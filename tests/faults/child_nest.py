"""Children that can be killed: forked in milliseconds from one process that has loaded everything already.

`python -m tests.faults.child_nest` reads orders, one JSON line each: a function of `killed_work` to run in a child,
or a child to wait for.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

LONGEST = 120
"""Seconds a child may live."""

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """One child of the nest."""

    def __init__(self, nest: Nest, pid: int) -> None:
        self._nest = nest
        self.pid = pid
        self.status: int | None = None

    def kill(self) -> None:
        """End it at once: nothing in it runs any more, not even what cleans up."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Wait for its end; give its exit code, or minus the signal that ended it."""
        if self.status is None:
            self.status = self._nest.ask(wait=self.pid)
        return self.status


class Nest:
    """The process that children are forked from."""

    def __enter__(self) -> Nest:
        command = [sys.executable, "-m", "tests.faults.child_nest"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._children: list[Child] = []
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for child in self._children:
            if child.status is None:
                child.kill()
        self._process.communicate()

    def start(self, work: str, **arguments: Any) -> Child:
        """Run a function of `killed_work` in a new child."""
        self._children.append(Child(self, self.ask(work=work, arguments=arguments)))
        return self._children[-1]

    def ask(self, **order: Any) -> int:
        """Give an order; give back the number it answers with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def until(condition: Callable[[], object]) -> None:
    """Wait for another process, but not for ever."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.005)


def main() -> None:
    """Follow orders until there are no more."""
    from tests.faults import killed_work

    killed_work.warm_up()
    gc.freeze()
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                _be_the_child(getattr(killed_work, order["work"]), order["arguments"])
        print(answer, flush=True)


def _be_the_child(work: Any, arguments: dict[str, Any]) -> None:
    code = 1
    # Whatever becomes of the test: no child outlives it by long.
    signal.alarm(LONGEST)
    try:
        os.close(0)
        work(**arguments)
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


if __name__ == "__main__":
    main()
