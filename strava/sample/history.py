"""The athlete's whole history: one summary an activity, as Strava lists them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import ceil
from random import Random

from .routes import draw_atlas
from .summaries import Summary, summarize
from .titles import ODDITIES
from .training import Session, sessions

SIX_YEARS = 6 * 365 + 1
A_YEAR = 240
"""About how many activities a year has; a little less than it turns out."""
MOST_YEARS = 15
LATE_UPLOADS = 0.01


def make_history(today: date, seed: int = 1, count: int | None = None) -> list[Summary]:
    """The summaries up to and with `today`, oldest first; the same for the same seed and day.

    Without `count` it is six years, about 1,500 activities. With it, there are exactly that
    many: over fewer or more years, and with fuller days where fifteen years do not suffice.
    """
    rng = Random(f"{seed} {today}")  # noqa: S311 - made up, not secret
    atlas = draw_atlas(seed)
    planned = _plan(rng, today, count)
    history = [
        summarize(rng, session, number / len(planned), atlas)
        for number, session in enumerate(planned)
    ]
    _give_ids(rng, history)
    _hide_a_start(history)
    for number, name in enumerate(ODDITIES, start=1):
        history[number * len(history) // (len(ODDITIES) + 2)]["name"] = name
    return history


def _plan(rng: Random, today: date, count: int | None) -> list[Session]:
    if count is None:
        return list(sessions(rng, today - timedelta(days=SIX_YEARS), today))
    years = min(MOST_YEARS, 1.15 * count / A_YEAR + 0.2)
    repeats = ceil(count / A_YEAR / years)
    while True:
        first = today - timedelta(days=round(years * 365))
        planned = list(sessions(rng, first, today, repeats))
        if len(planned) >= count:
            return planned[-count:]
        repeats += 1


def _give_ids(rng: Random, history: list[Summary]) -> None:
    """Ids above 2^31 that grow with the time of the upload, as Strava's do."""
    taken: set[int] = set()
    for summary in history:
        start = datetime.fromisoformat(summary["start_date"]).astimezone(UTC)
        late = rng.randrange(3, 20) * 86_400 if rng.random() < LATE_UPLOADS else 0
        number = 8 * (round(start.timestamp()) + summary["elapsed_time"] + late)
        while number in taken:
            number += 1
        taken.add(number)
        summary["id"] = number
        summary["map"]["id"] = f"a{number}"
        if not summary["manual"]:
            summary["upload_id"] = number + number // 9
            summary["upload_id_str"] = str(summary["upload_id"])
            summary["external_id"] = f"{number}.fit"


def _hide_a_start(history: list[Summary]) -> None:
    """One start is hidden by the athlete: Strava tells the day, at midnight plus one second."""
    for summary in history[len(history) // 2 :]:
        if summary["sport_type"] == "Run" and summary["visibility"] == "everyone":
            local = datetime.fromisoformat(summary["start_date_local"][:10] + "T00:00:01")
            start = local - timedelta(seconds=summary["utc_offset"])
            summary["start_date_local"] = f"{local:%Y-%m-%dT%H:%M:%SZ}"
            summary["start_date"] = f"{start:%Y-%m-%dT%H:%M:%SZ}"
            return
