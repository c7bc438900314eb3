"""Reads what the measures of a recording depend on besides its streams."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from ..analysis import reported
from ..analysis.load import HeartRates
from ..analysis.measures import Facts, Limits
from ..analysis.zones import SHARES_OF_FTP, SHARES_OF_MAXIMUM
from ..db.documents import merged_fields, stored_documents
from ..db.models import Activity
from . import bodies, zones

OF_ATHLETE, OF_HIGHEST, OF_FTP = "athlete", "highest", "ftp"
"""Where zones come from: see `Measured.heartrate_zones` and `Measured.power_zones`."""

FIELDS_OF_SUMMARY = frozenset(
    (
        *("sport_type", "type", "distance", "elapsed_time", "total_elevation_gain"),
        *("device_watts", "start_date", "start_date_local", "timezone", "utc_offset"),
    )
)
"""The fields from which measures follow: if one is edited, they are outdated."""


class AthleteLimits(NamedTuple):
    """The limits of an athlete on a day, and where the zones come from; None without zones."""

    limits: Limits
    heartrate_zones: str | None
    power_zones: str | None


def has_power_meter(fields: dict[str, Any]) -> bool:
    """Return whether the power was measured, and not estimated by Strava."""
    return fields.get("device_watts") is True


def read_fields(session: Session, activity_id: int) -> dict[str, Any]:
    """Return the summary and the detail merged, with the laps. The newer one wins."""
    documents = stored_documents(session, activity_id)
    fields = merged_fields(documents)
    if (laps := documents.get("laps")) is not None:
        fields.setdefault("laps", laps)
    return fields


def read_facts(activity: Activity, fields: dict[str, Any], times: reported.Times) -> Facts:
    """Return what is known about an activity.

    `times` are those of all samples as sent; none if the recording is not the API's.
    """
    return Facts(
        sport_type=activity.sport_type,
        distance=_positive(activity.distance),
        elapsed_time=_positive(activity.elapsed_time),
        elevation_gain=activity.total_elevation_gain,
        has_power_meter=has_power_meter(fields),
        laps=reported.laps(fields.get("laps"), times, fields.get("start_date")),
        best_efforts=reported.best_efforts(
            fields.get("best_efforts"), times, fields.get("start_date")
        ),
    )


def read_limits(session: Session, activity: Activity) -> AthleteLimits:
    """Return the limits of the athlete on the day of an activity."""
    athlete_id, day = activity.athlete_id, activity.day
    body = bodies.valid_on(bodies.entries(session, athlete_id), day)
    heartrate_source: str | None = OF_ATHLETE
    heartrate = zones.bounds_on(session, athlete_id, zones.HEARTRATE, day)
    if not heartrate:
        highest = body.max_heartrate or bodies.highest_heartrate(session, athlete_id)
        heartrate = shares_of_maximum(highest) if highest else []
        heartrate_source = OF_HIGHEST if highest else None
    power_source: str | None = OF_ATHLETE
    power = zones.bounds_on(session, athlete_id, zones.POWER, day)
    if not power:
        power = [share * body.ftp for share in SHARES_OF_FTP] if body.ftp else []
        power_source = OF_FTP if body.ftp else None
    limits = Limits(heartrate, power, _heart_rates(body), body.ftp)
    return AthleteLimits(limits, heartrate_source, power_source)


def shares_of_maximum(highest: float) -> list[float]:
    """Return where the zones begin that are shares of the highest heart rate."""
    return [share * highest for share in SHARES_OF_MAXIMUM]


def _heart_rates(body: bodies.BodyValues) -> HeartRates | None:
    if body.resting_heartrate is None or body.max_heartrate is None or body.sex is None:
        return None
    return HeartRates(body.resting_heartrate, body.max_heartrate, is_woman=body.sex == "F")


def _positive(value: float | None) -> float | None:
    return value if value is not None and value > 0 else None
