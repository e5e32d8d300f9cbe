"""How processes are started."""

from __future__ import annotations

import multiprocessing as mp
import sys
import threading
from multiprocessing.context import BaseContext


def starting() -> BaseContext:
    """Give how to start processes: as copies of this one where that is safe, which is soonest done."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return mp.get_context("fork" if alone else "spawn")
