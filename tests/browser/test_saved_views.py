"""Saved views."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .steps import (
    RARE_SPORT,
    SCRIPTS_FIRST,
    expect_matches,
    expect_query,
)

pytestmark = pytest.mark.usefixtures("longest", "connected")


@SCRIPTS_FIRST
def test_view_is_saved_used_and_removed(either_page: Page) -> None:
    page = either_page
    page.goto(f"/activities?sport={RARE_SPORT}&sort=distance&columns=date,distance")
    views = page.locator("#views")
    views.locator("summary").click()
    page.get_by_label("Save this view as").fill("Far")
    views.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The view “Far” was saved.")).to_be_visible()
    page.goto("/activities")
    views.locator("summary").click()
    views.get_by_role("link", name="Far").click()
    expect_matches(page, 1)
    expect(page.locator("#activities thead th")).to_have_count(3)
    views.locator("summary").click()
    views.get_by_role("button", name="Remove the view Far").click()
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    page.get_by_role("button", name="Remove the view").click()
    expect_query(page, sport=RARE_SPORT, sort="distance", columns="date,name,distance")
    views.locator("summary").click()
    expect(views.get_by_role("link", name="Far")).to_have_count(0)
