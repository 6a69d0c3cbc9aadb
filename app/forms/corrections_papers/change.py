"""执行地变更 (C13): the letter to the other county, the decision with its stub, the notice.

Source: 社区矫正法 27; 实施办法 30, 31.
"""

from __future__ import annotations

from app.forms.corrections_papers.facts import (
    COUNTY,
    ENDS_ON,
    MINOR,
    NAME,
    PARTICULARS,
    STARTS_ON,
    county_seal,
    day,
    fact,
    guardian,
    long,
    mentioned,
    number,
    prose,
    receipt,
    said,
    signed,
)
from app.forms.definition import Field, Kind

__all__ = ["DECISION", "FORMS"]

SOURCE = "《社区矫正法》第二十七条；《社区矫正法实施办法》第三十条、第三十一条；C13"
OTHER = fact("other_authority", "新执行地县级社区矫正机构", required=True, room=12)
NEW_ADDRESS = fact("new_address", "新居住地", required=True, room=18)
REASON = long("reason", "变更理由", 1, fact=True)

LETTER = prose(
    "c13_letter",
    "执行地变更征求意见函",
    SOURCE,
    number(),
    said("addressed", "c13.addressed", bare=True),
    said("person", "c13.person"),
    said("request", "c13.request"),
    (NEW_ADDRESS,),
    REASON,
    long("enclosed", "附件", 2, fact=True, help="本人申请、证明材料、法律文书复印件。"),
    county_seal(),
    day("issued_on"),
    *mentioned(OTHER, COUNTY, *PARTICULARS),
    dated_by="issued_on",
    numbered_by="number",
    repeatable=True,
)

DECISION = prose(
    "c13_decision",
    "社区矫正执行地变更决定书",
    SOURCE,
    number(),
    said("person", "c13.person"),
    said("decided", "c13.decided"),
    REASON,
    said("duty", "c13.decided_duty"),
    county_seal(),
    day("issued_on"),
    *mentioned(
        OTHER,
        NEW_ADDRESS,
        fact("report_by", "报到期限", Kind.DATE, help="自收到变更决定之日起七日内报到。"),
        COUNTY,
        *PARTICULARS,
    ),
    (MINOR,),
    dated_by="issued_on",
    numbered_by="number",
    repeatable=True,
    compact=True,
    stub=(
        (NAME, Field("other_authority", "新执行地")),
        (STARTS_ON, ENDS_ON),
        (Field("issued_on", "签发日期", Kind.DATE), Field("signed_on", "签收日期", Kind.DATE)),
        receipt("经办人"),
    ),
)

NOTICE = prose(
    "c13_notice",
    "执行地变更事项告知书",
    SOURCE,
    number(),
    said("addressed", "c05.addressed", bare=True),
    said("notice", "c13.notice"),
    (
        fact(
            "outcome",
            "结果",
            Kind.CHOICE,
            codes="residence_outcome",
            boxes=True,
            required=True,
        ),
    ),
    long("why", "理由", 3, fact=True),
    said("duty", "c13.duty"),
    county_seal(),
    day("issued_on"),
    said("received", "receipt.line"),
    signed(("subject_mark", "社区矫正对象")),
    guardian(),
    day("signed_on", label="签收日期"),
    *mentioned(
        NAME,
        fact("applied_on", "申请日期", Kind.DATE),
        NEW_ADDRESS,
        OTHER,
        fact("report_by", "报到期限", Kind.DATE),
        COUNTY,
    ),
    dated_by="issued_on",
    numbered_by="number",
    repeatable=True,
)

FORMS = (LETTER, DECISION, NOTICE)
