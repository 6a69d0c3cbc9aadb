"""奖惩: decisions (C14-C16), the proposals to police and courts (C17, C18), positioning (C19).

Source: 社区矫正法 28, 29, 33, 46-49; 实施办法 33-37, 46-49. Facts and article come from the record of
the sanction, by the same field names; the article is dated text, never a constant.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.corrections_papers.facts import (
    COUNTY,
    MINOR,
    NAME,
    PARTICULARS,
    PROCURATORATE,
    county_seal,
    day,
    fact,
    guardian,
    long,
    mentioned,
    number,
    prose,
    receipt,
    said,
    signed,
)
from app.forms.definition import Field, Form, Kind, Row

__all__ = ["FORMS"]

FACTS = long("facts", "事实", 3, fact=True, required=True)
ARTICLE = fact(
    "article",
    "依据",
    Kind.LONG_TEXT,
    required=True,
    on_paper=False,
    room=24,
    help="写明具体的条、款、项；按行为发生日有效的规定。",
)


def _stub(*rows: Row) -> tuple[Row, ...]:
    """The issuer keeps who the decision was about, and who signed for it when."""
    return (
        (NAME,),
        (Field("decided_on", "签发日期", Kind.DATE), Field("signed_on", "签收日期", Kind.DATE)),
        *rows,
        receipt("经办人"),
    )


def _decision(code: str, title: str, source: str, key: str, *, appeal: str) -> Form:
    return prose(
        code,
        title,
        source,
        number(),
        said("person", "decision.person"),
        said("found", f"{key}.found"),
        (replace(FACTS[0], paragraphs=True),),
        said("decided", f"{key}.decided"),
        said("appeal", appeal),
        county_seal(),
        (
            *day("decided_on", label="决定日期", fact=True),
            *said("copied", "decision.copied", bare=True),
        ),
        (ARTICLE,),
        *mentioned(COUNTY, PROCURATORATE, *PARTICULARS),
        (MINOR,),
        dated_by="decided_on",
        numbered_by="number",
        repeatable=True,
        compact=True,
        stub=_stub(),
    )


ADMONITION = _decision(
    "c14",
    "社区矫正训诫决定书",
    "《社区矫正法》第二十八条；《社区矫正法实施办法》第三十四条；C14",
    "c14",
    appeal="decision.appeal",
)
WARNING = _decision(
    "c15",
    "社区矫正警告决定书",
    "《社区矫正法》第二十八条；《社区矫正法实施办法》第三十五条；C15",
    "c15",
    appeal="decision.appeal",
)
PRAISE = _decision(
    "c16",
    "社区矫正表扬决定书",
    "《社区矫正法》第二十八条；《社区矫正法实施办法》第三十三条；C16",
    "c16",
    appeal="c16.hope",
)


def _proposal(code: str, title: str, source: str, key: str, to: str) -> Form:
    return prose(
        code,
        title,
        f"{source}",
        number(),
        (Field("addressee", "致送机关", required=True, on_paper=False, room=16, help=to),),
        said("addressed", "proposal.addressed", bare=True),
        said("person", "decision.person"),
        (FACTS[0],),
        said("proposed", f"{key}.proposed"),
        said("closing", "proposal.closing"),
        long("enclosed", "附件", 2, help="证据材料、处罚决定、走访和查找记录等，逐件写明。"),
        county_seal(),
        (
            *day("proposed_on", label="日期", fact=True),
            *said("copied", "proposal.copied", bare=True),
        ),
        (ARTICLE,),
        *mentioned(COUNTY, *PARTICULARS),
        dated_by="proposed_on",
        numbered_by="number",
        repeatable=True,
        compact=True,
    )


PUNISHMENT = _proposal(
    "c17",
    "治安管理处罚建议书",
    "《社区矫正法》第二十八条；《社区矫正法实施办法》第三十六条；C17",
    "c17",
    "同级公安机关的全称。",
)
REVOKE_PROBATION = _proposal(
    "c18_probation",
    "撤销缓刑建议书",
    "《社区矫正法》第四十六条；《社区矫正法实施办法》第四十六条；C18",
    "c18_probation",
    "原审人民法院或者执行地人民法院。",
)
REVOKE_PAROLE = _proposal(
    "c18_parole",
    "撤销假释建议书",
    "《社区矫正法》第四十六条；《社区矫正法实施办法》第四十七条；C18",
    "c18_parole",
    "原审人民法院或者执行地中级人民法院。",
)
IMPRISON = _proposal(
    "c18_imprison",
    "收监执行建议书",
    "《社区矫正法》第四十九条；《社区矫正法实施办法》第四十九条；C18",
    "c18_imprison",
    "执行地或者原社区矫正决定机关。",
)
ARREST = _proposal(
    "c18_arrest",
    "提请逮捕建议书",
    "《社区矫正法》第四十七条；《社区矫正法实施办法》第四十八条；C18",
    "c18_arrest",
    "同一人民法院；决定期限为四十八小时。",
)
COMMUTE = _proposal(
    "c18_commute",
    "减刑建议书",
    "《社区矫正法》第三十三条；《社区矫正法实施办法》第四十二条；C18",
    "c18_commute",
    "执行地的中级以上人民法院。",
)

_USE = (
    fact("ground", "情形", Kind.CHOICE, codes="positioning_ground", on_paper=False, room=20),
    fact("from_on", "使用期限自", Kind.DATE, on_paper=False),
    fact("until_on", "使用期限至", Kind.DATE, on_paper=False),
)


def _positioning(name: str, title: str, facts: str = FACTS[0].label) -> Form:
    return prose(
        f"c19_{name}",
        title,
        "《社区矫正法》第二十九条；《社区矫正法实施办法》第三十七条；C19",
        number(),
        said("person", "decision.person"),
        (replace(FACTS[0], label=facts),),
        said("decided", f"c19_{name}.decided"),
        county_seal(),
        day("decided_on", label="决定日期", fact=True),
        _USE,
        *mentioned(COUNTY, *PARTICULARS),
        (MINOR,),
        dated_by="decided_on",
        numbered_by="number",
        repeatable=True,
        compact=True,
        stub=_stub(
            (
                Field("from_on", "使用期限自", Kind.DATE),
                Field("until_on", "使用期限至", Kind.DATE),
            )
        ),
    )


USE = _positioning("use", "使用电子定位装置决定书")
EXTEND = _positioning("extend", "延长使用电子定位装置决定书")
LIFT = _positioning("lift", "解除电子定位装置决定书", "解除原因")
POSITIONING_NOTICE = prose(
    "c19_notice",
    "使用电子定位装置告知书",
    "《社区矫正法》第二十九条；《社区矫正法实施办法》第三十七条；C19",
    said("addressed", "c05.addressed", bare=True),
    said("told", "c19_notice.told"),
    said("rules", "c19_notice.rules"),
    said("heard", "c07.heard"),
    signed(("subject_mark", "社区矫正对象"), finger=True),
    guardian(),
    (*signed(("staff_mark", "告知人")),),
    day("told_on", label="告知日期", fact=True),
    _USE,
    *mentioned(NAME, COUNTY),
    dated_by="told_on",
    repeatable=True,
)

FORMS = (
    *(ADMONITION, WARNING, PRAISE, PUNISHMENT),
    *(REVOKE_PROBATION, REVOKE_PAROLE, IMPRISON, ARREST, COMMUTE),
    *(USE, EXTEND, LIFT, POSITIONING_NOTICE),
)
