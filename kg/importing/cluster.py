"""A Spark context to work in, here or at a master, with this package on its executors; nothing is left when it ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.model.errors import UsageError

if TYPE_CHECKING:
    from pyspark import SparkConf, SparkContext

JAVA = 17
NOISE = ("Using incubator modules", "Using Spark's default log4j profile", "Unable to load native-hadoop")
_LOGGING = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = spark: %m%n%ex{0}
logger.tasks.name = org.apache.spark.scheduler.TaskSchedulerImpl
logger.tasks.level = warn
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = error
"""


@contextmanager
def context_at(master: str) -> Iterator[SparkContext]:
    """Give a Spark context; raise UsageError where it cannot be made."""
    from pyspark import SparkContext

    if SparkContext._active_spark_context is not None:
        raise UsageError("a Spark context is open in this process: stop it first")
    path, interrupt = list(sys.path), signal.getsignal(signal.SIGINT)
    with tempfile.TemporaryDirectory(prefix="kg-spark-", ignore_cleanup_errors=True) as folder:
        conf = conf_for(master, Path(folder))
        with gateway_of(conf), told():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # it looks for pandas, and does not like the one that it finds
                spark = SparkContext(conf=conf)
            try:
                spark.pythonExec = os.environ.get("PYSPARK_PYTHON", sys.executable)
                spark.environment["PYTHONWARNINGS"] = "ignore"  # pyspark's own, about libraries that this does not use
                spark.addPyFile(str(packed_package(Path(folder) / "kg.zip")))
                yield spark
            finally:
                spark.stop()
                sys.path[:] = path  # addPyFile adds to it
                if threading.current_thread() is threading.main_thread():
                    signal.signal(signal.SIGINT, interrupt)


@contextmanager
def told() -> Iterator[None]:
    """Raise what Spark fails on as a UsageError of one sentence."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # ships no types

    try:
        yield
    except Py4JError as error:
        raise UsageError(f"Spark could not do the work: {reason_of(str(error))}; nothing was written") from error


def reason_of(message: str) -> str:
    r"""Give the one line that matters of what Spark or the Python on an executor says.

    >>> reason_of("An error occurred while calling o1.collect.\n: org.apache.spark.SparkException: aborted\n\tat a.b(C.java:1)")
    'org.apache.spark.SparkException: aborted'
    """
    lines = [line.strip().lstrip(": ") for line in message.splitlines()]
    lines = [line for line in lines if line and not line.startswith(("at ", "An error occurred while calling", "File "))]
    python = [line for line in lines if re.match(r"[A-Za-z_.]*(Error|Exception|Exit): ", line) and not line.startswith("org.")]
    return (python or lines or ["no reason was given"])[0][:300]


def require_spark() -> None:
    """Raise UsageError where Spark is missing, or Java of the version that it needs."""
    if find_spec("pyspark") is None:
        raise UsageError("Spark is not installed: pip install 'conflict-kg[spark]'")
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    try:
        said = subprocess.run([java or "java", "-version"], capture_output=True, text=True, check=True, timeout=60).stderr
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(f"Spark needs a Java {JAVA} runtime: apt-get install openjdk-{JAVA}-jre-headless") from error
    version = re.search(r'version "(\d+)', said)
    if version and int(version[1]) < JAVA:
        raise UsageError(f"Spark needs Java {JAVA}, and {java} is Java {version[1]}: name another in JAVA_HOME")


def conf_for(master: str, folder: Path) -> SparkConf:
    """Give the settings: quiet, without a web page, and bound to this machine where the master is on it."""
    from pyspark import SparkConf

    logging = folder / "log4j2.properties"
    logging.write_text(_LOGGING, encoding="utf-8")
    conf = SparkConf().setMaster(master).setAppName("kg import")
    conf.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
    conf.set("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={logging.as_uri()}")
    conf.set("spark.rdd.compress", "true")  # lines of triples shrink to a tenth
    if os.name == "posix":  # between Java and Python over TCP, a gigabyte each way came to a halt on a kernel 6.18
        conf.set("spark.python.unix.domain.socket.enabled", "true")
    if re.match(r"local\b|spark://(127\.|localhost\b)", master):
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    return conf


@contextmanager
def gateway_of(conf: SparkConf) -> Iterator[None]:
    """Start the Java process that a context speaks to, unless there is one, and end it; pass on what it says, without noise."""
    from pyspark import SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is not None:
        yield
        return
    with said_by() as pipe:
        try:
            gateway: Any = launch_gateway(conf, {"stderr": pipe})  # type: ignore[no-untyped-call]  # pyspark gives it no types
        except PySparkRuntimeError as error:
            raise UsageError("Spark's Java process did not start; what it said stands above") from error
        SparkContext._gateway, SparkContext._jvm = gateway, gateway.jvm
        try:
            yield
        finally:
            SparkContext._gateway = SparkContext._jvm = None
            gateway.shutdown()
            ended(gateway.proc)


@contextmanager
def said_by() -> Iterator[IO[bytes]]:
    """Give a file to write to whose lines come out on stderr, but for those that say nothing."""
    reading, writing = os.pipe()

    def forward() -> None:
        with open(reading, encoding="utf-8", errors="replace") as lines:  # noqa: PTH123  # a descriptor, no path
            for line in without_noise(lines):
                sys.stderr.write(line)

    thread = threading.Thread(target=forward, daemon=True)
    thread.start()
    with open(writing, "wb") as pipe:  # noqa: PTH123  # a descriptor, no path
        yield pipe
    thread.join(10)


def without_noise(lines: Iterable[str]) -> Iterator[str]:
    """Leave out what Java and Spark say of themselves, and tracebacks of workers that had nobody left to report to at the end.

    >>> list(without_noise(["Traceback (most recent call last):", "  File daemon.py", "BrokenPipeError: [Errno 32]", "no room"]))
    ['no room']
    """
    held: list[str] = []
    for line in lines:
        if line.startswith("Traceback ") or (held and line.startswith(" ")):
            held.append(line)
            continue
        if not (held and line.startswith("BrokenPipeError") and any("daemon.py" in one for one in held)):
            yield from held
            if not any(noise in line for noise in NOISE):
                yield line
        held = []
    yield from held


def ended(process: subprocess.Popen[bytes] | None) -> None:
    """End a Java process that waits for the end of its input."""
    if process is None:
        return
    if process.stdin:
        with suppress(OSError):
            process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def packed_package(path: Path) -> Path:
    """Write the code of this package into a zip file that Python can import from; give its path."""
    root = Path(__file__).parent.parent
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(root.rglob("*.py")):
            archive.write(file, f"{root.name}/{file.relative_to(root).as_posix()}")
    return path
