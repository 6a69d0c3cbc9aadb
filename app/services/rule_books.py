"""The dated rules this office lives under, with what its county adopted and its special periods."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from app.models.local import Setting
from app.rules.profiles import RuleBook, rule_book
from app.services.special_rules import special_profiles

__all__ = ["ADOPTED", "book"]

ADOPTED = "rules.adopted"
"""Setting: topic → ids of other places' profiles the county has chosen to follow."""


def book(session: Session, office: str, topic: str) -> RuleBook:
    """The rule book on ``topic``; the first six digits of an office's code are its county.

    One transaction lives under one book: it is looked up once for each session.
    """
    asked = (ADOPTED, office, topic)
    if (known := session.info.get(asked)) is None:
        setting = session.get(Setting, (office, ADOPTED))
        adopted = (setting.value if setting else {}).get(topic, [])
        local = special_profiles(session, office) if topic == "corrections" else ()
        known = session.info[asked] = rule_book(topic, office[:6], adopted, local=local)
    return cast("RuleBook", known)
