"""The filter for activities that have passed explorer tiles."""

from __future__ import annotations

from collections.abc import Iterator

import polyline
import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.recordings import routes
from strava.table.parameters import MAX_TILES

from ..applications import stored
from ..sample_strava import activity
from ..web.table_page import notices

FIRST = 9_000_000_000
# At zoom 14, https://tile.openstreetmap.org has these places in the tiles 8581/5737 and 8582/5737.
WEST, EAST = (47.38, 8.56), (47.38, 8.58)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    lines = [(WEST, WEST), (WEST, EAST), (EAST, EAST), None]
    activities = [
        activity(number, distance=2000.0)
        | ({"map": {"summary_polyline": polyline.encode([*line])}} if line else {})
        for number, line in enumerate(lines)
    ]
    with stored(tmp_path_factory.mktemp("tiles"), activities) as app:
        with app.extensions["logbook"].sessions.begin() as session:
            routes.index_missing(session, 1, 100)
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("tile=8581/5737", [1, 0]),
        ("tile=8582/5737", [2, 1]),
        ("tile=08582/5737&to=2019-01-02", [1]),
        ("tile=8581/5737&tile=8582/5737", [2, 1, 0]),
        ("tile=8582/5737&tile=1/2", [2, 1]),
        ("tile=1/2", []),
    ],
)
def test_activities_have_passed_one_of_the_tiles(
    client: FlaskClient, query: str, numbers: list[int]
) -> None:
    found = client.get(f"/activities.json?{query}&columns=name").get_json()
    assert [one["id"] - FIRST for one in found] == numbers
    assert f"{len(numbers) or 'No'} activit" in client.get(f"/activities?{query}").text


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        (
            "tile=8585/5730",
            "No activity has passed “8585/5730” (the nearest is 8582/5737), so no activity "
            "matches.",
        ),
        *(
            (
                f"tile={wrong}",
                f"“{wrong}” is not a tile from 0/0 to 16383/16383, like 8581/5737, so it was "
                "ignored.",
            )
            for wrong in ("85815737", "16384/1", "1/16384", "-1/2", "1/2/3", "/", "1/", "x/y")
        ),
    ],
)
def test_what_is_wrong_about_a_tile_is_named(client: FlaskClient, query: str, notice: str) -> None:
    assert notices(client, query) == [notice]


def test_number_of_tiles_has_a_limit(client: FlaskClient) -> None:
    many = "&".join(f"tile=8581/{row}" for row in range(5700, 5700 + MAX_TILES + 1))
    (notice,) = notices(client, many)
    assert notice == "There are more than 100 tiles, so only the first 100 are used."
    page = client.get(f"/activities?{many}").text
    assert page.count('<input type="hidden" name="tile"') == MAX_TILES
    assert "100 tiles" in page
    assert "Tile 8581/5700" in client.get("/activities?tile=8581/5700").text
