"""What athletes want to reach in a year."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class Goal(Base):
    """An amount for a year and a group of sports."""

    __tablename__ = "goal"

    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athlete.id", ondelete="CASCADE"), primary_key=True
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sport_group: Mapped[str] = mapped_column(primary_key=True)
    """A key of sports.GROUP_NAMES, or `all`."""
    measure: Mapped[str] = mapped_column(primary_key=True)
    """`distance`, `moving_time`, `elevation_gain`, or `activities`."""
    amount: Mapped[float]
    """In meters or seconds, or the number of activities."""
