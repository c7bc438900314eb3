"""The downloads of an activity follow the stretch that is chosen on its charts."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import gpxpy
import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava
from .chart_steps import drag, open_charts

pytestmark = pytest.mark.usefixtures("connected")


def test_links_of_the_stretch_follow_the_charts(page: Page, strava: Strava) -> None:
    run = next(one for one in strava.sample.newest_first() if one["sport_type"] == "Run")
    open_charts(page, f"/activities/{run['id']}")
    links = page.locator("#stretch-downloads")
    expect(links).to_be_hidden()
    drag(page, 0.3, 0.6)
    expect(links).to_be_visible()
    with page.expect_download() as started:
        links.get_by_text("GPX").click()
    chosen = gpxpy.parse(Path(started.value.path()).read_bytes())
    with page.expect_download() as started:
        page.locator("#downloads").get_by_text("GPX").first.click()
    whole = gpxpy.parse(Path(started.value.path()).read_bytes())
    assert 0.1 < chosen.get_track_points_no() / whole.get_track_points_no() < 0.6
    query = urlsplit(page.url).query
    for link in links.get_by_role("link").all():
        assert urlsplit(link.get_attribute("href") or "").query == query
    page.go_back()
    expect(links).to_be_hidden()
