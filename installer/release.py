"""For those who release the program: offline keys, the root that names them, and a signed update.

    python -m installer.release key KEY.pem
    python -m installer.release root --keys A.pub B.pub C.pub --threshold 2 --expires 2031-12-31
        --sign A.pem B.pem --roots resources/release/roots.sfu
    python -m installer.release update dist/justice-office-desk --notes TEXT --expires 2027-12-31
        --least 0.1.0 --sign A.pem B.pem --out update.sfu

A key file is encrypted under a password that is asked for; its public half lies beside it as
``.pub`` in hex. Each key belongs to one person and lies on a stick in a safe; two of three sign.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import app
from app.updates.signed import ROOT, Root, Statement, follow, read_roots
from app.updates.update_file import Release, pack, this_system

__all__ = ["add_root", "main", "make_key", "read_key"]


def make_key(path: Path, password: str) -> str:
    """A new release key, encrypted at ``path``; its public half in hex, written beside it."""
    key = Ed25519PrivateKey.generate()
    with path.open("xb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(password.encode()),
            )
        )
    path.chmod(0o600)
    public = key.public_key().public_bytes_raw().hex()
    path.with_suffix(".pub").write_text(public + "\n", "ascii")
    return public


def read_key(path: Path, password: str) -> bytes:
    """The 32 private bytes of a key file."""
    key = serialization.load_pem_private_key(path.read_bytes(), password.encode())
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is no Ed25519 key")
    return key.private_bytes_raw()


def add_root(
    roots: Path, keys: Sequence[bytes], threshold: int, expires: date, signing: Sequence[bytes]
) -> Root:
    """Append the next root to the chain in ``roots``; the chain must hold before it is written."""
    chain = read_roots(roots.read_bytes()) if roots.exists() else ()
    version = follow(chain).version + 1 if chain else 1
    root = Root(version, tuple(keys), threshold, expires)
    new = (*chain, Statement.signed(ROOT, root.to_body(), signing))
    if follow(new) != root:
        raise ValueError("the new root does not follow from the chain")
    roots.parent.mkdir(parents=True, exist_ok=True)
    roots.write_bytes(b"".join(statement.to_bytes() for statement in new))
    return root


def _asked(paths: Sequence[Path]) -> list[bytes]:
    return [read_key(path, getpass.getpass(f"{path.name}: ")) for path in paths]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for."""
    top = argparse.ArgumentParser(prog="python -m installer.release", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    key = commands.add_parser("key")
    key.add_argument("path", type=Path)
    root = commands.add_parser("root")
    root.add_argument("--keys", type=Path, nargs="+", required=True)
    root.add_argument("--threshold", type=int, default=2)
    root.add_argument("--expires", type=date.fromisoformat, required=True)
    root.add_argument("--sign", type=Path, nargs="+", required=True)
    root.add_argument("--roots", type=Path, required=True)
    update = commands.add_parser("update")
    update.add_argument("folder", type=Path)
    update.add_argument("--notes", default="")
    update.add_argument("--least", default=app.__version__)
    update.add_argument("--expires", type=date.fromisoformat, required=True)
    update.add_argument("--sign", type=Path, nargs="+", required=True)
    update.add_argument("--roots", type=Path, default=Path("resources/release/roots.sfu"))
    update.add_argument("--out", type=Path, required=True)
    asked = top.parse_args(arguments)
    match asked.command:
        case "key":
            print(make_key(asked.path, getpass.getpass()))
        case "root":
            public = [bytes.fromhex(path.read_text("ascii")) for path in asked.keys]
            made = add_root(asked.roots, public, asked.threshold, asked.expires, _asked(asked.sign))
            print(f"root {made.version}: {made.threshold} of {len(made.keys)}")
        case "update":
            release = Release(
                app.__version__,
                this_system(),
                asked.least,
                datetime.now(UTC).date(),
                asked.expires,
                asked.notes,
                (),
            )
            chain = read_roots(asked.roots.read_bytes())
            whole = pack(asked.folder, asked.out, release, keys=_asked(asked.sign), roots=chain[1:])
            print(f"{asked.out}: {whole.version}, {len(whole.files)} files, {whole.size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
