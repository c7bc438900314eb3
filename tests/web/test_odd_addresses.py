"""Numbers out of all bounds in addresses and forms are refused as any other wrong ones."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient, FlaskCliRunner

ODD_IDS = (
    *("0", "-1", "1.5", "1e5", "x", "9223372036854775807", "9223372036854775808", "\u0663"),
    *("99999999999999999999", "9" * 30, "9" * 4301, "9" * 20_000),
)
ODD_QUERIES = (
    *("min_km=1e400", "min_km=1e308", "max_km=1e308", "min_km=1.7e308&max_km=1.75e308"),
    *("min_minutes=1e308", "min_minutes=5e-324", "min_climb=1e308", "min_mi=1e308", "min_km=nan"),
    *("min_feet=1e308", "min_feet=5e-324", "max_km=inf", "min_km=-1", "min_km=-1e400"),
    *(f"page={'9' * 30}", "page=999999999&per_page=200", f"per_page={'9' * 30}", "page=-1"),
    *("from=0001-01-01&to=9999-12-31", "span=0001", "span=9999", "span=0000", "from=10000-01-01"),
    *(f"gear={'9' * 200}", f"sport={'x' * 5000}", f"q={'9' * 201}", "q=%ED%A0%80", "sport=%00"),
)


def test_page_of_an_id_that_cannot_exist_is_not_found(connected: FlaskClient) -> None:
    for odd_id in ODD_IDS:
        for path in (f"activities/{odd_id}", f"sync/{odd_id}"):
            assert connected.get(f"/{path}").status_code == 404, path[:60]


def test_form_with_an_id_that_cannot_exist_changes_nothing(connected: FlaskClient) -> None:
    connected.post("/activities/views", data={"name": "Kept"})
    for odd_id in (*ODD_IDS, ""):
        for path in ("/athlete", "/activities/views/remove", "/disconnect"):
            response = connected.post(path, data={"id": odd_id})
            assert response.status_code == 303, f"{path} {odd_id[:60]}"
        page = connected.get("/activities").text
        assert "This athlete is no longer connected." in page
        assert ">Kept<" in page
    assert connected.get("/activities.json").get_json()


def test_odd_filter_is_applied_or_ignored_with_a_notice(connected: FlaskClient) -> None:
    for query in ODD_QUERIES:
        for path in ("/activities", "/activities.json", "/activities.csv"):
            assert connected.get(f"{path}?{query}").status_code == 200, query[:60]


@pytest.mark.parametrize("command", ["sync", "export", "token"])
def test_command_for_an_athlete_who_cannot_exist_names_those_who_do(
    connected: FlaskClient, runner: FlaskCliRunner, command: str
) -> None:
    for athlete_id in ("0", "-1", "9223372036854775808", "9" * 30):
        result = runner.invoke(args=[command, "--athlete", athlete_id])
        assert result.exit_code == 1
        assert f"No athlete {athlete_id} has connected; there are: " in result.stderr
