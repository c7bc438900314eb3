"""The runs that fetch from Strava, and what they changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ..base import Base
from ..enums import RunKind, RunState, WaitReason


class SyncRun(Base):
    """One execution of a sync, with its progress and outcome."""

    __tablename__ = "sync"

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athlete.id", ondelete="CASCADE"))
    kind: Mapped[RunKind]
    state: Mapped[RunState]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    """Activities checked so far."""
    added: Mapped[int] = mapped_column(server_default=text("0"))
    changed: Mapped[int] = mapped_column(server_default=text("0"))
    deleted: Mapped[int] = mapped_column(server_default=text("0"))
    calls: Mapped[int] = mapped_column(server_default=text("0"))
    skipped: Mapped[list[str]] = mapped_column(JSON, server_default=text("'[]'"))
    """One sentence for each activity that was skipped."""
    walk_id: Mapped[int | None]
    """The run that began this walk of the list: its own id, or that of the run it continues."""
    list_before: Mapped[int | None]
    """The walk lists what started before this Unix time; None lists everything."""
    page_size: Mapped[int] = mapped_column(server_default=text("200"))
    """Activities in each page of the walk."""
    position: Mapped[int | None]
    """How many activities of that list are stored; None before the first, -1 after the last."""
    waiting_for: Mapped[WaitReason | None]
    resume_at: Mapped[datetime | None]
    """When a waiting run continues."""
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    """Consecutive attempts that failed because of the network."""
    missing: Mapped[int] = mapped_column(server_default=text("0"))
    """Activities that Strava did not list, if they are too many to delete without asking."""
    deletions_approved: Mapped[bool] = mapped_column(server_default=false())
    """Whether the athlete confirmed that those activities are deleted."""
    error: Mapped[str | None]

    __table_args__ = (
        Index("ix_sync_athlete", "athlete_id", "id"),
        # An id is never reused, even after an athlete's runs are deleted.
        {"sqlite_autoincrement": True},
    )


class Change(Base):
    """A change that a run made to one activity. First runs, which add everything, record none."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    sync_id: Mapped[int] = mapped_column(ForeignKey("sync.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """`added`, `changed`, `deleted` or `returned`."""
    fields: Mapped[list[Any]] = mapped_column(JSON, server_default=text("'[]'"))
    """For kind `changed`: [name, from, to] of each field of the summary that differs."""

    __table_args__ = (
        Index("ix_change_sync", "sync_id", "id"),
        Index("ix_change_activity", "activity_id"),
    )
