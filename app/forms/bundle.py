"""A file of the county's bundle: from which day it counts, and on which document it rests (F64)."""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind

__all__ = ["BUNDLE_FILE", "BUNDLE_NOTE"]

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
