"""CSV exports: the byte order mark, and what Excel reads in the athlete's region."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ..applications import stored
from ..html import parse
from ..sample_strava import activity

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\uff1d1+1")
NAMES = ("Zürich", "a;b,c", 'say "hi"', "two\nlines", *FORMULAS)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with 1,100 activities, which an export writes in several pieces."""
    activities = [
        activity(
            number,
            name=NAMES[number] if number < len(NAMES) else f"Activity {number}",
            distance=1234.5,
            moving_time=(0, 59, 3600 * 30 + 61, -5)[number % 4],
            elapsed_time=None,
            commute=number % 2 == 0,
            flagged=True,
            has_heartrate=False,
            average_temp=-3.5,
            external_id="=cmd",
            start_latlng=[47.1, 8.2] if number else [],
            utc_offset=-18_000.0,
        )
        for number in range(1100)
    ]
    with stored(tmp_path_factory.mktemp("csv"), activities) as app:
        yield app


def excel_rows(client: FlaskClient, language: str, query: str = "") -> list[dict[str, str]]:
    """Return the rows of CSV for Excel in the region of a language, the oldest first."""
    separator = ";" if language.startswith("de") else ","
    answer = client.get(
        f"/activities.csv?for=excel&order=asc&{query}", headers={"Accept-Language": language}
    )
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


@pytest.mark.parametrize("query", ["", "q=nothing", "for=excel", "for=excel&q=nothing"])
def test_byte_order_mark_is_once_at_the_start(client: FlaskClient, query: str) -> None:
    data = client.get(f"/activities.csv?{query}").data
    assert data.startswith(BOM_UTF8 + b"id,name,")
    assert data.count(BOM_UTF8) == 1
    assert data.endswith(b"\r\n")


@pytest.mark.parametrize("kind", ["json", "jsonl", "geojson"])
def test_other_formats_have_no_byte_order_mark(client: FlaskClient, kind: str) -> None:
    assert BOM_UTF8 not in client.get(f"/activities.{kind}").data


def test_values_are_those_that_excel_reads_in_the_region(client: FlaskClient) -> None:
    german, british, american = (
        excel_rows(client, language)[2] for language in ("de-DE", "en-GB", "en-US")
    )
    dates = [row["start_date_local"] for row in (german, british, american)]
    assert dates == ["03.01.2019 07:00:00", "03/01/2019 07:00:00", "01/03/2019 07:00:00"]
    assert [row["distance_m"] for row in (german, british)] == ["1234,5", "1234.5"]
    assert [row["average_temp_c"] for row in (german, american)] == ["-3,5", "-3.5"]
    assert [row["utc_offset_s"] for row in (german, american)] == ["-18000,0", "-18000.0"]
    assert german["start_date"] == "03.01.2019 06:00:00"
    assert (german["moving_time"], german["elapsed_time"]) == ("30:01:01", "")
    assert (german["commute"], german["flagged"], german["has_heartrate"]) == ("1", "1", "0")
    assert german["id"] == "9000000002"


def test_durations_are_times_that_excel_can_add(client: FlaskClient) -> None:
    rows = excel_rows(client, "en-GB")
    assert [row["moving_time"] for row in rows[:4]] == [
        *("0:00:00", "0:00:59", "30:01:01", "-0:00:05")
    ]


def test_text_is_quoted_and_formulas_get_an_apostrophe(client: FlaskClient) -> None:
    for language in ("de-DE", "en-US"):
        rows = excel_rows(client, language)
        assert [row["name"] for row in rows[:4]] == list(NAMES[:4])
        assert [row["name"] for row in rows[4 : len(NAMES)]] == [f"'{name}" for name in FORMULAS]
        assert {row["external_id"] for row in rows} == {"'=cmd"}


def test_chosen_order_of_dates_wins_over_the_language(app: Flask) -> None:
    client = app.test_client()
    client.post("/settings", data={"units": "metric", "date_order": "ymd"})
    row = excel_rows(client, "de-DE")[0]
    client.post("/settings", data={"units": "metric", "date_order": ""})
    assert row["start_date_local"] == "2019-01-01 07:00:00"


@pytest.mark.parametrize(
    ("address", "notice"),
    [
        ("csv?for=word", '"word" is not excel, so "for" was ignored.'),
        ("csv?for=excel&for=word", '"word" is not excel, so "for" was ignored.'),
        ("json?for=excel", 'Only CSV can be written for Excel, so "for" was ignored.'),
        ("geojson?for=word", '"word" is not excel, so "for" was ignored.'),
    ],
)
def test_invalid_purpose_is_reported(client: FlaskClient, address: str, notice: str) -> None:
    assert client.get(f"/activities.{address}").headers["X-Notice"] == notice


@pytest.mark.parametrize("query", ["for=excel", "for=", "for=excel&columns=date"])
def test_valid_purpose_gives_no_notice(client: FlaskClient, query: str) -> None:
    assert "X-Notice" not in client.get(f"/activities.csv?{query}").headers


def test_menu_offers_csv_for_excel_with_all_fields_and_visible_columns(
    client: FlaskClient,
) -> None:
    page = parse(client.get("/activities?sport=Ride&columns=distance").text)
    links = [
        link.attributes["href"]
        for link in page.by_id("exports").find_all("a")
        if link.text == "CSV for Excel"
    ]
    assert links == [
        "/activities.csv?sport=Ride&for=excel",
        "/activities.csv?sport=Ride&columns=date,name,distance&for=excel",
    ]


def test_plain_csv_has_lists_as_json_and_empty_ones_as_missing(client: FlaskClient) -> None:
    text = client.get("/activities.csv?order=asc").data.decode("utf-8-sig")
    first, second, *_ = csv.DictReader(io.StringIO(text, newline=""))
    assert (first["start_latlng"], second["start_latlng"]) == ("", "[47.1, 8.2]")
    assert (first["flagged"], first["has_heartrate"]) == ("true", "false")
    assert first["end_latlng"] == ""
