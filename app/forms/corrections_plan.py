"""社区矫正: the plan (C08), the 宣告, and rulings that move the end of the term.

Entries as the office types them; the papers that are printed for signature and seal (C05, C06, C08)
take their values from here by the same names.
"""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout

__all__ = ["DECLARATION", "FORMS", "GROUP", "PLAN", "PLAN_ADJUSTMENT", "PLAN_REVIEW", "TERM_CHANGE"]

GROUP = Form(
    code="corrections.group",
    title="确定矫正小组",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十五条、第五十二条；《实施办法》第十九条",
    dated_by="group_confirmed_on",
    rows=(
        (
            Field("group_confirmed_on", "确定日期", Kind.DATE, required=True),
            Field(
                "group_confirmed_by", "确定人", required=True, help="社区矫正机构或司法所负责人。"
            ),
        ),
    ),
)

PLAN = Form(
    code="corrections.plan",
    title="矫正方案",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十四条；《实施办法》第二十二条",
    repeatable=True,
    dated_by="made_on",
    rows=(
        (
            Field("made_on", "制定日期", Kind.DATE, required=True, weight=2),
            Field("made_by", "制定人", required=True),
            Field("reviewed_by", "审核人"),
        ),
        (Field("situation", "基本情况", Kind.LONG_TEXT, lines=3, required=True),),
        (Field("judgment", "裁判内容", Kind.LONG_TEXT, lines=2, help="照裁判文书摘录。"),),
        (
            Field("assessment", "综合评估结果", Kind.LONG_TEXT, lines=2, required=True, weight=3),
            Field("risk", "风险等级", Kind.CHOICE, codes="risk"),
        ),
        (Field("mind", "心理状态和特殊情况", Kind.LONG_TEXT, lines=2),),
        (Field("supervision", "监督管理措施", Kind.LONG_TEXT, lines=3, required=True),),
        (Field("education", "教育矫正措施", Kind.LONG_TEXT, lines=3, required=True),),
        (Field("assistance", "帮困扶助措施", Kind.LONG_TEXT, lines=2),),
        (Field("other", "其他措施", Kind.LONG_TEXT, lines=2),),
    ),
)

PLAN_ADJUSTMENT = Form(
    code="corrections.plan_adjustment",
    title="矫正方案调整",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十四条；《实施办法》第二十二条",
    repeatable=True,
    dated_by="adjusted_on",
    rows=(
        (
            Field("adjusted_on", "调整日期", Kind.DATE, required=True),
            Field("adjusted_by", "调整人", required=True),
        ),
        (Field("reason", "调整原因", Kind.LONG_TEXT, required=True),),
        (Field("content", "调整内容", Kind.LONG_TEXT, lines=3, required=True),),
    ),
)

PLAN_REVIEW = Form(
    code="corrections.plan_review",
    title="矫正方案实施效果评估",
    version="2020",
    layout=Layout.TABLE,
    source="《实施办法》第二十二条",
    repeatable=True,
    dated_by="reviewed_on",
    rows=(
        (
            Field("reviewed_on", "评估日期", Kind.DATE, required=True),
            Field("effect", "实施效果", Kind.CHOICE, codes="plan_effect", required=True),
            Field("reviewed_by", "评估人", required=True),
        ),
        (Field("opinion", "评估意见", Kind.LONG_TEXT, lines=3, required=True),),
    ),
)

PARTICIPANTS = (
    Field("name", "姓名", required=True, weight=2),
    Field("role", "身份", Kind.CHOICE, codes="declaration_role", required=True, weight=2),
)

DECLARATION = Form(
    code="corrections.declaration",
    title="宣告登记",
    version="2020",
    layout=Layout.TABLE,
    source="《实施办法》第二十条、第五十四条；《社区矫正法》第五十二条至第五十五条",
    repeatable=True,
    dated_by="held_at",
    rows=(
        (
            Field("kind", "种类", Kind.CHOICE, codes="declaration_kind", required=True),
            Field("held_at", "时间", Kind.DATETIME, required=True, weight=2),
        ),
        (
            Field("place", "地点", required=True, weight=2),
            Field("host", "宣告人", required=True),
            Field("recorder", "记录人"),
        ),
        (
            Field(
                "participants",
                "参加人",
                Kind.ROWS,
                columns=PARTICIPANTS,
                table=True,
                required=True,
                help="矫正小组成员应当到场；未成年人的宣告，监护人到场。",
            ),
        ),
        (
            Field(
                "public", "公开进行", Kind.BOOL, help="未成年人的宣告不公开（法54条、办法55条）。"
            ),
            Field("note", "备注", weight=3),
        ),
    ),
)

TERM_CHANGE = Form(
    code="corrections.term_change",
    title="矫正期限变更登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第三十三条；《刑法》第七十八条",
    repeatable=True,
    dated_by="decided_on",
    rows=(
        (
            Field("kind", "种类", Kind.CHOICE, codes="term_change_kind", required=True),
            Field("decided_on", "裁定日期", Kind.DATE, required=True),
        ),
        (
            Field("decided_by", "裁定机关", required=True),
            Field("document_number", "裁定书文号", required=True),
        ),
        (
            Field("content", "裁定内容", weight=2, example="减去缓刑考验期二个月"),
            Field(
                "new_ends_on",
                "变更后止日",
                Kind.DATE,
                required=True,
                help="照裁定书载明的日期填写；原止日自动留在记录里。",
            ),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

FORMS = (GROUP, PLAN, PLAN_ADJUSTMENT, PLAN_REVIEW, DECLARATION, TERM_CHANGE)
