"""A Spark of the tests' own on loopback: a standalone master, two worker processes, and a Spark Connect server."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

WORKERS = 2
WAIT = 90  # seconds until a process must listen


def missing() -> str:
    """Why there can be no Spark here; empty where there can."""
    if importlib.util.find_spec("pyspark") is None:
        return "NO SPARK: the package pyspark is not installed, nothing was run on it; run `python3 .ci/engines.py`"
    if shutil.which("java") is None:
        return "NO JAVA: Spark needs Java 17, nothing was run on it; run `apt-get install openjdk-17-jre-headless`"
    return ""


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def home() -> Path:
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@contextmanager
def process(log: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home()), "SPARK_NO_DAEMONIZE": "1"}
    with log.open("wb") as output:
        started = subprocess.Popen(
            [str(home() / "bin" / "spark-class"), *words], stdout=output, stderr=output, env=environment
        )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def wait_for(port: int, started: subprocess.Popen[bytes], log: Path) -> None:
    """Until something listens on a port."""

    def answers() -> bool:
        assert started.poll() is None, log.read_text(errors="replace")[-2000:]
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(answers, f"nothing listens on {port}")


def wait_until(holds: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.3)


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a master with two workers, each a process of its own."""
    folder, port = Path(tempfile.mkdtemp(prefix="anwei-spark-")), free_port()
    address = f"spark://127.0.0.1:{port}"
    master, worker = (f"org.apache.spark.deploy.{n}" for n in ("master.Master", "worker.Worker"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        log = folder / "master.log"
        words = (master, "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        wait_for(port, stack.enter_context(process(log, *words)), log)
        for number in range(WORKERS):
            work, log = folder / f"work{number}", folder / f"worker{number}.log"
            words = (worker, "--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", str(work), address)
            stack.enter_context(process(log, *words))
        for number in range(WORKERS):
            log = folder / f"worker{number}.log"
            wait_until(partial(_says, log, "Successfully registered with master"), "a worker is not registered")
        yield address


def _says(log: Path, words: str) -> bool:
    return words in log.read_text(errors="replace")


@contextmanager
def connect_server(master: str) -> Iterator[str]:
    """The ``sc://`` address of a Spark Connect server on a master (or ``local[2]``)."""
    folder, port = Path(tempfile.mkdtemp(prefix="anwei-connect-")), free_port()
    log = folder / "connect.log"
    submit = ("org.apache.spark.deploy.SparkSubmit", "--master", master, "--class")
    settings = (
        *("--conf", f"spark.connect.grpc.binding.port={port}"),
        *("--conf", "spark.ui.enabled=false"),
        *("--conf", f"spark.sql.warehouse.dir={folder}"),
        *("--conf", "spark.sql.shuffle.partitions=4"),
    )
    words = (*submit, "org.apache.spark.sql.connect.service.SparkConnectServer", *settings, "spark-internal")
    try:
        with process(log, *words) as started:
            wait_for(port, started, log)
            yield f"sc://127.0.0.1:{port}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
