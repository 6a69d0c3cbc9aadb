"""The sheet with the recovery key, for the safe (trust K1)."""

from __future__ import annotations

from datetime import date

from app.forms.display import show_date
from app.printing import text as typeset
from app.printing.flow import Block, Space
from app.printing.fonts import Typeface
from app.printing.page import Meta, PageSetup, Part, build_pdf
from app.printing.text import Align, Style, Text

__all__ = ["recovery_sheet"]

DIGITS = Style(Typeface.HEI, 22.0, 40.0, Align.CENTRE)
GROUPS_A_LINE = 4


def recovery_sheet(office: str, code: str, digits: str, on: date) -> bytes:
    """One page: whose store the key opens, its digits in groups, and how to keep it."""
    groups = digits.split("-")
    lines = [groups[n : n + GROUPS_A_LINE] for n in range(0, len(groups), GROUPS_A_LINE)]
    blocks: list[Block] = [
        Text("恢复密钥", typeset.TITLE),
        Text(f"{office}（{code}）的数据，用下面的数字可以打开。", typeset.BODY),
        Space(20),
        *(Text("   ".join(line), DIGITS) for line in lines),
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
