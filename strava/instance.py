"""The instance folder: its files, the secret key, and locks.

Locks let only one process at a time migrate, refresh a token, or sync an athlete.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import ReadWriteLock, Timeout

from . import lock_files, private_files
from .errors import StorageError
from .lock_files import FileLock
from .private_files import OWNER_ONLY_FILE
from .settings import Settings

OWNER_ONLY_FOLDER = 0o700
_SECRET_KEY = re.compile("[0-9a-f]{64}")
_JOURNALS = ("-wal", "-shm", "-journal")
_RESTORE_CHECK_TIMEOUT = 1.0
"""Seconds to wait for a restore that only checks whether the database is in use."""


def lock(settings: Settings, name: str, *, timeout: float = -1) -> FileLock:
    """Return a lock between threads and processes.

    Acquiring it raises filelock.Timeout, or StorageError if its file cannot be used.

    One thread can acquire it and another one release it.
    """
    path = settings.instance_path / f"{name}.lock"
    return FileLock(path, timeout=timeout, mode=OWNER_ONLY_FILE, thread_local=False)


def share_database(settings: Settings) -> ReadWriteLock:
    """Keep the database from being replaced, until the returned lock is closed.

    Any number of threads and processes can share the database. The system releases the lock
    when a process dies. Raises StorageError while a backup is being restored, or if the database
    belongs to another user.
    """
    _check_database(settings)
    database_lock = _database_lock(settings)
    try:
        database_lock.acquire_read(timeout=_RESTORE_CHECK_TIMEOUT)
    except Timeout:
        raise StorageError(
            "A backup is being restored. Wait until flask restore has ended, and try again."
        ) from None
    return database_lock


@contextmanager
def exclusive_database(settings: Settings) -> Iterator[None]:
    """Hold the database alone, to replace it; raises StorageError if anything uses it."""
    _check_database(settings)
    database_lock = _database_lock(settings)
    try:
        database_lock.acquire_write(timeout=0)
    except Timeout:
        raise StorageError(
            "The database is in use. Stop Logbook (press Ctrl-C where python app.py or flask run "
            "is running) and every other flask command and script, and try again."
        ) from None
    try:
        yield
    finally:
        database_lock.close()


def create_folder(settings: Settings) -> None:
    """Create the instance folder, accessible only to its owner; raises StorageError."""
    folder = settings.instance_path
    with _folder_errors(folder):
        try:
            folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        except FileExistsError:
            raise StorageError(
                f"{folder} is not a folder. Name a folder for Logbook's data in INSTANCE_PATH."
            ) from None
        folder.chmod(OWNER_ONLY_FOLDER)


def prepare_folder(settings: Settings) -> None:
    """Create the instance folder and the file of the database; raises StorageError."""
    create_folder(settings)
    folder, database = settings.instance_path, settings.database_file
    with _folder_errors(folder), lock(settings, "start"):
        # Files that came from a backup or with the program may be accessible to others.
        for path in filter(Path.is_file, folder.iterdir()):
            # SQLite may remove the files next to its database at any moment, and other users may
            # have left files that are not needed.
            with suppress(FileNotFoundError, PermissionError):
                path.chmod(OWNER_ONLY_FILE)
        if database is not None:
            _create_database(database)


def secret_key(settings: Settings) -> str:
    """Return the key that signs the session cookies, made once; raises StorageError.

    A key that a power cut has left incomplete is replaced, which ends the browsers' sessions.
    """
    path = settings.instance_path / "secret_key"
    with _folder_errors(settings.instance_path), lock(settings, "start"):
        key = _stored_key(path)
        if key is None:
            key = secrets.token_hex(32)
            private_files.create(path, key)
        return key


def _stored_key(path: Path) -> str | None:
    """Return the key in the file; None if there is none, or not all of it."""
    if not private_files.is_usable(path):
        raise private_files.not_usable(path)
    try:
        key = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return key if _SECRET_KEY.fullmatch(key) else None


def _create_database(file: Path) -> None:
    try:
        if not file.exists():
            private_files.create(file)
        elif file.is_file():
            with suppress(PermissionError):
                file.chmod(OWNER_ONLY_FILE)
    except OSError as error:
        raise StorageError(
            f"The database file {file} cannot be created: {error.strerror}. Make its folder "
            "writable for you, or name another file in DATABASE_URL."
        ) from error


def _check_database(settings: Settings) -> None:
    if settings.database_file is not None:
        unusable = unusable_database_file(settings.database_file)
        if unusable is not None:
            raise unusable


def unusable_database_file(database: Path) -> StorageError | None:
    """Return what is wrong with the database file, or with those that SQLite keeps next to it."""
    for path in (database, *(database.with_name(database.name + suffix) for suffix in _JOURNALS)):
        if not private_files.is_usable(path):
            return private_files.not_usable(path)
    return None


def _database_lock(settings: Settings) -> ReadWriteLock:
    path = settings.instance_path / "database.lock"
    with _folder_errors(settings.instance_path):
        try:
            lock_files.prepare(path)
        except lock_files.InUse:
            raise private_files.not_usable(path) from None
        # Not a singleton: each application of a process shares and releases the database itself.
        database_lock = ReadWriteLock(path, is_singleton=False)
        private_files.give_to_owner_of_folder(path)
        return database_lock


@contextmanager
def _folder_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise private_files.folder_not_writable(folder, reason) from error
