"""The composition root: what is typed on the command line becomes a window, a demo or a check.

python -m app [--profile DIR]                       the window
python -m app demo --out DIR [--cases FILE]         the main job without a screen
python -m app verify FILE… --profile DIR --password-stdin
                                                    packages at a bureau, changing nothing
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from pathlib import Path

from app import crash_dumps
from app.errors import ActionableError
from app.paths import Profile, default_profile_dir
from app.updates import starting


def parser() -> argparse.ArgumentParser:
    """The command line, in the words of ``--help``."""
    top = argparse.ArgumentParser(prog="python -m app", description="司法所工作台")
    top.add_argument("--profile", type=Path, default=None, help="数据文件夹（默认在用户目录下）")
    commands = top.add_subparsers(dest="command", metavar="命令")

    demo = commands.add_parser("demo", help="不开窗口，用示例案件走完一个月的主要工作")
    demo.add_argument("--out", type=Path, required=True, help="写到哪个文件夹")
    demo.add_argument("--cases", type=Path, default=None, help="案件 JSON 文件（默认用随附示例）")

    verify = commands.add_parser("verify", help="县局：核验报送包，不改动任何数据")
    verify.add_argument("files", type=Path, nargs="+", metavar="FILE")
    verify.add_argument("--profile", type=Path, dest="verify_profile", default=None)
    verify.add_argument(
        "--password-stdin", action="store_true", required=True, help="从标准输入读密码"
    )
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; returns the exit code."""
    crash_dumps.switch_off()
    asked = parser().parse_args(arguments)
    root = getattr(asked, "verify_profile", None) or asked.profile or default_profile_dir()
    profile = Profile(root)
    try:
        if asked.command == "demo":
            from app.demo.run import run

            return run(asked.out, cases=asked.cases)
        if asked.command == "verify":
            from app.clock import local_now
            from app.services.verify import verify

            password = sys.stdin.readline().rstrip("\r\n")
            return verify(asked.files, profile, password=password, clock=local_now)
    except ActionableError as error:
        print(str(error), file=sys.stderr)
        return 1
    from app.ui.application import run as run_window

    return run_window(profile)


def start() -> int:
    """The version in use runs, this one or a newer one beside it (trust V1)."""
    other = starting.hand_over(sys.argv[1:])
    if other is not None:
        return other
    code = main()
    starting.ended()
    return code


if __name__ == "__main__":
    multiprocessing.freeze_support()  # a packed program reads spreadsheets in a child of itself
    sys.exit(start())
