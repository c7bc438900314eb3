"""GET /map?show=tiles and GET /map/tiles.json: what the matching activities have explored."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update
from werkzeug.datastructures import MultiDict

from strava.db.models import Athlete, PrivatePlace, Tiles, TileVisit
from strava.table.parameters import parse_filters

from ..applications import stored
from ..html import Element, parse
from ..table.made_up import ACTIVITIES, GEAR, take_out
from ..table.plain_filter import matching_ids

Tile = tuple[int, int]
CORNER = 8581, 5737
NEWEST = 10


def made_up_tiles(number: int) -> list[Tile]:
    """Return some tiles near each other, in order; every sixth activity has none."""
    chance = random.Random(number)
    count = 0 if number % 6 == 2 else chance.randint(1, 6)
    around = {(chance.randrange(12), chance.randrange(12)) for _ in range(count)}
    return sorted((CORNER[0] + x, CORNER[1] + y) for x, y in around)


PASSED = {one["id"]: made_up_tiles(number) for number, one in enumerate(ACTIVITIES)}


def store_tiles(app: Flask, passed: dict[int, list[Tile]]) -> None:
    with app.extensions["logbook"].sessions.begin() as session:
        for activity_id, tiles in passed.items():
            numbers = [x * 2**14 + y for x, y in tiles]
            packed = struct.pack(f"<{len(numbers)}I", *numbers)
            session.add(Tiles(activity_id=activity_id, from_recording=True, numbers=packed))
            session.add_all(TileVisit(tile=tile, activity_id=activity_id) for tile in numbers)
        session.execute(update(Athlete).values(data_version=Athlete.data_version + 1))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    bikes = [{"id": gear_id, "name": name} for gear_id, name in GEAR.items()]
    with stored(tmp_path_factory.mktemp("tiles"), ACTIVITIES, {"bikes": bikes}) as app:
        take_out(app)
        store_tiles(app, PASSED)
        yield app


def read(client: FlaskClient, query: str = "") -> Any:
    return client.get(f"/map/tiles.json?{query}").get_json()


def page(client: FlaskClient, query: str = "") -> Element:
    return parse(client.get(f"/map?show=tiles&{query}").text)


def square_size(tiles: set[Tile]) -> int:
    """Return the size of the largest square, by trying all of them."""

    def is_full(corner: Tile, size: int) -> bool:
        return all(
            (corner[0] + i, corner[1] + j) in tiles for i in range(size) for j in range(size)
        )

    return max((size for size in range(1, 13) for tile in tiles if is_full(tile, size)), default=0)


def cluster_size(tiles: set[Tile]) -> int:
    """Return the size of the largest cluster, by joining neighbors until nothing changes."""
    inner = {(x, y) for x, y in tiles if {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} <= tiles}
    groups = [{tile} for tile in inner]
    while True:
        joined = [
            (one, other)
            for one in groups
            for other in groups
            if one is not other
            and any(abs(x - a) + abs(y - b) == 1 for x, y in one for a, b in other)
        ]
        if not joined:
            return max(map(len, groups), default=0)
        one, other = joined[0]
        groups = [group for group in groups if group not in (one, other)] + [one | other]


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"sport": ["Run", "Ride"], "sort": "distance", "page": "3"},
        {"group": "foot", "span": "2024"},
        {"min_km": "5", "q": "berg"},
        {"deleted": "1"},
        {"left_out": "1"},
        {"id": [str(ACTIVITIES[4]["id"]), str(ACTIVITIES[5]["id"])]},
        {"sport": "Nothing"},
    ],
    ids=lambda parameters: urlencode(parameters, doseq=True) or "all",
)
def test_tiles_are_those_of_what_the_filters_match(
    client: FlaskClient, parameters: dict[str, Any]
) -> None:
    query = urlencode(parameters, doseq=True)
    filters, _ = parse_filters(client.application.test_request_context(f"/?{query}").request.args)
    newest_first = matching_ids(filters.matching)
    found = read(client, query)
    all_passed = [tile for key in newest_first for tile in PASSED[key]]
    visited = {*all_passed}
    assert found["tiles"] == [[*tile, all_passed.count(tile)] for tile in sorted(visited)]
    new = {}
    for position, key in enumerate(newest_first):
        before = {tile for older in newest_first[position + 1 :] for tile in PASSED[older]}
        new[key] = [tile for tile in PASSED[key] if tile not in before]
    with_new = [key for key in newest_first if new[key]][:NEWEST]
    assert [(one["id"], one["tiles"]) for one in found["newest"]] == [
        (key, [list(tile) for tile in new[key]]) for key in with_new
    ]
    latest = [key for key in newest_first if PASSED[key]][:NEWEST]
    assert (found["latest"], found["new_in_latest"]) == (
        len(latest),
        sum(len(new[key]) for key in latest),
    )
    square = found["square"]
    assert (square["size"] if square else 0) == square_size(visited)
    if square:
        sides = range(square["size"])
        assert {(square["x"] + i, square["y"] + j) for i in sides for j in sides} <= visited
    assert len(found["cluster"]) == cluster_size(visited)
    assert {tuple(tile) for tile in found["cluster"]} <= visited
    assert (found["zoom"], found["unknown"]) == (14, 0)


@pytest.mark.parametrize("query", ["", "sport=Run&min_km=1", "deleted=1", "id=9000000003"])
def test_page_says_the_same_and_each_tile_leads_to_its_activities(
    client: FlaskClient, query: str
) -> None:
    found = read(client, query)
    counts = {f"{x}/{y}": number for x, y, number in found["tiles"]}
    shown = page(client, query)
    figures = [figure.text for figure in shown.find("dl", "explorer-figures").find_all("dd")]
    for figure, number in zip(
        figures,
        (len(counts), found["square"]["size"], len(found["cluster"]), found["new_in_latest"]),
        strict=True,
    ):
        assert figure.split()[0] == str(number)
    rows = shown.find("section", "explorer").find("tbody").find_all("tr")
    assert [int(row.find_all("td")[1].text) for row in rows] == [
        len(one["tiles"]) for one in found["newest"]
    ]
    (activity_link,) = rows[0].find("th").find_all("a")
    assert activity_link.attributes["href"] == f"/activities/{found['newest'][0]['id']}"
    links = [link for row in rows for link in row.find("td", "tile-links").find_all("a")]
    assert [link.text for link in links] == [
        f"{x}/{y}" for one in found["newest"] for x, y in one["tiles"]
    ]
    for link in links[:5]:
        address = link.attributes["href"].replace("/activities?", "/activities.json?")
        assert len(client.get(address).get_json()) == counts[link.text]


def test_place_of_the_largest_square_is_named_and_leads_to_its_activities(
    client: FlaskClient,
) -> None:
    square = read(client)["square"]
    tiles = {
        (square["x"] + i, square["y"] + j)
        for i in range(square["size"])
        for j in range(square["size"])
    }
    last = (square["x"] + square["size"] - 1, square["y"] + square["size"] - 1)
    figure = page(client).find("dl", "explorer-figures").find_all("dd")[1]
    assert f"Tiles {square['x']}/{square['y']} to {last[0]}/{last[1]}" in figure.text
    # The corner is at 47.39 degrees north and 8.55 degrees east, and the tiles are beyond it.
    assert "around 47.3" in figure.text or "around 47.2" in figure.text
    address = figure.find("a").attributes["href"].replace("/activities?", "/activities.json?")
    current = matching_ids(parse_filters(MultiDict())[0])
    assert [one["id"] for one in client.get(address).get_json()] == [
        key for key in current if tiles.intersection(PASSED[key])
    ]


def test_large_square_has_no_link_because_an_address_cannot_name_its_tiles(
    app: Flask, client: FlaskClient
) -> None:
    (key,) = [one["id"] for one in ACTIVITIES[:1]]
    with app.extensions["logbook"].sessions.begin() as session:
        kept = session.get_one(Tiles, key).numbers
        numbers = [x * 2**14 + y for x in range(16373, 16384) for y in range(16373, 16384)]
        session.get_one(Tiles, key).numbers = struct.pack(f"<{len(numbers)}I", *numbers)
        session.execute(update(Athlete).values(data_version=Athlete.data_version + 1))
    figure = page(client).find("dl", "explorer-figures").find_all("dd")[1]
    assert figure.text.startswith("11 × 11")
    assert "85.0" in figure.text
    assert "° S, 179.88° E" in figure.text
    assert figure.find_all("a") == []
    with app.extensions["logbook"].sessions.begin() as session:
        session.get_one(Tiles, key).numbers = kept
        session.execute(update(Athlete).values(data_version=Athlete.data_version + 1))


def test_list_of_a_tile_has_the_matching_activities_that_have_passed_it(
    client: FlaskClient,
) -> None:
    (x, y, _) = max(read(client, "sport=Run")["tiles"], key=lambda one: one[2])
    text = client.get(f"/map/here?sport=Run&tile={x}/{y}").text
    listed = [int(link.attributes["data-id"]) for link in parse(text).find_all("a")]
    runs = matching_ids(parse_filters(MultiDict({"sport": "Run"}))[0])
    assert listed == [key for key in runs if (x, y) in PASSED[key]]


def test_browser_keeps_the_tiles_until_the_data_or_the_filters_change(client: FlaskClient) -> None:
    first = client.get("/map/tiles.json")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/map/tiles.json?sort=name", headers=known).status_code == 304
    assert client.get("/map/tiles.json?sport=Run", headers=known).status_code == 200
    with client.application.extensions["logbook"].sessions.begin() as session:
        session.execute(update(Athlete).values(data_version=Athlete.data_version + 1))
    assert client.get("/map/tiles.json", headers=known).status_code == 200
    assert '"min_km" was ignored' in client.get("/map/tiles.json?min_km=x").headers["X-Notice"]


def test_what_the_map_shows_stays_with_the_filters_and_is_checked(client: FlaskClient) -> None:
    shown = page(client, "sport=Run&q=zzz&page=2")
    chips = [chip.attributes["href"] for chip in shown.find_all("a", "chip")]
    assert chips
    assert all("show=tiles" in address for address in chips)
    menu = shown.find("select", "map-style")
    assert menu.attributes["form"] == "filters"
    (chosen,) = [one for one in menu.find_all("option") if "selected" in one.attributes]
    assert chosen.attributes["value"] == "tiles"
    plain = parse(client.get("/map?sport=Run").text)
    assert plain.find_all("section", "explorer") == []
    (link,) = plain.by_id("activities").find("noscript").find_all("a")
    assert link.attributes["href"] == "/map?sport=Run&show=tiles"
    (notice,) = parse(client.get("/map?show=tile").text).by_id("activities").find_all("p", "notice")
    assert notice.text == (
        "“tile” is not one of sport, year, tiles (the nearest is tiles), so “show” was ignored."
    )


def test_page_says_that_tiles_are_not_known_yet_and_asks_again(tmp_path_factory: Any) -> None:
    with stored(tmp_path_factory.mktemp("new"), ACTIVITIES[:2]) as app:
        client = app.test_client()
        with app.extensions["logbook"].sessions.begin() as session:
            session.execute(delete(Tiles))
        assert read(client)["unknown"] == 2
        section = page(client).find("section", "explorer")
        assert "The tiles of 2 activities are not known yet." in section.text
        (asking,) = [one for one in section.find_all("p") if "hx-trigger" in one.attributes]
        assert asking.attributes["hx-get"] == "/map?show=tiles&"
        store_tiles(app, {one["id"]: [] for one in ACTIVITIES[:2]})
        section = page(client).find("section", "explorer")
        assert "not known" not in section.text
        assert [one.text for one in section.find_all("dd")][:2] == ["0 tiles", "none"]
        with app.extensions["logbook"].sessions() as session:
            assert session.scalar(select(func.count()).select_from(TileVisit)) == 0


def test_tiles_entirely_inside_of_a_hidden_place_are_left_out(app: Flask) -> None:
    client = app.test_client()
    everything = read(client)["tiles"]
    hidden = everything[len(everything) // 2][:2]
    # The middle of the tile, from which its corners are 0.7 of its width away.
    turn = 2**14
    longitude = (hidden[0] + 0.5) / turn * 360 - 180
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (hidden[1] + 0.5) / turn))))
    width = 40_075_000 / turn * math.cos(math.radians(latitude))
    form = {"name": "Home", "point": f"{latitude}, {longitude}", "radius": f"{width * 0.75:.0f}"}
    client.post("/settings/places", data=form)
    try:
        assert read(client)["tiles"] == [tile for tile in everything if tile[:2] != hidden]
    finally:
        with app.extensions["logbook"].sessions.begin() as session:
            session.execute(delete(PrivatePlace))
            switched = update(Athlete).values(
                hides_places=None, data_version=Athlete.data_version + 1
            )
            session.execute(switched)
