"""Published county bundles, with what a reader says of each: ``python -m tests.vectors.county``.

``index.json`` holds the packages; a bundle's files and the day each counts from stand in
``county.json``. What is committed stays readable for ever: a name that is there is never made anew.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.sync import strict_json
from app.sync.letter import write_letter
from app.sync.seal import Purpose
from tests.vectors.kit import FOLDER, KEYS

INDEX = FOLDER / "county.json"
SOURCE = "贺司发〔2026〕21号"
PAPER = """form = "mediation.revisit"
version = "2026-12-15"
source = "贺司发〔2026〕21号"
confirmed = true

[[field]]
name = "findings"
label = "回访了解的情况"
max_length = 400

[[add]]
name = "county_1"
label = "是否满意"
kind = "yes_no"
required = true
"""
REPORT = """title = "安置帮教统计表"
source = "贺司发〔2026〕21号"
confirmed = true

[[group]]
title = "人员"
columns = [
  { key = "opening", label = "上期末在册" },
  { key = "closing", label = "期末在册" },
]
"""
FILES = {"forms/mediation-revisit.toml": PAPER, "reports/resettlement.toml": REPORT}


def bundle(files: dict[str, str], **head: Any) -> bytes:
    """A bundle of the bureau, whatever it holds."""
    texts = {path: text.encode() for path, text in files.items()}
    body = {
        "minimum_reader": 2,
        "minimum_suite": 1,
        "county": "640122",
        "version": 1,
        "made_at": "2026-12-01T09:00:00",
        "practice": False,
        "program": "0.1.0",
        "note": "",
        "keys": [],
        "files": [
            {
                "path": path,
                "since": "2026-12-15",
                "source": SOURCE,
                "length": len(text),
                "sha256": hashlib.sha256(text).hexdigest(),
            }
            for path, text in texts.items()
        ],
        **head,
    }
    letter = write_letter(Purpose.COUNTY_BUNDLE, strict_json.dumps(body), KEYS["bureau"])
    return letter + b"".join(texts.values())


def changed(old: str, new: str) -> dict[str, str]:
    """The files with one thing wrong in the paper."""
    assert old in PAPER
    return FILES | {"forms/mediation-revisit.toml": PAPER.replace(old, new, 1)}


MADE: dict[str, tuple[str, str, bytes]] = {
    "papers-and-tables": ("good", "a paper and a table, for reader 2", bundle(FILES)),
    "only-codes": (
        "good",
        "what reader 1 knows stays for reader 1",
        bundle(
            {
                "codes/risk.toml": 'title = "风险等级"\nsource = "贺司发"\nconfirmed = true\n'
                'entries = [{ code = "high", label = "高" }]\n'
            },
            minimum_reader=1,
        ),
    ),
    "reader-3": ("G03", "for a program that is not there yet", bundle(FILES, minimum_reader=3)),
    "another-name": ("G03", "a name that this reader does not know", bundle(FILES, colour="red")),
    "asks-too-little": ("P19", "a paper in a bundle for reader 1", bundle(FILES, minimum_reader=1)),
    "another-folder": ("P19", "a path of no folder", bundle({"keys/office.toml": "a = 1\n"})),
    "protected": (
        "G06",
        "leaves off what the law asks",
        bundle(changed("max_length = 400", "hidden = true")),
    ),
    "no-name-of-a-county": (
        "G06",
        "a field called as the program's",
        bundle(changed("county_1", "note")),
    ),
    "unknown-key": ("G06", "a property nobody knows", bundle(changed("required", "requird"))),
    "no-such-figure": (
        "G06",
        "a figure nobody counts",
        bundle(FILES | {"reports/resettlement.toml": REPORT.replace("opening", "ghosts")}),
    ),
}


def main() -> None:
    """Write what is not there yet."""
    there = json.loads(INDEX.read_text("utf-8")) if INDEX.exists() else []
    known = {one["name"] for one in there}
    for name, (result, about, data) in MADE.items():
        if name not in known:
            (FOLDER / "county").mkdir(exist_ok=True)
            (FOLDER / "county" / f"{name}.sfb").write_bytes(data)
            there.append({"name": name, "result": result, "about": about})
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in there)
    INDEX.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
