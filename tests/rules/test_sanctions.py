"""The ladder, its articles by date, positioning, transfer days (法 27-31; 办法 30-37)."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.absence import Stage
from app.rules.calendar import work_calendar
from app.rules.positioning import gaps, longest_until
from app.rules.profiles import rule_book
from app.rules.sanctions import Decided, fits_category, for_absence, ladder, legal_basis
from app.rules.transfers import answer_by, apply_by, files_by, report_by

D = date
RULES = rule_book("corrections", "640122")


@pytest.mark.parametrize(
    ("on", "article", "sure"),
    [
        (D(2025, 12, 31), "《治安管理处罚法》（2012年修正）第六十条第四项", True),
        (D(2026, 1, 1), "《治安管理处罚法》（2025年修订）", False),
    ],
)
def test_the_public_security_law_of_the_day_of_the_conduct(
    on: date, article: str, sure: bool
) -> None:
    basis = legal_basis("public_security", on, "probation", RULES)
    assert basis.text == article
    assert (basis.warning == "") is sure


@pytest.mark.parametrize("on", [D(2025, 5, 1), D(2026, 5, 1)])
def test_parole_is_not_named_in_the_public_security_law(on: date) -> None:
    """§8.8."""
    assert "假释" in legal_basis("public_security", on, "parole", RULES).warning
    assert "列举" not in legal_basis("public_security", on, "control", RULES).warning


def test_the_rules_of_2012_knew_no_admonition() -> None:
    assert legal_basis("admonition", D(2019, 5, 1), "probation", RULES).text == ""
    assert "第二十三条" in legal_basis("warning", D(2019, 5, 1), "probation", RULES).text


@pytest.mark.parametrize(
    ("stage", "category", "kind"),
    [
        (Stage.NONE, "probation", ""),
        (Stage.ADMONISH, "probation", "admonition"),
        (Stage.WARN, "parole", "warning"),
        (Stage.REVOKE, "probation", "revoke_probation"),
        (Stage.REVOKE, "parole", "revoke_parole"),
        (Stage.REVOKE, "outside", "imprison"),
        (Stage.REVOKE, "control", ""),
    ],
)
def test_the_paper_of_a_range(stage: Stage, category: str, kind: str) -> None:
    assert for_absence(stage, category) == kind
    assert not kind or fits_category(kind, category) == ""


def test_counters_hold_for_the_whole_term_but_not_what_was_revoked() -> None:
    decided = [
        Decided("admonition", D(2024, 1, 1)),
        Decided("admonition", D(2025, 1, 1)),
        Decided("admonition", D(2025, 2, 1), revoked=True),
    ]
    found = ladder(decided, "probation", RULES, D(2025, 3, 1))
    assert (len(found.admonitions), found.kind) == (2, "warning")
    assert ladder(decided, "probation", RULES, D(2024, 12, 31)).kind == ""
    punished = [Decided("public_security", D(2025, 1, 1))]
    assert ladder(punished, "outside", RULES, D(2025, 3, 1)).kind == "imprison"
    assert ladder(punished, "control", RULES, D(2025, 3, 1)).kind == ""


def test_a_device_for_three_months_and_the_gap_between_two() -> None:
    """§8.8: 2025-01-15 → 2025-04-14."""
    assert longest_until(D(2025, 1, 15), RULES) == D(2025, 4, 14)
    assert longest_until(D(2019, 1, 15), RULES) is None
    joined = [(D(2025, 4, 15), D(2025, 7, 14)), (D(2025, 1, 15), D(2025, 4, 14))]
    assert gaps(joined) == []
    (gap,) = gaps([(D(2025, 1, 15), D(2025, 4, 14)), (D(2025, 4, 18), D(2025, 5, 1))])
    assert (gap.first, gap.last) == (D(2025, 4, 15), D(2025, 4, 17))


def test_the_days_of_a_transfer_by_the_rules_of_their_time() -> None:
    """办法 30, 31; 12办法 14: three working days for the file."""
    days = work_calendar()
    assert apply_by(D(2025, 5, 10), RULES).on == D(2025, 4, 10)
    answer = answer_by(D(2025, 4, 7), RULES)
    assert answer is not None
    assert answer.on == D(2025, 4, 12)
    assert answer_by(D(2019, 4, 7), RULES) is None
    assert files_by(D(2025, 5, 12), RULES, days).on == D(2025, 5, 17)
    assert files_by(D(2019, 5, 10), RULES, days).on == D(2019, 5, 15)
    assert report_by(D(2025, 5, 13), RULES).on == D(2025, 5, 20)
