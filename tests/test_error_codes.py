"""A code read over the telephone names one thing: every ``ActionableError`` has its own."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

APP = Path(__file__).resolve().parent.parent / "app"
CODE = re.compile(r"[A-Z]\d{2}|RULE-[A-Z]+")


@cache
def modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(APP).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in APP.rglob("*.py")
    }


@cache
def actionable() -> frozenset[str]:
    """``ActionableError`` and every class that stems from it, by name."""
    bases = {
        node.name: {ast.unparse(base).split(".")[-1] for base in node.bases}
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"ActionableError"}
    while grown := {name for name, over in bases.items() if over & found} - found:
        found |= grown
    return frozenset(found)


def in_calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Codes given to an error where it is raised, to the base by a class of its own, or kept in a
    tuple of code, what and do for several places.
    """
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            callee = ast.unparse(node.func).split(".")[-1]
            given = node.args if callee in {*actionable(), "__init__"} else []
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
            given = node.elts
        if given and (code := code_in(given[0])):
            yield code, given[0].lineno


def code_in(node: ast.expr) -> str:
    """The code that a constant is; empty for anything else."""
    value = node.value if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) and CODE.fullmatch(value) else ""


def in_enumerations(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Codes of refused files, listed one a line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and "Enum" in {ast.unparse(b)[-4:] for b in node.bases}:
            for line in node.body:
                if isinstance(line, ast.Assign) and (code := code_in(line.value)):
                    yield code, line.lineno


def places() -> dict[str, list[str]]:
    found = defaultdict(list)
    for name, tree in modules().items():
        reads = [*in_calls(tree)]
        if name.startswith("sync/"):
            reads += in_enumerations(tree)
        for code, line in reads:
            found[code].append(f"{name}:{line}")
    return found


SAID_IN_SEVERAL_WORDS = {
    "I03": "the content of the table is damaged",
    "I05": "the file is not a table",
}
"""One meaning, found by several readers that each know better what the file is instead."""


def test_each_code_stands_in_one_place():
    several = {code: at for code, at in places().items() if len(at) > 1}
    assert set(several) == set(SAID_IN_SEVERAL_WORDS), several
    for at in (several[code] for code in SAID_IN_SEVERAL_WORDS):
        assert {place.split("/")[0] for place in at} == {"imports"}


def test_every_error_a_clerk_can_read_has_a_code():
    """An error raised without one of its own could not be told from another."""
    codeless = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "ActionableError"
        and not code_in(node.args[0])
    ]
    assert codeless == []


def test_the_walk_finds_the_codes_there_are():
    found = places()
    assert {"F01", "M03", "K01", "S07", "P03", "P31", "U04"} <= set(found)
    assert len(found) > 60
