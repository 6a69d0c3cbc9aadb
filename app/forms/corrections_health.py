"""暂予监外执行: health reports, extensions and the guarantor's check (实施办法 24)."""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout

__all__ = ["FORMS", "GUARANTOR_CHECK", "HEALTH_EXTENSION", "HEALTH_REPORT"]

SOURCE = "《实施办法》第二十四条"

HEALTH_REPORT = Form(
    code="corrections.health_report",
    title="身体情况报告、病情复查登记",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="reported_on",
    rows=(
        (
            Field("kind", "种类", Kind.CHOICE, codes="health_kind", required=True),
            Field("reported_on", "报告日期", Kind.DATE, required=True),
            Field(
                "counts_for",
                "补何期",
                Kind.DATE,
                help="补以前一期的，填那一期的任意一天；不补的留空。",
            ),
        ),
        (
            Field("hospital", "医院", weight=2),
            Field(
                "designated",
                "省级人民政府指定的医院",
                Kind.BOOL,
                help="保外就医的复查须在省级人民政府指定的医院进行。",
            ),
        ),
        (Field("findings", "身体情况、诊断意见", Kind.LONG_TEXT, lines=3, required=True),),
        (Field("papers", "附材料", weight=2), Field("staff", "登记人", required=True)),
    ),
)

HEALTH_EXTENSION = Form(
    code="corrections.health_extension",
    title="调整报告、复查期限登记",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="due_on",
    rows=(
        (
            Field("kind", "种类", Kind.CHOICE, codes="health_kind", required=True),
            Field("due_on", "原应当日期", Kind.DATE, required=True),
            Field("new_due_on", "调整后日期", Kind.DATE, required=True),
        ),
        (Field("reason", "原因", Kind.LONG_TEXT, required=True),),
        (
            Field(
                "approved_by",
                "批准机关",
                required=True,
                help="一个月以上三个月以下的由上一级批准，三个月以上的由省级批准。",
            ),
            Field("document_number", "文号", required=True),
        ),
    ),
)

GUARANTOR_CHECK = Form(
    code="corrections.guarantor_check",
    title="保证人条件核查",
    version="2014",
    layout=Layout.TABLE,
    source="《暂予监外执行规定》（司发通〔2014〕112号）第十一条",
    repeatable=True,
    dated_by="checked_on",
    rows=(
        (
            Field("guarantor_name", "保证人", required=True),
            Field("checked_on", "核查日期", Kind.DATE, required=True),
        ),
        (
            Field("capable", "有完全民事行为能力并愿意", Kind.BOOL),
            Field("at_liberty", "人身自由未受限制", Kind.BOOL),
        ),
        (
            Field("settled", "有固定住处和收入", Kind.BOOL),
            Field("nearby", "共同居住或者同一市、县", Kind.BOOL),
        ),
        (Field("note", "情况", Kind.LONG_TEXT),),
        (Field("staff", "核查人", required=True),),
    ),
)

FORMS = (HEALTH_REPORT, HEALTH_EXTENSION, GUARANTOR_CHECK)
