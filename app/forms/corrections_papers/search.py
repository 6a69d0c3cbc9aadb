"""查找 (C20): the record of every attempt, and the written request for help to the police.

Source: 社区矫正法 30; 实施办法 38.
"""

from __future__ import annotations

from app.forms.corrections_papers.facts import (
    COUNTY,
    ID_NUMBER,
    NAME,
    OFFICE,
    PARTICULARS,
    PHONE,
    PROCURATORATE,
    SEX,
    county_seal,
    day,
    fact,
    long,
    mentioned,
    number,
    prose,
    said,
    signed,
    table,
)
from app.forms.definition import Field, Kind

__all__ = ["FORMS"]

SOURCE = "《社区矫正法》第三十条；《社区矫正法实施办法》第三十八条；C20"

ATTEMPTS = (
    Field("searched_at", "时间", Kind.DATETIME, weight=12),
    Field("way", "方式", Kind.CHOICE, codes="search_way", weight=4),
    Field("target", "查找的人、号码或地点", weight=7),
    Field("result", "结果", Kind.CHOICE, codes="search_result", weight=6),
    Field("note", "情况", weight=10),
    Field("staff", "查找人", weight=6),
)

RECORD = table(
    "c20_record",
    "社区矫正对象查找记录",
    SOURCE,
    (NAME, SEX),
    (PHONE,),
    (
        fact("first_absent_on", "实际脱离日", Kind.DATE),
        fact("discovered_on", "发现日", Kind.DATE),
    ),
    long("circumstances", "发现经过", 3, fact=True),
    (fact("searches", "查找经过", Kind.ROWS, columns=ATTEMPTS, table=True, lines=10),),
    (
        fact("county_told_on", "报告县级日期", Kind.DATE),
        fact("procuratorate_told_on", "通报检察院日期", Kind.DATE),
    ),
    (fact("found_on", "查回日期", Kind.DATE), fact("handled_by", "经办人")),
    long("conclusion", "查回经过和处理意见", 3, fact=True),
    (*signed(("staff_sign", "查找人"), ("office_sign", "司法所负责人")),),
    footnote="失去联系的立即查找，通信联络、信息化核查、实地查访逐次记录，固定证据。",
    dated_by="discovered_on",
    repeatable=True,
    compact=True,
)

REQUEST = prose(
    "c20_request",
    "协助查找社区矫正对象通知书",
    SOURCE,
    number("由县级发出的照抄县级文号；委托本所发出的由程序编号。"),
    (
        Field(
            "addressee", "致送机关", required=True, on_paper=False, room=16, help="公安机关的全称。"
        ),
    ),
    said("addressed", "proposal.addressed", bare=True),
    said("person", "decision.person"),
    said("request", "c20.request"),
    (fact("phone", "联系电话"), Field("looks", "体貌特征", weight=2)),
    long("tried", "已经查找的情况", 2),
    county_seal(label="发文机关"),
    (*day("issued_on"), *said("copied", "proposal.copied", bare=True)),
    *mentioned(
        fact("first_absent_on", "失去联系日", Kind.DATE),
        ID_NUMBER,
        PROCURATORATE,
        COUNTY,
        OFFICE,
        *(f for f in PARTICULARS if f is not ID_NUMBER),
    ),
    dated_by="issued_on",
    numbered_by="number",
    repeatable=True,
    compact=True,
    stub=(
        (NAME, Field("addressee", "致送机关")),
        (Field("issued_on", "签发日期", Kind.DATE),),
        signed(("stub_mark", "经办人"), ("stub_receipt", "签收人")),
    ),
)

FORMS = (RECORD, REQUEST)
