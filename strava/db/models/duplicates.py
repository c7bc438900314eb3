"""The duplicates that athletes leave out of everything that is counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class LeftOut(Base):
    """An activity that is left out as a duplicate of another one.

    These are few, so that looking each activity up here costs a scan of all of them little.
    """

    __tablename__ = "left_out"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    since: Mapped[datetime]
