"""调委会 and 人民调解员: the cards of the roster. Source: 人民调解法 7-9, 13, 34."""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Register

COMMITTEE = Form(
    code="mediation.committee",
    title="人民调解委员会",
    source="人民调解法第七条至第九条、第三十四条",
    rows=(
        (
            Field(
                "name",
                "全称",
                required=True,
                max_length=200,
                help="与印章一致。",
                example="贺兰县习岗镇人民调解委员会",
            ),
        ),
        (
            Field(
                "short_name",
                "简称",
                required=True,
                max_length=40,
                help="编在卷号里。",
                example="习岗",
            ),
            Field(
                "kind",
                "类别",
                Kind.CHOICE,
                codes="committee_kind",
                required=True,
                help="统计表按类别计数。",
            ),
        ),
        (
            Field(
                "number_template",
                "卷号样式",
                max_length=100,
                help="与本所通用样式不同时填写。",
                example="{简称}人调字〔{年}〕第{序号}号",
            ),
            Field(
                "area_code",
                "所在村（社区）或乡镇",
                Kind.CHOICE,
                codes="village",
                help="没有的可以不选。",
            ),
        ),
        (
            Field("founded_on", "本届成立日期", Kind.DATE, help="每届三年（人民调解法第9条）。"),
            Field(
                "term_until",
                "本届届满日期",
                Kind.DATE,
                help="不填按成立日期满三年计算；届满前提醒换届。",
            ),
        ),
    ),
)

MEDIATOR_CARD = Form(
    code="mediation.mediator",
    title="人民调解员",
    source="人民调解法第十三条、第十四条",
    rows=(
        (
            Field("name", "姓名", required=True, max_length=100, example="测试员甲"),
            Field("sex", "性别", Kind.CHOICE, codes="sex", help="统计用。"),
            Field("ethnic_group", "民族", Kind.CHOICE, codes="ethnic_group", help="统计用。"),
        ),
        (
            Field("full_time", "专职", Kind.BOOL, help="专门从事调解工作的；其余是兼职。"),
            Field("post", "职务", max_length=60, example="主任"),
            Field("phone", "电话", max_length=60, example="13900000004"),
        ),
        (
            Field(
                "area_code",
                "责任村（社区）",
                Kind.CHOICE,
                codes="village",
                help="主要负责哪个村、社区的调解；负责几个的，在“责任片区”里写。",
            ),
            Field(
                "duty_area",
                "责任片区",
                max_length=200,
                help="网格、片区或者几个村的名称；没有划分的不填。",
                example="东片第1至第3网格",
            ),
        ),
        (
            Field("certificate_no", "人民调解员证号", max_length=60, help="照证件填写。"),
            Field("certificate_from", "发证日期", Kind.DATE, help="照证件填写。"),
            Field(
                "certificate_until",
                "证件有效期至",
                Kind.DATE,
                help="到期以前“今日”提醒换证；证件上没有写期限的不填。",
            ),
        ),
        (
            Field("from_on", "任职日期", Kind.DATE, help="从这一天起可以选作本案调解员。"),
            Field(
                "until_on", "离任日期", Kind.DATE, help="离任后不再出现在名册里，以前的案件不变。"
            ),
        ),
    ),
)

MEDIATOR_REGISTER = Register(
    code="mediation.mediators",
    title="人民调解员名册",
    source="人民调解法第十三条、第十四条；栏目按程序的名册",
    columns=(
        Field("committee", "人民调解委员会", weight=4),
        Field("name", "姓名", weight=2),
        Field("sex", "性别", Kind.CHOICE, codes="sex"),
        Field("ethnic_group", "民族", Kind.CHOICE, codes="ethnic_group", weight=2),
        Field("full_time", "专职", Kind.BOOL),
        Field("post", "职务", weight=2),
        Field("area_code", "责任村（社区）", Kind.CHOICE, codes="village", weight=2),
        Field("duty_area", "责任片区", weight=2),
        Field("phone", "电话", weight=2),
        Field("certificate_no", "证号", weight=2),
        Field("certificate_until", "证件有效期至", Kind.DATE, weight=2),
        Field("from_on", "任职日期", Kind.DATE, weight=2),
        Field("until_on", "离任日期", Kind.DATE, weight=2),
    ),
)
"""The roster of all committees as a list: printed, exported, and behind a figure."""

REGISTERS = (MEDIATOR_REGISTER,)

NUMBERS = Form(
    code="mediation.numbers",
    title="接着纸质台账编号",
    source="卷号按调委会和年度连续编排，不断号、不重号",
    rows=(
        (
            Field(
                "year",
                "年度",
                Kind.NUMBER,
                required=True,
                minimum=2000,
                maximum=2100,
                help="卷号里的年份。",
            ),
            Field(
                "sequence",
                "下一件编第几号",
                Kind.NUMBER,
                required=True,
                minimum=1,
                unit="号",
                help="纸质台账已经编到 25 号的，填 26。只能往后，不能退回到已经用过的号。",
            ),
        ),
    ),
)
"""Asked once, where an office begins in the middle of a year."""

WHICH_COMMITTEE = Form(
    code="mediation.which-committee",
    title="由哪个调委会调解",
    source="人民调解法第七条、第十七条",
    rows=(
        (
            Field(
                "committee",
                "人民调解委员会",
                Kind.CHOICE,
                required=True,
                help="卷号和印章都是这个调委会的。",
            ),
        ),
    ),
)
"""Asked where an office looks after several committees."""
