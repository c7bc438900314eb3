"""Settings: units, and disconnecting."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from strava.db.models import Activity, Athlete, Document, Token

from .steps import CONNECT, SCRIPTS_FIRST, RunningLogbook, expect_matches, open_table


@pytest.mark.usefixtures("connected")
def test_units_of_the_table_follow_the_setting(page: Page) -> None:
    open_table(page)
    totals, head = page.locator(".totals"), page.locator("#activities thead")
    units = page.locator("form").filter(has=page.get_by_label("Units"))
    for choice, distance, elevation in (("Imperial", "mi", "ft"), ("Metric", "km", "m")):
        page.get_by_role("link", name="Settings").click()
        page.get_by_label("Units").select_option(choice)
        units.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status").get_by_text("Saved.")).to_be_visible()
        expect(page.get_by_label("Units")).to_have_value(choice.lower())
        page.get_by_role("link", name="Activities").click()
        expect(totals).to_contain_text(f" {distance} ")
        expect(totals).to_contain_text(f" {elevation} elevation gain")
        expect(head).to_contain_text(f"Elev. {elevation}")
        expect(page.locator("#activities tbody small", has_text=distance).first).to_be_visible()


@pytest.mark.usefixtures("connected")
def test_disconnecting_deletes_the_data_if_the_box_is_checked(
    page: Page, logbook: RunningLogbook
) -> None:
    page.goto("/settings")
    page.get_by_label("also delete their data from this computer").check()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("heading", name="What goes")).to_be_visible()
    assert logbook.count(Token) == 1
    page.get_by_role("button", name="Disconnect and delete their data").click()
    expect(page.get_by_text("Their data was removed.")).to_be_visible()
    assert [logbook.count(table) for table in (Athlete, Activity, Document)] == [0, 0, 0]


@pytest.mark.usefixtures("connected")
@SCRIPTS_FIRST
def test_disconnecting_keeps_the_activities_until_they_are_deleted(
    either_page: Page, logbook: RunningLogbook
) -> None:
    open_table(either_page)
    number = logbook.count(Activity)
    either_page.get_by_role("link", name="Settings").click()
    either_page.get_by_role("button", name="Disconnect").click()
    either_page.get_by_role("link", name="Keep everything as it is").click()
    assert logbook.count(Token) == 1
    for _ in range(2):
        either_page.get_by_role("button", name="Disconnect").click()
    expect(either_page.get_by_text("Their activities stay here.")).to_be_visible()
    assert logbook.count(Token) == 0
    either_page.get_by_role("link", name="Activities").click()
    expect_matches(either_page, number)

    either_page.get_by_role("link", name="Settings").click()
    for _ in range(2):
        either_page.get_by_role("button", name="Delete their data").click()
    expect(either_page.get_by_text("The data of Noor Halvorsen was removed.")).to_be_visible()
    expect(either_page.get_by_role("link", name=CONNECT)).to_be_visible()
    expect(either_page.get_by_role("link", name="Activities")).to_have_count(0)
    assert [logbook.count(table) for table in (Athlete, Activity, Document)] == [0, 0, 0]
