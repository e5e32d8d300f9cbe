"""The log: one line of JSON for each thing that happened, on stderr."""

from __future__ import annotations

import logging
import sys

import structlog


class _AsJson(logging.Handler):
    """Takes what libraries log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line of theirs as one of ours."""
        structlog.get_logger().warning("library", logger=record.name, said=record.getMessage())


def log_as_json() -> None:
    """Write every line of the log as JSON: nothing in a request can break a line or begin another."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_AsJson()], level=logging.WARNING, force=True)
    # What its lines tell stands in ours.
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False
