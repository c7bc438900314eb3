"""How many of the matching activities have no recording, so that their best efforts are missing."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from .. import sports
from ..analysis.families import family
from ..db.documents import STREAMS
from ..db.models import Activity, Document
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters

_WITH_EFFORTS = [name for name in sports.ALL if family(name) is not None]


def count_without_recording(session: Session, context: QueryContext, filters: Filters) -> int:
    """Return how many of the activities could have best efforts, but lack a recording.

    Strava has no recording of what was entered by hand.
    """
    without = select(Activity.id).where(
        *conditions.where(context, filters.matching),
        Activity.sport_type.in_(_WITH_EFFORTS),
        ~exists().where(Document.activity_id == Activity.id, Document.kind == STREAMS),
    )
    # Whether it was entered by hand is in no index, and is read only of these.
    query = select(func.count()).where(Activity.id.in_(without), Activity.manual.is_(False))
    return session.scalar(query) or 0
