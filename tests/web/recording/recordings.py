"""Activities with recordings, and what their pages show of them."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from ... import html
from ...html import Element

RUN, RIDE, WEIGHTS, MANUAL, ROWING, WALK, SLOW = (9_000_000_000 + number for number in range(7))
PAUSE = range(601, 901)
"""The seconds of the run that have no samples."""
SECONDS = [second for second in range(1801) if second not in PAUSE]
PACES = [3.0 if second <= 600 else 4.0 for second in SECONDS]
MOVING = [second != 901 for second in SECONDS]


def run_streams() -> dict[str, list[Any]]:
    """A run with a sample a second: 10 min at 3 m/s, 5 min without samples, 15 min at 4 m/s."""
    distance, covered = [], 0.0
    for second, pace, moves in zip(SECONDS, PACES, MOVING, strict=True):
        covered += pace if second and moves else 0.0
        distance.append(covered)
    return {
        "time": SECONDS,
        "distance": distance,
        "altitude": [400 + abs(second - 900) / 20 for second in SECONDS],
        "velocity_smooth": PACES,
        "heartrate": [None if 100 <= second < 150 else 130 + second % 30 for second in SECONDS],
        "cadence": [80 + second % 7 for second in SECONDS],
        "moving": MOVING,
    }


STREAMS: dict[int, dict[str, list[Any]]] = {
    RUN: run_streams(),
    RIDE: {
        "time": [0, 100, 200],
        "distance": [0, 1000, 2000],
        "velocity_smooth": [10, 10, 10],
        "watts": [200, 250, 150],
        "temp": [20, 20, 21],
    },
    WEIGHTS: {"time": [0, 60, 120], "heartrate": [90, 120, 100]},
    ROWING: {"time": [0, 60, 120, 600], "distance": [0, 250, 500, 2000]},
    WALK: {"time": [0, 60, 120], "latlng": [[47.0, 8.0], [47.001, 8.0], [47.002, 8.0]]},
    SLOW: {"time": [0, 100, 200], "distance": [0, 300, 350], "velocity_smooth": [3, 3, 0.5]},
}


def open_page(browser: FlaskClient, address: str) -> Element:
    answer = browser.get(f"/activities/{address}")
    assert answer.status_code == 200
    return html.parse(answer.text)


def chart(page: Element, key: str) -> Element:
    return page.find("figure", f"chart-{key}")
