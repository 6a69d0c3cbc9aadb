"""Who issues a paper of corrections, and how the office numbers its own: ``resources/papers``.

A paper the list does not name is the office's and carries no number. The county's numbers are
typed in as they came; the office never mints one for the county.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache

from app.paths import resource_dir

__all__ = ["Issued", "Issuer", "issued_by", "notices", "numbered"]


class Issuer(Enum):
    """Whose paper it is."""

    OFFICE = "office"
    COUNTY = "county"
    PERSON = "person"
    DECIDING = "deciding"  # whoever decided: office or county


@dataclass(frozen=True, slots=True)
class Issued:
    """One line of the list; ``template`` is empty where the office gives no number."""

    form: str
    issuer: Issuer = Issuer.OFFICE
    word: str = ""
    template: str = ""
    notice: bool = False  # among the notices of a month


def issued_by(form: str) -> Issued:
    """Who issues the paper of this code."""
    return _listed().get(form) or Issued(form)


def notices() -> tuple[str, ...]:
    """The codes of the papers that count as notices of a month."""
    return tuple(code for code, one in _listed().items() if one.notice)


def numbered() -> tuple[str, ...]:
    """The codes of the papers that the office may give a number."""
    ours = {Issuer.OFFICE, Issuer.DECIDING}
    return tuple(code for code, one in _listed().items() if one.template and one.issuer in ours)


@cache
def _listed() -> dict[str, Issued]:
    raw = tomllib.loads((resource_dir() / "papers" / "corrections.toml").read_text("utf-8"))
    if not (raw["source"] and isinstance(raw["since"], date)):
        raise ValueError(
            "the list of issuers says neither where it is from nor since when it holds"
        )
    lines = ({**line, "issuer": Issuer(line["issuer"])} for line in raw["paper"])
    return {line["form"]: Issued(**line) for line in lines}
