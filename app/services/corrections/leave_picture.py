"""The arithmetic of two months as a picture, so that it can be explained to the procuratorate.

实施办法 27: every day out in the fullest window is numbered, so anyone can count along; the days past
the limit stand out. What lies outside the window is grey.
"""

from __future__ import annotations

from app.days import show_date
from app.forms.pictures import Box, Look, Picture, months_picture
from app.services.corrections.assessment import Assessment

__all__ = ["window_picture"]


def window_picture(found: Assessment) -> Picture | None:
    """The two months that decide; nothing where the rules of the day know no window."""
    window = found.window
    if window is None or not found.asked:
        return None
    limit = found.window_limit
    counted = sorted(d for d in found.asked | found.others if window.first <= d <= window.last)
    marks = {}
    for number, day in enumerate(counted, 1):
        mine = day in found.asked
        over = limit is not None and number > limit
        what = "本次申请" if mine else "其他外出"
        tip = f"{day:%Y-%m-%d} {what}，窗口内第{number}天{'，超过上限' if over else ''}"
        look = Look.ALARM if over else Look.SOLID if mine else Look.HATCH
        marks[day] = Box(look, str(number), tip)
    for day in found.asked - marks.keys():
        marks[day] = Box(Look.OUTSIDE, "外", f"{day:%Y-%m-%d} 本次申请，在窗口以外")
    legend = [(Box(Look.SOLID), "本次申请"), (Box(Look.HATCH), "其他外出")]
    if limit is not None and len(counted) > limit:
        legend.append((Box(Look.ALARM), f"第{limit + 1}天起，超过{limit}天"))
    legend.append((Box(Look.OUTSIDE), "窗口以外"))
    words = (
        f"{show_date(window.first)}至{show_date(window.last)}的两个月内，"
        f"其他外出{window.other}天，本次{window.requested}天，共{window.days}天"
    )
    if limit is not None:
        words += f"，{'超过' if window.days > limit else '未超过'}{limit}天"
    return months_picture(
        "两个月累计",
        min(window.first, *found.asked),
        max(window.last, *found.asked),
        marks,
        legend=legend,
        spoken=f"{words}。",
        inside=(window.first, window.last),
    )
