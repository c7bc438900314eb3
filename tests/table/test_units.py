"""Numbers of a column are in one unit; it is in the heading, or in each cell if sports mix."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from ..applications import stored
from ..html import parse
from ..sample_strava import activity
from ..web.table_page import shown_rows
from .conftest import element_text

SPORTS = {
    "Swim": (1500.0, 26.0),
    "Run": (1500.0, 85.0),
    "Hike": (1500.0, 50.0),
    "Ride": (42_000.0, 90.0),
    "Rowing": (2000.0, 24.0),
}
"""Distance and cadence of an activity of each sport."""


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    activities = [
        activity(number, sport_type=sport, distance=distance, average_cadence=cadence)
        for number, (sport, (distance, cadence)) in enumerate(SPORTS.items())
    ]
    activities.append(activity(9, sport_type="Swim", distance=0.0))
    with stored(tmp_path_factory.mktemp("units"), activities) as app:
        yield app.test_client()


def column(client: FlaskClient, key: str, query: str = "") -> dict[str, str]:
    """Return the cells of a column by sport."""
    rows = shown_rows(client, f"columns=sport,{key}&{query}")
    return {row["sport"]: row[key] for row in reversed(rows)} | {"none": rows[0][key]}


def heading(client: FlaskClient, key: str, query: str = "") -> str:
    """Return the text of a heading, with its unit."""
    page = parse(client.get(f"/activities?columns=sport,{key}&{query}").text)
    return page.find("table", "activity-table").find("th", key).text


def test_distances_are_in_one_unit_with_the_same_decimals(client: FlaskClient) -> None:
    shown = column(client, "distance", "sort=date")
    assert shown.pop("none") == "–"
    assert shown == {
        "Swim": "–",
        "Run": "1.50",
        "Hike": "1.50",
        "Ride": "42.00",
        "Rowing": "2.00",
    }
    assert heading(client, "distance") == "Distance km"
    assert "1.50" in [row["distance"] for row in shown_rows(client, "sport=Swim&sport=Ride")]


def test_distances_are_in_meters_or_yards_if_all_are_of_swims(client: FlaskClient) -> None:
    assert [row["distance"] for row in shown_rows(client, "sport=Swim")] == ["–", "1,500"]
    assert heading(client, "distance", "sport=Swim") == "Distance m"
    client.post("/settings", data={"units": "imperial"})
    assert [row["distance"] for row in shown_rows(client, "sport=Swim")] == ["–", "1,640"]
    assert heading(client, "distance", "sport=Swim") == "Distance yd"
    assert column(client, "distance")["Run"] == "0.93"
    assert "1,640 yd" in element_text(client, "sport=Swim", "totals")


@pytest.mark.parametrize(
    ("query", "title", "shown"),
    [
        ("sport=Ride", "Speed km/h", ["252.0"]),
        ("sport=Run&sport=Hike", "Pace /km", ["6:40", "6:40"]),
        ("sport=Swim", "Pace /100 m", ["–", "0:40"]),
        ("sport=Ride&sport=Run", "Pace", ["252.0 km/h", "6:40 /km"]),
        ("sport=Ride&sport=Swim", "Pace", ["–", "252.0 km/h", "0:40 /100 m"]),
    ],
)
def test_pace_and_speed_name_their_unit_in_the_heading_unless_sports_mix(
    client: FlaskClient, query: str, title: str, shown: list[str]
) -> None:
    assert heading(client, "speed", query) == title
    assert [row["speed"] for row in shown_rows(client, query)] == shown


def test_dash_leaves_the_room_of_a_unit_only_where_cells_name_units(client: FlaskClient) -> None:
    dash = "–</td>"
    dash_before_unit = "– <small></small></td>"
    assert dash_before_unit in client.get("/activities?sport=Ride&sport=Swim&columns=speed").text
    page = client.get("/activities?sport=Swim&columns=speed").text
    assert dash in page
    assert dash_before_unit not in page


def test_cadence_names_its_unit_in_the_heading_unless_sports_mix(client: FlaskClient) -> None:
    query = "sport=Run&sport=Hike&columns=cadence"
    assert heading(client, "cadence", "sport=Run&sport=Hike") == "Cadence spm"
    assert [row["cadence"] for row in shown_rows(client, query)] == ["100", "170"]
    assert heading(client, "cadence") == "Cadence"


def test_totals_are_in_meters_if_only_swims_are_selected(client: FlaskClient) -> None:
    assert "1,500 m 20 min" in element_text(client, "sport=Swim", "totals")
    assert "48.5 km" in element_text(client, "", "totals")
    assert "3.00 km" in element_text(client, "sport=Swim&sport=Run", "totals")
    page = client.get("/activities?sport=Swim&totals=1").text
    assert re.search(r"Distance <small>m</small>.*<td>1,500</td>", page, re.DOTALL)


def test_cadence_of_runs_and_walks_counts_both_feet(client: FlaskClient) -> None:
    shown = column(client, "cadence", "sort=date")
    assert shown.pop("none") == "–"
    assert shown | {"Swim": ""} == {
        "Swim": "",
        "Run": "170 spm",
        "Hike": "100 spm",
        "Ride": "90 rpm",
        "Rowing": "24 /min",
    }


def test_cadence_is_sorted_as_it_is_shown(client: FlaskClient) -> None:
    rows = shown_rows(client, "columns=cadence&sort=cadence")
    assert [row["cadence"] for row in rows] == [
        *("170 spm", "100 spm", "90 rpm", "26 /min", "24 /min", "–"),
    ]


def test_exports_have_distance_and_cadence_as_sent(client: FlaskClient) -> None:
    exported = client.get("/activities.json?columns=sport,distance,cadence").get_json()
    by_sport = {one["sport_type"]: one for one in reversed(exported) if one["distance"]}
    for sport, (distance, cadence) in SPORTS.items():
        one = by_sport[sport]
        assert (one["distance"], one["average_cadence"]) == (distance, cadence)
