"""How activities.csv looks in a language: headers, dates, numbers, and the names of sports.

Only sports whose names are known in a language are listed; the others have their English name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ..measurements import SPORTS
from .columns import (
    CHINESE,
    COLUMNS,
    DUTCH,
    FRENCH,
    GERMAN,
    GERMAN_COLUMNS,
    POLISH,
    SPANISH,
    make_header,
)

DISPLAYED_IN_METERS = {"Swim", "Rowing"}


@dataclass(frozen=True)
class Language:
    """A language of Strava's website, which is that of an archive."""

    email_language: str
    """As general_preferences.csv calls it."""
    date: Callable[[datetime], str]
    """Format a time in UTC."""
    columns: tuple[str, ...] = COLUMNS
    header: tuple[str, ...] = make_header({})
    """The displayed name of each column."""
    decimal_mark: str = ","
    thousands_mark: str = "."
    sports: dict[str, str] = field(default_factory=dict)
    """The displayed names by sport type."""

    def sport(self, sport_type: str) -> str:
        """Return the displayed name of a sport type."""
        return self.sports.get(sport_type) or SPORTS[sport_type].noun

    def distance(self, meters: float, sport_type: str) -> str:
        """Format a distance as displayed: in meters for swims and rows, else in kilometers."""
        if sport_type in DISPLAYED_IN_METERS:
            return f"{round(meters):,}".replace(",", self.thousands_mark)
        return f"{meters / 1000:.2f}".replace(".", self.decimal_mark)


def _english(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    half = "AM" if moment.hour < 12 else "PM"
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    month = months[moment.month - 1]
    return f"{month} {moment.day}, {moment.year}, {hour}:{moment:%M:%S} {half}"


def _with_months(names: str, time: str) -> Callable[[datetime], str]:
    months = names.split()

    def format_date(moment: datetime) -> str:
        return f"{moment.day} {months[moment.month - 1]} {moment.year}{moment.strftime(time)}"

    return format_date


LANGUAGES = {
    "en": Language("English (US)", _english, decimal_mark=".", thousands_mark=","),
    "de": Language(
        "German",
        lambda moment: f"{moment:%d.%m.%Y, %H:%M:%S}",
        GERMAN_COLUMNS,
        GERMAN,
        sports={
            "Run": "Lauf",
            "TrailRun": "Traillauf",
            "Ride": "Radfahrt",
            "GravelRide": "Gravelfahrt",
            "MountainBikeRide": "Mountainbikefahrt",
            "EBikeRide": "E-Bike-Fahrt",
            "VirtualRide": "Virtuelle Radfahrt",
            "Swim": "Schwimmen",
            "Hike": "Wanderung",
            "Walk": "Spaziergang",
            "NordicSki": "Langlauf",
            "WeightTraining": "Gewichtstraining",
            "Workout": "Training",
            "Rowing": "Rudern",
        },
    ),
    "fr": Language(
        "French",
        _with_months(
            "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.", " à %H:%M:%S"
        ),
        header=make_header(FRENCH),
        sports={
            "Run": "Course à pied",
            "TrailRun": "Trail",
            "Ride": "Vélo",
            "VirtualRide": "Vélo virtuel",
            "Swim": "Natation",
            "Walk": "Marche",
            "Hike": "Randonnée",
            "WeightTraining": "Entraînement aux poids",
            "Workout": "Entraînement",
        },
    ),
    "es": Language(
        "Spanish",
        _with_months("ene feb mar abr may jun jul ago sept oct nov dic", ", %H:%M:%S"),
        header=make_header(SPANISH),
        sports={
            "Run": "Carrera",
            "Ride": "Bicicleta",
            "Swim": "Natación",
            "Walk": "Caminata",
            "Hike": "Senderismo",
            "WeightTraining": "Entrenamiento con pesas",
        },
    ),
    "nl": Language(
        "Dutch",
        _with_months("jan feb mrt apr mei jun jul aug sep okt nov dec", ", %H:%M:%S"),
        header=make_header(DUTCH),
        sports={
            "Run": "Hardloopsessie",
            "Ride": "Fietsrit",
            "VirtualRide": "Virtuele fietsrit",
            "Walk": "Wandeling",
            "Hike": "Wandeltocht",
            "Swim": "Zwemmen",
            "WeightTraining": "Krachttraining",
            "Workout": "Training",
        },
    ),
    "pl": Language(
        "Polish",
        _with_months("sty lut mar kwi maj cze lip sie wrz paź lis gru", ", %H:%M:%S"),
        header=make_header(POLISH),
        sports={
            "Run": "Bieganie",
            "Ride": "Jazda",
            "Walk": "Spacer",
            "Swim": "Pływanie",
            "WeightTraining": "Trening siłowy",
        },
    ),
    "zh": Language(
        "Chinese (Simplified)",
        lambda moment: f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}",
        header=make_header(CHINESE),
        decimal_mark=".",
        thousands_mark=",",
        sports={
            "Run": "跑步",
            "Ride": "骑行",
            "Swim": "游泳",
            "Walk": "步行",
            "WeightTraining": "重量训练",
        },
    ),
}
"""By code."""
