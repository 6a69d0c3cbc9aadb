"""社区矫正: the dated entries that change how a person stands.

Each is typed in beside the person and can be printed as a registration slip.
"""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout

__all__ = [
    "CONTROL_CHANGE",
    "COURT_ORDER",
    "DELEGATION",
    "FORMS",
    "GROUP_MEMBER",
    "RELEASE",
    "SPECIAL_PERIOD",
    "STEP",
    "SUSPENSION",
    "TERMINATION",
    "TERM_END",
]

CONTROL_CHANGE = Form(
    code="corrections.control_change",
    title="管理类别调整登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法实施办法》第二十一条 分类管理",
    repeatable=True,
    dated_by="from_on",
    rows=(
        (
            Field("control_class", "调整后类别", Kind.CHOICE, codes="control_class", required=True),
            Field("from_on", "自何日起", Kind.DATE, required=True),
        ),
        (Field("reason", "调整原因", Kind.LONG_TEXT, required=True),),
        (Field("decided_by", "决定机关"), Field("document_number", "文号")),
    ),
)

SUSPENSION = Form(
    code="corrections.suspension",
    title="暂停日常监管登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第三十二条；《实施办法》第四十一条",
    repeatable=True,
    dated_by="from_on",
    rows=(
        (Field("kind", "情形", Kind.CHOICE, codes="suspension_kind", required=True),),
        (
            Field("from_on", "起日", Kind.DATE, required=True, help="以通知书上的日期为准。"),
            Field("until_on", "止日", Kind.DATE, help="当日仍计入；尚未恢复的留空。"),
        ),
        (Field("document_number", "依据文书"), Field("note", "备注", weight=2)),
    ),
)

COURT_ORDER = Form(
    code="corrections.court_order",
    title="禁止令登记",
    version="2020",
    layout=Layout.TABLE,
    source="《刑法》第三十八条、第七十二条",
    repeatable=True,
    dated_by="from_on",
    rows=(
        (Field("kind", "类型", Kind.CHOICE, codes="court_order_kind", required=True),),
        (Field("content", "禁止内容", Kind.LONG_TEXT, required=True, help="照裁判文书抄写。"),),
        (
            Field("from_on", "起日", Kind.DATE, required=True),
            Field("until_on", "止日", Kind.DATE, required=True),
        ),
    ),
)

GROUP_MEMBER = Form(
    code="corrections.group_member",
    title="矫正小组成员",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十五条；《实施办法》第十九条",
    repeatable=True,
    rows=(
        (
            Field("name", "姓名", required=True),
            Field(
                "sex",
                "性别",
                Kind.CHOICE,
                codes="sex",
                help="女性对象的小组应有女性成员（法25条）。",
            ),
            Field("role", "身份", Kind.CHOICE, codes="group_role", required=True),
        ),
        (
            Field(
                "knows_minors",
                "熟悉未成年人身心特点",
                Kind.BOOL,
                help="未成年对象的小组应有熟悉未成年人身心特点的人员（法52条）。",
            ),
        ),
        (Field("unit", "单位", weight=2), Field("phone", "电话")),
        (
            Field("from_on", "自何日起", Kind.DATE, required=True),
            Field("until_on", "至", Kind.DATE),
        ),
    ),
)

DELEGATION = Form(
    code="corrections.delegation",
    title="委托事项登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第九条；《实施办法》第二十七条",
    repeatable=True,
    dated_by="from_on",
    rows=(
        (Field("matter", "委托事项", Kind.CHOICE, codes="delegation_matter", required=True),),
        (
            Field("from_on", "生效日", Kind.DATE, required=True),
            Field("until_on", "终止日", Kind.DATE, help="长期有效的留空；收回委托时填写。"),
        ),
        (Field("authority", "委托机关", required=True), Field("document_number", "委托文书号")),
        (Field("note", "备注", weight=2),),
    ),
)

SPECIAL_PERIOD = Form(
    code="corrections.special_period",
    title="特殊时期登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十四条 分类管理；重点时段的报告方式以县级通知为准",
    repeatable=True,
    dated_by="from_on",
    rows=(
        (
            Field(
                "name", "名称", required=True, help="照通知的叫法填写。", example="春节、全国两会"
            ),
        ),
        (
            Field(
                "from_on",
                "起日",
                Kind.DATE,
                required=True,
                help="周期比平时短的，当日起执行；只多次数的，从下一期起。",
            ),
            Field("until_on", "止日", Kind.DATE, required=True, help="当日仍计入。"),
        ),
        (
            Field("checkin", "报告方式", Kind.CHOICE, codes="checkin_kind", required=True),
            Field("unit", "周期", Kind.CHOICE, codes="rhythm_unit", required=True, default="day"),
            Field(
                "times",
                "次数",
                Kind.NUMBER,
                unit="次",
                required=True,
                default=1,
                minimum=1,
                maximum=31,
            ),
        ),
        (
            Field(
                "control_class",
                "哪一类对象",
                Kind.CHOICE,
                codes="control_class",
                help="全部对象都要的留空；只要一类对象的选类别，几类的分别登记。",
            ),
        ),
        (
            Field("authority", "要求的机关", help="发通知的县级机关；本所自行加强的留空。"),
            Field("document_number", "通知文号"),
        ),
        (Field("note", "备注", weight=2),),
    ),
)

STEP = Form(
    code="corrections.step",
    title="矫正状态变更登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第二十二条、第四十四条、第四十五条",
    repeatable=True,
    dated_by="happened_on",
    rows=(
        (
            Field("after", "变更为", Kind.CHOICE, codes="corrections_state", required=True),
            Field("happened_on", "发生日期", Kind.DATE, required=True),
        ),
        (
            Field("decided_by", "决定机关"),
            Field("document_number", "文号", help="县级的文号照抄，本所不编号。"),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

TERM_END = Form(
    code="corrections.term_end",
    title="个人总结、书面鉴定登记",
    version="2020",
    layout=Layout.TABLE,
    source="《实施办法》第五十三条",
    rows=(
        (
            Field("summary_on", "个人总结日期", Kind.DATE, help="一般在期满前三十日作出。"),
            Field("appraised_on", "书面鉴定日期", Kind.DATE, help="期满前由县级作出书面鉴定。"),
        ),
    ),
)

RELEASE = Form(
    code="corrections.release",
    title="解除社区矫正登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第四十四条；《实施办法》第五十三条",
    dated_by="happened_on",
    rows=(
        (
            Field("reason", "解除原因", Kind.CHOICE, codes="release_reason", required=True),
            Field("happened_on", "解除日期", Kind.DATE, required=True),
        ),
        (
            Field("decided_by", "发证机关", required=True, help="县级社区矫正机构全称。"),
            Field(
                "document_number",
                "解除社区矫正证明书文号",
                required=True,
                help="照证明书抄写；没有县级的证明书不得登记解除。",
            ),
        ),
        (
            Field(
                "summary_on",
                "个人总结日期",
                Kind.DATE,
                help="期满前三十日作出；期满解除必须有（办法53条）。",
            ),
            Field("appraised_on", "书面鉴定日期", Kind.DATE, help="期满解除必须有（办法53条）。"),
        ),
        (
            Field(
                "county_instruction",
                "在途程序的县级书面意见",
                help="被采取强制措施或者正在提请撤销、收监的，期满解除须有县级书面意见（司办通〔2021〕94号）。",
            ),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

TERMINATION = Form(
    code="corrections.termination",
    title="终止社区矫正登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第四十五条",
    dated_by="happened_on",
    rows=(
        (
            Field("reason", "终止原因", Kind.CHOICE, codes="termination_reason", required=True),
            Field("happened_on", "终止日期", Kind.DATE, required=True),
        ),
        (
            Field("decided_by", "决定机关", required=True, help="死亡的填出具证明的机关。"),
            Field("document_number", "裁定、决定或证明文号", required=True),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

FORMS = (
    CONTROL_CHANGE,
    SUSPENSION,
    COURT_ORDER,
    GROUP_MEMBER,
    DELEGATION,
    SPECIAL_PERIOD,
    STEP,
    TERM_END,
    RELEASE,
    TERMINATION,
)
