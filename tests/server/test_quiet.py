"""A server that refuses a row quotes it; what is logged and shown of that names nobody (E5, T5)."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.sync.records import tables
from tests.faults.leaks import canaries
from tests.sync.county import County


def test_an_error_of_the_server_does_not_quote_the_row(county: County):
    (one,) = canaries(1)
    row = {"office": "640122100", "uid": "00000000-0000-4000-8000-000000000001", "name": one.name}
    facts = {"id_number": one.id_number, "changed_at": county.store.clock(), "change": 1}
    for wrong in ([row | facts] * 2, [row | facts | {"kind": None}]):
        with pytest.raises(IntegrityError) as refused:
            _write(county, wrong)
        told = "".join(traceback.format_exception(refused.value))
        assert one.name not in told
        assert one.id_number not in told
        assert row["uid"] not in told


def _write(county: County, rows: list[dict[str, Any]]) -> None:
    with county.store.begin() as session:
        for row in rows:
            session.connection().execute(insert(tables()["person"]), row)
