"""The full-text table behind the search box: SQLite's FTS5, or PostgreSQL's ``tsvector``.

Both hold the same words, pairs of neighbouring characters parted by spaces, and answer the same
question: which entries hold these words one after the other. ``search_kinds`` knows what the words
mean.

The number of an entry says of what kind it is, so that a register of cases does not read the
entries of all people whose name holds the word as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ColumnClause
from sqlalchemy.sql.functions import FunctionElement

from app.models.search import SearchEntry

__all__ = ["NUMBER", "Body", "TextIndex", "holding", "number_of", "of_kind", "text_index"]

Body = Mapping[str, Any]
"""``n`` number of the entry, ``office`` that owns it, ``body`` its words."""


SLOTS = 16
KINDS = ("person", "case", "corrections", "resettlement", "child", "staff")
"""A kind's slot is its place here, and lies in the numbers of every store: a new kind comes last."""


def number_of(turn: int, kind: str) -> int:
    """The number of an entry of ``kind`` that is entered ``turn``-th: later ones have higher numbers."""
    return turn * SLOTS + KINDS.index(kind)


def of_kind(number: SQLColumnExpression[int], kind: str) -> ColumnElement[bool]:
    """A condition on a column of numbers: those of one kind."""
    return number.op("&")(SLOTS - 1) == KINDS.index(kind)


class _Number(ColumnClause[int]):
    """The number of an entry in the full-text table: in a file its row id."""

    inherit_cache = True


@compiles(_Number, "postgresql")
def _as_column(_element: _Number, _compiler: Any, **_options: Any) -> str:
    return "number"


class _Holds(FunctionElement[Any]):
    """(words): whether a row of the full-text table holds them one after the other.

    Not typed as a Boolean: SQLite would then be asked whether it equals 1, which no index answers.
    """

    inherit_cache = True


@compiles(_Holds, "sqlite")
def _in_fts5(element: _Holds, compiler: Any, **options: Any) -> str:
    phrase = compiler.process(element.clauses, **options)
    return f"search_text MATCH '\"' || {phrase} || '\"'"


@compiles(_Holds, "postgresql")
def _in_tsvector(element: _Holds, compiler: Any, **options: Any) -> str:
    phrase = compiler.process(element.clauses, **options)
    return f"body @@ phraseto_tsquery('simple', {phrase})"


NUMBER = _Number("rowid", BigInteger)
TABLE = table("search_text")


def holding(words: Iterable[str], kind: str = "") -> Select[int]:
    """The numbers of the entries, all or of one kind, that hold ``words`` one after the other."""
    numbers = select(NUMBER).select_from(TABLE).where(_Holds(literal(" ".join(words))))
    return numbers.where(of_kind(NUMBER, kind)) if kind else numbers


class TextIndex(Protocol):
    """What keeping the full-text table takes."""

    def turns(self, session: Session, count: int) -> Sequence[int]:
        """As many turns (``number_of``), rising, that no entry had."""

    def put(self, session: Session, bodies: Sequence[Body]) -> None:
        """Enter words under numbers that are not there yet."""

    def drop(self, session: Session, numbers: Sequence[int]) -> None:
        """Forget the words of some entries."""

    def clear(self, session: Session) -> None:
        """Forget everything."""

    def forget_for_good(self, session: Session) -> None:
        """Leave no word of what was dropped in the table's own files."""


class _Fts5:
    """A contentless FTS5 table; its row ids are the numbers of the entries."""

    MAKE = (
        "CREATE VIRTUAL TABLE search_text USING fts5(body, content='', "
        "contentless_delete=1, tokenize='unicode61 remove_diacritics 0')"
    )

    def turns(self, session: Session, count: int) -> Sequence[int]:
        first = (session.scalar(select(func.max(SearchEntry.number))) or 0) // SLOTS + 1
        return range(first, first + count)

    def put(self, session: Session, bodies: Sequence[Body]) -> None:
        rows = [{"n": body["n"], "body": body["body"]} for body in bodies]
        session.execute(text("INSERT INTO search_text(rowid, body) VALUES (:n, :body)"), rows)

    def drop(self, session: Session, numbers: Sequence[int]) -> None:
        gone = [{"n": number} for number in numbers]
        session.execute(text("DELETE FROM search_text WHERE rowid = :n"), gone)

    def forget_for_good(self, session: Session) -> None:
        """A dropped entry's words stay in their segment until segments are merged."""
        session.execute(text("INSERT INTO search_text(search_text) VALUES ('optimize')"))

    def clear(self, session: Session) -> None:
        session.execute(text("DROP TABLE search_text"))
        session.execute(text(self.MAKE))


class _TsVector:
    """A table beside the entries, with a GIN index over the words in their order."""

    def turns(self, session: Session, count: int) -> Sequence[int]:
        """From a sequence: other clerks enter at the same time."""
        drawn = text("SELECT nextval('search_number') FROM generate_series(1, :count)")
        return session.execute(drawn, {"count": count}).scalars().all()

    def put(self, session: Session, bodies: Sequence[Body]) -> None:
        session.execute(
            text(
                "INSERT INTO search_text(office, number, body) "
                "VALUES (:office, :n, to_tsvector('simple', :body))"
            ),
            [dict(body) for body in bodies],
        )

    def drop(self, session: Session, numbers: Sequence[int]) -> None:
        gone = text("DELETE FROM search_text WHERE number = ANY(:numbers)")
        session.execute(gone, {"numbers": list(numbers)})

    def forget_for_good(self, session: Session) -> None:
        """The server overwrites deleted rows at its next vacuum."""

    def clear(self, session: Session) -> None:
        session.execute(text("TRUNCATE search_text"))


def text_index(session: Session) -> TextIndex:
    """The full-text table of the store behind ``session``."""
    return _TsVector() if session.get_bind().dialect.name == "postgresql" else _Fts5()
