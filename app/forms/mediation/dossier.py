"""立卷: cover, contents, explanation, closing report, back cover.

Source: S13, S14 (cover, contents), S18 (explanation), S16 (closing report) ◑; back cover ?.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.definition import Field, Form, Kind, Layout
from app.forms.mediation.facts import (
    ACCEPTED_ON,
    COMMITTEE_NAME,
    COMMITTEE_SEAL,
    FILED_BY,
    FILED_ON,
    MEDIATOR_NAMES,
    NUMBER,
    PARTIES,
    REMARK,
    RETENTION,
    SIGN,
    SOURCE,
    SOURCE_ON_PAPER,
    SUMMARY,
    TITLE,
    date_of_paper,
)
from app.forms.people import PARTY, only

COVER = Form(
    code="mediation.cover",
    title="调解卷宗",
    purpose="卷宗的第一页：卷名、卷号、调解员、日期和保管期限，从案件自动带入。",
    source="司发通〔2010〕239号格式；栏目见 S13、S14 ◑",
    layout=Layout.COVER,
    dated_by="filed_on",
    rows=(
        (replace(COMMITTEE_NAME, on_paper=True, bare=True),),
        (replace(TITLE, required=True),),
        (NUMBER,),
        (replace(MEDIATOR_NAMES, required=True, help="参加调解的都写，主持人在前。"),),
        (
            Field(
                "mediated_from",
                "调解日期",
                Kind.DATE,
                required=True,
                help="从受理到达成协议或者终止。",
            ),
            Field(
                "mediated_to", "至", Kind.DATE, required=True, help="达成协议、终止或者结案的日期。"
            ),
        ),
        (FILED_BY,),
        (FILED_ON,),
        (RETENTION,),
        (REMARK,),
    ),
)

CONTENTS = Form(
    code="mediation.contents",
    title="卷内目录",
    purpose="卷里有哪些文书、在第几页，打印整卷时自动排好。",
    source="司发通〔2010〕239号格式；栏目见 S13 ◑",
    layout=Layout.CONTENTS,
    rows=(
        (
            Field(
                "lines",
                "目录",
                Kind.ROWS,
                help="按卷内文书自动生成，打印时填入页号。",
                columns=(
                    Field("no", "序号", Kind.NUMBER, minimum=1, help="自动编排。"),
                    Field("title", "文书名称", max_length=200, weight=6, help="自动列出。"),
                    Field("page", "页号", max_length=20, help="打印整卷时自动填入。"),
                    Field("note", "备注", max_length=100, weight=2, help="没有可以不填。"),
                ),
            ),
        ),
    ),
)

EXPLANATION = Form(
    code="mediation.explanation",
    title="卷宗情况说明",
    purpose="后来看卷的人要知道的事：缺什么、为什么补写、为什么用指印代替签名。",
    source="司发通〔2010〕239号格式；标签见 S18 ◑,落款 ?",
    dated_by="explained_on",
    rows=(
        (
            Field(
                "body",
                "卷宗情况说明",
                Kind.LONG_TEXT,
                required=True,
                lines=16,
                help="写缺什么文书、为什么缺、另存何处、是否重新调解、谁以指印代签等后来看卷人需要知道的事。没有特别情况写“本卷文书齐全”。",
                example="本卷文书齐全，无缺页。",
            ),
        ),
        (
            Field("sign_filed_by", "立卷人（签名）", Kind.MARK, marks=SIGN, per="filed_by"),
            replace(FILED_BY, on_paper=False),
        ),
        (date_of_paper("explained_on", "日期", "写说明的那一天。"),),
    ),
)

CLOSING_REPORT = Form(
    code="mediation.closing-report",
    title="人民调解结案报告表",
    purpose="部分县局要求的结案小结：来源、经过、结果和领导意见。",
    source="部分县局增加的表格（S16）◑;处理结果与领导意见两栏 ?",
    layout=Layout.TABLE,
    dated_by="filed_on",
    rows=(
        (NUMBER, replace(FILED_ON, label="填表时间")),
        (
            replace(COMMITTEE_NAME, label="承办单位", on_paper=True),
            replace(MEDIATOR_NAMES, label="承办人"),
        ),
        (
            replace(ACCEPTED_ON, label="受案时间"),
            Field(
                "closed_on",
                "结案时间",
                Kind.DATE,
                required=True,
                help="协议履行完毕，或者处理终结的日期。",
            ),
        ),
        (replace(PARTIES, columns=only(PARTY, "name", "address", "phone"), table=True),),
        (replace(SOURCE, on_paper=False),),
        (SOURCE_ON_PAPER,),
        (replace(SUMMARY, label="纠纷简要事实"),),
        (
            Field(
                "outcome",
                "处理结果",
                Kind.LONG_TEXT,
                required=True,
                lines=5,
                help="自动拟好，可以改。",
            ),
        ),
        (
            Field(
                "opinion",
                "领导意见",
                Kind.LONG_TEXT,
                lines=4,
                help="由负责人填写，也可以打印后手写。",
            ),
        ),
        (Field("sign_leader", "负责人（签名）", Kind.MARK, marks=SIGN), COMMITTEE_SEAL),
    ),
)

BACK = Form(
    code="mediation.back",
    title="封底",
    purpose="卷宗的最后一页，写明全卷一共多少页。",
    source="司发通〔2010〕239号目录；文字为一般案卷习惯 ?",
    layout=Layout.BACK,
    dated_by="filed_on",
    rows=(
        (
            Field(
                "total_pages",
                "总页数",
                Kind.NUMBER,
                minimum=1,
                on_paper=False,
                help="连封面和封底一起数；打印整卷时自动填入。",
            ),
        ),
        (Field("total", "", Kind.FIXED, wording="text:back.total"),),
        (FILED_BY,),
        (Field("checker", "检查人", max_length=100, help="没有检查可以不填。"),),
        (FILED_ON,),
    ),
)
