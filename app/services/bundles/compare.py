"""变了什么: how a bundle's files differ from those that count now, from which day, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.data_files import Edition, shipped
from app.days import show_date
from app.forms.codes import CodeTable, code_table, label
from app.forms.formset import parts_changed, read_formset
from app.forms.texts import read_texts
from app.rules.calendar import read_years
from app.rules.evaluation import read_evaluation
from app.rules.profiles import RuleBook, Ruling, book_of, join_profiles, read_profiles
from app.rules.review import read_sheet
from app.services.bundles.compare_papers import (
    form_changes,
    form_title,
    number_changes,
    report_changes,
)
from app.services.bundles.contents import family
from app.services.rules import CATEGORIES, NARROWED, TOPICS, said

__all__ = ["FOLDERS", "Difference", "differences", "minimum_changes", "title_of"]

FOLDERS = {
    "codes": "代码表",
    "rules": "规则",
    "formsets": "卷宗目录",
    "texts": "文书用语",
    "forms": "文书栏目",
    "reports": "统计表",
    "papers": "文书编号",
}
OTHER_TEXTS = {**TOPICS, "reporting": "月底报送"}
OTHER_RULES = {
    **TOPICS,
    "reporting": "报送期限",
    "holidays": "放假安排",
    "review": "卷宗自查评分表",
    "evaluation": "卷宗评查评分表",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: in which file, what about it, and from which day it counts."""

    path: str
    title: str  # 代码表：风险等级
    words: str
    since: date
    source: str


def title_of(file: Edition) -> str:
    """How a clerk calls a file."""
    kind = FOLDERS.get(file.folder, file.folder)
    if file.folder == "rules":
        return f"{kind}：{OTHER_RULES.get(file.name, file.name)}"
    if file.folder == "forms":
        return f"{kind}：{form_title(file)}"
    if file.folder == "papers":
        return f"{kind}：社区矫正文书"
    if file.folder == "texts":
        return f"{kind}：{OTHER_TEXTS.get(file.name, file.name)}"
    try:
        return f"{kind}：{file.data.get('title', file.name)}"
    except ValueError:
        return f"{kind}：{file.name}"


def differences(
    before: Sequence[Edition], after: Sequence[Edition], county: str
) -> list[Difference]:
    """What ``after`` changes of what counted ``before``; files that nobody can read are left out.

    ``county`` is the six-digit code under which rules are resolved.
    """
    found: list[Difference] = []
    known = {(one.path, one.since): one for one in before}
    for one in sorted(after, key=_order):
        kept = known.pop((one.path, one.since), None)
        if kept is not None and (kept.text, kept.source) == (one.text, one.source):
            continue
        found += _of_file(one, before, after, county)
    for gone in sorted(known.values(), key=_order):
        since = gone.since or date.min
        words = "这一份不再带了，从这一天起改按前一份或程序自带的执行。"
        found.append(Difference(gone.path, title_of(gone), words, since, gone.source))
    return found


def minimum_changes(
    before: tuple[int, int], after: tuple[int, int], since: date
) -> Iterator[Difference]:
    """What is asked of every program: (suite, reader) before and after."""
    words = ("密码套件至少第 {} 套", "程序至少能读第 {} 代配置包")
    for asked, was, now in zip(words, before, after, strict=True):
        if was != now:
            both = f"{asked.format(was)} → {asked.format(now)}"
            yield Difference("", "最低要求", both, since, "")


def _order(one: Edition) -> tuple[str, date]:
    return one.path, one.since or date.min


def _of_file(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], county: str
) -> Iterator[Difference]:
    since = file.since or date.min
    try:
        changes = list(COMPARED[family(file.path, file.data)](file, before, after, county))
    except (ValueError, KeyError, TypeError):
        return  # not readable: the check says why
    for words, day in changes or [("内容没有变，只是注明了新的依据。", since)]:
        yield Difference(file.path, title_of(file), words, max(day, since), file.source)


def _chain(path: str, files: Sequence[Edition], until: date) -> list[Edition]:
    """The editions of one file up to a day, the program's own first."""
    folder, _, name = path.removesuffix(".toml").partition("/")
    own = shipped(folder, name)
    county = [one for one in files if one.path == path and (one.since or date.min) <= until]
    return ([own] if own else []) + sorted(county, key=_order)


def _previous(file: Edition, before: Sequence[Edition], after: Sequence[Edition]) -> Edition | None:
    """What this edition takes the place of: its former text, or the edition that counts before it."""
    since = file.since or date.min
    former = next((o for o in before if (o.path, o.since) == (file.path, file.since)), None)
    chain = [one for one in _chain(file.path, after, since) if one is not file]
    return former or (chain[-1] if chain else None)


Changes = Iterator[tuple[str, date]]


def _codes(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    since = file.since or date.min
    old = _previous(file, before, after)
    was = (
        code_table(old.name, old.data) if old else CodeTable("", "", "", confirmed=True, entries=())
    )
    now = code_table(file.name, file.data)
    for entry in now:
        if entry.code not in was:
            yield f"新增“{entry.label}”", entry.valid_from or since
        elif was[entry.code] != entry:
            before_it = was[entry.code]
            if before_it.valid_to != entry.valid_to and entry.valid_to:
                yield f"“{entry.label}”用到{show_date(entry.valid_to)}为止", since
            elif before_it.label != entry.label:
                yield f"“{before_it.label}”改称“{entry.label}”", since
            else:
                yield f"“{entry.label}”的说明或归类有改动", since
    for entry in was:
        if entry.code not in now:
            yield f"停用“{entry.label}”", since


def _rules(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], county: str
) -> Changes:
    since = file.since or date.min
    old_book, new_book = (
        book_of(join_profiles(_chain(file.path, files, date.max)), county)
        for files in (before, after)
    )
    names = {
        k: v for e in _chain(file.path, after, date.max) for k, v in e.data.get("names", {}).items()
    }
    for profile in read_profiles(file.data):
        day = max(since, profile.effective_from)
        for value in profile.values:
            matter = (value.key, value.cls, value.category)
            was, now = (_ruling(book, matter, day) for book in (old_book, new_book))
            if now is None or (was is not None and _same(was, now)):
                continue
            narrowed = label(NARROWED.get(file.name, ""), value.cls) if value.cls else ""
            who = "、".join(
                filter(None, (narrowed, CATEGORIES.get(value.category, value.category)))
            )
            title = names.get(value.key, value.key) + (f"（{who}）" if who else "")
            earlier = said(was) if was else "未作规定"
            basis = f"，依据“{now.profile.name}”{now.profile.authority_doc}"
            if was is not None and said(was) == said(now):
                yield f"{title}：仍为{said(now)}{basis}", day
            else:
                yield f"{title}：{earlier} → {said(now)}{basis}", day


def _ruling(book: RuleBook, matter: tuple[str, str, str], day: date) -> Ruling | None:
    key, cls, category = matter
    return book.find(key, day, cls=cls, category=category)


def _same(was: Ruling, now: Ruling) -> bool:
    return (was.value, was.profile.id) == (now.value, now.profile.id) and (
        was.profile.authority_doc == now.profile.authority_doc
    )


def _formsets(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    since = file.since or date.min
    now = read_formset(file.data)
    old = _previous(file, before, after)
    if old is None:
        yield f"新增目录“{now.title}”，共 {len(now.parts)} 件", since
        return
    yield from ((words, since) for words in parts_changed(read_formset(old.data), now))


def _texts(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    since = file.since or date.min
    was = {
        one.key: one
        for edition in _chain(file.path, before, since)
        for one in read_texts(edition.data)
    }
    for one in read_texts(file.data):
        day = max(since, one.since)
        old = was[one.key].at(day).text if one.key in was else ""
        if old != one.text:
            yield f"“{_short(old)}”改为“{_short(one.text)}”", day


def _forms(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    words = form_changes(file, _previous(file, before, after))
    yield from ((one, file.since or date.min) for one in words)


def _reports(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    words = report_changes(file, _previous(file, before, after))
    yield from ((one, file.since or date.min) for one in words)


def _papers(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    words = number_changes(file, _previous(file, before, after))
    yield from ((one, file.since or date.min) for one in words)


def _holidays(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    old = _previous(file, before, after)
    was = read_years(old.data["year"]) if old else {}
    for year, arrangement in read_years(file.data["year"]).items():
        if was.get(year) != arrangement:
            yield f"{year}年的放假安排：{arrangement.source}", file.since or date.min


def _sheet(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    since = file.since or date.min
    old = _previous(file, before, after)
    was = {rule.id: rule for rule in read_sheet(old.data).rules} if old else {}
    for rule in read_sheet(file.data).rules:
        before_it = was.get(rule.id)
        if before_it is None:
            yield f"增加 {rule.id}“{rule.text}”，{rule.points} 分", since
        elif before_it.points != rule.points:
            yield f"{rule.id}“{rule.text}”由 {before_it.points} 分改为 {rule.points} 分", since
        elif before_it != rule:
            yield f"{rule.id}“{rule.text}”有改动", since


def _evaluation(
    file: Edition, before: Sequence[Edition], after: Sequence[Edition], _county: str
) -> Changes:
    since = file.since or date.min
    old = _previous(file, before, after)
    was = {item.id: item for item in read_evaluation(old.data).items} if old else {}
    now = read_evaluation(file.data).items
    for item in now:
        before_it = was.get(item.id)
        if before_it is None:
            yield f"增加第 {item.id} 项“{_short(item.text)}”，{item.points} 分", since
        elif before_it.points != item.points:
            said_ = f"由 {before_it.points} 分改为 {item.points} 分"
            yield f"第 {item.id} 项“{_short(item.text)}”{said_}", since
        elif before_it != item:
            yield f"第 {item.id} 项“{_short(item.text)}”有改动", since
    for gone in was.keys() - {item.id for item in now}:
        yield f"去掉第 {gone} 项“{_short(was[gone].text)}”", since


COMPARED: Mapping[str, Callable[[Edition, Sequence[Edition], Sequence[Edition], str], Changes]] = {
    "codes": _codes,
    "rules": _rules,
    "holidays": _holidays,
    "sheet": _sheet,
    "evaluation": _evaluation,
    "formsets": _formsets,
    "texts": _texts,
    "forms": _forms,
    "reports": _reports,
    "papers": _papers,
}


def _short(words: str) -> str:
    """At most forty characters of a sentence."""
    one_line = "".join(words.split("\n"))
    return one_line if len(one_line) <= 40 else one_line[:39] + "…"
