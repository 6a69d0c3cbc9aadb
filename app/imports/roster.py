"""社区矫正对象花名册: the roll as offices keep it in a spreadsheet, on the books or ended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.forms.codes import table
from app.imports import cells
from app.imports.trial import ASK, OK, Defect, Profile, Row, TrialRow
from app.rules import identity

__all__ = ["ROSTER"]

ADULT = 18

CATEGORIES = {
    "管制": "control",
    "缓": "probation",
    "缓刑": "probation",
    "宣告缓刑": "probation",
    "假释": "parole",
    "暂予监外执行": "outside",
    "暂外": "outside",
    "监外执行": "outside",
    "保外就医": "outside",
}
CLASSES = {
    "严管": "strict",
    "严": "strict",
    "普管": "ordinary",
    "普通": "ordinary",
    "宽管": "lenient",
}
ENDINGS: tuple[tuple[str, str, str], ...] = (
    ("撤销缓刑", "terminated", "probation_revoked"),
    ("撤销假释", "terminated", "parole_revoked"),
    ("收监", "terminated", "imprisoned"),
    ("死亡", "terminated", "died"),
    ("病亡", "terminated", "died"),
    ("变更执行地", "moved_out", ""),
    ("居住地变更", "moved_out", ""),
    ("迁出", "moved_out", ""),
    ("赦", "released", "pardon"),
    ("期满", "released", "expired"),
)
"""Word of the roll → state, reason."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "row_number": ("序号", "编号"),
    "name": ("姓名", "矫正对象", "对象姓名"),
    "sex": ("性别",),
    "id_number": ("身份证号", "身份证号码", "证件号码", "证号", "公民身份号码"),
    "category": ("矫正类别", "矫正类型", "类别"),
    "ended_on": ("解矫日期", "解除日期", "终止日期"),
    "end_reason": ("解除原因", "解矫原因", "终止原因"),
    "offences": ("罪名", "案由"),
    "penalty_term": ("刑期", "原判刑期"),
    "period": ("矫正起止", "矫正期限", "起止时间", "矫正起止时间"),
    "starts_on": ("矫正起日", "起", "起日", "开始日期", "矫正开始日期"),
    "ends_on": ("矫正止日", "止", "止日", "结束日期", "矫正结束日期"),
    "age": ("年龄",),
    "address": ("住址", "居住地", "家庭住址", "现住址"),
    "phone": ("联系电话", "电话", "手机"),
    "control_class": ("管理等级", "管理类别", "管控级别"),
    "office_name": ("司法所",),
    "decided_by": ("决定机关", "社区矫正决定机关", "判决机关"),
    "remark": ("备注",),
}

COLUMNS = (
    ("姓名", "与法律文书一致", "测某某"),
    ("性别", "男、女", "男"),
    ("身份证号", "18位，单元格已设为文本", "640122199001019971"),
    ("矫正类别", "管制、缓刑、假释、暂予监外执行", "缓刑"),
    ("罪名", "照判决书抄写", "危险驾驶罪"),
    ("原判刑期", "照判决书抄写", "拘役二个月缓刑四个月"),
    ("矫正起日", "照执行通知书，2026-03-15 或 2026.3.15", "2026-03-15"),
    ("矫正止日", "照执行通知书", "2026-07-14"),
    ("住址", "居住地，写到村组或门牌", "习岗镇新胜村三组"),
    ("联系电话", "未成年人写“监护人电话”加号码", "13900000000"),
    ("管理等级", "严管、普管、宽管", "普管"),
    ("决定机关", "判决、裁定、决定社区矫正的机关", "贺兰县人民法院"),
    ("解矫日期", "已经离开的填写，还在册的留空", ""),
    ("解除原因", "期满、赦免、撤销缓刑、撤销假释、收监、死亡、变更执行地", ""),
    ("备注", "", ""),
)


def _interpret(row: Row, today: date) -> tuple[dict[str, Any], list[str], list[Defect]]:
    """Values by the names of the basic sheet, what was mended, what must be decided."""
    ended = "ended_on" in row.cells or "end_reason" in row.cells
    values: dict[str, Any] = {"ended": ended}
    fixes: list[str] = []
    defects: list[Defect] = []
    name = cells.name(row.cells.get("name"))
    values["name"] = name.value
    fixes.append(name.fix)
    if not name.value:
        defects.append(Defect("姓名空", "name"))
    if "age" in row.formulas:
        fixes.append("年龄列是公式")
    if "office_name" in row.filled:
        fixes.append("司法所随上行合并单元格")
    _identity(row, values, defects, today)
    _category(row, values, fixes, defects)
    _period(row, values, fixes, defects, today)
    if ended:
        _ending(row, values, fixes, defects, today)
    else:
        _contact(row, values, fixes, defects)
    for field in ("offences", "penalty_term", "address", "decided_by", "remark"):
        values[field] = row.words(field) or None
    code = CLASSES.get(row.text("control_class"))
    values["control_class"] = code
    if row.text("control_class") and code is None:
        fixes.append("管理等级与本程序的类别对不上，导入后再定")
    return values, [fix for fix in fixes if fix], defects


def _identity(row: Row, values: dict[str, Any], defects: list[Defect], today: date) -> None:
    typed = row.text("id_number")
    sex = table("sex").code_of(row.text("sex")) if row.text("sex") else None
    values["sex"] = sex
    if not typed:
        values["id_number"] = None
        defects.append(Defect("身份证号空", "id_number"))
        return
    verdict = identity.check_resident(typed, today=today)
    values["id_number"] = verdict.number if verdict.ok else typed
    cell = row.cells["id_number"]
    if cell.kind == "n" and not verdict.ok:
        defects.append(Defect("身份证号存为数字，末位丢失", "id_number"))
        return
    if not verdict.ok:
        defects += [Defect(f"身份证号：{words}", "id_number") for words in verdict.problems]
        return
    if sex and verdict.sex and sex != verdict.sex:
        defects.append(Defect(f"性别{row.text('sex')}与身份证号不符", "sex"))
    values["sex"] = sex or verdict.sex
    values["birth_date"] = verdict.birth


def _category(row: Row, values: dict[str, Any], fixes: list[str], defects: list[Defect]) -> None:
    text = row.text("category")
    values["category"] = CATEGORIES.get(text)
    if text in {"缓", "暂外"}:
        fixes.append(f"类别“{text}”")
    if values["category"] is None:
        words = f"矫正类别“{text}”对不上" if text else "矫正类别空"
        defects.append(Defect(words, "category"))


def _period(
    row: Row, values: dict[str, Any], fixes: list[str], defects: list[Defect], today: date
) -> None:
    if "period" in row.cells:
        first, last = cells.period(row.cells["period"], today)
        field = "period"
        if "/" in row.text("period"):
            fixes.append("起止用斜杠")
    else:
        first = cells.day(row.cells.get("starts_on"), today)
        last = cells.day(row.cells.get("ends_on"), today)
        field = "ends_on"
    values["starts_on"], values["ends_on"] = first.value, last.value
    fixes += [first.fix, last.fix]
    defects += [Defect(part.defect, field) for part in (first, last) if part.defect]
    if first.value is None and not first.defect:
        defects.append(Defect("矫正起日空", field))
    if last.value is None and not last.defect:
        defects.append(Defect("起止缺止日", field))
    starts, ends = first.value, last.value
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        defects.append(Defect("止日早于起日", field))
    born = values.get("birth_date")
    if isinstance(born, date) and isinstance(starts, date):
        values["juvenile"] = identity.age_on(born, starts) < ADULT
        if values["juvenile"]:
            fixes.append("未成年人")


def _contact(row: Row, values: dict[str, Any], fixes: list[str], defects: list[Defect]) -> None:
    phone = cells.phone(row.cells.get("phone"))
    text = str(phone.value or "")
    fixes.append(phone.fix)
    if found := re.search(r"(监护人|父亲|母亲|家长)\D*(\d[\d-]+)", text):
        values["guardian_phone"] = found[2]
        values["phone"] = None
        fixes.append("电话栏写监护人")
        return
    values["phone"] = text or None
    if not text:
        defects.append(Defect("电话空", "phone"))


def _ending(
    row: Row, values: dict[str, Any], fixes: list[str], defects: list[Defect], today: date
) -> None:
    on = cells.day(row.cells.get("ended_on"), today)
    values["ended_on"] = on.value
    fixes.append("解矫日期是数字" if on.fix else "")
    if on.defect or on.value is None:
        defects.append(Defect(on.defect or "解矫日期空", "ended_on"))
    reason = row.text("end_reason")
    found = next(((s, r) for words, s, r in ENDINGS if words in reason), None)
    values["reason"] = reason
    if found is None:
        defects.append(Defect(f"解除原因“{reason}”对不上", "end_reason"))
        return
    values["state"], values["state_reason"] = found
    if values["state"] == "moved_out" and (
        to := re.search(r"转(?:到|至|往)?(.+)", row.text("remark"))
    ):
        values["moved_to"] = to[1]


def _key(values: Mapping[str, Any]) -> str:
    return str(values.get("id_number") or "")


def _compare(rows: Sequence[TrialRow]) -> Sequence[TrialRow]:
    """Somebody ended who still stands on the books of the same file: which is right?"""
    here = {
        _key(row.values)
        for row in rows
        if row.state in {OK, ASK} and not row.values.get("ended") and _key(row.values)
    }
    judged: list[TrialRow] = []
    for row in rows:
        if row.state == OK and row.values.get("ended") and _key(row.values) in here:
            words = "同一人在册未移出，请核对他现在在不在册"
            place = f"{row.sheet} 第{row.number}行：{words}"
            judged.append(replace(row, state=ASK, defects=(words,), places=(place,)))
        else:
            judged.append(row)
    return judged


ROSTER = Profile(
    code="corrections.roster",
    title="社区矫正对象花名册",
    columns=COLUMNS,
    synonyms=SYNONYMS,
    required=("name", "category"),
    interpret=_interpret,
    key=_key,
    compare=_compare,
)
