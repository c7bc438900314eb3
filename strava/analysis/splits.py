"""Splits: an activity cut at every kilometer, mile, or other length."""

from __future__ import annotations

from itertools import pairwise

from .stretches import Recording, Stretch

MOST_SPLITS = 2000
"""More than anyone covers in an activity; what is beyond is one long split."""

_SHORTEST = 1.0
"""Meters below which what remains after the last full split is left out."""


def splits(recording: Recording, length: float) -> list[Stretch]:
    """Return the splits of a length in meters. The last one is what remains."""
    distances = recording.streams.distance
    if not distances:
        return []
    total = distances[-1]
    full = min(int(total // length), MOST_SPLITS)
    bounds = [recording.time_at(number * length) for number in range(full + 1)]
    bounds[0] = recording.streams.time[0]
    if total - full * length >= _SHORTEST:
        bounds.append(recording.end)
    elif full:
        # A pause at the finish belongs to the last split.
        bounds[-1] = recording.end
    return [recording.stretch(start, end) for start, end in pairwise(bounds)]
