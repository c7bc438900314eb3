"""The binary form of FIT: messages of numbered fields, as devices write them.

The format: https://developer.garmin.com/fit/protocol/
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Any

from .fit_checksum import checksum
from .fit_profile import BYTES, RECORD, TIME, WANTED
from .fit_tables import Definition, Messages, Table
from .track import CUT_OFF, MOST_POINTS

# By base type: the format for `struct`, its size, and the value that means "none".
BASE_TYPES: dict[int, tuple[str, int, float]] = {
    **{0: ("B", 1, 0xFF), 1: ("b", 1, 0x7F), 2: ("B", 1, 0xFF), 13: ("B", 1, 0xFF)},
    **{3: ("h", 2, 0x7FFF), 4: ("H", 2, 0xFFFF)},
    **{5: ("i", 4, 0x7FFFFFFF), 6: ("I", 4, 0xFFFFFFFF)},
    **{8: ("f", 4, math.nan), 9: ("d", 8, math.nan)},
    **{10: ("B", 1, 0), 11: ("H", 2, 0), 12: ("I", 4, 0), 16: ("Q", 8, 0)},
    **{14: ("q", 8, 0x7FFFFFFFFFFFFFFF), 15: ("Q", 8, 0xFFFFFFFFFFFFFFFF)},
}
MOST_OTHERS = 20_000
# Devices need a few dozen.
MOST_DEFINITIONS = 10_000

DAMAGED = "The file is damaged; what comes before the damage was read."
WRONG_CHECKSUM = "The checksum of the file is wrong, so a value may be wrong too."
MORE_BEHIND = "Behind its end the file has more data, which was left out."
TOO_LONG = "The file has more points than any recording; the rest was left out."


def read_messages(data: bytes) -> Messages:
    """Read all FIT files that `data` consists of, as far as they are whole."""
    messages, at = Messages(), 0
    while data[at + 8 : at + 12] == b".FIT":
        begin = at + (data[at] if data[at] >= 12 else 14)
        stated = int.from_bytes(data[at + 4 : at + 8], "little")
        end = begin + stated if stated else len(data)
        if not stated or end + 2 > len(data):
            messages.note(CUT_OFF)
        _read_file(data, begin, min(end, len(data)), messages)
        if not messages.notes and checksum(data[at : end + 2]):
            messages.note(WRONG_CHECKSUM)
        at = end + 2
    if data[at:].strip(b"\0"):
        messages.note(MORE_BEHIND)
    return messages


def _read_file(data: bytes, at: int, end: int, messages: Messages) -> None:
    """Add the messages between two places to `messages`."""
    layouts: dict[int, Definition] = {}
    known, counts, last_time = messages.definitions, messages.counts, 0
    while at < end:
        header = data[at]
        at += 1
        if header & 0xC0 == 0x40:
            stop = _end_of_definition(data, at, end, bool(header & 0x20))
            if stop > end:
                return messages.note(CUT_OFF)
            raw = data[at:stop]
            if raw not in known and len(known) == MOST_DEFINITIONS:
                return messages.note(DAMAGED)
            layouts[header & 0x0F] = known[raw] = known.get(raw) or _define(raw)
            at = stop
            continue
        layout = layouts.get(header >> 5 & 3 if header & 0x80 else header & 0x0F)
        if layout is None:
            return messages.note(DAMAGED)
        if at + layout.size > end:
            return messages.note(CUT_OFF)
        row, table = layout.unpack(data, at), layout.table
        at += layout.size
        if header & 0x80:
            last_time += (header - last_time) & 0x1F
            row, table = (*row, last_time), layout.with_header_time
        elif layout.time_column is not None and row[layout.time_column] != 0xFFFFFFFF:
            last_time = row[layout.time_column]
        if (place := counts.get(table.number)) is None:
            continue
        if place >= (MOST_POINTS if table.number == RECORD else MOST_OTHERS):
            messages.note(TOO_LONG)
            continue
        table.rows.append(row)
        table.places.append(place)
        counts[table.number] = place + 1
    return None


def _end_of_definition(data: bytes, at: int, end: int, has_developer_fields: bool) -> int:
    """Return where a definition ends, or a place behind `end` if it is cut off."""
    if at + 5 > end:
        return end + 1
    stop = at + 5 + 3 * data[at + 4]
    if not has_developer_fields:
        return stop
    return stop + 1 + 3 * data[stop] if stop < end else end + 1


def _define(raw: bytes) -> Definition:
    """Compile a definition; fields that are not read are skipped by their size."""
    number = int.from_bytes(raw[2:4], "big" if raw[1] == 1 else "little")
    wanted = WANTED.get(number, frozenset())
    layout = [">" if raw[1] == 1 else "<"]
    columns: list[tuple[int, Any]] = []
    for key, size, base in _triples(raw, 5, raw[4]):
        kind, width, invalid = BASE_TYPES.get(base & 0x1F, ("x", 1, 0))
        is_wanted = key in wanted or (key == TIME and kind == "I")
        if (number, key) in BYTES:
            layout.append(f"{size}s")
            columns.append((key, b"\xff" * size))
        elif is_wanted and kind != "x" and size and not size % width:
            layout.append(f"{kind}{size - width}x")
            columns.append((key, invalid))
        else:
            layout.append(f"{size}x")
    developer = 5 + 3 * raw[4]
    if developer < len(raw):
        layout += (f"{size}x" for _, size, _ in _triples(raw, developer + 1, raw[developer]))
    compiled = struct.Struct("".join(layout))
    fields, nothing = tuple(key for key, _ in columns), tuple(none for _, none in columns)
    return Definition(
        size=compiled.size,
        unpack=compiled.unpack_from,
        table=Table(number, fields, nothing),
        with_header_time=Table(number, (*fields, TIME), (*nothing, 0xFFFFFFFF)),
        time_column=fields.index(TIME) if TIME in fields else None,
    )


def _triples(raw: bytes, at: int, count: int) -> Iterator[tuple[int, int, int]]:
    for place in range(at, at + 3 * count, 3):
        yield raw[place], raw[place + 1], raw[place + 2]
