"""What the athlete does on which day: seasons, weeks, races, holidays, and one injury.

The years before an athlete's today have a shape of their own, told in shares of the whole time,
so that a history of any length has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from math import cos, pi
from random import Random

from . import places
from .places import Place

MORNING, NOON, EVENING, WEEKEND = (390, 60), (735, 30), (1090, 70), (540, 75)
"""Start of a session: minute of the day, and how far it strays (standard deviation)."""

_RACE_PACE = {"10 km": 1.21, "half": 1.16, "marathon": 1.10}
"""How much faster than on an ordinary run."""

INJURY_AT = 0.55
INJURY_SHARE = 0.033
"""When the injury comes and how long nothing is done, as shares of the history."""
RETURN_DAYS = 56
BUILD_DAYS = 84
"""Weeks in which training grows towards a race, and shrinks just before it."""


@dataclass(frozen=True)
class Session:
    """One thing done on a day: `start` in minutes after local midnight.

    `route` is the kind of route it goes on (see routes), or "" when it leaves no track; `ease`
    is the share of the usual speed, and `size` (0 to 1) how long it is among its kind.
    """

    day: date
    start: int
    sport: str
    purpose: str
    route: str
    place: Place
    size: float
    ease: float = 1.0


@dataclass(frozen=True)
class Habit:
    """What the athlete may do on a weekday: with which chance in winter and in summer.

    The chance between the two is in proportion; below 0 there is none.
    """

    sport: str
    purpose: str
    route: str
    time: tuple[int, int]
    winter: float
    summer: float
    since: float = 0.0
    """The share of the history before which the habit does not exist."""


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

# Weeks before today, days, place, habits.
_HOLIDAYS: tuple[tuple[int, int, Place, tuple[Habit, ...]], ...] = tuple(
    (
        weeks,
        days,
        place,
        tuple(Habit(s, "pool" if s == "Swim" else "", r, WEEKEND, p, p) for s, r, p in habits),
    )
    for weeks, days, place, habits in (
        (38, 9, places.ISLAND, (("Ride", "island ride", 0.8), ("Run", "island run", 0.3))),
        (84, 12, places.DESERT, (("Hike", "desert hike", 0.75), ("Swim", "", 0.1))),
        (109, 13, places.MOUNTAINS, (("Hike", "mountain hike", 0.9),)),
        (195, 8, places.ISLAND, (("Ride", "island ride", 0.7), ("Run", "island run", 0.4))),
        (247, 9, places.ISLAND, (("Ride", "island ride", 0.8), ("Swim", "", 0.2))),
    )
)


def sessions(rng: Random, first: date, today: date, repeats: int = 1) -> Iterator[Session]:
    """Every session from `first` to `today`, day by day; on `today` there is exactly one.

    `repeats` lives each day several times over, for a history that must be large.
    """
    span = (today - first).days
    injured = first + timedelta(days=round(span * INJURY_AT))
    recovering = injured + timedelta(days=round(span * INJURY_SHARE))
    well = recovering + timedelta(days=min(RETURN_DAYS, span // 20))
    for number in range(span):
        day = first + timedelta(days=number)
        if injured <= day < recovering:
            continue
        for _ in range(repeats):
            if recovering <= day < well:
                habits = _RECOVERY if (well - day).days > RETURN_DAYS // 2 else _EASY_RETURN
                yield from _follow(rng, habits, day, places.HOME, 0.0)
            else:
                yield from _ordinary_day(rng, day, number / span, today)
    yield Session(today, rng.randrange(370, 400), "Run", "", "run", places.HOME, rng.random())


def _ordinary_day(rng: Random, day: date, share: float, today: date) -> Iterator[Session]:
    for weeks, days, place, habits in _HOLIDAYS:
        since = (day - today).days + 7 * weeks
        if 0 <= since < days:
            yield from _follow(rng, habits, day, place, share)
            return
    race, left = _next_race(day)
    if left == 0 and share > 0.02:
        yield Session(
            day, rng.randrange(525, 570), "Run", "race", race, places.HOME, 1, _RACE_PACE[race]
        )
        return
    habits = _WEEK[day.weekday()] if left > 2 else ()
    yield from _follow(rng, habits, day, places.HOME, share, _build(left))


def _follow(
    rng: Random,
    habits: tuple[Habit, ...],
    day: date,
    place: Place,
    share: float,
    build: float = 0.3,
) -> Iterator[Session]:
    taken: set[tuple[int, int]] = set()
    for habit in habits:
        chance = habit.winter + (habit.summer - habit.winter) * summer(day)
        if habit.sport == "Run":
            chance *= 0.85 + 0.5 * build
        if share < habit.since or habit.time in taken or rng.random() >= chance:
            continue
        taken.add(habit.time)
        usual, stray = habit.time
        start = min(1290, max(310, round(rng.gauss(usual, stray / 2))))
        size = min(0.999, max(0.0, rng.gauss(0.15 + 0.7 * build, 0.25)))
        if habit.sport != "Run":
            size = rng.random()
        ease = 0.87 if habit.purpose in ("recovery", "commute") else rng.gauss(1.0, 0.035)
        session = Session(day, start, habit.sport, habit.purpose, habit.route, place, size, ease)
        yield session
        if habit.purpose == "commute":
            home = rng.randrange(1030, 1110)
            yield Session(day, home, habit.sport, "commute", habit.route, place, size, ease)


def summer(day: date) -> float:
    """0 in the middle of January, 1 in the middle of July."""
    return 0.5 - 0.5 * cos(2 * pi * (day.timetuple().tm_yday - 15) / 365)


def _next_race(day: date) -> tuple[str, int]:
    """The route of the next race and the days until then."""
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
    """How far training has grown: 0 long before a race, 1 three weeks before, less again after."""
    if days_left < 18:
        return days_left / 18 * 0.6
    return max(0.0, 1 - (days_left - 18) / (BUILD_DAYS - 18))
