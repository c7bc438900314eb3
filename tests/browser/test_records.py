"""The records in a browser, with and without JavaScript."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from strava.db.models import Activity
from strava.sync import details

from .steps import expect_query

pytestmark = pytest.mark.usefixtures("connected")


@pytest.fixture
def runs(app: Flask) -> list[int]:
    """The latest runs, whose details are fetched."""
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        latest = session.query(Activity.id, Activity.athlete_id).filter_by(
            sport_type="Run", manual=False
        )
        found = latest.order_by(Activity.start_local.desc()).limit(3).all()
    for activity_id, athlete_id in found:
        details.fetch_missing(logbook, athlete_id, activity_id)
    return [activity_id for activity_id, _ in found]


def test_best_effort_is_disclosed_and_leads_to_its_stretch(
    either_page: Page, runs: list[int]
) -> None:
    page = either_page
    page.goto("/stats?sport=Run")
    page.get_by_role("link", name="Records", exact=True).first.click()
    expect_query(page, sport="Run")
    expect(page.get_by_role("heading", name="Best efforts of runs")).to_be_visible()
    best = page.get_by_role("region", name="Best efforts of runs", exact=True)
    row = best.get_by_role("row").filter(has=page.get_by_role("link", name="400 m"))
    time = row.get_by_role("cell").first.inner_text()
    disclosed = page.locator("#distance-run-400")
    expect(disclosed).to_be_hidden()
    # The link opens what it leads to.
    row.get_by_role("link", name="400 m").click()
    expect(disclosed).to_be_visible()
    link = disclosed.get_by_role("link", name=time, exact=True).first
    expect(link).to_be_visible()
    link.click()
    expect(page.locator("#stretch")).to_contain_text(time)
    assert any(f"/activities/{one}?" in page.url for one in runs)
    page.get_by_role("link", name="All your records").click()
    expect(page.locator("#distance-run")).to_be_in_viewport()


def test_filters_change_the_records(either_page: Page, runs: list[int]) -> None:
    page = either_page
    page.goto("/records")
    expect(page.locator("#records-cycle")).to_be_visible()
    page.get_by_role("searchbox").fill("run")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#records-cycle")).to_have_count(0)
    expect(page.locator("#chips")).to_contain_text("Search: run")
    page.locator("#records-foot").get_by_role("link", name="All by longest").first.click()
    expect_query(page, q="run", group="foot", sort="distance")
