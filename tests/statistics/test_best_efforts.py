"""Best efforts and the history of records equal a plain comparison of all efforts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.statistics import contenders

from ..applications import stored
from ..html import Element, parse
from .efforts import GROUPS, Key, best_first, judge, make_efforts, store_efforts
from .histories import Fields, make_history

UNKNOWN_DAYS = 3
FASTEST = {"Run": 7, "TrailRun": 7, "Ride": 25, "Swim": 2.4}
"""Meters per second as the average of an activity that can be true."""
Rows = list[Fields]


@pytest.fixture(scope="module")
def history() -> Rows:
    """A random history, some of it without dates, and most of it slow enough to be true."""
    made = make_history(3, 260)
    for one in made:
        one["moving_time"] = one["moving_time"] and one["moving_time"] * 5
    for one in made[:UNKNOWN_DAYS]:
        one |= {"start_date": None, "start_date_local": None}
    return made


@pytest.fixture(scope="module")
def app(history: Rows, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("efforts"), history) as app:
        yield app


@pytest.fixture(scope="module")
def efforts(app: Flask, history: Rows) -> Rows:
    return store_efforts(app, make_efforts(history))


@pytest.fixture(params=["all", "root", "one"])
def client(
    app: Flask, efforts: Rows, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """A browser of an application that reads all efforts of all, of some, or of two activities."""
    if request.param != "all":
        monkeypatch.setattr(contenders, "MOST_WHOLE", 2)
    if request.param == "one":
        monkeypatch.setattr(contenders, "isqrt", lambda number: 1)
    return app.test_client()


def is_true(one: Fields) -> bool:
    seconds = one["moving_time"] or one["elapsed_time"]
    return bool((one["distance"] or 0) <= FASTEST.get(one["sport_type"], 40) * seconds)


FILTERS: dict[str, Callable[[Fields], bool]] = {
    "": lambda one: True,
    "sport=TrailRun": lambda one: one["sport_type"] == "TrailRun",
    "group=foot&group=water&commute=0": lambda one: (
        one["sport_type"] in ("Run", "TrailRun", "Swim") and not one["commute"]
    ),
    "span=2026": lambda one: (one["start_date_local"] or "").startswith("2026"),
    "from=2024-02-29&to=2025-12-31&sport=Ride": lambda one: (
        one["sport_type"] == "Ride"
        and "2024-02-29" <= (one["start_date_local"] or "")[:10] < "2026"
    ),
}


def all_records(client: FlaskClient, query: str) -> dict[Key, Fields]:
    """Return the records in JSON by family, kind and size."""
    found = client.get(f"/records.json?{query}").get_json()
    families = {name: family for family, name in GROUPS.items()}
    distances = {
        (families[one["sport_group"]], "distance", one["distance"]): one
        for one in found["best_efforts"]
    }
    powers = {
        (families[one["sport_group"]], "power", one["duration"]): one
        for one in found["power_curve"]
    }
    assert len(distances) + len(powers) == len(found["best_efforts"] + found["power_curve"])
    return distances | powers


def as_json(effort: Fields | None) -> Fields | None:
    if effort is None:
        return None
    return {
        ("watts" if effort["kind"] == "power" else "seconds"): effort["value"],
        "activity_id": effort["activity_id"],
        "name": effort["activity"]["name"],
        "date": (effort["activity"]["start_date_local"] or "")[:10] or None,
        "from": effort["start"],
        "to": effort["end"],
    }


@pytest.mark.parametrize("query", FILTERS)
def test_best_ten_of_each_size_are_those_of_a_plain_comparison(
    client: FlaskClient, history: Rows, efforts: Rows, query: str
) -> None:
    expected = judge(efforts, history, lambda one: FILTERS[query](one) and is_true(one))
    found = all_records(client, query)
    assert found.keys() == expected.keys()
    for key, alike in expected.items():
        best = best_first(alike, key[1])
        values = [one["value"] for one in best]
        assert found[key]["best"] == [
            {"position": values.index(one["value"]) + 1, **(as_json(one) or {})}
            for one in best[:10]
        ]
        assert found[key].items() >= (as_json(best[0]) or {}).items()


@pytest.mark.parametrize("query", FILTERS)
def test_records_of_each_size_fell_when_nothing_before_was_as_good(
    client: FlaskClient, history: Rows, efforts: Rows, query: str
) -> None:
    expected = judge(efforts, history, lambda one: FILTERS[query](one) and is_true(one))
    found = all_records(client, query)
    for (family, kind, size), alike in expected.items():
        dated = [one for one in alike if one["activity"]["start_date_local"]]
        fell = []
        for number, one in enumerate(dated):
            before = best_first(dated[:number], kind)
            if not before:
                fell.append((one, None))
            elif (
                best_first([before[0], one], kind)[0] is one and one["value"] != before[0]["value"]
            ):
                fell.append((one, round(abs(one["value"] - before[0]["value"]), 3)))
        history_of_size = found[family, kind, size]["history"]
        assert history_of_size == [
            {**(as_json(one) or {}), "improvement": improvement} for one, improvement in fell
        ]


@pytest.mark.parametrize("query", FILTERS)
def test_best_of_this_year_and_of_the_last_90_days_are_the_plain_ones(
    client: FlaskClient, history: Rows, efforts: Rows, query: str
) -> None:
    found = all_records(client, query)
    for name, first in (("this_year", "2026-01-01"), ("last_90_days", "2026-08-25")):
        expected = judge(
            efforts,
            history,
            lambda one, first=first: (  # type: ignore[misc]
                FILTERS[query](one) and is_true(one) and (one["start_date_local"] or "") >= first
            ),
        )
        for key, one in found.items():
            best = best_first(expected.get(key, []), key[1])
            assert one[name] == as_json(best[0] if best else None), (name, key)


def test_csv_has_a_row_for_each_of_the_best(client: FlaskClient) -> None:
    response = client.get("/records.csv?span=2026")
    assert response.mimetype == "text/csv"
    assert 'filename="records-2026' in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    found = all_records(client, "span=2026")
    best = [
        (GROUPS[family], size, one)
        for (family, kind, size), records in found.items()
        if kind == "distance"
        for one in records["best"]
    ]
    of_efforts = [row for row in rows if row["record"] == "best_effort"]
    assert [
        (row["sport_group"], float(row["size"]), int(row["position"]), float(row["value"]))
        for row in of_efforts
    ] == [(group, size, one["position"], one["seconds"]) for group, size, one in best]
    assert [int(row["id"]) for row in of_efforts] == [one["activity_id"] for _, _, one in best]
    assert {row["record"] for row in rows} > {"power", "distance", "speed"}


@pytest.fixture
def page(app: Flask, efforts: Rows) -> Element:
    return parse(app.test_client().get("/records?sport=Ride").text)


def links(table: Element) -> list[str]:
    return [one.attributes["href"] for one in table.find("tbody").find_all("a")]


def test_page_discloses_the_best_and_a_step_line_for_each_size(
    app: Flask, page: Element, efforts: Rows
) -> None:
    found = all_records(app.test_client(), "sport=Ride")
    disclosed = page.by_id("records-cycle").find_all("details")
    assert len(disclosed) == len(found)
    assert max(len(records["history"]) for records in found.values()) > 2
    for one, records in zip(disclosed, found.values(), strict=True):
        best, history = ([stretch(each) for each in records[name]] for name in ("best", "history"))
        tables = [links(table) for table in one.find_all("table")]
        if len(history) == 1:
            assert tables == [best]
            assert one.find_all("svg") == []
            continue
        assert tables == [best, history[::-1]]
        dots = [dot.attributes["href"] for dot in one.find("svg").find_all("a")]
        assert dots == history
        assert one.find("path").attributes["d"].count("V") == len(history) - 1


def stretch(effort: Fields) -> str:
    """Return the address of an effort of the JSON."""
    path = f"/activities/{effort['activity_id']}"
    return f"{path}?from={effort['from']:.0f}&to={effort['to']:.0f}#recording"


def test_lines_of_the_power_curve_have_the_figures_of_its_table(page: Element) -> None:
    section = page.by_id("records-cycle")
    chart = next(one for one in section.find_all("svg") if "curve" in one.classes)
    table = next(
        one
        for one in section.find_all("div", "scroller")
        if one.attributes["aria-label"] == "Power of rides"
    )
    of_table = [link for link in links(table) if not link.startswith("#")]
    assert len(of_table) == 6
    dots = [dot.attributes["href"] for group in chart.find_all("g") for dot in group.find_all("a")]
    assert sorted(dots) == sorted(of_table)
    assert [one.text for one in section.find("ul", "legend").find_all("li")] == [
        "All time",
        "This year",
        "Last 90 days",
    ]


def test_records_follow_an_effort_that_is_put_aside_and_taken_back(
    app: Flask, efforts: Rows
) -> None:
    client = app.test_client()

    def best() -> int:
        (first, *_) = all_records(client, "")["run", "distance", 1000.0]["best"]
        number: int = first["activity_id"]
        table = parse(client.get("/records").text).by_id("distance-run-1000").find("table")
        assert links(table)[0].startswith(f"/activities/{number}?")
        return number

    before = best()
    effort = next(
        one["id"] for one in efforts if (one["activity_id"], one["size"]) == (before, 1000.0)
    )
    address = f"/activities/{before}/efforts/{effort}"
    client.post(address, data={"aside": "1"})
    assert best() != before
    client.post(address, data={"aside": "0"})
    assert best() == before
