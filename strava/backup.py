"""Backups of the SQLite database: saved while Logbook runs, restored while it does not."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, create_engine

from . import instance, private_files
from .db import migrations
from .db.engine import BUSY_TIMEOUT, configure, engine_options, migrate
from .db.errors import DAMAGED, storage_error
from .errors import StorageError
from .settings import Settings

_HEADER = b"SQLite format 3\0"
_TABLES = {"activity", "alembic_version", "application", "athlete", "token"}
"""Tables that every version of Logbook's database has."""
_DRAFT = ".draft"


@dataclass(frozen=True)
class Restored:
    """What a restore has put in place."""

    activities: int
    has_tokens: bool
    former: Path | None
    """The database that was replaced; None if there was none."""


def save(settings: Settings, target: Path, *, without_secrets: bool = False) -> None:
    """Copy the database to the new file `target`; others may write to it at the same time.

    `without_secrets` leaves out the tokens and the Client Secret. Raises StorageError.
    """
    instance.create_folder(settings)
    database = _database_file(settings, "pg_dump")
    if not database.exists():
        raise StorageError(f"There is no database yet at {database}.")
    if target.exists():
        raise StorageError(f"{target} exists. Choose another name, or move it away first.")
    with closing(instance.share_database(settings)), _draft(target) as draft:
        with _copy_errors(database):
            _copy(f"{database.as_uri()}?mode=rw", draft)
            with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
                _check(copy, database)
                if without_secrets:
                    _delete_secrets(copy)
        private_files.replace(draft, target)


def restore(settings: Settings, source: Path) -> Restored:
    """Replace the database with a copy of the backup `source`; the former one gets a new name.

    Raises StorageError and leaves the database as it was when the backup cannot be used, or
    when anything uses the database.
    """
    instance.create_folder(settings)
    database = _database_file(settings, "pg_restore")
    _check_file(source, database)
    with instance.exclusive_database(settings):
        # A restore that was killed has left its copy.
        for leftover in database.parent.glob(f"{database.name}.*{_DRAFT}"):
            shutil.rmtree(leftover, ignore_errors=True)
        with _draft(database) as draft:
            with _copy_errors(source):
                _copy(_source_uri(source), draft)
                _check_revision(draft, source)
                _migrate(settings, draft)
                activities, tokens = _count(draft)
            former = _keep_former(database)
            try:
                private_files.replace(draft, database)
                private_files.give_to_owner_of_folder(database)
            except OSError:
                if former is not None:
                    former.unlink()
                raise
    return Restored(activities, tokens > 0, former)


def _database_file(settings: Settings, tool: str) -> Path:
    if settings.database_file is None:
        raise StorageError(
            f"Logbook's data is in PostgreSQL, which has its own tool for this: use {tool}."
        )
    return settings.database_file.resolve()


def _check_file(source: Path, database: Path) -> None:
    """Raise StorageError unless `source` is a readable SQLite file other than the database."""
    try:
        with source.open("rb") as file:
            header = file.read(len(_HEADER))
        same = database.exists() and source.samefile(database)
    except OSError as error:
        raise StorageError(f"{source} cannot be read: {error.strerror}.") from error
    if same:
        raise StorageError(f"{source} is the database itself. Name a backup.")
    if header != _HEADER:
        raise _not_a_backup(source)


def _source_uri(source: Path) -> str:
    # Without a journal nobody writes to the file, and SQLite needs no write access next to it.
    source = source.resolve()
    journals = (source.with_name(source.name + suffix) for suffix in ("-wal", "-journal"))
    return f"{source.as_uri()}?{'mode=ro' if any(map(Path.exists, journals)) else 'immutable=1'}"


def _copy(source_uri: str, draft: Path) -> None:
    """Copy a database in one consistent step to the new private file `draft`."""
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, private_files.OWNER_ONLY_FILE))
    with (
        closing(sqlite3.connect(source_uri, uri=True, timeout=BUSY_TIMEOUT)) as source,
        closing(sqlite3.connect(draft)) as target,
    ):
        source.backup(target)
        # In WAL mode, the copy would need files next to it to be opened.
        target.execute("PRAGMA journal_mode = DELETE")


def _check(copy: sqlite3.Connection, source: Path) -> None:
    """Raise StorageError unless this is an undamaged database of Logbook."""
    if copy.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise _damaged(source)
    names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    if not {name for (name,) in names} >= _TABLES:
        raise _not_a_backup(source)


def _delete_secrets(copy: sqlite3.Connection) -> None:
    copy.execute("DELETE FROM token")
    copy.execute("DELETE FROM application")
    # SQLite leaves the bytes of deleted rows in the file until it is rewritten.
    copy.execute("VACUUM")


def _check_revision(draft: Path, source: Path) -> None:
    """Raise StorageError unless the copy is a database of this version or an older one."""
    with closing(sqlite3.connect(draft)) as copy:
        _check(copy, source)
        (revision,) = copy.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    if revision is None:
        raise _not_a_backup(source)
    # Revisions are numbers of four digits.
    if revision > migrations.HEAD:
        raise StorageError(
            f"{source} was made by a newer version of Logbook. Update Logbook, and try again."
        )


def _migrate(settings: Settings, draft: Path) -> None:
    settings = replace(settings, database_url=URL.create("sqlite", database=str(draft)))
    engine = create_engine(settings.database_url, **engine_options(settings))
    configure(engine)
    try:
        migrate(settings, engine)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(draft)) as copy:
        copy.execute("PRAGMA journal_mode = WAL")


def _count(draft: Path) -> tuple[int, int]:
    """Return the numbers of activities and of connected athletes."""
    with closing(sqlite3.connect(draft)) as copy:
        (activities,) = copy.execute("SELECT count(*) FROM activity").fetchone()
        (tokens,) = copy.execute("SELECT count(*) FROM token").fetchone()
    return activities, tokens


def _keep_former(database: Path) -> Path | None:
    """Give the database a second name, and leave nothing that SQLite would apply to the next."""
    journals = [database.with_name(database.name + suffix) for suffix in ("-wal", "-journal")]
    former = None
    if database.exists() and database.stat().st_size:
        _empty_journals(database)
        former = _former_name(database)
        _link(database, former)
        for journal in filter(Path.exists, journals):
            # Only next to a damaged database: it belongs to it.
            journal.replace(former.with_name(journal.name.replace(database.name, former.name)))
    for leftover in (*journals, database.with_name(f"{database.name}-shm")):
        leftover.unlink(missing_ok=True)
    return former


def _former_name(database: Path) -> Path:
    """Return a free name with the date and time, and a number for restores in the same second."""
    stem = f"{database.stem}-{datetime.now():%Y%m%d-%H%M%S}"
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(path for path in map(database.with_stem, names) if not path.exists())


def _empty_journals(database: Path) -> None:
    """Move what a killed process left in the journals into the file, unless it is damaged."""
    in_use = StorageError("Another program uses the database. Close it, and try again.")
    try:
        with closing(sqlite3.connect(database, timeout=0)) as former:
            (busy, _, _) = former.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise in_use from error
    else:
        if busy:
            raise in_use


def _link(database: Path, former: Path) -> None:
    # A link, so that there is a database at every moment, even if this process is killed.
    try:
        os.link(database, former)
    except FileExistsError:
        raise
    except OSError:  # A file system without hard links, such as exFAT.
        former.touch(private_files.OWNER_ONLY_FILE, exist_ok=False)
        shutil.copyfile(database, former)
    former.chmod(private_files.OWNER_ONLY_FILE)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """Yield the path of a file in a private folder next to `target`, to be renamed to it."""
    try:
        with TemporaryDirectory(
            prefix=f"{target.name}.", suffix=_DRAFT, dir=target.parent
        ) as folder:
            yield Path(folder, target.name)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def _copy_errors(source: Path) -> Iterator[None]:
    """Turn what fails while `source` is copied into a StorageError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise storage_error(error) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(source) from error
    except StorageError as error:
        # Migrating also reads the stored JSON. The sentence must name the backup.
        if str(error) != DAMAGED:
            raise
        raise _damaged(source) from error


def _not_a_backup(source: Path) -> StorageError:
    return StorageError(f"{source} is not a database of Logbook.")


def _damaged(source: Path) -> StorageError:
    return StorageError(f"{source} is damaged. Restore another backup.")
