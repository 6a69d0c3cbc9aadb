"""本所设置: who this office is, and the habits it may choose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.models.local import Setting
from app.paths import resource_dir
from app.services.base import Service

__all__ = [
    "Habits",
    "Identity",
    "SampleOffice",
    "SettingsService",
    "read_habits",
    "read_identity",
    "sample_offices",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose store this is. ``code`` owns every record made here.

    A practice office (练习所, F78) holds invented people, says so on every screen and paper, and
    can never produce a package that a real bureau accepts.
    """

    kind: Literal["office", "bureau"]
    code: str  # township 9 digits, county 6 digits
    name: str  # 立岗司法所, 贺兰县司法局
    county_code: str = ""
    county_name: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What an office may do its own way. Kept in the store; a bureau's bundle may change it."""

    formset: str = "list-b"  # the dossier list of mediation.md §1.1
    number_template: str = "({年}){简称}人调字第{序号:3}号"
    number_at: Literal["acceptance", "agreement"] = "acceptance"
    page_number_place: Literal["outer_top", "bottom_centre"] = "outer_top"
    number_explanation: bool = True  # 卷宗情况说明 carries a page number
    contents_range: bool = False  # 页号 as first-last instead of first page only
    printer_dx_mm: float = 0.0
    printer_dy_mm: float = 0.0
    auto_lock_minutes: int = 10
    mask_numbers: bool = True  # ID and phone numbers shortened in lists (E3)


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """One township office of the shipped sample county, for the first start."""

    code: str
    name: str
    township: str
    county_code: str
    county_name: str
    villages: tuple[tuple[str, str], ...]  # code, name


@cache
def sample_offices() -> tuple[SampleOffice, ...]:
    """贺兰县's seven offices (national division codes of 2023)."""
    data = json.loads((resource_dir() / "samples" / "helan.json").read_text("utf-8"))
    county = data["county"]
    return tuple(
        SampleOffice(
            code=office["code"],
            name=office["office"],
            township=office["name"],
            county_code=county["code"],
            county_name=county["name"],
            villages=tuple((unit["code"], unit["name"]) for unit in office["units"]),
        )
        for office in data["offices"]
    )


def read_identity(session: Session, office: str) -> Identity | None:
    """Who this store belongs to; ``None`` before the first start is finished."""
    setting = session.get(Setting, (office, "identity"))
    return Identity(**setting.value) if setting else None


def read_habits(session: Session, office: str) -> Habits:
    """The habits of this office; a name a newer program wrote is ignored."""
    setting = session.get(Setting, (office, "habits"))
    known = {field.name for field in fields(Habits)}
    return replace(
        Habits(), **{k: v for k, v in (setting.value if setting else {}).items() if k in known}
    )


class SettingsService(Service):
    """Reads and changes settings."""

    def identity(self) -> Identity:
        """Whose store this is."""
        with self._database.begin() as session:
            identity = read_identity(session, self.office)
        if identity is None:
            raise LookupError("the store has no identity yet")
        return identity

    def habits(self) -> Habits:
        """The office's habits; a name a newer program wrote is ignored."""
        with self._database.begin() as session:
            return read_habits(session, self.office)

    def change_habits(self, changes: Mapping[str, Any]) -> Habits:
        """Change some habits; the rest stay."""
        habits = replace(self.habits(), **changes)
        self.put("habits", asdict(habits))
        return habits

    def value(self, name: str, default: Any = None) -> Any:
        """One setting by name, as JSON gave it."""
        with self._database.begin() as session:
            setting = session.get(Setting, (self.office, name))
            return setting.value if setting else default

    def put(self, name: str, value: Any) -> None:
        """Keep one setting; ``value`` is anything JSON can hold."""
        with self._database.begin() as session:
            session.merge(Setting(office=self.office, name=name, value=value))
