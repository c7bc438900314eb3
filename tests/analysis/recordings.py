"""Made-up streams, and figures computed from them in the slowest and plainest way."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

from hypothesis import strategies as st

from strava.analysis.streams import Streams

STEPS = st.sampled_from((1, 1, 1, 1, 2, 5, 20, 45, 600))
SPEEDS = st.sampled_from((0.0, 0.0, 2.5, 3.0, 3.5, 5.0))


@st.composite
def recordings(draw: st.DrawFn) -> Streams:
    """Draw a recording with pauses, gaps, and sensors that fail."""
    durations = draw(st.lists(STEPS, min_size=1, max_size=40))
    count = len(durations) + 1
    speeds = draw(st.lists(SPEEDS, min_size=count - 1, max_size=count - 1))
    lengths = [seconds * speed for seconds, speed in zip(durations, speeds, strict=True)]

    def sensor(lowest: int, highest: int) -> list[float | None]:
        values = st.none() | st.integers(lowest, highest).map(float)
        return draw(st.lists(values, min_size=count, max_size=count))

    return Streams(
        time=[float(time) for time in accumulate(durations, initial=0)],
        distance=list(accumulate(lengths, initial=0.0)),
        moving=[True, *(speed > 0 for speed in speeds)],
        heartrate=sensor(40, 200),
        watts=sensor(0, 900),
    )


def document(**streams: list[Any]) -> dict[str, Any]:
    """Return streams as Strava sends them."""
    return {name: {"data": data, "series_type": "time"} for name, data in streams.items()}


def steady(seconds: int, speed: float = 3.0, **values: float) -> Streams:
    """Return a recording with a sample a second and constant measurements."""
    count = seconds + 1
    constant: dict[str, Any] = {name: [value] * count for name, value in values.items()}
    return Streams(
        time=[float(second) for second in range(count)],
        distance=[second * speed for second in range(count)],
        moving=[True] * count,
        **constant,
    )


def position_at(streams: Streams, time: float) -> float:
    """Return the distance covered at a time."""
    for (before, after), (near, far) in zip(
        pairwise(streams.time), pairwise(streams.distance), strict=True
    ):
        if before <= time <= after:
            return near + (far - near) * (time - before) / (after - before)
    raise AssertionError(time)
