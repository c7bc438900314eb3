"""The menu of exports, the filter for workout types, and the units of mixed sports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava
from .steps import SCRIPTS_FIRST, expect_query, more_filters, open_table, rows

PHONE = 390


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_csv_for_excel_is_in_the_language_of_the_browser(
    new_page: Callable[..., Page], tmp_path: Path, scripts: bool
) -> None:
    page = new_page(locale="de-DE", java_script_enabled=scripts)
    page.goto("/activities?span=2025&sport=Run")
    page.locator("#export > summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV for Excel").last.click()
    assert download.value.suggested_filename == "activities-2025-run.csv"
    download.value.save_as(tmp_path / "activities.csv")
    heading, first, *_ = (tmp_path / "activities.csv").read_bytes().split(b"\r\n")
    assert heading.startswith(b"\xef\xbb\xbfid;name;sport_type;workout_type;start_date_local;")
    assert first.count(b";") == heading.count(b";")


@pytest.mark.usefixtures("connected")
@SCRIPTS_FIRST
def test_checking_a_workout_type_shows_those_activities(either_page: Page, strava: Strava) -> None:
    races = [one for one in strava.sample.activities if one["workout_type"] in (1, 11)]
    page = either_page
    open_table(page)
    more_filters(page).click()
    page.get_by_role("group", name="Workout type").get_by_label("Race").check()
    if page.locator("noscript button").count():
        page.get_by_role("button", name="Filter").last.click()
    expect_query(page, workout="race")
    expect(rows(page)).to_have_count(len(races))
    chip = page.get_by_role("link", name="Remove filter: Race")
    chip.click()
    expect(chip).to_have_count(0)


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_each_number_has_its_unit_once(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    page.goto("/activities?sport=Swim&sport=Run&columns=sport,distance,cadence&per_page=200")
    after = "cell => getComputedStyle(cell, '::after').content"
    for sport, per_minute in (("Swim", "/min"), ("Run", "spm")):
        cells = rows(page).filter(has=page.locator(f"td.sport:has-text('{sport}')")).first
        # One unit for the column: in its heading, or in each card.
        distance = cells.locator("td.distance")
        expect(distance.locator("small")).to_have_count(0)
        assert distance.evaluate(after) == ('" km"' if width == PHONE else "none")
        # A unit for each sport: in each cell.
        cadence = cells.locator("td.cadence")
        expect(cadence.locator("small")).to_have_text(per_minute)
        assert cadence.evaluate(after) == "none"
    unit = page.get_by_role("columnheader", name="Distance").locator("small")
    expect(unit).to_be_visible(visible=width > PHONE)
