"""日常: written report (C23), study and service (C25), and the lists a working file keeps of calls,
daily control and hours.

Source: 社区矫正法 26, 36, 42; 实施办法 24; 贺司发〔2019〕13号 for the rhythm. One line of a list is one
record; its columns are those of the record's own paper.
"""

from __future__ import annotations

from app.forms.corrections_papers.facts import (
    CATEGORY,
    CLASS,
    NAME,
    fact,
    guardian,
    long,
    prose,
    said,
    signed,
    table,
)
from app.forms.definition import Field, Kind

__all__ = ["CALL_LIST", "CONTROL_LIST", "FORMS", "HOURS_LIST", "SERVICE", "STUDY"]

THOUGHTS = prose(
    "c23",
    "社区矫正对象思想汇报",
    "《社区矫正法实施办法》第二十四条；C23",
    (NAME, CLASS),
    (Field("from_on", "报告期自", Kind.DATE), Field("until_on", "至", Kind.DATE)),
    long("law", "遵纪守法和接受监督管理情况", 5),
    long("study", "参加教育学习、公益活动情况", 4),
    long("life", "生活、工作和社会活动情况", 4),
    long(
        "changes",
        "需要报告的变化",
        3,
        help="居所、工作变动，家庭重大变故，接触不利于矫正的人员；没有的写“无”。",
    ),
    signed(("subject_mark", "汇报人")),
    (Field("reported_on", "汇报日期", Kind.DATE, required=True),),
    (Field("received_by", "收到人"), Field("review", "审阅意见", weight=2)),
    dated_by="reported_on",
    repeatable=True,
)

ATTENDED = (
    Field("name", "姓名", weight=3),
    Field("signature", "签名", weight=4),
    Field("minutes", "时长", Kind.NUMBER, unit="分钟", weight=2),
    Field("note", "请假、缺席原因或补课", weight=4),
)

TO_SIGN = 10
"""Lines of a blank sheet to sign in on: as many as one page has beside what was done."""

STUDY = table(
    "c25_study",
    "集中教育学习签到与记录",
    "《社区矫正法》第三十六条；C25",
    (fact("topic", "主题", weight=2), fact("happened_on", "日期", Kind.DATE)),
    (fact("place", "地点"), fact("staff", "主讲人")),
    (
        Field("expected", "应到", Kind.NUMBER, unit="人", minimum=0),
        fact("present", "实到", Kind.NUMBER, unit="人"),
    ),
    (fact("attended", "签到表", Kind.ROWS, columns=ATTENDED, table=True, lines=TO_SIGN),),
    long("content", "学习内容", 6),
    (*signed(("staff_sign", "主讲人"), ("recorder_sign", "记录人")),),
    dated_by="happened_on",
    repeatable=True,
)

SERVICE = table(
    "c25_service",
    "公益活动登记表",
    "《社区矫正法》第四十二条；C25",
    (fact("topic", "活动内容", weight=2), fact("happened_on", "日期", Kind.DATE)),
    (fact("place", "地点"), fact("staff", "组织人")),
    (Field("witness", "见证人"), fact("present", "参加", Kind.NUMBER, unit="人")),
    (fact("attended", "参加人员", Kind.ROWS, columns=ATTENDED, table=True, lines=TO_SIGN),),
    long("content", "活动情况", 4),
    (*signed(("staff_sign", "组织人"), ("witness_sign", "见证人")),),
    footnote="公益活动根据本人的劳动能力、健康状况和特长安排，法律不规定时数。",
    dated_by="happened_on",
    repeatable=True,
)

BY_HAND = 20
"""Lines that a blank list has for the pen."""

HOURS_LIST = table(
    "c25_list",
    "教育学习、公益活动登记表（个人）",
    "《社区矫正法》第三十六条、第四十二条；C25",
    (NAME, CATEGORY),
    (
        fact(
            "hours",
            "学习和公益活动",
            Kind.ROWS,
            table=True,
            lines=BY_HAND,
            columns=(
                Field("happened_on", "日期", Kind.DATE, weight=8),
                Field("kind", "类别", Kind.CHOICE, codes="hours_kind", weight=6),
                Field("topic", "主题或内容", weight=16),
                Field("place", "地点", weight=8),
                Field("minutes", "分钟", Kind.NUMBER, weight=4),
                Field("staff", "主讲或组织人", weight=6),
            ),
        ),
    ),
    compact=True,
)

CALL_LIST = table(
    "c24_list",
    "电话（通信联络）报告登记表",
    "贺司发〔2019〕13号第八部分；《社区矫正法》第二十六条；C24",
    (NAME, CATEGORY),
    (
        fact(
            "calls",
            "电话报告",
            Kind.ROWS,
            table=True,
            lines=BY_HAND,
            columns=(
                Field("happened_at", "时间", Kind.DATETIME, weight=100),
                Field("direction", "来去电", Kind.CHOICE, codes="call_direction", weight=43),
                Field("number", "号码", weight=70),
                Field("result", "声音核实", Kind.CHOICE, codes="voice_result", weight=36),
                Field("summary", "内容摘要", weight=150),
                Field("staff", "记录人", weight=42),
            ),
        ),
    ),
    compact=True,
)

CONTROL_LIST = table(
    "daily_list",
    "日监控登记表",
    "贺司发〔2019〕13号第八部分；《社区矫正法》第二十六条",
    (NAME, CATEGORY),
    (
        fact(
            "controls",
            "日监控",
            Kind.ROWS,
            table=True,
            lines=BY_HAND,
            columns=(
                Field("happened_on", "日期", Kind.DATE, weight=40),
                Field("method", "方式", Kind.CHOICE, codes="checkin_method", weight=33),
                Field("result", "结果", Kind.CHOICE, codes="checkin_result", weight=18),
                Field("seen", "所见", weight=65),
                Field("handling", "处置", weight=37),
                Field("staff", "记录人", weight=27),
            ),
        ),
    ),
    compact=True,
)

TALK = prose(
    "c22_talk",
    "个别教育谈话笔录",
    "《社区矫正法》第三十六条；C22",
    (Field("started_at", "开始时间", Kind.DATETIME, required=True),),
    (Field("ended_at", "结束时间", Kind.DATETIME),),
    (Field("place", "地点"), Field("reason", "谈话事由", weight=2)),
    (Field("staff", "谈话人", required=True), Field("recorder", "记录人")),
    (NAME,),
    said("told", "c22.told"),
    long("talk", "问答", 9),
    said("read", "c22.read"),
    signed(("subject_mark", "被谈话人"), finger=True),
    guardian(),
    signed(("staff_mark", "谈话人"), ("recorder_mark", "记录人")),
    dated_by="started_at",
    repeatable=True,
)

FORMS = (TALK, THOUGHTS, STUDY, SERVICE, HOURS_LIST, CALL_LIST, CONTROL_LIST)
