"""What holds for every test: no random order, no clock, and no skipping where all must run."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")

ALL_MUST_RUN = os.environ.get("CI") == "true"


def skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", ())) if reporter else 0


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a session in CI that skipped anything."""
    if ALL_MUST_RUN and skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say why a session without a failed test failed."""
    if ALL_MUST_RUN and skipped(config):
        terminalreporter.write_line(f"CI=true: {skipped(config)} skipped, and here nothing may be", red=True)
