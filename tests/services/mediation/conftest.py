"""A committee with its roster, and a quarrel between two invented neighbours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.forms.definition import PersonRef
from app.models.database import Database
from app.services.mediation import MediationService
from app.services.trash import TrashService
from tests.conftest import Clock

ACCEPTED = date(2026, 3, 2)
AGREED = date(2026, 3, 5)
REMOVED = {"reason": "重复登记", "second_person": "测试员丁"}
"""What taking a case off the register asks (D1)."""

ZHANG = {
    "name": "张测试",
    "side": "applicant",
    "id_number": "640122197806189995",
    "ethnic_group": "01",
    "occupation": "务农",
    "phone": "13900000001",
    "address": "习岗镇黎明村3组12号",
}
LI = {
    "name": "李试样",
    "side": "respondent",
    "id_number": "640122198207089989",
    "phone": "13900000002",
    "address": "习岗镇黎明村3组14号",
}
COMPANY = {
    "name": "样品农业科技有限公司",
    "side": "respondent",
    "kind": "legal",
    "credit_code": "91640122MA76A1B23R",
    "legal_representative": "马试",
    "representative_post": "经理",
    "address": "贺兰县习岗镇",
}


@pytest.fixture
def desk(store: Database) -> MediationService:
    """The mediation desk on an empty store."""
    return MediationService(store)


@pytest.fixture
def trash(store: Database) -> TrashService:
    """What was taken away from that desk."""
    return TrashService(store)


@pytest.fixture
def committee(desk: MediationService) -> str:
    """习岗镇人民调解委员会 with two mediators in office."""
    uid = desk.committees.save(
        {"name": "贺兰县习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    for name in ("测试员甲", "测试员丙"):
        desk.committees.save_mediator(uid, {"name": name, "from_on": date(2024, 1, 1)})
    return uid


@pytest.fixture
def host(desk: MediationService, committee: str) -> PersonRef:
    """The mediator who hosts."""
    entry = desk.committees.roster(ACCEPTED, committee)[0]
    return PersonRef(entry.name, entry.uid)


@pytest.fixture
def facts(host: PersonRef) -> dict[str, Any]:
    """What the clerk hears at the door."""
    return {
        "dispute_type": "neighbour",
        "source": "application",
        "applied_on": ACCEPTED,
        "summary": "张测试翻建围墙越过两家界线约二十厘米，李试样阻止施工，双方争吵。",
        "claims": "1、要求李试样不得阻拦施工。",
        "parties": [ZHANG, LI],
        "mediators": [{"name": host}],
        "recorder": "测试员丙",
        "registrar": "测试员丙",
    }


@pytest.fixture
def case(desk: MediationService, facts: dict[str, Any], committee: str) -> str:
    """A case at the door: 待受理."""
    return desk.cases.open(facts, committee=committee)


@pytest.fixture
def accepted(desk: MediationService, case: str) -> str:
    """The same case, accepted."""
    desk.procedure.accept(case, ACCEPTED)
    return case


@pytest.fixture
def agree(desk: MediationService, accepted: str, clock: Clock) -> Callable[..., str]:
    """Bring the case to an agreement with one payment due."""

    def make(*, on: date = AGREED, oral: bool = False, due: date = date(2026, 3, 31)) -> str:
        clock.set(on)
        desk.cases.save(
            accepted,
            {
                "facts": "张测试的围墙越界二十厘米，责任在张测试。",
                "terms": "张测试于2026年3月31日前赔偿李试样2000元。",
                "performance_terms": "2026年3月31日前转账支付。",
                "amount": 200_000,
                "copies": 3,
                "obligations": [
                    {"payer": "张测试", "payee": "李试样", "amount": 200_000, "due_on": due}
                ],
            },
        )
        desk.procedure.agree(accepted, on, oral=oral)
        return accepted

    return make
