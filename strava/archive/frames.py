"""What a worker process and the process that has started it send each other."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from enum import Enum, auto
from typing import IO, Any

_LENGTH = "<Q"


@dataclass(frozen=True)
class Request:
    """A method of `reading.Reading` to call."""

    method: str
    arguments: tuple[Any, ...]
    seconds: float
    """The longest time that it may take."""


class Outcome(Enum):
    """How a request has ended."""

    VALUE = auto()
    UNREADABLE_FILE = auto()
    UNREADABLE_ARCHIVE = auto()
    ERROR = auto()


@dataclass(frozen=True)
class Answer:
    """What the worker makes of a request: a value, a sentence, or the place of an error."""

    outcome: Outcome
    value: Any
    is_last: bool
    """Whether the worker ends after this."""


def send(stream: IO[bytes], message: object) -> bool:
    """Send a message; return False if the other process has ended."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    try:
        stream.write(struct.pack(_LENGTH, len(content)))
        stream.write(content)
        stream.flush()
    except (OSError, ValueError):
        return False
    return True


def receive(stream: IO[bytes]) -> Any:
    """Return the next message; None if the other process has ended."""
    size = struct.calcsize(_LENGTH)
    try:
        head = stream.read(size)
        if len(head) < size:
            return None
        (length,) = struct.unpack(_LENGTH, head)
        content = stream.read(length)
    except (OSError, ValueError):
        return None
    # Both ends are this program.
    return pickle.loads(content) if len(content) == length else None  # noqa: S301
