"""Another sealed key, when somebody may no longer look: what is sealed is encrypted anew (trust D2).

In this order, so that a power cut at any moment leaves a key that opens everything: the slots hold
the new key beside the old ones; one transaction turns all content over and names the new key. Before
it the old key is in use, after it the new one, and who may look holds both. Backups made before keep
the old key: whoever could look then and has such a backup with the password of that day can look
still, by restoring it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import ActionableError
from app.models import keyslots
from app.models.database import Database
from app.models.keyslots import SealedKey
from app.models.local import Setting
from app.paths import Profile
from app.services.access import Work
from app.services.base import Service
from app.services.corrections import seal_marks
from app.services.corrections.sealed_content import turn_over
from app.services.log_kinds import Kind
from app.services.sealed_access import PUBLIC, REKEY, may_look

__all__ = ["Changed", "SealedKeyService"]

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Changed:
    """Parts under the new key, and parts that no key at hand opened: they lie as they were."""

    parts: int
    unreadable: int


class SealedKeyService(Service, work=Work.SEALED):
    """Changes the key as soon as an account is at the desk that holds it."""

    def __init__(self, vault: Database, profile: Profile) -> None:
        super().__init__(vault)
        self._vault, self._slots = vault, profile.key_slots

    def due(self) -> bool:
        """Whether the key is to be changed, and this account can do it."""
        if self._vault.damaged or not self._vault.sealed_ring:
            return False
        with self._database.begin() as session:
            return session.get(Setting, (self.office, REKEY)) is not None

    def change(self, report: Report = lambda _done, _all: None) -> Changed:
        """A new key for those who may look now; ``report`` may raise, then nothing has changed.

        Raises ``SlotsNotSaved``, ``ActionableError`` without a key at hand.
        """
        with self._database.begin() as session:
            may = may_look(session, self.office)
        ring = self._vault.sealed_ring
        if not ring:
            raise ActionableError(
                "K21",
                "您的账号没有封存记录的钥匙，不能更换。",
                do="请有钥匙的同事（“所长”或“审核”角色）登录，程序会自动更换。",
            )
        fresh = SealedKey.generate()
        self._vault.key_for(
            lambda key: keyslots.renew_sealed(self._slots, key, may, (fresh, *ring))
        )
        with self._database.begin() as session:
            done, unreadable = turn_over(session, self.office, ring, fresh.public, report)
            seal_marks.turn_over(session, self.office, ring, fresh.public)
            session.merge(Setting(office=self.office, name=PUBLIC, value=fresh.public.hex()))
            asked = session.get(Setting, (self.office, REKEY))
            lost = asked.value if asked is not None else []
            if asked is not None:
                session.delete(asked)
            self._database.note(session, Kind.SEALED, act="rekey", lost=lost, parts=done)
        self._vault.sealed_ring = (fresh, *ring)
        return Changed(done, unreadable)
