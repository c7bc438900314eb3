"""What is inside of a circle is left out of streams, drawings, and the JSON of Strava."""

from __future__ import annotations

from typing import Any

import polyline
import pytest

from strava.analysis.circles import Circle
from strava.analysis.gaps import recorded_parts
from strava.analysis.hiding import (
    hidden_efforts,
    hide_in_drawing,
    hide_in_json,
    hide_in_streams,
)

HOME = (Circle(0.0, 10.0, 1000.0),)
"""On the equator, a circle reaches about 0.0091 degrees to all sides."""


def line(*longitudes: float | None) -> list[Any]:
    """Return positions on the equator, by their degrees east of the center."""
    return [None if east is None else [0.0, round(10 + east, 6)] for east in longitudes]


def streams(*longitudes: float | None, **values: list[Any]) -> dict[str, Any]:
    count = len(longitudes)
    lists = {"time": list(range(count)), "latlng": line(*longitudes), **values}
    return {name: {"data": data, "series_type": "time"} for name, data in lists.items()}


def test_samples_inside_have_their_time_alone() -> None:
    sent = streams(
        *(0.02, 0.008, 0.0, 0.02, 0.03),
        heartrate=[100, 101, 102, 103, 104],
        moving=[True, True, True, True, False],
    )
    hidden = hide_in_streams(sent, HOME)
    assert {name: stream["data"] for name, stream in hidden.items()} == {
        "time": [0, 1, 2, 3, 4],
        "latlng": [*line(0.02), None, None, *line(0.02, 0.03)],
        "heartrate": [100, None, None, 103, 104],
        "moving": [True, None, None, True, False],
    }
    assert sent["heartrate"]["data"][1] == 101
    assert {stream["series_type"] for stream in hidden.values()} == {"time"}


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        [],
        {"latlng": None},
        {"latlng": {"data": "x"}},
        streams(0.02, 0.03),
        streams(-0.02, 0.02),
        {"time": {"data": [0]}, "latlng": {"data": [["x"], None, [0, 0]]}},
    ],
    ids=str,
)
def test_streams_without_samples_inside_are_as_they_were(document: Any) -> None:
    assert hide_in_streams(document, HOME) == document


def test_streams_that_cannot_be_assigned_to_positions_stay() -> None:
    hidden = hide_in_streams(streams(0.0, 0.0, watts=[1, 2, 3]), HOME)
    assert hidden["watts"]["data"] == [1, 2, 3]


def drawing(*longitudes: float | None, step: float = 10.0) -> dict[str, list[Any]]:
    count = len(longitudes)
    return {
        "time": [step * index for index in range(count)],
        "distance": [100.0 * index for index in range(count)],
        "latlng": line(*longitudes),
        "altitude": [500.0 + index for index in range(count)],
    }


def test_drawing_ends_at_the_circle_and_its_charts_remain_as_long() -> None:
    hidden = hide_in_drawing(drawing(0.0, 0.0, 0.005, 0.015, 0.02), HOME)
    assert hidden["altitude"] == [None, None, 503.0, 504.0]
    assert [hidden["time"][0], *hidden["time"][2:]] == [0.0, 30.0, 40.0]
    assert [hidden["distance"][0], *hidden["distance"][2:]] == [0.0, 300.0, 400.0]
    assert hidden["latlng"][0] is None
    assert 0.009 < hidden["latlng"][1][1] - 10 < 0.0092
    assert 24 < hidden["time"][1] < 25


def test_drawing_has_a_gap_where_a_step_leads_through_a_circle() -> None:
    hidden = hide_in_drawing(drawing(-0.02, -0.01, 0.01, 0.02), HOME)
    assert [place and round(place[1] - 10, 3) for place in hidden["latlng"]] == [
        *(-0.02, -0.01, -0.009, None, 0.009, 0.01, 0.02)
    ]
    assert hidden["altitude"] == [500.0, 501.0, None, None, None, 502.0, 503.0]
    assert hidden["time"] == sorted(set(hidden["time"]))
    assert recorded_parts(hidden["time"], hidden["latlng"]) == [(0, 2), (4, 6)]


def test_samples_of_a_drawing_never_have_the_same_time() -> None:
    """Rounded to milliseconds, a step of a few meters takes no time."""
    for offset in range(40):
        edge = 0.00908 + offset * 1e-6
        hidden = hide_in_drawing(drawing(-edge, edge, 0.0, edge, -edge, step=0.002), HOME)
        located = [
            time
            for time, place in zip(hidden["time"], hidden.get("latlng", ()), strict=False)
            if place is not None
        ]
        assert located == sorted(set(located))
        recorded_parts(hidden["time"], hidden.get("latlng", []))


def test_drawing_inside_has_neither_route_nor_values() -> None:
    assert hide_in_drawing(drawing(0.0, 0.001, 0.0), HOME) == {"time": [0.0], "distance": [0.0]}


def test_drawing_without_positions_or_outside_is_the_same() -> None:
    for one in ({"time": [0.0, 1.0], "heartrate": [1.0, 2.0]}, drawing(0.02, 0.03)):
        assert hide_in_drawing(one, HOME) is one
        assert hide_in_drawing(one, ()) is one


def encoded(*longitudes: float) -> str:
    return polyline.encode([(0.0, 10 + east) for east in longitudes])


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"start_latlng": [0.001, 10.001]}, {"start_latlng": []}),
        ({"start_latlng": [0.02, 10.0]}, {"start_latlng": [0.02, 10.0]}),
        ({"a": [{"b": [[0.0, 10.0], "x"]}]}, {"a": [{"b": [[], "x"]}]}),
        (
            {"start_latitude": 0.0, "start_longitude": 10},
            dict.fromkeys(("start_latitude", "start_longitude")),
        ),
        ({"lat": 0.0, "lng": 10.0, "flat": 1.0}, {"lat": None, "lng": None, "flat": 1.0}),
        ({"lat": 0.0, "lon": 50.0}, {"lat": 0.0, "lon": 50.0}),
        ({"latitude": "x", "longitude": None}, {"latitude": "x", "longitude": None}),
        ([1, 2, 3], [1, 2, 3]),
        ([True, 10.0], [True, 10.0]),
        ({"polyline": encoded(-0.05, -0.02)}, {"polyline": encoded(-0.05, -0.02)}),
        ({"polyline": encoded(0.0, 0.001)}, {"polyline": ""}),
        ({"polyline": "", "summary_polyline": None}, {"polyline": "", "summary_polyline": None}),
        ({"map": {"polyline": encoded(0.0, 0.02, 0.04)[:-1]}}, {"map": {"polyline": ""}}),
    ],
    ids=str,
)
def test_positions_inside_are_left_out_of_json(sent: Any, expected: Any) -> None:
    assert hide_in_json(sent, HOME) == expected
    assert hide_in_json(sent, ()) == sent


def test_longest_piece_of_a_polyline_remains() -> None:
    sent = {"map": {"id": "a", "summary_polyline": encoded(-0.03, -0.02, 0.02, 0.05)}}
    hidden = hide_in_json(sent, HOME)
    places = polyline.decode(hidden["map"]["summary_polyline"])
    assert places[1:] == [(0.0, 10.02), (0.0, 10.05)]
    assert 10.009 < places[0][1] < 10.0093
    assert hidden["map"]["id"] == "a"


def test_efforts_on_segments_inside_are_left_out() -> None:
    efforts = [
        {"name": "from home", "segment": {"start_latlng": [0.0, 10.0], "end_latlng": [1.0, 11.0]}},
        {"name": "elsewhere", "segment": {"start_latlng": [1.0, 11.0]}},
        {"name": "no segment"},
        5,
        {"name": "to home", "segment": {"end_latitude": 0.0, "end_longitude": 10.0}},
    ]
    hidden = hide_in_json({"segment_efforts": efforts}, HOME)
    assert hidden == {"segment_efforts": efforts[1:4]}
    assert hidden_efforts({"segment_efforts": efforts}, HOME) == {1, 5}
    assert hidden_efforts({"segment_efforts": efforts}, ()) == set()
    assert hidden_efforts({"segment_efforts": "x"}, HOME) == set()
    assert hidden_efforts(None, HOME) == set()
