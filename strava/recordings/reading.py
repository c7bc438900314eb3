"""Reads the recording of an activity from its stored streams."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ..analysis import streams as analysis_streams
from ..analysis.measures import open_recording
from ..analysis.stretches import Recording
from ..db.documents import stored_streams
from ..db.models import Activity


def read_recording(session: Session, activity: Activity) -> Recording | None:
    """Return the recording of an activity; None if it has none.

    It takes a tenth of a second for hours of samples. Pages show what has been measured already.
    """
    streams = analysis_streams.read(stored_streams(session, activity.id))
    if streams is None:
        return None
    return open_recording(streams, activity.sport_type, activity.total_elevation_gain)
