"""受理: application, acceptance or refusal to accept, notice of rights, identity, mandate."""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Form, Kind, Layout
from app.forms.mediation.facts import (
    ACCEPTED_ON,
    AGENTS,
    APPLICANTS,
    APPLIED_ON,
    CLAIMS,
    COMMITTEE_NAME,
    COMMITTEE_SEAL,
    DISPUTE_TYPE,
    MATTER,
    ON_SCREEN_PARTIES,
    PARTIES_SIGN,
    PARTY_NAMES,
    REGISTRAR,
    RESPONDENTS,
    SENDER,
    SENDER_LETTER,
    SIGN,
    SIGN_OR_PRINT,
    SOURCE,
    SOURCE_ON_PAPER,
    SUMMARY,
    date_of_paper,
)

APPLICATION = Form(
    code="mediation.application",
    title="人民调解申请书",
    purpose="当事人书面申请调解时填写：请谁来调、要解决什么。口头申请的不用写，由受理登记表记明。",
    source="司发通〔2010〕239号格式；版式见公开表格 S13、S17 ◑",
    dated_by="applied_on",
    rows=(
        (APPLICANTS,),
        (RESPONDENTS,),
        (SUMMARY,),
        (CLAIMS,),
        (Field("declaration", "", Kind.FIXED, wording="text:application.declaration"),),
        (
            Field(
                "sign_applicants",
                "申请人（签名盖章或按指印）",
                Kind.MARK,
                marks=SIGN_OR_PRINT,
                per="applicants",
            ),
        ),
        (APPLIED_ON,),
    ),
)

ACCEPTANCE = Form(
    code="mediation.acceptance",
    title="人民调解受理登记表",
    purpose="受理的凭据：哪一天、依什么受理、双方是否同意。一个月的调解期限从这上面的日期起算。",
    source="司发通〔2010〕239号格式；开头句式一见 S13，句式二见 S18 ◑",
    dated_by="accepted_on",
    footnote="备注：此表由人民调解委员会填写。",
    rows=(
        (
            Field(
                "opening_form",
                "开头句式",
                Kind.CHOICE,
                codes="acceptance_opening",
                default="consent",
                on_paper=False,
                help="两种公开的表格样式，按县局要求选择。",
            ),
            COMMITTEE_NAME,
            replace(PARTY_NAMES, on_paper=False),
            Field("ground", "受理依据", max_length=60, on_paper=False, help="按案件来源自动带入。"),
        ),
        (Field("opening", "", Kind.FIXED, wording="text:acceptance.opening.{opening_form}"),),
        (DISPUTE_TYPE,),
        (replace(SOURCE, on_paper=False), SENDER, SENDER_LETTER),
        (SOURCE_ON_PAPER,),
        (SUMMARY,),
        (replace(PARTIES_SIGN, label="当事人（签名）", marks=SIGN),),
        (Field("sign_registrar", "登记人（签名）", Kind.MARK, marks=SIGN, per="registrar"),),
        (replace(COMMITTEE_SEAL, label="（人民调解委员会印章）"), REGISTRAR),
        (replace(ACCEPTED_ON, bare=True),),
        (ON_SCREEN_PARTIES,),
    ),
)

NOT_ACCEPTED = Form(
    code="mediation.not-accepted",
    title="不予受理告知书",
    purpose="不属于人民调解范围的纠纷，书面告诉申请人不受理的理由和可以走的其他途径。",
    source="人民调解工作若干规定第二十二条、第二十三条；版式为程序拟定 ?",
    dated_by="issued_on",
    rows=(
        (
            Field(
                "addressee",
                "被告知人",
                required=True,
                max_length=200,
                bare=True,
                help="自动带入申请人，可以改。",
            ),
        ),
        (replace(MATTER, on_paper=False), COMMITTEE_NAME),
        (Field("opening", "", Kind.FIXED, wording="text:not_accepted.opening"),),
        (
            Field(
                "reason",
                "不予受理的理由",
                Kind.LONG_TEXT,
                required=True,
                lines=4,
                example="该纠纷已由贺兰县人民法院立案审理。",
            ),
        ),
        (Field("remedy", "", Kind.FIXED, wording="text:not_accepted.remedy"),),
        (COMMITTEE_SEAL,),
        (date_of_paper("issued_on", "告知日期", "告知当事人的那一天；不晚于第一次调解。"),),
        (replace(ON_SCREEN_PARTIES, required=False),),
    ),
)

NOTICE = Form(
    code="mediation.notice",
    title="人民调解当事人权利义务告知书",
    purpose="调解开始前告诉各方：调解不收费、凭自愿，有哪些权利义务，协议有什么效力。各方签名后存卷。",
    source="人民调解法第3、4、7、23、24、31—33条；开头一句见 S13 ◑,其余按法条拟定",
    dated_by="notified_on",
    repeatable=True,
    rows=(
        *(
            (Field(f"paragraph_{key}", "", Kind.FIXED, wording=f"text:notice.{key}"),)
            for key in (
                "opening",
                "nature",
                "principles",
                "free",
                "rights",
                "duties",
                "effect",
                "confirmation",
                "closing",
            )
        ),
        (PARTIES_SIGN,),
        (date_of_paper("notified_on", "告知日期", "告知当事人的那一天；不晚于第一次调解。"),),
        (ON_SCREEN_PARTIES,),
    ),
)

IDENTITY = Form(
    code="mediation.identity",
    title="当事人身份证明",
    purpose="各方身份证件复印件的清单，证明参加调解的是本人；没有证件的写明原因。",
    source="乙式目录第3项；清单版式为程序拟定 ?",
    layout=Layout.TABLE,
    rows=(
        (
            Field(
                "items",
                "身份证明清单",
                Kind.ROWS,
                table=True,
                columns=(
                    Field(
                        "party",
                        "当事人",
                        required=True,
                        max_length=100,
                        weight=2,
                        help="证件是谁的。",
                    ),
                    Field(
                        "id_kind",
                        "证件种类",
                        Kind.CHOICE,
                        codes="id_paper",
                        weight=2,
                        help="没有证件的选“无证件”并写明原因。",
                    ),
                    Field("id_number", "证件号码", max_length=60, weight=3, help="照证件填写。"),
                    Field("copies", "份数", Kind.NUMBER, minimum=0, default=1, example="1"),
                    Field("note", "备注", max_length=200, weight=2, help="没有证件的写明原因。"),
                ),
                help="自动列出当事人，对照复印件核对。",
            ),
        ),
        (Field("attached", "", Kind.FIXED, wording="text:identity.attached"),),
    ),
)

MANDATE = Form(
    code="mediation.mandate",
    title="授权委托书",
    purpose="当事人请别人代为调解时填写：委托谁、能做哪些事、到什么时候。代签协议必须有相应的权限。",
    source="民法典第一百六十五条；权限选项见 S18 ◑",
    dated_by="signed_on",
    repeatable=True,
    rows=(
        (
            Field(
                "principal",
                "委托人",
                required=True,
                max_length=200,
                help="自动带入所代理的当事人。",
            ),
        ),
        (
            Field(
                "principal_id",
                "证件号码",
                max_length=60,
                help="委托人的身份证号码或者统一社会信用代码。",
            ),
        ),
        (Field("agent_heading", "", Kind.FIXED, wording="受委托人："),),
        (AGENTS,),
        (replace(MATTER, on_paper=False),),
        (Field("sentence", "", Kind.FIXED, wording="text:mandate.sentence"),),
        (
            Field(
                "sign_principal",
                "委托人（签名盖章或按指印）",
                Kind.MARK,
                marks=SIGN_OR_PRINT,
                per="principal",
            ),
        ),
        (date_of_paper("signed_on", "委托日期", "委托人签名的那一天；不晚于代理人第一次参加。"),),
    ),
)
