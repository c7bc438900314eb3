"""Records, positions, and what is too good to be true, against hand-worked cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.plausible import shortest_time
from strava.analysis.records import fallen, positions


def test_a_record_falls_to_what_is_better_than_all_before() -> None:
    assert fallen([20, 21, 20, 19, 25, 18]) == [0, 3, 5]
    assert fallen([20, 21, 20, 22, 22], is_highest_best=True) == [0, 1, 3]
    assert fallen([]) == []


@given(st.lists(st.integers(0, 5)), st.booleans())
def test_records_are_those_of_a_plain_comparison(values: list[int], highest: bool) -> None:
    expected = [
        place
        for place, value in enumerate(values)
        if all((value > other) if highest else (value < other) for other in values[:place])
    ]
    assert fallen(values, is_highest_best=highest) == expected


def test_equal_values_have_the_same_position() -> None:
    assert positions([9, 9, 10, 11, 11, 11, 12]) == [1, 1, 3, 4, 4, 4, 7]
    assert positions([]) == []


@pytest.mark.parametrize(
    ("family", "meters", "record"),
    [
        *(("run", 400, 43.03), ("run", 1000, 131.96), ("run", 1609.344, 223.13)),
        *(("run", 5000, 755.36), ("run", 10_000, 1571.0), ("run", 42_195, 7235.0)),
        *(("swim", 100, 46.40), ("swim", 400, 219.96), ("swim", 1500, 870.67)),
    ],
)
def test_world_records_are_possible_and_much_faster_is_not(
    family: str, meters: float, record: float
) -> None:
    assert shortest_time(family, meters) < record
    assert shortest_time(family, meters) > 0.9 * record
