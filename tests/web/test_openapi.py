"""The service as `kg/web/openapi.yaml` describes it, asked by schemathesis for what nobody thought of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings

from tests.web.services import Service, service

DESCRIPTION = yaml.safe_load((Path(__file__).parents[2] / "kg/web/openapi.yaml").read_text())
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
OPERATIONS = [(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def described() -> Iterator[Service]:
    with service("exports/mali.ttl", "--update", "--timeout", "2") as running:
        yield running


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_one_that_is_described(path: str, method: str, described: Service) -> None:
    met = []

    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @schemathesis_case(path, method)
    def check(case: schemathesis.Case) -> None:
        answer = case.call(base_url=described.address, headers=described.writing, timeout=30)
        met.append(answer.status_code)
        assert answer.status_code < 500 or answer.status_code in (503, 504), answer.text
        told = DESCRIPTION["paths"][path][method]["responses"]
        found = told.get(str(answer.status_code)) or told.get(f"{answer.status_code // 100}XX")
        assert found is not None, f"{answer.status_code} is not described"
        content = resolved(found).get("content")
        media = answer.headers.get("content-type", [""])[0].partition(";")[0]
        assert media in content if content and answer.content else not answer.content or not content

    check()
    assert len(met) >= (1 if path == "/health" else 10)
    assert described.ask("ASK {}").status_code == 200


def test_the_description_is_given(described: Service) -> None:
    assert httpx.get(f"{described.address}/openapi.json").json() == DESCRIPTION


def schemathesis_case(path: str, method: str):  # type: ignore[no-untyped-def]
    return given(case=SCHEMA[path][method.upper()].as_strategy())


def resolved(response: dict) -> dict:  # type: ignore[type-arg]
    name = response.get("$ref", "").rpartition("/")[2]
    return DESCRIPTION["components"]["responses"][name] if name else response
