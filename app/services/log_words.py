"""An entry of the log in words: what was touched, never what it said."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from app.days import month_words
from app.forms.codes import label
from app.forms.definition import Field
from app.forms.registry import all_forms
from app.models.base import Base
from app.services.access import Role, role_names
from app.services.bureau.words import TITLES
from app.services.log_kinds import Kind
from app.services.proposals import TITLES as PROPOSALS
from app.services.units import KINDS as UNITS

__all__ = ["BECAME", "told"]

SHORT = 8
"""Letters of a uid: enough to see that two entries speak of one record."""

ACTS = {
    "made": "新建",
    "changed": "改姓名或角色",
    "start_password": "发起始密码",
    "own_password": "本人改密码",
    "off": "停用",
    "on": "启用",
}
SEALING = {
    "seal": "封存",
    "lift": "解除封存",
    "ledger": "发现封存台账",
    "ledger_compared": "封存台账核对过",
    "rekey": "更换封存密钥",
}
LEDGER = {"missing": "不见了", "edited": "被改过", "cut": "少了后面的记录"}
VERDICTS = {
    "accepted": "通过",
    "returned": "退回",
    "decided": "批复",
    "undecided": "删去还没发出的批复：",
    "issued": "发出通知",
    "withdrawn": "收回通知",
}
FEW = 3
"""Records that one line names; of more it says how many there are."""
KEPT = {
    "body_digest": "文书内容",
    "changed_by": "",
    "check_missing": "缺项",
    "check_score": "自查分",
    "form_version": "文书版本",
    "parties_text": "当事人姓名",
    "position": "次序",
    "printed": "打印稿",
    "printed_at": "打印时间",
    "proofs": "参训证明",
    "round": "第几次调解",
    "state": "办理状态",
    "title": "名称",
    "values": "文书内容",
}
"""Columns that no paper asks for, or that stand for the whole."""
OF_CORRECTIONS = frozenset({"sanctions", "sealed", "supervision", "transfers"})
"""Modules that keep records of corrections."""
KEYS = {
    "whole": "更换恢复密钥（一张）",
    "parted": "更换恢复密钥（分成三张）",
    "confirm": "核对并确认公钥",
    "revoke": "作废公钥",
    "renew": "换新公钥",
}
BECAME = {
    "merged": "已并入",
    "repeated": "以前收过，再出回执",
    "superseded": "内容已在后来的包里",
    "held": "没有并入，等完整包",
    "fork": "编号冲突，没有并入",
    "stopped": "暂停接收，没有并入",
    "old_epoch": "新编号以前的，没有并入",
}
"""What became of a package, as its receipt says it too."""
WAYS = {"password": "用密码", "recovery": "用恢复密钥"}

Detail = Mapping[str, Any]
Names = Mapping[str, str]


def told(kind: str, subject: str, detail: str, names: Names, office: str = "") -> str:
    """One line; ``names`` are those of the accounts, ``office`` is whose log it is."""
    found: Detail = json.loads(detail)
    if kind == Kind.ACCOUNT:
        return _account(subject, found, names, office)
    words = WORDS.get(kind)
    return words(subject, found, names) if words else _plainly(subject, found)


@cache
def _labels(table: str) -> Mapping[str, str]:
    """Column → what most papers of the table's duty call it, or most papers of any duty."""
    own, any_duty = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
    duty = _duty(table)
    for form in all_forms().values():
        for field in _all_fields(form.fields()):
            any_duty[field.name][field.label] += 1
            if form.code.partition(".")[0] == duty:
                own[field.name][field.label] += 1
    found = {name: counted.most_common(1)[0][0] for name, counted in (any_duty | own).items()}
    return found | KEPT


def _all_fields(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all_fields(field.columns)


def _duty(table: str) -> str:
    """Whose papers speak of a table: told by the module that keeps it."""
    kinds = (mapper.class_ for mapper in Base.registry.mappers)
    kept = next((kind.__module__ for kind in kinds if kind.__tablename__ == table), "")
    module = kept.rpartition(".")[2].partition("_")[0]
    return "corrections" if module in OF_CORRECTIONS else module


def _change(_subject: str, detail: Detail, _names: Names) -> str:
    records: dict[tuple[str, str], dict[str, Any]] = {}
    for record in detail.get("records", []):  # one that was written twice is one record
        known = records.setdefault((record["table"], record["uid"]), {"fields": [], "new": False})
        known["new"] |= "new" in record
        known["fields"] += [
            name for name in record.get("fields", ()) if name not in known["fields"]
        ]
    said = []
    for (table, uid), record in list(records.items())[:FEW]:
        which = f"{TITLES.get(table, table)} #{uid[:SHORT]}"
        if record["new"]:
            said.append(f"新增{which}")
        elif "deleted" in record["fields"]:
            said.append(f"移出或找回{which}")
        else:
            said.append(f"改{which}{_columns(table, record['fields'])}")
    more = f"；共 {len(records)} 条" if len(records) > len(said) else ""
    return "；".join(said) + more


def _columns(table: str, columns: Sequence[str]) -> str:
    """：纠纷类型、卷名等 3 栏."""
    labels = _labels(table)
    named = list(dict.fromkeys(labels[name] for name in columns if labels.get(name)))[:4]
    if not named:
        return f"：{len(columns)} 栏" if columns else ""
    more = f"等 {len(columns)} 栏" if len(columns) > len(named) else ""
    return f"：{'、'.join(named)}{more}"


def _login(_subject: str, detail: Detail, _names: Names) -> str:
    return WAYS.get(detail.get("way", ""), "")


def _failed(subject: str, detail: Detail, names: Names) -> str:
    return f"{names.get(subject, subject)}的密码输错，{detail.get('at', '').replace('T', ' ')}"


def _account(subject: str, detail: Detail, names: Names, office: str) -> str:
    act = ACTS.get(detail.get("act", ""), "")
    known = [role for role in Role if role in detail.get("roles", ())]
    roles = "、".join(role_names(office)[role][0] for role in known)
    return f"{names.get(subject, subject)}：{act}" + (f"（{roles}）" if roles else "")


def _sealed(subject: str, detail: Detail, names: Names) -> str:
    which = f" #{subject}" if subject else ""
    if act := detail.get("act"):
        state = LEDGER.get(detail.get("state", ""), "")
        lost = "、".join(names.get(user, user) for user in detail.get("lost", ()))
        why = f"（{lost}不能再看）" if lost else ""
        return f"{SEALING.get(act, act)}{state}{which}{why}"
    scope = label("sealed_scope", detail.get("scope", ""))
    what = f"{which}的{scope}" if scope else which
    return f"查阅{what}，依据：{label('sealed_view_basis', detail.get('basis', ''))}"


def _key(subject: str, detail: Detail, _names: Names) -> str:
    act = KEYS.get(detail.get("act", ""), "")
    return act if subject == "recovery" else f"{subject}：{act}" if act else subject


def _output(subject: str, detail: Detail, _names: Names) -> str:
    marks = "，显示全号" if detail.get("unmasked") else ""
    reason = f"，理由：{detail['reason']}" if detail.get("reason") else ""
    pages = f"，{detail['pages']} 页" if detail.get("pages") else ""
    return f"{detail.get('what', '')}（{subject}{pages}{marks}{reason}）"


def _hold(subject: str, detail: Detail, _names: Names) -> str:
    which = f"{TITLES.get(detail['table'], detail['table'])} #{subject[:SHORT]}"
    if detail["act"] == "hold":
        return f"扣下{which}，从{detail['month']}的包起不报"
    return f"解除扣下的{which}，{detail['rows']} 条记录随下一个包补报"


def _verdict(subject: str, detail: Detail, _names: Names) -> str:
    act = VERDICTS[detail["act"]]
    if offices := detail.get("offices"):
        return f"{act} #{subject[:SHORT]}（{'、'.join(offices)}）"
    records = detail["records"]
    said = [
        f"{UNITS[kind].title if kind in UNITS else PROPOSALS[kind]} #{uid[:SHORT]}"
        for kind, uid in records[:FEW]
    ]
    more = f"等 {len(records)} 件" if len(records) > len(said) else ""
    return f"{act}{subject}的{'、'.join(said)}{more}"


def _package(subject: str) -> str:
    """2026年11月 第 2 号包, with the code of the office before it where the bureau wrote it."""
    month, _, number = subject.rpartition("-")
    office, _, month = month.rpartition(" ")
    return f"{office} {month_words(month)} 第 {number} 号包".strip()


def _seal(subject: str, _detail: Detail, _names: Names) -> str:
    return _package(subject)


def _receive(subject: str, detail: Detail, _names: Names) -> str:
    result = detail.get("result", "")
    return f"{_package(subject)}：{BECAME.get(result, result)}"


def _undo(subject: str, _detail: Detail, _names: Names) -> str:
    office, _, month = subject.partition(" ")
    return f"{office} {month_words(month)}的包"


def _import(subject: str, detail: Detail, _names: Names) -> str:
    if "result" not in detail:
        return _plainly(subject, detail)
    result = detail["result"]
    return f"{detail['what']}：{_package(subject)}，{BECAME.get(result, result)}"


def _handover(subject: str, detail: Detail, names: Names) -> str:
    left, _, successor = subject.partition(" ")
    work = "、".join(f"{words} {count} 项" for words, count in detail.get("work", {}).items())
    handed = f"{work}交给{names.get(successor, successor)}" if work else "没有要交接的工作"
    return f"{names.get(left, left)}离开，{handed}"


def _setting(subject: str, detail: Detail, _names: Names) -> str:
    if subject.startswith("rules/"):
        return f"采用 {len(detail.get('adopted', ()))} 条规则"
    return f"改了 {len(detail['names'])} 项设置" if "names" in detail else _plainly(subject, detail)


def _restore(_subject: str, detail: Detail, _names: Names) -> str:
    made = detail.get("made_at") or ""
    return f"恢复到 {made[:16].replace('T', ' ')} 的备份" if made else ""


def _plainly(subject: str, detail: Detail) -> str:
    said = "，".join(f"{value}" for value in detail.values() if value not in ("", None))
    return f"{subject}：{said}" if subject and said else subject or said


WORDS: Mapping[str, Callable[[str, Detail, Names], str]] = {
    Kind.CHANGE: _change,
    Kind.LOGIN: _login,
    Kind.FAILED: _failed,
    Kind.PRINT: _output,
    Kind.EXPORT: _output,
    Kind.REVEAL: _output,
    Kind.SEALED: _sealed,
    Kind.KEY: _key,
    Kind.SEAL: _seal,
    Kind.RECEIVE: _receive,
    Kind.UNDO: _undo,
    Kind.IMPORT: _import,
    Kind.HANDOVER: _handover,
    Kind.SETTING: _setting,
    Kind.RESTORE: _restore,
    Kind.HOLD: _hold,
    Kind.VERDICT: _verdict,
    Kind.CHAIN: lambda subject, _detail, _names: f"第 {subject} 条起与前面接不上",
}
