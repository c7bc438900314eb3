"""WCAG 2.2 AA on every page, in light and dark, on a small phone and on a desktop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from strava.table.columns import COLUMNS

from ..sample_strava import Strava
from .steps import Watch, more_filters, open_table, rows

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FEW_ROWS = "sport=Hike&sport=Swim&sport=GravelRide&span=2025"
"""A filter that leaves some rows, because axe takes long and all rows are alike."""
EVERY_COLUMN = ",".join(column.key for column in COLUMNS)


def violations(page: Page, part: str = "html") -> list[str]:
    """Return what axe-core finds at each width and in the dark: the rule, where, and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = []
    # Only the colors differ between light and dark, and not with the width.
    for width, scheme, rules in (
        (320, "light", RULES),
        (1440, "dark", {"type": "rule", "values": ["color-contrast"]}),
        (1440, "light", RULES),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        result = page.evaluate(
            "([part, options]) => axe.run(part, options)",
            [part, {"runOnly": rules, "resultTypes": ["violations"], "preload": False}],
        )
        found += [
            f"{width} {scheme}: {rule['id']} at {node['target']}: {node['failureSummary']}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]
    return found


def test_pages_before_the_sign_in_have_no_violations(page: Page, watch: Watch) -> None:
    watch.expect_status(404)
    for address in ("/", "/setup", "/settings", "/nowhere", "/demo/", "/demo/connect"):
        page.goto(address)
        assert violations(page) == [], address


@pytest.mark.usefixtures("connected")
def test_table_with_every_column_and_without_rows_has_no_violations(page: Page) -> None:
    for address in (
        f"/activities?columns={EVERY_COLUMN}&{FEW_ROWS}&commute=0",
        "/activities?q=no+such+name&commute=1&sort=unknown&sport=Runn",
    ):
        page.goto(address)
        assert violations(page) == [], address


@pytest.mark.usefixtures("connected")
def test_pages_after_the_first_sync_have_no_violations(page: Page, strava: Strava) -> None:
    newest, second, third = (activity["id"] for activity in strava.sample.newest_first()[:3])
    question = "/settings/disconnect?delete=1"
    page.goto("/stats?span=2025")
    page.get_by_text("Set a goal").click()
    page.get_by_label("Goal", exact=True).fill("5000")
    page.locator("#goals").get_by_role("button", name="Save").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    for address in (
        "/stats?span=2025",
        "/fitness",
        "/records?sport=Run&sport=Ride",
        "/stats/2025?show=map&show=names",
        f"/activities/{newest}",
        "/sync",
        "/sync/1",
        "/settings",
        "/settings/check",
        question,
    ):
        page.goto(address)
        expect(page.get_by_role("button", name="Fetch details")).to_have_count(0)
        if page.locator("#charts").count():
            expect(page.locator("#charts .uplot").last).to_be_visible()
        page.evaluate(
            "for (const one of document.querySelectorAll('#records details')) one.open = true"
        )
        assert violations(page) == [], address
    page.goto(f"/activities/compare?id={newest}&id={third}")
    expect(page.locator("#comparison-map .map-view")).to_be_visible()
    assert violations(page) == []
    strava.sample.inactive = True
    page.goto(f"/activities/{second}")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert violations(page) == []


@pytest.mark.usefixtures("connected")
def test_question_before_a_view_is_removed_has_no_violations(page: Page) -> None:
    page.goto("/activities?span=2025&sport=Hike")
    views = page.locator("#views")
    views.locator("summary").click()
    page.get_by_label("Save this view as").fill("Hikes of 2025")
    views.get_by_role("button", name="Save").click()
    views.locator("summary").click()
    views.get_by_role("button", name="Remove the view").click()
    expect(page.get_by_role("heading", name="Remove the view “Hikes of 2025”?")).to_be_visible()
    assert violations(page) == []


@pytest.mark.usefixtures("connected")
def test_open_menus_and_totals_by_period_have_no_violations(page: Page) -> None:
    page.goto(f"/activities?{FEW_ROWS}")
    page.locator("#breakdown-toggle").click()
    expect(page.get_by_role("region", name="Totals by month")).to_be_visible()
    assert violations(page) == []
    page.locator("#show-filters").evaluate("button => button.open = true")
    for menu in ("#sports", "#more", "#columns", "#views", "#export", "#quota"):
        page.locator(f"{menu} > summary").click()
        assert violations(page, menu) == [], menu
        page.keyboard.press("Escape")


@pytest.mark.usefixtures("connected")
def test_menu_of_a_row_keys_and_the_row_come_back_to_have_no_violations(page: Page) -> None:
    page.goto(f"/activities?{FEW_ROWS}")
    page.locator("#activities a.title").first.click()
    page.locator("#back").click()
    expect(page.locator("tr.returned")).to_be_visible()
    for key, opened in (("m", "#row-menu"), ("?", "#keys")):
        page.keyboard.press(key)
        expect(page.locator(opened)).to_be_visible()
        assert violations(page) == [], opened
        page.keyboard.press("Escape")


@pytest.mark.usefixtures("connected")
def test_number_of_matches_and_their_order_are_announced(page: Page) -> None:
    open_table(page)
    announcement = page.locator("#announcement")
    expect(announcement).to_have_attribute("role", "status")
    page.evaluate("document.querySelector('#announcement').mark = true")
    page.locator("#sort-distance").click()
    expect(announcement).to_contain_text("by distance, descending, page 1 of")
    page.locator("#sort-distance").click()
    expect(announcement).to_contain_text("ascending")
    search = page.get_by_role("searchbox")
    search.fill("no such name")
    expect(announcement).to_contain_text("0 activities")
    # Screen readers announce changes only within an element that is not replaced.
    assert page.evaluate("document.querySelector('#announcement').mark")


@pytest.mark.usefixtures("connected")
def test_nothing_is_animated_for_a_reader_who_prefers_reduced_motion(
    new_page: Callable[..., Page],
) -> None:
    page = new_page(reduced_motion="reduce")
    open_table(page)
    more_filters(page).click()
    animations = page.evaluate("document.getAnimations().length")
    assert animations == 0
    expect(rows(page).first).to_be_visible()
