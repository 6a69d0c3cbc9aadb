"""Exchanging keys between an office and its bureau, by file and by voice (trust K3).

1. The office hands over its key file (``OfficeKeys.export_offer``).
2. The bureau reads it (``BureauKeys.read_offer``), compares the 24 digits on the telephone,
   confirms (``confirm``) and hands back its answer (``export_answer``).
3. The office reads the answer (``OfficeKeys.read_answer``), compares the bureau's digits and
   confirms. From then on packages can be sealed here and opened there.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from app.models.sync import OfficeHead, Partner
from app.services.access import Work, needs
from app.services.base import Missing, Service
from app.services.log_kinds import Kind
from app.services.recovery import mark
from app.services.report_views import KeyCard
from app.services.settings import Identity, read_identity
from app.sync import carrier, enrolment
from app.sync.enrolment import Certificate, Who
from app.sync.refusal import Refusal, Refused
from app.sync.seal import PrivateKeys, PublicKeys

__all__ = ["BureauKeys", "OfficeKeys", "card", "identity_of", "read_small", "who", "written"]

SUFFIX = ".sfk"
LARGEST = 64 * 1024
"""Bytes of a key file; nothing longer is read."""


def identity_of(session: Session, office: str) -> Identity:
    """Whose store this is; raises ``Missing`` before the first start is finished."""
    identity = read_identity(session, office)
    if identity is None:
        raise Missing("本单位的设置")
    return identity


def who(identity: Identity) -> Who:
    """The same, as partners need to know it."""
    return Who(identity.code, identity.name, identity.practice)


def read_small(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file that must not be larger; raises ``Refused``."""
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError:
        raise Refused(Refusal.UNREADABLE) from None
    if len(data) > largest:
        raise Refused(Refusal.TOO_LARGE, "file")
    return data


def written(data: bytes, target: Path) -> Path:
    """Write a file for somebody else, read back; raises ``carrier.NotCarried``."""
    return carrier.carry(data, target).path


class _Keys(Service, work=Work.OFFICE):
    """What both sides do."""

    @needs(Work.ANYONE)
    def own(self) -> KeyCard:
        """The fingerprint of this office or bureau itself, to be read aloud."""
        with self._database.begin() as session:
            identity, keys = self._own(session)
        return KeyCard(
            identity.code, identity.name, keys[0].public.fingerprint, "own", identity.practice
        )

    def export_offer(self, folder: Path) -> Path:
        """Write the own key file into ``folder``; no secret and no person stands in it."""
        with self._database.begin() as session:
            identity, keys = self._own(session)
        return written(
            enrolment.offer(who(identity), keys[0]), folder / f"{identity.code}-key{SUFFIX}"
        )

    def _own(self, session: Session) -> tuple[Identity, tuple[PrivateKeys, ...]]:
        keys = enrolment.keys_of(session, self._database)
        return identity_of(session, self.office), keys

    def _partners(self, kind: str) -> list[KeyCard]:
        with self._database.begin() as session:
            found = enrolment.partners(session, self.office)
            return [card(partner) for partner in found if partner.kind == kind]


class OfficeKeys(_Keys):
    """The office's side: one county."""

    @needs(Work.ANYONE)
    def county(self) -> KeyCard | None:
        """The bureau's key: confirmed, else the newest one offered, else ``None``."""
        cards = self._partners(enrolment.BUREAU)
        confirmed = [card for card in cards if card.state == enrolment.CONFIRMED]
        offered = [card for card in cards if card.state == enrolment.OFFERED]
        return next(iter(confirmed or offered[::-1]), None)

    def renew(self) -> KeyCard:
        """A new pair of keys in the place of the old one: that PC was lost or stolen.

        The county must confirm it like the first; what came for the old key still opens here.
        """
        with self._database.begin() as session:
            enrolment.renew_keys(session, self._database)
            self._database.note(session, Kind.KEY, self.office, act="renew")
        return self.own()

    def read_answer(self, path: Path) -> KeyCard:
        """Take in the bureau's answer; its fingerprint is yet to be compared.

        When the bureau's key is confirmed already, the answer is a new certificate and its epoch
        counts at once (C2). Raises ``Refused``, ``NotEnrolled``.
        """
        data = read_small(path)
        with self._database.begin() as session:
            identity, keys = self._own(session)
            offered, certificate = enrolment.read_answer(data, who(identity), keys)
            partner = enrolment.remember(
                session, self.office, offered, kind=enrolment.BUREAU, now=self.now()
            )
            if partner.state == enrolment.CONFIRMED:
                if enrolment.set_epoch(session, self.office, certificate.epoch):
                    mark.epoch_granted(session, self.office)
            else:
                partner.epoch = certificate.epoch  # what it grants us, until it is confirmed
            return card(partner)

    def confirm_county(self, code: str, fingerprint: str) -> KeyCard:
        """The bureau read these digits aloud and they are the same; raises ``NotEnrolled``."""
        with self._database.begin() as session:
            granted = session.get(Partner, (self.office, code, enrolment.digits(fingerprint)))
            epoch = granted.epoch if granted else 1
            partner = enrolment.confirm(
                session,
                self.office,
                code,
                fingerprint,
                now=self.now(),
                by=self._database.actor,
                epoch=1,
            )
            enrolment.set_epoch(session, self.office, epoch)
            self._database.note(session, Kind.KEY, code, act="confirm")
            for other in enrolment.partners(session, self.office):  # an office has one bureau
                if other.kind == enrolment.BUREAU and other.code != code:
                    other.state = enrolment.REVOKED
            return card(partner)


class BureauKeys(_Keys):
    """The bureau's side: many offices."""

    @needs(Work.ANYONE)
    def offices(self) -> list[KeyCard]:
        """Every key an office ever offered, by code."""
        return self._partners(enrolment.OFFICE)

    def read_offer(self, path: Path) -> KeyCard:
        """Take in an office's key file; its fingerprint is yet to be compared.

        Raises ``Refused``, ``NotEnrolled``.
        """
        data = read_small(path)
        with self._database.begin() as session:
            identity, _keys = self._own(session)
            offered = enrolment.read_offer(data, who(identity))
            partner = enrolment.remember(
                session, self.office, offered, kind=enrolment.OFFICE, now=self.now()
            )
            return card(partner)

    def confirm(self, code: str, fingerprint: str) -> KeyCard:
        """The office read these digits aloud and they are the same.

        An older key of the office is revoked, and the new one signs nothing that came before (K4).
        Raises ``NotEnrolled``.
        """
        with self._database.begin() as session:
            replaces = enrolment.confirmed(session, self.office, kind=enrolment.OFFICE, code=code)
            head = session.get(OfficeHead, code)
            epoch = head.least_epoch if head else 1
            if replaces and replaces.fingerprint != enrolment.digits(fingerprint):
                epoch = max(epoch, (head.epoch if head else 1) + 1)
            partner = enrolment.confirm(
                session,
                self.office,
                code,
                fingerprint,
                now=self.now(),
                by=self._database.actor,
                epoch=epoch,
            )
            self._database.note(session, Kind.KEY, code, act="confirm")
            return card(partner)

    def revoke(self, code: str) -> None:
        """Trust no key of this office any more, e.g. because its PC was stolen."""
        with self._database.begin() as session:
            enrolment.revoke(session, self.office, code)
            self._database.note(session, Kind.KEY, code, act="revoke")

    def export_answer(self, code: str, folder: Path) -> Path:
        """Write the answer for a confirmed office into ``folder``; raises ``NotEnrolled``."""
        with self._database.begin() as session:
            _, answer = self.answer_for(session, code)
        return written(answer, folder / f"{code}-answer{SUFFIX}")

    def answer_for(self, session: Session, code: str) -> tuple[PublicKeys, bytes]:
        """The key of a confirmed office, and the answer that certifies it for its present epoch.

        For use inside another transaction. Raises ``NotEnrolled``.
        """
        identity, keys = self._own(session)
        partner = enrolment.confirmed(session, self.office, kind=enrolment.OFFICE, code=code)
        if partner is None or partner.confirmed_at is None:
            raise enrolment.NotEnrolled(
                "K15", "这个所的公钥还没有确认。", do="请先打电话核对指纹并确认。"
            )
        head = session.get(OfficeHead, code)
        public = PublicKeys.from_bytes(partner.public)
        certificate = Certificate(
            code,
            public,
            max(partner.epoch, head.least_epoch if head else 1),
            partner.confirmed_at,
        )
        return public, enrolment.certify(who(identity), keys[0], certificate)


def card(partner: Partner) -> KeyCard:
    """A partner's key as the window shows it."""
    return KeyCard(
        partner.code,
        partner.name,
        PublicKeys.from_bytes(partner.public).fingerprint,
        partner.state,
        partner.practice,
        partner.confirmed_at,
    )
