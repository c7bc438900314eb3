"""What happens during an activity, second by second of moving time, before anything records it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from .outline import Outline
from .pacing import Pacing, make_pacing
from .pauses import Pause, make_pauses
from .quirks import Quirks, quirks
from .track import Track, make_track
from .workouts import WORK, Part, make_parts

RACES = {1, 11}
"""Strava's workout types. In a race the device records every second and is never paused."""


@dataclass(frozen=True)
class Plan:
    """The way, the pace and the pauses of an activity, and when the lap button is pressed."""

    outline: Outline
    quirks: Quirks
    track: Track | None
    pacing: Pacing | None
    pauses: list[Pause]
    presses: list[int]
    """Seconds of moving time at which the athlete begins a new lap; empty if the device does."""

    def moving_time_at(self, share: float) -> int:
        """Return the whole seconds of moving time at a share (0 to 1) of the distance."""
        if self.pacing is None:
            return round(share * self.outline.moving_time)
        return round(self.pacing.time_at(share * self.outline.distance))

    def elapsed_time_at(self, moving_time: int) -> int:
        """Return the seconds since the start, before any pause that begins at this moment."""
        return moving_time + sum(pause.seconds for pause in self.pauses if pause.at < moving_time)


@lru_cache(maxsize=16)
def make_plan(outline: Outline) -> Plan:
    """Return the plan of an activity, the same each time. The result must not be changed."""
    rng = Random(outline.id)  # noqa: S311 - made up, not secret
    odd = quirks(outline.id)
    if outline.workout_type in RACES:
        odd = replace(odd, records_sparsely=False, records_pauses=True, stops_for_long=False)
    track = make_track(outline.polyline, outline.lowest, outline.highest)
    parts = make_parts(rng, outline, odd) if outline.distance > 0 else []
    pacing = make_pacing(rng, outline, track, parts)
    ends = _moments(parts, pacing, outline)
    presses = sorted({moment for moment, _ in ends})
    return Plan(
        outline=outline,
        quirks=odd,
        track=track,
        pacing=pacing,
        pauses=make_pauses(rng, outline, odd, _breaks(ends, outline)),
        presses=presses,
    )


def _moments(parts: list[Part], pacing: Pacing | None, outline: Outline) -> list[tuple[int, Part]]:
    """Return the moving time at the end of each part but the last, within the activity."""
    if pacing is None:
        return []
    ends = [(round(pacing.time_at(part.end)), part) for part in parts[:-1]]
    return [(moment, part) for moment, part in ends if 0 < moment < outline.moving_time]


def _breaks(ends: list[tuple[int, Part]], outline: Outline) -> list[int]:
    """Return where the athlete pauses in a workout: after work, or at the wall of a pool."""
    is_swim = outline.sport_type == "Swim"
    return sorted({moment for moment, part in ends if is_swim or part.effort == WORK})
