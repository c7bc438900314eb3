"""What the athlete writes about an activity: description, private note, perceived exertion."""

from __future__ import annotations

from random import Random
from typing import Any

DESCRIPTIONS = (
    None,
    None,
    None,
    "",
    "Legs felt better than expected.",
    "With the usual suspects. Coffee stop included.\n\nMust fix the rear brake.",
    "Rain from km 5. 🌧️ Worth it.",
    'Notes: 5 > 4 & 3 < 4, "as they say".',
)
PRIVATE_NOTES = (
    "Left knee again, watch it.",
    "Slept badly; kept it short.",
    "Tyres at 4.2 bar:\ntoo soft, try 4.6",
)
NOTED_SHARE, RATED_SHARE = 0.10, 0.20
"""Share of activities with a private note, and with a perceived exertion."""


def journal(activity: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a detailed activity that only the athlete knows."""
    description = Random(activity["id"]).choice(DESCRIPTIONS)  # noqa: S311 - made up, not secret
    rng = Random(f"journal of {activity['id']}")  # noqa: S311 - made up, not secret
    exertion = rng.randint(1, 10)
    return {
        "description": description,
        "private_note": rng.choice(PRIVATE_NOTES) if rng.random() < NOTED_SHARE else None,
        "perceived_exertion": exertion if rng.random() < RATED_SHARE else None,
        "prefer_perceived_exertion": None,
    }
