"""The weather of an activity outdoors, which only the archive has: made up, with the season."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from ..training import summer


def weather(activity: dict[str, Any]) -> dict[str, float | None]:
    """Return the columns of the weather: degrees Celsius, shares, hectopascals, meters a second.

    There is none without a route.
    """
    if not activity["start_latlng"]:
        return {}
    rng = Random(f"weather of {activity['id']}")  # noqa: S311 - made up, not secret
    start = datetime.fromisoformat(activity["start_date"])
    temperature = round(1 + 20 * summer(start.date()) + rng.gauss(0, 4), 2)
    wind = round(rng.uniform(0.3, 7.0), 2)
    return {
        "Weather Observation Time": float(round(start.timestamp()) // 3600 * 3600),
        "Weather Condition": float(rng.randint(1, 8)),
        "Weather Temperature": temperature,
        "Apparent Temperature": round(temperature - wind / 3, 2),
        "Dewpoint": round(temperature - rng.uniform(1, 9), 2),
        "Humidity": round(rng.uniform(0.3, 0.98), 2),
        "Weather Pressure": round(rng.gauss(1015, 7), 1),
        "Wind Speed": wind,
        "Wind Gust": round(wind * 1.7, 2),
        "Wind Bearing": float(rng.randrange(360)),
        "Precipitation Intensity": max(0.0, round(rng.gauss(-0.4, 0.5), 2)),
        "Cloud Cover": round(rng.random(), 2),
        "UV Index": float(rng.randint(0, 7)),
    }
