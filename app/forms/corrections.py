"""社区矫正: the basic sheet (C02) and the roll of persons.

Source: the ministry's formats of 2012 (《社区矫正执法文书格式》, 文书2) as reconstructed from import
sheets that follow it. The formats issued with 司发通〔2020〕59号 could not be read; the title of the
person is that of 2020. A bureau that has the official sheet replaces this version.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from app.forms.definition import Field, Form, Kind, Layout, Mark, Register, Row
from app.forms.fitting import JUVENILE
from app.forms.report_columns import report_table

__all__ = [
    "BASIC_SHEET",
    "FORMS",
    "MATTER_HEAD",
    "PERSON_FIELDS",
    "PERSON_REGISTER",
    "REGISTERS",
    "month_register",
]

SOURCE = "《社区矫正执法文书格式》（2012）文书2 社区矫正人员基本信息表；称谓依《社区矫正法》"

FAMILY = (
    Field("name", "姓名", required=True),
    Field("relation", "关系", weight=1),
    Field("place", "工作单位或家庭住址", weight=3, home=True),
    Field("phone", "联系电话", weight=2),
)

RESUME = (
    Field("period", "起止时间", weight=2, example="2015年9月至2018年7月"),
    Field("event", "学习、工作经历", weight=5),
)


_fact = partial(Field, fact=True)
"""A field of the person: typed once, shown in every paper about them."""


NAME = _fact("name", "姓名", required=True, help="与法律文书、身份证件一致。")
MINOR = _fact(JUVENILE, "决定时未成年", Kind.BOOL, on_paper=False, on_screen=False)
"""Whether the lines for minors stand on the paper; known from the basic sheet."""
SEX = _fact("sex", "性别", Kind.CHOICE, codes="sex", required=True)
BIRTH_DATE = _fact("birth_date", "出生日期", Kind.DATE, weight=2, help="填写身份证号后自动带出。")
ID_NUMBER = _fact(
    "id_number",
    "身份证号",
    weight=2,
    help="18位居民身份证号；没有的在“无证件原因”中写明，境外证件照证件抄写。",
    example="640122199001015678",
)
ADDRESS = _fact(
    "address",
    "居住地",
    weight=3,
    required=True,
    help="执行地为居住地；写到门牌号或村组（法17条）。",
)
REGISTERED_ADDRESS = _fact("registered_address", "户籍地", weight=3)
OFFENCES = _fact("offences", "罪名", required=True, help="照判决书抄写，几个罪名用顿号分开。")
PENALTY_TERM = _fact("penalty_term", "原判刑期", example="有期徒刑三年")
SUPPLEMENTARY = _fact("supplementary", "附加刑", example="并处罚金五千元，已缴纳")
CATEGORY = _fact(
    "category",
    "矫正类别",
    Kind.CHOICE,
    codes="corrections_category",
    required=True,
    help="只有管制、缓刑、假释、暂予监外执行四类（法2条）。",
)
STARTS_ON = _fact(
    "starts_on",
    "起日",
    Kind.DATE,
    help="照执行通知书抄写，不要自行推算。缓刑考验期从判决确定之日起算（刑法73条）。",
)
ENDS_ON = _fact("ends_on", "止日", Kind.DATE, help="照执行通知书抄写；与推算不一致时程序只提醒。")
PHONE = _fact("phone", "个人联系电话", help="本人号码；未成年人没有电话的填监护人栏。")

PERSON_FIELDS = (
    *(NAME, SEX, BIRTH_DATE, ID_NUMBER, ADDRESS, REGISTERED_ADDRESS, OFFENCES, PENALTY_TERM),
    *(SUPPLEMENTARY, CATEGORY, STARTS_ON, ENDS_ON, PHONE),
)
"""Facts of a person that other papers of corrections repeat."""

MATTER_HEAD: tuple[Row, ...] = tuple(
    tuple(replace(field, help="", example="", required=False) for field in row)
    for row in (
        (replace(NAME, weight=22), replace(SEX, weight=9), replace(BIRTH_DATE, weight=17)),
        (replace(ID_NUMBER, weight=31), replace(CATEGORY, weight=17)),
        (ADDRESS,),
        (REGISTERED_ADDRESS,),
        (OFFENCES, PENALTY_TERM),
        (SUPPLEMENTARY,),
        (replace(STARTS_ON, label="矫正起日"), replace(ENDS_ON, label="矫正止日")),
    )
)
"""Whom a 事项审批表 (C09) is about: the first lines of every such sheet."""

HOUSEHOLD = _fact(
    "household",
    "户籍类别",
    Kind.CHOICE,
    codes="household",
    on_paper=False,
    help="统计户籍本地、外地用；不印在表上。",
)

BASIC_SHEET = Form(
    code="corrections.c02",
    title="社区矫正对象基本信息表",
    version="2012",
    layout=Layout.TABLE,
    compact=True,
    source=SOURCE,
    rows=(
        (
            _fact("number", "编号", help="县级社区矫正机构编的对象编号。"),
            Field("photo", "照片", Kind.PHOTO, lines=5),
        ),
        (
            replace(NAME, kind=Kind.PERSON),
            _fact("former_name", "曾用名"),
        ),
        (
            _fact(
                "id_kind",
                "证件种类",
                Kind.CHOICE,
                codes="id_paper",
                default="resident_id",
                weight=4,
            ),
            replace(ID_NUMBER, weight=5),
            _fact(
                "id_reason",
                "无证件原因",
                on_paper=False,
                weight=3,
                help="没有证件号码时必须写明原因。",
            ),
        ),
        (
            SEX,
            _fact("ethnic_group", "民族", Kind.CHOICE, codes="ethnic_group"),
            BIRTH_DATE,
        ),
        (
            _fact("education", "文化程度", Kind.CHOICE, codes="education"),
            _fact("health", "健康状况", Kind.CHOICE, codes="health"),
        ),
        (
            _fact("marital", "婚姻状况", Kind.CHOICE, codes="marital"),
            _fact("political_before", "原政治面貌", Kind.CHOICE, codes="political"),
            _fact("political_now", "现政治面貌", Kind.CHOICE, codes="political"),
        ),
        (
            ADDRESS,
            _fact("area_code", "所属村（社区）", Kind.CHOICE, codes="village", on_paper=False),
        ),
        (
            REGISTERED_ADDRESS,
            HOUSEHOLD,
            _fact("nationality", "国籍", default="中国", on_paper=False),
        ),
        (
            _fact("workplace", "工作单位（学校）", weight=2),
            _fact("employment", "就业就学情况", Kind.CHOICE, codes="employment"),
            _fact("work_capacity", "劳动能力", Kind.CHOICE, codes="work_capacity"),
        ),
        (
            PHONE,
            _fact("home_phone", "居住地电话"),
        ),
        (
            _fact("registered_phone", "户籍地电话"),
            _fact("work_phone", "单位电话"),
        ),
        (
            _fact("health_note", "精神病、传染病、残疾情况", weight=2),
            _fact("travel_papers", "出入境证件", help="证件种类和号码；已交存的注明。"),
        ),
        (
            CATEGORY,
            OFFENCES,
            _fact("offence_class", "犯罪类型", Kind.CHOICE, codes="offence_class", on_paper=False),
        ),
        (
            _fact("penalty", "原判刑罚", Kind.CHOICE, codes="penalty"),
            replace(PENALTY_TERM, weight=2),
        ),
        (SUPPLEMENTARY,),
        (
            _fact("decided_by", "社区矫正决定机关", weight=2, required=True),
            _fact("decision_number", "裁判文书号", weight=2),
        ),
        (
            _fact("decided_on", "裁判日期", Kind.DATE),
            _fact(
                "effective_on", "生效日期", Kind.DATE, help="报到的十日从生效之日起算（法21条）。"
            ),
        ),
        (_fact("notice_number", "执行通知书文号"),),
        (
            _fact("detained_at", "原羁押场所", weight=2),
            _fact(
                "custody_days",
                "先行羁押",
                Kind.NUMBER,
                unit="日",
                minimum=0,
                maximum=20_000,
                help="管制的羁押一日折抵二日（刑法41条）；缓刑不折抵考验期。",
            ),
        ),
        (
            _fact("term_years", "矫正期限", Kind.NUMBER, unit="年", minimum=0, maximum=30),
            _fact(
                "term_months",
                "零月",
                Kind.NUMBER,
                unit="个月",
                minimum=0,
                maximum=360,
                joined=True,
            ),
            _fact("term_days", "零日", Kind.NUMBER, unit="日", minimum=0, maximum=400, joined=True),
        ),
        (
            replace(STARTS_ON, label="矫正起日"),
            replace(ENDS_ON, label="矫正止日"),
        ),
        (
            _fact(
                "outside_reason",
                "暂予监外执行原因",
                Kind.CHOICE,
                codes="outside_reason",
                help="只有暂予监外执行的填写。",
            ),
            _fact("outside_until", "情形届满日", Kind.DATE, help="怀孕、哺乳等有届满日的填写。"),
        ),
        (
            _fact("documents_received_on", "法律文书收到时间", Kind.DATE),
            _fact("documents_received", "法律文书种类", weight=2, example="判决书、执行通知书"),
        ),
        (
            _fact("reception", "接收方式", Kind.CHOICE, codes="reception"),
            _fact("reported_on", "报到时间", Kind.DATE),
            _fact(
                "declared_on",
                "入矫宣告日",
                Kind.DATE,
                on_paper=False,
                help="宣告内容见宣告书；未成年人的宣告不公开，通知监护人到场。",
            ),
        ),
        (
            _fact(
                "report_outcome",
                "报到情况",
                Kind.CHOICE,
                codes="report_outcome",
                boxes=True,
                weight=2,
            ),
        ),
        (_fact("crime_facts", "主要犯罪事实", Kind.LONG_TEXT, lines=4),),
        (_fact("prior_record", "本次犯罪前的违法犯罪记录", Kind.LONG_TEXT, lines=2),),
        (
            _fact(
                "accomplices", "同案犯", Kind.LONG_TEXT, help="姓名，是否也在本所；不得擅自接触。"
            ),
        ),
        (Field("resume_title", "", Kind.FIXED, wording="个人简历"),),
        (_fact("resume", "个人简历", Kind.ROWS, columns=RESUME, table=True, lines=4),),
        (Field("family_title", "", Kind.FIXED, wording="家庭成员及主要社会关系"),),
        (
            _fact(
                "family", "家庭成员及主要社会关系", Kind.ROWS, columns=FAMILY, table=True, lines=4
            ),
        ),
        (
            _fact("guarantor_name", "保证人", help="暂予监外执行的保证人。"),
            _fact("guarantor_relation", "与对象关系"),
            _fact("guarantor_phone", "保证人电话", weight=2),
        ),
        (_fact("guarantor_address", "保证人住址"),),
        (
            _fact(
                "juvenile",
                "决定时未成年",
                Kind.BOOL,
                help="决定时不满十八周岁的勾选；矫正期间满十八周岁也不改（法58条）。",
            ),
            _fact("guardian_name", "监护人"),
        ),
        (
            _fact("guardian_relation", "与监护人关系"),
            _fact("guardian_phone", "监护人电话"),
        ),
        (
            _fact("risk", "风险等级", Kind.CHOICE, codes="risk", on_paper=False),
            _fact(
                "activity_areas",
                "活动范围",
                on_paper=False,
                weight=2,
                help="县级社区矫正机构确定的、无需请假的市县；几处用顿号分开。",
                example="贺兰县、兴庆区、金凤区、西夏区",
            ),
        ),
        (
            _fact(
                "report_weekday",
                "每周报告日",
                Kind.NUMBER,
                minimum=1,
                maximum=7,
                on_paper=False,
                help="1为星期一，7为星期日。",
            ),
            _fact(
                "report_monthday", "每月见面日", Kind.NUMBER, minimum=1, maximum=31, on_paper=False
            ),
            _fact("skills", "技能特长", on_paper=False, weight=2),
        ),
        (_fact("remark", "备注", Kind.LONG_TEXT, lines=2),),
        (
            Field("filler", "填表人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("office_seal", "单位（盖章）", Kind.MARK, marks=(Mark.SEAL,)),
        ),
    ),
)

PERSON_REGISTER = Register(
    code="corrections.persons",
    title="社区矫正对象花名册",
    source="《实施办法》第十八条 工作档案；栏目按本县花名册",
    columns=(
        Field("name", "姓名", weight=2),
        Field("sex", "性别", Kind.CHOICE, codes="sex"),
        Field("age", "年龄", Kind.NUMBER),
        Field("id_number", "身份证号", weight=3),
        Field("offences", "罪名", weight=2),
        Field("penalty_term", "原判刑期", weight=2),
        Field("category", "矫正类别", Kind.CHOICE, codes="corrections_category"),
        Field("starts_on", "矫正起日", Kind.DATE, weight=2),
        Field("ends_on", "矫正止日", Kind.DATE, weight=2),
        Field("days_left", "剩余天数", Kind.NUMBER),
        Field("control_class", "管理类别", Kind.CHOICE, codes="control_class"),
        Field("state", "状态", Kind.CHOICE, codes="corrections_state"),
        Field("now", "目前", help="外出中、逾期未归、被羁押等。"),
        Field("phone", "联系电话", weight=2),
        Field("address", "居住地", weight=4),
    ),
)

FORMS = (BASIC_SHEET,)
"""Papers of the working file."""


def month_register(on: date | None = None) -> Register:
    """The month's figures for the county; its columns are data, as of the month's last day."""
    return report_table("corrections-month", on).register("corrections.month")


REGISTERS = (PERSON_REGISTER,)
