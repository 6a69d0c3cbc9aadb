"""社区矫正 请销假: application (C10), approval sheet (C09), notice with stub (C11), 销假 (C12).

Source: 《社区矫正法》 27 and 《实施办法》 26-29; the layout of the sheets issued with 司发通〔2020〕59号
could not be read, so this is a best reading, replaceable as a version. Facts of the person and of
the leave are typed once and stand in all four papers.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.forms.corrections import (
    ADDRESS,
    CATEGORY,
    ID_NUMBER,
    MATTER_HEAD,
    MINOR,
    NAME,
    PHONE,
    SEX,
)
from app.forms.definition import Field, Form, Kind, Layout, Mark, Register

__all__ = [
    "ENTRIES",
    "FORMS",
    "LEAVE_ANSWER",
    "LEAVE_APPLICATION",
    "LEAVE_APPROVAL",
    "LEAVE_NOTICE",
    "LEAVE_OPINION",
    "LEAVE_REGISTER",
    "LEAVE_RETURN",
    "REGISTERS",
    "SPOT_CHECK",
]

SOURCE = "《社区矫正法》第二十七条；《社区矫正法实施办法》第二十六条至第二十九条"


_fact = partial(Field, fact=True)
"""A field of the leave: typed once, shown in all its papers."""


LEAVE_KIND = _fact(
    "kind",
    "外出种类",
    Kind.CHOICE,
    codes="leave_kind",
    required=True,
    default="ordinary",
    help="经常性跨市县的一次批准有效期六个月；来不及申请的紧急外出事后补办。",
)
APPLIED_ON = _fact(
    "applied_on", "申请日期", Kind.DATE, required=True, help="一般应当提前三日提出书面申请。"
)
FROM_ON = _fact("from_on", "外出日期", Kind.DATE, required=True)
UNTIL_ON = _fact("until_on", "返回日期", Kind.DATE, required=True, help="首尾两日均计入外出天数。")
DAYS = _fact("days", "外出天数", Kind.NUMBER, unit="天", on_screen=False)
WINDOW_DAYS = _fact("window_days", "两个月内累计外出", Kind.NUMBER, unit="天", on_screen=False)
REASON = _fact(
    "reason",
    "事由",
    Kind.CHOICE,
    codes="leave_reason",
    required=True,
    help="就医、就学、参与诉讼、处理家庭或者工作重要事务等；有正当理由的应当批准（法27条）。",
)
REASON_TEXT = _fact("reason_text", "事由及依据", Kind.LONG_TEXT, lines=3, required=True)
DESTINATION = _fact("destination", "目的地", required=True, weight=2, example="宁夏中卫市沙坡头区")
DESTINATION_ADDRESS = _fact("destination_address", "详细地址", weight=2)
TRANSPORT = _fact("transport", "交通方式", example="自驾 / 高铁")
COMPANIONS = _fact("companions", "同行人")
CONTACT_PHONE = _fact("contact_phone", "外出期间联系方式", required=True)
HOST_NAME = _fact("host_name", "目的地联系人")
HOST_PHONE = _fact("host_phone", "联系人电话")
EVIDENCE = _fact(
    "evidence",
    "证明材料",
    Kind.LONG_TEXT,
    lines=2,
    help="诊断证明、单位证明、入学证明、法律文书等，逐件写明。",
)
PLACES = _fact(
    "places",
    "经常性去往市县",
    weight=2,
    help="经常性跨市县活动的填写；只限所列市县，几处用顿号分开。",
)
FREQUENCY = _fact("frequency", "频次", example="每周两次")
ORDER_CONFLICT = _fact(
    "order_conflict",
    "禁止令核对",
    Kind.CHOICE,
    codes="order_conflict",
    on_paper=False,
    help="外出期间有禁止令的，核对目的地和事由；有冲突或者没有核对的，本所不能批准。",
)

LEAVE_APPLICATION = Form(
    code="corrections.c10",
    title="社区矫正对象外出申请书",
    version="2020",
    layout=Layout.PROSE,
    source=SOURCE + ";C10",
    repeatable=True,
    dated_by="applied_on",
    compact=True,
    rows=(
        (NAME, SEX, PHONE),
        (ID_NUMBER, CATEGORY),
        (ADDRESS,),
        (LEAVE_KIND, REASON),
        (REASON_TEXT,),
        (DESTINATION, DESTINATION_ADDRESS),
        (FROM_ON, UNTIL_ON, DAYS),
        (replace(PLACES, if_filled=True), replace(FREQUENCY, if_filled=True)),
        (TRANSPORT, COMPANIONS),
        (CONTACT_PHONE, ORDER_CONFLICT),
        (HOST_NAME, HOST_PHONE),
        (EVIDENCE,),
        (
            _fact(
                "short_notice_reason",
                "未提前三日的情况说明",
                Kind.LONG_TEXT,
                if_filled=True,
                help="少于三日提出的必须说明原因。",
            ),
        ),
        (
            Field(
                "promise",
                "承诺",
                Kind.FIXED,
                wording="text:corrections.c10.promise",
            ),
        ),
        (Field("applicant_mark", "申请人", Kind.MARK, marks=(Mark.SIGNATURE, Mark.FINGERPRINT)),),
        (
            Field("guardian_mark", "监护人", Kind.MARK, marks=(Mark.SIGNATURE,), minors=True),
            MINOR,
        ),
        (replace(APPLIED_ON, bare=True),),
    ),
)

_SIGNED = (Mark.SIGNATURE, Mark.SEAL)

LEAVE_APPROVAL = Form(
    code="corrections.c09",
    title="社区矫正事项审批表（外出）",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE + ";C09",
    repeatable=True,
    compact=True,
    dated_by="opinion_on",
    footnote="text:corrections.c09.tiers",
    rows=(
        *MATTER_HEAD,
        (Field("matter", "事项", Kind.FIXED, wording="申请外出"), LEAVE_KIND, REASON),
        (replace(REASON_TEXT, lines=2),),
        (DESTINATION, DESTINATION_ADDRESS),
        (replace(FROM_ON, weight=3), replace(UNTIL_ON, weight=3), replace(DAYS, weight=2)),
        (WINDOW_DAYS, CONTACT_PHONE),
        (TRANSPORT, COMPANIONS),
        (HOST_NAME, HOST_PHONE),
        (EVIDENCE,),
        (_fact("opinion", "司法所意见", Kind.LONG_TEXT, lines=3),),
        (
            Field("office_mark", "签名（盖章）", Kind.MARK, marks=_SIGNED),
            _fact("opinion_by", "审核人"),
            _fact("opinion_on", "日期", Kind.DATE),
        ),
        (
            Field(
                "county_opinion",
                "县级社区矫正机构意见",
                Kind.LONG_TEXT,
                lines=2,
                help="留空由县级填写；不得由本所代填。",
            ),
        ),
        (
            Field("county_mark", "签名（盖章）", Kind.MARK, marks=_SIGNED),
            _fact("county_number", "文号"),
            _fact("county_on", "日期", Kind.DATE),
        ),
        (Field("superior_opinion", "上一级社区矫正机构意见", Kind.LONG_TEXT, lines=2),),
        (
            Field("superior_mark", "签名（盖章）", Kind.MARK, marks=_SIGNED),
            _fact("superior_number", "文号"),
            _fact("superior_on", "日期", Kind.DATE),
        ),
        (Field("remark", "备注", Kind.LONG_TEXT),),
    ),
)

LEAVE_NOTICE = Form(
    code="corrections.c11",
    title="准予外出通知书",
    version="2020",
    layout=Layout.PROSE,
    source=SOURCE + ";C11",
    repeatable=True,
    dated_by="decided_on",
    numbered_by="decision_number",
    compact=True,
    stub=(
        (NAME, Field("decided_by", "批准机关")),
        (DESTINATION, REASON),
        (FROM_ON, UNTIL_ON, DAYS),
        (Field("decided_on", "批准日期", Kind.DATE), Field("signed_on", "签收日期", Kind.DATE)),
        (
            Field("stub_mark", "经办人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("receipt_mark", "签收人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("stub_guardian", "监护人签收", Kind.MARK, marks=(Mark.SIGNATURE,), minors=True),
        ),
    ),
    rows=(
        (Field("addressed", "", Kind.FIXED, wording="text:corrections.c05.addressed", bare=True),),
        (Field("head", "", Kind.FIXED, wording="text:corrections.c11.granted"),),
        (Field("rules", "", Kind.FIXED, wording="text:corrections.c11.rules"),),
        (Field("seal", "批准机关（盖章）", Kind.MARK, marks=(Mark.SEAL,)),),
        (_fact("decided_on", "批准日期", Kind.DATE, bare=True),),
        tuple(
            replace(field, on_paper=False)
            for field in (
                replace(NAME, room=5),
                *(FROM_ON, UNTIL_ON, DAYS),
                replace(DESTINATION, room=14),
                replace(REASON, room=8),
            )
        ),
        (
            _fact("decision_number", "文号", on_paper=False),
            _fact("decided_by", "批准机关", on_paper=False, room=12),
            MINOR,
            _fact("office_name", "销假地点", default="司法所", on_paper=False),
        ),
    ),
)

SPOT_CHECK_COLUMNS = (
    Field("checked_at", "时间", Kind.DATETIME, required=True, weight=2),
    Field("method", "方式", Kind.CHOICE, codes="checkin_method", required=True),
    Field("result", "结果", Kind.CHOICE, codes="checkin_result", required=True),
    Field("note", "说明", weight=2),
    Field("staff", "抽查人"),
)

LEAVE_RETURN = Form(
    code="corrections.c12",
    title="外出销假登记",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE + ";C12",
    repeatable=True,
    dated_by="back_reported_at",
    rows=(
        (NAME, _fact("decision_number", "批准文号", on_screen=False)),
        (
            _fact("approved_from", "批准起日", Kind.DATE, on_screen=False),
            _fact("approved_until", "批准止日", Kind.DATE, on_screen=False),
        ),
        (
            _fact("departed_at", "实际离开时间", Kind.DATETIME),
            _fact("returned_at", "实际返回时间", Kind.DATETIME, required=True),
        ),
        (
            _fact("back_reported_at", "到所报告时间", Kind.DATETIME, required=True),
            _fact(
                "back_report_way",
                "报告方式",
                Kind.CHOICE,
                codes="back_report_way",
                required=True,
                help="期满日为休息日的，可以当日电话报告，下一工作日补签。",
            ),
        ),
        (
            _fact("late_days", "逾期天数", Kind.NUMBER, unit="天", on_screen=False),
            _fact("late_reason", "逾期原因", weight=2),
        ),
        (
            _fact(
                "spot_checks",
                "外出期间抽查",
                Kind.ROWS,
                columns=SPOT_CHECK_COLUMNS,
                table=True,
                on_screen=False,
            ),
        ),
        (_fact("tickets", "票据、证明", Kind.LONG_TEXT, lines=2),),
        (_fact("handling", "处理意见", Kind.LONG_TEXT, lines=2),),
        (
            Field("subject_mark", "本人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            _fact("handled_by", "经办人", required=True),
        ),
    ),
)

LEAVE_OPINION = Form(
    code="corrections.leave_opinion",
    title="司法所审核意见",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="opinion_on",
    rows=(
        (Field("opinion_agree", "同意外出", Kind.BOOL, default=True),),
        (Field("opinion", "意见", Kind.LONG_TEXT, lines=4, required=True),),
        (
            Field("opinion_by", "审核人", required=True),
            Field("opinion_on", "日期", Kind.DATE, required=True),
        ),
    ),
)

LEAVE_ANSWER = Form(
    code="corrections.leave_answer",
    title="批准结果登记",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="decided_on",
    rows=(
        (Field("approved", "准予外出", Kind.BOOL, default=True),),
        (
            Field("decided_by", "批复机关", required=True, help="照批复抄写机关全称。"),
            Field("decided_on", "批复日期", Kind.DATE, required=True),
            Field("decision_number", "文号", required=True, help="照批复抄写，本所不编号。"),
        ),
        (
            Field("approved_from", "批准起日", Kind.DATE, help="与申请不同时填写。"),
            Field("approved_until", "批准止日", Kind.DATE, help="与申请不同时填写。"),
        ),
        (
            Field("refusal", "不予批准的理由", Kind.CHOICE, codes="leave_refusal"),
            Field("refusal_text", "不予批准的说明", Kind.LONG_TEXT, weight=2),
        ),
    ),
)

SPOT_CHECK = Form(
    code="corrections.spot_check",
    title="外出期间抽查",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法实施办法》第二十八条",
    repeatable=True,
    dated_by="checked_at",
    rows=(SPOT_CHECK_COLUMNS[:3], SPOT_CHECK_COLUMNS[3:]),
)

LEAVE_REGISTER = Register(
    code="corrections.leaves",
    title="社区矫正对象外出登记",
    source=SOURCE,
    columns=(
        Field("name", "姓名", weight=2),
        Field("kind", "种类", Kind.CHOICE, codes="leave_kind"),
        Field("reason", "事由", Kind.CHOICE, codes="leave_reason", weight=2),
        Field("destination", "目的地", weight=3),
        Field("applied_on", "申请日", Kind.DATE, weight=2),
        Field("from_on", "外出", Kind.DATE, weight=2),
        Field("until_on", "应返", Kind.DATE, weight=2),
        Field("days", "天数", Kind.NUMBER),
        Field("window_days", "两个月累计", Kind.NUMBER),
        Field("tier", "批准权限", Kind.CHOICE, codes="leave_tier"),
        Field("state", "状态", Kind.CHOICE, codes="leave_state", weight=2),
        Field("decision_number", "文号", weight=2),
        Field("returned_on", "实返", Kind.DATE, weight=2),
        Field("late_days", "逾期", Kind.NUMBER),
    ),
)

FORMS = (LEAVE_APPLICATION, LEAVE_APPROVAL, LEAVE_NOTICE, LEAVE_RETURN)
ENTRIES = (LEAVE_OPINION, LEAVE_ANSWER, SPOT_CHECK)
REGISTERS = (LEAVE_REGISTER,)
