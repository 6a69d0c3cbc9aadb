"""Write the vectors of docs/package-format.md §9 anew: ``python -m tests.vectors.make``.

Only a new format version needs it; a new vector is added by name: ``… make NAME``. Files committed
must stay readable for ever: an office's package may lie on a stick for a year. ``first-day`` holds
the oldest, which nothing here can make again.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

from tests.vectors.bad import bad
from tests.vectors.good import good
from tests.vectors.kit import CODES, FOLDER, KEYS, READERS

INDEX = FOLDER / "index.json"
SUFFIX = {1: "sfs", 2: "sfr", 3: "sfb", 4: "sfk", 5: "sfs", 6: "sfa", 7: "sfb"}


def _named(kind: str, name: str, files: list[bytes], purpose: int) -> dict[str, bytes]:
    """The files of one vector under their names."""
    suffix = SUFFIX[purpose]
    count = len(files)
    names = [f"{kind}/{name}{f'-{n}' if count > 1 else ''}.{suffix}" for n in range(1, count + 1)]
    return dict(zip(names, files, strict=True))


def made() -> dict[str, dict[str, Any]]:
    """What the index says of each vector, by name; in place of the names of its files, the files."""
    found: dict[str, dict[str, Any]] = {}
    for name, about, what, files, reader, purpose in good():
        found[f"good/{name}"] = {
            "files": _named("good", name, files, purpose),
            "about": about,
            "reader": reader,
            "purpose": int(purpose),
            "result": "good",
            "digest": what.digest,
            "sender": CODES["bureau" if reader == "office" else _signer_of(what.signed)],
            "signed": what.signed,
            "rows": {one.entry["table"]: one.rows for one in what.members if one.entry["table"]},
            "scans": [
                hashlib.sha256(scan).hexdigest() for one in what.members for scan in one.scans
            ],
        }
    for name, code, files, reader, purpose in bad():
        assert f"bad/{name}" not in found, name
        found[f"bad/{name}"] = {
            "files": _named("bad", name, files, purpose),
            "reader": reader,
            "purpose": int(purpose),
            "result": code,
        }
    return found


def _signer_of(signed: Any) -> str:
    owner = signed.get("sender") or signed.get("owner")
    return next(name for name, code in CODES.items() if code == owner)


def main(only: list[str]) -> None:
    """All vectors anew, or only those named; those of the first day are never touched."""
    there = json.loads(INDEX.read_text("utf-8"))["vectors"] if INDEX.exists() else []
    kept = [
        one
        for one in there
        if one["name"].startswith("first-day/") or (only and one["name"] not in only)
    ]
    fresh = made() | {one["name"]: one for one in kept}
    for one in fresh.values():
        if isinstance(one["files"], dict):
            for path, data in one["files"].items():
                (FOLDER / path).parent.mkdir(exist_ok=True)
                (FOLDER / path).write_bytes(data)
            one["files"] = list(one["files"])
    index = {
        "format": 1,
        "keys": {
            name: {"code": CODES[name], "private": KEYS[name].to_bytes().hex()} for name in KEYS
        },
        "readers": READERS,
        "vectors": [{"name": name} | fresh[name] for name in sorted(fresh)],
    }
    INDEX.write_text(_laid_out(index), encoding="utf-8")


def _laid_out(index: dict[str, Any]) -> str:
    """JSON with one vector a line, so that a difference shows what changed."""
    vectors = index.pop("vectors")
    head = json.dumps(index, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in vectors)
    return f'{head},\n "vectors": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    main(sys.argv[1:])
