"""县局配置包 at an office: looked at, taken in whole or not at all, and in force from its days on."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from app.services.access import Work, needs
from app.services.base import Service
from app.services.bundles.compare import differences, minimum_changes
from app.services.bundles.contents import check_all
from app.services.bundles.laid import lay_newest_over
from app.services.bundles.views import BundleView
from app.services.keys import identity_of, read_small
from app.sync import bundle_kept, enrolment
from app.sync.bundle import LARGEST, Bundle, BundleRefused, Reason, read_bundle, read_kept

__all__ = ["OfficeBundles"]


class OfficeBundles(Service, work=Work.ANYONE):
    """What the county has set for this office."""

    def current(self) -> BundleView | None:
        """The bundle that counts here; ``None`` before the first."""
        with self._database.begin() as session:
            kept = bundle_kept.newest(session, self.office)
            if kept is None:
                return None
            bundle = read_kept(kept.file)
            return self._view(session, bundle, news=False)

    def look(self, path: Path) -> BundleView:
        """What a bundle file is and would change; nothing is taken.

        Raises ``Refused`` for what is damaged, forged or another county's, ``BundleRefused`` for
        one that is older than known, in conflict, for another world, or beyond this program.
        """
        data = read_small(path, LARGEST)
        with self._database.begin() as session:
            bundle, news = self._proved(session, data)
            return self._view(session, bundle, news=news)

    @needs(Work.OFFICE)
    def take(self, path: Path) -> BundleView:
        """Take a bundle: from now on it counts here. Raises as ``look``; then nothing has changed."""
        return self.take_bytes(read_small(path, LARGEST))

    @needs(Work.OFFICE)
    def take_bytes(self, data: bytes) -> BundleView:
        """As ``take``, for a bundle that came inside another file."""
        with self._database.begin() as session:
            bundle, news = self._proved(session, data)
            view = self._view(session, bundle, news=news)
            if news:
                bundle_kept.keep(
                    session, self.office, bundle, data, now=self.now(), by=self._database.actor
                )
                bundle_kept.note_taken(session, self.office, bundle, self.now())
                session.flush()
        if news:
            with self._database.begin() as session:
                lay_newest_over(session, self._database)
        return view

    def _proved(self, session: Session, data: bytes) -> tuple[Bundle, bool]:
        """The bundle of our county, and whether it is news."""
        suites = bundle_kept.allowed_suites(session, self.office)
        bundle = read_bundle(data, enrolment.signers(session, self.office), suites=suites)
        practice = identity_of(session, self.office).practice
        news = bundle_kept.check_turn(session, self.office, bundle, practice=practice)
        if faults := check_all(list(bundle.files)):
            raise BundleRefused(Reason.UNUSABLE, faults[0].sentence)
        return bundle, news

    def _view(self, session: Session, bundle: Bundle, *, news: bool) -> BundleView:
        kept = bundle_kept.newest(session, self.office)
        last = read_kept(kept.file) if kept and news else None
        before = last.files if last else ()
        was = (last.minimum_suite, last.minimum_reader) if last else (1, 1)
        asked = (bundle.minimum_suite, bundle.minimum_reader)
        partner = enrolment.confirmed(
            session, self.office, kind=enrolment.BUREAU, code=bundle.county
        )
        return BundleView(
            bundle.version,
            partner.name if partner else bundle.county,
            bundle.made_at,
            bundle.note,
            len(bundle.files),
            (
                *minimum_changes(was, asked, bundle.made_at.date()),
                *differences(before, bundle.files, self.office[:6]),
            ),
            news,
            kept.version if kept else 0,
            bundle.digest,
        )
