"""Measures a recording, or says why it cannot be measured."""

from __future__ import annotations

import logging

from ..db.damage import explain
from ..logbook import Logbook
from ..recordings import computing
from ..recordings.computing import Computed

log = logging.getLogger(__name__)


def compute(
    logbook: Logbook, activity_id: int, *, only_ratings: bool = False
) -> tuple[Computed | None, str | None]:
    """Return what `computing.compute` does, and why the recording cannot be measured, or None.

    An error of the computation is logged, and then there is nothing to store: the recording stays
    pending. Raises a LogbookError if the database cannot be used. This takes no transaction that
    writes, for which a sync would have to wait.
    """
    try:
        with logbook.sessions() as session:
            computed = computing.compute(session, activity_id, only_ratings=only_ratings)
    except Exception as error:
        if (reason := explain(error, lambda: logbook.settings)) is not None:
            raise reason from error
        # One odd recording must not keep all the others from being measured.
        log.exception("The recording of activity %d cannot be measured", activity_id)
        return None, "Logbook cannot measure it, the log has the details"
    is_damaged = computed is not None and computed.is_damaged
    return computed, "it is damaged" if is_damaged else None
