"""``python -m benchmarks [CASES]``: measure, print a table, write benchmarks/results.json."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks import papers, registers, window
from benchmarks.store import office

CASES = 20_000


def main(cases: int) -> int:
    """Run all; returns 0."""
    figures = [*papers.figures()]
    with office(cases) as (desk, root):
        figures += registers.figures(desk, root)
        desk.close()
        figures += window.figures(root)
    for f in figures:
        ratio = f"{f.ratio:.1f} ×" if f.ratio else ""
        print(
            f"{f.name:36} {f.value:8.4f} {f.unit}  {ratio:>9} {f.baseline_of}  (budget {f.budget})"
        )
    body = [{**asdict(f), "ratio": f.ratio, "cases": cases} for f in figures]
    target = Path(__file__).parent / "results.json"
    target.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES))
