"""账号与权限: who may open this store and what they may do here (F71, trust L9, K1).

An account has one key slot. Switching it off takes the slot away; the row stays, because its id
stands in the history of what the person did. Roles count from the next log-in on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models import keyslots
from app.models.account import Account
from app.models.database import Database
from app.models.doors import doors, number_of, user_of
from app.models.keyslots import RecoveryKey
from app.models.store import Store
from app.models.training import Staff
from app.paths import Profile
from app.services.access import Role, Work, allowed, needs, role_names
from app.services.base import Missing, Service
from app.services.log_kinds import Kind
from app.services.sealed_access import key_is_to_change, settle

__all__ = ["AccountClosed", "AccountRefused", "AccountService", "AccountView", "NewAccount"]

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a start password: nothing that is read as something else on paper."""
GROUPS, GROUP = 3, 4


class AccountRefused(ActionableError):
    """What was asked would leave the office without a way in, or means nothing."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("A02", what, safe="账号没有变化。", do=do)


class AccountClosed(ActionableError):
    """The password fits, but the account was switched off."""

    def __init__(self) -> None:
        super().__init__(
            "A03",
            "这个账号已经停用，不能再登录。",
            do="请用自己的账号；要恢复使用，请管理员在“账号与权限”里启用。",
        )


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an administrator says about an account."""

    name: str
    roles: frozenset[Role]
    staff_uid: str | None = None


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as the window shows it."""

    id: str
    number: int
    name: str
    roles: frozenset[Role]
    staff_uid: str | None
    made_at: datetime
    last_in: datetime | None
    disabled_at: datetime | None
    has_password: bool
    start_password: bool
    office: str = ""  # where it is: the roles of a bureau have names of their own

    def may(self, work: Work) -> bool:
        """Whether this account does such work."""
        return allowed(self.roles, work)

    @property
    def role_words(self) -> str:
        """The roles as a person reads them."""
        named = role_names(self.office)
        return "、".join(name for role, (name, _) in named.items() if role in self.roles)

    @property
    def state(self) -> str:
        """In use, waiting for its person, or switched off."""
        if self.disabled_at is not None:
            return "已停用"
        if not self.has_password:
            return "没有密码"
        return "未首次登录" if self.start_password else "在用"


class AccountService(Service, work=Work.ADMIN):
    """The accounts of one PC: rows in ``vault``, ways in beside it."""

    def __init__(self, vault: Database, profile: Profile, store: Store | None = None) -> None:
        super().__init__(vault)
        self._vault, self._profile, self._slots = vault, profile, profile.key_slots
        self._store = store or vault  # where the staff are kept

    # --- for everybody ----------------------------------------------------------------------

    @needs(Work.ANYONE)
    def me(self) -> AccountView:
        """The account at the desk."""
        return self._view(self._database.actor)

    @needs(Work.ANYONE)
    def names(self) -> dict[str, str]:
        """Id → name of everybody who ever had an account: who stands behind the ids in the history."""
        with self._database.begin() as session:
            return {account.id: account.name for account in self._all(session)}

    @needs(Work.ANYONE)
    def change_own_password(self, old: str, new: str) -> None:
        """Rewrite the own slot; raises ``keyslots.WrongPassword``, ``TooManyTries``."""
        keyslots.change_password(
            self._slots, old, new, clock=self._database.clock, user=self._database.actor
        )
        with self._database.begin() as session:
            self._log(session, self._database.actor, "own_password")

    @needs(Work.ANYONE)
    def settle_sealed(self) -> None:
        """Bring the ways in to sealed records up to date, as far as this account can (D2)."""
        self._vault.sealed_ring = settle(self._vault, self._profile, self._vault.sealed_ring)

    # --- the paper in the safe ----------------------------------------------------------------

    @needs(Work.OFFICE)
    def new_recovery(self, password: str) -> RecoveryKey:
        """A fresh recovery key for a person who knows the own password; not in force yet.

        It is printed and typed again first: a renewal cut short leaves the old paper good (K1).
        """
        self._prove(password)
        return RecoveryKey.generate()

    @needs(Work.OFFICE)
    def adopt_recovery(self, password: str, recovery: RecoveryKey, *, parted: bool = False) -> None:
        """Put a proved recovery key in force; the old papers, whole or in shares, open nothing more.

        ``parted``: it was printed in three shares, which the log says.
        """
        keyslots.set_recovery(self._slots, self._prove(password), recovery)
        with self._database.begin() as session:
            self._database.note(session, Kind.KEY, "recovery", act="parted" if parted else "whole")
        self.settle_sealed()

    def _prove(self, password: str) -> keyslots.DataKey:
        clock, user = self._database.clock, self._database.actor
        return keyslots.open_with_password(self._slots, password, clock=clock, user=user)

    # --- for administrators -------------------------------------------------------------------

    def listed(self) -> list[AccountView]:
        """Every account, those in use first."""
        with self._database.begin() as session:
            found = [self._seen(account) for account in self._all(session)]
        return sorted(found, key=lambda one: (one.disabled_at is not None, one.number))

    def staff(self) -> list[tuple[str, str]]:
        """Whom an account can be linked to: uid and name of the staff who are here."""
        with self._store.begin() as session:
            query = select(Staff.uid, Staff.name).where(
                Staff.office == self.office, Staff.left_on.is_(None)
            )
            return [(uid, name or "") for uid, name in session.execute(query.order_by(Staff.name))]

    def add(self, wanted: NewAccount) -> tuple[AccountView, str]:
        """A new account with the next number, and the start password to hand over."""
        name = _named(wanted)
        with self._database.begin() as session:
            taken = [account.id for account in self._all(session)]
            taken += [door.user for door in doors(self._slots)]  # of a store that was put back
            account = Account(
                office=self.office,
                id=user_of(1 + max(map(number_of, taken), default=0)),
                name=name,
                staff_uid=wanted.staff_uid,
                roles=_kept(wanted.roles),
                made_at=self.now(),
                made_by=self._database.actor,
            )
            session.add(account)
            user = account.id
            self._log(session, user, "made", roles=account.roles)
        return self.give_start_password(user)

    def change(self, user: str, wanted: NewAccount) -> AccountView:
        """Another name, roles or staff member; counts from the next log-in on."""
        name = _named(wanted)
        with self._database.begin() as session:
            account = self._account(session, user)
            if Role.ADMIN not in wanted.roles:
                self._keep_one_administrator(session, account)
            account.name, account.staff_uid = name, wanted.staff_uid
            roles = _kept(wanted.roles)
            self._log(session, user, "changed", roles=roles, before=list(account.roles))
            if allowed(account.roles, Work.SEALED) and not allowed(roles, Work.SEALED):
                key_is_to_change(session, self.office, [user])
            account.roles = roles
        self.settle_sealed()
        return self._view(user)

    def give_start_password(self, user: str) -> tuple[AccountView, str]:
        """A password to hand over, good until its owner chose an own one; the old one is void.

        Also what is done for a colleague who forgot theirs.
        Raises ``AccountRefused`` for an account that is switched off.
        """
        with self._database.begin() as session:
            if self._account(session, user).disabled_at is not None:
                raise AccountRefused("这个账号已经停用。", "请先启用它。")
            self._log(session, user, "start_password")
        password = start_password()
        self._with_key(
            lambda key: keyslots.set_password(self._slots, key, password, user=user, once=True)
        )
        self.settle_sealed()
        return self._view(user), password

    def disable(self, user: str) -> AccountView:
        """Switch an account off: its way in goes first, its row stays.

        Raises ``AccountRefused`` for one's own account, and for the last that may manage accounts.
        """
        with self._database.begin() as session:
            account = self._account(session, user)
            if user == self._database.actor:
                raise AccountRefused(
                    "不能停用自己正在用的账号。", "请由另一位有“管理”角色的同事来停用。"
                )
            self._keep_one_administrator(session, account)
            self._with_key(lambda key: keyslots.close(self._slots, key, user))
            account.disabled_at = account.disabled_at or self.now()
            if allowed(account.roles, Work.SEALED):
                key_is_to_change(session, self.office, [user])
            self._log(session, user, "off")
        return self._view(user)

    def enable(self, user: str) -> tuple[AccountView, str]:
        """Let an account in again, with a new start password."""
        with self._database.begin() as session:
            self._account(session, user).disabled_at = None
            self._log(session, user, "on")
        return self.give_start_password(user)

    # --- inside -------------------------------------------------------------------------------

    def _log(self, session: Session, user: str, act: str, **detail: object) -> None:
        self._database.note(session, Kind.ACCOUNT, user, act=act, **detail)

    def _with_key(self, use: Callable[[bytes], None]) -> None:
        self._vault.key_for(use)

    def _all(self, session: Session) -> list[Account]:
        return list(session.scalars(select(Account).where(Account.office == self.office)))

    def _account(self, session: Session, user: str) -> Account:
        account = session.get(Account, (self.office, user))
        if account is None:
            raise Missing("这个账号")
        return account

    def _view(self, user: str) -> AccountView:
        with self._database.begin() as session:
            return self._seen(self._account(session, user))

    def _seen(self, account: Account) -> AccountView:
        door = next((d for d in doors(self._slots) if d.user == account.id), None)
        return AccountView(
            id=account.id,
            number=number_of(account.id),
            name=account.name,
            roles=frozenset(Role(role) for role in account.roles if role in set(Role)),
            staff_uid=account.staff_uid,
            made_at=account.made_at,
            last_in=account.last_in,
            disabled_at=account.disabled_at,
            has_password=door is not None,
            start_password=door is not None and door.once,
            office=account.office,
        )

    def _keep_one_administrator(self, session: Session, leaving: Account) -> None:
        others = (a for a in self._all(session) if a.id != leaving.id and a.disabled_at is None)
        if Role.ADMIN in leaving.roles and not any(Role.ADMIN in a.roles for a in others):
            raise AccountRefused(
                "这是唯一有“管理”角色的账号。", "请先把“管理”角色给另一位同事，再来改这一个。"
            )


def start_password() -> str:
    """Twelve letters and digits in groups, about 59 bits: typed once, from a slip of paper."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _named(wanted: NewAccount) -> str:
    if not (name := wanted.name.strip()):
        raise AccountRefused("没有填写姓名。", "请填写这个人的姓名。")
    if not wanted.roles:
        raise AccountRefused("没有选角色。", "请至少勾选一个角色。")
    return name


def _kept(roles: Iterable[Role]) -> list[str]:
    """In the order of the definition, so that equal roles are stored alike."""
    return [role.value for role in Role if role in set(roles)]
