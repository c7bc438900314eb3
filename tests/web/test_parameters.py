"""Invalid and unknown parameters of the table's address, and addresses written from filters."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from strava.table.parameters import parse_filters

from .table_page import notices, shown_numbers, table_page


@pytest.mark.parametrize(
    "query",
    [
        "sort=unknown",
        "order=sideways",
        "span=fortnight",
        "span=2026x",
        "span=0000",
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
        "weekday=7",
        "weekday=-1",
        "hour=24",
        "hour=noon",
        "id=x",
        "id=0",
        "id=99999999999999999999",
        "group=sea",
        "from=2026-05-01&to=2026-04-01",
    ],
)
def test_invalid_parameter_is_ignored_with_a_notice(client_of_six: FlaskClient, query: str) -> None:
    assert shown_numbers(client_of_six, query) == shown_numbers(client_of_six)
    assert len(notices(client_of_six, query)) == 1


def test_markup_in_a_parameter_is_shown_as_text(synced_six: FlaskClient) -> None:
    query = "sort=<script>alert(1)</script>"
    (notice,) = notices(synced_six, query)
    assert "<script>alert(1)</script>" in notice
    assert table_page(synced_six, query).by_id("activities").find_all("script") == []


def test_unknown_parameter_is_named(synced_six: FlaskClient) -> None:
    assert notices(synced_six, "min_kms=5&q=") == [
        "“min_kms” is not a parameter, so it was ignored."
    ]


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("sport=Runn", "“Runn” is not a sport (the nearest is Run), so no activity matches it."),
        ("sport=Quidditch", "“Quidditch” is not a sport, so no activity matches it."),
        (
            "sport=runn&sport=Swim&sport=yoga",
            "“runn, yoga” are not sports (the nearest are Run, Yoga), so no activity matches them.",
        ),
        ("gear=b2", "“b2” is not the ID of any gear, so no activity matches it."),
        (
            "columns=date,distence",
            "“distence” is not a column (the nearest is distance), so it was ignored.",
        ),
        (
            "order=dsc",
            "“dsc” is not one of asc, desc (the nearest is desc), so “order” was ignored.",
        ),
    ],
)
def test_misspelled_value_is_named_with_the_nearest_known_one(
    client_of_six: FlaskClient, query: str, notice: str
) -> None:
    assert notices(client_of_six, query) == [notice]
    plain = notice.replace("“", '"').replace("”", '"')
    header = client_of_six.get(f"/activities.csv?{query}").headers["X-Notice"]
    assert header == plain


@pytest.mark.parametrize("query", ["sport=Kitesurf", "sport=Run", "gear=b1", "gear=", "sport="])
def test_value_that_strava_or_an_activity_knows_needs_no_notice(
    client_of_six: FlaskClient, query: str
) -> None:
    assert notices(client_of_six, query) == []


def test_reversed_ranges_are_ignored_with_the_labels_of_the_form(synced_six: FlaskClient) -> None:
    assert notices(synced_six, "min_mi=5&max_mi=2&from=2026-02-01&to=2026-01-01") == [
        "The first day is after the last, so both were ignored.",
        "The minimum distance is greater than the maximum, so both were ignored.",
    ]


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "geojson"])
def test_export_names_invalid_parameters_in_a_header(synced_six: FlaskClient, kind: str) -> None:
    header = synced_six.get(f"/activities.{kind}?min_km=%0D%0Aé&sports=Run").headers["X-Notice"]
    assert header == (
        '"?" is not a distance in kilometers, so "min_km" was ignored. '
        '"sports" is not a parameter, so it was ignored.'
    )
    assert "X-Notice" not in synced_six.get(f"/activities.{kind}?min_km=1").headers


def test_filters_survive_being_written_into_an_address() -> None:
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
