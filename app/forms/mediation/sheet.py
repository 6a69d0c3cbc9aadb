"""On screen only: what opens a case, its people, and how it stands.

No paper prints these together; the statistics of mediation and the reminders need them.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Form, Kind
from app.forms.mediation.facts import (
    ACCEPTED_ON,
    AGENTS,
    AGREED_ON,
    AMOUNT,
    APPLIED_ON,
    CLAIMS,
    DISPUTE_TYPE,
    EFFECTIVE_ON,
    END_NOTE,
    END_REASON,
    ENDED_ON,
    MEDIATORS,
    OBLIGATIONS,
    PARTIES,
    PERFORMANCE,
    PERFORMED_ON,
    RECORDER,
    REGISTRAR,
    SENDER,
    SENDER_LETTER,
    SOURCE,
    SUMMARY,
    TITLE,
)

# what every dispute needs stands first: an oral agreement is registered in minutes (F5)
CASE = Form(
    code="mediation.case",
    title="纠纷登记",
    source="程序的登记页；各栏见相应文书",
    dated_by="accepted_on",
    rows=(
        (
            replace(DISPUTE_TYPE, on_screen=True),
            SOURCE,
        ),
        (SUMMARY,),
        (replace(CLAIMS, required=False),),
        (replace(PARTIES, on_paper=False),),
        (replace(MEDIATORS, required=False),),
        (
            replace(APPLIED_ON, required=False, bare=False),
            replace(ACCEPTED_ON, required=False),
            Field(
                "area_code",
                "纠纷发生地",
                Kind.CHOICE,
                fact=True,
                codes="village",
                help="村或社区，统计和排查用。",
            ),
        ),
        (
            SENDER,
            SENDER_LETTER,
            Field(
                "reply_due_on",
                "要求反馈的期限",
                Kind.DATE,
                fact=True,
                help="来函要求几日内反馈的，填最后一天；到期前提醒。",
            ),
        ),
        (REGISTRAR, RECORDER),
        (
            Field(
                "co_committees",
                "联合调解的其他调委会",
                fact=True,
                max_length=300,
                help="跨村、跨乡镇联合调解的，写其他调委会的全称，用顿号分开；协议书上都要盖章。",
            ),
        ),
        (
            Field(
                "people_count",
                "涉及人数",
                Kind.NUMBER,
                fact=True,
                minimum=0,
                unit="人",
                help="统计“涉及当事人数”；不填按当事人人数计算，群体按群体人数。",
            ),
            Field(
                "difficulty",
                "难易程度",
                Kind.CHOICE,
                fact=True,
                codes="difficulty",
                help="以案定补和统计用，按本县的标准选。",
            ),
            Field(
                "complex",
                "疑难复杂",
                Kind.BOOL,
                fact=True,
                help="统计表“疑难复杂案件”按这一栏计数。",
            ),
        ),
        (
            Field(
                "open_session",
                "公开调解",
                Kind.BOOL,
                fact=True,
                help="当事人要求公开的可以公开；涉及个人隐私、商业秘密或者有人反对的不公开（人民调解法第23条）。",
            ),
            Field(
                "restricted",
                "涉密涉隐私，列表中隐去姓名",
                Kind.BOOL,
                fact=True,
                help="涉及个人隐私、商业秘密的纠纷（人民调解法第15条）。",
            ),
        ),
        (
            Field(
                "risk",
                "可能激化的情形和已采取的措施",
                Kind.LONG_TEXT,
                fact=True,
                lines=3,
                help="可能激化的要采取针对性预防措施；可能引起治安案件、刑事案件的及时报告公安机关（人民调解法第25条）。",
            ),
        ),
        (
            Field(
                "risk_reported_at",
                "报告时间",
                Kind.DATETIME,
                fact=True,
                help="打电话或者书面报告的时间。",
            ),
            Field("risk_reported_to", "报告给", fact=True, max_length=200, example="习岗派出所"),
        ),
        (
            Field(
                "averted",
                "防止激化",
                Kind.CHOICE,
                fact=True,
                codes="averted",
                help="经过调解没有激化的才选；统计表“防止激化”按这一栏计数。",
            ),
            Field(
                "averted_people",
                "防止激化涉及人数",
                Kind.NUMBER,
                fact=True,
                minimum=1,
                unit="人",
                help="选了“防止激化”的填写；不填按 1 人计算。",
            ),
        ),
    ),
)

PEOPLE = Form(
    code="mediation.people",
    title="当事人与代理人",
    source="程序的登记页；栏目见申请书、协议书、授权委托书",
    rows=(
        (PARTIES,),
        (AGENTS,),
    ),
)

PROGRESS = Form(
    code="mediation.progress",
    title="办理情况",
    source="程序的登记页；统计口径见案件情况统计表",
    rows=(
        (TITLE,),
        (
            Field(
                "agreement_form",
                "协议形式",
                Kind.CHOICE,
                fact=True,
                codes="agreement_form",
                help="书面协议，或者口头协议。",
            ),
            replace(AGREED_ON, required=False, bare=False),
            EFFECTIVE_ON,
        ),
        (AMOUNT,),
        (replace(END_REASON, required=False), replace(ENDED_ON, on_paper=False)),
        (END_NOTE,),
        (OBLIGATIONS,),
        (PERFORMANCE, PERFORMED_ON),
        (Field("archive_place", "存放位置", fact=True, max_length=200, example="档案室2号柜3层"),),
    ),
)
