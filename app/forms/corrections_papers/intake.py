"""入矫: inquiry (C01), receipt and report (C03, C04), declaration (C05), group (C06), notice (C07).

Source: 社区矫正法 18, 20-23, 25; 实施办法 13-20.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms import corrections as sheet
from app.forms.corrections_papers.facts import (
    ADDRESS,
    BIRTH_DATE,
    CATEGORY,
    COUNTY,
    COURT,
    ENDS_ON,
    ID_NUMBER,
    JUDGMENT,
    MEMBERS,
    NAME,
    OFFENCES,
    OFFICE,
    PARTICULARS,
    PHONE,
    PROCURATORATE,
    SEX,
    STARTS_ON,
    county_seal,
    day,
    fact,
    guardian,
    long,
    mentioned,
    number,
    office_seal,
    prose,
    said,
    signed,
)
from app.forms.definition import Field, Kind, Mark

__all__ = ["FORMS"]

INQUIRY = prose(
    "c01",
    "社区矫正调查评估意见书",
    "《社区矫正法》第十八条；《社区矫正法实施办法》第十三条、第十四条；C01",
    number(is_fact=True),
    (
        fact("commissioned_by", "委托机关", required=True, on_paper=False, room=14),
        fact("commission_number", "委托函文号", on_paper=False, room=12),
        fact(
            "commission_received_on",
            "收到委托日期",
            Kind.DATE,
            on_paper=False,
            help="十个工作日内完成；刑事速裁案件五个工作日。",
        ),
    ),
    said("opening", "c01.opening", bare=True),
    said("request", "c01.request"),
    (NAME, SEX, BIRTH_DATE),
    (ID_NUMBER,),
    (ADDRESS,),
    (replace(OFFENCES, label="涉嫌罪名"),),
    long("home", "居所和家庭情况", help="住所是否固定，与谁同住，家庭成员是否愿意配合。"),
    long("relations", "社会关系和一贯表现"),
    long("consequences", "犯罪行为的后果和影响"),
    long("community", "居住地村（居）民委员会和被害人意见"),
    long("forbidden", "拟禁止的事项", lines=2),
    long("danger", "社会危险性和对所居住社区的影响", lines=2),
    long("process", "调查过程", lines=2, help="何时、何地、走访了谁；调查人不少于两人。"),
    (
        fact(
            "inquiry_result",
            "评估意见",
            Kind.CHOICE,
            codes="inquiry_result",
            boxes=True,
            required=True,
        ),
    ),
    long("reasons", "理由", required=True),
    (fact("investigators", "调查人", help="不少于两人，用顿号分开。"),),
    county_seal(),
    day("issued_on", fact=True),
    dated_by="issued_on",
    numbered_by="number",
)

RECEIPT = prose(
    "c03",
    "社区矫正法律文书送达回执",
    "《社区矫正法》第二十条；《社区矫正法实施办法》第十六条；C03",
    number(),
    said("opening", "c03.opening", bare=True),
    said("received", "c03.received"),
    (fact("documents_received", "法律文书种类和份数"),),
    (fact("documents_received_on", "收到时间", Kind.DATE), Field("receiver", "收件人")),
    (Field("gaps", "缺少或者有误的文书", help="文书不齐全或者有误的，写明并要求补齐。"),),
    county_seal(),
    day("issued_on", help="收到法律文书之日起五日内送达回执。"),
    *mentioned(COURT, NAME, JUDGMENT, CATEGORY),
    dated_by="issued_on",
    numbered_by="number",
)

REPORTED = prose(
    "c04",
    "社区矫正对象报到情况通知单",
    "《社区矫正执法文书格式》（2012）文书3；《社区矫正法》第二十一条、第二十二条；C04",
    number(),
    said("opening", "c04.opening", bare=True),
    said("person", "c04.person"),
    (
        fact(
            "report_outcome",
            "报到情况",
            Kind.CHOICE,
            codes="report_outcome",
            boxes=True,
        ),
    ),
    (
        replace(sheet.BASIC_SHEET.field("effective_on"), label="裁判生效日期", help=""),
        replace(sheet.BASIC_SHEET.field("reported_on"), label="报到日期"),
    ),
    long("circumstances", "有关情况", lines=2, help="超期或者未报到的，写明查找和处理情况。"),
    said("hereby", "c04.hereby"),
    county_seal(),
    day("issued_on"),
    *mentioned(COURT, PROCURATORATE, Field("police", "公安机关", room=8), *PARTICULARS),
    dated_by="issued_on",
    numbered_by="number",
)

DECLARATION = prose(
    "c05",
    "社区矫正宣告书",
    "《社区矫正法》第二十二条、第二十三条；《社区矫正法实施办法》第二十条；C05",
    said("addressed", "c05.addressed", bare=True),
    said("basis", "c05.basis"),
    said("sentence", "c05.term"),
    said("rules", "c05.rules"),
    said("ban", "c05.ban"),
    said("consequences", "c05.consequences"),
    said("rights", "c05.rights"),
    said("group", "c05.group"),
    (replace(MEMBERS, bare=True),),
    county_seal("seal", "社区矫正机构"),
    day("declared_on", label="宣告日期", fact=True),
    said("heard", "c05.heard"),
    signed(("subject_mark", "社区矫正对象"), finger=True),
    guardian(),
    day("heard_on", label="签名日期"),
    long("orders", "禁止令和被禁止的事项", lines=2, room=24, fact=True, on_paper=False),
    *mentioned(OFFICE, COUNTY, *PARTICULARS),
    dated_by="declared_on",
    compact=True,
)

DUTIES = prose(
    "c06",
    "社区矫正责任书",
    "《社区矫正法》第二十五条；《社区矫正法实施办法》第十九条；C06",
    said("opening", "c06.opening"),
    said("person", "c06.person"),
    said("duties", "c06.duties"),
    said("copies", "c06.copies"),
    (replace(MEMBERS, columns=(*MEMBERS.columns, Field("signature", "签名", weight=3))),),
    office_seal(),
    day("agreed_on", label="签订日期"),
    *mentioned(OFFICE, NAME, SEX, BIRTH_DATE, ADDRESS, CATEGORY, STARTS_ON, ENDS_ON),
    dated_by="agreed_on",
    compact=True,
)

NOTICE = prose(
    "c07_notice",
    "社区矫正对象权利义务告知书",
    "《社区矫正法》第四条、第二十三条、第二十七条、第二十八条、第三十四条；C07（本地文书）",
    said("addressed", "c05.addressed", bare=True),
    said("opening", "c07.opening"),
    said("duties", "c07.duties"),
    said("reports", "c07.reports"),
    said("leave", "c07.leave"),
    said("consequences", "c05.consequences"),
    said("rights", "c05.rights"),
    said("heard", "c07.heard"),
    signed(("subject_mark", "社区矫正对象"), finger=True),
    guardian(),
    (Field("staff_mark", "告知人", Kind.MARK, marks=(Mark.SIGNATURE,)),),
    day("told_on", label="告知日期"),
    *mentioned(NAME, OFFICE),
    dated_by="told_on",
    compact=True,
)

PLEDGE = prose(
    "c07_pledge",
    "接受社区矫正保证书",
    "《社区矫正法》第二十三条；C07（本地文书）",
    (NAME, SEX, BIRTH_DATE),
    (ID_NUMBER, PHONE),
    (ADDRESS,),
    said("pledge", "c07.pledge"),
    signed(("subject_mark", "保证人（社区矫正对象）"), finger=True),
    guardian(),
    day("pledged_on", label="日期"),
    *mentioned(OFFICE, CATEGORY, STARTS_ON, ENDS_ON),
    dated_by="pledged_on",
)

FORMS = (INQUIRY, RECEIPT, REPORTED, DECLARATION, DUTIES, NOTICE, PLEDGE)
