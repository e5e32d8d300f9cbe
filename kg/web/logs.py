"""The log: one line of JSON for each thing that happened, on stderr."""

from __future__ import annotations

import logging
import sys

import structlog


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
    # Its lines are no JSON, and what they tell stands in ours.
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False
