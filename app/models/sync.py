"""报送: keys and partners, what an office has sealed, and what a bureau has received.

None of this travels as records. At an office ``OutboxPackage`` and ``Receipt`` tell what was
sealed and what the county answered. At a bureau every row about an office's packages stands under
that office's code, beside the records it sent: a store sharded by office keeps them together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Local, Name

__all__ = [
    "ImportStep",
    "OfficeHead",
    "OutboxPackage",
    "OutboxPart",
    "OwnKeys",
    "Partner",
    "Receipt",
    "ReceivedPackage",
]


# --- keys ----------------------------------------------------------------------------------------


class OwnKeys(Local, Base):
    """The private keys of this office or bureau (K2); the highest number is in use."""

    __tablename__ = "own_keys"
    number: Mapped[int] = mapped_column(primary_key=True)
    private: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Partner(Local, Base):
    """A public key somebody offered, and whether its fingerprint was compared by voice (K3)."""

    __tablename__ = "partner"
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(24), primary_key=True)  # digits only
    kind: Mapped[str] = mapped_column(String(10))  # office, bureau
    name: Mapped[Name]
    public: Mapped[bytes] = mapped_column(LargeBinary)
    practice: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="offered")  # offered, confirmed, revoked
    epoch: Mapped[int] = mapped_column(default=1)  # signs nothing older (K4)
    offered_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str] = mapped_column(String(64), default="")


# --- at the office -------------------------------------------------------------------------------


class OutboxPackage(Local, Base):
    """A sealed month: frozen with its number before any file is written (P6)."""

    __tablename__ = "outbox_package"
    __table_args__ = (Index("ix_outbox_package_digest", "office", "digest"),)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))  # 2026-11
    base_seq: Mapped[int]  # the last one receipted when this was frozen
    prev_digest: Mapped[str] = mapped_column(String(64), default="")
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes of the file
    change: Mapped[int] = mapped_column(BigInteger)  # every edit up to this one is inside
    records: Mapped[int]
    counts: Mapped[dict[str, Any]]  # table → records inside
    totals: Mapped[dict[str, Any]]  # table → status → records in the store (P4)
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str] = mapped_column(String(64), default="")
    confirmed_by: Mapped[Name] = mapped_column(default="")  # the head, who saw the figures
    held_back: Mapped[int] = mapped_column(default=0)  # cases, persons, sessions left out of it
    exported_at: Mapped[datetime | None]  # last written to a stick and read back
    answer: Mapped[str] = mapped_column(String(12), default="")  # the receipt's result
    answered_at: Mapped[datetime | None]
    audit_entries: Mapped[int | None] = mapped_column(BigInteger)  # head of the log inside (U2)
    audit_head: Mapped[str] = mapped_column(String(64), default="", server_default="")


class OutboxPart(Local, Base):
    """A piece of the frozen file; dropped once the county has received it."""

    __tablename__ = "outbox_part"
    epoch: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Receipt(Local, Base):
    """A county's signed answer to one package: given out at the bureau, kept at the office (P10).

    ``office`` is the office that sent the package, at both ends.
    """

    __tablename__ = "receipt"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the package
    file: Mapped[bytes] = mapped_column(LargeBinary)  # given out again as it was (G3)
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


# --- at the bureau -------------------------------------------------------------------------------


class OfficeHead(Local, Base):
    """How far an office has come: its newest merged package, and whether it was stopped (P7)."""

    __tablename__ = "office_head"
    epoch: Mapped[int] = mapped_column(default=0)
    seq: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    audit_head: Mapped[str] = mapped_column(String(64), default="")  # U2
    totals: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    least_epoch: Mapped[int] = mapped_column(default=1)  # older ones are refused after a fork
    stopped: Mapped[str] = mapped_column(String(64), default="")  # digest that raised the alarm
    stopped_at: Mapped[datetime | None]


class ReceivedPackage(Local, Base):
    """A verified package of an office and what became of it."""

    __tablename__ = "received_package"
    __table_args__ = (
        Index("ix_received_package_seq", "office", "epoch", "seq"),
        Index("ix_received_package_month", "office", "month"),
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[int]
    seq: Mapped[int]
    base_seq: Mapped[int]
    prev_digest: Mapped[str] = mapped_column(String(64), default="")
    month: Mapped[str] = mapped_column(String(7))
    records: Mapped[int]
    result: Mapped[str] = mapped_column(String(12))  # merged, superseded, held, fork, undone
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    head_before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # for undoing
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(String(64), default="")
    audit_entries: Mapped[int | None] = mapped_column(BigInteger)  # the office's log as it said
    audit_head: Mapped[str] = mapped_column(String(64), default="", server_default="")
    audit_finding: Mapped[str] = mapped_column(String(12), default="", server_default="")


class ImportStep(Local, Base):
    """One thing an import did, so that it can be undone to an equal store."""

    __tablename__ = "import_step"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office", "digest"], ["received_package.office", "received_package.digest"]
        ),
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # new, changed, conflict, blob
    table_name: Mapped[str] = mapped_column(String(64))
    record: Mapped[str] = mapped_column(String(64))  # uid; of a blob its sha256
    version: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))  # what it replaced
