"""The columns of the table: shown as chosen, remembered, and used by exports."""

from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient

from strava.db.models import Athlete
from strava.table.columns import BY_KEY, DEFAULT_KEYS

from ..html import parse
from ..stored_data import athlete_ids


def headings(client: FlaskClient, query: str = "") -> list[str]:
    """Return the keys of the columns in the table."""
    page = parse(client.get(f"/activities?{query}").text)
    return [heading.classes[0] for heading in page.find("table", "activity-table").find_all("th")]


def choose(client: FlaskClient, *columns: str, **form: str) -> str:
    """Choose columns with the form; return the address that it leads to."""
    response = client.post("/activities/columns", data={"column": list(columns), **form})
    assert response.status_code == 303
    return response.headers["Location"]


def test_default_columns_are_shown_until_others_are_chosen(connected: FlaskClient) -> None:
    assert headings(connected) == list(DEFAULT_KEYS)


def test_chosen_columns_are_shown_and_remembered(connected: FlaskClient) -> None:
    assert choose(connected, "kudos", "gear", query="sport=Run&sort=gear") == (
        "/activities?sport=Run&sort=gear"
    )
    assert headings(connected, "sort=gear") == ["name", "gear", "kudos"]
    other_browser = connected.application.test_client()
    assert headings(other_browser, "sort=kudos") == ["name", "gear", "kudos"]


def test_default_columns_can_be_restored(connected: FlaskClient) -> None:
    choose(connected, "kudos")
    choose(connected, "kudos", usual="1")
    assert headings(connected) == list(DEFAULT_KEYS)


def test_columns_in_an_address_do_not_change_the_remembered_ones(connected: FlaskClient) -> None:
    choose(connected, "kudos")
    assert headings(connected, "columns=date,distance") == ["date", "name", "distance"]
    assert headings(connected, "sort=kudos") == ["name", "kudos"]


def test_work_is_found_under_its_earlier_name_too(connected: FlaskClient) -> None:
    assert headings(connected, "columns=date,energy") == ["date", "name", "work"]
    by_work = connected.get("/activities.json?sort=work&columns=work").get_json()
    assert connected.get("/activities.json?sort=energy&columns=energy").get_json() == by_work
    # An athlete may have chosen it before it was renamed.
    with connected.application.extensions["logbook"].sessions.begin() as session:
        session.get_one(Athlete, athlete_ids(connected.application)[0]).columns = ["energy"]
    assert headings(connected) == ["date", "name", "work"]
    connected.post("/activities/views", data={"name": "Hard", "query": "sort=energy"})
    assert 'href="/activities?sort=work"' in connected.get("/activities").text


def test_csv_calls_the_kilojoules_work(connected: FlaskClient) -> None:
    text = connected.get("/activities.csv?columns=work").data.decode("utf-8-sig")
    assert text.splitlines()[0] == "id,name,work_kj"
    assert "work_kj" in connected.get("/activities.csv").text.splitlines()[0].split(",")
    assert "kilojoules" in connected.get("/activities.json?columns=work&page=1").get_json()[0]


def test_column_that_sorts_is_always_shown(connected: FlaskClient) -> None:
    assert headings(connected, "columns=date&sort=power") == ["date", "name", "power"]


def test_no_or_only_unknown_columns_give_the_default_ones(connected: FlaskClient) -> None:
    choose(connected)
    assert headings(connected) == list(DEFAULT_KEYS)
    choose(connected, "unknown")
    assert headings(connected) == list(DEFAULT_KEYS)


def test_unknown_column_in_an_address_is_named(connected: FlaskClient) -> None:
    page = connected.get("/activities?columns=date,unknown").text
    assert "“unknown” is not a column, so it was ignored." in page


def test_routes_are_drawn_with_attributes_only(connected: FlaskClient) -> None:
    text = connected.get("/activities?columns=route").text
    cells = parse(text).find("table", "activity-table").find_all("td", "route")
    paths = [path for cell in cells for path in cell.find_all("path")]
    assert len(paths) > 10
    assert all(path.attributes["d"].startswith("M") for path in paths)
    assert "style=" not in text


def test_csv_has_the_columns_of_the_address_with_their_units(connected: FlaskClient) -> None:
    response = connected.get("/activities.csv?columns=date,speed,time,privacy")
    (header, *rows) = csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""))
    assert header == [
        "id",
        "name",
        "workout_type",
        "start_date_local",
        "distance_m",
        "moving_time_s",
        "elapsed_time_s",
        "average_speed_m_per_s",
        "visibility",
        "private",
    ]
    assert {len(row) for row in rows} == {len(header)}


def test_each_column_can_be_exported(connected: FlaskClient) -> None:
    for column in BY_KEY:
        first = connected.get(f"/activities.json?columns={column}&page=1").get_json()[0]
        assert {"id", "name"} <= set(first)
        assert len(first) > 2 or column in ("name", "route")
