"""Facts of a case that several papers show; each is a column of the case."""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Kind, Mark
from app.forms.people import AGENT, MEDIATOR, OBLIGATION, PARTY

SIGN_OR_PRINT = (Mark.SIGNATURE, Mark.FINGERPRINT)
SIGN = (Mark.SIGNATURE,)
SEAL = (Mark.SEAL,)

NUMBER = Field(
    "number",
    "卷号",
    fact=True,
    help="由系统按调委会和年度顺序编排，不断号、不重号。",
    example="(2026)习岗人调字第001号",
)
TITLE = Field(
    "title",
    "卷名",
    fact=True,
    max_length=200,
    help="当事人姓名加纠纷类型；系统先拟好，可以改。",
    example="张某与李某邻里纠纷",
)
PARTIES = Field(
    "parties",
    "当事人",
    Kind.ROWS,
    fact=True,
    required=True,
    columns=PARTY,
    help="登记一次，所有文书自动带入。一方可以有几个人。",
)
APPLICANTS = Field(
    "applicants",
    "申请人",
    Kind.ROWS,
    fact=True,
    required=True,
    columns=PARTY,
    help="谁来申请就登记谁；几个人一起申请的都登记。",
)
RESPONDENTS = Field(
    "respondents",
    "被申请人",
    Kind.ROWS,
    fact=True,
    required=True,
    columns=PARTY,
    help="申请人说的对方；可以有几个。",
)
AGENTS = Field(
    "agents",
    "委托代理人",
    Kind.ROWS,
    fact=True,
    columns=AGENT,
    help="代理哪一位当事人、有哪些权限，登记一次。",
)
MEDIATORS = Field(
    "mediators",
    "人民调解员",
    Kind.ROWS,
    fact=True,
    required=True,
    columns=MEDIATOR,
    help="第一位是主持人。",
)
OBLIGATIONS = Field(
    "obligations",
    "履行事项",
    Kind.ROWS,
    fact=True,
    columns=OBLIGATION,
    on_paper=False,
    help="谁、向谁、给多少钱或者做什么、什么时候；分期的一期一行。到期前提醒，写明了协议才能执行。",
)
DISPUTE_TYPE = Field(
    "dispute_type",
    "纠纷类型",
    Kind.CHOICE,
    fact=True,
    required=True,
    codes="dispute_type",
    help="只选一个最具体的类型；确实归不进去的才选“其他”。",
)
SOURCE = Field(
    "source",
    "案件来源",
    Kind.CHOICE,
    fact=True,
    required=True,
    codes="case_source",
    help="当事人来申请的选依申请；调委会发现后上门的选主动调解；别的单位转来的选相应的委托移送。",
)
SOURCE_ON_PAPER = Field("source_words", "案件来源", max_length=100, on_screen=False)
"""As the paper words it: 当事人申请, 人民调解委员会主动调解, or who sent it."""
SENDER = Field(
    "sender",
    "委托移送单位",
    fact=True,
    max_length=200,
    on_paper=False,
    help="接受委托移送的填写。",
    example="习岗派出所",
)
SENDER_LETTER = Field(
    "sender_letter",
    "来函编号",
    fact=True,
    max_length=100,
    on_paper=False,
    help="照来函填写。",
    example="贺公（习）委调字〔2026〕3号",
)
SUMMARY = Field(
    "summary",
    "纠纷简要情况",
    Kind.LONG_TEXT,
    fact=True,
    required=True,
    lines=8,
    help="写清什么时间、什么地点、谁和谁、因为什么事、现在怎样。",
    example="2026年2月18日，张某翻建围墙时越过与李某家的界线约20厘米，李某阻止施工，双方发生口角。",
)
CLAIMS = Field(
    "claims",
    "当事人申请事项",
    Kind.LONG_TEXT,
    fact=True,
    required=True,
    lines=5,
    help="一条一行，写明要求对方做什么、给多少。",
    example="1、要求张某拆除越界的围墙。\n2、要求张某赔礼道歉。",
)
APPLIED_ON = Field(
    "applied_on",
    "申请日期",
    Kind.DATE,
    fact=True,
    required=True,
    bare=True,
    help="当事人签申请书或者口头提出申请的那一天。",
)
ACCEPTED_ON = Field(
    "accepted_on",
    "受理日期",
    Kind.DATE,
    fact=True,
    required=True,
    help="一个月的调解期限从这一天起算（人民调解工作若干规定第33条）。",
)
REGISTRAR = Field(
    "registrar", "登记人", fact=True, max_length=100, on_paper=False, help="填这张表的人。"
)
RECORDER = Field(
    "recorder",
    "记录人",
    fact=True,
    max_length=100,
    on_paper=False,
    help="做记录的人；不能是当事人。",
)
FACTS = Field(
    "facts",
    "纠纷主要事实、争议事项",
    Kind.LONG_TEXT,
    fact=True,
    required=True,
    lines=8,
    help="写双方都认可的事实、争的是什么、各方的责任（人民调解法第29条）。",
)
TERMS = Field(
    "terms",
    "经调解，自愿达成如下协议",
    Kind.LONG_TEXT,
    fact=True,
    required=True,
    lines=8,
    help="一条一行：谁、在什么时间、什么地点、用什么方式、做什么或者付多少。不写“尽快”“适当”。",
    example="1、张某于2026年3月31日前自行拆除越界围墙并清运干净。\n2、李某不再追究张某的其他责任。",
)
PERFORMANCE_TERMS = Field(
    "performance_terms",
    "履行方式、时限",
    Kind.LONG_TEXT,
    fact=True,
    required=True,
    lines=3,
    help="写明方式、地点、期限；当场履行的写“已于签订协议时当场履行完毕”。",
    example="2026年3月31日前一次履行完毕。",
)
AMOUNT = Field(
    "amount",
    "协议涉及金额",
    Kind.MONEY,
    fact=True,
    minimum=0,
    in_words=True,
    on_paper=False,
    help="统计用；没有金额的填0。",
)
COPIES = Field(
    "copies",
    "协议书份数",
    Kind.NUMBER,
    fact=True,
    required=True,
    unit="份",
    minimum=2,
    maximum=200,
    on_paper=False,
    help="至少是当事人人数加一份。",
)
AGREED_ON = Field(
    "agreed_on",
    "达成协议日期",
    Kind.DATE,
    fact=True,
    required=True,
    bare=True,
    help="各方说定的那一天；书面协议是签订日期。",
)
EFFECTIVE_ON = Field(
    "effective_on",
    "协议生效日期",
    Kind.DATE,
    fact=True,
    on_paper=False,
    help="各方签名、调解员签名、调委会盖章都齐的那一天（人民调解法第29条）；口头协议是达成协议之日。",
)
END_REASON = Field(
    "end_reason",
    "未达成协议的原因",
    Kind.CHOICE,
    fact=True,
    required=True,
    codes="end_reason",
    help="选最主要的一个。",
)
END_NOTE = Field(
    "end_note",
    "情况说明",
    Kind.LONG_TEXT,
    fact=True,
    lines=4,
    help="写明为什么没有调成，以及告知了当事人可以仲裁、找行政机关或者起诉（人民调解法第26条）。",
)
ENDED_ON = Field("ended_on", "结束日期", Kind.DATE, fact=True, help="调解结束的那一天。")
PERFORMANCE = Field(
    "performance",
    "履行情况",
    Kind.CHOICE,
    fact=True,
    codes="performance",
    on_paper=False,
    help="登记了履行事项的自动判断。",
)
PERFORMED_ON = Field(
    "performed_on",
    "履行完毕日期",
    Kind.DATE,
    fact=True,
    on_paper=False,
    help="最后一项履行的日期；当场履行的是签订协议的日期。",
)
FILED_BY = Field(
    "filed_by", "立卷人", fact=True, required=True, max_length=100, help="整理、装订这本卷的人。"
)
FILED_ON = Field(
    "filed_on", "立卷日期", Kind.DATE, fact=True, required=True, help="不早于结案的日期。"
)
RETENTION = Field(
    "retention",
    "保管期限",
    Kind.CHOICE,
    fact=True,
    required=True,
    codes="retention",
    help="由调委会根据纠纷类型、协议内容和当事人情况确定；系统只给建议。",
)
REMARK = Field("remark", "备注", Kind.LONG_TEXT, fact=True, lines=2, help="没有可以不填。")

COMMITTEE_NAME = Field(
    "committee_name", "人民调解委员会", on_paper=False, max_length=200, help="印章上的全称。"
)
"""Composed for each paper from the case's committee."""
PARTY_NAMES = Field("party_names", "当事人", max_length=400, help="自动带入全部当事人，可以改。")
MEDIATOR_NAMES = Field(
    "mediator_names", "人民调解员", max_length=200, help="自动带入，主持人在前。"
)
MATTER = Field("matter", "事由", max_length=200, help="自动带入卷名，可以改。")
PLACE = Field("place", "地点", required=True, max_length=200, example="习岗镇人民调解委员会调解室")
SESSION_TIME = Field(
    "session_time",
    "时间",
    Kind.TIME_RANGE,
    required=True,
    help="开始和结束的时间，到分钟。",
    example="2026-03-05 09:30 至 11:00",
)

PARTIES_SIGN = Field(
    "sign_parties",
    "当事人（签名盖章或按指印）",
    Kind.MARK,
    marks=SIGN_OR_PRINT,
    per="parties",
)
MEDIATORS_SIGN = Field(
    "sign_mediators", "人民调解员（签名）", Kind.MARK, marks=SIGN, per="mediators"
)
RECORDER_SIGNS = Field("sign_recorder", "记录人（签名）", Kind.MARK, marks=SIGN, per="recorder")
COMMITTEE_SEAL = Field(
    "seal_committee", "（人民调解委员会印）", Kind.MARK, marks=SEAL, per="committee_name"
)

ON_SCREEN_PARTIES = replace(PARTIES, on_paper=False)
ON_SCREEN_MEDIATORS = replace(MEDIATORS, on_paper=False)


def date_of_paper(name: str, label: str, help_: str, *, required: bool = True) -> Field:
    """年 月 日 at the foot of a paper: the paper's own date, printed without a label."""
    return Field(name, label, Kind.DATE, required=required, bare=True, help=help_)
