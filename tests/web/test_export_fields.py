"""Exports without chosen columns have all fields of the summaries, as Strava sent them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from strava import workouts
from strava.table.columns import BY_KEY
from strava.table.export_fields import FIELDS
from strava.table.parameters import EXPORT_PARAMETERS

from ..applications import stored
from ..sample_strava import Strava, activity

ROOT = Path(__file__).parents[2]
# Those of a SummaryActivity in https://developers.strava.com/docs/reference/, with recorded ones.
DOCUMENTED = """
    id external_id upload_id upload_id_str athlete.id name distance moving_time elapsed_time
    total_elevation_gain elev_high elev_low type sport_type start_date start_date_local timezone
    utc_offset start_latlng end_latlng achievement_count kudos_count comment_count athlete_count
    photo_count total_photo_count map.id map.summary_polyline device_name trainer commute manual
    private flagged workout_type average_speed max_speed has_kudoed hide_from_home gear_id
    kilojoules average_watts device_watts max_watts weighted_average_watts visibility pr_count
    suffer_score average_cadence average_temp average_heartrate max_heartrate has_heartrate
    heartrate_opt_out display_hide_heartrate_option from_accepted_tag location_city location_state
    location_country resource_state
"""
ODD: dict[str, Any] = {
    "external_id": "lone \ud800 surrogate\0",
    "upload_id": 2**70,
    "upload_id_str": {"unexpected": "object"},
    "athlete": "text",
    "map": ["list"],
    "start_latlng": [47.1, {"a": 1}, "x", float("nan")],
    "utc_offset": float("inf"),
    "location_city": "",
    "flagged": "yes",
}


@pytest.fixture
def odd_client(tmp_path: Path) -> Iterator[FlaskClient]:
    with stored(tmp_path, [activity(1, **ODD)]) as app:
        yield app.test_client()


def scalars(summary: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the values of a summary by name; those of objects have names with a dot."""
    found: dict[str, Any] = {}
    for name, value in summary.items():
        found |= scalars(value, f"{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found


def test_documented_fields_are_exported() -> None:
    assert set(DOCUMENTED.split()) <= {field.name for field in FIELDS}


def test_each_value_is_exported_as_sent(connected: FlaskClient, strava: Strava) -> None:
    sent = {one["id"]: scalars(one) for one in strava.sample.activities}
    exported = connected.get("/activities.json").get_json()
    assert {one["id"] for one in exported} == set(sent)
    nested = {"athlete.resource_state", "map.resource_state"}
    for one in exported:
        expected = sent[one["id"]]
        assert expected.keys() - one.keys() <= nested
        for name, value in one.items():
            # The API sends a meaningless Z after the local time.
            if name not in ("gear_name", "start_date_local"):
                assert value == expected.get(name), name
        assert f"{one['start_date_local']}Z" == expected["start_date_local"]


def test_all_formats_have_the_fields_in_the_same_order(connected: FlaskClient) -> None:
    names = [field.name for field in FIELDS]
    assert list(connected.get("/activities.json?page=1").get_json()[0]) == names
    feature = connected.get("/activities.geojson").get_json(force=True)["features"][0]
    assert list(feature["properties"]) == names
    text = connected.get("/activities.csv").data.decode("utf-8-sig")
    heading = next(csv.reader(io.StringIO(text, newline="")))
    assert heading == [field.heading for field in FIELDS]


def test_odd_values_are_exported_or_missing(odd_client: FlaskClient) -> None:
    (one,) = odd_client.get("/activities.json").get_json()
    assert {name: one[name] for name in ("external_id", "upload_id", "location_city")} == {
        "external_id": "lone ? surrogate",
        "upload_id": 2**70,
        "location_city": "",
    }
    missing = ("upload_id_str", "athlete.id", "map.id", "map.summary_polyline", "utc_offset")
    assert {one[name] for name in missing} == {None}
    assert one["start_latlng"] == [47.1, "x", None]
    for address in ("csv", "csv?for=excel", "jsonl", "geojson"):
        assert odd_client.get(f"/activities.{address}").status_code == 200


def test_documentation_lists_the_fields_in_their_order() -> None:
    text = (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8")
    section = text.partition("### Every field")[2].partition("\n## ")[0].partition("`id`")
    listed = re.findall(r"`([^`]+)`", section[1] + section[2])
    assert listed == [field.name for field in FIELDS]


def test_documentation_lists_the_parameters_and_columns() -> None:
    text = (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8")
    for name in (*EXPORT_PARAMETERS, *BY_KEY, *workouts.NAMES):
        assert f"`{name}`" in text, name
