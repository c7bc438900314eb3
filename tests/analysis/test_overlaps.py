"""Overlapping spans of time, against a comparison of each with every other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.analysis.overlaps import Overlap, Span, overlapping


def pairs(*times: tuple[float, float]) -> list[tuple[int, int]]:
    found = overlapping(Span(key, *time) for key, time in enumerate(times))
    return sorted((one.first, one.second) for one in found)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([(0, 100), (0, 100)], [(0, 1)]),  # the same
        ([(0, 100), (40, 60)], [(0, 1)]),  # one inside the other
        ([(40, 60), (0, 100)], [(1, 0)]),  # the one that begins first is the first
        ([(0, 100), (50, 150)], []),  # exactly half
        ([(0, 100), (49, 149)], [(0, 1)]),
        ([(0, 100), (90, 110)], []),  # half of the shorter one
        ([(0, 100), (90, 109)], [(0, 1)]),
        ([(0, 100), (100, 200)], []),  # one after the other
        ([(0, 100), (50, 50)], []),  # without a duration
        ([(0, 100), (60, 50)], []),  # ends before it begins
        ([(0, 1000), (10, 20), (30, 40), (990, 1010)], [(0, 1), (0, 2)]),
        ([(0, 10), (1, 9), (2, 8)], [(0, 1), (0, 2), (1, 2)]),
        ([], []),
    ],
)
def test_pairs_overlap_by_more_than_half_of_the_shorter_one(
    times: list[tuple[float, float]], expected: list[tuple[int, int]]
) -> None:
    assert pairs(*times) == expected


def test_share_is_that_of_the_shorter_one() -> None:
    spans = [Span(1, 0, 100), Span(2, 80, 105)]
    assert list(overlapping(spans)) == [Overlap(1, 2, 0.8)]


TIMES = st.lists(st.tuples(st.integers(0, 30), st.integers(-1, 12)), max_size=25)


def quadratic(times: list[tuple[int, int]]) -> set[frozenset[int]]:
    """Return the pairs by counting the moments that both have in common."""
    moments = [set(range(start, start + max(length, 0))) for start, length in times]
    return {
        frozenset((one, other))
        for one in range(len(times))
        for other in range(one)
        if 2 * len(moments[one] & moments[other]) > min(len(moments[one]), len(moments[other]))
    }


@settings(max_examples=30, deadline=None, database=None)
@given(TIMES)
def test_pairs_are_those_of_a_comparison_of_all(times: list[tuple[int, int]]) -> None:
    found = pairs(*((start, start + length) for start, length in times))
    assert len(found) == len(set(found))
    assert {frozenset(pair) for pair in found} == quadratic(times)


@pytest.mark.slow
@settings(max_examples=3000, deadline=None, database=None)
@given(TIMES)
def test_pairs_are_those_of_a_comparison_of_all_in_many_cases(
    times: list[tuple[int, int]],
) -> None:
    found = pairs(*((start, start + length) for start, length in times))
    assert {frozenset(pair) for pair in found} == quadratic(times)
