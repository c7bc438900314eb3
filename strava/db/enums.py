"""The fixed sets of values in the table of sync runs. Each is stored as its text."""

from __future__ import annotations

from enum import StrEnum


class Lane(StrEnum):
    """What a run does. An athlete has at most one unfinished run in each lane."""

    SYNC = "sync"
    """The list of activities."""
    DEEP = "deep"
    """The details of every activity."""
    MEASURES = "measures"
    """The measures of stored recordings, without a call to Strava."""
    ARCHIVE = "archive"
    """Strava's archive, without a call to Strava."""


class RunKind(StrEnum):
    """What exactly a run does."""

    FIRST = "first"
    """The whole list, until it has been fetched to its end once."""
    INCREMENTAL = "incremental"
    """Only the newest activities."""
    FULL = "full"
    """The whole list, to find edits, late uploads and deletions."""
    DEEP = "deep"
    """The details of every activity."""
    MEASURES = "measures"
    """The measures of stored recordings."""
    ARCHIVE = "archive"
    """An archive that is imported: its table first, then its recordings."""

    @property
    def lane(self) -> Lane:
        """The lane that runs of this kind belong to."""
        return _LANES.get(self, Lane.SYNC)

    @classmethod
    def in_lane(cls, lane: Lane) -> list[RunKind]:
        """Return the kinds that belong to a lane."""
        return [kind for kind in cls if kind.lane == lane]


_LANES = {
    RunKind.DEEP: Lane.DEEP,
    RunKind.MEASURES: Lane.MEASURES,
    RunKind.ARCHIVE: Lane.ARCHIVE,
}


class RunState(StrEnum):
    """The state of a run."""

    RUNNING = "running"
    WAITING = "waiting"
    """Continues by itself at SyncRun.resume_at."""
    PAUSED = "paused"
    """Continues when the athlete resumes it."""
    DONE = "done"
    FAILED = "failed"
    CANCELED = "cancelled"


class WaitReason(StrEnum):
    """What a waiting run waits for."""

    RATE_LIMIT = "limit"
    NETWORK = "network"
    RESTART = "start"
    """The next start of Logbook."""
    SYNC = "sync"
    """The end of a sync, which has priority."""


WALKS = (RunKind.FIRST, RunKind.FULL)
"""The kinds that walk the list, that is, fetch all of it from the newest activity to the oldest."""

UNFINISHED = (RunState.RUNNING, RunState.WAITING, RunState.PAUSED)
