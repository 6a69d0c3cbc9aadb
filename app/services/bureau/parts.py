"""What a bureau does besides receiving, each made when it is first asked for.

They read every duty, so none is imported at the start of the program.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from app.services.access import Work
from app.services.base import Service

if TYPE_CHECKING:
    from app.services.bureau.behind import BehindService
    from app.services.bureau.decisions import DecisionsService
    from app.services.bureau.give_back import GiveBackService
    from app.services.bureau.notices import NoticesService
    from app.services.bureau.records import RecordsService
    from app.services.bureau.review import ReviewService
    from app.services.bureau.same_person import SamePersonService
    from app.services.bureau.sending import SendingService

__all__ = ["BureauParts"]


class BureauParts(Service, work=Work.CASES):
    """The parts of a bureau."""

    @cached_property
    def records(self) -> RecordsService:
        """What offices sent, to be looked at."""
        from app.services.bureau.records import RecordsService

        return RecordsService(self._database)

    @cached_property
    def behind(self) -> BehindService:
        """The records behind a figure."""
        from app.services.bureau.behind import BehindService

        return BehindService(self._database)

    @cached_property
    def same_person(self) -> SamePersonService:
        """One person known to two offices."""
        from app.services.bureau.same_person import SamePersonService

        return SamePersonService(self._database)

    @cached_property
    def review(self) -> ReviewService:
        """审核."""
        from app.services.bureau.review import ReviewService

        return ReviewService(self._database)

    @cached_property
    def notices(self) -> NoticesService:
        """县局通知."""
        from app.services.bureau.notices import NoticesService

        return NoticesService(self._database)

    @cached_property
    def decisions(self) -> DecisionsService:
        """待批事项."""
        from app.services.bureau.decisions import DecisionsService

        return DecisionsService(self._database)

    @cached_property
    def sending(self) -> SendingService:
        """反馈."""
        from app.services.bureau.sending import SendingService

        return SendingService(self._database)

    @cached_property
    def give_back(self) -> GiveBackService:
        """归还数据: an office's own records for its new or restored PC."""
        from app.services.bureau.give_back import GiveBackService

        return GiveBackService(self._database)
