"""社区矫正: absence and search (C20), rewards and sanctions (C14-C18), positioning (C19).

The office proposes and records; the county's answer is typed in as it came.
"""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout

__all__ = [
    "ABSENCE",
    "FORMS",
    "FOUND",
    "POSITIONING",
    "SANCTION",
    "SANCTION_ANSWER",
    "SANCTION_REVOKED",
    "SEARCH",
]

ABSENCE = Form(
    code="corrections.absence",
    title="脱离监管登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第三十条；《实施办法》第三十八条",
    repeatable=True,
    dated_by="discovered_on",
    rows=(
        (Field("cause", "情形", Kind.CHOICE, codes="absence_cause", required=True, weight=2),),
        (
            Field(
                "first_absent_on",
                "实际脱离日",
                Kind.DATE,
                required=True,
                help="未经批准脱离监管的第一天，天数从这一天算起；后来才发现的也照实填。",
            ),
            Field("discovered_on", "发现日", Kind.DATE, required=True),
        ),
        (Field("circumstances", "经过", Kind.LONG_TEXT, lines=3),),
        (
            Field("county_told_on", "报告县级日期", Kind.DATE, help="失去联系的，立即报告县级。"),
            Field("procuratorate_told_on", "通报检察院日期", Kind.DATE),
        ),
        (
            Field("police_asked_on", "书面通知公安日期", Kind.DATE),
            Field("police_document", "协助查找通知书文号", help="县级发出的文号，照抄。"),
        ),
    ),
)

FOUND = Form(
    code="corrections.found",
    title="查回登记",
    version="2020",
    layout=Layout.TABLE,
    source="《实施办法》第三十八条",
    dated_by="found_on",
    rows=(
        (
            Field("found_on", "查回日期", Kind.DATE, required=True),
            Field(
                "excuse",
                "有无正当理由",
                Kind.CHOICE,
                codes="excuse",
                required=True,
                help="由人判断，程序不推定。",
            ),
        ),
        (Field("found_how", "查回经过", Kind.LONG_TEXT, lines=3, required=True),),
        (Field("conclusion", "处理意见", Kind.LONG_TEXT, lines=2),),
        (Field("handled_by", "经办人", required=True),),
    ),
)

SEARCH = Form(
    code="corrections.search",
    title="查找记录",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第三十条；《实施办法》第三十八条",
    repeatable=True,
    dated_by="searched_at",
    rows=(
        (
            Field("searched_at", "时间", Kind.DATETIME, required=True, weight=2),
            Field("way", "方式", Kind.CHOICE, codes="search_way", required=True, weight=2),
        ),
        (
            Field(
                "target",
                "查找的人、号码或地点",
                required=True,
                weight=2,
                help="拨打的号码、询问的人、去过的地方，照实填写，作为证据。",
            ),
            Field("result", "结果", Kind.CHOICE, codes="search_result", required=True),
        ),
        (Field("note", "情况", Kind.LONG_TEXT, lines=3),),
        (Field("staff", "查找人", required=True, help="一般应有两人。"),),
    ),
)

SANCTION = Form(
    code="corrections.sanction",
    title="奖惩建议",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十八条、第三十三条、第四十六条至第四十九条；《实施办法》第三十三条至第四十九条",
    repeatable=True,
    dated_by="proposed_on",
    rows=(
        (
            Field("kind", "种类", Kind.CHOICE, codes="sanction_kind", required=True, weight=2),
            Field(
                "conduct_on",
                "行为发生日",
                Kind.DATE,
                required=True,
                help="按这一天有效的规定处理。",
            ),
        ),
        (Field("facts", "事实", Kind.LONG_TEXT, lines=4, required=True),),
        (
            Field(
                "article",
                "依据",
                Kind.LONG_TEXT,
                lines=2,
                required=True,
                help="程序按行为发生日列出当时的规定，请核对并写明具体的项。",
            ),
        ),
        (
            Field("proposed_on", "建议日期", Kind.DATE, required=True, weight=2),
            Field("proposed_by", "承办人", required=True),
            Field("head_by", "负责人"),
        ),
        (Field("submitted_on", "报送县级日期", Kind.DATE),),
    ),
)

SANCTION_ANSWER = Form(
    code="corrections.sanction_answer",
    title="登记奖惩结果",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十八条；《实施办法》第三十三条至第四十九条",
    dated_by="decided_on",
    rows=(
        (
            Field("result", "结果", Kind.CHOICE, codes="sanction_result", required=True),
            Field("decided_on", "决定日期", Kind.DATE, required=True),
        ),
        (
            Field("decided_by", "决定机关", required=True),
            Field("decision_number", "文号", help="照决定书、裁定书抄写，本所不编号。"),
        ),
        (Field("reply", "答复内容", Kind.LONG_TEXT, help="不予决定或者退回的，写明理由。"),),
        (
            Field("delivered_on", "送达本人日期", Kind.DATE),
            Field("procuratorate_told_on", "抄送检察院日期", Kind.DATE),
        ),
        (
            Field(
                "guardian_told_on",
                "通知监护人日期",
                Kind.DATE,
                help="未成年人的处罚，通知监护人到场（办法55条）。",
            ),
        ),
    ),
)

SANCTION_REVOKED = Form(
    code="corrections.sanction_revoked",
    title="登记奖惩撤销",
    version="2020",
    layout=Layout.TABLE,
    source="《实施办法》第三十二条",
    dated_by="revoked_on",
    rows=(
        (
            Field("revoked_on", "撤销日期", Kind.DATE, required=True),
            Field("revoked_number", "撤销文号", required=True),
        ),
        (Field("revoked_reason", "撤销理由", Kind.LONG_TEXT, required=True),),
    ),
)

POSITIONING = Form(
    code="corrections.positioning",
    title="使用电子定位装置登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十九条；《实施办法》第三十七条",
    repeatable=True,
    dated_by="from_on",
    rows=(
        (Field("ground", "情形", Kind.CHOICE, codes="positioning_ground", required=True),),
        (
            Field(
                "facts",
                "事实",
                Kind.LONG_TEXT,
                lines=3,
                help="何时、何地、有什么属于上述情形的行为；审批表和决定书照此印。",
            ),
        ),
        (
            Field("from_on", "起日", Kind.DATE, required=True),
            Field(
                "until_on",
                "止日",
                Kind.DATE,
                required=True,
                help="每次不超过三个月，首尾都算在内。",
            ),
        ),
        (
            Field("decided_by", "批准机关", required=True, help="县级司法行政部门负责人批准。"),
            Field("decided_on", "批准日期", Kind.DATE, required=True),
            Field("decision_number", "决定书文号", required=True),
        ),
        (
            Field("told_on", "告知本人日期", Kind.DATE, help="告知期限、要求和违反的后果。"),
            Field("evaluation", "延期前的评估", weight=2, help="延长使用的，写明评估意见。"),
        ),
        (
            Field("removed_on", "解除日期", Kind.DATE),
            Field("removed_reason", "解除原因", weight=2),
        ),
    ),
)

FORMS = (
    ABSENCE,
    FOUND,
    SEARCH,
    SANCTION,
    SANCTION_ANSWER,
    SANCTION_REVOKED,
    POSITIONING,
)
