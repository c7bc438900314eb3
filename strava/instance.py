"""The instance folder: private files, the secret key, and lock files.

Lock files let only one process at a time migrate, refresh a token, or sync an athlete. The
system releases them when a process dies.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, ReadWriteLock, Timeout

from .errors import StorageError
from .settings import Settings

OWNER_ONLY_FOLDER = 0o700
OWNER_ONLY_FILE = 0o600
_RESTORE_CHECK_TIMEOUT = 1.0
"""Seconds to wait for a restore that only checks whether the database is in use."""


def lock(settings: Settings, name: str, *, timeout: float = -1) -> FileLock:
    """Return a lock between threads and processes; acquiring it raises filelock.Timeout.

    One thread can acquire it and another one release it.
    """
    path = settings.instance_path / f"{name}.lock"
    return FileLock(path, timeout=timeout, mode=OWNER_ONLY_FILE, thread_local=False)


def share_database(settings: Settings) -> ReadWriteLock:
    """Keep the database from being replaced, until the returned lock is closed.

    Any number of threads and processes can share the database. The system releases the lock
    when a process dies. Raises StorageError while a backup is being restored.
    """
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
        folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        folder.chmod(OWNER_ONLY_FOLDER)


def prepare_folder(settings: Settings) -> None:
    """Create the instance folder and its private files; raises StorageError."""
    create_folder(settings)
    folder = settings.instance_path
    with _folder_errors(folder), lock(settings, "start"):
        _create_private(folder / "secret_key", secrets.token_hex(32))
        if settings.database_file:
            _create_private(settings.database_file)
        # Files that came from a backup or with the program may be accessible to others.
        for path in filter(Path.is_file, folder.iterdir()):
            # SQLite may remove the files next to its database at any moment.
            with suppress(FileNotFoundError):
                path.chmod(OWNER_ONLY_FILE)


def secret_key(settings: Settings) -> str:
    """Return the key that signs the session cookies; prepare_folder has created it."""
    return (settings.instance_path / "secret_key").read_text(encoding="ascii")


def _database_lock(settings: Settings) -> ReadWriteLock:
    path = settings.instance_path / "database.lock"
    with _folder_errors(settings.instance_path):
        # Not a singleton: each application of a process shares and releases the database itself.
        return ReadWriteLock(path, is_singleton=False)


@contextmanager
def _folder_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise StorageError(
            f"Logbook cannot write to its folder {folder}: {reason}. Make it writable for you, "
            "free some space, or name another folder in INSTANCE_PATH."
        ) from error


def _create_private(path: Path, content: str = "") -> None:
    # Private before it has any content. The caller holds the lock `start`.
    if not path.exists():
        draft = path.with_name(f"{path.name}.new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content)
        draft.replace(path)
    path.chmod(OWNER_ONLY_FILE)
