"""A working file of corrections: three hundred meetings and visits, then four times as many.

The time for one record must not grow with the number of records. The list of daily control, one
table over forty pages, is measured in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from app.forms.corrections_papers.daily import CONTROL_LIST
from app.forms.dossier import Entry, FiledPaper
from app.models.base import new_uid
from app.models.corrections import CorrectionsPerson
from app.models.supervision import CheckIn
from app.printing.dossier import print_file, print_paper
from app.printing.page import PageSetup
from app.services.desk import Desk
from benchmarks.corrections import insert_rows, one_person
from benchmarks.measure import Figure, seconds, times
from benchmarks.store import NOW, desk_at

__all__ = ["figures"]

FEW, MANY = 300, 1200
KINDS = ("monthly_meeting", "home_visit")


def figures() -> Iterator[Figure]:
    """Gather, print and remember a file; each as time for one record beside the small file."""
    with TemporaryDirectory() as folder:
        desk = desk_at(Path(folder) / "office")
        small, large = _person(desk, FEW), _person(desk, MANY)
        _measured(desk, small)  # fonts and code tables are read once in a process
        few, many = _measured(desk, small), _measured(desk, large)
        desk.close()
    for step, quick, slow in zip(("gathered", "printed", "remembered"), few, many, strict=True):
        name = f"working file of {MANY} records, {step}"
        yield Figure(name, slow, "s", quick * MANY / FEW, f"{FEW} records × {MANY // FEW}", "1.3 ×")
    short, long = (median(times(partial(_list, n), 5)) for n in (FEW, MANY))
    name = f"list of {MANY} lines, printed"
    yield Figure(name, long, "s", short * MANY / FEW, f"{FEW} lines × {MANY // FEW}", "1.3 ×")


def _person(desk: Desk, count: int) -> str:
    person = one_person(Random(count))
    insert_rows(desk, CorrectionsPerson, [person])
    insert_rows(desk, CheckIn, (_contact(person, number) for number in range(count)))
    return str(person["uid"])


def _contact(person: dict[str, Any], number: int) -> dict[str, Any]:
    day = person["received_on"] + timedelta(days=number % 1000)
    return {
        "uid": new_uid(),
        "person_uid": person["uid"],
        "kind": KINDS[number % len(KINDS)],
        "happened_on": day,
        "happened_at": datetime.combine(day, time(10)),
        "late_entry": False,
        "method": "call",
        "result": "normal",
        "values": {},
    }


def _measured(desk: Desk, person: str) -> tuple[float, float, float]:
    file = desk.corrections.file
    gathered = seconds(lambda: file.plan(person))
    plan = file.plan(person)
    printed = seconds(lambda: print_file(plan, author="640122102", setup=PageSetup()))
    return gathered, printed, seconds(lambda: file.remember(person))


def _list(lines: int) -> None:
    rows = [
        {
            "happened_at": NOW + timedelta(days=number - lines),
            "method": "call",
            "result": "normal",
            "location": "在家务农，情况正常",
            "staff": "测试员甲",
        }
        for number in range(lines)
    ]
    filed = FiledPaper(CONTROL_LIST, {"name": "测甲", "controls": rows}, Entry("", "", None))
    print_paper(filed, author="640122102", setup=PageSetup())


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name:48} {figure.value:8.3f} s  {figure.ratio:.2f} × ({figure.budget})")
