"""The button of a comparison that fetches the recordings that are missing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from .. import html
from ..sample_strava import Strava

pytestmark = pytest.mark.usefixtures("few_activities")


def runs(strava: Strava, number: int) -> list[int]:
    """Return the ids of some runs that were recorded."""
    newest = strava.sample.newest_first()
    found = [one["id"] for one in newest if one["sport_type"] == "Run" and not one["manual"]]
    return found[:number]


def form_of(client: FlaskClient, ids: list[int], query: str = "") -> html.Element:
    address = "/activities/compare?" + "&".join(f"id={one}" for one in ids) + query
    return html.parse(client.get(address).text).find("main").find("form")


def test_one_button_fetches_the_recordings_that_are_missing(
    connected: FlaskClient, strava: Strava
) -> None:
    ids = runs(strava, 3)
    connected.post(f"/activities/{ids[0]}/details")
    calls = len(strava.sample.calls)
    form = form_of(connected, ids, "&pauses=0")
    assert form.find("button").text == "Fetch the recordings"
    assert len(strava.sample.calls) == calls
    answer = connected.post(form.attributes["action"])
    assert answer.status_code == 303
    expected = "&".join(f"id={one}" for one in ids)
    assert answer.location == f"/activities/compare?{expected}&pauses=0"
    page = connected.get(answer.location).text
    assert "no recorded distance" not in page
    assert "Fetch the recording" not in page
    assert html.parse(page).find_all("figure")
    # The one that was there is not fetched again.
    assert not any(str(ids[0]) in str(call) for call in strava.sample.calls[calls:])


def test_page_says_once_why_recordings_could_not_be_fetched(
    connected: FlaskClient, strava: Strava
) -> None:
    ids = runs(strava, 3)
    strava.sample.set_limits(read=(1, 1000))
    calls = len(strava.sample.calls)
    page = connected.post(form_of(connected, ids).attributes["action"], follow_redirects=True).text
    assert page.count(" could not be fetched at ") == 1
    assert "rate limit is reached" in page
    assert "Fetch the recordings</button>" in page
    assert len(strava.sample.calls) - calls <= 1


def test_nothing_of_others_is_fetched(connected: FlaskClient, strava: Strava) -> None:
    calls = len(strava.sample.calls)
    assert connected.post("/activities/compare?id=1&id=x").status_code == 303
    assert len(strava.sample.calls) == calls
