"""What a county's change of a paper means to this program, and to the editions before it (J11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.data_files import Edition, shipped
from app.forms.codes import table_names
from app.forms.county_fields import ADDED_KINDS, FormChange, read_change
from app.forms.editions import changeable
from app.forms.issuers import OURS, Issued, Issuer, read_issuers
from app.forms.protected import objections
from app.forms.registry import all_forms
from app.forms.report_columns import BALANCE, report_figures, report_groups
from app.services.bundles.lines import Lines

__all__ = ["CHECKS", "between", "settled"]

Found = Iterator[tuple[int, str, str]]


def _forms(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    code = data["form"]
    base = changeable().get(code)
    if base is None:
        known = all_forms().get(code)
        words = (
            f"《{known.title}》的栏目不能由配置包改：它按登记的内容生成，或者版式固定。"
            if known
            else f"程序里没有文书“{code}”。"
        )
        yield lines.first("form"), "form", words
        return
    for one in data.get("add", ()):
        if one["kind"] not in ADDED_KINDS:
            at = lines.after(lines.after(0, "name", one["name"]), "kind")
            said = "、".join(f"{kind}（{words}）" for kind, (_, words) in ADDED_KINDS.items())
            yield at, "kind", f"填什么只能写：{said}。"
            return
    for found in objections(base, read_change(data)):
        start = lines.after(0, "name", found.name) if found.name else 0
        yield lines.after(start, found.key) or start, found.key, found.words


def _reports(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    if shipped("reports", file.name) is None:
        yield 0, "", f"程序里没有叫“{file.name}”的统计表，请核对文件名。"
        return
    known, coded = report_figures(file.name), report_groups(file.name)
    for group in data["group"]:
        line = lines.after(0, "title", group["title"])
        if ("columns" in group) == ("prefix" in group):
            yield line, "columns", "一组要么写各栏，要么写代码表和代码的开头。"
        elif "prefix" in group and group["prefix"] not in coded:
            yield line, "prefix", f"原件里没有按“{group['prefix']}”列的一组。"
    columns = [column for group in data["group"] for column in group.get("columns", ())]
    keys = [column["key"] for column in columns]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield lines.after(0, "key", key), "key", f"“{key}”写了两次。"
    for column in columns:
        line = lines.after(0, "key", column["key"])
        if column["key"] not in known:
            yield line, "key", f"程序不会数“{column['key']}”，请从原件里的数中选。"
        if len(column["label"]) > LABEL:
            yield line, "label", f"栏名最多 {LABEL} 个字。"
    for key in sorted(BALANCE.get(file.name, frozenset()) - set(keys)):
        words = f"不能去掉“{known[key].label}”：期初加增减要等于期末，汇总表用它核对。"
        yield lines.first("group"), "key", words


def _papers(file: Edition, data: Mapping[str, Any], lines: Lines) -> Found:
    own = shipped("papers", file.name)
    if own is None:
        yield 0, "", "文书编号的文件名应当是 corrections.toml。"
        return
    listed = read_issuers(own.data)
    seen: set[str] = set()
    for paper in data["paper"]:
        code = paper["form"]
        line = lines.after(0, "form", code)
        if code not in all_forms() or not code.startswith("corrections."):
            yield line, "form", f"程序里没有社区矫正文书“{code}”。"
        if code in seen:
            yield line, "form", f"“{code}”写了两次。"
        seen.add(code)
        ours = listed.get(code, Issued(code)).issuer
        if paper["issuer"] != ours.value:
            words = f"由谁出具是规定好的，这里只能写 {ours.value}；文号、列不列入本月文书可以改。"
            yield lines.after(line, "issuer"), "issuer", words
        elif paper.get("template"):
            yield from ((lines.after(line, f), f, words) for f, words in _number(paper, ours))
    for code in sorted(listed.keys() - seen):
        yield lines.first("paper"), "form", f"缺“{code}”：原件里有的文书都要列出。"


def _number(paper: Mapping[str, Any], issuer: Issuer) -> Iterator[tuple[str, str]]:
    template, word = paper["template"], paper.get("word", "")
    if issuer not in OURS:
        yield "template", "这种文书不由司法所出具，不能给它编号。"
        return
    if len(template) > TEMPLATE or len(word) > WORD:
        yield "template", f"文号样式最多 {TEMPLATE} 个字，字最多 {WORD} 个。"
    left = _TOKEN.sub("", template)
    if "{" in left or "}" in left:
        yield "template", "花括号里只能写 年、简称、字、序号；序号可以写成 {序号:3}。"
    named = [found[1] for found in _TOKEN.finditer(template)]
    if named.count("序号") != 1 or "年" not in named:
        yield "template", "文号里要有一个 {年} 和一个 {序号}，不然会重号。"
    if "字" in named and not word:
        yield "word", "文号里用了 {字}，这里要写是什么字。"


_TOKEN = re.compile(r"\{(简称|字|年|序号)(?::\d)?\}")
LABEL, TEMPLATE, WORD = 30, 60, 10

CHECKS: Mapping[str, Callable[[Edition, Mapping[str, Any], Lines], Found]] = {
    "forms": _forms,
    "reports": _reports,
    "papers": _papers,
}


# --- files against each other ----------------------------------------------------------------------


def between(files: Sequence[Edition]) -> Iterator[tuple[str, str]]:
    """What changes of papers say against other files of the bundle: (path, words)."""
    ours = {one.name for one in files if one.folder == "codes"}
    tables = ours | set(table_names())
    first: dict[str, str] = {}
    kinds: dict[tuple[str, str], tuple[str, str]] = {}
    for file in files:
        if file.folder != "forms" or (change := _read(file)) is None:
            continue
        if first.setdefault(change.form, file.path) != file.path:
            yield file.path, f"这种文书的改动已经写在 {first[change.form]} 里，请合在一个文件里。"
        wanted = {one.name: one.codes for one in change.fields if one.codes}
        wanted |= {field.name: field.codes for field in change.added if field.codes}
        for name, codes in wanted.items():
            if codes not in tables:
                words = f"栏目“{name}”要用的代码表“{codes}”，程序和配置包里都没有。"
                yield file.path, words
        for field in change.added:
            now = (field.kind.value, field.codes)
            before = kinds.setdefault((change.form, field.name), now)
            if before != now:
                yield (
                    file.path,
                    f"增设的栏目“{field.name}”在前一版里填的是另一种内容，以前填过的会读不出来。"
                    "请给新的栏目一个新名称。",
                )


def _read(file: Edition) -> FormChange | None:
    try:
        return read_change(file.data)
    except (ValueError, KeyError, TypeError):
        return None  # said elsewhere


def settled(
    before: Sequence[Edition], after: Sequence[Edition], today: date
) -> Iterator[tuple[str, str]]:
    """Editions of papers that offices may have used already and that are another now: (path, words).

    A paper keeps the edition it was made in; so once its day has come, an edition stays as it is.
    """
    now = {(one.path, one.since): one.text for one in after}
    for one in before:
        if one.folder != "forms" or one.since is None or one.since > today:
            continue
        text = now.get((one.path, one.since))
        if text != one.text:
            what = "移出" if text is None else "改动"
            yield (
                one.path,
                f"{one.since:%Y-%m-%d}起的这一份各所已经在用，不能{what}：照它做的文书要原样留着。"
                "请另写一份新的日期。",
            )
