"""The zones that Strava sends, as they are stored and found again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from strava.db.models import Zones
from strava.recordings import zones

from .stored import ATHLETE, Stored

DAY = date(2026, 3, 1)


def answer(*bounds: Any, name: str = "heart_rate") -> dict[str, Any]:
    return {name: {"custom_zones": False, "zones": [{"min": low, "max": -1} for low in bounds]}}


def test_zones_of_a_day_are_those_first_seen_on_or_after_it(stored: Stored) -> None:
    assert zones.bounds_on(stored.session, ATHLETE, "heartrate", DAY) is None
    stored.zones(DAY, "heartrate", 0, 100)
    stored.zones(DAY + timedelta(7), "heartrate", 0, 110)
    for days, expected in ((-99, 100), (0, 100), (1, 110), (7, 110), (8, 110)):
        found = zones.bounds_on(stored.session, ATHLETE, "heartrate", DAY + timedelta(days))
        assert found == [0, expected]
    assert zones.bounds_on(stored.session, ATHLETE, "heartrate", None) == [0, 110]
    assert zones.bounds_on(stored.session, ATHLETE, "power", DAY) is None


def test_storing_says_from_which_day_zones_have_changed(stored: Stored) -> None:
    def store(document: Any, days: int) -> date | None:
        return zones.store(stored.session, ATHLETE, document, DAY + timedelta(days))

    assert store(answer(0, 100), 0) == date.min
    assert store(answer(0, 100), 7) is None
    assert store(answer(0, 110), 14) == DAY + timedelta(7)
    assert store(answer(0, 110) | answer(0, 200, name="power"), 21) == date.min
    assert store({}, 28) is None
    assert len(stored.rows(Zones)) == 5


@pytest.mark.parametrize(
    "document",
    [
        *(None, 5, [], {}, {"heart_rate": None}, {"heart_rate": {"zones": None}}),
        *({"heart_rate": {"zones": []}}, {"heart_rate": {"zones": [5]}}, answer(0, "100")),
        *(answer(0, None), answer(100, 50), answer(0, 0, 0), answer(*range(99))),
    ],
)
def test_zones_that_make_no_sense_are_not_stored(stored: Stored, document: Any) -> None:
    assert zones.store(stored.session, ATHLETE, document, DAY) is None
    assert stored.rows(Zones) == []
