"""Strava's own totals, for comparison with what is stored here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class StravaTotals(Base):
    """What Strava has added up over a period and a family of sports."""

    __tablename__ = "strava_totals"

    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athlete.id", ondelete="CASCADE"), primary_key=True
    )
    period: Mapped[str] = mapped_column(primary_key=True)
    """`recent` for the four weeks before `fetched_at`, `ytd` for its year, or `all`."""
    family: Mapped[str] = mapped_column(primary_key=True)
    """`ride`, `run` or `swim`."""
    fetched_at: Mapped[datetime]
    activities: Mapped[int]
    distance: Mapped[float]
    moving_time: Mapped[int]
    elevation_gain: Mapped[float]
