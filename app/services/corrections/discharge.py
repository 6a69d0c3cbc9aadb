"""期满: who is due, and the discharge papers in one go (F22).

Source: 社区矫正法 44; 实施办法 53, 54; 司办通〔2021〕94号 for what is pending. The office drafts summary,
appraisal, declaration, certificate and notice; the certificate and the notice are the county's,
their numbers are typed in. Nobody is released here: that is a step of its own, with the county's
certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.corrections_papers.discharge import (
    APPRAISAL,
    CERTIFICATE,
    DISCHARGE,
    NOTICE,
    SUMMARY,
)
from app.forms.dossier import FiledPaper
from app.models.corrections import CorrectionsPaper, CorrectionsPerson
from app.services.access import Work
from app.services.base import Service
from app.services.corrections.papers import filed_paper, kept_paper, locate
from app.services.corrections.persons import find_person
from app.services.corrections.states import ENDED, ON_THE_BOOKS, NotAllowed
from app.services.corrections.step_checks import pending_words
from app.services.rule_books import book

__all__ = ["DischargeService", "DueRow"]

BEFORE_THE_COUNTY = (SUMMARY, APPRAISAL)
"""What may be written while something is pending; the rest waits for the county's instruction."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One person whose term ends soon or has ended. ``pending`` says what stands in the way."""

    uid: str
    name: str
    category: str
    ends_on: date
    left: int
    made: int  # papers of the five that are there
    appraised: bool  # the appraisal has the office's words
    certificate: str  # its number, once typed in
    pending: str


class DischargeService(Service, work=Work.CASES):
    """Who leaves corrections soon."""

    @property
    def papers_in_all(self) -> int:
        """How many papers a discharge has."""
        return len(DISCHARGE)

    def due(self) -> list[DueRow]:
        """Persons on the books whose term ends within the days of the rule, the nearest first."""
        today = self.today()
        with self._database.begin() as session:
            before = self._before(session)
            people = session.scalars(
                select(CorrectionsPerson)
                .where(
                    CorrectionsPerson.office == self.office,
                    CorrectionsPerson.state.in_(ON_THE_BOOKS),
                    CorrectionsPerson.ends_on.is_not(None),
                )
                .order_by(CorrectionsPerson.ends_on, CorrectionsPerson.name)
            )
            return [
                self._row(session, person, person.ends_on, today)
                for person in people
                if person.ends_on and (person.ends_on - today).days <= before
            ]

    def prepare(self, person: str) -> list[str]:
        """Make the discharge papers that are missing; their titles. ``NotAllowed`` where not yet.

        While proceedings are pending only summary and appraisal are made: the rest waits for the
        county's written instruction (司办通〔2021〕94号).
        """
        with self._database.begin() as session:
            found = find_person(session, self.office, person)
            self._must_be_due(session, found)
            pending = bool(pending_words(session, found, self.today()))
            made = []
            for form in BEFORE_THE_COUNTY if pending else DISCHARGE:
                located = locate(session, self.office, form.code, person)
                if located.paper is None:
                    kept_paper(session, located)
                    made.append(form.title)
            return made

    def type_numbers(
        self, person: str, *, certificate: str | None = None, notice: str | None = None
    ) -> None:
        """Keep the county's numbers of the certificate and the notice as they came.

        Raises ``NotAllowed`` while something holds the expiry up (see ``pending_words``).
        """
        with self._database.begin() as session:
            found = find_person(session, self.office, person)
            if pending := pending_words(session, found, self.today()):
                raise NotAllowed(
                    f"有在途程序（{pending}），现在不能登记证明书文号。", PENDING_ADVICE
                )
            for form, number in ((CERTIFICATE, certificate), (NOTICE, notice)):
                if number and number.strip():
                    paper = kept_paper(session, locate(session, self.office, form.code, person))
                    paper.number = number.strip()

    def numbers(self, person: str) -> tuple[str, str]:
        """The county's numbers of certificate and notice; empty while not typed in."""
        with self._database.begin() as session:
            certificate = locate(session, self.office, CERTIFICATE.code, person).values()
            notice = locate(session, self.office, NOTICE.code, person).values()
            return str(certificate.get("number") or ""), str(notice.get("number") or "")

    def papers(self, person: str) -> list[FiledPaper]:
        """The discharge papers as they print now, those that were made."""
        with self._database.begin() as session:
            found = [locate(session, self.office, form.code, person) for form in DISCHARGE]
            return [filed_paper(located) for located in found if located.paper is not None]

    # --- inside one transaction ------------------------------------------------------------

    def _before(self, session: Session) -> int:
        rules = book(session, self.office, "corrections")
        return rules.resolve("release.summary_before_days", self.today()).integer_or_none or 0

    def _must_be_due(self, session: Session, person: CorrectionsPerson) -> None:
        if person.state in ENDED or person.state not in ON_THE_BOOKS:
            raise NotAllowed("这名对象不在册，不能制作解矫文书。")
        if person.ends_on is None:
            raise NotAllowed(
                "还没有登记矫正止日，不能制作解矫文书。", "请先照执行通知书填写矫正止日。"
            )
        before = self._before(session)
        left = (person.ends_on - self.today()).days
        if left > before:
            raise NotAllowed(
                f"矫正期限到{show_date(person.ends_on)}，还有{left}天。",
                f"期满前{before}日内办理（实施办法第五十三条）；减刑、赦免的先登记新的止日。",
            )

    def _row(
        self, session: Session, person: CorrectionsPerson, ends_on: date, today: date
    ) -> DueRow:
        papers = {
            paper.form: paper
            for paper in session.scalars(
                select(CorrectionsPaper).where(
                    CorrectionsPaper.office == self.office,
                    CorrectionsPaper.subject_uid == person.uid,
                    CorrectionsPaper.form.in_([form.code for form in DISCHARGE]),
                )
            )
        }
        appraisal, certificate = papers.get(APPRAISAL.code), papers.get(CERTIFICATE.code)
        return DueRow(
            uid=person.uid,
            name=person.name,
            category=person.category,
            ends_on=ends_on,
            left=(ends_on - today).days,
            made=len(papers),
            appraised=bool(appraisal and appraisal.values.get("office_opinion")),
            certificate=(certificate.number if certificate else None) or "",
            pending=pending_words(session, person, today),
        )


PENDING_ADVICE = "按司办通〔2021〕94号处理，取得县级社区矫正机构的书面意见后再办。"
