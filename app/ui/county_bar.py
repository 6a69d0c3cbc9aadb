"""What the county said of a record, on the record's own page and in its list (F59).

A bar over the page of a returned record gives the reason and how far it was mended; in a list its
line begins with 【退回】 or 【已改待报】, and the reason is told by the tip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.forms.display import show
from app.services.answer_views import Mark, Ruling
from app.services.desk import Desk
from app.services.proposals import FORMS
from app.ui import theme
from app.ui.form_bars import NoticeBar
from app.ui.register_view import Column, Fetch

__all__ = ["CountyBar", "flags_of", "marked", "ruling_about", "ruling_words", "words_of"]

TONES = {"returned": "bad", "mended": "warn", "sent": ""}
NEXT = {
    "returned": "改好保存后随下一个包报送。",
    "mended": "已改待报：随下一个包报送，县局再看。",
    "sent": "已改已报：等县局再看。",
}


def words_of(mark: Mark) -> str:
    """县局退回（2026-03-02 测局长）：缺协议日期。改好保存后随下一个包报送。"""
    who = f" {mark.judged_by}" if mark.judged_by else ""
    reason = mark.reason if mark.reason.endswith("。") else f"{mark.reason}。"
    return f"县局退回（{mark.judged_at:%Y-%m-%d}{who}）：{reason}{NEXT[mark.state]}"


def ruling_words(ruling: Ruling) -> str:
    """（2026）贺矫准字第3号，2026年3月2日，准予外出。意见：……"""
    form = FORMS[ruling.kind]
    said = [
        show(form.field(name), ruling.values.get(name))
        for name in ("decision_number", "decided_on", "approved_from", "approved_until")
        if name in {field.name for field in form.fields()}
    ]
    if ruling.kind == "leave":
        said.append("准予外出" if ruling.values.get("approved") else "不予批准")
    else:
        field = form.field("result" if ruling.kind == "sanction" else "decision")
        said.append(show(field, ruling.values.get(field.name)))
    opinion = f"。意见：{ruling.opinion.rstrip('。')}" if ruling.opinion else ""
    return f"{'，'.join(filter(None, said))}{opinion}。"


def ruling_about(ruling: Ruling | None) -> str:
    """Over a form that the county's answer has filled in already; nothing where none has come."""
    return f"县局批复：{ruling_words(ruling)}已照此填好，请核对后保存。" if ruling else ""


class CountyBar(NoticeBar):
    """Away while the county has nothing against the record."""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._says = desk.county_says
        self._kind = kind
        theme.set_role(self, "notice-warn")

    def show_record(self, uid: str | None) -> None:
        """Say what the county said of this record."""
        mark = self._says.mark(self._kind, uid) if uid else None
        if mark is None:
            self.clear()
        else:
            self.say(words_of(mark))


def flags_of(desk: Desk, kind: str) -> dict[str, tuple[str, str]]:
    """Of every record of ``kind`` that the county returned: the word before it, and the reason."""
    return {mark.uid: (mark.words, words_of(mark)) for mark in desk.county_says.marks(kind)}


def marked(
    desk: Desk,
    kind: str,
    columns: Sequence[Column],
    fetch: Fetch,
    *,
    uid: Callable[[Any], str] = lambda row: str(row["uid"]),
) -> tuple[Sequence[Column], Fetch]:
    """The columns and the rows of a register; the widest says where the county returned a row."""
    marks: dict[str, Mark] = {}

    def of(row: Any) -> Mark | None:
        return marks.get(uid(row))

    def renewed(
        offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        if offset == 0:
            marks.clear()
            marks.update({mark.uid: mark for mark in desk.county_says.marks(kind)})
        return fetch(offset, limit, sort, descending, filters)

    at = max(range(len(columns)), key=lambda n: (not columns[n].right, columns[n].width))
    plain = columns[at]
    told = replace(
        plain,
        text=lambda row: (
            f"【{mark.words}】{plain.text(row)}" if (mark := of(row)) else plain.text(row)
        ),
        tone=lambda row: _tone(of(row), plain, row),
        tip=lambda row: _tip(of(row), plain, row),
    )
    return (*columns[:at], told, *columns[at + 1 :]), renewed


def _tone(mark: Mark | None, column: Column, row: Any) -> str:
    if mark is not None:
        return TONES[mark.state]
    return column.tone(row) if column.tone else ""


def _tip(mark: Mark | None, column: Column, row: Any) -> str:
    if mark is not None:
        return words_of(mark)
    return column.tip(row) if column.tip else ""
