"""The columns of the table: shown as chosen, remembered, and taken along by exports."""

from __future__ import annotations

import csv
import io
import re

from flask.testing import FlaskClient

from strava.table.columns import BY_KEY, DEFAULT_KEYS


def headers(client: FlaskClient, query: str = "") -> list[str]:
    """The keys of the columns in the table."""
    page = client.get(f"/activities?{query}").text
    head = page[page.rindex("<thead>") : page.rindex("</thead>")]
    return re.findall(r'<th scope="col" class="(\w+)"', head)


def choose(client: FlaskClient, *columns: str, **form: str) -> str:
    answer = client.post("/activities/columns", data={"column": list(columns), **form})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_the_usual_ones_are_shown_to_who_has_chosen_nothing(connected: FlaskClient) -> None:
    assert headers(connected) == list(DEFAULT_KEYS)


def test_those_chosen_are_shown_and_remembered(connected: FlaskClient) -> None:
    assert choose(connected, "kudos", "gear", query="sport=Run&sort=gear") == (
        "/activities?sport=Run&sort=gear"
    )
    assert headers(connected, "sort=gear") == ["name", "gear", "kudos"]
    assert headers(connected.application.test_client(), "sort=kudos") == ["name", "gear", "kudos"]


def test_the_usual_ones_come_back(connected: FlaskClient) -> None:
    choose(connected, "kudos")
    choose(connected, "kudos", usual="1")
    assert headers(connected) == list(DEFAULT_KEYS)


def test_an_address_may_name_its_own_and_leaves_those_remembered_alone(
    connected: FlaskClient,
) -> None:
    choose(connected, "kudos")
    assert headers(connected, "columns=date,distance") == ["date", "name", "distance"]
    assert headers(connected, "sort=kudos") == ["name", "kudos"]


def test_what_the_rows_are_sorted_by_is_always_shown(connected: FlaskClient) -> None:
    assert headers(connected, "columns=date&sort=power") == ["date", "name", "power"]


def test_nothing_ticked_and_nonsense_are_the_usual_ones(connected: FlaskClient) -> None:
    choose(connected)
    assert headers(connected) == list(DEFAULT_KEYS)
    choose(connected, "colour")
    assert headers(connected) == list(DEFAULT_KEYS)


def test_an_unknown_column_in_an_address_is_named(connected: FlaskClient) -> None:
    page = connected.get("/activities?columns=date,colour").text
    assert "“colour” is not a column, so it was ignored." in page


def test_each_shows_what_strava_sent(connected: FlaskClient) -> None:
    page = connected.get(f"/activities?columns={','.join(BY_KEY)}&sort=name").text
    for column in BY_KEY:
        cells = re.findall(rf'<td class="{column}[ "].*?</td>', page)
        assert len(cells) == 50, column
        # In the sample's history every measure is there for some and missing for others.
        assert len({re.sub(r"<(?!path)[^>]*>", "", cell) for cell in cells}) > 1, column


def test_routes_are_drawn_with_attributes_alone(connected: FlaskClient) -> None:
    page = connected.get("/activities?columns=route").text
    drawings = re.findall(r'<td class="route"><svg [^>]*><path d="(M[^"]+)"', page)
    assert len(drawings) > 10
    assert "style=" not in page


def test_csv_has_those_of_the_address_with_their_units(connected: FlaskClient) -> None:
    answer = connected.get("/activities.csv?columns=date,speed,time,privacy")
    (header, *rows) = csv.reader(io.StringIO(answer.text, newline=""))
    assert header == [
        "id",
        "name",
        "start_date_local",
        "distance_m",
        "moving_time_s",
        "average_speed_m_per_s",
        "visibility",
        "private",
    ]
    assert {len(row) for row in rows} == {len(header)}


def test_each_can_be_exported(connected: FlaskClient) -> None:
    for column in BY_KEY:
        first = connected.get(f"/activities.json?columns={column}&page=1").get_json()[0]
        assert {"id", "name"} <= set(first)
        assert len(first) > 2 or column in ("name", "route")
