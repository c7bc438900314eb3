"""The largest address gives a page of limited size."""

from __future__ import annotations

from urllib.parse import urlencode

from flask.testing import FlaskClient

from strava.table.parameters import MAX_SPORT_BYTES, MAX_SPORTS

from ..html import parse
from .histories import SPORTS


def test_a_long_address_is_not_repeated_for_each_day(history_client: FlaskClient) -> None:
    others = [
        f"{number:02}{'é' * 49}"[:MAX_SPORT_BYTES] for number in range(MAX_SPORTS - len(SPORTS))
    ]
    query = urlencode({"sport": [*SPORTS, *others], "by": "week"}, doseq=True)
    response = history_client.get(f"/stats?{query}")
    assert response.status_code == 200
    assert len(response.data) < 300 * len(query)
    page = parse(response.text)
    days = page.by_id("calendar").find("svg").find_all("a")
    assert days
    assert not [day for day in days if "href" in day.attributes]
    (link, *_) = page.by_id("by-period").find_all("a", "row-link")
    assert history_client.get(link.attributes["href"]).status_code == 200


def test_a_long_address_of_a_year_is_not_repeated_for_each_day(
    history_client: FlaskClient,
) -> None:
    others = [f"{number:02}{'é' * 49}"[:MAX_SPORT_BYTES] for number in range(MAX_SPORTS)]
    query = urlencode({"sport": [*SPORTS, *others], "show": "private"}, doseq=True)
    response = history_client.get(f"/stats/2025?{query}")
    assert response.status_code == 200
    assert len(response.data) < 100 * len(query)
    days = parse(response.text).by_id("days").find("svg").find_all("a")
    assert days
    assert not [day for day in days if "href" in day.attributes]
