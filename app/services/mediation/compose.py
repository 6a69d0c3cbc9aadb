"""What a paper says before anybody has typed into it: composed from the facts of the case.

A composed value follows the facts until the clerk types another one. Nothing is invented here: a
value that the facts do not give stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.forms.codes import label, table
from app.forms.definition import Form, PersonRef, Values
from app.forms.values import empty

__all__ = ["composed", "names", "title_of"]

MANY = 3
"""From this many on a side, the title names the first and counts the rest."""

MADE_FOR_COURT = (
    ("司法确认申请书", 1),
    ("人民调解协议书", 1),
    ("人民调解委员会主持调解的证明", 1),
    ("各方当事人身份证明复印件", 1),
)
"""民诉法解释 354; papers on property are added where the agreement touches property."""


def names(rows: list[dict[str, Any]], key: str = "name") -> str:
    """The names of rows, joined as a paper lists them."""
    return "、".join(filter(None, (_text(row.get(key)) for row in rows)))


def title_of(facts: Values) -> str:
    """卷名: 张某与李某邻里纠纷, 罗某等12人与某公司劳动争议纠纷; empty without parties or type."""
    sides = [_side(facts.get(view) or []) for view in ("applicants", "respondents")]
    code = facts.get("dispute_type")
    if not any(sides) or not code:
        return ""
    return "与".join(filter(None, sides)) + _dispute(code)


def composed(form: Form, facts: Values, subject: Values | None) -> dict[str, Any]:
    """The own values of ``form`` as the facts give them; ``subject`` is the row it is about."""
    makers = {**COMMON, **SPECIAL.get(form.code, {})}
    values: dict[str, Any] = {}
    for field in form.own_fields():
        maker = makers.get(field.name)
        value = maker(facts, subject) if maker else None
        values[field.name] = empty(field) if value is None else value
    return values


def _text(value: Any) -> str:
    return value.name if isinstance(value, PersonRef) else str(value or "")


def _side(rows: list[dict[str, Any]]) -> str:
    if len(rows) < MANY:
        return names(rows)
    people = sum(row.get("member_count") or 1 for row in rows)
    return f"{_text(rows[0].get('name'))}等{people}人"


def _dispute(code: str) -> str:
    words = label("dispute_type", code)
    return words if words.endswith("纠纷") else f"{words}纠纷"


def _matter(facts: Values, subject: Values | None) -> str | None:
    return facts.get("title") or title_of(facts) or None


def _ground(facts: Values, subject: Values | None) -> str | None:
    """依当事人申请, 主动调解, or by whose letter; as the register's second opening words it."""
    source = facts.get("source")
    if not source:
        return None
    head = table("case_source").head(source).code
    if head == "referred":
        return f"接受{_sent(facts)}"
    return "主动调解" if head == "own_initiative" else "依当事人申请"


def _source_words(facts: Values, subject: Values | None) -> str | None:
    """The source as the register and the closing report word it."""
    source = facts.get("source")
    if not source:
        return None
    head = table("case_source").head(source).code
    if head == "referred":
        return _sent(facts)
    return "人民调解委员会主动调解" if head == "own_initiative" else "当事人申请"


def _sent(facts: Values) -> str:
    """习岗派出所委托移送; without a name, the kind of body."""
    sender = facts.get("sender")
    return f"{sender}委托移送" if sender else label("case_source", facts["source"])


def _addressee(facts: Values, subject: Values | None) -> str | None:
    return _text(subject.get("name")) if subject else names(facts["parties"]) or None


def _applicants(facts: Values, subject: Values | None) -> str | None:
    return names(facts["applicants"]) or None


def _identity_items(facts: Values, subject: Values | None) -> list[dict[str, Any]]:
    return [
        {
            "party": _text(party.get("name")),
            "id_kind": party.get("id_kind"),
            "id_number": party.get("id_number") or party.get("credit_code"),
            "copies": 1,
            "note": party.get("id_reason"),
        }
        for party in facts["parties"]
    ]


def _principal(facts: Values) -> Mapping[str, Any]:
    agents = facts.get("agents") or []
    uid = agents[0]["party_uid"].uid if agents and agents[0].get("party_uid") else None
    return next((party for party in facts["parties"] if party.get("uid") == uid), {})


def _principal_name(facts: Values, subject: Values | None) -> str | None:
    return _text(_principal(facts).get("name")) or None


def _principal_id(facts: Values, subject: Values | None) -> str | None:
    party = _principal(facts)
    return party.get("id_number") or party.get("credit_code")


def _of_subject(key: str) -> Maker:
    return lambda facts, subject: subject.get(key) if subject else None


def _received(facts: Values, subject: Values | None) -> int | None:
    if subject is None:
        return None
    done: int | None = subject.get("done_amount")
    return subject.get("amount") if done is None else done


def _purpose(facts: Values, subject: Values | None) -> str | None:
    return f"按{facts['number'] or '人民调解'}协议支付的款项" if subject else None


def _host(facts: Values, subject: Values | None) -> str | None:
    mediators = facts.get("mediators") or []
    return _text(mediators[0]["name"]) if mediators else None


def _court_items(facts: Values, subject: Values | None) -> list[dict[str, Any]]:
    return [{"name": name, "copies": copies} for name, copies in MADE_FOR_COURT]


def _attachments(facts: Values, subject: Values | None) -> str:
    items = [f"{n}、{name}{copies}份" for n, (name, copies) in enumerate(MADE_FOR_COURT[1:], 1)]
    return "\n".join(items)


def _ended(facts: Values, subject: Values | None) -> Any:
    return facts.get("agreed_on") or facts.get("ended_on")


def _closed(facts: Values, subject: Values | None) -> Any:
    return facts.get("performed_on") or _ended(facts, subject)


def _fact(name: str) -> Maker:
    return lambda facts, subject: facts.get(name)


def _outcome(facts: Values, subject: Values | None) -> str | None:
    """The result in one sentence, for the closing report and the reply to a sender."""
    if facts.get("agreed_on"):
        form = label("agreement_form", facts.get("agreement_form") or "written")
        said = f"调解成功，达成{form}（编号：{facts.get('number') or ''}）。"
        if facts.get("performance"):
            said += f"{label('performance', facts['performance'])}。"
        return said
    if facts.get("end_reason"):
        return f"调解不成：{label('end_reason', facts['end_reason'])}。"
    return None


Maker = Callable[[Values, Values | None], Any]

COMMON: dict[str, Maker] = {
    "committee_name": _fact("committee_name"),
    "party_names": lambda facts, subject: names(facts["parties"]) or None,
    "mediator_names": lambda facts, subject: names(facts["mediators"]) or None,
    "matter": _matter,
    "addressee": _addressee,
    "outcome": _outcome,
    "source_words": _source_words,
}
"""Own fields that mean the same on every paper."""

SPECIAL: dict[str, dict[str, Maker]] = {
    "mediation.cover": {"mediated_from": _fact("accepted_on"), "mediated_to": _ended},
    "mediation.acceptance": {"ground": _ground},
    "mediation.not-accepted": {"addressee": _applicants},
    "mediation.identity": {"items": _identity_items},
    "mediation.mandate": {"principal": _principal_name, "principal_id": _principal_id},
    "mediation.receipt": {
        "payer": _of_subject("payer"),
        "payee": _of_subject("payee"),
        "purpose": _purpose,
        "received": _received,
        "received_on": _of_subject("done_on"),
    },
    "mediation.revisit": {"visitor": _host},
    "mediation.confirmation": {"attachments": _attachments},
    "mediation.confirmation-materials": {"items": _court_items},
    "mediation.closing-report": {"closed_on": _closed},
}
"""Own fields of one paper."""
