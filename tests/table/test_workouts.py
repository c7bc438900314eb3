"""Races, long runs and workouts: shown, filtered, counted, saved and exported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ..applications import stored
from ..sample_strava import activity
from ..web.table_page import notices, shown_rows
from .conftest import element_text

HOUR = 3600
CODES = (1, 11, 2, 3, 12, 0, 10, None, 99, "1")
"""Of the activities 0, 1, 2 and so on."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with an activity for each code: 30 km, with a pause as long as the way."""
    activities = [
        activity(
            number,
            name=f"Code {code}",
            sport_type="Run" if code in (1, 2, 3, 0) else "Ride",
            workout_type=code,
            distance=30_000.0,
            moving_time=HOUR,
            elapsed_time=2 * HOUR,
        )
        for number, code in enumerate(CODES)
    ]
    with stored(tmp_path_factory.mktemp("workouts"), activities) as app:
        yield app


def names(client: FlaskClient, query: str) -> list[str]:
    """Return the names of the activities in the table, which are about their codes."""
    found = shown_rows(client, f"columns=name&{query}")
    return [row["name"].split()[1] for row in found]


def test_pace_and_speed_of_races_are_over_the_elapsed_time(client: FlaskClient) -> None:
    shown = {row["name"].split()[1]: row["speed"] for row in shown_rows(client)}
    assert (shown["1"], shown["11"]) == ("4:00 /km", "15.0 km/h")
    assert (shown["2"], shown["3"], shown["0"]) == ("2:00 /km",) * 3
    assert (shown["12"], shown["10"], shown["None"], shown["99"]) == ("30.0 km/h",) * 4


def test_races_are_sorted_by_the_speed_that_is_shown(client: FlaskClient) -> None:
    assert set(names(client, "sort=speed&order=asc")[:2]) == {"1", "11"}
    assert set(names(client, "sort=speed")[-2:]) == {"1", "11"}


def test_column_shows_known_codes_and_sorts_by_them(client: FlaskClient) -> None:
    found = shown_rows(client, "columns=workout&sort=workout&order=asc")
    assert [row["workout"] for row in found] == [
        "Long run",
        *["Race"] * 2,
        *["Workout"] * 2,
        *["–"] * 5,
    ]
    assert "workout" not in shown_rows(client)[0]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("workout=race", {"1", "11"}),
        ("workout=long_run", {"2"}),
        ("workout=workout", {"3", "12"}),
        ("workout=workout&workout=race", {"1", "11", "3", "12"}),
        ("workout=race&sport=Ride", {"11"}),
        ("workout=race&workout=race&workout=", {"1", "11"}),
    ],
)
def test_filter_finds_runs_and_rides_of_these_types(
    client: FlaskClient, query: str, codes: set[str]
) -> None:
    assert set(names(client, query)) == codes
    for kind in ("csv", "json", "jsonl", "geojson"):
        assert client.get(f"/activities.{kind}?{query}").status_code == 200
    exported = client.get(f"/activities.json?{query}").get_json()
    assert {str(one["workout_type"]) for one in exported} == codes


def test_export_has_the_code_as_sent(client: FlaskClient) -> None:
    exported = client.get("/activities.json?columns=workout").get_json()
    assert exported[0].keys() == {"id", "name", "workout_type"}
    by_name = {one["name"].removeprefix("Code "): one["workout_type"] for one in exported}
    assert (by_name["11"], by_name["99"], by_name["0"], by_name["None"]) == (11, 99, 0, None)


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("workout=rest", "“rest” is not one of race, long_run, workout, so it was ignored."),
        (
            "workout=race&workout=b&workout=a",
            "“a, b” is not one of race, long_run, workout, so it was ignored.",
        ),
    ],
)
def test_unknown_type_is_ignored_with_a_notice(
    client: FlaskClient, query: str, notice: str
) -> None:
    assert notices(client, query) == [notice]
    assert client.get(f"/activities.csv?{query}").headers["X-Notice"].endswith("was ignored.")


def test_types_are_counted_with_the_other_filters(client: FlaskClient) -> None:
    def counts(query: str) -> str:
        return element_text(client, query, "workout-choices")

    assert counts("") == "Workout type Race 2 Long run 1 Workout 2"
    assert counts("sport=Ride&workout=long_run") == "Workout type Race 1 Long run 0 Workout 1"


def test_filter_is_checked_in_the_form_and_has_a_chip(client: FlaskClient) -> None:
    page = client.get("/activities?workout=race").text
    assert 'name="workout" value="race" checked>' in page
    assert 'name="workout" value="workout">' in page
    assert "More filters (1)" in page
    chips = element_text(client, "workout=race&workout=long_run", "chips")
    assert chips == "Race × Long run × Clear all"


def test_view_keeps_the_filter(app: Flask) -> None:
    client = app.test_client()
    query = "workout=race&workout=workout"
    client.post("/activities/views", data={"name": "Hard", "query": query})
    page = client.get("/activities").text
    assert 'href="/activities?workout=race&amp;workout=workout"' in page


def test_page_without_matches_names_the_type(client: FlaskClient) -> None:
    text = element_text(client, "workout=long_run&sport=Ride", "activities")
    assert "Without Long run , 6 would match." in text
