"""Reading streams: whatever Strava sends, lists of equal length come out."""

from __future__ import annotations

from typing import Any

import pytest

from strava.analysis.streams import read

from .recordings import document


def test_streams_are_read_by_name() -> None:
    streams = read(
        document(
            time=[0, 1, 3],
            distance=[0.0, 2.5, 7.5],
            latlng=[[47.1, 8.1], [47.2, 8.2], [47.3, 8.3]],
            velocity_smooth=[0.0, 2.5, 2.5],
            heartrate=[120, 121, 122],
            temp=[-1, 0, 1],
            moving=[False, True, True],
        )
    )
    assert streams is not None
    assert streams.time == [0.0, 1.0, 3.0]
    assert streams.distance == [0.0, 2.5, 7.5]
    assert streams.latlng[1] == (47.2, 8.2)
    assert (streams.speed[0], streams.temperature[0]) == (0.0, -1.0)
    assert streams.heartrate == [120.0, 121.0, 122.0]
    assert streams.moving == [False, True, True]
    assert streams.watts == []


@pytest.mark.parametrize(
    "odd", [None, [], {}, {"time": None}, {"time": {"data": "x"}}, document(time=[None, "1"])]
)
def test_document_without_times_has_no_streams(odd: Any) -> None:
    assert read(odd) is None


def test_sample_whose_time_is_missing_or_goes_back_is_left_out() -> None:
    streams = read(document(time=[0, 5, None, 3, 5, 6], heartrate=[1, 2, 3, 4, 5, 6]))
    assert streams is not None
    assert (streams.time, streams.heartrate) == ([0.0, 5.0, 6.0], [1.0, 2.0, 6.0])


def test_stream_of_another_length_is_left_out() -> None:
    streams = read(document(time=[0, 1], heartrate=[120], cadence=[80, 81]))
    assert streams is not None
    assert (streams.heartrate, streams.cadence) == ([], [80.0, 81.0])


def test_missing_values_are_replaced_where_a_measurement_goes_on() -> None:
    streams = read(
        document(
            time=[0, 1, 2, 3],
            distance=[0.0, None, 5.0, 4.0],
            altitude=[None, 10.0, None, 12.0],
            heartrate=[None, 0, "x", 120],
            watts=[-5, float("nan"), 0, 200],
            latlng=[[0, 0], [47.0], [91.0, 8.0], [47.0, 8.0]],
        )
    )
    assert streams is not None
    assert streams.distance == [0.0, 0.0, 5.0, 5.0]
    assert streams.altitude == [10.0, 10.0, 10.0, 12.0]
    assert streams.heartrate == [None, None, None, 120.0]
    assert streams.watts == [None, None, 0.0, 200.0]
    assert streams.latlng == [None, None, None, (47.0, 8.0)]


def test_stream_without_any_value_counts_as_not_recorded() -> None:
    streams = read(document(time=[0, 1], heartrate=[0, None], distance=[0, 0], altitude=[None] * 2))
    assert streams is not None
    assert (streams.heartrate, streams.distance, streams.altitude) == ([], [], [])


def test_very_long_recording_is_thinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strava.analysis.streams.MOST_SAMPLES", 4)
    for length in (4, 5, 9, 10):
        times = list(range(length))
        streams = read(document(time=times, distance=times, heartrate=[100] * length))
        assert streams is not None
        assert streams.distance == streams.time
        assert len(streams.heartrate) == len(streams.time) <= 4
        assert (streams.time[0], streams.time[-1]) == (0, length - 1)
        assert (len(streams.time) == length) == (length == 4)
