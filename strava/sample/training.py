"""Plans what the athlete does on each day: seasons, weeks, races, vacations and one injury.

Dates of events are shares of the whole history, from 0 to 1, so that a history of any length
contains all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from math import cos, pi
from random import Random

from . import places
from .places import Place

MORNING, NOON, EVENING, WEEKEND = (390, 60), (735, 30), (1090, 70), (540, 75)
"""Start times: mean minute of the day and its spread (two standard deviations)."""

_RACE_SPEED = {"10 km": 1.21, "half": 1.16, "marathon": 1.10}
"""Speed in a race relative to an ordinary run."""

INJURY_AT = 0.55
INJURY_SHARE = 0.033
"""When the injury occurs and how long training stops, as shares of the history."""
RETURN_DAYS = 56
"""How long the athlete trains less after the injury."""
BUILD_DAYS = 84
"""How long before a race training increases; it decreases shortly before the race."""


@dataclass(frozen=True)
class Session:
    """One planned activity; `start` is in minutes after local midnight.

    `route` is the kind of route (see routes), or "" without a track. `size` (0 to 1) selects the
    length among the routes or durations of its kind. `relative_speed` is relative to the usual
    speed.
    """

    day: date
    start: int
    sport: str
    purpose: str
    route: str
    place: Place
    size: float
    relative_speed: float = 1.0


@dataclass(frozen=True)
class Habit:
    """A session that the athlete may do on a weekday, with its probability by season.

    `winter` and `summer` are the probabilities in mid-January and mid-July; the values between
    are interpolated, and below 0 count as 0. `since` is the share of the history before which
    the habit does not exist.
    """

    sport: str
    purpose: str
    route: str
    time: tuple[int, int]
    winter: float
    summer: float
    since: float = 0.0


_WEEK: tuple[tuple[Habit, ...], ...] = (
    (
        Habit("Yoga", "", "", EVENING, 0.16, 0.12),
        Habit("WeightTraining", "", "", EVENING, 0.46, 0.08),
        Habit("Swim", "pool", "", NOON, 0.10, 0.08),
    ),
    (
        Habit("Run", "intervals", "run", EVENING, 0.62, 0.60),
        Habit("Ride", "commute", "commute", MORNING, 0.06, 0.22, since=0.2),
    ),
    (
        Habit("VirtualRide", "", "", EVENING, 0.62, 0.02, since=0.15),
        Habit("Ride", "", "ride", EVENING, 0.04, 0.74),
        Habit("Rowing", "", "", MORNING, 0.12, 0.0),
    ),
    (
        Habit("Run", "", "run", MORNING, 0.52, 0.52),
        Habit("WeightTraining", "", "", EVENING, 0.25, 0.04),
        Habit("Ride", "commute", "commute", MORNING, 0.05, 0.22, since=0.2),
        Habit("Padel", "", "", EVENING, 0.14, 0.22, since=0.85),
    ),
    (
        Habit("Swim", "pool", "", NOON, 0.32, 0.06),
        Habit("Swim", "lake", "lake", EVENING, -1.0, 0.45),
        Habit("Workout", "", "", MORNING, 0.16, 0.08),
        Habit("Run", "", "run", NOON, 0.16, 0.18),
    ),
    (
        Habit("Ride", "long", "long ride", WEEKEND, 0.06, 0.74),
        Habit("GravelRide", "", "gravel", WEEKEND, 0.26, 0.45, since=0.35),
        Habit("NordicSki", "", "ski", WEEKEND, 0.45, -1.6),
        Habit("MountainBikeRide", "", "mtb", WEEKEND, 0.12, 0.45),
        Habit("Ride", "indoor", "", WEEKEND, 0.16, 0.0),
        Habit("TrailRun", "", "trail run", WEEKEND, 0.20, 0.55),
    ),
    (
        Habit("Run", "long", "long run", WEEKEND, 0.66, 0.52),
        Habit("Hike", "", "hike", WEEKEND, 0.22, 0.26),
        Habit("Hike", "", "vineyards", WEEKEND, 0.04, 0.08),
        Habit("Walk", "", "walk", EVENING, 0.16, 0.14),
        Habit("EBikeRide", "", "gravel", WEEKEND, 0.0, 0.45, since=0.5),
    ),
)

_RECOVERY = (
    Habit("Walk", "recovery", "walk", NOON, 0.55, 0.55),
    Habit("Swim", "pool", "", NOON, 0.12, 0.12),
    Habit("Yoga", "", "", EVENING, 0.18, 0.18),
)
_EASY_RETURN = (
    Habit("Run", "recovery", "run", MORNING, 0.38, 0.38),
    Habit("Walk", "recovery", "walk", NOON, 0.20, 0.20),
    Habit("VirtualRide", "", "", EVENING, 0.20, 0.20),
)


@dataclass(frozen=True)
class Vacation:
    """A stay at another place, with habits that replace those of ordinary weeks."""

    weeks_ago: int
    """When it begins, in weeks before the last day of the history."""
    days: int
    place: Place
    habits: tuple[Habit, ...]


def _vacation_habit(sport: str, route: str, probability: float) -> Habit:
    purpose = "pool" if sport == "Swim" else ""
    return Habit(sport, purpose, route, WEEKEND, probability, probability)


_ISLAND_RIDE = _vacation_habit("Ride", "island ride", 0.8)
_VACATIONS = (
    Vacation(38, 9, places.ISLAND, (_ISLAND_RIDE, _vacation_habit("Run", "island run", 0.3))),
    Vacation(
        84,
        12,
        places.DESERT,
        (_vacation_habit("Hike", "desert hike", 0.75), _vacation_habit("Swim", "", 0.1)),
    ),
    Vacation(109, 13, places.MOUNTAINS, (_vacation_habit("Hike", "mountain hike", 0.9),)),
    Vacation(
        195,
        8,
        places.ISLAND,
        (_vacation_habit("Ride", "island ride", 0.7), _vacation_habit("Run", "island run", 0.4)),
    ),
    Vacation(247, 9, places.ISLAND, (_ISLAND_RIDE, _vacation_habit("Swim", "", 0.2))),
)


def sessions(rng: Random, first: date, today: date, repeats: int = 1) -> Iterator[Session]:
    """Yield every session from `first` to `today` in order of days; `today` has exactly one.

    With `repeats`, each day is planned several times, for histories with many activities.
    """
    total_days = (today - first).days
    injured = first + timedelta(days=round(total_days * INJURY_AT))
    returning = injured + timedelta(days=round(total_days * INJURY_SHARE))
    recovered = returning + timedelta(days=min(RETURN_DAYS, total_days // 20))
    for number in range(total_days):
        day = first + timedelta(days=number)
        if injured <= day < returning:
            continue
        for _ in range(repeats):
            if returning <= day < recovered:
                days_left = (recovered - day).days
                habits = _RECOVERY if days_left > RETURN_DAYS // 2 else _EASY_RETURN
                yield from _habitual_sessions(rng, habits, day, places.HOME, 0.0)
            else:
                yield from _ordinary_day(rng, day, number / total_days, today)
    yield Session(today, rng.randrange(370, 400), "Run", "", "run", places.HOME, rng.random())


def _ordinary_day(rng: Random, day: date, share: float, today: date) -> Iterator[Session]:
    for vacation in _VACATIONS:
        if 0 <= (day - today).days + 7 * vacation.weeks_ago < vacation.days:
            yield from _habitual_sessions(rng, vacation.habits, day, vacation.place, share)
            return
    race, days_left = _next_race(day)
    if days_left == 0 and share > 0.02:
        start = rng.randrange(525, 570)
        yield Session(day, start, "Run", "race", race, places.HOME, 1, _RACE_SPEED[race])
        return
    habits = _WEEK[day.weekday()] if days_left > 2 else ()
    yield from _habitual_sessions(rng, habits, day, places.HOME, share, _build(days_left))


def _habitual_sessions(
    rng: Random,
    habits: tuple[Habit, ...],
    day: date,
    place: Place,
    share: float,
    build: float = 0.3,
) -> Iterator[Session]:
    taken: set[tuple[int, int]] = set()
    for habit in habits:
        probability = habit.winter + (habit.summer - habit.winter) * summer(day)
        if habit.sport == "Run":
            probability *= 0.85 + 0.5 * build
        if share < habit.since or habit.time in taken or rng.random() >= probability:
            continue
        taken.add(habit.time)
        session = _session(rng, habit, day, place, build)
        yield session
        if habit.purpose == "commute":
            yield replace(session, start=rng.randrange(1030, 1110))


def _session(rng: Random, habit: Habit, day: date, place: Place, build: float) -> Session:
    mean, spread = habit.time
    start = min(1290, max(310, round(rng.gauss(mean, spread / 2))))
    size = min(0.999, max(0.0, rng.gauss(0.15 + 0.7 * build, 0.25)))
    if habit.sport != "Run":
        size = rng.random()
    easy = habit.purpose in ("recovery", "commute")
    relative_speed = 0.87 if easy else rng.gauss(1.0, 0.035)
    return Session(day, start, habit.sport, habit.purpose, habit.route, place, size, relative_speed)


def summer(day: date) -> float:
    """Return the season as a number: 0 in the middle of January, 1 in the middle of July."""
    return 0.5 - 0.5 * cos(2 * pi * (day.timetuple().tm_yday - 15) / 365)


def _next_race(day: date) -> tuple[str, int]:
    """Return the route of the next race and the number of days until then."""
    races = chain.from_iterable(
        (
            ("half", _sunday(year, 4, 1)),
            ("10 km", _sunday(year, 6, 2)),
            ("marathon", _sunday(year, 10, 2)),
        )
        for year in (day.year, day.year + 1)
    )
    return next((route, (date - day).days) for route, date in races if date >= day)


def _sunday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=6 - first.weekday() + 7 * (number - 1))


def _build(days_left: int) -> float:
    """Return the amount of training: 0 long before a race, 1 at 18 days before, then less."""
    if days_left < 18:
        return days_left / 18 * 0.6
    return max(0.0, 1 - (days_left - 18) / (BUILD_DAYS - 18))
