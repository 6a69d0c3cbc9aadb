"""``python -m app verify``: would the bureau take these packages? Changes nothing (§5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from app.errors import ActionableError
from app.paths import Profile
from app.services import setup

__all__ = ["verify"]


class NoBureau(ActionableError):
    """The data folder is an office's, not a bureau's."""

    def __init__(self) -> None:
        super().__init__(
            "V01",
            "这个数据文件夹不是县局的，不能核验报送包。",
            do="请用 --profile 指明县局的数据文件夹。",
        )


def verify(
    files: Sequence[Path], profile: Profile, *, password: str, clock: Callable[[], datetime]
) -> int:
    """Print one line per package; 0 only when every one would be accepted."""
    desk = setup.open_desk(profile, password, clock=clock)
    try:
        if desk.identity.kind != "bureau":
            raise NoBureau
        checked = desk.bureau.verify(files)
    finally:
        desk.close()
    for line in checked:
        print(line)
    return 0 if all(line.problem is None for line in checked) else 1
