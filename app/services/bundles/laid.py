"""The newest bundle of a store laid over the program's own files, for whoever reads them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.data_files import lay_over
from app.models.store import Store
from app.sync.bundle import read_kept
from app.sync.bundle_kept import newest_file

__all__ = ["lay_newest_over"]


def lay_newest_over(session: Session, store: Store) -> None:
    """What the county has set counts from now on in this process; nothing where it set nothing."""
    kept = newest_file(session, store.office)
    files = read_kept(kept).files if kept else ()
    lay_over(files, lambda: store.clock().date())
