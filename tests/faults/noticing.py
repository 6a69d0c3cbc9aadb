"""Which tests notice a mutant (M4): those that run through its lines, the quickest first.

All tests run once as they are, and it is written down which lines each runs through. Then each
mutant is planted in a child of this process, in functions that are loaded already, and the tests of
its lines run there until one fails. A child ends without a trace.
"""

from __future__ import annotations

import gc
import hashlib
import json
import math
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, Protocol

import pytest
from hypothesis import Phase, settings

__all__ = ["Bench", "Planted", "run"]

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ("tests/sync", "tests/vectors", "tests/services/bureau", "tests/services/reports")
KEPT = ROOT / "out" / "mutants.json"
"""Which test runs through which lines, as long as the files stay as they are."""
BROKEN = "not planted: "
CACHE = type(cache(int))
LEAST_PATIENCE = 60.0
"""Seconds of work beyond four times those of the tests; a mutant that needs more never ends."""


class Planted(Protocol):
    """What the bench needs to know of a mutant."""

    @property
    def path(self) -> str: ...
    @property
    def home(self) -> str: ...
    @property
    def lines(self) -> frozenset[int]: ...
    @property
    def tree(self) -> Any: ...


@dataclass
class _Run:
    """A test as it ran without a mutant."""

    item: pytest.Item
    seconds: float
    lines: set[tuple[str, int]]


class _Lines:
    """Which lines of some files were reached while it was on, in whichever thread."""

    def __init__(self, files: Sequence[str]) -> None:
        self.reached: set[tuple[str, int]] = set()
        self._files = frozenset(files)

    def __enter__(self) -> _Lines:
        threading.settrace(self._call)
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _call(self, frame: FrameType, event: str, arg: Any) -> Any:
        return self._line if frame.f_code.co_filename in self._files else None

    def _line(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line":
            self.reached.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line


@dataclass(eq=False)  # pytest keeps plugins in sets
class Bench:
    """The plugin that runs the tests once, then lets ``judge`` try mutants on them."""

    judge: Callable[[Bench], None]
    files: Sequence[str]
    runs: list[_Run] = field(default_factory=list)
    failed: bool = False
    well: bool = False
    _functions: list[FunctionType] = field(default_factory=list)
    _caches: list[Any] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        kept = self._kept()
        for item in session.items:
            if item.nodeid in kept:
                seconds, lines = kept[item.nodeid]
                reached = {(file, line) for file, line in lines}
            else:
                with _Lines(self.files) as traced:
                    since = time.process_time()
                    _protocol(item)
                seconds, reached = time.process_time() - since, traced.reached
            self.runs.append(_Run(item, seconds, reached))
            if self.failed:
                return True
        self.well = True
        self._keep()
        self._functions = [one for one in gc.get_objects() if isinstance(one, FunctionType)]
        self._caches = [one for one in gc.get_objects() if isinstance(one, CACHE)]
        gc.collect()
        gc.freeze()  # children share what is there
        self.judge(self)
        return True

    def _stamp(self) -> str:
        """Changes with any of the files."""
        whole = b"".join(Path(file).read_bytes() for file in self.files)
        return hashlib.sha256(whole).hexdigest()

    def _kept(self) -> dict[str, Any]:
        """What an earlier run found out; nothing where a file has changed since."""
        try:
            found = json.loads(KEPT.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return dict(found["runs"]) if found["of"] == self._stamp() else {}

    def _keep(self) -> None:
        runs = {run.item.nodeid: (run.seconds, sorted(run.lines)) for run in self.runs}
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps({"of": self._stamp(), "runs": runs}), "utf-8")

    def notices(self, mutant: Planted, *, within: float = math.inf) -> str:
        """The test that fails over it, or that it never ends; empty when none does.

        Of its tests the quickest are tried that take ``within`` seconds together.
        """
        wanted = {(mutant.path, line) for line in mutant.lines}
        fitting = sorted((run for run in self.runs if run.lines & wanted), key=lambda r: r.seconds)
        spent = accumulate(run.seconds for run in fitting)
        tests = [run for run, until in zip(fitting, spent, strict=True) if until <= within]
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            self._try(mutant, tests, theirs)
        os.close(theirs)
        with os.fdopen(ours, "rb") as line:
            said = line.read().decode()
        _, status = os.waitpid(child, 0)
        if said.startswith(BROKEN):
            raise LookupError(said)
        if os.WIFSIGNALED(status):
            return "never ends" if os.WTERMSIG(status) == signal.SIGXCPU else "ends the process"
        return said

    def _try(self, mutant: Planted, tests: Sequence[_Run], told: int) -> None:
        """Run the tests with the mutant, say which failed first, and be gone."""
        patience = int(LEAST_PATIENCE + 4 * sum(run.seconds for run in tests))
        resource.setrlimit(resource.RLIMIT_CPU, (patience, patience + 5))
        for run in tests[:1]:
            run.item.config.pluginmanager.unregister(name="terminalreporter")
        try:
            _plant(mutant, self._functions)
        except LookupError as error:
            os.write(told, f"{BROKEN}{error}".encode())
            os._exit(2)
        for one in self._caches:
            if one.__module__ == mutant.home:
                one.cache_clear()
        for run in tests:
            _protocol(run.item)
            if self.failed:
                os.write(told, run.item.nodeid.encode()[:4096])
                break
        os._exit(0)


def _protocol(item: pytest.Item) -> None:
    """Run one test; what belongs to the session stays for the next, whichever it is."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)


def _plant(mutant: Planted, functions: Sequence[FunctionType]) -> None:
    """Give every function of the mutant's file the code it has there."""
    codes = {_place(code): code for code in _codes(compile(mutant.tree, mutant.path, "exec"))}
    planted = 0
    for one in functions:
        if one.__code__.co_filename == mutant.path:
            new = codes.get(_place(one.__code__))
            if new is not None and len(new.co_freevars) == len(one.__code__.co_freevars):
                one.__code__ = new
                planted += 1
    if not planted:
        raise LookupError(f"nothing of {mutant.path} is loaded")


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def run(judge: Callable[[Bench], None], files: Sequence[str], tests: Sequence[str] = TESTS) -> bool:
    """Let ``judge`` try mutants of ``files``; whether the tests are well without one."""
    settings.register_profile("mutants", phases=[Phase.generate], database=None, derandomize=True)
    settings.load_profile("mutants")
    bench = Bench(judge, files)
    quiet = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    pytest.main([*quiet, *tests], plugins=[bench])
    return bench.well
