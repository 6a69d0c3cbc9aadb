"""离职交接: one step takes the account away and gives the open work to somebody (F30, J10).

What is finished stays as it was written, under the leaver's name. Of open work the person in
charge changes from today on, and the history keeps who it was before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.account import Account
from app.models.corrections import CorrectionsPerson, GroupMember
from app.models.database import Database
from app.models.local import Draft
from app.models.mediation import CaseMediator, MediationCase, Mediator
from app.models.resettlement import ResettlementPerson
from app.models.store import Store
from app.models.training import Staff, StaffRole
from app.services.access import Work
from app.services.accounts import AccountService
from app.services.base import Missing, Service
from app.services.log_kinds import Kind
from app.services.mediation.clocks import OPEN as OPEN_CASES

__all__ = ["HandoverService", "OpenWork"]


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How much there is of one kind; an administrator is told no more."""

    words: str
    count: int


class HandoverService(Service, work=Work.ADMIN):
    """``accounts`` switches the account off once the work has another owner."""

    def __init__(self, database: Store, vault: Database, accounts: AccountService) -> None:
        super().__init__(database)
        self._vault, self._accounts = vault, accounts

    def open_work(self, user: str) -> list[OpenWork]:
        """What would be handed over."""
        leaver = self._account(user)
        with self._database.begin() as session:
            found = {words: len(take(session, leaver)) for words, take in self._kinds()}
        return [OpenWork(words, count) for words, count in found.items()]

    def hand_over(self, user: str, successor: str) -> list[OpenWork]:
        """Give every open piece of work to ``successor`` and switch the account off.

        All of it in one transaction; done again it finds nothing left. Returns what was handed
        over.
        Raises ``ActionableError`` for one's own account, and for a successor who is switched off
        or the same.
        """
        leaver, heir = self._account(user), self._account(successor)
        if user == successor or heir.disabled_at is not None:
            raise ActionableError("A04", "接手的人不能是离开的人，也不能是停用的账号。")
        if user == self._database.actor:
            raise ActionableError(
                "A05", "不能交接自己正在用的账号。", do="请由另一位有“管理”角色的同事来办。"
            )
        with self._database.begin() as session:
            done = []
            for words, take in self._kinds():
                rows = take(session, leaver)
                for row in rows:
                    self._give(session, row, heir)
                done.append(OpenWork(words, len(rows)))
            self._leave_roster(session, leaver)
            self._leave_committees(session, leaver)
            counts = {work.words: work.count for work in done if work.count}
            self._database.note(session, Kind.HANDOVER, f"{user} {successor}", work=counts)
        self._accounts.disable(user)
        return done

    # --- inside -------------------------------------------------------------------------------

    def _account(self, user: str) -> Account:
        with self._vault.begin() as session:
            account = session.get(Account, (self.office, user))
            if account is None:
                raise Missing("这个账号")
            session.expunge(account)
            return account

    def _kinds(self) -> Iterator[tuple[str, Callable[[Session, Account], list[Any]]]]:
        yield "正在办理的调解案件", self._cases
        yield "在矫对象的矫正小组", self._groups
        yield "帮教责任人", self._helped
        yield "没写完的草稿", self._drafts

    def _cases(self, session: Session, leaver: Account) -> list[CaseMediator]:
        query = (
            select(CaseMediator)
            .join(
                MediationCase,
                (MediationCase.office == CaseMediator.office)
                & (MediationCase.uid == CaseMediator.case_uid),
            )
            .where(
                CaseMediator.office == self.office,
                CaseMediator.name == leaver.name,
                MediationCase.state.in_(OPEN_CASES),
            )
        )
        return list(session.scalars(query))

    def _groups(self, session: Session, leaver: Account) -> list[GroupMember]:
        query = (
            select(GroupMember)
            .join(
                CorrectionsPerson,
                (CorrectionsPerson.office == GroupMember.office)
                & (CorrectionsPerson.uid == GroupMember.person_uid),
            )
            .where(
                GroupMember.office == self.office,
                GroupMember.name == leaver.name,
                or_(GroupMember.until_on.is_(None), GroupMember.until_on > self.today()),
                CorrectionsPerson.left_on.is_(None),
            )
        )
        return list(session.scalars(query))

    def _helped(self, session: Session, leaver: Account) -> list[ResettlementPerson]:
        query = select(ResettlementPerson).where(
            ResettlementPerson.office == self.office,
            ResettlementPerson.worker == leaver.name,
            ResettlementPerson.ended_on.is_(None),
        )
        return list(session.scalars(query))

    def _drafts(self, session: Session, leaver: Account) -> list[Draft]:
        query = select(Draft).where(Draft.office == self.office, Draft.kept_by == leaver.id)
        return list(session.scalars(query))

    def _give(self, session: Session, row: Any, heir: Account) -> None:
        match row:
            case CaseMediator():
                row.name, row.mediator_uid = heir.name, None
            case ResettlementPerson():
                row.worker = heir.name
            case Draft():
                self._hand_draft(session, row, heir)
            case GroupMember():
                self._next_member(session, row, heir)

    def _hand_draft(self, session: Session, row: Draft, heir: Account) -> None:
        """A form that both have half filled is for the heir to finish first: none is lost."""
        if session.get(Draft, (self.office, row.scope, heir.id)) is not None:
            raise ActionableError(
                "A07",
                f"“{row.title}”两个人都填了一半，不能合成一份。",
                safe="两份草稿都在，还没有交接任何工作。",
                do=f"请{heir.name}先把自己那一份保存或放弃，再交接。",
            )
        row.kept_by = heir.id

    def _next_member(self, session: Session, row: GroupMember, heir: Account) -> None:
        """The leaver belongs to the group up to today, the successor from tomorrow (法 25)."""
        tomorrow = self.today() + timedelta(days=1)
        staff = self._staff(session, heir)
        session.add(
            GroupMember(
                office=self.office,
                person_uid=row.person_uid,
                name=heir.name,
                sex=staff.sex if staff else None,
                role=row.role,
                unit=row.unit,
                phone=staff.phone if staff else None,
                from_on=max(tomorrow, row.from_on),
                until_on=row.until_on,
            )
        )
        row.until_on = max(self.today(), row.from_on)

    def _staff(self, session: Session, account: Account) -> Staff | None:
        return session.get(Staff, (self.office, account.staff_uid)) if account.staff_uid else None

    def _leave_roster(self, session: Session, leaver: Account) -> None:
        """The staff member left today: training and statistics count them no longer."""
        staff = self._staff(session, leaver)
        if staff is None or staff.left_on is not None:
            return
        staff.left_on = self.today()
        query = select(StaffRole).where(
            StaffRole.office == self.office,
            StaffRole.staff_uid == staff.uid,
            StaffRole.until_on.is_(None),
        )
        for role in session.scalars(query):
            role.until_on = max(self.today(), role.from_on)

    def _leave_committees(self, session: Session, leaver: Account) -> None:
        """On the rosters of committees today is the last day as well; old cases keep the name.

        By name, as the mediators of open cases are found: a roster knows no account.
        """
        query = select(Mediator).where(
            Mediator.office == self.office,
            Mediator.name == leaver.name,
            or_(Mediator.until_on.is_(None), Mediator.until_on > self.today()),
        )
        for mediator in session.scalars(query):
            begun = mediator.from_on
            mediator.until_on = max(self.today(), begun) if begun else self.today()
