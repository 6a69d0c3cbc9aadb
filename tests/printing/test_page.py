"""Pages, page numbers, tables and places for the pen, as the binder of a dossier needs them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.printing import text as typeset
from app.printing.flow import Block, NewPage, Overfull, Space, Together, paginate
from app.printing.grid import Cell, Grid, Row, cell, heading, row, upright
from app.printing.marks import Mark, Place, Places, seal_over
from app.printing.page import MM, Meta, NumberPlace, PageSetup, Part, Sheet, build_pdf
from app.printing.text import Late, Text, tick
from tests.printing import reading

LINE = typeset.FIELD.leading
META = Meta("贺兰（2026）001", "640122100")


def dossier(*parts: Part, setup: PageSetup | None = None):
    return build_pdf(parts, meta=META, setup=setup)


def pages_of(count: int) -> list[Block]:
    """Words on so many pages."""
    return [block for n in range(count) for block in (Text(f"第{n + 1}页"), NewPage())]


class Bar(Block):
    """A block of fixed height that cannot be divided."""

    def __init__(self, height: float, *, keep: bool = False) -> None:
        self._height = height
        self.keep_with_next = keep

    def height(self, width: float) -> float:
        return self._height

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        sheet.rect(x, top - self._height, width, self._height)


# ---- page numbers ----------------------------------------------------------------------------


def test_cover_and_back_carry_no_number_and_the_total_counts_them():
    """连面带底: every page with something on it; 页号: only the documents between."""
    made = dossier(
        Part("封面", pages_of(1), numbered=False),
        Part("调解记录", pages_of(3)),
        Part("协议书", pages_of(2)),
        Part("封底", pages_of(1), numbered=False),
    )
    assert [page.number for page in made.pages.pages] == [None, 1, 2, 3, 4, 5, None]
    assert (made.pages.total, made.pages.numbered) == (7, 5)
    assert (made.pages.first("协议书"), made.pages.last("协议书")) == (4, 5)
    assert (made.pages.first("封底"), made.pages.count("调解记录")) == (None, 3)


def test_a_contents_list_at_the_front_names_the_pages_of_what_follows():
    late = Late(lambda pages: f"记录在第{pages.first('记录')}页、共{pages.total}页")
    made = dossier(
        Part("目录", [late], numbered=False), Part("申请", pages_of(2)), Part("记录", pages_of(1))
    )
    assert "记录在第3页、共4页" in reading.words(made)


def test_numbers_may_begin_later():
    made = dossier(Part("甲", pages_of(2)), setup=PageSetup(first_number=8))
    assert [page.number for page in made.pages.pages] == [8, 9]


def test_on_one_side_every_number_stands_at_the_top_right():
    made = dossier(Part("甲", pages_of(2)))
    for page in (0, 1):
        number = reading.pieces(made, page)[-1]
        assert number.text == str(page + 1)
        assert number.x == pytest.approx((210 - 26) * MM - 7, abs=0.1)
        assert number.y > (297 - 37) * MM


def test_on_both_sides_the_back_has_its_number_and_its_wide_margin_mirrored():
    """Front top right, back top left; the sewn edge of a back side is at its right."""
    made = dossier(Part("甲", pages_of(2)), setup=PageSetup(both_sides=True))
    front, back = reading.pieces(made, 0), reading.pieces(made, 1)
    assert front[0].x == pytest.approx(28 * MM + 2 * 14, abs=0.1)
    assert back[0].x == pytest.approx(26 * MM + 2 * 14, abs=0.1)
    assert back[-1].x == pytest.approx(26 * MM, abs=0.1)


@pytest.mark.parametrize(
    ("place", "x"),
    [(NumberPlace.BOTTOM_CENTRE, 106 * MM - 3.5), (NumberPlace.OUTER_BOTTOM, 184 * MM - 7)],
)
def test_numbers_may_stand_at_the_bottom(place, x):
    number = reading.pieces(dossier(Part("甲", pages_of(1)), setup=PageSetup(number_place=place)))[
        -1
    ]
    assert number.x == pytest.approx(x, abs=0.1)
    assert number.y < 35 * MM


def test_numbers_may_have_dashes_or_be_left_out():
    """GB/T 9704-2012 7.5: a dash on either side."""
    dashes = reading.words(dossier(Part("甲", pages_of(1)), setup=PageSetup(number_dashes=True)))
    assert dashes.endswith("— 1 —")
    none = PageSetup(number_place=NumberPlace.NONE)
    assert reading.words(dossier(Part("甲", pages_of(1)), setup=none)) == "第1页"


def test_an_empty_back_is_put_in_so_that_a_document_begins_on_a_front():
    """An empty side carries no number and is not counted."""
    made = dossier(
        Part("甲", pages_of(1)),
        Part("乙", pages_of(1)),
        setup=PageSetup(both_sides=True, parts_on_front=True),
    )
    assert [(page.part, page.number, page.front) for page in made.pages.pages] == [
        ("甲", 1, True),
        ("", None, False),
        ("乙", 2, True),
    ]
    assert made.pages.total == 2


# ---- the file and the sheet ------------------------------------------------------------------


def test_every_document_has_its_bookmark_and_the_file_names_only_the_office():
    made = dossier(Part("申请书", pages_of(2)), Part("协议书", pages_of(1)))
    pdf = reading.reader(made)
    assert [entry["/Title"] for entry in pdf.outline] == ["申请书", "协议书"]  # type: ignore[call-overload]
    assert [pdf.get_destination_page_number(entry) for entry in pdf.outline] == [0, 2]  # type: ignore[arg-type]
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("贺兰（2026）001", "640122100")
    assert pdf.metadata.creator == "640122100"
    assert (pdf.pages[0].mediabox.width, pdf.pages[0].mediabox.height) == pytest.approx(
        (210 * MM, 297 * MM), abs=0.01
    )


def test_a_practice_paper_says_so_on_every_page():
    """F78: twice, below the words and in the margin where no scan covers it."""
    made = dossier(Part("甲", pages_of(3)), setup=PageSetup(practice=True))
    for number, page in enumerate(reading.reader(made).pages):
        assert "练习用纸" in page.extract_text()
        assert f"第{number + 1}页" in page.extract_text()
    assert "练习" not in reading.words(dossier(Part("甲", pages_of(1))))


def test_the_practice_mark_leaves_names_searchable():
    text = Text("张三与李𠮷娟、古丽巴哈尔·阿不都热合曼的纠纷。" * 40)
    copied = reading.pdftotext(dossier(Part("甲", [text]), setup=PageSetup(practice=True)))
    if copied is None:
        pytest.skip("pdftotext is not installed")
    assert "".join(copied.split()).count("李𠮷娟") >= 38


def test_a_printer_that_prints_too_far_to_one_side_is_corrected():
    made = dossier(Part("甲", pages_of(1)), setup=PageSetup(offset_x=2, offset_y=-1))
    assert f"1 0 0 1 {2 * MM:.6f} {-1 * MM:.6f} cm" in reading.operators(made)


def test_header_and_footer_are_drawn_on_every_page():
    setup = PageSetup(
        header=lambda sheet, page: sheet.words(f"眉{page.index}", sheet.left, sheet.top + 20, 9),
        footer=lambda sheet, _: sheet.words("脚", sheet.right, sheet.bottom - 40, 9, at=1),
    )
    made = dossier(Part("甲", pages_of(2)), setup=setup)
    assert reading.words(made).count("脚") == 2
    assert "眉1" in reading.words(made)


def test_margins_that_leave_no_room_are_refused():
    with pytest.raises(ValueError, match="60 mm"):
        PageSetup(binding=100, outer=80)


def test_printing_tells_its_progress_and_can_be_stopped():
    told: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        build_pdf([Part("甲", pages_of(4))], meta=META, progress=watch)
    assert told == [(1, 4), (2, 4)]


# ---- flow ------------------------------------------------------------------------------------


def test_blocks_kept_together_go_to_the_next_page_together():
    pages = paginate([Bar(60), Together(Bar(30), Bar(30))], 100, 100)
    assert [len(page) for page in pages] == [1, 1]


def test_blocks_kept_together_are_parted_where_no_page_holds_them():
    pages = paginate([Together(Bar(60), Bar(60))], 100, 100)
    assert [len(page) for page in pages] == [1, 1]


def test_a_title_does_not_stay_behind_without_its_text():
    pages = paginate([Bar(70), Bar(20, keep=True), Bar(30)], 100, 100)
    assert [[placed.height for placed in page] for page in pages] == [[70], [20, 30]]


def test_space_does_not_go_on_to_the_next_page():
    pages = paginate([Bar(90), Space(40), Bar(10)], 100, 100)
    assert [[placed.depth for placed in page] for page in pages] == [[0], [0]]


def test_a_block_higher_than_any_page_is_an_error_in_the_paper():
    with pytest.raises(Overfull, match="Bar"):
        paginate([Bar(120)], 100, 100)


# ---- tables ----------------------------------------------------------------------------------


def test_the_frame_is_heavier_than_the_lines_inside_and_each_line_is_drawn_once():
    made = reading.printed(Grid((1, 2), [row(heading("姓名"), cell("张三"))] * 2))
    code = reading.operators(made)
    assert code.index(".5 w") < code.index("1 w")
    assert len(reading.rules(made)) == 4  # two below the first row, one upright in either
    assert code.count(" re S") == 1


def test_a_box_grows_with_its_words_and_its_row_with_it():
    long = "宁夏回族自治区银川市贺兰县" * 10
    grid = Grid((1, 2), [row(heading("住址"), cell(long)), row(heading("姓名"), cell("张三"))])
    assert grid.height(300) > 26 * 2 + 19 * 5
    assert long in reading.words(reading.printed(grid))


def test_the_head_of_a_table_stands_again_on_every_page():
    head = row(heading("序号"), heading("文书名称"))
    rows = [row(cell(str(n)), cell(f"证据{n}")) for n in range(80)]
    made = reading.printed(Grid((1, 4), [head, *rows], repeat=1))
    assert made.pages.total == 4
    for page in reading.reader(made).pages:
        assert "文书名称" in page.extract_text()
    copied = reading.words(made)
    assert all(f"证据{n}" in copied for n in range(80))


def test_a_row_of_long_text_is_continued_with_its_label_and_a_closed_frame():
    story = "".join(f"第{n}次协商未果。" for n in range(400))
    made = reading.printed(
        Grid((1, 5), [row(heading("姓名"), cell("张三")), row(heading("事实"), cell(story))])
    )
    assert made.pages.total >= 3
    for number, page in enumerate(reading.reader(made).pages):
        assert "事实" in page.extract_text()
        assert reading.operators(made, number).count(" re S") == 1
    without = reading.words(made).replace("事实", "")
    for n in range(400):
        assert f"第{n}次" in "".join(without)


def test_a_label_may_span_rows_and_stands_on_both_pages_when_they_are_parted():
    rows = [row(upright("当事人", rows=40), heading("姓名"), cell("张三0"))]
    rows += [row(heading("姓名"), cell(f"张三{n}")) for n in range(1, 40)]
    made = reading.printed(Grid((1, 3, 6), rows))
    assert made.pages.total == 2
    for page in reading.reader(made).pages:
        assert "当\n事\n人" in page.extract_text()
    copied = reading.words(made)
    assert all(f"张三{n}" in copied for n in range(40))


CELLS = st.builds(
    lambda words, label: heading(words) if label else cell(words),
    st.text(st.sampled_from("张三李四，。0123"), max_size=400),
    st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12), st.integers(0, 1), st.data())
def test_no_table_loses_words_however_it_is_parted(pairs, repeat, data):
    if repeat:  # what is repeated is a line of column labels, never a value
        pairs = [(heading("序号"), heading("内容")), *pairs]
    grid: Block = Grid((1, 3), [row(*pair) for pair in pairs], repeat=repeat)
    expected = [_words(box) for pair in pairs for box in pair if not box.label]
    found: list[str] = []
    height = data.draw(st.floats(180, 700))
    for number, (placed,) in enumerate(paginate([grid], 300, height)):
        assert placed.height <= height + 0.01
        found += [
            _words(box.cell)
            for place, band in enumerate(placed.block._bands)  # type: ignore[attr-defined]
            for box in band.boxes
            if not box.cell.label and (number == 0 or place >= repeat)
        ]
    assert sorted("".join(found)) == sorted("".join(expected))


def _words(box: Cell) -> str:
    """The words of a box in the measure they were set in: a part of a text knows no other."""
    texts = (block for block in box.blocks if isinstance(block, Text))
    return "".join("".join(text.lines(text._measure or 1e9)) for text in texts)


def test_a_row_is_laid_out_once_however_many_pages_follow(monkeypatch):
    """A table over many pages costs by its rows, not by its rows for every page."""
    laid_out: list[object] = []
    once = Grid._lay_out_band

    def count(grid, band):
        laid_out.append(band)
        return once(grid, band)

    monkeypatch.setattr(Grid, "_lay_out_band", count)
    rows = [row(cell(str(n)), cell("内容")) for n in range(400)]
    pages = paginate([Grid((1, 3), rows, repeat=1)], 400, 600)
    assert len(pages) > 10
    assert len(laid_out) == len(set(map(id, laid_out))) == len(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [Row((cell("甲"),))],
        [Row((cell("甲"), cell("乙"), cell("丙")))],
        [Row((cell("甲", rows=2), cell("乙")))],
        [Row((cell("甲", rows=2), cell("乙"))), Row((cell("丙"), cell("丁")))],
    ],
)
def test_cells_that_do_not_fill_the_rows_are_an_error_in_the_paper(rows):
    with pytest.raises(ValueError, match=r"cells|spans"):
        Grid((1, 1), rows)


# ---- places for pen, finger and seal ---------------------------------------------------------


def test_a_place_to_sign_has_a_line_and_one_for_a_finger_a_dotted_box():
    made = reading.printed(
        Places(Place("调解员（签名）：")),
        Places(Place("申请人：", Mark.SIGNATURE_AND_FINGERPRINT, "李𠮷娟")),
    )
    assert len(reading.rules(made)) == 2
    assert reading.operators(made).count("[1.5 1.5] 0 d") == 1
    for words in ("调解员（签名）：", "申请人：", "李𠮷娟", "指印"):
        assert words in reading.words(made)


def test_a_label_too_long_to_sign_beside_stands_above_its_line():
    short, long = Place("调解员："), Place("被申请人（签名盖章或按指印）：")
    assert Places(short, columns=2).height(440) == 34
    assert Places(long, columns=2).height(440) == 34 + LINE
    assert Places(long).height(440) == 34


def test_a_seal_has_a_dotted_circle_with_its_words():
    made = reading.printed(
        seal_over("某某人民调解委员会\n2026年3月5日", "（印章）"),
        Places(Place("（公章）", Mark.SEAL)),
    )
    assert reading.operators(made).count("[2 2] 0 d") == 2
    for words in ("某某人民调解委员会", "（印章）", "（公章）"):
        assert words in reading.words(made)


@pytest.mark.parametrize("day", ["2026年3月5日", "2026年12月28日", "      年    月    日"])
def test_a_date_stands_in_the_middle_of_its_seal(day):
    """GB/T 9704-2012 7.3.5.1; the day reached beyond the circle on the right."""
    made = reading.printed(seal_over(day, "（印章）"))
    drawn = re.findall(r"([\d.]+) [\d.]+ (?:[\d.]+ ){4}c\n", reading.operators(made))
    circle = [float(x) for x in drawn]
    (date,) = [piece for piece in reading.pieces(made) if "年" in piece.text]
    middle = date.x + Text(date.text, typeset.FIELD).natural_width() / 2
    assert middle == pytest.approx((min(circle) + max(circle)) / 2, abs=12)


def test_ticks_in_a_table_are_drawn_too():
    made = reading.printed(Grid((1, 1), [row(cell(f"{tick(True)}是"), cell(f"{tick(False)}否"))]))
    assert reading.operators(made).count(" re S") == 3
