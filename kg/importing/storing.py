"""`kg import --store`: event tables into a durable store, through a spool on its disk, all rows or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg.importing.report import Totals
from kg.importing.tables import Order, Progress, import_tables
from kg.keeping.loading import Loaded, load_files
from kg.keeping.spool import spool
from kg.keeping.store import LocalStore
from kg.model.files import replace_all

WAIT_SECONDS = 10


def import_tables_into(
    folder: Path, order: Order, progress: Progress = lambda read, rows: None, wait: float = WAIT_SECONDS
) -> tuple[Totals, Loaded]:
    """Import tables into a store, made where absent, in place of what it has of their sources; the report goes to reports/ in it.

    The processes that convert have ended before the store is locked for writing. Raises as `import_tables` and `load_files`.
    """
    local = LocalStore.open(folder, create=True)
    with spool(local.folder) as room:
        spooled = replace(order, out=room / f"{order.out.stem}.nq")
        totals = import_tables(spooled, progress)
        loaded = load_files(local, [spooled.out], replace=True, wait=wait, base=order.base)
        report = local.folder / "reports" / spooled.report.name.replace(".nq.report", ".report")
        report.parent.mkdir(exist_ok=True)
        replace_all({spooled.report: report})
    totals.files = (report,)
    return totals, loaded
