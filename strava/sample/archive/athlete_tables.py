"""The tables about the athlete: profile, preferences, bikes and shoes."""

from __future__ import annotations

from typing import Any

from .. import athlete
from ..measurements import MAX_HEART_RATE
from .languages import Language

Table = list[list[str]]
"""The header and the rows."""


def athlete_tables(profile: dict[str, Any], language: Language) -> dict[str, Table]:
    """Return the tables by the names of their files; their headers are English everywhere."""
    return {
        "profile.csv": _profile(profile),
        "general_preferences.csv": _preferences(profile, language),
        "bikes.csv": _gear("Bike", athlete.BIKES),
        "shoes.csv": _gear("Shoe", athlete.ALL_SHOES),
    }


def _profile(profile: dict[str, Any]) -> Table:
    return [
        [
            *("Athlete ID", "Email Address", "First Name", "Last Name", "Sex", "Description"),
            *("Weight", "City", "State", "Country", "Health Consent Status"),
            "Date of Health Consent approval/denial",
        ],
        [
            *(str(profile["id"]), "noor.halvorsen@example.org"),
            *(profile["firstname"], profile["lastname"], profile["sex"], profile["bio"]),
            *(str(profile["weight"]), profile["city"], profile["state"], profile["country"]),
            *("Approved", "Apr 7, 2019, 9:12:44 AM"),
        ],
    ]


def _preferences(profile: dict[str, Any], language: Language) -> Table:
    return [
        [
            *("Date of Birth", "Weight", "Functional Threshold Power", "Maximum Heartrate"),
            *("Athlete Type", "Measurement Preference", "Date Preference", "Chart Preference"),
            *("Email Language", "Pace Zone Time", "Pace Zone Distance", "Default Leaderboard View"),
        ],
        [
            *(f"Feb 3, {athlete.BIRTH_YEAR}", f"{profile['weight']} kg", f"{profile['ftp']} W"),
            *(str(MAX_HEART_RATE), "Runner", "Metric", "dd/mm/YYYY", "Week"),
            *(language.email_language, "--:--", "", "All"),
        ],
    ]


def _gear(kind: str, gear: dict[str, tuple[str, str, str]]) -> Table:
    sports = {"Bike": "Ride", "Shoe": "Run"}
    header = [f"{kind} {part}" for part in ("Name", "Brand", "Model", "Default Sport Types")]
    return [header, *([*names, sports[kind]] for names in gear.values())]
