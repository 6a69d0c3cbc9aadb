"""A file of the county's bundle: from which day it counts, and on which document it rests (F64)."""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind

__all__ = ["BUNDLE_FILE", "BUNDLE_NOTE", "minimum_form"]

BUNDLE_FILE = Form(
    code="bundle.file",
    title="配置文件",
    rows=(
        (
            Field(
                "since",
                "从哪天起执行",
                Kind.DATE,
                required=True,
                help="这一天起的事按这份文件办，以前的事仍按原来的办。",
                example="2026-12-15",
            ),
        ),
        (
            Field(
                "source",
                "依据",
                required=True,
                max_length=200,
                help="文件名和文号；没有文件的，写明是谁、在什么会上定的。",
                example="贺司发〔2026〕21号",
            ),
        ),
    ),
    source="程序拟定，没有统一格式",
)

BUNDLE_NOTE = Form(
    code="bundle.note",
    title="签发",
    rows=(
        (
            Field(
                "note",
                "给各所的话",
                max_length=200,
                help="各所导入时会看到，可以不写。",
                example="十二月十五日起改用新的卷内目录。",
            ),
        ),
    ),
    source="程序拟定，没有统一格式",
)


def minimum_form(*, least: tuple[int, int], most: tuple[int, int]) -> Form:
    """最低要求: what is asked of every office's program; (suite, reader), never less than before."""
    return Form(
        code="bundle.minimum",
        title="最低要求",
        rows=(
            (
                Field(
                    "minimum_suite",
                    "密码套件至少第几套",
                    Kind.NUMBER,
                    required=True,
                    minimum=least[0],
                    maximum=most[0],
                    help=f"比这一套旧的文件，各所和县局都不再收。本程序会用到第 {most[0]} 套。",
                ),
            ),
            (
                Field(
                    "minimum_reader",
                    "程序至少能读第几代配置包",
                    Kind.NUMBER,
                    required=True,
                    minimum=least[1],
                    maximum=most[1],
                    help="各所的程序读不了这一代的，会提示先更新程序。第 2 代起能改文书栏目、统计表和编号。",
                ),
            ),
        ),
        source="程序拟定，没有统一格式",
    )
