"""P5: whatever is lost on the way, the next package makes good (M2 is in ``test_county_life``)."""

from __future__ import annotations

import pytest

from tests.sync.county import County, Office, rows_of


@pytest.mark.parametrize("number", range(1, 4))
def test_a_lost_package_is_made_good_by_the_next(county: County, office: Office, number: int):
    """P5: lost once, twice, three times."""
    for lost in range(number):
        office.add_person(f"第{lost}人")
        office.send().unlink()
    accepted = county.accept(office.send())
    assert accepted.missing == tuple(range(1, number + 1))
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)
