"""Private places: hidden from the page of an activity, shown and removed on the settings page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava
from .steps import SCRIPTS_FIRST
from .test_accessibility import violations

HIDDEN = "Private places are hidden"


@pytest.mark.usefixtures("connected")
@SCRIPTS_FIRST
def test_start_of_an_activity_is_hidden_and_shown_again(either_page: Page, strava: Strava) -> None:
    page = either_page
    newest = next(one for one in strava.sample.newest_first() if one["start_latlng"])
    page.goto(f"/activities/{newest['id']}")
    line = page.locator(".map-drawing .map-line")
    whole = line.get_attribute("d")
    page.get_by_role("button", name="Hide around the start").click()
    header = page.get_by_role("link", name=HIDDEN)
    expect(header).to_be_visible()
    expect(page.get_by_role("button", name="Hide around the start")).to_have_count(0)
    if line.count():
        assert line.get_attribute("d") != whole
    header.click()
    expect(page).to_have_url(re.compile("/settings#places$"))
    places = page.locator("#places")
    expect(places).to_contain_text(f"Start of {newest['name']}, 500 m around")
    places.get_by_role("button", name="Show them").click()
    expect(header).to_have_count(0)
    places.get_by_label("Name").fill("Work")
    places.get_by_label("Latitude and longitude").fill("46.948, 7.4474")
    places.get_by_label("Radius (m)").fill("300")
    places.get_by_role("button", name="Add").click()
    expect(header).to_be_visible()
    expect(places).to_contain_text("Work, 300 m around")
    page.goto("/map")
    page.get_by_role("button", name="Show them").filter(visible=True).last.click()
    expect(page.get_by_role("button", name="Hide them")).to_be_visible()
    page.goto("/settings")
    for name in ("Work", f"Start of {newest['name']}"):
        places.get_by_role("button", name=f"Remove {name}").click()
        expect(page.get_by_text("Removed.")).to_be_visible()
    expect(places.get_by_role("button", name="Hide them")).to_have_count(0)


@pytest.mark.usefixtures("connected")
def test_map_of_all_routes_has_the_pieces_of_routes_and_settings_have_no_violations(
    page: Page, strava: Strava
) -> None:
    routes = [one for one in strava.sample.newest_first() if one["start_latlng"]]
    latitude, longitude = routes[0]["start_latlng"]
    page.goto("/settings")
    places = page.locator("#places")
    places.get_by_label("Name").fill("Home")
    places.get_by_label("Latitude and longitude").fill(f"{latitude}, {longitude}")
    places.get_by_role("button", name="Add").click()
    expect(places).to_contain_text("Home, 500 m around")
    assert violations(page, "#places") == []
    assert violations(page, "header") == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/map")
    sent = page.evaluate("fetch('/map/routes.json').then((answer) => answer.json())")["routes"]
    expect(page.locator(".map-count")).to_have_text(
        re.compile(rf"^{len({one['id'] for one in sent})} activities with a route")
    )
