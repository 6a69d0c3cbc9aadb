"""``python -m benchmarks [CASES] [--only GROUP…]``: measure, print, write benchmarks/results.json."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks import (
    corrections,
    memory,
    packages,
    papers,
    registers,
    restoring,
    stalls,
    window,
    working_file,
)
from benchmarks.measure import Figure
from benchmarks.store import office

CASES = 20_000

ALONE: dict[str, Callable[[], Iterable[Figure]]] = {
    "papers": papers.figures,
    "corrections": corrections.figures,
    "files": working_file.figures,
    "backups": restoring.figures,
    "stalls": stalls.figures,
    "size": memory.size,
}
"""Groups that make what they need."""
OVER_A_STORE: dict[str, Callable[[Path], Iterable[Figure]]] = {
    "window": window.figures,
    "memory": memory.resident,
}
"""Groups that open one full store anew."""
GROUPS = (
    *("papers", "registers", "corrections", "files", "backups", "window"),
    *("memory", "stalls", "packages", "size"),
)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    top.add_argument("cases", nargs="?", type=int, default=CASES, help="cases in the full store")
    top.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, help="groups to measure")
    top.add_argument("--million", action="store_true", help="merge into a million records, too")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for; returns 0."""
    asked = parser().parse_args(arguments)
    wanted = set(asked.only)
    figures: list[Figure] = []

    def take(found: Iterable[Figure]) -> None:
        for figure in found:
            print(_line(figure), flush=True)
            figures.append(figure)

    if wanted & {"registers", *OVER_A_STORE}:
        with office(asked.cases) as (desk, root):
            if "registers" in wanted:
                take(registers.figures(desk, root))
            desk.close()
            for name, group in OVER_A_STORE.items():
                if name in wanted:
                    take(group(root))
    if "packages" in wanted:
        take(packages.figures(million=asked.million))
    for name, made in ALONE.items():
        if name in wanted:
            take(made())
    body = [{**asdict(f), "ratio": f.ratio, "cases": asked.cases} for f in figures]
    target = Path(__file__).parent / "results.json"
    target.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


def _line(figure: Figure) -> str:
    ratio = f"{figure.ratio:.1f} ×" if figure.ratio else ""
    budget = f"(budget {figure.budget})" if figure.budget else ""
    value = f"{figure.value:9.4f} {figure.unit:3}"
    return f"{figure.name:48} {value} {ratio:>9} {figure.baseline_of}  {budget}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
