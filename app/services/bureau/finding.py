"""搜索 at a bureau: everything the offices have sent, each hit with the office it came from (F34)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.sync import OfficeHead
from app.services import search
from app.services.access import Work, needs
from app.services.bureau.board import names_of
from app.services.search import Found, SearchService

__all__ = ["CountySearch"]

NOT_SEARCHED = "只查已经收下的报送包；扫描件中的文字、已作废的记录不在搜索范围内。"


class CountySearch(SearchService):
    """The search box over all offices; the index is kept by the merge itself."""

    def find(self, typed: str, *, limit: int = 20, cut: bool = False) -> Found:
        """As at an office, every hit with the name of its office; its index is cut as it is."""
        found = super().find(typed, limit=limit)
        with self._database.begin() as session:
            names = names_of(session, self.office)
        hits = (replace(hit, whose=names.get(hit.office, hit.office)) for hit in found.hits)
        return Found(tuple(hits), NOT_SEARCHED)

    @needs(Work.ADMIN)
    def rebuild(self, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
        """As at an office, with what a bureau's index may hold (人民调解法 23, E3)."""
        with self._database.begin() as session:
            return search.rebuild(session, progress, at_bureau=True)

    def offices(self, session: Session) -> Sequence[str]:
        """Every office of which something was merged."""
        return session.scalars(select(OfficeHead.office)).all()
