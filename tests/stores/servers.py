"""Real triple stores, each started in a folder of its own on free loopback ports, killed and started again."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.stores.tools import JETTY, RDF4J, fetched, fuseki_jar, program

SECRET = "kg5ecret"
_PATIENCE = 90
_CONFIG_RDF4J = """
@prefix config: <tag:rdf4j.org,2023:config/> .
[] a config:Repository ; config:rep.id "kg" ; config:rep.impl [
  config:rep.type "openrdf:SailRepository" ; config:sail.impl [
    config:sail.type "openrdf:NativeStore" ; config:native.tripleIndexes "spoc,posc,cspo" ] ] .
"""
_INI_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = {folder}
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
CheckpointInterval = 60
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 8
KeepAliveTimeout = 10
MaxKeepAlives = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 120
"""


def free_port() -> int:
    """Give a port of the loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Server:
    """A running store: where it listens, what `kg push` is given, and its process."""

    kind: str
    version: str
    url: str
    query: str
    graphs: str
    command: list[str]
    folder: Path
    ready: str
    user: str | None = None
    password: str | None = None
    union: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def auth(self) -> httpx.Auth | None:
        """Give what its endpoints ask for."""
        return httpx.DigestAuth(self.user, self.password or "") if self.user else None

    def start(self) -> None:
        """Start it and wait until it answers; raise RuntimeError with its log where it does not."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.kind} did not start: {(self.folder / 'server.log').read_text()[-2000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return httpx.get(self.ready, timeout=5).status_code < 500
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it at once, as a crash would, and remove the lock that Virtuoso leaves."""
        if self.process:
            self.process.kill()
            self.process.wait()
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)


def oxigraph(folder: Path) -> Server:
    """Give Oxigraph's own server, not started."""
    command, url = program("oxigraph"), f"http://127.0.0.1:{free_port()}"
    return Server(
        "oxigraph", _printed(command, "--version").split()[-1], url, f"{url}/query", f"{url}/store",
        [command, "serve", "--location", str(folder / "data"), "--bind", url.removeprefix("http://")],
        folder, f"{url}/", union={"union-default-graph": "true"},
    )  # fmt: skip


def fuseki(folder: Path) -> Server:
    """Give Apache Jena's server over TDB2, not started."""
    java, jar, port = program("java"), fuseki_jar(), free_port()
    (folder / "data").mkdir(exist_ok=True)
    url = f"http://127.0.0.1:{port}/ds"
    return Server(
        "fuseki", _printed(java, "-cp", str(jar), "arq.arq", "--version").split()[-1], url, f"{url}/query", f"{url}/data",
        [java, "-Xmx1500m", "-Djena.geosparql.skip=true", "-jar", str(jar), "--localhost", f"--port={port}",
         "--tdb2", f"--loc={folder / 'data'}", "--update", "/ds"],
        folder, f"{url}/query?query=ASK%7B%7D", union={"default-graph-uri": "urn:x-arq:UnionGraph"},
    )  # fmt: skip


def rdf4j(folder: Path) -> Server:
    """Give RDF4J's server in Jetty, not started; `started` makes its repository `kg`."""
    java, port = program("java"), free_port()
    jetty = fetched("KG_JETTY_RUNNER", f"jetty-runner-{JETTY}.jar")
    war = fetched("KG_RDF4J_WAR", f"rdf4j-http-server-{RDF4J}.war")
    home = f"http://127.0.0.1:{port}/rdf4j-server"
    url = f"{home}/repositories/kg"
    return Server(
        "rdf4j", RDF4J, url, url, f"{url}/rdf-graphs/service",
        [java, "-Xmx1500m", f"-Dorg.eclipse.rdf4j.appdata.basedir={folder / 'data'}", f"-Djava.io.tmpdir={folder}",
         "-jar", str(jetty), "--host", "127.0.0.1", "--port", str(port), "--path", "/rdf4j-server", str(war)],
        folder, f"{home}/protocol",
    )  # fmt: skip


def virtuoso(folder: Path) -> Server:
    """Give Virtuoso with a password of its own, not started."""
    command, port = program("virtuoso-t"), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_INI_VIRTUOSO.format(folder=folder, sql=free_port(), port=port), encoding="utf-8")
    start = [command, "+foreground", "+configfile", str(settings)]
    first = [command, "+foreground", "+configfile", str(settings), "+pwdold", "dba", "+pwddba", SECRET, "+pwddav", SECRET]
    subprocess.run(first, cwd=folder, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE)
    url = f"http://127.0.0.1:{port}"
    return Server(
        "virtuoso", _virtuoso_version(command), url, f"{url}/sparql", f"{url}/sparql-graph-crud-auth", start, folder,
        f"{url}/sparql?query=ASK%7B%7D", user="dba", password=SECRET,
    )  # fmt: skip


MAKERS: dict[str, Callable[[Path], Server]] = {"oxigraph": oxigraph, "fuseki": fuseki, "rdf4j": rdf4j, "virtuoso": virtuoso}


@contextmanager
def started(kind: str, folder: Path) -> Iterator[Server]:
    """Run a store while the block runs; raise Missing where it is not installed."""
    folder.mkdir(parents=True, exist_ok=True)
    server = MAKERS[kind](folder)
    try:
        server.start()
        if kind == "rdf4j":
            made = httpx.put(server.url, content=_CONFIG_RDF4J.encode(), headers={"Content-Type": "text/turtle"}, timeout=60)
            made.raise_for_status()
        yield server
    finally:
        server.kill()


def _printed(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, stdin=subprocess.DEVNULL)
    return done.stdout.strip()


def _virtuoso_version(command: str) -> str:
    done = subprocess.run([command, "-?"], capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "Version" in line]
    return lines[0].split("Version")[1].split("-")[0].strip() if lines else "7"
