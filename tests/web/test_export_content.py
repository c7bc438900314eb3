"""The content of exports: CSV, JSON, JSON lines and GeoJSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from strava.sample.athlete import ROAD_BIKE
from strava.table.export_fields import FIELDS

from ..sample_strava import Strava
from .table_page import FIRST_ID


class TestExports:
    def rows(self, client: FlaskClient, query: str = "") -> list[dict[str, str]]:
        answer = client.get(f"/activities.csv?{query}")
        assert answer.headers["Content-Type"].startswith("text/csv")
        return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))

    def test_csv_has_all_matching_rows_in_si_units(self, synced_six: FlaskClient) -> None:
        rows = self.rows(synced_six)
        assert [int(row["id"]) - FIRST_ID for row in rows] == [6, 5, 4, 3, 2, 1]
        assert rows[-1]["name"] == "Über die Alb"
        assert rows[-1]["distance_m"] == "40000.0"
        assert rows[-1]["start_date"] == "2026-01-05T22:30:00Z"
        assert rows[-1]["start_date_local"] == "2026-01-05T23:30:00"
        assert rows[0]["distance_m"] == ""
        assert rows[0]["name"] == 'Stretch, “quoted” "text"'

    def test_csv_follows_filters_and_order_but_not_pages(self, client_of_many: FlaskClient) -> None:
        rows = self.rows(client_of_many, "min_km=5&sort=distance&order=asc&page=2&per_page=25")
        distances = [float(row["distance_m"]) for row in rows]
        assert distances == sorted(distances)
        assert len(distances) == sum(number % 7 >= 5 for number in range(230))

    def test_formula_in_a_name_gets_an_apostrophe(self, synced_six: FlaskClient) -> None:
        assert self.rows(synced_six, "sport=Run")[1]["name"] == "'=1+1"

    def test_json_has_the_same_rows(self, synced_six: FlaskClient) -> None:
        answer = synced_six.get("/activities.json?sport=Run")
        assert answer.headers["Content-Type"].startswith("application/json")
        rows = json.loads(answer.text)
        assert [row["id"] - FIRST_ID for row in rows] == [4, 3]
        assert rows[1]["name"] == "=1+1"
        assert rows[1]["distance"] == 10000.0
        assert rows[0]["trainer"] is True
        assert rows[0]["average_heartrate"] is None
        assert list(rows[0]) == [field.name for field in FIELDS]

    def test_json_lines_have_one_object_per_line(self, synced_six: FlaskClient) -> None:
        answer = synced_six.get("/activities.jsonl?sort=distance")
        assert answer.headers["Content-Type"].startswith("application/x-ndjson")
        objects = [json.loads(line) for line in answer.text.splitlines()]
        assert objects == synced_six.get("/activities.json?sort=distance").get_json()

    def test_geojson_has_a_line_for_each_route(
        self, connected: FlaskClient, strava: Strava
    ) -> None:
        sent = {one["id"]: one for one in strava.sample.activities}
        answer = connected.get("/activities.geojson?sport=Run")
        assert answer.headers["Content-Type"].startswith("application/geo+json")
        collection = json.loads(answer.text)
        assert collection["type"] == "FeatureCollection"
        assert {one["properties"]["id"] for one in collection["features"]} == {
            number
            for number, one in sent.items()
            if one["sport_type"] == "Run" and one["map"]["summary_polyline"]
        }
        for feature in collection["features"]:
            start = sent[feature["properties"]["id"]]["start_latlng"]
            assert feature["geometry"]["type"] == "LineString"
            longitude, latitude = feature["geometry"]["coordinates"][0]
            assert [latitude, longitude] == pytest.approx(start, abs=0.02)

    def test_geojson_omits_activities_without_a_route(self, synced_six: FlaskClient) -> None:
        assert synced_six.get("/activities.geojson").get_json(force=True)["features"] == []

    def test_gear_is_exported_with_its_name(self, connected: FlaskClient) -> None:
        (row, *_) = connected.get(f"/activities.json?gear={ROAD_BIKE}&columns=gear").get_json()
        assert row.keys() == {"id", "name", "gear_id", "gear_name"}
        assert row["gear_id"] == ROAD_BIKE
        assert row["gear_name"] in connected.get("/activities?columns=gear").text

    def test_no_match_is_an_empty_list(self, synced_six: FlaskClient) -> None:
        assert synced_six.get("/activities.json?q=zzz").get_json() == []
        assert self.rows(synced_six, "q=zzz") == []

    def test_internal_columns_are_not_exported(self) -> None:
        names = {field.name for field in FIELDS}
        assert {"id", "name"} <= names
        assert not {"search", "athlete_id", "day", "weekday", "time_of_day"} & names

    @pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "geojson"])
    def test_without_an_athlete_exports_redirect_to_the_start_page(
        self, client: FlaskClient, kind: str
    ) -> None:
        assert client.get(f"/activities.{kind}").headers["Location"] == "/"
