"""服刑人员未成年子女: the card of a child, how they live from day to day, the help they got.

A child counts from the day the office knew of them until they are eighteen, their parent is free or
they live elsewhere. How they live is kept as dated rows, so that an earlier period keeps its figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.definition import Form, Problem, Values
from app.forms.resettlement_children import (
    CHILD,
    CHILD_HELP,
    CHILD_LEAVING,
    CHILD_REMOVAL,
    CHILD_SITUATION,
    SITUATION_FIELDS,
)
from app.models.base import Record
from app.models.history import bury
from app.models.resettlement_children import ChildHelp, ChildSituation, PrisonerChild
from app.rules import identity
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, read, row
from app.services.corrections.states import NotAllowed
from app.services.people import complete
from app.services.removal import removal_problems
from app.services.resettlement.children_register import (
    ChildrenPage,
    ChildrenQuery,
    children_page,
    helps_of,
    newest_situations,
    standing,
)
from app.services.resettlement.persons import refuse

__all__ = ["CHILD_ROWS", "ChildCard", "ChildrenService"]

CHILD_ROWS: Mapping[str, tuple[type[Record], Form, str]] = {
    "child_situation": (ChildSituation, CHILD_SITUATION, "from_on"),
    "child_help": (ChildHelp, CHILD_HELP, "given_on"),
}
"""What is kept as dated rows beside a child: table, form, and the column of their day."""


@dataclass(frozen=True, slots=True)
class ChildCard:
    """What stands at the top of a child's page."""

    uid: str
    name: str
    age: int
    standing: str  # known, grown, left
    comes_of_age: date
    parent_relation: str
    release_on: date | None
    left_on: date | None
    left_reason: str | None
    situation: Mapping[str, Any]


class ChildrenService(Service, work=Work.CASES):
    """The register of children whose parents serve a sentence."""

    # --- the card ------------------------------------------------------------------------------

    def check(self, values: Values) -> list[Problem]:
        """Everything to ask about a card; what is blocking keeps it from being saved."""
        return self._check(values, form=CHILD)

    def check_facts(self, values: Values) -> list[Problem]:
        """As ``check``, for a card whose situation stands in its own rows."""
        return [p for p in self._check(values, form=CHILD) if p.field not in SITUATION_FIELDS]

    def _check(self, values: Values, *, form: Form) -> list[Problem]:
        today = self.today()
        found = [*problems(form, values, on=today)]
        number = (values.get("id_number") or "").strip()
        if number:
            verdict = identity.check_paper(identity.RESIDENT, number, today=today)
            found += [Problem("id_number", f"{text}。") for text in verdict.problems]
            found += [Problem("id_number", f"{t}。", blocking=False) for t in verdict.warnings]
            born = values.get("birth_date")
            if verdict.ok and verdict.birth and born and born != verdict.birth:
                found.append(
                    Problem("birth_date", "出生日期与身份证号不一致，请核对。", blocking=False)
                )
        born, known = values.get("birth_date"), values.get("known_on")
        if isinstance(known, date) and known > today:
            found.append(Problem("known_on", "登记日期在今天以后，请填写核查属实的日期。"))
        if isinstance(born, date) and isinstance(known, date):
            if born > known:
                found.append(Problem("birth_date", "出生日期在登记日期以后，请核对。"))
            elif identity.comes_of_age(born) <= known:
                found.append(
                    Problem("birth_date", "登记时已满十八周岁，不登记为未成年子女。"),
                )
        return found

    def register(self, values: Values) -> str:
        """Keep a filled card of a new child and how they live now; the uid. Raises ``Rejected``."""
        refuse(self.check(values))
        with self._database.begin() as session:
            number = (values.get("id_number") or "").strip()
            if number and (found := _by_number(session, self.office, number)):
                raise Rejected([Problem("id_number", f"这个身份证号已经登记过（{found.name}）。")])
            child = PrisonerChild(office=self.office)
            self._fill(child, values)
            session.add(child)
            session.flush()
            situation = ChildSituation(
                office=self.office, child_uid=child.uid, from_on=values["known_on"]
            )
            assign(situation, CHILD_SITUATION, {k: values.get(k) for k in SITUATION_FIELDS})
            session.add(situation)
            session.flush()
            return child.uid

    def edit(self, uid: str, values: Values) -> None:
        """Save the facts of the card again; how the child lives has entries of its own."""
        refuse(self.check_facts(values))
        with self._database.begin() as session:
            self._fill(find_child(session, self.office, uid), values)

    def _fill(self, child: PrisonerChild, values: Values) -> None:
        filled = complete(values, today=self.today())
        assign(child, CHILD, filled)
        child.id_kind = filled.get("id_kind")
        child.unattended = bool(child.unattended)

    def sheet(self, uid: str) -> dict[str, Any]:
        """The values of ``CHILD``: the card, the newest situation, every help."""
        with self._database.begin() as session:
            child = find_child(session, self.office, uid)
            now = newest_situations(session, self.office, self.today(), [uid]).get(uid)
            values = read(child, CHILD)
            if now is not None:
                values |= {k: v for k, v in read(now, CHILD_SITUATION).items() if k != "from_on"}
                values["checked_on"] = now.from_on
            values["helps"] = [
                row(one, CHILD_HELP) for one in helps_of(session, self.office, [uid])
            ]
            return values

    def card(self, uid: str) -> ChildCard:
        """The head of the child's page."""
        today = self.today()
        with self._database.begin() as session:
            child = find_child(session, self.office, uid)
            now = newest_situations(session, self.office, today, [uid]).get(uid)
            return ChildCard(
                uid=uid,
                name=child.name,
                age=identity.age_on(child.birth_date, today),
                standing=standing(child, today),
                comes_of_age=identity.comes_of_age(child.birth_date),
                parent_relation=child.parent_relation,
                release_on=child.release_on,
                left_on=child.left_on,
                left_reason=child.left_reason,
                situation=read(now, CHILD_SITUATION) if now is not None else {},
            )

    def page(self, query: ChildrenQuery, *, offset: int = 0, limit: int = 100) -> ChildrenPage:
        """One page of the register, rows by ``CHILDREN_REGISTER`` plus ``uid``."""
        with self._database.begin() as session:
            return children_page(session, self.office, query, self.today(), offset, limit)

    # --- coming off the register ---------------------------------------------------------------

    def leave(self, uid: str, values: Values) -> None:
        """不再登记 (form ``CHILD_LEAVING``): from that day on the child does not count."""
        found = problems(CHILD_LEAVING, values, on=self.today())
        on = values.get("left_on")
        if isinstance(on, date) and on > self.today():
            found.append(Problem("left_on", "日期在今天以后，到那天再登记。"))
        refuse(found)
        with self._database.begin() as session:
            child = find_child(session, self.office, uid)
            if on is not None and on < child.known_on:
                raise Rejected([Problem("left_on", "日期早于登记日期，请核对。")])
            assign(child, CHILD_LEAVING, values)

    def come_back(self, uid: str) -> None:
        """The leaving was entered by mistake, or the parent serves again."""
        with self._database.begin() as session:
            child = find_child(session, self.office, uid)
            child.left_on = child.left_reason = child.left_note = None

    def remove(self, uid: str, values: Values) -> None:
        """Take a card away that should not be there (D1; form ``CHILD_REMOVAL``); it can be found again."""
        actor, today = self._database.actor, self.today()
        with self._database.begin() as session:
            if found := removal_problems(
                session, self.office, actor, CHILD_REMOVAL, values, on=today
            ):
                raise Rejected(found)
            child = find_child(session, self.office, uid)
            child.removed_reason = values["reason"]
            child.removed_second = values["second_person"].strip()
            bury([child])

    # --- dated rows ----------------------------------------------------------------------------

    def add_row(self, uid: str, name: str, values: Values) -> str:
        """Add a dated row (``name`` is a key of ``CHILD_ROWS``); its uid."""
        kind, form, _ = CHILD_ROWS[name]
        self._check_row(name, values)
        with self._database.begin() as session:
            find_child(session, self.office, uid)
            record: Any = kind(office=self.office, child_uid=uid)  # type: ignore[call-arg]
            assign(record, form, values)
            session.add(record)
            session.flush()
            return str(record.uid)

    def edit_row(self, name: str, row_uid: str, values: Values) -> None:
        """Correct a dated row; what stood there is kept in history."""
        kind, form, _ = CHILD_ROWS[name]
        self._check_row(name, values)
        with self._database.begin() as session:
            assign(_row(session, self.office, kind, row_uid), form, values)

    def remove_row(self, name: str, row_uid: str) -> None:
        """Take a dated row away; its tombstone stays. The last situation stays with the child.

        Raises ``NotAllowed`` for that one.
        """
        with self._database.begin() as session:
            record = _row(session, self.office, CHILD_ROWS[name][0], row_uid)
            if isinstance(record, ChildSituation):
                others = select(ChildSituation.uid).where(
                    ChildSituation.office == self.office,
                    ChildSituation.child_uid == record.child_uid,
                    ChildSituation.uid != row_uid,
                    ChildSituation.deleted.is_(False),
                )
                if session.scalars(others.limit(1)).first() is None:
                    raise NotAllowed(
                        "这是唯一的一条现状，删除以后就不知道孩子由谁照管、在不在上学。",
                        "填错了的，打开这一条更正。",
                    )
            bury([record])

    def rows(self, uid: str, name: str) -> list[dict[str, Any]]:
        """The dated rows of a child, newest first; ``name`` is a key of ``CHILD_ROWS``."""
        kind, form, day = CHILD_ROWS[name]
        table: Any = kind
        with self._database.begin() as session:
            query = select(table).where(table.office == self.office, table.child_uid == uid)
            order = (getattr(table, day).desc(), table.change.desc())
            return [row(record, form) for record in session.scalars(query.order_by(*order))]

    def _check_row(self, name: str, values: Values) -> None:
        _, form, day = CHILD_ROWS[name]
        found = problems(form, values, on=self.today())
        on = values.get(day)
        if isinstance(on, date) and on > self.today():
            found.append(Problem(day, "日期在今天以后，请填写实际的日期。"))
        refuse(found)


def find_child(session: Session, office: str, uid: str) -> PrisonerChild:
    """The child, or ``Missing``."""
    child = session.get(PrisonerChild, (office, uid))
    if child is None or child.deleted:
        raise Missing("这名孩子的登记")
    return child


def _by_number(session: Session, office: str, number: str) -> PrisonerChild | None:
    query = select(PrisonerChild).where(
        PrisonerChild.office == office, PrisonerChild.id_number == number.upper()
    )
    return session.scalars(query).first()


def _row(session: Session, office: str, kind: type[Record], uid: str) -> Any:
    record = session.get(kind, (office, uid))
    if record is None or record.deleted:
        raise Missing("这条记录")
    return record
