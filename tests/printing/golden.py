"""Papers of one invented dispute, against which every later print is held.

``python -m tests.printing.golden`` renews tests/golden; look at each page before you commit it.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from app.forms.definition import TimeRange
from app.forms.dossier import DossierPart, DossierPlan, FiledPaper, FiledScan
from app.forms.registry import form
from app.printing.dossier import print_dossier
from app.printing.page import PageSetup, Printed

FOLDER = Path(__file__).resolve().parent.parent / "golden"

PARTIES: list[dict[str, Any]] = [
    {
        "side": "applicant",
        "kind": "natural",
        "name": "测试人李𠮷娟",
        "sex": "2",
        "ethnic_group": "01",
        "age": 47,
        "occupation": "务农",
        "phone": "13900000001",
        "address": "宁夏回族自治区银川市贺兰县立岗镇兰星村第三村民小组兰星路与银新干沟交汇处以东一百五十米院内自建房东户",
    },
    {
        "side": "respondent",
        "kind": "natural",
        "name": "阿卜杜热合曼·买买提明",
        "sex": "1",
        "ethnic_group": "05",
        "age": 52,
        "phone": "13900000002",
        "address": "立岗镇兰星村5组12号",
    },
    {
        "side": "respondent",
        "kind": "legal",
        "name": "贺兰某农资有限公司",
        "credit_code": "91640122MAAA00434E",
        "legal_representative": "测试代表",
        "representative_post": "经理",
        "address": "立岗镇街道8号",
        "phone": "13900000003",
    },
]

FACTS: dict[str, Any] = {
    "committee_name": "立岗镇人民调解委员会",
    "number": "(2026)立岗人调字第001号",
    "title": "测试人李𠮷娟与阿卜杜热合曼·买买提明等生产经营纠纷",
    "matter": "生产经营纠纷",
    "party_names": "测试人李𠮷娟、阿卜杜热合曼·买买提明、贺兰某农资有限公司",
    "parties": PARTIES,
    "applicants": PARTIES[:1],
    "respondents": PARTIES[1:],
    "mediators": [{"name": "测试员甲"}, {"name": "测试员乙"}],
    "mediator_names": "测试员甲、测试员乙",
    "recorder": "测试员丙",
    "registrar": "测试员丙",
    "source": "application",
    "source_words": "当事人申请",
    "dispute_type": "business",
    "summary": "2026年2月，申请人在被申请人处购买除草剂150元，喷洒后蚕豆苗成片枯萎。" * 6,
    "claims": "1、要求赔偿蚕豆减产损失3,500元；\n2、要求赔礼道歉。",
    "applied_on": date(2026, 3, 2),
    "accepted_on": date(2026, 3, 2),
    "place": "立岗镇人民调解委员会调解室",
    "session_time": TimeRange(datetime(2026, 3, 9, 9, 30), datetime(2026, 3, 9, 11, 40)),
    "participants": "兰星村党支部书记马某",
    "body": "调解员：现在核对双方身份，告知权利义务。\n申请人：苗是打了药三天以后黄的……\n" * 12,
    "result": "success",
    "facts": "双方对2026年2月购买除草剂并喷洒后蚕豆苗枯萎的事实没有异议，对损失数额有争议。",
    "terms": "1、被申请人于2026年3月31日前一次付给申请人2,000元。\n2、双方再无其他争议。",
    "performance_terms": "银行转账，2026年3月31日前付清。",
    "copies": 4,
    "agreed_on": date(2026, 3, 9),
    "mediated_from": date(2026, 3, 2),
    "mediated_to": date(2026, 3, 9),
    "filed_by": "测试员丙",
    "filed_on": date(2026, 4, 8),
    "retention": "long",
}


def _filed(code: str) -> FiledPaper:
    return FiledPaper(form(f"mediation.{code}"), FACTS)


def _photo() -> bytes:
    image = Image.new("L", (600, 800), 235)
    ImageDraw.Draw(image).rectangle((60, 60, 540, 740), outline=0, width=4)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def dossier() -> Printed:
    """The dossier of the invented dispute: three parties, rare characters, a long record, a scan."""
    scan = FiledScan("除草剂瓶身照片", _photo(), "image/png")
    plan = DossierPlan(
        title=FACTS["title"],
        number=FACTS["number"],
        cover=_filed("cover"),
        parts=(
            DossierPart("application", "人民调解申请书", (_filed("application"),)),
            DossierPart("acceptance", "人民调解受理登记表", (_filed("acceptance"),)),
            DossierPart("notice", "人民调解当事人权利义务告知书", (_filed("notice"),)),
            DossierPart("evidence", "人民调解证据材料", (_filed("evidence"),), (scan,)),
            DossierPart("record", "人民调解记录", (_filed("record"),)),
            DossierPart("agreement", "人民调解协议书", (_filed("agreement"),)),
            DossierPart("back", "封底", (_filed("back"),), numbered=False),
        ),
    )
    return print_dossier(plan, author="640122102", setup=PageSetup())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "dossier.pdf").write_bytes(dossier().pdf)
