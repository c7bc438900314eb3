"""Segments: stretches of road on which every effort is timed.

They lie on the athlete's routes, some for each direction, and are therefore ridden or run often.
Source: https://developers.strava.com/docs/reference/#api-models-SummarySegment
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Any

from . import places
from .outline import Outline
from .places import Place
from .plan import make_plan
from .routes import make_atlas
from .track import Track, make_track

_ACTIVITY_TYPES = {
    **dict.fromkeys(("run", "long run", "10 km", "half", "marathon", "trail run"), "Run"),
    **dict.fromkeys(("ride", "long ride", "gravel", "mtb", "commute", "island ride"), "Ride"),
    "island run": "Run",
}
"""The kinds of routes that have segments, and the sport for which these are."""
SPORTS = {
    **dict.fromkeys(("Run", "TrailRun"), "Run"),
    **dict.fromkeys(("Ride", "GravelRide", "MountainBikeRide"), "Ride"),
}
"""The sports that have efforts, and on the segments of which sport."""

_HOME = ("Dijon", "Bourgogne-Franche-Comté", "France")
_CITIES = {
    places.HOME: _HOME,
    places.WOODS: ("Plombières-lès-Dijon", *_HOME[1:]),
    places.ISLAND: ("Tinajo", "Canarias", "Spain"),
}
_NAMES = (
    *("Mill", "Canal", "Chapel", "Quarry", "Old Bridge", "Water Tower", "Vineyard", "Lime Tree"),
    *("Lock 52", "Cherry", "Windmill", "Three Poplars", "Castle", "Fountain", "Sawmill", "Heron"),
    *("Cemetery", "Bakery", "Washhouse", "Railway", "Stone Cross", "Walnut", "Hilltop", "Ford"),
    "Market Garden",
)
_CLIMBS = (
    *("Climb", "Hill", "Rise", "Wall", "Ascent", "Slope", "Bank", "Ramp", "Pull", "Summit"),
    *("Steps", "Ridge"),
)
_ROADS = (
    *("Straight", "Sprint", "Road", "Curve", "Lane", "Corner", "Dash", "Avenue", "Bend", "Drag"),
    *("Path", "Flat"),
)
"""A segment is called by a name and one of these. There are 25 and 12, which have no divisor in
common, so counting through both gives 300 different names."""

_CATEGORIES = (8_000, 16_000, 32_000, 64_000, 80_000)
"""The lowest score (meters times percent) of each category of climb, from 4 to HC."""
_STEEPEST_HIDDEN = -2.0
"""Segments that fall by more percent are hidden, as Strava hides descents."""
SHORT, LONG = 700, 8000
"""About how many meters two of the segments of a route have, if it is long enough."""
_FIRST_ID = 4_200_000


@dataclass(frozen=True)
class Segment:
    """A segment, and where it lies on a route: from one share of its length (0 to 1) to another.

    `route` names the route and the direction; all its traces have the same segments.
    """

    route: str
    start: float
    end: float
    fields: dict[str, Any]
    is_hidden: bool


@dataclass(frozen=True)
class Passage:
    """When an activity passes a segment, in seconds of moving time, and the time elapsed then."""

    start: int
    end: int
    elapsed_time: int


Catalog = dict[str, list[Segment]]
"""The segments along each polyline."""


def segments_of(activity: dict[str, Any], seed: int) -> list[Segment]:
    """Return the segments on the way of an activity, if they are for its sport."""
    encoded = (activity.get("map") or {}).get("summary_polyline")
    sport = SPORTS.get(activity["sport_type"])
    if not encoded or sport is None or activity.get("manual"):
        return []
    found = make_catalog(seed).get(encoded, [])
    return [segment for segment in found if segment.fields["activity_type"] == sport]


def passages(activity: dict[str, Any], seed: int) -> tuple[Passage, ...]:
    """Return when an activity passes each of its segments, as `segments_of` lists them."""
    shares = tuple((one.start, one.end) for one in segments_of(activity, seed))
    return _passages(Outline.of(activity), shares) if shares else ()


@lru_cache(maxsize=4096)
def _passages(outline: Outline, stretches: tuple[tuple[float, float], ...]) -> tuple[Passage, ...]:
    plan = make_plan(outline)
    times = ((plan.moving_time_at(start), plan.moving_time_at(end)) for start, end in stretches)
    return tuple(
        Passage(start, end, plan.elapsed_time_at(end) - plan.elapsed_time_at(start))
        for start, end in times
    )


@lru_cache(maxsize=2)
def make_catalog(seed: int) -> Catalog:
    """Return all segments for a seed. The result is cached and must not be changed."""
    rng = Random(f"segments {seed}")  # noqa: S311 - made up, not secret
    catalog: Catalog = {}
    number = 0
    for kind, routes in make_atlas(seed).items():
        for position, route in enumerate(routes if kind in _ACTIVITY_TYPES else ()):
            for direction in (0, 1):
                traces = [trace.summary_polyline for trace in route.traces[direction::2]]
                track = make_track(traces[0], round(route.lowest, 1), round(route.highest, 1))
                if track is None:
                    continue
                name = f"{kind} {position} {direction}"
                made = list(_make_segments(rng, name, track, route.place, number))
                for segment in made:
                    segment.fields["activity_type"] = _ACTIVITY_TYPES[kind]
                catalog |= dict.fromkeys(traces, made)
                number += len(made)
    return catalog


def _make_segments(
    rng: Random, name: str, track: Track, place: Place, number: int
) -> Iterator[Segment]:
    """Yield the steepest climb of a route in one direction, a short stretch and a long one."""
    short = min(0.12, SHORT / track.length)
    long = min(rng.uniform(0.22, 0.4), LONG / track.length)
    begin, other = rng.uniform(0.05, 0.45), rng.uniform(0.5, 0.6)
    stretches = [_steepest(track), (begin, begin + short), (other, other + long)]
    for index, (start, end) in enumerate(sorted(stretches), start=number):
        fields = _describe(track, place, start, end)
        words = _CLIMBS if fields["average_grade"] > 1 else _ROADS
        fields["id"] = _FIRST_ID + 17 * index
        fields["name"] = f"{_NAMES[index % len(_NAMES)]} {words[index % len(words)]}"
        yield Segment(name, start, end, fields, fields["average_grade"] < _STEEPEST_HIDDEN)


def _steepest(track: Track) -> tuple[float, float]:
    """Return the stretch of a twentieth to a tenth of the way that climbs high and steeply."""

    def score(stretch: tuple[float, float]) -> float:
        climb = track.altitude_at(stretch[1]) - track.altitude_at(stretch[0])
        return climb * abs(climb) / (stretch[1] - stretch[0])

    lengths = (0.05, 0.075, 0.1)
    return max(
        ((start / 100, start / 100 + length) for start in range(2, 88) for length in lengths),
        key=score,
    )


def _describe(track: Track, place: Place, start: float, end: float) -> dict[str, Any]:
    distance = (end - start) * track.length
    shares = [start + (end - start) * number / 20 for number in range(21)]
    heights = [track.altitude_at(share) for share in shares]
    grade = 100 * (heights[-1] - heights[0]) / distance
    steepest = max(100 * (b - a) / (distance / 20) for a, b in pairwise(heights))
    city, state, country = _CITIES.get(place, _HOME)
    score = distance * grade if grade >= 3 else 0.0
    return {
        "id": 0,
        "resource_state": 2,
        "name": "",
        "activity_type": "",
        "distance": round(distance, 1),
        "average_grade": round(grade, 1),
        "maximum_grade": round(steepest, 1),
        "elevation_high": round(max(heights), 1),
        "elevation_low": round(min(heights), 1),
        "start_latlng": list(track.position_at(start)),
        "end_latlng": list(track.position_at(end)),
        "elevation_profile": None,
        "climb_category": sum(score > lowest for lowest in _CATEGORIES),
        "city": city,
        "state": state,
        "country": country,
        "private": False,
        "hazardous": False,
        "starred": False,
    }
