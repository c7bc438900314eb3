"""What the pages of imports do with an archive that has arrived: whose it is, and its import."""

from __future__ import annotations

from dataclasses import dataclass

from ..accounts import athletes
from ..archive import copies, imports, profiles, uploads
from ..archive.files.container import open_archive
from ..archive.reading import read_archived_profile
from ..archive.stored_uploads import Upload
from ..archive.tables.rows import Profile
from ..db.enums import UNFINISHED, Lane
from ..db.models import Athlete, SyncRun, db
from . import current


@dataclass(frozen=True)
class Owner:
    """The athlete whose archive it is, as far as the archive says."""

    athlete_id: int | None
    profile: Profile
    athlete: Athlete | None
    """The athlete, if they are in Logbook."""

    @property
    def name(self) -> str | None:
        """The athlete's name in the archive."""
        return self.profile.name


def owner_of(upload: Upload) -> Owner:
    """Return whose archive has arrived; raises UnreadableArchive."""
    with open_archive(upload.path) as archive:
        profile = read_archived_profile(archive)
    athlete_id = profiles.whose(profile, upload.name)
    athlete = athletes.find(db.session(), athlete_id) if athlete_id is not None else None
    return Owner(athlete_id, profile, athlete)


def start(upload: Upload, athlete_id: int, owner: Owner) -> str | None:
    """Start the import of what has arrived, and return None, or a sentence about an obstacle.

    An athlete who is not in Logbook yet is added.
    """
    logbook = current.logbook()
    profiles.add(db.session(), athlete_id, owner.profile, logbook.now())
    obstacle = imports.start_import(logbook, current.jobs(), upload.path, athlete_id, is_copy=True)
    if obstacle is None:
        uploads.release(logbook.settings, upload)
    return obstacle


def discard() -> None:
    """Remove what has arrived, unless an import reads it."""
    uploads.discard(current.logbook().settings, copies.in_use(db.session()))


def unfinished_run() -> SyncRun | None:
    """Return the import of the current athlete that has not ended."""
    athlete = current.athlete()
    run = latest_run(athlete.id) if athlete is not None else None
    return run if run is not None and run.state in UNFINISHED else None


def latest_run(athlete_id: int) -> SyncRun | None:
    """Return the latest import of an athlete."""
    return current.jobs().latest(athlete_id, Lane.ARCHIVE)
