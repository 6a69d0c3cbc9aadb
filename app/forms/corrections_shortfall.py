"""本月缺口: who has not met what this month asks for, from the twentieth on (F19)."""

from __future__ import annotations

from app.forms.definition import Field, Register

__all__ = ["REGISTERS", "SHORTFALL_REGISTER"]

SHORTFALL_REGISTER = Register(
    code="corrections.shortfall",
    title="本月报告与时数缺口表",
    source="贺司发〔2019〕13号第八部分",
    columns=(
        Field("name", "姓名", weight=2),
        Field("class_text", "管理类别", weight=1),
        Field("contacts", "未完成的报告", weight=3),
        Field("study", "学习（已学／应学）", weight=2),
        Field("study_short", "学习还缺", weight=1),
        Field("service", "公益活动（已做／应做）", weight=2),
        Field("service_short", "公益还缺", weight=1),
        Field("now", "目前", weight=2),
    ),
)

REGISTERS = (SHORTFALL_REGISTER,)
"""Registers of this module."""
