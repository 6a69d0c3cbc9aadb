"""The mark of a store that came back, and what it forbids until the county has spoken (C1, C2).

The mark is one setting of the store, so that it is backed up, restored and copied with it. While it
stands nothing is sealed and nothing exported: a package made now could carry a number that the
county knows with another content. Saving is never forbidden.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.local import Setting
from app.sync.outbox import last_frozen
from app.sync.receipt import SYMBOLS, Answer

__all__ = [
    "ARRIVAL",
    "REQUEST_LENGTH",
    "Arrival",
    "Behind",
    "Kind",
    "Locked",
    "epoch_granted",
    "head_heard",
    "new_request",
    "read",
    "receipt_heard",
    "refuse_if_locked",
    "remove",
    "write",
]

ARRIVAL = "arrival"
"""The setting that holds the mark."""

REQUEST_LENGTH = 8


class Kind(StrEnum):
    """How the store came to stand here."""

    ASKED = "asked"  # nobody has said yet whether it was moved or copied
    MOVED = "moved"  # it works here from now on; the county must give a new epoch
    COPY = "copy"  # for looking only
    RESTORED = "restored"  # it stands as it was on an earlier day


@dataclass(frozen=True, slots=True)
class Arrival:
    """The mark. ``request`` is read to the county on the telephone and quoted by its answer: so the
    answer is newer than the arrival, whatever any clock says.
    """

    kind: Kind
    since: datetime
    request: str
    made_at: datetime | None = None  # of the backup, where it is known
    reason: str = ""  # of the backup
    change: int = 0  # the newest edit the store held when it arrived
    county: tuple[int, int] = (0, 0)  # epoch and number of the county's head, once heard of
    missing: tuple[tuple[int, str], ...] = field(default=())  # numbers and months not here

    def as_value(self) -> dict[str, Any]:
        """As JSON holds it."""
        value = asdict(self)
        value["since"] = self.since.isoformat()
        value["made_at"] = self.made_at.isoformat() if self.made_at else None
        return value

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Arrival:
        """The mark again."""
        made_at = value["made_at"]
        return cls(
            **{
                **value,
                "kind": Kind(value["kind"]),
                "since": datetime.fromisoformat(value["since"]),
                "made_at": datetime.fromisoformat(made_at) if made_at else None,
                "county": tuple(value["county"]),
                "missing": tuple((int(number), str(month)) for number, month in value["missing"]),
            }
        )


def new_request() -> str:
    """Eight letters and digits that nobody used before: ``7KQ2MN4X``."""
    return "".join(secrets.choice(SYMBOLS) for _ in range(REQUEST_LENGTH))


def read(session: Session, office: str) -> Arrival | None:
    """The mark; ``None`` of a store in its place."""
    setting = session.get(Setting, (office, ARRIVAL))
    return Arrival.from_value(setting.value) if setting else None


def write(session: Session, office: str, mark: Arrival) -> None:
    """Put the mark, in the place of another one."""
    session.merge(Setting(office=office, name=ARRIVAL, value=mark.as_value()))


def remove(session: Session, office: str) -> None:
    """All is set right."""
    if setting := session.get(Setting, (office, ARRIVAL)):
        session.delete(setting)


# --- what it forbids -----------------------------------------------------------------------------


class Locked(ActionableError):
    """Nothing is sealed or exported while the mark stands."""

    def __init__(self, kind: Kind) -> None:
        what, do = _WORDS[kind]
        super().__init__("B11", what, safe="登记和打印照常，已有的数据没有变化。", do=do)


_ASK = "请打开“报送”页的“恢复后核对”，按提示打电话给县局，读入县局的归还数据。"
_WORDS = {
    Kind.ASKED: (
        "这份数据不在原来的位置，还没有说明是搬来的还是拷贝的，暂不能封存、导出。",
        "请打开“报送”页的“恢复后核对”，选一项。",
    ),
    Kind.MOVED: ("数据搬到了这里，县局还没有换发新编号，暂不能封存、导出。", _ASK),
    Kind.COPY: (
        "这是一份只供查看的副本，不能封存、导出。",
        "请到正在使用的那台电脑上报送；这一份要改为正式使用时，在“恢复后核对”里重新选择。",
    ),
    Kind.RESTORED: ("这份数据是从备份恢复的，县局还没有确认，暂不能封存、导出。", _ASK),
}


class Behind(ActionableError):
    """The county holds packages that this restored store does not know."""

    def __init__(self, number: int, month: str) -> None:
        super().__init__(
            "B12",
            f"县局收到过 {month} 第 {number} 号包，恢复的数据里没有：备份比它早。",
            safe="县局那边的记录还在，本机的数据没有变化。",
            do="请让县局为本所做“归还数据”，读入以后这些记录就补齐。",
        )


def refuse_if_locked(session: Session, office: str) -> None:
    """Asked before anything is sealed or exported (C2); raises ``Locked``."""
    if mark := read(session, office):
        raise Locked(mark.kind)


def head_heard(
    session: Session, office: str, head: tuple[int, int], *, package: tuple[int, str], at: datetime
) -> bool:
    """The county said how far it has come, at ``at`` by its clock; true when that sets all right.

    ``package`` is the number and month it answers. Of a restored store all is right when the
    county spoke after the restore and knows nothing that is not here. Otherwise what is missing is
    remembered, to be shown.
    """
    mark = read(session, office)
    if mark is None or mark.kind is not Kind.RESTORED:
        return False
    last = last_frozen(session, office)
    ours = (last.epoch, last.seq) if last else (0, 0)
    if head > ours:
        first = ours[1] + 1 if head[0] == ours[0] else 1
        missing = {**dict.fromkeys(range(first, head[1] + 1), ""), **dict(mark.missing)}
        if package[0] in missing:
            missing[package[0]] = package[1]
        county = max(mark.county, head)
        listed = tuple(sorted(missing.items()))
        write(session, office, replace(mark, county=county, missing=listed))
        return False
    if at <= mark.since or mark.county > ours:
        return False
    remove(session, office)
    return True


def receipt_heard(session: Session, office: str, receipt: Answer) -> bool:
    """The same of a receipt, which says how far the county had come when it was made."""
    return head_heard(
        session,
        office,
        (receipt.head_epoch, receipt.head_seq),
        package=(receipt.seq, receipt.month),
        at=receipt.received_at,
    )


def epoch_granted(session: Session, office: str) -> None:
    """The county countersigned a new epoch: a store that was moved is at home now (C1)."""
    mark = read(session, office)
    if mark is not None and mark.kind is Kind.MOVED:
        remove(session, office)
