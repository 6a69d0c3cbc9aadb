"""协议: the written agreement, and the register of an oral one.

Source: 人民调解法 28-30; labels as in S16, S17 ◑. The oral register is to be filled "as the
agreement" (S16); that parties need not sign it is our reading of article 28 ?.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Form, Kind
from app.forms.mediation.facts import (
    AGREED_ON,
    AMOUNT,
    COMMITTEE_NAME,
    COMMITTEE_SEAL,
    COPIES,
    EFFECTIVE_ON,
    FACTS,
    MEDIATORS_SIGN,
    NUMBER,
    OBLIGATIONS,
    ON_SCREEN_MEDIATORS,
    PARTIES,
    PARTIES_SIGN,
    PERFORMANCE_TERMS,
    RECORDER,
    RECORDER_SIGNS,
    TERMS,
)

_CONTENT = (
    (replace(NUMBER, label="编号"),),
    (PARTIES,),
    (FACTS,),
    (TERMS,),
    (PERFORMANCE_TERMS,),
    (OBLIGATIONS,),
)

AGREEMENT = Form(
    code="mediation.agreement",
    title="人民调解协议书",
    purpose="双方谈成的内容：谁在什么时候做什么、给多少。签名盖章以后对双方有约束力。",
    source="人民调解法第二十九条；司发通〔2010〕239号格式，版式见 S16、S17 ◑",
    dated_by="agreed_on",
    rows=(
        *_CONTENT,
        (AMOUNT, COPIES, EFFECTIVE_ON),
        (Field("held_by", "", Kind.FIXED, wording="text:agreement.copies"),),
        (PARTIES_SIGN,),
        (MEDIATORS_SIGN,),
        (RECORDER_SIGNS,),
        (COMMITTEE_SEAL,),
        (AGREED_ON,),
        (RECORDER, COMMITTEE_NAME),
        (ON_SCREEN_MEDIATORS,),
    ),
)

ORAL_AGREEMENT = Form(
    code="mediation.oral-agreement",
    title="人民调解口头协议登记表",
    purpose="不写协议书的简单纠纷，由调解员把口头达成的内容记下来，达成当天生效。",
    source="人民调解法第二十八条、第三十条；比照协议书填写（S16）◑,版式 ?",
    dated_by="agreed_on",
    footnote="备注：此表由人民调解委员会填写。",
    rows=(
        *_CONTENT,
        (AMOUNT, EFFECTIVE_ON),
        (MEDIATORS_SIGN,),
        (replace(COMMITTEE_SEAL, label="（人民调解委员会印章）"),),
        (AGREED_ON,),
        (COMMITTEE_NAME,),
        (ON_SCREEN_MEDIATORS,),
    ),
)
