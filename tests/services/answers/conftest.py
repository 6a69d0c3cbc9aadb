"""A county whose offices also read what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.services.answer_views import AnswerOutcome
from app.services.answers import AnswersService
from app.services.bureau.review import ReviewLine, ReviewQuery
from app.services.county_says import CountySaysService
from tests.sync.conftest import county, office
from tests.sync.county import County, Office

__all__ = ["Post", "county", "office", "post"]


@dataclass
class Post:
    """What goes between the county and one of its offices, and what the office then reads."""

    county: County
    office: Office

    @property
    def answers(self) -> AnswersService:
        return AnswersService(self.office.store, self.office.reports)

    @property
    def says(self) -> CountySaysService:
        return CountySaysService(self.office.store)

    def send(self, month: str = "2026-03") -> None:
        """A month goes up and is merged."""
        self.county.accept(self.office.send(month))

    def write(self) -> tuple[Path, ...]:
        """The answer, on the office's stick."""
        (written,) = self.county.bureau.sending.write([self.office.code], self.office.stick)
        return written.files

    def take(self, files: tuple[Path, ...] | None = None) -> AnswerOutcome:
        """The answer is carried home and taken in."""
        outcome = self.answers.take(files or self.write())
        assert isinstance(outcome, AnswerOutcome)
        return outcome

    def lines(self, **query: object) -> list[ReviewLine]:
        """What waits at the bureau of this office."""
        wanted = ReviewQuery(office=self.office.code, **query)  # type: ignore[arg-type]
        return self.county.bureau.review.page(wanted, limit=500).lines

    def return_(self, uid: str, reason: str) -> None:
        (line,) = [line for line in self.lines() if line.uid == uid]
        self.county.bureau.review.give_back(line.office, line.kind, uid, line.stamp, reason)


@pytest.fixture
def post(county: County, office: Office) -> Post:
    return Post(county, office)
