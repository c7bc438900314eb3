"""The ZIP that the page of imports sends: a copy of an archive with only what an import reads."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

from ..faults import UnreadableArchive
from .container import MAX_ENTRIES, plain

_MAX_DIRECTORY_BYTES = 128 * 1024 * 1024
_TABLES = ("activities", "bikes", "shoes", "profile", "general_preferences")
_NEEDED = re.compile(rf"(?:[^./][^/]*/)?(?:(?:{'|'.join(_TABLES)})[.]csv|activities/[^/]+)")
_END = struct.Struct("<4sQHHLLQQQQ 4sLQL 4sHHHHLLH")
"""The end of a ZIP with 64-bit sizes: the record, its locator, and the older record."""
_SIGNATURES = (b"PK\x06\x06", b"PK\x06\x07", b"PK\x05\x06")


def check(path: Path) -> None:
    """Raise UnreadableArchive unless the file is what the page sends."""
    if not (_has_bounded_directory(path) and _holds_only_what_is_needed(path)):
        raise UnreadableArchive(
            "What has arrived is not the copy of an archive, so it was removed. Choose the file "
            "again, or import it with the command: flask import FILE"
        )


def _has_bounded_directory(path: Path) -> bool:
    """Return whether reading the directory takes a bounded amount of memory."""
    size = path.stat().st_size - _END.size
    if size < 0:
        return False
    with path.open("rb") as file:
        file.seek(size)
        end = _END.unpack(file.read(_END.size))
    signatures = (end[0], end[10], end[14])
    entries, directory_bytes, directory_start = end[7], end[8], end[9]
    return (
        signatures == _SIGNATURES
        and 0 < entries <= MAX_ENTRIES
        and directory_bytes <= _MAX_DIRECTORY_BYTES
        and directory_start + directory_bytes == size
    )


def _holds_only_what_is_needed(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as file:
            entries = file.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError):
        return False
    return len(entries) <= MAX_ENTRIES and all(
        _NEEDED.fullmatch(plain(entry.orig_filename)) for entry in entries
    )
