"""Stops an import before anything is stored, if its recordings show that dates are misread."""

from __future__ import annotations

from ..sync.context import Interrupted, RunContext
from .dates_check import MAX_DISAGREEING, Verdict
from .faults import UnreadableArchive, UnreadableFile
from .worker_process import SECONDS_FOR_TABLES, Worker

_MOST_TRIED = 200
"""How many recordings are compared at most. Usually, the first one is the proof."""


def prove_dates(context: RunContext, worker: Worker) -> bool:
    """Return whether a recording starts when its row says.

    Raises UnreadableArchive if three recordings disagree before one agrees.
    """
    disagreeing = 0
    places = worker.call("filed_places", seconds=SECONDS_FOR_TABLES)
    for place in places[:_MOST_TRIED]:
        if context.stopping():
            raise Interrupted
        try:
            verdict = worker.call("check_date", place)
        except UnreadableFile:
            continue
        if verdict is Verdict.AGREES:
            return True
        disagreeing += verdict is Verdict.DISAGREES
        if disagreeing == MAX_DISAGREEING:
            raise UnreadableArchive(
                "The dates in activities.csv cannot be right as Logbook reads them: "
                f"{MAX_DISAGREEING} recordings start at other times than their rows say. Nothing "
                "was stored. Set the language of your Strava account to English, ask for the "
                "archive again, and please report this."
            )
    return False
