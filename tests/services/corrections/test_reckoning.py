"""What is reckoned for many at once is what would be reckoned for each alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.checkins import KINDS, Exemption, Status, Stretch, Supervised
from app.rules.profiles import rule_book
from app.services.corrections.rhythm import Reckoning, Watched, duties_of

HELAN = rule_book("corrections", "640122")
NOW = datetime(2026, 11, 27, 9, 30)
SINCE = date(2026, 10, 1)
RECENT = st.dates(date(2026, 6, 20), date(2026, 11, 27))
LATER = st.none() | st.dates(date(2026, 10, 5), date(2027, 8, 1))
STRETCHES = st.builds(
    lambda first, days: Stretch(first, first + timedelta(days=days) if days else None),
    RECENT,
    st.integers(0, 40),
)
SUPERVISED = st.builds(
    lambda received, ends, changes, pauses, waived: Supervised(
        received_on=received,
        ends_on=ends,
        classes=tuple(sorted([(received, "ordinary"), *changes], key=lambda line: line[0])),
        suspensions=tuple(pauses),
        exemptions=tuple(waived),
    ),
    st.just(date(2024, 3, 6)) | RECENT,
    LATER,
    st.lists(st.tuples(RECENT, st.sampled_from(("strict", "ordinary", "lenient"))), max_size=2),
    st.lists(STRETCHES, max_size=1),
    st.lists(st.builds(Exemption, st.sampled_from(KINDS), STRETCHES, st.just("病")), max_size=2),
)
CONTACTS = st.dictionaries(
    st.sampled_from(KINDS),
    st.lists(RECENT, max_size=25).map(lambda days: tuple(sorted(days))),
)
PEOPLE = st.lists(
    st.builds(lambda person, days: Watched("uid", "测甲", person, days), SUPERVISED, CONTACTS),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(PEOPLE)
def test_many_at_once_are_reckoned_as_each_alone(people: list[Watched]) -> None:
    reckoning = Reckoning(HELAN, NOW, SINCE)
    for who in people:
        alone = duties_of(who, HELAN, NOW, SINCE)
        together = reckoning.duties(who)
        key = lambda duty: (duty.due_at, KINDS.index(duty.kind))  # noqa: E731
        assert sorted(together, key=key) == alone
        assert list(reckoning.undone(who)) == [d for d in together if d.status is not Status.DONE]


@settings(max_examples=150, deadline=None)
@given(PEOPLE)
def test_what_was_reckoned_from_an_earlier_day_answers_for_a_later_one(
    people: list[Watched],
) -> None:
    """The desk of the day reckons once, from last month on, and takes this month's gaps from it."""
    first = NOW.date().replace(day=1)
    earlier, later = Reckoning(HELAN, NOW, SINCE), Reckoning(HELAN, NOW, first)
    for who in people:
        known = [duty for duty in earlier.undone(who) if duty.last >= first]
        assert known == list(later.undone(who))
