"""The sample Strava as a server, and activities to put into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from flask import Flask

from strava.sample import Sample, athlete

from .applications import sample_history
from .clock import NOON

CURRENT_GEAR = {
    athlete.OLD_ROAD_BIKE: athlete.ROAD_BIKE,
    **dict.fromkeys(athlete.SHOES[:2], athlete.SHOES[4]),
}
"""What replaces the gear that the sample's athlete has retired."""


@dataclass
class Strava:
    """The sample Strava, and the address at which it is served."""

    app: Flask
    url: str

    @property
    def sample(self) -> Sample:
        sample: Sample = self.app.extensions["sample"]
        return sample

    def consent(self, authorize_url: str, *, answer: str = "authorize", **scopes: bool) -> str:
        """Submit the consent page, and return the address that it redirects to.

        All scopes are granted except those that are False, as in `activity_read=False`.
        """
        query = {name: value[0] for name, value in parse_qs(urlsplit(authorize_url).query).items()}
        refused = {
            name.replace("_", ":", 1) for name, is_granted in scopes.items() if not is_granted
        }
        scope = [scope for scope in query.pop("scope").split(",") if scope not in refused]
        response = requests.post(
            authorize_url,
            data={**query, "answer": answer, "scope": scope},
            allow_redirects=False,
            timeout=10,
            auth=lambda request: request,  # ignores a .netrc
        )
        assert response.is_redirect, response.text
        return response.headers["Location"]


def some_of_the_history() -> list[dict[str, Any]]:
    """Return every seventh activity of the sample's six years.

    None has retired gear, whose names would take a call each in every first sync.
    """
    activities = sample_history(datetime.fromtimestamp(NOON, UTC).date())[::7]
    for one in activities:
        one["gear_id"] = CURRENT_GEAR.get(one["gear_id"], one["gear_id"])
    return activities


def activity(number: int, **fields: Any) -> dict[str, Any]:
    """Return a made-up activity. Activity 0 starts on 1 January 2019, each next one a day later."""
    day = date(2019, 1, 1) + timedelta(days=number)
    return {
        "id": 9_000_000_000 + number,
        "name": f"Activity {number}",
        "sport_type": "Ride",
        "distance": 1000.0 + number,
        "moving_time": 600,
        "start_date": f"{day}T06:00:00Z",
        "start_date_local": f"{day}T07:00:00Z",
        "visibility": "everyone",
        **fields,
    }
