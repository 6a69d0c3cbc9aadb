"""The full-text table behind the search box: SQLite's FTS5, or PostgreSQL's ``tsvector``.

Both hold the same words, pairs of neighbouring characters parted by spaces, and answer the same
question: which entries hold these words one after the other. ``search`` knows what the words mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Boolean, func, literal, select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from app.models.search import SearchEntry

__all__ = ["Body", "TextIndex", "holds", "text_index"]

Body = Mapping[str, Any]
"""``n`` number of the entry, ``office`` that owns it, ``body`` its words."""


class _Holds(FunctionElement[bool]):
    """(number of an entry, words): whether it holds them one after the other."""

    type = Boolean()
    inherit_cache = True


@compiles(_Holds, "sqlite")
def _in_fts5(element: _Holds, compiler: Any, **options: Any) -> str:
    number, phrase = (compiler.process(part, **options) for part in element.clauses)
    found = "SELECT rowid FROM search_text WHERE search_text MATCH"
    return f"{number} IN ({found} '\"' || {phrase} || '\"')"


@compiles(_Holds, "postgresql")
def _in_tsvector(element: _Holds, compiler: Any, **options: Any) -> str:
    number, phrase = (compiler.process(part, **options) for part in element.clauses)
    found = "SELECT number FROM search_text WHERE body @@"
    return f"{number} IN ({found} phraseto_tsquery('simple', {phrase}))"


def holds(words: Iterable[str]) -> _Holds:
    """A condition on ``SearchEntry``: it holds ``words`` one after the other."""
    return _Holds(SearchEntry.number, literal(" ".join(words)))


class TextIndex(Protocol):
    """What keeping the full-text table takes."""

    def numbers(self, session: Session, count: int) -> Sequence[int]:
        """As many numbers, rising, that no entry has."""

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

    def numbers(self, session: Session, count: int) -> Sequence[int]:
        first = (session.scalar(select(func.max(SearchEntry.number))) or 0) + 1
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

    def numbers(self, session: Session, count: int) -> Sequence[int]:
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
