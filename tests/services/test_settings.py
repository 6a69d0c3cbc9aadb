"""Habits: the dated rules decide until the office chooses, and what it chooses stays."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.database import Database
from app.rules.profiles import rule_book
from app.services.settings import RULED, SettingsService


@pytest.fixture
def settings(store: Database) -> SettingsService:
    return SettingsService(store)


@pytest.mark.parametrize("habit", RULED)
def test_an_office_that_chose_nothing_lives_by_the_rules(settings: SettingsService, habit: str):
    """One source: resources/rules/mediation.toml."""
    ruling = rule_book("mediation", "640122").resolve(RULED[habit], date(2026, 3, 2))
    assert getattr(settings.habits(), habit) == ruling.value
    assert ruling.rule.article_text


def test_what_is_chosen_stays_and_the_rest_follows_the_rules(settings: SettingsService):
    before = settings.habits()
    settings.change_habits(
        {"binding_mm": 30, "number_at": before.number_at, "auto_lock_minutes": 5}
    )
    assert settings.value("habits") == {"binding_mm": 30, "auto_lock_minutes": 5}
    assert settings.habits().binding_mm == 30
    assert settings.change_habits({"binding_mm": before.binding_mm}) != before
    assert settings.value("habits") == {"auto_lock_minutes": 5}


def test_every_usual_number_style_makes_distinct_numbers(settings: SettingsService):
    from app.services.mediation.numbering import check_template

    for template in (*settings.number_templates(), settings.habits().number_template):
        check_template(template)
