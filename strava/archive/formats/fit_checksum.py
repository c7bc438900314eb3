"""The checksum of FIT files."""

from __future__ import annotations

import sys
from array import array
from functools import cache


def checksum(data: bytes) -> int:
    """Return the CRC-16 of `data`: 0 if its last two bytes are the checksum of the others."""
    words = array("H", bytes(len(data) % 2) + data)  # a leading zero changes no checksum
    if sys.byteorder == "big":
        words.byteswap()
    table, value = _table(), 0
    for word in words:
        value = table[value ^ word]
    return value


@cache
def _table() -> list[int]:
    """Return the checksums of all pairs of bytes: half the steps of one byte at a time."""
    single = list(range(256))
    for _ in range(8):
        single = [value >> 1 ^ (0xA001 if value & 1 else 0) for value in single]
    return [
        single[low] >> 8 ^ single[high ^ single[low] & 0xFF]
        for high in range(256)
        for low in range(256)
    ]
