"""Sixty spreadsheets nobody should make, and what must come of each (fault test I1).

A value says either how many rows with words in them are read, or the code of the refusal.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from app.imports import child
from tests.imports.making import MAIN, OFFICE, RELS, rows_xml, sheet_xml, xlsx

__all__ = ["STRANGE"]

HEAD = ["姓名", "性别", "身份证号", "矫正类别", "矫正起日", "矫正止日", "联系电话"]
GOOD = ["测甲", "男", "640122199001019971", "缓刑", "2024-03-02", "2025-03-01", "13900000001"]
LINES = [HEAD, GOOD]
CSV = "\r\n".join(",".join(line) for line in LINES) + "\r\n"

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"

LISTED = '<sheet name="表" r:id="rId1"/>'

Built = Callable[[], bytes]


def whole() -> bytes:
    return xlsx({"表": sheet_xml(rows_xml(LINES))})


def parts(changes: Mapping[str, bytes | None], data: bytes | None = None) -> bytes:
    """The good file with members exchanged, added, or (``None``) left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data or whole())) as old:
        members: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in (members | dict(changes)).items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def sheet(xml: str) -> Built:
    """The good file with another sheet."""
    return lambda: parts({SHEET: xml.encode()})


def around(*, rows: str = "", before: str = "", after: str = "") -> Built:
    """The good file with more rows, or something before or after its rows."""
    return sheet(sheet_xml(rows_xml(LINES) + rows, before=before, after=after))


def with_part(name: str, content: str) -> Built:
    return lambda: parts({name: content.encode()})


def cell(inside: str, attributes: str = "") -> Built:
    """The good file with one more row of one cell."""
    return around(rows=f'<row r="3"><c {attributes}>{inside}</c></row>')


def bytes_at(place: int, other: bytes, *, after: bytes = b"") -> Built:
    """The good file with bytes laid over it at a place, or at a place after a mark."""

    def build() -> bytes:
        data = bytearray(whole())
        at = data.index(after) + place if after else place
        data[at : at + len(other)] = other
        return bytes(data)

    return build


def declared(entity: str, use: str = "&e;") -> str:
    return f'<!DOCTYPE x [{entity}]><worksheet {MAIN}><sheetData><row><c t="str"><v>{use}</v></c></row></sheetData></worksheet>'


def laughs() -> str:
    return "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol" * 100}">' for n in range(10)
    )


def relations(target: str, more: str = "") -> str:
    return (
        f'<Relationships {RELS}><Relationship Id="rId1" Target="{target}" {more}/></Relationships>'
    )


STRANGE: dict[str, tuple[Built, int | str]] = {
    # bombs
    "a bomb of one cell": (cell(f"<is><t>{'a' * 70_000_000}</t></is>", 't="inlineStr"'), "I02"),
    "a bomb of blanks": (around(after=" " * 70_000_000), "I02"),
    "a bomb of shared strings": (
        with_part(STRINGS, f"<sst {MAIN}>{'<si><t>a</t></si>' * 5_000_000}</sst>"),
        "I02",
    ),
    "entities that multiply": (sheet(declared(laughs(), "&l9;")), "I03"),
    "one long entity many times": (
        sheet(declared(f'<!ENTITY e "{"a" * 50_000}">', "&e;" * 900)),
        "I03",
    ),
    "an external entity": (sheet(declared('<!ENTITY e SYSTEM "file:///etc/passwd">')), "I03"),
    "an entity on the net": (sheet(declared('<!ENTITY e SYSTEM "http://a.invalid/">')), "I03"),
    "a parameter entity": (sheet(declared('<!ENTITY % e SYSTEM "http://a.invalid/"> %e;')), "I03"),
    "a DTD in the workbook": (with_part(WORKBOOK, f"<!DOCTYPE x><workbook {MAIN}/>"), "I03"),
    "a DTD in the strings": (with_part(STRINGS, f"<!DOCTYPE x><sst {MAIN}/>"), "I03"),
    "a DTD in the styles": (with_part(STYLES, f"<!DOCTYPE x><styleSheet {MAIN}/>"), "I03"),
    "a million rows": (around(rows="<row><c><v>1</v></c></row>" * 60_000), "I02"),
    "three hundred columns": (sheet(sheet_xml(rows_xml([["x"] * 300]))), "I02"),
    "sixty sheets": (lambda: xlsx({f"表{n}": sheet_xml("") for n in range(60)}), "I02"),
    "nested eight thousand deep": (cell("<x>" * 8_000 + "</x>" * 8_000), 2),
    "an endless attribute": (around(rows=f'<row r="{"9" * 50_000}"/>'), 2),
    # not what it is called
    "an old xls": (lambda: child.OLD_XLS + bytes(4096), "I07"),
    "a Word file": (lambda: parts({WORKBOOK: None, "word/document.xml": b"<x/>"}), "I05"),
    "an empty zip": (lambda: b"PK\5\6" + bytes(18), "I05"),
    "a web page": (
        lambda: b"<html><table><tr><td>\xd0\xd5\xc3\xfb</td></tr></table></html>",
        "I05",
    ),
    "XML of Excel 2003": (lambda: b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', 1),
    "a PDF": (lambda: b"%PDF-1.7 ...", "I05"),
    "nothing": (lambda: b"", "I08"),
    "blanks": (lambda: b"  \r\n\t", "I08"),
    "all bytes": (lambda: bytes(range(256)) * 64, "I06"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "I05"),
    # broken zips
    "cut": (lambda: whole()[:-80], "I03"),
    "only the beginning": (lambda: whole()[:200], "I03"),
    "a wrong checksum": (bytes_at(60, b"\xff\xff\xff", after=SHEET.encode()), "I03"),
    "a password": (
        lambda: whole().replace(b"PK\1\2\x14\x03\x14\0\0\0", b"PK\1\2\x14\x03\x14\0\1\0"),
        "I04",
    ),
    "an unknown compression": (
        lambda: whole().replace(b"\x14\0\0\0\x08\0", b"\x14\0\0\0\x63\0"),
        "I03",
    ),
    "bytes in front": (lambda: b"PK\3\4" + bytes(100) + whole(), 2),
    "members outside": (with_part("../../etc/passwd", "x"), 2),
    "no relations": (lambda: parts({RELATIONS: None}), 0),
    "no sheet": (lambda: parts({SHEET: None}), 0),
    "a relation outside": (with_part(RELATIONS, relations("../../../etc/passwd")), 0),
    "a relation on the net": (
        with_part(RELATIONS, relations("http://a.invalid/s.xml", 'TargetMode="External"')),
        0,
    ),
    "a relation to itself": (with_part(RELATIONS, relations("_rels/workbook.xml.rels")), 0),
    "a sheet that is the workbook": (with_part(RELATIONS, relations("workbook.xml")), 0),
    "one sheet listed many times": (
        with_part(
            WORKBOOK,
            f"<workbook {MAIN} {OFFICE}><sheets>{LISTED * 5}</sheets></workbook>",
        ),
        10,
    ),
    # broken XML
    "an open element": (sheet("<worksheet><sheetData><row>"), "I03"),
    "no XML": (sheet("姓名,罪名"), "I03"),
    "an empty sheet": (sheet(""), "I03"),
    "an unknown encoding": (
        sheet(f'<?xml version="1.0" encoding="x-none"?><worksheet {MAIN}/>'),
        "I03",
    ),
    "a NUL": (cell("<v>\0</v>"), "I03"),
    # strange but readable
    "macros": (with_part("xl/vbaProject.bin", "\0" * 4096), 2),
    "external links": (with_part("xl/externalLinks/externalLink1.xml", "<!DOCTYPE x><x/>"), 2),
    "a claim of all cells": (around(before='<dimension ref="A1:XFD1048576"/>'), 2),
    "the last row of all": (
        around(rows='<row r="1048576"><c t="inlineStr"><is><t>底</t></is></c></row>'),
        3,
    ),
    "a row that cannot be": (
        around(rows='<row r="99999999999"><c t="inlineStr"><is><t>底</t></is></c></row>'),
        "I02",
    ),
    "a row twice": (around(rows='<row r="2"><c><v>1</v></c></row>'), "I03"),
    "a row below nought": (
        around(rows='<row r="-7"><c t="inlineStr"><is><t>底</t></is></c></row>'),
        "I02",
    ),
    "everything merged": (
        around(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        2,
    ),
    "merged by the hundred thousand": (
        around(after="<mergeCells>" + '<mergeCell ref="A2:A5000"/>' * 100_000 + "</mergeCells>"),
        "I02",
    ),
    "merged nonsense": (around(after='<mergeCells><mergeCell ref="B9:A1:!"/></mergeCells>'), 2),
    "hidden columns without end": (
        around(before='<cols><col min="-5" max="999999999" hidden="1"/></cols>'),
        2,
    ),
    "a cell beyond the last column": (cell("<v>1</v>", 'r="ZZZ3"'), "I02"),
    "a shared string that is not there": (cell("<v>99</v>", 't="s"'), 2),
    "a shared string below nought": (cell("<v>-1</v>", 't="s"'), 2),
    "a formula": (cell("<f>HYPERLINK('http://a.invalid')</f><v>点我</v>", 't="str"'), 3),
    "a formula without a value": (cell("<f>1+1</f>"), 3),
    "an error": (cell("<v>#REF!</v>", 't="e"'), 3),
    "no number": (cell("<v>NaN</v>"), 3),
    "an endless number": (cell("<v>1e999</v>"), 3),
    "a date before all dates": (cell("<v>-40000</v>", 's="0"'), 3),
    "an unknown kind of cell": (cell("<v>x</v>", 't="zz"'), 3),
    "phonetic hints": (cell("<is><t>测</t><rPh><t>ce</t></rPh></is>", 't="inlineStr"'), 3),
    "text to be taken for a formula": (cell("<is><t>=1+1</t></is>", 't="inlineStr"'), 3),
    "a hidden sheet": (
        lambda: xlsx({"表": sheet_xml(rows_xml(LINES))}, states={"表": "veryHidden"}),
        2,
    ),
    "a sheet without end in its name": (lambda: xlsx({"表" * 9000: sheet_xml(rows_xml(LINES))}), 2),
    # CSV
    "CSV in GBK": (lambda: CSV.encode("gbk"), 2),
    "CSV in UTF-16": (lambda: CSV.encode("utf-16"), 2),
    "CSV in UTF-16 the other way": (lambda: b"\xfe\xff" + CSV.encode("utf-16-be"), 2),
    "CSV in UTF-16 that is cut": (lambda: CSV.encode("utf-16")[:-1], "I06"),
    "CSV with NUL": ((CSV + "\0").encode, "I05"),
    "CSV with an open quote": ((CSV + '"' + "x\n" * 40_000).encode, "I02"),
    "CSV with one endless field": (lambda: b'"' + b"a" * 100_000, "I02"),
    "CSV of too many rows": (lambda: b"a,b\n" * 60_000, "I02"),
    "CSV of too many columns": (lambda: b",".join([b"x"] * 300), "I02"),
    "CSV with all line ends": (lambda: CSV.replace("\r\n", "\r").encode() + CSV.encode(), 4),
    "CSV of semicolons": (lambda: CSV.replace(",", ";").encode(), 2),
}
