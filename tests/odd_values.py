"""Activities whose values are out of all bounds, and what must hold once they are synced."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from strava.table.columns import COLUMNS, SORTS
from strava.table.filters import SPANS

from .actions import SyncActions
from .sample_strava import activity

_NUMBERS: tuple[Any, ...] = (
    *(
        -5,
        -1,
        -3600,
        -(10**9),
        0,
        2**31,
        2**40,
        10**12,
        10**13,
        2**63,
        -(2**63) - 1,
        10**30,
        10**400,
    ),
    *(-0.5, -1e9, 1e-300, 1e12, 1e13, 1e308, float("nan"), float("inf"), float("-inf")),
    *("5", "", True, [], {}, [1], None),
)
_NUMBER_FIELDS = (
    *("distance", "total_elevation_gain", "average_speed", "max_speed", "average_heartrate"),
    *("max_heartrate", "elev_high", "elev_low", "average_watts", "max_watts", "kilojoules"),
    *("weighted_average_watts", "average_cadence", "suffer_score", "moving_time", "elapsed_time"),
    *("kudos_count", "comment_count", "achievement_count", "pr_count", "utc_offset"),
    *("average_temp", "calories", "total_photo_count", "workout_type"),
)
_TEXT_FIELDS = ("name", "sport_type", "gear_id", "device_name", "visibility", "timezone")


def _incompressible(length: int, first: int, step: int) -> str:
    return "".join(chr(first + number**2 * step % 20_000) for number in range(length))


LONGEST = _incompressible(1000, 0x20000, 7919)
"""Letters of four bytes in UTF-8, too varied for PostgreSQL to compress."""
_TEXTS: tuple[Any, ...] = (
    LONGEST,
    LONGEST[:75],
    _incompressible(1000, 0x4E00, 31),
    "\ufdfa" * 300,  # eighteen letters each, once folded
    "ß" * 300,
    "\u200b" * 300,
    "\0",
    "\0 in \0 text",
    "\ud83d half an emoji \udeb4",
    "\udeb4\ud83d",
    "\x01\x1f\x7f\x85\u2028\ufffe\uffff",
    "\U0010ffff\ue000",
    " \t\r\n ",
    "<b>&amp;\"'</b>",
    *(5, 1.5, True, [], {}, ["text"], {"a": "b"}, ""),
)
_TIMES: tuple[Any, ...] = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-23:59",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00-24:00",
    "0000-00-00T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "1969-12-31T23:59:59.999999Z",
    "2026-06-30T23:59:60Z",
    "\0",
    *("", 0, 1.5, True, [], {}, None),
)


def odd_activities() -> list[dict[str, Any]]:
    """Return activities with ids from 9000000000 up."""
    fields: list[dict[str, Any]] = [
        *(dict.fromkeys(_NUMBER_FIELDS, number) for number in _NUMBERS),
        *(dict.fromkeys(_TEXT_FIELDS, text) for text in _TEXTS),
        *(
            dict.fromkeys(_NUMBER_FIELDS, number) | dict.fromkeys(_TEXT_FIELDS, text)
            for number in (10**12, 123.456)
            for text in _TEXTS[:4]
        ),
        {"distance": 5e-324, "moving_time": 10**12, "average_heartrate": 5e-324},
        {"distance": 1e12, "moving_time": 1, "sport_type": "Ride"},
        *({"start_date_local": time} for time in _TIMES),
        *(
            {"start_date_local": None, "utc_offset": seconds}
            for seconds in (86_400, -86_400, 10**9, -(10**11), 10**12, float("nan"), "x")
        ),
        *({"utc_offset": 86_400, "start_date_local": time} for time in _TIMES[:3]),
    ]
    return [
        activity(number, sport_type="Run", type="Run") | odd for number, odd in enumerate(fields)
    ]


ODD_IDS: tuple[Any, ...] = (
    *(0, -1, -(2**63), 2**63, 2**64, 10**19, 10**30, 10**400, 1.5, 9e9, float("nan")),
    *("7", "9000000000", "", True, False, None, [], {}, [7], {"id": 7}, LONGEST),
)


def odd_detail(one: dict[str, Any]) -> dict[str, Any]:
    """Return a detail with the fields of an activity, and laps that have them too."""
    seconds = {"moving_time": 5e-324, "distance": 1e12}
    return {
        **one,
        "description": one.get("name"),
        "laps": [one, {**one, **seconds}, seconds, {}, None, 5],
    }


_SORTED = [
    f"/activities?per_page=25&columns=name&sort={sort}&order={order}"
    for sort in SORTS
    for order in ("asc", "desc")
]
_ROWS_ALONE = {"HX-Request": "true", "HX-Trigger": "filters"}


def _addresses(sync: SyncActions, sorted_lists: Sequence[str]) -> Iterator[str]:
    """Yield the addresses of all pages and exports with several activities."""
    keys = ",".join(column.key for column in COLUMNS)
    yield f"/activities?per_page=200&columns={keys}"
    yield from sorted_lists
    for span in (*SPANS, "0001", "9999"):
        yield f"/activities?span={span}"
    for kind in ("csv", "json", "jsonl", "geojson"):
        yield f"/activities.{kind}"
    yield "/activities?q=x&min_km=0&max_minutes=1"
    yield "/sync"
    for run in sync.runs():
        yield f"/sync/{run.id}"


def assert_listed(sync: SyncActions, sorted_lists: Sequence[str] = _SORTED) -> None:
    """Check that all pages of several activities answer, and that exports are valid JSON."""
    for address in _addresses(sync, sorted_lists):
        # The first page has every cell. In another order, only the rows differ.
        headers = _ROWS_ALONE if address in _SORTED else {}
        response = sync.client.get(address, headers=headers)
        assert response.status_code == 200, address
        if ".json" in address and not address.endswith("l"):
            listed = json.loads(response.text, parse_constant=_refuse)
            assert len(listed) == len(sync.stored_ids())


def change_everything(sync: SyncActions) -> None:
    """Edit every activity on Strava, and swap the odd values of the first ones."""
    activities = sync.strava.sample.activities
    values = [{name: one.get(name) for name in _NUMBER_FIELDS} for one in activities]
    for one, odd in zip(activities, [*values[1:], values[0]], strict=True):
        one.update(odd, new_field=one.get("name"))


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def odd_streams() -> list[Any]:
    """Return streams that are incomplete, too long, or no streams at all."""
    names = ("distance", "altitude", "velocity_smooth", "heartrate", "cadence", "watts", "temp")
    times = [0, 1, 2, 3, 4, 5]

    def streams(time: list[Any], values: list[Any]) -> dict[str, Any]:
        lists = {"time": time, "latlng": values, "moving": values, **dict.fromkeys(names, values)}
        return {name: {"data": data} for name, data in lists.items()}

    return [
        *(None, [], {}, "text", 5, [1], {"time": None}, {"time": {"data": "text"}}, {"time": []}),
        streams([], []),
        streams([0], [1]),
        streams(times, []),
        streams(times, [1] * 99),
        *(streams(times, [value] * 6) for value in (*_NUMBERS, [47.1, 8.2], [1e9, 1e9], "x")),
        streams([5, 4, 3, 2, 1, 0], times),
        streams([0, 1e11, 2e11, 3e11, 4e11, 5e11], [0, 1e3, 1e5, 1e8, 1e9, 1e12]),
        streams([-5, None, "1", 1, 1.5, 1e300], [0, None, 5, -5, 1e12, "x"]),
        streams([0, 0.1, 0.2, 0.3, 0.4, 0.5], times),
    ]
