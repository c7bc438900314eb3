"""Names of activities: mostly Strava's default names, sometimes names that athletes choose."""

from __future__ import annotations

from random import Random

from .measurements import SPORTS
from .training import Session

UNUSUAL_NAMES = (
    ".",
    "🚴‍♀️💨🥐",
    "The one where the wind came from the front on the way out, turned at the very moment I did, "
    "and came from the front again all the way home, past three closed roads, two bakeries "
    "and a flock of sheep that had other plans; legs gone, morale intact: again...",
    '<b>bold?</b> & "quotes"',
    "=1+1",
    "ריצת בוקר לאורך הנהר",
    "朝ラン 🌸 桜並木",
    "  spaces   around  ",
    "Robert'); DROP TABLE activities;--",
    "Żółć, ñandú & Größenwahn",
    "@home -10°C",
    "Line one, tab\there",
)
"""Names that careless programs handle wrongly. Each occurs once; the longest has 255 characters."""

_TIMES_OF_DAY = ((5, "Night"), (11, "Morning"), (14, "Lunch"), (18, "Afternoon"), (22, "Evening"))
_BY_PURPOSE: dict[str, tuple[str, ...]] = {
    "intervals": (
        "6 × 800 m",
        "10 × 400 m",
        "Tempo 3 × 10 min",
        "Fartlek",
        "Hill repeats",
        "Track",
    ),
    "recovery": ("Easy does it", "Physio says yes", "Slowly back", "No pain today"),
    "commute": ("Commute", "To work", "Home again", "Commute (rain)"),
    "indoor": ("Turbo", "Trainer, rain outside", "Sweet spot 2 × 20"),
    "pool": ("Pool", "2 km pyramid", "Technique", "Lunch lengths"),
    "lake": ("Lac Kir", "Open water", "Lake before dinner", "Two buoys and back"),
}
_BY_ROUTE: dict[str, tuple[str, ...]] = {
    "long run": ("Long run", "Canal and back", "Long and slow", "Sunday long run"),
    "long ride": ("Côte de Nuits", "Val de Saône", "Long way to the bakery", "Big loop"),
    "ride": ("After work", "Round the villages", "Legs open", "Headwind both ways"),
    "gravel": ("Canal gravel", "Farm tracks", "Mud, mostly"),
    "mtb": ("Combes", "Roots and rocks", "Combe à la Serpent"),
    "hike": ("Combe Lavaux", "Woods with friends", "Mushrooms (none)"),
    "vineyards": ("Through the vines", "Gevrey and round"),
    "ski": ("Jura, fresh tracks", "Les Rousses", "Classic technique"),
    "trail run": ("Combes trail", "Up and down and up"),
    "island ride": ("Volcano road", "Island loop", "Trade winds"),
    "island run": ("Lava fields", "Before breakfast"),
    "desert hike": ("Red rocks", "Canyon rim", "Up the wash"),
    "mountain hike": ("Day {day}: up", "Tea house to tea house", "Over the pass", "Prayer flags"),
}
_RACES = {
    "10 km": "Corrida 10 km",
    "half": "Vineyards Half Marathon",
    "marathon": "Two Rivers Marathon",
}


def title(rng: Random, session: Session) -> str:
    """Return a name for a session."""
    if session.purpose == "race":
        return f"{_RACES[session.route]} {session.day.year}"
    names = _BY_PURPOSE.get(session.purpose) or _BY_ROUTE.get(session.route)
    if names and rng.random() < (0.75 if session.purpose else 0.3):
        return rng.choice(names).format(day=1 + session.day.toordinal() % 9)
    time_of_day = next((name for hour, name in _TIMES_OF_DAY if session.start < hour * 60), "Night")
    return f"{time_of_day} {SPORTS[session.sport].noun}"
