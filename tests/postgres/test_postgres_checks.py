"""What looks wrong, duplicates that are left out, and reminders of gear, over PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

from strava.settings import Settings

from ..actions import SyncActions
from ..html import parse
from ..sample_strava import Strava


def test_checks_and_reminders_work(
    connect: Callable[[Settings], SyncActions], settings: Settings, strava: Strava
) -> None:
    newest = {**strava.sample.newest_first()[0], "visibility": "everyone", "private": False}
    twice = {**newest, "id": newest["id"] + 1, "name": "Twice", "max_heartrate": 300.0}
    strava.sample.activities[:] = [newest, twice, {**newest, "id": 5, "moving_time": 90_000}]
    client = connect(settings).app.test_client()
    for _ in range(2):
        client.post("/settings/check")
        page = parse(client.get("/settings/check").text)
        assert page.by_id("heartrate").find("tbody").find("a").text == "Twice"
        assert page.by_id("long-days").find("tbody").find_all("td")[1].text == "3"
        assert "All time" in page.by_id("strava").text
        assert "–" in page.by_id("strava").find_all("tr")[4].text
    assert len(page.by_id("duplicates").find_all("table")) == 3
    client.post(f"/activities/{twice['id']}/duplicate", data={"left_out": "1"})
    page = parse(client.get("/settings/check").text)
    assert len(page.by_id("duplicates").find_all("table")) == 1
    assert "left out here as duplicates" in page.by_id("strava").text
    totals = client.get("/stats.json").get_json()["total"]
    assert totals["activities"] == 2
    client.post("/settings/gear", data={"gear": newest["gear_id"], "distance": "1"})
    (reminder,) = client.get("/stats.json").get_json()["reminders"]
    assert reminder["done"] == totals["distance"]
    assert reminder["reached"] == newest["start_date_local"][:10]
