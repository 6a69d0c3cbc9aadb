"""立卷: cover, contents, 备考表 and hand-over list of the working file; the receipt of a delivery.

Source: 实施办法 18 (the office keeps a 工作档案); 《四川省社区矫正档案管理办法》 6, 7; DA/T 22 for the
columns of the contents list. 送达: 刑事诉讼法 107.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.corrections_papers.facts import CATEGORY, NAME, OFFICE, fact, long, table
from app.forms.definition import Field, Form, Kind, Layout, Mark, Register
from app.forms.sealed_note import SEALED_NOTE

__all__ = [
    "CLOSING",
    "CONTENTS",
    "COVER",
    "DELIVERY",
    "DELIVERY_ENTRY",
    "DEPUTY_COVER",
    "FORMS",
    "HANDOVER",
    "HANDOVER_REGISTER",
]

SOURCE = "《社区矫正法实施办法》第十八条；《四川省社区矫正档案管理办法》（2022）第六条、第七条；样式按通行样式拟定"


SEALED_MARK = fact(SEALED_NOTE, "标识", on_screen=False, if_filled=True)
"""含犯罪记录封存信息: on the file of an adult whose case had a minor whose record is sealed (D2)."""


def _cover(code: str, title: str) -> Form:
    return Form(
        code=f"corrections.{code}",
        title=title,
        version="2020",
        source=SOURCE,
        layout=Layout.COVER,
        dated_by="filed_on",
        rows=(
            (OFFICE,),
            (fact("person_number", "对象编号"),),
            (NAME,),
            (CATEGORY,),
            (fact("term_span", "矫正期限"),),
            (fact("file_span", "卷内文件起止"),),
            (Field("filed_by", "立卷人"),),
            (Field("filed_on", "立卷日期", Kind.DATE),),
            (Field("retention", "保管期限", Kind.CHOICE, codes="retention"),),
            (Field("archive_number", "档号"),),
            (SEALED_MARK,),
        ),
    )


COVER = _cover("file_cover", "社区矫正工作档案")
DEPUTY_COVER = _cover("deputy_cover", "社区矫正执行档案副卷")

LINES = (
    Field("no", "序号", Kind.NUMBER, weight=1),
    Field("number", "文号", weight=3),
    Field("author", "责任者", weight=3),
    Field("title", "题名", weight=5),
    Field("on", "日期", Kind.DATE, weight=2),
    Field("page", "页号", weight=1),
    Field("note", "备注", weight=2),
)

CONTENTS = Form(
    code="corrections.file_contents",
    title="卷内目录",
    version="2020",
    source="《社区矫正法实施办法》第十八条；卷内目录的通行栏目（DA/T 22）",
    layout=Layout.CONTENTS,
    rows=((Field("lines", "目录", Kind.ROWS, columns=LINES, table=True),),),
)

CLOSING = Form(
    code="corrections.file_closing",
    title="卷内备考表",
    version="2020",
    source=SOURCE,
    layout=Layout.BACK,
    dated_by="filed_on",
    rows=(
        (
            Field(
                "numbered_pages",
                "页数",
                Kind.NUMBER,
                on_screen=False,
                on_paper=False,
                help="打印整卷时自动填入。",
            ),
        ),
        (Field("total", "", Kind.FIXED, wording="text:corrections.file.total"),),
        long(
            "remarks",
            "情况说明",
            4,
            help="缺什么文件、为什么缺、另存何处、更正过什么；没有特别情况写“本卷文件齐全”。",
        ),
        (Field("filed_by", "立卷人"),),
        (Field("checker", "检查人"),),
        (Field("filed_on", "立卷日期", Kind.DATE),),
    ),
)

HANDED = (
    Field("no", "序号", Kind.NUMBER, weight=7),
    Field("number", "文号", weight=17),
    Field("author", "责任者", weight=16),
    Field("title", "题名", weight=28),
    Field("on", "日期", Kind.DATE, weight=17),
    Field("note", "备注", weight=10),
)

HANDOVER = table(
    "handover",
    "社区矫正档案移交清单",
    "《社区矫正法实施办法》第十八条、第三十一条；《四川省社区矫正档案管理办法》（2022）第六条",
    (NAME, fact("person_number", "对象编号")),
    (OFFICE, Field("receiver", "接收单位")),
    (SEALED_MARK,),
    (fact("documents", "移交文件", Kind.ROWS, columns=HANDED, table=True, lines=20),),
    (
        fact("document_count", "共计", Kind.NUMBER, unit="件"),
        Field("handed_over_on", "移交日期", Kind.DATE),
    ),
    (
        Field(
            "giver_mark", "移交人（盖章）", Kind.MARK, marks=(Mark.SIGNATURE, Mark.SEAL), lines=4
        ),
        Field(
            "receiver_mark", "接收人（盖章）", Kind.MARK, marks=(Mark.SIGNATURE, Mark.SEAL), lines=4
        ),
    ),
    dated_by="handed_over_on",
    compact=True,
)

HANDOVER_REGISTER = Register(
    code="corrections.handover",
    title="社区矫正档案移交清单",
    source=HANDOVER.source,
    columns=HANDED,
)

RECIPIENT = Field(
    "recipient", "受送达人", required=True, help="本人，或者人民法院、人民检察院、公安机关。"
)
WAY = Field("way", "送达方式", Kind.CHOICE, codes="delivery_way", boxes=True, required=True)
DELIVERED_ON = Field("delivered_on", "送达日期", Kind.DATE, required=True)
RECEIVED_BY = Field(
    "received_by", "签收人", help="本人签收的写本人姓名；单位签收的写收件人；拒绝签收的留空。"
)
RELATION = Field("relation", "代收关系", help="他人代收的，写与受送达人的关系。")
DELIVERED_BY = Field("delivered_by", "送达人", required=True)
WITNESS = Field("witness", "见证人", help="留置送达的填写；没有见证人的在备注写明拍照、录像。")
DELIVERY_NOTE = Field("note", "事由、备注", help="拒绝签收的写明拒收事由；邮寄的写邮件号。")

DELIVERY_ENTRY = Form(
    code="corrections.delivery_entry",
    title="登记送达",
    version="2018",
    layout=Layout.TABLE,
    source="《刑事诉讼法》第一百零七条",
    dated_by="delivered_on",
    rows=(
        (RECIPIENT, DELIVERED_ON),
        (WAY,),
        (RECEIVED_BY, RELATION),
        (DELIVERED_BY, WITNESS),
        (DELIVERY_NOTE,),
    ),
)

DELIVERY = Form(
    code="corrections.delivery",
    title="社区矫正文书送达回证",
    version="2018",
    layout=Layout.TABLE,
    source="《刑事诉讼法》第一百零七条；送达回证的通行样式",
    dated_by="delivered_on",
    repeatable=True,
    rows=(
        (fact("paper_title", "送达文书"),),
        (fact("paper_number", "文号"), fact("paper_on", "文书日期", Kind.DATE)),
        (replace(NAME, label="社区矫正对象", required=False), replace(OFFICE, label="送达机关")),
        (RECIPIENT,),
        (WAY,),
        (RECEIVED_BY, DELIVERED_ON),
        (RELATION, WITNESS),
        (DELIVERY_NOTE,),
        (
            Field("receiver_mark", "收件人签名（盖章）", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("witness_mark", "见证人签名", Kind.MARK, marks=(Mark.SIGNATURE,)),
        ),
        (
            DELIVERED_BY,
            Field("deliverer_mark", "送达人签名", Kind.MARK, marks=(Mark.SIGNATURE,)),
        ),
    ),
    footnote="收件人本人或者代收人拒绝接收或者拒绝签名、盖章的，送达人可以邀请其邻居或者其他见证人到场，说明情况，把文件留在住处，记明拒绝的事由、送达的日期，由送达人签名，即认为已经送达。",
)

FORMS = (COVER, DEPUTY_COVER, CONTENTS, CLOSING, HANDOVER, DELIVERY, DELIVERY_ENTRY)
