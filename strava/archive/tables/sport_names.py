"""Which sport type a sport's name in an archive means.

Archives have the name as displayed in the athlete's language. The translations are those that were
seen in archives, and plain words. A name that two languages use for different sports is left out.
"""

from __future__ import annotations

from ... import sports
from ...folding import folded

_OTHER_NAMES = {
    # English
    "Canoe": "Canoeing",
    "Cross Country Ski": "NordicSki",
    "Football": "Soccer",
    "Football (Soccer)": "Soccer",
    "HIIT": "HighIntensityIntervalTraining",
    "Ice Skating": "IceSkate",
    "Inline Skating": "InlineSkate",
    "Kayak": "Kayaking",
    "Kitesurfing": "Kitesurf",
    "Rock Climb": "RockClimbing",
    "Sailing": "Sail",
    "Skateboarding": "Skateboard",
    "Snowboarding": "Snowboard",
    "Snowshoeing": "Snowshoe",
    "Stand Up Paddle": "StandUpPaddling",
    "Surf": "Surfing",
    "Windsurfing": "Windsurf",
    # German
    "E-Bike-Fahrt": "EBikeRide",
    "E-Bike-Radfahrt": "EBikeRide",
    "Eislaufen": "IceSkate",
    "Ellipsentrainer": "Elliptical",
    "Fußball": "Soccer",
    "Gewichtstraining": "WeightTraining",
    "Gravelfahrt": "GravelRide",
    "Inlineskaten": "InlineSkate",
    "Kajakfahren": "Kayaking",
    "Kanufahrt": "Canoeing",
    "Kitesurfen": "Kitesurf",
    "Klettern": "RockClimbing",
    "Langlauf": "NordicSki",
    "Lauf": "Run",
    "Mountainbikefahrt": "MountainBikeRide",
    "Radfahrt": "Ride",
    "Rudern": "Rowing",
    "Schneeschuhwanderung": "Snowshoe",
    "Schwimmen": "Swim",
    "Segeln": "Sail",
    "Ski Alpin": "AlpineSki",
    "Skitouren": "BackcountrySki",
    "Snowboarden": "Snowboard",
    "Spaziergang": "Walk",
    "Surfen": "Surfing",
    "Training": "Workout",
    "Traillauf": "TrailRun",
    "Virtuelle Radfahrt": "VirtualRide",
    "Virtueller Lauf": "VirtualRun",
    "Wandern": "Hike",
    "Wanderung": "Hike",
    "Windsurfen": "Windsurf",
    # Dutch
    "Fietsrit": "Ride",
    "Hardloopsessie": "Run",
    "Krachttraining": "WeightTraining",
    "Virtuele fietsrit": "VirtualRide",
    "Wandelen": "Walk",
    "Wandeling": "Walk",
    "Wandeltocht": "Hike",
    "Zwemmen": "Swim",
    # French
    "Course à pied": "Run",
    "Entraînement": "Workout",
    "Entraînement aux poids": "WeightTraining",
    "Marche": "Walk",
    "Natation": "Swim",
    "Randonnée": "Hike",
    "Trail": "TrailRun",
    "Vélo": "Ride",
    "Vélo virtuel": "VirtualRide",
    # Spanish
    "Bicicleta": "Ride",
    "Caminata": "Walk",
    "Carrera": "Run",
    "Entrenamiento con pesas": "WeightTraining",
    "Natación": "Swim",
    "Senderismo": "Hike",
    # Polish
    "Bieganie": "Run",
    "Jazda": "Ride",
    "Pływanie": "Swim",
    "Spacer": "Walk",
    "Trening siłowy": "WeightTraining",
    # Chinese
    "步行": "Walk",
    "游泳": "Swim",
    "跑步": "Run",
    "重量训练": "WeightTraining",
    "骑行": "Ride",
}


def sport_type(display_name: str) -> str | None:
    """Return Strava's sport type for a name in any known language; None for an unknown one."""
    return _SPORT_TYPES.get(_key(display_name))


def _key(name: str) -> str:
    """Return the letters and digits of a name, so that "E-Bike Ride" equals "EBikeRide"."""
    return "".join(filter(str.isalnum, folded(name)))


_SPORT_TYPES = {_key(known): known for known in sports.KNOWN} | {
    _key(name): known for name, known in _OTHER_NAMES.items()
}
