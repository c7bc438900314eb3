"""Lock files, which hold nothing: one that belongs to another user is replaced.

The system releases a lock when its process dies.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock
from filelock import Timeout

from . import private_files

if TYPE_CHECKING:
    # mypy cannot derive a class from filelock.FileLock, whose class depends on the platform.
    from filelock import SoftFileLock as SystemLock
else:
    SystemLock = filelock.FileLock

if sys.platform != "win32":
    import fcntl

_SYSTEM_LOCKS = Path("/proc/locks")
"""Linux lists here which files are locked, whoever has locked them."""


class FileLock(SystemLock):
    """A lock between threads and processes."""

    def acquire(self, *arguments: Any, **options: Any) -> Any:
        """Take the lock; raises Timeout, or StorageError if the file cannot be used."""
        path = Path(self.lock_file)
        try:
            prepare(path)
        except InUse:
            if self.timeout == 0:
                raise Timeout(str(path)) from None
            raise private_files.not_usable(path) from None
        try:
            taken = super().acquire(*arguments, **options)
        except Timeout:
            raise
        except OSError as error:
            if os.path.lexists(path):
                raise private_files.not_usable(path, error.strerror) from error
            raise private_files.folder_not_writable(path.parent, error.strerror) from error
        private_files.give_to_owner_of_folder(path)
        return taken


class InUse(Exception):
    """The lock file belongs to another user, one of whose programs holds the lock."""


def prepare(path: Path) -> None:
    """Replace a lock file that cannot be opened, if the folder is ours and nobody holds the lock.

    Raises InUse, or StorageError if the file cannot be replaced.
    """
    if private_files.is_usable(path):
        return
    if sys.platform == "win32" or private_files.belongs_to_another(path.parent):
        raise private_files.not_usable(path)
    try:
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            # One process at a time: the second must not remove the file that the first has made.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if not private_files.is_usable(path):
                _remove(path)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise private_files.not_usable(path, error.strerror) from error


def _remove(path: Path) -> None:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise private_files.not_usable(path)
    if not private_files.belongs_to_another(path):
        # Programs of ours may hold this lock, and see the same file after this.
        path.chmod(private_files.OWNER_ONLY_FILE)
    elif _is_locked(found.st_ino):
        raise InUse
    else:
        path.unlink()


def _is_locked(inode: int) -> bool:
    try:
        locks = _SYSTEM_LOCKS.read_text(encoding="ascii")
    except (OSError, ValueError):
        return False
    return re.search(rf":{inode}\s", locks) is not None
