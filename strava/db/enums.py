"""The fixed sets of values in the table of sync runs. Each is stored as its text."""

from __future__ import annotations

from enum import StrEnum


class Lane(StrEnum):
    """What a run fetches. An athlete has at most one unfinished run in each lane."""

    SYNC = "sync"
    """The list of activities."""
    DEEP = "deep"
    """The details of every activity."""


class RunKind(StrEnum):
    """How much a run fetches."""

    FIRST = "first"
    """The whole list, until it has been fetched to its end once."""
    INCREMENTAL = "incremental"
    """Only the newest activities."""
    FULL = "full"
    """The whole list, to find edits, late uploads and deletions."""
    DEEP = "deep"
    """The details of every activity."""

    @property
    def lane(self) -> Lane:
        """The lane that runs of this kind belong to."""
        return Lane.DEEP if self is RunKind.DEEP else Lane.SYNC


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


WALKS = (RunKind.FIRST, RunKind.FULL)
"""The kinds that walk the list, that is, fetch all of it from the newest activity to the oldest."""

UNFINISHED = (RunState.RUNNING, RunState.WAITING, RunState.PAUSED)
