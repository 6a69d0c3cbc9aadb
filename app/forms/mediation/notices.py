"""结束与移送: notice that mediation ended, transfer to another body, reply to a sender."""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Form, Kind
from app.forms.mediation.facts import (
    COMMITTEE_NAME,
    COMMITTEE_SEAL,
    END_NOTE,
    END_REASON,
    ENDED_ON,
    MATTER,
    ON_SCREEN_PARTIES,
    PARTY_NAMES,
    SENDER,
    SENDER_LETTER,
    date_of_paper,
)

TERMINATION = Form(
    code="mediation.termination",
    title="终止调解通知书",
    purpose="没有调成时书面告诉各方调解终止，以及还可以仲裁、找行政机关或者起诉。",
    source="人民调解法第二十六条；文书见宁波条例第二十七条，版式为程序拟定 ?",
    dated_by="issued_on",
    repeatable=True,
    rows=(
        (
            Field(
                "addressee",
                "被通知人",
                required=True,
                max_length=200,
                bare=True,
                help="自动带入当事人；一人一份的，从当事人名下新建。",
            ),
        ),
        (
            replace(MATTER, on_paper=False),
            COMMITTEE_NAME,
            replace(ENDED_ON, required=True, on_paper=False),
        ),
        (Field("sentence", "", Kind.FIXED, wording="text:termination.sentence"),),
        (replace(END_REASON, label="终止的原因"),),
        (END_NOTE,),
        (Field("remedy", "", Kind.FIXED, wording="text:termination.remedy"),),
        (COMMITTEE_SEAL,),
        (date_of_paper("issued_on", "通知日期", "发出通知的那一天。"),),
        (ON_SCREEN_PARTIES,),
    ),
)

TRANSFER = Form(
    code="mediation.transfer",
    title="人民调解纠纷移送函",
    purpose="把不归本会调解的纠纷转给有权处理的单位，写明理由。",
    source="人民调解工作若干规定第二十四条 ?;版式为程序拟定 ?",
    dated_by="issued_on",
    rows=(
        (
            Field(
                "receiver",
                "接收单位",
                fact=True,
                required=True,
                max_length=200,
                bare=True,
                example="贺兰县人民法院",
            ),
        ),
        (
            replace(MATTER, on_paper=False),
            replace(PARTY_NAMES, on_paper=False),
            COMMITTEE_NAME,
        ),
        (Field("sentence", "", Kind.FIXED, wording="text:transfer.sentence"),),
        (
            Field(
                "reason",
                "移送的理由",
                Kind.LONG_TEXT,
                required=True,
                lines=4,
                example="该纠纷涉嫌违反治安管理，应由公安机关处理。",
            ),
        ),
        (
            Field(
                "materials", "随函材料", Kind.LONG_TEXT, lines=3, example="1、受理登记表复印件1份"
            ),
        ),
        (COMMITTEE_SEAL,),
        (date_of_paper("issued_on", "移送日期", "发函的日期。"),),
    ),
)

REPLY = Form(
    code="mediation.reply",
    title="委托移送纠纷调解结果复函",
    purpose="把法院、公安等单位委托来的纠纷调解得怎样，书面告诉委托单位。",
    source="委托移送调解的反馈（S37）；版式为程序拟定 ?",
    dated_by="replied_on",
    rows=(
        (replace(SENDER, required=True, on_paper=True, bare=True),),
        (
            SENDER_LETTER,
            replace(MATTER, on_paper=False),
            replace(PARTY_NAMES, on_paper=False),
            COMMITTEE_NAME,
        ),
        (Field("sentence", "", Kind.FIXED, wording="text:reply.sentence"),),
        (
            Field(
                "outcome",
                "调解结果",
                Kind.LONG_TEXT,
                required=True,
                lines=6,
                help="自动拟好，可以改。",
            ),
        ),
        (COMMITTEE_SEAL,),
        (
            Field(
                "replied_on",
                "复函日期",
                Kind.DATE,
                fact=True,
                required=True,
                bare=True,
                help="发出复函的日期；填了就不再提醒。",
            ),
        ),
    ),
)
