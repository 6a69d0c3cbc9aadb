"""P7 as a table: what the county answers to each constellation of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync.decision import FINAL, Arrival, Known, Verdict, decide, missing_numbers

A, B, C = "a" * 64, "b" * 64, "c" * 64


def held(
    *packages: tuple[int, int, str, str, str],
) -> dict[tuple[int, int], dict[str, tuple[str, str]]]:
    """(epoch, seq, digest, prev_digest, outcome) as the county knows them."""
    found: dict[tuple[int, int], dict[str, tuple[str, str]]] = {}
    for epoch, seq, digest, prev, outcome in packages:
        found.setdefault((epoch, seq), {})[digest] = (prev, outcome)
    return found


@pytest.mark.parametrize(
    ("arrival", "known", "verdict"),
    [
        pytest.param(Arrival(A, 1, 1, 0), Known(), Verdict.MERGED, id="the first package"),
        pytest.param(
            Arrival(B, 1, 2, 0, A),
            Known(1, 1, packages=held((1, 1, A, "", "merged"))),
            Verdict.MERGED,
            id="the next one",
        ),
        pytest.param(
            Arrival(C, 1, 3, 0, B),
            Known(1, 1, packages=held((1, 1, A, "", "merged"))),
            Verdict.MERGED,
            id="the next but one: cumulative",
        ),
        pytest.param(
            Arrival(A, 1, 1, 0),
            Known(1, 2, packages=held((1, 1, A, "", "merged"), (1, 2, B, A, "merged"))),
            Verdict.REPEATED,
            id="the same again",
        ),
        pytest.param(
            Arrival(A, 1, 1, 0),
            Known(1, 1, stopped=True, packages=held((1, 1, A, "", "merged"))),
            Verdict.REPEATED,
            id="the same again, office stopped",
        ),
        pytest.param(
            Arrival(A, 1, 1, 0),
            Known(1, 2, packages=held((1, 2, B, A, "merged"))),
            Verdict.SUPERSEDED,
            id="late: a later one has come",
        ),
        pytest.param(
            Arrival(A, 1, 9, 0), Known(2, 1), Verdict.SUPERSEDED, id="of an earlier epoch"
        ),
        pytest.param(
            Arrival(B, 1, 1, 0),
            Known(1, 1, packages=held((1, 1, A, "", "merged"))),
            Verdict.FORK,
            id="same number, other content",
        ),
        pytest.param(
            Arrival(C, 1, 2, 0, B),
            Known(1, 1, packages=held((1, 1, A, "", "merged"))),
            Verdict.FORK,
            id="built on a package that is not the one we hold",
        ),
        pytest.param(
            Arrival(C, 1, 1, 0),
            Known(1, 2, packages=held((1, 2, B, A, "merged"))),
            Verdict.FORK,
            id="late, and not the one the next was built on",
        ),
        pytest.param(
            Arrival(A, 1, 1, 0), Known(stopped=True), Verdict.STOPPED, id="the office is stopped"
        ),
        pytest.param(
            Arrival(C, 1, 3, 2, B),
            Known(1, 1, packages=held((1, 1, A, "", "merged"))),
            Verdict.HELD,
            id="built on a receipt we never gave",
        ),
        pytest.param(
            Arrival(C, 1, 3, 2, B),
            Known(1, 2, packages=held((1, 2, B, A, "merged"), (1, 3, C, B, "held"))),
            Verdict.MERGED,
            id="held once, and the gap is filled",
        ),
        pytest.param(
            Arrival(C, 2, 2, 1), Known(1, 9), Verdict.HELD, id="new epoch, not a full package"
        ),
        pytest.param(Arrival(C, 2, 1, 0), Known(1, 9), Verdict.MERGED, id="new epoch, full"),
        pytest.param(
            Arrival(C, 1, 9, 0),
            Known(1, 3, least_epoch=2),
            Verdict.OLD_EPOCH,
            id="sealed by the clone that was shut out",
        ),
    ],
)
def test_the_table_of_p7(arrival, known, verdict):
    assert decide(arrival, known) is verdict


digests = st.sampled_from([A, B, C])
arrivals = st.builds(
    Arrival, digests, st.integers(1, 2), st.integers(1, 3), st.integers(0, 2), digests
)
knowns = st.builds(
    Known,
    st.integers(0, 2),
    st.integers(0, 3),
    st.integers(1, 2),
    st.booleans(),
    st.dictionaries(
        st.tuples(st.integers(1, 2), st.integers(1, 3)),
        st.dictionaries(digests, st.tuples(digests, st.sampled_from(["merged", "held", "fork"]))),
    ),
)


@given(arrivals, knowns)
def test_nothing_older_than_the_head_is_ever_merged(arrival, known):
    """G7: no rollback, whatever the county holds."""
    if decide(arrival, known) is Verdict.MERGED:
        assert (arrival.epoch, arrival.seq) > (known.epoch, known.seq)
        assert arrival.epoch >= known.least_epoch
        assert not known.stopped


@given(arrivals, knowns)
def test_two_contents_of_one_number_are_never_both_merged(arrival, known):
    """G8: a clone is caught at its second import at the latest."""
    others = known.at(arrival.epoch, arrival.seq).keys() - {arrival.digest}
    if others:
        assert decide(arrival, known) in {Verdict.FORK, Verdict.REPEATED, Verdict.OLD_EPOCH}


@given(arrivals, knowns)
def test_what_was_answered_for_good_is_answered_again(arrival, known):
    """P7: the same package, the same receipt."""
    same = known.at(arrival.epoch, arrival.seq).get(arrival.digest)
    if same and same[1] in FINAL:
        assert decide(arrival, known) is Verdict.REPEATED


def test_missing_numbers_are_exact():
    """F58."""
    assert missing_numbers({1, 2, 5}, 6) == (3, 4)
    assert missing_numbers({1}, 1) == ()
    assert missing_numbers(set(), 3) == (1, 2)
