"""安置帮教: the sheet of a person, the reception, the agreement, the plan, the visit, the end.

No official format of these papers could be read; what they ask is the union of what published
county notices and statistical sheets name (office-standards §1.7; 监狱法 35-38; 预防未成年人犯罪法 55-58).
Help is voluntary: the agreement says so, and no paper binds the person to report.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.forms.definition import Field, Form, Kind, Layout, Mark, Register
from app.forms.fitting import JUVENILE
from app.forms.resettlement_children import CHILDREN_FORMS
from app.forms.resettlement_entries import ENTRY_FORMS
from app.forms.resettlement_means import MEANS_FORMS

__all__ = [
    "AGREEMENT",
    "END_SHEET",
    "FORMS",
    "HANDOVER",
    "PERSON_REGISTER",
    "PLAN",
    "PRERELEASE_REGISTER",
    "SHEET",
    "VISIT",
]

SOURCE = "《监狱法》第三十五条至第三十八条；没有读到统一的文书格式，栏目由程序整理，县局可以替换"

_fact = partial(Field, fact=True)
"""A field of the person: typed once, shown in every paper about them."""

NAME = _fact("name", "姓名", required=True, help="与释放证明书、身份证件一致。")
SEX = _fact("sex", "性别", Kind.CHOICE, codes="sex")
BIRTH_DATE = _fact("birth_date", "出生日期", Kind.DATE, weight=2, help="填写身份证号后自动带出。")
ID_NUMBER = _fact("id_number", "身份证号", weight=2, example="640122199001015678")
PHONE = _fact("phone", "联系电话", weight=2)
ADDRESS = _fact("address", "居住地", weight=3)
REGISTERED_ADDRESS = _fact("registered_address", "户籍地", weight=3)
SOURCE_FIELD = _fact(
    "source",
    "来源",
    Kind.CHOICE,
    codes="resettlement_source",
    required=True,
    help="来源决定帮教年限；年限见期满日旁的说明。",
)
RELEASED_FROM = _fact("released_from", "释放（解除）单位", weight=2)
CERTIFICATE = _fact("certificate_number", "释放（解除）证明书号", weight=2)
RELEASED_ON = _fact("released_on", "释放（解除）日期", Kind.DATE)
OFFENCES = _fact("offences", "罪名")
PENALTY_TERM = _fact("penalty_term", "原判刑期", example="有期徒刑三年")
ENDS_ON = _fact("ends_on", "帮教期满日", Kind.DATE, on_screen=False)
HELP_CLASS = _fact("help_class", "帮教类别", Kind.CHOICE, codes="help_class", on_screen=False)
WORKER = _fact("worker", "帮教责任人", help="司法所负责联系此人的工作人员。")

FAMILY = (
    Field("name", "姓名", required=True),
    Field("relation", "关系"),
    Field("place", "工作单位或住址", weight=2, home=True),
    Field("phone", "电话", weight=2),
)
GROUP = (
    Field("name", "姓名", required=True),
    Field("role", "身份", Kind.CHOICE, codes="help_group_role", required=True, weight=2),
    Field("phone", "电话", weight=2),
)

SHEET = Form(
    code="resettlement.sheet",
    title="安置帮教对象登记表",
    version="2026",
    layout=Layout.TABLE,
    compact=True,
    source=SOURCE,
    rows=(
        (replace(NAME, kind=Kind.PERSON), _fact("number", "档案编号")),
        (
            _fact("id_kind", "证件种类", Kind.CHOICE, codes="id_paper", default="resident_id"),
            ID_NUMBER,
            _fact("id_reason", "无证件原因", on_paper=False, help="没有证件号码时必须写明原因。"),
        ),
        (SEX, BIRTH_DATE, _fact("ethnic_group", "民族", Kind.CHOICE, codes="ethnic_group")),
        (SOURCE_FIELD, RELEASED_ON),
        (
            _fact(
                "corrections_category",
                "矫正类别",
                Kind.CHOICE,
                codes="corrections_category",
                help="解除社区矫正的填写；由社区矫正转入时自动带出。",
            ),
            _fact("deprived", "附加剥夺政治权利", Kind.BOOL, help="由公安机关执行；影响帮教年限。"),
            _fact("deprived_until", "剥夺政治权利至", Kind.DATE),
        ),
        (RELEASED_FROM, CERTIFICATE),
        (OFFENCES, PENALTY_TERM),
        (
            _fact(
                "manager_mode",
                "管理方式",
                Kind.CHOICE,
                codes="manager_mode",
                required=True,
                default="registered",
                help="人户分离的两地列管；只有主管的所统计此人，协管的不重复统计。",
            ),
            _fact(
                "must_fetch",
                "必接必送",
                Kind.BOOL,
                help="重点对象和无人接的，由司法所、村（居）、家属接回。",
            ),
        ),
        (REGISTERED_ADDRESS,),
        (
            ADDRESS,
            _fact("area_code", "所属村（社区）", Kind.CHOICE, codes="village", on_paper=False),
        ),
        (
            PHONE,
            _fact(
                "away_at", "外出流动地", weight=2, home=True, help="长期在外的，写明现在住哪里。"
            ),
        ),
        (
            _fact("education", "文化程度", Kind.CHOICE, codes="education"),
            _fact("health", "健康状况", Kind.CHOICE, codes="health"),
            _fact("work_capacity", "劳动能力", Kind.CHOICE, codes="work_capacity"),
        ),
        (_fact("skills", "技能特长"), _fact("housing", "住房情况")),
        (
            _fact("juvenile", "释放时未成年", Kind.BOOL, help="档案另行保密，不进入公开名单。"),
            WORKER,
        ),
        (HELP_CLASS, ENDS_ON),
        (_fact("assessment", "出监（解矫）鉴定", Kind.LONG_TEXT, lines=2),),
        (Field("family_title", "", Kind.FIXED, wording="家庭成员"),),
        (_fact("family", "家庭成员", Kind.ROWS, columns=FAMILY, table=True),),
        (Field("group_title", "", Kind.FIXED, wording="帮教小组"),),
        (_fact("group", "帮教小组", Kind.ROWS, columns=GROUP, table=True),),
        (_fact("remark", "备注", Kind.LONG_TEXT),),
        (
            Field("filler", "填表人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("office_seal", "司法所（盖章）", Kind.MARK, marks=(Mark.SEAL,)),
        ),
    ),
)

HANDOVER = Form(
    code="resettlement.handover",
    title="刑满释放人员衔接登记表",
    version="2026",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="handed_over_on",
    rows=(
        (replace(NAME, weight=3), replace(SEX, weight=2), replace(ID_NUMBER, weight=4)),
        (SOURCE_FIELD, RELEASED_ON),
        (RELEASED_FROM, CERTIFICATE),
        (OFFENCES, PENALTY_TERM),
        (REGISTERED_ADDRESS,),
        (ADDRESS, PHONE),
        (
            _fact(
                "handover_way",
                "衔接方式",
                Kind.CHOICE,
                codes="handover_way",
                required=True,
                boxes=True,
                weight=2,
            ),
        ),
        (
            _fact("handed_over_on", "衔接日期", Kind.DATE, required=True),
            _fact("reported_on", "到所报到日", Kind.DATE, help="本人自愿来所的日期。"),
        ),
        (
            _fact("fetched_by", "接回人", help="必接必送的写明司法所、村（居）、家属各是谁。"),
            _fact("vehicle", "车辆"),
        ),
        (_fact("handover_note", "衔接时情况", Kind.LONG_TEXT, lines=4),),
        (
            Field("family_mark", "家属", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("village_mark", "村（居）", Kind.MARK, marks=(Mark.SIGNATURE, Mark.SEAL)),
            Field("office_mark", "司法所", Kind.MARK, marks=(Mark.SIGNATURE, Mark.SEAL)),
        ),
    ),
)

AGREEMENT = Form(
    code="resettlement.agreement",
    title="安置帮教协议书",
    version="2026",
    layout=Layout.PROSE,
    source=SOURCE,
    dated_by="signed_on",
    compact=True,
    rows=(
        (_fact("office_name", "甲方（司法所）", on_screen=False),),
        (replace(NAME, label="乙方（帮教对象）", weight=2), PHONE),
        (ID_NUMBER, replace(ADDRESS, weight=2)),
        (
            Field(
                "third_party",
                "丙方（家属、村居或者单位）",
                required=True,
                help="愿意一起帮助此人的家属、村（居）委会或者用人单位。",
            ),
        ),
        (Field("third_relation", "与乙方关系"), Field("third_phone", "丙方电话")),
        (Field("opening", "", Kind.FIXED, wording="text:resettlement.agreement.opening"),),
        (Field("article_office", "", Kind.FIXED, wording="text:resettlement.agreement.office"),),
        (Field("article_person", "", Kind.FIXED, wording="text:resettlement.agreement.person"),),
        (Field("article_third", "", Kind.FIXED, wording="text:resettlement.agreement.third"),),
        (Field("particulars", "约定的具体帮助事项", Kind.LONG_TEXT),),
        (
            Field("from_on", "帮教起日", Kind.DATE, required=True, on_paper=False),
            Field("until_on", "帮教止日", Kind.DATE, required=True, on_paper=False),
        ),
        (Field("closing", "", Kind.FIXED, wording="text:resettlement.agreement.closing"),),
        (
            Field("office_mark", "甲方", Kind.MARK, marks=(Mark.SIGNATURE, Mark.SEAL)),
            Field("person_mark", "乙方", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("third_mark", "丙方", Kind.MARK, marks=(Mark.SIGNATURE,)),
        ),
        (
            Field("guardian_mark", "乙方监护人", Kind.MARK, marks=(Mark.SIGNATURE,), minors=True),
            _fact(JUVENILE, "释放时未成年", Kind.BOOL, on_paper=False, on_screen=False),
        ),
        (Field("signed_on", "签订日期", Kind.DATE, required=True),),
    ),
)

PLAN = Form(
    code="resettlement.plan",
    title="安置帮教计划",
    version="2026",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="made_on",
    rows=(
        (replace(NAME, weight=2), SEX, HELP_CLASS),
        (RELEASED_ON, ENDS_ON),
        (ADDRESS, PHONE),
        (Field("situation", "基本情况分析", Kind.LONG_TEXT, lines=3, required=True),),
        (Field("needs", "困难和需求", Kind.LONG_TEXT, lines=2, required=True),),
        (Field("goals", "帮教目标", Kind.LONG_TEXT, lines=2),),
        (Field("measures", "帮教措施", Kind.LONG_TEXT, lines=4, required=True),),
        (Field("rhythm", "联系安排", help="例如：每月入户走访一次，平时电话联系。"),),
        (WORKER, Field("made_on", "制定日期", Kind.DATE, required=True)),
        (
            Field("maker_mark", "制定人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("head_mark", "所长", Kind.MARK, marks=(Mark.SIGNATURE,)),
        ),
    ),
)

VISIT = Form(
    code="resettlement.visit",
    title="安置帮教走访记录",
    version="2026",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="happened_on",
    rows=(
        (replace(NAME, on_screen=False), replace(HELP_CLASS, on_screen=False)),
        (
            Field("happened_on", "走访日期", Kind.DATE, required=True, weight=2),
            Field(
                "method",
                "方式",
                Kind.CHOICE,
                codes="visit_method",
                required=True,
                default="home",
            ),
            Field(
                "outcome",
                "情况",
                Kind.CHOICE,
                codes="visit_outcome",
                required=True,
                default="met",
            ),
        ),
        (
            Field("staff", "走访人", required=True, weight=2),
            Field("others", "参加人", weight=2),
        ),
        (Field("place", "地点", weight=2, home=True),),
        (
            Field(
                "situation",
                "生活、就业、思想情况",
                Kind.LONG_TEXT,
                lines=6,
                required=True,
                help="入户时注意保护身份，不在旁人面前提起罪名。",
            ),
        ),
        (Field("needs", "本人的需求", Kind.LONG_TEXT, lines=3),),
        (Field("measures", "帮助措施和下一步", Kind.LONG_TEXT, lines=3),),
        (
            Field("person_mark", "被访人（自愿签名）", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("visitor_mark", "走访人", Kind.MARK, marks=(Mark.SIGNATURE,)),
        ),
    ),
)

END_SHEET = Form(
    code="resettlement.end",
    title="解除安置帮教登记表",
    version="2026",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="happened_on",
    rows=(
        (NAME, replace(SEX, on_screen=False)),
        (replace(RELEASED_ON, on_screen=False), ENDS_ON),
        (
            Field("reason", "解除原因", Kind.CHOICE, codes="help_end_reason", required=True),
            Field("happened_on", "解除日期", Kind.DATE, required=True),
        ),
        (Field("document_number", "依据文书", help="判决书、死亡证明、接收地回函等。"),),
        (Field("note", "帮教情况小结", Kind.LONG_TEXT, lines=5),),
        (
            Field("worker_mark", "帮教责任人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("head_mark", "所长", Kind.MARK, marks=(Mark.SIGNATURE, Mark.SEAL)),
        ),
    ),
)

PERSON_REGISTER = Register(
    code="resettlement.persons",
    title="安置帮教对象花名册",
    source="安置帮教工作统计报表；栏目由程序整理",
    columns=(
        Field("name", "姓名", weight=2),
        Field("sex", "性别", Kind.CHOICE, codes="sex"),
        Field("id_number", "身份证号", weight=3),
        Field("source", "来源", Kind.CHOICE, codes="resettlement_source", weight=2),
        Field("released_on", "释放日期", Kind.DATE, weight=2),
        Field("help_class", "类别", Kind.CHOICE, codes="help_class", weight=2),
        Field("state", "状态", Kind.CHOICE, codes="resettlement_state", weight=2),
        Field("handed_over_on", "衔接日期", Kind.DATE, weight=2),
        Field("settled", "安置情况", Kind.CHOICE, codes="placement_kind", weight=2),
        Field("last_visit", "最近走访", Kind.DATE, weight=2),
        Field("worker", "责任人"),
        Field("ends_on", "期满日", Kind.DATE, weight=2),
        Field("phone", "电话", weight=2),
        Field("address", "居住地", weight=3),
    ),
)

PRERELEASE_REGISTER = Register(
    code="resettlement.prerelease",
    title="预释放人员核查回复表",
    source="县级下发的预释放人员名单；回复栏由程序整理",
    columns=(
        Field("row_number", "原序号", Kind.NUMBER),
        Field("name", "姓名", weight=2),
        Field("sex", "性别", Kind.CHOICE, codes="sex"),
        Field("id_number", "身份证号", weight=3),
        Field("registered_address", "户籍地", weight=3),
        Field("prison", "监所", weight=2),
        Field("offences", "罪名", weight=2),
        Field("release_on", "释放日期", Kind.DATE, weight=2),
        Field("answer", "核查结果", Kind.CHOICE, codes="prerelease_answer", weight=2),
        Field("added", "本所补充", Kind.BOOL),
        Field("answered_by", "核查人"),
        Field("answered_on", "核查日期", Kind.DATE, weight=2),
        Field("note", "说明", weight=3),
    ),
)

FORMS = (
    *(SHEET, HANDOVER, AGREEMENT, PLAN, VISIT, END_SHEET),
    *(*ENTRY_FORMS, *CHILDREN_FORMS, *MEANS_FORMS),
)
"""Papers of the help file, the dated entries, the children of prisoners, the office's own means."""
