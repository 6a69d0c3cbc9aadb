"""回收站: everything that was taken away is a tombstone and can be found again (F42)."""

from app.services.trash.service import Removed, TrashService

__all__ = ["Removed", "TrashService"]
