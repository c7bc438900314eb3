"""Files that only their owner may read: written for good, and explained when they are not ours."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from contextlib import suppress
from pathlib import Path

from .errors import StorageError

if sys.platform != "win32":
    import pwd

OWNER_ONLY_FILE = 0o600


def create(path: Path, content: str = "") -> None:
    """Write a private file that is complete or absent, even after a power cut."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(content)
    replace(draft, path)
    give_to_owner_of_folder(path)


def replace(draft: Path, target: Path) -> None:
    """Rename a file to `target`, once its content has reached the disk."""
    # Windows can only flush a file that is open for writing.
    with draft.open("r+b") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can do that."""
    # Windows cannot open a folder, and some network drives cannot flush one.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def give_to_owner_of_folder(path: Path) -> None:
    """Give a file that root has made to the owner of its folder, who runs Logbook there."""
    if sys.platform == "win32" or user_id() != 0:
        return
    folder = path.parent.stat()
    if path.lstat().st_uid == 0 and folder.st_uid != 0:
        os.lchown(path, folder.st_uid, folder.st_gid)


def user_id() -> int | None:
    """Return the id of the user that this process runs as; None on Windows."""
    return None if sys.platform == "win32" else os.geteuid()


def owner_id(path: Path) -> int | None:
    """Return the id of a file's owner; None on Windows, or if the file cannot be found."""
    if sys.platform == "win32":
        return None
    try:
        return path.lstat().st_uid
    except OSError:
        return None


def belongs_to_another(path: Path) -> bool:
    """Return whether a file belongs to a user other than the one this process runs as."""
    return owner_id(path) not in (None, user_id())


def is_usable(path: Path) -> bool:
    """Return whether this process may read and write a file, or there is none.

    The file is not opened: closing a SQLite database would release this process's locks on it.
    """
    effective = os.access in os.supports_effective_ids
    try:
        mode = path.stat().st_mode
        return stat.S_ISREG(mode) and os.access(path, os.R_OK | os.W_OK, effective_ids=effective)
    except FileNotFoundError:
        return not path.is_symlink()
    except OSError:
        return False


def not_usable(path: Path, reason: str | None = None) -> StorageError:
    """Return the error about a file: with its owner, if that is another user."""
    place = path.parent if owner_id(path) is None else path
    if belongs_to_another(place):
        return _not_ours(place)
    if os.path.isdir(path):  # unlike Path.is_dir, never raises PermissionError
        return StorageError(f"{path} is a folder, where a file should be. Move it away.")
    reason = reason or "it cannot be read and written"
    return StorageError(
        f"{path} cannot be used: {reason}. Make it readable and writable for you, or move it away."
    )


def folder_not_writable(folder: Path, reason: object) -> StorageError:
    """Return the error about the instance folder: with its owner, if that is another user."""
    if belongs_to_another(folder):
        return _not_ours(folder)
    return StorageError(
        f"Logbook cannot write to its folder {folder}: {reason}. Make it writable for you, free "
        "some space, or name another folder in INSTANCE_PATH."
    )


def _not_ours(path: Path) -> StorageError:
    owner, me = _name(owner_id(path)), _name(user_id())
    return StorageError(
        f"{path} belongs to {owner}, and Logbook runs as {me}. A command may have been run with "
        f"sudo. Give it back with: sudo chown {me} {shlex.quote(str(path))}"
    )


def _name(user: int | None) -> str:
    if sys.platform == "win32" or user is None:
        return "another user"
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
