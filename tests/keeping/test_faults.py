"""kill -9, full disks and clocks that jump: a store shows what was before or what came after, and the next write works."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.keeping.store import LocalStore
from kg.keeping.verifying import verify
from tests.importing.invented import numbered, table

KG = [sys.executable, "-m", "kg"]
STEPS = (
    "publishing.linked", "publishing.checkpoint", "publishing.write_sums", "publishing.sync", "publishing.point_to",
    "store.published", "store.swept",
)  # fmt: skip
SUICIDE = """
import os, signal, sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from kg.keeping import publishing, store
room, function = sys.argv[2].split(".")
where, left = {"publishing": publishing, "store": store}[room], [int(sys.argv[3])]
real = getattr(where, function)
def dying(*args):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return real(*args)
setattr(where, function, dying)
with store.LocalStore.open(Path(sys.argv[1])).writing() as kept:
    p, o, g = NamedNode("http://x/new"), Literal("y"), NamedNode("http://x/g")
    kept.bulk_extend(Quad(NamedNode(f"http://x/{n}"), p, o, g) for n in range(500))
"""


def state(local: LocalStore) -> frozenset[Quad]:
    with local.snapshot() as snapshot:
        return frozenset(snapshot.store)


def make(folder: Path, number: int = 100) -> LocalStore:
    local = LocalStore.open(folder, create=True)
    with local.writing() as store:
        store.bulk_extend(
            Quad(NamedNode(f"http://x/{n}"), NamedNode("http://x/old"), Literal("y"), NamedNode("http://x/g"))
            for n in range(number)
        )
    return local


def is_well(local: LocalStore) -> None:
    """The store verifies, can be written to, and nothing that the dead left is in its folder any more."""
    assert verify(local).faults == ()
    before = state(local)
    mark = Quad(NamedNode("http://x/mark"), NamedNode("http://x/mark"), Literal("1"), NamedNode("http://x/marks"))
    with local.writing() as store:
        store.add(mark)
    assert state(local) == before | {mark}
    name = local.generation
    assert {path.name for path in (local.folder / "generations").iterdir()} == {name, f"{name}.lock", f"{name}.sums"}
    assert {path.name for path in local.folder.iterdir()} <= {"current", "generations", "writer.lock", "reports"}
    with local.writing() as store:
        store.remove(mark)


@pytest.mark.parametrize("times", [0, 1, 3])
@pytest.mark.parametrize("step", STEPS)
def test_a_writer_killed_at_a_step_leaves_the_old_or_the_new(tmp_path: Path, step: str, times: int) -> None:
    local = make(tmp_path / "s")
    old = state(local)
    done = subprocess.run([sys.executable, "-c", SUICIDE, str(tmp_path / "s"), step, str(times)], check=False)
    new = state(local)
    if done.returncode == 0:
        assert (step, times) != ("publishing.linked", 0), "the step was never reached, so the test tests nothing"
        assert len(new) == 600
    else:
        assert done.returncode == -signal.SIGKILL
        assert new == old or len(new) == 600
    is_well(local)


def run_and_kill(command: Sequence[str], after: float, cwd: Path) -> bool:
    """Run a command in a session of its own, kill all of it after some seconds; tell whether it had ended by then."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    assert process.returncode == 0
    return True


def killed_often(local: LocalStore, commands: Sequence[Sequence[str]], cwd: Path, times: int, seed: int) -> None:
    """Let commands take the store from one state to the other and back, killed at random moments; look at it each time."""
    states, longest = [], 0.0
    for command in commands:
        start = time.monotonic()
        assert run_and_kill(command, 300, cwd)
        longest = max(longest, time.monotonic() - start)
        states.append(state(local))
    assert len(set(states)) == len(states) > 1
    dice, killed = random.Random(seed), 0
    for turn in range(times):
        now = state(local)
        goal = states[turn % len(states)]
        ended = run_and_kill(commands[turn % len(commands)], dice.uniform(0.1, longest), cwd)
        killed += not ended
        assert state(local) in ((goal,) if ended else (now, goal))
        assert verify(local).faults == ()
    assert killed >= times // 3, "too few runs were killed for the test to say anything"
    is_well(local)


def test_a_load_killed_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    graph = "https://w3id.org/conflict-kg/graph/source/a"
    for name in ("one", "two"):
        lines = (f'<http://x/{n}> <http://x/{name}> "{n % 7}" <{graph}> .\n' for n in range(60_000))
        (tmp_path / f"{name}.nq").write_text("".join(lines))
    commands = [[*KG, "store", "load", "s", f"{name}.nq", "--replace"] for name in ("one", "two")]
    local = LocalStore.open(tmp_path / "s", create=True)
    killed_often(local, commands, tmp_path, 12, seed=1)


def test_an_import_killed_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    for name, number in (("few", 300), ("many", 1500)):
        (tmp_path / f"{name}.csv").write_text(table(numbered(number)), encoding="utf-8")
    commands = [[*KG, "import", f"{name}.csv", "--store", "s", "--workers", "2"] for name in ("few", "many")]
    local = LocalStore.open(tmp_path / "s", create=True)
    killed_often(local, commands, tmp_path, 9, seed=2)


def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(table(numbered(5)), encoding="utf-8")
    commands = [[*KG, "build", "--store", "s", *more] for more in ((), ("--table", "a.csv"))]
    local = LocalStore.open(tmp_path / "s", create=True)
    killed_often(local, commands, tmp_path, 4, seed=3)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 24 MB; skip where this user may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        if os.environ.get("CI"):
            pytest.fail("CI must be able to mount a tmpfs: run its container as root with CAP_SYS_ADMIN")
        pytest.skip("mounting a small disk takes root: sudo .venv/bin/python -m pytest tests/keeping")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_changes_nothing_and_says_so(tmp_path: Path, small_disk: Path) -> None:
    (tmp_path / "big.nq").write_text(
        "".join(f'<http://x/{n}> <http://x/p> "{random.Random(n).random()}" <http://x/g> .\n' for n in range(300_000))
    )
    local = make(small_disk / "s")
    old = state(local)
    done = subprocess.run(
        [*KG, "store", "load", str(small_disk / "s"), "big.nq"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr and "No space left" in done.stderr and "unchanged" in done.stderr
    assert state(local) == old
    is_well(local)


def test_a_clock_that_jumps_back_changes_neither_names_nor_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local = make(tmp_path / "s")
    names = [local.generation]
    for clock in (4e9, 0.0, 2e9, 1.0):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        monkeypatch.setattr(time, "time_ns", lambda clock=clock: int(clock * 1e9))
        with local.writing() as store:
            store.add(Quad(NamedNode(f"http://x/{clock}"), NamedNode("http://x/p"), Literal("y")))
        for path in (tmp_path / "s").rglob("*"):
            os.utime(path, (clock, clock))  # as if the files had been written at that time
        names.append(local.generation)
    assert names == sorted(set(names))
    assert len(state(local)) == 104
    is_well(local)


def test_a_command_under_a_false_clock_writes_and_reads(tmp_path: Path) -> None:
    """libfaketime gives the whole process, RocksDB too, another time of day."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have libfaketime: apt-get install -y libfaketime")
        pytest.skip("libfaketime is not installed: apt-get install -y libfaketime")
    local = make(tmp_path / "s")
    for number, day in enumerate(("2040-01-01 00:00:00", "1999-12-31 23:59:59", "2026-01-01 00:00:00")):
        (tmp_path / "a.nq").write_text(f'<http://x/{number}> <http://x/p> "{day}" <http://x/clock> .\n')
        environment = {**os.environ, "LD_PRELOAD": str(library), "FAKETIME": f"@{day}", "DONT_FAKE_MONOTONIC": "1"}
        done = subprocess.run(
            [*KG, "store", "load", "s", "a.nq"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert len(state(local)) == 101 + number
    is_well(local)
