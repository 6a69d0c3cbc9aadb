"""J2: a quarrel between neighbours from the door to the bound dossier, in the window.

Every party fact is typed once. Real key presses and clicks, a real encrypted store, and the
dossier that comes out is read back as the PDF it is.
"""

from __future__ import annotations

import io
from datetime import date, datetime

import pypdf
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ui.pdf_view import PdfPreview
from tests.ui.clerk import CONTROL, LONG


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_quarrel_between_neighbours_from_the_door_to_the_bound_dossier(clerk, desk, clock):
    """J2 with the keyboard and the mouse, through to the printed dossier."""
    # 登记: at the door, Ctrl+N
    clerk.press(Qt.Key.Key_N, CONTROL)
    view = clerk.case.view
    clerk.fills(
        view,
        dispute_type="lljf",
        source="ysq",
        summary="张测试翻建围墙越过两家界线约二十厘米，李试样阻止施工，双方争吵。",
        claims="1、要求李试样不得阻拦施工。",
    )
    parties = view.cell("parties").editor
    first = parties.rows()[0]
    clerk.fills_row(
        first,
        name="张测试",
        phone="13900000001",
        address="习岗镇黎明村3组12号",
        id_kind="居民身份证",
        id_number="640122197806189995",
    )
    clerk.walks_to(parties.add_button)
    clerk.press(Qt.Key.Key_Return)
    clerk.fills_row(
        parties.rows()[1],
        name="李试样",
        phone="13900000002",
        address="习岗镇黎明村3组14号",
        id_kind="居民身份证",
        id_number="640122198207089989",
    )
    mediators = view.cell("mediators").editor
    clerk.walks_to(mediators.add_button)
    clerk.press(Qt.Key.Key_Return)
    clerk.types("测试员甲")
    clerk.fills(view, applied_on="0302")
    clerk.saves()
    case = clerk.case.uid
    rows = desk.mediation.cases.facts(case)["parties"]
    assert [row["birth_date"] for row in rows] == [date(1978, 6, 18), date(1982, 7, 8)]

    # 受理
    clerk.takes_step(on="0302")
    number = desk.mediation.cases.summary(case).number
    assert number == "(2026)习岗人调字第001号"

    # 调解记录
    clock.set(datetime(2026, 3, 5, 14))
    record = clerk.opens("mediation.record")
    clerk.fills(record, session_time="0305")
    clerk.press(Qt.Key.Key_Return)
    clerk.types("0930")
    clerk.fills(record, place="习岗镇人民调解委员会调解室")
    clerk.fills(
        record,
        body="告知权利义务和调解原则。张测试说围墙是照老墙根砌的。李试样说越过了界线。"
        "到现场丈量，越过十八厘米。讲明相邻关系的法律规定，双方同意拆除越界部分。",
    )
    clerk.walks_to(record.cell("result").editor.first())
    clerk.press(Qt.Key.Key_Space)
    clerk.fills(record, dated_on="0305", recorder="测试员乙")
    clerk.saves()

    # 达成协议
    clerk.takes_step(on="0305")
    agreement = clerk.opens("mediation.agreement")
    clerk.fills(
        agreement,
        facts="张测试翻建围墙越过界线十八厘米，李试样阻止施工。",
        terms="1、张测试于2026年3月31日前拆除越界围墙。\n2、李试样不再追究。",
        performance_terms="2026年3月31日前一次履行完毕。",
    )
    clerk.fills(agreement, copies="3")
    clerk.saves()
    assert desk.mediation.cases.summary(case).state == "succeeded"

    # every party fact was typed once and stands on every paper
    for paper in desk.mediation.papers.listed(case):
        values = desk.mediation.papers.values(paper.uid)
        if "parties" in values:
            assert [row["id_number"] for row in values["parties"]] == [
                "640122197806189995",
                "640122198207089989",
            ]

    # 立卷
    clock.set(datetime(2026, 4, 2, 10))
    clerk.takes_step(on="0402", by="测试员乙", retention="短期")
    assert desk.mediation.cases.summary(case).state == "filed"

    # 打印整卷
    clerk.clicks(clerk.case.head.whole_button)
    clerk.qtbot.waitUntil(
        lambda: isinstance(QApplication.activeModalWidget(), PdfPreview), timeout=LONG
    )
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, PdfPreview)
    printed = text_of(preview._pdf)
    preview.close()
    for words in ("张测试", "李试样", "测试员甲", "(2026)习岗人调字第001号", "拆除越界围墙"):
        assert words in printed.replace("\n", "")
