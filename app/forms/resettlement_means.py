"""安置帮教工作机构、工作人员及经费: what the office reports of itself each half-year and year.

The heads are those of the training slides on the provincial table (独立机构, 合署办公, 专职, 兼职,
志愿者, 专项经费列入政府预算; 专职: 专门从事安置帮教工作的人员). The money itself and the villages are
best reading.
"""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout, Mark, Register

__all__ = ["MEANS", "MEANS_FORMS", "MEANS_REGISTER"]

SOURCE = (
    "安置帮教工作统计报表第一部分的栏目；经费金额和村（社区）两栏由程序整理，没有核对过报表原样"
)

MEANS = Form(
    code="resettlement.means",
    title="安置帮教工作机构、工作人员及经费情况表",
    version="2026",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="filled_on",
    rows=(
        (
            Field("year", "年度", Kind.NUMBER, required=True, minimum=2000, maximum=2100),
            Field(
                "period",
                "报表",
                Kind.CHOICE,
                codes="help_report",
                required=True,
                help="上半年的填到6月30日，全年的填到12月31日，各填一次。",
            ),
        ),
        (
            Field(
                "organ",
                "工作机构",
                Kind.CHOICE,
                codes="help_organ",
                required=True,
                boxes=True,
                weight=2,
                help="本所设有安置帮教工作站（办公室）的填写：单独设立，还是和别的机构合在一起办公。",
            ),
            Field("joint_with", "和谁合署", weight=2, help="合署办公的写明。"),
        ),
        (
            Field(
                "full_time",
                "专职工作人员",
                Kind.NUMBER,
                required=True,
                minimum=0,
                maximum=500,
                unit="人",
                help="专门从事安置帮教工作的人员。",
            ),
            Field(
                "part_time",
                "兼职工作人员",
                Kind.NUMBER,
                required=True,
                minimum=0,
                maximum=500,
                unit="人",
                help="还做别的工作的。一个人只算一次。",
            ),
            Field("volunteers", "志愿者", Kind.NUMBER, minimum=0, maximum=5000, unit="人"),
        ),
        (
            Field(
                "budget",
                "专项经费列入政府预算",
                Kind.CHOICE,
                codes="help_budget",
                required=True,
                boxes=True,
                weight=2,
                help="列入县、乡政府预算的选“已列入”，汇总时算一个机关。",
            ),
            Field(
                "amount",
                "本期专项经费",
                Kind.MONEY,
                minimum=0,
                weight=2,
                help="上半年的填上半年的数，全年的填全年的数，不是累计相加。",
            ),
        ),
        (Field("budget_document", "预算依据", help="预算批复、指标文件的文号。"),),
        (
            Field(
                "village_workers",
                "村（社区）兼职工作人员",
                Kind.NUMBER,
                minimum=0,
                maximum=5000,
                unit="人",
            ),
            Field(
                "villages_in_budget",
                "经费列入预算的村（社区）",
                Kind.NUMBER,
                minimum=0,
                maximum=500,
                unit="个",
            ),
        ),
        (
            Field("filled_by", "填表人"),
            Field("filled_on", "填表日期", Kind.DATE, required=True),
        ),
        (Field("remark", "备注", Kind.LONG_TEXT),),
        (
            Field("filler_mark", "填表人", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("head_mark", "所长", Kind.MARK, marks=(Mark.SIGNATURE, Mark.SEAL)),
        ),
    ),
)

MEANS_REGISTER = Register(
    code="resettlement.means_register",
    title="安置帮教工作机构、工作人员及经费",
    source=SOURCE,
    columns=(
        Field("year", "年度"),
        *(
            MEANS.field(name)
            for name in (
                *("period", "organ", "full_time", "part_time", "volunteers", "budget", "amount"),
                *("village_workers", "villages_in_budget", "filled_by", "filled_on"),
            )
        ),
    ),
)

MEANS_FORMS = (MEANS,)
