"""工作档案: its order, what is missing, the print with real page numbers; discharge in one go."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pypdf
import pytest
from PIL import Image

from app.forms.corrections_papers import FORMS
from app.forms.formset import formset
from app.forms.registry import all_forms
from app.printing.dossier import missing_in_dossier, print_file, print_papers
from app.printing.file_pages import SMALL_CENTRE, file_contents
from app.printing.page import PageSetup
from app.printing.text import Text
from app.services.corrections.file import DEPUTY, WORKING
from app.services.corrections.states import NotAllowed
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_desk import STUDY
from tests.services.corrections.test_leaves import ANSWER, OPINION, application
from tests.services.corrections.test_papers import HANDED

ELSEWHERE = {
    *("corrections.file_cover", "corrections.deputy_cover", "corrections.file_contents"),
    *("corrections.handover", "corrections.delivery_entry"),
    *("corrections.c25_study", "corrections.c25_service"),  # sheets of a group name others
}
TALK = {
    "happened_at": datetime(2025, 2, 20, 10),
    "method": "at_office",
    "result": "normal",
    "staff": "测干事",
    "place": "本所",
    "talk": "问：近来怎样？\n答：一切正常。\n" * 30,
}


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 400), "grey").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def full(corrections, person, clock):
    """A file with a little of everything."""
    clock.set(datetime(2025, 2, 26, 16))
    call = {"happened_at": datetime(2025, 2, 26, 15), "method": "call", "result": "self"}
    corrections.check_ins.record(person, "weekly_voice", {**call, "staff": "测干事"})
    corrections.check_ins.record(person, "monthly_meeting", TALK)
    corrections.hours.record([person], STUDY)
    for code in ("c03", "c04", "c05", "c06", "c08"):
        corrections.papers.add(person, f"corrections.{code}")
    corrections.papers.change("corrections.c05", person, {"declared_on": date(2024, 11, 10)})
    clock.set(datetime(2025, 3, 1, 9))
    leave = corrections.leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 14)))
    corrections.leaves.give_opinion(leave, OPINION)
    clock.set(datetime(2025, 3, 3, 9))
    corrections.leaves.record_answer(leave, ANSWER)
    decision = corrections.papers.add(person, "corrections.c14")
    corrections.papers.change(
        "corrections.c14",
        decision,
        {
            "number": "（2025）贺司矫训字第3号",
            "decided_on": date(2025, 2, 28),
            "facts": "未按时报告。",
            "article": "《社区矫正法》第二十八条",
        },
    )
    corrections.deliveries.record("corrections.c14", decision, HANDED)
    corrections.scans.attach(
        person,
        "legal",
        picture(),
        "刑事判决书",
        dated_on=date(2024, 10, 25),
        author="贺兰县人民法院",
        number="（2024）宁0122刑初9号",
    )
    return person


def opened(pdf: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words(page: Any) -> str:
    return str(page.extract_text()).replace("\n", "")


# --- order and gaps ------------------------------------------------------------------------------


def test_every_paper_has_its_place_in_the_working_file():
    """Corrections notes §2.3: the full order."""
    order = formset(WORKING)
    lost = [f.code for f in FORMS if f.code not in ELSEWHERE and order.part_of(f.code) is None]
    assert lost == []
    for code in ("c02", "c09", "c10", "c11", "c12", "c21", "c22"):
        assert order.part_of(f"corrections.{code}"), code


@pytest.mark.parametrize("which", [WORKING, DEPUTY])
def test_an_order_names_only_papers_there_are(which):
    for part in formset(which).parts:
        for code in (*part.forms, *part.also):
            assert code in all_forms(), code


def test_a_new_person_lacks_what_entry_asks_for(corrections, person):
    missing = [part.part.code for part in corrections.file.missing(person)]
    assert missing[:4] == ["legal", "reception", "declaration", "duties"]
    assert "talks" in missing, "over two months here and no meeting on paper"
    assert "release" not in missing


def test_a_scan_fills_its_place(corrections, person):
    corrections.scans.attach(person, "legal", picture(), "判决书")
    assert "legal" not in [part.part.code for part in corrections.file.missing(person)]


def test_what_records_have_by_themselves_is_there_without_being_made(corrections, full):
    parts = {part.part.code: part for part in corrections.file.parts(full)}
    assert [item.form for item in parts["leaves"].items] == [
        *("corrections.c10", "corrections.c09", "corrections.c11")
    ], "the papers of one leave stand together"
    assert [item.form for item in parts["calls"].items] == ["corrections.c24_list"]
    assert [item.form for item in parts["talks"].items] == ["corrections.c22"]
    assert [item.form for item in parts["study"].items] == ["corrections.c25_list"]
    assert [item.title for item in parts["legal"].items] == ["刑事判决书"]


# --- the print -----------------------------------------------------------------------------------


def test_the_file_prints_with_contents_outline_and_real_page_numbers(corrections, full):
    plan = corrections.file.plan(full)
    assert missing_in_dossier(plan) == []
    printed = print_file(plan, author="640122100", setup=PageSetup())
    reader = opened(printed.pdf)
    titles = [entry["/Title"] for entry in reader.outline]
    assert titles[:3] == ["封面", "卷内目录", "社区矫正对象基本信息表"]
    assert titles[-1] == "卷内备考表"
    assert titles.index("社区矫正宣告书") < titles.index("准予外出通知书")
    assert titles.index("准予外出通知书") < titles.index("社区矫正训诫决定书")
    assert "习岗司法所" in words(reader.pages[0])
    listing = words(reader.pages[1]).replace(" ", "")
    for head in ("序号", "文号", "责任者", "题名", "日期", "页号", "备注"):
        assert head in listing
    for said in ("（2024）宁0122刑初9号", "20241025", "贺兰县人民法院", "复印件"):
        assert said in listing
    assert printed.pages.first("basic#0") == 1
    first = printed.pages.first("declaration#0")
    page = next(p for p in printed.pages.pages if p.number == first)
    assert "社区矫正宣告书" in words(reader.pages[page.index - 1])
    assert f"共有文件材料{printed.pages.numbered}页" in words(reader.pages[-1]).replace(" ", "")
    assert reader.metadata.author == "640122100"


def test_the_contents_list_breaks_no_remark_and_keeps_its_page_numbers_in_their_box(
    corrections, full
):
    """复 / 印件; 57— in the box, 58 below it."""
    grid: Any = file_contents(corrections.file.plan(full).parts)[-1]
    grid.height(440)
    boxes = [box for band in grid._bands[1:] for box in band.boxes if box.cell.blocks]
    remarks = [box for box in boxes if box.column == 6]
    rooms = [grid._pads.inside(box, grid._edges) for box in remarks]
    said = [b.cell.blocks[0].lines(room) for b, room in zip(remarks, rooms, strict=True)]
    assert ["复印件"] in said
    assert all(len(lines) < 2 for lines in said)
    (room, *_) = [grid._pads.inside(box, grid._edges) for box in boxes if box.column == 5]
    assert len(Text("101—104", SMALL_CENTRE, fit=True).lines(room)) == 1


def test_a_long_record_flows_over_pages_and_the_numbers_follow(corrections, full):
    printed = print_file(corrections.file.plan(full), author="x", setup=PageSetup())
    assert printed.pages.count("talks#0") >= 2
    last, after = printed.pages.last("talks#0"), printed.pages.first("study#0")
    assert last is not None
    assert after == last + 1


def test_the_deputy_volume_holds_what_the_county_keeps(corrections, full):
    codes = [part.code for part in corrections.file.plan(full, DEPUTY).parts if not part.empty]
    assert "sanctions" in codes
    assert "calls" not in codes, "daily work stays in the office's own file"


def test_the_hand_over_list_names_every_document_in_order(corrections, full):
    lines = corrections.file.handover(full)
    assert [line["no"] for line in lines] == list(range(1, len(lines) + 1))
    judgment = next(line for line in lines if line["title"] == "刑事判决书")
    assert judgment["author"] == "贺兰县人民法院"
    paper = corrections.file.handover_paper(full)
    assert paper.values["document_count"] == len(lines)


def test_the_printed_text_of_the_whole_file_is_remembered(corrections, full):
    assert corrections.file.remember(full) > 8
    assert corrections.papers.printed("corrections.c05", full)["name"] == "测甲"


@pytest.mark.parametrize("name", ["王㛃", "陈𬱖", "赵𫖯", "周𠅤", "买买提明·阿卜杜热合曼"])
def test_hard_names_print_in_the_whole_file(corrections, persons, in_2025, name):
    uid = persons.admit({**SHEET, "name": name})
    for code in ("c05", "c14", "c30"):
        corrections.papers.add(uid, f"corrections.{code}")
    plan = corrections.file.plan(uid)
    assert missing_in_dossier(plan) == []
    printed = print_file(plan, author="x", setup=PageSetup())
    text = "".join(words(p) for p in opened(printed.pdf).pages)
    assert name in text


# --- discharge -----------------------------------------------------------------------------------


def test_thirty_days_before_the_end_somebody_is_due(corrections, person, clock):
    """实施办法 53: the summary is written thirty days before the end."""
    clock.set(date(2025, 10, 4))
    assert corrections.discharge.due() == []
    clock.set(date(2025, 10, 5))
    (row,) = corrections.discharge.due()
    assert (row.name, row.left, row.made) == ("测甲", 30, 0)


def test_the_five_papers_are_made_in_one_go_and_only_when_due(corrections, person, clock):
    """F22."""
    with pytest.raises(NotAllowed, match="还有248天"):
        corrections.discharge.prepare(person)
    clock.set(date(2025, 10, 20))
    assert len(corrections.discharge.prepare(person)) == 5
    assert corrections.discharge.prepare(person) == [], "a second time makes nothing new"
    papers = corrections.discharge.papers(person)
    assert [paper.form.title for paper in papers] == [
        "社区矫正对象个人总结",
        "社区矫正期满鉴定表",
        "解除社区矫正宣告书",
        "解除社区矫正证明书",
        "解除社区矫正通知书",
    ]
    printed = print_papers(
        "解矫", [(p.form.title, p) for p in papers], author="x", setup=PageSetup()
    )
    text = "".join(words(p) for p in opened(printed.pdf).pages)
    assert "解除社区矫正证明书（存根）" in text


@pytest.mark.parametrize(
    ("category", "formula"),
    [
        ("control", "执行期满，解除管制。"),
        ("probation", "缓刑考验期满，原判刑罚不再执行。"),
        ("parole", "考验期满，原判刑罚执行完毕。"),
    ],
)
def test_each_category_has_its_own_formula(corrections, persons, clock, in_2025, category, formula):
    """刑法 40, 76, 85."""
    uid = persons.admit({**SHEET, "category": category})
    clock.set(date(2025, 10, 20))
    corrections.discharge.prepare(uid)
    for paper in corrections.discharge.papers(uid)[2:4]:
        one = print_papers("x", [("x", paper)], author="x", setup=PageSetup())
        assert formula in "".join(words(p) for p in opened(one.pdf).pages)


def test_the_counties_numbers_stand_on_certificate_and_notice(corrections, person, clock):
    clock.set(date(2025, 10, 20))
    corrections.discharge.prepare(person)
    corrections.discharge.type_numbers(
        person, certificate="（2025）贺司矫解字第7号", notice="（2025）贺司矫通字第7号"
    )
    assert corrections.discharge.numbers(person) == (
        "（2025）贺司矫解字第7号",
        "（2025）贺司矫通字第7号",
    )
    assert corrections.discharge.due()[0].certificate == "（2025）贺司矫解字第7号"


def test_pending_proceedings_hold_the_certificate_back(corrections, person, clock):
    """司办通〔2021〕94号."""
    corrections.persons.add_row(
        person, "suspension", {"kind": "criminal_detention", "from_on": date(2025, 2, 1)}
    )
    clock.set(date(2025, 10, 20))
    assert corrections.discharge.due()[0].pending.startswith("强制措施")
    assert corrections.discharge.prepare(person) == ["社区矫正对象个人总结", "社区矫正期满鉴定表"]
    with pytest.raises(NotAllowed, match="强制措施"):
        corrections.discharge.type_numbers(person, certificate="（2025）贺司矫解字第7号")


def test_the_declaration_reads_out_the_appraisal(corrections, person, clock):
    clock.set(date(2025, 10, 20))
    corrections.discharge.prepare(person)
    said = {"conduct": "遵守规定。", "office_opinion": "同意按期解除社区矫正。"}
    corrections.papers.change("corrections.c28_appraisal", person, said)
    declaration = corrections.papers.values("corrections.c29", person)
    assert declaration["appraisal"] == "同意按期解除社区矫正。"
    assert declaration["formula"] == "probation"


# --- a month's notices ---------------------------------------------------------------------------


def test_the_notices_of_a_month_are_one_print_with_an_outline(corrections, full):
    """F48."""
    papers = corrections.notices.of_month(date(2025, 2, 1), date(2025, 3, 31))
    assert [name for name, _ in papers] == [
        "测甲　社区矫正训诫决定书",
        "测甲　准予外出通知书",
    ]
    printed = print_papers("文书", papers, author="x", setup=PageSetup())
    outline = opened(printed.pdf).outline
    assert [entry["/Title"] for entry in outline] == [name for name, _ in papers]
    assert corrections.notices.of_month(date(2025, 4, 1), date(2025, 4, 30)) == []


def test_a_study_session_has_one_sheet_for_everybody(corrections, person, persons):
    other = persons.admit({**SHEET, "name": "测乙", "id_number": "640122199001018493"})
    corrections.hours.record([person, other], STUDY)
    ((title, sheet),) = corrections.notices.group_sheets(date(2025, 1, 1), date(2025, 3, 31))
    assert "集中教育学习签到与记录" in title
    assert [row["name"] for row in sheet.values["attended"]] == ["测乙", "测甲"]
    assert sheet.values["present"] == 2


def test_the_basic_sheet_names_who_made_it_and_the_cover_has_plain_days(full, corrections):
    """责任者 is never empty; GB/T 9704: months and days without a nought before them."""
    lines = corrections.file.handover(full)
    assert [line["author"] for line in lines if line["title"] == "社区矫正对象基本信息表"] == [
        "习岗司法所"
    ]
    span = corrections.file.plan(full).cover.values["file_span"]
    assert span.endswith("至2025年3月2日")
