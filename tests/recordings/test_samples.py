"""The samples of downloads: as Strava sent them, of equal length, and nothing made up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from strava.analysis.streams import NAMES
from strava.recordings.sample_files import to_csv, to_json
from strava.recordings.samples import read_samples


def document(**streams: list[Any]) -> dict[str, Any]:
    return {name: {"data": data, "original_size": len(data)} for name, data in streams.items()}


def test_values_are_as_sent_in_a_fixed_order_and_unknown_streams_are_kept() -> None:
    streams: dict[str, list[Any]] = {
        "sweat": [1, 2.5],
        "moving": [True, False],
        **{name: [1, 0.25] for name in reversed(NAMES) if name not in ("moving", "latlng")},
        "time": [0, 7],
        "latlng": [[47.1, 8.2], [47, 8]],
    }
    samples = read_samples(document(**streams))
    assert samples
    assert samples == streams
    assert list(samples) == [*NAMES, "sweat"]
    assert to_json(samples).startswith('{"time":[0,7],"distance":[1,0.25],"latlng":[[47.1,8.2],')


def test_what_was_not_recorded_is_null() -> None:
    nan, text = float("nan"), "far"
    samples = read_samples(
        document(
            time=[0, 1, 2, 3, 4],
            distance=[0.5, None, 0.1, text, nan],
            latlng=[[0, 0.0], [1.5, -2], [1, 181], [None, 3], [90, 180]],
            heartrate=[0, 61, None, float("inf"), 1e300],
            moving=[True, None, False, True, True],
            watts=[None, None, None, None, None],
            temp=[[1], {}, "", nan, 10**400],
            cadence=[0, -1, 0, 0, 0],
        )
    )
    assert samples == {
        "time": [0, 1, 2, 3, 4],
        "distance": [0.5, None, 0.1, None, None],
        "latlng": [None, [1.5, -2], None, None, [90, 180]],
        "heartrate": [None, 61, None, None, None],
        "cadence": [0, -1, 0, 0, 0],
        "moving": [True, None, False, True, True],
    }
    assert samples
    lines = to_csv(samples).splitlines()
    assert lines[0] == "time,distance,latitude,longitude,heartrate,cadence,moving"
    assert lines[1:3] == ["0,0.5,,,,0,true", "1,,1.5,-2,61,-1,"]


def test_samples_without_a_later_time_and_streams_of_another_length_are_left_out() -> None:
    samples = read_samples(
        document(time=[0, 2, 2, None, 1, "3", 5], watts=[1, 2, 3, 4, 5, 6, 7], heartrate=[100, 101])
    )
    assert samples == {"time": [0, 2, 5], "watts": [1, 2, 7]}
    assert read_samples(document(time=[-1, 0.5], watts=[1, 2])) == {"time": [0.5], "watts": [2]}


@pytest.mark.parametrize(
    ("stretch", "times"),
    [((0, 9), [0, 3, 6, 9]), ((3, 6), [3, 6]), ((2.9, 6.1), [3, 6]), ((7, 8), None)],
)
def test_stretch_includes_its_ends(stretch: tuple[float, float], times: list[int] | None) -> None:
    samples = read_samples(document(time=[0, 3, 6, 9], watts=[0, 3, 6, 9]), stretch)
    assert samples == (None if times is None else {"time": times, "watts": times})


@pytest.mark.parametrize(
    "odd",
    [
        *(None, [], "x", {}, {"time": None}, {"time": {"data": {}}}),
        *(document(time=[], watts=[]), document(time=["a", None]), document(watts=[1, 2])),
    ],
    ids=json.dumps,
)
def test_nothing_usable_is_no_samples(odd: Any) -> None:
    assert read_samples(odd) is None
