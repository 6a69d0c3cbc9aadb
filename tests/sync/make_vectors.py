"""Write the test vectors of docs/package-format.md §9 anew: ``python -m tests.sync.make_vectors``.

Only a new format version needs it. The files committed must stay readable for ever: an office's
package may lie on a stick for a year.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.sync.letter import KeyOffer
from app.sync.members import Rows, Scans
from app.sync.package import seal_package
from app.sync.seal import PrivateKeys, Purpose
from tests.sync.parties import BUREAU, FACTS, OFFICE

VECTORS = Path(__file__).parent / "vectors"

ROWS: dict[str, list[dict[str, Any]]] = {
    "mediation_case": [
        {
            "uid": "1",
            "summary": "宅基地边界纠纷，双方自愿达成协议。",
            "fen": 1_000_000,
            "closed": True,
        },
        {"uid": "2", "summary": '=1+1\n<b>\t"引号"\\', "fen": -1, "closed": False},
    ],
    "party": [{"uid": "3", "name": "王𠮷·阿不都", "phone": None, "share": 0.5}],
}
SCANS = [b"\x89PNG pretended", b"", bytes(range(256)) * 300]


def main() -> None:
    """Fresh keys, one file of each kind, and what must come out of it."""
    office, bureau = PrivateKeys.generate(), PrivateKeys.generate()
    answer = replace(FACTS, sender=BUREAU, recipient=OFFICE, totals=(), audit_head=None)
    rows = [Rows(table, content) for table, content in ROWS.items()]
    package = seal_package(FACTS, [*rows, Scans(SCANS)], office, bureau.public)
    receipt = seal_package(answer, rows[1:], bureau, office.public, purpose=Purpose.RECEIPT)
    (VECTORS / "package.sfs").write_bytes(package.volumes[0])
    (VECTORS / "receipt.sfs").write_bytes(receipt.volumes[0])
    (VECTORS / "key-offer.sfk").write_bytes(KeyOffer(OFFICE, office.public).sign(office))
    expected = {
        "office_keys": office.to_bytes().hex(),
        "bureau_keys": bureau.to_bytes().hex(),
        "office_fingerprint": office.public.fingerprint,
        "package_digest": package.digest,
        "receipt_digest": receipt.digest,
        "package_facts": asdict(FACTS) | {"created_at": FACTS.created_at.isoformat()},
        "rows": ROWS,
        "scans": [sha256(scan).hexdigest() for scan in SCANS],
    }
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (VECTORS / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
