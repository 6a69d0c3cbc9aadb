"""服刑人员未成年子女: the card of a child, how they live from a day on, the help they got.

What is asked is what published notices name: guardian, hardship, school, wandering; and what lets an
office tell whether 民政 may find them 事实无人抚养 (民发〔2019〕62号). No official sheet could be read.
Nothing is asked about what the child itself did.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Form, Kind, Layout, Mark, Register

__all__ = [
    "CHILD",
    "CHILDREN_FORMS",
    "CHILDREN_REGISTER",
    "CHILD_HELP",
    "CHILD_LEAVING",
    "CHILD_REMOVAL",
    "CHILD_SITUATION",
    "SITUATION_FIELDS",
]

SOURCE = (
    "国发〔2016〕36号、民发〔2019〕62号说的困境儿童和事实无人抚养儿童；"
    "没有读到统一的表样，栏目由程序整理，县局可以替换"
)
QUIETLY = "入户、到校时注意保护孩子，不在同学、邻居面前提起父母服刑。"

GUARDIAN = (
    Field(
        "guardian_relation",
        "现由谁照管",
        Kind.CHOICE,
        codes="child_guardian",
        required=True,
        help="父母不能照管的，依次为祖父母、外祖父母，成年兄、姐，其他愿意担任的人（民法典第二十七条）。",
    ),
    Field("guardian_name", "照管人姓名"),
    Field("guardian_phone", "照管人电话"),
)
SCHOOL = (
    Field(
        "schooling",
        "就学情况",
        Kind.CHOICE,
        codes="child_schooling",
        required=True,
        help="该上小学、初中而没有上的，选“失学、辍学”，统计时单列。",
    ),
    Field("school", "学校和年级", weight=2),
)
DIFFICULTIES = (
    Field(
        "difficulties",
        "困难",
        Kind.MULTI_CHOICE,
        codes="child_difficulty",
        help="有的都勾选；没有困难的一项也不勾。",
    ),
)
LIFE = (Field("situation", "生活、学习、身心情况", Kind.LONG_TEXT, lines=4, help=QUIETLY),)
CHECKED_BY = Field("checked_by", "核查人")
SITUATION_FIELDS = frozenset(
    {
        *("guardian_relation", "guardian_name", "guardian_phone", "schooling", "school"),
        *("difficulties", "situation", "checked_by"),
    }
)
"""How a child lives: on the card the newest, in the store a row from each day on."""

HELP_KIND = Field("kind", "帮助种类", Kind.CHOICE, codes="child_help_kind", required=True)
GIVEN_ON = Field("given_on", "日期", Kind.DATE, required=True)
AMOUNT = Field("amount", "金额", Kind.MONEY, minimum=0, help="给钱、减免的填写；物品折价。")
PROVIDER = Field("provider", "提供单位", weight=2, example="贺兰县民政局")

CHILD = Form(
    code="resettlement.child",
    title="服刑人员未成年子女登记表",
    version="2026",
    layout=Layout.TABLE,
    compact=True,
    source=SOURCE,
    footnote="本表涉及未成年人，另行保管，不外传、不公示。",
    rows=(
        (
            Field("name", "姓名", required=True, help="与户口簿一致。"),
            Field("sex", "性别", Kind.CHOICE, codes="sex"),
        ),
        (
            Field("id_number", "身份证号", weight=2, help="在户口簿上；没有落户的留空。"),
            Field(
                "birth_date",
                "出生日期",
                Kind.DATE,
                required=True,
                weight=2,
                help="填写身份证号后自动带出；满十八周岁的那天起不再计入。",
            ),
        ),
        (
            Field("address", "居住地", required=True, weight=3),
            Field("area_code", "所属村（社区）", Kind.CHOICE, codes="village", on_paper=False),
        ),
        (
            Field(
                "parent_name",
                "服刑人员",
                required=True,
                help="父母都在服刑的，两人的姓名都写。",
            ),
            Field("parent_relation", "是孩子的", Kind.CHOICE, codes="child_parent", required=True),
        ),
        (
            Field("prison", "服刑场所", weight=2),
            Field("release_on", "预计释放日期", Kind.DATE, help="不知道的留空。"),
        ),
        (
            Field(
                "other_parent",
                "父母另一方",
                Kind.CHOICE,
                codes="child_other_parent",
                help="决定能不能申请事实无人抚养儿童保障。",
            ),
            Field(
                "unattended",
                "已认定事实无人抚养",
                Kind.BOOL,
                help="民政部门认定了才勾选。父母都服刑、重残、重病、失联，或者一方死亡、失踪而另一方服刑的，"
                "帮助监护人向乡镇提出申请。",
            ),
        ),
        (
            Field(
                "known_on",
                "登记日期",
                Kind.DATE,
                required=True,
                help="本所核查属实的日期；从这天起计入统计。",
            ),
            Field("known_from", "怎样得知", Kind.CHOICE, codes="child_known_from"),
        ),
        GUARDIAN,
        SCHOOL,
        DIFFICULTIES,
        LIFE,
        (
            CHECKED_BY,
            Field("checked_on", "现状核查日期", Kind.DATE, on_screen=False),
        ),
        (Field("remark", "备注", Kind.LONG_TEXT),),
        (Field("helps_title", "", Kind.FIXED, wording="得到的帮助", on_screen=False),),
        (
            Field(
                "helps",
                "得到的帮助",
                Kind.ROWS,
                columns=(GIVEN_ON, replace(HELP_KIND, weight=2), AMOUNT, PROVIDER),
                table=True,
                on_screen=False,
            ),
        ),
        (
            Field("filler", "填表人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("office_seal", "司法所（盖章）", Kind.MARK, marks=(Mark.SEAL,)),
        ),
    ),
)


def _entry(code: str, title: str, *rows: tuple[Field, ...], dated_by: str = "") -> Form:
    return Form(
        code=f"resettlement.{code}",
        title=title,
        version="2026",
        layout=Layout.TABLE,
        source=SOURCE,
        repeatable=True,
        dated_by=dated_by,
        rows=rows,
    )


CHILD_SITUATION = _entry(
    "child_situation",
    "未成年子女现状登记",
    (
        Field(
            "from_on",
            "核查日期",
            Kind.DATE,
            required=True,
            help="换了照管人、转学、辍学、复学，都登记一条；以前的留着，原来的统计不变。",
        ),
        CHECKED_BY,
    ),
    GUARDIAN,
    SCHOOL,
    DIFFICULTIES,
    LIFE,
    dated_by="from_on",
)

CHILD_HELP = _entry(
    "child_help",
    "未成年子女帮助登记",
    (HELP_KIND, GIVEN_ON),
    (AMOUNT, PROVIDER),
    (Field("staff", "经手人"),),
    (Field("detail", "内容和结果", Kind.LONG_TEXT, lines=3),),
    dated_by="given_on",
)

CHILD_LEAVING = _entry(
    "child_leaving",
    "未成年子女不再登记",
    (
        Field("left_reason", "原因", Kind.CHOICE, codes="child_left_reason", required=True),
        Field(
            "left_on",
            "日期",
            Kind.DATE,
            required=True,
            help="从这天起不再计入；满十八周岁的到日子自动不计，不用登记。",
        ),
    ),
    (Field("left_note", "说明", Kind.LONG_TEXT),),
    dated_by="left_on",
)

CHILD_REMOVAL = _entry(
    "child_removal",
    "删除登记",
    (Field("reason", "删除原因", Kind.LONG_TEXT, required=True, lines=2, example="重复登记。"),),
    (
        Field(
            "second_person",
            "在场第二人",
            required=True,
            max_length=100,
            help="由另一位同志一起核对，写这位同志的姓名。",
        ),
    ),
)

CHILDREN_REGISTER = Register(
    code="resettlement.children",
    title="服刑人员未成年子女名册",
    source="栏目由程序整理",
    columns=(
        Field("name", "姓名", weight=2),
        Field("sex", "性别", Kind.CHOICE, codes="sex"),
        Field("birth_date", "出生日期", Kind.DATE, weight=2),
        Field("id_number", "身份证号", weight=3),
        Field("address", "居住地", weight=3),
        Field("parent_name", "服刑人员", weight=2),
        Field("parent_relation", "是孩子的", Kind.CHOICE, codes="child_parent", weight=2),
        Field("guardian_relation", "现由谁照管", Kind.CHOICE, codes="child_guardian", weight=2),
        Field("guardian_name", "照管人", weight=2),
        Field("guardian_phone", "照管人电话", weight=2),
        Field("schooling", "就学情况", Kind.CHOICE, codes="child_schooling", weight=2),
        Field("school", "学校和年级", weight=2),
        Field("difficulties", "困难", Kind.MULTI_CHOICE, codes="child_difficulty", weight=3),
        Field("helps", "帮助次数", Kind.NUMBER),
        Field("last_help", "最近帮助", Kind.DATE, weight=2),
        Field("known_on", "登记日期", Kind.DATE, weight=2),
    ),
)

CHILDREN_FORMS = (CHILD, CHILD_SITUATION, CHILD_HELP, CHILD_LEAVING, CHILD_REMOVAL)
"""The card, and the entries beside it."""
