"""The table and its exports: sorted, searched, filtered, paged and totalled, all by the address."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from strava.accounts import athletes
from strava.sample.athlete import ROAD_BIKE
from strava.table import export, filters
from strava.table.columns import SORTS
from strava.table.parameters import parse_filters

from ..applications import stored
from ..sample_strava import Strava
from ..stored_data import athlete_ids


def made(number: int, sport: str, day: str, km: float | None, **fields: Any) -> dict[str, Any]:
    return {
        "id": 9_000_000_000 + number,
        "name": f"Name {number}",
        "sport_type": sport,
        "start_date": f"{day}T22:30:00Z",
        "start_date_local": f"{day}T23:30:00Z",
        "distance": None if km is None else km * 1000,
        "moving_time": 3600,
        "total_elevation_gain": 100.0,
        "visibility": "everyone",
        **fields,
    }


FEW = [
    made(1, "Ride", "2026-01-05", 40, name="Über die Alb", average_heartrate=130.4),
    made(2, "Ride", "2026-03-01", 20, name="100% effort_ride", commute=True, gear_id="b1"),
    made(3, "Run", "2026-03-02", 10, name="=1+1", average_heartrate=160),
    made(4, "Run", "2026-03-03", 5, name="über the hills", trainer=True),
    made(5, "Swim", "2026-06-01", 1.5, name="Lake", visibility="only_me", private=True),
    made(6, "Yoga", "2026-06-02", None, name='Stretch, “quoted” "text"', moving_time=None),
]


@pytest.fixture
def few(strava: Strava, sign_in: Callable[..., Any], finish_sync: Any, client: FlaskClient) -> Any:
    strava.sample.activities[:] = FEW
    sign_in()
    finish_sync()
    client.get("/activities")
    return client


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The same few, for tests that only look."""
    with stored(tmp_path_factory.mktemp("kept"), FEW) as app:
        yield app.test_client()


@pytest.fixture
def many(strava: Strava, sign_in: Callable[..., Any], finish_sync: Any, client: FlaskClient) -> Any:
    strava.sample.activities[:] = [
        made(number, "Run", f"2026-{1 + number // 28:02}-{1 + number % 28:02}", number % 7)
        for number in range(230)
    ]
    sign_in()
    finish_sync()
    return client


def shown(client: FlaskClient, query: str = "") -> list[int]:
    """The numbers of the activities in the table, in its order."""
    page = client.get(f"/activities?{query}").text
    return [
        int(found) - 9_000_000_000 for found in re.findall(r"strava\.com/activities/(\d+)", page)
    ]


def notices(client: FlaskClient, query: str) -> list[str]:
    page = client.get(f"/activities?{query}").text
    return re.findall(r'<p class="notice warning" role="status">(.*?)</p>', page)


class TestShown:
    def test_the_newest_comes_first(self, few: FlaskClient) -> None:
        assert shown(few) == [6, 5, 4, 3, 2, 1]

    def test_a_row_tells_what_was_done(self, few: FlaskClient) -> None:
        page = few.get("/activities?q=alb").text
        row = re.sub(r"<[^>]+>|\s+", " ", page[page.rindex("<tbody>") : page.rindex("</tbody>")])
        for told in ("Mon 5 Jan 2026", "23:30", "Ride", "Über die Alb", "40.0", "1:00:00", "130"):
            assert told in row
        assert "40.0 km/h" in row
        assert 'title="View on Strava"' in page

    def test_links_of_a_row_name_its_activity_to_a_screen_reader(self, few: FlaskClient) -> None:
        page = few.get("/activities").text
        for name in ("Lake", "Stretch, “quoted” &#34;text&#34;"):
            assert f'aria-label="View {name} on Strava"' in page
            assert f'aria-label="More like {name}"' in page

    def test_totals_are_over_everything_that_matches(self, many: FlaskClient) -> None:
        page = many.get("/activities?per_page=25").text
        assert "<b>230</b> activities" in page
        km = sum(number % 7 for number in range(230))
        assert f"<b>{km}.0</b> km" in page
        assert "<b>230 h</b>" in page
        assert "<b>23,000</b> m elevation gain" in page

    def test_units_follow_the_athlete(self, few: FlaskClient) -> None:
        few.post("/settings", data={"units": "imperial"})
        page = few.get("/activities?q=alb").text
        for told in ("24.9", "24.9 mph", "<b>328</b> ft elevation gain"):
            assert told in page

    def test_what_is_missing_is_a_dash(self, few: FlaskClient) -> None:
        page = few.get("/activities?sport=Yoga").text
        assert re.search(r'class="distance missing">–', page)

    def test_powered_by_strava_is_said(self, few: FlaskClient) -> None:
        assert "Powered by Strava" in few.get("/activities").text

    def test_no_activity_at_all_has_its_own_words(
        self, strava: Strava, sign_in: Callable[..., Any], finish_sync: Any, client: FlaskClient
    ) -> None:
        strava.sample.activities.clear()
        sign_in()
        finish_sync()
        assert "No activities yet" in client.get("/activities").text


class TestSorted:
    @pytest.mark.parametrize(
        ("query", "order"),
        [
            ("sort=distance", [1, 2, 3, 4, 5, 6]),
            ("sort=distance&order=asc", [5, 4, 3, 2, 1, 6]),
            ("sort=name", [2, 3, 5, 6, 1, 4]),
            ("sort=name&order=desc", [4, 1, 6, 5, 3, 2]),
            ("sort=sport", [2, 1, 4, 3, 5, 6]),
            ("sort=heartrate", [3, 1, 6, 5, 4, 2]),
            ("sort=heartrate&order=asc", [1, 3, 6, 5, 4, 2]),
            ("sort=speed", [1, 2, 3, 4, 5, 6]),
            ("sort=moving_time", [5, 4, 3, 2, 1, 6]),
            ("sort=date&order=asc", [1, 2, 3, 4, 5, 6]),
            ("sort=climb", [6, 5, 4, 3, 2, 1]),
        ],
    )
    def test_by_each_column_both_ways_with_what_is_missing_last(
        self, kept: FlaskClient, query: str, order: list[int]
    ) -> None:
        assert shown(kept, query) == order

    @pytest.mark.parametrize("sort", SORTS)
    def test_each_header_leads_to_its_order_and_back(self, kept: FlaskClient, sort: str) -> None:
        page = kept.get(f"/activities?sort={sort}").text
        assert page.count("aria-sort=") == 1
        link = re.search(rf'id="sort-{sort}" href="([^"]+)"', page)
        assert link
        turned = link[1].partition("?")[2].replace("&amp;", "&")
        assert sorted(shown(kept, turned)) == [1, 2, 3, 4, 5, 6]
        directions = [
            re.findall(r'aria-sort="(\w+)"', kept.get(f"/activities?{query}").text)
            for query in (f"sort={sort}", turned)
        ]
        assert sorted(directions) == [["ascending"], ["descending"]]

    def test_pages_neither_repeat_nor_miss_a_row_among_ties(self, many: FlaskClient) -> None:
        for sort in SORTS:
            query = f"sort={sort}&per_page=25"
            seen = [one for page in range(1, 11) for one in shown(many, f"{query}&page={page}")]
            assert sorted(seen) == list(range(230))


class TestNarrowed:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=uber", [4, 1]),
            ("q=ÜBER", [4, 1]),
            ("q=die alb", [1]),
            ("q=alb über", [1]),
            ("q=100%25", [2]),
            ("q=%25", [2]),
            ("q=_", [2]),
            ("q=zzz", []),
            ("q='; DROP TABLE activity", []),
            ("q=%00lake", [5]),
            ("sport=Run", [4, 3]),
            ("sport=Run&sport=Swim", [5, 4, 3]),
            ("sport=Quidditch", []),
            ("from=2026-03-02", [6, 5, 4, 3]),
            ("to=2026-03-02", [3, 2, 1]),
            ("from=2026-03-01&to=2026-03-03", [4, 3, 2]),
            ("min_km=10&max_km=20", [3, 2]),
            ("min_km=1.5&max_km=1.5", [5]),
            ("gear=b1", [2]),
            ("commute=1", [2]),
            ("commute=0", [6, 5, 4, 3, 1]),
            ("trainer=1", [4]),
            ("private=1", [5]),
            ("private=0", [6, 4, 3, 2, 1]),
            ("q=uber&sport=Run&from=2026-01-01", [4]),
        ],
    )
    def test_by_each_parameter(self, kept: FlaskClient, query: str, found: list[int]) -> None:
        assert shown(kept, query) == found

    def test_a_day_is_one_of_the_local_wall_time(self, kept: FlaskClient) -> None:
        # 22:30 UTC is 23:30 there: still the same day, and not the next.
        assert shown(kept, "from=2026-01-05&to=2026-01-05") == [1]

    def test_nothing_matches_has_its_own_words_and_a_way_back(self, kept: FlaskClient) -> None:
        page = kept.get("/activities?q=zzz").text
        assert "Nothing matches" in page
        assert 'href="/activities"' in page

    def test_the_form_shows_what_was_asked(self, kept: FlaskClient) -> None:
        page = kept.get("/activities?q=%22x&sport=Run&from=2026-01-01&sort=name&min_km=2").text
        assert 'value="&#34;x"' in page
        assert re.search(r'value="Run" checked', page)
        assert 'value="2026-01-01"' in page
        assert '<input type="hidden" name="sort" value="name">' in page
        assert '<input type="number" name="min_km" value="2"' in page

    def test_the_sports_are_counted(self, kept: FlaskClient) -> None:
        page = kept.get("/activities?sport=Run").text
        assert re.search(r'value="Ride">.*? Ride <small>2</small>', page)


class TestPages:
    def test_a_page_holds_fifty(self, many: FlaskClient) -> None:
        assert [len(shown(many, f"page={page}")) for page in range(1, 6)] == [50, 50, 50, 50, 30]

    @pytest.mark.parametrize("size", filters.PAGE_SIZES)
    def test_or_as_many_as_asked_for(self, many: FlaskClient, size: int) -> None:
        assert len(shown(many, f"per_page={size}")) == size

    def test_links_keep_the_filters(self, many: FlaskClient) -> None:
        page = many.get("/activities?sort=distance&per_page=25&q=name&page=2").text
        link = re.search(r'id="page-next" href="([^"]+)"', page)
        assert link
        assert link[1] == "/activities?q=name&amp;sort=distance&amp;page=3&amp;per_page=25"

    def test_a_page_beyond_the_last_is_the_last_with_a_notice(self, many: FlaskClient) -> None:
        assert shown(many, "page=99") == shown(many, "page=5")
        assert notices(many, "page=99") == ["There is no page 99; this is the last one."]


@pytest.mark.parametrize(
    "query",
    [
        "sort=colour",
        "order=sideways",
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "per_page=7",
        "from=yesterday",
        "to=2026-02-30",
        "from=20260101",
        "from=2026-W01-1",
        f"q={'x' * 201}",
        "min_km=far",
        "max_km=-1",
        "min_km=nan",
        "commute=maybe",
        "from=2026-05-01&to=2026-04-01",
    ],
)
def test_a_wrong_parameter_falls_back_to_the_default_with_a_notice(
    kept: FlaskClient, query: str
) -> None:
    assert shown(kept, query) == shown(kept)
    assert len(notices(kept, query)) == 1


def test_a_notice_shows_hostile_input_as_text(kept: FlaskClient) -> None:
    (notice,) = notices(kept, "sort=<script>alert(1)</script>")
    assert "<script>" not in notice


def test_an_unknown_parameter_is_named_too(few: FlaskClient) -> None:
    assert notices(few, "min_kms=5&q=") == ["“min_kms” is not a parameter, so it was ignored."]


def test_ranges_the_wrong_way_round_are_told_in_the_words_of_the_form(few: FlaskClient) -> None:
    assert notices(few, "min_mi=5&max_mi=2&from=2026-02-01&to=2026-01-01") == [
        "The first day is after the last, so both were ignored.",
        "The minimum distance is greater than the maximum, so both were ignored.",
    ]


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "geojson"])
def test_an_export_names_wrong_parameters_in_a_header(few: FlaskClient, kind: str) -> None:
    told = few.get(f"/activities.{kind}?min_km=%0D%0Aé&sports=Run").headers["X-Notice"]
    assert told == (
        '"?" is not a distance in kilometers, so "min_km" was ignored. '
        '"sports" is not a parameter, so it was ignored.'
    )
    assert "X-Notice" not in few.get(f"/activities.{kind}?min_km=1").headers


def test_what_is_asked_for_survives_being_written_into_an_address() -> None:
    asked = MultiDict(
        [
            ("q", "a b"),
            ("sport", "Run"),
            ("sport", "Ride"),
            ("from", "2026-01-01"),
            ("min_km", "1.23456789"),
            ("max_km", "1234567.5"),
            ("commute", "0"),
            ("sort", "name"),
            ("order", "desc"),
            ("page", "3"),
        ]
    )
    first, _ = parse_filters(asked)
    written = MultiDict(
        [
            (name, str(one))
            for name, value in first.parameters().items()
            for one in (value if isinstance(value, tuple) else (value,))
        ]
    )
    assert parse_filters(written) == (first, [])


class TestExports:
    def rows(self, client: FlaskClient, query: str = "") -> list[dict[str, str]]:
        answer = client.get(f"/activities.csv?{query}")
        assert answer.headers["Content-Type"].startswith("text/csv")
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))

    def test_csv_has_every_row_that_matches_in_si_units(self, few: FlaskClient) -> None:
        rows = self.rows(few)
        assert [int(row["id"]) - 9_000_000_000 for row in rows] == [6, 5, 4, 3, 2, 1]
        assert rows[-1]["name"] == "Über die Alb"
        assert rows[-1]["distance_m"] == "40000.0"
        assert rows[-1]["start_date"] == "2026-01-05T22:30:00Z"
        assert rows[-1]["start_date_local"] == "2026-01-05T23:30:00"
        assert rows[0]["distance_m"] == ""
        assert rows[0]["name"] == 'Stretch, “quoted” "text"'

    def test_the_filters_and_the_order_hold_and_pages_do_not(self, many: FlaskClient) -> None:
        rows = self.rows(many, "min_km=5&sort=distance&order=asc&page=2&per_page=25")
        distances = [float(row["distance_m"]) for row in rows]
        assert distances == sorted(distances)
        assert len(distances) == sum(number % 7 >= 5 for number in range(230))

    def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(self, few: FlaskClient) -> None:
        assert self.rows(few, "sport=Run")[1]["name"] == "'=1+1"

    def test_json_has_the_same_rows(self, few: FlaskClient) -> None:
        answer = few.get("/activities.json?sport=Run")
        assert answer.headers["Content-Type"].startswith("application/json")
        rows = json.loads(answer.text)
        assert [row["id"] - 9_000_000_000 for row in rows] == [4, 3]
        assert rows[1]["name"] == "=1+1"
        assert rows[1]["distance"] == 10000.0
        assert rows[0]["trainer"] is True
        assert rows[0]["average_heartrate"] is None
        assert list(rows[0]) == [field.name for field in export.FIELDS]

    def test_json_lines_are_the_same_objects_one_a_line(self, few: FlaskClient) -> None:
        answer = few.get("/activities.jsonl?sort=distance")
        assert answer.headers["Content-Type"].startswith("application/x-ndjson")
        objects = [json.loads(line) for line in answer.text.splitlines()]
        assert objects == few.get("/activities.json?sort=distance").get_json()

    def test_geojson_has_a_line_for_each_activity_with_a_route(
        self, connected: FlaskClient, strava: Strava
    ) -> None:
        strava_s = {one["id"]: one for one in strava.sample.activities}
        answer = connected.get("/activities.geojson?sport=Run")
        assert answer.headers["Content-Type"].startswith("application/geo+json")
        collection = json.loads(answer.text)
        assert collection["type"] == "FeatureCollection"
        assert {one["properties"]["id"] for one in collection["features"]} == {
            number
            for number, one in strava_s.items()
            if one["sport_type"] == "Run" and one["map"]["summary_polyline"]
        }
        for feature in collection["features"]:
            start = strava_s[feature["properties"]["id"]]["start_latlng"]
            assert feature["geometry"]["type"] == "LineString"
            longitude, latitude = feature["geometry"]["coordinates"][0]
            assert [latitude, longitude] == pytest.approx(start, abs=0.02)

    def test_a_route_that_is_none_is_left_out(self, few: FlaskClient) -> None:
        assert few.get("/activities.geojson").get_json(force=True)["features"] == []

    def test_gear_is_told_by_its_name_too(self, connected: FlaskClient) -> None:
        (row, *_) = connected.get(f"/activities.json?gear={ROAD_BIKE}&columns=gear").get_json()
        assert row.keys() == {"id", "name", "gear_id", "gear_name"}
        assert row["gear_id"] == ROAD_BIKE
        assert row["gear_name"] in connected.get("/activities?columns=gear").text

    def test_no_match_is_an_empty_list(self, few: FlaskClient) -> None:
        assert few.get("/activities.json?q=zzz").get_json() == []
        assert self.rows(few, "q=zzz") == []

    def test_nothing_of_the_inside_is_exported(self) -> None:
        names = {field.name for field in export.FIELDS}
        assert {"id", "name"} <= names
        assert not {"search", "athlete_id", "day", "weekday", "time_of_day"} & names

    @pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "geojson"])
    def test_without_an_athlete_the_way_leads_to_connect(
        self, client: FlaskClient, kind: str
    ) -> None:
        assert client.get(f"/activities.{kind}").headers["Location"] == "/"


def test_activities_marked_deleted_are_hidden(few: FlaskClient, app: Flask) -> None:
    with app.extensions["logbook"].sessions.begin() as session:
        session.execute(text("UPDATE activity SET deleted_at = '2026-01-01' WHERE name = 'Lake'"))
        athletes.data_changed(session, athlete_ids(app)[0])
    assert shown(few) == [6, 4, 3, 2, 1]
