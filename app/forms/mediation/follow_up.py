"""履行、回访、司法确认: receipts, the return visit, the joint application to the court."""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Form, Kind, Layout
from app.forms.mediation.facts import (
    AGREED_ON,
    COMMITTEE_NAME,
    COMMITTEE_SEAL,
    COPIES,
    MATTER,
    NUMBER,
    PARTIES,
    PARTIES_SIGN,
    PARTY_NAMES,
    PERFORMANCE,
    PERFORMED_ON,
    SIGN,
    SIGN_OR_PRINT,
    TERMS,
    date_of_paper,
)

COURT = Field(
    "confirmation_court",
    "人民法院",
    fact=True,
    required=True,
    max_length=100,
    on_paper=False,
    help="写法院全称。一般是当事人住所地、标的物所在地或者调委会所在地的基层人民法院。",
    example="贺兰县人民法院",
)

RECEIPT = Form(
    code="mediation.receipt",
    title="收条",
    purpose="钱物交清的凭据：谁付给谁、多少、为哪份协议，由收款人签名。",
    source="履行凭证没有规定格式；按评查要求拟定 ?",
    dated_by="received_on",
    repeatable=True,
    rows=(
        (
            Field(
                "payer", "付款人", required=True, max_length=100, on_paper=False, example="李某某"
            ),
            Field(
                "purpose",
                "款项事由",
                required=True,
                max_length=200,
                on_paper=False,
                example="支付的第一期赔偿款",
            ),
            Field(
                "received",
                "金额",
                Kind.MONEY,
                required=True,
                minimum=1,
                in_words=True,
                on_paper=False,
                help="收到多少填多少，大写自动生成。",
            ),
        ),
        (Field("sentence", "", Kind.FIXED, wording="text:receipt.sentence"),),
        (replace(NUMBER, label="协议编号"),),
        (
            Field(
                "sign_payee",
                "收款人（签名并按指印）",
                Kind.MARK,
                marks=SIGN_OR_PRINT,
                per="payee",
            ),
            Field(
                "payee", "收款人", required=True, max_length=100, on_paper=False, example="张某某"
            ),
        ),
        (date_of_paper("received_on", "收款日期", "收到钱的那一天。"),),
    ),
)

REVISIT = Form(
    code="mediation.revisit",
    title="人民调解回访记录",
    purpose="上门或者打电话问协议履行了没有、当事人满意不满意、有没有新矛盾。",
    source="司发通〔2010〕239号格式；栏目见 S16、S17 ◑",
    dated_by="visited_on",
    repeatable=True,
    rows=(
        (replace(PARTY_NAMES, required=True),),
        (replace(NUMBER, label="调解协议编号"),),
        (replace(MATTER, label="回访事由", required=True),),
        (
            Field(
                "visited_on", "回访时间", Kind.DATE, required=True, help="去看或者打电话的那一天。"
            ),
        ),
        (
            Field(
                "findings",
                "回访情况",
                Kind.LONG_TEXT,
                required=True,
                lines=12,
                help="写协议履行得怎样、当事人是否满意、有没有反复或新的隐患、采取了什么措施。",
                example="协议约定的围墙已于3月28日拆除，双方关系缓和，没有新的矛盾。",
            ),
        ),
        (
            Field("sign_visitor", "回访人（签名）", Kind.MARK, marks=SIGN, per="visitor"),
            Field(
                "visitor",
                "回访人",
                required=True,
                max_length=100,
                on_paper=False,
                help="参加回访的调解员。",
            ),
        ),
        (date_of_paper("dated_on", "签名日期", "在文书上签名的那一天。", required=False),),
        (PERFORMANCE, PERFORMED_ON),
    ),
)

CONFIRMATION = Form(
    code="mediation.confirmation",
    title="司法确认申请书",
    purpose="各方共同请法院确认协议有效。确认以后一方不履行，另一方可以申请强制执行。",
    source="人民调解法第三十三条；民事诉讼法第二百零五条；文字见 S18 ◑",
    dated_by="confirmation_applied_on",
    rows=(
        (replace(PARTIES, label="申请人"),),
        (COMMITTEE_NAME, replace(NUMBER, on_paper=False), replace(AGREED_ON, on_paper=False)),
        (Field("opening", "", Kind.FIXED, wording="text:confirmation.opening"),),
        (replace(TERMS, label="协议内容", bare=True),),
        (Field("held_by", "", Kind.FIXED, wording="text:agreement.copies"), COPIES),
        (Field("request", "", Kind.FIXED, wording="text:confirmation.request"), COURT),
        (Field("promise", "", Kind.FIXED, wording="text:confirmation.promise"),),
        (Field("attachments", "附", Kind.LONG_TEXT, lines=4, help="随申请书交给法院的材料。"),),
        (replace(PARTIES_SIGN, label="申请人（签名盖章或按指印）"),),
        (
            Field(
                "confirmation_applied_on",
                "申请日期",
                Kind.DATE,
                fact=True,
                required=True,
                bare=True,
                help="自协议生效之日起三十日内，由各方当事人共同申请。",
            ),
        ),
    ),
)

CONFIRMATION_MATERIALS = Form(
    code="mediation.confirmation-materials",
    title="司法确认有关材料",
    purpose="交给法院的材料清单，连同法院的受理通知和裁定书一起存卷。",
    source="民诉法解释第三百五十四条；清单版式为程序拟定 ?",
    layout=Layout.TABLE,
    rows=(
        (
            Field(
                "items",
                "材料清单",
                Kind.ROWS,
                table=True,
                columns=(
                    Field(
                        "name",
                        "材料名称",
                        required=True,
                        max_length=100,
                        weight=4,
                        example="当事人身份证复印件",
                    ),
                    Field("copies", "份数", Kind.NUMBER, minimum=0, default=1, example="1"),
                    Field("pages", "页数", Kind.NUMBER, minimum=0, example="2"),
                    Field("note", "备注", max_length=200, weight=2, help="没有可以不填。"),
                ),
                help="按法院要求增减。",
            ),
        ),
        (
            replace(COURT, required=False, label="受理法院", on_paper=True),
            Field(
                "confirmation",
                "司法确认情况",
                Kind.CHOICE,
                fact=True,
                codes="confirmation",
                help="收到裁定后改为确认有效或者驳回。",
            ),
        ),
        (
            Field(
                "confirmation_ruling_no",
                "裁定书编号",
                fact=True,
                max_length=100,
                example="(2026)宁0122民特5号",
            ),
            Field("confirmation_ruled_on", "裁定日期", Kind.DATE, fact=True, help="照裁定书填写。"),
        ),
    ),
)

CONDUCTED = Form(
    code="mediation.conducted",
    title="主持调解证明",
    purpose="向法院证明这份协议确实是由本会主持调解达成的。",
    source="民诉法解释第三百五十四条：调解组织主持调解的证明；版式为程序拟定 ?",
    dated_by="issued_on",
    rows=(
        (replace(COURT, required=False, bare=True, on_paper=True),),
        (
            replace(MATTER, on_paper=False),
            COMMITTEE_NAME,
            replace(NUMBER, on_paper=False),
            replace(AGREED_ON, on_paper=False),
            replace(PARTY_NAMES, on_paper=False),
            Field(
                "mediator_names",
                "人民调解员",
                max_length=200,
                on_paper=False,
                help="自动带入，主持人在前。",
            ),
        ),
        (Field("sentence", "", Kind.FIXED, wording="text:conducted.sentence"),),
        (COMMITTEE_SEAL,),
        (date_of_paper("issued_on", "出具日期", "盖章的日期。"),),
    ),
)
