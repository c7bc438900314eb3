"""How long ago a stored time was. A time in the future says nothing: a clock was ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

_TOLERANCE = timedelta(minutes=1)
"""Computers correct their clocks by a few seconds all the time."""


def known(moment: datetime | None, now: datetime) -> datetime | None:
    """Return a stored moment; None if it is in the future."""
    return None if moment is None or moment > now + _TOLERANCE else moment


def age(moment: datetime | None, now: datetime) -> timedelta | None:
    """Return how long before `now` a moment was; None if it is unknown or in the future."""
    moment = known(moment, now)
    return None if moment is None else max(now - moment, timedelta())


def is_within(span: timedelta, moment: datetime | None, now: datetime) -> bool:
    """Return whether a moment is known, and at most this long before `now`."""
    passed = age(moment, now)
    return passed is not None and passed <= span
