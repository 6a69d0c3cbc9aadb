"""U1: who held a record back and let it go stands in the log, and no reason and no name."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.errors import ActionableError
from app.models.audit import AuditEntry
from app.services.log_kinds import KINDS, Kind
from app.services.log_words import told
from tests.sync.county import County, Office

REASON = "张某某的身份证号没有核对"


def logged(store: object, kind: Kind) -> list[str]:
    """The entries of a kind as the log viewer says them, the oldest first."""
    with store.begin() as session:  # type: ignore[attr-defined]
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.kind == kind).order_by(AuditEntry.number)
        )
        return [told(row.kind, row.subject, row.detail, {}) for row in rows]


def test_holding_back_and_releasing_stand_in_the_log(county: County, office: Office):
    case = office.add_case(1)
    hold = office.reports.holds.hold("mediation_case", case, REASON, "2026-03")
    county.accept(office.send("2026-03"))
    office.reports.holds.release(hold)
    held, released = logged(office.store, Kind.HOLD)
    assert held == f"扣下调解案件 #{case[:8]}，从2026-03的包起不报"
    assert released.startswith(f"解除扣下的调解案件 #{case[:8]}，")
    assert released.endswith("条记录随下一个包补报")
    assert not released.startswith(f"解除扣下的调解案件 #{case[:8]}，0 条")
    assert KINDS[Kind.HOLD] == "扣下和解除"


def test_what_was_not_held_back_leaves_no_entry(office: Office):
    with pytest.raises(ActionableError):
        office.reports.holds.hold("mediation_case", office.add_case(1), " ", "2026-03")
    assert logged(office.store, Kind.HOLD) == []


def test_the_reason_is_not_written_into_the_log(office: Office):
    """Whoever reads the log learns who did what; reasons may name people."""
    office.reports.holds.hold("mediation_case", office.add_case(1), REASON, "2026-03")
    with office.store.begin() as session:
        (detail,) = session.scalars(select(AuditEntry.detail).where(AuditEntry.kind == Kind.HOLD))
    assert "张" not in detail
    assert "核对" not in detail
