"""当事人, 代理人, 调解员, 履行事项: the repeated rows that several papers share.

Each column is also a column of the row's own table, so a person is typed once per case. The
``*_block`` functions give the lines in which a paper prints one row: a natural person has other
lines than a company.

Source: the model papers' 当事人 block (姓名、性别、民族、年龄、职业或职务、联系方式、单位或住址);
for legal persons 名称、统一社会信用代码、法定代表人或主要负责人、职务、地址、联系方式.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.forms.definition import Field, Kind, Row, Values

__all__ = [
    "AGENT",
    "MEDIATOR",
    "OBLIGATION",
    "PARTY",
    "agent_block",
    "blocks",
    "only",
    "party_block",
    "rows_of",
]

NAME = Field(
    "name",
    "姓名",
    Kind.PERSON,
    required=True,
    max_length=100,
    help="照身份证填写；单位填全称。输入时会提示本所已有的人员，是同一人就选用，不必重填。",
    example="张某某",
)
SEX = Field("sex", "性别", Kind.CHOICE, codes="sex", help="填了身份证号码会自动带出。")
BIRTH_DATE = Field(
    "birth_date",
    "出生日期",
    Kind.DATE,
    on_paper=False,
    help="填了身份证号码会自动带出。",
    example="1966-03-12",
)
AGE = Field(
    "age",
    "年龄",
    Kind.NUMBER,
    unit="岁",
    minimum=0,
    maximum=150,
    help="有出生日期时按受理日或签订日自动计算；不知道出生日期时按本人所说填写。",
)
ETHNIC_GROUP = Field("ethnic_group", "民族", Kind.CHOICE, codes="ethnic_group", example="回族")
OCCUPATION = Field("occupation", "职业或职务", max_length=100, example="务农")
PHONE = Field(
    "phone",
    "联系方式",
    max_length=60,
    help="手机或固定电话；没有的可以不填。",
    example="13900000001",
)
ADDRESS = Field(
    "address",
    "单位或住址",
    max_length=200,
    weight=2,
    help="写到村民小组或门牌号。",
    example="习岗镇黎明村3组12号",
)
ID_KIND = Field(
    "id_kind",
    "证件种类",
    Kind.CHOICE,
    codes="id_paper",
    on_paper=False,
    help="没有证件的选“无证件”并写明原因。",
)
ID_NUMBER = Field(
    "id_number",
    "证件号码",
    max_length=60,
    on_paper=False,
    help="校验位不符会提示核对；核对无误的仍可保存。",
)
ID_REASON = Field(
    "id_reason",
    "无证件的原因",
    max_length=200,
    on_paper=False,
    example="身份证遗失，正在补办",
)

PERSON_COLUMNS = (NAME, SEX, ETHNIC_GROUP, AGE, BIRTH_DATE, OCCUPATION, PHONE, ADDRESS)
PAPER_COLUMNS = (ID_KIND, ID_NUMBER, ID_REASON)

CREDIT_CODE = Field(
    "credit_code", "统一社会信用代码", max_length=30, help="十八位，见营业执照。", on_paper=False
)
LEGAL_REPRESENTATIVE = Field(
    "legal_representative",
    "法定代表人或主要负责人",
    max_length=100,
    on_paper=False,
    help="照营业执照填写。",
)
REPRESENTATIVE_POST = Field(
    "representative_post", "职务", max_length=100, on_paper=False, example="经理"
)
MEMBER_COUNT = Field(
    "member_count",
    "人数",
    Kind.NUMBER,
    unit="人",
    minimum=2,
    on_paper=False,
    help="一方人数众多时填写总人数。",
)
REPRESENTATIVES = Field(
    "representatives",
    "推选的代表",
    max_length=200,
    on_paper=False,
    help="一方人数众多的推选代表参加调解，姓名之间用顿号分开。",
)
GUARDIAN_NAME = Field(
    "guardian_name",
    "法定代理人",
    max_length=100,
    on_paper=False,
    help="不满十八周岁的，或者不能辨认自己行为的成年人，必须由监护人代理（民法典第23条）。",
)
GUARDIAN_RELATION = Field(
    "guardian_relation", "与当事人的关系", max_length=50, on_paper=False, example="父亲"
)
GUARDIAN_PHONE = Field(
    "guardian_phone", "法定代理人电话", max_length=60, on_paper=False, example="13900000003"
)
GUARDIAN_ID_NUMBER = Field(
    "guardian_id_number",
    "法定代理人身份证号码",
    max_length=60,
    on_paper=False,
    help="照身份证填写。",
)

PARTY: tuple[Field, ...] = (
    Field(
        "side",
        "地位",
        Kind.CHOICE,
        codes="party_side",
        default="applicant",
        required=True,
        on_paper=False,
        help="来申请的是申请人，对方是被申请人，有利害关系的其他人是第三人。",
    ),
    Field(
        "kind",
        "类别",
        Kind.CHOICE,
        codes="party_kind",
        default="natural",
        required=True,
        on_paper=False,
        help="人数众多、推选代表参加的选“群体”。",
    ),
    *PERSON_COLUMNS,
    *PAPER_COLUMNS,
    Field(
        "relation",
        "与他人或本案的关系",
        max_length=100,
        on_paper=False,
        example="申请人的配偶",
    ),
    CREDIT_CODE,
    LEGAL_REPRESENTATIVE,
    REPRESENTATIVE_POST,
    MEMBER_COUNT,
    REPRESENTATIVES,
    Field(
        "incapable",
        "成年但不能完全辨认自己行为",
        Kind.BOOL,
        on_paper=False,
        help="民法典第21、22条。",
    ),
    Field(
        "self_supporting",
        "满十六岁、以自己的劳动收入为主要生活来源",
        Kind.BOOL,
        on_paper=False,
        help="视为完全民事行为能力人（民法典第18条），不必有法定代理人。",
    ),
    GUARDIAN_NAME,
    GUARDIAN_RELATION,
    GUARDIAN_PHONE,
    GUARDIAN_ID_NUMBER,
    Field(
        "left_on",
        "退出日期",
        Kind.DATE,
        on_paper=False,
        help="去世、退出或由他人接替的日期；以后的文书不再列入。",
    ),
    Field("note", "备注", max_length=500, on_paper=False, help="没有可以不填。"),
)
"""当事人, all columns; a paper may show some of them."""

AGENT: tuple[Field, ...] = (
    Field(
        "party_uid",
        "委托人",
        Kind.PERSON,
        required=True,
        on_paper=False,
        help="代理哪一位当事人。",
    ),
    *(replace(f, label="电话") if f is PHONE else f for f in PERSON_COLUMNS),
    ID_KIND,
    replace(ID_NUMBER, on_paper=True),
    Field("workplace", "单位或职务", max_length=200, example="贺兰县法律援助中心"),
    Field("licence_no", "律师证号", max_length=100, help="律师、法律工作者填写。"),
    Field("relation", "与委托人关系", max_length=100, example="儿子"),
    Field(
        "powers",
        "代理权限",
        Kind.MULTI_CHOICE,
        codes="agent_power",
        boxes=True,
        help="代签协议书的，必须有第4项（承认、变更和放弃请求）和第5项（签署文书）。",
    ),
    Field("other_powers", "其他委托事项", max_length=500, help="勾了“其他委托事项”的写明。"),
    Field("mandate_from", "委托期限自", Kind.DATE, example="2026-03-02"),
    Field("mandate_until", "至", Kind.DATE, help="一般写到本纠纷调解终结之日。"),
)
"""委托代理人. 民法典165: 姓名、代理事项、权限和期限 must stand in the mandate."""

MEDIATOR: tuple[Field, ...] = (
    Field("name", "人民调解员", Kind.PERSON, required=True, help="从名册中选；第一位是主持人。"),
    Field(
        "chosen_by",
        "产生方式",
        Kind.CHOICE,
        codes="mediator_chosen_by",
        default="committee",
        on_paper=False,
        help="由调委会指定，或者由当事人选择（人民调解法第19条）。",
    ),
)

OBLIGATION: tuple[Field, ...] = (
    Field("payer", "义务人", required=True, max_length=100, example="李某某"),
    Field("payee", "权利人", max_length=100, example="张某某"),
    Field("amount", "金额", Kind.MONEY, minimum=0, help="不是给钱的可以不填。"),
    Field("act", "事项", max_length=300, help="不是给钱的写做什么。", example="拆除越界围墙"),
    Field("way", "履行方式", max_length=100, example="银行转账"),
    Field("place", "地点", max_length=100, help="在哪里履行。", example="习岗镇人民调解委员会"),
    Field("due_on", "期限", Kind.DATE, help="写明具体日期，到期前会提醒。"),
    Field("done_on", "履行日期", Kind.DATE, help="履行了就填，有收条的另做收条。"),
    Field("done_amount", "已履行金额", Kind.MONEY, minimum=0, help="分几次给的填累计数。"),
    Field("urged_on", "督促日期", Kind.DATE, help="逾期后督促履行的最近日期（人民调解法第31条）。"),
    Field("note", "备注", max_length=500, help="没有可以不填。"),
)
"""履行事项; an instalment is one row."""


def only(columns: Iterable[Field], *names: str) -> tuple[Field, ...]:
    """The named columns in that order, all of them shown on paper."""
    by_name = {field.name: field for field in columns}
    return tuple(replace(by_name[name], on_paper=True) for name in names)


def rows_of(columns: tuple[Field, ...], *lines: tuple[str, ...]) -> tuple[Row, ...]:
    """Lines of a block, by column names."""
    return tuple(only(columns, *line) for line in lines)


def _relabel(rows: tuple[Row, ...], **labels: str) -> tuple[Row, ...]:
    return tuple(tuple(replace(f, label=labels.get(f.name, f.label)) for f in row) for row in rows)


_NATURAL = rows_of(
    PARTY,
    ("name", "sex", "ethnic_group", "age"),
    ("occupation", "phone"),
    ("address",),
)
_GUARDIAN = rows_of(PARTY, ("guardian_name", "guardian_relation", "guardian_phone"))
_LEGAL = _relabel(
    rows_of(
        PARTY,
        ("name",),
        ("credit_code",),
        ("legal_representative", "representative_post"),
        ("address",),
        ("phone",),
    ),
    name="名称",
    address="地址",
)
_GROUP = _relabel(
    rows_of(PARTY, ("name", "member_count"), ("representatives",), ("phone",), ("address",)),
    name="名称",
)
_AGENT = rows_of(
    AGENT,
    ("name", "sex", "ethnic_group", "age"),
    ("id_number", "phone"),
    ("address",),
    ("workplace", "licence_no"),
    ("relation",),
    ("powers",),
    ("other_powers",),
    ("mandate_from", "mandate_until"),
)


def party_block(row: Values) -> tuple[Row, ...]:
    """The lines in which a paper prints this party; an empty row prints as a natural person."""
    kind = row.get("kind") or "natural"
    if kind in {"legal", "organization"}:
        return _LEGAL
    if kind == "group":
        return _GROUP
    return _NATURAL + (_GUARDIAN if row.get("guardian_name") else ())


def agent_block(row: Values) -> tuple[Row, ...]:
    """The lines in which a mandate prints an agent."""
    return _AGENT


blocks = {
    "parties": party_block,
    "applicants": party_block,
    "respondents": party_block,
    "agents": agent_block,
}
"""ROWS field → how one of its rows is printed on a paper in prose; other rows print as a table."""
