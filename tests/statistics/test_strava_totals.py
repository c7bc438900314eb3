"""Strava's own totals beside those of the stored activities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Athlete, StravaTotals

from ..clock import NOON, Clock
from ..html import Element, parse
from ..sample_strava import Strava, activity
from ..stored_data import rows
from . import plain, walk

TYPES = {"Run": "Run", "TrailRun": "Run", "GravelRide": "Ride", "Swim": "Swim", "Yoga": "Yoga"}
FIRST_ID = 9_000_000_000


def made_up(number: int, sport_type: str, day: str, **fields: Any) -> dict[str, Any]:
    return activity(
        number,
        sport_type=sport_type,
        type=TYPES[sport_type],
        start_date=f"{day}T06:00:00Z",
        start_date_local=f"{day}T07:00:00Z",
        distance=1000.0 * number,
        moving_time=600 * number,
        total_elevation_gain=10.0 * number,
        **fields,
    )


ACTIVITIES = [
    made_up(1, "Run", "2026-11-20"),
    made_up(2, "TrailRun", "2026-11-21", visibility="followers_only"),
    made_up(3, "TrailRun", "2026-02-01"),
    made_up(4, "Run", "2025-12-31"),
    made_up(5, "Run", "2025-02-01", private=True, visibility="only_me"),
    made_up(6, "GravelRide", "2026-11-01"),
    made_up(7, "Yoga", "2026-11-01"),
]


@pytest.fixture
def browser(strava: Strava, connected: FlaskClient) -> FlaskClient:
    """A browser whose athlete has synced these activities."""
    return connected


@pytest.fixture
def strava(strava: Strava) -> Strava:
    strava.sample.activities[:] = [dict(one) for one in ACTIVITIES]
    return strava


@pytest.fixture
def noor(app: Flask) -> int:
    """An athlete who was added by an archive."""
    logbook = app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        session.add(Athlete(id=5, name="Noor", connected_at=logbook.now(), from_archive=True))
    return 5


def stats_calls(strava: Strava) -> int:
    return sum(path.endswith("/stats") for _, path in strava.sample.calls)


def ask(client: FlaskClient) -> Element:
    response = client.post("/settings/check")
    assert (response.status_code, response.headers["Location"]) == (303, "/settings/check#strava")
    return parse(client.get("/settings/check").text)


def tables(page: Element) -> dict[str, dict[str, list[str]]]:
    """Return the cells of each row by its heading, by the title of the table."""
    section = page.by_id("strava")
    titles = [one.text for one in section.find_all("h3")]
    found: dict[str, dict[str, list[str]]] = {}
    for title, table in zip(titles, section.find_all("table"), strict=True):
        family = ""
        for body in table.find_all("tbody"):
            for row in body.find_all("tr"):
                heading = row.find("th").text
                family = heading.split()[0] if " in Logbook" in heading else family
                found.setdefault(title, {})[f"{family}: {heading}"] = [
                    cell.text for cell in row.find_all("td")
                ]
    return found


def cells(numbers: list[int]) -> list[str]:
    """Return what a row has of the activities with these numbers."""
    total = sum(numbers)
    return [str(len(numbers)), f"{total}.0", f"{total // 6}:{total % 6}0", str(10 * total)]


def test_nothing_is_asked_until_the_athlete_does(browser: FlaskClient, strava: Strava) -> None:
    for _ in range(2):
        page = parse(browser.get("/settings/check").text)
        assert page.by_id("strava").find_all("table") == []
    assert stats_calls(strava) == 0
    ask(browser)
    ask(browser)
    assert stats_calls(strava) == 2


def test_totals_are_compared_like_with_like(browser: FlaskClient) -> None:
    found = tables(ask(browser))
    none = ["–", "–", "–", "–"]
    assert found["All time"] == {
        "Rides: Rides in Logbook": cells([6]),
        "Rides: Those that Strava counts": cells([6]),
        "Rides: Strava’s total": cells([6]),
        "Rides: Difference": none,
        "Runs: Runs in Logbook": cells([1, 2, 3, 4, 5]),
        "Runs: Those that Strava counts": cells([1, 3, 4]),
        "Runs: Strava’s total": cells([1, 3, 4]),
        "Runs: Difference": none,
    }
    assert found["2026"]["Runs: Runs in Logbook"] == cells([1, 2, 3])
    assert found["2026"]["Runs: Strava’s total"] == cells([1, 3])
    assert found["The four weeks before the call"]["Runs: Runs in Logbook"] == cells([1, 2])
    assert found["The four weeks before the call"]["Runs: Strava’s total"] == cells([1])
    assert found["The four weeks before the call"]["Rides: Difference"] == none


def test_reasons_for_differences_are_named(browser: FlaskClient) -> None:
    section = ask(browser).by_id("strava")
    assert [one.text for one in section.find_all("li")] == [
        "2 activities, 7.00 km: not visible to everyone.",
        "1 activity, 7.00 km: other sports than these three.",
    ]


def test_totals_here_lead_to_their_activities(browser: FlaskClient) -> None:
    section = ask(browser).by_id("strava")
    links = [link for table in section.find_all("table") for link in table.find_all("a")]
    behind = [walk.behind(browser, link.attributes["href"]) for link in links]
    by_number = {number + 1: one for number, one in enumerate(ACTIVITIES)}
    assert behind == [
        plain.sums(by_number[number] for number in numbers)
        for numbers in ([6], [1, 2, 3, 4, 5], [6], [1, 2, 3])
    ]


def test_what_is_left_out_here_is_counted_by_strava(browser: FlaskClient) -> None:
    browser.post(f"/activities/{FIRST_ID + 3}/duplicate", data={"left_out": "1"})
    page = ask(browser)
    runs = tables(page)["All time"]
    assert runs["Runs: Runs in Logbook"] == cells([1, 2, 4, 5])
    assert runs["Runs: Those that Strava counts"] == cells([1, 3, 4])
    assert runs["Runs: Difference"] == ["–", "–", "–", "–"]
    assert "1 activity, 3.00 km: left out here as duplicates" in page.by_id("strava").text


def test_what_is_newer_than_the_call_and_what_strava_has_more_is_told_apart(
    app: Flask,
    browser: FlaskClient,
    strava: Strava,
    clock: Clock,
    athlete_id: int,
    finish_sync: Callable[[], None],
) -> None:
    strava.sample.activities.append(made_up(8, "Run", "2026-11-19"))
    page = ask(browser)
    assert tables(page)["All time"]["Runs: Difference"] == ["+1", "+8.0", "+1:20", "+80"]
    clock.advance(hours=30)
    tomorrow = datetime.fromtimestamp(NOON, UTC) + timedelta(days=1)
    strava.sample.activities.append(made_up(9, "Run", f"{tomorrow:%Y-%m-%d}"))
    browser.post("/sync")
    finish_sync()
    page = parse(browser.get("/settings/check").text)
    runs = tables(page)["All time"]
    assert runs["Runs: Runs in Logbook"] == cells([1, 2, 3, 4, 5, 8, 9])
    assert runs["Runs: Difference"] == ["–", "–", "–", "–"]
    assert "1 activity, 9.00 km: later than the call to Strava." in page.by_id("strava").text
    assert "Strava was asked on 22 Nov 2026" in page.by_id("strava").find("form").text


def test_failure_is_explained_and_keeps_the_last_answer(
    app: Flask, browser: FlaskClient, strava: Strava
) -> None:
    ask(browser)
    strava.sample.inactive = True
    page = ask(browser)
    assert "Strava’s totals could not be fetched." in page.text
    assert len(tables(page)) == 3
    assert len(rows(app, StravaTotals)) == 9


def test_archive_alone_says_that_the_comparison_needs_the_api(
    client: FlaskClient, noor: int, strava: Strava
) -> None:
    page = parse(client.get("/settings/check").text)
    assert "The comparison needs the API" in page.by_id("strava").text
    assert page.by_id("strava").find_all("form") == []
    ask(client)
    assert stats_calls(strava) == 0


def test_missing_details_are_counted_and_fetched_in_the_background(
    app: Flask, browser: FlaskClient, finish_sync: Callable[[], None]
) -> None:
    section = parse(browser.get("/settings/check").text).by_id("details")
    assert section.find("p").text.startswith("7 activities lack details, and 7 of them lack a")
    assert "takes 14 calls to Strava" in section.text
    form = section.find("form")
    assert form.attributes["action"] == "/sync/deep"
    browser.post("/sync/deep", data={"on": "1"})
    finish_sync()
    section = parse(browser.get("/settings/check").text).by_id("details")
    assert "All details have been fetched." in section.text
    assert section.find_all("form") == []


def test_page_without_an_athlete_leads_to_the_start_page(client: FlaskClient) -> None:
    assert client.get("/settings/check").headers["Location"] == "/"
    assert client.post("/settings/check").headers["Location"] == "/"
