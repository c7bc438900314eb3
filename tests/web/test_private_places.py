"""Nothing that Logbook writes is in a private place: pages, files, and commands, all of them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from strava.cli.command import commands

from ..applications import stored
from ..html import Element, parse
from . import hidden
from .hidden import INSIDE, NUMBERS, ONLY_SUMMARY, PLACE, positions_at_home
from .table_page import FIRST_ID

MAKES_NO_OUTPUT = {
    *("sync", "import", "rebuild", "restore", "db", "version", "token"),
    # These are for the athlete, and not for sharing.
    *("get", "backup"),
}
ACTIVITY = FIRST_ID + NUMBERS["around"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("hidden"), hidden.summaries()) as app:
        hidden.store_details(app)
        app.test_client().post("/settings/places", data=PLACE)
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser whose athlete hides their private places."""
    client = app.test_client()
    client.post("/settings/places", data={"hidden": "yes"})
    return client


def addresses(app: Flask) -> Iterator[str]:
    """Yield the address of everything that can be requested."""
    ids = [*NUMBERS.values(), *(ONLY_SUMMARY + NUMBERS[name] for name in ("past", "at home"))]
    for rule in app.url_map.iter_rules():
        if rule.methods is None or "GET" not in rule.methods or rule.endpoint == "static":
            continue
        for number in ids if "activity_id" in rule.arguments else ids[:1]:
            yield from _built(app, rule, FIRST_ID + number)
    some = "&".join(f"id={FIRST_ID + number}" for number in range(4))
    yield from (f"/activities/compare?{some}", f"/map/here?{some}", "/map/routes.json?sport=Run")
    yield from (f"/activities/{ACTIVITY}?from=0&to=100", "/activities?columns=route,name")
    yield from ("/activities.csv?for=excel", "/activities.json?page=1", "/map?show=tiles")
    yield from (f"/stats/2026{part}?show=map&show=names" for part in ("", "/card.svg"))


def _built(app: Flask, rule: Rule, activity_id: int) -> Iterator[str]:
    values: dict[str, Any] = {"activity_id": activity_id, "run_id": 1, "year": 2026}
    kinds = re.findall(r"any\(([^)]*)\)", rule.rule)
    choices = [[]] if not kinds else [name.strip() for name in kinds[0].split(",")]
    with app.test_request_context():
        for kind in choices:
            known = {**values, "kind": kind}
            found = rule.build({name: known[name] for name in rule.arguments})
            assert found is not None
            yield found[1]


def answers(client: FlaskClient) -> dict[str, bytes]:
    """Return all that is sent, by address."""
    found = {}
    for address in addresses(client.application):
        response = client.get(address)
        assert response.status_code in (200, 302, 400, 404), address
        found[address] = response.data
    return found


def with_something_at_home(contents: dict[str, bytes]) -> set[str]:
    return {address for address, content in contents.items() if positions_at_home(content)}


def test_no_answer_has_a_position_at_home(client: FlaskClient) -> None:
    found = answers(client)
    assert {
        address: positions_at_home(found[address]) for address in with_something_at_home(found)
    } == {}
    assert len(found) > 80


def test_search_finds_home_in_each_output_while_places_are_shown(client: FlaskClient) -> None:
    client.post("/settings/places", data={"hidden": "no"})
    found = with_something_at_home(answers(client))
    about = {f"/activities/{ACTIVITY}{part}" for part in (".gpx", ".json", "/drawing.json")}
    about |= {f"/activities/{ACTIVITY}/streams.{kind}" for kind in ("json", "csv")}
    exports = {f"/activities.{kind}" for kind in ("csv", "json", "jsonl", "geojson")}
    assert {*about, *exports, "/map/routes.json", "/sync/1", "/settings"} <= found
    assert f"/activities/{FIRST_ID + ONLY_SUMMARY + NUMBERS['past']}.json" in found


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "geojson", "gpx"])
def test_no_file_of_the_command_line_has_a_position_at_home(
    app: Flask, client: FlaskClient, kind: str, tmp_path: Path
) -> None:
    def exported(name: str) -> bytes:
        output = tmp_path / name
        done = app.test_cli_runner().invoke(
            args=["export", "--format", kind, "--output", str(output)]
        )
        assert done.exit_code == 0, done.output
        files = sorted(output.iterdir()) if output.is_dir() else [output]
        return b"\n".join(file.read_bytes() for file in files)

    assert positions_at_home(exported("hidden")) == []
    client.post("/settings/places", data={"hidden": "no"})
    assert positions_at_home(exported("shown"))


def test_every_command_is_searched_or_makes_no_output() -> None:
    assert {*commands.commands} == {"export", *MAKES_NO_OUTPUT}


def test_nothing_that_was_measured_at_home_is_in_a_recording(client: FlaskClient) -> None:
    hidden_values = measured(client)
    assert hidden_values
    assert not {*INSIDE.values()} & hidden_values
    client.post("/settings/places", data={"hidden": "no"})
    assert {*INSIDE.values()} <= measured(client)


def measured(client: FlaskClient) -> set[float]:
    """Return the values of sensors in all files of recordings, rounded."""
    found: list[Any] = []
    for number in NUMBERS.values():
        address = f"/activities/{FIRST_ID + number}"
        found += re.findall(r">([0-9.]+)<", client.get(f"{address}.gpx").text)
        drawing = client.get(f"{address}/drawing.json").data
        streams = client.get(f"{address}/streams.json").data
        for lists in (json.loads(gzip.decompress(drawing)), json.loads(streams)):
            found += [one for name in (*INSIDE, "temperature") for one in lists.get(name, ())]
        header, *rows = [
            line.split(",") for line in client.get(f"{address}/streams.csv").text.splitlines()
        ]
        found += [row[header.index(name)] for name in INSIDE if name in header for row in rows]
    return {round(float(value)) for value in found if value not in (None, "")}


def drawn_heights(drawing: Element) -> set[float]:
    """Return how high the points of the lines in a drawing are."""
    heights = set()
    for path in drawing.find_all("path"):
        if "scale" in path.classes:
            continue
        y = 0.0
        for command, numbers in re.findall(r"([Mlh])([^Mlh]*)", path.attributes["d"]):
            values = [float(number) for number in re.findall(r"-?[0-9.]+", numbers)]
            for value in values[1::2]:
                y = value if command == "M" else y + value
                heights.add(y)
    return heights


def test_drawings_of_routes_have_nothing_of_home(client: FlaskClient) -> None:
    """Outside of home, all routes lie on one parallel, so that drawings of them are flat."""
    compared = "&".join(f"id={FIRST_ID + number}" for number in range(4))
    pages = [
        "/activities?columns=route,name",
        *(
            "/map",
            "/stats/2026?show=map",
            f"/map/here?{compared}",
            f"/activities/compare?{compared}",
        ),
        *(f"/activities/{FIRST_ID + number}" for number in (*range(4), ONLY_SUMMARY + 3)),
    ]

    def heights(address: str) -> list[int]:
        drawings = parse(client.get(address).text).find_all("svg")
        of_routes = [one for one in drawings if _is_of_a_route(one) and one.find_all("path")]
        return [len(drawn_heights(one)) for one in of_routes]

    hidden_heights = {address: heights(address) for address in pages}
    assert all(count <= 1 for counts in hidden_heights.values() for count in counts), hidden_heights
    client.post("/settings/places", data={"hidden": "no"})
    shown = {address: heights(address) for address in pages}
    assert all(max(counts) > 1 for counts in shown.values()), shown


def _is_of_a_route(drawing: Element) -> bool:
    is_thumbnail = drawing.attributes.get("height") == "28"
    return is_thumbnail or bool({"map-drawing", "year-map"} & {*drawing.classes})


def test_gap_over_a_private_place_is_not_drawn(client: FlaskClient) -> None:
    address = f"/activities/{FIRST_ID + NUMBERS['past']}"
    page = parse(client.get(address).text)
    assert page.find_all("path", "map-gap") == []
    assert page.by_id("map-view").attributes["data-hidden-gaps"] == "[1]"
    assert client.get(f"{address}.gpx").text.count("<trkseg>") == 2


def test_route_that_passes_a_place_is_in_pieces(client: FlaskClient) -> None:
    past = FIRST_ID + NUMBERS["past in one step"]
    entries = [
        one for one in client.get("/map/routes.json").get_json()["routes"] if one["id"] == past
    ]
    assert len(entries) == 2
    assert [{**one, "polyline": ""} for one in entries] == [{**entries[0], "polyline": ""}] * 2
    features = client.get(f"/activities.geojson?id={past}").get_json()["features"]
    assert features[0]["geometry"]["type"] == "MultiLineString"
    (sent,) = client.get(f"/activities.json?id={past}").get_json()
    # Where only one line has a place, it is the longer one.
    line = hidden.decoded(sent["map.summary_polyline"])
    assert line[0][1] < line[-1][1] < hidden.HOME[1]


def test_efforts_on_segments_at_home_are_left_out(client: FlaskClient) -> None:
    whole = client.get(f"/activities/{FIRST_ID + NUMBERS['from home']}.json").get_json()
    assert [one["name"] for one in whole["segments"]] == ["Segment 1"]
    assert [one["name"] for one in whole["detail"]["segment_efforts"]] == ["Segment 1"]
    page = client.get(f"/activities/{FIRST_ID + NUMBERS['from home']}").text
    assert "Segment 1" in page
    assert "Segment 0" not in page


def test_activity_at_home_has_no_gpx_file(client: FlaskClient) -> None:
    address = f"/activities/{FIRST_ID + NUMBERS['at home']}"
    response = client.get(f"{address}.gpx")
    assert response.status_code == 404
    assert "private places, which are hidden now" in response.text
    assert f"{NUMBERS['at home']}.gpx" not in client.get(address).text


def test_browser_keeps_what_it_has_loaded_until_the_switch_or_the_places_change(
    client: FlaskClient,
) -> None:
    def state() -> tuple[str, str]:
        page = client.get(f"/activities/{ACTIVITY}").text
        drawing = re.search(r"drawing\.json\?v=\w+", page)
        assert drawing is not None
        return client.get("/map/routes.json").headers["ETag"], drawing[0]

    first = state()
    assert state() == first
    kept = client.get("/map/routes.json", headers={"If-None-Match": first[0]})
    assert kept.status_code == 304
    client.post("/settings/places", data={"hidden": "no"})
    shown = state()
    client.post("/settings/places", data={"hidden": "yes"})
    client.post("/settings/places", data={**PLACE, "name": "Work", "point": "1, 2"})
    more = state()
    assert all(len({*values}) == 3 for values in zip(first, shown, more, strict=True))
    response = client.get(f"/activities/{ACTIVITY}/{first[1]}")
    assert "immutable" not in response.headers.get("Cache-Control", "")
    client.post("/settings/places", data={"remove": "2"})
