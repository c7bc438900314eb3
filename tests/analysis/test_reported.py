"""Where Strava's laps and best efforts are in the recording."""

from __future__ import annotations

from typing import Any

import pytest

from strava.analysis import reported
from strava.analysis.reported import Lap, ReportedEffort
from strava.analysis.streams import read, sent_times

from .recordings import document

STARTED_AT = "2026-11-22T06:00:00Z"
TIMES = [0.0, 10.0, 20.0, 30.0, 40.0]


def lap(start_index: Any, end_index: Any, **fields: Any) -> dict[str, Any]:
    return {"start_index": start_index, "end_index": end_index, **fields}


def test_indexes_count_samples_that_are_left_out() -> None:
    sent = document(time=[0, 10, 10, None, 5, 20, 30], distance=[0, 1, 1, 1, 1, 2, 3])
    streams = read(sent)
    assert streams is not None
    assert streams.time == [0, 10, 20, 30]
    found = reported.laps([lap(0, 1), lap(1, 5), lap(5, 6)], sent_times(sent), STARTED_AT)
    assert found == [Lap(1, 0, 10), Lap(2, 10, 20), Lap(3, 20, 30)]


@pytest.mark.parametrize(
    ("elapsed", "end"), [(10, 10.0), (15, 15.0), (20, 20.0), (500, 20.0), (3, 10.0), (None, 10.0)]
)
def test_last_sample_of_a_lap_lasts_until_the_next_one_at_most(
    elapsed: int | None, end: float
) -> None:
    (found,) = reported.laps([lap(0, 1, elapsed_time=elapsed)], TIMES, STARTED_AT)
    assert found == Lap(1, 0.0, end)


def test_lap_without_indexes_is_found_by_its_times() -> None:
    listed = [
        {"elapsed_time": 12, "start_date": STARTED_AT},
        {"elapsed_time": 8, "start_date": "2026-11-22T06:00:15Z"},
        {"elapsed_time": 5},
    ]
    assert reported.laps(listed, TIMES, STARTED_AT) == [
        Lap(1, 0, 12),
        Lap(2, 15, 23),
        Lap(3, 23, 28),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        *(None, 5, "lap", [], {}, lap(None, None), lap(3, 3), lap(4, 1), lap(-1, 3), lap(0, 99)),
        *(lap(True, 3), lap("0", "3"), lap(0.0, 3.0), {"elapsed_time": -5, "start_date": 7}),
    ],
)
def test_lap_without_a_place_is_left_out_and_the_others_keep_their_numbers(odd: Any) -> None:
    assert reported.laps([odd, lap(0, 4)], TIMES, STARTED_AT) == [Lap(2, 0, 40)]
    assert reported.best_efforts([odd], TIMES) == []


@pytest.mark.parametrize("listed", [None, 5, {}, "laps"])
def test_what_is_no_list_has_no_laps(listed: Any) -> None:
    assert reported.laps(listed, TIMES, STARTED_AT) == []
    assert reported.best_efforts(listed, TIMES) == []


def test_best_effort_has_the_time_of_strava_and_the_stretch_of_its_samples() -> None:
    effort = lap(1, 3, distance=1000, elapsed_time=21)
    assert reported.best_efforts([effort], TIMES) == [ReportedEffort(1000, 21, 10, 30)]
