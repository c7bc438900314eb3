"""What an athlete has entered, and what was valid on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from strava.recordings import bodies
from strava.recordings.bodies import BodyValues

from .stored import ATHLETE, Stored, streams

DAY = date(2026, 3, 1)


def valid_on(stored: Stored, day: date | None) -> BodyValues:
    return bodies.valid_on(bodies.entries(stored.session, ATHLETE), day)


def test_value_is_valid_from_its_day_until_a_later_one(stored: Stored) -> None:
    stored.body(DAY + timedelta(10), ftp=250)
    stored.body(DAY, resting_heartrate=50, max_heartrate=190, ftp=230, sex="F")
    assert valid_on(stored, DAY - timedelta(1)) == BodyValues()
    assert valid_on(stored, DAY) == BodyValues(50, 190, 230, "F")
    assert valid_on(stored, DAY + timedelta(9)) == BodyValues(50, 190, 230, "F")
    # What a later entry leaves out stays as it was.
    assert valid_on(stored, DAY + timedelta(10)) == BodyValues(50, 190, 250, "F")
    assert valid_on(stored, None) == BodyValues(50, 190, 250, "F")


def test_entry_of_a_day_is_replaced_and_removed(stored: Stored) -> None:
    for values in (BodyValues(50, 190), BodyValues(ftp=200)):
        bodies.save(stored.session, ATHLETE, DAY, values)
        stored.session.commit()
        assert valid_on(stored, DAY) == values
    assert bodies.remove(stored.session, ATHLETE, DAY)
    stored.session.commit()
    assert not bodies.remove(stored.session, ATHLETE, DAY)
    assert valid_on(stored, DAY) == BodyValues()


@pytest.mark.parametrize(
    ("rates", "highest"),
    [([], None), ([None, 170.0], 170), ([180.0, 999.0, 1e12], 180), ([0.0, -5.0], None)],
)
def test_highest_heart_rate_is_a_plausible_one(
    stored: Stored, rates: list[float | None], highest: float | None
) -> None:
    for number, rate in enumerate(rates, start=1):
        stored.activity(number, streams(1), max_heartrate=rate)
    assert bodies.highest_heartrate(stored.session, ATHLETE) == highest
