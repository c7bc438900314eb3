"""Each cell of the table shows what Strava sent; the expected texts are written out here again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from strava.sample.athlete import profile
from strava.table.columns import BY_KEY, DEFAULT_KEYS

from ..html import parse
from ..sample_strava import Strava

ON_FOOT = {"Run", "TrailRun", "VirtualRun", "Walk", "Hike", "Snowshoe", "Wheelchair"}
WITH_STEPS = {"Run", "TrailRun", "VirtualRun", "Walk", "Hike"}
WORKOUTS = {1: "Race", 11: "Race", 2: "Long run", 3: "Workout", 12: "Workout"}
VISIBILITY = {"everyone": "everyone", "followers_only": "followers", "only_me": "only you"}
HIDDEN_TIME = "00:00:01"

Sent = dict[str, Any]


def distance(sent: Sent) -> str:
    km = (sent.get("distance") or 0) / 1000
    return f"{km:.2f}" if km else "–"


def cadence(sent: Sent) -> str:
    per_minute, sport = sent.get("average_cadence"), sent["sport_type"]
    if per_minute is None:
        return "–"
    if sport in WITH_STEPS:
        return f"{per_minute * 2:,.0f} spm"
    return f"{per_minute:,.0f} {'rpm' if 'Ride' in sport else '/min'}"


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    hours, minutes, rest = round(seconds) // 3600, round(seconds) % 3600 // 60, round(seconds) % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def speed(sent: Sent) -> str:
    is_race = sent["workout_type"] in (1, 11)
    seconds = sent.get("elapsed_time" if is_race else "moving_time")
    meters, sport = sent.get("distance"), sent["sport_type"]
    if not meters or not seconds:
        return "–"
    if sport in ON_FOOT:
        return f"{duration(1000 / meters * seconds)} /km"
    if sport == "Swim":
        return f"{duration(100 / meters * seconds)} /100 m"
    if sport in ("Rowing", "VirtualRow"):
        return f"{duration(500 / meters * seconds)} /500 m"
    return f"{meters / seconds * 3.6:.1f} km/h"


def integer(number: float | None) -> str:
    return "–" if number is None else f"{number:,.0f}"


def expected(sent: Sent, gear_names: dict[str, str]) -> dict[str, str]:
    """Return the text of each cell, apart from the date, sport, name and route."""
    start = datetime.fromisoformat(sent["start_date_local"])
    return {
        "workout": WORKOUTS.get(sent["workout_type"], "–"),
        "weekday": f"{start:%A}",
        "time": "–" if f"{start:%H:%M:%S}" == HIDDEN_TIME else f"{start:%H:%M}",
        "distance": distance(sent),
        "moving_time": duration(sent.get("moving_time")),
        "elapsed_time": duration(sent.get("elapsed_time")),
        "speed": speed(sent),
        "climb": integer(sent.get("total_elevation_gain")),
        "heartrate": integer(sent.get("average_heartrate")),
        "max_heartrate": integer(sent.get("max_heartrate")),
        "power": integer(sent.get("average_watts")),
        "cadence": cadence(sent),
        "work": integer(sent.get("kilojoules")),
        "effort": integer(sent.get("suffer_score")),
        "gear": gear_names.get(sent.get("gear_id") or "", "–"),
        "kudos": integer(sent.get("kudos_count")),
        "device": sent.get("device_name") or "–",
        "privacy": "only you" if sent.get("private") else VISIBILITY[sent["visibility"]],
        "commute": "yes" if sent.get("commute") else "–",
        "trainer": "yes" if sent.get("trainer") else "–",
    }


@pytest.fixture
def gear_names(strava: Strava) -> dict[str, str]:
    sent = profile(strava.sample.newest_first())
    return {gear["id"]: gear["name"] for kind in ("bikes", "shoes") for gear in sent[kind]}


def test_each_cell_shows_what_strava_sent(
    connected: FlaskClient, strava: Strava, gear_names: dict[str, str]
) -> None:
    sent_by_id = {str(activity["id"]): activity for activity in strava.sample.activities}
    page = parse(connected.get(f"/activities?per_page=200&columns={','.join(BY_KEY)}").text)
    rows = page.find("table", "activity-table").find("tbody").find_all("tr")
    assert len(rows) == 200
    seen: dict[str, set[str]] = {key: set() for key in BY_KEY}
    for row in rows:
        cells = {cell.classes[0]: cell for cell in row.find_all("td")}
        assert list(cells) == list(BY_KEY)
        title = cells["name"].find("a", "title")
        sent = sent_by_id[title.attributes["id"].removeprefix("activity-")]
        texts = expected(sent, gear_names)
        assert {key: cells[key].text for key in texts} == texts
        assert title.text == sent["name"]
        start = datetime.fromisoformat(sent["start_date_local"])
        assert cells["date"].text == f"{start:%a} {start.day} {start:%b %Y}"
        assert cells["sport"].text.replace(" ", "").replace("-", "") in (sent["sport_type"], "HIIT")
        assert bool(cells["route"].find_all("path")) == bool(sent["map"]["summary_polyline"])
        for key, cell in cells.items():
            seen[key].add(cell.text)
    # The sample has different values for every column, so that no cell can be a constant.
    assert all(len(texts) > 1 for key, texts in seen.items() if key != "route")


@pytest.mark.parametrize(
    ("key", "unit", "imperial_unit"),
    [
        ("climb", "m", "ft"),
        ("power", "W", "W"),
        ("work", "kJ", "kJ"),
        ("distance", "km", "mi"),
        ("heartrate", "bpm", "bpm"),
    ],
)
def test_headings_name_the_units_of_the_athlete(
    connected: FlaskClient, key: str, unit: str, imperial_unit: str
) -> None:
    def heading_unit() -> str:
        page = parse(connected.get(f"/activities?columns={key}").text)
        return page.find("th", key).find("small").text

    assert heading_unit() == unit
    connected.post("/settings", data={"units": "imperial"})
    assert heading_unit() == imperial_unit


def test_cells_of_chosen_columns_name_column_and_unit_for_phones(connected: FlaskClient) -> None:
    page = parse(connected.get("/activities?columns=power,distance&sort=power").text)
    row = page.find("table", "activity-table").find("tbody").find("tr")
    power, km = row.find("td", "power"), row.find("td", "distance")
    assert (power.attributes["data-label"], power.attributes["data-unit"]) == ("Power", "W")
    assert "distance" in DEFAULT_KEYS
    assert "data-label" not in km.attributes
