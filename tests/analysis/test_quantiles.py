"""Shades by quantiles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.quantiles import SHADES, limits, shade


def test_each_shade_has_a_quarter_of_the_amounts() -> None:
    found = limits([8, 1, 0, 2, 3, 5, 4, 6, 7, -3])
    assert found == [2, 4, 6]
    assert [shade(amount, found) for amount in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_limits_need_an_amount_above_zero() -> None:
    assert limits([0, -1]) == []
    assert limits([5]) == [5, 5, 5]
    assert shade(5, [5, 5, 5]) == 1


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60))
def test_at_most_a_quarter_is_lighter_than_each_limit(amounts: list[int]) -> None:
    found = limits(amounts)
    for number, limit in enumerate(found, start=1):
        lighter = sum(amount < limit for amount in amounts)
        not_darker = sum(amount <= limit for amount in amounts)
        assert lighter < number * len(amounts) / SHADES <= not_darker
    assert {shade(amount, found) for amount in amounts} <= {1, 2, 3, 4}
