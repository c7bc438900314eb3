"""Which recordings have something unusual: drawn from the ID, so it is always the same."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Quirks:
    """What is unusual about a recording. Most have none of these, some have several.

    Whether a quirk shows depends on the activity, too: without a track, no GPS can be lost.
    """

    records_sparsely: bool
    """The device records a sample every 1 to 7 seconds, otherwise nearly every second."""
    records_pauses: bool
    """The device goes on recording at standstill, otherwise it pauses by itself."""
    stops_for_long: bool
    """One pause takes most of the paused time, as at a café."""
    loses_gps: bool
    """For minutes, position and distance stay the same; then both jump to where they should be."""
    stops_recording: bool
    """For minutes nothing is recorded, although the athlete moves."""
    strap_fails: bool
    """For minutes, the heart rate is 0, missing, or stays the same."""
    laps_by_hand: bool
    """A run has laps wherever the athlete pressed the button, instead of one per kilometer."""


SHARES = {
    "records_sparsely": 0.15,
    "records_pauses": 0.25,
    "stops_for_long": 0.20,
    "loses_gps": 0.08,
    "stops_recording": 0.05,
    "strap_fails": 0.08,
    "laps_by_hand": 0.15,
}
"""The share of recordings that have each quirk."""


def quirks(activity_id: int) -> Quirks:
    """Return the quirks of an activity."""
    rng = Random(f"quirks of {activity_id}")  # noqa: S311 - made up, not secret
    return Quirks(**{name: rng.random() < share for name, share in SHARES.items()})
