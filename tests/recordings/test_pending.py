"""Which recordings are measured, and which of them only for load and zones."""

from __future__ import annotations

import json
from datetime import date, timedelta

from strava.db.documents import store_documents
from strava.db.models import Measured
from strava.recordings import pending
from strava.recordings.pending import Pending

from .stored import ATHLETE, NOW, Stored, streams

DAY = date(2026, 3, 1)


def todo(stored: Stored) -> list[tuple[int, bool]]:
    """Return the activities to measure, and whether only load and zones."""
    found = pending.newest_first(stored.session, ATHLETE)
    assert len(found) == pending.count(stored.session, ATHLETE)
    return [(one.activity_id, one.only_ratings) for one in found]


def test_recordings_without_measures_are_pending_newest_first(stored: Stored) -> None:
    for number in (2, 1, 3):
        stored.activity(number, streams(5) if number < 3 else "null")
    assert pending.newest_first(stored.session, ATHLETE)[0] == Pending(3, "Run 3", False)
    assert todo(stored) == [(3, False), (2, False), (1, False)]
    stored.measured(2)
    assert todo(stored) == [(3, False), (1, False)]
    for number in (1, 3):
        stored.measured(number)
    assert todo(stored) == []


def test_newer_streams_and_another_version_are_measured_again(stored: Stored) -> None:
    for number in (1, 2, 3):
        stored.activity(number, streams(5))
        stored.measured(number)
    later = {"streams": json.dumps(streams(6))}
    store_documents(stored.session, 1, later, NOW + timedelta(seconds=1))
    stored.session.get_one(Measured, 2).version = 99
    assert todo(stored) == [(2, False), (1, False)]
    pending.outdate(stored.session, 3)
    assert todo(stored) == [(3, False), (2, False), (1, False)]
    for number in (1, 2, 3):
        stored.measured(number)
    assert todo(stored) == []
    pending.outdate_all(stored.session)
    assert len(todo(stored)) == 3


def test_ratings_are_outdated_from_a_day_on(stored: Stored) -> None:
    for number in (1, 2, 3):
        stored.activity(number, streams(5), day=DAY + timedelta(number))
        stored.measured(number)
    stored.activity(4, streams(5), day=DAY + timedelta(4))
    pending.outdate_ratings(stored.session, ATHLETE, DAY + timedelta(2))
    assert todo(stored) == [(4, False), (3, True), (2, True)]
    pending.outdate_ratings(stored.session, ATHLETE, date.min)
    assert todo(stored) == [(4, False), (3, True), (2, True), (1, True)]


def test_entered_maximum_is_not_replaced_by_the_highest_heart_rate_seen(stored: Stored) -> None:
    recording = streams(60, heartrate=150)
    for number in (1, 2):
        day = DAY + timedelta(number)
        stored.activity(number, recording, day=day, max_heartrate=180.0)
    stored.body(DAY + timedelta(2), max_heartrate=190)
    for number in (1, 2):
        stored.measured(number)
    pending.outdate_shares(stored.session, ATHLETE)
    assert todo(stored) == []
    stored.activity(3, recording, day=DAY, max_heartrate=185.0)
    stored.measured(3)
    pending.outdate_shares(stored.session, ATHLETE)
    assert todo(stored) == [(1, True)]
