"""A Spark cluster on this machine, from the wheel of pyspark: a master and workers on 127.0.0.1, ended when no longer needed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

MISSING = (
    "no pyspark: pip install 'conflict-kg[spark]'"
    if find_spec("pyspark") is None
    else "no Java 17: apt-get install openjdk-17-jre-headless"
    if not shutil.which("java")
    else ""
)
"""Why Spark cannot run here; empty where it can."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster: the address of its master, its workers, where its executors keep what they have."""

    url: str
    workers: tuple[subprocess.Popen[bytes], ...]
    folder: Path

    def executors(self) -> list[int]:
        """Give the process ids of the executors of our workers, and of nobody else."""
        ours = [pid for worker in self.workers for pid in children_of(worker.pid)]
        return [pid for pid in ours if "CoarseGrainedExecutorBackend" in command_of(pid)]

    def kept(self) -> int:
        """Give how many partitions executors keep on disk."""
        return len({path.name for path in self.folder.glob("local/**/rdd_*")})

    def started(self) -> int:
        """Give how many executors were ever started."""
        return len(list(self.folder.glob("work-*/app-*/*/")))


@contextmanager
def standalone(folder: Path, workers: int = 2, pinned: bool = False) -> Iterator[Cluster]:
    """Give a master with workers of one core and 1 GB each; pinned, each has a core for itself and can use no other."""
    with ExitStack() as stack:
        port = free_port()
        url = f"spark://127.0.0.1:{port}"
        master = f"master.Master --host 127.0.0.1 --port {port} --webui-port 0"
        daemon(stack, folder, "master", master, "New state: ALIVE")
        started = []
        for number in range(workers):
            name = f"work-{number}"
            command = f"worker.Worker --host 127.0.0.1 --webui-port 0 --cores 1 --memory 1g --work-dir {folder / name} {url}"
            core = str(number) if pinned else ""
            started.append(daemon(stack, folder, name, command, "Successfully registered with master", core))
        yield Cluster(url, tuple(started), folder)


def daemon(stack: ExitStack, folder: Path, name: str, command: str, sign: str, core: str = "") -> subprocess.Popen[bytes]:
    """Start a process of the cluster and wait for the sign of life in its log."""
    spec = find_spec("pyspark")
    assert spec is not None and spec.origin is not None
    home = Path(spec.origin).parent
    first, *rest = command.split()
    log = folder / f"{name}.log"
    file = stack.enter_context(log.open("wb"))
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    arguments = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{first}", *rest]
    if core:
        arguments = ["taskset", "-c", core, *arguments]
    process = subprocess.Popen(arguments, stdout=file, stderr=file, env=environment)
    stack.callback(end, process)
    wait_for(lambda: sign in log.read_text(encoding="utf-8", errors="replace"), 90, f"{name}: {sign!r} in {log}")
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here; a worker ends its executors."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)


def wait_for(find: Callable[[], T], seconds: float, what: str) -> T:
    """Give what is found, as soon as it is true; fail after so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = find()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    """Give the children of a process."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (entry / "stat").read_text().rpartition(")")[2]
        except OSError:  # it ended meanwhile
            continue
        if int(after_name.split()[1]) == pid:
            found.append(int(entry.name))
    return found


def command_of(pid: int) -> str:
    """Give the command of a process, or "" where it ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
