"""Published county bundles are read, or refused with the code that the index says (F64, G6)."""

from __future__ import annotations

import json

import pytest

from app.services.bundles.contents import check_all
from app.sync.bundle import BundleRefused, Reason, read_bundle
from app.sync.refusal import Refused
from app.sync.seal import Signer
from tests.vectors.county import INDEX, MADE
from tests.vectors.kit import FOLDER, KEYS

VECTORS = json.loads(INDEX.read_text("utf-8"))
SIGNERS = [Signer("640122", KEYS["bureau"].public)]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["name"])
def test_a_bundle_is_read_or_refused_as_the_index_says(vector):
    data = (FOLDER / "county" / f"{vector['name']}.sfb").read_bytes()
    assert said(data) == vector["result"]


def said(data: bytes) -> str:
    """What the program says of a bundle."""
    try:
        bundle = read_bundle(data, SIGNERS)
    except (Refused, BundleRefused) as refused:
        return refused.code
    return Reason.UNUSABLE if check_all(list(bundle.files)) else "good"


def test_every_bundle_that_is_made_is_published():
    assert {one["name"] for one in VECTORS} == MADE.keys()
