"""The best efforts of an activity, and their ranks among all the athlete's own."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..db.models import Activity, Effort
from .ranks import Rank, Ranking
from .versions import measures_changed

DISTANCE, POWER = "distance", "power"
"""The kinds of efforts. Of those in power the highest value is the best; of others, the lowest."""

_RANKING = Ranking(
    Effort,
    same=("family", "kind", "size"),
    value="value",
    is_ranked=lambda effort: effort.set_aside.is_(False),
    is_highest_best=lambda effort: effort.kind == POWER,
)


def best_efforts(session: Session, activity_id: int) -> list[Effort]:
    """Return the best efforts of an activity, by kind and ascending size."""
    query = select(Effort).where(Effort.activity_id == activity_id)
    return list(session.scalars(query.order_by(Effort.kind, Effort.size)))


def ranks(session: Session, activity: Activity) -> dict[int, Rank]:
    """Return the ranks of an activity's best efforts by their ids, without those put aside.

    They are ranked among those of the same family, kind and size.
    """
    return _RANKING.ranks(session, activity)


def put_aside(session: Session, effort: Effort, aside: bool) -> None:
    """Put an effort aside, so that it has no rank, or take it back. The caller commits."""
    effort.set_aside = aside
    measures_changed(session, effort.athlete_id)
