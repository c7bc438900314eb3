"""Encoded polylines: damaged ones have no positions, and routes can cross the 180th meridian."""

from __future__ import annotations

from typing import Any

import polyline
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.polylines import Position, cut_at_antimeridian, decode, encode, joined

ROUTE = [(47.0, 8.0), (47.1, 8.2), (47.2, 8.1)]
ENCODED = polyline.encode(ROUTE)

DAMAGED = {
    "endless": "~" * 400,
    "endless after a position": ENCODED + "~" * 400,
    "huge": "_" * 7 + "?" + "??",
    "cut off within a number": ENCODED[:-1] + "_",
    "cut off between latitude and longitude": polyline.encode(ROUTE) + "A",
    "character below the range": ENCODED + "!!",
    "character above the range": ENCODED + "\x7f\x7f",
    "space": ENCODED + " ",
    "line end": ENCODED + "\n",
    "not ASCII": ENCODED + "漢字",
    "latitude beyond the pole": polyline.encode([(47.0, 8.0), (90.1, 8.0)]),
    "latitude far away": polyline.encode([(47.0, 8.0), (-1e9, 8.0)]),
    "longitude beyond a whole turn": polyline.encode([(47.0, 8.0), (47.0, 360.1)]),
    "longitude far away": polyline.encode([(47.0, 8.0), (47.0, 1e9)]),
    "a single position": polyline.encode([(47.0, 8.0)]),
    "empty": "",
    "null": None,
    "number": 5,
    "bytes": ENCODED.encode(),
    "list": [ENCODED],
}


def test_route_is_decoded() -> None:
    assert decode(ENCODED) == ROUTE


@pytest.mark.parametrize("encoded", DAMAGED.values(), ids=DAMAGED)
def test_damaged_polyline_has_no_positions(encoded: Any) -> None:
    assert decode(encoded) == []


LATITUDES, LONGITUDES = st.integers(-9_000_000, 9_000_000), st.integers(-(18**6), 18**6)


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=2, max_size=20))
def test_routes_are_encoded_and_decoded_as_the_library_polyline_does(
    units: list[tuple[int, int]],
) -> None:
    route = [(north / 1e5, east / 2e5) for north, east in units]
    rounded = polyline.decode(encoded := polyline.encode(route))
    assert (encode(rounded), decode(encoded)) == (encoded, rounded)
    assert encode([]) == ""


def test_poles_and_the_meridian_are_on_earth() -> None:
    route = [(90.0, 180.0), (-90.0, -180.0)]
    assert decode(polyline.encode(route)) == route


@given(st.text(st.characters(min_codepoint=58, max_codepoint=130), max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    positions = decode(text)
    assert all(abs(latitude) <= 90 and abs(longitude) <= 180 for latitude, longitude in positions)
    assert sum(map(len, cut_at_antimeridian(positions))) >= 0
    assert len(joined(positions)) == len(positions)


CROSSINGS: dict[str, tuple[list[Position], list[list[Position]]]] = {
    "none": (ROUTE, [ROUTE]),
    "eastward": (
        [(60.0, 179.9), (61.0, -179.9), (62.0, -179.8)],
        [[(60.0, 179.9), (60.5, 180.0)], [(60.5, -180.0), (61.0, -179.9), (62.0, -179.8)]],
    ),
    "westward": (
        [(-17.0, -179.7), (-16.0, 179.9)],
        [[(-17.0, -179.7), (-16.25, -180.0)], [(-16.25, 180.0), (-16.0, 179.9)]],
    ),
    "there and back": (
        [(60.0, 179.0), (60.0, -179.0), (60.0, 179.0)],
        [
            [(60.0, 179.0), (60.0, 180.0)],
            [(60.0, -180.0), (60.0, -179.0), (60.0, -180.0)],
            [(60.0, 180.0), (60.0, 179.0)],
        ],
    ),
    "with a position on the meridian": (
        [(60.0, 179.0), (60.0, 180.0), (60.0, -179.0)],
        [[(60.0, 179.0), (60.0, 180.0)], [(60.0, -180.0), (60.0, -179.0)]],
    ),
    "along the meridian": (
        [(60.0, 180.0), (61.0, -180.0), (61.0, -179.0)],
        [[(60.0, -180.0), (61.0, -180.0), (61.0, -179.0)]],
    ),
    "touching it": (
        [(60.0, 179.0), (60.0, -180.0), (61.0, 179.0)],
        [[(60.0, 179.0), (60.0, 180.0)], [(60.0, 180.0), (61.0, 179.0)]],
    ),
    "the same place under two names": ([(60.0, 180.0), (60.0, -180.0)], []),
}


@pytest.mark.parametrize(("route", "lines"), CROSSINGS.values(), ids=CROSSINGS)
def test_route_is_cut_where_it_crosses_the_180th_meridian(
    route: list[Position], lines: list[list[Position]]
) -> None:
    assert cut_at_antimeridian(decode(polyline.encode(route))) == lines


def test_route_that_counts_on_beyond_the_meridian_is_the_same_route() -> None:
    beyond = decode(polyline.encode([(60.0, 179.9), (61.0, 180.1), (62.0, 180.2)]))
    assert beyond == [(60.0, 179.9), (61.0, -179.9), (62.0, -179.8)]


def test_joined_route_continues_beyond_the_meridian() -> None:
    route = [(60.0, 179.0), (60.0, -179.0), (60.0, -178.0), (60.0, 179.5)]
    assert [longitude for _, longitude in joined(route)] == [179.0, 181.0, 182.0, 179.5]
