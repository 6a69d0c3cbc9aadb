"""What the fields of a data file mean to this program: known rules, forms, conditions, blanks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.data_files import Edition, shipped, shipped_names
from app.forms.codes import code_table, table
from app.forms.formset import CONDITIONS, Need, Stage
from app.forms.registry import all_forms
from app.forms.texts import read_texts
from app.rules.evaluation import WHOLE
from app.rules.review import CHECKS as REVIEW_CHECKS
from app.rules.spoken import SPOKEN
from app.services.bundles.lines import Lines
from app.services.rules import NARROWED

__all__ = ["CHECKS", "between"]

Found = Iterator[tuple[int, str, str]]

_CODE = re.compile(r"[a-z0-9_]{1,64}")
_PLACE = re.compile(r"[0-9]{6}|default")
_BLANK = re.compile(r"\{(\w+)\}")
COUNTY = "county_"
"""How code tables of a county are called that belong to fields of its own."""
BOUND = ("cover", "contents", "back")
"""Parts without which no dossier can be bound."""


def between(files: Sequence[Edition]) -> Iterator[tuple[str, str]]:
    """What the files of one bundle say against each other: (path, words)."""
    codes: dict[str, str] = {}
    for file in files:
        if file.folder != "formsets":
            continue
        code = str(_peek(file, "code"))
        if codes.setdefault(code, file.path) != file.path:
            yield file.path, f"目录代码“{code}”在 {codes[code]} 里已经用过。"
    for file in files:
        if file.folder == "codes":
            yield from ((file.path, words) for words in _renamed(file, files))


def _renamed(file: Edition, files: Sequence[Edition]) -> Iterator[str]:
    """A code keeps its meaning for ever: records keep codes, people read labels."""
    earlier = [one for one in (shipped(file.folder, file.name), *files) if one is not None]
    try:
        ours = code_table(file.name, file.data)
        known = {
            entry.code: entry.label
            for one in earlier
            if one.path == file.path
            and (one.since is None or (file.since and one.since < file.since))
            for entry in code_table(one.name, one.data)
        }
    except (ValueError, KeyError, TypeError):
        return  # said elsewhere
    for entry in ours:
        before = known.get(entry.code, entry.label)
        if before != entry.label:
            yield (
                f"代码“{entry.code}”原来是“{before}”，不能改成“{entry.label}”：以前的记录会跟着变。"
                "请给新的含义一个新代码，并在旧代码上写停用日和改用的代码。"
            )


def _peek(file: Edition, name: str) -> Any:
    try:
        return file.data.get(name)
    except ValueError:
        return None


def _twice(values: Sequence[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


# --- codes ---------------------------------------------------------------------------------------


def _codes(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    own = shipped("codes", file.name)
    if not file.name.startswith(COUNTY) and (own is None or "entries" not in own.data):
        yield 0, "", f"程序里没有叫“{file.name}”的代码表，请核对文件名。"
        return
    codes = [entry["code"] for entry in data["entries"]]
    for code in _twice(codes):
        yield lines.after(0, "code", code), "code", f"代码“{code}”写了两次。"
    for entry in data["entries"]:
        line = lines.after(0, "code", entry["code"])
        if not _CODE.fullmatch(entry["code"]):
            yield line, "code", "代码只能用小写英文字母、数字和下划线。"
        for name in filter(None, (entry.get("parent"), *entry.get("becomes", ()))):
            if name not in codes:
                yield line, "parent", f"这个表里没有代码“{name}”。"
        if entry.get("parent") == entry["code"]:
            yield line, "parent", "上级代码不能是自己。"
        since, until = entry.get("valid_from"), entry.get("valid_to")
        if since and until and until < since:
            yield line, "valid_to", "停用日早于启用日。"


# --- rules ---------------------------------------------------------------------------------------


def _rules(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    own = shipped("rules", file.name)
    if own is None or "profile" not in own.data:
        yield 0, "", f"程序里没有叫“{file.name}”的规则，请核对文件名。"
        return
    known = _known_rules(own)
    for profile_id in _twice([profile["id"] for profile in data["profile"]]):
        yield lines.after(0, "id", profile_id), "id", f"编号“{profile_id}”写了两次。"
    for profile in data["profile"]:
        start = lines.after(0, "id", profile["id"])
        if not _PLACE.fullmatch(profile["jurisdiction"]):
            yield (
                lines.after(start, "jurisdiction"),
                "jurisdiction",
                "要写六位行政区划代码，全国写 000000。",
            )
        until = profile.get("effective_to")
        if until and until < profile["effective_from"]:
            yield lines.after(start, "effective_to"), "effective_to", "失效日早于施行日。"
        seen: set[tuple[str, str, str]] = set()
        for value in profile["value"]:
            line = lines.both(("key", value["key"]), ("cls", value.get("cls", "")), start)
            matter = (value["key"], value.get("cls", ""), value.get("category", ""))
            if matter in seen:
                yield line, "key", "同一条规则写了两次。"
            seen.add(matter)
            for field, words in _value(file.name, value, known):
                yield line, field, words


def _known_rules(own: Edition) -> Mapping[str, list[Any]]:
    """Every rule the program asks for, with the values it has been given so far."""
    known: dict[str, list[Any]] = {key: [] for key in own.data.get("names", {})}
    for profile in own.data["profile"]:
        for value in profile["value"]:
            known.setdefault(value["key"], []).append(value.get("value"))
    return known


def _value(
    topic: str, value: Mapping[str, Any], known: Mapping[str, list[Any]]
) -> Iterator[tuple[str, str]]:
    if value["key"] not in known:
        yield "key", f"程序里没有“{value['key']}”这条规则，请核对拼写。"
        return
    examples = [one for one in known[value["key"]] if one is not None]
    given = value.get("value")
    if given is not None and examples:
        if _sort(given) not in {_sort(one) for one in examples}:
            yield "value", f"这条规则应当写{SORTS[_sort(examples[0])]}。"
        elif isinstance(given, str) and examples[0] in SPOKEN and given not in SPOKEN:
            yield "value", f"程序不认识“{given}”。写法与原件相同，例如“{examples[0]}”。"
        elif isinstance(given, int | float | Decimal) and given < 0:
            yield "value", "不能小于零。"
    cls, codes = value.get("cls", ""), NARROWED.get(topic, "")
    if cls and (not codes or cls not in table(codes)):
        yield "cls", f"没有“{cls}”这个类别。"


def _sort(value: Any) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float | Decimal):
        return "number"
    return "texts" if isinstance(value, list) else "text"


SORTS = {"flag": "true 或 false", "number": "数字", "text": "文字", "texts": "一列"}


def _holidays(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    if file.name != "holidays":
        yield 0, "", "放假安排的文件名应当是 holidays.toml。"
    for entry in data["year"]:
        line = lines.after(0, "year")
        for block in entry["holidays"]:
            if not {"name", "from", "to"} <= block.keys() or block["to"] < block["from"]:
                yield line, "holidays", f"{entry['year']}年的一段放假没有写全起止日，或者止日在前。"


def _sheet(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    if file.name != "review":
        yield 0, "", "自查评分表的文件名应当是 review.toml。"
        return
    groups = {group["id"] for group in data["group"]}
    if sum(group["points"] for group in data["group"]) != WHOLE:
        yield lines.first("group"), "group", "各大项的分值合计应当是 100 分。"
    for rule in data["rule"]:
        line = lines.after(0, "id", rule["id"])
        if rule["id"] not in REVIEW_CHECKS:
            yield line, "id", f"程序不会检查“{rule['id']}”这一项。"
        if rule["level"] not in {"X", "E", "W"}:
            yield line, "level", "轻重只能写 X（一票否决）、E（错误）、W（提醒）。"
        if rule["id"][:1] not in groups:
            yield line, "id", "没有这一项所属的大项。"
    own = shipped("rules", "review")
    if own and (missing := own.data["params"].keys() - data.get("params", {}).keys()):
        yield lines.first("params"), "params", f"缺参数：{'、'.join(sorted(missing))}。"


def _evaluation(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    if file.name != "evaluation":
        yield 0, "", "评查评分表的文件名应当是 evaluation.toml。"
    if (total := sum(item["points"] for item in data["item"])) != WHOLE:
        yield lines.first("item"), "points", f"各项分值合计应当是 {WHOLE} 分，现在是 {total} 分。"
    for one in _twice([item["id"] for item in data["item"]]):
        yield lines.after(0, "id", one), "id", f"编号“{one}”写了两次。"
    for item in data["item"]:
        for check in item.get("checks", ()):
            if check not in REVIEW_CHECKS:
                line = lines.after(lines.after(0, "id", item["id"]), "checks")
                yield line, "checks", f"程序不会检查“{check}”这一项。"


# --- form sets -----------------------------------------------------------------------------------


def _formsets(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    own = shipped("formsets", file.name)
    if own and own.data["code"] != data["code"]:
        yield lines.first("code"), "code", f"这个文件的目录代码应当是“{own.data['code']}”。"
    if not own and data["code"] in _shipped_lists():
        yield lines.first("code"), "code", f"目录代码“{data['code']}”属于另一个文件。"
    parts = data["part"]
    for code in _twice([part["code"] for part in parts]):
        yield lines.after(0, "code", code), "code", f"代码“{code}”写了两次。"
    if data.get("duty", "mediation") == "mediation":
        for code in BOUND:
            if code not in {part["code"] for part in parts}:
                yield 0, "part", f"缺“{code}”这一件，卷宗装订不起来。"
    words = {
        "need": {need.value for need in Need},
        "stage": {stage.value for stage in Stage},
        "condition": set(CONDITIONS),
    }
    papers: dict[str, str] = {}
    for part in parts:
        line = lines.after(0, "code", part["code"])
        for name, allowed in words.items():
            if name in part and part[name] not in allowed:
                said = "、".join(sorted(allowed))
                yield lines.after(line, name), name, f"只能写：{said}。"
        for form in (*part["forms"], *part.get("also", ())):
            if form not in all_forms():
                yield lines.after(line, "forms"), "forms", f"程序里没有文书“{form}”。"
            elif papers.setdefault(form, part["code"]) != part["code"]:
                yield lines.after(line, "forms"), "forms", f"文书“{form}”归入了两件材料。"


def _shipped_lists() -> set[str]:
    """The codes of the program's own lists."""
    own = (shipped("formsets", name) for name in shipped_names("formsets"))
    return {one.data["code"] for one in own if one is not None}


# --- texts ---------------------------------------------------------------------------------------


def _texts(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    own = shipped("texts", file.name)
    if own is None:
        yield 0, "", f"程序里没有叫“{file.name}”的文书用语，请核对文件名。"
        return
    known = {one.key: set(_BLANK.findall(one.text)) for one in read_texts(own.data)}
    for one in read_texts(data):
        line = lines.header(one.key)
        if one.key not in known:
            yield line, one.key, "程序里没有这一段文字，请核对名称。"
            continue
        for words in (one, *one.before):
            if not words.text:
                yield line, "text", "文字是空的。"
            for blank in sorted(set(_BLANK.findall(words.text)) - known[one.key]):
                yield line, "text", f"花括号里的“{blank}”程序填不出来，只能用原文里有的空。"


CHECKS: Mapping[str, Callable[[Edition, Mapping[str, Any], Lines], Found]] = {
    "codes": _codes,
    "rules": _rules,
    "holidays": _holidays,
    "sheet": _sheet,
    "evaluation": _evaluation,
    "formsets": _formsets,
    "texts": _texts,
}
