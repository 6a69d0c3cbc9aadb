"""The published vectors, and two readers that agree on every one of them (fault test G12)."""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.sync.header import CLEAR
from app.sync.letter import KeyOffer, read_letter
from app.sync.package import Reader, open_package
from app.sync.refusal import Refusal, Refused
from app.sync.seal import PrivateKeys, PublicKeys, Purpose, Signer
from tests.vectors import read_package
from tests.vectors.read_package import check_vector

FOLDER = Path(__file__).parent
INDEX: dict[str, Any] = json.loads((FOLDER / "index.json").read_text("utf-8"))
VECTORS: list[dict[str, Any]] = INDEX["vectors"]
SCRIPT = Path(read_package.__file__)


def vectors():
    return [pytest.param(one, id=one["name"]) for one in VECTORS]


def ours(values: dict[str, Any]) -> Reader:
    """A reader of the program as the index describes it."""
    signers = (
        Signer(
            s["owner"], PublicKeys.from_bytes(bytes.fromhex(s["keys"])), s["epoch"], s["revoked"]
        )
        for s in values["signers"]
    )
    keys = tuple(PrivateKeys.from_bytes(bytes.fromhex(pair)) for pair in values["keys"])
    tables, suites = frozenset(values["tables"]), frozenset(values["suites"])
    return Reader(values["owner"], keys, tuple(signers), values["schema"], tables, suites)


def said(vector: dict[str, Any]) -> dict[str, Any]:
    """What the program says of a vector, in the words of the index."""
    files = [(FOLDER / name).read_bytes() for name in vector["files"]]
    reader, purpose = ours(INDEX["readers"][vector["reader"]]), Purpose(vector["purpose"])
    try:
        if purpose in CLEAR:
            return _letter(files[0], purpose, reader)
        opened = open_package(files, reader, purpose=purpose)
    except Refused as refused:
        return {"result": refused.code}
    return {
        "result": "good",
        "digest": opened.digest,
        "sender": opened.signer.owner,
        "signed": json.loads(opened.manifest.encode()),
        "rows": {table: list(opened.rows(table)) for table in opened.tables},
        "scans": [hashlib.sha256(scan).hexdigest() for scan in opened.scans()],
    }


def _letter(data: bytes, purpose: Purpose, reader: Reader) -> dict[str, Any]:
    found = {"result": "good", "rows": {}, "scans": []}
    if purpose is not Purpose.KEY_OFFER:
        letter = read_letter(data, purpose, reader.signers)
        signed: Any = letter.body.hex()
        return found | {"digest": letter.digest, "sender": letter.signer.owner, "signed": signed}
    offer = KeyOffer.read(data)
    letter = read_letter(data, purpose, [Signer(offer.owner, offer.keys)])
    signed = {
        "owner": offer.owner,
        "keys": offer.keys.to_bytes().hex(),
        "name": offer.name,
        "practice": offer.practice,
    }
    return found | {"digest": letter.digest, "sender": offer.owner, "signed": signed}


@pytest.mark.parametrize("vector", vectors())
def test_the_program_says_of_every_vector_what_its_index_says(vector):
    about = {"name", "files", "about", "reader", "purpose"}
    assert said(vector) == {name: vector[name] for name in vector.keys() - about}


@pytest.mark.parametrize("vector", vectors())
def test_the_second_reader_says_the_same(vector):
    """G12: 100% agree, in code and content."""
    assert check_vector(vector, INDEX["readers"], FOLDER) == ""


def test_there_are_enough_and_every_refusal_of_a_file_is_among_them():
    """G12: at least a hundred, good and bad; only a medium that fails (P01) is no file."""
    results = [one["result"] for one in VECTORS]
    assert len(results) >= 100
    assert results.count("good") >= 30
    assert set(results) == {"good", *Refusal} - {Refusal.UNREADABLE}
    assert {one["purpose"] for one in VECTORS if one["result"] == "good"} <= set(Purpose)


def test_every_file_is_in_the_index_and_all_are_small():
    named = {name for one in VECTORS for name in one["files"]}
    there = {
        path.relative_to(FOLDER).as_posix()
        for folder in ("good", "bad", "first-day")
        for path in (FOLDER / folder).iterdir()
    }
    assert named == there
    assert sum((FOLDER / name).stat().st_size for name in named) < 1024 * 1024


def test_the_reader_stands_alone(tmp_path):
    """One file that anybody may take: nothing but Python and ``cryptography``."""
    allowed = {*sys.stdlib_module_names, "cryptography"}
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        name.partition(".")[0]
        for node in imports
        for name in (
            [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
    assert names <= allowed
    script = shutil.copy(SCRIPT, tmp_path)
    index = str(FOLDER / "index.json")
    done = subprocess.run(
        [sys.executable, "-I", script, "--check", index],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"{len(VECTORS)} of {len(VECTORS)} agree" in done.stdout


def test_the_second_reader_would_notice_a_difference(tmp_path, capsys):
    """Else agreeing would prove nothing."""
    wrong = [one | {"result": "P02"} for one in VECTORS if one["result"] != "P02"]
    shutil.copytree(FOLDER, tmp_path / "v", ignore=shutil.ignore_patterns("*.py"))
    index = tmp_path / "v" / "index.json"
    index.write_text(json.dumps(INDEX | {"vectors": wrong}), "utf-8")
    assert read_package.check(index) == len(wrong)
    capsys.readouterr()


def test_a_package_is_read_from_the_command_line(tmp_path, capsys):
    (vector,) = [one for one in VECTORS if one["name"] == "good/two-tables-and-scans"]
    who = tmp_path / "reader.json"
    who.write_text(json.dumps(INDEX["readers"]["bureau"]), "utf-8")
    file = str(FOLDER / vector["files"][0])
    assert read_package.main(["--reader", str(who), "--scans", str(tmp_path), file]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"digest": vector["digest"], "signed": vector["signed"]}
    rows = [(table, row) for table, found in vector["rows"].items() for row in found]
    assert [(line["table"], line["row"]) for line in lines if "row" in line] == rows
    assert [line["scan"] for line in lines if "scan" in line] == vector["scans"]
    assert all((tmp_path / name).exists() for name in vector["scans"])
    bad = str(FOLDER / "bad" / "one-byte-more.sfs")
    assert read_package.main(["--reader", str(who), bad]) == 1
    assert capsys.readouterr().err.startswith("refused P09")
