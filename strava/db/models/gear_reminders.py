"""After how far athletes want to be reminded of their gear."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class GearReminder(Base):
    """A distance after which shoes, a bike, or a part of it should be replaced or looked at."""

    __tablename__ = "gear_reminder"

    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athlete.id", ondelete="CASCADE"), primary_key=True
    )
    gear_id: Mapped[str] = mapped_column(primary_key=True)
    """Not a foreign key: gear can be used before anything is known of it."""
    part: Mapped[str] = mapped_column(primary_key=True)
    """What the athlete calls the part; empty for the gear itself."""
    since: Mapped[date | None]
    """The first day that counts; None for all."""
    distance: Mapped[float]
    """Meters."""
