"""A bureau that sets things, and an enrolled office that takes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.services.bundles.county import CountyBundles
from app.services.bundles.office import OfficeBundles
from tests.sync.conftest import county, office
from tests.sync.county import County, Office

__all__ = ["county", "office"]

FROM = date(2026, 12, 15)
DOCUMENT = "贺司发〔2026〕21号"

RULE = """[[profile]]
id = "helan-2027"
name = "贺兰2027"
jurisdiction = "640122"
authority_doc = "贺司发〔2026〕21号"
effective_from = 2026-12-15
value = [
  { key = "training.required_days", cls = "head", value = 16, unit = "天", article_text = "第三条", confirmed = true },
]
"""
RISK = """title = "风险等级"
source = "贺司发〔2026〕21号"
confirmed = true
entries = [
  { code = "high", label = "高" },
  { code = "middle_high", label = "较高" },
  { code = "low", label = "低" },
]
"""
OATH = """[application.declaration]
text = "我已了解人民调解的规定，自愿申请调解。"
source = "贺司发〔2026〕21号"
since = 2026-12-15
confirmed = true
"""
PAPER = """form = "mediation.revisit"
version = "贺兰2026"
source = "贺司发〔2026〕21号"
confirmed = true

[[field]]
name = "findings"
label = "回访了解的情况"
max_length = 400

[[add]]
name = "county_1"
label = "居住情况"
kind = "choice"
codes = "county_housing"
required = true

[[add]]
name = "county_2"
label = "网格员意见"
kind = "long_text"
"""
HOUSING = """title = "居住情况"
source = "贺司发〔2026〕21号"
confirmed = true
entries = [
  { code = "own", label = "自有" },
  { code = "rent", label = "租住" },
]
"""


@pytest.fixture
def bureau(county: County) -> CountyBundles:
    return CountyBundles(county.store)


@pytest.fixture
def taker(office: Office) -> OfficeBundles:
    return OfficeBundles(office.store)


def bring(bureau: CountyBundles, folder: Path, name: str, text: str, *, since: date = FROM) -> None:
    """Bring a file in, as the window does."""
    path = folder / name
    path.write_text(text, "utf-8")
    bureau.put(bureau.read_file(path), since, DOCUMENT)


@pytest.fixture
def signed(bureau: CountyBundles, tmp_path: Path) -> Path:
    """Version 1 on a stick: a rule, a code table and a sentence, from 15 December."""
    bring(bureau, tmp_path, "training.toml", RULE)
    bring(bureau, tmp_path, "risk.toml", RISK)
    bring(bureau, tmp_path, "mediation.toml", OATH)
    bureau.sign("十二月十五日起执行")
    return bureau.write(tmp_path)
