"""Periods up to today include activities whose local day is ahead of this computer's.

Somebody in Auckland finishes Monday's run while a computer in Honolulu, or one that runs on UTC,
still has Sunday.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from strava.table.filters import SPANS

from ..clock import Clock
from ..markers import slow
from ..sample_strava import Strava, activity
from .conftest import element_text, matching_days

View = Callable[[str, str], FlaskClient]


@pytest.fixture
def view(
    strava: Strava,
    clock: Clock,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    client: FlaskClient,
) -> View:
    """A function that syncs one activity of a local day at a time of this computer's clock."""

    def open_at(now: str, day: str) -> FlaskClient:
        clock.now = datetime.fromisoformat(now).timestamp()
        times = {"start_date": now, "start_date_local": f"{day}T00:30:00Z"}
        strava.sample.activities[:] = [activity(1, name="Ahead", **times)]
        sign_in()
        finish_sync()
        return client

    return open_at


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-22T11:00:00+00:00", "2026-11-22"),
        ("2026-11-22T11:00:00+00:00", "2026-11-23"),  # a Monday: the next week
        ("2026-11-20T23:00:00+00:00", "2026-11-22"),  # the furthest that clocks are apart
        ("2026-12-31T11:00:00+00:00", "2027-01-02"),
        *slow(
            ("2026-11-21T11:00:00+00:00", "2026-11-22"),  # a Sunday: the next week in America
            ("2026-11-30T11:00:00+00:00", "2026-12-01"),
            ("2026-12-31T11:00:00+00:00", "2027-01-01"),
            ("2028-02-28T11:00:00+00:00", "2028-02-29"),
        ),
    ],
)
def test_activity_of_today_elsewhere_is_in_every_period(view: View, now: str, day: str) -> None:
    client = view(now, day)
    for span, name in SPANS.items():
        for language in ("en-GB", "en-US"):
            found = matching_days(client, f"span={span}", **{"Accept-Language": language})
            assert found == [day], (span, language)
        assert "1 activity" in element_text(client, f"span={span}", "totals")
        assert f"{name} (1)" in element_text(client, f"span={span}", "span")
        assert "Ahead" in client.get(f"/activities.csv?span={span}").text
        page = client.get(f"/activities?span={span}").text
        assert name in page
        assert ">Ahead<" in page


def test_saved_view_includes_the_activity(view: View) -> None:
    client = view("2026-12-31T11:00:00+00:00", "2027-01-01")
    client.post("/activities/views", data={"name": "Now", "query": "span=week"})
    assert 'href="/activities?span=week"' in client.get("/activities").text
    assert matching_days(client, "span=week") == ["2027-01-01"]


def test_activity_of_a_clock_that_is_wrong_is_in_no_period_up_to_today(view: View) -> None:
    client = view("2026-11-22T11:00:00+00:00", "2026-11-25")
    assert [matching_days(client, f"span={span}") for span in SPANS] == [[]] * len(SPANS)


@pytest.mark.parametrize(("now", "today"), [("2026-12-31", "2026-12-31"), ("2027-01-01", None)])
def test_first_days_of_the_periods_are_those_of_this_computer(
    view: View, now: str, today: str | None
) -> None:
    client = view(f"{now}T11:00:00+00:00", "2026-12-31")
    assert matching_days(client, "span=year") == ([today] if today else [])
    last_days = date.fromisoformat(now) - timedelta(days=29)
    assert matching_days(client, "span=30days") == matching_days(client, f"from={last_days}")
