"""Write small FIT files, byte by byte, for tests."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

ENUM, SINT8, UINT8, SINT32, UINT32, UINT16, STRING, BYTE = 0, 1, 2, 0x85, 0x86, 0x84, 7, 13
FLOAT32, UINT8Z = 0x88, 10
START = 1_000_000_000
"""A time of FIT, in 2021."""
UNIX = START + 631065600.0
"""The same time in seconds of Unix."""
Field = tuple[int, int, int]
"""The number of a field, its size in bytes and its base type."""

TIME: Field = (253, 4, UINT32)
HEARTRATE: Field = (3, 1, UINT8)
RECORD = 20


@dataclass
class FitWriter:
    """Collects messages; `file()` frames them."""

    order: str = "<"
    body: bytearray = field(default_factory=bytearray)

    def define(
        self, local: int, number: int, *fields: Field, developer: tuple[Field, ...] = ()
    ) -> None:
        self.body += bytes([0x40 | (0x20 if developer else 0) | local, 0, self.order == ">"])
        self.body += struct.pack(f"{self.order}HB", number, len(fields))
        self.body += b"".join(bytes(each) for each in fields)
        if developer:
            self.body += bytes([len(developer)]) + b"".join(bytes(each) for each in developer)

    def add(self, local: int, layout: str, *values: int | float | bytes) -> None:
        self.body += bytes([local]) + struct.pack(self.order + layout, *values)

    def add_compressed(self, local: int, seconds: int, payload: bytes) -> None:
        """Add a message whose header has the last five bits of its time."""
        self.body += bytes([0x80 | local << 5 | seconds & 0x1F]) + payload

    def file(self, header_size: int = 14, stated: int | None = None) -> bytes:
        size = len(self.body) if stated is None else stated
        head = struct.pack("<BBHI4s", header_size, 0x20, 2132, size, b".FIT")
        if header_size != 12:
            head += struct.pack("<H", crc(head))
        return head + self.body + struct.pack("<H", crc(head + self.body))


def crc(data: bytes) -> int:
    """Return the CRC-16 of FIT, one bit at a time."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def heartrates(*values: int, order: str = "<") -> FitWriter:
    """Return a recording with a heart rate each second."""
    writer = FitWriter(order)
    writer.define(0, RECORD, TIME, HEARTRATE)
    for second, value in enumerate(values):
        writer.add(0, "IB", START + second, value)
    return writer
