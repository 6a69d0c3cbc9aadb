"""G11: a parser fed with what grows out of good packages, led by the lines it reaches.

Bytes are changed on four levels: the file, the signed manifest, the members, and the text of the
rows; above the file a known office signs and seals whatever came out, so that the mutants get deep.
A mutant that reaches a line no other reached joins the corpus. The published second reader looks at
each of them, too: taken by one and refused by the other is an error in one of them, or in the page
both follow.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
import zlib
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from app import sync
from app.sync.package import open_package
from app.sync.refusal import Refused
from tests.faults.counts import parts, times
from tests.vectors import kit, read_package
from tests.vectors.good import CASE, ODD, PARTY
from tests.vectors.kit import Member
from tests.vectors.test_vectors import ours

SEED = 20261127
EACH = 100_000
"""Mutants of a part; each part has a seed of its own."""
HANG = 5.0
"""Seconds after which a mutant counts as one that never ends."""
FOLDER = str(Path(sync.__file__).parent)
OURS = ours(kit.READERS["bureau"])
THEIRS = read_package.Reader.from_json(kit.READERS["bureau"])

INTERESTING = (
    *(b"0", b"-1", b"1", b"2147483648", b"9223372036854775808", b"1e999", b"NaN", b"true", b"null"),
    *(b"{}", b"[]", b'""', b'"rows"', b'"scans"', b'"party"', b'"\\ud800"', b'"\\u0000"', b'"a":'),
    *(b"\0", b"\xff", b"\n", b",", b"[" * 20, b"x" * 300, b"\x78\x9c"),
)


class Coverage:
    """Which lines of ``app.sync`` were reached while it was on."""

    def __init__(self) -> None:
        self.lines: set[tuple[CodeType, int]] = set()

    def __enter__(self) -> Coverage:
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, event: str, arg: Any) -> Any:
        return self._line if frame.f_code.co_filename.startswith(FOLDER) else None

    def _line(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line":
            self.lines.add((frame.f_code, frame.f_lineno))
        return self._line


Seed = tuple[bytes, tuple[Member, ...]]
"""The signed bytes and the members of a package, before anything is sealed."""


def first_corpus() -> list[Seed]:
    """Small good packages of every shape."""
    shapes = [
        (),
        (kit.rows("party", PARTY),),
        (kit.rows("mediation_case", CASE, ODD), kit.scans(b"scan", b"")),
        (kit.rows("party", PARTY, ODD, level=0), kit.rows("mediation_case")),
    ]
    return [(json.dumps(kit.manifest(*one)).encode(), tuple(one)) for one in shapes]


class Mutator:
    """Changes of every kind, drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def bytes_of(self, data: bytes) -> bytes:
        """One to four places changed."""
        changed = bytearray(data)
        for _ in range(self.dice.choice((1, 1, 2, 4))):
            at = self.dice.randrange(len(changed) + 1)
            match self.dice.randrange(6):
                case 0:
                    changed[at : at + 1] = bytes([self.dice.randrange(256)])
                case 1:
                    del changed[at : at + self.dice.choice((1, 2, 9, 80))]
                case 2:
                    changed[at:at] = self.dice.choice(INTERESTING)
                case 3:
                    end = at + self.dice.choice((1, 4, 30))
                    changed[at:end] = self.dice.choice(INTERESTING)
                case 4:
                    changed[at:at] = changed[at : at + self.dice.choice((1, 8, 90))]
                case _:
                    if at < len(changed):
                        changed[at] ^= 1 << self.dice.randrange(8)
        return bytes(changed)

    def seed_of(self, seed: Seed) -> Seed:
        """The manifest or a member changed; often the manifest then fits the member again."""
        text, members = seed
        if not members or self.dice.random() < 0.5:
            return self.bytes_of(text), members
        place = self.dice.randrange(len(members))
        one = self._member(members[place])
        others = (*members[:place], one, *members[place + 1 :])
        if self.dice.random() < 0.8:
            text = json.dumps(kit.manifest(*others)).encode()
        return text, others

    def _member(self, one: Member) -> Member:
        table = one.entry["table"]
        if one.entry["kind"] == "rows" and self.dice.random() < 0.7:
            try:
                plain = zlib.decompress(one.data)
            except zlib.error:
                plain = b"{}\n"
            return kit.plain_rows(table, self.bytes_of(plain), self.dice.choice((0, 6)))
        data = self.bytes_of(one.data)
        size, records = one.entry["size"], one.entry["records"]
        size = len(data) if one.entry["kind"] == "scans" else size
        return kit.member(one.entry["kind"], table, data, size, records)


def sealed(seed: Seed) -> bytes:
    """What a known office signs and seals without a look."""
    text, members = seed
    return kit.sealed_body(kit.signed(text).to_bytes() + kit.framed(*members))


def verdict(file: bytes) -> tuple[str, Any]:
    """What our reader says: a refusal, or everything that was inside."""
    try:
        opened = open_package(file, OURS)
    except Refused as refused:
        return refused.code, None
    rows = {table: list(opened.rows(table)) for table in opened.tables}
    return "good", (opened.digest, rows, list(opened.scans()))


def their_verdict(file: bytes) -> tuple[str, Any]:
    try:
        content = read_package.read([file], 1, THEIRS)
    except read_package.Refused as refused:
        return refused.code, None
    return "good", (content.digest, content.rows, content.scans)


@pytest.fixture
def alarm():
    """Ends the process's main thread with a traceback when one mutant takes too long."""
    state = {"since": time.monotonic(), "stop": False}
    caught: list[float] = []

    def watch() -> None:
        while not state["stop"]:
            if time.monotonic() - state["since"] > HANG:
                caught.append(time.monotonic())
            time.sleep(0.5)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield state, caught
    state["stop"] = True
    watcher.join()


@pytest.mark.parametrize("part", parts("G11-mutants", EACH))
def test_whatever_grows_out_of_good_packages_is_refused_or_read_alike(alarm, figure, part):
    """0 crashes, 0 hangs; both readers take the same mutants, and read the same out of them."""
    state, caught = alarm
    mutate, corpus = Mutator(SEED + part), first_corpus()
    reached: set[tuple[CodeType, int]] = set()
    outcomes: Counter[str] = Counter()
    for _ in range(min(times("G11-mutants"), EACH)):
        parent = mutate.dice.choice(corpus[-64:] if mutate.dice.random() < 0.5 else corpus)
        seed = mutate.seed_of(parent)
        file = sealed(seed)
        if mutate.dice.random() < 0.15:
            file = mutate.bytes_of(file)
        state["since"] = time.monotonic()
        with Coverage() as covered:
            code, content = verdict(file)
        outcomes[code] += 1
        their_code, their_content = their_verdict(file)
        assert (code == "good") == (their_code == "good"), (code, their_code, seed)
        assert content == their_content
        if not covered.lines <= reached:
            reached |= covered.lines
            corpus.append(seed)
    assert caught == []
    figure(
        f"{outcomes.total():,} mutants, seed {SEED + part}: {outcomes['good']} read alike by both, the rest refused with "
        f"{len(outcomes) - 1} codes; {len(corpus)} seeds, {len(reached)} lines; 0 crashes, 0 hangs"
    )
    assert outcomes["good"], "too wild: nothing was read"
    assert len(outcomes) > 5, "too gentle: few reasons to refuse"
