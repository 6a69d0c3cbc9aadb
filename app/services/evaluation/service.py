"""卷宗评查 at the bureau: draw, read across offices, score by the dated sheet, and the results (F68).

The machine's self-check stands beside each item as a hint. It deducts nothing: every point lost is
typed by a person, with its reason. Offices' records are only read.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.data_files import edition_at
from app.errors import ActionableError
from app.forms.definition import Problem
from app.models.evaluation import EvaluationDossier, EvaluationRound
from app.models.mediation import MediationCase
from app.rules.evaluation import (
    Item,
    Mark,
    assign,
    draw,
    faults_of,
    outcome,
    read_evaluation,
)
from app.rules.review import Finding, review, sheet
from app.services.access import Work, needs
from app.services.base import Missing, Rejected, Service
from app.services.bureau.board import names_of
from app.services.bureau.record_parts import case_title
from app.services.evaluation.results import dossier_view, results_of
from app.services.evaluation.views import DossierView, ItemView, Results, RoundView, ScoreView
from app.services.mediation.review import snapshot

__all__ = ["EvaluationService"]

FILED = frozenset({"filed", "archived"})
"""States in which a dossier can be read: it has been bound."""


class EvaluationService(Service, work=Work.CASES):
    """Rounds and their dossiers."""

    # --- drawing ---------------------------------------------------------------------------------

    def candidates(self, since: date, until: date) -> list[tuple[str, int]]:
        """Office and how many bound dossiers of these days it has sent, by code."""
        case = MediationCase
        query = (
            select(case.office, func.count())
            .where(*_bound_within(since, until))
            .group_by(case.office)
            .order_by(case.office)
        )
        with self._database.begin() as session:
            names = names_of(session, self.office)
            return [(names.get(code, code), count) for code, count in session.execute(query)]

    @needs(Work.REVIEW)
    def draw(self, title: str, since: date, until: date, each: int, *, seed: str = "") -> str:
        """Draw ``each`` dossiers of every office; returns the round's uid.

        Without a ``seed`` one is made and kept: whoever enters it again draws the same. Raises
        ``Rejected``, and ``ActionableError`` where no office has a dossier.
        """
        if found := list(_wrong(title, since, until, each)):
            raise Rejected(found)
        seed = seed.strip() or secrets.token_hex(8)
        with self._database.begin() as session:
            there = self._candidates(session, since, until)
            if not there:
                raise ActionableError(
                    "E01",
                    "这段时间没有各所报来的已立卷卷宗，抽不出来。",
                    do="请核对起止日期；各所立卷后报送过才抽得到。",
                )
            made = EvaluationRound(
                office=self.office,
                title=title.strip(),
                since=since,
                until=until,
                each=each,
                seed=seed,
                candidates=there,
                sheet=_plain(edition_at("rules", "evaluation", self.today()).data),
                drawn_at=self.now(),
                drawn_by=self._database.actor,
            )
            session.add(made)
            session.flush()
            readers = assign(seed, list(there))
            for office, uids in draw(seed, there, each).items():
                for position, uid in enumerate(uids):
                    case = session.get_one(MediationCase, (office, uid))
                    session.add(
                        EvaluationDossier(
                            office=self.office,
                            round_uid=made.uid,
                            of_office=office,
                            case_uid=uid,
                            position=position,
                            number=case.number or "",
                            title=case_title(
                                case.title, case.parties_text, restricted=case.restricted
                            ),
                            reader_office=readers[office],
                            marks={},
                        )
                    )
            return made.uid

    def drawn_again(self, uid: str) -> bool:
        """Whether the seed draws the same dossiers from what the round was drawn from."""
        with self._database.begin() as session:
            found = self._round(session, uid)
            again = draw(found.seed, found.candidates, found.each)
            kept: dict[str, list[str]] = {}
            for one in self._dossiers(session, uid):
                kept.setdefault(one.of_office, []).append(one.case_uid)
            return again == kept

    # --- reading ---------------------------------------------------------------------------------

    def rounds(self) -> list[RoundView]:
        """Every round, the newest first."""
        query = select(EvaluationRound).where(EvaluationRound.office == self.office)
        with self._database.begin() as session:
            found = session.scalars(query.order_by(EvaluationRound.drawn_at.desc())).all()
            return [self._round_view(session, one) for one in found]

    def dossiers(self, uid: str) -> list[DossierView]:
        """The drawn dossiers of a round, office by office in the order drawn."""
        with self._database.begin() as session:
            names = names_of(session, self.office)
            return [dossier_view(one, names) for one in self._dossiers(session, uid)]

    def score_sheet(self, uid: str, office: str, case: str) -> ScoreView:
        """A dossier's sheet: each item with its mark, and beside it what the machine found."""
        with self._database.begin() as session:
            found = self._round(session, uid)
            dossier = self._dossier(session, uid, office, case)
            findings, machine = self._machine(session, office, case)
            by = read_evaluation(found.sheet)
            names = names_of(session, self.office)
            return ScoreView(
                dossier=dossier_view(dossier, names),
                round=self._round_view(session, found),
                sheet_title=by.title,
                sheet_source=by.source,
                sheet_confirmed=by.confirmed,
                items=tuple(_item_view(item, dossier, findings) for item in by.items),
                opinion=dossier.opinion,
                machine_score=machine,
            )

    # --- scoring ---------------------------------------------------------------------------------

    def preview(self, uid: str, marks: Mapping[str, Mark]) -> tuple[int, str]:
        """What these marks would come to: points left, and the band."""
        with self._database.begin() as session:
            by = read_evaluation(self._round(session, uid).sheet)
        come = outcome(by, marks)
        return come.total, come.band

    def score(
        self,
        uid: str,
        office: str,
        case: str,
        marks: Mapping[str, Mark],
        *,
        reader: str,
        opinion: str = "",
    ) -> DossierView:
        """Keep a person's marks. Raises ``Rejected`` naming the items that are not right."""
        with self._database.begin() as session:
            found = self._round(session, uid)
            if found.closed_at is not None:
                raise _closed()
            by = read_evaluation(found.sheet)
            wrong = [Problem(item, words) for item, words in faults_of(by, marks).items()]
            if not reader.strip():
                wrong.append(Problem("reader", "请写上评查人。"))
            if wrong:
                raise Rejected(wrong)
            dossier = self._dossier(session, uid, office, case)
            come = outcome(by, marks)
            dossier.marks = {
                item: {"deduction": m.deduction, "reason": m.reason.strip(), "veto": m.veto}
                for item, m in marks.items()
                if m.deduction or m.veto or m.reason.strip()
            }
            dossier.total, dossier.band = come.total, come.band
            dossier.reader, dossier.opinion = reader.strip(), opinion.strip()
            dossier.scored_at, dossier.scored_by = self.now(), self._database.actor
            session.flush()
            return dossier_view(dossier, names_of(session, self.office))

    @needs(Work.REVIEW)
    def close(self, uid: str) -> RoundView:
        """End a round: every dossier is scored, and no score changes any more.

        Raises ``ActionableError`` while one is not scored.
        """
        with self._database.begin() as session:
            found = self._round(session, uid)
            if left := [one for one in self._dossiers(session, uid) if one.total is None]:
                raise ActionableError(
                    "E02",
                    f"还有 {len(left)} 份卷宗没有评。",
                    safe="已经评的都在。",
                    do="请评完再结束这次评查。",
                )
            found.closed_at = found.closed_at or self.now()
            session.flush()
            return self._round_view(session, found)

    def results(self, uid: str) -> Results:
        """Per office: scores, bands, and what was deducted for."""
        with self._database.begin() as session:
            found = self._round(session, uid)
            names = names_of(session, self.office)
            view = self._round_view(session, found)
            by = read_evaluation(found.sheet)
            return results_of(view, by, list(self._dossiers(session, uid)), names)

    # --- inside ----------------------------------------------------------------------------------

    def _candidates(self, session: Session, since: date, until: date) -> dict[str, list[str]]:
        """Office → its bound dossiers filed within the days, in a fixed order."""
        case = MediationCase
        query = (
            select(case.office, case.uid)
            .where(*_bound_within(since, until))
            .order_by(case.office, case.uid)
        )
        found: dict[str, list[str]] = {}
        for office, uid in session.execute(query):
            found.setdefault(office, []).append(uid)
        return found

    def _round(self, session: Session, uid: str) -> EvaluationRound:
        found = session.get(EvaluationRound, (self.office, uid))
        if found is None:
            raise Missing("这次评查")
        return found

    def _dossiers(self, session: Session, uid: str) -> Iterator[EvaluationDossier]:
        one = EvaluationDossier
        query = select(one).where(one.office == self.office, one.round_uid == uid)
        yield from session.scalars(query.order_by(one.of_office, one.position))

    def _dossier(self, session: Session, uid: str, office: str, case: str) -> EvaluationDossier:
        found = session.get(EvaluationDossier, (self.office, uid, office, case))
        if found is None:
            raise Missing("这份抽到的卷宗")
        return found

    def _machine(
        self, session: Session, office: str, uid: str
    ) -> tuple[tuple[Finding, ...], int | None]:
        """What the self-check says of the dossier as it was sent; nothing of one taken back."""
        case = session.get(MediationCase, (office, uid))
        if case is None or case.deleted:
            return (), None
        found = review(snapshot(session, case, self.today()), sheet(self.today()))
        return found.findings, found.score

    def _round_view(self, session: Session, found: EvaluationRound) -> RoundView:
        one = EvaluationDossier
        mine = (one.office == self.office, one.round_uid == found.uid)
        all_, scored = session.execute(
            select(func.count(), func.count(one.total)).where(*mine)
        ).one()
        return RoundView(
            found.uid,
            found.title,
            found.since,
            found.until,
            found.each,
            found.seed,
            found.drawn_at,
            found.drawn_by,
            all_,
            scored,
            found.closed_at,
        )


def _bound_within(since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    """Dossiers that were bound on a day from ``since`` to ``until``."""
    case = MediationCase
    day = func.coalesce(case.filed_on, case.ended_on, case.agreed_on)
    return case.deleted.is_(False), case.state.in_(FILED), day >= since, day <= until


def _wrong(title: str, since: date, until: date, each: int) -> Iterator[Problem]:
    if not title.strip():
        yield Problem("title", "请给这次评查起个名称。")
    if until < since:
        yield Problem("until", "止日早于起日。")
    if each < 1:
        yield Problem("each", "每个所至少抽一份。")


def _closed() -> ActionableError:
    return ActionableError(
        "E03",
        "这次评查已经结束，分数不能再改。",
        do="确需更正的，请另抽一次，或者在结果通报里说明。",
    )


def _item_view(item: Item, dossier: EvaluationDossier, findings: tuple[Finding, ...]) -> ItemView:
    kept = dossier.marks.get(item.id, {})
    return ItemView(
        item.id,
        item.group,
        item.text,
        item.points,
        item.veto,
        Mark(**kept),
        tuple(f"{one.rule} {one.message}" for one in findings if one.rule in item.checks),
    )


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """A sheet's content as JSON keeps it: texts, whole numbers, lists."""
    return {name: data[name] for name in (*_HEAD, "band", "item")}


_HEAD = ("title", "source", "confirmed", "version", "failing")
