"""送达: who got which paper when and how, and the receipt that proves it (刑事诉讼法 107)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.days import show_date
from app.forms.checks import problems
from app.forms.corrections_papers.file import DELIVERY, DELIVERY_ENTRY
from app.forms.definition import Problem, Values
from app.forms.dossier import FiledPaper
from app.forms.era import in_era
from app.models.corrections import CorrectionsDelivery
from app.models.history import bury
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, row
from app.services.corrections.papers import find_paper, kept_paper, locate

__all__ = ["DeliveryService", "delivery_problems"]


def delivery_problems(values: Values) -> list[Problem]:
    """What a way of delivery needs to prove itself (刑事诉讼法 107; 刑诉法解释 204-208)."""
    way, found = values.get("way"), []
    if way in {"direct", "agent"} and not values.get("received_by"):
        found.append(Problem("received_by", "请填写签收人；拒绝签收的，送达方式选“留置送达”。"))
    if way == "agent" and not values.get("relation"):
        found.append(Problem("relation", "他人代收的，写明与受送达人的关系。"))
    if way == "left" and not values.get("note"):
        found.append(Problem("note", "留置送达要记明拒收的事由；没有见证人的，写明拍照、录像。"))
    if way == "post" and not values.get("note"):
        found.append(Problem("note", "邮寄送达的，写明邮件号。"))
    return found


class DeliveryService(Service, work=Work.CASES):
    """Deliveries of papers."""

    def check(self, values: Values) -> list[Problem]:
        """Everything that keeps a delivery from being recorded."""
        return [*problems(DELIVERY_ENTRY, values, on=self.today()), *delivery_problems(values)]

    def record(self, form_code: str, subject: str, values: Values) -> str:
        """Keep one delivery (form ``DELIVERY_ENTRY``) of a paper; raises ``Rejected``."""
        if blocking := [p for p in self.check(values) if p.blocking]:
            raise Rejected(blocking)
        with self._database.begin() as session:
            located = locate(session, self.office, form_code, subject)
            day = located.dated_on
            if day is not None and values["delivered_on"] < day:
                raise Rejected(
                    [Problem("delivered_on", f"送达日期早于文书日期（{show_date(day)}）。")]
                )
            if values["delivered_on"] > self.today():
                raise Rejected([Problem("delivered_on", "送达日期在今天以后。")])
            paper = kept_paper(session, located)
            paper.dated_on = paper.dated_on or day
            delivery = CorrectionsDelivery(
                office=self.office, person_uid=paper.person_uid, paper_uid=paper.uid
            )
            assign(delivery, DELIVERY_ENTRY, values)
            session.add(delivery)
            session.flush()
            return delivery.uid

    def of_paper(self, form_code: str, subject: str) -> list[dict[str, Any]]:
        """The deliveries of a paper, oldest first: fields of ``DELIVERY_ENTRY``, and ``uid``."""
        with self._database.begin() as session:
            paper = find_paper(session, self.office, form_code, subject)
            if paper is None:
                return []
            query = select(CorrectionsDelivery).where(
                CorrectionsDelivery.office == self.office,
                CorrectionsDelivery.paper_uid == paper.uid,
            )
            ordered = query.order_by(CorrectionsDelivery.delivered_on, CorrectionsDelivery.change)
            return [row(delivery, DELIVERY_ENTRY) for delivery in session.scalars(ordered)]

    def remove(self, delivery: str) -> None:
        """Take back a delivery recorded by mistake; its tombstone stays."""
        with self._database.begin() as session:
            found = session.get(CorrectionsDelivery, (self.office, delivery))
            if found is None or found.deleted:
                raise Missing("这条送达记录")
            bury([found])

    def receipt_to_take_along(self, form_code: str, subject: str) -> FiledPaper:
        """送达回证 with the paper named and the rest blank, to be signed at the door."""
        with self._database.begin() as session:
            located = locate(session, self.office, form_code, subject)
            values = located.values()
            number = values.get(located.form.numbered_by) if located.form.numbered_by else None
            day = located.dated_on
            return FiledPaper(
                in_era(DELIVERY, day),
                {
                    "paper_title": in_era(located.form, day).title,
                    "paper_number": number,
                    "paper_on": day,
                    "name": located.person.name,
                    "office_name": located.facts.get("office_name"),
                },
            )
