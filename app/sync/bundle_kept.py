"""The county's bundles in a store: the newest one counts, every one is kept as it came (K3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.bundles import BundleTaken, CountyBundle
from app.sync.bundle import Bundle, BundleRefused, Reason, read_kept
from app.sync.enrolment import NotEnrolled
from app.sync.refusal import Refusal, Refused
from app.sync.seal import ALLOWED_SUITES, PublicKeys

__all__ = [
    "allowed_suites",
    "check_turn",
    "keep",
    "newest",
    "newest_file",
    "newest_version",
    "note_taken",
    "refuse_revoked",
    "taken_by_offices",
]


def newest(session: Session, owner: str) -> CountyBundle | None:
    """The bundle that counts in the store of ``owner``."""
    query = select(CountyBundle).where(CountyBundle.office == owner)
    return session.scalar(query.order_by(CountyBundle.version.desc()).limit(1))


def newest_version(session: Session, owner: str) -> int:
    """Its version; 0 before the first."""
    query = select(func.max(CountyBundle.version)).where(CountyBundle.office == owner)
    return session.scalar(query) or 0


def newest_file(session: Session, owner: str) -> bytes | None:
    """Its bytes, to be handed on as they are (in an answer package); ``None`` before the first."""
    query = select(CountyBundle.file).where(CountyBundle.office == owner)
    return session.scalar(query.order_by(CountyBundle.version.desc()).limit(1))


def check_turn(session: Session, owner: str, bundle: Bundle, *, practice: bool) -> bool:
    """Whether ``bundle`` is news here; ``False`` for the very one that counts already.

    Its version never goes down (K3, G7). Raises ``BundleRefused``.
    """
    if bundle.practice and not practice:
        raise BundleRefused(Reason.PRACTICE_AT_REAL)
    if practice and not bundle.practice:
        raise BundleRefused(Reason.REAL_AT_PRACTICE)
    kept = newest(session, owner)
    if kept is None:
        return True
    if kept.county != bundle.county:
        raise Refused(Refusal.UNKNOWN_SIGNER)
    if bundle.version < kept.version:
        raise BundleRefused(Reason.OLDER)
    if bundle.version == kept.version and bundle.digest != kept.digest:
        raise BundleRefused(Reason.OTHER_CONTENT)
    return bundle.version > kept.version


def keep(
    session: Session, owner: str, bundle: Bundle, file: bytes, *, now: datetime, by: str
) -> None:
    """From now on this bundle counts here."""
    session.add(
        CountyBundle(
            office=owner,
            version=bundle.version,
            digest=bundle.digest,
            county=bundle.county,
            file=file,
            minimum_suite=bundle.minimum_suite,
            made_at=bundle.made_at,
            taken_at=now,
            taken_by=by,
        )
    )


def note_taken(session: Session, owner: str, bundle: Bundle, now: datetime) -> None:
    """An office's own record that it works by this version, for the bureau's board."""
    session.add(
        BundleTaken(office=owner, version=bundle.version, digest=bundle.digest, taken_on=now.date())
    )


def taken_by_offices(session: Session) -> dict[str, int]:
    """At a bureau: office → the version it works by, as its newest package says."""
    query = select(BundleTaken.office, func.max(BundleTaken.version)).group_by(BundleTaken.office)
    return {row[0]: row[1] for row in session.execute(query)}


def allowed_suites(session: Session, owner: str) -> frozenset[int]:
    """The suites of algorithms still taken here: a county may raise the minimum (trust §11)."""
    kept = newest(session, owner)
    least = kept.minimum_suite if kept else 1
    return frozenset(suite for suite in ALLOWED_SUITES if suite >= least)


def refuse_revoked(session: Session, owner: str, keys: PublicKeys) -> None:
    """Raises ``NotEnrolled`` where the county has revoked the keys that would sign."""
    kept = newest(session, owner)
    if kept is None:
        return
    if any(one.keys == keys and one.state == "revoked" for one in read_kept(kept.file).keys):
        raise NotEnrolled(
            "K17",
            "县局已经作废了本所的公钥，现在封的包县局不会收。",
            do="请打电话问县局原因，再重新交换公钥。",
        )
