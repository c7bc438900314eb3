"""WCAG 2.2 AA on every page, in light and dark, on a small phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from strava.table.columns import COLUMNS

from ..sample_strava import Strava
from .steps import PER_PAGE, Watch, more_filters, open_table, rows, sports_menu

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FEW = "sport=Hike&sport=Swim&sport=GravelRide&span=2025"
"""Some rows; a hundred more would be like them."""
EVERY_COLUMN = ",".join(column.key for column in COLUMNS)


def violations(page: Page, part: str = "html") -> list[str]:
    """What axe-core finds wrong at each width in light and dark: the rule, where, and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = []
    # Only the colours differ between light and dark.
    for width, scheme, only in (
        (320, "light", RULES),
        (320, "dark", {"type": "rule", "values": ["color-contrast"]}),
        (1440, "dark", {"type": "rule", "values": ["color-contrast"]}),
        (1440, "light", RULES),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        result = page.evaluate(
            "([part, only]) => axe.run(part, {runOnly: only, resultTypes: ['violations']})",
            [part, only],
        )
        found += [
            f"{width} {scheme}: {rule['id']} at {node['target']}: {node['failureSummary']}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]
    return found


def test_axe_finds_nothing_on_any_page(
    page: Page,
    watch: Watch,
    strava: Strava,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
) -> None:
    watch.expect_status(404)

    def expect_clean(address: str) -> None:
        page.goto(address)
        assert violations(page) == [], address

    for address in ("/", "/setup", "/settings", "/nowhere", "/demo/"):
        expect_clean(address)
    sign_in()
    finish_sync()
    newest = strava.sample.newest_first()[0]["id"]
    for address in (
        f"/activities?columns={EVERY_COLUMN}&{FEW}&commute=0",
        "/activities?q=nothing+is+called+so&commute=1&sort=colour",
        f"/activities/{newest}",
        "/sync",
        "/sync/1",
        "/settings",
    ):
        expect_clean(address)

    page.goto(f"/activities?{FEW}")
    page.locator("#breakdown > summary").click()
    expect(page.locator(".totals-table.by-period")).to_be_visible()
    assert violations(page) == []
    for menu in ("#sports", "#more", "#columns", "#views", "#export", "#quota"):
        page.locator(f"{menu} > summary").click()
        assert violations(page, menu) == [], menu
        page.keyboard.press("Escape")


@pytest.mark.usefixtures("connected")
def test_keys_lead_through_the_rows_and_to_the_search(page: Page) -> None:
    open_table(page)
    titles = page.locator("#activities a.title")
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(titles.nth(at)).to_be_focused()
    for _ in range(PER_PAGE + 1):
        page.keyboard.press("j")
    expect(titles.last).to_be_focused()
    # At the end they trap nobody.
    page.keyboard.press("Tab")
    expect(titles.last).not_to_be_focused()

    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("j/k")
    expect(search).to_have_value("j/k")
    page.keyboard.press("Tab")
    expect(sports_menu(page)).to_be_focused()


@pytest.mark.usefixtures("connected")
def test_what_a_filter_finds_and_how_it_is_sorted_is_announced(page: Page) -> None:
    open_table(page)
    announced = page.locator("#announcement")
    expect(announced).to_have_attribute("role", "status")
    page.evaluate("document.querySelector('#announcement').mark = true")
    page.locator("#sort-distance").click()
    expect(announced).to_contain_text("by distance, descending, page 1 of")
    page.locator("#sort-distance").click()
    expect(announced).to_contain_text("ascending")
    search = page.get_by_role("searchbox")
    search.fill("nothing is called so")
    expect(announced).to_contain_text("0 activities")
    # What is announced has to stand in an element that stays.
    assert page.evaluate("document.querySelector('#announcement').mark")


@pytest.mark.usefixtures("connected")
def test_who_wants_no_motion_sees_none(new_page: Callable[..., Page]) -> None:
    page = new_page(reduced_motion="reduce")
    open_table(page)
    more_filters(page).click()
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0
    expect(rows(page).first).to_be_visible()


@pytest.mark.usefixtures("connected")
def test_nothing_moves_while_the_page_comes(new_page: Callable[..., Page]) -> None:
    for width in (390, 900, 1440):
        page = new_page(viewport={"width": width, "height": 900})
        open_table(page)
        shifts = page.evaluate(
            """() => new Promise(resolve => {
                let sum = 0;
                const observer = new PerformanceObserver(list => {
                    for (const entry of list.getEntries()) sum += entry.value;
                });
                observer.observe({type: "layout-shift", buffered: true});
                requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
            })"""
        )
        assert shifts == 0
