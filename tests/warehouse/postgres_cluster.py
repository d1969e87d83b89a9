"""A PostgreSQL of the test's own: made in a temporary folder, listening here only, thrown away after."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

OWNER, PASSWORD = "lister", "correct-horse"


@dataclass
class Cluster:
    """One server."""

    binaries: Path
    folder: Path
    port: int
    as_other: tuple[str, ...]
    guards: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def dsn(self) -> str:
        """Give the connection through the socket, where nobody is asked for a password."""
        return f"host={self.folder} port={self.port} user={OWNER} dbname=postgres"

    def dsn_over_tcp(self, password: str) -> str:
        """Give the connection over the network, where a password is asked."""
        return f"postgresql://{OWNER}:{password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", settings, "start")

    def stop_at_once(self) -> None:
        """Stop it as a pulled plug would."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def make(self) -> None:
        """Make its files."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        ways = ("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={secret}")
        self._run("initdb", "-D", str(self.folder / "data"), "-U", OWNER, "-E", "UTF8", "--no-sync", *ways)

    def guard(self) -> None:
        """Have it stopped and removed as soon as this program ends, however it ends: a killed one tears nothing down."""
        stop = [*self.as_other, str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop"]
        # The pipe ends with the last program that holds it, and only this one does.
        script = f"cat >/dev/null; {shlex.join(stop)}; rm -rf {shlex.quote(str(self.folder))}"
        quiet = subprocess.DEVNULL
        words = ["sh", "-c", script]
        self.guards.append(
            subprocess.Popen(words, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, cwd="/", start_new_session=True)
        )

    def _run(self, name: str, *words: str) -> None:
        # Its own files take what it says: a server that lives on would hold a pipe open.
        done = subprocess.run(
            [*self.as_other, str(self.binaries / name), *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            check=False,
        )
        assert done.returncode == 0, f"{name} ended with {done.returncode}"


def new_cluster() -> Cluster:
    """Make and start a server, or skip where there is none to start."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        pytest.skip("no PostgreSQL server on this machine (initdb is not there)")
    binaries = found[-1].parent if found else Path(on_path or "").parent
    as_other: tuple[str, ...] = ()
    folder = Path(tempfile.mkdtemp(prefix="bd-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        if not shutil.which("runuser"):
            pytest.skip("PostgreSQL does not run as root, and there is no runuser")
        as_other = ("runuser", "-u", "postgres", "--")
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cluster = Cluster(binaries, folder, port, as_other)
    cluster.guard()
    cluster.make()
    cluster.start()
    return cluster


def throw_away(cluster: Cluster) -> None:
    """Let go of it, and wait until it is gone."""
    for guard in cluster.guards:
        guard.communicate()
