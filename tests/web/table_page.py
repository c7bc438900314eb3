"""Activities to fill the table with, and what its page shows of them."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from ..html import Element, parse

FIRST_ID = 9_000_000_000


def activity(number: int, sport: str, day: str, km: float | None, **fields: Any) -> dict[str, Any]:
    """Return an activity that started at 23:30 local time."""
    return {
        "id": FIRST_ID + number,
        "name": f"Name {number}",
        "sport_type": sport,
        "start_date": f"{day}T22:30:00Z",
        "start_date_local": f"{day}T23:30:00Z",
        "distance": None if km is None else km * 1000,
        "moving_time": 3600,
        "total_elevation_gain": 100.0,
        "visibility": "everyone",
        **fields,
    }


SIX_ACTIVITIES = [
    activity(1, "Ride", "2026-01-05", 40, name="Über die Alb", average_heartrate=130.4),
    activity(2, "Ride", "2026-03-01", 20, name="100% effort_ride", commute=True, gear_id="b1"),
    activity(3, "Run", "2026-03-02", 10, name="=1+1", average_heartrate=160),
    activity(4, "Run", "2026-03-03", 5, name="über the hills", trainer=True),
    activity(5, "Swim", "2026-06-01", 1.5, name="Lake", visibility="only_me", private=True),
    activity(6, "Yoga", "2026-06-02", None, name='Stretch, “quoted” "text"', moving_time=None),
]
MANY_ACTIVITIES = [
    activity(number, "Run", f"2026-{1 + number // 28:02}-{1 + number % 28:02}", number % 7)
    for number in range(230)
]


def table_page(client: FlaskClient, query: str = "") -> Element:
    """Return the page of the table."""
    return parse(client.get(f"/activities?{query}").text)


def shown_rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    """Return the text of the cells of each row, by the key of the column."""
    tables = table_page(client, query).find_all("table", "activity-table")
    rows = tables[0].find("tbody").find_all("tr") if tables else []
    return [{cell.classes[0]: cell.text for cell in row.find_all("td")} for row in rows]


def shown_numbers(client: FlaskClient, query: str = "") -> list[int]:
    """Return the numbers of the activities in the table, in its order."""
    titles = table_page(client, query).find_all("a", "title")
    return [int(title.attributes["id"].removeprefix("activity-")) - FIRST_ID for title in titles]


def notices(client: FlaskClient, query: str) -> list[str]:
    """Return the notices above the table."""
    section = table_page(client, query).by_id("activities")
    return [notice.text for notice in section.find_all("p", "notice")]
