"""How large the directory of a ZIP is, before it is read into memory.

The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

_END, _END64, _LOCATOR64 = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_END_FORMAT, _END64_FORMAT, _LOCATOR64_FORMAT = "<4s4H2LH", "<4sQ2H2L4Q", "<4sLQL"
_LONGEST_COMMENT = 0xFFFF
_SEE_ZIP64 = 0xFFFF, 0xFFFFFFFF


def size_of_directory(file: BinaryIO) -> tuple[int, int] | None:
    """Return how many entries a ZIP says it has, and the bytes of its directory.

    Return None if the file has no end record, because it is not a ZIP or is cut off.
    """
    length = file.seek(0, os.SEEK_END)
    start = max(0, length - _LONGEST_COMMENT - struct.calcsize(_END_FORMAT))
    file.seek(start)
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < struct.calcsize(_END_FORMAT):
        return None
    *_, entries, size, _offset, _comment = struct.unpack_from(_END_FORMAT, tail, place)
    if entries == _SEE_ZIP64[0] or size == _SEE_ZIP64[1]:
        return _size_in_zip64(file, start + place) or (entries, size)
    return entries, size


def _size_in_zip64(file: BinaryIO, end: int) -> tuple[int, int] | None:
    """Return the same from the records that large archives have before the end record."""
    found = _record(file, end - struct.calcsize(_LOCATOR64_FORMAT), _LOCATOR64_FORMAT, _LOCATOR64)
    if found is None:
        return None
    record = _record(file, found[2], _END64_FORMAT, _END64)
    return None if record is None else (record[7], record[8])


def _record(file: BinaryIO, place: int, form: str, signature: bytes) -> tuple[int, ...] | None:
    if place < 0:
        return None
    try:
        file.seek(place)
        content = file.read(struct.calcsize(form))
    except (OSError, OverflowError):
        return None
    if len(content) < struct.calcsize(form) or not content.startswith(signature):
        return None
    return struct.unpack(form, content)
