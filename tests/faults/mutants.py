"""M4: do the tests notice when the code that merges and packs is wrong?

    python -m tests.faults.mutants [--of NAME…] [--like TEXT…] [--share 0.5] [--within 60]

One small thing is made wrong in a module of ``app/sync``, and the tests that run through it are
tried until one fails; a mutant that none notices is printed. Nothing is written: the mutant lives in
the memory of a child only (``noticing.py``). What changes nothing that anybody could see is named,
with the reason, in ``equivalent.toml``.
"""

from __future__ import annotations

import argparse
import ast
import copy
import math
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import noticing

SYNC = Path(__file__).resolve().parent.parent.parent / "app" / "sync"
MODULES = ("decision", "merge", "package", "outbox")
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
SEED = 20261127
LONG = 90
"""Letters of code in the name of a mutant."""

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
    """A module with one thing wrong: where, what was done to it, and which lines it stands on."""

    module: str
    line: int
    name: str
    lines: frozenset[int]
    tree: ast.Module

    @property
    def home(self) -> str:
        """The module's full name."""
        return f"app.sync.{self.module}"

    @property
    def path(self) -> str:
        """The file it is a mutant of."""
        return str(SYNC / f"{self.module}.py")

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}: {self.name}"


def _changes(node: ast.AST) -> Iterator[ast.AST | None]:
    """What may be made of a node; ``None`` leaves a statement out."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            other = COMPARED[type(op)]
            changed = copy.deepcopy(node)
            changed.ops = [other()]
            yield changed
        case ast.BoolOp():
            changed_bool = copy.deepcopy(node)
            changed_bool.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield changed_bool
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if type(node.op) in RECKONED:
            changed_sum = copy.deepcopy(node)
            changed_sum.op = RECKONED[type(node.op)]()
            yield changed_sum
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.Return(value=ast.expr()):
            yield ast.Return(None)
        case ast.Raise():
            yield None
        case ast.Expr(value=ast.Call()):
            yield None
        case ast.AugAssign(op=ast.Add()):
            changed_step = copy.deepcopy(node)
            changed_step.op = ast.Sub()
            yield changed_step
        case ast.Continue():
            yield ast.Break()


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
    names: Counter[str] = Counter()
    for function, statement, node in _places(tree):
        for new in _changes(node):
            name = f"{function}: {_words(node)} → {_words(new)}"
            names[name] += 1
            if names[name] > 1:
                name += f" ({names[name]})"
            line = getattr(node, "lineno", 0)
            lines = frozenset(
                range(statement.lineno, (getattr(node, "end_lineno", None) or line) + 1)
            )
            yield Mutant(module, line, name, lines, _swapped(tree, node, new))


def unchanged(module: str) -> Mutant:
    """The module as it is, on all its lines: no test may notice anything."""
    text = (SYNC / f"{module}.py").read_text("utf-8")
    lines = frozenset(range(1, text.count("\n") + 2))
    return Mutant(module, 1, "as it is", lines, ast.parse(text))


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.stmt, ast.AST]]:
    """Every node inside a function: the function's name, the statement it belongs to, the node."""

    def inside(node: ast.AST, function: str, home: ast.stmt | None) -> Iterator[Any]:
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.ClassDef():
                    yield from inside(child, f"{function}{child.name}.", None)
                case ast.FunctionDef():
                    for statement in child.body:
                        whole = f"{function}{child.name}"
                        yield whole, statement, statement
                        yield from inside(statement, f"{whole}.", statement)
                case _ if home is not None:
                    at = child if isinstance(child, ast.stmt) else home
                    yield function.rstrip("."), at, child
                    yield from inside(child, function, at)

    yield from inside(tree, "", None)


def _words(node: ast.AST | None) -> str:
    """The code, on one line and not too long."""
    text = " ".join(ast.unparse(node).split()) if node is not None else "pass"
    return f"`{text if len(text) <= LONG else text[: LONG - 1] + '…'}`"


def _swapped(tree: ast.Module, old: ast.AST, new: ast.AST | None) -> ast.Module:
    """A copy of the tree with one node exchanged."""
    places = {id(node): number for number, node in enumerate(ast.walk(tree))}
    whole = copy.deepcopy(tree)
    here = list(ast.walk(whole))[places[id(old)]]
    _Swap(here, new).visit(whole)
    return ast.fix_missing_locations(whole)


def main() -> int:
    """Try them and print which went unnoticed; 1 when fewer than 90% were noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--of", nargs="+", choices=MODULES, default=MODULES)
    parser.add_argument("--share", type=float, default=1.0, help="of the mutants, drawn by seed")
    parser.add_argument(
        "--like", nargs="+", default=[""], help="those with such words in their name"
    )
    parser.add_argument(
        "--within",
        type=float,
        default=math.inf,
        help="seconds of tests for a mutant, the quickest first",
    )
    parser.add_argument("--tests", nargs="+", default=noticing.TESTS, help="instead of all")
    asked = parser.parse_args()
    equivalent = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    dice = random.Random(SEED)
    made = [m for name in asked.of for m in mutants(name) if dice.random() < asked.share]
    drawn = [m for m in made if any(words in str(m) for words in asked.like)]
    tried: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    same: Counter[str] = Counter()

    def judge(bench: noticing.Bench) -> None:
        for name in asked.of if asked.like == [""] else ():
            if by := bench.notices(unchanged(name)):
                raise RuntimeError(f"{name}: {by} fails in a child without a mutant")
        for mutant in drawn:
            if mutant.name in equivalent.get(mutant.module, {}):
                same[mutant.module] += 1
                continue
            tried[mutant.module] += 1
            if by := bench.notices(mutant, within=asked.within):
                killed[mutant.module] += 1
                print(f"{mutant}   {by}", flush=True)
            else:
                print(f"UNNOTICED {mutant}", flush=True)

    if not noticing.run(judge, [str(SYNC / f"{name}.py") for name in asked.of], asked.tests):
        print("the tests fail without a mutant", flush=True)
        return 2
    for name in asked.of:
        share = killed[name] / max(tried[name], 1)
        words = f"{killed[name]} of {tried[name]} noticed, {share:.1%}"
        print(f"{name}: {words}; {same[name]} more change nothing", flush=True)
    return 0 if killed.total() >= 0.9 * tried.total() else 1


if __name__ == "__main__":
    sys.exit(main())
