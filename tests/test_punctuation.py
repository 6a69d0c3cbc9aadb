"""What a clerk reads is set as Chinese is set: marks full-width among characters."""

import pytest

from tests.punctuation import ROOT, mended, texts, widened


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("已保存,请继续", "已保存\uff0c请继续"),
        ("日期: {day:%m-%d}", "日期\uff1a{day:%m-%d}"),
        ("共 {n} 件(其中 3 件逾期)", "共 {n} 件\uff08其中 3 件逾期\uff09"),
        ("{name},请确认?", "{name}\uff0c请确认\uff1f"),
        ('f"删除这条{title}?"', 'f"删除这条{title}\uff1f"'),
        ('f"{count}件{state}:"', 'f"{count}件{state}\uff1a"'),
        ('f",扫描件 {count} 份"', 'f"\uff0c扫描件 {count} 份"'),
        ('f"{hint};Esc 收起"', 'f"{hint}\uff1bEsc 收起"'),
        ('"填写了 ID?"', '"填写了 ID\uff1f"'),
        ("text = f(x, y)", "text = f(x, y)"),
        ('f"{profile}.{name}?"', 'f"{profile}.{name}?"'),
        ('f"{hour}:{minute}开始"', 'f"{hour}:{minute}开始"'),
        ("({年}){简称}人调字第{序号:3}号", "({年}){简称}人调字第{序号:3}号"),
    ],
)
def test_marks_are_widened_among_characters_only(typed: str, set_: str) -> None:
    assert widened(typed) == set_


def test_no_sentence_is_left_with_half_width_marks() -> None:
    """GB/T 15834. To mend: python -m tests.punctuation."""
    left = [
        str(path.relative_to(ROOT))
        for path in texts()
        if mended(path, text := path.read_text("utf-8")) != text
    ]
    assert left == []
