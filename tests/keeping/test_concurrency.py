"""Many readers and writers at once: no update is lost, no reader ever sees half of one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pyoxigraph import NamedNode

from kg.keeping.store import LocalStore

WRITERS, WRITES, READERS, READS = 3, 20, 4, 500
WRITER = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from kg.keeping.store import LocalStore
local, who = LocalStore.open(Path(sys.argv[1])), sys.argv[2]
for number in range(int(sys.argv[3])):
    with local.writing(wait=300) as store:
        record = NamedNode(f"http://x/{who}/{number}")
        left = Quad(record, NamedNode("http://x/p"), Literal("1"), NamedNode("http://x/left"))
        store.bulk_extend([left]) if number % 2 else store.add(left)
        store.add(Quad(record, NamedNode("http://x/p"), Literal("1"), NamedNode("http://x/right")))
"""
READER = """
import sys
from pathlib import Path
from pyoxigraph import NamedNode
from kg.keeping.store import LocalStore
local, most, generation = LocalStore.open(Path(sys.argv[1])), 0, ""
for number in range(int(sys.argv[2])):
    with local.snapshot() as snapshot:
        found = [{q.subject for q in snapshot.store.quads_for_pattern(None, None, None, NamedNode(f"http://x/{side}"))}
                 for side in ("left", "right", "left")]
        assert found[0] == found[1] == found[2], "half of a write was seen"
        assert len(found[0]) >= most and snapshot.generation >= generation, "the store went back"
        most, generation = len(found[0]), snapshot.generation
print(number + 1, most)
"""


def start(program: str, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_no_update_is_lost_and_no_read_is_inconsistent(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    started = [start(WRITER, local.folder, who, WRITES) for who in range(WRITERS)]
    started += [start(READER, local.folder, READS) for _ in range(READERS)]
    said = [process.communicate(timeout=280) for process in started]
    assert [process.returncode for process in started] == [0] * len(started), [errors for _, errors in said if errors]
    reads = sum(int(out.split()[0]) for out, _ in said if out)
    assert reads == READERS * READS >= 2000
    with local.snapshot() as snapshot:
        for side in ("left", "right"):
            found = {q.subject for q in snapshot.store.quads_for_pattern(None, None, None, NamedNode(f"http://x/{side}"))}
            assert found == {NamedNode(f"http://x/{who}/{n}") for who in range(WRITERS) for n in range(WRITES)}
    assert len([path for path in (tmp_path / "s/generations").iterdir() if path.is_dir()]) <= 2
    with local.writing():
        pass
    assert len([path for path in (tmp_path / "s/generations").iterdir() if path.is_dir()]) == 1


def test_who_comes_second_is_told_the_process_that_writes(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    (tmp_path / "a.nq").write_text('<http://x/1> <http://x/p> "1" <http://x/g> .\n')
    holding = (
        "import sys; from pathlib import Path; from kg.keeping.store import LocalStore\n"
        "with LocalStore.open(Path(sys.argv[1])).writing():\n    print('in', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", holding, str(local.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "in\n"
    command = [sys.executable, "-m", "kg", "store", "load", str(local.folder), str(tmp_path / "a.nq"), "--wait", "0"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    holder.kill()
    holder.communicate()
    assert refused.returncode == 2
    assert f"process {holder.pid} is writing" in refused.stderr
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0, "a killed writer holds no lock"
