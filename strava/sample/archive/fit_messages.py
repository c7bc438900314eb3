"""The FIT format: definitions of messages, messages, and the frame of a file.

Source: https://developer.garmin.com/fit/protocol/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from struct import Struct, pack
from typing import NamedTuple


class BaseType(NamedTuple):
    """A type of values: its number, its code in `struct`, and what stands for no value."""

    number: int
    code: str
    invalid: int


ENUM = BaseType(0x00, "B", 0xFF)
SINT8 = BaseType(0x01, "b", 0x7F)
UINT8 = BaseType(0x02, "B", 0xFF)
UINT16 = BaseType(0x84, "H", 0xFFFF)
SINT32 = BaseType(0x85, "i", 0x7FFFFFFF)
UINT32 = BaseType(0x86, "I", 0xFFFFFFFF)
UINT32Z = BaseType(0x8C, "I", 0)
_STRING = 0x07

EPOCH = 631_065_600
"""The Unix time at which FIT begins to count seconds."""


@dataclass
class Message:
    """A kind of message: its number in the file and in the profile, and its fields.

    A field is its number in the profile and the type of its values. After these, the message may
    have a text, which is the field `text_field`.
    """

    local: int
    number: int
    fields: tuple[tuple[int, BaseType], ...]
    text_field: int | None = None
    struct: Struct = field(init=False)

    def __post_init__(self) -> None:
        codes = "".join(kind.code for _, kind in self.fields)
        self.struct = Struct(f"<B{codes}")

    def define(self, text: str = "") -> bytes:
        """Return the definition, which comes before the first message of its kind."""
        fields = [
            (number, Struct(f"<{kind.code}").size, kind.number) for number, kind in self.fields
        ]
        if self.text_field is not None:
            fields.append((self.text_field, len(text.encode()) + 1, _STRING))
        head = pack("<BBBHB", 0x40 | self.local, 0, 0, self.number, len(fields))
        return head + b"".join(pack("<BBB", *one) for one in fields)

    def encode(self, values: Sequence[int | None], text: str = "") -> bytes:
        """Return a message with one value for each field, in the units of the profile."""
        filled = (
            kind.invalid if value is None else value
            for value, (_, kind) in zip(values, self.fields, strict=True)
        )
        end = b"" if self.text_field is None else text.encode() + b"\0"
        return self.struct.pack(self.local, *filled) + end


def frame(messages: Iterable[bytes]) -> bytes:
    """Return a file with these definitions and messages."""
    body = b"".join(messages)
    head = pack("<BBHI4s", 14, 0x10, 2184, len(body), b".FIT")
    head += pack("<H", _checksum(head))
    return head + body + pack("<H", _checksum(head + body))


def _checksum(content: bytes) -> int:
    checksum = 0
    for byte in content:
        checksum = checksum >> 8 ^ _CHECKSUMS[(checksum ^ byte) & 0xFF]
    return checksum


def _checksum_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_CHECKSUMS = [_checksum_of_byte(byte) for byte in range(256)]
