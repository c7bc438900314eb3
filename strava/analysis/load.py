"""The load of an activity: one number for how long and how hard it was.

Both scales give about 100 for an hour at the athlete's limit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import exp

from . import power
from .streams import Streams, steps

_FACTOR = 0.64
_EXPONENT, _EXPONENT_OF_WOMEN = 1.92, 1.67


@dataclass(frozen=True)
class HeartRates:
    """An athlete's resting and maximum heart rate, in beats per minute."""

    resting: float
    maximum: float
    is_woman: bool = False


def trimp(streams: Streams, rates: HeartRates) -> float | None:
    """Return the training impulse: minutes, weighted by the share of the heart rate reserve.

    None without heart rates. Source: Banister, Modeling elite athletic performance, 1991.
    """
    if not streams.heartrate or rates.maximum <= rates.resting:
        return None
    exponent = _EXPONENT_OF_WOMEN if rates.is_woman else _EXPONENT
    reserve = rates.maximum - rates.resting
    lasting: dict[float, float] = defaultdict(float)
    for heartrate, seconds in zip(streams.heartrate, steps(streams.time), strict=True):
        if heartrate is not None:
            lasting[heartrate] += seconds
    total = 0.0
    for heartrate, seconds in lasting.items():
        share = min(1.0, max(0.0, (heartrate - rates.resting) / reserve))
        total += seconds / 60 * share * _FACTOR * exp(exponent * share)
    return total


def power_load(streams: Streams, threshold: float) -> float | None:
    """Return the load from power: an hour at the threshold (FTP, in watts) is 100.

    None without power.
    """
    weighted, seconds = power.weighted_power_and_seconds(streams)
    if weighted is None or threshold <= 0:
        return None
    return 100 * seconds / 3600 * (weighted / threshold) ** 2
