"""Every paper of every duty by its code."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from app.forms.definition import Form

__all__ = ["all_forms", "form"]

DUTIES = (
    *("mediation", "corrections", "check_ins", "leave", "corrections_papers"),
    *("resettlement", "training", "corrections_entries", "reporting"),
)
"""Modules of this package; each lists its forms in ``FORMS``."""


@cache
def all_forms() -> dict[str, Form]:
    """All forms by code, in the order of the duties."""
    found: dict[str, Form] = {}
    for duty in DUTIES:
        for one in import_module(f"app.forms.{duty}").FORMS:
            if found.setdefault(one.code, one) is not one:
                raise ValueError(f"two forms are called {one.code}")
    return found


def form(code: str) -> Form:
    """The form called ``code``; ``KeyError`` when there is none."""
    return all_forms()[code]
