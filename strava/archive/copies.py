"""The uploaded copies of archives, which are removed when no import needs them any more."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from ..db.enums import UNFINISHED, RunKind, RunState
from ..db.models import ArchiveImport, SyncRun
from ..logbook import Logbook
from ..settings import Settings

FOLDER = "import"
"""Where uploads are stored, in the instance folder."""


def in_use(session: Session) -> set[Path]:
    """Return the copies that are needed: by imports that have not ended, or can be tried again.

    An import can be tried again if it failed, for example because the disk was full, and no other
    one has followed.
    """
    newest = select(func.max(SyncRun.id)).where(SyncRun.kind == RunKind.ARCHIVE)
    is_newest = SyncRun.id.in_(newest.group_by(SyncRun.athlete_id))
    is_needed = or_(
        SyncRun.state.in_(UNFINISHED), and_(SyncRun.state == RunState.FAILED, is_newest)
    )
    return set(map(Path, session.scalars(_copies().where(is_needed))))


def remove_unneeded(logbook: Logbook) -> None:
    """Remove the copies of all other imports."""
    with logbook.sessions() as session:
        unneeded = set(map(Path, session.scalars(_copies()))) - in_use(session)
    for path in unneeded:
        remove(logbook.settings, path)


def remove_all(logbook: Logbook, athlete_id: int) -> None:
    """Remove the copies of all imports of an athlete, whose data are to be deleted."""
    with logbook.sessions() as session:
        paths = session.scalars(_copies().where(SyncRun.athlete_id == athlete_id)).all()
    for path in paths:
        remove(logbook.settings, Path(path))


def _copies() -> Select[str]:
    is_of_import = SyncRun.id == ArchiveImport.sync_id
    return select(ArchiveImport.path).join(SyncRun, is_of_import).where(ArchiveImport.is_copy)


def remove(settings: Settings, path: Path) -> None:
    """Remove a copy, but nothing outside of the folder of copies."""
    if path.parent != settings.instance_path / FOLDER:
        return
    # On Windows, a file that is being read cannot be removed yet.
    with suppress(OSError):
        path.unlink(missing_ok=True)
