"""调查与调解: summons, inquiry, evidence, agreed extension, the record of each session."""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Form, Kind, Layout
from app.forms.mediation.facts import (
    COMMITTEE_NAME,
    COMMITTEE_SEAL,
    MATTER,
    MEDIATORS_SIGN,
    ON_SCREEN_MEDIATORS,
    ON_SCREEN_PARTIES,
    PARTIES_SIGN,
    PARTY_NAMES,
    PLACE,
    RECORDER,
    RECORDER_SIGNS,
    SESSION_TIME,
    SIGN_OR_PRINT,
    date_of_paper,
)

SUMMONS = Form(
    code="mediation.summons",
    title="调解通知书",
    purpose="约各方到场调解：时间、地点、要带什么材料。一位当事人一份。",
    source="各地卷宗常用（S25）；版式为程序拟定 ?",
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
            Field(
                "meeting_at",
                "调解时间",
                Kind.DATETIME,
                required=True,
                on_paper=False,
                example="2026-03-05 09:30",
            ),
            replace(PLACE, label="调解地点", on_paper=False),
            COMMITTEE_NAME,
        ),
        (Field("sentence", "", Kind.FIXED, wording="text:summons.sentence"),),
        (COMMITTEE_SEAL,),
        (date_of_paper("issued_on", "通知日期", "发出通知的那一天。"),),
        (ON_SCREEN_PARTIES,),
    ),
)

INQUIRY = Form(
    code="mediation.inquiry",
    title="人民调解调查记录",
    purpose="事实有争议时向当事人、邻居或者知情人了解情况的记录，问几个人写几份。",
    source="司发通〔2010〕239号格式；栏目见 S18 ◑",
    dated_by="session_time",
    repeatable=True,
    rows=(
        (SESSION_TIME,),
        (PLACE,),
        (
            Field(
                "participants",
                "参加人",
                max_length=300,
                help="当事人和调解员以外在场的人。",
                example="村委会主任马某",
            ),
        ),
        (
            Field(
                "asked",
                "被调查人",
                required=True,
                max_length=300,
                help="姓名，以及性别、年龄、住址、与当事人的关系。一人一份记录。",
                example="王某，男，52岁，黎明村村民，双方的邻居",
            ),
        ),
        (
            Field(
                "body",
                "调查记录",
                Kind.LONG_TEXT,
                required=True,
                lines=18,
                help="一问一答地写；写完请被调查人看过或者念给他听。",
                example="问：你看到当时的情况了吗？\n答：看到了……",
            ),
        ),
        (
            Field(
                "sign_asked",
                "被调查人（签名盖章或按指印）",
                Kind.MARK,
                marks=SIGN_OR_PRINT,
                per="asked_name",
            ),
        ),
        (replace(MEDIATORS_SIGN, label="调查人（签名）"),),
        (RECORDER_SIGNS,),
        (date_of_paper("dated_on", "签名日期", "在文书上签名的那一天。"),),
        (
            Field(
                "asked_name",
                "被调查人姓名",
                required=True,
                max_length=100,
                on_paper=False,
                example="王某",
            ),
            RECORDER,
        ),
        (ON_SCREEN_MEDIATORS,),
    ),
)

EVIDENCE = Form(
    code="mediation.evidence",
    title="人民调解证据材料",
    purpose="各方交来的证据清单：叫什么、从哪来、证明什么、几份几页，原件还是复印件。",
    source="司发通〔2010〕239号目录；清单栏目见 S18 ◑,原件/复印件与提供人 ?",
    layout=Layout.TABLE,
    rows=(
        (
            Field(
                "items",
                "证据清单",
                Kind.ROWS,
                table=True,
                columns=(
                    Field(
                        "name",
                        "证据名称",
                        required=True,
                        max_length=100,
                        weight=3,
                        example="围墙现场照片",
                    ),
                    Field(
                        "origin",
                        "证据来源",
                        required=True,
                        max_length=100,
                        weight=2,
                        example="申请人提供",
                    ),
                    Field(
                        "purpose",
                        "证明对象",
                        required=True,
                        max_length=200,
                        weight=3,
                        example="围墙越界20厘米",
                    ),
                    Field("copies", "份数", Kind.NUMBER, minimum=0, default=1, example="1"),
                    Field("pages", "页数", Kind.NUMBER, minimum=0, example="2"),
                    Field(
                        "original",
                        "原件/复印件",
                        Kind.CHOICE,
                        codes="evidence_form",
                        weight=2,
                        help="复印件请提供人签“与原件核对无异”。",
                    ),
                ),
                help="一件一行；扫描件另外归入本部分。",
            ),
        ),
        (Field("attached", "", Kind.FIXED, wording="text:evidence.attached"),),
    ),
)

EXTENSION = Form(
    code="mediation.extension",
    title="延期调解同意书",
    purpose="一个月内调不完、各方都同意继续调的，写明延到哪一天，由各方签名。",
    source="人民调解工作若干规定第三十三条；各地条例允许经当事人同意延长；版式为程序拟定 ?",
    dated_by="consented_on",
    repeatable=True,
    rows=(
        (
            replace(MATTER, on_paper=False),
            replace(PARTY_NAMES, on_paper=False),
            COMMITTEE_NAME,
            Field(
                "extended_until",
                "延长至",
                Kind.DATE,
                fact=True,
                required=True,
                on_paper=False,
                help="各方当事人同意的新期限。",
            ),
        ),
        (Field("sentence", "", Kind.FIXED, wording="text:extension.sentence"),),
        (
            Field(
                "reason",
                "延期的原因",
                Kind.LONG_TEXT,
                required=True,
                lines=4,
                example="等待伤情鉴定结果。",
            ),
        ),
        (PARTIES_SIGN,),
        (COMMITTEE_SEAL,),
        (date_of_paper("consented_on", "同意日期", "各方签字同意的那一天。"),),
        (ON_SCREEN_PARTIES,),
    ),
)

RECORD = Form(
    code="mediation.record",
    title="人民调解记录",
    purpose="每次调解的经过和结果：谁到场、怎么说、查明什么、谈成没有。调几次写几份，各方签名。",
    source="司发通〔2010〕239号格式；栏目见 S18，写法见 S10 ◑",
    dated_by="session_time",
    repeatable=True,
    rows=(
        (SESSION_TIME,),
        (PLACE,),
        (MATTER,),
        (replace(PARTY_NAMES, required=True, help="到场的全部当事人和他们的代理人。"),),
        (
            Field(
                "participants",
                "参加人",
                max_length=300,
                help="调委会邀请参加的人；不写调解员、当事人和记录人。",
                example="黎明村党支部书记马某",
            ),
            Field(
                "participants_agreed",
                "各方当事人同意邀请",
                Kind.BOOL,
                on_paper=False,
                help="邀请他人参加，须经当事人同意（人民调解法第20条）。",
            ),
        ),
        (Field("told", "", Kind.FIXED, wording="text:record.told"),),
        (
            Field(
                "body",
                "调解记录",
                Kind.LONG_TEXT,
                required=True,
                lines=18,
                help="写明：告知权利义务；介绍调解员、原则和方法；各方怎么说；查明的事实；讲明的道理和后果；达成的条款，或者没有达成的原因和其他途径。",
            ),
        ),
        (
            Field(
                "result",
                "调解结果",
                Kind.CHOICE,
                codes="result",
                required=True,
                boxes=True,
                help="调成、没调成，还是下次再调。",
            ),
        ),
        (PARTIES_SIGN,),
        (MEDIATORS_SIGN,),
        (RECORDER_SIGNS,),
        (date_of_paper("dated_on", "签名日期", "在文书上签名的那一天。"),),
        (RECORDER,),
        (ON_SCREEN_PARTIES,),
        (ON_SCREEN_MEDIATORS,),
    ),
)
