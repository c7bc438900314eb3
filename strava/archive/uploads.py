"""The copy of an archive that a browser sends in slices: one at a time, in the instance folder.

What has arrived reaches the disk before a slice is acknowledged, so that an interrupted upload
continues where it ended, also after a power cut.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from filelock import Timeout

from .. import instance, private_files
from ..errors import LogbookError, StorageError
from ..settings import Settings
from .files import smaller_zip
from .stored_uploads import COPY, Announced, Upload, find, folder_of, state_file, store

SLICE_BYTES = 8 * 1024 * 1024
MAX_BYTES = 64 * 1024**3
"""The size of the largest copy that is accepted."""
SPARE_BYTES = 256 * 1024**2
"""Free space that is left when a copy and its activities are stored."""
_FULL = (errno.ENOSPC, errno.EDQUOT)
_PIECE_BYTES = 256 * 1024
_MAX_NAME = 200
_LOCK_SECONDS = 20
_NO_FINGERPRINT = "0" * 64
_FINGERPRINT = re.compile("[0-9a-f]{64}")


class UploadError(LogbookError):
    """An upload cannot begin, go on, or be used."""


class UploadGone(UploadError):
    """The upload has been discarded, or was used by an import."""

    def __init__(self) -> None:
        super().__init__("This upload was discarded or is complete. Choose the file again.")


class AnotherUpload(UploadError):
    """An upload of another archive has not been finished or answered; it is `upload`."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(
            f"{upload.name} has arrived, and waits for an answer. Import or discard it first."
            if upload.is_checked
            else f"The upload of {upload.name} has not been finished. Continue with that file, or "
            "discard what has arrived of it."
        )
        self.upload = upload


def begin(settings: Settings, announced: Announced, in_use: Collection[Path] = ()) -> Upload:
    """Begin an upload, or return the one to continue if it is of the same archive.

    `in_use` are the copies that belong to imports; all others are removed. Raises UploadError, or
    AnotherUpload if one of another archive is unfinished.
    """
    announced = replace(announced, name=_printable(announced.name))
    _check(announced)
    with _locked(settings):
        upload = find(settings)
        if upload is not None and not _is_same(upload.announced, announced):
            raise AnotherUpload(upload)
        received = upload.received if upload else 0
        # The stored activities need about as much as the copy of the archive.
        _check_free_space(settings, 2 * announced.length - received)
        if upload is None:
            _remove_copies(settings, in_use)
            upload_id = secrets.token_hex(16)
            path = folder_of(settings) / f"{upload_id}.zip"
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            private_files.give_to_owner_of_folder(path)
            upload = Upload(upload_id, announced, 0, path)
            store(settings, upload)
        return upload


def append(settings: Settings, upload_id: str, offset: int, length: int, body: IO[bytes]) -> Upload:
    """Write a slice of `length` bytes that begins at `offset`, and return the upload.

    A slice that does not begin where the received bytes end is left out: the upload says where
    to continue. Raises UploadError, and StorageError if trying again may help.
    """
    with _locked(settings):
        upload = _get(settings, upload_id)
        if offset != upload.received or upload.is_checked:
            return upload
        if not 0 < length <= min(SLICE_BYTES, upload.announced.length - offset):
            raise UploadError("This is more than what was announced. Choose the file again.")
        _write(upload.path, offset, length, body)
        upload = replace(upload, received=offset + length)
        store(settings, upload)
        return upload


def finish(settings: Settings, upload_id: str) -> Upload:
    """Check an upload once all of it has arrived. Raises UploadError.

    A copy that is not what the browser of an athlete sends is removed.
    """
    with _locked(settings):
        upload = _get(settings, upload_id)
        if upload.received != upload.announced.length:
            raise UploadError("Not all of the archive has arrived. Choose the file again.")
        if not upload.is_checked:
            try:
                smaller_zip.check(upload.path)
            except LogbookError:
                _remove(settings, upload)
                raise
            upload = replace(upload, is_checked=True)
            store(settings, upload)
        return upload


def store_whole(
    settings: Settings, name: str, body: IO[bytes], in_use: Collection[Path] = ()
) -> Upload:
    """Store a ZIP that arrives in one piece, whatever is in it, and return it as an upload."""
    length = body.seek(0, os.SEEK_END)
    body.seek(0)
    announced = Announced(name, length, _NO_FINGERPRINT, length)
    upload = begin(settings, announced, in_use)
    with _locked(settings):
        _write(upload.path, 0, length, body)
        upload = replace(upload, received=length, is_checked=True)
        store(settings, upload)
    return upload


def discard(settings: Settings, in_use: Collection[Path] = ()) -> None:
    """Remove what has arrived. A copy that is in use by an import stays."""
    with _locked(settings):
        state_file(settings).unlink(missing_ok=True)
        _remove_copies(settings, in_use)


def release(settings: Settings, upload: Upload) -> None:
    """Leave the copy to the import that has been started, which removes it in the end."""
    with _locked(settings):
        current = find(settings)
        if current is not None and current.id == upload.id:
            state_file(settings).unlink()


def _get(settings: Settings, upload_id: str) -> Upload:
    upload = find(settings)
    if upload is None or upload.id != upload_id:
        raise UploadGone
    return upload


def _check(announced: Announced) -> None:
    """Raise UploadError unless a page can have announced this."""
    is_valid = (
        _FINGERPRINT.fullmatch(announced.fingerprint)
        and 0 < announced.source_bytes < 2**53
        and announced.length > 0
    )
    if not is_valid:
        raise UploadError("This is not an announcement of an archive. Reload the page.")
    if announced.length > MAX_BYTES:
        raise UploadError(
            f"The activities in this archive need {_gigabytes(announced.length)}, which is more "
            "than the page accepts. Import it with the command: flask import FILE"
        )


def _printable(name: str) -> str:
    """Return a name as pages show it."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name)
    return shown.strip()[-_MAX_NAME:] or "archive.zip"


def _is_same(one: Announced, other: Announced) -> bool:
    # The name may change: browsers number repeated downloads.
    return replace(one, name="") == replace(other, name="")


def _check_free_space(settings: Settings, needed: int) -> None:
    free = shutil.disk_usage(folder_of(settings)).free
    if free < needed + SPARE_BYTES:
        raise UploadError(
            f"There is not enough room on this disk: Logbook needs "
            f"{_gigabytes(needed + SPARE_BYTES)} for the import, and {_gigabytes(free)} are free. "
            "Free some space and choose the file again, or use the command flask import FILE, "
            "which makes no copy."
        )


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB"


def _write(path: Path, offset: int, length: int, body: IO[bytes]) -> None:
    """Write a slice to the disk, or nothing of it."""
    with path.open("r+b", buffering=0) as file:
        file.seek(offset)
        try:
            left = length
            while left:
                piece = body.read(min(_PIECE_BYTES, left))
                if not piece:
                    raise OSError("the connection was lost")
                written = 0
                while written < len(piece):
                    written += file.write(piece[written:])
                left -= len(piece)
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(offset)
            raise


def _remove(settings: Settings, upload: Upload) -> None:
    state_file(settings).unlink(missing_ok=True)
    upload.path.unlink(missing_ok=True)


def _remove_copies(settings: Settings, in_use: Collection[Path]) -> None:
    for path in folder_of(settings).iterdir():
        if COPY.fullmatch(path.name) and path not in in_use:
            path.unlink(missing_ok=True)


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """Let one request at a time change the upload; explain what fails."""
    folder = folder_of(settings)
    try:
        folder.mkdir(instance.OWNER_ONLY_FOLDER, exist_ok=True)
        private_files.give_to_owner_of_folder(folder)
        with instance.lock(settings, "import", timeout=_LOCK_SECONDS):
            yield
    except Timeout:
        raise StorageError(
            "Another window is sending an archive. Wait until it has ended, and try again."
        ) from None
    except OSError as error:
        if error.errno in _FULL:
            raise UploadError(
                "The disk is full. What has arrived is kept: free some space, and choose the file "
                "again to continue."
            ) from error
        reason = error.strerror or "the connection was lost"
        raise private_files.folder_not_writable(folder, reason) from error
