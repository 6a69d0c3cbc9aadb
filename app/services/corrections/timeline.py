"""时间线: everything on record about one person, in order, and the term at a glance (F20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.forms.pictures import Picture
from app.services.access import Work
from app.services.base import Service
from app.services.corrections.persons import find_person
from app.services.corrections.term_picture import term_picture
from app.services.corrections.timeline_entry import Entry
from app.services.corrections.timeline_life import LIFE_SOURCES
from app.services.corrections.timeline_sources import SOURCES

__all__ = ["TimelineQuery", "TimelineService"]


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Which entries; empty filters let all through. ``kinds`` are those of ``KINDS``."""

    kinds: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    text: str = ""

    def takes(self, entry: Entry) -> bool:
        """Whether the entry is wanted."""
        return (
            (not self.kinds or entry.kind in self.kinds)
            and (self.first is None or self.first <= entry.on)
            and (self.last is None or entry.on <= self.last)
            and (self.text in f"{entry.title}{entry.words}{entry.who}{entry.number}")
        )


class TimelineService(Service, work=Work.CASES):
    """One person's time in corrections."""

    def entries(self, person_uid: str, query: TimelineQuery | None = None) -> list[Entry]:
        """What happened, the newest first."""
        wanted = query or TimelineQuery()
        with self._database.begin() as session:
            find_person(session, self.office, person_uid)
            found = [
                entry
                for source in (*SOURCES, *LIFE_SOURCES)
                for entry in source.entries(session, self.office, person_uid)
                if wanted.takes(entry)
            ]
        found.sort(key=_moment)  # what has no hour keeps the order in which it was recorded
        return found[::-1]

    def picture(self, person_uid: str) -> Picture | None:
        """The whole term day by day; nothing before it is known when it begins."""
        with self._database.begin() as session:
            person = find_person(session, self.office, person_uid)
            return term_picture(session, person, self.now())


def _moment(entry: Entry) -> tuple[date, int]:
    return entry.on, entry.at.hour * 60 + entry.at.minute if entry.at else -1
