"""A PostgreSQL of the tests' own: found or installed, started on loopback in a temporary folder, stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = ("initdb", "postgres", "pg_ctl")
NOBODY = 65534


def folder_of_binaries() -> Path | None:
    """Where the server's programs are, or None."""
    on_path = shutil.which("initdb")
    homes = [Path(on_path).resolve().parent, Path(on_path).parent] if on_path else []
    homes += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((h for h in homes if all((h / n).exists() for n in SERVER)), None)


def install() -> None:
    """Try to install Debian's package; whether that worked shows in ``folder_of_binaries``."""
    if os.name == "posix" and os.getuid() == 0 and shutil.which("apt-get"):
        words = ["apt-get", "install", "-y", "--no-install-recommends", "postgresql"]
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            subprocess.run(words, env=quiet, capture_output=True, timeout=180, check=False)
        except subprocess.TimeoutExpired:
            return


@contextmanager
def running() -> Iterator[str | None]:
    """The address of a fresh server, or None where there can be none."""
    if folder_of_binaries() is None:
        install()
    binaries = folder_of_binaries()
    if binaries is None:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="anwei-pg-"))
    owner = NOBODY if os.getuid() == 0 else None  # the server refuses to run as root
    if owner is not None:
        os.chown(home, owner, owner)
    data, port = home / "data", _free_port()

    def run(*words: str) -> None:
        subprocess.run(words, user=owner, group=owner, cwd=home, check=True, capture_output=True, timeout=120, env=ENV)

    try:
        run(str(binaries / "initdb"), "-D", str(data), "-U", "anwei", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-l", str(home / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgresql://anwei@127.0.0.1:{port}/postgres"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


ENV = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
