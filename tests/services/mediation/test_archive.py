"""D1: what was kept long enough is proposed, never destroyed; periods are data of the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.forms.mediation.archive import RETENTION_REGISTER
from app.rules.agreements import retention_ends
from app.rules.profiles import rule_book
from app.services.mediation import MediationService
from tests.conftest import Clock


@pytest.mark.parametrize(
    ("retention", "ends"),
    [
        ("short", date(2041, 12, 31)),
        ("long", date(2076, 12, 31)),
        ("fixed_10", date(2036, 12, 31)),
        ("fixed_30", date(2056, 12, 31)),
        ("permanent", None),
        ("no such period", None),
    ],
)
def test_whole_years_after_the_year_of_filing(retention: str, ends: date | None):
    assert retention_ends(date(2026, 4, 3), retention, rule_book("mediation", "640122")) == ends


def test_a_dossier_is_listed_from_the_day_after_and_only_for_people_to_decide(
    desk: MediationService, agree: Callable[..., str], clock: Clock
):
    case = agree()
    clock.set(date(2026, 4, 3))
    desk.procedure.file(case, date(2026, 4, 3), by="测试员丙", retention="short")
    assert desk.archive.retention_over(date(2041, 12, 31)) == []
    (row,) = desk.archive.retention_over(date(2042, 1, 1))
    assert (row["number"], row["retention"]) == ("(2026)习岗人调字第001号", "短期")
    assert desk.cases.summary(case).number == row["number"]  # nothing was taken away
    assert {"opinion", "signature"} <= {field.name for field in RETENTION_REGISTER.columns}
    assert {"opinion", "signature"}.isdisjoint(row)
