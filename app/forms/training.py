"""队伍培训: staff, a session with its sittings, the sign-in sheet, the yearly table, a person's record.

Source: 贺司发〔2019〕13号 part four (fifteen days a year for the head, ten for three other posts); no
official form of the register was found, so the columns are those offices use.
"""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout, Mark, Register

__all__ = [
    "ABSENCE",
    "ENTRIES",
    "FORMS",
    "PERSONAL_RECORD",
    "REGISTERS",
    "ROLE",
    "ROTATION_REGISTER",
    "SESSION",
    "SESSION_REGISTER",
    "SIGN_IN_SHEET",
    "STAFF",
    "STAFF_REGISTER",
    "YEAR_REGISTER",
]

SOURCE = "贺司发〔2019〕13号第四部分"

STAFF = Form(
    code="training.staff",
    title="工作人员登记表",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE,
    rows=(
        (
            Field("name", "姓名", required=True),
            Field("sex", "性别", Kind.CHOICE, codes="sex"),
            Field("birth_date", "出生日期", Kind.DATE),
        ),
        (
            Field("id_number", "身份证号", weight=2),
            Field("ethnic_group", "民族", Kind.CHOICE, codes="ethnic_group"),
        ),
        (
            Field("education", "文化程度", Kind.CHOICE, codes="education"),
            Field("political", "政治面貌", Kind.CHOICE, codes="political"),
            Field("phone", "电话"),
        ),
        (
            Field("joined_on", "到所日期", Kind.DATE),
            Field("left_on", "离所日期", Kind.DATE, help="离开本系统时填写；调到别的所只改岗位。"),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

ROLE = Form(
    code="training.role",
    title="岗位登记",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="from_on",
    rows=(
        (
            Field("role", "岗位", Kind.CHOICE, codes="staff_role", required=True),
            Field("at_office", "所在司法所", help="所代码；调出后填接收的所。"),
        ),
        (
            Field("from_on", "任职日", Kind.DATE, required=True),
            Field("until_on", "免职日", Kind.DATE, help="当日仍在岗；还在任的留空。"),
        ),
        (Field("document_number", "任免文号"),),
    ),
)

ABSENCE = Form(
    code="training.absence",
    title="长假、借调登记",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="from_on",
    rows=(
        (Field("kind", "情形", Kind.CHOICE, codes="absence_kind", required=True),),
        (
            Field("from_on", "起日", Kind.DATE, required=True),
            Field("until_on", "止日", Kind.DATE),
        ),
        (Field("note", "备注"),),
    ),
)

SITTINGS = Field(
    "sittings",
    "逐日时段",
    Kind.ROWS,
    required=True,
    table=True,
    help="上午、下午各计半天；晚上和网络学习填学时。",
    columns=(
        Field("held_on", "日期", Kind.DATE, required=True),
        Field("part", "时段", Kind.CHOICE, codes="sitting", required=True),
        Field("hours", "学时", Kind.NUMBER, minimum=0, maximum=24, help="晚上或不分时段的填写。"),
    ),
)

SESSION = Form(
    code="training.session",
    title="培训班次登记表",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    rows=(
        (Field("title", "名称", required=True, weight=2), Field("notice_number", "通知文号")),
        (
            Field("organiser", "主办单位", required=True),
            Field("level", "级别", Kind.CHOICE, codes="training_level", required=True),
        ),
        (
            Field("category", "类别", Kind.CHOICE, codes="training_category", required=True),
            Field(
                "form",
                "形式",
                Kind.CHOICE,
                codes="training_form",
                required=True,
                help="集中脱产、以会代训、庭审观摩、党校计入；跟班锻炼、自学、网络学习不计入天数。",
            ),
        ),
        (Field("place", "地点"), Field("lecturer", "授课人")),
        (SITTINGS,),
        (
            Field("for_roles", "面向岗位", Kind.MULTI_CHOICE, codes="staff_role"),
            Field(
                "mediator_rotation",
                "调解员轮训",
                Kind.BOOL,
                help="作为辖区人民调解员年度轮训的勾选。",
            ),
        ),
        (Field("content", "培训内容", Kind.LONG_TEXT, lines=4),),
        (Field("cost", "经费", Kind.MONEY), Field("examination", "考核方式")),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

SIGN_IN_SHEET = Form(
    code="training.sign_in",
    title="培训签到表",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE,
    footnote="上午、下午、晚上分别签到；签到表是培训天数的依据。",
    rows=(
        (Field("title", "名称", weight=2), Field("organiser", "主办单位")),
        (Field("when", "时间"), Field("place", "地点"), Field("lecturer", "授课人")),
        (
            Field("expected", "应到", Kind.NUMBER, unit="人"),
            Field("came", "实到", Kind.NUMBER, unit="人"),
        ),
        (
            Field(
                "people",
                "签到",
                Kind.ROWS,
                table=True,
                columns=(
                    Field("number", "序号", Kind.NUMBER),
                    Field("name", "姓名", weight=2),
                    Field("unit", "单位", weight=3),
                    Field("role", "岗位", Kind.CHOICE, codes="staff_role", weight=2),
                    Field("morning", "上午", weight=2),
                    Field("afternoon", "下午", weight=2),
                    Field("evening", "晚上", weight=2),
                    Field("note", "备注"),
                ),
            ),
        ),
        (Field("organiser_mark", "组织人", Kind.MARK, marks=(Mark.SIGNATURE,)),),
    ),
)

PERSONAL_RECORD = Form(
    code="training.person",
    title="个人年度培训记录",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE,
    rows=(
        (Field("name", "姓名"), Field("role", "岗位"), Field("year", "年度", Kind.NUMBER)),
        (
            Field("required_days", "应训天数"),
            Field("credited_days", "已计天数"),
            Field("pending_days", "待核天数"),
        ),
        (Field("online_days", "网络学习（另列）"), Field("verdict", "结论")),
        (Field("explanation", "任务计算", Kind.LONG_TEXT, lines=2),),
        (
            Field(
                "sessions",
                "参训情况",
                Kind.ROWS,
                table=True,
                columns=(
                    Field("held_on", "日期", weight=2),
                    Field("title", "培训名称", weight=4),
                    Field("organiser", "主办单位", weight=3),
                    Field("sittings", "时段", weight=2),
                    Field("days", "计入天数"),
                    Field("proof", "依据", weight=2),
                    Field("reason", "说明", weight=3),
                ),
            ),
        ),
        (
            Field("person_mark", "本人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("office_seal", "司法所（盖章）", Kind.MARK, marks=(Mark.SEAL,)),
        ),
    ),
)

YEAR_REGISTER = Register(
    code="training.year",
    title="年度培训登记表",
    source=SOURCE,
    columns=(
        Field("name", "姓名", weight=2),
        Field("role", "岗位", weight=2),
        Field("required_days", "应训天数", Kind.NUMBER),
        Field("credited_days", "已计天数", Kind.NUMBER),
        Field("short_days", "尚缺天数", Kind.NUMBER),
        Field("pending_days", "待核天数", Kind.NUMBER),
        Field("online_days", "网络学习", Kind.NUMBER),
        Field("pace_days", "进度应达", Kind.NUMBER),
        Field("verdict", "结论", weight=2),
        Field("forecast", "预测", weight=4),
        Field("note", "说明", weight=4),
    ),
)

SESSION_REGISTER = Register(
    code="training.sessions",
    title="培训班次登记",
    source=SOURCE,
    columns=(
        Field("from_on", "起", Kind.DATE, weight=2),
        Field("until_on", "止", Kind.DATE, weight=2),
        Field("title", "名称", weight=4),
        Field("organiser", "主办单位", weight=3),
        Field("level", "级别", Kind.CHOICE, codes="training_level"),
        Field("form", "形式", Kind.CHOICE, codes="training_form", weight=2),
        Field("days", "天数", Kind.NUMBER),
        Field("attended", "参训人数", Kind.NUMBER),
    ),
)

STAFF_REGISTER = Register(
    code="training.staff",
    title="工作人员名册",
    source=SOURCE,
    columns=(
        Field("name", "姓名", weight=2),
        Field("sex", "性别", Kind.CHOICE, codes="sex"),
        Field("roles", "岗位", weight=3),
        Field("since", "任现岗位", Kind.DATE, weight=2),
        Field("phone", "电话", weight=2),
        Field("left_on", "离所", Kind.DATE, weight=2),
    ),
)

ROTATION_REGISTER = Register(
    code="training.rotation",
    title="调解员轮训登记表",
    source=SOURCE,
    columns=(
        Field("committee", "人民调解委员会", weight=4),
        Field("name", "姓名", weight=2),
        Field("full_time", "专职", Kind.BOOL),
        Field("appointed_on", "任职日期", Kind.DATE, weight=2),
        Field("trained_on", "轮训日期", Kind.DATE, weight=2),
        Field("standing", "轮训", weight=2),
    ),
)
"""Who of the mediators' register was trained in the year (I-12)."""

FORMS = (SIGN_IN_SHEET, PERSONAL_RECORD)
ENTRIES = (STAFF, ROLE, ABSENCE, SESSION)
REGISTERS = (YEAR_REGISTER, SESSION_REGISTER, STAFF_REGISTER, ROTATION_REGISTER)
