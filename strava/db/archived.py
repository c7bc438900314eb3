"""What Strava's archive says about activities, as the fields of Strava's API.

The document `archive` of an activity has parts: `row` is what the table of the archive says,
`recording` what the recording says, `sport` the display name of the sport in the language of the
archive, `written_at` when its table was written, and `guess` what follows from other activities: a
`timezone`, and the `sport_type` of those with the same display name. Rows and recordings arrive one
after the other, and each replaces its own part.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .. import coerce

KIND = "archive"
"""The kind of document."""

FROM_API, FROM_ARCHIVE, CUT = "api", "archive", "cut"
"""What `Document.source` says."""

ZONE, OFFSET = "zone", "device_offset"
"""Names in `recording`: the time zone of its first position, such as `Europe/Zurich`, and the
seconds from UTC to the local time of the device."""

WRITTEN_AT = "written_at"
"""The name in the document that tells which of two archives with the same activities is newer."""

VIRTUAL_SPORTS = frozenset(("VirtualRide", "VirtualRow", "VirtualRun"))
"""Their positions are somewhere else than the athlete."""

_ONLY_IN_DETAIL = frozenset(
    (
        *("description", "private_note", "calories", "perceived_exertion", "weather", "laps"),
        *("gear_name", "media"),
    )
)
"""What the summaries of the API do not have."""

Fields = dict[str, Any]


def fields(document: Any) -> Fields:
    """Return what an archive says about an activity. The row wins over the recording."""
    row, recording = part(document, "row"), part(document, "recording")
    known = {name: value for name, value in recording.items() if value is not None}
    known |= {name: value for name, value in row.items() if value is not None}
    if known:
        known["sport_type"] = _sport_type(document)
    known = _average_speed(known) | known
    known |= _local_time(known, _zone(document))
    for name in (ZONE, OFFSET):
        known.pop(name, None)
    return known


def _average_speed(known: Fields) -> Fields:
    """Return the average speed, which archives do not have of activities entered by hand."""
    distance = coerce.number(known.get("distance"))
    moving_time = coerce.number(known.get("moving_time"))
    return {"average_speed": round(distance / moving_time, 3)} if distance and moving_time else {}


def part(document: Any, name: str) -> Fields:
    """Return a part of the document; empty if it has none."""
    return _object(_object(document).get(name))


def time_zone(name: str) -> ZoneInfo | None:
    """Return a time zone by its name; None if this computer does not know it."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def is_placed(document: Any) -> bool:
    """Return whether the recording says in which time zone the activity took place."""
    return _place_zone(document) is not None or OFFSET in part(document, "recording")


def filled(fields_of_api: Fields, fields_of_archive: Fields) -> Fields:
    """Return the fields of the API, with those of the archive where they are null or missing."""
    known = {name: value for name, value in fields_of_api.items() if value is not None}
    return {**fields_of_api, **fields_of_archive, **known}


def to_summary(document: Any) -> Fields:
    """Return the summary of an activity that only an archive has."""
    return {name: value for name, value in fields(document).items() if name not in _ONLY_IN_DETAIL}


def _sport_type(document: Any) -> str | None:
    """Return the sport type, or else the display name of the sport."""
    for name in ("row", "recording", "guess"):
        if (found := coerce.text(part(document, name).get("sport_type"))) is not None:
            return found
    return coerce.text(_object(document).get("sport"))


def _zone(document: Any) -> str | timedelta | None:
    """Return the time zone of an activity: that of its place, the device's, or a guess."""
    if (zone := _place_zone(document)) is not None:
        return zone
    offset = coerce.whole_number(part(document, "recording").get(OFFSET))
    if offset is not None:
        return timedelta(seconds=offset)
    return coerce.text(part(document, "guess").get("timezone"))


def _place_zone(document: Any) -> str | None:
    if _sport_type(document) in VIRTUAL_SPORTS:
        return None
    return coerce.text(part(document, "recording").get(ZONE))


def _local_time(known: Fields, zone: str | timedelta | None) -> Fields:
    start = coerce.text(known.get("start_date"))
    if start is None:
        return {}
    moment = datetime.fromisoformat(start)
    name = None
    if isinstance(zone, timedelta):
        offset = zone
    elif zone is not None and (place := time_zone(zone)) is not None:
        at_place = moment.astimezone(place)
        offset = at_place.utcoffset() or timedelta()
        name = f"({_gmt(offset - (at_place.dst() or timedelta()))}) {zone}"
    else:
        offset = _offset_here(moment)
    local = (moment + offset).replace(tzinfo=None)
    return {
        "start_date_local": f"{local:%Y-%m-%dT%H:%M:%SZ}",
        "timezone": name,
        "utc_offset": offset.total_seconds(),
    }


def _offset_here(moment: datetime) -> timedelta:
    """Return how far local time is ahead of UTC where this computer is: the last resort."""
    try:
        return moment.astimezone().utcoffset() or timedelta()
    except (OSError, OverflowError, ValueError):
        # Windows knows no local time before 1970.
        return timedelta()


def _gmt(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, minutes = divmod(abs(minutes), 60)
    return f"GMT{'-' if offset < timedelta() else '+'}{hours:02}:{minutes:02}"


def _object(value: Any) -> Fields:
    return value if isinstance(value, dict) else {}
