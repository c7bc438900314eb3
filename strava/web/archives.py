"""What the pages of imports know about an archive that has arrived: whose it is, and its run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..archive.uploads import Upload
from ..db.enums import UNFINISHED, Lane
from ..db.models import ArchiveImport, Athlete, SyncRun, db
from . import current


@dataclass(frozen=True)
class Owner:
    """The athlete whose archive it is, as far as the archive says."""

    athlete_id: int | None
    name: str | None
    athlete: Athlete | None
    """The athlete, if they are in Logbook."""


def owner_of(upload: Upload) -> Owner:
    """Return whose archive has arrived; raises UnreadableArchive."""
    found = re.search(r"export_([0-9]{1,18})[^/]*$", upload.name)
    athlete_id, name = (int(found[1]) if found else None), None
    athlete = athletes.find(db.session(), athlete_id) if athlete_id is not None else None
    return Owner(athlete_id, name, athlete)


def copies_in_use(session: Session) -> set[Path]:
    """Return the copies of archives that unfinished imports read."""
    paths = session.scalars(
        select(ArchiveImport.path)
        .join(SyncRun, SyncRun.id == ArchiveImport.sync_id)
        .where(ArchiveImport.is_copy, SyncRun.state.in_(UNFINISHED))
    )
    return set(map(Path, paths))


def start(upload: Upload, athlete_id: int, name: str | None) -> str | None:
    """Start the import of what has arrived, and return None, or a sentence about an obstacle.

    An athlete who is not in Logbook yet is added.
    """
    return "Archives cannot be imported yet."


def latest_run(athlete_id: int) -> SyncRun | None:
    """Return the latest import of an athlete."""
    return current.jobs().latest(athlete_id, Lane.ARCHIVE)
