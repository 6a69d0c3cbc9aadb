"""The desk of the day: what every duty asks for, in one list (F77)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from app.days import month_words
from app.forms.pictures import Ring
from app.services.access import Work
from app.services.bureau import agenda
from app.services.desk import Desk
from app.services.drafts import SavedDraft
from app.services.reminders import Reminder, Target, by_urgency

__all__ = ["SAME_PERSON", "Agenda"]

SAME_PERSON = "same_person"
"""The part of 汇总 where cards of two offices are compared."""
PAGES = ("mediation", "corrections", "resettlement", "training")


class Agenda:
    """Asks each duty in turn; a bureau has its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def items(self, today: date) -> list[Reminder]:
        """Everything due, overdue or not sent, the most urgent first."""
        return by_urgency(item for duty in self.duties() for item in duty(today))

    def duties(self) -> Sequence[Callable[[date], Iterable[Reminder]]]:
        """Who is to be asked, so that a page can show itself between one answer and the next."""
        admin = self._desk.may(Work.ADMIN)  # who carries backups away
        backups = (self._desk.backups.reminders,) if admin else ()
        if self._desk.may(Work.OFFICE):
            backups = (*backups, self._desk.log.reminders)
        backups = (self._desk.clock_watch.reminders, *backups)
        if self._desk.identity.kind == "bureau":
            bureau = (self._of_bureau, self._counted_twice, self._same_person, self._of_logs)
            return (*bureau, self._to_be_answered, *backups)
        if self._desk.may(Work.SEALED):
            backups = (self._desk.corrections.seals.reminders, *backups)
        return (
            *backups,
            self._desk.mediation.cases.reminders,
            self._desk.mediation.cases.long_unvisited,
            self._desk.mediation.committees.reminders,
            self._desk.corrections.reminders,
            self._desk.resettlement.reminders,
            self._desk.training.reminders,
            self._desk.reports.reminders,
            self._desk.county_says.reminders,
        )

    def day(self) -> date:
        """The day from which deadlines are counted (C3)."""
        return self._desk.clock_watch.day()

    def _of_bureau(self, today: date) -> Iterator[Reminder]:
        """Offices whose key waits for the telephone, and whose last month has not come."""
        last_month = today.replace(day=1) - timedelta(days=1)
        month = f"{last_month:%Y-%m}"
        board = self._desk.bureau.board([month])
        (due,) = board.due
        for office in self._desk.bureau.offices():
            name = office.name or office.code
            if office.key is not None and office.key.state == "offered":
                yield Reminder(
                    kind="bureau.key",
                    title=f"{name}的公钥还没有核对",
                    due_on=today,
                    overdue=False,
                    target=Target("inbox", office.code, "keys"),
                    detail="请打电话核对24位指纹后确认，才能收它的报送包。",
                )
            elif office.month < month and board.cells[office.code, month].state != "before":
                yield Reminder(
                    kind="bureau.missing",
                    title=f"{name}还没有报送{month_words(month)}的包",
                    due_on=due,
                    overdue=today > due,
                    target=Target("inbox", office.code),
                    detail=(
                        f"最近收下的是{month_words(office.month)}的包。"
                        if office.month
                        else "还没有收过该所的包。"
                    ),
                )

    def _counted_twice(self, today: date) -> Iterator[Reminder]:
        """One person on the books of two offices: both records stand, the county asks (F23)."""
        for one in self._desk.bureau.counted_twice():
            office, _, uid = one.records[-1]
            yield Reminder(
                kind="bureau.counted_twice",
                title=f"{one.offices}有1名矫正对象同时在册，请核对迁出、迁入",
                due_on=today,
                overdue=True,
                target=Target("corrections", uid, "corrections", office),
                detail="迁入的所已经登记报到，迁出的所还没有登记；两边的记录都没有改动。",
            )

    def _same_person(self, today: date) -> Iterator[Reminder]:
        """Cards of two offices under one number: somebody has to say whether it is one person (F67)."""
        waiting = self._desk.bureau.same_person.proposals()
        if waiting:
            yield Reminder(
                kind="bureau.same_person",
                title=f"有 {len(waiting)} 对人员卡可能是同一人，等县局认定",
                due_on=today,
                overdue=False,
                target=Target("summary", None, SAME_PERSON),
                detail="两个所登记的证件号码相同，或者姓名和出生日期都相同。",
            )

    def _of_logs(self, today: date) -> Iterator[Reminder]:
        """Logs that were cut or rewritten: the county asks on the spot (U2)."""
        for one in self._desk.bureau.log_alarms():
            yield Reminder(
                kind="bureau.log",
                title=f"{one.office_name}的操作日志对不上",
                due_on=one.received_at.date(),
                overdue=True,
                target=Target("inbox", one.office),
                detail=f"{one.month} 第 {one.number} 号包：日志{one.words}。请派人核实。",
            )

    def _to_be_answered(self, today: date) -> Iterator[Reminder]:
        """What two heads, changed records and open proposals ask of the county (F59, F62)."""
        yield from agenda.reminders(self._desk.bureau, today)

    def week(self, today: date) -> Ring | None:
        """本周 reports and visits as a ring; ``None`` where nobody here sees to corrections."""
        if self._desk.identity.kind == "bureau" or not self._desk.may(Work.CASES):
            return None
        return self._desk.corrections.week(today)

    def drafts(self) -> list[SavedDraft]:
        """Forms begun and not saved."""
        return self._desk.drafts.waiting()

    def unsent(self) -> int | None:
        """Records in no package yet; ``None`` at a bureau, which sends none."""
        if self._desk.identity.kind == "bureau":
            return None
        return self._desk.reports.unsent()

    @staticmethod
    def target_of(draft: SavedDraft) -> Target:
        """Where a draft is taken up again: its scope is form code and record."""
        form, _, record = draft.scope.partition("/")
        page = form.split(".")[0]
        uid = None if record in ("", "new") else record
        return Target(page if page in PAGES else "mediation", uid, form)
