"""Strange files (fault tests I1): bounded, refused in words, never run, never followed."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from app.imports import child, limits
from app.imports.child import load, read
from app.imports.limits import Unreadable
from app.imports.sheet import column_name, from_plain, to_plain
from tests.imports.making import MAIN, rows_xml, sheet_xml, xlsx

LINES = [["姓名", "罪名"], ["测甲", "盗窃"]]


def texts(sheet):
    return [[cell.text for cell in row.cells.values()] for row in sheet.rows]


# --- what is read --------------------------------------------------------------------------------


def test_a_file_is_read_in_a_child_process(tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(xlsx({"表": sheet_xml(rows_xml(LINES))}))
    assert texts(load(path)[0]) == LINES


@pytest.mark.parametrize("name", ["名单.xls", "名单.txt", "名单"])
def test_its_content_decides_what_a_file_is_not_its_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(xlsx({"表": sheet_xml(rows_xml(LINES))}))
    assert texts(load(path)[0]) == LINES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_every_encoding_offices_have(encoding, mark):
    text = "\r\n".join(mark.join(line) for line in LINES)
    assert texts(read(text.encode(encoding))[0]) == LINES


def test_a_workbook_of_openpyxl_is_read_cell_by_cell():
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    sheet.append(["姓名", 13900000201, 6.40122197202149e17, True, "=1+1"])
    sheet["A2"].value = __import__("datetime").date(2026, 3, 15)
    sheet.merge_cells("B2:B4")
    sheet.column_dimensions["C"].hidden = True
    target = io.BytesIO()
    book.save(target)
    (found,) = read(target.getvalue())
    first, second = found.rows
    assert [(c.text, c.kind) for c in first.cells.values()] == [
        ("姓名", "t"),
        ("13900000201", "n"),
        ("6.40122197202149e+17", "n"),
        ("1", "b"),
        ("", "f"),
    ]
    assert first.formulas == {4}, "a formula is not worked out"
    assert second.cells[0] == ("2026-03-15", "d")
    assert found.merged == ((2, 1, 4, 1),)
    assert found.hidden_columns == {2}


def test_hidden_sheets_are_marked_and_external_links_and_macros_not_looked_at():
    data = xlsx(
        {"表": sheet_xml(rows_xml(LINES)), "藏": sheet_xml(rows_xml(LINES))},
        states={"藏": "veryHidden"},
        more={
            "xl/vbaProject.bin": b"\xcc" * 4096,
            "xl/externalLinks/externalLink1.xml": b"<!DOCTYPE x SYSTEM 'http://a.invalid/'><x/>",
            "../../outside.txt": b"out",
        },
    )
    assert [(s.name, s.hidden) for s in read(data)] == [("表", False), ("藏", True)]


def test_a_sheet_on_the_net_is_not_followed():
    data = xlsx({"表": sheet_xml(rows_xml(LINES))})
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".rels"):
                part = part.replace(
                    b'Target="worksheets/sheet1.xml"',
                    b'Target="http://a.invalid/sheet1.xml" TargetMode="External"',
                )
            new.writestr(name, part)
    assert read(target.getvalue()) == []


def test_a_claim_of_a_million_rows_is_only_a_claim():
    before = '<dimension ref="A1:XFD1048576"/>'
    last = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>底</t></is></c></row>'
    (sheet,) = read(xlsx({"表": sheet_xml(rows_xml(LINES) + last, before=before)}))
    assert [row.number for row in sheet.rows] == [1, 2, 1_048_576]


def test_sheets_survive_the_way_back_from_the_child():
    sheets = read(xlsx({"表": sheet_xml(rows_xml(LINES))}))
    assert from_plain(to_plain(sheets)) == sheets


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_named_as_a_spreadsheet_names_them(number, name):
    assert column_name(number) == name


# --- what is refused -----------------------------------------------------------------------------


def bomb():
    """64 MiB and more of one letter: a few dozen KB on disk."""
    return sheet_xml(f'<row r="1"><c t="inlineStr"><is><t>{"a" * 70_000_000}</t></is></c></row>')


def entities():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol" * 100}">' for n in range(10))
    return f"<!DOCTYPE x [{lol}]><worksheet {MAIN}><sheetData><row><c><v>&l9;</v></c></row></sheetData></worksheet>"


def outside():
    return (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        f"<worksheet {MAIN}><sheetData><row><c t='str'><v>&e;</v></c></row></sheetData></worksheet>"
    )


BAD = {
    "a zip bomb": lambda: xlsx({"表": bomb()}),
    "entity expansion": lambda: xlsx({"表": entities()}),
    "an external entity": lambda: xlsx({"表": outside()}),
    "a renamed old xls": lambda: child.OLD_XLS + b"\0" * 4096,
    "a Word file": lambda: xlsx({}).replace(b"xl/workbook.xml", b"wd/workbook.xml"),
    "a web page": lambda: b"<html><table><tr><td>\xd0\xd5\xc3\xfb</td></tr></table></html>",
    "a PDF": lambda: b"%PDF-1.7 ...",
    "nothing": lambda: b"  \r\n",
    "a cut file": lambda: xlsx({"表": sheet_xml(rows_xml(LINES))})[:-80],
    "random bytes": lambda: bytes(range(256)) * 64,
    "broken XML": lambda: xlsx({"表": "<worksheet><sheetData><row>"}),
    "too many columns": lambda: xlsx({"表": sheet_xml(rows_xml([["x"] * 300]))}),
    "too many columns of csv": lambda: ",".join(["x"] * 300).encode(),
    "too many rows": lambda: xlsx({"表": sheet_xml("<row><c><v>1</v></c></row>" * 50_100)}),
    "too many rows of csv": lambda: b"a,b\n" * 50_100,
    "an endless field": lambda: b'"' + b"a" * 100_000,
}


@pytest.mark.parametrize("what", BAD)
def test_it_is_refused_in_words(tmp_path, what):
    """E1: 0 crashes; a sentence says what, that nothing was imported, and what to do."""
    path = tmp_path / "名单.xlsx"
    path.write_bytes(BAD[what]())
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        load(path)
    assert time.monotonic() - began < limits.SECONDS
    assert refused.value.what.endswith("。")
    assert "没有导入" in refused.value.safe
    assert refused.value.do


def test_a_large_file_is_not_even_opened(tmp_path):
    path = tmp_path / "名单.xlsx"
    with path.open("wb") as target:
        target.truncate(limits.MAX_FILE + 1)
    with pytest.raises(Unreadable, match="20 MB"):
        load(path)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(Unreadable, match="读不出来"):
        load(tmp_path / "没有.xlsx")


def test_a_bomb_is_named_as_too_big():
    with pytest.raises(Unreadable, match="为安全起见没有读"):
        read(xlsx({"表": bomb()}))


def test_the_child_may_be_stopped(tmp_path):
    class Stopped(Exception):
        pass

    def stop():
        raise Stopped

    path = tmp_path / "名单.csv"
    path.write_text("a,b\n" * 40_000, "utf-8")
    with pytest.raises(Stopped):
        load(path, stop=stop)


def test_what_a_child_says_must_be_sheets():
    with pytest.raises(Unreadable):
        child._answer(b'{"sheets": [{"name": 1}]}')
    with pytest.raises(Unreadable):
        child._answer(b"\x80\x04 no pickle is ever loaded")
