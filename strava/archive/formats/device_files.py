"""Recordings of any format, gzipped or not, recognized by their first bytes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import BinaryIO

from ..faults import UnreadableFile
from . import markup
from .fit import read_fit
from .track import CUT_OFF, Track
from .xml_tracks import read_xml

LARGEST = 256 * 1024 * 1024
"""Bytes of an unpacked file."""
_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_GZIP_DAMAGED = "The file is packed with gzip and damaged; what could be unpacked is kept."


def read_device_file(stream: BinaryIO, name: str) -> Track:
    """Return the track of a FIT, GPX or TCX file.

    `name` appears in messages only. What is whole of a cut or damaged file is kept, with a note.
    Raises UnreadableFile if the file holds no activity.
    """
    notes: list[str] = []
    pieces = iter(partial(stream.read, _PIECE), b"")
    head = _head(pieces)
    if head.startswith(_GZIP):
        pieces = _unpack(head, pieces, notes)
        head = _head(pieces)
    read = _reader_of(head, name)
    track = read(_whole(head, pieces))
    track.notes[:0] = [note for note in notes if note not in track.notes]
    return track


def _head(pieces: Iterator[bytes]) -> bytes:
    """Return the first pieces, enough to recognize what they are."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _PIECE:
            break
    return head


def _whole(head: bytes, pieces: Iterator[bytes]) -> bytes:
    buffer = BytesIO()
    size = buffer.write(head)
    for piece in pieces:
        size += buffer.write(piece)
        if size > LARGEST:
            raise UnreadableFile(
                f"The file is larger than {LARGEST // 1024**2} MiB when unpacked; no recording is."
            )
    return buffer.getvalue()


def _reader_of(head: bytes, name: str) -> Callable[[bytes], Track]:
    if head[8:12] == b".FIT":
        return read_fit
    if markup.source(head) is not None:
        return read_xml
    raise UnreadableFile(_what_else(head, name))


def _what_else(head: bytes, name: str) -> str:
    if not head:
        return "The file is empty."
    if not head.strip(b"\0 \t\r\n"):
        return "The file holds only zeros or spaces: its device or disk lost what was in it."
    if head.startswith(_GZIP):
        return "The file is packed twice with gzip; unpack it once and import it again."
    if head.startswith(_ZIP):
        return "The file is a ZIP file, not a recording; unpack it and import what is in it."
    return f"“{name.rpartition('/')[2]}” is neither a FIT, a GPX nor a TCX file."


def _unpack(head: bytes, pieces: Iterator[bytes], notes: list[str]) -> Iterator[bytes]:
    """Yield the unpacked bytes of all members of a gzip file in small pieces."""
    packed = head
    while packed.startswith(_GZIP):
        member = zlib.decompressobj(31)
        while not member.eof:
            packed = packed or next(pieces, b"")
            if not packed:
                notes.append(CUT_OFF)
                return
            before = member.copy()
            try:
                unpacked = member.decompress(packed, _PIECE)
            except zlib.error:
                yield from _sound_bytes(before, packed)
                notes.append(_GZIP_DAMAGED)
                return
            yield unpacked
            packed = member.unconsumed_tail
        packed = member.unused_data
        if len(packed) < len(_GZIP):
            packed += next(pieces, b"")


def _sound_bytes(member: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """Yield what unpacks before the damage. A wrong checksum alone takes nothing away."""
    for place in range(len(packed)):
        try:
            yield member.decompress(packed[place : place + 1])
        except zlib.error:
            return
