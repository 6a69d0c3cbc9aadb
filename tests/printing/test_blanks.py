"""Blanks for the pen, lists in a sheet, and decisions: what a look at every page of C01-C16 showed."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest

from app.forms.display import blank as unfilled
from app.forms.registry import form
from app.printing.flow import paginate
from app.printing.marks import SEAL_DIAMETER, Place, Places, seal_over
from app.printing.text import FIELD, Span, Style, Text, blank, fill, label
from app.printing.typesetting import PAD, laid_out, measured
from tests.printing import golden, reading
from tests.printing.test_looks import DAY, WOMAN, pages, printed
from tests.printing.test_looks import laid_out as as_laid_out

PLAIN = Style(size=10.0, leading=15.0)
SENTENCES = ("c04", "c13_letter", "c13_decision", "c14", "c15", "c16")


def lines_of(*content: Span | str, width: float) -> list[tuple[str, float]]:
    """What each line shows, and how wide it is."""
    run = measured([Span(c) if isinstance(c, str) else c for c in content], PLAIN)
    return [
        (run.shown[line.start : line.inked], sum(run.widths[line.start : line.inked]))
        for line in laid_out(run, PLAIN, width)
    ]


# --- blanks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", SENTENCES)
def test_the_blank_of_a_long_value_has_room_for_it(code: str):
    """Eighteen figures do not go into three centimetres, nor an address."""
    paper = form(f"corrections.{code}")
    for name, least in (("id_number", 12), ("address", 16), ("offences", 10), ("court", 12)):
        assert len(unfilled(paper.field(name))) * 0.75 >= least, name
    assert len(unfilled(paper.field("sex"))) * 0.75 < 4


def test_an_empty_blank_goes_on_in_the_next_line():
    """因犯 | ______: the line before a long blank was left half empty."""
    found = lines_of("居民身份证号", blank("", 12.0), "，居住地", width=100.0)
    assert [shown for shown, _ in found] == ["居民身份证号" + PAD * 4, PAD * 8 + "，居", "住地"]
    assert "".join(shown for shown, _ in found).count(PAD) == 12
    assert found[0][1] == pytest.approx(100.0)


def test_no_scrap_of_a_blank_stands_at_the_end_of_a_line():
    for before in range(10):
        found = lines_of("甲" * before, blank("", 8.0), "乙", width=100.0)
        counts = [shown.count(PAD) for shown, _ in found if PAD in shown]
        assert min(counts) >= 3


def test_the_room_for_a_month_is_not_lost_at_the_end_of_a_line():
    """于    年 | 月  日: the blank before 月 hung beyond the edge, unseen."""
    shown = [Span("甲" * 7), Span("年", underline=True, width=3.5, after=True)]
    shown.append(Span("月", underline=True, width=2.5, after=True))
    found = lines_of(*shown, width=110.0)
    assert [text for text, _ in found] == ["甲" * 7 + PAD + "年", PAD + "月"]


@pytest.mark.parametrize("code", ["c01", "c07_pledge", "c10", "c11", "c14"])
def test_nobody_writes_on_less_than_a_centimetre(code: str):
    """性别：_ on the blank form."""
    for left, y, right, y2 in reading.rules(printed(form(f"corrections.{code}"))):
        if y == y2:
            assert right - left >= 2 * 12.0 - 0.1


def test_a_stub_with_a_long_name_does_not_break_the_blank_of_a_day():
    made = printed(form("corrections.c14"), name="阿卜杜热西提·麦麦提依明", decided_on=DAY)
    for line in as_laid_out(made).splitlines():
        if "签收日期" in line:
            assert re.search(r"年\s+月\s+日", line)


@pytest.mark.parametrize(
    ("code", "name", "least"),
    [
        ("c17", "addressee", 16),
        ("c18_arrest", "addressee", 16),
        ("c20_request", "addressee", 16),
        ("c19_use", "ground", 20),
        ("c29", "appraisal", 40),
    ],
)
def test_a_blank_in_a_proposal_or_declaration_has_room_for_it(code: str, name: str, least: int):
    """Six characters were no room for the full name of a court."""
    assert len(unfilled(form(f"corrections.{code}").field(name))) * 0.75 >= least


@pytest.mark.parametrize(
    ("code", "least"),
    [("c25_study", 10), ("c25_service", 10), ("c20_record", 10), ("handover", 20)],
)
def test_a_blank_list_has_lines_for_a_group_and_stays_on_one_page(code: str, least: int):
    """Three lines were printed for everybody to sign on."""
    made = printed(form(f"corrections.{code}"))
    across = {round(y) for left, y, right, y2 in reading.rules(made) if y == y2}
    assert len(reading.reader(made).pages) == 1
    assert len(across) >= least


@pytest.mark.parametrize("code", ["c24_list", "c25_list", "daily_list"])
def test_a_list_says_whose_it_is(code: str):
    """Printed alone, nobody knew whose calls these were."""
    assert "姓名测秀英矫正类别缓刑" in pages(printed(form(f"corrections.{code}"), **WOMAN))[0]


def test_a_blank_sheet_says_once_what_it_says_to_adults_and_minors():
    """C26: 考核结果书面通知本人 stood twice in the note."""
    said = reading.words(printed(form("corrections.c26")))
    assert said.count("考核结果书面通知本人") == 1
    assert "公示只写姓名首字" in said
    assert "未成年人的考核奖惩不公开" in said


# --- seals ---------------------------------------------------------------------------------------

PROPOSED = {"addressee": "贺兰县公安局", "proposed_on": DAY, "article": "第二十八条"}


def test_no_seal_stands_overleaf_with_nothing_but_an_empty_line():
    """C17 whose text just fills the page: 附件：____ and the seal stood on the next one."""
    turned = 0
    for times in range(60, 130):
        values = {**WOMAN, **PROPOSED, "facts": "未按规定报告。" * times}
        found = pages(printed(form("corrections.c17"), **values))
        turned += len(found) > 1
        assert "现将有关材料一并移送" in found[-1], times
    assert 0 < turned < 70


def test_lines_for_the_pen_make_room_for_the_seal():
    """One line for 附件 is left where two would send the seal overleaf; what is said is not cut."""

    def sheets(times: int, enclosed: str) -> int:
        values = {**WOMAN, **PROPOSED, "facts": "未按规定报告。" * times, "enclosed": enclosed}
        return len(pages(printed(form("corrections.c17"), **values)))

    full = next(n for n in range(60, 130) if sheets(n, "走访记录一份") > 1)
    assert sheets(full - 1, "") == 1, "as much room as an 附件 of one line"
    assert sheets(full - 1, "走访记录一份。\n通话记录一份。") == 2


def test_the_seal_of_an_agreement_stands_below_its_last_sentence():
    """GB/T 9704-2012 7.3.5: 记录人 and the seal stood on a page of their own."""
    for times in range(40):
        terms = "\n".join(f"{n}、各方再无其他争议。" for n in range(times)) or None
        values = {**golden.FACTS, "parties": golden.PARTIES, "terms": terms}
        found = pages(printed(form("mediation.agreement"), **values))
        assert "本协议一式" in found[-1], times
        assert "记录人" in found[-1]
        assert len(found) == 2 or times > 6, "lines for the pen are given up first"


def test_signatures_of_a_report_are_not_parted_from_each_other():
    """C23: 收到人 and 审阅意见 were all that stood on the second page."""
    for times in range(40):
        changes = "\n".join(f"第{n}件：工作变动。" for n in range(times)) or None
        found = pages(printed(form("corrections.c23"), name="测试", changes=changes))
        assert "汇报人" in found[-1], times


def test_a_high_blank_stays_where_it_is():
    """人民调解调查记录, empty: four lines on the first page, eighteen blank ones on the second."""
    found = pages(printed(form("mediation.inquiry")))
    assert ["调查记录：" in page for page in found] == [True, False]


def test_what_is_written_of_a_text_goes_along_without_the_lines_left_below_it():
    text = Text(
        [label("调解记录："), fill("第一句。\n第二句。\n第三句。\n第四句。")], FIELD, lines=9
    )
    text.keep_tail = True
    signed = Places(*[Place("签名：")] * 5)
    first, second = paginate([text, signed], 400, 9 * FIELD.leading + 1)
    assert [type(item.block) for item in second] == [Text, Places]
    assert first[-1].block.lines(400)[-1].startswith("第二句")  # type: ignore[attr-defined]


# --- choices, lists, opinions --------------------------------------------------------------------


def test_boxes_to_tick_that_need_two_lines_stand_below_each_other():
    made = printed(form("corrections.c04"), **WOMAN)
    x = {
        p.text[:6]: p.x for p in reading.pieces(made) if "规定时限" in p.text or "未报到" in p.text
    }
    first = next(at for words, at in x.items() if "在规定" in words)
    last = next(at for words, at in x.items() if "未报到" in words)
    assert first == pytest.approx(last, abs=2)


def test_boxes_in_a_sheet_begin_on_the_first_line():
    """C09 positioning: an empty line stood above the first of five boxes."""
    long = form("corrections.c09_positioning")
    made = printed(long, **{**WOMAN, "ground": "left_area"})
    shown = as_laid_out(made)
    assert re.search(r"违反人民法院禁止令的", shown)
    (box,) = [p for p in reading.pieces(made) if p.text.strip().startswith("情形")]
    (first,) = [p for p in reading.pieces(made) if "违反人民法院禁止令" in p.text]
    (last,) = [p for p in reading.pieces(made) if "拟提请撤销" in p.text]
    assert box.y == pytest.approx((first.y + last.y) / 2, abs=4)


CHECKS = [
    {"checked_at": datetime(2026, 3, n, 10), "note": "视频核实在目的地", "staff": "测员"}
    for n in range(1, 25)
]


def test_a_list_in_a_sheet_has_its_caption_and_its_head_on_every_page():
    """C12: the second page began with rows of which nobody knew what they say."""
    made = pages(printed(form("corrections.c12"), name="测试", spot_checks=CHECKS))
    assert len(made) == 2
    for text in made:
        assert "外出期间抽查时间方式结果说明抽查人" in text


def test_both_lists_of_the_plan_say_what_they_are():
    """C08 实施效果评估, 调整记录: corrections notes §2.2."""
    said = re.sub(r"\s", "", reading.words(printed(form("corrections.c08"), name="测试")))
    assert "实施效果评估日期评估意见评估人" in said
    assert "调整记录日期原因调整内容调整人" in said


@pytest.mark.parametrize("code", ["c09_control", "c09_residence", "c09_warning"])
def test_nobody_signs_a_page_without_a_word_of_the_opinion(code: str):
    paper = form(f"corrections.{code}")
    turned = False
    for length in range(0, 600, 12):
        values: dict[str, Any] = {"reason": "理由" * 300, "opinion": "同意上报。" * (length // 4)}
        if "facts" in {f.name for f in paper.fields()}:
            values["facts"] = "事实" * 300
        made = pages(printed(paper, **{**WOMAN, **values, "opinion_on": DAY}))
        for text in made[1:]:
            turned = turned or text.startswith("司法所意见")
            assert not text.startswith("司法所意见签名"), length
    assert turned


@pytest.mark.parametrize("code", ["c08", "c09", "c09_control", "c09_residence", "c09_warning"])
def test_the_edge_of_the_labels_goes_straight_down_the_sheet(code: str):
    made = printed(form(f"corrections.{code}"))
    upright = {round(a) for a, b, c, d in reading.rules(made) if a == c and abs(b - d) > 15}
    left = min(upright | {round(28 * 72 / 25.4)})
    assert len([x for x in upright if left < x < left + 75]) == 1


# --- decisions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["c14", "c15", "c16"])
def test_the_facts_of_a_decision_are_paragraphs_and_leave_no_line_to_add_to(code: str):
    paper = form(f"corrections.{code}")
    facts = "第一段，说明经过。\n第二段，说明证据。"
    values = {**WOMAN, "facts": facts, "article": "第三十四条", "procuratorate": "贺兰县人民检察院"}
    made = printed(paper, **values)
    said = reading.words(made)
    assert "事实：" not in said
    assert "第一段，说明经过。第二段，说明证据。" in said
    starts = [p.x for p in reading.pieces(made) if p.text.startswith(("第一段", "第二段"))]
    assert len(starts) == 2
    assert starts[0] == pytest.approx(starts[1], abs=0.1)
    full = [right - left for left, y, right, y2 in reading.rules(made) if right - left > 420]
    assert len([width for width in full if width < 445]) <= 3  # name on the stub, article
    blank = printed(paper)
    assert len([1 for left, _, right, _ in reading.rules(blank) if 430 < right - left < 445]) >= 3


@pytest.mark.parametrize("code", ["c14", "c15", "c16"])
def test_a_decision_says_that_the_procuratorate_has_a_copy(code: str):
    """Corrections notes §2.1: person, 检察院."""
    values = {**WOMAN, "procuratorate": "贺兰县人民检察院"}
    assert "抄送：贺兰县人民检察院" in reading.words(printed(form(f"corrections.{code}"), **values))


@pytest.mark.parametrize("code", [*SENTENCES, "c05"])
def test_whoever_decided_on_corrections_is_not_said_to_have_sentenced(code: str):
    """暂予监外执行 is decided by the prisons, parole by another court than the sentence."""
    values = {**WOMAN, "category": "outside", "court": "宁夏回族自治区监狱管理局", "term": None}
    said = re.sub(r"\s", "", reading.words(printed(form(f"corrections.{code}"), **values)))
    assert "被判处拘役三个月，经宁夏回族自治区监狱管理局" in said


def test_a_number_in_brackets_is_not_put_into_brackets():
    said = reading.words(printed(form("corrections.c03"), **WOMAN))
    assert "（（" not in said.replace("(", "（")
    asked = {"commission_number": "（2026）宁0122委评3号", "commissioned_by": "贺兰县人民法院"}
    said = reading.words(printed(form("corrections.c01"), **WOMAN, **asked))
    assert "（（" not in said.replace("(", "（")


def test_a_notice_of_leave_begins_with_whom_it_is_for_and_its_stub_says_when_it_was_signed_for():
    values = {**WOMAN, "decided_by": "贺兰县司法局", "signed_on": date(2026, 12, 30)}
    said = reading.words(printed(form("corrections.c11"), **values))
    assert "社区矫正对象测秀英：" in said.replace(":", "：")
    assert "签收日期" in said.split("骑缝处")[0]
    assert "2026年12月30日" in said


def test_a_second_paragraph_of_a_long_text_begins_two_characters_in():
    made = printed(form("corrections.c01"), **WOMAN, home="住所固定。\n家人愿意配合。")
    (second,) = [p for p in reading.pieces(made) if p.text.startswith("家人愿意")]
    margin = min(p.x for p in reading.pieces(made))
    assert second.x == pytest.approx(margin + 28, abs=0.5)


# --- what is issued ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["c01", "c04", "c13_letter", "c13_notice"])
def test_nothing_can_be_added_below_what_an_issued_paper_says(code: str):
    """Ruled lines are left where nothing was filled in, and only there."""
    paper = form(f"corrections.{code}")
    long = {f.name: "情况属实。" for f in paper.fields() if f.lines > 1 and f.on_paper}
    assert long
    said = [p.y for p in reading.pieces(printed(paper, **{**WOMAN, **long}))]
    for left, y, right, _ in reading.rules(printed(paper, **{**WOMAN, **long})):
        if right - left > 420:
            assert any(abs(line - y) < 5 for line in said), y


def test_pages_of_a_loose_paper_say_which_they_are_and_of_how_many():
    """GB/T 9704-2012 7.5; a paper of one page needs no number, a bound one has that of its file."""
    paper = form("corrections.c14")
    one = pages(printed(paper, **WOMAN, facts="迟到。"))
    assert len(one) == 1
    assert "共1页" not in one[0]
    two = pages(printed(paper, **WOMAN, facts="迟到。" * 400))
    assert len(two) == 2
    for number, text in enumerate(two, 1):
        assert f"第{number}页，共2页" in text


@pytest.mark.parametrize(
    "words", ["执行地县级社区矫正机构（盖章）", "社区矫正机构（盖章）", "司法所（盖章）"]
)
def test_the_words_of_a_seal_stay_inside_its_circle(words: str):
    made = reading.printed(seal_over("2026年3月5日", words))
    drawn = re.findall(r"([\d.]+) ([\d.]+) (?:[\d.]+ ){4}c\n", reading.operators(made))
    x, y = (sum(map(float, both)) / 4 for both in zip(*drawn, strict=True))
    inside = [piece for piece in reading.pieces(made) if piece.text.strip() in words]
    for piece in inside:
        wide = len(piece.text.strip()) * 8.5
        for corner in (piece.x, piece.x + wide):
            for edge in (piece.y - 1, piece.y + 8):
                assert (corner - x) ** 2 + (edge - y) ** 2 <= (SEAL_DIAMETER / 2) ** 2
