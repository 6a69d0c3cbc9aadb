"""社区矫正 from day to day: 日监控, 周听声, 月见面, 家访, hours, and what is waived.

Source: the "1+X+5" work standard of 贺司发〔2019〕13号 (names and cadence) and the working papers in
common use (C21 走访记录, C22 谈话笔录, C24 电话报告记录); the formats issued with
司发通〔2020〕59号 could not be read.
"""

from __future__ import annotations

from app.forms.corrections import MINOR, NAME
from app.forms.definition import Field, Form, Kind, Layout, Mark, Register

__all__ = [
    "CHECK_IN_FORMS",
    "CHECK_IN_REGISTER",
    "DAILY_CONTROL",
    "ENTRIES",
    "EXEMPTION",
    "FORMS",
    "HOME_VISIT",
    "HOURS",
    "HOURS_REGISTER",
    "MEETING",
    "REGISTERS",
    "VOICE_CALL",
]

SOURCE = "贺司发〔2019〕13号第八部分；《社区矫正法》第二十六条"

HAPPENED_AT = Field(
    "happened_at", "时间", Kind.DATETIME, required=True, help="填实际发生的时间，不是登记的时间。"
)
STAFF = Field("staff", "记录人", required=True)
LATE_REASON = Field(
    "late_reason", "补录原因", on_paper=False, help="过了规定时间才登记的，写明原因。"
)
NOTE = Field("note", "备注", Kind.LONG_TEXT)

DAILY_CONTROL = Form(
    code="corrections.daily_control",
    title="日监控登记",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="happened_at",
    rows=(
        (NAME, HAPPENED_AT),
        (
            Field("method", "方式", Kind.CHOICE, codes="checkin_method", required=True),
            Field("result", "结果", Kind.CHOICE, codes="checkin_result", required=True),
        ),
        (Field("seen", "位置或所见", weight=3),),
        (Field("handling", "处置", weight=3, help="结果异常或未核查的，写明怎样处理。"),),
        (NOTE,),
        (STAFF, LATE_REASON),
    ),
)

VOICE_CALL = Form(
    code="corrections.c24",
    title="电话（通信联络）报告记录",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE + ";C24",
    repeatable=True,
    dated_by="happened_at",
    rows=(
        (NAME, HAPPENED_AT),
        (
            Field("method", "方式", Kind.CHOICE, codes="checkin_method", required=True),
            Field("direction", "来电或去电", Kind.CHOICE, codes="call_direction"),
        ),
        (
            Field("number", "号码", help="不是登记号码的，在备注中说明。"),
            Field("minutes", "通话时长", Kind.NUMBER, unit="分钟", minimum=0, maximum=600),
        ),
        (
            Field(
                "result",
                "声音核实",
                Kind.CHOICE,
                codes="voice_result",
                required=True,
                help="听不出是否本人的选存疑，并改用其他方式核实。",
            ),
            Field("talked_with", "通话人"),
        ),
        (
            Field(
                "topics",
                "内容",
                Kind.MULTI_CHOICE,
                codes="report_topic",
                boxes=True,
                help="行踪、就业、家庭、身体、需报告的变化、遵守禁止令情况。",
            ),
        ),
        (Field("summary", "内容摘要", Kind.LONG_TEXT, lines=4),),
        (NOTE,),
        (STAFF, LATE_REASON),
    ),
)

MEETING = Form(
    code="corrections.c22",
    title="谈话笔录（月见面）",
    version="2019",
    layout=Layout.PROSE,
    source=SOURCE + ";C22",
    repeatable=True,
    dated_by="happened_at",
    rows=(
        (HAPPENED_AT, Field("ended_at", "结束时间", Kind.DATETIME)),
        (Field("place", "地点", required=True, default="本所"),),
        (Field("staff", "谈话人", required=True), Field("recorder", "记录人")),
        (NAME, Field("method", "方式", Kind.CHOICE, codes="checkin_method", required=True)),
        (
            Field(
                "notice",
                "告知",
                Kind.FIXED,
                wording="我们是司法所工作人员，今天依法找你谈话，请如实回答，对与监督管理无关的问题可以不答。",
            ),
        ),
        (
            Field("result", "结果", Kind.CHOICE, codes="checkin_result", required=True),
            Field("report_handed_in", "已交思想汇报", Kind.BOOL),
        ),
        (Field("body", "身体情况", help="暂予监外执行的每月报告身体情况（办法24条）。"),),
        (Field("talk", "谈话内容", Kind.LONG_TEXT, lines=7),),
        (NOTE,),
        (
            Field(
                "read",
                "核对",
                Kind.FIXED,
                wording="以上笔录我看过（向我宣读过），和我说的相符。",
            ),
        ),
        (Field("subject_mark", "被谈话人", Kind.MARK, marks=(Mark.SIGNATURE, Mark.FINGERPRINT)),),
        (
            Field("guardian_mark", "监护人", Kind.MARK, marks=(Mark.SIGNATURE,), minors=True),
            MINOR,
        ),
        (
            Field("staff_mark", "谈话人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("recorder_mark", "记录人", Kind.MARK, marks=(Mark.SIGNATURE,)),
        ),
        (LATE_REASON,),
    ),
)

HOME_VISIT = Form(
    code="corrections.c21",
    title="社区矫正走访（实地查访）记录",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE + ";C21",
    repeatable=True,
    dated_by="happened_at",
    footnote="走访时注意保护对象的身份信息和个人隐私（法26条），本表不写罪名。",
    rows=(
        (NAME, HAPPENED_AT),
        (
            Field("place", "地点", weight=2, required=True, home=True),
            Field("method", "方式", Kind.CHOICE, codes="checkin_method", required=True),
        ),
        (
            Field("staff", "走访人", required=True, help="一般应有两人。"),
            Field("visited", "被走访人"),
            Field("relation", "与对象关系"),
        ),
        (
            Field(
                "result",
                "走访结果",
                Kind.CHOICE,
                codes="checkin_result",
                required=True,
            ),
        ),
        (
            Field(
                "learned",
                "了解内容",
                Kind.LONG_TEXT,
                lines=8,
                help="居住、就业、家庭、交往、思想，遵守禁止令情况。",
            ),
        ),
        (Field("problems", "存在问题", Kind.LONG_TEXT, lines=3),),
        (Field("advice", "建议", Kind.LONG_TEXT, lines=3),),
        (NOTE,),
        (
            Field("visited_mark", "被走访人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("staff_mark", "走访人", Kind.MARK, marks=(Mark.SIGNATURE,)),
        ),
        (LATE_REASON,),
    ),
)

CHECK_IN_FORMS = {
    "daily_control": DAILY_CONTROL,
    "weekly_voice": VOICE_CALL,
    "monthly_meeting": MEETING,
    "home_visit": HOME_VISIT,
}
"""Which paper records which kind of check-in; the keys are those of the rule profiles."""

EXEMPTION = Form(
    code="corrections.exemption",
    title="免报登记",
    version="2019",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="from_on",
    rows=(
        (Field("kind", "免报事项", Kind.CHOICE, codes="checkin_kind", required=True),),
        (
            Field("from_on", "起日", Kind.DATE, required=True),
            Field("until_on", "止日", Kind.DATE, required=True),
        ),
        (Field("reason", "原因", Kind.LONG_TEXT, required=True, help="附诊断证明等材料。"),),
        (Field("approved_by", "批准人", required=True),),
    ),
)

HOURS = Form(
    code="corrections.hours",
    title="教育学习、公益活动登记",
    version="2019",
    layout=Layout.TABLE,
    source="《社区矫正法》第三十六条、第四十二条；贺司发〔2019〕13号第八部分",
    repeatable=True,
    dated_by="happened_on",
    rows=(
        (
            Field("kind", "类别", Kind.CHOICE, codes="hours_kind", required=True),
            Field("happened_on", "日期", Kind.DATE, required=True),
            Field(
                "minutes",
                "时长",
                Kind.NUMBER,
                unit="分钟",
                required=True,
                minimum=1,
                maximum=1440,
                help="半小时填30，两小时填120。",
            ),
        ),
        (Field("topic", "主题或内容", weight=2, required=True), Field("place", "地点")),
        (
            Field("staff", "组织人或主讲人"),
            Field(
                "counts_for",
                "补何月",
                Kind.DATE,
                help="补以前月份的学时，填那个月的任意一天；不补的留空。",
            ),
        ),
        (NOTE,),
    ),
)

CHECK_IN_REGISTER = Register(
    code="corrections.check_ins",
    title="日常监管记录",
    source=SOURCE,
    columns=(
        Field("happened_at", "时间", Kind.DATETIME, weight=2),
        Field("name", "姓名", weight=2),
        Field("kind", "事项", Kind.CHOICE, codes="checkin_kind", weight=2),
        Field("result_text", "结果", weight=2),
        Field("staff", "记录人", weight=2),
        Field("late_entry", "补录", Kind.BOOL),
        Field("note", "备注", weight=4),
    ),
)

HOURS_REGISTER = Register(
    code="corrections.hours",
    title="学习与公益活动时数表",
    source="贺司发〔2019〕13号第八部分",
    columns=(
        Field("name", "姓名", weight=2),
        Field("study_minutes", "学习", Kind.NUMBER, unit="分钟"),
        Field("service_minutes", "公益活动", Kind.NUMBER, unit="分钟"),
    ),
)

FORMS = (DAILY_CONTROL, VOICE_CALL, MEETING, HOME_VISIT)
ENTRIES = (EXEMPTION, HOURS)
REGISTERS = (CHECK_IN_REGISTER, HOURS_REGISTER)
