"""Who issues a paper of corrections, and how the office numbers its own: ``resources/papers``.

A paper the list does not name is the office's and carries no number. The county's numbers are
typed in as they came; the office never mints one for the county.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from app.data_files import cached, edition_at, editions

__all__ = ["OURS", "Issued", "Issuer", "issued_by", "notices", "numbered", "read_issuers"]


class Issuer(Enum):
    """Whose paper it is."""

    OFFICE = "office"
    COUNTY = "county"
    PERSON = "person"
    DECIDING = "deciding"  # whoever decided: office or county


OURS = frozenset({Issuer.OFFICE, Issuer.DECIDING})
"""Whose papers the office may number."""


@dataclass(frozen=True, slots=True)
class Issued:
    """One line of the list; ``template`` is empty where the office gives no number."""

    form: str
    issuer: Issuer = Issuer.OFFICE
    word: str = ""
    template: str = ""
    notice: bool = False  # among the notices of a month


def issued_by(form: str, on: date | None = None) -> Issued:
    """Who issues the paper of this code, and how it is numbered on a day, or today."""
    return _listed(on).get(form) or Issued(form)


def notices(on: date | None = None) -> tuple[str, ...]:
    """The codes of the papers that count as notices of a month."""
    return tuple(code for code, one in _listed(on).items() if one.notice)


def numbered(on: date | None = None) -> tuple[str, ...]:
    """The codes of the papers that the office may give a number."""
    return tuple(code for code, one in _listed(on).items() if one.template and one.issuer in OURS)


def _listed(on: date | None) -> dict[str, Issued]:
    return _editions()[edition_at("papers", "corrections", on).since]


@cached
def _editions() -> dict[date | None, dict[str, Issued]]:
    return {one.since: read_issuers(one.data) for one in editions("papers", "corrections")}


def read_issuers(raw: Mapping[str, Any]) -> dict[str, Issued]:
    """The list a file's content describes; ``ValueError`` where it does not say from where it is."""
    if not (raw["source"] and isinstance(raw["since"], date)):
        raise ValueError(
            "the list of issuers says neither where it is from nor since when it holds"
        )
    lines = ({**line, "issuer": Issuer(line["issuer"])} for line in raw["paper"])
    return {line["form"]: Issued(**line) for line in lines}
