"""The Eddington number, against hand-worked cases and a plain count."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.eddington import eddington

FIRST = date(2025, 12, 29)


def days(*kilometers: float) -> dict[date, float]:
    return {FIRST + timedelta(days=day): 1000 * km for day, km in enumerate(kilometers)}


def plain(kilometers: list[float]) -> int:
    number = 0
    while sum(one >= number + 1 for one in kilometers) >= number + 1:
        number += 1
    return number


def test_three_days_of_at_least_three_kilometers_make_three() -> None:
    found = eddington(days(10, 3.0, 2.999, 1, 3.5), 1000)
    assert found.number == 3
    assert found.missing[:2] == [(4, 3), (5, 4)]


def test_history_names_the_days_on_which_it_grew() -> None:
    found = eddington(days(5, 1, 5, 5, 1), 1000)
    assert found.reached == [
        (FIRST, 1),
        (FIRST + timedelta(days=2), 2),
        (FIRST + timedelta(days=3), 3),
    ]


def test_miles_are_longer() -> None:
    assert eddington(days(3.3, 3.3), 1609.344).number == 2
    assert eddington(days(3.2, 3.2), 1609.344).number == 1


def test_no_days_make_zero() -> None:
    assert eddington({}, 1000).number == 0
    assert eddington({}, 1000).missing == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]


@given(st.lists(st.floats(0, 30), max_size=40))
def test_number_history_and_missing_days_are_those_of_a_plain_count(
    kilometers: list[float],
) -> None:
    found = eddington(days(*kilometers), 1000)
    so_far = [plain(kilometers[: count + 1]) for count in range(len(kilometers))]
    assert found.number == plain(kilometers)
    grew = [
        count for count, number in enumerate(so_far) if number > (so_far[count - 1] if count else 0)
    ]
    assert found.reached == [(FIRST + timedelta(days=count), so_far[count]) for count in grew]
    assert [one for one, _ in found.missing] == [found.number + step for step in range(1, 6)]
    for one, more in found.missing:
        assert more == one - sum(km >= one for km in kilometers)
        assert plain([*kilometers, *[float(one)] * more]) >= one
