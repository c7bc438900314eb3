"""What was imported from Strava's archives."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base


class ArchiveImport(Base):
    """The archive that a run imports, and the report about it."""

    __tablename__ = "archive_import"

    sync_id: Mapped[int] = mapped_column(
        ForeignKey("sync.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    path: Mapped[str]
    """Where the ZIP or the folder is."""
    is_copy: Mapped[bool] = mapped_column(server_default=false())
    """Whether it is an uploaded copy, which is deleted after the import."""
    has_rows: Mapped[bool] = mapped_column(server_default=false())
    """Whether all rows are stored, so that the recordings come next."""
    report: Mapped[dict[str, Any]] = mapped_column(JSON, server_default=text("'{}'"))


class ArchivedActivity(Base):
    """What an archive had about an activity, so that importing it again changes nothing."""

    __tablename__ = "archived_activity"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    row_digest: Mapped[str]
    file_name: Mapped[str | None]
    """The name of the recording in the archive; None if there is none."""
    file_digest: Mapped[str | None]
    """Changes with the file, as far as the directory of the archive shows."""
    pending: Mapped[bool] = mapped_column(server_default=false())
    """Whether its file has to be read."""
    elapsed_time: Mapped[float | None]
    """The seconds of the whole recording of the device."""
    distance: Mapped[float | None]
    """The meters of the whole recording of the device."""
    cut_from: Mapped[float | None]
    cut_to: Mapped[float | None]
    """The Unix times that a recording from an archive was cut to. Its times count from the first
    one."""

    __table_args__ = (Index("ix_archived_activity_pending", "athlete_id", "pending"),)


class SportName(Base):
    """The sport type that an athlete chose for a display name that is not known."""

    __tablename__ = "sport_name"

    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athlete.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    """As it is in the archive."""
    sport_type: Mapped[str]
