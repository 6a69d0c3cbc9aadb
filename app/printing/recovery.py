"""The sheet with the recovery key, for the safe, or three for three people (trust K1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.days import show_date
from app.printing import text as typeset
from app.printing.flow import Block, Space
from app.printing.fonts import Typeface
from app.printing.page import Meta, PageSetup, Part, build_pdf
from app.printing.text import Align, Style, Text

__all__ = ["PrintedShare", "recovery_sheet", "share_sheets"]

DIGITS = Style(Typeface.HEI, 22.0, 40.0, Align.CENTRE)
GROUPS_A_LINE = 4


class PrintedShare(NamedTuple):
    """What stands on one of the three sheets."""

    number: int
    set_name: str
    digits: str


def recovery_sheet(office: str, code: str, digits: str, on: date) -> bytes:
    """One page: whose store the key opens, its digits in groups, and how to keep it."""
    blocks: list[Block] = [
        Text("恢复密钥", typeset.TITLE),
        Text(f"{office}（{code}）的数据，用下面的数字可以打开。", typeset.BODY),
        Space(20),
        *_groups(digits),
        Space(20),
        Text("一、只印一份，装入信封封好，放进保险柜，不要拍照，不要存在电脑里。", typeset.BODY),
        Text(
            "二、忘记密码时，在登录窗口选“用恢复密钥打开”，输入以上数字并设新密码。", typeset.BODY
        ),
        Text(
            "三、密码和恢复密钥都丢失，数据谁也打不开；任何人拿到它和电脑，都能打开全部数据。",
            typeset.BODY,
        ),
        Text(f"打印日期：{show_date(on)}", typeset.RIGHT),
    ]
    part = Part("恢复密钥", blocks, numbered=False)
    return build_pdf([part], meta=Meta("恢复密钥", code), setup=PageSetup()).pdf


def share_sheets(office: str, code: str, shares: Sequence[PrintedShare], on: date) -> bytes:
    """A page for each share: whose store, which set, its digits, who keeps it, and how."""
    parts = [
        Part(f"恢复密钥第 {share.number} 份", _share(office, code, share, on), numbered=False)
        for share in shares
    ]
    return build_pdf(parts, meta=Meta("恢复密钥（三份）", code), setup=PageSetup()).pdf


def _share(office: str, code: str, share: PrintedShare, on: date) -> list[Block]:
    return [
        Text(f"恢复密钥　三份中的第 {share.number} 份", typeset.TITLE),
        Text(
            f"{office}（{code}）的数据，三份中任意两份合起来可以打开。套号 {share.set_name}。",
            typeset.BODY,
        ),
        Space(20),
        *_groups(share.digits),
        Space(20),
        Text("保管人：＿＿＿＿＿＿＿＿＿＿", typeset.BODY),
        Text("领取日期：＿＿＿＿年＿＿月＿＿日", typeset.BODY),
        Space(10),
        Text(
            "一、三份交给三个人分开保管，各自装入信封封好；不要拍照，不要存在电脑里。", typeset.BODY
        ),
        Text(
            "二、只有这一份打不开，也看不出别的内容；任意两份合起来，能打开全部数据。", typeset.BODY
        ),
        Text(
            "三、忘记密码时，两位保管人一起到场，在登录窗口选“用恢复密钥打开”，各自输入自己的数字。",
            typeset.BODY,
        ),
        Text(
            "四、一份丢失或被别人看过，另两份还能打开；请尽快在“安全”里更换，三份一起换。"
            "套号不同的不能混用。",
            typeset.BODY,
        ),
        Text(f"打印日期：{show_date(on)}", typeset.RIGHT),
    ]


def _groups(digits: str) -> list[Block]:
    groups = digits.split("-")
    lines = [groups[n : n + GROUPS_A_LINE] for n in range(0, len(groups), GROUPS_A_LINE)]
    return [Text("   ".join(line), DIGITS) for line in lines]
