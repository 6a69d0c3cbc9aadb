"""特殊时期 as rules: what an office recorded for Spring Festival or a congress, read like a document."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.models.supervision import SpecialPeriod
from app.rules.profiles import LOCAL, RuleProfile, RuleValue
from app.rules.spoken import spoken

__all__ = ["special_profiles"]


def special_profiles(session: Session, office: str) -> tuple[RuleProfile, ...]:
    """Every special period of an office, in order of time."""
    query = select(SpecialPeriod).where(
        SpecialPeriod.office == office, SpecialPeriod.deleted.is_(False)
    )
    order = (SpecialPeriod.from_on, SpecialPeriod.change)
    return tuple(_profile(record) for record in session.scalars(query.order_by(*order)))


def _profile(record: SpecialPeriod) -> RuleProfile:
    key = f"checkin.{record.checkin}"
    cls = record.control_class or ""
    span = f"{show_date(record.from_on)}至{show_date(record.until_on)}"
    said = f"{span}{spoken(record.unit)}"
    asked = " ".join(filter(None, (record.authority, record.document_number)))
    return RuleProfile(
        id=record.uid,
        name=f"特殊时期：{record.name}",
        jurisdiction=LOCAL,
        authority_doc=asked or "本所登记",
        effective_from=record.from_on,
        effective_to=record.until_on,
        values=(
            RuleValue(f"{key}.period", record.unit, cls=cls, article_text=said, confirmed=True),
            RuleValue(
                f"{key}.times", record.times, "次", cls=cls, article_text=said, confirmed=True
            ),
        ),
    )
