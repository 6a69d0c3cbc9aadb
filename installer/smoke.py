"""Tries a frozen program as a strange PC would: no Python, no display, an empty home.

``python -m installer.smoke DIR`` starts the program in ``DIR``: its demo, looking at what the demo
wrote, and its window. It reports size and time. Exit 0 only if everything the demo promises is
there and the window stays open.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = "justice-office-desk"
LONGEST_SECONDS = 900
WINDOW_SECONDS = 10
LARGEST_MEGABYTES = 250  # of 1,048,576 bytes, as file managers count

# What the demo leaves: files by pattern, and how each kind of file begins.
PROMISED = {
    "summary.json": b"{",
    "dossiers/*.pdf": b"%PDF-",
    "stick/*": b"",
    "county.xlsx": b"PK",
    "screens/*.png": b"\x89PNG",
}


def megabytes(folder: Path) -> float:
    """The size of all files below ``folder``, links not counted."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1_048_576


def missing(out: Path) -> list[str]:
    """The promised files that are absent or do not begin as their kind does."""
    found = []
    for pattern, beginning in PROMISED.items():
        files = [path for path in out.glob(pattern) if path.is_file()]
        if not files:
            found.append(f"{pattern}: no such file")
        for path in files:
            content = path.read_bytes()
            if not content or not content.startswith(beginning):
                found.append(f"{path.relative_to(out)}: empty or of another kind")
    return found


def environment(home: Path) -> dict[str, str]:
    """Nothing of this machine's Python, no display."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
    }


def run_demo(program: Path, home: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """The finished demo of the frozen ``program``."""
    return subprocess.run(  # noqa: S603  # the program just built
        [program, "demo", "--out", out],
        env=environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )


def window_fault(program: Path, home: Path, profile: Path) -> str:
    """What the first start of the window says when it ends by itself; empty if it stays open."""
    window = subprocess.Popen(  # noqa: S603  # the program just built
        [program, "--profile", profile],
        env=environment(home),
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said, _ = window.communicate(timeout=WINDOW_SECONDS)
    except subprocess.TimeoutExpired:
        window.kill()
        said, _ = window.communicate()
        return said if "Traceback" in said else ""
    return f"the window closed by itself with exit {window.returncode}\n{said}"


def main(arguments: list[str]) -> int:
    """Try the program in the one folder named; returns the exit code."""
    if len(arguments) != 1:
        print("usage: python -m installer.smoke DIR", file=sys.stderr)
        return 2
    folder = Path(arguments[0]).resolve()
    size = megabytes(folder)
    print(f"{folder.name}: {size:.0f} MB (at most {LARGEST_MEGABYTES})")
    with tempfile.TemporaryDirectory() as temporary:
        home, out = Path(temporary, "home"), Path(temporary, "out")
        home.mkdir()
        begun = time.perf_counter()
        demo = run_demo(folder / PROGRAM, home, out)
        print(f"demo: exit {demo.returncode} after {time.perf_counter() - begun:.1f} s")
        if demo.returncode != 0:
            print(demo.stdout, demo.stderr, sep="\n", file=sys.stderr)
            return 1
        faults = missing(out)
        if not faults:
            json.loads((out / "summary.json").read_text("utf-8"))
        if fault := window_fault(folder / PROGRAM, home, Path(temporary, "profile")):
            faults.append(fault)
        else:
            print("window: opens")
    if size > LARGEST_MEGABYTES:
        faults.append(f"the program is {size:.0f} MB, more than {LARGEST_MEGABYTES}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
