"""The office's page settings, for whatever is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.desk import Desk

if TYPE_CHECKING:
    from app.printing.page import PageSetup

__all__ = ["page_setup"]


def page_setup(desk: Desk) -> PageSetup:
    """Where page numbers stand, how far the printer is off, and whether this is practice."""
    from app.printing.page import NumberPlace, PageSetup  # reportlab is not loaded for a window

    habits = desk.settings.habits()
    return PageSetup(
        binding=float(habits.binding_mm),
        both_sides=habits.both_sides,
        number_place=NumberPlace[habits.page_number_place.upper()],
        offset_x=habits.printer_dx_mm,
        offset_y=habits.printer_dy_mm,
        practice=desk.identity.practice,
    )
