"""Spreadsheets as strange as they come, read in a child within its limits (fault test I1)."""

from __future__ import annotations

import io
import json
import multiprocessing
import random
import re
import zipfile
from datetime import date
from multiprocessing.connection import Connection

import pytest

from app.imports import child
from app.imports.limits import SECONDS
from app.imports.roster import ROSTER
from app.imports.sheet import RawSheet, from_plain
from app.imports.trial import ASK, DUP, OK, SKIP, try_out
from tests.faults.counts import times
from tests.imports.making import rows_xml, sheet_xml, xlsx
from tests.imports.strange import LINES, STRANGE, parts, whole

TODAY = date(2026, 11, 27)
FUZZED = times("I1-fuzzed")


def serve(connection: Connection) -> None:
    """The child of an import, again and again: one process for many files, the same limits."""

    class Once:
        """A connection for one file."""

        recv_bytes = staticmethod(connection.recv_bytes)
        send_bytes = staticmethod(connection.send_bytes)

    while True:
        child._serve(Once())  # type: ignore[arg-type]


class Reading:
    """Files go in, sheets or the code of a refusal come out; a dead child fails the test."""

    def __init__(self) -> None:
        self._here, there = multiprocessing.get_context("spawn").Pipe()
        self._child = multiprocessing.get_context("spawn").Process(
            target=serve, args=(there,), daemon=True
        )
        self._child.start()
        there.close()

    def __call__(self, data: bytes) -> list[RawSheet] | str:
        self._here.send_bytes(data)
        assert self._here.poll(SECONDS), "no answer within the time allowed"
        said = json.loads(self._here.recv_bytes())  # EOFError: the child fell
        return str(said["error"][0]) if "error" in said else from_plain(said["sheets"])

    def close(self) -> None:
        self._child.kill()
        self._child.join()


@pytest.fixture(scope="module")
def reading():
    one = Reading()
    yield one
    one.close()


def judged(sheets: list[RawSheet]) -> None:
    """A trial of whatever was read: every row a verdict, every doubt a place, no endless list."""
    trial = try_out(ROSTER, sheets, TODAY)
    rows = sum(len(sheet.rows) for sheet in sheets)
    assert len(trial.rows) <= 2 * rows + 2_000
    for row in trial.rows:
        assert row.state in {OK, ASK, DUP, SKIP}
        if row.state == ASK:
            assert row.places
            assert all(f"{row.sheet} 第{row.number}行" in place for place in row.places)


def test_there_are_enough_of_them():
    assert len(STRANGE) >= 60


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_file_is_read_or_refused_as_it_should(reading, name):
    """0 crashes; the same child goes on, within 512 MiB."""
    build, wanted = STRANGE[name]
    found = reading(build())
    if isinstance(found, str):
        assert found == wanted
        return
    assert sum(len(sheet.rows) for sheet in found) == wanted
    judged(found)


def _mutant(dice: random.Random, model: bytes) -> bytes:
    """A file that was good: bytes changed, cut, doubled, in the zip or in one of its members."""
    if dice.random() < 0.3:
        return _mangled(dice, model)
    with zipfile.ZipFile(io.BytesIO(model)) as archive:
        name = dice.choice(archive.namelist())
        part = archive.read(name)
    return parts({name: _mangled(dice, part)}, model)


VALUE = re.compile(rb'[">]([^"<>]{1,40})["<]')
"""What stands in an attribute or between two tags."""
WORDS = (b"", b"0", b"-1", b"1", b"7", b"1048577", b"9" * 30, b"1e308", b"A1:XFD9", b"s", b"str")
PIECES = (
    b"",
    b"\0",
    b"<",
    b">",
    b"&",
    b"<!DOCTYPE x>",
    b"</row>",
    b'r="',
    b"-1",
    b"9" * 400,
    b"\xff",
)


def _mangled(dice: random.Random, data: bytes) -> bytes:
    """Mostly a value exchanged for another of its kind, so that much of it is still read."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 6))):
        at = dice.randrange(len(changed) + 1)
        match dice.randrange(8):
            case 0:
                changed[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del changed[at : at + dice.randrange(1, 60)]
            case 2:
                changed[at:at] = dice.choice(PIECES)
            case 3:
                changed[at:at] = changed[at : at + dice.randrange(1, 200)]
            case _:
                values = list(VALUE.finditer(changed))
                if values:
                    value = dice.choice(values)
                    changed[value.start(1) : value.end(1)] = dice.choice(WORDS)
    return bytes(changed)


def test_fuzzed_files_are_read_or_refused_and_the_child_goes_on(reading):
    """0 crashes in so many files; what is read is judged without a fall."""
    dice = random.Random(20261127)
    rows = rows_xml([*LINES, *(["测" + "乙" * n, "女", "x"] for n in range(5))])
    merged = '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>'
    models = [whole(), xlsx({"表": sheet_xml(rows, after=merged), "二": sheet_xml(rows)})]
    outcomes: dict[str, int] = {}
    for _ in range(FUZZED):
        found = reading(_mutant(dice, dice.choice(models)))
        if isinstance(found, str):
            outcomes[found] = outcomes.get(found, 0) + 1
        else:
            outcomes["read"] = outcomes.get("read", 0) + 1
            judged(found)
    assert outcomes["read"] > FUZZED // 20, "too wild: nothing was read"
    assert outcomes["read"] < FUZZED, "too gentle: nothing was refused"


def test_a_stray_cell_at_the_bottom_does_not_make_a_million_rows():
    """What lies between is passed over as one stretch, in the parent as in the child."""
    last = '<row r="1048576"><c t="inlineStr"><is><t>底</t></is></c></row>'
    sheets = child.read(xlsx({"表": sheet_xml(rows_xml(LINES) + last)}))
    trial = try_out(ROSTER, sheets, TODAY)
    assert [row.number for row in trial.rows if row.state == OK] == [2]
    assert len(trial.rows) < 2_000
