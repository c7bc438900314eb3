"""Markup in the names of activities is shown as text and never runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from ..gate import Gate
from ..sample_strava import Strava
from .steps import add_activity, expect_matches, row, sync_line

HOSTILE_NAMES = [
    "<script>window.broken = 1</script>",
    '"><img src=x onerror="window.broken = 1"> {{ 7 * 7 }}',
    "</a></td><svg onload='window.broken = 1'>&amp;",
]


def test_markup_in_names_is_shown_as_text(
    page: Page, strava: Strava, sign_in: Callable[..., Any], gate: Gate
) -> None:
    for name in HOSTILE_NAMES:
        add_activity(strava, name, sport_type=name)
    gate.close()
    sign_in()
    page.goto("/activities")
    expect(sync_line(page)).to_have_text("Syncing: 0 activities so far")
    gate.open()
    # htmx swaps the rows into the page at first. After a reload they come with the page.
    expect_text_only(page)
    page.reload()
    expect_text_only(page)
    for name in HOSTILE_NAMES:
        page.goto(f"/activities?{urlencode({'q': name, 'sport': name, 'sort': name})}")
        expect_matches(page, 1)
        expect(page.get_by_role("searchbox")).to_have_value(name)
        expect_text_only(page, name)


def expect_text_only(page: Page, *names: str) -> None:
    """Check that the rows with these names are shown, and that no markup in them took effect."""
    for name in names or HOSTILE_NAMES:
        expect(row(page, name)).to_be_visible()
    assert page.evaluate("window.broken") is None
    expect(page.locator("main :is(img, script, svg[onload])")).to_have_count(0)
