"""The layers of the program, and the proof that no import runs against them.

Data moves from left to right: form definition → entry form → service → model → (print | export |
sync). A layer never knows who called it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parent.parent / "app"

OPEN_TO_ALL = {"data_files", "days", "errors", "paths"}
MAY_IMPORT = {
    "errors": set(),
    "paths": set(),
    "data_files": set(),
    "clock": set(),
    "days": set(),
    "crash_dumps": set(),
    "forms": set(),
    "rules": set(),
    "models": set(),
    "imports": {"forms", "rules"},
    "services": {"forms", "rules", "models", "sync", "exports", "imports", "updates"},
    "printing": {"forms"},
    "exports": {"forms"},
    "sync": {"models"},
    "updates": {"models", "sync"},
    "ui": {
        "forms",
        "rules",
        "services",
        "printing",
        "exports",
        "imports",
        "sync",
        "updates",
        "clock",
    },
    "demo": {"forms", "rules", "services", "printing", "exports", "sync", "ui", "clock"},
    "__main__": {"ui", "services", "demo", "updates", "clock", "crash_dumps"},
}


def layer_of(path: Path) -> str:
    """The first name below ``app``: a folder, or a single module."""
    inside = path.relative_to(APP)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imports_of(source: str) -> Iterator[str]:
    """The layers of ``app`` that a module's text imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
            if node.module == "app":
                names = [f"app.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("app."))


def against_the_layers(path: Path, source: str) -> list[str]:
    """Imports in ``source``, standing at ``path``, that run against the layers."""
    layer = layer_of(path)
    allowed = MAY_IMPORT[layer] | OPEN_TO_ALL | {layer}
    return [
        f"{path.relative_to(APP)} → app.{name}"
        for name in imports_of(source)
        if name not in allowed
    ]


def modules() -> list[Path]:
    return [p for p in sorted(APP.rglob("*.py")) if p != APP / "__init__.py"]


def test_every_layer_is_drawn():
    assert {layer_of(path) for path in modules()} <= set(MAY_IMPORT)


def test_no_import_runs_against_the_layers():
    wrong = [w for path in modules() for w in against_the_layers(path, path.read_text("utf-8"))]
    assert wrong == []


@pytest.mark.parametrize(
    ("place", "planted"),
    [
        ("forms/people.py", "from app.models.people import Person"),
        ("rules/leave.py", "import app.services.base"),
        ("models/base.py", "def f():\n    from app import ui"),
        ("ui/main_window.py", "from app.models.database import Database"),
        ("printing/page.py", "import app.rules.dates as d"),
        ("imports/xlsx.py", "from app.services.base import Service"),
    ],
)
def test_a_planted_import_is_found(place, planted):
    assert against_the_layers(APP / place, planted) != []
