"""Usage of the rate limits: stored in any order of responses, and reserved for clicks."""

from __future__ import annotations

import logging
import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from strava.accounts import usage
from strava.accounts.usage import RESERVE, Usage
from strava.api.rate_limits import RateLimits, Window
from strava.db.models import RateLimitRow
from strava.errors import RateLimited
from strava.logbook import Logbook

from ..clock import NOON

CLIENT = "1"
NOW = datetime.fromtimestamp(NOON, UTC)
QUARTER_OPENS_AT = datetime(2026, 11, 22, 12, 15, tzinfo=UTC)
DAY_OPENS_AT = datetime(2026, 11, 23, tzinfo=UTC)


def limits(quarter_used: int, day_used: int = 300) -> RateLimits:
    return RateLimits(Window(100, quarter_used), Window(1000, day_used))


def load(logbook: Logbook, *, at: float = NOON, client_id: str = CLIENT) -> Usage:
    with logbook.sessions() as session:
        loaded = usage.load(session, client_id, datetime.fromtimestamp(at, UTC))
    assert loaded is not None
    return loaded


def save_and_load(logbook: Logbook, used: int, *, at: float = NOON) -> Usage:
    """Store a response with this usage of the quarter-hour, and load the usage."""
    now = datetime.fromtimestamp(at, UTC)
    usage.save(logbook.sessions, CLIENT, limits(used, 300 + used), now)
    return load(logbook, at=at)


class TestLoad:
    def test_before_the_first_response_nothing_is_known(self, logbook: Logbook) -> None:
        with logbook.sessions() as session:
            assert usage.load(session, CLIENT, NOW) is None

    def test_stored_limits_are_loaded_with_the_times_of_the_resets(self, logbook: Logbook) -> None:
        loaded = save_and_load(logbook, 20)
        expected = Usage(Window(100, 20), QUARTER_OPENS_AT, Window(1000, 320), DAY_OPENS_AT)
        assert loaded == expected

    def test_window_that_has_reset_counts_as_unused(self, logbook: Logbook) -> None:
        save_and_load(logbook, 20)
        assert load(logbook, at=NOON + 899).quarter_hour == Window(100, 20)
        next_quarter = load(logbook, at=NOON + 900)
        assert (next_quarter.quarter_hour, next_quarter.day) == (Window(100, 0), Window(1000, 320))
        assert load(logbook, at=NOON + 12 * 3600).day == Window(1000, 0)

    def test_session_that_has_loaded_the_usage_sees_later_responses(self, logbook: Logbook) -> None:
        save_and_load(logbook, 20)
        with logbook.sessions() as session:
            row = session.get_one(RateLimitRow, CLIENT)
            assert row.quarter_used == 20
            session.commit()
            usage.save(logbook.sessions, CLIENT, limits(21), NOW)
            loaded = usage.load(session, CLIENT, NOW)
        assert loaded is not None
        assert loaded.quarter_hour.used == row.quarter_used == 21

    def test_each_application_has_its_own_usage(self, logbook: Logbook) -> None:
        save_and_load(logbook, 20)
        usage.save(logbook.sessions, "2", limits(5), NOW)
        assert load(logbook).quarter_hour.used == 20
        assert load(logbook, client_id="2").quarter_hour.used == 5


class TestWrongValues:
    """Whatever is stored, a call that corrects it is possible after the window at the latest."""

    @pytest.mark.parametrize(
        ("quarter", "day"),
        [
            (Window(0, 0), Window(0, 0)),
            (Window(100, 5), Window(0, 0)),
            (Window(-1, 0), Window(5, 0)),
            (Window(100, -5), Window(1000, 5)),
            (Window(2**31, 0), Window(1000, 0)),
            (Window(100, 2**40), Window(1000, 0)),
        ],
    )
    def test_windows_that_cannot_be_true_are_unknown(
        self, logbook: Logbook, quarter: Window, day: Window
    ) -> None:
        usage.save(logbook.sessions, CLIENT, RateLimits(quarter, day), NOW)
        with logbook.sessions() as session:
            assert usage.load(session, CLIENT, NOW) is None

    @pytest.mark.parametrize("limit", [1, 2, 19, 100, 2**31 - 1])
    @pytest.mark.parametrize("used", [1, 10**6, 2**31 - 1])
    def test_windows_that_are_used_up_open_in_time(
        self, logbook: Logbook, limit: int, used: int
    ) -> None:
        window = Window(limit, used)
        usage.save(logbook.sessions, CLIENT, RateLimits(window, Window(1000, 0)), NOW)
        load(logbook, at=NOON + 900).check()
        usage.save(logbook.sessions, CLIENT, RateLimits(Window(100, 0), window), NOW)
        load(logbook, at=NOON + 12 * 3600).check()

    @pytest.mark.parametrize("hours", [0.25, 2, 11, 72, 9000])
    def test_usage_from_a_clock_that_was_ahead_never_counts(
        self, logbook: Logbook, hours: float
    ) -> None:
        later = NOON + hours * 3600
        stored_at = datetime.fromtimestamp(later, UTC)
        usage.save(logbook.sessions, CLIENT, limits(100, 300), stored_at)
        assert load(logbook).quarter_hour == Window(100, 0)
        assert load(logbook, at=later).quarter_hour == Window(100, 0)
        assert load(logbook, at=later).day.used == (300 if hours < 12 else 0)


class TestSave:
    """Responses to parallel calls can arrive in any order."""

    def test_overtaken_response_does_not_lower_the_usage(self, logbook: Logbook) -> None:
        assert save_and_load(logbook, 20).quarter_hour.used == 20
        overtaken = save_and_load(logbook, 17)
        assert (overtaken.quarter_hour.used, overtaken.day.used) == (20, 320)
        assert save_and_load(logbook, 21).quarter_hour.used == 21

    @pytest.mark.parametrize(("reported", "stored"), [(42, 50), (41, 41)])
    def test_much_lower_usage_in_the_same_window_is_believed(
        self, logbook: Logbook, reported: int, stored: int
    ) -> None:
        save_and_load(logbook, 50)
        assert save_and_load(logbook, reported).quarter_hour.used == stored

    def test_response_from_before_the_reset_is_soon_corrected(self, logbook: Logbook) -> None:
        assert save_and_load(logbook, 90, at=NOON + 900).quarter_hour.used == 90
        assert save_and_load(logbook, 1, at=NOON + 901).quarter_hour.used == 1

    def test_new_window_starts_with_the_reported_usage(self, logbook: Logbook) -> None:
        save_and_load(logbook, 5)
        loaded = save_and_load(logbook, 2, at=NOON + 900)
        assert (loaded.quarter_hour.used, loaded.quarter_hour.left) == (2, 98)

    def test_changed_limits_are_stored(self, logbook: Logbook) -> None:
        save_and_load(logbook, 5)
        usage.save(logbook.sessions, CLIENT, RateLimits(Window(300, 6), Window(3000, 7)), NOW)
        loaded = load(logbook)
        assert (loaded.quarter_hour.limit, loaded.day.limit) == (300, 3000)

    def test_database_error_is_logged_and_not_raised(
        self, logbook: Logbook, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.startswith("INSERT"):
                raise sqlite3.OperationalError("database or disk is full")

        engine = logbook.sessions.kw["bind"]
        event.listen(engine, "before_cursor_execute", fail)
        with caplog.at_level(logging.WARNING):
            usage.save(logbook.sessions, CLIENT, limits(1), NOW)
        event.remove(engine, "before_cursor_execute", fail)
        assert "rate limits could not be stored" in caplog.text
        with logbook.sessions() as session:
            assert usage.load(session, CLIENT, NOW) is None


class TestCheck:
    def usage(self, quarter_left: int = 100, day_left: int = 1000) -> Usage:
        return Usage(
            Window(100, 100 - quarter_left),
            QUARTER_OPENS_AT,
            Window(1000, 1000 - day_left),
            DAY_OPENS_AT,
        )

    def test_calls_are_allowed_down_to_the_reserve(self) -> None:
        assert RESERVE == 10
        self.usage(quarter_left=11).check()
        self.usage(day_left=11).check()
        for used_up in (self.usage(quarter_left=10), self.usage(day_left=10)):
            with pytest.raises(RateLimited, match="calls reserved for your own clicks: 10"):
                used_up.check()

    def test_calls_in_flight_count_as_used(self) -> None:
        self.usage(quarter_left=14).check(in_flight=3)
        with pytest.raises(RateLimited):
            self.usage(quarter_left=14).check(in_flight=4)

    def test_without_a_reserve_the_last_call_is_allowed(self) -> None:
        self.usage(quarter_left=1).check(reserve=0)
        with pytest.raises(RateLimited) as caught:
            self.usage(quarter_left=0).check(reserve=0)
        assert "reserved" not in str(caught.value)

    def test_message_counts_no_more_reserved_calls_than_are_left(self) -> None:
        with pytest.raises(RateLimited, match="reserved for your own clicks: 3"):
            self.usage(quarter_left=3).check()

    def test_error_has_the_reset_of_the_exhausted_window(self) -> None:
        with pytest.raises(RateLimited) as caught:
            self.usage(quarter_left=0).check()
        assert caught.value.opens_at == QUARTER_OPENS_AT
        # While both windows are exhausted, the reset of the day is the later one.
        with pytest.raises(RateLimited) as caught:
            self.usage(quarter_left=0, day_left=0).check()
        assert caught.value.opens_at == DAY_OPENS_AT

    def test_left_is_the_lower_of_the_two_windows(self) -> None:
        assert self.usage(quarter_left=7, day_left=9).left == 7
        assert self.usage(quarter_left=9, day_left=7).left == 7

    @pytest.mark.parametrize(
        ("limit", "reserved"), [(1, 0), (5, 2), (20, 10), (100, 10), (1000, 10)]
    )
    def test_reserve_is_at_most_half_of_a_window(self, limit: int, reserved: int) -> None:
        assert usage.reserved(Window(limit, 0)) == reserved
