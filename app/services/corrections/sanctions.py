"""奖惩: proposed here with facts and article, decided elsewhere, counted while not revoked.

社区矫正法 28, 29, 33, 46-49; 实施办法 33-37. Nothing here decides: the counters show what stands, the
clerk judges "仍不改正", and the answer of the county is typed in as it came.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.days import show_date
from app.forms import corrections_sanctions as forms
from app.forms.checks import problems
from app.forms.codes import label
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.history import bury
from app.models.sanctions import Positioning, Sanction
from app.rules.calendar import months_later
from app.rules.positioning import gaps, longest_until
from app.rules.sanctions import Decided, Ladder, fits_category, ladder, legal_basis
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import assign, row
from app.services.corrections import entries
from app.services.corrections.entries import Entry, Moment, rows_of
from app.services.corrections.records import find_person, refuse, writable
from app.services.corrections.states import NotAllowed

__all__ = ["POSITIONING_ENTRIES", "SanctionService", "standing_of"]

APPROVED = "approved"


def _check_proposal(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    kind, conduct = values["kind"], values["conduct_on"]
    if misfit := fits_category(kind, person.category):
        yield Problem("kind", misfit)
        return
    for name in ("conduct_on", "proposed_on", "submitted_on"):
        if (day := values.get(name)) and day > at.today:
            yield Problem(name, f"“{SANCTION.form.field(name).label}”还没有到，请核对。")
    first = person.effective_on or person.starts_on
    if first and conduct < first:
        yield Problem("conduct_on", "行为发生在裁判生效以前，不是矫正期间的行为。")
    if values["proposed_on"] < conduct:
        yield Problem("proposed_on", "“建议日期”早于行为发生日。")
    basis = legal_basis(kind, conduct, person.category, at.rules)
    if basis.warning:
        yield Problem("article", basis.warning, blocking=False)
    elif basis.text.rsplit("》", 1)[-1] not in values["article"]:
        yield Problem(
            "article", f"当时适用的是{basis.text}，“依据”里没有写到，请核对。", blocking=False
        )
    if kind == "praise" and person.received_on:
        months = at.rules.resolve("praise.min_months", values["proposed_on"]).integer_or_none
        if months and values["proposed_on"] < months_later(person.received_on, months):
            yield Problem(
                "kind",
                f"接受矫正还不满{months}个月；有见义勇为等突出表现的才可以随时表扬（办法33条）。",
                blocking=False,
            )


SANCTION = Entry(kind=Sanction, form=forms.SANCTION, order="conduct_on", check=_check_proposal)


def _check_positioning(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    """社区矫正法 29: three months, extensions of three months, each approved before the last ends."""
    first, last = values["from_on"], values["until_on"]
    longest = longest_until(first, at.rules)
    if longest and last > longest:
        yield Problem(
            "until_on",
            f"每次不超过三个月，从{show_date(first)}起最迟到{show_date(longest)}"
            "（社区矫正法第二十九条）。",
        )
    others = [
        (p.from_on, p.removed_on or p.until_on)
        for p in rows_of(at, Positioning, person.uid, "from_on")
        if record is None or p.uid != record.uid
    ]
    if any(f <= last and first <= u for f, u in others):
        yield Problem("from_on", "与已登记的一次使用日期重叠。")
    for gap in gaps([*others, (first, last)]):
        yield Problem("from_on", gap.message, blocking=False)
    before = [u for f, u in others if u < first]
    if before and not values.get("evaluation"):
        yield Problem("evaluation", "延长使用的，应当先评估，请写明评估意见。", blocking=False)
    if values["decided_on"] > first:
        yield Problem("from_on", "起日早于批准日期，批准以前不得使用。")


POSITIONING_ENTRIES = {
    "positioning": Entry(
        kind=Positioning, form=forms.POSITIONING, order="from_on", check=_check_positioning
    )
}


class SanctionService(Service, work=Work.CASES):
    """The register of rewards and sanctions of one person."""

    def check(self, uid: str, values: Values, row_uid: str | None = None) -> list[Problem]:
        """Everything to ask about a proposal (form ``SANCTION``)."""
        with self._database.begin() as session:
            return entries.ask(self._at(session), SANCTION, uid, values, row_uid)

    def propose(self, uid: str, values: Values, *, episode_uid: str | None = None) -> str:
        """Keep a proposal; the uid. Raises ``Rejected``."""
        with self._database.begin() as session:
            return entries.add(self._at(session), SANCTION, uid, values, episode_uid=episode_uid)

    def edit(self, row_uid: str, values: Values) -> None:
        """Correct a proposal while there is no answer. Raises ``NotAllowed`` after that."""
        with self._database.begin() as session:
            at = self._at(session)
            if self._find(at, row_uid).result:
                raise NotAllowed("县级已有结果，建议不能再改。", "结果登记错了的，更正结果。")
            entries.edit(at, SANCTION, row_uid, values)

    def remove(self, row_uid: str) -> None:
        """Take a proposal away. Raises ``NotAllowed`` for one with an answer."""
        with self._database.begin() as session:
            sanction = self._find(self._at(session), row_uid)
            if sanction.result:
                raise NotAllowed("县级已有结果，不能删除。", "决定被撤销的，用“登记撤销”。")
            bury([sanction])

    def answer(self, row_uid: str, values: Values) -> None:
        """Record what the county, court or police decided (form ``SANCTION_ANSWER``).

        Raises ``NotAllowed`` after it was revoked.
        """
        found = problems(forms.SANCTION_ANSWER, values, on=self.today())
        refuse(found)
        with self._database.begin() as session:
            at = self._at(session)
            sanction = self._find(at, row_uid)
            person = writable(session, self.office, sanction.person_uid)
            if sanction.revoked_on:
                raise NotAllowed("这个决定已经撤销，不能再改。")
            refuse(list(_check_answer(at, person, sanction, values)))
            assign(sanction, forms.SANCTION_ANSWER, values)

    def revoke(self, row_uid: str, values: Values) -> None:
        """Record that a decision was taken back (form ``SANCTION_REVOKED``); it counts no more.

        Raises ``NotAllowed`` before a decision.
        """
        refuse(problems(forms.SANCTION_REVOKED, values, on=self.today()))
        with self._database.begin() as session:
            sanction = self._find(self._at(session), row_uid)
            writable(session, self.office, sanction.person_uid)
            if sanction.result != APPROVED or sanction.decided_on is None:
                raise NotAllowed("还没有作出决定，不能登记撤销。")
            if not sanction.decided_on <= values["revoked_on"] <= self.today():
                refuse([Problem("revoked_on", "撤销日期应当在决定日期以后、今天以前。")])
            assign(sanction, forms.SANCTION_REVOKED, values)

    def rows(self, uid: str) -> list[dict[str, Any]]:
        """The register: proposals with what became of each, oldest first; ``standing`` in words."""
        with self._database.begin() as session:
            find_person(session, self.office, uid)
            listed = rows_of(self._at(session), Sanction, uid, "conduct_on")
            return [
                {
                    **row(s, forms.SANCTION),
                    **row(s, forms.SANCTION_ANSWER),
                    **row(s, forms.SANCTION_REVOKED),
                    "standing": standing_of(s),
                }
                for s in listed
            ]

    def ladder(self, uid: str) -> Ladder:
        """What stands against the person today, and which step it may call for."""
        with self._database.begin() as session:
            at = self._at(session)
            person = find_person(session, self.office, uid)
            decided = [
                Decided(s.kind, s.decided_on, revoked=s.revoked_on is not None)
                for s in rows_of(at, Sanction, uid, "conduct_on")
                if s.result == APPROVED and s.decided_on
            ]
            return ladder(decided, person.category, at.rules, at.today)

    def draft(self, uid: str, kind: str, conduct_on: date, facts: str = "") -> dict[str, Any]:
        """What a proposal begins with: the article as it was in force on the day of the conduct.

        By field of the form ``SANCTION``: ``kind``, ``conduct_on``, ``proposed_on``, ``article``,
        ``facts``.
        """
        with self._database.begin() as session:
            at = self._at(session)
            person = find_person(session, self.office, uid)
            basis = legal_basis(kind, conduct_on, person.category, at.rules) if kind else None
        return {
            "kind": kind or None,
            "conduct_on": conduct_on,
            "proposed_on": self.today(),
            "article": basis.text if basis else None,
            "facts": facts or None,
        }

    def article(self, uid: str, kind: str, conduct_on: date) -> str:
        """The article for a kind and a day; empty where there is none."""
        return self.draft(uid, kind, conduct_on)["article"] or ""

    def _at(self, session: Any) -> Moment:
        return Moment(session, self.office, self.now())

    def _find(self, at: Moment, row_uid: str) -> Sanction:
        sanction = at.session.get(Sanction, (self.office, row_uid))
        if sanction is None or sanction.deleted:
            raise Missing("这条奖惩记录")
        find_person(at.session, self.office, sanction.person_uid)
        return sanction


def _check_answer(
    at: Moment, person: CorrectionsPerson, sanction: Sanction, values: Values
) -> Iterable[Problem]:
    decided = values["decided_on"]
    if decided > at.today:
        yield Problem("decided_on", "“决定日期”还没有到，请核对。")
    if decided < sanction.proposed_on:
        yield Problem("decided_on", "“决定日期”早于建议日期。")
    if values["result"] == APPROVED and not values.get("decision_number"):
        yield Problem("decision_number", "作出决定的要照抄文号，没有文号不得登记。")
    if values["result"] != APPROVED and not values.get("reply"):
        yield Problem("reply", "不予决定或者退回的，请写明答复的理由。")
    punished = values["result"] == APPROVED and sanction.kind != "praise"
    if person.juvenile and punished and not values.get("guardian_told_on"):
        yield Problem("guardian_told_on", "未成年对象受处罚的，应当通知监护人到场（办法55条）。")


def standing_of(sanction: Sanction) -> str:
    """How far a proposal has come, in words."""
    if sanction.revoked_on:
        return f"已撤销（{sanction.revoked_number or ''}）"
    if sanction.result:
        return label("sanction_result", sanction.result)
    return "已报县级，等待结果" if sanction.submitted_on else "建议未报送"
