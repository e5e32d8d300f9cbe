"""What is counted and measured, in Prometheus' terms."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one service."""

    media = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "kg_requests_total", "Requests, by route, method and status", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "kg_request_seconds", "Seconds to the end of the answer", ("route",), buckets=_SECONDS, registry=self.registry
        )
        self.sent = Counter("kg_sent_bytes_total", "Bytes of answers", ("route",), registry=self.registry)
        self.running = Gauge("kg_requests_running", "Requests that are being answered", registry=self.registry)
        self.waiting = Gauge("kg_requests_waiting", "Requests that wait for a worker", registry=self.registry)
        self.workers = Gauge("kg_workers", "Workers that live", registry=self.registry)
        self.killed = Counter(
            "kg_workers_killed_total", "Workers that were killed or died, by cause", ("why",), registry=self.registry
        )
        self.cut = Counter(
            "kg_answers_cut_total", "Answers that were cut after they began, by cause", ("why",), registry=self.registry
        )
        self.cached = Counter("kg_cache_answers_total", "Answers from the cache", registry=self.registry)
        self.writes = Counter("kg_writes_total", "Writes that were published", registry=self.registry)

    def text(self) -> bytes:
        """Give all of them as text."""
        return generate_latest(self.registry)
