"""What a county's change of a paper means to this program, and to the editions before it (J11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.data_files import Edition
from app.forms.codes import table_names
from app.forms.county_fields import ADDED_KINDS, FormChange, read_change
from app.forms.editions import changeable
from app.forms.protected import objections
from app.forms.registry import all_forms
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


CHECKS: Mapping[str, Callable[[Edition, Mapping[str, Any], Lines], Found]] = {"forms": _forms}


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
