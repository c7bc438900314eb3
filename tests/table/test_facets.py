"""What stands around the rows: totals, a year earlier, counts, chips, and what to drop."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from strava.sample.athlete import ROAD_BIKE

from ..sample_strava import Strava, activity

# The clock stands at noon of Sunday, 22 November 2026.
HISTORY = [
    ("2026-11-22", "Run", 10, 3600),
    ("2026-11-16", "Run", 5, 1800),
    ("2026-11-15", "Ride", 40, 5400),
    ("2026-10-24", "Ride", 20, 3600),
    ("2025-11-20", "Run", 8, 3600),
    ("2025-11-23", "Run", 9, 3600),
    ("2025-01-01", "Swim", 1, 1800),
]


@pytest.fixture
def page(
    strava: Strava, sign_in: Callable[..., Any], finish_sync: Any, client: FlaskClient
) -> FlaskClient:
    strava.sample.activities[:] = [
        activity(
            number,
            name=f"{sport} of {day}",
            sport_type=sport,
            start_date=f"{day}T06:00:00Z",
            start_date_local=f"{day}T07:00:00Z",
            distance=km * 1000.0,
            moving_time=seconds,
            total_elevation_gain=100.0,
            average_heartrate=120.0 if sport == "Run" else None,
            device_name="Garmin Edge" if sport == "Ride" else None,
            gear_id=ROAD_BIKE if sport == "Ride" else None,
        )
        for number, (day, sport, km, seconds) in enumerate(HISTORY)
    ]
    sign_in()
    finish_sync()
    return client


def told(client: FlaskClient, query: str, part: str) -> str:
    """The text of an element of the page, by its id."""
    text = client.get(f"/activities?{query}").text
    end = "fieldset" if part == "sport-choices" else "(?:div|select|section|p)"
    found = re.search(rf'id="{part}"[^>]*>(.*?)</{end}>', text, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def days(client: FlaskClient, query: str) -> list[str]:
    return [
        one["start_date_local"][:10] for one in client.get(f"/activities.json?{query}").get_json()
    ]


class TestSpans:
    @pytest.mark.parametrize(
        ("span", "number"),
        [("week", 2), ("month", 3), ("year", 4), ("30days", 4), ("2025", 3), ("1999", 0)],
    )
    def test_each_quick_pick_finds_its_days(
        self, page: FlaskClient, span: str, number: int
    ) -> None:
        assert len(days(page, f"span={span}")) == number

    def test_a_week_begins_on_the_day_chosen(self, page: FlaskClient) -> None:
        page.post("/settings", data={"first_weekday": "6"})
        assert days(page, "span=week") == ["2026-11-22"]

    def test_by_default_it_does_as_in_the_browser_s_language(self, page: FlaskClient) -> None:
        american = {"Accept-Language": "en-US,en;q=0.9"}
        assert len(page.get("/activities.json?span=week", headers=american).get_json()) == 1

    def test_each_year_is_counted_beside_the_other_filters(self, page: FlaskClient) -> None:
        assert "2026 (2) 2025 (2)" in told(page, "sport=Run&span=2025", "span")


class TestTotals:
    def test_they_are_over_what_matches(self, page: FlaskClient) -> None:
        assert told(page, "sport=Run", "totals").startswith(
            "4 activities 32.0 km 4 h 400 m elevation gain"
        )

    def test_a_year_earlier_is_the_same_span_up_to_today(self, page: FlaskClient) -> None:
        # Not the run of 23 November 2025: that day has not come yet this year.
        assert "A year earlier: 1 activity, 8.00 km, 1 h" in told(page, "span=month", "totals")
        assert "A year earlier: 2 activities, 9.00 km, 2 h" in told(page, "span=year", "totals")

    def test_where_there_was_nothing_it_says_so(self, page: FlaskClient) -> None:
        assert "Nothing in the same period a year earlier" in told(page, "span=2025", "totals")

    def test_without_a_first_day_there_is_nothing_to_compare(self, page: FlaskClient) -> None:
        assert "a year earlier" not in told(page, "to=2026-01-01", "totals").lower()

    def test_they_are_told_by_sport_and_month(self, page: FlaskClient) -> None:
        text = page.get("/activities?sport=Run").text
        assert "most in Nov 2026" not in text
        text = page.get("/activities").text
        assert "<b>Time</b><br>most in Nov 2026: 3 h" in text
        assert "<b>Distance</b><br>most in Nov 2026: 55.0 km" in text
        assert "<b>Work</b>" not in text
        assert "Distance by month as bars, Jan 2025 to Nov 2026" in text
        assert "<title>Oct 2026: 20.0 km</title>" in text
        shares = re.findall(r'aria-label="(\d+) percent"', text)
        assert sum(map(int, shares)) == pytest.approx(100, abs=2)

    def test_each_month_has_its_sums_the_latest_first(self, page: FlaskClient) -> None:
        months = [
            re.sub(r"<[^>]+>", " ", row).split()
            for row in re.findall(
                r'<tr><th scope="row">(.*?)</tr>', page.get("/activities").text, re.DOTALL
            )
        ]
        assert months == [
            ["Nov", "2026", "3", "55.0", "3", "h", "300", "–", "120"],
            ["Oct", "2026", "1", "20.0", "1", "h", "100", "–", "–"],
            ["Nov", "2025", "2", "17.0", "2", "h", "200", "–", "120"],
            ["Jan", "2025", "1", "1.00", "30", "min", "100", "–", "–"],
        ]

    def test_of_many_years_it_is_each_year(
        self, page: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
    ) -> None:
        strava.sample.activities.append(activity(3000, start_date_local="2019-01-01T07:00:00Z"))
        page.post("/sync", data={"full": "1"})
        finish_sync()
        text = page.get("/activities").text
        assert re.findall(r'<tr><th scope="row">(.*?)</th><td>(\d)', text) == [
            ("2026", "4"),
            ("2025", "3"),
            ("2019", "1"),
        ]

    def test_the_heart_rate_is_an_average_over_time(self, page: FlaskClient) -> None:
        assert re.search(
            r"Average per activity.*<td>120</td>", page.get("/activities").text, re.DOTALL
        )

    def test_they_follow_the_data(
        self, page: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
    ) -> None:
        assert told(page, "", "totals").startswith("7 activities")
        strava.sample.activities.append(activity(3000))
        page.post("/sync")
        finish_sync()
        assert told(page, "", "totals").startswith("8 activities")


class TestCounts:
    def test_sports_are_grouped_and_counted_beside_the_other_filters(
        self, page: FlaskClient
    ) -> None:
        found = told(page, "span=year&sport=Run", "sport-choices")
        assert found == "Cycling Ride 2 On foot Run 2"

    def test_gear_is_named_and_counted(self, page: FlaskClient) -> None:
        assert told(page, "sport=Ride", "gear") == "Any Cirrus (2)"
        assert told(page, "sport=Run", "gear") == "Any"

    def test_flags_are_counted_both_ways(self, page: FlaskClient) -> None:
        assert told(page, "", "commute") == "All Only commutes (0) No commutes (7)"

    def test_what_is_asked_for_stays_choosable_when_nothing_is_left(
        self, page: FlaskClient
    ) -> None:
        assert "Run 0" in told(page, "sport=Run&q=nothing", "sport-choices")
        assert 'value="1999" selected' in page.get("/activities?span=1999").text

    def test_quick_picks_are_counted_too(self, page: FlaskClient) -> None:
        assert told(page, "sport=Run&span=month", "span").startswith(
            "Any time This week (2) This month (2) This year (2) Last 30 days (2)"
        )


class TestSearch:
    def test_it_finds_gear_and_devices_too(self, page: FlaskClient) -> None:
        for words in ("garmin", "CIRRUS", "edge 2026-10", "cirrus ride garmin"):
            assert "Ride" in told(page, f"q={words}", "activities")
            assert "Swim" not in told(page, f"q={words}", "activities")


class TestChips:
    def test_each_filter_is_one_and_leads_to_what_is_left(self, page: FlaskClient) -> None:
        asked = (
            "q=ride&sport=Run&sport=Ride&span=2026&from=2026-01-01&to=2026-12-31&min_km=1.5"
            "&max_minutes=90&min_climb=10&max_climb=10&commute=0&private=0&sort=distance"
        )
        assert told(page, asked, "chips") == (
            "“ride” × Run × Ride × 2026 × 1 Jan 2026 – 31 Dec 2026 × from 1.5 km × up to 90 min × "
            "10 m elevation gain × No commutes × Visible to others × Clear all"
        )
        text = page.get(f"/activities?{asked}").text
        link = re.search(
            r'<a class="chip" href="([^"]+)"[^>]*aria-label="Remove filter: Run"', text
        )
        assert link
        assert "sport=Ride" in link[1]
        assert "sport=Run" not in link[1]
        assert "sort=distance" in link[1]

    def test_they_are_told_in_the_athlete_s_units(self, page: FlaskClient) -> None:
        page.post("/settings", data={"units": "imperial", "date_order": "ymd"})
        assert told(page, "min_mi=10&max_feet=1000&from=2026-01-01", "chips") == (
            "from 2026-01-01 × from 10 mi × up to 1,000 ft elevation gain × Clear all"
        )
        assert 'name="min_mi" value="10"' in page.get("/activities?min_mi=10").text


class TestEmpty:
    def test_the_filter_most_worth_dropping_is_named(self, page: FlaskClient) -> None:
        text = told(page, "sport=Swim&span=year&q=swim", "activities")
        assert "Without This year , 1 would match." in text

    def test_where_no_single_one_helps_none_is_named(self, page: FlaskClient) -> None:
        assert "Without" not in told(page, "min_km=900&q=nothing", "activities")


class TestAlike:
    def test_a_row_leads_to_the_same_sport_of_about_its_length(self, page: FlaskClient) -> None:
        text = page.get("/activities?q=2026-11-22").text
        link = re.search(r'<a class="similar-link" href="([^"]+)"', text)
        assert link
        assert link[1] == "/activities?sport=Run&amp;min_km=9&amp;max_km=11"
        query = link[1].partition("?")[2].replace("&amp;", "&")
        assert days(page, query) == ["2026-11-22", "2025-11-23"]

    @pytest.mark.parametrize("way", [">Clear all<", 'title="More like this"'])
    def test_order_and_columns_are_kept_by(self, page: FlaskClient, way: str) -> None:
        kept = "sort=distance&per_page=25&columns=name,distance"
        text = unescape(page.get(f"/activities?span=week&{kept}").text)
        link = re.search(rf'href="([^"]+)"[^>]*{way}', text)
        assert link
        assert link[1].endswith(kept.replace(",", "%2C"))
        assert "span" not in link[1]


class TestRowsFirst:
    """What the form finds goes ahead, and what is counted follows."""

    def part(self, client: FlaskClient, query: str, trigger: str = "filters") -> str:
        headers = {"HX-Request": "true", "HX-Trigger": trigger}
        return client.get(f"/activities?{query}", headers=headers).text

    def test_what_is_counted_comes_with_the_next_request(self, page: FlaskClient) -> None:
        first = self.part(page, "sport=Run")
        assert first.count('class="title"') == 4
        assert 'aria-label="Remove filter: Run"' in first
        assert 'id="totals"' not in first
        assert re.search(r'id="pagination"[^>]*hx-get="/activities\?sport=Run"', first)
        then = self.part(page, "sport=Run", "below")
        assert "<b>4</b> activities" in then
        assert "counting" not in then

    def test_where_nothing_matches_it_is_counted_at_once(self, page: FlaskClient) -> None:
        assert "page 1 of 1" in self.part(page, "q=nothing+is+called+so")

    def test_what_the_form_does_not_show_yet_is_never_without_it(self, page: FlaskClient) -> None:
        assert 'id="filters"' in self.part(page, "sport=Run", "chip")

    def test_a_whole_page_is_never_without_its_totals(self, page: FlaskClient) -> None:
        assert "<b>2</b> activities" in page.get("/activities?sport=Ride").text


class TestBack:
    """What the Back button of the browser leads to."""

    def address(self, client: FlaskClient, now: str, query: str) -> str | None:
        shown = {"HX-Current-URL": f"http://localhost:8000/activities?{now}"}
        return client.get(f"/activities?{query}", headers=shown).headers.get("HX-Replace-Url")

    def test_it_is_not_each_letter_of_a_search(self, page: FlaskClient) -> None:
        further = "q=R%C3%BCd&sort=name"
        assert self.address(page, "q=R%C3%BC&sort=name&page=2", further) == f"/activities?{further}"

    @pytest.mark.parametrize(
        ("now", "query"),
        [
            ("", "q=r"),
            ("q=r", ""),
            ("q=r", "q=ri&sport=Run"),
            ("sport=Run", "sport=Ride"),
            ("q=r", "q=r"),
        ],
    )
    def test_it_is_everything_else(self, page: FlaskClient, now: str, query: str) -> None:
        assert self.address(page, now, query) is None


class TestPagedJson:
    def test_a_page_comes_with_the_way_to_the_others(self, page: FlaskClient) -> None:
        answer = page.get("/activities.json?per_page=25&page=1&sport=Run")
        assert len(answer.get_json()) == 4
        assert answer.headers["X-Total-Count"] == "4"
        assert [re.search(r'rel="(\w+)"', link)[1] for link in answer.headers.getlist("Link")] == [  # type: ignore[index]
            "first",
            "last",
        ]

    def test_a_page_beyond_the_last_is_empty(self, page: FlaskClient) -> None:
        assert page.get("/activities.json?page=9").get_json() == []

    def test_without_a_page_every_row_comes(self, page: FlaskClient) -> None:
        answer = page.get("/activities.json?per_page=25")
        assert len(json.loads(answer.text)) == len(HISTORY)
        assert "Link" not in answer.headers
