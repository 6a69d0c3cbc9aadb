"""本所设置: who this office is, and the habits it may choose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.models.local import Setting
from app.paths import resource_dir
from app.services.access import Work, needs
from app.services.base import Service
from app.services.log_kinds import Kind
from app.services.rule_books import book

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
    """What an office may do its own way. Kept in the store; a bureau's bundle may change it.

    A habit without a default here begins as the dated rules say (``RULED``).
    """

    formset: str  # the dossier list of mediation.md §1.1
    number_template: str
    number_at: Literal["acceptance", "agreement"]
    page_number_place: Literal["outer_top", "bottom_centre"]
    contents_range: bool  # 页号 as first-last instead of first page only
    both_sides: bool  # printed on both sides of the sheet
    binding_mm: int  # margin of the side that is sewn
    printer_dx_mm: float = 0.0
    printer_dy_mm: float = 0.0
    auto_lock_minutes: int = 10
    mask_numbers: bool = True  # ID and phone numbers shortened in lists (E3)


RULED: Mapping[str, str] = {
    "formset": "formset.default",
    "number_template": "number.template",
    "number_at": "number.given_at",
    "page_number_place": "paging.number_place",
    "contents_range": "paging.contents_range",
    "both_sides": "paging.duplex",
    "binding_mm": "paging.binding_margin_mm",
}
"""Habit → the rule of ``resources/rules/mediation.toml`` that holds until the office chooses."""


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


def read_habits(session: Session, office: str, on: date) -> Habits:
    """The habits of this office on a day: the rules of that day, its own choices over them.

    A name that another version of the program wrote is ignored.
    """
    return Habits(**{**_ruled(session, office, on), **_chosen(session, office)})


def _ruled(session: Session, office: str, on: date) -> dict[str, Any]:
    rules = book(session, office, "mediation")
    return {name: rules.resolve(key, on).value for name, key in RULED.items()}


def _chosen(session: Session, office: str) -> dict[str, Any]:
    setting = session.get(Setting, (office, "habits"))
    known = {field.name for field in fields(Habits)}
    return {k: v for k, v in (setting.value if setting else {}).items() if k in known}


class SettingsService(Service, work=Work.ANYONE):
    """Reads and changes settings."""

    def identity(self) -> Identity:
        """Whose store this is; ``LookupError`` before the first start has said it."""
        with self._database.begin() as session:
            identity = read_identity(session, self.office)
        if identity is None:
            raise LookupError("the store has no identity yet")
        return identity

    def habits(self) -> Habits:
        """The office's habits today."""
        with self._database.begin() as session:
            return read_habits(session, self.office, self.today())

    def number_templates(self) -> tuple[str, ...]:
        """The usual styles of 卷号, to choose from."""
        with self._database.begin() as session:
            rules = book(session, self.office, "mediation")
            return rules.resolve("number.template_choices", self.today()).texts

    @needs(Work.OFFICE)
    def change_habits(self, changes: Mapping[str, Any]) -> Habits:
        """Change some habits; the rest stay.

        What reads as the rules say anyway is no choice of the office: it follows the rules on.
        """
        with self._database.begin() as session:
            ruled = _ruled(session, self.office, self.today())
            wanted = {**_chosen(session, self.office), **changes}
            chosen = {k: v for k, v in wanted.items() if k not in ruled or v != ruled[k]}
            session.merge(Setting(office=self.office, name="habits", value=chosen))
            self._database.note(session, Kind.SETTING, "habits", names=sorted(changes))
            session.flush()
            return read_habits(session, self.office, self.today())

    @needs(Work.CASES)
    def adjust_printer(self, dx_mm: float, dy_mm: float) -> None:
        """Shift what this printer prints, which is for whoever stands at it to try out."""
        self.change_habits({"printer_dx_mm": dx_mm, "printer_dy_mm": dy_mm})

    def value(self, name: str, default: Any = None) -> Any:
        """One setting by name, as JSON gave it."""
        with self._database.begin() as session:
            setting = session.get(Setting, (self.office, name))
            return setting.value if setting else default

    @needs(Work.CASES)
    def put(self, name: str, value: Any) -> None:
        """Keep one setting; ``value`` is anything JSON can hold."""
        with self._database.begin() as session:
            session.merge(Setting(office=self.office, name=name, value=value))
