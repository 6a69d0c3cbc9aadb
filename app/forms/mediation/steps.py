"""What each step of the procedure asks: the day, and the reason the law wants recorded."""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind

__all__ = [
    "ACCEPT",
    "AGREE",
    "ARCHIVE",
    "CHOOSE_LIST",
    "CONFIRMATION",
    "CONSENT",
    "DECLINE",
    "EXTEND",
    "FAIL",
    "FILE",
    "MARK_SEEN",
    "PERFORM",
    "REFUSE",
    "REMOVE",
    "REOPEN",
    "RULING",
    "TRANSFER",
    "URGE",
    "WITHDRAW",
]


def _on(label: str, help_: str = "") -> Field:
    return Field("on", label, Kind.DATE, required=True, help=help_)


def _step(code: str, title: str, source: str, *rows: tuple[Field, ...]) -> Form:
    return Form(code=f"mediation.step.{code}", title=title, source=source, rows=rows)


ACCEPT = _step(
    "accept",
    "受理",
    "人民调解法第十七条",
    (_on("受理日期", "一个月的调解期限从这一天起算。"),),
)
DECLINE = _step(
    "decline",
    "不予受理",
    "人民调解工作若干规定第二十二条、第二十三条",
    (_on("决定日期"),),
    (
        Field(
            "reason",
            "理由",
            Kind.LONG_TEXT,
            required=True,
            lines=3,
            example="该纠纷已由人民法院立案审理。",
        ),
    ),
)
AGREE = _step(
    "agree",
    "达成协议",
    "人民调解法第二十八条至第三十条",
    (
        _on("达成协议日期"),
        Field(
            "oral",
            "口头协议（由调解员记录，不制作协议书）",
            Kind.BOOL,
            help="有给付内容、以后才履行的，建议制作书面协议。",
        ),
    ),
)
FAIL = _step(
    "fail",
    "调解不成",
    "人民调解法第二十六条",
    (_on("终止日期"),),
    (Field("reason", "原因", Kind.CHOICE, required=True, codes="end_reason"),),
    (
        Field(
            "note",
            "情况说明",
            Kind.LONG_TEXT,
            required=True,
            lines=4,
            help="写明为什么没有调成，并已告知可以仲裁、找行政机关或者起诉。",
            example="双方对赔偿数额差距较大。已告知当事人可以依法通过仲裁、行政、司法等途径维护权利。",
        ),
    ),
)
WITHDRAW = _step(
    "withdraw",
    "撤回申请",
    "人民调解法第二十三条",
    (_on("撤回日期"),),
    (Field("note", "原因", Kind.LONG_TEXT, required=True, lines=3),),
)
REFUSE = _step(
    "refuse",
    "当事人明确拒绝调解",
    "人民调解法第十七条",
    (_on("拒绝日期", "这一天以后不得再调解，除非各方重新同意。"),),
    (Field("reason", "情况", Kind.LONG_TEXT, lines=3),),
)
CONSENT = _step(
    "consent",
    "当事人重新同意调解",
    "人民调解法第十七条",
    (_on("同意日期"),),
    (Field("reason", "情况", Kind.LONG_TEXT, lines=3),),
)
TRANSFER = _step(
    "transfer",
    "移送",
    "人民调解工作若干规定第二十四条",
    (_on("移送日期"), Field("receiver", "接收单位", required=True, max_length=200)),
    (Field("reason", "理由", Kind.LONG_TEXT, required=True, lines=3),),
)
EXTEND = _step(
    "extend",
    "延期",
    "人民调解工作若干规定第三十三条；须经当事人同意",
    (Field("until", "延长至", Kind.DATE, required=True, help="各方同意的新期限。"),),
)
OWED = Field(
    "obligation",
    "履行事项",
    Kind.CHOICE,
    required=True,
    help="协议约定、还没有履行完的事项；在“办理情况”里登记。",
)
PERFORM = _step(
    "perform",
    "登记履行",
    "人民调解法第三十一条",
    (OWED,),
    (
        _on("履行日期"),
        Field(
            "amount",
            "这次给付的金额",
            Kind.MONEY,
            minimum=0,
            help="不填就是把余下的都付清；不是给钱的不用填。",
        ),
    ),
    (
        Field(
            "receipt",
            "同时做一份收条",
            Kind.BOOL,
            help="给钱的事项，收条的付款人、收款人和金额自动带入。",
        ),
    ),
)
URGE = _step(
    "urge",
    "督促履行",
    "人民调解法第三十一条",
    (OWED,),
    (_on("督促日期"),),
    (
        Field(
            "note",
            "情况",
            Kind.LONG_TEXT,
            lines=3,
            help="怎样督促、对方怎么说；记在这一项的备注里。",
        ),
    ),
)
CONFIRMATION = _step(
    "confirmation",
    "共同申请司法确认",
    "人民调解法第三十三条；民事诉讼法第二百零五条",
    (
        _on("申请日期", "协议生效之日起三十日内，各方共同申请。"),
        Field(
            "court",
            "受理法院",
            required=True,
            max_length=200,
            help="一般是调解组织所在地的基层人民法院；法院邀请调解的，是那个法院。",
            example="贺兰县人民法院",
        ),
    ),
)
RULING = _step(
    "ruling",
    "登记法院裁定",
    "民事诉讼法第二百零六条",
    (
        _on("裁定日期"),
        Field("ruling_no", "裁定书编号", required=True, max_length=100, help="照裁定书抄写。"),
    ),
    (
        Field(
            "ruling",
            "裁定结果",
            Kind.CHOICE,
            required=True,
            codes="confirmation",
            help="确认有效的，一方不履行可以申请强制执行；驳回的，可以重新调解或者起诉。",
        ),
    ),
)
FILE = _step(
    "file",
    "立卷",
    "人民调解法第二十七条",
    (
        _on("立卷日期"),
        Field("by", "立卷人", required=True, max_length=100),
        Field("retention", "保管期限", Kind.CHOICE, required=True, codes="retention"),
    ),
)
ARCHIVE = _step(
    "archive",
    "归档",
    "人民调解法第二十七条",
    (
        _on("归档日期"),
        Field("place", "存放位置", required=True, max_length=200, example="档案室2号柜3层"),
    ),
)
REOPEN = _step(
    "reopen",
    "重新调解",
    "人民调解法第三十三条第三款",
    (
        _on("重新调解日期"),
        Field("outcome", "原协议", Kind.CHOICE, required=True, codes="round_outcome"),
    ),
    (Field("reason", "原因", Kind.LONG_TEXT, required=True, lines=3),),
)
REMOVE = _step(
    "remove",
    "移出台账",
    "档案管理要求：移出须写明原因并有第二人在场",
    (Field("reason", "移出原因", Kind.LONG_TEXT, required=True, lines=3, example="重复登记。"),),
    (
        Field(
            "second_person",
            "在场第二人",
            required=True,
            max_length=100,
            help="由另一位同志一起核对，写这位同志的姓名。",
        ),
    ),
)
CHOOSE_LIST = _step(
    "formset",
    "换卷内目录",
    "卷内文书目录有甲式、乙式和县局增加的，由县局定",
    (
        Field(
            "formset",
            "卷内目录",
            Kind.CHOICE,
            required=True,
            help="按县局要求的目录选；本所通用的在“设置”里定。",
        ),
    ),
)
MARK_SEEN = _step(
    "mark",
    "签章核对",
    "人民调解法第二十九条",
    (
        Field("seen_by", "核对人", required=True, max_length=100, help="亲眼看过纸质原件的人。"),
        Field("seen_on", "核对日期", Kind.DATE, required=True),
    ),
)
