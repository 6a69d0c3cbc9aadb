"""Published cases as a clerk would type them: from the JSON of the samples to form values.

Where the page leaves a fact open and ``filled`` gives none, the value stays empty: the paper then
shows a blank for the pen and the dossier check names it. Nothing is invented here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.errors import ActionableError
from app.forms.codes import table
from app.paths import resource_dir

__all__ = ["SampleCase", "read_cases", "shipped"]

SIDES = {
    "申请人": "applicant",
    "申请人代表": "applicant",
    "被申请人": "respondent",
    "利害关系人": "third",
    "当事人": "third",
    "当事人代表": "third",
}
KINDS = {"自然人": "natural", "法人": "legal", "非法人组织": "organization", "群体": "group"}
SOURCES = {"当事人申请": "application", "主动调解": "own_initiative"}
HEADINGS = {"劳动争议纠纷": "其他劳动争议纠纷", "消费纠纷": "其他消费纠纷"}
"""A heading of the code table is kept as its undivided rest: one leaf per case."""


@dataclass(frozen=True, slots=True)
class SampleCase:
    """One case in the words of the forms; names of fields are those of the papers."""

    code: str  # M01 … M16, to speak of it
    facts: dict[str, Any]
    parties: list[dict[str, Any]]
    mediators: list[str]
    sessions: list[dict[str, Any]]
    obligations: list[dict[str, Any]] = field(default_factory=list)
    revisit: str | None = None
    ended: bool = True  # reached an agreement, whatever came of it

    @property
    def name(self) -> str:
        """卷名 as the page gives it."""
        return str(self.facts["title"])


def shipped() -> Path:
    """The sample cases that come with the program."""
    return resource_dir() / "samples" / "mediation-cases.json"


def read_cases(path: Path) -> list[SampleCase]:
    """The cases of a JSON file in the shape of the shipped one.

    Raises ``ActionableError`` when the file is not such a list.
    """
    try:
        cases = json.loads(path.read_text("utf-8"))
        return [_case(case) for case in cases]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ActionableError(
            "D01",
            f"案件文件“{path.name}”读不懂（{type(error).__name__}）。",
            do="请用随附示例文件的格式，每个案件写明当事人、受理和结果。",
        ) from error


def _case(case: Mapping[str, Any]) -> SampleCase:
    filled = case.get("filled") or {}
    parties = _parties(case["parties"], filled)
    agreement = case.get("agreement") or {}
    return SampleCase(
        code=case["id"],
        facts=_facts(case, filled, agreement),
        parties=parties,
        mediators=list(filled.get("mediators") or []),
        sessions=_sessions(case.get("sessions") or [], filled),
        obligations=_obligations(filled, parties, _day(filled.get("agreement_date"))),
        revisit=case.get("revisit"),
    )


def _facts(
    case: Mapping[str, Any], filled: Mapping[str, Any], agreement: Mapping[str, Any]
) -> dict[str, Any]:
    accepted = _day(case.get("accepted_date")) or _day(filled.get("accepted_date"))
    performance = case.get("performance") or {}
    yuan = performance.get("amount_yuan") or filled.get("amount_yuan")
    confirmation = filled.get("judicial_confirmation") or {}
    form = agreement.get("form") or ""
    done = str(performance.get("how") or "")
    facts = {
        "title": case["title"],
        "source": SOURCES.get(case.get("case_source") or ""),
        "dispute_type": _dispute_type(case["dispute_type"], accepted),
        "applied_on": accepted if case.get("case_source") == "当事人申请" else None,
        "accepted_on": accepted,
        "summary": case["facts"],
        "facts": case["facts"],
        "claims": _numbered(case.get("claims") or ()),
        "terms": _numbered(agreement.get("terms") or ()),
        "performance_terms": _performance_terms(performance),
        "agreement_form": _form_of(form),
        "agreed_on": _day(filled.get("agreement_date")),
        "amount": None if yuan is None else int(yuan) * 100,
        "recorder": filled.get("recorder"),
        "registrar": filled.get("recorder"),
        "performance": _performed(done),
        "performed_on": _day(performance.get("when")) if "一次付清" in done else None,
        "confirmation": "applied" if confirmation else None,
        "confirmation_court": confirmation.get("court"),
        "confirmation_applied_on": _day(confirmation.get("applied")),
        "remark": f"原案号：{filled['case_no']}" if filled.get("case_no") else None,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _parties(
    parties: Iterable[Mapping[str, Any]], filled: Mapping[str, Any]
) -> list[dict[str, Any]]:
    given = {p["party"]: p for p in filled.get("parties") or ()}
    names = filled.get("party_names") or []
    guardians = filled.get("guardian_of") or {}
    found = []
    for place, party in enumerate(parties):
        more = given.get(party["name"], {})
        guardian = guardians.get(party["name"])
        born = _day(more.get("birth_date"))
        row = {
            "name": names[place] if place < len(names) else party["name"],
            "side": SIDES[party["role"]],
            "kind": KINDS[party["kind"]],
            "sex": _code("sex", more.get("sex") or party.get("sex")),
            "birth_date": born,
            "age": party.get("age") if born is None else None,
            "ethnic_group": _code(
                "ethnic_group", more.get("ethnic_group") or party.get("ethnic_group")
            ),
            "occupation": party.get("occupation"),
            "phone": more.get("phone"),
            "address": more.get("address") or party.get("address"),
            "id_kind": _code("id_paper", "居民身份证") if more.get("id_number") else None,
            "id_number": more.get("id_number"),
            "credit_code": more.get("credit_code"),
            "legal_representative": more.get("legal_representative"),
            "representatives": more.get("representative"),
            "relation": party.get("relation"),
            "guardian_name": "、".join(guardian) if guardian else party.get("guardian"),
            "note": party.get("note"),
        }
        found.append({name: value for name, value in row.items() if value not in (None, "")})
    return found


def _sessions(
    sessions: Iterable[Mapping[str, Any]], filled: Mapping[str, Any]
) -> list[dict[str, Any]]:
    days = filled.get("session_dates") or []
    found = []
    for place, session in enumerate(sessions):
        day = _day(session.get("date")) or _day(days[place] if place < len(days) else None)
        row = {
            "held_on": day,
            "place": session.get("place"),
            "participants": session.get("participants"),
            "body": session.get("outcome"),
        }
        found.append({name: value for name, value in row.items() if value})
    return found


def _obligations(
    filled: Mapping[str, Any], parties: list[dict[str, Any]], agreed: date | None
) -> list[dict[str, Any]]:
    """Who pays whom where the page or ``filled`` says so: instalments, shares, households."""
    payer = "、".join(p["name"] for p in parties if p["side"] == "respondent")
    payees = "、".join(p["name"] for p in parties if p["side"] == "applicant")
    if not payer:
        return []
    found = [
        {
            "payer": payer,
            "payee": payees,
            "amount": part["amount_yuan"] * 100,
            "due_on": _day(part["due"]),
        }
        for part in filled.get("instalments") or ()
    ]
    found += [
        {"payer": payer, "payee": payee, "amount": yuan * 100}
        for payee, yuan in (filled.get("split_yuan") or {}).items()
    ]
    found += [
        {"payer": payer, "payee": house["name"], "amount": house["amount_yuan"] * 100}
        for house in filled.get("households") or ()
        if "amount_yuan" in house and agreed
    ]
    return found


def _dispute_type(words: str, on: date | None) -> str | None:
    return table("dispute_type").code_of(HEADINGS.get(words, words), on)


def _code(name: str, words: str | None) -> str | None:
    return table(name).code_of(words) if words else None


def _form_of(words: str) -> str | None:
    """书面 or 口头 where the page says which; an earlier oral promise does not count."""
    head = re.split(r"[(\uff08]", words)[0]
    if "书面" in head:
        return "written"
    return "oral" if "口头" in head else None


def _performed(how: str) -> str | None:
    if "未履行" in how:
        return "none"
    return "done" if any(word in how for word in ("即时履行", "已到账", "一次付清")) else None


def _performance_terms(performance: Mapping[str, Any]) -> str | None:
    parts = [performance.get("how"), performance.get("when")]
    return ",".join(str(part) for part in parts if part) or None


def _numbered(lines: Iterable[str]) -> str:
    texts = list(lines)
    if len(texts) == 1:
        return texts[0]
    return "\n".join(f"{number}、{line}" for number, line in enumerate(texts, 1))


def _day(words: str | None) -> date | None:
    """A whole date; of a partial one (2022-07) nothing, since its day is not known."""
    if not words or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
        return None
    return date.fromisoformat(words)
