"""What a package says about itself, signed (trust P4), and the limits it must keep (P11)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.sync import strict_json
from app.sync.refusal import Refusal, Refused

__all__ = [
    "POINTS_LIMIT",
    "READER_VERSION",
    "AuditHead",
    "AuditPoint",
    "Facts",
    "Manifest",
    "MemberEntry",
    "MemberKind",
    "Total",
    "check_member",
    "check_members",
]

READER_VERSION = 1
"""What this program can read; a manifest that asks for more is refused."""

MEMBERS_LIMIT = 1000
MEMBER_LIMIT = 256 * 1024 * 1024
PACKAGE_LIMIT = 2 * 1024 * 1024 * 1024
RECORDS_LIMIT = 200_000
TOTALS_LIMIT = 10_000
POINTS_LIMIT = 100
EXPANSION_LIMIT = 100
EXPANSION_FREE = 100 * 1024

TIME_FORM = "%Y-%m-%dT%H:%M:%S"
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")

_OFFICE = re.compile(r"[0-9A-Za-z-]{1,64}")
_KEY_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_DIGEST = re.compile(r"|[0-9a-f]{64}")
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
_NO_TABLE = re.compile(r"")
_MONTH = re.compile(r"|[0-9]{4}-(0[1-9]|1[0-2])")
_SHORT = re.compile(r"[^\x00-\x1f]{0,100}")


class MemberKind(StrEnum):
    """The only kinds of member there are (P11)."""

    ROWS = "rows"  # one table: a JSON object per line, compressed
    SCANS = "scans"  # images and PDFs as they are, each with its length


@dataclass(frozen=True, slots=True)
class MemberEntry:
    """One member as the manifest promises it: bytes as stored, bytes once expanded, pieces."""

    kind: MemberKind
    table: str
    length: int
    size: int
    sha256: str
    records: int


@dataclass(frozen=True, slots=True)
class Total:
    """How many living rows of a table have a status, counted by the sender over all its rows."""

    table: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class AuditPoint:
    """One entry of an audit chain: its number and hash in hex."""

    entries: int
    sha256: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest entry of the sender's audit chain: its number and hash in hex (U2).

    ``earlier`` is what the chain says today at the numbers earlier packages stated.
    """

    entries: int
    sha256: str
    earlier: tuple[AuditPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sender decides before sealing.

    ``base_seq`` is the last number receipted (0: none), ``prev_digest`` the digest of the package
    before this one (empty: none). ``created_at`` is for people; nothing is decided by it.
    ``month`` is the month reported (``2026-11``, empty where a file reports none); ``practice``
    marks a file of a practice office, which no real bureau takes.
    """

    sender: str
    recipient: str
    epoch: int
    seq: int
    base_seq: int
    prev_digest: str
    schema: int
    app_version: str
    created_at: datetime
    totals: tuple[Total, ...] = ()
    audit_head: AuditHead | None = None
    minimum_reader: int = 1
    month: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """The signed manifest: the sender's facts, its signing key's id in hex, and the members."""

    facts: Facts
    signer: str
    members: tuple[MemberEntry, ...]

    def encode(self) -> bytes:
        """The bytes that are signed and sent; they read back, or this raises ``Refused``."""
        facts = self.facts
        head = facts.audit_head
        body = strict_json.dumps(
            {
                "minimum_reader": facts.minimum_reader,
                "month": facts.month,
                "practice": facts.practice,
                "sender": facts.sender,
                "recipient": facts.recipient,
                "signer": self.signer,
                "epoch": facts.epoch,
                "seq": facts.seq,
                "base_seq": facts.base_seq,
                "prev_digest": facts.prev_digest,
                "schema": facts.schema,
                "app_version": facts.app_version,
                "created_at": facts.created_at.strftime(TIME_FORM),
                "members": [asdict(member) for member in self.members],
                "totals": [asdict(total) for total in facts.totals],
                "audit_head": None if head is None else _head_in_json(head),
            }
        )
        Manifest.decode(body)
        return body

    @classmethod
    def decode(cls, body: bytes) -> Manifest:
        """The manifest in ``body``, every value of its type and within its limits.

        Raises ``Refused``: ``NEWER_FORMAT`` when it asks for a newer reader or holds a name this
        program does not know, ``TOO_LARGE``, ``MALFORMED``.
        """
        values = strict_json.loads(body)
        if not isinstance(values, dict):
            raise Refused(Refusal.MALFORMED, "manifest")
        minimum = _integer(values.get("minimum_reader"), 1)
        if minimum > READER_VERSION:
            raise Refused(Refusal.NEWER_FORMAT, f"minimum reader {minimum}")
        values = _object(values, _NAMES)
        members = tuple(_member(value) for value in _list(values["members"], MEMBERS_LIMIT))
        check_members(members)
        head = values["audit_head"]
        facts = Facts(
            sender=_text(values["sender"], _OFFICE),
            recipient=_text(values["recipient"], _OFFICE),
            epoch=_integer(values["epoch"], 1),
            seq=_integer(values["seq"], 1),
            base_seq=_integer(values["base_seq"], 0),
            prev_digest=_text(values["prev_digest"], _NO_DIGEST),
            schema=_integer(values["schema"], 1),
            app_version=_text(values["app_version"], _SHORT),
            created_at=_time(values["created_at"]),
            totals=tuple(_total(value) for value in _list(values["totals"], TOTALS_LIMIT)),
            audit_head=None if head is None else _audit_head(head),
            minimum_reader=minimum,
            month=_text(values["month"], _MONTH),
            practice=_boolean(values["practice"]),
        )
        if facts.base_seq >= facts.seq:
            raise Refused(Refusal.MALFORMED, "base_seq")
        return cls(facts, _text(values["signer"], _KEY_ID), members)


_NAMES = {field.name for field in fields(Facts)} | {"signer", "members"}


def check_members(members: tuple[MemberEntry, ...]) -> None:
    """Refuse a list of members that breaks a limit as a whole, before any of them is read."""
    tables = [m.table for m in members if m.kind is MemberKind.ROWS]
    if len(set(tables)) != len(tables):
        raise Refused(Refusal.MALFORMED, "a table twice")
    if (
        len(members) > MEMBERS_LIMIT
        or sum(m.records for m in members) > RECORDS_LIMIT
        or sum(max(m.length, m.size) for m in members) > PACKAGE_LIMIT
    ):
        raise Refused(Refusal.TOO_LARGE, "members")
    for member in members:
        check_member(member)


def check_member(member: MemberEntry) -> None:
    """Refuse a member that is too large, or grows more than a hundredfold past 100 KiB."""
    if max(member.length, member.size) > MEMBER_LIMIT:
        raise Refused(Refusal.TOO_LARGE, "member")
    if member.kind is MemberKind.SCANS and member.size != member.length:
        raise Refused(Refusal.MALFORMED, "size of scans")
    if member.size > max(EXPANSION_FREE, EXPANSION_LIMIT * member.length):
        raise Refused(Refusal.TOO_LARGE, "expansion")


def _member(value: Any) -> MemberEntry:
    values = _object(value, {"kind", "table", "length", "size", "sha256", "records"})
    kind = next((k for k in MemberKind if k == values["kind"]), None)
    if kind is None:
        raise Refused(Refusal.NEWER_FORMAT, "kind of member")
    return MemberEntry(
        kind,
        _text(values["table"], _TABLE if kind is MemberKind.ROWS else _NO_TABLE),
        _integer(values["length"], 0),
        _integer(values["size"], 0),
        _text(values["sha256"], _DIGEST),
        _integer(values["records"], 0),
    )


def _total(value: Any) -> Total:
    values = _object(value, {"table", "status", "count"})
    return Total(
        _text(values["table"], _TABLE),
        _text(values["status"], _SHORT),
        _integer(values["count"], 0),
    )


def _head_in_json(head: AuditHead) -> dict[str, Any]:
    """``earlier`` is left out where there is nothing earlier."""
    values = asdict(head)
    if not head.earlier:
        del values["earlier"]
    return values


def _audit_head(value: Any) -> AuditHead:
    """``earlier`` is optional; a list of pairs of the same form."""
    filled = {"earlier": [], **value} if isinstance(value, dict) else value
    values = _object(filled, {"entries", "sha256", "earlier"})
    points = _list(values["earlier"], POINTS_LIMIT)
    return AuditHead(
        _integer(values["entries"], 0),
        _text(values["sha256"], _DIGEST),
        tuple(_audit_point(point) for point in points),
    )


def _audit_point(value: Any) -> AuditPoint:
    values = _object(value, {"entries", "sha256"})
    return AuditPoint(_integer(values["entries"], 0), _text(values["sha256"], _DIGEST))


def _object(value: Any, names: set[str]) -> dict[str, Any]:
    """An object with exactly these names; one more means a newer program wrote it."""
    if not isinstance(value, dict) or names - value.keys():
        raise Refused(Refusal.MALFORMED, "manifest")
    if value.keys() - names:
        raise Refused(Refusal.NEWER_FORMAT, "unknown name in the manifest")
    return value


def _list(value: Any, limit: int) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(Refusal.MALFORMED, "manifest")
    if len(value) > limit:
        raise Refused(Refusal.TOO_LARGE, "list in the manifest")
    return value


def _integer(value: Any, least: int) -> int:
    if type(value) is not int or value < least:  # True is no number
        raise Refused(Refusal.MALFORMED, "number in the manifest")
    return value


def _text(value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Refused(Refusal.MALFORMED, "text in the manifest")
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(Refusal.MALFORMED, "flag in the manifest")
    return value


def _time(value: Any) -> datetime:
    """Naive local time to the second."""
    try:
        return datetime.strptime(_text(value, _TIME), TIME_FORM)  # noqa: DTZ007 - naive by rule
    except ValueError:
        raise Refused(Refusal.MALFORMED, "time in the manifest") from None
