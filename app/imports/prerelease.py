"""预释放人员名单: the county's list of who will come home (F24)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.forms.codes import table
from app.imports import cells
from app.imports.trial import Defect, Profile, Row
from app.rules import identity

__all__ = ["PRERELEASE_LIST"]

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "row_number": ("序号", "编号"),
    "name": ("姓名", "罪犯姓名", "服刑人员姓名"),
    "sex": ("性别",),
    "id_number": ("身份证号", "身份证号码", "证件号码", "公民身份号码"),
    "registered_address": ("户籍地", "户籍所在地", "户籍地址", "户口所在地", "家庭住址", "住址"),
    "prison": (
        "监所",
        "监狱",
        "关押单位",
        "服刑单位",
        "服刑场所",
        "服刑监所",
        "服刑监狱",
        "执行场所",
        "释放单位",
        "羁押单位",
    ),
    "offences": ("罪名", "案由"),
    "penalty_term": ("刑期", "原判刑期"),
    "release_on": ("释放日期", "预释放日期", "刑满日期", "刑满释放日期", "释放时间"),
    "phone": ("联系电话", "家属电话", "电话"),
    "note": ("备注", "说明"),
}

COLUMNS = (
    ("序号", "", "1"),
    ("姓名", "", "测某某"),
    ("性别", "男、女", "男"),
    ("身份证号", "18位，单元格已设为文本", "640122199001019971"),
    ("户籍地", "写到村（社区）", "贺兰县习岗镇新胜村"),
    ("监所", "全称", "测试监狱"),
    ("罪名", "", "盗窃罪"),
    ("原判刑期", "", "有期徒刑三年"),
    ("释放日期", "2026-03-15 或 2026.3.15", "2026-04-01"),
    ("联系电话", "家属电话", "13900000000"),
    ("备注", "", ""),
)


def _interpret(row: Row, today: date) -> tuple[dict[str, Any], list[str], list[Defect]]:
    name, phone = cells.name(row.cells.get("name")), cells.phone(row.cells.get("phone"))
    on = cells.day(row.cells.get("release_on"), today)
    number = row.text("row_number")
    values: dict[str, Any] = {
        "name": name.value,
        "phone": phone.value or None,
        "release_on": on.value,
        "row_number": int(number) if number.isdecimal() and len(number) < 6 else None,
        "sex": table("sex").code_of(row.text("sex")) if row.text("sex") else None,
    }
    for field in ("registered_address", "prison", "offences", "penalty_term", "note"):
        values[field] = row.words(field) or None
    defects: list[Defect] = []
    if not name.value:
        defects.append(Defect("姓名空", "name"))
    if on.defect or on.value is None:
        defects.append(Defect(on.defect or "释放日期空", "release_on"))
    typed = row.text("id_number")
    values["id_number"] = typed or None
    if typed:
        verdict = identity.check_resident(typed, today=today)
        if verdict.ok:
            values["id_number"] = verdict.number
            values["sex"] = values["sex"] or verdict.sex
            if values["sex"] and verdict.sex and values["sex"] != verdict.sex:
                defects.append(Defect(f"性别{row.text('sex')}与身份证号不符", "sex"))
        else:
            defects += [Defect(f"身份证号：{words}", "id_number") for words in verdict.problems]
    fixes = [fix for fix in (name.fix, phone.fix, on.fix) if fix]
    return values, fixes, defects


def _key(values: Mapping[str, Any]) -> str:
    return str(values.get("id_number") or "")


PRERELEASE_LIST = Profile(
    code="resettlement.prerelease",
    title="预释放人员名单",
    columns=COLUMNS,
    synonyms=SYNONYMS,
    required=("name", "release_on"),
    interpret=_interpret,
    key=_key,
)
