"""社区矫正事项审批表 (C09): one sheet, one head and one foot; each matter has lines of its own.

Source: 社区矫正法 23, 27-29; 实施办法 21, 24, 25, 27, 29-31, 33-35, 37, 39. The sheet for a leave
stands with the other papers of the leave (``app/forms/leave.py``).
"""

from __future__ import annotations

from app.forms.corrections import MATTER_HEAD
from app.forms.corrections_papers.facts import CLASS, MINOR, fact, long, table
from app.forms.definition import Field, Form, Kind, Mark, Row

__all__ = ["FORMS", "MATTERS"]

_SIGNED = (Mark.SIGNATURE, Mark.SEAL)


def _foot(*superior: Row) -> tuple[Row, ...]:
    return (
        long("opinion", "司法所意见", 3, fact=True),
        (
            Field("office_mark", "签名（盖章）", Kind.MARK, marks=_SIGNED),
            fact("opinion_by", "审核人"),
            fact("opinion_on", "日期", Kind.DATE),
        ),
        long(
            "county_opinion",
            "县级社区矫正机构意见",
            4,
            help="留空由县级填写；不得由本所代填。收到批复后照抄，连同文号。",
        ),
        (
            Field("county_mark", "签名（盖章）", Kind.MARK, marks=_SIGNED),
            fact("decision_number", "文号"),
            fact("decided_on", "日期", Kind.DATE),
        ),
        *superior,
        long("remark", "备注", 1),
    )


SUPERIOR: tuple[Row, ...] = (
    long("superior_opinion", "上一级社区矫正机构意见", 3),
    (
        Field("superior_mark", "签名（盖章）", Kind.MARK, marks=_SIGNED),
        Field("superior_on", "日期", Kind.DATE),
    ),
)


def _matter(
    name: str,
    title: str,
    source: str,
    *rows: Row,
    superior: bool = False,
    note: str = "",
    minors_note: str = "",
) -> Form:
    return table(
        f"c09_{name}",
        f"社区矫正事项审批表（{title}）",
        f"{source}；C09",
        *MATTER_HEAD,
        *rows,
        *_foot(*(SUPERIOR if superior else ())),
        (MINOR,),
        footnote=note,
        minors_footnote=minors_note,
        dated_by="opinion_on",
        repeatable=True,
        compact=True,
    )


def _reason(label: str = "事由及依据", lines: int = 4) -> Row:
    return long("reason", label, lines, fact=True, required=True)


FREQUENT = _matter(
    "frequent",
    "经常性跨市、县活动",
    "《社区矫正法》第二十七条；《社区矫正法实施办法》第二十九条",
    _reason(),
    (
        fact(
            "places", "去往市、县名称", required=True, weight=2, help="只限所列市、县，逐个写明。"
        ),
        fact("frequency", "频次", required=True),
    ),
    (
        fact("from_on", "有效期自", Kind.DATE, required=True),
        fact("until_on", "有效期至", Kind.DATE, required=True, help="一次批准最长六个月。"),
    ),
    (fact("transport", "交通方式"), fact("contact_phone", "外出期间联系方式")),
    long("evidence", "证明材料", 2, fact=True),
    note="一次批准的有效期为六个月，期内到所列市、县不再逐次申请；期满仍需要的重新申请。",
)

RESIDENCE = _matter(
    "residence",
    "执行地变更",
    "《社区矫正法》第二十七条；《社区矫正法实施办法》第三十条、第三十一条",
    _reason("变更理由"),
    (
        fact("applied_on", "申请日期", Kind.DATE, help="一般应当提前一个月提出书面申请。"),
        fact("move_on", "计划迁居日", Kind.DATE),
    ),
    (fact("new_address", "新居住地", required=True),),
    (
        fact("other_authority", "新执行地社区矫正机构", weight=2),
        fact("other_office", "新执行地司法所"),
    ),
    long("evidence", "证明材料", 2, fact=True),
    superior=True,
)

VISIT = _matter(
    "visit",
    "会客",
    "《社区矫正法》第二十三条；《社区矫正法实施办法》第二十五条",
    _reason("会客原因"),
    (
        Field("visitor", "会见人姓名", required=True),
        Field("relation", "与本人关系"),
        Field("visitor_kind", "会见人身份", help="被害人、控告人、举报人、同案犯等。"),
    ),
    (Field("visit_at", "会客时间", Kind.DATETIME, required=True), Field("place", "会客地点")),
)

PLACE = _matter(
    "place",
    "进入特定区域、场所",
    "《刑法》第三十八条、第七十二条；《社区矫正法实施办法》第三十九条",
    _reason("申请理由"),
    (Field("place", "申请进入的区域、场所", required=True),),
    (
        Field("enter_at", "申请进入时间", Kind.DATETIME, required=True),
        Field("leave_at", "申请结束时间", Kind.DATETIME, required=True),
    ),
    long("order_content", "禁止令内容", 2),
    note="批准后，县级社区矫正机构通知原审人民法院和同级人民检察院。",
)

REPORT = _matter(
    "report",
    "调整报告、复查期限",
    "《社区矫正法实施办法》第二十四条",
    _reason("调整理由"),
    (
        fact(
            "health_kind",
            "调整事项",
            Kind.CHOICE,
            codes="health_interval",
            boxes=True,
            required=True,
        ),
    ),
    (
        fact("due_on", "原应报告、复查日", Kind.DATE),
        fact("new_due_on", "调整后日期", Kind.DATE, required=True),
    ),
    long("diagnosis", "病情和医院意见", 3, fact=True),
    superior=True,
    note="延长一个月至三个月以下的报上一级社区矫正机构批准，延长三个月以上的逐级上报省级社区矫正机构批准。",
)

CONTROL = _matter(
    "control",
    "调整管理类别",
    "《社区矫正法》第二十四条；《社区矫正法实施办法》第二十一条",
    (
        CLASS,
        fact("new_class", "变更后类别", Kind.CHOICE, codes="control_class", required=True),
        fact("from_on", "变动日期", Kind.DATE, required=True),
    ),
    _reason("调整原因"),
    long("basis", "考核和奖惩情况", 3, fact=True),
)


def _sanction(name: str, title: str, source: str, what: str) -> Form:
    return _matter(
        name,
        title,
        source,
        (fact("conduct_on", "行为发生日", Kind.DATE),),
        long("facts", what, 6, fact=True, required=True),
        long("article", "依据", 3, fact=True, required=True, help="写明具体的条、款、项。"),
        long("evidence", "证据材料", 2),
        minors_note="未成年人的考核奖惩不公开；宣告或者处罚时通知监护人到场。",
    )


ADMONITION = _sanction(
    "admonition",
    "训诫",
    "《社区矫正法》第二十八条；《社区矫正法实施办法》第三十四条",
    "违反监督管理规定的事实",
)
WARNING = _sanction(
    "warning",
    "警告",
    "《社区矫正法》第二十八条；《社区矫正法实施办法》第三十五条",
    "违反监督管理规定的事实",
)
PRAISE = _sanction(
    "praise",
    "表扬",
    "《社区矫正法》第二十八条；《社区矫正法实施办法》第三十三条",
    "表现和事迹",
)

POSITIONING = _matter(
    "positioning",
    "使用电子定位装置",
    "《社区矫正法》第二十九条；《社区矫正法实施办法》第三十七条",
    (
        fact(
            "ground",
            "情形",
            Kind.CHOICE,
            codes="positioning_ground",
            boxes=True,
            required=True,
        ),
    ),
    long("facts", "事实", 4, fact=True, required=True),
    (
        fact("from_on", "使用期限自", Kind.DATE, required=True),
        fact("until_on", "使用期限至", Kind.DATE, required=True, help="每次不超过三个月。"),
    ),
    long("evaluation", "延长使用的评估", 2, fact=True, help="延长使用的填写。"),
    note="须经县级司法行政部门负责人批准；期限届满后经评估仍有必要的，经批准可以延长，每次不超过三个月。",
)

MATTERS = (
    *(FREQUENT, RESIDENCE, VISIT, PLACE, REPORT),
    *(CONTROL, ADMONITION, WARNING, PRAISE, POSITIONING),
)

FORMS = MATTERS
