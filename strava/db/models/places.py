"""Places that athletes want to keep private."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class PrivatePlace(Base):
    """A place whose surroundings are left out of everything that shows where someone was.

    `Athlete.hides_places` says whether that is so now.
    """

    __tablename__ = "private_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    name: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    radius: Mapped[float]
    """In meters."""

    __table_args__ = (Index("ix_private_place_athlete", "athlete_id"),)
