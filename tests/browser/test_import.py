"""The page of imports: an archive that is chosen or dropped arrives as a smaller ZIP."""

from __future__ import annotations

import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from strava.settings import Settings

from .. import made_up_archive
from .steps import RunningLogbook

SENT = {
    *("activities.csv", "bikes.csv", "profile.csv"),
    *(f"activities/90{number}.gpx.gz" for number in (1, 2, 3)),
}


def arrived(settings: Settings) -> zipfile.ZipFile:
    (path,) = (settings.instance_path / "import").glob("*.zip")
    return zipfile.ZipFile(path)


def test_zip_that_is_chosen_arrives_as_a_smaller_zip(
    page: Page, logbook: RunningLogbook, settings: Settings, tmp_path: Path
) -> None:
    archive = made_up_archive.write_zip(tmp_path)
    page.goto("/import")
    page.get_by_label("The ZIP from Strava").set_input_files(archive)
    expect(page.get_by_text("arrived")).to_be_visible()
    with arrived(settings) as copy, zipfile.ZipFile(archive) as original:
        assert set(copy.namelist()) == SENT
        assert copy.testzip() is None
        assert all(copy.read(name) == original.read(name) for name in SENT)
