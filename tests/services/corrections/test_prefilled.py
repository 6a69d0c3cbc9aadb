"""Papers that records fill: every column holds a value of its own, and is read back from the PDF.

A column that lands in the wrong box, or in none, cannot pass: no two values are alike. What a
paper must not say, because it belongs to another paper of the same record, is looked for, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.forms.definition import VALUELESS, Form, Kind
from app.forms.texts import spoken
from app.models.base import Record, new_uid
from app.models.corrections import ControlChange
from app.models.corrections_health import HealthExtension, HealthReport
from app.models.corrections_plan import CorrectionsPlan, PlanAdjustment, PlanReview
from app.models.sanctions import AbsenceEpisode, Positioning, Sanction, SearchRecord
from app.models.supervision import Leave, SpotCheck
from app.models.transfers import CorrectionsTransfer
from app.printing.dossier import print_paper
from app.printing.page import PageSetup
from app.services.corrections.paper_records import RECORD_SOURCES
from app.services.corrections.paper_sources import SOURCES
from tests.printing.reading import words

KEPT = frozenset(Record.__annotations__) | {"person_uid"}
"""Columns every record has; no paper says them."""

CODES: dict[tuple[str, str], tuple[str, str]] = {
    ("positioning", "ground"): ("warned", "拒不按照规定报告自己的活动情况，被给予警告的"),
    ("control_change", "control_class"): ("lenient", "宽管"),
    ("corrections_plan", "risk"): ("medium", "中"),
    ("health_extension", "kind"): ("recheck", "病情复查"),
    ("health_report", "kind"): ("recheck", ""),
    ("search_record", "way"): ("visit", "实地查访"),
    ("search_record", "result"): ("nothing", "没有线索"),
    ("leave", "kind"): ("ordinary", "普通外出"),
    ("leave", "reason"): ("medical", "就医"),
    ("leave", "back_report_way"): ("in_person", "到所"),
    ("spot_check", "method"): ("video", "视频"),
    ("spot_check", "result"): ("normal", "正常"),
}
"""Code and the word that paper prints for it; '' where no paper prints it."""

DAY = date(2025, 1, 2)


class Distinct:
    """Values no two of which are alike, and what a paper prints for each."""

    def __init__(self) -> None:
        self._count = 0

    def of(self, model: type[Any], **set_by_hand: Any) -> tuple[dict[str, Any], dict[str, str]]:
        """Column → value, column → its words on paper."""
        values: dict[str, Any] = {}
        shown: dict[str, str] = {}
        for column in model.__table__.columns:
            name = column.name
            if name in KEPT or name.endswith("_uid"):
                continue
            if name in set_by_hand:
                values[name] = set_by_hand[name]
                continue
            self._count += 1
            python = column.type.python_type
            if code := CODES.get((model.__tablename__, name)):
                values[name], shown[name] = code
            elif python is date:
                day = DAY + timedelta(days=7 * self._count)
                values[name], shown[name] = day, chinese(day)
            elif python is datetime:
                day = DAY + timedelta(days=7 * self._count)
                at = datetime(day.year, day.month, day.day, 9, 30)
                values[name], shown[name] = at, f"{chinese(day)}9时30分"
            elif python is bool:
                values[name] = True
            elif python is int:
                values[name], shown[name] = 500 + self._count, f"{500 + self._count}"
            else:
                words_ = f"编{self._count:03d}造"
                values[name], shown[name] = words_, words_
        return values, shown


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


DISTINCT_PERSON: dict[str, Any] = {
    "name": "测李𠮷明",
    "registered_address": "户籍地试一号",
    "address": "居住地试二号",
    "offences": "罪名试三",
    "penalty_term": "原判试四年",
    "supplementary": "附加刑试五",
    "decided_by": "决定机关试六法院",
    "decision_number": "裁判文号试七",
    "decided_on": date(2024, 10, 23),
    "phone": "13900000077",
}

PERSON_WORDS = {
    "name": "测李𠮷明",
    "sex": "男",
    "birth_date": "1990年1月1日",
    "id_number": "640122199001019971",
    "address": "居住地试二号",
    "registered_address": "户籍地试一号",
    "offences": "罪名试三",
    "penalty_term": "原判试四年",
    "supplementary": "附加刑试五",
    "category": "缓刑",
    "court": "决定机关试六法院",
    "judgment_number": "裁判文号试七",
    "judged_on": "2024年10月23日",
    "starts_on": "2024年11月5日",
    "ends_on": "2025年11月4日",
    "term": "一年",
    "phone": "13900000077",
    "county_authority": "贺兰县司法局",
    "procuratorate": "贺兰县人民检察院",
    "office_name": "习岗司法所",
}
"""Fact of the person → what papers print for it, as the fixtures fill it."""


@pytest.fixture
def somebody(corrections, sheet, in_2025) -> Any:
    return corrections.persons.admit(sheet(**DISTINCT_PERSON), control_class="strict")


@pytest.fixture
def distinct() -> Distinct:
    return Distinct()


@pytest.fixture
def printed(corrections):
    """What a paper says when printed, without the line ends."""

    def read(code: str, subject: str) -> str:
        filed = corrections.papers.filed(f"corrections.{code}", subject)
        made = print_paper(filed, author="640122100", setup=PageSetup())
        return "".join(words(made).split())

    return read


def put(store, person: str, model: type[Any], values: dict[str, Any], **links: str) -> str:
    """A record as the tables hold it."""
    uid = new_uid()
    with store.begin() as session:
        session.add(model(office=store.office, uid=uid, person_uid=person, **values, **links))
    return str(uid)


def must_say(paper: str, shown: dict[str, str], *columns: str) -> None:
    missing = {name: shown[name] for name in columns if shown[name] not in paper}
    assert missing == {}


def must_not_say(paper: str, shown: dict[str, str], *columns: str) -> None:
    assert [name for name in columns if shown[name] in paper] == []


# --- one record after another --------------------------------------------------------------------


def test_the_plan(store, somebody, distinct, printed):
    """C08, with its reviews and adjustments."""
    values, shown = distinct.of(CorrectionsPlan)
    adjusted, a_shown = distinct.of(PlanAdjustment)
    reviewed, r_shown = distinct.of(PlanReview)
    plan = put(store, somebody, CorrectionsPlan, values)
    put(store, somebody, PlanAdjustment, adjusted)
    put(store, somebody, PlanReview, reviewed)
    paper = printed("c08", plan)
    must_say(paper, shown, *shown)
    must_say(paper, a_shown, *a_shown)
    must_say(paper, r_shown, "reviewed_on", "opinion", "reviewed_by")
    assert "严管" in paper


DECIDED = {"praise": "c16", "admonition": "c14", "warning": "c15"}
PROPOSED = {
    "public_security": "c17",
    "revoke_probation": "c18_probation",
    "revoke_parole": "c18_parole",
    "imprison": "c18_imprison",
    "arrest": "c18_arrest",
    "commutation": "c18_commute",
}


@pytest.mark.parametrize("kind", DECIDED)
def test_a_decision(store, somebody, distinct, printed, kind):
    """C14-C16 and their approval sheets (C09): the county's number and day."""
    values, shown = distinct.of(
        Sanction, kind=kind, result="approved", revoked_on=None, decided_by="贺兰县司法局"
    )
    row = put(store, somebody, Sanction, values)
    paper = printed(DECIDED[kind], row)
    must_say(paper, shown, "facts", "article", "decision_number", "decided_on", "delivered_on")
    must_not_say(paper, shown, "reply", "conduct_on", "proposed_on", "submitted_on")
    assert paper.count(shown["decision_number"]) == 3, "stub, seam and paper bear one number"
    sheet = printed(f"c09_{kind}", row)
    must_say(sheet, shown, "facts", "article", "conduct_on", "head_by", "proposed_on")
    must_say(sheet, shown, "decision_number", "decided_on")
    must_not_say(sheet, shown, "reply", "proposed_by", "revoked_number")


@pytest.mark.parametrize("kind", PROPOSED)
def test_a_proposal_does_not_bear_the_number_of_its_answer(
    store, somebody, distinct, printed, kind
):
    """C17, C18: what police or court decided has a number of its own; the proposal another."""
    values, shown = distinct.of(Sanction, kind=kind, result="approved", revoked_on=None)
    row = put(store, somebody, Sanction, values)
    paper = printed(PROPOSED[kind], row)
    must_say(paper, shown, "facts", "article", "proposed_on")
    must_not_say(paper, shown, "decision_number", "decided_by", "decided_on", "reply")


def test_positioning(store, somebody, distinct, printed):
    """C19 and its sheet: use, extension, notice, lifting."""
    values, shown = distinct.of(Positioning, evaluation=None)
    row = put(store, somebody, Positioning, values)
    for code in ("c09_positioning", "c19_use"):
        paper = printed(code, row)
        must_say(paper, shown, "ground", "facts", "from_on", "until_on", "decided_on")
        must_say(paper, shown, "decision_number")
        must_not_say(paper, shown, "removed_on", "removed_reason", "told_on")
    notice = printed("c19_notice", row)
    must_say(notice, shown, "ground", "from_on", "until_on", "told_on")
    lifted = printed("c19_lift", row)
    must_say(lifted, shown, "removed_on", "removed_reason", "ground", "from_on", "until_on")
    must_not_say(lifted, shown, "decision_number", "decided_on", "facts")
    longer, l_shown = distinct.of(Positioning)
    row = put(store, somebody, Positioning, longer)
    must_say(printed("c09_positioning", row), l_shown, "evaluation", "facts")
    must_say(printed("c19_extend", row), l_shown, "facts", "from_on", "until_on", "decided_on")


def test_a_search(store, somebody, distinct, printed):
    """C20: every attempt in its line, found how, and the request to the police."""
    values, shown = distinct.of(AbsenceEpisode, cause="lost", excuse="none")
    episode = put(store, somebody, AbsenceEpisode, values)
    attempts = []
    for _ in range(3):
        one, o_shown = distinct.of(SearchRecord)
        put(store, somebody, SearchRecord, one, episode_uid=episode)
        attempts.append(o_shown)
    paper = printed("c20_record", episode)
    must_say(paper, shown, "first_absent_on", "discovered_on", "circumstances")
    must_say(paper, shown, "county_told_on", "procuratorate_told_on", "found_on", "found_how")
    must_say(paper, shown, "conclusion", "handled_by")
    for one in attempts:
        must_say(paper, one, *one)
    request = printed("c20_request", episode)
    must_say(request, shown, "first_absent_on", "police_document", "police_asked_on")
    must_not_say(request, shown, "found_on", "found_how", "conclusion", "county_told_on")
    for one in attempts:
        must_say(request, one, "target", "note")


@pytest.mark.parametrize("decision", ["approved", "refused"])
def test_a_move(store, somebody, distinct, printed, decision):
    """C13: letter with its own number and day, decision, notice with the reason."""
    values, shown = distinct.of(
        CorrectionsTransfer, direction="out", decision=decision, answer="agree"
    )
    row = put(store, somebody, CorrectionsTransfer, values)
    sheet = printed("c09_residence", row)
    must_say(sheet, shown, "reason", "applied_on", "move_on", "new_address", "other_authority")
    must_say(sheet, shown, "other_office", "evidence", "opinion", "opinion_by", "opinion_on")
    must_say(sheet, shown, "decided_on", "decision_number")
    letter = printed("c13_letter", row)
    must_say(letter, shown, "other_authority", "new_address", "reason", "evidence")
    must_say(letter, shown, "inquiry_number", "inquiry_on")
    must_not_say(letter, shown, "decision_number", "decided_on", "answer_number")
    if decision == "approved":
        paper = printed("c13_decision", row)
        must_say(paper, shown, "other_authority", "new_address", "reason", "report_by")
        must_say(paper, shown, "decision_number", "decided_on")
        must_not_say(paper, shown, "inquiry_number", "inquiry_on", "answer_reason")
    notice = printed("c13_notice", row)
    must_say(notice, shown, "applied_on", "new_address", "other_authority", "report_by")
    must_say(notice, shown, "answer_reason", "decision_number", "told_on")
    assert ("☑同意" in notice) == (decision == "approved"), notice


def test_a_change_of_class(store, somebody, distinct, printed):
    """C09: the class before, the class after, and the 奖惩 it rests on."""
    sanction, s_shown = distinct.of(*(Sanction,), kind="praise", result="approved", revoked_on=None)
    values, shown = distinct.of(ControlChange)
    put(store, somebody, Sanction, {**sanction, "decided_on": values["from_on"]})
    row = put(store, somebody, ControlChange, values)
    paper = printed("c09_control", row)
    must_say(paper, shown, "control_class", "from_on", "reason", "document_number")
    must_not_say(paper, shown, "decided_by")
    must_say(paper, s_shown, "decision_number")
    assert "严管" in paper
    assert "表扬" in paper


def test_a_revoked_sanction_is_no_reason_for_a_class(store, somebody, distinct, printed):
    sanction, shown = distinct.of(Sanction, kind="admonition", result="approved")
    put(store, somebody, Sanction, sanction)
    values, _ = distinct.of(ControlChange)
    row = put(store, somebody, ControlChange, {**values, "from_on": date(2026, 12, 1)})
    must_not_say(printed("c09_control", row), shown, "decision_number")


def test_a_postponed_report_of_health(store, somebody, distinct, printed):
    """C09 with the newest finding before the day that is moved; never a later one."""
    findings = []
    for day in (date(2025, 1, 9), date(2025, 2, 9), date(2025, 12, 9)):
        report, r_shown = distinct.of(HealthReport, reported_on=day, counts_for=None)
        put(store, somebody, HealthReport, report)
        findings.append(r_shown)
    values, shown = distinct.of(HealthExtension, due_on=date(2025, 4, 14))
    row = put(store, somebody, HealthExtension, values)
    paper = printed("c09_report", row)
    must_say(paper, shown, "kind", "new_due_on", "reason", "document_number")
    must_not_say(paper, shown, "approved_by")
    assert "2025年4月14日" in paper
    must_say(paper, findings[1], "hospital", "findings")
    must_not_say(paper, findings[0], "findings")
    must_not_say(paper, findings[2], "findings")


@pytest.mark.parametrize("tier", ["office", "county", "superior"])
def test_a_leave(store, somebody, distinct, printed, tier):
    """C09-C12: asked, decided, away, back."""
    values, shown = distinct.of(
        Leave,
        state="closed",
        tier=tier,
        decided_tier=tier,
        destination_code=None,
        order_conflict="none",
        rule_profile=None,
        refusal=None,
        until_on=date(2026, 12, 30),
    )
    row = put(store, somebody, Leave, values)
    check, c_shown = distinct.of(SpotCheck)
    put(store, somebody, SpotCheck, check, leave_uid=row)
    asked = ("kind", "reason", "reason_text", "destination", "destination_address", "from_on")
    more = ("transport", "companions", "contact_phone", "host_name", "host_phone")
    application = printed("c10", row)
    must_say(application, shown, *asked, *more, "places", "frequency", "evidence")
    must_say(application, shown, "applied_on", "short_notice_reason")
    must_not_say(application, shown, "decision_number", "opinion", "explanation")
    sheet = printed("c09", row)
    must_say(sheet, shown, *asked, *more, "evidence", "window_days")
    must_say(sheet, shown, "opinion", "opinion_by", "opinion_on")
    if tier == "office":
        must_not_say(sheet, shown, "decision_number", "decided_on")
    else:
        must_say(sheet, shown, "decision_number", "decided_on")
    notice = printed("c11", row)
    must_say(notice, shown, "approved_from", "approved_until", "destination", "reason")
    must_say(notice, shown, "decision_number", "decided_on")
    must_not_say(notice, shown, "from_on", "reason_text", "opinion", "companions")
    assert ("习岗司法所批准" in notice) == (tier == "office")
    back = printed("c12", row)
    must_say(back, shown, "decision_number", "approved_from", "approved_until", "departed_at")
    must_say(back, shown, "returned_at", "back_reported_at", "back_report_way", "late_days")
    must_say(back, shown, "late_reason", "tickets", "handling", "handled_by")
    must_say(back, c_shown, *c_shown)


# --- whose paper it is ---------------------------------------------------------------------------


def records() -> Iterator[tuple[Form, type[Any], dict[str, Any]]]:
    """Every paper of a record, with what its record must be for it to exist."""
    by_form = {**{v: k for k, v in DECIDED.items()}, **{v: k for k, v in PROPOSED.items()}}
    for source in (*RECORD_SOURCES, next(s for s in SOURCES if s.model is Leave)):
        for form in source.forms:
            name = form.code.removeprefix("corrections.")
            hand: dict[str, Any] = {}
            if source.model is Sanction:
                kind = by_form.get(name) or name.removeprefix("c09_")
                hand = {"kind": kind, "result": "approved", "revoked_on": None}
            elif source.model is AbsenceEpisode:
                hand = {"cause": "lost", "excuse": "none"}
            elif source.model is CorrectionsTransfer:
                hand = {"direction": "out", "decision": "approved", "answer": "agree"}
            elif source.model is Leave:
                hand = {"state": "closed", "tier": "county", "decided_tier": "county"}
                hand |= {"refusal": None, "order_conflict": "none", "rule_profile": None}
                hand |= {"destination_code": None}
            yield form, source.model, hand


@pytest.mark.parametrize(
    ("form", "model", "hand"), list(records()), ids=lambda v: getattr(v, "code", "")
)
def test_a_paper_says_whom_it_is_about(store, somebody, distinct, printed, form, model, hand):
    """Every fact of the person that a paper has, on paper or in a sentence, is read there."""
    values, _ = distinct.of(model, **hand)
    row = put(store, somebody, model, values)
    paper = printed(form.code.removeprefix("corrections."), row)
    fields = [f for f in form.fields() if f.kind not in VALUELESS]
    sentences = "".join(spoken(f.wording) for f in form.fields() if f.kind is Kind.FIXED)
    names = {f.name for f in fields if f.on_paper or f"{{{f.name}}}" in sentences}
    names &= PERSON_WORDS.keys()
    assert "name" in names
    assert {n: PERSON_WORDS[n] for n in names if PERSON_WORDS[n] not in paper} == {}
