"""GET /map/routes.json: the routes that the filters of the table match, and their ids."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import cos, radians
from typing import Any
from urllib.parse import urlencode

import polyline
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from strava.db.models import Athlete, Document, Route
from strava.recordings import routes
from strava.table.parameters import parse_filters

from ..applications import stored
from ..table.made_up import ACTIVITIES, GEAR, take_out
from ..table.plain_filter import matching_ids

Line = list[tuple[float, float]]

MERIDIAN: Line = [(-17.0, 179.5), (-17.1, 179.95), (-17.2, -179.9), (-17.1, -179.5)]
"""A route across the 180th meridian."""
BEYOND: Line = [(-17.0, 179.5), (-17.2, 180.4)]
"""A route of a recorder that counts on beyond it."""
DAMAGED = {"~": "cut off", polyline.encode([(47.0, 8.0)]): "a single position"}


def wavy(number: int) -> Line:
    """Return a line of 200 points, 100 meters long each, around a straight one."""
    return [
        (47 + number / 50 + 0.0009 * step, 8 + (step % 7) * 0.00004 + (step // 50 % 2) * 0.01)
        for step in range(200)
    ]


def encoded_route(number: int) -> str | None:
    """Return the polyline of an activity: every fifth has none, and some are special."""
    special = {1: MERIDIAN, 3: BEYOND}
    if number in special:
        return polyline.encode(special[number])
    if number in (4, 6):
        return list(DAMAGED)[number // 6]
    return None if number % 5 == 0 else polyline.encode(wavy(number))


LINES = {one["id"]: encoded_route(number) for number, one in enumerate(ACTIVITIES)}
WITH_ROUTE = {key for key, line in LINES.items() if line is not None and line not in DAMAGED}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with routes that are indexed, one of which has changed since."""
    activities = [
        one | {"map": {"summary_polyline": LINES[one["id"]]}} if LINES[one["id"]] else one
        for one in ACTIVITIES
    ]
    bikes = [{"id": gear_id, "name": name} for gear_id, name in GEAR.items()]
    with stored(tmp_path_factory.mktemp("map"), activities, {"bikes": bikes}) as app:
        take_out(app)
        with app.extensions["logbook"].sessions.begin() as session:
            routes.index_missing(session, 1, len(activities))
        yield app


def read(client: FlaskClient, query: str = "", **headers: str) -> Any:
    return client.get(f"/map/routes.json?{query}", headers=headers).get_json()


def change_data(app: Flask) -> None:
    """Make what was computed from the data outdated, as a sync does that finds changes."""
    with app.extensions["logbook"].sessions.begin() as session:
        session.execute(update(Athlete).values(data_version=Athlete.data_version + 1))


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"sport": ["Run", "Swim"], "sort": "distance", "page": "2"},
        {"group": "foot", "commute": "1"},
        {"span": "2024", "min_km": "1"},
        {"q": "zebra"},
        {"weekday": "6", "private": "0"},
        {"deleted": "1"},
        {"left_out": "1"},
        {"from": "2024-05-01", "to": "2025-05-01", "trainer": "0"},
        {"id": [str(ACTIVITIES[1]["id"]), str(ACTIVITIES[2]["id"])]},
        {"sport": "Nothing"},
    ],
    ids=lambda parameters: urlencode(parameters, doseq=True) or "all",
)
def test_routes_and_ids_are_those_of_what_the_filters_match_newest_first(
    client: FlaskClient, parameters: dict[str, Any]
) -> None:
    query = urlencode(parameters, doseq=True)
    filters, _ = parse_filters(client.application.test_request_context(f"/?{query}").request.args)
    expected = matching_ids(filters.matching)
    assert read(client, f"{query}&fields=id") == {"ids": expected}
    found = read(client, query)["routes"]
    assert [one["id"] for one in found] == [key for key in expected if key in WITH_ROUTE]
    by_id = {one["id"]: one for one in ACTIVITIES}
    for one in found:
        assert one["sport_type"] == by_id[one["id"]]["sport_type"]
        day = by_id[one["id"]]["start_date_local"]
        assert day is None or one["date"] == day[:10]


def meters_from_line(position: tuple[float, float], line: Line) -> float:
    """Return the distance to the nearest point of a line."""
    scale = cos(radians(position[0]))

    def flat(place: tuple[float, float]) -> complex:
        return complex((place[1] - position[1]) * scale, place[0] - position[0]) * 111_195

    def to_segment(start: complex, end: complex) -> float:
        way = end - start
        share = -(start * way.conjugate()).real / abs(way) ** 2
        return abs(start + min(max(share, 0), 1) * way)

    return min(to_segment(flat(start), flat(end)) for start, end in pairwise(line))


def test_lines_have_fewer_points_and_stay_within_ten_meters(client: FlaskClient) -> None:
    found = {one["id"]: polyline.decode(one["polyline"]) for one in read(client)["routes"]}
    simple = found[ACTIVITIES[7]["id"]]
    original = wavy(7)
    assert set(simple) <= {(round(a, 5), round(b, 5)) for a, b in original}
    assert len(simple) < 100
    assert max(meters_from_line(position, simple) for position in original) < 12


def test_line_across_the_180th_meridian_keeps_its_positions(client: FlaskClient) -> None:
    found = {one["id"]: polyline.decode(one["polyline"]) for one in read(client)["routes"]}
    assert found[ACTIVITIES[1]["id"]] == MERIDIAN
    assert found[ACTIVITIES[3]["id"]] == [(-17.0, 179.5), (-17.2, -179.6)]


def test_route_that_is_not_indexed_yet_has_the_line_of_its_summary(
    app: Flask, client: FlaskClient
) -> None:
    new, changed, old = (ACTIVITIES[number]["id"] for number in (7, 8, 11))
    with app.extensions["logbook"].sessions.begin() as session:
        session.delete(session.get_one(Route, new))
        moved = f'{{"map": {{"summary_polyline": "{polyline.encode(MERIDIAN)}"}}}}'
        now = app.extensions["logbook"].now()
        document = session.get_one(Document, (changed, "summary"))
        session.get_one(Route, changed).fetched_at = now.replace(year=2020)
        body, document.body = document.body, moved
        session.get_one(Route, old).polyline = None
    change_data(app)
    found = {one["id"]: polyline.decode(one["polyline"]) for one in read(client)["routes"]}
    assert found.keys() <= WITH_ROUTE
    assert found[changed] == MERIDIAN
    assert len(found[new]) == len(found[old]) == 200
    with app.extensions["logbook"].sessions.begin() as session:
        session.get_one(Document, (changed, "summary")).body = body
        session.delete(session.get_one(Route, old))
        routes.index_missing(session, 1, 10)
    change_data(app)
    assert len(polyline.decode(read(client)["routes"][0]["polyline"])) < 200


def test_browser_keeps_the_routes_until_the_data_or_the_filters_change(
    app: Flask, client: FlaskClient
) -> None:
    def answer(query: str, known: str | None = None) -> Any:
        headers = {"If-None-Match": known} if known else {}
        return client.get(f"/map/routes.json?{query}", headers=headers)

    first = answer("")
    etag = first.headers["ETag"]
    kept = answer("", etag)
    assert (kept.status_code, kept.data, kept.headers["ETag"]) == (304, b"", etag)
    # What is compressed has the same content, but not the same bytes.
    assert answer("", f"W/{etag}").status_code == 304
    assert answer("sort=distance&page=3", etag).status_code == 304
    for query in ("sport=Run", "fields=id"):
        assert answer(query, etag).status_code == 200
    change_data(app)
    changed = answer("", etag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_parameters_that_make_no_sense_are_named_in_a_header(client: FlaskClient) -> None:
    answer = client.get("/map/routes.json?fields=name&min_km=x&sport=Rum&nothing=1")
    notice = answer.headers["X-Notice"]
    for part in ('"name" is not id', '"min_km" was ignored', '"Rum" is not a sport', '"nothing"'):
        assert part in notice
    assert answer.get_json() == {"routes": []}
    assert "X-Notice" not in client.get("/map/routes.json?fields=id&sport=Run").headers
