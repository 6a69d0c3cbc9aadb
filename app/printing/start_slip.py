"""The slip an administrator hands to a colleague: number of the account and start password."""

from __future__ import annotations

from datetime import date

from app.days import show_date
from app.printing import text as typeset
from app.printing.flow import Block, Space
from app.printing.fonts import Typeface
from app.printing.page import Meta, PageSetup, Part, build_pdf
from app.printing.text import Align, Style, Text

__all__ = ["start_slip"]

LARGE = Style(Typeface.HEI, 22.0, 40.0, Align.CENTRE)


def start_slip(office: str, code: str, number: int, password: str, on: date) -> bytes:
    """One page without a name on it: whoever finds it must not learn whose account it opens."""
    blocks: list[Block] = [
        Text("起始密码", typeset.TITLE),
        Text(f"{office}（{code}）的电脑上，{number} 号账号第一次登录时用。", typeset.BODY),
        Space(20),
        Text(f"{number} 号    {password}", LARGE),
        Space(20),
        Text(
            "一、在登录窗口点自己的号，输入上面的起始密码（小写字母，横线也要输）。", typeset.BODY
        ),
        Text("二、接着设定只有自己知道的密码；设好以后起始密码作废，这张纸请销毁。", typeset.BODY),
        Text("三、以后办的每一件事都记在这个账号名下，密码不要告诉任何人。", typeset.BODY),
        Text(f"打印日期：{show_date(on)}", typeset.RIGHT),
    ]
    part = Part("起始密码", blocks, numbered=False)
    return build_pdf([part], meta=Meta("起始密码", code), setup=PageSetup()).pdf
