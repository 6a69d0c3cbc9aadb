"""M4: do the tests notice when the code that merges and packs is wrong?

    python -m tests.faults.mutants [--of NAME…] [--share 0.5]

One small thing is made wrong in a module of ``app/sync``, and the tests named for it run until one
fails; a mutant that none notices is printed. Each runs in a child of its own that has the libraries
loaded already. Nothing is written: the mutant lives in the child's memory only.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

SYNC = Path(__file__).resolve().parent.parent.parent / "app" / "sync"
TESTS = {
    "decision": ("tests/sync/test_decision.py", "tests/services/bureau/test_numbers.py"),
    "merge": (
        "tests/sync/test_merge.py",
        "tests/services/bureau/test_import.py",
        "tests/services/bureau/test_refusals.py",
        "tests/services/bureau/test_numbers.py",
        "tests/sync/test_county_life.py",
    ),
    "package": (
        "tests/sync/test_package.py",
        "tests/sync/test_limits.py",
        "tests/vectors/test_vectors.py",
        "tests/sync/test_package_damage.py",
    ),
    "outbox": (
        "tests/sync/test_outbox.py",
        "tests/sync/test_holds.py",
        "tests/services/reports",
        "tests/services/bureau/test_numbers.py",
        "tests/sync/test_county_life.py",
    ),
}
"""Module of ``app/sync`` → the tests that should notice, the quickest first."""
PATIENCE = 240
"""Seconds after which a mutant that never ends counts as noticed."""
SEED = 20261127

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """A module with one thing wrong: where, and what was done to it."""

    module: str
    line: int
    what: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}: {self.what}"


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """What may be made of a node; ``None`` leaves a statement out."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            other = COMPARED[type(op)]
            changed = copy.deepcopy(node)
            changed.ops = [other()]
            yield f"{type(op).__name__} → {other.__name__}", changed
        case ast.BoolOp():
            changed_bool = copy.deepcopy(node)
            changed_bool.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "and ↔ or", changed_bool
        case ast.UnaryOp(op=ast.Not()):
            yield "not left out", node.operand
        case ast.BinOp() if type(node.op) in RECKONED:
            changed_sum = copy.deepcopy(node)
            changed_sum.op = RECKONED[type(node.op)]()
            yield f"{type(node.op).__name__} → {type(changed_sum.op).__name__}", changed_sum
        case ast.Constant(value=bool(value)):
            yield f"{value} → {not value}", ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield f"{value} → {value + 1}", ast.Constant(value + 1)
        case ast.IfExp():
            yield "the other way", ast.IfExp(node.test, node.orelse, node.body)
        case ast.Return(value=ast.expr()):
            yield "returns nothing", ast.Return(None)
        case ast.Raise():
            yield "raises nothing", None
        case ast.Expr(value=ast.Call()):
            yield "call left out", None
        case ast.AugAssign(op=ast.Add()):
            changed_step = copy.deepcopy(node)
            changed_step.op = ast.Sub()
            yield "+= → -=", changed_step
        case ast.Continue():
            yield "continue → break", ast.Break()


class _Swap(ast.NodeTransformer):
    """Puts one node in another's place, and leaves annotations alone."""

    def __init__(self, old: ast.AST, new: ast.AST | None) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is not self.old:
            return super().generic_visit(node)
        return ast.copy_location(ast.Pass() if self.new is None else self.new, node)


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module; types, texts and what stands outside functions are left alone."""
    tree = ast.parse((SYNC / f"{module}.py").read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    inside = {
        id(node): node
        for function in functions
        for statement in function.body
        for node in ast.walk(statement)
    }
    for node in inside.values():
        for what, new in _changes(node):
            yield Mutant(module, getattr(node, "lineno", 0), what, _swapped(tree, node, new))


def _swapped(tree: ast.Module, old: ast.AST, new: ast.AST | None) -> ast.Module:
    """A copy of the tree with one node exchanged."""
    places = {id(node): number for number, node in enumerate(ast.walk(tree))}
    whole = copy.deepcopy(tree)
    here = list(ast.walk(whole))[places[id(old)]]
    _Swap(here, new).visit(whole)
    return ast.fix_missing_locations(whole)


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutant where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self.name, self.tree = f"app.sync.{mutant.module}", mutant.tree
        self.path = str(SYNC / f"{mutant.module}.py")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return spec_from_loader(fullname, self, origin=self.path) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, self.path, "exec"), module.__dict__)


def noticed(mutant: Mutant | None, tests: Sequence[str]) -> bool:
    """Whether a test fails over it, in a child process; ``None``: the module as it is."""
    child = os.fork()
    if child == 0:
        os._exit(_run(mutant, tests))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _run(mutant: Mutant | None, tests: Sequence[str]) -> int:
    import pytest
    from hypothesis import Phase, settings

    settings.register_profile("mutants", phases=[Phase.generate], database=None, derandomize=True)
    settings.load_profile("mutants")
    if mutant is not None:
        sys.meta_path.insert(0, _Instead(mutant))
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    quiet = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    return int(pytest.main([*quiet, *tests]))


def _load_libraries() -> None:
    """What every child needs and no mutant touches."""
    for name in ("alembic.command", "cryptography.hazmat.primitives.hpke", "hypothesis.stateful"):
        __import__(name)
    for name in ("sqlalchemy.orm", "sqlcipher3", "pytest", "reportlab.pdfgen", "openpyxl"):
        __import__(name)


def main() -> int:
    """Try them and print which went unnoticed; 1 when fewer than 90% were noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--of", nargs="+", choices=list(TESTS), default=list(TESTS))
    parser.add_argument("--share", type=float, default=1.0, help="of the mutants, drawn by seed")
    asked = parser.parse_args()
    _load_libraries()
    dice = random.Random(SEED)
    tried: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    for module in asked.of:
        if noticed(None, TESTS[module]):
            print(f"{module}: its tests fail without a mutant", flush=True)
            return 2
        for mutant in mutants(module):
            if dice.random() >= asked.share:
                continue
            tried[module] += 1
            if noticed(mutant, TESTS[module]):
                killed[module] += 1
                print(".", end="", flush=True)
            else:
                print(f"\nunnoticed: {mutant}", flush=True)
        share = killed[module] / max(tried[module], 1)
        print(f"\n{module}: {killed[module]} of {tried[module]} noticed, {share:.0%}", flush=True)
    return 0 if killed.total() >= 0.9 * tried.total() else 1


if __name__ == "__main__":
    sys.exit(main())
