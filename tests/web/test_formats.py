"""How measures, dates and times are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from strava.web.display import file_sizes, formats, json_values
from strava.web.display.formats import DateStyle

EVENING = datetime(2026, 3, 5, 19, 7)
HALF_PAST_MIDNIGHT = datetime(2026, 3, 5, 0, 30)


class TestMeasures:
    @pytest.mark.parametrize(
        ("meters", "metric", "imperial"),
        [
            (None, "–", "–"),
            (0, "–", "–"),
            (400, "0.40", "0.25"),
            (12_400, "12.4", "7.71"),
            (9_999, "10.0", "6.21"),
            (42_195, "42.2", "26.2"),
            (1_234_567, "1,235", "767.1"),
            (999_960, "1,000", "621.3"),
            (-5, "−0.01", "0.00"),
            (-1_234_567, "−1,235", "−767.1"),
        ],
    )
    def test_distance(self, meters: float | None, metric: str, imperial: str) -> None:
        assert formats.distance(meters) == metric
        assert formats.distance(meters, imperial=True) == imperial

    def test_distance_has_the_decimals_asked_for(self) -> None:
        assert [formats.distance(meters, decimals=2) for meters in (400, 12_400, 1_234_567)] == [
            *("0.40", "12.40", "1,234.57")
        ]
        assert formats.distance(1500, swims=True, decimals=2) == "1,500"
        assert formats.distance(0, decimals=2) == "–"

    @pytest.mark.parametrize(
        ("meters", "metric", "imperial"),
        [
            (None, "–", "–"),
            (0, "0", "0"),
            (100, "100", "328"),
            (1234.4, "1,234", "4,050"),
            (-0.1, "0", "0"),
            (-9, "−9", "−30"),
        ],
    )
    def test_elevation(self, meters: float | None, metric: str, imperial: str) -> None:
        assert formats.elevation(meters) == metric
        assert formats.elevation(meters, imperial=True) == imperial

    @pytest.mark.parametrize(
        ("celsius", "metric", "imperial"),
        [(None, "–", "–"), (0, "0 °C", "32 °F"), (-40, "−40 °C", "−40 °F")],
    )
    def test_temperature(self, celsius: float | None, metric: str, imperial: str) -> None:
        assert formats.temperature(celsius) == metric
        assert formats.temperature(celsius, imperial=True) == imperial

    @pytest.mark.parametrize(
        ("number", "written"),
        [(None, "–"), (0, "0"), (147.6, "148"), (1048, "1,048"), (-0.4, "0"), (-2, "−2")],
    )
    def test_integer(self, number: float | None, written: str) -> None:
        assert formats.integer(number) == written

    def test_units_of_distance_and_elevation(self) -> None:
        assert (formats.distance_unit(False), formats.elevation_unit(False)) == ("km", "m")
        assert (formats.distance_unit(True), formats.elevation_unit(True)) == ("mi", "ft")

    @pytest.mark.parametrize(
        ("sport_type", "meters", "seconds", "metric", "imperial"),
        [
            ("Run", 10_000, 3000, "5:00 /km", "8:03 /mi"),
            ("Hike", 1000, 899.7, "15:00 /km", "24:08 /mi"),
            ("Swim", 1500, 1650, "1:50 /100 m", "1:41 /100 yd"),
            ("Rowing", 5000, 1200, "2:00 /500 m", "2:00 /500 m"),
            ("Ride", 30_000, 3600, "30.0 km/h", "18.6 mph"),
            ("SomethingNew", 30_000, 3600, "30.0 km/h", "18.6 mph"),
            ("Run", 0, 3000, "–", "–"),
            ("Run", 1000, 0, "–", "–"),
            ("Run", -1000, 3000, "–", "–"),
            ("Run", 1, 36_000, "–", "–"),
            ("WeightTraining", None, 3000, "–", "–"),
        ],
    )
    def test_pace_or_speed_is_usual_in_the_sport(
        self, sport_type: str, meters: float | None, seconds: float, metric: str, imperial: str
    ) -> None:
        for written, is_imperial in ((metric, False), (imperial, True)):
            number, _, unit = written.partition(" ")
            assert formats.average(sport_type, meters, seconds, is_imperial) == number
            assert formats.average_unit(sport_type, is_imperial) == unit or number == "–"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *((0, "0 bytes"), (999, "999 bytes"), (1_000, "1 kB"), (2_900_000, "3 MB")),
        *((999_000_000, "999 MB"), (1_250_000_001, "1.3 GB")),
    ],
)
def test_size_of_a_file(number: int, written: str) -> None:
    assert file_sizes.file_size(number) == written


class TestDurations:
    @pytest.mark.parametrize(
        ("seconds", "written"),
        [
            (None, "–"),
            (0, "0:00"),
            (59.6, "1:00"),
            (2530, "42:10"),
            (3731, "1:02:11"),
            (90000, "25:00:00"),
            (-0.4, "0:00"),
            (-5, "−0:05"),
            (-59.6, "−1:00"),
            (-3731, "−1:02:11"),
            (-(10**9), "−277777:46:40"),
            (10**12, "277777777:46:40"),
        ],
    )
    def test_duration(self, seconds: float | None, written: str) -> None:
        assert formats.duration(seconds) == written

    @pytest.mark.parametrize(
        ("seconds", "written"),
        [
            (None, "0 min"),
            (0, "0 min"),
            (3540, "59 min"),
            (3600, "1 h"),
            (2923200, "812 h"),
            (-20, "0 min"),
            (-300, "−5 min"),
            (-(10**9), "−277,778 h"),
        ],
    )
    def test_total_time(self, seconds: float | None, written: str) -> None:
        assert formats.total_time(seconds) == written

    @pytest.mark.parametrize(
        ("seconds", "written"),
        [
            (None, "0:00"),
            (29, "0:00"),
            (2530, "0:42"),
            (3599, "1:00"),
            (2923500, "812:05"),
            (5_000_000, "1,388:53"),
            (-20, "0:00"),
            (-3900, "−1:05"),
        ],
    )
    def test_hours_have_the_minutes_of_the_last_one(
        self, seconds: float | None, written: str
    ) -> None:
        assert formats.hours(seconds) == written

    @pytest.mark.parametrize(
        ("time", "written"),
        [
            (timedelta(seconds=4.21), "4.2 s"),
            (timedelta(minutes=5), "5 min"),
            (timedelta(hours=1), "1 h"),
            (timedelta(hours=47), "47 h"),
            (timedelta(days=2), "2 days"),
        ],
    )
    def test_elapsed(self, time: timedelta, written: str) -> None:
        assert formats.elapsed(time) == written

    @pytest.mark.parametrize(
        ("since", "written"),
        [
            (timedelta(seconds=-3), "just now"),
            (timedelta(seconds=59), "just now"),
            (timedelta(minutes=5), "5 min ago"),
            (timedelta(hours=3), "3 h ago"),
            (timedelta(hours=47), "47 h ago"),
            (timedelta(days=2), "2 days ago"),
        ],
    )
    def test_ago(self, since: timedelta, written: str) -> None:
        assert formats.ago(since) == written


class TestDates:
    @pytest.mark.parametrize(
        ("order", "written"),
        [("dmy", "5 Mar 2026"), ("mdy", "Mar 5, 2026"), ("ymd", "2026-03-05")],
    )
    def test_order_of_a_date(self, order: str, written: str) -> None:
        style = DateStyle(order)
        assert formats.short_day(EVENING, style) == written
        assert formats.day(date(2026, 3, 5), style) == f"Thu {written}"

    @pytest.mark.parametrize(
        ("order", "written"),
        [
            ("dmy", "1 Jan – 29 Nov 2025"),
            ("mdy", "Jan 1 – Nov 29, 2025"),
            ("ymd", "2025-01-01 – 2025-11-29"),
        ],
    )
    def test_period_names_the_year_once(self, order: str, written: str) -> None:
        style, end = DateStyle(order), date(2025, 11, 29)
        assert formats.period((date(2025, 1, 1), end), style) == written
        assert formats.period((end, end), style) == formats.short_day(end, style)
        two_years = formats.period((date(2024, 12, 31), end), style)
        assert two_years.split(" – ")[0] == formats.short_day(date(2024, 12, 31), style)

    def test_missing_date_is_a_dash_and_missing_time_is_empty(self) -> None:
        assert (formats.day(None), formats.time_of_day(None)) == ("–", "")
        assert (formats.moment(None), formats.clock_time(None)) == ("–", "–")
        assert formats.weekday(None) == "–"

    def test_time_of_day_has_24_hours_or_am_and_pm(self) -> None:
        style = DateStyle(hours=12)
        assert formats.time_of_day(EVENING, style) == "7:07 pm"
        assert formats.time_of_day(HALF_PAST_MIDNIGHT, style) == "12:30 am"
        assert formats.time_of_day(HALF_PAST_MIDNIGHT) == "00:30"
        assert formats.time_of_day(EVENING) == "19:07"

    def test_moment_is_a_day_and_a_time_of_day(self) -> None:
        for style in (DateStyle("ymd"), DateStyle("mdy", 12)):
            day, time = formats.short_day(EVENING, style), formats.time_of_day(EVENING, style)
            assert formats.moment(EVENING.astimezone(UTC), style) == f"{day} {time}"

    def test_hidden_start_time_is_not_shown(self) -> None:
        assert formats.time_of_day(datetime(2026, 11, 2, 0, 0, 1)) == ""

    def test_moment_is_in_the_time_zone_of_this_computer(self) -> None:
        at = datetime(2026, 11, 2, 7, 5, tzinfo=UTC)
        local = at.astimezone()
        assert formats.moment(at) == f"{local.day} {local:%b %Y %H:%M}"
        assert formats.moment(EVENING.astimezone(UTC), DateStyle(hours=12)).endswith(" 7:07 pm")

    def test_clock_time_is_a_time_of_day_that_is_rounded_up(self) -> None:
        at = EVENING.astimezone(UTC)
        assert formats.clock_time(at) == "19:07"
        assert formats.clock_time(at.replace(second=9)) == "19:08"
        assert formats.clock_time(at.replace(microsecond=9), DateStyle(hours=12)) == "7:08 pm"

    def test_month_and_weekday(self) -> None:
        assert (formats.month("2026-11"), formats.weekday(0)) == ("Nov 2026", "Monday")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "–"),
        ("", "–"),
        (False, "false"),
        (12.5, "12.5"),
        ("Morning Run", "Morning Run"),
        ({"name": "é"}, '{"name": "é"}'),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
    ],
)
def test_json_value_is_shortened(value: Any, written: str) -> None:
    assert json_values.json_value(value) == written
