"""What every kept thing has in common.

Two families of tables. A ``Record`` belongs to the office that made it, travels to the bureau and
is never lost: its key is (office, uid), it counts its revisions, and deleting it leaves a
tombstone. A ``Local`` row stays on this PC (drafts, settings, search). Every key begins with the
owning office, so that a bureau's store can be sharded by it. Column types are those PostgreSQL
has as well: the bureau will run there.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Text,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

__all__ = [
    "Base",
    "Code",
    "Fen",
    "Local",
    "LongText",
    "Name",
    "Record",
    "UidRef",
    "belongs",
    "new_uid",
]

Code = Annotated[str, mapped_column(String(64))]
"""A code of a dated table; checked by the form, so a new category needs no migration."""
Name = Annotated[str, mapped_column(String(400))]
"""A name or one-line text of any Unicode plane."""
LongText = Annotated[str, mapped_column(Text)]
Fen = Annotated[int, mapped_column(BigInteger)]
"""Money in fen (1/100 yuan)."""
UidRef = Annotated[str, mapped_column(Uuid(as_uuid=False))]
"""The uid of another record of the same office."""


def new_uid() -> str:
    """A fresh random record id."""
    return str(uuid4())


def belongs(table: str, column: str) -> ForeignKeyConstraint:
    """A reference inside one office; checked at commit, so a merge may insert in any order."""
    return ForeignKeyConstraint(
        ["office", column],
        [f"{table}.office", f"{table}.uid"],
        deferrable=True,
        initially="DEFERRED",
    )


class Base(DeclarativeBase):
    """All tables; constraints are named so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        dict[str, Any]: JSON,
        list[Any]: JSON,
        date: Date,
        datetime: DateTime,
    }


class Record:
    """A row that belongs to an office, is versioned, and travels in the monthly package.

    ``change`` orders edits within this store: everything above the last receipted change goes
    into the next package. ``epoch`` is the life of the store (it rises after a restore, rule C2).
    Order never depends on the clock; ``changed_at`` is for people to read.
    """

    office: Mapped[str] = mapped_column(String(20), primary_key=True, sort_order=-20)
    uid: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), primary_key=True, default=new_uid, sort_order=-19
    )
    epoch: Mapped[int] = mapped_column(default=1, sort_order=-18)
    revision: Mapped[int] = mapped_column(default=0, sort_order=-18)
    change: Mapped[int] = mapped_column(BigInteger, default=0, sort_order=-18)
    changed_at: Mapped[datetime] = mapped_column(sort_order=-18)
    changed_by: Mapped[str] = mapped_column(String(64), default="", sort_order=-18)
    deleted: Mapped[bool] = mapped_column(default=False, sort_order=-18)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 - a class method by its decorator
        """Index what goes into the next package; subclasses add their own through ``indexes``."""
        name = cls.__tablename__  # type: ignore[attr-defined]
        return (
            Index(f"ix_{name}_change", "office", "change"),
            *getattr(cls, "extra_args", tuple)(),
        )


class Local:
    """A row that stays in this store; its key still begins with the owning office."""

    office: Mapped[str] = mapped_column(String(20), primary_key=True, sort_order=-20)
