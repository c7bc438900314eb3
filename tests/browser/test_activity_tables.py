"""The tables of an activity, and the way from one activity of the list to the next."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from ..markers import slow
from ..sample_strava import Strava
from .steps import shown_ids

pytestmark = pytest.mark.usefixtures("connected")


def test_brackets_lead_through_the_list_and_back_leads_to_the_row(page: Page) -> None:
    page.goto("/activities?sport=Run&sort=distance")
    first, second, third = shown_ids(page)[:3]
    page.locator("#activities a.title").first.click()
    expect(page).to_have_url(re.compile(f"/activities/{first}$"))
    for key, number in (("]", second), ("]", third), ("[", second), ("]", third)):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(rf"/activities/{number}\?list="))
    page.get_by_role("link", name="Back to the table").click()
    returned = page.locator("tr.returned")
    expect(returned.locator("a.title")).to_have_id(f"activity-{third}")
    expect(returned).to_be_in_viewport()


@pytest.mark.parametrize(
    ("modifiers", "is_taken"),
    [
        ("ctrlKey: true, altKey: true, modifierAltGraph: true", True),
        ("altKey: true", False),
        *slow(("ctrlKey: true", False)),
    ],
)
def test_brackets_work_where_they_need_altgr_and_leave_shortcuts_alone(
    page: Page, modifiers: str, is_taken: bool
) -> None:
    page.goto("/activities?sport=Run&sort=distance")
    _, second = shown_ids(page)[:2]
    page.locator("#activities a.title").first.click()
    expect(page.get_by_role("link", name="Next")).to_be_visible()
    # As Windows reports the key in a German layout.
    page.evaluate(
        """() => {
          window.followed = null;
          document.querySelector("main a[rel=next]").addEventListener("click", (event) => {
            event.preventDefault();
            window.followed = event.currentTarget.pathname;
          });
          document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key: "]", bubbles: true, MODIFIERS }));
        }""".replace("MODIFIERS", modifiers)
    )
    assert page.evaluate("window.followed") == (f"/activities/{second}" if is_taken else None)


def test_splits_switch_between_kilometers_and_miles_without_scripts_too(
    either_page: Page, strava: Strava
) -> None:
    run = next(
        activity
        for activity in strava.sample.newest_first()
        if activity["sport_type"] == "Run" and activity["distance"] > 5000
    )
    either_page.goto(f"/activities/{run['id']}")
    if not either_page.evaluate("typeof htmx === 'object'"):
        either_page.get_by_role("button", name="Fetch details").click()
    kilometers = either_page.get_by_role("region", name="Splits per kilometer")
    miles = either_page.get_by_role("region", name="Splits per mile")
    expect(kilometers).to_be_visible()
    expect(miles).to_be_hidden()
    either_page.get_by_role("radio", name="per mile").check()
    expect(kilometers).to_be_hidden()
    expect(miles).to_be_visible()
    expect(miles.get_by_role("columnheader", name="Pace /mi")).to_be_visible()
