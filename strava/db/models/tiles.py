"""The table of explorer tiles, and its index."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class Tiles(Base):
    """The explorer tiles that an activity has passed. Without a row, they are not known yet."""

    __tablename__ = "tiles"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    from_recording: Mapped[bool]
    """Whether they come from the recording, and not from the simplified line of the summary."""
    numbers: Mapped[bytes] = mapped_column(LargeBinary)
    """Their numbers, ascending, with 4 bytes each."""


class TileVisit(Base):
    """That an activity has passed a tile: which ones have passed it is found here."""

    __tablename__ = "tile_visit"

    tile: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its number."""
    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )

    __table_args__ = (Index("ix_tile_visit_activity", "activity_id"),)
